"""Points for stretches of a day, each at its own rate: a lot of the same is worth less and less."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor, lcm
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from pydantic import field_validator

from moonwalk.api import (
    Activity,
    Amount,
    Award,
    Bounds,
    Context,
    Day,
    FieldError,
    Grain,
    Grid,
    Group,
    Outlook,
    PersonRule,
    Points,
    Quantity,
    Timeline,
    show_amount,
)

_SAFE = 2**62  # below this, 64 bits hold a sum without wrapping


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
    grain: ClassVar[Grain] = Grain.DAY

    activity: Activity
    bands: tuple[Band, ...]

    @field_validator("bands")
    @classmethod
    def _bands_ascend(cls, bands: tuple[Band, ...]) -> tuple[Band, ...]:
        before = Quantity(Fraction(0), "")
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
            f"Each further stretch of a day pays at its own rate: {stretches}; nothing beyond. "
            "Rounded down to whole points once a day."
        )

    def awards(self, timeline: Timeline, context: Context) -> Iterator[Award]:
        """An award for each day with an amount, with the points of each stretch."""
        for day in timeline.days:
            if day.amounts[self.activity] > 0:
                yield self._award(day, context)

    def grid_points(self, grid: Grid, context: Context) -> NDArray[np.int64]:
        """The same, people x days, in whole numbers of the smallest part of a point."""
        unit, weeks = context.unit(self.activity), [int(week) for week in grid.week]
        pers, ends = ([part.thousandths(unit) for part in parts] for parts in self._parts())
        scale = lcm(*(number.denominator for number in (*pers, *ends)))
        whole = lcm(*(int(per * scale) for per in pers))
        rates = [band.points.by_day(weeks) for band in self.bands]
        shares = [whole // int(per * scale) for per in pers]
        shares_of = zip(rates, shares, strict=True)
        most = sum(max(rate) * share for rate, share in shares_of) * int(ends[-1] * scale)
        # Numbers that nobody means would wrap around in 64 bits: then Python's own, slow and exact.
        largest = int(grid.amounts[self.activity].max(initial=0)) * scale
        kind: Any = np.int64 if max(most, largest) < _SAFE else object
        amounts = grid.amounts[self.activity].astype(kind) * scale
        earned, begins = np.zeros(grid.shape, kind), 0
        for rate, share, end in zip(rates, shares, ends, strict=True):
            stretch = np.clip(amounts, begins, int(end * scale)) - begins
            earned += stretch * (np.array(rate, kind) * share)
            begins = int(end * scale)
        return (earned // whole).astype(np.int64)

    def grid_bounds(self, outlook: Outlook, context: Context) -> Bounds:
        """From nothing to the end of the last band, or to the most that may be logged."""
        end = ceil(self.bands[-1].up_to.thousandths(context.unit(self.activity)))
        most = outlook.most[self.activity]
        amounts = np.where(outlook.open, end if most is None else np.minimum(most, end), 0)
        grid = Grid(outlook.week, outlook.status, {self.activity: amounts}, {}, amounts > 0)
        return Bounds(outlook.nothing(), self.grid_points(grid, context))

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
        return Award(day.date, floor(exact), reason, day.entries_of(self.activity, context.counts_as))


def _number(points: Fraction) -> str:
    """A number as a decimal, for reading."""
    return str(Quantity(points, "points")).partition(" ")[0]
