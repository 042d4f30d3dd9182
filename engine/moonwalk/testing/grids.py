"""Builders: many timelines as the arrays that a rule's fast form sees."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moonwalk.api import (
    Crowd,
    Day,
    Grid,
    Member,
    Progress,
    Reads,
    Rule,
    Status,
    TeamDay,
    TeamTimeline,
    Timeline,
)

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
    """The same as a rule is given it: without the days before day 1, unless it declares to read them."""
    grid = grid_of(timelines)
    return grid if Reads.BASELINE in rule.reads else replace(grid, before={})


@dataclass(frozen=True)
class Roster:
    """Several people's days and the team of each on each day (-1: none), for team rules."""

    timelines: tuple[Timeline, ...]
    team: tuple[tuple[int, ...], ...]
    count: int

    def crowd(self) -> Crowd:
        """As arrays, for the fast form."""
        team = _frozen(np.array(self.team, np.int32).reshape(len(self.timelines), -1))
        return Crowd(grid_of(self.timelines), team, self.count, _frozen(np.array(self.lots, np.uint64)))

    def teams(self) -> tuple[TeamTimeline, ...]:
        """One timeline for each team, for the rule itself."""
        return tuple(
            TeamTimeline(f"Team {number + 1}", tuple(self._day(number, at) for at in range(self.days)))
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
            Member(number, own.status, bool(own.entries), own.met, lots[number])
            for number, own in enumerate(timeline.days[at] for timeline in self.timelines)
            if self.team[number][at] == team
        )
        return TeamDay(day.date, day.index, day.week, members)


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
    return day.progress.get(goal, Progress(0, 0))
