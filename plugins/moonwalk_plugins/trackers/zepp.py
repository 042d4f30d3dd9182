"""Zepp Life and Mi Fit: days and workouts."""

from __future__ import annotations

from types import MappingProxyType
from typing import ClassVar, Final

from moonwalk.api.files import Columns, SheetRow
from moonwalk_plugins.trackers.daily import DailyTable
from moonwalk_plugins.trackers.measuring import Reading
from moonwalk_plugins.trackers.tables import Reader
from moonwalk_plugins.trackers.workouts import WorkoutTable

# Those on which published readers agree; a row with another number is skipped, and says so.
_TYPES: Final = MappingProxyType(
    {
        "1": "running",
        "6": "walking",
        "8": "treadmill running",
        "9": "cycling",
        "10": "indoor cycling",
        "14": "swimming",
    }
)


class ZeppDaily(DailyTable):
    """Days from Zepp Life or Mi Fit: steps, and distance in metres."""

    name: ClassVar[str] = "zepp_daily"
    about: ClassVar[str] = "Zepp Life or Mi Fit, ACTIVITY: date, steps, distance, runDistance and calories."
    columns: ClassVar[Columns] = MappingProxyType(
        {
            "day": ("date",),
            "steps": ("steps",),
            "distance": ("distance",),
            "run": ("runDistance",),
            "calories": ("calories",),
        }
    )
    signature: ClassVar[frozenset[str]] = frozenset({"day", "steps", "distance", "run", "calories"})
    readings: ClassVar[tuple[Reading, ...]] = (
        Reading(kind="steps", columns=("steps",), unit="steps"),
        Reading(kind="distance", columns=("run",), unit="metres", sport="run"),
        Reading(kind="distance", columns=("distance",), unit="metres"),
    )


class ZeppSport(WorkoutTable):
    """Workouts from Zepp Life or Mi Fit: seconds and metres, the type as a number."""

    name: ClassVar[str] = "zepp_sport"
    about: ClassVar[str] = "Zepp Life or Mi Fit, SPORT: type, startTime, sportTime(s) and distance(m)."
    columns: ClassVar[Columns] = MappingProxyType(
        {
            "kind": ("type",),
            "day": ("startTime",),
            "time": ("sportTime(s)",),
            "distance": ("distance(m)",),
        }
    )
    signature: ClassVar[frozenset[str]] = frozenset({"kind", "day", "time"})
    utc: ClassVar[bool] = True
    missing: ClassVar[frozenset[str]] = frozenset({"-1", "-1.0"})
    readings: ClassVar[tuple[Reading, ...]] = (
        Reading(kind="duration", columns=("time",), unit="seconds"),
        Reading(kind="distance", columns=("distance",), unit="metres"),
    )

    def type_of(self, row: SheetRow, reader: Reader) -> str:
        """The type in words, where its number is known."""
        number = super().type_of(row, reader).removesuffix(".0")
        return _TYPES.get(number, f"type {number}" if number.isdigit() else number)
