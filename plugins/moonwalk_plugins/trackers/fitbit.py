"""Fitbit: the daily activity file, and what an account exports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import MappingProxyType
from typing import ClassVar, Literal

from moonwalk.api import FieldError
from moonwalk.api.files import (
    Columns,
    DateOrder,
    Remark,
    Row,
    SheetRow,
    SourceFile,
    clean_id,
    is_blank,
    read_sheet,
)
from moonwalk_plugins.trackers.daily import DailyTable
from moonwalk_plugins.trackers.measuring import Reading, Target
from moonwalk_plugins.trackers.personal import opening
from moonwalk_plugins.trackers.tables import Reader

_COLUMNS: Columns = MappingProxyType(
    {
        "id": ("Id", "Customer Id"),
        "day": ("ActivityDate",),
        "steps": ("TotalSteps",),
        "distance": ("TotalDistance",),
        "very": ("VeryActiveMinutes",),
        "fairly": ("FairlyActiveMinutes",),
    }
)
_STEPS = Reading(kind="steps", columns=("steps",), unit="steps")
# What Fitbit itself calls active minutes; lightly active ones are not among them.
_MINUTES = Reading(kind="duration", columns=("very", "fairly"), unit="minutes", add=True)


def distance_remark(targets: Iterable[Target], unit: str) -> Iterator[Remark]:
    """Says in which unit distances were read, where any were."""
    if any(target.reading.kind == "distance" for target in targets):
        other = "miles" if unit == "km" else "km"
        yield Remark(text=f"Distances were read as {unit}. If the account uses {other}: -o distances={other}")


class FitbitDaily(DailyTable):
    """Days from Fitbit's daily activity file: steps, distance, very and fairly active minutes."""

    name: ClassVar[str] = "fitbit_daily"
    about: ClassVar[str] = "Fitbit's daily activity file: Id, ActivityDate (month first) and TotalSteps."
    columns: ClassVar[Columns] = _COLUMNS
    signature: ClassVar[frozenset[str]] = frozenset({"id", "day", "steps"})
    order: ClassVar[DateOrder | None] = "month first"

    distances: Literal["km", "miles"] = "km"

    def recognises(self, file: SourceFile) -> bool:
        """Whether the three columns are there under the names that Fitbit gives them."""
        return self.signature <= opening(file, self.columns).known.keys()

    def person(self) -> str:
        """Whose file it is; empty where the ids of its rows say so."""
        return "" if is_blank(self.who) else clean_id(self.who)

    def readings_of(self, reader: Reader) -> tuple[Reading, ...]:
        """Steps, distance and active minutes, as far as the file has them."""
        distance = Reading(kind="distance", columns=("distance",), unit=self.distances)
        return tuple(reading for reading in (_STEPS, distance, _MINUTES) if reader.has(reading))

    def notes(self, targets: tuple[Target, ...]) -> Iterator[Remark]:
        """The unit of the distances."""
        return distance_remark(targets, self.distances)

    def owner(self, row: SheetRow, reader: Reader, person: str) -> str:
        """The id of the row, or the person asked for, who stands for one id only."""
        own = clean_id(row["id"])
        if is_blank(own):
            raise FieldError("The row has no id.")
        return person or own

    def read(self, file: SourceFile) -> Iterable[Row]:
        """The amounts of every row. A day of 0 steps is an entry of 0: the tracker was not worn."""
        rows = super().read(file)
        return rows if is_blank(self.who) else self._of_one(file, rows)

    def _of_one(self, file: SourceFile, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows of a file in which only one id stands; FieldError for any other."""
        ids = ids_in(file)
        if len(ids) > 1:
            raise FieldError(
                f"it has the days of {len(ids)} people, so it cannot all be {self.who}'s; leave out "
                "-o who, and give people their Fitbit ids in the roster"
            )
        yield from rows


def ids_in(file: SourceFile) -> set[str]:
    """The ids that stand in a daily activity file."""
    sheet = read_sheet(file, _COLUMNS)
    return {line["id"] for line in sheet.lines if isinstance(line, SheetRow) and not is_blank(line["id"])}
