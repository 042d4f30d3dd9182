"""What a rule sees of the challenge and of one person's days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import Enum, IntEnum
from functools import partial
from itertools import groupby
from types import MappingProxyType
from typing import Final, Literal

GoalPeriod = Literal["day", "week", "challenge"]
"""How often a goal can be met."""

_MAPPINGS: Final = ("units", "goals", "counts_as", "labels")


class AwardPeriod(Enum):
    """When a rule pays: for a day, for a week, or once for the challenge."""

    DAY = "day"
    WEEK = "week"
    CHALLENGE = "challenge"


class Inputs(Enum):
    """What a rule may look at. It is given nothing else."""

    SELF = "the person's own days"
    BASELINE = "the person's days before the challenge"
    TEAM = "the members of one team"
    LOT = "each member's lot, for a draw among them"
    FIELD = "the summaries of all teams"


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalInfo:
    """A goal as a rule may speak of it."""

    name: str
    label: str
    each: GoalPeriod
    activity: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Plain data: no clock, no files, no randomness. `as_of` is the last day that is looked at.

    `counts_as` names the activity that each activity counts as: itself, if it stands for itself. `labels`
    are what people read for it.
    """

    starts: date
    days: int
    weeks: int
    as_of: date
    seed: int = 0
    units: Mapping[str, str] = field(default_factory=dict)
    goals: Mapping[str, GoalInfo] = field(default_factory=dict)
    counts_as: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in _MAPPINGS:
            # What one rule writes into would be what the next one reads.
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def __reduce__(self) -> tuple[partial[Context], tuple[()]]:
        # A mapping that cannot be changed cannot be sent to another process either.
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return partial(Context, **values | {name: dict(values[name]) for name in _MAPPINGS}), ()

    def unit(self, activity: str) -> str:
        """The unit of an activity of the challenge."""
        return self.units[activity]

    def label(self, activity: str) -> str:
        """What people read for an activity."""
        return self.labels.get(activity, activity.replace("_", " "))

    def week_of(self, day: date) -> int:
        """The challenge week of a day, counted from 1."""
        return (day - self.starts).days // 7 + 1


class Status(IntEnum):
    """What a day is to a person. An open day can still be logged, so it is never missed."""

    DUE = 0
    OPEN = 1
    EXCUSED = 2
    PAUSED = 3
    OFF = 4
    ABSENT = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One logged fact that counts. The amount is in thousandths of the activity's unit."""

    id: str
    activity: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a goal is on a day: `have` of `need`, in days, in goals or in thousandths of a unit.

    `need` is 0 where the goal cannot be met; `have` is 0 where a goal within a span has too much.
    """

    have: int
    need: int


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """Points for one day, with a reason written for the person who gets them.

    `badge` is a badge or level that comes with it: of each rule, the one given last is the one they have.
    """

    day: date
    points: int
    reason: str
    entries: tuple[str, ...] = ()
    badge: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a day rule changes before scoring: an amount to add, or a missed goal to let stand as met."""

    day: date
    reason: str
    activity: str = ""
    amount: int = 0
    stands_for: str = ""
