"""The headers by which the columns of rosters and entry lists are known, in three languages."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from moonwalk.api.files import fold


def _list(words: str) -> tuple[str, ...]:
    return tuple(words.split(", "))


_ID: Final = _list(
    "id, person id, employee id, employee #, employee no, employee number, staff id, staff no, user id, "
    "participant id, member id, worker id, personnel number, payroll number, login, personalnummer, "
    "mitarbeiternummer, personal nr, personalnr, mitarbeiter id, matricule, numéro de matricule, "
    "identifiant"
)
_EMAIL: Final = _list(
    "email, work email, email address, mail, business email, company email, email work, e-mail-adresse, "
    "mailadresse, courriel, adresse e-mail, adresse électronique"
)
_NAME: Final = _list(
    "name, full name, display name, preferred name, employee name, person name, vollständiger name, "
    "anzeigename, nom complet, nom et prénom"
)

ROSTER: Final = MappingProxyType(
    {
        "id": _ID,
        "name": _NAME,
        "first": _list("first name, first, given name, forename, vorname, prénom"),
        "last": _list("last name, last, surname, family name, nachname, familienname, nom de famille, nom"),
        "email": _EMAIL,
        "team": _list("team, team name, group, squad, mannschaft, gruppe, équipe, groupe"),
        "timezone": _list("timezone, tz, time zone name, zeitzone, fuseau horaire, fuseau"),
        "start": _list(
            "start, start date, starts, hire date, joined, from, entry date, eintritt, eintrittsdatum, "
            "beginn, date d'entrée, date d'embauche, début"
        ),
        "end": _list(
            "end, end date, ends, termination date, last day, until, leaving date, austritt, "
            "austrittsdatum, ende, date de sortie, fin"
        ),
    }
)

ENTRIES: Final = MappingProxyType(
    {
        "who": _list("who, person, participant, employee, teilnehmer, teilnehmerin, mitarbeiter, personne"),
        "id": _ID,
        "email": _EMAIL,
        "name": (*_NAME, "nom"),
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
_PRIVATE_WORDS: Final = frozenset(
    _list(
        "age, alter, bic, bmi, bonus, bsn, dob, genre, health, height, iban, lohn, mobile, paie, "
        "passport, pay, phone, race, sex, sexe, ssn, steuer, wage, wages, weight"
    )
)
_PRIVATE_PARTS: Final = _list(
    "birth, geburt, naissance, gender, geschlecht, salar, gehalt, compensation, remunerat, religi, "
    "konfession, ethnic, nationalit, staatsang, marital, familienstand, etat civil, disab, behinder, "
    "handicap, pregnan, schwanger, illness, krank, medical, sozialvers, social security, tax id, "
    "national id, bank account, home address, privatadresse, telefon"
)


def header_unit(header: str) -> str:
    """The unit that a header names, as in `Duration (min)`; empty if it names none."""
    words = set(fold(header).split())
    return next((unit for unit, names in _HEADER_UNITS if words & names), "")


def is_private(header: str) -> bool:
    """Whether a column says something that a challenge has no business to know."""
    folded = fold(header)
    return bool(_PRIVATE_WORDS & set(folded.split())) or any(part in folded for part in _PRIVATE_PARTS)
