"""The values that some typed fields parse to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from moonwalk.api.quantities import exact_decimal

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class ShareOfWeek:
    """`4 of 7`: so many of a week's counted days."""

    days: int
    of: int

    def needed(self, countable: int) -> int:
        """The days needed where only so many of the week's days count, rounded up: 4 of 7 is 3 of 5."""
        return -(-self.days * min(countable, self.of) // self.of)

    def __str__(self) -> str:
        return f"{self.days} of {self.of}"


@dataclass(frozen=True, slots=True)
class ClockTime:
    """`Monday 09:00`, `workdays 16:00`, `every day 20:30`: a time of day on some weekdays (0 is Monday)."""

    days: tuple[int, ...]
    hour: int
    minute: int

    def __str__(self) -> str:
        words = {tuple(range(7)): "every day", tuple(range(5)): "workdays"}
        return f"{words.get(self.days) or WEEKDAYS[self.days[0]]} {self.hour:02}:{self.minute:02}"


@dataclass(frozen=True, slots=True)
class FileDay:
    """A day of a file: a date, or a weekday of a challenge week, which survives cloning to next year."""

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


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, whole weeks, or every such weekday. Exactly one form is set."""

    first: FileDay | None = None
    last: FileDay | None = None
    weeks: tuple[int, int] | None = None
    every: int | None = None

    def covers(self, day: date, starts: date) -> bool:
        """Whether a day lies in it, in a challenge that starts on `starts`."""
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


@dataclass(frozen=True, slots=True)
class Condition:
    """A closed sentence about members: how many (`count`, `share` or all) of whom something holds.

    `asks` says what: being a member, having met `goal`, or having logged on `days` days or on
    `day_share` of the days.
    """

    asks: Literal["members", "met", "logged"]
    count: int | None = None
    share: Fraction | None = None
    goal: str = ""
    days: int | None = None
    day_share: Fraction | None = None

    def holds(self, members: int, matching: int) -> bool:
        """Whether it holds, given the members on the roster of the day and those of whom it is true."""
        if self.asks == "members":
            return members >= (self.count or 0)
        if members == 0:
            return False
        if self.count is not None:
            return matching >= self.count
        return matching * (self.share or Fraction(1)).denominator >= (
            members * (self.share or Fraction(1)).numerator
        )


@dataclass(frozen=True, slots=True)
class SizeRange:
    """`5 to 7 people`, both ends included."""

    smallest: int
    largest: int

    def __str__(self) -> str:
        if self.smallest == self.largest:
            return "1 person" if self.smallest == 1 else f"{self.smallest} people"
        return f"{self.smallest} to {self.largest} people"


@dataclass(frozen=True, slots=True)
class Span:
    """`7 to 9 hours`, both ends included."""

    lowest: Fraction
    highest: Fraction
    unit: str


@dataclass(frozen=True, slots=True)
class Rate:
    """`100 steps per minute`."""

    value: Fraction
    unit: str
    per: str

    def __str__(self) -> str:
        return f"{exact_decimal(self.value)} {self.unit} per {self.per}"
