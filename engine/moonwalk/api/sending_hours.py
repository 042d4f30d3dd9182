"""When messages may reach people, by their own clock: the hours that the settings of a workspace allow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal

__all__ = ["SendingDays", "SendingHours"]

SendingDays = Literal["workdays", "every day"]


@dataclass(frozen=True, slots=True)
class SendingHours:
    """Messages arrive from `earliest` until just before `latest`, on `days` that are no holiday. Since 0.2.

    All of it is by the reader's clock and calendar.

    >>> from datetime import UTC, datetime, time
    >>> from moonwalk.api.sending_hours import SendingHours
    >>> office = SendingHours(time(8), time(20))
    >>> friday_night = datetime(2027, 3, 5, 22, tzinfo=UTC)
    >>> f"{office.next_from(friday_night, UTC):%A %H:%M}"
    'Monday 08:00'
    >>> f"{office.last_until(friday_night, UTC):%A %H:%M}"
    'Friday 19:00'
    """

    earliest: time
    latest: time
    days: SendingDays = "workdays"
    holidays: frozenset[date] = frozenset()

    def suit(self, moment: datetime, zone: tzinfo) -> bool:
        """Whether a message may arrive at a moment where this is the reader's zone."""
        local = moment.astimezone(zone)
        return self._is_open(local.date()) and self.earliest <= local.time() < self.latest

    def next_from(self, moment: datetime, zone: tzinfo) -> datetime:
        """The first moment from this one on at which a message may arrive, in UTC."""
        moment = moment.astimezone(UTC)
        if self.suit(moment, zone):
            return moment
        return next(
            opens for opens in self._openings(moment, zone) if opens > moment and self.suit(opens, zone)
        )

    def last_until(self, moment: datetime, zone: tzinfo) -> datetime:
        """This moment, or else one an hour before the last close ahead of it, in UTC.

        With that hour there is time to send what was put off.
        """
        moment = moment.astimezone(UTC)
        if self.suit(moment, zone):
            return moment
        day = moment.astimezone(zone).date()
        while True:
            closing = datetime.combine(day, self.latest, zone).astimezone(UTC) - timedelta(hours=1)
            if closing <= moment and self.suit(closing, zone):
                return closing
            day -= timedelta(days=1)

    def _openings(self, moment: datetime, zone: tzinfo) -> Iterator[datetime]:
        day = moment.astimezone(zone).date()
        while True:
            # Where the clocks go back, this time comes twice; and where they go forward it may not come
            # at all, which `astimezone` answers with the moment as far into the day as it would have been.
            for fold in (0, 1):
                yield datetime.combine(day, self.earliest, zone).replace(fold=fold).astimezone(UTC)
            day += timedelta(days=1)

    def _is_open(self, day: date) -> bool:
        return day not in self.holidays and (self.days == "every day" or day.weekday() < 5)
