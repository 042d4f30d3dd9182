"""More points on rainy days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from moonwalk.api import Award, AwardPeriod, Context, PersonRule, Timeline
from moonwalk.api.arrays import Grid
from moonwalk.api.fields import Goal, Period, Points, Whole


class Rain(PersonRule):
    """{points} points a day with {goal}, {times} times as many on a rainy day."""

    name: ClassVar[str] = "rain"

    goal: Goal
    points: Points
    rainy_days: tuple[Period, ...]
    times: Whole = 2

    def award_period_of(self, context: Context) -> AwardPeriod:
        """As often as its goal can be met."""
        return AwardPeriod(context.goals[self.goal].each)

    def awards(self, timeline: Timeline, context: Context) -> Iterator[Award]:
        """An award for each day on which the goal was met."""
        for day in timeline.days:
            if self.goal in day.met:
                wet = self.is_rainy(day.date, context)
                points = self.points.at(day.week) * (self.times if wet else 1)
                reason = f"{context.goals[self.goal].label}{', and in the rain' if wet else ''}"
                yield Award(
                    day=day.date,
                    points=points,
                    reason=reason,
                    entries=tuple(entry.id for entry in day.entries),
                )

    def grid_points(self, grid: Grid, context: Context) -> NDArray[np.int64]:
        """Everyone's points, people x days. Optional: without it, `awards` is asked person by person."""
        dates = [context.starts + timedelta(days=index) for index in range(len(grid.week))]
        factor = np.array([self.times if self.is_rainy(day, context) else 1 for day in dates], np.int64)
        points = np.array(self.points.by_day(grid.week.tolist()), np.int64)
        return np.where(grid.met[self.goal], points * factor, 0)

    def is_rainy(self, day: date, context: Context) -> bool:
        """Whether the challenge lists the day as rainy."""
        return any(period.covers(day, context.starts) for period in self.rainy_days)
