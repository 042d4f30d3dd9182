"""The day from which on scores differ from those that they were brought up to date from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from moonwalk.scoring.facts import BoolArray, Int32Array, Int64Array, distinct
from moonwalk.scoring.patched_rows import rows_of
from moonwalk.scoring.people import PeopleScores
from moonwalk.scoring.score import Scored
from moonwalk.scoring.teams import TeamScores

Pair = tuple[NDArray[np.generic], NDArray[np.generic]]
"""Some rows of an array as they were and as they are."""

Arrays = Mapping[str, NDArray[np.generic]]


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
    if _differ(_of_last_day(before.teams, after.teams, teams)):
        return 0
    days = [
        _first(_of_people(before.people, after.people, rows), length),
        _first(_of_team_days(before.teams, after.teams, teams), length),
    ]
    # What a rule sees of a week is the whole of it, also on its first day.
    weeks = enumerate(zip(before.weeks, after.weeks, strict=True))
    days += [7 * week for week, (then, now) in weeks if _differ(_of_team(then, now, teams))]
    return min(days)


def _anything(people: PeopleScores, rows: Int64Array) -> BoolArray:
    """Whether each person has logged anything."""
    return np.asarray(people.logged[rows].any(axis=1))


def _of_people(before: PeopleScores, after: PeopleScores, rows: Int64Array) -> Iterator[Pair]:
    """Yield everything about some people by day."""
    yield before.logged[rows], after.logged[rows]
    yield from _pairs(before.points, after.points, rows)
    yield from _pairs(before.met, after.met, rows)
    yield from _pairs(before.shares, after.shares, rows)


def _of_team_days(before: TeamScores, after: TeamScores, teams: Int64Array) -> Iterator[Pair]:
    """Yield everything about some teams by day."""
    yield from _pairs(before.points, after.points, teams)
    yield from _pairs(before.bonus, after.bonus, teams)
    yield from _pairs(before.totals, after.totals, teams)
    yield from _pairs(before.met, after.met, teams)
    yield before.roster[teams], after.roster[teams]
    yield before.due[teams], after.due[teams]
    yield before.paused[teams], after.paused[teams]
    yield before.active_due[teams], after.active_due[teams]
    yield before.logged[teams], after.logged[teams]


def _of_last_day(before: TeamScores, after: TeamScores, teams: Int64Array) -> Iterator[Pair]:
    """Yield what boards of all days see of the last one."""
    yield before.people[teams], after.people[teams]
    yield before.active[teams], after.active[teams]


def _of_team(before: TeamScores, after: TeamScores, teams: Int64Array) -> Iterator[Pair]:
    return chain(_of_team_days(before, after, teams), _of_last_day(before, after, teams))


def _pairs(before: Arrays, after: Arrays, rows: Int64Array) -> Iterator[Pair]:
    """Yield some rows of each array; nothing where all are the very same."""
    if before is not after:
        then, now = rows_of(before, rows), rows_of(after, rows)
        yield from ((then[name], now[name]) for name in then)


def _differ(pairs: Iterable[Pair]) -> bool:
    """Whether one of the rows differs."""
    return any(not np.array_equal(then, now) for then, now in pairs)


def _first(pairs: Iterable[Pair], length: int) -> int:
    """Return the first day on which one of the rows differs; the length where none does."""
    differs = np.zeros(length + 1, np.bool_)
    # The extra last day is there to be found where no other one is.
    differs[length] = True
    for then, now in pairs:
        differs[:length] |= (then != now).any(axis=0)
    return int(np.argmax(differs))
