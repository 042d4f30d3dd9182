"""Levels that people rise to and fall from, week by week."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar, Final, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationInfo, field_validator

from moonwalk.api import (
    Award,
    AwardPeriod,
    Context,
    Day,
    DuringPolicy,
    PersonRule,
    Rule,
    Status,
    Timeline,
    hookimpl,
)
from moonwalk.api.arrays import Bounds, Grid, RemainingDays
from moonwalk.api.fields import Badge, WeeklyGoal
from moonwalk.api.language import Catalogue

_TEXTS: Final = Catalogue(__name__)

_COUNTED: Final = (Status.DUE, Status.OPEN)
_WEEK: Final = 7


class Levels(PersonRule):
    """Up one level in a week with {goal}, else {otherwise}.

    Awards of no points that carry the level as their badge: the first on a person's first day, then one on
    the last day of each week. A week brings a level up as soon as its goal is met, and down only when no day
    of it can be logged any more. A week without a day that counts changes nothing; nor is there anything
    below the first level or above the last. As in the STEP UP trial (Patel et al., JAMA Internal
    Medicine 2019), which began at Silver and asked for 4 of 7 days.
    """

    name: ClassVar[str] = "levels"
    award_period: ClassVar[AwardPeriod] = AwardPeriod.WEEK
    during_policy: ClassVar[DuringPolicy] = "whole challenge"

    goal: WeeklyGoal
    levels: tuple[Badge, ...]
    begin: Badge
    otherwise: Literal["down one", "stay"] = "down one"

    @field_validator("levels")
    @classmethod
    def _are_some(cls, levels: tuple[str, ...]) -> tuple[str, ...]:
        if len(levels) == 1:
            raise ValueError("one level leaves nothing to rise to. Write at least two, the lowest first.")
        for at, level in enumerate(levels):
            if level.casefold() in [other.casefold() for other in levels[:at]]:
                raise ValueError(f"'{level}' appears twice. Give each level a name of its own.")
        return levels

    @field_validator("begin")
    @classmethod
    def _is_one_of_them(cls, begin: str, info: ValidationInfo) -> str:
        levels = info.data.get("levels", (begin,))
        if begin not in levels:
            raise ValueError(f"'{begin}' is not one of the levels: {', '.join(levels)}.")
        return begin

    def sentence(self) -> str:
        """The sentence, the levels from the lowest, and where everyone begins."""
        said = (
            _TEXTS.gettext("Up one level in a week with {goal}, else the level stays.")
            if self.otherwise == "stay"
            else _TEXTS.gettext("Up one level in a week with {goal}, else down one.")
        )
        levels = _TEXTS.gettext("From the lowest: {levels}. Everyone begins at {begin}.")
        levels = levels.format(levels=", ".join(self.levels), begin=self.begin)
        return f"{said.format(goal=self.goal)} {levels}"

    def awards(self, timeline: Timeline, context: Context) -> Iterator[Award]:
        """The level that a person begins at, and the one of each week that is decided."""
        there = next((day for day in timeline.days if day.status is not Status.ABSENT), None)
        if there is None:
            return
        level = self.levels.index(self.begin)
        begins = _TEXTS.gettext("you begin at {level}").format(level=self.begin)
        yield Award(day=there.date, points=0, reason=begins, badge=self.begin)
        label = context.goals[self.goal].label
        for week, days in timeline.weeks():
            if not self._counts(days):
                continue
            met = any(self.goal in day.met for day in days)
            if days[-1].index < _last_day(week, context) or not (met or self._is_over(days)):
                return
            now = self._after(level, met)
            yield Award(
                day=days[-1].date,
                points=0,
                reason=self._reason(level, now, met, label),
                badge=self.levels[now],
            )
            level = now

    def grid_points(self, grid: Grid, context: Context) -> NDArray[np.int64]:
        """No points for anybody."""
        return np.zeros(grid.shape, np.int64)

    def grid_bounds(self, remaining: RemainingDays, context: Context) -> Bounds:
        """No points, whatever comes."""
        return Bounds(lower=remaining.zeros(), upper=remaining.zeros())

    def badges(self) -> tuple[str, ...]:
        """The levels, from the lowest."""
        return self.levels

    def grid_badges(self, grid: Grid, context: Context) -> NDArray[np.int16]:
        """The level given on each day, counted from 1, people x days; 0 where none is given."""
        people, length = grid.shape
        badges = np.zeros((people, length), np.int16)
        there, rows = grid.status != Status.ABSENT, np.arange(people)
        level = np.full(people, self.levels.index(self.begin))
        # argmax says the first day on which somebody is there, and day 0 for those who never are.
        badges[rows, there.argmax(axis=1)] = np.where(there.any(axis=1), level + 1, 0)
        known, need = np.ones(people, np.bool_), grid.need(self.goal)
        starts = grid.week_starts
        for first, end in zip(starts, (*starts[1:], length), strict=True):
            days, whole = slice(first, end), end - 1 == _last_day(int(grid.week[first]), context)
            counts = (np.isin(grid.status[:, days], _COUNTED) & (need[:, days] > 0)).any(axis=1)
            met = grid.met[self.goal][:, days].any(axis=1)
            over = ~(grid.status[:, days] == Status.OPEN).any(axis=1)
            decided = known & counts & (met | over) & whole
            # A level builds on the one before: after a week that is not decided yet, no later one is known.
            known &= decided | ~counts
            step = np.where(met, 1, -1 if self.otherwise == "down one" else 0)
            level = np.where(decided, np.clip(level + step, 0, len(self.levels) - 1), level)
            badges[:, end - 1] = np.where(decided, level + 1, badges[:, end - 1])
        return badges

    def _counts(self, days: Sequence[Day]) -> bool:
        """Whether the goal could be met in a week."""
        return any(day.status in _COUNTED and day.progress[self.goal].need > 0 for day in days)

    @staticmethod
    def _is_over(days: Sequence[Day]) -> bool:
        return all(day.status is not Status.OPEN for day in days)

    def _after(self, level: int, met: bool) -> int:
        step = 1 if met else -1 if self.otherwise == "down one" else 0
        return min(max(level + step, 0), len(self.levels) - 1)

    def _reason(self, before: int, now: int, met: bool, label: str) -> str:
        name = self.levels[now]
        why = _TEXTS.gettext("you met: {goal}") if met else _TEXTS.gettext("a week without: {goal}")
        if now == before:
            said = _TEXTS.gettext("you stay at {level}; {why}")
        elif now > before:
            said = _TEXTS.gettext("up to {level}; {why}")
        else:
            said = _TEXTS.gettext("down to {level}; {why}")
        return said.format(level=name, why=why.format(goal=label))


def _last_day(week: int, context: Context) -> int:
    """The index of a week's last day."""
    return min(week * _WEEK, context.days) - 1


@hookimpl
def moonwalk_rules() -> list[type[Rule]]:
    """The rule that gives levels."""
    return [Levels]
