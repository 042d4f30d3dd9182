"""Points for each so much that is done on a day, in proportion or for each full one."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import floor
from typing import ClassVar, Final, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import model_validator

from moonwalk.api import (
    Advice,
    Award,
    AwardPeriod,
    ChallengeFacts,
    Context,
    Day,
    FieldError,
    PersonRule,
    Timeline,
    Trait,
)
from moonwalk.api.amount_words import amount_text
from moonwalk.api.arrays import Bounds, Grid, RemainingDays
from moonwalk.api.fields import Activity, Amount, AmountByWeek, FirstOfWeek, Points, convertible
from moonwalk.api.language import Catalogue
from moonwalk_plugins.amounts.rounding import Rounded, Rounding, rounded_down, rounding_text

_TEXTS: Final = Catalogue(__name__)


class PerUnit(PersonRule):
    """{points} points for each {per}.

    points * min(amount, cap) / per, rounded down once a day. With `counts: each full one`, min(amount, cap) /
    per is rounded down before it is multiplied. With `rounded: once at the end`, what is rounded off on a
    day counts with the next, so that all days together are rounded once.
    """

    name: ClassVar[str] = "per_unit"
    award_period: ClassVar[AwardPeriod] = AwardPeriod.DAY
    advises: ClassVar[tuple[str, ...]] = ("no_cap",)

    points: Points
    per: Amount
    activity: Activity
    counts: Literal["in proportion", "each full one"] = "in proportion"
    rounded: Rounded = "once a day"
    cap_per_day: AmountByWeek | None = None
    paid_days: FirstOfWeek | None = None

    @model_validator(mode="after")
    def _has_parts(self) -> Self:
        if self.counts == "each full one" and self.rounded == "once at the end":
            raise FieldError(
                "with 'counts: each full one' a day has no parts to round at the end. Remove 'rounded', or "
                "write 'counts: in proportion'.",
                "rounded",
            )
        if self.counts == "each full one" and self._cap_is_short():
            raise FieldError(
                f"the cap is below a full {self.per}, so this never pays. Raise 'cap_per_day', or lower "
                "'per'.",
                "cap_per_day",
            )
        return self

    def _cap_is_short(self) -> bool:
        """Whether no week's cap has room for a full one; an amount in another unit is an error elsewhere."""
        caps = () if self.cap_per_day is None else tuple(self.cap_per_day.values())
        unit = self.per.unit
        return bool(caps) and all(
            convertible(cap.unit, unit) and cap.thousandths(unit) < self.per.thousandths(unit) for cap in caps
        )

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
        # Where one point is paid, a part of it is rounded away at once: only then the two are the same.
        more = self.rounded == "once at the end" or any(points != 1 for points in self._rates())
        whole = self.counts == "each full one"
        if whole:
            said = _TEXTS.gettext("{points} points for each full {per} of a day.")
        elif more:
            said = _TEXTS.gettext("{points} points for each {per}, and in proportion for a part of it.")
        else:
            said = _TEXTS.gettext("{points} points for each {per}.")
        parts = [self.in_words(said)]
        if self.cap_per_day is not None:
            parts.append(self.in_words(_TEXTS.gettext("No more than {cap_per_day} of a day counts.")))
        if self.paid_days is not None:
            first = _TEXTS.gettext("The first {days} days of a week on which something was done pay.")
            parts.append(first.format(days=self.paid_days.days))
        return " ".join(parts if whole else [*parts, rounding_text(self.rounded, self.points)])

    def _rates(self) -> list[int]:
        spans = self.points.spans
        return [span.value for span in spans] if spans else [self.points.at(1)]

    def awards(self, timeline: Timeline, context: Context) -> Iterator[Award]:
        """An award for each day with an amount, zero beyond the week's paid days."""
        unit = context.unit(self.activity)
        per = self.per.thousandths(unit)
        rounding = Rounding(self.rounded, context)
        for week, days in timeline.weeks():
            active = [day for day in days if day.amounts[self.activity] > 0]
            for number, day in enumerate(active, 1):
                yield self._award(day, week, number, per, rounding)

    def grid_points(self, grid: Grid, context: Context) -> NDArray[np.int64]:
        """The vectorised form of `awards`: points, people x days."""
        unit = context.unit(self.activity)
        amounts = grid.amounts[self.activity]
        paid = self._capped(amounts, grid, unit)
        per = self.per.thousandths(unit)
        rate = np.array(self.points.by_day(int(week) for week in grid.week), np.int64)
        if self.paid_days is not None:
            paid = np.where(self._number_in_week(amounts > 0, grid) <= self.paid_days.days, paid, 0)
        return self._points(paid, rate, per)

    def grid_bounds(self, remaining: RemainingDays, context: Context) -> Bounds | None:
        """From nothing to the cap, or to the most that may be logged; None where neither is set."""
        unit, most = context.unit(self.activity), remaining.max_amounts[self.activity]
        if most is None and self.cap_per_day is None:
            return None
        # Without a cap the zeros are not looked at: then there is a most that may be logged.
        caps = np.array([self._cap(int(week), unit) or 0 for week in remaining.week], np.int64)
        counted = caps if most is None else most if self.cap_per_day is None else np.minimum(most, caps)
        per = self.per.thousandths(unit)
        rate = remaining.on_open_days(self.points)
        days = self.model_copy(update={"rounded": "once a day"})._points(counted, rate, per)
        if self.rounded == "once at the end":
            # What days before have left over may make a day bring one more than by itself.
            days = days + (rate > 0)
        if self.paid_days is None:
            return Bounds(lower=remaining.zeros(), upper=days)
        starts = remaining.week_starts
        weeks = zip(starts, (*starts[1:], remaining.shape[1]), strict=True)
        # A week brings no more than its best days, as many as are paid: the tail of the sorted days.
        best = [np.sort(days[:, first:end])[:, -self.paid_days.days :].sum(axis=1) for first, end in weeks]
        return Bounds(lower=remaining.zeros(), upper=days, weekly_upper=np.stack(best, axis=1))

    def _award(self, day: Day, week: int, number: int, per: Fraction, rounding: Rounding) -> Award:
        context = rounding.context
        amount, unit = day.amounts[self.activity], context.unit(self.activity)
        entries = day.entries_of(self.activity, context.counts_as)
        done = amount_text(amount, unit)
        if self.paid_days is not None and number > self.paid_days.days:
            used_up = _TEXTS.gettext("{amount}; the week's {days} paid days are used up")
            reason = used_up.format(amount=done, days=self.paid_days.days)
            return Award(day=day.date, points=0, reason=reason, entries=entries)
        cap = self._cap(week, unit)
        counted = amount if cap is None else min(amount, cap)
        reason = done
        if counted != amount:
            limited = _TEXTS.gettext("{amount}, of which {most} count")
            reason = limited.format(amount=done, most=amount_text(counted, unit))
        units, points = counted / per, self.points.at(week)
        if self.counts == "each full one":
            return Award(
                day=day.date,
                points=floor(units) * points,
                reason=f"{reason}: {floor(units)} x {amount_text(1000 * self.per.value, self.per.unit)}",
                entries=entries,
            )
        paid, remark = rounding.of_day(points * units)
        return Award(day=day.date, points=paid, reason=f"{reason}{remark}", entries=entries)

    def _points(
        self, amounts: NDArray[np.int64], rate: NDArray[np.int64], per: Fraction
    ) -> NDArray[np.int64]:
        """The points of amounts, both in thousandths, at so many points for each `per`."""
        if self.counts == "each full one":
            return amounts * per.denominator // per.numerator * rate
        return rounded_down(amounts * (rate * per.denominator), per.numerator, self.rounded)

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
