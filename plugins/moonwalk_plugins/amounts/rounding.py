"""How parts of a point are rounded down: on each day, or once over all days together."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from math import floor
from typing import Any, Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from moonwalk.api import Context
from moonwalk.api.amount_words import decimal_text
from moonwalk.api.fields import ByWeek, smallest_points
from moonwalk.api.language import Catalogue

_TEXTS: Final = Catalogue(__name__)

Rounded: TypeAlias = Literal["once a day", "once at the end"]


def rounding_text(rounded: Rounded, points: ByWeek[int]) -> str:
    """The sentence about it; `points` are like those that are rounded."""
    smallest = smallest_points(points)
    if rounded == "once a day":
        return _TEXTS.fill("Rounded down to {points} once a day.", points=smallest)
    return _TEXTS.fill(
        "Rounded down to {points} only once, over all days together: what a day leaves over counts with the "
        "next.",
        points=smallest,
    )


def exact_points(points: Fraction, context: Context) -> str:
    """Points, or parts of them, as a decimal for reading."""
    return decimal_text(points / 10**context.point_decimals)


@dataclass
class Rounding:
    """Rounds one person's days, one after the other. `left` is what the days so far have left over."""

    rounded: Rounded
    context: Context
    left: Fraction = field(default=Fraction(0))

    def of_day(self, exact: Fraction) -> tuple[int, str]:
        """The points of a day, and a remark about what earlier days left over, and what this one leaves."""
        if self.rounded == "once a day":
            return floor(exact), ""
        before, self.left = self.left, (self.left + exact) % 1
        came, stays = exact_points(before, self.context), exact_points(self.left, self.context)
        remarks = (
            _TEXTS.gettext(" + {points} left over before").format(points=came) if before else "",
            _TEXTS.gettext(", {points} left over").format(points=stays) if self.left else "",
        )
        return floor(before + exact), "".join(remarks)


def rounded_down(parts: NDArray[Any], whole: int, rounded: Rounded) -> NDArray[Any]:
    """Points of so many parts, people x days, of which `whole` make a point."""
    if rounded == "once a day":
        return parts // whole
    # The sums rounded down, and what each day adds to them: so no day depends on a later one.
    return np.diff(np.cumsum(parts, axis=1) // whole, axis=1, prepend=0)
