"""Own targets: what people chose to reach, within the bounds of a goal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from moonwalk.store.database import Reader, Transaction


@dataclass(frozen=True, slots=True)
class TargetRecord:
    """A person's own target for a goal, from a day on, in thousandths of the goal's unit."""

    challenge: str
    person: int
    goal: str
    amount: int
    from_day: date
    known_at: int
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
    )


def current(db: Reader, challenge: str, known_at: int) -> tuple[TargetRecord, ...]:
    """The targets known at an instant (ms): by person and goal, the days from which they hold ascending."""
    rows = db.rows(
        "SELECT person, goal, from_day, amount, known_at, no FROM own_target "
        "WHERE challenge = ? AND known_at <= ? ORDER BY known_at, no",
        (challenge, known_at),
    )
    newest = {row[:3]: row for row in rows}
    return tuple(
        TargetRecord(challenge, person, goal, amount, date.fromisoformat(from_day), known, no)
        for person, goal, from_day, amount, known, no in (newest[key] for key in sorted(newest))
    )
