"""Until when days can be logged, in words: each day's deadline, the rule behind it, and the next one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from moonwalk.api.values import DaysLater, EndOfChallenge
from moonwalk.definitions.field_types import DurationKind
from moonwalk.scoring.calendar import Calendar, moment
from moonwalk.services.views import Deadline

_DAY_AFTER_DAY: Final = -1
"""In place of the instant at which a stretch of days closes, where each of them has its own."""


def closing_moment(calendar: Calendar, day: date) -> str:
    """`Tuesday, 2027-01-12 12:00 (Europe/Berlin)`: when entries for a day are last on time."""
    closes = moment(_closes(calendar, day)).astimezone(ZoneInfo(calendar.zone))
    return f"{closes:%A, %Y-%m-%d %H:%M} ({calendar.zone})"


def closing_rule(calendar: Calendar, day: date) -> str:
    """Why a day closes when it does: `a week closes on the first Tuesday 12:00 after its last day`."""
    at, grace = calendar.index(day), DurationKind().show(calendar.final_grace)
    if calendar.scheduled[at] < calendar.launched:
        return f"what had closed before the launch stayed open for {grace} after it"
    if isinstance(calendar.log_until, EndOfChallenge):
        return f"every day stays open until {grace} after the end of the challenge"
    if calendar.scheduled[at] == calendar.end_of_grace:
        return f"the last days stay open until {grace} after the end of the challenge"
    if isinstance(calendar.log_until, DaysLater):
        return f"a day stays open until the end of the day {calendar.log_until}"
    return f"a week closes on the first {calendar.log_until} after its last day"


def deadlines(calendar: Calendar) -> tuple[str, ...]:
    """Until when all days can be logged: a sentence for the days that close together, or day after day."""

    def closing(day: date) -> int:
        return _DAY_AFTER_DAY if _closes_by_itself(calendar, day) else _closes(calendar, day)

    return tuple(_sentence(calendar, tuple(days)) for _, days in groupby(calendar.dates, closing))


def next_deadline(calendar: Calendar, now: int) -> Deadline | None:
    """Which of the days that have begun close next, and when; None where none can be logged."""
    begun = np.arange(calendar.length) <= calendar.index(calendar.today(now))
    still = begun & (calendar.settles >= now)
    if not still.any():
        return None
    closes = calendar.settles[still].min()
    days = np.flatnonzero(still & (calendar.settles == closes)).tolist()
    return Deadline(
        first=calendar.dates[days[0]],
        last=calendar.dates[days[-1]],
        closes=moment(int(closes)).astimezone(ZoneInfo(calendar.zone)),
        zone=calendar.zone,
    )


def _sentence(calendar: Calendar, days: Sequence[date]) -> str:
    first, last = days[0], days[-1]
    span = f"{first}" if first == last else f"{first} to {last}"
    if _closes(calendar, first) == _closes(calendar, last):
        return f"{span} can be logged until {closing_moment(calendar, first)}"
    return (
        f"{span} can be logged until the end of the day {calendar.log_until}: {first} until "
        f"{closing_moment(calendar, first)}, {last} until {closing_moment(calendar, last)}"
    )


def _closes_by_itself(calendar: Calendar, day: date) -> bool:
    """Whether a day closes at the end of a day of its own, and with no other."""
    scheduled = int(calendar.scheduled[calendar.index(day)])
    return isinstance(calendar.log_until, DaysLater) and not (
        scheduled < calendar.launched or scheduled == calendar.end_of_grace
    )


def _closes(calendar: Calendar, day: date) -> int:
    return int(calendar.closes[calendar.index(day)])
