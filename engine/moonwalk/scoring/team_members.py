"""What each member brought to a team, for rankings that compare members."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.totals import MemberTotals
from moonwalk.scoring.people import PeopleScores
from moonwalk.scoring.plan import Plan
from moonwalk.scoring.teams import places, takes_part

Whole = NDArray[np.int64]


def team_members(
    plan: Plan, people: PeopleScores, seen_on: int, last_day: int, rules: tuple[str, ...]
) -> MemberTotals:
    """Everyone who was in a team by a day, with the points and days they brought it.

    Whoever moved counts in each of the teams. `seen_on` is the day whose teams decide where points belong.
    """
    days, begun = slice(0, max(last_day + 1, 0)), slice(0, max(min(last_day, plan.today) + 1, 0))
    where, teams = places(plan, people.frame, people.logged, seen_on), len(people.frame.teams)
    earning, member = where.points[:, days], where.member[:, begun]
    earned = people.of_rules(rules)[:, days]
    could = takes_part(plan, people.frame, where)[:, begun]
    home = np.maximum(earning.max(axis=1, initial=-1), member.max(axis=1, initial=-1))
    moved = _elsewhere(earning, home) | _elsewhere(member, home)
    stay, move = np.flatnonzero(~moved & (home >= 0)), np.flatnonzero(moved)
    own = np.where(earning[stay] >= 0, earned[stay], 0).sum(axis=1)
    own_due = ((member[stay] >= 0) & could[stay]).sum(axis=1)
    pairs = np.unique(np.concatenate((_pairs(earning[move], teams), _pairs(member[move], teams))))
    return MemberTotals.of(
        np.concatenate((home[stay].astype(np.int64), pairs % max(teams, 1))),
        teams,
        np.concatenate((own, _sums(pairs, earning[move], earned[move], teams))),
        np.concatenate((own_due, _sums(pairs, member[move], could[move], teams))),
    )


def _elsewhere(team: NDArray[np.int32], home: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Whose days belong to more than one team."""
    return np.asarray(((team >= 0) & (team != home[:, None])).any(axis=1))


def _pairs(team: NDArray[np.int32], teams: int) -> Whole:
    """The pair of person and team that each cell belongs to, as one number."""
    rows, days = np.nonzero(team >= 0)
    return np.asarray(rows * teams + team[rows, days])


def _sums(pairs: Whole, team: NDArray[np.int32], values: Whole | NDArray[np.bool_], teams: int) -> Whole:
    """The values of each pair, added up; far below 2**53, so doubles are exact."""
    at = np.searchsorted(pairs, _pairs(team, teams))
    sums = np.bincount(at, values[team >= 0], len(pairs))
    return sums.astype(np.int64)
