"""Numbers, durations and times in the notations of trackers, read exactly."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, tzinfo
from fractions import Fraction
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from moonwalk.api import FieldError
from moonwalk.api.fields import Quantity
from moonwalk.api.files import DateOrder, Separators, is_blank, read_amount, read_date, read_instant

LARGEST: Final = 10**12
"""Thousandths in one entry are fewer than this."""

_PLAIN: Final = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,18})?")
_CLOCK: Final = re.compile(r"(?:([0-9]{1,3}):)?([0-9]{1,2}):([0-5][0-9])(?:[.,]([0-9]{1,6}))?")
_DAYS_AND_CLOCK: Final = re.compile(r"([0-9]{1,2}) days?,? (.+)", re.IGNORECASE)
# Factors to a unit that an activity can be measured in.
_SMALL_UNITS: Final = MappingProxyType(
    {
        "seconds": (Fraction(1, 60), "minutes"),
        "milliseconds": (Fraction(1, 60_000), "minutes"),
        "cm": (Fraction(1, 100), "metres"),
        "yards": (Fraction(9144, 10_000), "metres"),
    }
)


def read_quantity(cell: str, unit: str, separators: Separators | None = None) -> Quantity:
    """The exact amount of a cell in `unit`, which may be `clock` for a duration such as `00:31:24.5`.

    `separators` is what a column settles about commas and points; without it, a point stands before
    decimals, as programs write them. FieldError for what is no amount.
    """
    if unit == "clock":
        return Quantity(value=read_clock(cell), unit="minutes")
    factor, base = _SMALL_UNITS.get(unit, (Fraction(1), unit))
    return Quantity(value=read_number(cell, separators, unit) * factor, unit=base)


def read_number(cell: str, separators: Separators | None = None, unit: str = "") -> Fraction:
    """An exact number; FieldError for text, signs, or a comma that may mean two things."""
    text = cell.strip()
    if separators is None and _PLAIN.fullmatch(text):
        return Fraction(text)
    whole = unit if unit == "steps" else ""
    return Fraction(read_amount(text, separators, unit=whole).thousandths, 1000)


def read_clock(cell: str) -> Fraction:
    """Minutes of a duration in hours, minutes and seconds; FieldError where a part may be either of two."""
    text = cell.strip()
    days = _DAYS_AND_CLOCK.fullmatch(text)
    match = _CLOCK.fullmatch(days[2] if days else text)
    if not match:
        raise FieldError(f"'{text[:40]}' is not a duration. Write hours, minutes and seconds: 00:31:24.")
    hours, minutes, seconds, rest = match.groups()
    if hours is None and rest is None:
        raise FieldError(
            f"'{text}' can be read as hours and minutes or as minutes and seconds. "
            "Write hours, minutes and seconds: 00:31:24."
        )
    fraction = Fraction(f"0.{rest}") if rest else Fraction(0)
    whole = int(days[1]) * 1440 if days else 0
    return whole + int(hours or 0) * 60 + int(minutes) + (int(seconds) + fraction) / 60


def thousandths_in(amount: Quantity, unit: str) -> int:
    """Thousandths of `unit`, rounded half up; FieldError where they are more than can be kept."""
    exact = int(amount.thousandths(unit) + Fraction(1, 2))
    if exact >= LARGEST:
        raise FieldError(f"{amount} is more than anybody can have done. Check the number and its unit.")
    return exact


def zone_named(name: str, fallback: str) -> tzinfo:
    """The time zone of an option, else that of the workspace, else UTC; FieldError for an unknown name."""
    if name:
        try:
            return ZoneInfo(name)
        except (ValueError, KeyError, OSError):
            raise FieldError(
                f"'{name}' is not a time zone; write for example -o zone=Europe/Berlin."
            ) from None
    try:
        return ZoneInfo(fallback)
    except (ValueError, KeyError, OSError):
        return UTC


def zone_label(zone: tzinfo) -> str:
    """The name of a zone, for people."""
    return zone.key if isinstance(zone, ZoneInfo) else "UTC"


def day_of(cell: str, order: DateOrder | None) -> date:
    """The civil day of a cell that holds local time; FieldError for a blank one."""
    if is_blank(cell):
        raise FieldError("The row has no date.")
    return read_date(cell, order)


def instant_of(cell: str, order: DateOrder | None, zone: tzinfo = UTC) -> datetime:
    """The instant of a cell; one without a zone is in `zone`. FieldError where there is no time of day."""
    if is_blank(cell):
        raise FieldError("The row has no time.")
    instant = read_instant(cell, order, zone)
    if instant is None:
        raise FieldError(f"'{cell.strip()}' has no time of day, so it is not certain which day it is.")
    return instant
