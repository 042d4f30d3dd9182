"""A team's days with its members, as team rules without a fast form see them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.days import Status
from moonwalk.api.grid import Crowd, Grid
from moonwalk.api.teams import Member, TeamDay, TeamTimeline
from moonwalk.scoring.plan import Plan

_STATUSES: Final = tuple(Status)


def team_timelines(plan: Plan, crowd: Crowd, numbers: NDArray[np.int32]) -> Iterator[TeamTimeline]:
    """Each team's days with its members. Teams are named by the store's `numbers`.

    A member's number counts the people who were ever in the team, so it stays what it is when only
    some teams are scored.
    """
    grid, people = crowd.grid, len(crowd.team)
    rows, days = np.nonzero(crowd.team >= 0)
    pairs = np.unique(crowd.team[rows, days].astype(np.int64) * people + rows)
    bounds = np.searchsorted(pairs, np.arange(crowd.teams + 1) * people)
    for team, (first, last) in enumerate(pairwise(bounds.tolist())):
        members = pairs[first:last] % max(people, 1)
        there = (crowd.team[members] == team).tolist()
        lots = crowd.lots[members].tolist() if len(crowd.lots) else [0] * len(members)
        histories = list(_histories(grid, members, lots))
        played = (
            TeamDay(day, index, int(grid.week[index]), _present(histories, there, index))
            for index, day in enumerate(plan.calendar.dates)
        )
        yield TeamTimeline(str(int(numbers[team])), tuple(played))


def _histories(grid: Grid, rows: NDArray[np.int64], lots: list[int]) -> Iterator[list[Member]]:
    """Each member's days."""
    status, logged = grid.status[rows].tolist(), grid.logged[rows].tolist()
    met = {goal: flags[rows].tolist() for goal, flags in grid.met.items()}
    for number, days in enumerate(status):
        yield [
            Member(
                number,
                _STATUSES[one],
                logged[number][day],
                frozenset([goal for goal, flags in met.items() if flags[number][day]]),
                lots[number],
            )
            for day, one in enumerate(days)
        ]


def _present(histories: list[list[Member]], there: list[list[bool]], day: int) -> tuple[Member, ...]:
    return tuple(days[day] for days, here in zip(histories, there, strict=True) if here[day])
