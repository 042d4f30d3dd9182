"""Builders: one person's timeline from a line of text, its goals, and the context that goes with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import groupby
from types import MappingProxyType

from moonwalk.api import (
    Context,
    Day,
    Each,
    Entry,
    GoalInfo,
    Progress,
    ShareOfWeek,
    Status,
    TeamTimeline,
    Timeline,
)

_MARKS: Mapping[str, Status] = MappingProxyType(
    {
        "": Status.DUE,
        "?": Status.OPEN,
        "-": Status.PAUSED,
        "e": Status.EXCUSED,
        "o": Status.OFF,
        "a": Status.ABSENT,
    }
)
_WORD = re.compile(r"([0-9]+(?:\.[0-9]{1,3})?)?([?\-eoa]?)")
Number = int | float | Fraction
COUNTED = (Status.DUE, Status.OPEN)
ReachedByDay = Sequence[tuple[dict[str, Progress], set[str]]]
STARTS = date(2027, 1, 4)
"""Day 1 by default: a Monday."""


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
        """Return the thousandths to reach in a week, counted from 1."""
        if not isinstance(self.reach, Mapping):
            return int(Fraction(self.reach) * 1000)
        known = [number for number in sorted(self.reach) if number <= max(week, min(self.reach))]
        return int(Fraction(self.reach[known[-1]]) * 1000)

    def info(self) -> GoalInfo:
        """Return the goal as a rule sees it in its context."""
        return GoalInfo(
            name=self.name, label=self.name.replace("_", " "), each=self.each, activity=self.activity
        )


GOOD_DAY = KitGoal()
"""5 units on a day."""


GOOD_WEEK = KitGoal("good_week", each="week", share=(4, 7))
"""4 good days of the 7 of a week."""


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
    """Build one person's days: `timeline("5 0 12 25 0 8? ?", goal=5)`.

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
        days=with_goals(played, goals, days or whole_weeks(len(played))), before=with_goals(earlier, daily, 0)
    )


def context_for(
    days: Timeline | TeamTimeline,
    *,
    length: int | None = None,
    units: Mapping[str, str] = MappingProxyType({}),
    goals: Sequence[KitGoal] = (GOOD_DAY, GOOD_WEEK),
    seed: int = 0,
) -> Context:
    """Build the context of a timeline: as of its last day, with activities in minutes unless in `units`.

    `length` is the challenge's in days, by default the whole weeks that the timeline touches.
    """
    first, last = days.days[0], days.days[-1]
    default_units: dict[str, str] = {"walk": "minutes"}
    if isinstance(days, Timeline):
        default_units.update({activity: "minutes" for day in days.days for activity in day.amounts})
    length = length or whole_weeks(last.index + 1)
    return Context(
        starts=first.date - timedelta(days=first.index),
        days=length,
        weeks=-(-length // 7),
        as_of=last.date,
        seed=seed,
        units=MappingProxyType({**default_units, **units}),
        goals=MappingProxyType({goal.name: goal.info() for goal in goals}),
    )


def whole_weeks(days: int) -> int:
    """Round a number of days up to whole weeks."""
    return -(-days // 7) * 7


def with_goals(days: Sequence[Day], goals: Sequence[KitGoal], length: int) -> tuple[Day, ...]:
    """Return the days with `met` and `progress` filled in; `length` is the challenge's in days.

    Goals that share a week's days stand after the goal that they count.
    """
    reached = [(dict[str, Progress](), set[str]()) for _ in days]
    for goal in goals:
        for (progress, met), (now, is_met) in zip(reached, _steps(goal, days, reached, length), strict=True):
            progress[goal.name] = now
            if is_met:
                met.add(goal.name)
    return tuple(
        Day(
            date=day.date,
            index=day.index,
            week=day.week,
            status=day.status,
            amounts=day.amounts,
            met=frozenset(met),
            progress=MappingProxyType(progress),
            entries=day.entries,
        )
        for day, (progress, met) in zip(days, reached, strict=True)
    )


def _steps(
    goal: KitGoal, days: Sequence[Day], earlier: ReachedByDay, length: int
) -> Iterator[tuple[Progress, bool]]:
    """Yield the progress on each day, and whether the goal is met on it; `earlier` holds goals done "
    "before."""
    pairs = list(zip(days, earlier, strict=True))
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
            yield Progress(have=have, need=need), reached


def _period(goal: KitGoal, day: Day) -> int:
    return {"day": day.index, "week": day.week, "challenge": 0}[goal.each]


def _amount(goal: KitGoal, day: Day) -> int:
    activity = goal.activity or next(iter(day.amounts), "")
    return day.amounts.get(activity, 0)


def _share(share: tuple[int, int], week: Sequence[Day], length: int) -> int:
    """Return the days needed, for a share of the days of this week that count or are still to come."""
    to_come = max(0, min(length, week[0].week * 7) - week[-1].index - 1)
    return ShareOfWeek(days=share[0], of=share[1]).needed(
        sum(day.status in COUNTED for day in week) + to_come
    )


def read_marks(text: str) -> tuple[Mark, ...]:
    """Return the days that a text means. ValueError for a word that is not in the notation.

    A number is what was logged, in whole units (`0`: nothing). `?` is an open day, alone or after a
    number; `-` paused, `e` excused, `o` off, `a` not yet or no longer there.
    """
    return tuple(_read_mark(word) for word in text.split())


def _read_mark(word: str) -> Mark:
    match = _WORD.fullmatch(word)
    if not match:
        raise ValueError(f"'{word}' is not a day. Write an amount, or one of: ? - e o a.")
    status = _MARKS[match[2]]
    if match[1] and status not in (Status.DUE, Status.OPEN):
        raise ValueError(f"'{word}': nothing counts on such a day. Leave the number out.")
    return Mark(status, int(Fraction(match[1] or 0) * 1000))


@dataclass(frozen=True, slots=True)
class Mark:
    """One word of the notation: what the day is, and the thousandths logged on it."""

    status: Status
    amount: int

    def __str__(self) -> str:
        letter = next(letter for letter, status in _MARKS.items() if status is self.status)
        if self.status in (Status.DUE, Status.OPEN) and (self.amount or not letter):
            return f"{float(Fraction(self.amount, 1000)):g}{letter}"
        return letter


def notation(timeline: Timeline) -> str:
    """Return a timeline in the notation, for messages: a line for each activity that occurs."""
    activities = sorted({activity for day in timeline.days for activity in day.amounts})
    lines = [
        f"{activity}: "
        + " ".join(str(Mark(day.status, day.amounts.get(activity, 0))) for day in timeline.days)
        for activity in activities
    ]
    return "\n".join(lines) or " ".join(str(Mark(day.status, 0)) for day in timeline.days)


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
        Entry(id=f"{activity}-{index + 1}", activity=activity, amount=mark.amount)
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
