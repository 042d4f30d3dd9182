"""Points for days in a row, with freezes that keep a row over a missed day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from moonwalk.api import (
    Award,
    Bounds,
    Context,
    DailyGoal,
    Days,
    Grain,
    Grid,
    Outlook,
    PersonRule,
    Points,
    Status,
    Timeline,
    Whole,
)


class Streak(PersonRule):
    """{points} points for every {every} in a row with {goal}.

    A goal day adds one to the row; a missed day ends it, unless a freeze is left: it keeps the row as it
    is. Freezes are for the whole challenge and are not spent where there is no row. Days that cannot be
    missed (open, paused, off, excused) change nothing. Freezes work as Duolingo's do:
    automatic, and there before the miss.
    """

    name: ClassVar[str] = "streak"
    grain: ClassVar[Grain] = Grain.DAY

    goal: DailyGoal
    every: Days
    points: Points
    freezes: Whole = 0

    def sentence(self) -> str:
        """The sentence, and how many missed days a row survives."""
        if not self.freezes:
            return f"{super().sentence()} A missed day ends the row."
        days = "one missed day" if self.freezes == 1 else f"{self.freezes} missed days"
        return f"{super().sentence()} The row survives {days} in the whole challenge."

    def awards(self, timeline: Timeline, context: Context) -> Iterator[Award]:
        """An award on each day that completes another `every` days of a row."""
        row, freezes = 0, self.freezes
        for day in timeline.days:
            if self.goal in day.met:
                row += 1
                if row % self.every == 0:
                    entries = tuple(entry.id for entry in day.entries)
                    yield Award(day.date, self.points.at(day.week), f"{row} days in a row", entries)
            elif day.missed and row and freezes:
                freezes -= 1
            elif day.missed:
                row = 0

    def grid_points(self, grid: Grid, context: Context) -> NDArray[np.int64]:
        """The same, people x days: a step for each day, all people at once."""
        people, days = grid.shape
        points = np.zeros((people, days), np.int64)
        row = np.zeros(people, np.int64)
        freezes = np.full(people, self.freezes, np.int64)
        for day in range(days):
            met = grid.met[self.goal][:, day]
            missed = ~met & (grid.status[:, day] == Status.DUE)
            frozen = missed & (row > 0) & (freezes > 0)
            freezes -= frozen
            row = np.where(met, row + 1, np.where(missed & ~frozen, 0, row))
            points[:, day] = np.where(met & (row % self.every == 0), self.points.at(int(grid.week[day])), 0)
        return points

    def grid_bounds(self, outlook: Outlook, context: Context) -> Bounds:
        """From no row to the longest that is possible, which may have begun before."""
        days = outlook.on_open_days(self.points)
        rows = (outlook.open.sum(axis=1) + self.every - 1) // self.every
        return Bounds(outlook.nothing(), days, most_in_all=rows * days.max(axis=1, initial=0))
