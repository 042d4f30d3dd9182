"""Entries as a list, for people to look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from moonwalk.runs.finding import person_of
from moonwalk.runs.workspace import Workspace
from moonwalk.store import entries, people
from moonwalk.store.entries import EntryRecord
from moonwalk.store.identity import show_id


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry. `amount` is in whole units; `state` is current, superseded by another, or void."""

    id: str
    day: date
    person: str
    amount: float
    unit: str
    activity: str
    source: str
    state: str
    reason: str


def list_entries(ws: Workspace, who: str | None = None, most: int = 50) -> tuple[EntryRow, ...]:
    """The newest entries of everyone, or of one person by day, the latest first."""
    with ws.database() as db:
        if who is None:
            records = entries.newest(db, most)
        else:
            records = tuple(reversed(entries.of_person(db, person_of(db, who).no)))[:most]
        ids = {person.no: person.id for person in people.all_people(db)}
        return tuple(_row(record, ids) for record in records)


def _row(record: EntryRecord, ids: dict[int, str]) -> EntryRow:
    if record.void:
        state = "void"
    elif record.superseded_by is not None:
        state = f"superseded by {show_id(record.superseded_by)}"
    else:
        state = "current"
    return EntryRow(
        show_id(record.id),
        record.day,
        ids.get(record.person, "?"),
        record.amount / 1000,
        record.unit,
        record.activity,
        record.source,
        state,
        record.reason,
    )
