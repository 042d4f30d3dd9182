"""On which day each goal is met, and how far it is: people x days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.days import Status
from moonwalk.scoring.frame import Frame
from moonwalk.scoring.plan import GoalPlan, Plan

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Goals:
    """The goals of a challenge over amounts. Weekly goals count from the week's first day."""

    plan: Plan
    frame: Frame
    amounts: Mapping[str, Whole]

    def met(self) -> dict[str, Flags]:
        """For each goal the days on which it was met: a week's goal on the day it was reached."""
        found: dict[str, Flags] = {}
        for goal in sorted(self.plan.goals, key=lambda goal: goal.meeting != ""):
            need = self.need(goal)
            have = self.have(goal, found)
            reached = (have >= need) & (need > 0)
            found[goal.name] = reached if goal.each == "day" else self._first(goal, reached)
        return found

    def have(self, goal: GoalPlan, met: Mapping[str, Flags]) -> Whole:
        """What counts towards a goal on each day, with the days before it in the same period."""
        if goal.meeting:
            return self._running(goal, met[goal.meeting].astype(np.int64))
        amounts = np.where(self.frame.countable, self.amounts[goal.activity], 0)
        return amounts if goal.each == "day" else self._running(goal, amounts)

    def need(self, goal: GoalPlan) -> Whole:
        """What a goal asks for on each day; 0 where it cannot be met."""
        if goal.each == "day":
            return np.where(self.frame.countable, self._reach(goal)[None, :], 0)
        need = np.zeros(self.frame.status.shape, np.int64)
        for days in self._periods(goal):
            countable = self.frame.countable[:, days].sum(axis=1)
            need[:, days] = self._shrunk(goal, days, countable)[:, None]
        return need

    def _reach(self, goal: GoalPlan) -> Whole:
        if goal.reach is None:
            return np.zeros(self.plan.calendar.length, np.int64)
        return np.array(goal.reach.by_day(int(week) for week in self.plan.calendar.week), np.int64)

    def _shrunk(self, goal: GoalPlan, days: slice, countable: Whole) -> Whole:
        whole, per = self._asked(goal, days)
        if self.plan.part_weeks == "goals shrink with the days":
            return -(-whole * np.minimum(countable, per) // per)
        # A short last week and days that count for nobody make it easier for everyone all the same.
        ours = int((self.plan.calendar.kinds[days] == Status.DUE).sum())
        least = 1 if self.plan.part_weeks == "goals stay" else max(ours, 1)
        return np.where(countable >= least, -(-whole * min(ours, per) // per), 0)

    def _asked(self, goal: GoalPlan, days: slice) -> tuple[int, int]:
        """What is asked of someone who is there all the time, and how many days that is out of."""
        if goal.days is not None:
            return goal.days.days, goal.days.of
        counted = 5 if self.plan.calendar.workdays_only else 7
        if goal.each == "challenge":
            counted = max(int((self.plan.calendar.kinds != Status.OFF).sum()), 1)
        return int(self._reach(goal)[days.start]), counted

    def _periods(self, goal: GoalPlan) -> Iterator[slice]:
        length = self.plan.calendar.length
        step = 7 if goal.each == "week" else length
        for first in range(0, length, step):
            yield slice(first, min(first + step, length))

    def _running(self, goal: GoalPlan, values: Whole) -> Whole:
        running = np.empty_like(values)
        for days in self._periods(goal):
            np.cumsum(values[:, days], axis=1, out=running[:, days])
        return running

    def _first(self, goal: GoalPlan, reached: Flags) -> Flags:
        first = reached.copy()
        for days in self._periods(goal):
            first[:, days][:, 1:] &= ~reached[:, days][:, :-1]
        return first
