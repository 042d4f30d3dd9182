"""Points for amounts: the more you do, up to a cap, the more you get."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor, lcm
from typing import Any, ClassVar, Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import field_validator

from moonwalk.api import (
    Advice,
    Award,
    AwardPeriod,
    ChallengeFacts,
    Context,
    Day,
    FieldError,
    Group,
    PersonRule,
    Rule,
    Timeline,
    Trait,
    hookimpl,
    show_amount,
)
from moonwalk.api.arrays import Bounds, Grid, RemainingDays
from moonwalk.api.fields import Activity, Amount, AmountByWeek, ByWeek, FirstOfWeek, Points, Quantity

_SAFE: Final = 2**62  # below this, 64 bits hold a sum without wrapping

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
        steps = [f"from {step} {points}" for step, points in _ascending(self.pays)]
        return f"The highest step reached on a day pays its points: {'; '.join(steps)}."

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
        entries, done = day.entries_of(self.activity, context.counts_as), show_amount(amount, unit)
        steps = _ascending(self.pays)
        reached = [step for step in steps if amount >= step[0].thousandths(unit)]
        if not reached:
            return Award(
                day=day.date, points=0, reason=f"{done}; the first step is {steps[0][0]}", entries=entries
            )
        step, points = reached[-1]
        return Award(
            day=day.date, points=points.at(day.week), reason=f"{done}: the step of {step}", entries=entries
        )


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


class Band(Group):
    """{points} points for each {per} up to {up_to}"""

    up_to: Amount
    points: Points
    per: Amount


class Bands(PersonRule):
    """Each further stretch of a day pays at its own rate.

    The sum over the bands of points * (min(amount, up_to) - the up_to before) / per, exact, and rounded
    down once a day. Above the last band nothing more is paid.
    """

    name: ClassVar[str] = "bands"
    award_period: ClassVar[AwardPeriod] = AwardPeriod.DAY

    activity: Activity
    bands: tuple[Band, ...]

    @field_validator("bands")
    @classmethod
    def _bands_ascend(cls, bands: tuple[Band, ...]) -> tuple[Band, ...]:
        before = Quantity(value=Fraction(0), unit="")
        for number, band in enumerate(bands):
            goes, went = band.up_to.canonical, before.canonical
            if goes[1] <= went[1] and (number == 0 or goes[0] == went[0]):
                said = f"the band before goes up to {before}" if number else "the first band begins at 0"
                raise FieldError(
                    f"{said}, so one up to {band.up_to} pays for nothing. Raise it.",
                    f"{number}.up_to",
                )
            before = band.up_to
        return bands

    def sentence(self) -> str:
        """The bands in order, and how the day is rounded."""
        stretches = ", then ".join(str(band) for band in self.bands)
        return (
            f"Each further stretch of a day pays at its own rate, in proportion: {stretches}; nothing "
            "beyond. "
            "Rounded down to whole points once a day."
        )

    def awards(self, timeline: Timeline, context: Context) -> Iterator[Award]:
        """An award for each day with an amount, with the points of each stretch."""
        for day in timeline.days:
            if day.amounts[self.activity] > 0:
                yield self._award(day, context)

    def grid_points(self, grid: Grid, context: Context) -> NDArray[np.int64]:
        """The vectorised form of `awards`: points, people x days.

        All fractions are brought to one denominator, so that the sum over the bands is exact and divided
        only once: amounts times `scale` are whole numbers, and sums are points times `whole`.
        """
        unit, weeks = context.unit(self.activity), [int(week) for week in grid.week]
        pers, ends = ([part.thousandths(unit) for part in parts] for parts in self._parts())
        scale = lcm(*(number.denominator for number in (*pers, *ends)))
        whole = lcm(*(int(per * scale) for per in pers))
        rates = [band.points.by_day(weeks) for band in self.bands]
        shares = [whole // int(per * scale) for per in pers]
        shares_of = zip(rates, shares, strict=True)
        most = sum(max(rate) * share for rate, share in shares_of) * int(ends[-1] * scale)
        # Absurdly large numbers would wrap around in 64 bits. Python's own integers are slow, but exact.
        largest = int(grid.amounts[self.activity].max(initial=0)) * scale
        kind: Any = np.int64 if max(most, largest) < _SAFE else object
        amounts = grid.amounts[self.activity].astype(kind) * scale
        earned, begins = np.zeros(grid.shape, kind), 0
        for rate, share, end in zip(rates, shares, ends, strict=True):
            stretch = np.clip(amounts, begins, int(end * scale)) - begins
            earned += stretch * (np.array(rate, kind) * share)
            begins = int(end * scale)
        return (earned // whole).astype(np.int64)

    def grid_bounds(self, remaining: RemainingDays, context: Context) -> Bounds:
        """From nothing to the end of the last band, or to the most that may be logged."""
        end = ceil(self.bands[-1].up_to.thousandths(context.unit(self.activity)))
        most = remaining.max_amounts[self.activity]
        amounts = np.where(remaining.open, end if most is None else np.minimum(most, end), 0)
        grid = Grid(
            week=remaining.week,
            status=remaining.status,
            amounts={self.activity: amounts},
            met={},
            logged=amounts > 0,
        )
        return Bounds(lower=remaining.zeros(), upper=self.grid_points(grid, context))

    def _parts(self) -> tuple[list[Quantity], list[Quantity]]:
        return [band.per for band in self.bands], [band.up_to for band in self.bands]

    def _award(self, day: Day, context: Context) -> Award:
        unit, amount = context.unit(self.activity), day.amounts[self.activity]
        earned: list[Fraction] = []
        begins = Fraction(0)
        for band in self.bands:
            end = band.up_to.thousandths(unit)
            if amount > begins:
                stretch = min(Fraction(amount), end) - begins
                earned.append(stretch * band.points.at(day.week) / band.per.thousandths(unit))
            begins = end
        done, exact = show_amount(amount, unit), sum(earned, Fraction(0))
        reason = done if amount <= begins else f"{done}, of which {self.bands[-1].up_to} count"
        if len(earned) > 1 or exact.denominator > 1:
            reason += f": {' + '.join(_number(part) for part in earned)}"
        if exact.denominator > 1:
            reason += ", rounded down"
        return Award(
            day=day.date,
            points=floor(exact),
            reason=reason,
            entries=day.entries_of(self.activity, context.counts_as),
        )


def _number(points: Fraction) -> str:
    """A number as a decimal, for reading."""
    return str(Quantity(value=points, unit="points")).partition(" ")[0]


class PerUnit(PersonRule):
    """{points} points for each {per}.

    points * min(amount, cap) / per, rounded down once a day. With `counts: each full one`, min(amount, cap) /
    per is rounded down before it is multiplied.
    """

    name: ClassVar[str] = "per_unit"
    award_period: ClassVar[AwardPeriod] = AwardPeriod.DAY
    advises: ClassVar[tuple[str, ...]] = ("no_cap",)

    points: Points
    per: Amount
    activity: Activity
    counts: Literal["in proportion", "each full one"] = "in proportion"
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
        """The sentence with its cap, its paid days, and what a part of `per` is worth."""
        pays, _, per = super().sentence().removesuffix(".").rpartition(" for each ")
        whole = self.counts == "each full one"
        # Where one point is paid, a part of it is rounded away: only then the two are the same.
        more = any(points != 1 for points in self._rates())
        part = ", and in proportion for a part of it" if more and not whole else ""
        parts = [f"{pays} for each {f'full {per} of a day' if whole else per}{part}."]
        if self.cap_per_day is not None:
            parts.append(f"No more than {self.text_of('cap_per_day')} of a day counts.")
        if self.paid_days is not None:
            days = self.paid_days.days
            parts.append(f"The first {days} days of a week on which something was done pay.")
        return " ".join(parts if whole else [*parts, "Rounded down to whole points once a day."])

    def _rates(self) -> list[int]:
        spans = self.points.spans
        return [span.value for span in spans] if spans else [self.points.at(1)]

    def awards(self, timeline: Timeline, context: Context) -> Iterator[Award]:
        """An award for each day with an amount, zero beyond the week's paid days."""
        unit = context.unit(self.activity)
        per = self.per.thousandths(unit)
        for week, days in timeline.weeks():
            active = [day for day in days if day.amounts[self.activity] > 0]
            for number, day in enumerate(active, 1):
                yield self._award(day, week, number, per, context)

    def grid_points(self, grid: Grid, context: Context) -> NDArray[np.int64]:
        """The vectorised form of `awards`: points, people x days."""
        unit = context.unit(self.activity)
        amounts = grid.amounts[self.activity]
        paid = self._capped(amounts, grid, unit)
        per = self.per.thousandths(unit)
        rate = np.array(self.points.by_day(int(week) for week in grid.week), np.int64)
        points = self._points(paid, rate, per)
        if self.paid_days is None:
            return points
        return np.where(self._number_in_week(amounts > 0, grid) <= self.paid_days.days, points, 0)

    def grid_bounds(self, remaining: RemainingDays, context: Context) -> Bounds | None:
        """From nothing to the cap, or to the most that may be logged; None where neither is set."""
        unit, most = context.unit(self.activity), remaining.max_amounts[self.activity]
        if most is None and self.cap_per_day is None:
            return None
        # Without a cap the zeros are not looked at: then there is a most that may be logged.
        caps = np.array([self._cap(int(week), unit) or 0 for week in remaining.week], np.int64)
        counted = caps if most is None else most if self.cap_per_day is None else np.minimum(most, caps)
        per = self.per.thousandths(unit)
        days = self._points(counted, remaining.on_open_days(self.points), per)
        if self.paid_days is None:
            return Bounds(lower=remaining.zeros(), upper=days)
        starts = remaining.week_starts
        weeks = zip(starts, (*starts[1:], remaining.shape[1]), strict=True)
        # A week brings no more than its best days, as many as are paid: the tail of the sorted days.
        best = [np.sort(days[:, first:end])[:, -self.paid_days.days :].sum(axis=1) for first, end in weeks]
        return Bounds(lower=remaining.zeros(), upper=days, weekly_upper=np.stack(best, axis=1))

    def _award(self, day: Day, week: int, number: int, per: Fraction, context: Context) -> Award:
        amount, unit = day.amounts[self.activity], context.unit(self.activity)
        entries = day.entries_of(self.activity, context.counts_as)
        done = show_amount(amount, unit)
        if self.paid_days is not None and number > self.paid_days.days:
            reason = f"{done}; the week's {self.paid_days.days} paid days are used up"
            return Award(day=day.date, points=0, reason=reason, entries=entries)
        cap = self._cap(week, unit)
        counted = amount if cap is None else min(amount, cap)
        reason = done if counted == amount else f"{done}, of which {show_amount(counted, unit)} count"
        units, points = counted / per, self.points.at(week)
        if self.counts == "each full one":
            return Award(
                day=day.date,
                points=floor(units) * points,
                reason=f"{reason}: {floor(units)} x {self.per}",
                entries=entries,
            )
        return Award(day=day.date, points=floor(points * units), reason=reason, entries=entries)

    def _points(
        self, amounts: NDArray[np.int64], rate: NDArray[np.int64], per: Fraction
    ) -> NDArray[np.int64]:
        """The points of amounts, both in thousandths, at so many points for each `per`."""
        if self.counts == "each full one":
            return amounts * per.denominator // per.numerator * rate
        return amounts * (rate * per.denominator) // per.numerator

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


@hookimpl
def moonwalk_rules() -> list[type[Rule]]:
    """The rules that pay for amounts."""
    return [Bands, PerUnit, Tiers]
