"""The headers by which the columns of entry lists are known, in three languages."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from moonwalk.api.files import fold
from moonwalk_plugins.sheets.roster_columns import EMAIL, ID, NAME


def _list(words: str) -> tuple[str, ...]:
    return tuple(words.split(", "))


ENTRIES: Final = MappingProxyType(
    {
        "who": _list("who, person, participant, employee, teilnehmer, teilnehmerin, mitarbeiter, personne"),
        "id": ID,
        "email": EMAIL,
        "name": (*NAME, "nom"),
        "date": _list(
            "date, day, activity date, date of activity, date of walk, on, datum, tag, jour, date de "
            "l'activité"
        ),
        "activity": _list("activity, activity type, what, exercise, type, aktivität, übung, activité"),
        "amount": _list(
            "amount, value, quantity, how much, menge, anzahl, wert, betrag, quantité, valeur, duration, "
            "distance, dauer, distanz, durée, minutes, min, mins, duration (min), duration (minutes), "
            "minuten, dauer (min), hours, stunden, heures, steps, step count, schritte, "
            "pas, km, distance (km), kilometres, kilometers, kilometer, kilomètres, miles"
        ),
        "unit": _list("unit, units, einheit, unité"),
        "logged": _list(
            "logged at, logged, timestamp, completion time, submitted at, submitted, created at, "
            "zeitstempel, erfasst am, horodateur, saisi le"
        ),
    }
)

_HEADER_UNITS: Final = (
    ("minutes", frozenset({"minutes", "minute", "min", "mins", "minuten"})),
    ("hours", frozenset({"hours", "hour", "stunden", "heures"})),
    ("steps", frozenset({"steps", "step", "schritte", "pas"})),
    ("km", frozenset({"km", "kilometres", "kilometers", "kilometer"})),
    ("miles", frozenset({"miles", "mile"})),
)


def header_unit(header: str) -> str:
    """The unit that a header names, as in `Duration (min)`; empty if it names none."""
    words = set(fold(header).split())
    return next((unit for unit, names in _HEADER_UNITS if words & names), "")
