"""Strava: the list of activities of an account's export."""

from __future__ import annotations

import re
from dataclasses import replace
from types import MappingProxyType
from typing import ClassVar, Final

from moonwalk.api.files import Columns, Sheet, SourceFile
from moonwalk_plugins.trackers.measuring import Reading
from moonwalk_plugins.trackers.personal import opening
from moonwalk_plugins.trackers.sports import key_of, sport_of
from moonwalk_plugins.trackers.tables import column_of
from moonwalk_plugins.trackers.workouts import WorkoutTable

_ELAPSED: Final = ("Elapsed Time", "Verstrichene Zeit")
_DISTANCE: Final = ("Distance", "Distanz")
_NUMBER: Final = re.compile(r"([0-9]{1,9}(?:[.,][0-9]{3})*?)(?:[.,]([0-9]+))?$")
_IN_METRES: Final = frozenset({"swim", "row"})


class Strava(WorkoutTable):
    """Workouts from Strava's `activities.csv`, with headers in English or German, or those before 2019.

    Elapsed time and distance stand there twice: as they are shown, and exact, in seconds and metres. The
    exact ones are taken.
    """

    name: ClassVar[str] = "strava"
    about: ClassVar[str] = "Strava, activities.csv: Activity ID, Activity Date, Activity Type, Filename."
    columns: ClassVar[Columns] = MappingProxyType(
        {
            "number": ("Activity ID", "Aktivitäts-ID", "id"),
            "day": ("Activity Date", "Aktivitätsdatum", "date"),
            "title": ("Activity Name", "Name der Aktivität", "name"),
            "kind": ("Activity Type", "Aktivitätsart", "type"),
            "file": ("Filename", "Dateiname"),
            "moving": ("Moving Time", "Bewegungszeit", "Bewegte Zeit", "Zeit in Bewegung"),
            "steps": ("Total Steps", "Schritte gesamt", "Gesamtschritte"),
        }
    )
    signature: ClassVar[frozenset[str]] = frozenset({"number", "day", "title", "kind", "file"})
    number: ClassVar[str] = "number"
    utc: ClassVar[bool] = True
    readings: ClassVar[tuple[Reading, ...]] = (
        Reading(kind="duration", columns=("moving", "elapsed"), unit="seconds"),
        Reading(kind="steps", columns=("steps",), unit="steps"),
        Reading(kind="distance", columns=("metres",), unit="metres"),
        Reading(kind="distance", columns=("km",), unit="km", local=True),
    )

    def recognises(self, file: SourceFile) -> bool:
        """Whether the header is Strava's. The old one calls a workout's own number and name id and name."""
        header = opening(file, self.columns)
        rest = replace(header, keys=tuple(key for key in header.keys if key not in ("id", "name")))
        timed = not {key_of(name) for name in _ELAPSED + _DISTANCE}.isdisjoint(header.keys)
        return self.signature <= header.known.keys() and timed and not rest.names_somebody

    def places(self, sheet: Sheet) -> dict[str, int]:
        """The columns, of those that stand twice the exact ones."""
        places = dict(sheet.columns)
        elapsed, distance = _all(sheet, _ELAPSED), _all(sheet, _DISTANCE)
        if elapsed:
            places["elapsed"] = elapsed[-1]
        if distance:
            # Before 2019 the only one was in metres; since then the first is as people see it.
            old = key_of(sheet.headers[sheet.columns["number"]]) == "id"
            places["metres" if old or len(distance) > 1 else "km"] = _larger(sheet, distance)
        return places

    def reading_of(self, reading: Reading, named: str) -> Reading:
        """Distances as shown are in km, but in metres for swimming and rowing."""
        if reading.unit == "km" and sport_of(named) in _IN_METRES:
            return replace(reading, unit="metres")
        return reading


def _larger(sheet: Sheet, places: list[int]) -> int:
    """Of columns with the same distances in km and in metres, the one in metres; else the last."""
    sums = {at: sum(map(_roughly, column_of(sheet, at))) for at in places}
    return max(places, key=lambda at: (sums[at], at))


def _roughly(cell: str) -> float:
    """About how much a number is, whichever mark stands before its decimals; 0 for anything else."""
    match = _NUMBER.match(cell)
    return float(match[1].replace(",", "").replace(".", "") + "." + (match[2] or "0")) if match else 0.0


def _all(sheet: Sheet, names: tuple[str, ...]) -> list[int]:
    keys = {key_of(name) for name in names}
    return [at for at, header in enumerate(sheet.headers) if key_of(header) in keys]
