"""Teams as team rules, leagues and rankings see them: days, members, summaries, weeks."""

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

from moonwalk.api.arrays import DayTotals, MemberTotals, Scores
from moonwalk.api.timeline import Award, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One member on one day. `number` tells members apart and says nothing else about them.

    `lot` is a number of 64 bits that stays the same all challenge, for rules that read lots; else 0.
    """

    number: int
    status: Status
    logged: bool
    met: frozenset[str]
    lot: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamDay:
    """A day of a team: who was a member on it."""

    date: date
    index: int
    week: int
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamTimeline:
    """One team's challenge, day by day."""

    name: str
    days: tuple[TeamDay, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, eq=False, kw_only=True)
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
        columns = {
            "id": self.ids,
            "points": self.points.tolist(),
            "bonus": self.bonus.tolist(),
            "people": self.people.tolist(),
            "active": self.active.tolist(),
            "member_days": self.member_days.tolist(),
            "days": [self.days] * len(self),
            "logged_days": self.logged_days.tolist(),
            "per_day": map(tuple, self.by_day.points.tolist()),
            "met": self._goals(),
            "member_points": self._each_member(self.members.points),
            "active_days": self.active_days.tolist(),
            "roster": map(tuple, self.by_day.roster.tolist()),
            "due": map(tuple, self.by_day.due.tolist()),
            "member_due": self._each_member(self.members.due),
        }
        # One call for each row, with the columns side by side: boards of 50,000 rows ask for this.
        values = zip(*columns.values(), strict=True)
        return tuple(Summary(**dict(zip(columns, row, strict=True))) for row in values)

    def only(self, rows: NDArray[np.int64]) -> Summaries:
        """Some of them."""
        return Summaries(
            ids=tuple([self.ids[row] for row in rows.tolist()]),
            points=self.points[rows],
            bonus=self.bonus[rows],
            people=self.people[rows],
            active=self.active[rows],
            member_days=self.member_days[rows],
            days=self.days,
            logged_days=self.logged_days[rows],
            active_days=self.active_days[rows],
            met={goal: counts[rows] for goal, counts in self.met.items()},
            make_days=lambda: self.by_day.only(rows),
            make_members=lambda: self.members.only(rows),
        )

    def _goals(self) -> list[Mapping[str, int]]:
        columns = [counts.tolist() for counts in self.met.values()]
        rows = zip(*columns, strict=True) if columns else [()] * len(self)
        return [MappingProxyType(dict(zip(self.met, counts, strict=True))) for counts in rows]

    def _each_member(self, values: NDArray[np.int64]) -> list[tuple[int, ...]]:
        bounds, numbers = self.members.bounds.tolist(), values.tolist()
        return [tuple(numbers[first:last]) for first, last in pairwise(bounds)]


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamAward:
    """What a field rule gives: an award and the team that gets it."""

    team: str
    award: Award


@dataclass(frozen=True, eq=False, kw_only=True)
class LeagueWeek:
    """One week of all teams, in the order of `Field.teams`.

    `over` says that nothing of the week can be logged any more. `there` are the teams that had a member
    on a day of it. `scores` are exact, of the points of this week only, as each board ranks them that the
    rule names.
    """

    week: int
    last_day: date
    over: bool
    there: NDArray[np.bool_]
    scores: Mapping[str, Scores] = field(default_factory=dict)


@dataclass(frozen=True, eq=False, kw_only=True)
class League:
    """All teams up to the day that is looked at, and the weeks that have begun."""

    teams: Summaries
    weeks: tuple[LeagueWeek, ...] = ()
