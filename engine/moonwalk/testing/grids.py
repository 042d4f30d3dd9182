"""Builders: many timelines as the arrays of a vectorised rule, and a scalar rule lifted to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moonwalk.api import (
    AdjustmentRule,
    Award,
    AwardPeriod,
    Change,
    Context,
    Day,
    DayRule,
    Inputs,
    Member,
    PersonRule,
    Progress,
    Rule,
    Status,
    TeamDay,
    TeamRule,
    TeamTimeline,
    Timeline,
)
from moonwalk.api.arrays import Grid, TeamGrid

_DAYS_BEFORE = 28


def grid_of(timelines: Sequence[Timeline]) -> Grid:
    """The days of several people as arrays, one row for each; the arrays cannot be written to.

    `before` holds 28 days for everyone; those that a timeline does not have are 0.

    ValueError where the timelines are not of one length or there are none.
    """
    if len({len(timeline.days) for timeline in timelines}) != 1:
        raise ValueError("A grid needs at least one timeline, all with the same number of days.")
    rows = [timeline.days for timeline in timelines]
    activities = dict.fromkeys(name for row in rows for day in row for name in day.amounts)
    goals = dict.fromkeys(name for row in rows for day in row for name in (*day.progress, *day.met))
    before = {
        name: _frozen(np.array([_earlier(one, name) for one in timelines], np.int64)) for name in activities
    }
    return Grid(
        week=_frozen(np.array([day.week for day in rows[0]], np.int16)),
        status=_table(rows, lambda day: int(day.status), np.int8),
        amounts={name: _table(rows, _amount(name), np.int64) for name in activities},
        met={name: _table(rows, _met(name), np.bool_) for name in goals},
        logged=_table(rows, lambda day: bool(day.entries), np.bool_),
        logged_of={name: _table(rows, _logged(name), np.bool_) for name in activities},
        have=lambda goal: _table(rows, lambda day: _progress(day, goal).have, np.int64),
        need=lambda goal: _table(rows, lambda day: _progress(day, goal).need, np.int64),
        before=before,
    )


def grid_for(rule: Rule, timelines: Sequence[Timeline]) -> Grid:
    """The grid of several people as a rule is given it: with the days before day 1 only if it reads them."""
    grid = grid_of(timelines)
    return grid if Inputs.BASELINE in rule.inputs else replace(grid, before={})


@dataclass(frozen=True)
class Roster:
    """Several people's days and the team of each on each day (-1: none), for team rules."""

    timelines: tuple[Timeline, ...]
    team: tuple[tuple[int, ...], ...]
    count: int

    def team_grid(self) -> TeamGrid:
        """As arrays, for the vectorised form."""
        team = _frozen(np.array(self.team, np.int32).reshape(len(self.timelines), -1))
        return TeamGrid(
            grid=grid_of(self.timelines),
            team=team,
            team_count=self.count,
            lots=_frozen(np.array(self.lots, np.uint64)),
        )

    def teams(self) -> tuple[TeamTimeline, ...]:
        """One timeline for each team, for the rule itself."""
        return tuple(
            TeamTimeline(
                name=f"Team {number + 1}", days=tuple(self._day(number, at) for at in range(self.days))
            )
            for number in range(self.count)
        )

    @property
    def lots(self) -> tuple[int, ...]:
        """A lot for each person, by their number."""
        return tuple(
            int.from_bytes(sha256(f"{number}".encode()).digest()[:8], "big")
            for number in range(len(self.timelines))
        )

    @property
    def days(self) -> int:
        """How many days everyone has."""
        return len(self.timelines[0].days)

    def _day(self, team: int, at: int) -> TeamDay:
        day, lots = self.timelines[0].days[at], self.lots
        members = tuple(
            Member(number=number, status=own.status, logged=bool(own.entries), met=own.met, lot=lots[number])
            for number, own in enumerate(timeline.days[at] for timeline in self.timelines)
            if self.team[number][at] == team
        )
        return TeamDay(date=day.date, index=day.index, week=day.week, members=members)


def roster(timelines: Sequence[Timeline], teams: Sequence[int] | None = None) -> Roster:
    """People in teams that they stay in: `teams` has each one's number; by default all are in team 0.

    On days on which a timeline says absent, a person is in no team.
    """
    numbers = teams if teams is not None else [0] * len(timelines)
    of_days = tuple(
        tuple(-1 if day.status is Status.ABSENT else number for day in timeline.days)
        for timeline, number in zip(timelines, numbers, strict=True)
    )
    return Roster(tuple(timelines), of_days, max(numbers) + 1)


def team_of(*timelines: Timeline) -> TeamTimeline:
    """One team of these people."""
    return roster(timelines).teams()[0]


def _table(rows: Sequence[Sequence[Day]], value: Callable[[Day], int], dtype: Any) -> NDArray[Any]:
    return _frozen(np.array([[value(day) for day in row] for row in rows], dtype))


def _earlier(timeline: Timeline, activity: str) -> list[int]:
    known = [day.amounts.get(activity, 0) for day in timeline.before][-_DAYS_BEFORE:]
    return [0] * (_DAYS_BEFORE - len(known)) + known


def _frozen(array: NDArray[Any]) -> NDArray[Any]:
    array.flags.writeable = False
    return array


def _amount(name: str) -> Callable[[Day], int]:
    return lambda day: day.amounts.get(name, 0)


def _met(name: str) -> Callable[[Day], int]:
    return lambda day: name in day.met


def _logged(name: str) -> Callable[[Day], int]:
    return lambda day: any(entry.activity == name for entry in day.entries)


def _progress(day: Day, goal: str) -> Progress:
    return day.progress.get(goal, Progress(have=0, need=0))


LARGEST = 10**9


def points_by_day(awards: Iterable[Award], context: Context) -> list[int]:
    """The points of each day up to `as_of`; AssertionError for an award that is not in order.

    Points must be whole, the day one of the challenge that is not after `as_of`, the reason a text.
    """
    days = [0] * ((context.as_of - context.starts).days + 1)
    for award in awards:
        index = (award.day - context.starts).days
        assert type(award.points) is int, f"points must be a whole number (int): {award!r}"
        assert abs(award.points) < LARGEST, f"points out of all proportion: {award!r}"
        assert 0 <= index < len(days), f"the day is before day 1 or after {context.as_of}: {award!r}"
        assert isinstance(award.reason, str), f"the reason must be text: {award!r}"
        assert award.reason.strip(), f"an award needs a reason: {award!r}"
        days[index] += award.points
    return days


def person_points(
    rule: PersonRule | DayRule, timelines: Sequence[Timeline], context: Context
) -> NDArray[np.int64]:
    """Points from `awards`, people x days."""
    return np.array([points_by_day(rule.awards(one, context), context) for one in timelines], np.int64)


def person_badges(rule: PersonRule, timelines: Sequence[Timeline], context: Context) -> NDArray[np.int16]:
    """The number in `badges()`, from 1, of the badge given on each day, people x days."""
    given = np.zeros((len(timelines), len(timelines[0].days)), np.int16)
    for row, one in enumerate(timelines):
        for award in rule.awards(one, context):
            if award.badge:
                given[row, (award.day - context.starts).days] = badge_number(rule, award)
    return given


def badge_number(rule: PersonRule, award: Award) -> int:
    """The number of an award's badge; AssertionError where the rule does not name it."""
    names = rule.badges()
    assert not award.badge or award.badge in names, f"{award.badge!r} is not in badges(): {award!r}"
    return names.index(award.badge) + 1 if award.badge else 0


def team_points(rule: TeamRule, roster: Roster, context: Context) -> NDArray[np.int64]:
    """Points from `awards`, teams x days."""
    return np.array([points_by_day(rule.awards(team, context), context) for team in roster.teams()], np.int64)


def adjusted_points(
    rule: AdjustmentRule,
    people: Sequence[Mapping[str, Sequence[Award]]],
    award_periods: Mapping[str, AwardPeriod],
    context: Context,
) -> NDArray[np.int64]:
    """Points from `adjustments`, people x days."""
    rows = [points_by_day(rule.adjustments(awards, award_periods, context), context) for awards in people]
    return np.array(rows, np.int64)


def added_amounts(
    rule: DayRule, timelines: Sequence[Timeline], context: Context
) -> dict[str, NDArray[np.int64]]:
    """Thousandths added by `changes`: by activity, people x days."""
    shape = (len(timelines), len(timelines[0].days))
    added: dict[str, NDArray[np.int64]] = {}
    for row, day, change in _changes(rule, timelines, context):
        if change.amount:
            added.setdefault(change.activity, np.zeros(shape, np.int64))[row, day] += change.amount
    return added


def stand_ins(rule: DayRule, timelines: Sequence[Timeline], context: Context) -> dict[str, NDArray[np.bool_]]:
    """The days that `changes` lets stand as met: by goal, people x days."""
    shape = (len(timelines), len(timelines[0].days))
    found: dict[str, NDArray[np.bool_]] = {}
    for row, day, change in _changes(rule, timelines, context):
        if change.counts_as_met:
            found.setdefault(change.counts_as_met, np.zeros(shape, np.bool_))[row, day] = True
    return found


def _changes(
    rule: DayRule, timelines: Sequence[Timeline], context: Context
) -> Iterator[tuple[int, int, Change]]:
    for row, one in enumerate(timelines):
        for change in rule.changes(one, context):
            assert change.reason.strip(), f"a change needs a reason: {change!r}"
            yield row, (change.day - context.starts).days, change
