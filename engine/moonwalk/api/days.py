"""One person's days, as a rule sees them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from itertools import groupby


class Status(IntEnum):
    """What a day is to a person. An open day can still be logged, so it is never missed."""

    DUE = 0
    OPEN = 1
    EXCUSED = 2
    PAUSED = 3
    OFF = 4
    ABSENT = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """One logged fact that counts. The amount is in thousandths of the activity's unit."""

    id: str
    activity: str
    amount: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a goal is on a day: `have` of `need`, in days, in goals or in thousandths of a unit.

    `need` is 0 where the goal cannot be met; `have` is 0 where a goal within a span has too much.
    """

    have: int
    need: int


@dataclass(frozen=True, slots=True)
class Day:
    """A civil day of one person. `index` counts from 0 on day 1; days before have negative ones."""

    date: date
    index: int
    week: int
    status: Status
    amounts: Mapping[str, int] = field(default_factory=dict)
    met: frozenset[str] = frozenset()
    progress: Mapping[str, Progress] = field(default_factory=dict)
    entries: tuple[Entry, ...] = ()

    @property
    def missed(self) -> bool:
        """Whether the day was due and can no longer be logged; what was done on it is another matter."""
        return self.status is Status.DUE

    def entries_of(self, activity: str, counts_as: Mapping[str, str]) -> tuple[str, ...]:
        """The ids of the entries behind an activity's amount: its own, and what counts as it."""
        return tuple(
            entry.id
            for entry in self.entries
            if activity in (entry.activity, counts_as.get(entry.activity, entry.activity))
        )


@dataclass(frozen=True, slots=True)
class Timeline:
    """One person's challenge, day by day; `before` holds the days before day 1, if the rule reads them.

    A goal stands in `met` of the day on which it was met: a week's goal on the day it was reached.
    """

    days: tuple[Day, ...]
    before: tuple[Day, ...] = ()

    def weeks(self) -> Iterator[tuple[int, tuple[Day, ...]]]:
        """The challenge weeks in order, each with its days."""
        for week, days in groupby(self.days, key=lambda day: day.week):
            yield week, tuple(days)


@dataclass(frozen=True, slots=True)
class Award:
    """Points for one day, with a reason written for the person who gets them.

    `badge` is a badge or level that comes with it: of each rule, the one given last is the one they have.
    """

    day: date
    points: int
    reason: str
    entries: tuple[str, ...] = ()
    badge: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What a day rule changes before scoring: an amount to add, or a missed goal to let stand as met."""

    day: date
    reason: str
    activity: str = ""
    amount: int = 0
    stands_for: str = ""
