"""What decisions led to: the rows that carry their numbers, looked up for a batch of decisions at once."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from moonwalk.store.database import Reader
from moonwalk.store.decisions import Decision

MOST_NAMES: Final = 10
"""Of how many people a decision about many still tells the names."""


@dataclass(frozen=True, slots=True)
class EntryContent:
    """What an entry says; the amount in thousandths of the unit."""

    person: int
    day: date
    amount: int
    unit: str
    activity: str


@dataclass(frozen=True, slots=True)
class MembershipEffect:
    """A membership that a decision wrote. `team` is its name; no consent means that the person stays out."""

    team: str | None
    from_day: date
    consent: bool
    void: bool


@dataclass(frozen=True, slots=True)
class PauseEffect:
    """A pause that a decision wrote, or took back."""

    from_day: date
    to_day: date
    void: bool


@dataclass(frozen=True, slots=True)
class ImportEffect:
    """An import that a decision began. `added` and `changed` are None until all rows have landed."""

    no: int
    file: str
    rows: int
    added: int | None
    changed: int | None


@dataclass(frozen=True, slots=True)
class MessageEffect:
    """To whom a message goes, and of which challenge it is."""

    challenge: str
    person: int


def entries_logged(db: Reader, batch: Sequence[Decision]) -> Mapping[int, EntryContent]:
    """The entries that decisions about a person added, by decision."""
    people = _people(batch)
    sql = (
        "SELECT decision, person, day, amount, unit, activity FROM entry JOIN kind ON kind.no = entry.kind "
        "WHERE person IN (SELECT value FROM json_each(?)) AND decision BETWEEN ? AND ? AND import IS NULL"
    )
    rows = db.rows(sql, (json.dumps(people), *_span(batch))) if people else []
    return {decision: _content(values) for decision, *values in rows}


def entries_before(db: Reader, ids: Sequence[int]) -> Mapping[int, tuple[EntryContent, EntryContent | None]]:
    """Entries by their ids, each with the one that stands in its place."""
    sql = (
        "SELECT old.id, old.person, old.day, old.amount, was.unit, was.activity, "
        "new.person, new.day, new.amount, now.unit, now.activity FROM entry AS old "
        "JOIN kind AS was ON was.no = old.kind LEFT JOIN entry AS new ON new.supersedes = old.no "
        "LEFT JOIN kind AS now ON now.no = new.kind WHERE old.id IN (SELECT value FROM json_each(?))"
    )
    rows = db.rows(sql, (json.dumps(ids),))
    return {
        number: (_content(values[:5]), None if values[5] is None else _content(values[5:]))
        for number, *values in rows
    }


def memberships_of(db: Reader, batch: Sequence[Decision]) -> Mapping[int, tuple[MembershipEffect, ...]]:
    """The memberships that decisions about a person wrote, by decision, oldest first."""
    people = _people(batch)
    sql = (
        "SELECT decision, team.name, from_day, consent, void FROM membership "
        "LEFT JOIN team ON team.no = membership.team "
        "WHERE person IN (SELECT value FROM json_each(?)) AND decision BETWEEN ? AND ? ORDER BY membership.no"
    )
    effects: dict[int, list[MembershipEffect]] = defaultdict(list)
    rows = db.rows(sql, (json.dumps(people), *_span(batch))) if people else []
    for decision, team, from_day, consent, void in rows:
        effects[decision].append(
            MembershipEffect(team, date.fromisoformat(from_day), bool(consent), bool(void))
        )
    return {decision: tuple(written) for decision, written in effects.items()}


def people_placed(db: Reader, decision: Decision) -> tuple[int, tuple[int, ...]]:
    """Of how many people a decision about a whole challenge wrote memberships, and the first few of them."""
    sql = "SELECT DISTINCT person FROM membership WHERE challenge = ? AND decision = ? ORDER BY person"
    rows = db.rows(sql, (decision.about, decision.no))
    return len(rows), tuple(no for (no,) in rows[:MOST_NAMES])


def pauses_of(db: Reader, batch: Sequence[Decision]) -> Mapping[int, PauseEffect]:
    """The pauses that decisions about a person wrote, by decision."""
    people = _people(batch)
    sql = (
        "SELECT decision, from_day, to_day, void FROM pause "
        "WHERE person IN (SELECT value FROM json_each(?)) AND decision BETWEEN ? AND ?"
    )
    rows = db.rows(sql, (json.dumps(people), *_span(batch))) if people else []
    return {
        decision: PauseEffect(date.fromisoformat(first), date.fromisoformat(last), bool(void))
        for decision, first, last, void in rows
    }


_IMPORT: Final = (
    "SELECT import.decision, import.no, file, rows, ended.added, ended.changed FROM import "
    "LEFT JOIN import_end AS ended ON ended.import = import.no WHERE "
)

_LISTED: Final = "(SELECT value FROM json_each(?))"


def imports_begun(db: Reader, batch: Sequence[Decision]) -> Mapping[int, ImportEffect]:
    """The imports that decisions began, by decision."""
    rows = db.rows(_IMPORT + "import.decision BETWEEN ? AND ?", _span(batch))
    return {decision: ImportEffect(*values) for decision, *values in rows}


def imports_numbered(db: Reader, numbers: Sequence[int]) -> Mapping[int, ImportEffect]:
    """Imports by their numbers."""
    rows = db.rows(_IMPORT + "import.no IN " + _LISTED, (json.dumps(numbers),))
    return {values[0]: ImportEffect(*values) for _, *values in rows}


def brought_any(db: Reader, import_no: int, activities: Iterable[str]) -> bool:
    """Whether an import brought an entry of one of these activities."""
    sql = (
        "SELECT 1 FROM entry WHERE import = ? AND kind IN "
        "(SELECT no FROM kind WHERE activity IN (SELECT value FROM json_each(?))) LIMIT 1"
    )
    return db.value(sql, (import_no, json.dumps(sorted(activities)))) is not None


def messages_numbered(db: Reader, numbers: Sequence[int]) -> Mapping[int, MessageEffect]:
    """Messages by their numbers."""
    sql = "SELECT no, challenge, person FROM message WHERE no IN (SELECT value FROM json_each(?))"
    rows = db.rows(sql, (json.dumps(numbers),))
    return {no: MessageEffect(challenge, person) for no, challenge, person in rows}


def _content(values: Sequence[Any]) -> EntryContent:
    person, day, amount, unit, activity = values
    return EntryContent(person, date.fromisoformat(day), amount, unit, activity)


def _people(batch: Sequence[Decision]) -> tuple[int, ...]:
    return tuple({decision.person for decision in batch if decision.person is not None})


def _span(batch: Sequence[Decision]) -> tuple[int, int]:
    numbers = [decision.no for decision in batch]
    return min(numbers), max(numbers)
