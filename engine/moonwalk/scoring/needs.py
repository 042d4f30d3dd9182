"""Whether each team meets the conditions for a place."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.days import Status
from moonwalk.api.values import Condition
from moonwalk.scoring.people import PeopleScores

Flags = NDArray[np.bool_]


def team_needs(
    conditions: Sequence[Condition], people: PeopleScores, now: NDArray[np.int32], teams: int, last_day: int
) -> list[Flags]:
    """For each condition whether each team meets it, over its present members (`now`: person -> team).

    `met GOAL` asks whether a member met the goal at least once so far; `logged on` counts the days on
    which the member could take part. Both leave out whoever pauses on the last day.
    """
    day = min(max(last_day, 0), people.frame.status.shape[1] - 1)
    pauses = people.frame.status[:, day] == Status.PAUSED
    answers = []
    for condition in conditions:
        asked = now >= 0 if condition.asks == "members" else (now >= 0) & ~pauses
        members = np.bincount(now[asked], minlength=teams)
        matching = np.bincount(now[asked & _matches(condition, people, last_day)], minlength=teams)
        answers.append(_holds(condition, members, matching))
    return answers


def _holds(condition: Condition, members: NDArray[np.int64], matching: NDArray[np.int64]) -> Flags:
    """`condition.holds` for every team: asked once for each pair of numbers that occurs."""
    width = int(members.max(initial=0)) + 1
    pairs, back = np.unique(members * width + matching, return_inverse=True)
    answers = [condition.holds(*divmod(pair, width)) for pair in pairs.tolist()]
    return np.array(answers, np.bool_)[back]


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
