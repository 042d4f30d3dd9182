"""Points for every so many minutes, steps or kilometres of a day."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import floor
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from moonwalk.api import (
    Activity,
    Advice,
    Amount,
    AmountByWeek,
    Award,
    Bounds,
    ChallengeFacts,
    Context,
    Day,
    FirstOfWeek,
    Grain,
    Grid,
    Outlook,
    PersonRule,
    Points,
    Timeline,
    Trait,
    show_amount,
)


class PerUnit(PersonRule):
    """{points} points for each {per}.

    points * min(amount, cap) / per, rounded down once a day.
    """

    name: ClassVar[str] = "per_unit"
    grain: ClassVar[Grain] = Grain.DAY
    advises: ClassVar[tuple[str, ...]] = ("no_cap",)

    points: Points
    per: Amount
    activity: Activity
    cap_per_day: AmountByWeek | None = None
    paid_days: FirstOfWeek | None = None

    def advice(self, challenge: ChallengeFacts) -> Iterator[Advice]:
        """That it pays for any amount, where nothing caps points."""
        if self.cap_per_day is None and not challenge.others_with(Trait.CAPS_POINTS):
            yield Advice(
                name="no_cap",
                text=f"'{challenge.rule.id}' pays without end, so overdoing it wins. Add 'cap_per_day', or a "
                "rule 'limit'.",
            )

    def sentence(self) -> str:
        """The sentence with its cap, its paid days, and how it rounds."""
        parts = [super().sentence()]
        if self.cap_per_day is not None:
            parts.append(f"No more than {self.shown('cap_per_day')} of a day counts.")
        if self.paid_days is not None:
            days = self.paid_days.days
            parts.append(f"The first {days} days of a week on which something was done pay.")
        return " ".join([*parts, "Rounded down to whole points once a day."])

    def awards(self, timeline: Timeline, context: Context) -> Iterator[Award]:
        """An award for each day with an amount, zero beyond the week's paid days."""
        unit = context.unit(self.activity)
        per = self.per.thousandths(unit)
        for week, days in timeline.weeks():
            active = [day for day in days if day.amounts[self.activity] > 0]
            for number, day in enumerate(active, 1):
                yield self._award(day, week, number, per, context)

    def grid_points(self, grid: Grid, context: Context) -> NDArray[np.int64]:
        """The same, people x days."""
        unit = context.unit(self.activity)
        amounts = grid.amounts[self.activity]
        paid = self._capped(amounts, grid, unit)
        per = self.per.thousandths(unit)
        rate = np.array(self.points.by_day(int(week) for week in grid.week), np.int64)
        points = paid * (rate * per.denominator) // per.numerator
        if self.paid_days is None:
            return points
        return np.where(self._number_in_week(amounts > 0, grid) <= self.paid_days.days, points, 0)

    def grid_bounds(self, outlook: Outlook, context: Context) -> Bounds | None:
        """From nothing to the cap, or to the most that may be logged; None where neither is set."""
        unit, most = context.unit(self.activity), outlook.most[self.activity]
        if most is None and self.cap_per_day is None:
            return None
        caps = np.array([self._cap(int(week), unit) or 0 for week in outlook.week], np.int64)
        counted = caps if most is None else most if self.cap_per_day is None else np.minimum(most, caps)
        per = self.per.thousandths(unit)
        days = outlook.on_open_days(self.points) * (counted * per.denominator) // per.numerator
        if self.paid_days is None:
            return Bounds(outlook.nothing(), days)
        starts = outlook.week_starts
        weeks = zip(starts, (*starts[1:], outlook.shape[1]), strict=True)
        best = [np.sort(days[:, first:end])[:, -self.paid_days.days :].sum(axis=1) for first, end in weeks]
        return Bounds(outlook.nothing(), days, np.stack(best, axis=1))

    def _award(self, day: Day, week: int, number: int, per: Fraction, context: Context) -> Award:
        amount, unit = day.amounts[self.activity], context.unit(self.activity)
        entries = day.entries_of(self.activity, context.counts_as)
        done = show_amount(amount, unit)
        if self.paid_days is not None and number > self.paid_days.days:
            reason = f"{done}; the week's {self.paid_days.days} paid days are used up"
            return Award(day.date, 0, reason, entries)
        cap = self._cap(week, unit)
        counted = amount if cap is None else min(amount, cap)
        reason = done if counted == amount else f"{done}, of which {show_amount(counted, unit)} count"
        return Award(day.date, floor(self.points.at(week) * counted / per), reason, entries)

    def _cap(self, week: int, unit: str) -> int | None:
        return None if self.cap_per_day is None else floor(self.cap_per_day.at(week).thousandths(unit))

    def _capped(self, amounts: NDArray[np.int64], grid: Grid, unit: str) -> NDArray[np.int64]:
        if self.cap_per_day is None:
            return amounts
        caps = [
            floor(cap.thousandths(unit)) for cap in self.cap_per_day.by_day(int(week) for week in grid.week)
        ]
        return np.minimum(amounts, np.array(caps, np.int64))

    @staticmethod
    def _number_in_week(active: NDArray[np.bool_], grid: Grid) -> NDArray[np.int64]:
        """How many active days the week has had, this one included."""
        numbers = np.empty(active.shape, np.int64)
        starts = grid.week_starts
        for first, last in zip(starts, (*starts[1:], active.shape[1]), strict=True):
            np.cumsum(active[:, first:last], axis=1, out=numbers[:, first:last])
        return numbers
