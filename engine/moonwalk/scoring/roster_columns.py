"""Roster columns: the value that each person has, such as a site, and people added up by it."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.arrays import DayTotals, MemberTotals
from moonwalk.api.teams import Summaries
from moonwalk.scoring.facts import Int32Array, Int64Array, distinct

Number = TypeVar("Number", np.int64, np.bool_)

_WITHIN: Final = " / "
"""No name of a column has it, nor a slash."""


@dataclass(frozen=True, eq=False)
class RosterColumn:
    """The values of a roster column in the order of their keys, each spelt as most people have it.

    `of` is the index of each person's value, -1 for a blank one.
    """

    keys: tuple[str, ...]
    labels: tuple[str, ...]
    of: Int32Array

    @classmethod
    def of_values(cls, values: Sequence[str]) -> RosterColumn:
        """Return a column from the value of each person; a blank one is no value."""
        spelt: dict[str, Counter[str]] = {}
        for value, count in Counter(values).items():
            if value.strip():
                spelt.setdefault(value_key(value), Counter())[" ".join(value.split())] += count
        keys = sorted(spelt)
        at = {key: index for index, key in enumerate(keys)}
        codes = {value: at.get(value_key(value), -1) for value in set(values)}
        # Equally frequent spellings are settled by name: the label must not depend on the order of the
        # roster file.
        labels = [
            min(spelt[key].items(), key=lambda spelling: (-spelling[1], spelling[0]))[0] for key in keys
        ]
        return cls(tuple(keys), tuple(labels), np.array([codes[value] for value in values], np.int32))

    def within(self, outer: RosterColumn) -> RosterColumn:
        """Return a column whose values are those of this one within each value of another.

        The same value in two of them is two, of the same label. Who lacks one of the two has none.
        """
        there = (self.of >= 0) & (outer.of >= 0)
        # In 64 bits: teams times their parts may be more than 32 hold.
        pairs = outer.of.astype(np.int64) * len(self) + self.of
        known = distinct(pairs[there])
        of = np.where(there, np.searchsorted(known, pairs), -1).astype(np.int32)
        parts = [divmod(pair, max(len(self), 1)) for pair in known.tolist()]
        keys = tuple(nested_name(outer.keys[whole], self.keys[part]) for whole, part in parts)
        return RosterColumn(keys, tuple(self.labels[part] for _, part in parts), of)

    def __len__(self) -> int:
        return len(self.keys)

    def only(self, rows: Int64Array | slice) -> RosterColumn:
        """Return the column of some of the people. All values stay, so indices mean what they did."""
        return RosterColumn(self.keys, self.labels, self.of[rows])

    def sums(self, values: NDArray[Number]) -> Int64Array:
        """Add up the rows of `values` (people first) by value. People without one add nothing."""
        order, starts = self._by_value
        sums = np.zeros((len(self), *values.shape[1:]), np.int64)
        # `reduceat` gives an empty group the first row behind it instead of 0, so only values that occur
        # are asked for.
        occurring = np.flatnonzero(np.diff(starts))
        if len(occurring):
            # Starts are enough: the last group reaches to the end of the sorted people.
            sums[occurring] = np.add.reduceat(values[order], starts[occurring], axis=0, dtype=np.int64)
        return sums

    @cached_property
    def _by_value(self) -> tuple[Int64Array, Int64Array]:
        """The people who have a value, sorted by it, and where each value begins and ends."""
        # People without a value (-1) sort first and are cut off. Kept, because a board adds up five or
        # more arrays by the same column.
        order = np.argsort(self.of, kind="stable")[int((self.of < 0).sum()) :]
        return order, np.searchsorted(self.of[order], np.arange(len(self) + 1))

    def most_of(self, group: Int32Array, groups: int) -> Int32Array:
        """Return the value that most people of each group have, the first by name of several; -1 for none.

        `group` is the group of each person, -1 for none.
        """
        if not len(self):
            return np.full(groups, -1, np.int32)
        chosen = (group >= 0) & (self.of >= 0)
        # In 64 bits: 50,000 teams times as many values would leave 32.
        cell = group[chosen].astype(np.int64) * len(self) + self.of[chosen]
        counts = np.bincount(cell, minlength=groups * len(self)).reshape(groups, len(self))
        # `argmax` takes the first of equal counts, and values stand in the order of their keys.
        most = np.where(counts.any(axis=1), counts.argmax(axis=1), -1)
        return most.astype(np.int32)


def nested_name(outer: str, inner: str) -> str:
    """Return the name of a column within another, or of a value within another: `red / climbers`."""
    return f"{outer}{_WITHIN}{inner}"


def columns_of(names: Iterable[str]) -> frozenset[str]:
    """Return the roster columns that names of columns are made of."""
    return frozenset(part for name in names for part in name.split(_WITHIN))


def with_nested(columns: Mapping[str, RosterColumn], names: Iterable[str]) -> dict[str, RosterColumn]:
    """Return the columns, and those of the names that are one column within another."""
    nested = (name.split(_WITHIN) for name in names if _WITHIN in name)
    return {
        **columns,
        **{nested_name(outer, inner): columns[inner].within(columns[outer]) for outer, inner in nested},
    }


def value_key(text: str) -> str:
    """Return what teams and values of a roster column are compared by.

    Capitals, blanks and the Unicode form make no difference: an accent may be part of its letter or apart.
    """
    folded = " ".join(text.split()).casefold()
    # Folding may take a letter apart again.
    return folded if folded.isascii() else unicodedata.normalize("NFC", folded)


def group_summaries(column: RosterColumn, now: Int32Array, people: Summaries) -> Summaries:
    """Return groups as a ranking sees them: the totals of their people added up, no bonus.

    `now` is the group of everyone who is a member on the last day. People who have left keep their points
    in it.
    """
    there = np.flatnonzero(column.of >= 0)

    def make_days() -> DayTotals:
        # Only some rankings look at single days or members, and both are large.
        days = people.by_day
        return DayTotals(
            points=column.sums(days.points), roster=column.sums(days.roster), due=column.sums(days.due)
        )

    def make_members() -> MemberTotals:
        rows = column.of[there].astype(np.int64)
        return MemberTotals.from_members(rows, len(column), people.points[there], people.member_days[there])

    points = column.sums(people.points)
    return Summaries(
        ids=column.keys,
        points=points,
        bonus=np.zeros_like(points),
        people=column.sums(now >= 0),
        active=column.sums((now >= 0) & (people.active > 0)),
        member_days=column.sums(people.member_days),
        days=people.days,
        logged_days=column.sums(people.logged_days),
        active_days=column.sums(people.active_days),
        paused_days=column.sums(people.paused_days),
        met={goal: column.sums(counts) for goal, counts in people.met.items()},
        make_days=make_days,
        make_members=make_members,
    )
