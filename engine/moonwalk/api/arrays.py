"""The vectorised forms: many people's days, bounds and scores as NumPy arrays. Provisional.

A rule or ranking says what it means with plain values; here is what it needs to say it once more, for
everyone at once. Provisional means: names and shapes in this module may still change from one minor
version to the next, with a line in the changelog. The rest of the contract changes only with
`MOONWALK_API`.

All arrays are read-only. Amounts are in thousandths of the activity's unit, points are whole; both are
`int64`. A grid is people x days; rules of teams have teams x days. Day 0 of an array is day 1 of the
challenge.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.values import ByWeek

__all__ = [
    "Bounds",
    "DayTotals",
    "Grid",
    "MemberTotals",
    "RemainingDays",
    "Scores",
    "TeamGrid",
]

Whole: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, eq=False, kw_only=True)
class Grid:
    """Many people's days up to `as_of`: what `Timeline` is for one person. Arrays are people x days.

    `week` is the challenge week of each day, from 1 (days). `status` holds numbers of `Status`.
    `amounts` has thousandths of the unit, by activity. `met` is true on the day a goal was met, by goal;
    for a goal of a week or the challenge that is the day on which it was reached. `logged` says whether
    anything that counts was logged, `logged_of` the same by activity. `have(goal)` and `need(goal)` are
    the numbers of `Progress`, worked out when asked for. `before` has the thousandths of the 28 days
    before day 1, by activity (people x 28; the last column is the day before day 1), for rules that read
    `Inputs.BASELINE`; for all others it is empty.

    >>> from moonwalk.testing import grid_of, timeline
    >>> grid = grid_of([timeline("5 0 8"), timeline("0 5 5?")])
    >>> grid.shape
    (2, 3)
    >>> grid.amounts["walk"].tolist()
    [[5000, 0, 8000], [0, 5000, 5000]]
    >>> grid.met["good_day"].sum(axis=1).tolist()
    [2, 2]
    """

    week: NDArray[np.int16]
    status: NDArray[np.int8]
    amounts: Mapping[str, Whole]
    met: Mapping[str, Flags]
    logged: Flags
    logged_of: Mapping[str, Flags] = field(default_factory=dict)
    have: Callable[[str], Whole] = field(default=lambda goal: np.zeros((0, 0), np.int64))
    need: Callable[[str], Whole] = field(default=lambda goal: np.zeros((0, 0), np.int64))
    before: Mapping[str, Whole] = field(default_factory=dict)

    @property
    def shape(self) -> tuple[int, int]:
        """The number of people and the number of days."""
        people, days = self.status.shape
        return people, days

    @cached_property
    def week_starts(self) -> tuple[int, ...]:
        """The index of each week's first day, as `np.add.reduceat` wants it."""
        return tuple(int(index) for index in np.flatnonzero(np.diff(self.week, prepend=0)))


@dataclass(frozen=True, eq=False, kw_only=True)
class TeamGrid:
    """A grid with the team of each person on each day: what `TeamTimeline` is for one team.

    `team` is the number of the team, from 0 (people x days), and -1 where somebody is in none.
    `team_count` is the number of teams. `lots` has a number of 64 bits for each person (people), for
    rules that read `Inputs.LOT`; for all others it is empty.
    """

    grid: Grid
    team: NDArray[np.int32]
    team_count: int
    lots: NDArray[np.uint64] = field(default_factory=lambda: np.zeros(0, np.uint64))

    def count_members(self, mask: Flags) -> Whole:
        """The number of members of each team for whom `mask` (people x days) is true: teams x days.

        >>> from moonwalk.testing import roster, timeline
        >>> team_grid = roster([timeline("5 0"), timeline("5 5"), timeline("0 5")], [0, 0, 1]).team_grid()
        >>> team_grid.count_members(team_grid.grid.met["good_day"]).tolist()
        [[2, 1], [0, 1]]
        """
        days = self.team.shape[1]
        chosen = mask & (self.team >= 0)
        flat = (self.team * days + np.arange(days, dtype=np.int32))[chosen]
        counts = np.bincount(flat, minlength=self.team_count * days)
        return counts.reshape(self.team_count, days).astype(np.int64, copy=False)


@dataclass(frozen=True, eq=False, kw_only=True)
class Bounds:
    """The fewest and most points that a rule can still bring, whatever happens on the days that are open.

    `lower` and `upper` hold for each day: people x days, or teams x days for rules of teams and leagues.
    On days of closed weeks they are ignored. `weekly_upper` (rows x weeks) and `total_upper` (rows) say
    more where the days' upper bounds cannot all be reached together; None: they can. Nowhere in an open
    week may `lower` be above `upper`.
    """

    lower: Whole
    upper: Whole
    weekly_upper: Whole | None = None
    total_upper: Whole | None = None


@dataclass(frozen=True, eq=False, kw_only=True)
class RemainingDays:
    """All days of the challenge as far as their outcome is open: what `grid_bounds` is asked about.

    `week` is the challenge week of each day, from 1 (days), `in_open_week` whether anything in that week
    can still be logged (days). `status` holds numbers of `Status`, and `open` whether a day can still be
    logged, days to come among them; both are people x days. `max_amounts` has the most of an activity
    that can count on each day, in thousandths (people x days), or None where the challenge sets no
    limit. `has_paid` says whether the rule that is asked has brought anything in the closed weeks
    (people). For rules of teams and leagues a row is a team, and all days of an open week are open;
    `members` then counts those of each team on each day (since 0.2), else it is empty.
    """

    week: NDArray[np.int16]
    status: NDArray[np.int8]
    open: Flags
    in_open_week: Flags
    has_paid: Flags
    max_amounts: Mapping[str, Whole | None] = field(default_factory=dict)
    members: Whole = field(default_factory=lambda: np.zeros((0, 0), np.int64))

    @property
    def shape(self) -> tuple[int, int]:
        """The number of people (or teams) and the number of days."""
        people, days = self.open.shape
        return people, days

    @cached_property
    def week_starts(self) -> tuple[int, ...]:
        """The index of each week's first day, as `np.add.reduceat` wants it."""
        return tuple(int(index) for index in np.flatnonzero(np.diff(self.week, prepend=0)))

    def zeros(self) -> Whole:
        """A new array of zeros, people x days."""
        return np.zeros(self.shape, np.int64)

    def on_open_days(self, points: ByWeek[int]) -> Whole:
        """The points of its week on each day that can still be logged, else 0: people x days.

        KeyError where `points` has no value for a week.
        """
        by_day = np.array(points.by_day(int(week) for week in self.week), np.int64)
        return np.where(self.open, by_day, 0)

    def weekly_max(self, days: Whole) -> Whole:
        """The largest value of each week, people x weeks: what a rule can bring that pays once a week."""
        return np.maximum.reduceat(days, self.week_starts, axis=1)

    def empty_grid(self, goal: str) -> Grid:
        """These days as a grid on which nothing is logged and `goal` is never met."""
        nobody = np.zeros(self.shape, np.bool_)
        return Grid(week=self.week, status=self.status, amounts={}, met={goal: nobody}, logged=nobody)


@dataclass(frozen=True, eq=False, kw_only=True)
class Scores:
    """Exact scores of many rows: `numerators` over `denominators`. A denominator of 0 means no score.

    Both arrays have one number a row. Where a score is a sum of fractions whose common denominator may be
    too long for an `int64`, both are rows x terms instead, and a row's score is the sum of its terms.

    >>> import numpy as np
    >>> from moonwalk.api.arrays import Scores
    >>> scores = Scores(numerators=np.array([7, 0]), denominators=np.array([2, 0]))
    >>> scores.exact(0), scores.exact(1)
    (Fraction(7, 2), None)
    """

    numerators: NDArray[np.int64]
    denominators: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.numerators)

    @cached_property
    def scored(self) -> NDArray[np.bool_]:
        """Whether each row has a score (rows)."""
        there = self.denominators > 0
        # A row at a time takes ten times as long, and nearly always there is one number a row.
        whole = there if there.ndim == 1 else there.all(axis=1) & (there.shape[1] > 0)
        return np.asarray(whole, np.bool_)

    def exact(self, row: int) -> Fraction | None:
        """The score of a row, or None where it has none."""
        if not self.scored[row]:
            return None
        terms = self.terms()
        fractions = zip(terms.numerators[row].tolist(), terms.denominators[row].tolist(), strict=True)
        return sum((Fraction(top, bottom) for top, bottom in fractions), Fraction(0))

    def terms(self) -> Scores:
        """These scores with arrays of two dimensions, rows x terms."""
        if self.numerators.ndim == 2:
            return self
        return Scores(numerators=self.numerators[:, None], denominators=self.denominators[:, None])

    def take(self, rows: NDArray[np.int64]) -> Scores:
        """The scores of the rows with these indices, in their order."""
        return Scores(numerators=self.numerators[rows], denominators=self.denominators[rows])

    @classmethod
    def combined(cls, count: int, rows: Sequence[NDArray[np.int64]], parts: Sequence[Scores]) -> Scores:
        """Scores of `count` rows, put together from parts: part i has those of the rows `rows[i]`.

        A row of no part has no score.
        """
        terms = [part.terms() for part in parts]
        width = max((part.numerators.shape[1] for part in terms), default=1)
        numerators = np.zeros((count, width), np.int64)
        denominators = np.zeros_like(numerators)
        for indices, part in zip(rows, terms, strict=True):
            own = part.numerators.shape[1]
            numerators[indices, :own], denominators[indices, :own] = part.numerators, part.denominators
            # A term that a part does not have is zero.
            denominators[indices, own:] = part.scored[:, None]
        return cls(numerators=numerators, denominators=denominators)

    def plus(self, whole: NDArray[np.int64]) -> Scores:
        """These scores with a whole number added to each row (rows); a row without a score stays so."""
        terms = self.terms()
        if not terms.numerators.shape[1]:
            return self
        numerators = terms.numerators.copy()
        numerators[:, 0] += whole * terms.denominators[:, 0]
        return Scores(numerators=numerators, denominators=terms.denominators)


@dataclass(frozen=True, eq=False, kw_only=True)
class DayTotals:
    """Each row of a board day by day; all arrays are rows x days, up to `as_of`.

    `points` are the members' points. `roster` counts the members of a day, paused ones too; `due` counts
    those who could take part on it.
    """

    points: Whole
    roster: Whole
    due: Whole

    def take(self, rows: Whole) -> DayTotals:
        """The totals of the rows with these indices, in their order."""
        return DayTotals(points=self.points[rows], roster=self.roster[rows], due=self.due[rows])

    @classmethod
    def empty(cls, rows: int) -> DayTotals:
        """Totals of this many rows over no days."""
        nothing = np.zeros((rows, 0), np.int64)
        return cls(points=nothing, roster=nothing, due=nothing)


@dataclass(frozen=True, eq=False, kw_only=True)
class MemberTotals:
    """The members of all rows of a board, one after the other.

    Row i has the members from `bounds[i]` to before `bounds[i + 1]`, the one with the most points first.
    `points` and `due`, the number of days on which somebody could take part, have a number for each
    member. Whoever has neither points nor such a day is no member.
    """

    bounds: Whole
    points: Whole
    due: Whole

    @classmethod
    def from_members(cls, rows: Whole, count: int, points: Whole, due: Whole) -> MemberTotals:
        """The totals of `count` rows from members in any order; `rows` has the row of each member."""
        present = np.flatnonzero((points != 0) | (due != 0))
        order = present[np.lexsort((-due[present], -points[present], rows[present]))]
        bounds = np.searchsorted(rows[order], np.arange(count + 1))
        return cls(bounds=bounds.astype(np.int64, copy=False), points=points[order], due=due[order])

    def take(self, rows: Whole) -> MemberTotals:
        """The members of the rows with these indices, in their order."""
        sizes = self.sizes[rows]
        bounds = np.concatenate(([0], np.cumsum(sizes)))
        at = np.arange(int(bounds[-1])) + np.repeat(self.bounds[rows] - bounds[:-1], sizes)
        return MemberTotals(bounds=bounds, points=self.points[at], due=self.due[at])

    @property
    def sizes(self) -> Whole:
        """The number of members of each row."""
        return np.diff(self.bounds)

    def sum_between(self, values: Whole, first: Whole, last: Whole) -> Whole:
        """The sum over some members of each row: from its member `first` to before its member `last`.

        `values` has a number for each member, `first` and `last` one for each row, counted from 0 in the
        row.

        >>> import numpy as np
        >>> from moonwalk.api.arrays import MemberTotals
        >>> members = MemberTotals.from_members(
        ...     rows=np.array([0, 0, 0, 1]), count=2, points=np.array([5, 9, 1, 4]), due=np.full(4, 7)
        ... )
        >>> members.sum_between(members.points, np.array([0, 0]), np.array([2, 1])).tolist()
        [14, 4]
        """
        below = np.concatenate(([0], np.cumsum(values)))
        return np.asarray(below[self.bounds[:-1] + last] - below[self.bounds[:-1] + first])

    @classmethod
    def empty(cls, rows: int) -> MemberTotals:
        """Totals of this many rows without members."""
        nothing = np.zeros(0, np.int64)
        return cls(bounds=np.zeros(rows + 1, np.int64), points=nothing, due=nothing)
