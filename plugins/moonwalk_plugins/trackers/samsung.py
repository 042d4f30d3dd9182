"""Samsung Health: the daily trend of steps."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import ClassVar, Final

from moonwalk.api import FieldError
from moonwalk.api.files import Columns, DateOrder, SheetRow, is_blank
from moonwalk_plugins.trackers.cells import day_of
from moonwalk_plugins.trackers.daily import DailyTable
from moonwalk_plugins.trackers.measuring import Reading
from moonwalk_plugins.trackers.tables import Reader

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECONDS: Final = re.compile(r"([0-9]{12,13})(?:\.0+)?")
_ALL_DEVICES: Final = frozenset({"-2", "-2.0"})


def _names(column: str) -> tuple[str, ...]:
    """A column as the file names it, with and without the name of its table before it."""
    tables = ("com.samsung.shealth.step_daily_trend", "com.samsung.health.step_count")
    return (column, *(f"{table}.{column}" for table in tables))


class SamsungHealth(DailyTable):
    """Days from Samsung Health: steps and metres, of all devices together.

    The file has a row for each device beside the one for all of them, which alone is counted.
    """

    name: ClassVar[str] = "samsung_health"
    about: ClassVar[str] = "Samsung Health, step_daily_trend: day_time, count, distance and source_type."
    columns: ClassVar[Columns] = MappingProxyType(
        {
            "day": _names("day_time"),
            "steps": _names("count"),
            "distance": _names("distance"),
            "devices": _names("source_type"),
        }
    )
    signature: ClassVar[frozenset[str]] = frozenset({"day", "steps", "devices"})
    readings: ClassVar[tuple[Reading, ...]] = (
        Reading(kind="steps", columns=("steps",), unit="steps"),
        Reading(kind="distance", columns=("distance",), unit="metres"),
    )

    def passed_over(self, row: SheetRow, reader: Reader) -> str:
        """Why a row of one device is not counted."""
        devices = reader.cell(row, "devices")
        if devices in _ALL_DEVICES:
            return ""
        return (
            f"The row is of one device (source_type {devices or 'blank'}); only -2, all devices, is counted."
        )

    def day_in(self, row: SheetRow, reader: Reader, order: DateOrder | None) -> date:
        """The day of a row, which the file has as midnight in UTC of the day where the person was."""
        cell = reader.cell(row, self.day)
        match = _MILLISECONDS.fullmatch(cell)
        if match is None or is_blank(cell):
            return day_of(cell, order)
        try:
            return (_EPOCH + timedelta(milliseconds=int(match[1]))).date()
        except OverflowError:
            raise FieldError(f"'{cell}' is not a time in milliseconds.") from None
