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
    """The same as `Timeline` for many people; every array is people x days unless said otherwise.

    `week` is the challenge week of each day (days). `status` holds `Status` numbers. `amounts` are
    thousandths of the activity's unit. `met` is true on the day a goal was met, a week's goal on the
    day it was reached. `have` and `need` give a goal's progress and are worked out when asked for.
    `before` holds the 28 days before day 1 (people x 28; the last column is the day before day 1), for
    rules that read `BASELINE`; it is empty for all others.
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
        """(people, days)."""
        people, days = self.status.shape
        return people, days

    @cached_property
    def week_starts(self) -> tuple[int, ...]:
        """The index of each week's first day."""
        return tuple(int(index) for index in np.flatnonzero(np.diff(self.week, prepend=0)))


@dataclass(frozen=True, eq=False, kw_only=True)
class TeamGrid:
    """A grid and the team of each person on each day (people x days; -1 is no team).

    `lots` is a number of 64 bits for each person, for rules that read lots; else empty.
    """

    grid: Grid
    team: NDArray[np.int32]
    teams: int
    lots: NDArray[np.uint64] = field(default_factory=lambda: np.zeros(0, np.uint64))

    def count(self, which: Flags) -> Whole:
        """How many members each team has for whom `which` (people x days) holds; teams x days."""
        days = self.team.shape[1]
        chosen = which & (self.team >= 0)
        flat = (self.team * days + np.arange(days, dtype=np.int32))[chosen]
        counts = np.bincount(flat, minlength=self.teams * days)
        return counts.reshape(self.teams, days).astype(np.int64, copy=False)


@dataclass(frozen=True, eq=False, kw_only=True)
class Bounds:
    """Between what a rule's points end up, given that all days that are open may turn out any way.

    `least` and `most` hold for each day, people x days (teams x days, for a rule of teams); what stands on
    days of weeks that are closed is not looked at. `most_a_week` (people x weeks) and `most_in_all` (people)
    say more where the days' most cannot all come together; None: as the days add up.
    """

    least: Whole
    most: Whole
    most_a_week: Whole | None = None
    most_in_all: Whole | None = None


@dataclass(frozen=True, eq=False, kw_only=True)
class RemainingDays:
    """Many people's days, of which some weeks can still be logged, the days to come among them.

    `week` is the challenge week of each day (days); `status` holds `Status` numbers, people x days. `open`
    says which days can still be logged, and `still` which days lie in a week that is open (days). `most`
    is the most of an activity that can count on a day, in thousandths, None where nothing bounds it.
    `paid` says whether the rule that is asked has brought anything in the weeks that are closed (people).
    For a rule of teams each row is a team, and all days of an open week are open.
    """

    week: NDArray[np.int16]
    status: NDArray[np.int8]
    open: Flags
    still: Flags
    paid: Flags
    most: Mapping[str, Whole | None] = field(default_factory=dict)

    @property
    def shape(self) -> tuple[int, int]:
        """(people, days)."""
        people, days = self.open.shape
        return people, days

    @cached_property
    def week_starts(self) -> tuple[int, ...]:
        """The index of each week's first day."""
        return tuple(int(index) for index in np.flatnonzero(np.diff(self.week, prepend=0)))

    def nothing(self) -> Whole:
        """Zeros, people x days."""
        return np.zeros(self.shape, np.int64)

    def on_open_days(self, points: ByWeek[int]) -> Whole:
        """These points on each day that can still be logged, people x days."""
        by_day = np.array(points.by_day(int(week) for week in self.week), np.int64)
        return np.where(self.open, by_day, 0)

    def once_a_week(self, days: Whole) -> Whole:
        """The largest day of each week, people x weeks."""
        return np.maximum.reduceat(days, self.week_starts, axis=1)

    def blank(self, goal: str) -> Grid:
        """The days as a grid on which nothing was logged and the goal never met."""
        nobody = np.zeros(self.shape, np.bool_)
        return Grid(week=self.week, status=self.status, amounts={}, met={goal: nobody}, logged=nobody)


@dataclass(frozen=True, eq=False, kw_only=True)
class Scores:
    """Exact scores, one a row: numerators over denominators. A denominator of 0 means no score.

    Where a score is a sum of fractions whose common denominator may be too long for an int64, both arrays
    are rows x terms, and a row's score is what its fractions add up to.
    """

    numerators: NDArray[np.int64]
    denominators: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.numerators)

    @cached_property
    def scored(self) -> NDArray[np.bool_]:
        """Whether each row has a score."""
        terms = self.terms().denominators
        return np.asarray((terms > 0).all(axis=1) & (terms.shape[1] > 0), np.bool_)

    def exact(self, row: int) -> Fraction | None:
        """The score of a row; None where it has none."""
        if not self.scored[row]:
            return None
        terms = self.terms()
        fractions = zip(terms.numerators[row].tolist(), terms.denominators[row].tolist(), strict=True)
        return sum((Fraction(top, bottom) for top, bottom in fractions), Fraction(0))

    def terms(self) -> Scores:
        """The same as rows x terms."""
        if self.numerators.ndim == 2:
            return self
        return Scores(numerators=self.numerators[:, None], denominators=self.denominators[:, None])

    def only(self, rows: NDArray[np.int64]) -> Scores:
        """Those of some rows."""
        return Scores(numerators=self.numerators[rows], denominators=self.denominators[rows])

    @classmethod
    def joined(cls, count: int, rows: Sequence[NDArray[np.int64]], parts: Sequence[Scores]) -> Scores:
        """Scores of so many rows from those of some of them each; a row of no part has none."""
        terms = [part.terms() for part in parts]
        width = max((one.numerators.shape[1] for one in terms), default=1)
        numerators = np.zeros((count, width), np.int64)
        denominators = np.zeros_like(numerators)
        for these, one in zip(rows, terms, strict=True):
            own = one.numerators.shape[1]
            numerators[these, :own], denominators[these, :own] = one.numerators, one.denominators
            # A term that a part does not have is zero.
            denominators[these, own:] = one.scored[:, None]
        return cls(numerators=numerators, denominators=denominators)

    def plus(self, whole: NDArray[np.int64]) -> Scores:
        """The same with a whole number more in each row."""
        terms = self.terms()
        if not terms.numerators.shape[1]:
            return self
        numerators = terms.numerators.copy()
        numerators[:, 0] += whole * terms.denominators[:, 0]
        return Scores(numerators=numerators, denominators=terms.denominators)


@dataclass(frozen=True, eq=False, kw_only=True)
class DayTotals:
    """The days of many rows, each array rows x days.

    `roster` counts the members of a day, paused ones too; `due` those who could take part on it.
    """

    points: Whole
    roster: Whole
    due: Whole

    def only(self, rows: Whole) -> DayTotals:
        """Those of some rows."""
        return DayTotals(points=self.points[rows], roster=self.roster[rows], due=self.due[rows])

    @classmethod
    def none(cls, rows: int) -> DayTotals:
        """No day at all."""
        nothing = np.zeros((rows, 0), np.int64)
        return cls(points=nothing, roster=nothing, due=nothing)


@dataclass(frozen=True, eq=False, kw_only=True)
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
        return cls(bounds=bounds.astype(np.int64, copy=False), points=points[order], due=due[order])

    def only(self, rows: Whole) -> MemberTotals:
        """Those of some rows."""
        sizes = self.sizes[rows]
        bounds = np.concatenate(([0], np.cumsum(sizes)))
        at = np.arange(int(bounds[-1])) + np.repeat(self.bounds[rows] - bounds[:-1], sizes)
        return MemberTotals(bounds=bounds, points=self.points[at], due=self.due[at])

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
        return cls(bounds=np.zeros(rows + 1, np.int64), points=nothing, due=nothing)
