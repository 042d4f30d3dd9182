"""Whether each team meets the conditions for a place."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.values import Condition
from moonwalk.scoring.people import PeopleScores

Flags = NDArray[np.bool_]


def team_needs(
    conditions: Sequence[Condition], people: PeopleScores, now: NDArray[np.int32], teams: int, last_day: int
) -> list[Flags]:
    """For each condition whether each team meets it, over its present members (`now`: person -> team).

    `met GOAL` asks whether a member met the goal at least once so far; `logged on` counts the days on
    which the member could take part.
    """
    return [_holds(condition, people, now, teams, last_day) for condition in conditions]


def _holds(
    condition: Condition, people: PeopleScores, now: NDArray[np.int32], teams: int, last_day: int
) -> Flags:
    present = now >= 0
    members = np.bincount(now[present], minlength=teams)
    matching = np.bincount(now[present & _matches(condition, people, last_day)], minlength=teams)
    pairs = zip(members.tolist(), matching.tolist(), strict=True)
    return np.array([condition.holds(size, match) for size, match in pairs], np.bool_)


def _matches(condition: Condition, people: PeopleScores, last_day: int) -> Flags:
    days = slice(0, max(last_day + 1, 0))
    if condition.asks == "met":
        return np.asarray(people.met[condition.goal][:, days].any(axis=1))
    if condition.asks == "members":
        return np.ones(len(people.frame.people), np.bool_)
    logged = people.logged[:, days].sum(axis=1)
    if condition.days is not None:
        return np.asarray(logged >= condition.days)
    share = condition.day_share
    countable = people.frame.countable[:, days].sum(axis=1)
    if share is None:
        return np.asarray(logged > 0)
    return np.asarray((countable > 0) & (logged * share.denominator >= countable * share.numerator))
