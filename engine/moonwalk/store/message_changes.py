"""What is done to several messages at once: only those that it can be done to are ever changed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from moonwalk.store.database import Reader, Transaction

Change = Literal["retry", "cancel", "hold", "release", "restore"]
"""Try messages afresh that were not sent; cancel those that wait; have them wait until somebody lets them
go; let them go; have cancelled ones wait again, each until the moment it was due."""


@dataclass(frozen=True, slots=True)
class _Update:
    """Which messages a change is for, what it sets, and whether its argument is the instant or the note."""

    fits: str
    sets: str
    takes: Literal["instant", "note", ""] = ""


_UPDATES: Final[Mapping[Change, _Update]] = MappingProxyType(
    {
        "retry": _Update(
            "coalesce(aside, state) IN ('dead', 'expired', 'cancelled')",
            "state = 'pending', aside = NULL, attempts = 0, expires_at = NULL, due_at = ?",
            "instant",
        ),
        "cancel": _Update("state = 'pending'", "state = 'cancelled', aside = NULL, note = ?", "note"),
        "hold": _Update("state = 'pending' AND aside IS NULL", "aside = 'held'"),
        "release": _Update("state = 'pending' AND aside = 'held'", "aside = NULL"),
        "restore": _Update("state = 'cancelled'", "state = 'pending', note = ?", "note"),
    }
)


_SELECT: Final = "SELECT no FROM message WHERE"
_UPDATE: Final = "UPDATE message SET"
_AMONG: Final = "AND no IN (SELECT value FROM json_each(?))"


def fitting(db: Reader, change: Change, numbers: Sequence[int]) -> tuple[int, ...]:
    """Those of these messages, by number, that a change can be made to now."""
    sql = f"{_SELECT} {_UPDATES[change].fits} {_AMONG} ORDER BY no"
    return tuple(no for (no,) in db.rows(sql, (json.dumps(list(numbers)),)))


def held_among(db: Reader, numbers: Sequence[int]) -> tuple[int, ...]:
    """Those of these messages, by number, that wait until somebody lets them go."""
    return fitting(db, "release", numbers)


def apply(tx: Transaction, change: Change, numbers: Sequence[int], at: int, note: str = "") -> int:
    """Make a change to those of these messages that it can be made to, at an instant (ms); how many."""
    update = _UPDATES[change]
    values = {"instant": (at,), "note": (note,), "": ()}[update.takes]
    sql = f"{_UPDATE} {update.sets} WHERE {update.fits} {_AMONG}"
    return tx.run(sql, (*values, json.dumps(list(numbers))))
