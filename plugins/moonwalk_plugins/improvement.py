"""Points for doing more than oneself did before."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import ClassVar, Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import field_validator

from moonwalk.api import (
    Award,
    AwardPeriod,
    Context,
    Day,
    DuringPolicy,
    Inputs,
    PersonRule,
    Rule,
    Status,
    Timeline,
    hookimpl,
)
from moonwalk.api.amount_words import amount_text
from moonwalk.api.arrays import Bounds, Grid, RemainingDays
from moonwalk.api.fields import Activity, Amount, ByWeek, Percent, Points, Quantity
from moonwalk.api.language import Catalogue

_TEXTS: Final = Catalogue(__name__)

_COUNTED: Final = (Status.DUE, Status.OPEN)
_WEEK: Final = 7
_LEAST_DAYS: Final = 4
_SAFE: Final = 2**62

Exact: TypeAlias = NDArray[np.int64]


class Improvement(PersonRule):
    """Up to {points} points for improving on your own {baseline}.

    r = mean / max(base, floor); points * (r - 1) / target, at least 0 and at most points, rounded down once
    a week. The mean is over all days of a week that count, so that leaving a weak day out never helps; the
    base is over the days with an amount, at least 4 of them, of the 7 days before day 1 or of week 1. Paid on
    the last day of each week; with `baseline: first week` from week 2 on.
    """

    name: ClassVar[str] = "improvement"
    award_period: ClassVar[AwardPeriod] = AwardPeriod.WEEK
    during_policy: ClassVar[DuringPolicy] = "whole weeks"
    inputs: ClassVar[frozenset[Inputs]] = frozenset({Inputs.SELF, Inputs.BASELINE})

    activity: Activity
    baseline: Literal["week before", "first week"] = "week before"
    target: Percent
    points: Points
    floor: Amount

    @field_validator("target")
    @classmethod
    def _is_more(cls, value: Fraction) -> Fraction:
        if not value:
            raise ValueError("a target of 0% is reached by doing the same as before. Write for example 20%.")
        return value

    @field_validator("points")
    @classmethod
    def _pays(cls, value: ByWeek[int]) -> ByWeek[int]:
        if not any(value.values()):
            raise ValueError("'points: 0' pays nothing. Write more, or remove the rule.")
        return value

    @field_validator("floor")
    @classmethod
    def _holds(cls, value: Quantity) -> Quantity:
        if not value.value:
            raise ValueError(
                "without a floor, one minute after next to nothing would be the greatest improvement. "
                "Write an amount that most people do on any day."
            )
        return value

    def sentence(self) -> str:
        """The sentence, what is compared, and what pays all of it."""
        if self.baseline == "week before":
            said = _TEXTS.gettext(
                "Up to {points} points for improving on your own week before. A week's mean over all days "
                "that count is compared with your mean in the week before the challenge ({days} logged days, "
                "and {floor}, at least)."
            )
        else:
            said = _TEXTS.gettext(
                "Up to {points} points for improving on your own first week. A week's mean over all days "
                "that count is compared with your mean in week 1 ({days} logged days, and {floor}, at least)."
            )
        share = _TEXTS.gettext("{target} more earns all of it, less earns a share, rounded down.")
        return f"{self.in_words(said, days=_LEAST_DAYS)} {self.in_words(share)}"

    def awards(self, timeline: Timeline, context: Context) -> Iterator[Award]:
        """An award on the last day of each week in which something was done; one of 0 without a base."""
        done = [day.amounts[self.activity] for day in self._base_days(timeline)]
        logged = [amount for amount in done if amount > 0]
        if len(logged) < _LEAST_DAYS:
            yield from self._without_base(timeline, context, len(logged))
            return
        unit = context.unit(self.activity)
        base = max(Fraction(sum(logged), len(logged)), self.floor.thousandths(unit))
        for week, days in timeline.weeks():
            amounts = [day.amounts[self.activity] for day in days if day.status in _COUNTED]
            if week < self._first_week or not any(amounts) or days[-1].index < _last_day(week, context):
                continue
            mean = Fraction(sum(amounts), len(amounts))
            share = min(max((mean / base - 1) / self.target, Fraction(0)), Fraction(1))
            points = math.floor(self.points.at(week) * share)
            entries = tuple(
                entry for day in days for entry in day.entries_of(self.activity, context.counts_as)
            )
            yield Award(day=days[-1].date, points=points, reason=_reason(mean, base, unit), entries=entries)

    def grid_bounds(self, remaining: RemainingDays, context: Context) -> Bounds:
        """From nothing to all points at the end of each week that is open."""
        weeks = np.array(self.points.by_day(int(week) for week in remaining.week), np.int64)
        # True on the last day of each week, where it pays.
        ends = np.append(remaining.week[1:] != remaining.week[:-1], True)
        return Bounds(lower=remaining.zeros(), upper=remaining.zeros() + np.where(ends, weeks, 0))

    def grid_points(self, grid: Grid, context: Context) -> NDArray[np.int64]:
        """The vectorised form of `awards`: points, people x days."""
        amounts = grid.amounts[self.activity]
        points = np.zeros(grid.shape, np.int64)
        has_base, base, per = self._base(grid, context)
        starts = grid.week_starts
        for first, end in zip(starts, (*starts[1:], grid.shape[1]), strict=True):
            week = int(grid.week[first])
            if week < self._first_week or end - 1 < _last_day(week, context):
                continue
            counted = np.isin(grid.status[:, first:end], _COUNTED)
            done = np.where(counted, amounts[:, first:end], 0).sum(axis=1)
            pays = has_base & counted.any(axis=1)
            days = np.maximum(counted.sum(axis=1), 1)
            points[:, end - 1] = np.where(pays, self._shares(week, done, days, base, per), 0)
        return points

    @property
    def _first_week(self) -> int:
        return 1 if self.baseline == "week before" else 2

    def _base_days(self, timeline: Timeline) -> Sequence[Day]:
        if self.baseline == "week before":
            return timeline.before[-_WEEK:]
        return [day for day in timeline.days if day.week == 1]

    def _without_base(self, timeline: Timeline, context: Context, logged: int) -> Iterator[Award]:
        there = next((day for day in timeline.days if day.status is not Status.ABSENT), None)
        if there is None:
            return
        if self.baseline == "week before":
            said = _TEXTS.gettext(
                "nothing to compare with: {days} of at least {least} logged days in the week before the "
                "first day"
            )
            yield Award(day=there.date, points=0, reason=said.format(days=logged, least=_LEAST_DAYS))
            return
        index = max(there.index, _last_day(1, context))
        is_over = all(day.status is not Status.OPEN for day in self._base_days(timeline))
        if is_over and index < len(timeline.days):
            said = _TEXTS.gettext("nothing to compare with: {days} of at least {least} logged days in week 1")
            reason = said.format(days=logged, least=_LEAST_DAYS)
            yield Award(day=timeline.days[index].date, points=0, reason=reason)

    def _base(self, grid: Grid, context: Context) -> tuple[NDArray[np.bool_], Exact, Exact]:
        """Who has a base, and each one's as a fraction: thousandths, over so many days."""
        if self.baseline == "week before":
            days = grid.before[self.activity][:, -_WEEK:]
        else:
            days = grid.amounts[self.activity][:, grid.week == 1]
        done, logged = days.sum(axis=1), (days > 0).sum(axis=1)
        least = self.floor.thousandths(context.unit(self.activity))
        # done / logged < floor, multiplied crosswise: no division, no rounding.
        low = done * least.denominator < logged * least.numerator
        base = np.where(low, least.numerator, np.maximum(done, 1))
        per = np.where(low, least.denominator, np.maximum(logged, 1))
        return logged >= _LEAST_DAYS, base, per

    def _shares(self, week: int, done: Exact, days: Exact, base: Exact, per: Exact) -> Exact:
        """The points of a week, from 0 to all of them."""
        most = self.points.at(week)
        over, under = most * self.target.denominator, self.target.numerator
        parts = (int(array.max(initial=1)) for array in (done, per, days, base))
        if math.prod(parts) * max(over, under) >= _SAFE:
            # Python's own integers, of any size: slow, and only for amounts that nobody reaches on foot.
            done, days, base, per = (array.astype(object) for array in (done, days, base, per))
        # As in `awards`, most * (mean / own base - 1) / target, where the mean is done / days and the own
        # base is base / per. One fraction, so that it is rounded down only once; negative below the base.
        earned = over * (done * per - days * base) // (under * days * base)
        points: Exact = np.clip(earned, 0, most).astype(np.int64)
        return points


def _last_day(week: int, context: Context) -> int:
    """The index of a week's last day."""
    return min(week * _WEEK, context.days) - 1


def _reason(mean: Fraction, base: Fraction, unit: str) -> str:
    """What is compared, to a tenth of the unit."""
    now, before = (amount_text(int(value) // 100 * 100, unit) for value in (mean, base))
    if mean <= base:
        return _TEXTS.gettext("{now} a day, not more than {before}").format(now=now, before=before)
    more = _TEXTS.gettext("{now} a day, {percent}% more than {before}")
    return more.format(now=now, percent=math.floor(100 * (mean / base - 1)), before=before)


@hookimpl
def moonwalk_rules() -> list[type[Rule]]:
    """The rule that pays for improving."""
    return [Improvement]
