"""The day from which on scores differ from those that they were brought up to date from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from moonwalk.scoring.facts import BoolArray, Int32Array, Int64Array, distinct
from moonwalk.scoring.people import PeopleScores
from moonwalk.scoring.score import Scored
from moonwalk.scoring.teams import TeamScores

Pair = tuple[NDArray[np.generic], NDArray[np.generic]]
"""An array as it was and as it is; the same object where nothing has changed."""


def first_changed_day(before: Scored, after: Scored, people: Int32Array) -> int:
    """Return the first day (an index) at whose end a board may differ; one behind the last where none does.

    `after` are the scores `before`, brought up to date by `rescore` for new entries of these people.
    """
    length = before.plan.calendar.length
    membership = before.people.membership
    rows = membership.rows(distinct(people))
    rows = rows[rows >= 0]
    if not len(rows):
        return length
    of_teams = distinct(membership.team[rows])
    teams = of_teams[of_teams >= 0].astype(np.int64)
    # Whoever logs for the first time may no longer be left out as silent, which changes every day.
    if not np.array_equal(_anything(before.people, rows), _anything(after.people, rows)):
        return 0
    if _differ(_of_last_day(before.teams, after.teams), teams):
        return 0
    days = [
        _first(_of_people(before.people, after.people), rows, length),
        _first(_of_team_days(before.teams, after.teams), teams, length),
    ]
    # What a rule sees of a week is the whole of it, also on its first day.
    weeks = enumerate(zip(before.weeks, after.weeks, strict=True))
    days += [7 * week for week, (then, now) in weeks if _differ(_of_team(then, now), teams)]
    return min(days)


def _anything(people: PeopleScores, rows: Int64Array) -> BoolArray:
    """Whether each person has logged anything."""
    return np.asarray(people.logged[rows].any(axis=1))


def _of_people(before: PeopleScores, after: PeopleScores) -> Iterator[Pair]:
    """Yield everything about people by day."""
    yield before.logged, after.logged
    yield from _pairs(before.points, after.points)
    yield from _pairs(before.met, after.met)
    yield from _pairs(before.shares, after.shares)


def _of_team_days(before: TeamScores, after: TeamScores) -> Iterator[Pair]:
    """Yield everything about teams by day."""
    yield from _pairs(before.points, after.points)
    yield from _pairs(before.bonus, after.bonus)
    yield from _pairs(before.totals, after.totals)
    yield from _pairs(before.met, after.met)
    yield before.roster, after.roster
    yield before.due, after.due
    yield before.paused, after.paused
    yield before.active_due, after.active_due
    yield before.logged, after.logged


def _of_last_day(before: TeamScores, after: TeamScores) -> Iterator[Pair]:
    """Yield what boards of all days see of the last one."""
    yield before.people, after.people
    yield before.active, after.active


def _of_team(before: TeamScores, after: TeamScores) -> Iterator[Pair]:
    return chain(_of_team_days(before, after), _of_last_day(before, after))


def _pairs(
    before: Mapping[str, NDArray[np.generic]], after: Mapping[str, NDArray[np.generic]]
) -> Iterator[Pair]:
    return ((before[name], after[name]) for name in before)


def _differ(pairs: Iterable[Pair], rows: Int64Array) -> bool:
    """Whether one of the arrays differs in these rows."""
    return any(then is not now and not np.array_equal(then[rows], now[rows]) for then, now in pairs)


def _first(pairs: Iterable[Pair], rows: Int64Array, length: int) -> int:
    """Return the first day on which one of the arrays differs in these rows; the length where none does."""
    differs = np.zeros(length + 1, np.bool_)
    # The extra last day is there to be found where no other one is.
    differs[length] = True
    for then, now in pairs:
        if then is not now:
            differs[:length] |= (then[rows] != now[rows]).any(axis=0)
    return int(np.argmax(differs))
