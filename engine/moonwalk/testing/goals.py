"""Goals for made-up days: when they are met, and how far they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from types import MappingProxyType

from moonwalk.api import Day, Each, GoalInfo, Progress, ShareOfWeek, Status

Number = int | float | Fraction
COUNTED = (Status.DUE, Status.OPEN)


@dataclass(frozen=True)
class KitGoal:
    """A goal of the kit: reach an amount in a day, a week or the challenge; or share of a week's days.

    `reach` is in whole units, one number or one by week (a week left out keeps the one before).
    With `share`, say (4, 7), the goal is met on the day that brings enough days with `meeting`.
    An empty `activity` is the first of the timeline.
    """

    name: str = "good_day"
    each: Each = "day"
    reach: Number | Mapping[int, Number] = 5
    share: tuple[int, int] | None = None
    meeting: str = "good_day"
    activity: str = ""

    def need(self, week: int) -> int:
        """Thousandths to reach in a week."""
        if not isinstance(self.reach, Mapping):
            return int(Fraction(self.reach) * 1000)
        known = [number for number in sorted(self.reach) if number <= max(week, min(self.reach))]
        return int(Fraction(self.reach[known[-1]]) * 1000)

    def info(self) -> GoalInfo:
        """The goal as a rule may speak of it."""
        return GoalInfo(self.name, self.name.replace("_", " "), self.each, self.activity)


GOOD_DAY = KitGoal()
"""5 units on a day."""

GOOD_WEEK = KitGoal("good_week", each="week", share=(4, 7))
"""4 good days of the 7 of a week."""


def with_goals(days: Sequence[Day], goals: Sequence[KitGoal], length: int) -> tuple[Day, ...]:
    """The same days with `met` and `progress` filled in; `length` is the challenge's in days.

    Goals that share a week's days stand after the goal that they count.
    """
    told = [(dict[str, Progress](), set[str]()) for _ in days]
    for goal in goals:
        for (progress, met), (now, is_met) in zip(told, _steps(goal, days, told, length), strict=True):
            progress[goal.name] = now
            if is_met:
                met.add(goal.name)
    return tuple(
        Day(
            day.date,
            day.index,
            day.week,
            day.status,
            day.amounts,
            frozenset(met),
            MappingProxyType(progress),
            day.entries,
        )
        for day, (progress, met) in zip(days, told, strict=True)
    )


Told = Sequence[tuple[dict[str, Progress], set[str]]]


def _steps(goal: KitGoal, days: Sequence[Day], told: Told, length: int) -> Iterator[tuple[Progress, bool]]:
    pairs = list(zip(days, told, strict=True))
    for _, group in groupby(pairs, key=lambda pair: _period(goal, pair[0])):
        have, done = 0, False
        period = list(group)
        for day, (_, met) in period:
            have += goal.meeting in met if goal.share else _amount(goal, day)
            need = (
                _share(goal.share, [day for day, _ in period], length) if goal.share else goal.need(day.week)
            )
            reached = not done and have >= need > 0 and day.status in COUNTED
            done = done or reached
            yield Progress(have, need), reached


def _period(goal: KitGoal, day: Day) -> int:
    return {"day": day.index, "week": day.week, "challenge": 0}[goal.each]


def _amount(goal: KitGoal, day: Day) -> int:
    activity = goal.activity or next(iter(day.amounts), "")
    return day.amounts.get(activity, 0)


def _share(share: tuple[int, int], week: Sequence[Day], length: int) -> int:
    """The days needed: those that count in this week, and those of it that are still to come."""
    to_come = max(0, min(length, week[0].week * 7) - week[-1].index - 1)
    return ShareOfWeek(*share).needed(sum(day.status in COUNTED for day in week) + to_come)
