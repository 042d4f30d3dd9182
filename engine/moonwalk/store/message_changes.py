"""What is done to several messages at once: only those that it can be done to are ever changed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from moonwalk.store.database import Reader, Transaction

Change = Literal["retry", "try now", "cancel", "hold", "release", "restore", "give up", "expire"]
"""Try messages afresh that were not sent; try at once those that wait for their next attempt; cancel those
that wait or were given up; have them wait until somebody lets them go; let them go; have cancelled ones
wait again, each until the moment it was due; have those count as given up again that had been, or that had
come too late."""


@dataclass(frozen=True, slots=True)
class _Update:
    """Which messages a change is for, what it sets, and whether its argument is the instant or the note."""

    fits: str
    sets: str
    takes: Literal["instant", "note", ""] = ""


_LAST_NOTE: Final = (
    "note = coalesce((SELECT delivery.note FROM delivery WHERE delivery.message = message.no "
    "ORDER BY delivery.no DESC LIMIT 1), '')"
)
"""The last word on a message that was given up is that on the attempt with which it was."""

_UPDATES: Final[Mapping[Change, _Update]] = MappingProxyType(
    {
        "retry": _Update(
            "coalesce(aside, state) IN ('dead', 'expired', 'cancelled')",
            # Whoever asks for what came too late wants it all the same; what has not expired still may.
            "state = 'pending', aside = NULL, attempts = 0, due_at = ?1, "
            "expires_at = iif(expires_at > ?1, expires_at, NULL)",
            "instant",
        ),
        "try now": _Update(
            "state = 'pending' AND aside IS NULL AND attempts > 0", "due_at = min(due_at, ?1)", "instant"
        ),
        "cancel": _Update(
            "state IN ('pending', 'dead')", "state = 'cancelled', aside = NULL, note = ?1", "note"
        ),
        "hold": _Update("state = 'pending' AND aside IS NULL", "aside = 'held'"),
        "release": _Update("state = 'pending' AND aside = 'held'", "aside = NULL"),
        "restore": _Update("state = 'cancelled'", "state = 'pending', note = ?1", "note"),
        "give up": _Update("state = 'pending'", f"state = 'dead', {_LAST_NOTE}"),
        "expire": _Update("state = 'pending'", f"state = 'dead', aside = 'expired', {_LAST_NOTE}"),
    }
)


_SELECT: Final = "SELECT no FROM message WHERE"
_UPDATE: Final = "UPDATE message SET"
_AMONG: Final = "AND no IN (SELECT value FROM json_each(?))"


def fitting(db: Reader, change: Change, numbers: Sequence[int]) -> tuple[int, ...]:
    """Those of these messages, by number, that a change can be made to now."""
    sql = f"{_SELECT} {_UPDATES[change].fits} {_AMONG} ORDER BY no"
    return tuple(no for (no,) in db.rows(sql, (json.dumps(list(numbers)),)))


_MADE_AGAIN_BY: Final[Mapping[str, Change]] = MappingProxyType(
    {"held": "hold", "dead": "give up", "expired": "expire"}
)
"""How messages that wait become again what they were before they were cancelled."""


def set_aside(db: Reader, numbers: Sequence[int]) -> Mapping[str, tuple[int, ...]]:
    """Those of these messages, by number, that are `held`, `dead` or `expired`: none goes by itself."""
    sql = f"{_SELECT} coalesce(aside, state) = ? {_AMONG} ORDER BY no"
    listed = json.dumps(list(numbers))
    return {state: tuple(no for (no,) in db.rows(sql, (state, listed))) for state in _MADE_AGAIN_BY}


def set_aside_again(tx: Transaction, before: Mapping[str, Sequence[int]], numbers: Sequence[int]) -> int:
    """Make those of these waiting messages, by number, `held`, `dead` or `expired` that were so before.

    Returns how many of them are given up again, so that they do not wait.
    """
    made = {
        state: apply(tx, change, sorted(set(numbers).intersection(before.get(state, ()))), 0)
        for state, change in _MADE_AGAIN_BY.items()
    }
    return made["dead"] + made["expired"]


def apply(tx: Transaction, change: Change, numbers: Sequence[int], at: int, note: str = "") -> int:
    """Make a change to those of these messages that it can be made to, at an instant (ms); how many."""
    update = _UPDATES[change]
    values = {"instant": (at,), "note": (note,), "": ()}[update.takes]
    sql = f"{_UPDATE} {update.sets} WHERE {update.fits} {_AMONG}"
    return tx.run(sql, (*values, json.dumps(list(numbers))))
