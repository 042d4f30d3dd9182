"""On which day each goal is met, and how far it is: people x days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from moonwalk.scoring.frame import Frame
from moonwalk.scoring.goal_needs import GoalNeeds
from moonwalk.scoring.plan import GoalPlan, Plan, parts_first

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Goals:
    """The goals of a challenge over amounts. Weekly goals count from the week's first day."""

    plan: Plan
    frame: Frame
    amounts: Mapping[str, Whole]

    def met(self) -> dict[str, Flags]:
        """For each goal the days on which it was met: a week's goal on the day it was reached.

        Whether a week's amount stays within a span is known when the week is over: that goal is met on the
        last of the person's days in it.
        """
        found: dict[str, Flags] = {}
        for goal in parts_first(self.plan.goals):
            need = self.need(goal)
            reached = (self.have(goal, found) >= need) & (need > 0)
            found[goal.name] = self._when(goal, reached)
        return found

    def have(self, goal: GoalPlan, met: Mapping[str, Flags]) -> Whole:
        """What counts towards a goal on each day, with the days before it in the same period.

        It is 0 where a goal `within` a span has too much.
        """
        if goal.any_of:
            return np.minimum(self._met_so_far(goal, met), 1)
        if goal.parts:
            return self._met_so_far(goal, met)
        amounts = self._running(goal, np.where(self.frame.countable, self.amounts[goal.activity], 0))
        return np.where(amounts > self._needs.most(goal), 0, amounts) if goal.within else amounts

    def need(self, goal: GoalPlan) -> Whole:
        """What a goal asks for on each day; 0 where it cannot be met."""
        return self._needs.need(goal)

    @cached_property
    def _needs(self) -> GoalNeeds:
        return GoalNeeds(self.plan, self.frame)

    def _met_so_far(self, goal: GoalPlan, met: Mapping[str, Flags]) -> Whole:
        """How many of its parts were met, or on how many days its one part was."""
        count = np.zeros(self.frame.status.shape, np.int64)
        for name in goal.parts:
            count += met[name]
        return self._running(goal, count)

    def _running(self, goal: GoalPlan, values: Whole) -> Whole:
        if goal.each == "day":
            return values
        running = np.empty_like(values)
        for days in self._needs.periods(goal):
            np.cumsum(values[:, days], axis=1, out=running[:, days])
        return running

    def _when(self, goal: GoalPlan, reached: Flags) -> Flags:
        """The days on which a goal counts as met, from those on which it has what it needs."""
        if goal.each == "day":
            return reached
        return reached & self._last_days(goal) if goal.within else self._first(goal, reached)

    def _first(self, goal: GoalPlan, reached: Flags) -> Flags:
        first = reached.copy()
        for days in self._needs.periods(goal):
            first[:, days][:, 1:] &= ~reached[:, days][:, :-1]
        return first

    def _last_days(self, goal: GoalPlan) -> Flags:
        """Each person's last day in each period on which they can take part, where it has come."""
        last = np.zeros(self.frame.status.shape, np.bool_)
        for days in self._needs.periods(goal):
            countable = self.frame.countable[:, days]
            later = np.cumsum(countable[:, ::-1], axis=1)[:, ::-1]
            last[:, days] = countable & (later == 1)
        last[:, max(self.plan.calendar.index(self.plan.context.as_of) + 1, 0) :] = False
        return last
