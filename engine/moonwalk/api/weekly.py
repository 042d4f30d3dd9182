"""A value that is the same all the time, or one for each week."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


def show_weeks(first: int, last: int) -> str:
    """The key that names these weeks: `week 1`, `weeks 2 to 4`."""
    return f"week {first}" if first == last else f"weeks {first} to {last}"


@dataclass(frozen=True, slots=True)
class WeekSpan(Generic[T]):
    """The weeks `first` to `last`, both included, and their value."""

    first: int
    last: int
    value: T

    def __str__(self) -> str:
        return f"{self.value} in {show_weeks(self.first, self.last)}"


@dataclass(frozen=True, slots=True)
class ByWeek(Generic[T]):
    """One value for all weeks (`spans` is empty then), or one per span of weeks."""

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
        """Every value that occurs, in the order of the file."""
        if self.spans:
            return tuple(span.value for span in self.spans)
        return () if self.always is None else (self.always,)

    def by_day(self, weeks: Iterable[int]) -> list[T]:
        """The value of each day, given the week of each day."""
        known: dict[int, T] = {}
        return [known[week] if week in known else known.setdefault(week, self.at(week)) for week in weeks]
