"""What typed fields parse to: quantities, clock times, shares of a week, values by week."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Generic, Literal, TypeAlias, TypeVar

from moonwalk.api.units import FAMILIES, convertible, same_unit, singular


def exact_decimal(value: Fraction) -> str:
    """A decimal without trailing zeros; at most six places, for fractions that never end."""
    millionths = round(value * 1_000_000)
    sign = "-" if millionths < 0 else ""
    whole, rest = divmod(abs(millionths), 1_000_000)
    return f"{sign}{whole}.{rest:06}".rstrip("0").rstrip(".")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """An exact number and its unit, as an author wrote it.

    >>> from fractions import Fraction
    >>> from moonwalk.api.fields import Quantity
    >>> half = Quantity(value=Fraction(1, 2), unit="hours")
    >>> half.thousandths("minutes"), str(half)
    (Fraction(30000, 1), '0.5 hours')
    """

    value: Fraction
    unit: str

    def thousandths(self, unit: str) -> Fraction:
        """This amount in thousandths of `unit`, exact, so maybe a fraction of one.

        ValueError where the units do not convert.
        """
        if same_unit(self.unit, unit):
            return self.value * 1000
        if not convertible(self.unit, unit):
            raise ValueError(f"'{self}' cannot be said in {unit}")
        own, wanted = singular(self.unit), singular(unit)
        return self.value * FAMILIES[own][1] / FAMILIES[wanted][1] * 1000

    @property
    def canonical(self) -> tuple[str, Fraction]:
        """The base unit (minute, metre, or its own) and the amount in it: equal for 60 minutes and 1 hour."""
        own = singular(self.unit)
        unit, holds = FAMILIES.get(own, (own, Fraction(1)))
        return unit, self.value * holds

    def __str__(self) -> str:
        unit = singular(self.unit) if self.value == 1 else self.unit
        return f"{exact_decimal(self.value)} {unit}"


def show_amount(thousandths: int | Fraction, unit: str) -> str:
    """An amount in thousandths for people, with its unit; at most six decimals.

    >>> from moonwalk.api import show_amount
    >>> show_amount(12_500, "minutes"), show_amount(1_000, "minutes")
    ('12.5 minutes', '1 minute')
    """
    return str(Quantity(value=Fraction(thousandths) / 1000, unit=unit))


WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareOfWeek:
    """A number of days out of those of a week that count.

    >>> from moonwalk.api.fields import ShareOfWeek
    >>> share = ShareOfWeek(days=4, of=7)
    >>> str(share), share.needed(5)
    ('4 of 7', 3)
    """

    days: int
    of: int

    def needed(self, countable: int) -> int:
        """The days needed in a week of which only `countable` days count, in proportion and rounded up."""
        return -(-self.days * min(countable, self.of) // self.of)

    def __str__(self) -> str:
        return f"{self.days} of {self.of}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockTime:
    """A time of day on some weekdays, of which 0 is Monday.

    >>> from moonwalk.api.fields import ClockTime
    >>> str(ClockTime(days=(0, 1, 2, 3, 4), hour=16, minute=0))
    'workdays 16:00'
    """

    days: tuple[int, ...]
    hour: int
    minute: int

    def __str__(self) -> str:
        words = {tuple(range(7)): "every day", tuple(range(5)): "workdays"}
        return f"{words.get(self.days) or WEEKDAYS[self.days[0]]} {self.hour:02}:{self.minute:02}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysLater:
    """A day can be logged for so many days after it: `8 days later`."""

    days: int

    def __str__(self) -> str:
        return f"{self.days} day{'' if self.days == 1 else 's'} later"


@dataclass(frozen=True, slots=True)
class EndOfChallenge:
    """Every day can be logged until the challenge is over: `the end of the challenge`."""

    def __str__(self) -> str:
        return "the end of the challenge"


@dataclass(frozen=True, slots=True, kw_only=True)
class InTime:
    """How soon after its day something is logged (since 0.2): `the same day`, or `within 2 days`."""

    days: int

    def __str__(self) -> str:
        return f"within {self.days} day{'' if self.days == 1 else 's'}" if self.days else "the same day"


LogUntil: TypeAlias = ClockTime | DaysLater | EndOfChallenge
"""Until when a day can be logged. A `ClockTime` is the first such moment after the day's week."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsentDay:
    """What a day counts as on which somebody was away: a share of the own average, or an amount.

    `activity` is named where the unit of the amount is that of several. With neither, it counts as nothing.
    """

    share: Fraction | None = None
    amount: Quantity | None = None
    activity: str = ""

    @property
    def counts(self) -> bool:
        """Whether it counts as something."""
        return self.share is not None or self.amount is not None

    def __str__(self) -> str:
        if self.amount is not None:
            return f"counts as {self.amount}{f' of {self.activity}' if self.activity else ''}"
        less = 1 - (self.share or Fraction(1))
        return f"counts as own average{f' less {exact_decimal(100 * less)}%' if less else ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDays:
    """A percentage of the days that count for a person: `80% of own days`."""

    percent: Fraction

    def __str__(self) -> str:
        return f"{exact_decimal(self.percent)}% of own days"


@dataclass(frozen=True, slots=True)
class FileDay:
    """A day as a file names it: a date, or a weekday of a challenge week, which survives a copy to next year.

    Either `day` is set, or `week`, which counts from 1, and `weekday`, which is 0 on Monday.
    """

    day: date | None = None
    week: int = 0
    weekday: int = 0

    def on(self, starts: date) -> date:
        """The civil day, in a challenge that starts on `starts`."""
        if self.day is not None:
            return self.day
        first = starts + timedelta(days=7 * (self.week - 1))
        return first + timedelta(days=(self.weekday - first.weekday()) % 7)

    def __str__(self) -> str:
        return self.day.isoformat() if self.day else f"week {self.week} {WEEKDAYS[self.weekday]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodValue:
    """Days of a challenge, in one of three forms.

    From `first` to `last`, both included (`last` is None for one day); `weeks`, the first and last
    challenge week; or `every`, a weekday, of which 0 is Monday.

    >>> from datetime import date
    >>> from moonwalk.api.fields import PeriodValue
    >>> period = PeriodValue(weeks=(2, 3))
    >>> str(period), period.covers(date(2027, 1, 11), starts=date(2027, 1, 4))
    ('weeks 2 to 3', True)
    """

    first: FileDay | None = None
    last: FileDay | None = None
    weeks: tuple[int, int] | None = None
    every: int | None = None

    def covers(self, day: date, starts: date) -> bool:
        """Whether a day lies in the period, in a challenge that starts on `starts`."""
        if self.every is not None:
            return day.weekday() == self.every
        if self.weeks is not None:
            return self.weeks[0] <= (day - starts).days // 7 + 1 <= self.weeks[1]
        if self.first is None:
            return False
        return self.first.on(starts) <= day <= (self.last or self.first).on(starts)

    def __str__(self) -> str:
        if self.every is not None:
            return f"every {WEEKDAYS[self.every]}"
        if self.weeks is not None:
            first, last = self.weeks
            return f"week {first}" if first == last else f"weeks {first} to {last}"
        return str(self.first) if self.last is None else f"{self.first} to {self.last}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionValue:
    """A condition about members: of how many of them something must be true.

    `asks` says what: being a member, having met `goal`, or having logged on `days` days or on the share
    `day_share` of the days. It must be true of `count` members, or of the share `share` of them.

    >>> from fractions import Fraction
    >>> from moonwalk.api.fields import ConditionValue
    >>> ConditionValue(asks="met", share=Fraction(4, 5), goal="good_week").holds(members=5, matching=4)
    True
    """

    asks: Literal["members", "met", "logged"]
    count: int | None = None
    share: Fraction | None = None
    goal: str = ""
    days: int | None = None
    day_share: Fraction | None = None

    def holds(self, members: int, matching: int) -> bool:
        """Whether it holds, given the number of members on the day and of those of whom it is true."""
        if self.asks == "members":
            return members >= (self.count or 0)
        if members == 0:
            return False
        if self.count is not None:
            return matching >= self.count
        return matching * (self.share or Fraction(1)).denominator >= (
            members * (self.share or Fraction(1)).numerator
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeRange:
    """A range of team sizes, both ends included: `5 to 7 people`."""

    smallest: int
    largest: int

    def __str__(self) -> str:
        if self.smallest == self.largest:
            return "1 person" if self.smallest == 1 else f"{self.smallest} people"
        return f"{self.smallest} to {self.largest} people"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanValue:
    """A span of an amount, both ends included: `7 to 9 hours`."""

    lowest: Fraction
    highest: Fraction
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RateValue:
    """A rate by which one unit counts as another: `100 steps per minute`."""

    value: Fraction
    unit: str
    per: str

    def __str__(self) -> str:
        return f"{exact_decimal(self.value)} {self.unit} per {self.per}"


T = TypeVar("T")


def show_weeks(first: int, last: int) -> str:
    """The key that names these weeks: `week 1`, `weeks 2 to 4`."""
    return f"week {first}" if first == last else f"weeks {first} to {last}"


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekSpan(Generic[T]):
    """The challenge weeks `first` to `last`, both included, and their value."""

    first: int
    last: int
    value: T

    def __str__(self) -> str:
        return f"{self.value} in {show_weeks(self.first, self.last)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ByWeek(Generic[T]):
    """One value for all weeks, `always`, or one for each span of weeks.

    >>> from moonwalk.api.fields import ByWeek, WeekSpan
    >>> spans = (WeekSpan(first=1, last=1, value=3), WeekSpan(first=2, last=4, value=5))
    >>> points = ByWeek(always=None, spans=spans)
    >>> points.at(1), points.at(4), points.by_day([1, 2, 2])
    (3, 5, [3, 5, 5])
    """

    always: T | None
    spans: tuple[WeekSpan[T], ...] = ()

    def at(self, week: int) -> T:
        """The value in a challenge week, counted from 1; KeyError where the week has none."""
        for span in self.spans:
            if span.first <= week <= span.last:
                return span.value
        if self.spans or self.always is None:
            raise KeyError(f"week {week} has no value")
        return self.always

    def __str__(self) -> str:
        return ", ".join(str(span) for span in self.spans) if self.spans else str(self.always)

    def values(self) -> Iterable[T]:
        """Every value that is given, in the order of the file."""
        if self.spans:
            return tuple(span.value for span in self.spans)
        return () if self.always is None else (self.always,)

    def by_day(self, weeks: Iterable[int]) -> list[T]:
        """The value of each day, given the challenge week of each day; KeyError as for `at`."""
        known: dict[int, T] = {}
        return [known[week] if week in known else known.setdefault(week, self.at(week)) for week in weeks]
