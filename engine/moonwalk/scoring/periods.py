"""Parts of a challenge as if they were all of it: a week, a month, a named period, any range of days."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Final

import numpy as np

from moonwalk.api.timeline import Status
from moonwalk.scoring.calendar import Calendar
from moonwalk.scoring.facts import BoolArray
from moonwalk.scoring.people import PeopleScores
from moonwalk.scoring.plan import BoardPlan, Plan, Recurring

_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True, eq=False)
class Stretch:
    """Some days of a challenge by the name that people read. `days` has a flag for each of its days."""

    name: str
    days: BoolArray

    @property
    def first(self) -> int:
        """The index of its first day."""
        return int(np.argmax(self.days))

    @property
    def last(self) -> int:
        """The index of its last day."""
        return len(self.days) - 1 - int(np.argmax(self.days[::-1]))

    @property
    def hull(self) -> slice:
        """The days from the first to the last, with those between that do not belong to it."""
        return slice(self.first, self.last + 1)

    def latest(self, day: int) -> int:
        """Return its latest day (an index) up to a day; that day itself where none of its own has come."""
        come = np.flatnonzero(self.days[: max(day + 1, 0)])
        return int(come[-1]) if len(come) else day

    def closes(self, calendar: Calendar) -> int:
        """Return the instant (ms) after which nothing can be logged for it."""
        return int(calendar.settles[self.days].max())


def recurring(calendar: Calendar, period: Recurring) -> tuple[Stretch, ...]:
    """Return every week or month of a challenge in order; none where it is taken as a whole."""
    if period == "the whole challenge":
        return ()
    by_week = period == "each week"
    names = [
        f"week {number}" if by_week else f"{_MONTHS[day.month - 1]} {day.year}"
        for number, day in zip(calendar.week.tolist(), calendar.dates, strict=True)
    ]
    of_days = np.array(names)
    return tuple(Stretch(name, of_days == name) for name, _ in groupby(names))


def stretches(calendar: Calendar, board: BoardPlan) -> tuple[Stretch, ...]:
    """Return every stretch over which a board ranks by itself, in order; none for the whole challenge."""
    if board.during is not None:
        return (Stretch(board.during_text, board.during),) if board.during.any() else ()
    return recurring(calendar, board.period)


def between(calendar: Calendar, first: date, last: date) -> Stretch:
    """Return the days from one day to another, both included."""
    days = np.array([first <= day <= last for day in calendar.dates], np.bool_)
    return Stretch(f"{first}" if first == last else f"{first} to {last}", days)


def plan_of_days(plan: Plan, days: slice) -> Plan:
    """Return the plan of a challenge that consists of these days, without rules that pay teams."""
    calendar = replace(plan.calendar, starts=plan.calendar.dates[days.start], length=days.stop - days.start)
    # Team rules are not asked again about a piece of the challenge, and what one fixture pays must not
    # decide the next.
    return replace(
        plan,
        calendar=calendar,
        today=plan.today - days.start,
        team_rules=(),
        team_totals=(),
        league_rules=(),
        earlier=(),
    )


def people_of_days(people: PeopleScores, days: slice) -> PeopleScores:
    """Return what people earned and did on some days in a row."""
    membership = people.membership
    return PeopleScores(
        replace(membership, team=membership.team[:, days], status=membership.status[:, days]),
        {rule: points[:, days] for rule, points in people.points.items()},
        people.logged[:, days],
        {goal: flags[:, days] for goal, flags in people.met.items()},
    )


def without_days(people: PeopleScores, kept: BoolArray) -> PeopleScores:
    """Return people as if nobody had taken part on the days that are not kept."""
    if kept.all():
        return people
    membership = people.membership
    return PeopleScores(
        replace(
            membership,
            team=np.where(kept, membership.team, np.int32(-1)),
            status=np.where(kept, membership.status, np.int8(Status.ABSENT)),
        ),
        {rule: np.where(kept, points, np.int32(0)) for rule, points in people.points.items()},
        people.logged & kept,
        {goal: flags & kept for goal, flags in people.met.items()},
    )
