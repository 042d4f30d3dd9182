"""Paused days that count as the person's own average."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.days import Award, Status, Timeline
from moonwalk.scoring.frame import Frame
from moonwalk.scoring.plan import Plan

Amounts = Mapping[str, NDArray[np.int64]]


def averaged(plan: Plan, frame: Frame, amounts: Amounts) -> tuple[Frame, Amounts]:
    """The people and their amounts as goals and rules see them, where paused days count as own average.

    Such a day is due like any other. Each activity that stands for itself has the average of the days of
    the challenge before it on which the person took part, rounded down to a thousandth; 0 if there are none.
    """
    paused = averaged_days(plan, frame)
    if not paused.any():
        return frame, amounts
    begun = np.arange(plan.calendar.length) <= plan.calendar.index(plan.context.as_of)
    before = _before(frame.countable.astype(np.int64))
    filled = dict(amounts)
    for activity in plan.activities:
        if activity.target == activity.name:
            ours = np.where(frame.countable, amounts[activity.name], 0)
            average = _before(ours) // np.maximum(before, 1)
            filled[activity.name] = np.where(paused & begun, average, amounts[activity.name])
    return replace(frame, status=np.where(paused, frame.kinds, frame.status)), filled


def averaged_days(plan: Plan, frame: Frame) -> NDArray[np.bool_]:
    """The paused days that count as own average (people x days)."""
    counts = plan.a_paused_day == "counts as own average"
    return np.asarray((frame.status == Status.PAUSED) & counts)


def _before(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """The sum of the days before each day."""
    return np.cumsum(values, axis=1) - values


def with_pauses(plan: Plan, frame: Frame, days: Timeline) -> Timeline:
    """The days of the one person of a frame as they are shown: paused days as paused."""
    paused = averaged_days(plan, frame)[0].tolist()
    shown = (
        replace(day, status=Status.PAUSED) if is_paused else day
        for day, is_paused in zip(days.days, paused, strict=True)
    )
    return replace(days, days=tuple(shown))


def told_of_average(plan: Plan, frame: Frame, award: Award) -> Award:
    """An award of that person; one for a paused day says that nothing was logged for it."""
    if not averaged_days(plan, frame)[0, plan.calendar.index(award.day)]:
        return award
    return replace(award, reason=f"{award.reason} (a paused day, which counts as your own average)")
