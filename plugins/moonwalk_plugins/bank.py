"""Points that are yours at the beginning of a week, and go for each day without the goal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar, Final

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
    DuringPolicy,
    PersonRule,
    Rule,
    Status,
    Timeline,
    hookimpl,
)
from moonwalk.api.arrays import Bounds, Grid, RemainingDays
from moonwalk.api.fields import ByWeek, DailyGoal, Points
from moonwalk.api.language import Catalogue

_TEXTS: Final = Catalogue(__name__)

_COUNTED: Final = (Status.DUE, Status.OPEN)
_WEEK: Final = 7


class Bank(PersonRule):
    """{points} points at the start of each week; {lose_points} go for each day without {goal}.

    B = max(0, points - lose_points * missed days), afresh each week: 70 and 10 with two missed days leave
    50. The points are there on the week's first day that counts, and go on the missed day itself. Days
    that cannot be missed (open, paused, off, excused) cost nothing. A week of which a person has only a
    part brings points * days / 7, rounded down. After the STEP UP trial (Patel et al., JAMA Internal
    Medicine 2019): what is theirs already, people work to keep.
    """

    name: ClassVar[str] = "bank"
    award_period: ClassVar[AwardPeriod] = AwardPeriod.WEEK
    during_policy: ClassVar[DuringPolicy] = "whole weeks"
    # Who leaves on a Thursday has only had a part of that week, also on its Monday.
    later_days_may_change: ClassVar[bool] = True
    advises: ClassVar[tuple[str, ...]] = ("points_for_nothing",)

    goal: DailyGoal
    points: Points
    lose_points: Points

    @field_validator("points", "lose_points")
    @classmethod
    def _is_something(cls, value: ByWeek[int]) -> ByWeek[int]:
        if not any(value.values()):
            raise ValueError("a bank of 0, or one from which nothing can be taken. Write more than 0.")
        return value

    def advice(self, challenge: ChallengeFacts) -> Iterator[Advice]:
        """That a week without anything done leaves points."""
        days = challenge.days_a_week
        weeks = range(1, challenge.weeks + 1)
        left = {week: self.points.at(week) - days * self.lose_points.at(week) for week in weeks}
        week = max(left, key=lambda week: left[week], default=0)
        if left.get(week, 0) > 0:
            points = self.points.at(week)
            yield Advice(
                name="points_for_nothing",
                text=f"someone who does nothing keeps {left[week]} of the {points} points of a week. "
                f"Take at least {-(-points // days)} for each missed day.",
            )

    def sentence(self) -> str:
        """The sentence, where it ends, and what a part of a week brings."""
        rest = _TEXTS.gettext(
            "A week never earns less than 0, and the next one starts again. Part of a week earns its share, "
            "rounded down."
        )
        return f"{super().sentence()} {rest}"

    def awards(self, timeline: Timeline, context: Context) -> Iterator[Award]:
        """An award on each week's first day that counts, and a negative one on each missed day."""
        label = context.goals[self.goal].label
        for week, days in timeline.weeks():
            first = next((day for day in days if day.status in _COUNTED), None)
            left = self.points.at(week) * self._there(week, days, context) // _WEEK
            if first is None or not left:
                continue
            yield Award(day=first.date, points=left, reason=self._filled(week, left))
            for day in days:
                lost = min(left, self.lose_points.at(week))
                if day.missed and self.goal not in day.met and lost:
                    left -= lost
                    reason = _TEXTS.gettext("a day without: {goal}").format(goal=label)
                    yield Award(day=day.date, points=-lost, reason=reason)

    def grid_points(self, grid: Grid, context: Context) -> NDArray[np.int64]:
        """The vectorised form of `awards`: points, people x days."""
        people, length = grid.shape
        points = np.zeros((people, length), np.int64)
        starts = grid.week_starts
        for first, end in zip(starts, (*starts[1:], length), strict=True):
            week, status = int(grid.week[first]), grid.status[:, first:end]
            counted = np.isin(status, _COUNTED)
            there = (status != Status.ABSENT).sum(axis=1) + _to_come(week, end - 1, context)
            bank = np.where(counted.any(axis=1), self.points.at(week) * there // _WEEK, 0)
            missed = (status == Status.DUE) & ~grid.met[self.goal][:, first:end]
            # What is gone by each day, never more than the bank holds. The differences between the days are
            # what each takes, so that the last one takes no more than the rest.
            lost = np.minimum(np.cumsum(missed, axis=1) * self.lose_points.at(week), bank[:, None])
            points[:, first:end] -= np.diff(lost, axis=1, prepend=0)
            # Where no day counts, argmax says the first day, and the bank is empty.
            points[np.arange(people), first + counted.argmax(axis=1)] += bank
        return points

    def grid_bounds(self, remaining: RemainingDays, context: Context) -> Bounds:
        """From all days missed to none of them. How much a bank holds follows from membership alone."""
        most = self.grid_points(remaining.empty_grid(self.goal), context)
        return Bounds(lower=most - remaining.on_open_days(self.lose_points), upper=most)

    def _filled(self, week: int, bank: int) -> str:
        whole = self.points.at(week)
        if bank == whole:
            return _TEXTS.gettext("the bank of week {week}").format(week=week)
        return _TEXTS.gettext("the bank of week {week}, your share of {whole}").format(week=week, whole=whole)

    @staticmethod
    def _there(week: int, days: Sequence[Day], context: Context) -> int:
        """The days of a week on which the person is in the challenge, those to come among them."""
        there = sum(day.status is not Status.ABSENT for day in days)
        return there + _to_come(week, days[-1].index, context)


def _to_come(week: int, last: int, context: Context) -> int:
    """How many days of the week come after the day with the index `last`."""
    return min(context.days, week * _WEEK) - last - 1


@hookimpl
def moonwalk_rules() -> list[type[Rule]]:
    """The rule that fills a bank each week."""
    return [Bank]
