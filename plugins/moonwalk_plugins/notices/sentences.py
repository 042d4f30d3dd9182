"""What several notices say, each in the language that is spoken: deadlines, weeks, days and points."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from typing import Final

from moonwalk.api.language import Catalogue, clock_time, language, listed, long_day, number, weekday
from moonwalk.api.notices import NoticeContext, PersonInfo, WeekInfo
from moonwalk_plugins.notices.instants import zone_named

TEXTS: Final = Catalogue(__name__)
COMMON: Final = ("first_name", "team", "title", "about", "week", "weeks", "theme", "message", "deadline")
"""The placeholders that every notice has."""


def common_values(context: NoticeContext, person: PersonInfo, week: WeekInfo) -> dict[str, str]:
    """The values of `COMMON` for one person and week."""
    return {
        "first_name": person.first_name or TEXTS.gettext("there"),
        "team": person.team,
        "title": context.title,
        "about": context.about,
        "week": str(week.number),
        "weeks": str(len(context.weeks)),
        "theme": week.theme,
        "message": week.message,
        "deadline": deadline(context, week, person),
    }


def deadline(context: NoticeContext, week: WeekInfo, person: PersonInfo) -> str:
    """When a week first closes, on the reader's clock, with the challenge's beside it where that differs.

    Each with its zone, and with its date where it may be weeks ahead. Where days close one by one, and some
    of a week before it is over, no moment would be right for all of them: `3 days after each day`.
    """
    reader_zone = person.timezone if zone_named(person.timezone) else context.timezone
    return _deadline(week, context.timezone, reader_zone, language())


@lru_cache(maxsize=256)
def _deadline(week: WeekInfo, challenge_zone: str, reader_zone: str, _language: str) -> str:
    # Everyone who is told of a week reads this, in a few languages and zones.
    if week.open_days is not None and week.open_days < (week.last - week.first).days:
        later = TEXTS.ngettext("{days} day after each day", "{days} days after each day", week.open_days)
        moment = TEXTS.gettext("{day}, end of the day").format(day=later.format(days=number(week.open_days)))
        return TEXTS.gettext("{moment} ({zone})").format(moment=moment, zone=challenge_zone)
    closes = closes_first(week)
    (set_for, zone), (read_at, readers) = on_clock(closes, challenge_zone), on_clock(closes, reader_zone)
    dated = week.over is not None
    if set_for.utcoffset() == read_at.utcoffset():
        return TEXTS.gettext("{moment} ({zone})").format(moment=_last_moment(set_for, dated), zone=zone)
    return TEXTS.gettext("{moment} ({zone}; {challenge_moment} in {challenge_zone})").format(
        moment=_last_moment(read_at, dated),
        zone=readers,
        challenge_moment=_last_moment(set_for, dated),
        challenge_zone=zone,
    )


def _last_moment(local: datetime, dated: bool) -> str:
    """Until when something can be done: `Tuesday 12:00`, or dated `Tuesday, 17 March 2026, 12:00`."""
    # Midnight belongs to two days; what closes then is open on all of the day before.
    at_midnight = local.time() == time(0)
    last = local.date() - timedelta(days=at_midnight)
    day = long_day(last) if dated else weekday(last)
    if at_midnight:
        return TEXTS.gettext("{day}, end of the day").format(day=day)
    written = TEXTS.gettext("{day}, {time}") if dated else TEXTS.gettext("{weekday} {time}")
    return written.format(day=day, weekday=day, time=clock_time(local.time()))


def on_clock(moment: datetime, timezone: str) -> tuple[datetime, str]:
    """An instant on the clock of a zone, and the name of that; UTC where nobody knows it."""
    zone = zone_named(timezone)
    return (moment.astimezone(zone), timezone) if zone else (moment.astimezone(UTC), "UTC")


def closes_first(week: WeekInfo) -> datetime:
    """When days of a week first close, of those that are open when it is over."""
    return week.first_closes or week.closes


def days_and_points(days: int, points: int) -> str:
    """`you were active on 4 days and earned 46 points`: what somebody did, as a part of a sentence."""
    active = TEXTS.ngettext("you were active on {days} day", "you were active on {days} days", days)
    earned = TEXTS.ngettext("earned {points} point", "earned {points} points", points)
    done = {"active": active.format(days=number(days)), "earned": earned.format(points=number(points))}
    return TEXTS.gettext("{active} and {earned}").format(**done)


def named(week: WeekInfo) -> str:
    """`week 2`, or `week 2 (Longer strides)`."""
    if not week.theme:
        return TEXTS.gettext("week {week}").format(week=week.number)
    return TEXTS.gettext("week {week} ({theme})").format(week=week.number, theme=week.theme)


def held(badges: Sequence[str]) -> str:
    """The badges and levels somebody has, or that there are none yet."""
    return listed(tuple(badges)) or TEXTS.gettext("no badge yet")
