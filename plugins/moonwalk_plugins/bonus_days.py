"""Featured days: on them an activity counts more, or brings points of its own."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import floor
from typing import ClassVar, Final

import numpy as np
from numpy.typing import NDArray
from pydantic import field_validator, model_validator

from moonwalk.api import (
    Award,
    AwardPeriod,
    Change,
    Context,
    DayRule,
    DuringPolicy,
    Rule,
    Timeline,
    hookimpl,
)
from moonwalk.api.amount_words import amount_text
from moonwalk.api.arrays import Bounds, Grid, RemainingDays
from moonwalk.api.fields import Activity, Number, Points
from moonwalk.api.language import Catalogue

_TEXTS: Final = Catalogue(__name__)

_MOST: Final = 10


class BonusDays(DayRule):
    """{activity} counts {multiply_by} times.

    The day's amount times `multiply_by`, rounded down to a thousandth, before any rule pays: so a cap
    counts the multiplied amount. What counts as another activity reaches that one multiplied as well.
    Goals look at what was really done. `add_points` pays on each covered day with an amount.
    """

    name: ClassVar[str] = "bonus_days"
    award_period: ClassVar[AwardPeriod] = AwardPeriod.DAY
    during_policy: ClassVar[DuringPolicy] = "named days"
    monotone: ClassVar[bool] = True

    activity: Activity
    multiply_by: Number | None = None
    add_points: Points | None = None

    @field_validator("multiply_by")
    @classmethod
    def _is_a_bonus(cls, value: Fraction | None) -> Fraction | None:
        if value == 1:
            raise ValueError("'multiply_by: 1' has no effect. Write more, for example 1.2.")
        if value is not None and value < 1:
            raise ValueError(
                "a bonus cannot make what was done count less. Write more than 1, for example 1.2."
            )
        if value is not None and value > _MOST:
            raise ValueError(f"more than {_MOST} times is far too much. Write for example 1.2.")
        return value

    @model_validator(mode="after")
    def _says_something(self) -> BonusDays:
        if self.multiply_by is None and self.add_points is None:
            raise ValueError("bonus days need 'multiply_by', 'add_points', or both.")
        if self.add_points is not None and not any(self.add_points.values()):
            raise ValueError("'add_points: 0' has no effect. Write more, or remove it.")
        return self

    def sentence(self) -> str:
        """What a covered day brings; goals are not helped by it."""
        if self.multiply_by is None:
            said = _TEXTS.gettext("{add_points} points more on a day with {activity}.")
        elif self.add_points is None:
            said = _TEXTS.gettext(
                "{activity} counts {multiply_by} times. Goals look at what was really done."
            )
        else:
            said = _TEXTS.gettext(
                "{activity} counts {multiply_by} times, and earns {add_points} points more. Goals look at "
                "what was really done."
            )
        return self.in_words(said)

    def changes(self, timeline: Timeline, context: Context) -> Iterator[Change]:
        """What each day with an amount counts more."""
        if self.multiply_by is None:
            return
        for day in timeline.days:
            amount = day.amounts[self.activity]
            more = floor(amount * self.multiply_by) - amount
            if more:
                unit = context.unit(self.activity)
                said = _TEXTS.gettext("{amount} count as {more}")
                reason = said.format(amount=amount_text(amount, unit), more=amount_text(amount + more, unit))
                yield Change(day=day.date, reason=reason, activity=self.activity, amount=more)

    def grid_amounts(self, grid: Grid, context: Context) -> dict[str, NDArray[np.int64]]:
        """The vectorised form of `changes`: what each day counts more, in thousandths, people x days."""
        amounts = grid.amounts[self.activity]
        if self.multiply_by is None:
            return {self.activity: np.zeros_like(amounts)}
        times, per = self.multiply_by.numerator, self.multiply_by.denominator
        # Whole multiples and the rest apart, so that no product outgrows 64 bits.
        return {self.activity: amounts // per * times + amounts % per * times // per - amounts}

    def awards(self, timeline: Timeline, context: Context) -> Iterator[Award]:
        """An award on each day with an amount, where `add_points` is set."""
        if self.add_points is None:
            return
        for day in timeline.days:
            if day.amounts[self.activity] > 0:
                entries = day.entries_of(self.activity, context.counts_as)
                points, reason = self.add_points.at(day.week), _TEXTS.gettext("a bonus day")
                yield Award(day=day.date, points=points, reason=reason, entries=entries)

    def grid_points(self, grid: Grid, context: Context) -> NDArray[np.int64]:
        """The vectorised form of `awards`: points, people x days."""
        if self.add_points is None:
            return np.zeros(grid.shape, np.int64)
        points = np.array(self.add_points.by_day(int(week) for week in grid.week), np.int64)
        return np.where(grid.amounts[self.activity] > 0, points, 0)

    def grid_bounds(self, remaining: RemainingDays, context: Context) -> Bounds:
        """What `add_points` can still bring."""
        most = remaining.zeros() if self.add_points is None else remaining.on_open_days(self.add_points)
        return Bounds(lower=remaining.zeros(), upper=most)


@hookimpl
def moonwalk_rules() -> list[type[Rule]]:
    """The rule for featured days."""
    return [BonusDays]
