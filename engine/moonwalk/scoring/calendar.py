"""A challenge's days, weeks and deadlines. Instants are milliseconds since 1970, UTC."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.timeline import Status
from moonwalk.api.values import ClockTime, DaysLater, EndOfChallenge, LogUntil
from moonwalk.scoring.facts import BoolArray, Int16Array, Int64Array

# Nobody on Earth begins a day earlier than UTC+14 (Kiritimati), so with no zones known nobody is refused.
_FIRST_ZONE = timedelta(hours=14)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def milliseconds(moment: datetime) -> int:
    """Return an aware datetime as milliseconds since 1970, UTC."""
    # Division of timedeltas is exact. `timestamp()` is a double, and truncating it may lose the
    # millisecond that decides at a deadline.
    return (moment - _EPOCH) // _MILLISECOND


def moment(instant: int) -> datetime:
    """Return an instant (milliseconds since 1970) as an aware datetime in UTC."""
    return _EPOCH + timedelta(milliseconds=instant)


@dataclass(frozen=True)
class Calendar:
    """When a challenge runs. `excused` are days that count for nobody.

    `launched` is the instant of the launch: a day whose deadline had passed by then stays open for the
    final grace after it, since nothing could be logged earlier. `zones` are those that people live in: a
    day has begun as soon as it has in the first of them (none given: first on Earth).
    """

    starts: date
    length: int
    zone: str
    workdays_only: bool = False
    log_until: LogUntil = field(default=ClockTime(days=(1,), hour=12, minute=0))
    final_grace: timedelta = timedelta(hours=72)
    excused: Collection[date] = field(default=frozenset())
    launched: int = 0
    zones: tuple[str, ...] = ()

    @property
    def ends(self) -> date:
        """The last day."""
        return self.starts + timedelta(days=self.length - 1)

    @property
    def weeks(self) -> int:
        """The number of weeks; the last may have fewer than seven days."""
        return -(-self.length // 7)

    @cached_property
    def week(self) -> Int16Array:
        """The week of each day, counted from 1."""
        return (np.arange(self.length) // 7 + 1).astype(np.int16)

    @cached_property
    def dates(self) -> tuple[date, ...]:
        """Every day of the challenge, in order."""
        return tuple(self.starts + timedelta(days=index) for index in range(self.length))

    @cached_property
    def statuses(self) -> NDArray[np.int8]:
        """What each day is to a member who is not pausing: due, excused or off (`Status` numbers)."""
        return np.array([self.status_on(day) for day in self.dates], np.int8)

    @cached_property
    def closes(self) -> Int64Array:
        """The instant after which entries for each day are late (days)."""
        grace = self.final_grace // timedelta(milliseconds=1)
        return np.where(self.scheduled >= self.launched, self.scheduled, self.launched + grace)

    @cached_property
    def settles(self) -> Int64Array:
        """The instant after which nothing about each day changes; a day off goes by the one before it."""
        # Nothing counts that is logged for a weekend off, so it must keep neither a week nor a prize open.
        counts = np.flatnonzero(self.statuses != Status.OFF)
        if isinstance(self.log_until, ClockTime) or not len(counts):
            return self.closes
        before = np.maximum(np.searchsorted(counts, np.arange(self.length), side="right") - 1, 0)
        return self.closes[counts[before]]

    @cached_property
    def scheduled(self) -> Int64Array:
        """The instant at which each day closes, whenever the launch was (days)."""
        if isinstance(self.log_until, ClockTime):
            by_week = [self._after_week(week, self.log_until) for week in range(1, self.weeks + 1)]
            return np.array(by_week, np.int64)[self.week - 1]
        return np.array([self._after_day(day, self.log_until) for day in self.dates], np.int64)

    @cached_property
    def all_closed(self) -> int:
        """The last instant at which anything can be logged."""
        return int(self.settles.max())

    @cached_property
    def begins(self) -> Int64Array:
        """The instant at which each day begins for anybody (days); nothing can be logged for it before."""
        return np.array([self._begin(day) for day in self.dates], np.int64)

    def last_day_of_week(self, week: int) -> date:
        """Return the last day of a week: its seventh, or the last of the challenge."""
        return min(self.starts + timedelta(days=7 * week - 1), self.ends)

    def week_closes(self, week: int) -> int:
        """Return the instant after which nothing can be logged for a week."""
        return int(self.settles[self.week == week].max())

    def closed_weeks(self, now: int) -> int:
        """Return how many weeks from the first on are closed at an instant.

        Where all days stay open until the end, weeks that are over count until then.
        """
        if isinstance(self.log_until, EndOfChallenge) and now <= self.all_closed:
            return min(max(self.index(self.today(now)), 0) // 7, self.weeks - 1)
        still_open = np.flatnonzero(self.settles >= now)
        return int(self.week[still_open[0]]) - 1 if len(still_open) else self.weeks

    def in_open_week(self, now: int) -> BoolArray:
        """Return the days of weeks of which something can still be logged at an instant, or in future."""
        # What a week pays may rest on each of its days, so one open day leaves the week as a whole unsettled.
        week = self.week.astype(np.int64) - 1
        return np.asarray(np.bincount(week, self.settles >= now)[week] > 0)

    def _after_week(self, week: int, deadline: ClockTime) -> int:
        """Return the first such moment after a week; for the last week no earlier than its final grace."""
        after = self.last_day_of_week(week) + timedelta(days=1)
        day = after + timedelta(days=(deadline.days[0] - after.weekday()) % 7)
        closes = milliseconds(
            datetime.combine(day, time(deadline.hour, deadline.minute), ZoneInfo(self.zone))
        )
        return closes if week < self.weeks else max(closes, self.end_of_grace)

    def _after_day(self, day: date, until: DaysLater | EndOfChallenge) -> int:
        """Return when a day closes that does not close with its week."""
        if isinstance(until, EndOfChallenge):
            return self.end_of_grace
        closes = self.day_ends(day + timedelta(days=until.days))
        # What can still be logged when the challenge is over has the final grace, as a last week has.
        return closes if closes <= self.day_ends(self.ends) else max(closes, self.end_of_grace)

    @cached_property
    def end_of_grace(self) -> int:
        """The instant at which the final grace is over."""
        # Grace is counted in elapsed hours, so it is added to an instant: added in local time, 72 hours
        # across a change of the clocks would be 71 or 73.
        return self.day_ends(self.ends) + self.final_grace // timedelta(milliseconds=1)

    def day_ends(self, day: date) -> int:
        """Return the instant at which a civil day ends in the challenge's zone."""
        # The next midnight, not 24 hours later: days on which the clocks change have 23 or 25.
        return milliseconds(datetime.combine(day + timedelta(days=1), time(), ZoneInfo(self.zone)))

    def over_everywhere(self, later: int) -> Int64Array:
        """Return when the day that is so many days later is over for everybody, for each day.

        That is where the challenge is or people live, furthest west.
        """
        zones = (self.zone, *self.zones)
        ends = [
            max(
                milliseconds(datetime.combine(day + timedelta(days=later + 1), time(), ZoneInfo(zone)))
                for zone in zones
            )
            for day in self.dates
        ]
        return np.array(ends, np.int64)

    def today(self, now: int) -> date:
        """Return the civil day at an instant in the challenge's zone."""
        return moment(now).astimezone(ZoneInfo(self.zone)).date()

    def index(self, day: date) -> int:
        """Return a day's index: 0 on day 1, negative before it."""
        return (day - self.starts).days

    def latest_day(self, now: int) -> date:
        """Return the latest civil day that has begun for anybody at an instant."""
        return max(moment(now).astimezone(zone).date() for zone in self._places())

    def next_boundary(self, now: int) -> int:
        """Return the next instant at which results may change with the clock alone.

        That is a deadline, or the turn of a day: where it begins first, and again in the challenge's own
        zone.
        """
        turns = (self._begin(self.latest_day(now) + timedelta(days=1)), self.day_ends(self.today(now)))
        deadlines = self.closes[self.closes >= now]
        # At the deadline itself entries are still on time, so results change a millisecond after it.
        # Scores are kept until this instant; one that is too late would show a closed week as open.
        return min(*turns, *(int(instant) + 1 for instant in deadlines.tolist()))

    def _places(self) -> tuple[tzinfo, ...]:
        return tuple(ZoneInfo(zone) for zone in self.zones) or (timezone(_FIRST_ZONE),)

    def _begin(self, day: date) -> int:
        return min(milliseconds(datetime.combine(day, time(), zone)) for zone in self._places())

    def status_on(self, day: date) -> Status:
        """Return what a day is to a member who is not pausing."""
        # Asked before the excused days: these are among the days that a goal over the challenge is asked
        # out of, and a weekend must not join them because it is a holiday.
        if self.workdays_only and day.weekday() > 4:
            return Status.OFF
        return Status.EXCUSED if day in self.excused else Status.DUE
