"""The roster: read from a file, shown as a list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from moonwalk.api.sources import PersonRow, Rejected, Row, Skipped
from moonwalk.scoring.facts import NEVER
from moonwalk.scoring.roster_columns import value_key
from moonwalk.services.drafts import check_known
from moonwalk.services.dry_run import operator, transaction
from moonwalk.services.files import (
    FileContext,
    ImportExplanation,
    ImportRequest,
    explain_import,
    read_import,
    remarks_of,
    requested,
    rows_left_out,
)
from moonwalk.services.launched import NotScored, launched, names
from moonwalk.services.roster.enrolment import ENDS, STARTS, TEAM, Enrolment, Registrar
from moonwalk.services.roster.named_columns import (
    LANGUAGE,
    columns_by_challenge,
    missing_columns,
    unknown_languages,
)
from moonwalk.services.views import ImportReport, PersonRowView
from moonwalk.services.work import tell
from moonwalk.services.workspace import Workspace
from moonwalk.store import decisions, imports, memberships, people
from moonwalk.store.database import Database, Reader, Transaction
from moonwalk.store.decisions import Decision
from moonwalk.store.ids import text_key
from moonwalk.store.imports import ImportRecord
from moonwalk.store.people import PersonRecord


def import_people(
    ws: Workspace,
    file: Path | ImportRequest,
    dry_run: bool = False,
) -> ImportReport:
    """Brings the roster in line with a file: new people, changed columns, joiners, movers and leavers.

    People the file does not name stay as they are. A dry run does everything and undoes it.
    """
    named, context = _named_columns(ws)
    imported = read_import(ws, replace(requested(file), dry_run=dry_run), "people", context)
    with ws.database() as db, transaction(db, dry_run) as tx:
        rows = list(_each_address_once(tx, tuple(imported.rows)))
        accepted = [row for row in rows if isinstance(row, PersonRow)]
        report = _report(imported.name, imported.adapter.name, rows, dry_run)
        at = ws.instant()
        decision = decisions.record(
            tx, Decision(at, operator(), "people import", imported.name, detail={"sha256": imported.digest})
        )
        counts = (report.rows, report.accepted, len(report.rejected), len(report.skipped))
        imports.add(tx, ImportRecord(imported.name, imported.digest, *counts), decision)
        new, changed = _take(tx, accepted, at, decision)
        remarks = (*report.remarks, *missing_columns(tx, named), *unknown_languages(tx))
        remarks += tuple(_enrol_all(ws, db, tx, at, decision))
        same = len(accepted) - new - changed
    return replace(report, new=new, changed=changed, same=same, remarks=remarks)


def explain_people(ws: Workspace, request: ImportRequest) -> ImportExplanation:
    """What each column of a roster would be taken for; nothing is imported."""
    return explain_import(ws, request, "people", _named_columns(ws)[1])


def list_people(ws: Workspace, challenge: str | None = None) -> tuple[PersonRowView, ...]:
    """Everyone, with the team they are in now: in one challenge, or as the roster says.

    Refused where there is no such challenge.
    """
    with ws.database() as db:
        if challenge is None:
            teams = _teams_of_roster(db)
            return tuple(
                PersonRowView(person.id, person.name, teams.get(person.no, ""))
                for person in people.all_people(db)
            )
        check_known(ws, db, challenge)
        named = {team.no: team.name for team in memberships.all_teams(db)}
        today = ws.today()
        team_of: dict[int, str] = {}
        for membership in memberships.current(db, challenge, NEVER):
            if membership.to_day is None or membership.to_day >= today or membership.person not in team_of:
                team_of[membership.person] = named.get(membership.team or 0, "")
        everyone = people.all_people(db)
        return tuple(
            PersonRowView(person.id, person.name, team_of[person.no])
            for person in everyone
            if person.no in team_of
        )


def _teams_of_roster(db: Reader) -> Mapping[int, str]:
    """The team that the roster gives each person, always in the first spelling of its name."""
    column = people.column(db, TEAM, NEVER)
    spelt = {value_key(team.name): team.name for team in reversed(memberships.all_teams(db))}
    for team in column.values():
        spelt.setdefault(value_key(team), team)
    return {person: spelt[value_key(team)] for person, team in column.items()}


def _named_columns(ws: Workspace) -> tuple[Mapping[str, frozenset[str]], FileContext]:
    """The roster columns that challenges name, by challenge, and what a source may know of them."""
    with ws.database() as db:
        named = columns_by_challenge(ws, db)
    columns = frozenset({LANGUAGE}).union(*named.values())
    return named, FileContext(timezone=ws.settings.timezone, named_columns=columns)


def _each_address_once(tx: Transaction, rows: Sequence[Row]) -> Iterator[Row]:
    """The rows, those rejected that would make a second person of an address."""
    owners = {text_key(person.email): person.id for person in people.all_people(tx) if person.email}
    for row in rows:
        owner = owners.get(text_key(row.email)) if isinstance(row, PersonRow) and row.email else None
        if isinstance(row, PersonRow) and owner is not None and text_key(owner) != text_key(row.id):
            reason = f"the address {row.email} is that of '{owner}' already; give that id, or another address"
            yield Rejected(line=row.line, reason=reason)
        else:
            yield row


_TOLD_EVERY: Final = 500
"""People between two times that it is told how far the import is."""


def _take(tx: Transaction, rows: Sequence[PersonRow], at: int, decision: int) -> tuple[int, int]:
    """Adds and changes people; how many are new, and of how many anything changed.

    An id means the same person in capital and small letters, unless two people have it already.
    """
    everyone = people.all_people(tx)
    known = {text_key(person.id): person for person in reversed(everyone)}
    exactly = {person.id: person for person in everyone}
    new = changed = 0
    for done, row in enumerate(rows):
        if not done % _TOLD_EVERY:
            tell("landed", done, len(rows))
        record = PersonRecord(row.id, row.name, row.email, row.timezone, at)
        old = exactly.get(row.id) or known.get(text_key(row.id))
        if old is None:
            number, differs = people.add(tx, record), False
            known[text_key(row.id)] = replace(record, no=number)
            new += 1
        else:
            number = old.no
            kept = replace(
                record, no=old.no, email=row.email or old.email, timezone=row.timezone or old.timezone
            )
            decided = Decision(at, operator(), "person changed", old.id, "the roster says so")
            differs = people.change(tx, kept, decided) is not None
        differs |= people.add_attributes(tx, number, _attributes(row), at, decision) > 0
        changed += old is not None and differs
    return new, changed


def _attributes(row: PersonRow) -> dict[str, str]:
    dated = {STARTS: _iso(row.starts), ENDS: _iso(row.ends), TEAM: row.team}
    said = {name: value for name, value in dated.items() if value or name in row.blank}
    return {**row.attributes, **said}


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _enrol_all(ws: Workspace, db: Database, tx: Transaction, at: int, decision: int) -> list[str]:
    """Enrols the roster in every launched challenge that is not over; a remark for each that changed."""
    remarks = []
    for name in names(tx):
        try:
            launch = launched(ws, tx, name)
        except NotScored as reason:
            remarks.append(f"'{name}' was not changed: {reason}")
            continue
        registrar = Registrar(tx, launch.challenge, at, decision, launch.record.launched_at)
        if registrar.begun and launch.plan.calendar.ends < registrar.today:
            continue
        done = registrar.enrol()
        if done != Enrolment():
            remarks.append(f"{launch.challenge.title}: {done}.")
    return remarks


def _report(file: str, source: str, rows: Sequence[Row], dry_run: bool) -> ImportReport:
    rejected = tuple(rows_left_out(rows, Rejected))
    skipped = tuple(rows_left_out(rows, Skipped))
    accepted = sum(isinstance(row, PersonRow) for row in rows)
    return ImportReport(
        file=file,
        source=source,
        brings="people",
        rows=accepted + len(rejected) + len(skipped),
        accepted=accepted,
        new=0,
        same=0,
        changed=0,
        rejected=rejected,
        skipped=skipped,
        remarks=remarks_of(rows),
        dry_run=dry_run,
        committed=not dry_run,
    )
