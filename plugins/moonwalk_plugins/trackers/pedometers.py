"""Plain tables of days: a step counter's own list, Withings, QS Access."""

from __future__ import annotations

from types import MappingProxyType
from typing import ClassVar

from moonwalk.api.files import Columns
from moonwalk_plugins.trackers.daily import DailyTable
from moonwalk_plugins.trackers.measuring import Reading
from moonwalk_plugins.trackers.summed import SummedTable


class DailySteps(DailyTable):
    """Steps by day, in a table of nothing else."""

    name: ClassVar[str] = "daily_steps"
    about: ClassVar[str] = "One person's steps by day: the columns date and steps, and no other."
    columns: ClassVar[Columns] = MappingProxyType(
        {
            "day": ("date", "day", "datum", "tag", "jour"),
            "steps": ("steps", "step count", "total steps", "schritte", "pas", "skridt"),
        }
    )
    signature: ClassVar[frozenset[str]] = frozenset({"day", "steps"})
    closed: ClassVar[bool] = True
    readings: ClassVar[tuple[Reading, ...]] = (
        Reading(kind="steps", columns=("steps",), unit="steps", local=True),
    )


class Withings(DailyTable):
    """Steps by day from Withings: `aggregates_steps.csv`."""

    name: ClassVar[str] = "withings"
    about: ClassVar[str] = "Withings' steps by day: the columns date and value, and no other."
    columns: ClassVar[Columns] = MappingProxyType({"day": ("date",), "steps": ("value",)})
    signature: ClassVar[frozenset[str]] = frozenset({"day", "steps"})
    closed: ClassVar[bool] = True
    readings: ClassVar[tuple[Reading, ...]] = (Reading(kind="steps", columns=("steps",), unit="steps"),)


class QsAccess(SummedTable):
    """Steps and distance of an iPhone from QS Access, by hour or by day."""

    name: ClassVar[str] = "qs_access"
    about: ClassVar[str] = "QS Access: Start, Finish and Steps (count), or Distance."
    columns: ClassVar[Columns] = MappingProxyType(
        {
            "day": ("Start",),
            "finish": ("Finish",),
            "steps": ("Steps (count)",),
            "km": ("Distance (km)",),
            "miles": ("Distance (mi)",),
        }
    )
    signature: ClassVar[frozenset[str]] = frozenset({"day", "finish", "steps"})
    readings: ClassVar[tuple[Reading, ...]] = (
        Reading(kind="steps", columns=("steps",), unit="steps"),
        Reading(kind="distance", columns=("km",), unit="km"),
        Reading(kind="distance", columns=("miles",), unit="miles"),
    )
