"""Personal pauses in a challenge. No reason is asked, and none is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np

from moonwalk.scoring.facts import PauseFacts
from moonwalk.store.database import Reader, Transaction
from moonwalk.store.errors import StoreError


@dataclass(frozen=True, slots=True)
class PauseRecord:
    """A pause of a person (a number), both days included. `supersedes` is the pause that it replaces.

    A void one takes the pause that it supersedes back.
    """

    challenge: str
    person: int
    from_day: date
    to_day: date
    known_at: int
    supersedes: int | None = None
    void: bool = False
    no: int = 0


def add(tx: Transaction, pause: PauseRecord, decision: int) -> int:
    """Adds a pause; its number. StoreError where the one it supersedes is superseded already."""
    if pause.supersedes is not None:
        old = tx.row("SELECT challenge, person FROM pause WHERE no = ?", (pause.supersedes,))
        if old != (pause.challenge, pause.person):
            raise StoreError("The pause to replace is not one of this person. Nothing was changed.")
        if tx.value("SELECT 1 FROM pause WHERE supersedes = ?", (pause.supersedes,)):
            raise StoreError(
                "This pause has been changed by someone else in the meantime. Nothing was changed. "
                "Look at it again and repeat the change if it is still needed."
            )
    return tx.add(
        "pause",
        challenge=pause.challenge,
        person=pause.person,
        from_day=pause.from_day.isoformat(),
        to_day=pause.to_day.isoformat(),
        known_at=pause.known_at,
        supersedes=pause.supersedes,
        void=int(pause.void),
        decision=decision,
    )


def current(db: Reader, challenge: str, known_at: int) -> tuple[PauseRecord, ...]:
    """The pauses that hold as known at an instant (ms), in order of arrival."""
    rows = db.rows(f"{_COLUMNS}{_CURRENT}", (challenge, known_at, known_at))
    return tuple(_record(*row) for row in rows)


def numbered(db: Reader, no: int) -> PauseRecord:
    """The pause with a number of the store."""
    return _record(*db.rows(f"{_COLUMNS}WHERE no = ?", (no,))[0])


def of_person(db: Reader, person: int) -> tuple[PauseRecord, ...]:
    """Every pause of a person in any challenge, also superseded and void ones, in order of arrival."""
    return tuple(_record(*row) for row in db.rows(f"{_COLUMNS}WHERE person = ? ORDER BY no", (person,)))


def facts(db: Reader, challenge: str, first: date, known_at: int) -> PauseFacts:
    """For scoring: the same as arrays. Day 0 is `first`."""
    rows = [
        (pause.person, (pause.from_day - first).days, (pause.to_day - first).days)
        for pause in current(db, challenge, known_at)
    ]
    table = np.array(rows, dtype=np.int32).reshape(-1, 3)
    return PauseFacts(*(np.ascontiguousarray(table[:, column]) for column in range(3)))


_COLUMNS: Final = (
    "SELECT challenge, person, from_day, to_day, known_at, supersedes, void, no FROM pause AS this "
)
_CURRENT: Final = (
    "WHERE challenge = ? AND known_at <= ? AND void = 0 AND NOT EXISTS "
    "(SELECT 1 FROM pause WHERE supersedes = this.no AND known_at <= ?) ORDER BY no"
)


def _record(
    challenge: str, person: int, from_day: str, to_day: str, known_at: int, *rest: Any
) -> PauseRecord:
    supersedes, void, no = rest
    first, last = date.fromisoformat(from_day), date.fromisoformat(to_day)
    return PauseRecord(challenge, person, first, last, known_at, supersedes, bool(void), no)
