"""What rankings may look at beside sums: the days of each row of a board, and its members one by one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class DayTotals:
    """The days of many rows, each array rows x days.

    `roster` counts the members of a day, paused ones too; `due` those who could take part on it.
    """

    points: Whole
    roster: Whole
    due: Whole

    def only(self, rows: Whole) -> DayTotals:
        """Those of some rows."""
        return DayTotals(self.points[rows], self.roster[rows], self.due[rows])

    @classmethod
    def none(cls, rows: int) -> DayTotals:
        """No day at all."""
        nothing = np.zeros((rows, 0), np.int64)
        return cls(nothing, nothing, nothing)


@dataclass(frozen=True, eq=False)
class MemberTotals:
    """The members of all rows, one after the other: row i has those from `bounds[i]` to `bounds[i + 1]`.

    Within a row the one with the most points comes first. `due` are the days on which each could take
    part. Whoever has neither points nor such a day is no member.
    """

    bounds: Whole
    points: Whole
    due: Whole

    @classmethod
    def of(cls, rows: Whole, count: int, points: Whole, due: Whole) -> MemberTotals:
        """From members in any order, each of the row with this number, of which there are `count`."""
        there = np.flatnonzero((points != 0) | (due != 0))
        order = there[np.lexsort((-due[there], -points[there], rows[there]))]
        bounds = np.searchsorted(rows[order], np.arange(count + 1))
        return cls(bounds.astype(np.int64, copy=False), points[order], due[order])

    def only(self, rows: Whole) -> MemberTotals:
        """Those of some rows."""
        sizes = self.sizes[rows]
        bounds = np.concatenate(([0], np.cumsum(sizes)))
        at = np.arange(int(bounds[-1])) + np.repeat(self.bounds[rows] - bounds[:-1], sizes)
        return MemberTotals(bounds, self.points[at], self.due[at])

    @property
    def sizes(self) -> Whole:
        """How many members each row has."""
        return np.diff(self.bounds)

    def between(self, values: Whole, first: Whole, last: Whole) -> Whole:
        """The values of each row's members from its `first` to before its `last`, added up."""
        below = np.concatenate(([0], np.cumsum(values)))
        return np.asarray(below[self.bounds[:-1] + last] - below[self.bounds[:-1] + first])

    @classmethod
    def none(cls, rows: int) -> MemberTotals:
        """Nobody."""
        nothing = np.zeros(0, np.int64)
        return cls(np.zeros(rows + 1, np.int64), nothing, nothing)
