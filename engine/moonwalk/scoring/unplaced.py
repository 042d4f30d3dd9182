"""Rows that are shown and take no place, each with the reason."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.field_words import ConditionKind
from moonwalk.scoring.frame import Frame
from moonwalk.scoring.needs import team_needs
from moonwalk.scoring.people import PeopleScores
from moonwalk.scoring.plan import BoardPlan, Plan


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
