"""Until when days can be logged, in words: each day's deadline, the rule behind it, and the next one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from moonwalk.api.amount_words import clock_text, duration_text
from moonwalk.api.language import Catalogue, clock_time, numeric_day, weekday
from moonwalk.api.values import DaysLater, EndOfChallenge
from moonwalk.scoring.calendar import Calendar, moment
from moonwalk.services.views import Deadline
from moonwalk.services.wording import last_moment

_TEXTS: Final = Catalogue(__name__)

_DAY_AFTER_DAY: Final = -1
"""In place of the instant at which a stretch of days closes, where each of them has its own."""


def closing_moment(calendar: Calendar, day: date) -> str:
    """`Tuesday, 2027-01-12 12:00 (Europe/Berlin)`: when entries for a day are last on time."""
    closes = _closing(calendar, day)
    on = f"{weekday(closes.date())}, {numeric_day(closes.date())}"
    return _TEXTS.gettext("{day} {time} ({zone})").format(
        day=on, time=clock_time(closes.time()), zone=calendar.zone
    )


def closing_in_words(calendar: Calendar, day: date) -> str:
    """`Tuesday, 12 January 2027, 12:00 (Europe/Berlin)`: `closing_moment` with its day spelt out."""
    closes = last_moment(_closing(calendar, day))
    return _TEXTS.fill("{moment} ({zone})", moment=closes, zone=calendar.zone)


def closing_rule(calendar: Calendar, day: date) -> str:
    """Why a day closes when it does: `a week closes on the first Tuesday 12:00 after its last day`."""
    at, grace = calendar.index(day), duration_text(calendar.final_grace)
    if calendar.scheduled[at] < calendar.launched:
        said = _TEXTS.gettext("what had closed before the launch stayed open for {hours} after it")
        return said.format(hours=grace)
    if isinstance(calendar.log_until, EndOfChallenge):
        said = _TEXTS.gettext("every day stays open until {hours} after the end of the challenge")
        return said.format(hours=grace)
    if calendar.scheduled[at] == calendar.end_of_grace:
        said = _TEXTS.gettext("the last days stay open until {hours} after the end of the challenge")
        return said.format(hours=grace)
    if isinstance(calendar.log_until, DaysLater):
        later = _TEXTS.ngettext(
            "a day stays open until the end of the day {days} day later",
            "a day stays open until the end of the day {days} days later",
            calendar.log_until.days,
        )
        return later.format(days=calendar.log_until.days)
    said = _TEXTS.gettext("a week closes on the first {moment} after its last day")
    return said.format(moment=clock_text(calendar.log_until))


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
    begins, ends = numeric_day(first), numeric_day(last)
    span = begins if first == last else _TEXTS.fill("{first} to {last}", first=begins, last=ends)
    closes, last_closes = closing_moment(calendar, first), closing_moment(calendar, last)
    if not isinstance(calendar.log_until, DaysLater) or closes == last_closes:
        return _TEXTS.fill("{days} can be logged until {moment}", days=span, moment=closes)
    return _TEXTS.fill_counted(
        "{days} can be logged until the end of the day {later} day later: {first} until {closes}, {last} "
        "until {last_closes}",
        "{days} can be logged until the end of the day {later} days later: {first} until {closes}, {last} "
        "until {last_closes}",
        calendar.log_until.days,
        days=span,
        later=calendar.log_until.days,
        first=begins,
        closes=closes,
        last=ends,
        last_closes=last_closes,
    )


def _closes_by_itself(calendar: Calendar, day: date) -> bool:
    """Whether a day closes at the end of a day of its own, and with no other."""
    scheduled = int(calendar.scheduled[calendar.index(day)])
    return isinstance(calendar.log_until, DaysLater) and not (
        scheduled < calendar.launched or scheduled == calendar.end_of_grace
    )


def _closing(calendar: Calendar, day: date) -> datetime:
    """When entries for a day are last on time, on the challenge's clock."""
    return moment(_closes(calendar, day)).astimezone(ZoneInfo(calendar.zone))


def _closes(calendar: Calendar, day: date) -> int:
    return int(calendar.closes[calendar.index(day)])
