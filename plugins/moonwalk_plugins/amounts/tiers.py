"""Points for the highest step that a day reaches."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import ceil
from typing import ClassVar, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import field_validator

from moonwalk.api import Award, AwardPeriod, Context, Day, FieldError, PersonRule, Timeline
from moonwalk.api.amount_words import amount_text, by_week_text
from moonwalk.api.arrays import Bounds, Grid, RemainingDays
from moonwalk.api.fields import Activity, Amount, ByWeek, Points, Quantity
from moonwalk.api.language import Catalogue

_TEXTS: Final = Catalogue(__name__)

Step: TypeAlias = tuple[Quantity, ByWeek[int]]


class Tiers(PersonRule):
    """The highest step reached on a day pays.

    max(points of a step) over the steps with amount >= step; nothing below the first. A step never pays
    less than one below it, in any week, so more is never worth less.
    """

    name: ClassVar[str] = "tiers"
    award_period: ClassVar[AwardPeriod] = AwardPeriod.DAY

    activity: Activity
    pays: dict[Amount, Points]

    @field_validator("pays")
    @classmethod
    def _steps_rise(cls, pays: dict[Quantity, ByWeek[int]]) -> dict[Quantity, ByWeek[int]]:
        steps = _ascending(pays)
        for step, _ in steps:
            if step.value == 0:
                raise FieldError("every day reaches a step of 0. Begin with a larger step.", str(step))
        for below, above in pairwise(steps):
            wrong = _falls(below, above)
            if wrong:
                raise FieldError(wrong, str(above[0]))
        return pays

    def sentence(self) -> str:
        """The steps with their points, from the lowest to the highest."""
        steps = "; ".join(
            _TEXTS.fill(
                "from {step} {points}",
                step=amount_text(1000 * step.value, step.unit),
                points=by_week_text(points),
            )
            for step, points in _ascending(self.pays)
        )
        return _TEXTS.fill("The highest step reached on a day pays its points: {steps}.", steps=steps)

    def awards(self, timeline: Timeline, context: Context) -> Iterator[Award]:
        """An award for each day with an amount, zero below the first step."""
        for day in timeline.days:
            if day.amounts[self.activity] > 0:
                yield self._award(day, context)

    def grid_points(self, grid: Grid, context: Context) -> NDArray[np.int64]:
        """The vectorised form of `awards`: points, people x days."""
        amounts, unit = grid.amounts[self.activity], context.unit(self.activity)
        paid = np.zeros(grid.shape, np.int64)
        # Upwards, so that a higher step replaces what the lower ones paid.
        for step, points in _ascending(self.pays):
            rate = np.array(points.by_day(int(week) for week in grid.week), np.int64)
            paid = np.where(amounts >= ceil(step.thousandths(unit)), rate, paid)
        return paid

    def grid_bounds(self, remaining: RemainingDays, context: Context) -> Bounds:
        """From nothing to the highest step that may be logged."""
        most, unit, days = (
            remaining.max_amounts[self.activity],
            context.unit(self.activity),
            remaining.zeros(),
        )
        for step, points in _ascending(self.pays):
            can = True if most is None else most >= ceil(step.thousandths(unit))
            days = np.where(can, remaining.on_open_days(points), days)
        return Bounds(lower=remaining.zeros(), upper=days)

    def _award(self, day: Day, context: Context) -> Award:
        unit, amount = context.unit(self.activity), day.amounts[self.activity]
        entries, done = day.entries_of(self.activity, context.counts_as), amount_text(amount, unit)
        steps = _ascending(self.pays)
        reached = [step for step in steps if amount >= step[0].thousandths(unit)]
        step, points = reached[-1] if reached else steps[0]
        said = (
            _TEXTS.gettext("{amount}: the step of {step}")
            if reached
            else _TEXTS.gettext("{amount}; the first step is {step}")
        )
        reason = said.format(amount=done, step=amount_text(1000 * step.value, step.unit))
        paid = points.at(day.week) if reached else 0
        return Award(day=day.date, points=paid, reason=reason, entries=entries)


def _ascending(pays: dict[Quantity, ByWeek[int]]) -> list[Step]:
    return sorted(pays.items(), key=lambda step: step[0].canonical)


def _falls(below: Step, above: Step) -> str:
    """What is wrong where a higher step pays less in some week; nothing where it never does."""
    spans = (*below[1].spans, *above[1].spans)
    for week in range(1, max((span.last for span in spans), default=1) + 1):
        try:
            less, more = above[1].at(week), below[1].at(week)
        except KeyError:
            continue
        if less < more:
            when = f" in week {week}" if spans else ""
            return (
                f"the step of {above[0]} pays {less}{when}, and that of {below[0]} pays {more}. "
                "More must never be worth less: raise it, or lower the step below."
            )
    return ""
