"""What a rule is given: the challenge, one person's days; and what it answers: awards and changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import Enum, IntEnum
from functools import partial
from itertools import groupby
from types import MappingProxyType
from typing import Final, Literal

from moonwalk.api.points import points_in

GoalPeriod = Literal["day", "week", "challenge"]
"""How often a goal can be met: once a day, once a week, or once in the challenge."""

_MAPPINGS: Final = ("units", "goals", "counts_as", "labels")


class AwardPeriod(Enum):
    """The period for which a rule pays; limits look at it: a daily limit sees only what is paid by day.

    >>> from moonwalk.api import AwardPeriod
    >>> AwardPeriod("week") is AwardPeriod.WEEK
    True
    """

    DAY = "day"
    WEEK = "week"
    CHALLENGE = "challenge"


class Inputs(Enum):
    """What a rule looks at. It is given nothing else, so that each entry makes few rules run again.

    `SELF` and `BASELINE` are for rules of people: their own days, and also the 28 days before day 1.
    `TEAM` is for team rules, `LOT` adds a number for each member to draw by. `LEAGUE` is for league rules.
    """

    SELF = "the person's own days"
    BASELINE = "the person's days before the challenge"
    TEAM = "the members of one team"
    LOT = "each member's lot, for a draw among them"
    LEAGUE = "the summaries of all teams"


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalInfo:
    """A goal of the challenge: its name in the file, its label for people, and how often it can be met.

    `activity` is the one it measures; it is empty for a goal that counts days or other goals.
    """

    name: str
    label: str
    each: GoalPeriod
    activity: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The challenge, as plain data: no clock, no files, no randomness.

    `starts` is day 1, `days` and `weeks` the length, `as_of` the last day that is looked at. `seed` is the
    number from which a rule takes all chance. By activity there are `units` (`minutes`), `labels` for
    people, and `counts_as`, the activity as which it counts: itself, if it stands for itself. `goals` are
    by name. The mappings are read-only. `point_decimals` says what points are counted in (since 0.2): 0 is
    whole points, 1 tenths, 2 hundredths. Rules are given, and give, whole numbers of these.

    >>> from datetime import date
    >>> from moonwalk.api import Context
    >>> context = Context(
    ...     starts=date(2027, 1, 4), days=28, weeks=4, as_of=date(2027, 1, 13), units={"walk": "minutes"}
    ... )
    >>> context.unit("walk"), context.week_of(context.as_of)
    ('minutes', 2)
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
    point_decimals: int = 0

    def __post_init__(self) -> None:
        for name in _MAPPINGS:
            # What one rule writes into would be what the next one reads.
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def __reduce__(self) -> tuple[partial[Context], tuple[()]]:
        # A mapping that cannot be changed cannot be sent to another process either.
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return partial(Context, **values | {name: dict(values[name]) for name in _MAPPINGS}), ()

    def unit(self, activity: str) -> str:
        """The unit of an activity, such as `minutes`; KeyError where the challenge has no such activity."""
        return self.units[activity]

    def label(self, activity: str) -> str:
        """What people read for an activity: its label, or else its name with blanks."""
        return self.labels.get(activity, activity.replace("_", " "))

    def points(self, number: int) -> int:
        """A number of points as it prints for people (since 0.2): 25 tenths as `2.5`, whole ones as they are.

        >>> from datetime import date
        >>> from moonwalk.api import Context
        >>> day = date(2027, 1, 4)
        >>> tenths = Context(starts=day, days=28, weeks=4, as_of=day, point_decimals=1)
        >>> f"{tenths.points(25)} points"
        '2.5 points'
        """
        return points_in(number, self.point_decimals)

    def week_of(self, day: date) -> int:
        """The challenge week of a day, counted from 1; 0 and less before day 1."""
        return (day - self.starts).days // 7 + 1


class Status(IntEnum):
    """What a day is to a person.

    `DUE`: it counts, and can no longer be logged. `OPEN`: it counts, and can still be logged, so it is
    never missed. `EXCUSED`, `PAUSED` and `OFF` (a day on which the challenge rests) ask nothing; on an
    `ABSENT` day the person was not in the challenge.
    """

    DUE = 0
    OPEN = 1
    EXCUSED = 2
    PAUSED = 3
    OFF = 4
    ABSENT = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One logged fact that counts. `amount` is in thousandths of the activity's unit: 5 minutes are 5000."""

    id: str
    activity: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a goal is at the end of a day: `have` of `need`.

    Both are in thousandths of the unit for a goal of an amount, else whole numbers of days or goals.
    `need` is 0 where the goal cannot be met; `have` is 0 where a goal within a span has too much.
    """

    have: int
    need: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A civil day of one person.

    `index` is 0 on day 1 and negative before it; `week` is the challenge week, counted from 1. `amounts`
    are in thousandths of the unit, by activity, after conversion. `met` names the goals met on this day;
    a goal of a week or the challenge stands on the day on which it was reached. `progress` says by goal
    how far it is, and `entries` are the logged facts that count.

    >>> from moonwalk.testing import timeline
    >>> day = timeline("5 0 12.5").days[2]
    >>> day.index, day.week, day.amounts["walk"], sorted(day.met)
    (2, 1, 12500, ['good_day'])
    """

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
        """Whether the day counts and can no longer be logged; what was done on it is another matter."""
        return self.status is Status.DUE

    def entries_of(self, activity: str, counts_as: Mapping[str, str]) -> tuple[str, ...]:
        """The ids of the entries behind an activity's amount: its own, and those that count as it.

        `counts_as` is that of the context.
        """
        return tuple(
            entry.id
            for entry in self.entries
            if activity in (entry.activity, counts_as.get(entry.activity, entry.activity))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """One person's days from day 1 up to `as_of`, in order.

    `before` holds the 28 days before day 1 for rules that read `Inputs.BASELINE`; for all others it is
    empty.

    >>> from moonwalk.testing import timeline
    >>> days = timeline("5 0 8 5 5 5 5 9 9")
    >>> [(week, len(of_week)) for week, of_week in days.weeks()]
    [(1, 7), (2, 2)]
    """

    days: tuple[Day, ...]
    before: tuple[Day, ...] = ()

    def weeks(self) -> Iterator[tuple[int, tuple[Day, ...]]]:
        """The challenge weeks that have begun, counted from 1, each with its days."""
        for week, days in groupby(self.days, key=lambda day: day.week):
            yield week, tuple(days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """Whole points for one day, below 10^9 in size, with a reason written for the person who gets them.

    `entries` are the ids of the entries it is given for. `badge` is a badge or level that comes with it;
    of each rule, a person has the one given last.

    >>> from datetime import date
    >>> from moonwalk.api import Award
    >>> Award(day=date(2027, 1, 4), points=10, reason="good day").points
    10
    """

    day: date
    points: int
    reason: str
    entries: tuple[str, ...] = ()
    badge: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a day rule changes before scoring, with a reason written for the person.

    Either `amount` is added to `activity` on that day, in thousandths of its unit; or the goal named by
    `counts_as_met`, which was missed, counts as met on that day.
    """

    day: date
    reason: str
    activity: str = ""
    amount: int = 0
    counts_as_met: str = ""
