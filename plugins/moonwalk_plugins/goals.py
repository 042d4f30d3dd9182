"""Points for goals that are met."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Final, Literal

import numpy as np
from numpy.typing import NDArray

from moonwalk.api import Award, AwardPeriod, Context, Day, PersonRule, Rule, Timeline, hookimpl
from moonwalk.api.arrays import Bounds, Grid, RemainingDays
from moonwalk.api.fields import Goal, Points
from moonwalk.api.language import Catalogue

_TEXTS: Final = Catalogue(__name__)


class GoalMet(PersonRule):
    """{points} points each time {goal} is met.

    All or nothing unless `partly: in proportion`; then the day that adds to the share adds its points,
    rounded down over the period so far. What a week was paid on its way to a span that it then passes
    is taken back on the day that is too much.
    """

    name: ClassVar[str] = "goal_met"

    goal: Goal
    points: Points
    partly: Literal["nothing", "in proportion"] = "nothing"

    def award_period_of(self, context: Context) -> AwardPeriod:
        """A daily goal pays for the day, a weekly one for the week."""
        return AwardPeriod(context.goals[self.goal].each)

    def sentence(self) -> str:
        """The sentence, and what a share of the goal pays."""
        if self.partly == "nothing":
            return super().sentence()
        return f"{super().sentence()} {_TEXTS.gettext('A part of it pays in proportion, rounded down.')}"

    def awards(self, timeline: Timeline, context: Context) -> Iterator[Award]:
        """An award on the day the goal is met; in proportion, on each day that adds to it."""
        if self.partly == "in proportion":
            yield from self._shares(timeline, context)
            return
        label = context.goals[self.goal].label
        for day in timeline.days:
            if self.goal in day.met:
                reason = _TEXTS.gettext("you met: {goal}").format(goal=label)
                yield self._award(day, self.points.at(day.week), reason)

    def grid_points(self, grid: Grid, context: Context) -> NDArray[np.int64]:
        """The vectorised form of `awards`: points, people x days."""
        points = np.array(self.points.by_day(int(week) for week in grid.week), np.int64)
        if self.partly == "nothing":
            return np.where(grid.met[self.goal], points, 0)
        # What the period has earned so far is rounded down, not the day. A day brings the difference to the
        # day before, so that the days of a period add up to its points.
        need = grid.need(self.goal)
        earned = np.where(need > 0, points * np.minimum(grid.have(self.goal), need) // np.maximum(need, 1), 0)
        before = np.zeros_like(earned)
        before[:, 1:] = earned[:, :-1]
        before[:, self._period_starts(grid, context)] = 0
        return earned - before

    def grid_bounds(self, remaining: RemainingDays, context: Context) -> Bounds | None:
        """Met or not on each day that is open; a share of a longer goal may be taken back, so None."""
        each, days = context.goals[self.goal].each, remaining.on_open_days(self.points)
        if each == "day":
            return Bounds(lower=remaining.zeros(), upper=days)
        if self.partly == "in proportion":
            return None
        if each == "week":
            return Bounds(lower=remaining.zeros(), upper=days, weekly_upper=remaining.weekly_max(days))
        once = np.where(remaining.has_paid, 0, days.max(axis=1, initial=0))
        return Bounds(
            lower=remaining.zeros(), upper=days, weekly_upper=remaining.weekly_max(days), total_upper=once
        )

    def _shares(self, timeline: Timeline, context: Context) -> Iterator[Award]:
        goal, before, period = context.goals[self.goal], 0, -1
        for day in timeline.days:
            now = {"day": day.index, "week": day.week, "challenge": 0}[goal.each]
            before, period = (before, period) if now == period else (0, now)
            progress = day.progress[self.goal]
            have = min(progress.have, progress.need)
            earned = self.points.at(day.week) * have // progress.need if progress.need else 0
            if earned != before:
                share = 100 * have // progress.need if progress.need else 0
                said = (
                    _TEXTS.gettext("{share}% of the way to: {goal}, less than before")
                    if earned < before
                    else _TEXTS.gettext("{share}% of the way to: {goal}")
                )
                yield self._award(day, earned - before, said.format(share=share, goal=goal.label))
            before = earned

    def _period_starts(self, grid: Grid, context: Context) -> list[int]:
        each = context.goals[self.goal].each
        if each == "week":
            return list(grid.week_starts)
        return list(range(grid.shape[1])) if each == "day" else [0]

    @staticmethod
    def _award(day: Day, points: int, reason: str) -> Award:
        return Award(
            day=day.date, points=points, reason=reason, entries=tuple(entry.id for entry in day.entries)
        )


@hookimpl
def moonwalk_rules() -> list[type[Rule]]:
    """The rules that pay for goals."""
    return [GoalMet]
