"""Ways out: what an author probably meant by a number, an amount or a time written in another notation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from moonwalk.api.problems import nearest
from moonwalk.api.units import FAMILIES, singular
from moonwalk.api.values import WEEKDAYS, Quantity, exact_decimal

SWITCHES: Final = frozenset(("yes", "no", "true", "false", "on", "off", "y", "n"))
_UNITS: Final = MappingProxyType(
    {
        "min": ("minutes",),
        "mins": ("minutes",),
        "h": ("hours",),
        "hr": ("hours",),
        "hrs": ("hours",),
        "d": ("days",),
        "w": ("weeks",),
        "wk": ("weeks",),
        "wks": ("weeks",),
        "m": ("minutes", "metres"),
        "meter": ("metres",),
        "meters": ("metres",),
        "mi": ("miles",),
        "kms": ("km",),
        "pt": ("points",),
        "pts": ("points",),
        "x": ("times",),
    }
)
_NUMBER_WORDS: Final = (
    *("zero", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY_GROUPS: Final = (
    ("every day", ("every day", "daily", "each day")),
    ("workdays", ("workday", "weekday", "working day")),
)
_WEEKS: Final = re.compile(
    r"(?:weeks?|wk)? ?0?([1-9][0-9]?)(?: ?(?:-|to|\u2013|and|through|until) ?0?([1-9][0-9]?))?"
)
_GROUPED: Final = re.compile(r"[0-9]{1,3}(?:[,_'\u2019 \xa0\u202f.][0-9]{3})+")


def whole_hint(text: str, what: str) -> str:
    """How to write a whole number that was written in another way."""
    small = text.lower()
    if small in SWITCHES:
        return "Nothing here is switched on or off; write a number."
    if re.fullmatch(r"-[0-9.]{1,20}", text):
        return "Nothing takes points away below zero: use 'lose_points'."
    if _GROUPED.fullmatch(text) and "." not in text:
        return f"Write numbers without separators: {_digits(text)}."
    half = re.fullmatch(r"([0-9]{1,9})[.,]([0-9]{1,9})", text)
    if half and what == "points":
        return f"Points are whole: write {int(half[1])}, or more points for a larger amount."
    if half:
        return f"Write {int(half[1])} or {int(half[1]) + 1}."
    alone = re.fullmatch(r"0*([0-9]{1,9})(?:\s*[A-Za-z%]{1,20})?", text)
    if alone:
        return f"Write the number alone: {int(alone[1])}."
    if re.fullmatch(r"[0-9]+", text):
        return "The largest is 999999999."
    if small in _NUMBER_WORDS:
        return f"Write it in digits: {_NUMBER_WORDS.index(small)}."
    return "Write it in digits, for example 20."


def amount_hint(text: str, unit: str = "") -> str:
    """How to write an amount that was written in another way; `unit` is the only one possible, if known."""
    said = " ".join(text[:200].split())
    if said.lower() in SWITCHES:
        return "Nothing here is switched on or off; write an amount."
    if said.startswith("-"):
        return "Amounts begin at 0; write it without the minus."
    match = re.fullmatch(r"([0-9][0-9,._'\u2019 \xa0\u202f]{0,20}?)( ?)(k?)( ?)([A-Za-z_]{0,30})\.?", said)
    if match is None:
        word = said.partition(" ")[0].lower()
        if word in _NUMBER_WORDS[1:]:
            return f"Write the number in digits: {_NUMBER_WORDS.index(word)} {said.partition(' ')[2]}."
        return f"Write a number, one blank and a unit: 5 {unit or 'minutes'}."
    number, unit_word = match[1].strip(), match[5].lower()
    if match[3] and unit_word and match[4]:
        return f"Write numbers in full: {_digits(number)}000 {unit_word}."
    unit_word = match[3] + unit_word
    if not unit_word:
        return f"The number has no unit: write for example {_digits(number)} {unit or 'minutes'}."
    units = _UNITS.get(unit_word, (unit_word,))
    if _GROUPED.fullmatch(number) and "." not in number:
        return f"Write numbers without separators: {_amount(_digits(number), units[0])}."
    if re.fullmatch(r"[0-9]+,[0-9]+", number):
        return f"Decimals have a point: {_amount(number.replace(',', '.'), units[0])}."
    meant = " or ".join(f"'{_amount(number, unit)}'" for unit in units)
    return f"Did you mean {meant}?" if meant != f"'{text}'" else "Write at most nine digits and six decimals."


def units_meant(unit: str) -> tuple[str, ...]:
    """The units for which a word is an abbreviation or another spelling: `minutes` for `min`."""
    return _UNITS.get(unit.lower(), ())


def is_misspelt(unit: str) -> bool:
    """Whether a unit is one that everybody knows, with capitals that it does not have: `Minutes`."""
    small = unit.lower()
    known = small in _UNITS or singular(small) in (*FAMILIES, "step", "time", "day", "week", "point")
    return unit != small and unit.isascii() and known


def _amount(number: str, unit: str) -> str:
    try:
        return str(Quantity(value=Fraction(number), unit=unit))
    except ValueError:
        return f"{_digits(number)} {unit}"


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text).lstrip("0") or "0"


def percent_hint(text: str) -> str:
    """How to write a share that was written in another way."""
    match = re.fullmatch(r"([0-9]{1,3}(?:\.[0-9]{1,6})?) ?(?:%|percent|per cent)?", text)
    if not match:
        return "Write for example 80%."
    value = Fraction(match[1])
    if 0 < value <= 1 and "." in match[1]:
        value *= 100
    return f"Did you mean '{exact_decimal(value)}%'?" if value <= 100 else "It cannot be more than 100%."


def date_hint(text: str) -> str:
    """The days that were probably meant, by every usual notation."""
    days = tuple(dict.fromkeys(_possible_days(text)))
    if not days:
        return "Write year, month and day: 2027-01-04."
    meant = " or ".join(day.isoformat() for day in days)
    sure = " Year, month, day leaves no doubt." if len(days) > 1 else ""
    return f"Did you mean {meant}?{sure}"


def _possible_days(text: str) -> Iterator[date]:
    if re.match(r"[0-9]{4}-?W", text):
        # A week of the year and its day, which are no month and no day of one.
        with suppress(ValueError):
            yield date.fromisoformat(text[:10])
        return
    numbers = [int(number) for number in re.findall(r"[0-9]{1,4}", text[:40])][:3]
    month = _month_in(text)
    if month and len(numbers) >= 2:
        numbers = [numbers[0], month, numbers[1]]
    if len(numbers) < 3:
        return
    if numbers[0] > 31:
        orders = [(numbers[0], numbers[1], numbers[2])]
    else:
        year = numbers[2] if numbers[2] > 99 else 2000 + numbers[2]
        orders = [(year, numbers[1], numbers[0]), (year, numbers[0], numbers[1])][: 1 if month else 2]
    for order in orders:
        try:
            yield date(*order)
        except ValueError:
            continue


def _month_in(text: str) -> int:
    """The month that a text names, from 1; 0 if it names none."""
    words = [word[:3].lower() for word in re.findall(r"[A-Za-z]{3,12}", text[:40])]
    return next((_MONTHS.index(word) + 1 for word in words if word in _MONTHS), 0)


def clock_hint(text: str, single: bool) -> str:
    """The day and time that were probably meant; nothing if that cannot be said."""
    small = text[:80].lower()
    match = re.search(r"([0-9]{1,2})(?:[:.h]([0-9]{2}))? ?(am|pm|a\.m\.|p\.m\.)?", small)
    day = _day_word(small, single)
    if not match or not day:
        return ""
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "")[:1]
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour == 24 and minute == 0 and day in WEEKDAYS:
        hour, day = 0, WEEKDAYS[(WEEKDAYS.index(day) + 1) % 7]
    return f"{day} {hour:02}:{minute:02}" if hour < 24 and minute < 60 else ""


def _day_word(small: str, single: bool) -> str:
    for group, words in _DAY_GROUPS:
        if any(word in small for word in words):
            return "" if single else group
    return weekday_in(small)


def weekday_in(text: str) -> str:
    """The weekday that a text names, however shortened or misspelt; nothing if there is none."""
    for word in re.findall(r"[a-z]{2,12}", text[:80].lower()):
        known = [day for day in WEEKDAYS if day.lower().startswith(word[:3] if len(word) > 2 else word)]
        if len(known) == 1:
            return known[0]
        near = nearest(word, WEEKDAYS) if len(word) > 4 else ""
        if near:
            return near
    return ""


def weeks_hint(text: str) -> str:
    """The weeks that were probably meant: `week 1`, `weeks 2 to 4`; nothing if that cannot be said."""
    match = _WEEKS.fullmatch(text.lower())
    if not match:
        return ""
    if match[2] is None or match[1] == match[2]:
        return f"week {match[1]}"
    first, last = sorted((int(match[1]), int(match[2])))
    return f"weeks {first} to {last}"


def period_hint(text: str) -> str:
    """The period that was probably meant, in the words of a message."""
    weeks = weeks_hint(text)
    if weeks:
        return f"Did you mean '{weeks}'?"
    day = weekday_in(text)
    week = re.search(r"week ?([1-9][0-9]?)", text[:80].lower())
    if day:
        return f"Did you mean '{f'week {week[1]} {day}' if week else f'every {day}'}'?"
    if "weekend" in text[:80].lower():
        return "Write 'every Saturday' and 'every Sunday'."
    dates = re.findall(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text[:80])
    if len(dates) == 2:
        return f"Did you mean '{dates[0]} to {dates[1]}'?"
    if any(True for _ in _possible_days(text)):
        return date_hint(text)
    return "Write a date, 'week 3', 'weeks 2 to 4', 'week 3 Wednesday', or 'every Wednesday'."
