"""The facts that scoring works on, as arrays. Days are indices from a challenge's day 1, which is 0."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

BoolArray: TypeAlias = NDArray[np.bool_]
Int16Array: TypeAlias = NDArray[np.int16]
Int32Array: TypeAlias = NDArray[np.int32]
Int64Array: TypeAlias = NDArray[np.int64]

Scalar = TypeVar("Scalar", bound=np.generic)


def with_rows(values: NDArray[Scalar], rows: Int64Array, fresh: NDArray[Scalar]) -> NDArray[Scalar]:
    """Return a copy of the array with these rows replaced, or the array itself where nothing differs."""
    # One new entry leaves most arrays as they are, and copying those of a large company would take most
    # of the time of a rescore. Callers may rely on identity: nobody writes into an array once it is made.
    if np.array_equal(values[rows], fresh):
        return values
    replaced = values.copy()
    replaced[rows] = fresh
    return replaced


def distinct(values: NDArray[Scalar]) -> NDArray[Scalar]:
    """Return the different values, ascending, as a flat array."""
    # As `np.unique` does, which would load masked arrays for it: some milliseconds of each command.
    ordered = np.sort(values, axis=None)
    first = np.ones(len(ordered), np.bool_)
    first[1:] = ordered[1:] != ordered[:-1]
    return ordered[first]


def days_until(last_day: int) -> slice:
    """Return the days up to an index, both ends included; no day for an index before day 1."""
    # Without the maximum a last day of -2 would make a slice that counts from the end of the challenge.
    return slice(0, max(last_day + 1, 0))


def day_sums(values: Int32Array | Int64Array) -> Int64Array:
    """Return the sum of each row (of rows x days)."""
    # `sum` begins anew for each row, and rows are short: `einsum` takes a third of the time.
    return np.asarray(np.einsum("ij->i", values, dtype=np.int64), np.int64)


def day_counts(flags: BoolArray) -> Int64Array:
    """Return on how many days the flags hold, for each row (of rows x days)."""
    if flags.shape[1] > np.iinfo(np.uint8).max:
        return np.asarray(flags.sum(axis=1, dtype=np.int64))
    # Added as bytes, a fifth of the time.
    return np.asarray(np.einsum("ij->i", flags.view(np.uint8)), np.int64)


LONGEST: Final = 2**62
"""Whole numbers below it can be worked with in 64 bits: the sum of two of them still fits."""

NEVER = np.iinfo(np.int64).max
"""The instant of what does not happen. It sorts behind every real instant, so `<` needs no special case."""

FOREVER = np.iinfo(np.int32).max
"""The last day of what has no end. It fits the 32 bits in which days are kept."""


@dataclass(frozen=True, eq=False)
class EntryFacts:
    """Entries, one a row, in the order they were stored. Instants are milliseconds since 1970, UTC.

    `person`, `kind` and `source` are the store's numbers; a kind is an activity and its unit. `amount` is
    in thousandths of the unit. `logged` is when the entry became known, `on_time` the instant that decides
    whether it was late (a correction keeps the earliest of the entries it corrects). `replaced` is the
    earliest `on_time` of those that supersede this one, directly or through one another, or NEVER. `id` is
    derived from the content.
    """

    id: Int64Array
    person: Int32Array
    day: Int32Array
    kind: Int16Array
    source: Int16Array
    amount: Int64Array
    logged: Int64Array
    # Two instants, because correcting a typing error after the deadline must not turn an entry that was
    # on time into a late one.
    on_time: Int64Array
    # An instant, not a flag: a correction that came too late replaces nothing in this challenge, though
    # it may in another whose week closes later.
    replaced: Int64Array
    void: BoolArray

    def __len__(self) -> int:
        return len(self.person)


@dataclass(frozen=True, eq=False)
class MembershipFacts:
    """Memberships in one challenge: person and team numbers, first and last day, both included.

    Team 0 is no team; FOREVER is a last day without an end. `team_names` are names by team number.
    """

    person: Int32Array
    team: Int32Array
    first: Int32Array
    last: Int32Array
    team_names: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class PauseFacts:
    """Personal pauses: person numbers, first and last day, both included."""

    person: Int32Array
    first: Int32Array
    last: Int32Array


@dataclass(frozen=True, eq=False)
class TargetFacts:
    """The targets that people chose, in thousandths, each with the day from which it holds.

    `goal` is an index in `goals`, the names of goals. The targets of one person and goal ascend by day.
    """

    goals: tuple[str, ...]
    person: Int32Array
    goal: Int32Array
    first: Int32Array
    amount: Int64Array

    @classmethod
    def none(cls) -> TargetFacts:
        """Return no targets, for a challenge in which nobody has chosen one."""
        nothing = np.zeros(0, np.int32)
        return cls((), nothing, nothing, nothing, nothing.astype(np.int64))

    def only(self, rows: Int64Array) -> TargetFacts:
        """Return some of the targets, in the order of `rows`."""
        return TargetFacts(
            self.goals, self.person[rows], self.goal[rows], self.first[rows], self.amount[rows]
        )
