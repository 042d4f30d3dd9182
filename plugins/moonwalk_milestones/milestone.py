"""Points or a badge each time the sum of all days passes another milestone."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from pydantic import model_validator

from moonwalk.api import (
    Activity,
    Advice,
    Amount,
    Award,
    Badge,
    Bounds,
    ByWeek,
    ChallengeFacts,
    Context,
    Grain,
    Grid,
    Outlook,
    PersonRule,
    Points,
    Timeline,
    Trait,
    show_amount,
)


class Milestone(PersonRule):
    """{points} points at every {every}.

    points * (floor(S / every) - floor(S of the day before / every)), S being the sum of all days of the
    challenge so far: a day that passes several milestones pays for each. An entry that comes late may move
    a milestone to an earlier day.
    """

    name: ClassVar[str] = "milestone"
    grain: ClassVar[Grain] = Grain.DAY
    advises: ClassVar[tuple[str, ...]] = ("no_cap",)

    activity: Activity
    every: Amount
    points: Points = ByWeek(0)
    badge: Badge | None = None

    @model_validator(mode="after")
    def _gives_something(self) -> Milestone:
        if not self.badge and not any(self.points.values()):
            raise ValueError("a milestone needs 'points', 'badge', or both.")
        return self

    def advice(self, challenge: ChallengeFacts) -> Iterator[Advice]:
        """That it pays for ever, where nothing caps points."""
        if any(self.points.values()) and not challenge.others_with(Trait.CAPS_POINTS):
            yield Advice(
                name="no_cap",
                text=f"'{challenge.rule.id}' pays without end, so overdoing it wins. Add a rule 'limit', or "
                "give badges.",
            )

    def sentence(self) -> str:
        """What each milestone brings."""
        points, _, every = super().sentence().rstrip(".").partition(" at every ")
        brings = [points] if any(self.points.values()) else []
        brings += [f"the badge '{self.badge}'"] if self.badge else []
        said = " and ".join(brings)
        return f"{said[0].upper()}{said[1:]} at every {every}, all days added up."

    def badges(self) -> tuple[str, ...]:
        """The one badge, where there is one."""
        return (self.badge,) if self.badge else ()

    def awards(self, timeline: Timeline, context: Context) -> Iterator[Award]:
        """An award on each day that passes a milestone."""
        unit = context.unit(self.activity)
        every, total = self.every.thousandths(unit), 0
        for day in timeline.days:
            before = total // every
            total += day.amounts[self.activity]
            passed = total // every - before
            if passed:
                reason = self._reason(total // every * every, passed, unit)
                entries = day.entries_of(self.activity, context.counts_as)
                yield Award(day.date, self.points.at(day.week) * passed, reason, entries, self.badge or "")

    def grid_points(self, grid: Grid, context: Context) -> NDArray[np.int64]:
        """The same, people x days."""
        return self._passed(grid, context) * np.array(
            self.points.by_day(int(week) for week in grid.week), np.int64
        )

    def grid_badges(self, grid: Grid, context: Context) -> NDArray[np.int16] | None:
        """The badge on each day that passes a milestone."""
        return (self._passed(grid, context) > 0).astype(np.int16) if self.badge else None

    def grid_bounds(self, outlook: Outlook, context: Context) -> Bounds | None:
        """From nothing to all milestones within what may be logged, however near the first one is."""
        points, most = outlook.on_open_days(self.points), outlook.most[self.activity]
        if most is None:
            return Bounds(outlook.nothing(), points) if not points.any() else None
        every = self.every.thousandths(context.unit(self.activity))
        passed = np.where(outlook.open, most * every.denominator // every.numerator + 1, 0)
        in_all = most.sum(axis=1) * every.denominator // every.numerator + 1
        return Bounds(outlook.nothing(), passed * points, most_in_all=in_all * points.max(axis=1, initial=0))

    def _passed(self, grid: Grid, context: Context) -> NDArray[np.int64]:
        """How many milestones each day passes."""
        every = self.every.thousandths(context.unit(self.activity))
        total = np.cumsum(grid.amounts[self.activity], axis=1)
        return np.diff(total * every.denominator // every.numerator, axis=1, prepend=0)

    @staticmethod
    def _reason(reached: Fraction, passed: int, unit: str) -> str:
        several = f", {passed} milestones at once" if passed > 1 else ""
        return f"{show_amount(int(reached), unit)} in all{several}"
