"""Points for each stretch of a day's amount, at a rate of its own."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, lcm
from typing import Any, ClassVar, Final

import numpy as np
from numpy.typing import NDArray
from pydantic import field_validator

from moonwalk.api import (
    Award,
    AwardPeriod,
    Context,
    Day,
    FieldError,
    Group,
    PersonRule,
    Timeline,
)
from moonwalk.api.amount_words import amount_text
from moonwalk.api.arrays import Bounds, Grid, RemainingDays
from moonwalk.api.fields import Activity, Amount, Points, Quantity
from moonwalk.api.language import Catalogue
from moonwalk_plugins.amounts.rounding import Rounded, Rounding, exact_points, rounded_down, rounding_text

_TEXTS: Final = Catalogue(__name__)

_SAFE: Final = 2**62  # below this, 64 bits hold a sum without wrapping


class Band(Group):
    """{points} points for each {per} up to {up_to}"""

    up_to: Amount
    points: Points
    per: Amount


class Bands(PersonRule):
    """Each further stretch of a day pays at its own rate.

    The sum over the bands of points * (min(amount, up_to) - the up_to before) / per, exact, and rounded
    down once a day. Above the last band nothing more is paid. With `rounded: once at the end`, what is
    rounded off on a day counts with the next.
    """

    name: ClassVar[str] = "bands"
    award_period: ClassVar[AwardPeriod] = AwardPeriod.DAY

    activity: Activity
    bands: tuple[Band, ...]
    rounded: Rounded = "once a day"

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
        stretches, *others = [str(band) for band in self.bands]
        for band in others:
            stretches = _TEXTS.fill("{first}, then {second}", first=stretches, second=band)
        said = _TEXTS.gettext(
            "Each further stretch of a day pays at its own rate, in proportion: {stretches}; nothing beyond."
        )
        return f"{said.format(stretches=stretches)} {rounding_text(self.rounded, self.bands[0].points)}"

    def awards(self, timeline: Timeline, context: Context) -> Iterator[Award]:
        """An award for each day with an amount, with the points of each stretch."""
        rounding = Rounding(self.rounded, context)
        for day in timeline.days:
            if day.amounts[self.activity] > 0:
                exact, reason = self._exact(day, context)
                points, remark = rounding.of_day(exact)
                entries = day.entries_of(self.activity, context.counts_as)
                yield Award(day=day.date, points=points, reason=f"{reason}{remark}", entries=entries)

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
        most = sum(max(rate) * share for rate, share in shares_of) * int(ends[-1] * scale) * len(weeks)
        # Absurdly large numbers would wrap around in 64 bits. Python's own integers are slow, but exact.
        largest = int(grid.amounts[self.activity].max(initial=0)) * scale
        kind: Any = np.int64 if max(most, largest) < _SAFE else object
        amounts = grid.amounts[self.activity].astype(kind) * scale
        earned, begins = np.zeros(grid.shape, kind), 0
        for rate, share, end in zip(rates, shares, ends, strict=True):
            stretch = np.clip(amounts, begins, int(end * scale)) - begins
            earned += stretch * (np.array(rate, kind) * share)
            begins = int(end * scale)
        return rounded_down(earned, whole, self.rounded).astype(np.int64)

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
        points = self.model_copy(update={"rounded": "once a day"}).grid_points(grid, context)
        # What days before have left over may make a day bring one more than by itself.
        more = (amounts > 0) & (self.rounded == "once at the end")
        return Bounds(lower=remaining.zeros(), upper=points + more)

    def _parts(self) -> tuple[list[Quantity], list[Quantity]]:
        return [band.per for band in self.bands], [band.up_to for band in self.bands]

    def _exact(self, day: Day, context: Context) -> tuple[Fraction, str]:
        """What a day is worth before it is rounded, and how it comes about."""
        unit, amount = context.unit(self.activity), day.amounts[self.activity]
        earned: list[Fraction] = []
        begins = Fraction(0)
        for band in self.bands:
            end = band.up_to.thousandths(unit)
            if amount > begins:
                stretch = min(Fraction(amount), end) - begins
                earned.append(stretch * band.points.at(day.week) / band.per.thousandths(unit))
            begins = end
        done, exact = amount_text(amount, unit), sum(earned, Fraction(0))
        reason = done
        if amount > begins:
            most = amount_text(1000 * self.bands[-1].up_to.value, self.bands[-1].up_to.unit)
            reason = _TEXTS.gettext("{amount}, of which {most} count").format(amount=done, most=most)
        if len(earned) > 1 or exact.denominator > 1:
            reason += f": {' + '.join(exact_points(part, context) for part in earned)}"
        if exact.denominator > 1 and self.rounded == "once a day":
            reason = _TEXTS.gettext("{reason}, rounded down").format(reason=reason)
        return exact, reason
