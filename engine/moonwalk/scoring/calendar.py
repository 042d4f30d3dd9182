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
from moonwalk.api.values import ClockTime
from moonwalk.scoring.arrays import Int16Array, Int64Array

# A civil day begins on Earth when it begins at UTC+14 (Kiritimati).
_FIRST_ZONE = timedelta(hours=14)


def milliseconds(moment: datetime) -> int:
    """An aware datetime as milliseconds since 1970, UTC."""
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def moment(instant: int) -> datetime:
    """The other way round: an aware datetime in UTC."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=instant)


@dataclass(frozen=True)
class Calendar:
    """When a challenge runs. `excused` are days that count for nobody.

    `launched` is the instant of the launch: a week that would have closed before it stays open for the
    final grace after it, since nothing could be logged earlier. `zones` are those that people live in:
    a day has begun where it begins first among them (none given: first on Earth).
    """

    starts: date
    length: int
    zone: str
    workdays_only: bool = False
    log_until: ClockTime = field(default=ClockTime(days=(1,), hour=12, minute=0))
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
        """The number of weeks; the last may be shorter than seven days."""
        return -(-self.length // 7)

    @cached_property
    def week(self) -> Int16Array:
        """The week of each day, counted from 1."""
        return (np.arange(self.length) // 7 + 1).astype(np.int16)

    @cached_property
    def dates(self) -> tuple[date, ...]:
        """Every day."""
        return tuple(self.starts + timedelta(days=index) for index in range(self.length))

    @cached_property
    def statuses(self) -> NDArray[np.int8]:
        """What each day is to a member who does not pause: due, excused or off."""
        return np.array([self.status_on(day) for day in self.dates], np.int8)

    @cached_property
    def closes(self) -> Int64Array:
        """The instant after which entries for each day are late."""
        closing = np.array([self.week_closes(week) for week in range(1, self.weeks + 1)], np.int64)
        return closing[self.week - 1]

    @cached_property
    def begins(self) -> Int64Array:
        """The instant at which each day begins for anybody; nothing can be logged for it before."""
        return np.array([self._begin(day) for day in self.dates], np.int64)

    def last_day_of_week(self, week: int) -> date:
        """The last day of a week that the challenge still has."""
        return min(self.starts + timedelta(days=7 * week - 1), self.ends)

    def week_closes(self, week: int) -> int:
        """The instant after which a week's entries are late."""
        closes = self._scheduled_close(week)
        grace = self.final_grace // timedelta(milliseconds=1)
        return closes if closes >= self.launched else self.launched + grace

    def _scheduled_close(self, week: int) -> int:
        """The first `log_until` moment after the week's last day; for the last week, or the final grace."""
        last = self.last_day_of_week(week)
        zone = ZoneInfo(self.zone)
        after = last + timedelta(days=1)
        day = after + timedelta(days=(self.log_until.days[0] - after.weekday()) % 7)
        at = time(self.log_until.hour, self.log_until.minute)
        closes = milliseconds(datetime.combine(day, at, zone))
        if week < self.weeks:
            return closes
        over = datetime.combine(after, time(), zone).astimezone(UTC)
        return max(closes, milliseconds(over + self.final_grace))

    def day_ends(self, day: date) -> int:
        """The end of a civil day in the challenge's zone."""
        return milliseconds(datetime.combine(day + timedelta(days=1), time(), ZoneInfo(self.zone)))

    def today(self, now: int) -> date:
        """The civil day in the challenge's zone."""
        return moment(now).astimezone(ZoneInfo(self.zone)).date()

    def index(self, day: date) -> int:
        """A day's index, 0 on day 1; negative before."""
        return (day - self.starts).days

    def latest_day(self, now: int) -> date:
        """The latest civil day that has begun for anybody."""
        return max(moment(now).astimezone(zone).date() for zone in self._places())

    def next_boundary(self, now: int) -> int:
        """The next instant at which results may change with the clock alone: a day's turn or a deadline.

        A day turns where it begins first, and again in the challenge's own zone.
        """
        turns = (self._begin(self.latest_day(now) + timedelta(days=1)), self.day_ends(self.today(now)))
        deadlines = self.closes[self.closes >= now]
        return min(*turns, *(int(instant) + 1 for instant in deadlines.tolist()))

    def _places(self) -> tuple[tzinfo, ...]:
        return tuple(ZoneInfo(zone) for zone in self.zones) or (timezone(_FIRST_ZONE),)

    def _begin(self, day: date) -> int:
        return min(milliseconds(datetime.combine(day, time(), zone)) for zone in self._places())

    def status_on(self, day: date) -> Status:
        """What a day is to a member who does not pause."""
        if self.workdays_only and day.weekday() > 4:
            return Status.OFF
        return Status.EXCUSED if day in self.excused else Status.DUE
