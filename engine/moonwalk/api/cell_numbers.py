"""Amounts as people write them: `12,5`, `1.234`, `1h30`, `15 min`; refused where two readings are left."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from moonwalk.api.problems import FieldError
from moonwalk.api.units import convertible, same_unit, singular
from moonwalk.api.values import Quantity

Mark = Literal["decimal", "thousands", "unknown"]

_BLANK: Final = "[ '\N{RIGHT SINGLE QUOTATION MARK}\u00a0\u2009\u202f]"
_NUMBER: Final = re.compile(rf"[0-9]{{1,3}}(?:{_BLANK}[0-9]{{3}})+(?:[.,][0-9]+)?|[0-9]+(?:[.,][0-9]+)*")
_WITH_UNIT: Final = re.compile(rf"({_NUMBER.pattern})\s*([^\W\d_]+)?\.?")
_CLOCK: Final = re.compile(r"([0-9]{1,2}):([0-5][0-9])(?::([0-5][0-9])(?:\.[0-9]+)?)?")
_HOURS: Final = re.compile(
    r"([0-9]{1,2})\s*(?:h|hr|hrs|hour|hours|std|stunde|stunden|heure|heures)\.?"
    r"(?:\s*(?:and|und|et|,)?\s*([0-5]?[0-9])\s*(?:m|min|mins|minute|minutes|minuten)?\.?)?",
    re.IGNORECASE,
)
_ZEROS: Final = re.compile(r"[.,]0+(?![0-9.,])")
_UNIT_WORD: Final = re.compile(r"[a-z][a-z_]*")
# From here on `15:00` is more likely fifteen minutes than fifteen hours.
_FIRST_DOUBTFUL_HOUR: Final = 5
_MOST_DIGITS: Final = 9
_WHOLE_UNITS: Final = frozenset(
    {"step", "time", "floor", "flight", "stair", "glass", "cup", "page", "push_up"}
)
_UNITS: Final = (
    ("minutes", ("min", "mins", "minute", "minutes", "minuten")),
    ("hours", ("h", "hr", "hrs", "hour", "hours", "std", "stunde", "stunden", "heure", "heures")),
    ("seconds", ("s", "sec", "secs", "second", "seconds", "sek", "sekunden", "seconde", "secondes")),
    ("steps", ("step", "steps", "schritt", "schritte", "pas")),
    ("km", ("km", "kms", "kilometer", "kilometers", "kilometre", "kilometres")),
    ("metres", ("metre", "metres", "meter", "meters", "metern")),
    ("miles", ("mi", "mile", "miles", "meile", "meilen")),
    ("times", ("x", "times", "mal", "fois")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Separators:
    """What a comma and a point mean in the numbers of one column: before decimals, or between thousands.

    Each is `decimal`, `thousands` or `unknown`. Where the format itself settles it, as JSON does, say so:
    `Separators(point="decimal")`; else `separators_of` finds it out from the column. `only_zeros` says that
    all decimals of the column are zeros, as programs write whole numbers.

    >>> from moonwalk.api.files import Separators, read_amount
    >>> read_amount("5.125", Separators(point="decimal")).thousandths
    5125
    """

    comma: Mark = "unknown"
    point: Mark = "unknown"
    only_zeros: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CellAmount:
    """An amount in thousandths of `unit`, which is empty where nothing names one."""

    thousandths: int
    unit: str = ""


def separators_of(cells: Iterable[str]) -> Separators:
    """What the cells of a column settle about comma and point; nothing where they contradict each other.

    >>> from moonwalk.api.files import separators_of
    >>> separators_of(["1,250", "12,5"]).comma
    'decimal'
    """
    read = ((_evidence(cell.strip()), cell) for cell in set(cells))
    evidence = [(reading, cell) for reading, cell in read if reading]
    said = {reading for reading, _ in evidence}
    only_zeros = all(_ZEROS.search(cell) for _, cell in evidence)
    if said == {"comma"}:
        return Separators(comma="decimal", point="thousands", only_zeros=only_zeros)
    if said == {"point"}:
        return Separators(comma="thousands", point="decimal", only_zeros=only_zeros)
    return Separators()


def read_amount(cell: str, separators: Separators | None = None, unit: str = "") -> CellAmount:
    """The amount of a cell, rounded half up to thousandths; durations such as `1h30` are in minutes.

    `separators` is what the column settles, `unit` what its header names. FieldError for text, signs, other
    digits than 0-9, two possible readings, or a unit that does not convert to `unit`.

    >>> from moonwalk.api.files import read_amount
    >>> read_amount("12.5 min")
    CellAmount(thousandths=12500, unit='minutes')
    >>> read_amount("1h30", unit="hours")
    CellAmount(thousandths=1500, unit='hours')
    >>> read_amount("1,250")
    Traceback (most recent call last):
        ...
    moonwalk.api.problems.FieldError: '1,250' can be read as 1250 or as 1.250, ...
    """
    text = cell.strip()
    asked = known_unit(unit)
    amount = _duration(text) or _number_with_unit(text, separators or Separators(), asked)
    if not asked or not amount.unit:
        return CellAmount(thousandths=_half_up(amount.value * 1000), unit=amount.unit or asked)
    if asked == "seconds" and convertible(amount.unit, "minutes"):
        return CellAmount(thousandths=_half_up(amount.thousandths("minutes") * 60), unit=asked)
    if not convertible(amount.unit, asked):
        raise FieldError(f"'{text}' is in {amount.unit}, but {unit} are asked for. Write it in {unit}.")
    return CellAmount(thousandths=_half_up(amount.thousandths(asked)), unit=asked)


def known_unit(word: str) -> str:
    """The unit that a word in a file means: `Min.` is minutes, `Schritte` steps; unknown words stay."""
    plain = word.strip().rstrip(".").casefold()
    return next((unit for unit, words in _UNITS if plain in words), plain.replace(" ", "_"))


def _half_up(value: Fraction) -> int:
    return int(value + Fraction(1, 2))


def _evidence(text: str) -> Literal["comma", "point", ""]:
    """Which mark a cell proves to be the decimal one."""
    match = _WITH_UNIT.fullmatch(text)
    if not match:
        return ""
    number = re.sub(_BLANK, "", match[1])
    marks = re.sub("[0-9]", "", number)
    decimal = marks[-1:] if len(set(marks)) != 1 or len(marks) == 1 else ""
    if not marks or not _well_grouped(number.rpartition(decimal)[0] if decimal else number):
        return ""
    if not decimal:
        return "point" if marks[0] == "," else "comma"
    if len(marks) == 1 and _could_be_thousands(number, marks):
        return ""
    return "comma" if decimal == "," else "point"


def _could_be_thousands(number: str, mark: str) -> bool:
    """Whether the one mark of a number may separate thousands: `1,117`, but not `0,500` or `12,5`."""
    head, _, tail = number.partition(mark)
    return len(tail) == 3 and len(head) <= 3 and not head.startswith("0")


def _number_with_unit(text: str, separators: Separators, asked: str) -> Quantity:
    match = _WITH_UNIT.fullmatch(text) if text.isascii() or _plain_digits(text) else None
    if not match:
        raise FieldError(_no_number(text))
    word = (match[2] or "").casefold()
    unit = _meant_by_m(text, asked) if word == "m" else known_unit(word)
    # A word in other letters is only known where it is asked for: a Cyrillic letter looks like a Latin one.
    if unit and not _UNIT_WORD.fullmatch(unit) and not (asked and same_unit(unit, asked)):
        raise FieldError(f"'{text}' has a unit that is not known. Write for example 15 min.")
    whole = singular(unit or asked) in _WHOLE_UNITS
    value = _number(match[1], separators, whole=whole)
    return (
        Quantity(value=value / 60, unit="minutes") if unit == "seconds" else Quantity(value=value, unit=unit)
    )


def _meant_by_m(text: str, asked: str) -> str:
    """Minutes or metres, as the column says; FieldError where it says neither."""
    for unit in ("minutes", "metres"):
        if asked and convertible(asked, unit):
            return unit
    raise FieldError(f"'{text}' can be read as minutes or as metres. Write min, or metres.")


def _plain_digits(text: str) -> bool:
    """Whether all digits are 0-9: other scripts' digits are refused, not read."""
    return all(letter.isascii() for letter in text if letter.isnumeric())


def _no_number(text: str) -> str:
    if text.startswith(("-", "\N{MINUS SIGN}")):
        return f"'{text}' is negative. An amount is 0 or more."
    return f"'{text}' is not an amount. Write digits, and a decimal point if you need one: 12.5"


def _number(text: str, separators: Separators, *, whole: bool) -> Fraction:
    number = re.sub(_BLANK, "", text)
    marks = re.sub("[0-9]", "", number)
    if len(number) - len(marks) > _MOST_DIGITS + 6 or len(re.split("[.,]", number)[0]) > _MOST_DIGITS:
        raise FieldError(f"'{text}' has too many digits to be an amount.")
    decimal = _decimal_mark(number, marks, separators, whole=whole)
    head, _, tail = number.rpartition(decimal) if decimal else (number, "", "")
    if not _well_grouped(head):
        raise FieldError(f"'{text}' is not an amount: its separators are not between thousands.")
    digits = re.sub("[.,]", "", head)
    if len(digits) > _MOST_DIGITS:
        raise FieldError(f"'{text}' has too many digits to be an amount.")
    return Fraction(f"{digits}.{tail}") if tail else Fraction(digits)


def _well_grouped(head: str) -> bool:
    return bool(re.fullmatch(r"[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?:\.[0-9]{3})+", head))


def _decimal_mark(number: str, marks: str, separators: Separators, *, whole: bool) -> str:
    """The mark before the decimals, or empty; FieldError where both readings stand."""
    if not marks:
        return ""
    if len(marks) > 1:
        return "" if len(set(marks)) == 1 else marks[-1]
    if not _could_be_thousands(number, marks):
        return marks
    means = separators.comma if marks == "," else separators.point
    if whole and not (means == "decimal" and number.endswith("000")):
        # Nobody walks 1.117 steps.
        return ""
    # A program writes 100.000 beside 13162.000; but 4,000 steps beside 4,5 km are four thousand.
    if means == "unknown" or (whole and not separators.only_zeros):
        thousands, decimals = number.replace(marks, ""), number.replace(marks, ".")
        raise FieldError(
            f"'{number}' can be read as {thousands} or as {decimals}, and nothing here settles it. "
            f"Write {thousands}, or {decimals}0 with four decimals."
        )
    return marks if means == "decimal" else ""


def _duration(text: str) -> Quantity | None:
    """`1h30`, `1 h 30 min`, `0:45`, `00:31:24` in minutes; None for anything else."""
    hours = _HOURS.fullmatch(text) if text.isascii() else None
    if hours:
        return Quantity(value=Fraction(int(hours[1]) * 60 + int(hours[2] or 0)), unit="minutes")
    clock = _CLOCK.fullmatch(text) if text.isascii() else None
    if not clock:
        return None
    first, second, third = int(clock[1]), int(clock[2]), clock[3]
    if third is None and first >= _FIRST_DOUBTFUL_HOUR:
        raise FieldError(
            f"'{text}' can be read as {first} hours {second} minutes or as {first} minutes {second} seconds. "
            f"Write {first} h {second} min, or {first} min."
        )
    return Quantity(value=Fraction(first * 60 + second) + Fraction(int(third or 0), 60), unit="minutes")
