"""Garmin Connect: the list of activities, and the report of steps."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import ClassVar, Literal

from moonwalk.api.files import Columns, DateOrder, Sheet, SourceFile
from moonwalk_plugins.trackers.daily import DailyTable
from moonwalk_plugins.trackers.measuring import Reading
from moonwalk_plugins.trackers.personal import named_after, opening
from moonwalk_plugins.trackers.sports import sport_of
from moonwalk_plugins.trackers.workouts import WorkoutTable


class GarminActivities(WorkoutTable):
    """Workouts from Garmin Connect, with headers in English, German, Danish, French or Spanish.

    Distances are in km, or in the account's miles; those of swimming in metres, or yards.
    """

    name: ClassVar[str] = "garmin_activities"
    about: ClassVar[str] = (
        "Garmin Connect, Activities.csv: Activity Type, Date, Favorite, Title, Distance, Time."
    )
    columns: ClassVar[Columns] = MappingProxyType(
        {
            "kind": (
                "Activity Type",
                "Aktivitätstyp",
                "Aktivitetstype",
                "Type d'activité",
                "Tipo de actividad",
            ),
            "day": ("Date", "Datum", "Dato", "Fecha"),
            "favourite": ("Favorite", "Favorit", "Favori", "Favorito"),
            "title": ("Title", "Titel", "Titre", "Título"),
            "distance": ("Distance", "Distanz", "Distancia"),
            "time": ("Time", "Activity Time", "Zeit", "Tid", "Durée", "Tiempo"),
            "moving": ("Moving Time", "Zeit in Bewegung", "Tid i bevægelse"),
            "elapsed": ("Elapsed Time", "Verstrichene Zeit", "Forløbet tid"),
            "steps": ("Steps", "Schritte", "Skridt", "Pas", "Pasos"),
        }
    )
    signature: ClassVar[frozenset[str]] = frozenset({"kind", "day", "favourite", "title", "time"})
    readings: ClassVar[tuple[Reading, ...]] = (
        Reading(kind="duration", columns=("time", "moving", "elapsed"), unit="clock"),
        Reading(kind="steps", columns=("steps",), unit="steps", local=True),
        Reading(kind="distance", columns=("distance",), unit="km", local=True),
    )

    distances: Literal["km", "miles"] = "km"

    def reading_of(self, reading: Reading, named: str) -> Reading:
        """Distances in the account's unit, of swimming in the smaller one."""
        if reading.kind != "distance":
            return reading
        swim = sport_of(named) == "swim"
        if self.distances == "miles":
            return replace(reading, unit="yards" if swim else "miles")
        return replace(reading, unit="metres" if swim else "km")


class GarminSteps(DailyTable):
    """Days from Garmin Connect's report of steps, whose column of dates has no name."""

    name: ClassVar[str] = "garmin_steps"
    about: ClassVar[str] = "Garmin Connect, Steps.csv: a column without a name, Actual and Goal."
    columns: ClassVar[Columns] = MappingProxyType({"steps": ("Actual",), "goal": ("Goal",)})
    signature: ClassVar[frozenset[str]] = frozenset({"steps", "goal"})
    order: ClassVar[DateOrder | None] = "month first"
    readings: ClassVar[tuple[Reading, ...]] = (
        Reading(kind="steps", columns=("steps",), unit="steps", local=True),
    )

    def recognises(self, file: SourceFile) -> bool:
        """Whether there are Actual, Goal and a column without a name, in no other report by its name."""
        if named_after(file, ("intensity", "floor", "calorie", "hydration", "sleep", "weight")):
            return False
        header = opening(file, self.columns)
        return self.signature <= header.known.keys() and not header.others and header.keys.count("") == 1

    def places(self, sheet: Sheet) -> dict[str, int]:
        """The named columns, and the day where there is no name."""
        unnamed = [at for at, header in enumerate(sheet.headers) if not header]
        return dict(sheet.columns) | ({"day": unnamed[0]} if unnamed else {})
