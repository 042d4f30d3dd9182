"""A team's days and a team's summary, as team rules and rankings see them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.days import Award, Status
from moonwalk.api.totals import DayTotals, MemberTotals


@dataclass(frozen=True, slots=True)
class Member:
    """One member on one day. `number` tells members apart and says nothing else about them.

    `lot` is a number of 64 bits that stays the same all challenge, for rules that read lots; else 0.
    """

    number: int
    status: Status
    logged: bool
    met: frozenset[str]
    lot: int = 0


@dataclass(frozen=True, slots=True)
class TeamDay:
    """A day of a team: who was a member on it."""

    date: date
    index: int
    week: int
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class TeamTimeline:
    """One team's challenge, day by day."""

    name: str
    days: tuple[TeamDay, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a board knows of one team, person or group.

    `points` are the members' points, `bonus` the team's own on top; `member_days` counts the days on
    which members could take part (paused days are in neither number), `days` those of the challenge so
    far, so `size` is the number of members with part-time ones counted in part. `active_days` are the
    member days of those who have logged something.

    `per_day` are the members' points on each day, `roster` how many members there were (paused ones too),
    `due` how many of them could take part. `member_points` and `member_due` say the same of each member,
    the one with the most points first.
    """

    id: str
    points: int
    bonus: int
    people: int
    active: int
    member_days: int
    days: int
    logged_days: int
    per_day: tuple[int, ...] = ()
    met: Mapping[str, int] = field(default_factory=dict)
    member_points: tuple[int, ...] = ()
    active_days: int = 0
    roster: tuple[int, ...] = ()
    due: tuple[int, ...] = ()
    member_due: tuple[int, ...] = ()

    @property
    def size(self) -> Fraction:
        """Members, those who were there part of the time counted in part; 0 before the first day."""
        return Fraction(self.member_days, self.days) if self.days else Fraction(0)

    @property
    def active_size(self) -> Fraction:
        """The same of those members who have logged something."""
        return Fraction(self.active_days, self.days) if self.days else Fraction(0)

    @property
    def participation(self) -> Fraction:
        """The share of the days they could log on which members logged something."""
        return Fraction(self.logged_days, self.member_days) if self.member_days else Fraction(0)


@dataclass(frozen=True, eq=False)
class Summaries:
    """Many summaries as arrays, one number a row; `met` has an array for each goal.

    Days and members are made when a ranking asks for them: `make_days` and `make_members` do it.
    """

    ids: tuple[str, ...]
    points: NDArray[np.int64]
    bonus: NDArray[np.int64]
    people: NDArray[np.int64]
    active: NDArray[np.int64]
    member_days: NDArray[np.int64]
    days: int
    logged_days: NDArray[np.int64]
    active_days: NDArray[np.int64]
    met: Mapping[str, NDArray[np.int64]] = field(default_factory=dict)
    make_days: Callable[[], DayTotals] | None = None
    make_members: Callable[[], MemberTotals] | None = None

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def by_day(self) -> DayTotals:
        """The days of each row; none where the summaries do not know them."""
        return DayTotals.none(len(self)) if self.make_days is None else self.make_days()

    @cached_property
    def members(self) -> MemberTotals:
        """The members of each row; nobody where the summaries do not know them."""
        return MemberTotals.none(len(self)) if self.make_members is None else self.make_members()

    def row(self, index: int) -> Summary:
        """One of them as a plain value."""
        return self.only(np.array([index])).rows()[0]

    def rows(self) -> tuple[Summary, ...]:
        """All of them as plain values."""
        columns = (
            self.ids,
            self.points.tolist(),
            self.bonus.tolist(),
            self.people.tolist(),
            self.active.tolist(),
            self.member_days.tolist(),
            [self.days] * len(self),
            self.logged_days.tolist(),
            map(tuple, self.by_day.points.tolist()),
            self._goals(),
            self._each_member(self.members.points),
            self.active_days.tolist(),
            map(tuple, self.by_day.roster.tolist()),
            map(tuple, self.by_day.due.tolist()),
            self._each_member(self.members.due),
        )
        return tuple(map(Summary, *columns))

    def only(self, rows: NDArray[np.int64]) -> Summaries:
        """Some of them."""
        return Summaries(
            tuple([self.ids[row] for row in rows.tolist()]),
            self.points[rows],
            self.bonus[rows],
            self.people[rows],
            self.active[rows],
            self.member_days[rows],
            self.days,
            self.logged_days[rows],
            self.active_days[rows],
            {goal: counts[rows] for goal, counts in self.met.items()},
            lambda: self.by_day.only(rows),
            lambda: self.members.only(rows),
        )

    def _goals(self) -> list[Mapping[str, int]]:
        columns = [counts.tolist() for counts in self.met.values()]
        rows = zip(*columns, strict=True) if columns else [()] * len(self)
        return [MappingProxyType(dict(zip(self.met, counts, strict=True))) for counts in rows]

    def _each_member(self, values: NDArray[np.int64]) -> list[tuple[int, ...]]:
        bounds, numbers = self.members.bounds.tolist(), values.tolist()
        return [tuple(numbers[first:last]) for first, last in pairwise(bounds)]


@dataclass(frozen=True, slots=True)
class TeamAward:
    """What a field rule gives: an award and the team that gets it."""

    team: str
    award: Award
