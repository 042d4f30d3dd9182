"""Cells as people write them: blanks, names, ids, addresses, days and instants."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Final, Literal

from moonwalk.api.problems import FieldError

LONGEST_NAME: Final = 64
_BLANKS: Final = frozenset(
    {"", "-", "--", "---", "\N{EN DASH}", "\N{EM DASH}", ".", "?", "/", "n/a", "n.a", "n.a.", "na", "#n/a"}
    | {"nan", "null", "none", "nil", "nothing", "keine", "k.a.", "k. a.", "aucun", "aucune"}
)
_JOINER: Final = "\N{ZERO WIDTH JOINER}"
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs"})
_PICTURES: Final = frozenset({"So", "Sk", "Mn"})
_EMAIL: Final = re.compile(r"[^@\s,;<>()\[\]\"]+@[^@\s,;<>()\[\]\".]+(?:\.[^@\s,;<>()\[\]\".]+)+")
_SHORTENED: Final = re.compile(r"[0-9][.,]?[0-9]*[eE]\+?[0-9]+")
_NO_WORD: Final = re.compile(r"[^a-z0-9]+")


def is_blank(cell: str) -> bool:
    """Whether a cell says that there is nothing: empty, `--`, `N/A`, `null`, `keine`.

    >>> from moonwalk.api.files import is_blank
    >>> is_blank(" n/a "), is_blank("0")
    (True, False)
    """
    return cell.strip().casefold() in _BLANKS


def fold(text: str) -> str:
    """A text for comparing: in small letters without accents, words separated by one blank, no signs.

    >>> from moonwalk.api.files import fold
    >>> fold("  Prénom_(Usuel) ")
    'prenom usuel'
    """
    if text.isascii():
        # What the rest does to such text, five times as fast.
        return _NO_WORD.sub(" ", text.lower()).strip()
    letters = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    if bare.isascii():
        return _NO_WORD.sub(" ", bare).strip()
    return " ".join("".join(letter if letter.isalnum() else " " for letter in bare).split())


def clean_text(text: str) -> str:
    """A text fit for any screen or file: its lines, without control and direction characters.

    >>> from moonwalk.api.files import clean_text
    >>> clean_text("one \\x1b[31m\\r\\ntwo")
    'one [31m\\ntwo'
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(_visible(line).rstrip() for line in lines)


def clean_name(cell: str) -> str:
    """A name fit for any screen: no control or direction characters, single blanks, at most 64 characters.

    >>> from moonwalk.api.files import clean_name
    >>> clean_name("  Ada \\t Lovelace ")
    'Ada Lovelace'
    """
    return " ".join(_visible(cell).split())[:LONGEST_NAME].rstrip()


def _visible(line: str) -> str:
    if line.isascii() and line.isprintable():
        return line
    kept: list[str] = []
    for letter in unicodedata.normalize("NFC", line):
        if letter.isspace():
            kept.append(" ")
        elif unicodedata.category(letter) not in _UNSEEN or _joins_pictures(letter, kept):
            kept.append(letter)
    # What stood apart may now be one letter with its accent.
    return unicodedata.normalize("NFC", "".join(kept))


def _joins_pictures(letter: str, before: list[str]) -> bool:
    """Whether this is the joiner inside one emoji, which falls apart without it."""
    return letter == _JOINER and bool(before) and unicodedata.category(before[-1]) in _PICTURES


def clean_id(cell: str) -> str:
    """An id as text: `007` stays `007`.

    FieldError where a spreadsheet has shortened it to a power of ten, or where it is longer than 64
    characters.

    >>> from moonwalk.api.files import clean_id
    >>> clean_id(" 007 ")
    '007'
    """
    if _SHORTENED.fullmatch(cell.strip()) and "+" in cell:
        raise FieldError(
            f"'{cell.strip()}' is a number that a spreadsheet has shortened, so the id is lost. "
            "Format the column as text and export again."
        )
    text = clean_name(cell)
    if len(cell.strip()) > LONGEST_NAME:
        raise FieldError(f"'{text[:20]}...' is longer than the {LONGEST_NAME} characters an id may have.")
    return text


def clean_email(cell: str) -> str:
    """An e-mail address in small letters; empty for a blank cell. FieldError for anything else.

    >>> from moonwalk.api.files import clean_email
    >>> clean_email("Ann@Example.org"), clean_email("--")
    ('ann@example.org', '')
    """
    if is_blank(cell):
        return ""
    text = " ".join(_visible(cell).split())
    if len(text) > 254 or not _EMAIL.fullmatch(text):
        raise FieldError(f"'{clean_name(cell)}' is not an e-mail address. Write for example ann@example.org.")
    return text.lower()


DateOrder = Literal["day first", "month first"]
"""Whether 3/4/2027 is the third of April (`day first`) or the fourth of March (`month first`)."""

_TIME: Final = (
    r"(?:,?[T\s]\s*(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]{1,9})?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*(?P<zone>Z|UTC|(?:GMT|UTC)?\s?[+-][0-9]{1,2}(?::?[0-9]{2})?|GMT)?)?"
)
_YEAR_FIRST: Final = re.compile(
    rf"(?P<year>[0-9]{{4}})([-/.])(?P<a>[0-9]{{1,2}})\2(?P<b>[0-9]{{1,2}}){_TIME}"
)
_YEAR_LAST: Final = re.compile(
    rf"(?P<a>[0-9]{{1,2}})(?P<mark>[-/.])(?P<b>[0-9]{{1,2}})\2(?P<year>[0-9]{{4}}){_TIME}"
)
_SHORT_YEAR: Final = re.compile(r"[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2}(?:[\s,T].*)?")
_WITHOUT_MARKS: Final = re.compile(r"[0-9]{5,8}(?:\.0+)?")
_OFFSET: Final = re.compile(r"([+-])([0-9]{1,2}):?([0-9]{2})?")
_YEARS: Final = (1900, 2199)


def date_order_of(cells: Iterable[str]) -> DateOrder | None:
    """What the cells of a column settle about dates such as 4/12/2027: a number above 12 is a day.

    None where they settle nothing, or contradict each other.

    >>> from moonwalk.api.files import date_order_of
    >>> date_order_of(["3/4/2027", "13/4/2027"])
    'day first'
    """
    said: set[DateOrder] = set()
    for cell in set(cells):
        match = _YEAR_LAST.fullmatch(cell.strip())
        if match and match["mark"] != ".":
            first, second = int(match["a"]), int(match["b"])
            if first > 12 >= second:
                said.add("day first")
            elif second > 12 >= first:
                said.add("month first")
    return said.pop() if len(said) == 1 else None


def read_date(cell: str, order: DateOrder | None = None) -> date:
    """The civil day of a cell; a time behind it is left out.

    `order` is what the column settles. FieldError for a day that can be read in two ways while `order` is
    None, for a year of two digits, and for what is no day.

    >>> from moonwalk.api.files import read_date
    >>> read_date("2027-01-04"), read_date("3/4/2027", "day first")
    (datetime.date(2027, 1, 4), datetime.date(2027, 4, 3))
    """
    return _date_in(_match(cell), order)


def read_instant(cell: str, order: DateOrder | None = None, zone: tzinfo | None = None) -> datetime | None:
    """The instant (UTC) of a cell; None where it has no time, or no time zone and no `zone` is given.

    FieldError as for `read_date`, and for a time that does not exist.

    >>> from moonwalk.api.files import read_instant
    >>> read_instant("2027-01-04 09:30 +0100").isoformat()
    '2027-01-04T08:30:00+00:00'
    """
    match = _match(cell)
    if match["hour"] is None:
        return None
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            raise FieldError(f"'{cell.strip()}' has no hour of a clock with {match['half']}.")
        hour = hour % 12 + (12 if match["half"][0] in "Pp" else 0)
    try:
        known = _offset(match["zone"]) if match["zone"] else zone
        local = datetime.combine(_date_in(match, order), time(hour, minute, second), known)
        return None if known is None else local.astimezone(UTC)
    except (ValueError, OverflowError):
        raise FieldError(f"'{cell.strip()}' has no such time of day.") from None


def _match(cell: str) -> re.Match[str]:
    text = " ".join(cell.split())
    match = _YEAR_FIRST.fullmatch(text) or _YEAR_LAST.fullmatch(text)
    if match:
        return match
    shown = text if len(text) <= 40 else f"{text[:40]}..."
    if _SHORT_YEAR.fullmatch(text):
        raise FieldError(f"'{shown}' has a year of two digits. Write all four: 2027-01-04.")
    if _WITHOUT_MARKS.fullmatch(text):
        raise FieldError(
            f"'{shown}' is a bare number, perhaps a spreadsheet's own for a day. "
            "Format the column as a date, or write 2027-01-04."
        )
    raise FieldError(f"'{shown}' is not a date. Write year, month and day: 2027-01-04.")


def _date_in(match: re.Match[str], order: DateOrder | None) -> date:
    year, a, b = int(match["year"]), int(match["a"]), int(match["b"])
    named = match.groupdict()
    if "mark" not in named:
        return _date(year, a, b, match[0])
    if named["mark"] == ".":
        return _date(year, b, a, match[0])
    if order is None and a <= 12 and b <= 12 and a != b:
        readings = [_date(year, *pair, match[0]).isoformat() for pair in ((b, a), (a, b))]
        raise FieldError(
            f"'{match[0]}' can be read as {readings[0]} or as {readings[1]}, and nothing here settles it. "
            f"Write {readings[0]} or {readings[1]}, or say 'dates: day first' or 'dates: month first'."
        )
    day_first = order == "day first" or (order is None and a > 12)
    return _date(year, *((b, a) if day_first else (a, b)), match[0])


def _date(year: int, month: int, day: int, text: str) -> date:
    if not _YEARS[0] <= year <= _YEARS[1]:
        raise FieldError(f"'{text}' has a year that cannot be right.")
    try:
        return date(year, month, day)
    except ValueError:
        raise FieldError(
            f"'{text}' is not a day of the calendar, read as year {year}, month {month}, day {day}."
        ) from None


def _offset(zone: str) -> timezone:
    match = _OFFSET.search(zone)
    if not match:
        return UTC
    minutes = int(match[2]) * 60 + int(match[3] or 0)
    return timezone(timedelta(minutes=-minutes if match[1] == "-" else minutes))
