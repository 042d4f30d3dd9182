"""Teams as team rules, league rules and rankings are given them: days, members, summaries, weeks."""

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
    """One member on one day.

    `number` tells members apart and says nothing else about them. `logged` says whether anything that
    counts was logged, `met` names the goals met on the day. `lot` is a number of 64 bits to draw by, which
    stays the same all challenge, for rules that read `Inputs.LOT`; for all others it is 0.
    """

    number: int
    status: Status
    logged: bool
    met: frozenset[str]
    lot: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamDay:
    """A day of a team and who was a member on it; `index` is 0 on day 1, `week` counts from 1."""

    date: date
    index: int
    week: int
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamTimeline:
    """One team's days from day 1 up to `as_of`, in order; `name` is the team's name, as boards show it.

    >>> from moonwalk.testing import team_of, timeline
    >>> team = team_of(timeline("5 0"), timeline("5 5"))
    >>> [sum("good_day" in member.met for member in day.members) for day in team.days]
    [2, 1]
    """

    name: str
    days: tuple[TeamDay, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardResult:
    """How a row stands on another board, whose `label` is for people.

    `score` is None where it has none. `place` counts from 1, 1 2 2 4 between equals; 0 where it takes none.
    `sharing` rows have this place, and `placed` rows have any. Since 0.2.
    """

    label: str
    score: Fraction | None
    place: int
    sharing: int
    placed: int


@dataclass(frozen=True, eq=False, kw_only=True)
class BoardResults:
    """How all rows stand on another board, as arrays of the fields of `BoardResult`. Since 0.2."""

    label: str
    scores: Scores
    place: NDArray[np.int64]
    sharing: NDArray[np.int64]
    placed: int

    def row(self, index: int) -> BoardResult:
        """How the row with this index stands."""
        return BoardResult(
            label=self.label,
            score=self.scores.exact(index),
            place=int(self.place[index]),
            sharing=int(self.sharing[index]),
            placed=self.placed,
        )

    def take(self, rows: NDArray[np.int64]) -> BoardResults:
        """How the rows with these indices stand, in their order."""
        return BoardResults(
            label=self.label,
            scores=self.scores.take(rows),
            place=self.place[rows],
            sharing=self.sharing[rows],
            placed=self.placed,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a board knows of one row: a team, a person or a group.

    `points` are the members' whole points, `bonus` what the team earned by its own rules on top of them.
    `people` counts the members, `active` those of them who have logged something. `days` is the number of
    days of the challenge so far. `member_days` counts the days on which members could take part,
    `active_days` those of the active members, and `logged_days` those on which members logged something. A
    paused day is none of them unless it counts as the member's own average: then it is one of
    `member_days`, and one of `paused_days` (since 0.2). `met` counts by goal how often members met it.

    Day by day (one number for each day): `per_day` are the members' points, `roster` the number of
    members, paused ones too, and `due` the number of those who could take part. Member by member, the one
    with the most points first: `member_points`, and `member_due`, the days on which each could take part.
    `on_boards` says how the row stands on each board that the ranking names in its keys (since 0.2).

    >>> from moonwalk.api import Summary
    >>> summary = Summary(
    ...     id="north", points=90, bonus=5, people=4, active=3, member_days=35, days=10, logged_days=21
    ... )
    >>> summary.size, summary.participation
    (Fraction(7, 2), Fraction(3, 5))
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
    paused_days: int = 0
    on_boards: Mapping[str, BoardResult] = field(default_factory=dict)

    @property
    def size(self) -> Fraction:
        """The number of members, part-time ones counted in part; 0 before day 1."""
        return Fraction(self.member_days, self.days) if self.days else Fraction(0)

    @property
    def active_size(self) -> Fraction:
        """The number of active members, part-time ones counted in part; 0 before day 1."""
        return Fraction(self.active_days, self.days) if self.days else Fraction(0)

    @property
    def participation(self) -> Fraction:
        """The share of `member_days` not paused on which members logged; 0 where there are none."""
        days = self.member_days - self.paused_days
        return Fraction(self.logged_days, days) if days else Fraction(0)


def _no_days() -> NDArray[np.int64]:
    return np.zeros(0, np.int64)


@dataclass(frozen=True, eq=False, kw_only=True)
class Summaries:
    """The summaries of all rows of a board as arrays of the fields of `Summary`, one number a row.

    `met` has an array for each goal; `days` is one number for all. What is by day or by member stands in
    `by_day` and `members`, and is made by `make_days` and `make_members` when it is first asked for.
    `paused_days` are zeros unless they are given, and `on_boards` has what the ranking names (since 0.2).
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
    paused_days: NDArray[np.int64] = field(default_factory=_no_days)
    on_boards: Mapping[str, BoardResults] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.paused_days) != len(self.ids):
            object.__setattr__(self, "paused_days", np.zeros(len(self.ids), np.int64))

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def by_day(self) -> DayTotals:
        """Each row day by day; no days where the summaries do not know them."""
        return DayTotals.empty(len(self)) if self.make_days is None else self.make_days()

    @cached_property
    def members(self) -> MemberTotals:
        """Each row member by member; nobody where the summaries do not know them."""
        return MemberTotals.empty(len(self)) if self.make_members is None else self.make_members()

    def row(self, index: int) -> Summary:
        """The summary with this index as a plain value."""
        return self.take(np.array([index])).rows()[0]

    def rows(self) -> tuple[Summary, ...]:
        """All summaries as plain values, in order."""
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
            "paused_days": self.paused_days.tolist(),
            "on_boards": self._results(),
        }
        # One call for each row, with the columns side by side: boards of 50,000 rows ask for this.
        values = zip(*columns.values(), strict=True)
        return tuple(Summary(**dict(zip(columns, row, strict=True))) for row in values)

    def take(self, rows: NDArray[np.int64]) -> Summaries:
        """The summaries with these indices, in their order."""
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
            make_days=lambda: self.by_day.take(rows),
            make_members=lambda: self.members.take(rows),
            paused_days=self.paused_days[rows],
            on_boards={name: results.take(rows) for name, results in self.on_boards.items()},
        )

    def _goals(self) -> list[Mapping[str, int]]:
        columns = [counts.tolist() for counts in self.met.values()]
        rows = zip(*columns, strict=True) if columns else [()] * len(self)
        return [MappingProxyType(dict(zip(self.met, counts, strict=True))) for counts in rows]

    def _results(self) -> list[Mapping[str, BoardResult]]:
        boards = self.on_boards.items()
        # Most rankings name no board, and boards of 50,000 rows ask for this.
        if not boards:
            return [MappingProxyType({})] * len(self)
        return [
            MappingProxyType({name: results.row(row) for name, results in boards}) for row in range(len(self))
        ]

    def _each_member(self, values: NDArray[np.int64]) -> list[tuple[int, ...]]:
        bounds, numbers = self.members.bounds.tolist(), values.tolist()
        return [tuple(numbers[first:last]) for first, last in pairwise(bounds)]


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamAward:
    """What a league rule gives: an award, and the id of the team that gets it."""

    team: str
    award: Award


@dataclass(frozen=True, eq=False, kw_only=True)
class LeagueWeek:
    """One challenge week of all teams; arrays are in the order of `League.teams`.

    `week` counts from 1, `last_day` is the week's last day. `closed` says that nothing of the week can be
    logged any more, `present` which teams had a member on a day of it (teams). `scores` has the exact
    scores of the points of this week alone, by the name of each board that the rule names.
    """

    week: int
    last_day: date
    closed: bool
    present: NDArray[np.bool_]
    scores: Mapping[str, Scores] = field(default_factory=dict)


@dataclass(frozen=True, eq=False, kw_only=True)
class League:
    """All teams up to `as_of`, and, for a rule that names a board, the weeks that have begun, in order."""

    teams: Summaries
    weeks: tuple[LeagueWeek, ...] = ()
