"""The headers of rosters: what they are called by personnel systems, which form groups, which are private."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

from moonwalk.api.files import fold


def _list(words: str) -> tuple[str, ...]:
    return tuple(words.split(", "))


ID: Final = _list(
    "id, person id, employee id, employee #, employee no, employee number, emp id, emp no, staff id, "
    "staff no, staff number, user id, participant id, member id, worker id, associate id, person number, "
    "personnel number, payroll number, badge number, eeid, login, personalnummer, mitarbeiternummer, "
    "personal nr, personalnr, mitarbeiter nr, mitarbeiter id, matricule, numéro de matricule, "
    "numéro d'employé, identifiant"
)
EMAIL: Final = _list(
    "email, work email, primary work email, email primary work, work contact work email, email address, "
    "work email address, mail, business email, company email, corporate email, office email, email work, "
    "email id, e-mail-adresse, mailadresse, e-mail geschäftlich, geschäftliche e-mail, "
    "dienstliche e-mail, courriel, adresse e-mail, adresse électronique, e-mail professionnel, "
    "email professionnel, user principal name, upn"
)
NAME: Final = _list(
    "name, full name, display name, employee name, person name, legal name, payroll name, worker name, "
    "staff name, member name, last name first name, last first, name last first, surname first name, "
    "preferred name, vollständiger name, anzeigename, mitarbeitername, name vorname, nachname vorname, "
    "name des mitarbeiters, vor und nachname, nom complet, nom et prénom, nom prénom, nom d'usage"
)

ROSTER: Final = MappingProxyType(
    {
        "id": (*ID, *_list("file number, position id")),
        "name": (*NAME, *_list("worker, mitarbeiter, mitarbeiterin, collaborateur, salarié")),
        "first": _list(
            "first name, first, given name, forename, preferred first name, legal first name, vorname, "
            "rufname, prénom"
        ),
        "last": _list(
            "last name, last, surname, family name, legal last name, nachname, familienname, "
            "nom de famille, nom"
        ),
        "email": EMAIL,
        "team": _list("team, team name, group, squad, mannschaft, gruppe, équipe, groupe"),
        "timezone": _list("timezone, tz, time zone name, zeitzone, fuseau horaire, fuseau"),
        "start": _list(
            "start, start date, starts, most recent hire date, hire date, date of hire, hired, "
            "original hire date, employment start date, date of joining, joining date, joined, from, "
            "entry date, eintritt, eintrittsdatum, einstellungsdatum, beginn, vertragsbeginn, "
            "date d'entrée, date d'embauche, date d'arrivée, début"
        ),
        "end": _list(
            "end, end date, ends, last day, last day of work, last working day, termination date, "
            "date of termination, employment end date, exit date, separation date, until, leaving date, "
            "contract end date, contract ends, letzter arbeitstag, austritt, austrittsdatum, ende, "
            "vertragsende, date de sortie, date de départ, date de fin de contrat, fin"
        ),
    }
)

_GROUPS: Final = _list(
    # English
    "department, home department, dept, division, subdivision, business unit, home business unit, bu, "
    "business area, business line, line of business, segment, sector, section, function, practice, "
    "directorate, branch, unit, organisation, organization, organisation unit, organization unit, "
    "organisational unit, organizational unit, org unit, supervisory organisation, "
    "supervisory organization, company, subcompany, subsidiary, legal entity, brand, team, group, squad, "
    "crew, tribe, chapter, guild, cohort, work group, location, office, office location, site, campus, "
    "faculty, city, town, country, worked in country, usage location, region, area, district, "
    "territory, market, zone, building, floor, wing, plant, factory, warehouse, depot, hub, store, shop, "
    "shift, shift group, shift pattern, cost centre, cost center, profit centre, profit center, "
    # German
    "abteilung, hauptabteilung, unterabteilung, bereich, fachbereich, geschäftsbereich, "
    "geschäftseinheit, organisationseinheit, sparte, referat, dezernat, gesellschaft, firma, "
    "unternehmen, tochtergesellschaft, mannschaft, gruppe, arbeitsgruppe, standort, niederlassung, "
    "filiale, werk, betriebsstätte, büro, arbeitsort, dienstort, einsatzort, ort, stadt, land, gebiet, "
    "bezirk, markt, gebäude, stockwerk, etage, halle, lager, schicht, schichtgruppe, kostenstelle, "
    "kostenstellennummer, profitcenter, "
    # French
    "département, direction, service, pôle, unité, unité d'affaires, unité opérationnelle, secteur, "
    "société, entreprise, établissement, équipe, groupe, lieu, lieu de travail, ville, pays, région, "
    "bureau, agence, usine, entrepôt, bâtiment, étage, centre de coûts, centre de coût"
)
_QUALIFIERS: Final = frozenset(
    _list(
        "name, code, description, desc, number, no, primary, main, current, assigned, work, of, "
        "bezeichnung, nummer, nr, aktuelle, aktueller, nom, libellé, principal"
    )
)
_PRIVATE_WORDS: Final = frozenset(
    _list(
        "absence, absences, absent, age, alter, arrest, bank, bic, blood, bmi, bonus, bsn, church, dob, "
        "fmla, genre, health, height, hispanic, iban, kids, konto, latino, lgbt, lgbtq, lohn, married, "
        "mobile, nino, paie, party, passport, pay, phone, politics, pronouns, race, rib, sex, sexe, sexual, "
        "sick, sickness, ssn, steuer, union, veteran, visa, wage, wages, weight"
    )
)
_PRIVATE_PARTS: Final = _list(
    "birth, geburt, naissance, gender, geschlecht, salar, gehalt, compensation, remunerat, religi, "
    "konfession, kirche, ethnic, nationalit, staatsang, citizen, citoyen, marital, familienstand, "
    "etat civil, disab, behinder, handicap, pregnan, schwanger, matern, mutterschutz, elternzeit, illness, "
    "krank, fehltag, fehlzeit, arbeitsunfah, maladie, medical, vaccin, impf, allerg, orientation, "
    "gewerkschaft, syndica, betriebsrat, sozialvers, social security, tax id, national id, bank account, "
    "bankverb, kontonummer, home address, privatadresse, telefon, criminal, conviction, vorstraf, "
    "political, partei"
)
_KEYS: Final = frozenset(fold(name).replace(" ", "") for name in _GROUPS)
_HUMP: Final = re.compile(r"(?<=[a-zà-þ])(?=[A-ZÀ-Þ])")
_PARTS: Final = re.compile(r"[/|()\[\]]|\s-\s")


def is_grouping(header: str) -> bool:
    """Whether a column forms ordinary groups, such as departments and sites, and says nothing private.

    >>> is_grouping("Cost Centre - Name"), is_grouping("Country/Region"), is_grouping("Country of birth")
    (True, True, False)
    """
    parts = [part for part in _PARTS.split(header) if fold(part)]
    named = [words for words in map(_words, parts) if not set(words) <= _QUALIFIERS]
    return bool(named) and all(map(_names_group, named)) and not is_private(header)


def is_private(header: str) -> bool:
    """Whether a column says something that a challenge has no business to know.

    >>> is_private("SickDays"), is_private("Department")
    (True, False)
    """
    words = _words(header)
    folded = " ".join(words)
    return bool(_PRIVATE_WORDS & set(words)) or any(part in folded for part in _PRIVATE_PARTS)


def _names_group(words: list[str]) -> bool:
    bare = [word for word in words if word not in _QUALIFIERS]
    return "".join(words) in _KEYS or "".join(bare) in _KEYS


def _words(header: str) -> list[str]:
    """The words of a header, folded; `officeLocation` has two."""
    return fold(_HUMP.sub(" ", header)).split()
