"""Teams over people: points, members and bonuses of each team on each day, and their summaries."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.arrays import DayTotals, Grid, MemberTotals, TeamGrid
from moonwalk.api.teams import Member, Summaries, TeamDay, TeamTimeline
from moonwalk.api.timeline import Inputs, Status
from moonwalk.registry import TeamRuleAdapter
from moonwalk.scoring.membership import Frame, no_lots
from moonwalk.scoring.people import PeopleScores, ask, during, index_of
from moonwalk.scoring.person_totals import with_rows
from moonwalk.scoring.plan import Plan, RulePlan

_STATUSES: Final = tuple(Status)


def team_timelines(plan: Plan, crowd: TeamGrid, numbers: NDArray[np.int32]) -> Iterator[TeamTimeline]:
    """Each team's days with its members. Teams are named by the store's `numbers`.

    A member's number counts the people who were ever in the team, so it stays what it is when only
    some teams are scored.
    """
    grid, people = crowd.grid, len(crowd.team)
    rows, days = np.nonzero(crowd.team >= 0)
    pairs = np.unique(crowd.team[rows, days].astype(np.int64) * people + rows)
    bounds = np.searchsorted(pairs, np.arange(crowd.team_count + 1) * people)
    for team, (first, last) in enumerate(pairwise(bounds.tolist())):
        members = pairs[first:last] % max(people, 1)
        there = (crowd.team[members] == team).tolist()
        lots = crowd.lots[members].tolist() if len(crowd.lots) else [0] * len(members)
        histories = list(_histories(grid, members, lots))
        played = (
            TeamDay(
                date=day, index=index, week=int(grid.week[index]), members=_present(histories, there, index)
            )
            for index, day in enumerate(plan.calendar.dates)
        )
        yield TeamTimeline(name=str(int(numbers[team])), days=tuple(played))


def _histories(grid: Grid, rows: NDArray[np.int64], lots: list[int]) -> Iterator[list[Member]]:
    """Each member's days."""
    status, logged = grid.status[rows].tolist(), grid.logged[rows].tolist()
    met = {goal: flags[rows].tolist() for goal, flags in grid.met.items()}
    for number, days in enumerate(status):
        yield [
            Member(
                number=number,
                status=_STATUSES[one],
                logged=logged[number][day],
                met=frozenset([goal for goal, flags in met.items() if flags[number][day]]),
                lot=lots[number],
            )
            for day, one in enumerate(days)
        ]


def _present(histories: list[list[Member]], there: list[list[bool]], day: int) -> tuple[Member, ...]:
    return tuple(days[day] for days, here in zip(histories, there, strict=True) if here[day])


Whole = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Places:
    """Where each person's days belong (people x days, -1 for nowhere): points, and membership days.

    `now` is each person's team on the last day that is looked at.
    """

    points: NDArray[np.int32]
    member: NDArray[np.int32]
    now: NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class TeamScores:
    """Everything about teams, each array teams x days; `points` and `bonus` are by rule id.

    `roster` counts the members of a day, `due` those who could take part. `active_due` counts the same
    days of members who log something, from the day on which they first did.
    """

    points: Mapping[str, Whole]
    bonus: Mapping[str, Whole]
    roster: Whole
    due: Whole
    active_due: Whole
    logged: Whole
    met: Mapping[str, Whole]
    people: Whole
    active: Whole

    @cached_property
    def total(self) -> Whole:
        """The members' points, teams x days, without bonuses."""
        return self.of_rules(())

    def of_rules(self, rules: tuple[str, ...]) -> Whole:
        """The members' points by some rules only (none named: all), teams x days."""
        total = np.zeros(self.due.shape, np.int64)
        for rule, points in self.points.items():
            if not rules or rule in rules:
                total += points
        return total

    def only(self, teams: NDArray[np.int64]) -> TeamScores:
        """The figures of some teams."""
        return TeamScores(
            {name: values[teams] for name, values in self.points.items()},
            {name: values[teams] for name, values in self.bonus.items()},
            self.roster[teams],
            self.due[teams],
            self.active_due[teams],
            self.logged[teams],
            {name: values[teams] for name, values in self.met.items()},
            self.people[teams],
            self.active[teams],
        )

    def with_teams(self, teams: NDArray[np.int64], fresh: TeamScores) -> TeamScores:
        """The same with some teams' figures replaced by fresh ones (whose rows are those teams)."""
        return TeamScores(
            {name: with_rows(values, teams, fresh.points[name]) for name, values in self.points.items()},
            {name: with_rows(values, teams, fresh.bonus[name]) for name, values in self.bonus.items()},
            with_rows(self.roster, teams, fresh.roster),
            with_rows(self.due, teams, fresh.due),
            with_rows(self.active_due, teams, fresh.active_due),
            with_rows(self.logged, teams, fresh.logged),
            {name: with_rows(values, teams, fresh.met[name]) for name, values in self.met.items()},
            with_rows(self.people, teams, fresh.people),
            with_rows(self.active, teams, fresh.active),
        )


def places(plan: Plan, frame: Frame, logged: NDArray[np.bool_], last_day: int) -> Places:
    """The teams that people's days belong to, as the definition says for joiners, leavers and movers."""
    team = points = frame.team
    now = present(plan, frame, last_day)
    if plan.teams.movers_take_points:
        points = np.where((now[:, None] >= 0) & (team >= 0), now[:, None], team)
    if plan.teams.leavers_take_points:
        points = np.where(now[:, None] >= 0, points, np.int32(-1))
    member = points
    if plan.teams.joiners_from_start:
        first = np.argmax(team >= 0, axis=1)
        # Who has not joined yet counts from the start once they have.
        days = np.arange(plan.calendar.length)
        early = (days < first[:, None]) & (first[:, None] <= last_day)
        member = np.where(early, points[np.arange(len(first)), first][:, None], member)
    if plan.teams.leave_out_silent:
        member = np.where(logged.any(axis=1, keepdims=True), member, np.int32(-1))
    return Places(points, member, now)


def present(plan: Plan, frame: Frame, last_day: int) -> NDArray[np.int32]:
    """Each person's team on a day, -1 for none; before the first day and after the last, on these."""
    return frame.team[:, min(max(last_day, 0), plan.calendar.length - 1)]


def score_teams(plan: Plan, people: PeopleScores, teams: int, last_day: int) -> TeamScores:
    """Every team's figures from its members' scores, with the team rules' bonuses."""
    frame = people.frame
    where = places(plan, frame, people.logged, last_day)
    earned = _Cells.of(where.points, teams)
    ours = earned if where.member is where.points else _Cells.of(where.member, teams)
    crowd = crowd_of(plan, people, teams)
    current = np.bincount(where.now[where.now >= 0], minlength=teams)
    active = where.now[people.logged.any(axis=1) & (where.now >= 0)]
    could = takes_part(plan, frame, where)
    return TeamScores(
        points={rule: earned.sum(values) for rule, values in people.points.items()},
        bonus={rule.id: _bonus(plan, rule, crowd, frame.teams) for rule in plan.team_rules},
        roster=ours.count_all(),
        due=ours.count(could),
        active_due=ours.count_from(could & (np.arange(plan.calendar.length) <= plan.today), people.logged),
        logged=ours.count(people.logged),
        met={goal: ours.count(flags) for goal, flags in people.met.items()},
        people=current.astype(np.int64),
        active=np.bincount(active, minlength=teams).astype(np.int64),
    )


@dataclass(frozen=True, eq=False)
class _Cells:
    """The cell of teams x days that each cell of people x days belongs to; the one behind all is nobody's."""

    cell: NDArray[np.int64]
    teams: int

    @classmethod
    def of(cls, team: NDArray[np.int32], teams: int) -> _Cells:
        days = team.shape[1]
        cell = team.astype(np.int64) * days + np.arange(days)
        return cls(np.where(team >= 0, cell, teams * days), teams)

    def sum(self, values: NDArray[np.int32]) -> Whole:
        """The values of each team's members, added up; far below 2**53, so doubles are exact."""
        return self._table(np.bincount(self.cell.ravel(), values.ravel(), self._size))

    def count(self, which: NDArray[np.bool_]) -> Whole:
        """How many of each team's members it holds for."""
        return self._table(np.bincount(self.cell[which], minlength=self._size))

    def count_from(self, which: NDArray[np.bool_], begun: NDArray[np.bool_]) -> Whole:
        """The same, a day only counting from the first on which `begun` holds for its member."""
        first = np.argmax(begun, axis=1)
        counted = which & begun.any(axis=1, keepdims=True) & (self.cell < self._size - 1)
        early = counted & (np.arange(self.cell.shape[1]) < first[:, None])
        rows, days = np.nonzero(early)
        moved = self.cell[rows, days] + first[rows] - days
        cells = np.concatenate((self.cell[counted & ~early], moved))
        return self._table(np.bincount(cells, minlength=self._size))

    def count_all(self) -> Whole:
        """How many members each team has."""
        return self._table(np.bincount(self.cell.ravel(), minlength=self._size))

    @property
    def _size(self) -> int:
        return self.teams * int(self.cell.shape[1]) + 1

    def _table(self, flat: NDArray[np.float64] | NDArray[np.int64]) -> Whole:
        return flat[:-1].reshape(self.teams, self.cell.shape[1]).astype(np.int64, copy=False)


def team_summaries(
    plan: Plan,
    scores: TeamScores,
    last_day: int,
    rules: tuple[str, ...] = (),
    names: tuple[str, ...] = (),
    make_members: Callable[[], MemberTotals] | None = None,
) -> Summaries:
    """Teams as a ranking sees them, up to a day; `rules` picks rules by id (none: all)."""
    days, begun = slice(0, max(last_day + 1, 0)), slice(0, max(min(last_day, plan.today) + 1, 0))
    points = [values for rule, values in scores.points.items() if not rules or rule in rules]
    bonus = [values for rule, values in scores.bonus.items() if not rules or rule in rules]
    count = len(scores.people)

    def make_days() -> DayTotals:
        total = np.zeros(scores.due.shape, np.int64)
        for values in points:
            total += values
        return DayTotals(points=total[:, days], roster=scores.roster[:, days], due=scores.due[:, days])

    return Summaries(
        ids=names or tuple(str(index) for index in range(count)),
        points=_until(points, days, count),
        bonus=_until(bonus, days, count),
        people=scores.people,
        active=scores.active,
        member_days=_until([scores.due], begun, count),
        days=int((plan.calendar.kinds[begun] == Status.DUE).sum()),
        logged_days=_until([scores.logged], begun, count),
        active_days=_until([scores.active_due], days, count),
        met={goal: _until([values], days, count) for goal, values in scores.met.items()},
        make_days=make_days,
        make_members=make_members,
    )


def _bonus(plan: Plan, rule: RulePlan[TeamRuleAdapter], crowd: TeamGrid, numbers: NDArray[np.int32]) -> Whole:
    if Inputs.LOT not in rule.adapter.inputs:
        crowd = replace(crowd, lots=no_lots())
    fast = ask(rule, rule.adapter.grid_points, crowd, plan.context)
    if fast is not None:
        return during(rule, fast)
    points = np.zeros((crowd.team_count, plan.calendar.length), np.int64)
    for team, days in enumerate(team_timelines(plan, crowd, numbers)):
        for award in ask(rule, rule.adapter.awards, days, plan.context):
            points[team, index_of(plan, rule, award.day)] += award.points
    return during(rule, points)


def crowd_of(plan: Plan, people: PeopleScores, teams: int) -> TeamGrid:
    """People as team rules see them: who met a goal, never how much somebody did."""
    grid = Grid(
        week=plan.calendar.week, status=people.frame.status, amounts={}, met=people.met, logged=people.logged
    )
    return TeamGrid(grid=grid, team=people.frame.team, team_count=teams, lots=people.frame.lots)


def takes_part(plan: Plan, frame: Frame, where: Places) -> NDArray[np.bool_]:
    """The days on which each person can take part, those before they joined too where these count."""
    if not plan.teams.joiners_from_start:
        return frame.countable
    early = (frame.status == Status.ABSENT) & (where.member >= 0) & (plan.calendar.kinds == Status.DUE)
    return np.asarray(frame.countable | early)


def _until(parts: list[Whole], days: slice, count: int) -> Whole:
    total = np.zeros(count, np.int64)
    for part in parts:
        total += part[:, days].sum(axis=1)
    return total
