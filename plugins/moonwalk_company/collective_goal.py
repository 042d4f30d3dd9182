"""A goal for everyone together, and what is unlocked on the way to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import ceil, floor
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from pydantic import field_validator

from moonwalk.api import (
    Activity,
    Amount,
    AmountByWeek,
    CompanyRule,
    Context,
    Day,
    FieldError,
    Grain,
    Grid,
    Percent,
    Quantity,
    Reached,
    Text200,
    Together,
)
from moonwalk_company.milestones import steps_reached


class CollectiveGoal(CompanyRule):
    """Everyone together: {total}.

    The sum of what counts of everyone's days, of each day no more than `cap_per_day`. A step is reached
    on the day on which the sum is its share of the total or more. As group targets of MoveSpring and
    MoveZenGo do.
    """

    name: ClassVar[str] = "collective_goal"
    grain: ClassVar[Grain] = Grain.CHALLENGE

    activity: Activity
    total: Amount
    cap_per_day: AmountByWeek | None = None
    unlocks: dict[Percent, Text200]

    @field_validator("unlocks")
    @classmethod
    def _something_to_do(cls, unlocks: dict[Fraction, str]) -> dict[Fraction, str]:
        if not unlocks:
            raise ValueError("nothing is unlocked. Write for example {50%: A tree is planted}.")
        if 0 in unlocks:
            raise FieldError("0% is there from the start. Begin with a larger share.", "0%")
        return unlocks

    def sentence(self) -> str:
        """The total, what of a day counts, and what is unlocked at which share of it."""
        cap = f" Of a day up to {self.shown('cap_per_day')} count." if self.cap_per_day else ""
        steps = "; ".join(f"at {_percent(share)} {text}" for share, text in sorted(self.unlocks.items()))
        return f"{super().sentence()}{cap} Unlocked: {steps}."

    def share(self, day: Day, context: Context) -> int:
        """The day's amount, up to the cap."""
        amount = day.amounts[self.activity]
        return amount if self.cap_per_day is None else min(amount, self._cap(day.week, context))

    def grid_share(self, grid: Grid, context: Context) -> NDArray[np.int64]:
        """The same, people x days."""
        amounts = grid.amounts[self.activity]
        if self.cap_per_day is None:
            return amounts.astype(np.int64)
        caps = [self._cap(int(week), context) for week in grid.week]
        return np.minimum(amounts, np.array(caps, np.int64))

    def together(self, total: int, context: Context) -> Together:
        """So much of the total, and what comes next."""
        unit = context.unit(self.activity)
        goal = ceil(self.total.thousandths(unit))
        ahead = [one for one in sorted(self.unlocks.items()) if total < one[0] * goal]
        now = f"At {_percent(ahead[0][0])}: {ahead[0][1]}" if ahead else ""
        return Together(total, goal, unit, now)

    def steps(self, totals: Sequence[int], context: Context) -> Iterator[Reached]:
        """What is unlocked, on the day on which its share of the total was reached."""
        goal = ceil(self.total.thousandths(context.unit(self.activity)))
        marks = ((share * goal, f"{_percent(share)}: {text}") for share, text in self.unlocks.items())
        yield from steps_reached(totals, marks, context)

    def _cap(self, week: int, context: Context) -> int:
        cap: Quantity | None = self.cap_per_day.at(week) if self.cap_per_day else None
        return 0 if cap is None else floor(cap.thousandths(context.unit(self.activity)))


def _percent(share: Fraction) -> str:
    percent = share * 100
    return f"{percent.numerator if percent.denominator == 1 else float(percent)}%"
