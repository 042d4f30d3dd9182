"""Times of day in people's own time zones, as instants (UTC)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from moonwalk.api import ClockTime, Moment, PersonInfo


def people_by_zone(moment: Moment) -> Mapping[tzinfo, Sequence[PersonInfo]]:
    """The people by their time zone; the challenge's where they have none, or one that is not known."""
    zones: dict[str, tzinfo] = {}
    people: dict[tzinfo, list[PersonInfo]] = {}
    for person in moment.people:
        if person.timezone not in zones:
            zones[person.timezone] = _zone(person.timezone) or _zone(moment.timezone) or UTC
        people.setdefault(zones[person.timezone], []).append(person)
    return people


def is_due(moment: Moment, due: datetime) -> bool:
    """Whether an instant fell after the last tick and not after this one."""
    return moment.since < due <= moment.now


def instant(day: date, at: ClockTime, zone: tzinfo) -> datetime:
    """A time of a civil day. One that the clock skips falls as much later; one that comes twice, first."""
    return datetime.combine(day, time(at.hour, at.minute), zone).astimezone(UTC)


def first_from(day: date, at: ClockTime, zone: tzinfo) -> datetime:
    """The first such moment on or after a civil day."""
    days = (day + timedelta(days=ahead) for ahead in range(7))
    return next(instant(each, at, zone) for each in days if each.weekday() in at.days)


def first_after(moment: datetime, at: ClockTime, zone: tzinfo) -> datetime:
    """The first such moment at or after an instant."""
    start = moment.astimezone(zone).date()
    days = (start + timedelta(days=ahead) for ahead in range(-1, 9))
    moments = (instant(each, at, zone) for each in days if each.weekday() in at.days)
    return next(each for each in moments if each >= moment)


def last_before(moment: datetime, at: ClockTime, zone: tzinfo) -> datetime:
    """The last such moment before an instant."""
    start = moment.astimezone(zone).date()
    days = (start - timedelta(days=back) for back in range(-1, 9))
    moments = (instant(each, at, zone) for each in days if each.weekday() in at.days)
    return next(each for each in moments if each < moment)


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ValueError, KeyError, OSError):
        return None
