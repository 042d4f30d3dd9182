"""When something is due: times of civil days, in the zones in which people live."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from moonwalk.api.fields import ClockTime
from moonwalk.api.notices import NoticeContext, PersonInfo

EVERY_DAY: Final = tuple(range(7))


def every_day(hour: int, minute: int = 0) -> ClockTime:
    """A time of every day."""
    return ClockTime(days=EVERY_DAY, hour=hour, minute=minute)


def people_by_zone(context: NoticeContext) -> Mapping[tzinfo, Sequence[PersonInfo]]:
    """The people by their time zone; the challenge's where they have none, or one that is not known."""
    zones: dict[str, tzinfo] = {}
    people: dict[tzinfo, list[PersonInfo]] = {}
    for person in context.people:
        if person.timezone not in zones:
            zones[person.timezone] = zone_named(person.timezone) or zone_named(context.timezone) or UTC
        people.setdefault(zones[person.timezone], []).append(person)
    return people


def is_due(context: NoticeContext, due: datetime) -> bool:
    """Whether an instant fell after the last tick and not after this one."""
    return context.since < due <= context.now


def instant(day: date, at: ClockTime, zone: tzinfo) -> datetime:
    """A time of a civil day. One that the clock skips falls as much later; one that comes twice, first."""
    return datetime.combine(day, time(at.hour, at.minute), zone).astimezone(UTC)


def dues_between(context: NoticeContext, at: ClockTime, zone: tzinfo) -> Sequence[tuple[date, datetime]]:
    """Every time `at` that fell due since the last tick, with its civil day."""
    first, last = (each.astimezone(zone).date() for each in (context.since, context.now))
    days = (first + timedelta(days=ahead) for ahead in range((last - first).days + 1))
    moments = ((each, instant(each, at, zone)) for each in days if each.weekday() in at.days)
    return [(day, due) for day, due in moments if is_due(context, due)]


def first_from(day: date, at: ClockTime, zone: tzinfo) -> datetime:
    """The first such time on or after a civil day."""
    days = (day + timedelta(days=ahead) for ahead in range(7))
    return next(instant(each, at, zone) for each in days if each.weekday() in at.days)


def first_after(moment: datetime, at: ClockTime, zone: tzinfo) -> datetime:
    """The first such time at or after an instant."""
    start = moment.astimezone(zone).date()
    days = (start + timedelta(days=ahead) for ahead in range(-1, 9))
    moments = (instant(each, at, zone) for each in days if each.weekday() in at.days)
    return next(each for each in moments if each >= moment)


def last_before(moment: datetime, at: ClockTime, zone: tzinfo) -> datetime:
    """The last such time before an instant."""
    start = moment.astimezone(zone).date()
    days = (start - timedelta(days=back) for back in range(-1, 9))
    moments = (instant(each, at, zone) for each in days if each.weekday() in at.days)
    return next(each for each in moments if each < moment)


def in_time(context: NoticeContext, due: datetime, deadline: datetime, zone: tzinfo) -> datetime:
    """When a reminder is due: earlier, where it could only be sent after the deadline otherwise."""
    if context.hours is None or context.hours.next_from(due, zone) < deadline:
        return due
    return context.hours.last_until(due, zone)


def zone_named(name: str) -> ZoneInfo | None:
    """A zone of the tz database; None where there is none of this name."""
    try:
        return ZoneInfo(name) if name else None
    except (ValueError, KeyError, OSError):
        return None
