"""Google Fit, from Google Takeout: a table of all days, and one of the quarters of an hour of each day."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from types import MappingProxyType
from typing import ClassVar, Final

from moonwalk.api import FieldError
from moonwalk.api.fields import ShortText
from moonwalk.api.files import Columns, Row, SheetRow, SourceFile, read_date
from moonwalk_plugins.trackers.daily import DailyTable
from moonwalk_plugins.trackers.measuring import Reading
from moonwalk_plugins.trackers.personal import Opening, opening
from moonwalk_plugins.trackers.summed import Run, SummedTable

_DAY_IN_NAME: Final = re.compile(r"(?<![0-9])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])")
_AMOUNTS: Final = MappingProxyType(
    {
        "steps": ("Step count",),
        "move": ("Move Minutes count",),
        "distance": ("Distance (m)",),
        "walking": ("Walking duration (ms)",),
        "running": ("Running duration (ms)",),
        "biking": ("Biking duration (ms)", "Cycling duration (ms)"),
    }
)
_READINGS: Final = (
    Reading(kind="steps", columns=("steps",), unit="steps"),
    Reading(kind="duration", columns=("walking",), unit="milliseconds", sport="walk"),
    Reading(kind="duration", columns=("running",), unit="milliseconds", sport="run"),
    Reading(kind="duration", columns=("biking",), unit="milliseconds", sport="ride"),
    Reading(kind="duration", columns=("move",), unit="minutes"),
    Reading(kind="distance", columns=("distance",), unit="metres"),
)


def has_amounts(header: Opening) -> bool:
    """Whether at least two of the amounts have the names that Google gives them; which, varies by person."""
    return len(header.known.keys() & _AMOUNTS.keys()) > 1 and not header.names_somebody


class GoogleFitDaily(DailyTable):
    """Days from Google Fit: steps, move minutes, distance, and durations of walking, running and biking."""

    name: ClassVar[str] = "google_fit"
    about: ClassVar[str] = "Google Fit, 'Daily activity metrics': Date, Step count, Move Minutes count."
    columns: ClassVar[Columns] = MappingProxyType({"day": ("Date",), **_AMOUNTS})
    signature: ClassVar[frozenset[str]] = frozenset({"day"})
    readings: ClassVar[tuple[Reading, ...]] = _READINGS

    def recognises(self, file: SourceFile) -> bool:
        """Whether the header has a date and at least two of the amounts."""
        header = opening(file, self.columns)
        return "day" in header.known and has_amounts(header)


class GoogleFitDay(SummedTable):
    """One day from Google Fit by quarters of an hour. The day is in the file's name, or in `on_day`."""

    name: ClassVar[str] = "google_fit_day"
    about: ClassVar[str] = "Google Fit, one day (2025-01-29.csv): Start time, End time, Step count."
    columns: ClassVar[Columns] = MappingProxyType(
        {"start": ("Start time",), "end": ("End time",), **_AMOUNTS}
    )
    signature: ClassVar[frozenset[str]] = frozenset({"start", "end"})
    day: ClassVar[str] = "start"
    readings: ClassVar[tuple[Reading, ...]] = _READINGS

    of_one_file: ClassVar[tuple[str, ...]] = ("who", "on_day")

    on_day: ShortText = ""

    def recognises(self, file: SourceFile) -> bool:
        """Whether the header has the times of parts of a day and at least two of the amounts."""
        header = opening(file, self.columns)
        return self.signature <= header.known.keys() and has_amounts(header)

    def read(self, file: SourceFile) -> Iterable[Row]:
        """The totals of the day that the file is of; FieldError where nothing says which that is."""
        if self.on_day:
            return super().read(file)
        match = _DAY_IN_NAME.search(file.name)
        if match is None:
            raise FieldError(
                "its rows have no date, and neither has its name; say which day it is of: "
                "-o on_day=2025-01-29"
            )
        return self.model_copy(update={"on_day": match[0]}).read(file)

    def when(self, row: SheetRow, run: Run) -> tuple[date, str]:
        """The day of the file."""
        day = read_date(self.on_day)
        return day, day.isoformat()
