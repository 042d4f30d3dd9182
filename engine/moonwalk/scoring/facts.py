"""The facts that scoring works on, as arrays. Days are indices from a challenge's day 1, which is 0."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NEVER = np.iinfo(np.int64).max
"""An instant that does not come."""

FOREVER = np.iinfo(np.int32).max
"""The last day of what has no end."""


@dataclass(frozen=True, eq=False)
class EntryFacts:
    """Entries, one a row, in the order they were stored. Instants are milliseconds since 1970, UTC.

    `person`, `kind` and `source` are the store's numbers; a kind is an activity and its unit. `amount`
    is in thousandths of the unit. `logged` is when the entry became known, `on_time` the instant that
    decides whether it was late (a correction keeps the earliest of the entries it corrects). `replaced`
    is the earliest `on_time` of those that supersede this one, one after another, or NEVER. `id` is
    derived from the content.
    """

    id: NDArray[np.int64]
    person: NDArray[np.int32]
    day: NDArray[np.int32]
    kind: NDArray[np.int16]
    source: NDArray[np.int16]
    amount: NDArray[np.int64]
    logged: NDArray[np.int64]
    on_time: NDArray[np.int64]
    replaced: NDArray[np.int64]
    void: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.person)


@dataclass(frozen=True, eq=False)
class MembershipFacts:
    """Memberships in one challenge: person and team numbers, first and last day, both included.

    Team 0 is no team; FOREVER is a last day without an end.
    """

    person: NDArray[np.int32]
    team: NDArray[np.int32]
    first: NDArray[np.int32]
    last: NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class PauseFacts:
    """Personal pauses: person numbers, first and last day, both included."""

    person: NDArray[np.int32]
    first: NDArray[np.int32]
    last: NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class TargetFacts:
    """What people chose to reach, in thousandths: person numbers, and the day from which it holds.

    `goal` is an index in `goals`, the names of goals. The targets of one person and goal ascend by day.
    """

    goals: tuple[str, ...]
    person: NDArray[np.int32]
    goal: NDArray[np.int32]
    first: NDArray[np.int32]
    amount: NDArray[np.int64]

    @classmethod
    def none(cls) -> TargetFacts:
        """Nobody has chosen anything."""
        nothing = np.zeros(0, np.int32)
        return cls((), nothing, nothing, nothing, nothing.astype(np.int64))
