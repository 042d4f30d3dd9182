"""Looks at one person: what organisers may see of them, and the record of every look at their entries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Final

from moonwalk.definitions import Challenge
from moonwalk.scoring.calendar import milliseconds
from moonwalk.services.dry_run import operator
from moonwalk.services.entries import EntryRow, list_entries
from moonwalk.services.errors import Refused
from moonwalk.services.launched import NotScored, When, launched, names
from moonwalk.services.why.changes import person_change
from moonwalk.services.why.narrowed import ALL, Asked
from moonwalk.services.why.person import explain
from moonwalk.services.why.views import PersonChange, Why
from moonwalk.services.workspace import Workspace
from moonwalk.store import disclosures, people
from moonwalk.store.database import Database
from moonwalk.store.disclosures import ReadingRecord

HIDDEN: Final = (
    "Organisers see points here, not entries ('organisers_see'). If there is a reason to look at them: "
    '--reveal "REASON". It is recorded, and the person can read it.'
)


def look_at_person(
    ws: Workspace,
    challenge: str,
    who: str,
    as_of: date | None = None,
    known_at: When | None = None,
    asked: Asked = ALL,
    *,
    reveal: str | None = None,
    by: str = "why",
) -> Why:
    """Return every point of a person, with the entries only if organisers may see them; that is recorded.

    `asked` is the board and the days that are meant, `reveal` a reason to see the entries all the same, `by`
    the command or screen.
    """
    why = explain(ws, challenge, who, as_of, known_at, asked)
    if not may_see(ws, challenge, reveal):
        return without_entries(why)
    record(ws, [why.person], f"{by} {challenge}", reveal)
    return why


def look_at_change(
    ws: Workspace,
    challenge: str,
    who: str,
    since: When,
    as_of: date | None = None,
    known_at: When | None = None,
    asked: Asked = ALL,
    *,
    reveal: str | None = None,
) -> PersonChange:
    """Return what changed a person's points, with the entries only if organisers may see them."""
    change = person_change(ws, challenge, who, since, as_of, known_at, asked)
    if not may_see(ws, challenge, reveal):
        awards = tuple(replace(award, reason="") for award in change.awards)
        return replace(change, awards=awards, entries=(), days=())
    record(ws, [change.person], f"why {challenge} --since", reveal)
    return change


def look_at_entries(
    ws: Workspace, who: str | None = None, most: int = 50, *, reveal: str | None = None
) -> tuple[EntryRow, ...]:
    """Return the newest entries. What was done is left out unless a challenge lets organisers see it."""
    rows = list_entries(ws, who, most)
    check_reveal(reveal)
    seen = activities_seen(ws)
    shown = tuple(row if reveal or row.activity in seen else _veiled(row) for row in rows)
    read = [row.person for row in shown if row.amount is not None]
    record(ws, read, "entries" if who is None else "entries --of", reveal)
    return shown


def may_see(ws: Workspace, challenge: str, reveal: str | None = None) -> bool:
    """Return whether organisers see entries: the challenge says so, or somebody gives a reason."""
    check_reveal(reveal)
    with ws.database() as db:
        definition = _definition(ws, db, challenge)
    return bool(reveal) or (definition is not None and definition.privacy.organisers_see == "entries")


def without_entries(why: Why) -> Why:
    """Return a person's points without what they did: no entries, no cards, no reasons that tell amounts."""
    awards = tuple(replace(award, reason="", entries=()) for award in why.awards)
    return replace(why, awards=awards, entries=(), cards={}, hidden=True)


def record(ws: Workspace, ids: Iterable[str], what: str, why: str | None = None) -> None:
    """Record that somebody has looked at the entries of people, by their ids: once for each person."""
    whose = sorted(set(ids))
    if not whose:
        return
    with ws.database() as db, db.write() as tx:
        for each in whose:
            person = people.find(tx, each)
            if person is not None:
                disclosures.note(
                    tx,
                    ReadingRecord(person.no, milliseconds(ws.now()), operator(), what, why or ""),
                )


def check_reveal(reveal: str | None) -> None:
    """Refused where the reason to see entries all the same is blank."""
    if reveal is not None and not reveal.strip():
        raise Refused("Give a reason: it is kept for the person whose entries you look at.")


def _definition(ws: Workspace, db: Database, challenge: str) -> Challenge | None:
    try:
        return launched(ws, db, challenge, accepted=False).challenge
    except NotScored:
        return None


def activities_seen(ws: Workspace) -> frozenset[str]:
    """Return the activities of challenges whose entries organisers see."""
    with ws.database() as db:
        definitions = [_definition(ws, db, name) for name in names(db)]
    return frozenset(
        activity
        for definition in definitions
        if definition is not None and definition.privacy.organisers_see == "entries"
        for activity in definition.activities
    )


def _veiled(row: EntryRow) -> EntryRow:
    return replace(row, amount=None, unit="", activity="", reason="")
