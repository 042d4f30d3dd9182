"""Days and instants as people and programs write them; refused where two readings are left."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from types import MappingProxyType
from typing import Final, Literal

from moonwalk.api.cells import fold
from moonwalk.api.problems import FieldError

DateOrder = Literal["day first", "month first"]
"""Whether 3/4/2027 is the third of April (`day first`) or the fourth of March (`month first`)."""

_TIME: Final = (
    r"(?:(?:,\s?|[T\s])\s*(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]{1,9})?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*"
    r"(?P<zone>Z|\(?[A-Z]{3,5}\)?|(?:GMT|UTC)?\s?[+-][0-9]{1,2}(?::?[0-9]{2})?)?)?"
)
_YEAR_FIRST: Final = re.compile(
    rf"(?P<year>[0-9]{{4}})([-/.])(?P<a>[0-9]{{1,2}})\2(?P<b>[0-9]{{1,2}}){_TIME}"
)
_YEAR_LAST: Final = re.compile(
    rf"(?P<a>[0-9]{{1,2}})(?P<mark>[-/.])(?P<b>[0-9]{{1,2}})\2(?P<year>[0-9]{{4}}|[0-9]{{2}}){_TIME}"
)
# `Jul 14, 2020, 10:36:55 PM`, and `Tuesday, January 5, 2027`.
_MONTH_NAME_FIRST: Final = re.compile(
    rf"(?:[^\W\d_]+\.?,?\s)??(?P<name>[^\W\d_]{{3,}})\.?\s(?P<b>[0-9]{{1,2}})(?:st|nd|rd|th)?,?\s(?P<year>[0-9]{{4}}){_TIME}"
)
# `11-Nov-2014 00:00`, `14. Juli 2020`, `5 de enero de 2027`; `5-Jan-27`, since nobody puts such a year first.
_DAY_BEFORE_NAME: Final = re.compile(
    r"(?:[^\W\d_]+\.?,?\s)?(?P<b>[0-9]{1,2})(?:st|nd|rd|th|er|\.)?(?:\sde)?[-\s/]"
    rf"(?P<name>[^\W\d_]{{3,}})\.?,?(?:\sde)?[-\s/](?P<year>[0-9]{{4}}|[0-9]{{2}}){_TIME}"
)
_WITHOUT_MARKS: Final = re.compile(r"[0-9]{5,8}(?:\.0+)?")
_OFFSET: Final = re.compile(r"([+-])([0-9]{1,2}):?([0-9]{2})?")
_YEARS: Final = (1900, 2199)
# A year of two digits below this is of this century.
_CENTURY_TURNS: Final = 70
_MONTHS_OF_LANGUAGES: Final = (
    "january february march april may june july august september october november december",
    "januar februar marz april mai juni juli august september oktober november dezember",
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "januar februar marts april maj juni juli august september oktober november december",
    "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
)
# The letters of a zone mean one offset, in hours; `CST`, `IST`, `BST` and the like mean several.
_ZONE_LETTERS: Final = MappingProxyType(
    {"UTC": 0.0, "GMT": 0, "WET": 0, "WEST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2, "EET": 2, "EEST": 3}
    | {"MSK": 3, "EST": -5, "EDT": -4, "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10}
    | {"NST": -3.5, "NDT": -2.5, "JST": 9, "KST": 9, "HKT": 8, "SGT": 8, "AWST": 8, "ACST": 9.5, "AEST": 10}
    | {"ACDT": 10.5, "AEDT": 11, "NZST": 12, "NZDT": 13, "SAST": 2, "WIB": 7, "PKT": 5, "NPT": 5.75}
)


def _month_names() -> dict[str, int]:
    """Every name of a month, and every beginning of at least three letters that means one month only."""
    meanings: dict[str, set[int]] = {"mrt": {3}, "sept": {9}}
    for names in _MONTHS_OF_LANGUAGES:
        for month, name in enumerate(names.split(), 1):
            for length in range(3, len(name) + 1):
                meanings.setdefault(name[:length], set()).add(month)
    return {name: next(iter(months)) for name, months in meanings.items() if len(months) == 1}


_MONTHS: Final = MappingProxyType(_month_names())


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a cell says: numbers of a date in its order, and a time with the letters or offset of its zone."""

    text: str
    year: int
    month: int
    day: int
    time: re.Match[str]


def date_order_of(cells: Iterable[str]) -> DateOrder | None:
    """What the cells of a column settle about dates such as 4/12/2027: a number above 12 is a day.

    None where they settle nothing, or contradict each other.

    >>> from moonwalk.api.files import date_order_of
    >>> date_order_of(["3/4/2027", "13/4/2027"])
    'day first'
    """
    orders: set[DateOrder] = set()
    for cell in set(cells):
        match = _YEAR_LAST.fullmatch(cell.strip())
        if match and match["mark"] != "." and not _year_may_be_first(match):
            first, second = int(match["a"]), int(match["b"])
            if first > 12 >= second:
                orders.add("day first")
            elif second > 12 >= first:
                orders.add("month first")
    return orders.pop() if len(orders) == 1 else None


def read_date(cell: str, order: DateOrder | None = None) -> date:
    """The civil day of a cell; a time behind it is left out. Months may have names, in eight languages.

    `order` is what the column settles. FieldError for a day that can be read in two ways while `order` is
    None, also by a year of two digits, and for what is no day.

    >>> from moonwalk.api.files import read_date
    >>> read_date("2027-01-04"), read_date("3/4/2027", "day first"), read_date("Jan 5, 2027, 10:36 PM")
    (datetime.date(2027, 1, 4), datetime.date(2027, 4, 3), datetime.date(2027, 1, 5))
    """
    parts = _parts(cell, order)
    return _date(parts.year, parts.month, parts.day, parts.text)


def read_instant(cell: str, order: DateOrder | None = None, zone: tzinfo | None = None) -> datetime | None:
    """The instant (UTC) of a cell; None where it has no time, or no time zone and no `zone` is given.

    FieldError as for `read_date`, for a time that does not exist, and for letters such as `CST` that mean
    several zones, unless `zone` uses them at that time.

    >>> from moonwalk.api.files import read_instant
    >>> read_instant("2027-01-04 09:30 +0100").isoformat(), read_instant("2027/01/05 3:45:01 PM CET").hour
    ('2027-01-04T08:30:00+00:00', 14)
    """
    parts = _parts(cell, order)
    match = parts.time
    if match["hour"] is None:
        return None
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            raise FieldError(f"'{cell.strip()}' has no hour of a clock with {match['half']}.")
        hour = hour % 12 + (12 if match["half"][0] in "Pp" else 0)
    day = _date(parts.year, parts.month, parts.day, parts.text)
    try:
        local = datetime.combine(day, time(hour, minute, second))
        known = _zone(match["zone"], local, zone) if match["zone"] else zone
        return None if known is None else local.replace(tzinfo=known).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        if isinstance(error, FieldError):
            raise
        raise FieldError(f"'{cell.strip()}' has no such time of day.") from None


def _parts(cell: str, order: DateOrder | None) -> _Parts:
    text = " ".join(cell.split())
    if match := _YEAR_FIRST.fullmatch(text):
        return _Parts(text, int(match["year"]), int(match["a"]), int(match["b"]), match)
    if match := _YEAR_LAST.fullmatch(text):
        return _year_last(match, order)
    if (match := _DAY_BEFORE_NAME.fullmatch(text) or _MONTH_NAME_FIRST.fullmatch(text)) and (
        month := _MONTHS.get(fold(match["name"]))
    ):
        return _Parts(text, _full_year(match["year"]), month, int(match["b"]), match)
    shown = text if len(text) <= 40 else f"{text[:40]}..."
    if _WITHOUT_MARKS.fullmatch(text):
        raise FieldError(
            f"'{shown}' is a bare number, perhaps a spreadsheet's own for a day. "
            "Format the column as a date, or write 2027-01-04."
        )
    raise FieldError(f"'{shown}' is not a date. Write year, month and day: 2027-01-04.")


def _year_last(match: re.Match[str], order: DateOrder | None) -> _Parts:
    year, a, b = _full_year(match["year"]), int(match["a"]), int(match["b"])
    if match["mark"] == ".":
        return _Parts(match[0], year, b, a, match)
    if order is None and _year_may_be_first(match):
        raise FieldError(
            f"'{match[0]}' has a year of two digits, and nothing here settles which part it is. "
            "Write all four: 2027-01-04, or say 'dates: day first' or 'dates: month first'."
        )
    if order is None and a <= 12 and b <= 12 and a != b:
        readings = [_date(year, *pair, match[0]).isoformat() for pair in ((b, a), (a, b))]
        raise FieldError(
            f"'{match[0]}' can be read as {readings[0]} or as {readings[1]}, and nothing here settles it. "
            f"Write {readings[0]} or {readings[1]}, or say 'dates: day first' or 'dates: month first'."
        )
    day_first = order == "day first" or (order is None and a > 12)
    return _Parts(match[0], year, *((b, a) if day_first else (a, b)), match)


def _full_year(digits: str) -> int:
    if len(digits) == 4:
        return int(digits)
    return int(digits) + (2000 if int(digits) < _CENTURY_TURNS else 1900)


def _year_may_be_first(match: re.Match[str]) -> bool:
    """Whether two digits at the end may be a day, because those at the beginning may be a recent year."""
    if len(match["year"]) == 4 or match["mark"] == ".":
        return False
    recent = range(15, 45)
    first, last = int(match["a"]), int(match["year"])
    if last > 31 or (last in recent and first not in recent):
        return False
    return first in recent or last not in recent


def _date(year: int, month: int, day: int, text: str) -> date:
    if not _YEARS[0] <= year <= _YEARS[1]:
        raise FieldError(f"'{text}' has a year that cannot be right.")
    try:
        return date(year, month, day)
    except ValueError:
        raise FieldError(
            f"'{text}' is not a day of the calendar, read as year {year}, month {month}, day {day}."
        ) from None


def _zone(text: str, local: datetime, zone: tzinfo | None) -> tzinfo:
    """The zone that an offset or letters mean; FieldError for letters with several meanings."""
    if match := _OFFSET.search(text):
        minutes = int(match[2]) * 60 + int(match[3] or 0)
        return timezone(timedelta(minutes=-minutes if match[1] == "-" else minutes))
    letters = text.strip("()")
    if letters == "Z":
        return UTC
    if zone is not None and local.replace(tzinfo=zone).tzname() == letters:
        return zone
    if letters not in _ZONE_LETTERS:
        raise FieldError(f"'{letters}' may mean more than one time zone. Write its offset, such as +01:00.")
    return timezone(timedelta(hours=_ZONE_LETTERS[letters]))
