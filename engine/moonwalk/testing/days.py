"""Builders: one person's timeline from a line of text, and the context that goes with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType

from moonwalk.api import Context, Day, Entry, TeamTimeline, Timeline
from moonwalk.testing.goals import GOOD_DAY, GOOD_WEEK, KitGoal, Number, with_goals
from moonwalk.testing.notation import Mark, read_marks

STARTS = date(2027, 1, 4)
"""Day 1 where nothing else is said: a Monday."""


def timeline(
    text: str | Mapping[str, str],
    *,
    goal: Number | Mapping[int, Number] = 5,
    share: tuple[int, int] | None = (4, 7),
    goals: Sequence[KitGoal] | None = None,
    before: str | Mapping[str, str] = "",
    starts: date = STARTS,
    days: int | None = None,
) -> Timeline:
    """One person's days: `timeline("5 0 12 25 0 8? ?", goal=5)`.

    The text has one word a day from day 1 (see `read_marks`): the units logged of the activity
    `walk`, or by activity name as a mapping. `goal` is what `good_day` asks for, and `share` the days
    of a week that `good_week` asks for; `goals` replaces both. `before` are the days right before day
    1. `days` is the challenge's length, by default the whole weeks that the text touches.
    """
    if goals is None:
        week = () if share is None else (KitGoal("good_week", each="week", share=share),)
        goals = (KitGoal(reach=goal), *week)
    played = _days(text, starts, 0)
    earlier = _days(before, starts, -len(_days(before, starts, 0)))
    daily = [each for each in goals if each.each == "day"]
    return Timeline(
        with_goals(played, goals, days or whole_weeks(len(played))), with_goals(earlier, daily, 0)
    )


def whole_weeks(days: int) -> int:
    """So many days, rounded up to whole weeks."""
    return -(-days // 7) * 7


def context_for(
    days: Timeline | TeamTimeline,
    *,
    length: int | None = None,
    units: Mapping[str, str] = MappingProxyType({}),
    goals: Sequence[KitGoal] = (GOOD_DAY, GOOD_WEEK),
    seed: int = 0,
) -> Context:
    """The context of a built timeline: as of its last day, every activity in minutes unless `units` say so.

    `length` is the challenge's in days, by default the whole weeks that the timeline touches.
    """
    first, last = days.days[0], days.days[-1]
    found: dict[str, str] = {"walk": "minutes"}
    if isinstance(days, Timeline):
        found.update({activity: "minutes" for day in days.days for activity in day.amounts})
    length = length or whole_weeks(last.index + 1)
    return Context(
        starts=first.date - timedelta(days=first.index),
        days=length,
        weeks=-(-length // 7),
        as_of=last.date,
        seed=seed,
        units=MappingProxyType({**found, **units}),
        goals=MappingProxyType({goal.name: goal.info() for goal in goals}),
    )


def _days(text: str | Mapping[str, str], starts: date, first: int) -> tuple[Day, ...]:
    texts = {"walk": text} if isinstance(text, str) else text
    marks = {activity: read_marks(words) for activity, words in texts.items()}
    if len({len(row) for row in marks.values()}) > 1:
        raise ValueError("Each activity needs the same number of days.")
    rows = zip(*marks.values(), strict=True)
    return tuple(_day(tuple(marks), row, starts, first + number) for number, row in enumerate(rows))


def _day(activities: Sequence[str], marks: Sequence[Mark], starts: date, index: int) -> Day:
    if len({mark.status for mark in marks}) > 1:
        raise ValueError(f"Day {index + 1} is one thing for one activity and another for the next.")
    entries = tuple(
        Entry(f"{activity}-{index + 1}", activity, mark.amount)
        for activity, mark in zip(activities, marks, strict=True)
        if mark.amount
    )
    return Day(
        date=starts + timedelta(days=index),
        index=index,
        week=index // 7 + 1,
        status=marks[0].status,
        amounts=MappingProxyType(
            {activity: mark.amount for activity, mark in zip(activities, marks, strict=True)}
        ),
        entries=entries,
    )
