"""Points for a day better than all before it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from moonwalk.api import (
    Activity,
    Award,
    Bounds,
    Context,
    Grain,
    Grid,
    Logs,
    Outlook,
    PersonRule,
    Points,
    Timeline,
    Whole,
    show_amount,
)


class PersonalBest(PersonRule):
    """{points} points for your best day so far.

    points where the day's amount is more than that of every day before it, once `after` days before it have
    an amount, and at most `per_week` times a week. Best days that are not paid raise the bar as well. This
    rewards doing more and more: think twice where overdoing does harm.
    """

    name: ClassVar[str] = "personal_best"
    grain: ClassVar[Grain] = Grain.DAY

    activity: Activity
    points: Points
    per_week: Whole = 1
    after: Logs = 5

    def sentence(self) -> str:
        """The sentence, from when on, and how often."""
        days = "1 day" if self.after == 1 else f"{self.after} days"
        begins = f", once you have logged on {days}" if self.after else ""
        return f"{super().sentence().rstrip('.')}{begins}; at most {self._often()} a week."

    def awards(self, timeline: Timeline, context: Context) -> Iterator[Award]:
        """An award on each best day, zero once the week's are used up."""
        best, logged, unit = 0, 0, context.unit(self.activity)
        for week, days in timeline.weeks():
            paid = 0
            for day in days:
                amount = day.amounts[self.activity]
                if amount > best and logged >= self.after:
                    paid += 1
                    points, reason = self.points.at(week), f"your best day: {show_amount(amount, unit)}"
                    if paid > self.per_week:
                        points, reason = 0, f"{reason}; paid at most {self._often()} a week"
                    entries = day.entries_of(self.activity, context.counts_as)
                    yield Award(day.date, points, reason, entries)
                best, logged = max(best, amount), logged + (amount > 0)

    def grid_bounds(self, outlook: Outlook, context: Context) -> Bounds:
        """From nothing to as many best days as pay in each week that is open."""
        days = outlook.on_open_days(self.points)
        return Bounds(outlook.nothing(), days, self.per_week * outlook.once_a_week(days))

    def _often(self) -> str:
        return "once" if self.per_week == 1 else f"{self.per_week} times"

    def grid_points(self, grid: Grid, context: Context) -> NDArray[np.int64]:
        """The same, people x days."""
        amounts = grid.amounts[self.activity]
        before = np.zeros_like(amounts)
        before[:, 1:] = np.maximum.accumulate(amounts, axis=1)[:, :-1]
        logged = np.zeros_like(amounts)
        logged[:, 1:] = np.cumsum(amounts > 0, axis=1)[:, :-1]
        best = (amounts > before) & (logged >= self.after)
        points = np.array(self.points.by_day(int(week) for week in grid.week), np.int64)
        starts = grid.week_starts
        for first, last in zip(starts, (*starts[1:], best.shape[1]), strict=True):
            week = best[:, first:last]
            week &= np.cumsum(week, axis=1) <= self.per_week
        return np.where(best, points, 0)
