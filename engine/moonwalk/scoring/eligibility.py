"""Who takes a place: the conditions for teams, and the rows that are shown without one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.field_words import ConditionKind
from moonwalk.api.timeline import Status
from moonwalk.api.values import ConditionValue
from moonwalk.scoring.membership import Frame
from moonwalk.scoring.people import PeopleScores
from moonwalk.scoring.plan import BoardPlan, Plan

Flags = NDArray[np.bool_]


def team_needs(
    conditions: Sequence[ConditionValue],
    people: PeopleScores,
    now: NDArray[np.int32],
    teams: int,
    last_day: int,
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


def _holds(condition: ConditionValue, members: NDArray[np.int64], matching: NDArray[np.int64]) -> Flags:
    """`condition.holds` for every team: asked once for each pair of numbers that occurs."""
    width = int(members.max(initial=0)) + 1
    pairs, back = np.unique(members * width + matching, return_inverse=True)
    answers = [condition.holds(*divmod(pair, width)) for pair in pairs.tolist()]
    return np.array(answers, np.bool_)[back]


def _matches(condition: ConditionValue, people: PeopleScores, last_day: int) -> Flags:
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


def unplaced_people(plan: Plan, frame: Frame) -> list[str]:
    """Why each person takes no place, or nothing: the first column whose value says so."""
    reasons = [""] * len(frame.people)
    for name, wanted in plan.not_placed.items():
        column = frame.columns[name]
        told = [f"{name} is {label}" for label in column.labels]
        out = np.array([key in wanted for key in column.keys] + [False], np.bool_)
        for row in np.flatnonzero(out[column.of]).tolist():
            reasons[row] = reasons[row] or told[column.of[row]]
    return reasons


def unplaced_groups(
    plan: Plan, which: BoardPlan, people: PeopleScores, now: NDArray[np.int32], groups: int, last_day: int
) -> Sequence[str]:
    """Why each team or group takes no place, or nothing: its members take none, or a need is not met.

    `now` is the group of each person on the last day, -1 for none.
    """
    reasons = [""] * groups
    for group in without_a_placed_member(plan, people.frame, now, groups):
        reasons[group] = "its members take no place"
    needs = team_needs(which.place_needs, people, now, groups, last_day)
    for condition, holds in zip(which.place_needs, needs, strict=True):
        for group in np.flatnonzero(~holds).tolist():
            reasons[group] = reasons[group] or f"needs {ConditionKind().show(condition)}"
    return reasons


def without_a_placed_member(plan: Plan, frame: Frame, now: NDArray[np.int32], groups: int) -> list[int]:
    """The teams or groups that have members, none of whom takes a place."""
    if not plan.not_placed:
        return []
    placed = np.array([not reason for reason in unplaced_people(plan, frame)], np.bool_)
    members = np.bincount(now[now >= 0], minlength=groups)
    some = np.bincount(now[(now >= 0) & placed], minlength=groups)
    return np.flatnonzero((members > 0) & (some == 0)).tolist()
