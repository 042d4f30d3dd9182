"""Own targets: what people chose to reach, within the bounds of a goal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np

from moonwalk.scoring.facts import TargetFacts
from moonwalk.store.database import Reader, Transaction

_COLUMNS: Final = (
    "SELECT challenge, person, goal, amount, from_day, known_at, coalesce(void, 0), no FROM own_target "
)


_SAME: Final = "WHERE (challenge, person, goal, from_day) = (?, ?, ?, ?)"
_LATER: Final = (
    "SELECT decision FROM own_target WHERE (challenge, person, goal, from_day) = (?, ?, ?, ?) "
    "AND no > ? ORDER BY no"
)


@dataclass(frozen=True, slots=True)
class TargetRecord:
    """A person's own target for a goal, from a day on, in thousandths of the goal's unit.

    A void one takes those of its goal and day back.
    """

    challenge: str
    person: int
    goal: str
    amount: int
    from_day: date
    known_at: int
    void: bool = False
    no: int = 0


def add(tx: Transaction, target: TargetRecord, decision: int) -> int:
    """Adds a target; its number. A newer one for the same person, goal and day takes its place."""
    return tx.add(
        "own_target",
        challenge=target.challenge,
        person=target.person,
        goal=target.goal,
        amount=target.amount,
        from_day=target.from_day.isoformat(),
        known_at=target.known_at,
        decision=decision,
        void=1 if target.void else None,
    )


def current(db: Reader, challenge: str, known_at: int, person: int | None = None) -> tuple[TargetRecord, ...]:
    """The targets known at an instant (ms), of one person or all: by person and goal, days ascending."""
    of_one = "" if person is None else " AND person = ?"
    values = (challenge, known_at) + (() if person is None else (person,))
    rows = db.rows(f"{_COLUMNS}WHERE challenge = ? AND known_at <= ?{of_one} ORDER BY known_at, no", values)
    newest = {(record.person, record.goal, record.from_day): record for record in map(_record, rows)}
    return tuple(newest[key] for key in sorted(newest) if not newest[key].void)


def around(db: Reader, no: int) -> tuple[TargetRecord, TargetRecord | None, tuple[int, ...]]:
    """A target, the one that it took the place of, and the numbers of the decisions about it since."""
    target = _record(db.rows(f"{_COLUMNS}WHERE no = ?", (no,))[0])
    values = (target.challenge, target.person, target.goal, target.from_day.isoformat(), no)
    older = db.rows(f"{_COLUMNS}{_SAME} AND no < ? ORDER BY no DESC LIMIT 1", values)
    later = tuple(decision for (decision,) in db.rows(_LATER, values))
    return target, _record(older[0]) if older else None, later


def of_person(db: Reader, person: int) -> tuple[TargetRecord, ...]:
    """Every target of a person in any challenge, also those that newer ones replace, in order of arrival."""
    return tuple(map(_record, db.rows(f"{_COLUMNS}WHERE person = ? ORDER BY no", (person,))))


def facts(db: Reader, challenge: str, first: date, known_at: int, person: int | None = None) -> TargetFacts:
    """The targets known at an instant (ms) as arrays for scoring. Day 0 is `first`."""
    records = current(db, challenge, known_at, person)
    goals = tuple(sorted({target.goal for target in records}))
    index = {goal: at for at, goal in enumerate(goals)}
    return TargetFacts(
        goals,
        np.array([target.person for target in records], np.int32),
        np.array([index[target.goal] for target in records], np.int32),
        np.array([(target.from_day - first).days for target in records], np.int32),
        np.array([target.amount for target in records], np.int64),
    )


def _record(row: tuple[Any, ...]) -> TargetRecord:
    challenge, person, goal, amount, from_day, known_at, void, no = row
    day = date.fromisoformat(from_day)
    return TargetRecord(challenge, person, goal, amount, day, known_at, bool(void), no)
