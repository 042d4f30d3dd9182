"""Plain tables of days: a step counter's own list, Withings, QS Access."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import MappingProxyType
from typing import ClassVar, Final

from moonwalk.api.files import Columns, Remark, Row, SourceFile
from moonwalk_plugins.trackers.daily import DailyTable
from moonwalk_plugins.trackers.measuring import Reading, Target
from moonwalk_plugins.trackers.personal import named_after
from moonwalk_plugins.trackers.summed import SummedTable

_OTHER_AMOUNTS: Final = ("calorie", "elevation", "weight", "height", "sleep", "heart", "temperature")


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
    """Steps by day from Withings, `aggregates_steps.csv`, or metres, `aggregates_distance.csv`.

    Withings has files of other amounts with the very same header, which only their names tell apart.
    """

    name: ClassVar[str] = "withings"
    about: ClassVar[str] = "Withings' steps by day: the columns date and value, and no other."
    columns: ClassVar[Columns] = MappingProxyType({"day": ("date",), "value": ("value",)})
    signature: ClassVar[frozenset[str]] = frozenset({"day", "value"})
    closed: ClassVar[bool] = True
    readings: ClassVar[tuple[Reading, ...]] = (Reading(kind="steps", columns=("value",), unit="steps"),)

    def recognises(self, file: SourceFile) -> bool:
        """Whether there are the two columns and no other, and the name is not that of another amount."""
        return super().recognises(file) and not named_after(file, _OTHER_AMOUNTS)

    def read(self, file: SourceFile) -> Iterable[Row]:
        """The amounts of every day: metres where the name of the file says so, steps otherwise."""
        if named_after(file, ("distance",)):
            return _WithingsDistance(**self.model_dump()).read(file)
        return super().read(file)

    def notes(self, targets: tuple[Target, ...]) -> Iterator[Remark]:
        """What the values were taken for, since the header does not say it."""
        yield Remark(text=f"The column 'value' was taken for {targets[0].reading.unit}.")


class _WithingsDistance(Withings):
    """Metres by day."""

    readings: ClassVar[tuple[Reading, ...]] = (Reading(kind="distance", columns=("value",), unit="metres"),)

    def read(self, file: SourceFile) -> Iterable[Row]:
        """The distance of every day."""
        return DailyTable.read(self, file)


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
