"""What is worth telling people: the start, a deadline that comes near, the week that was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import ClassVar, Final
from zoneinfo import ZoneInfo

from moonwalk.api import hookimpl
from moonwalk.api.fields import ClockTime
from moonwalk.api.notices import CalendarDate, Notice, NoticeContext, NoticeRule, PersonInfo, WeekInfo

COMMON: Final = ("first_name", "team", "title", "about", "week", "weeks", "theme", "message", "deadline")
_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_START_AT: Final = ClockTime(days=tuple(range(7)), hour=8, minute=0)
_START_KEEPS: Final = timedelta(days=1)
_AHEAD: Final = timedelta(hours=24)
_QUARTER: Final = timedelta(minutes=15)
_RECAP_AT: Final = ClockTime(days=(2,), hour=9, minute=0)  # a Wednesday
_RECAP_KEEPS: Final = timedelta(days=3)


class ChallengeStarts(NoticeRule):
    """On the first day of the challenge."""

    name: ClassVar[str] = "challenge_starts"
    carries_safety: ClassVar[bool] = True
    placeholders: ClassVar[tuple[str, ...]] = COMMON
    subject: ClassVar[str] = "{title} starts today"
    text: ClassVar[str] = (
        "Hello {first_name},\n\ntoday is the first day of {title}. Every day counts on its own, "
        "so start small and at your own pace.\n\n"
        "What you do in week {week} can be logged until {deadline}.\n\nEnjoy it!"
    )
    default_at: ClassVar[str] = str(_START_AT)

    def notices(self, context: NoticeContext, at: ClockTime | None) -> Iterable[Notice]:
        """One notice for each person, at a time of day in that person's zone; worthless a day later."""
        if not context.weeks:
            return
        week = context.weeks[0]
        for zone, people in people_by_zone(context).items():
            due = first_from(week.first, at or _START_AT, zone)
            if not is_due(context, due):
                continue
            for person in people:
                values = common_values(context, person, week)
                yield Notice(
                    person=person.id,
                    key="challenge_starts/week-1",
                    due=due,
                    values=values,
                    expires=due + _START_KEEPS,
                    dates=(CalendarDate(title=context.title, starts=week.first, ends=week.first),),
                )


class WeekClosesSoon(NoticeRule):
    """Before a week closes: 24 hours, or at a given time."""

    name: ClassVar[str] = "week_closes_soon"
    placeholders: ClassVar[tuple[str, ...]] = (*COMMON, "days", "points", "so_far")
    subject: ClassVar[str] = "Week {week} of {title} closes soon"
    text: ClassVar[str] = (
        "Hello {first_name},\n\n{so_far} If there is something to add to week {week}, "
        "you can log it until {deadline}.\n\nNothing to add? Then all is well."
    )

    def notices(self, context: NoticeContext, at: ClockTime | None) -> Iterable[Notice]:
        """One notice for each person and week, unless all of its days are logged; void once it closes."""
        for zone, people in people_by_zone(context).items():
            for week in context.weeks:
                closes, together = closes_first(week), closing_together(context, week)
                due = last_before(closes, at, zone) if at else closes - _AHEAD
                if not is_due(context, due) or week != together[-1]:
                    continue
                for person in people:
                    days, points = person.days.get(week.number, 0), person.points.get(week.number, 0)
                    if not any(person.days.get(each.number, 0) < days_of(each) for each in together):
                        continue
                    values = common_values(context, person, week)
                    values |= {"days": str(days), "points": str(points), "so_far": so_far(days)}
                    yield Notice(
                        person=person.id,
                        key=f"{self.name}/week-{week.number}",
                        due=due,
                        values=values,
                        expires=closes,
                        dates=(closing(context, week),),
                    )


def closes_first(week: WeekInfo) -> datetime:
    """When days of a week first close, of those that are open when it is over."""
    return week.first_closes or week.closes


def closing(context: NoticeContext, week: WeekInfo) -> CalendarDate:
    """The closing of a week for the calendar: the last quarter of an hour before it."""
    closes = closes_first(week)
    title = f"Week {week.number} of {context.title} closes"
    return CalendarDate(title=title, starts=closes - _QUARTER, ends=closes)


def closing_together(context: NoticeContext, week: WeekInfo) -> Sequence[WeekInfo]:
    """The week, or all weeks where all of them stay open until the end: one reminder is enough for these."""
    weeks = [each for each in context.weeks if closes_first(each) == closes_first(week)]
    return weeks if week.over else [week]


def days_of(week: WeekInfo) -> int:
    """How many days a week has."""
    return (week.last - week.first).days + 1


def so_far(days: int) -> str:
    """What to say about the days logged. Nobody is told that there are none."""
    if days == 0:
        return "The week is still open, and one day is as good a start as any."
    return f"You have logged {counted(days, 'day')} this week. Well done!"


class WeeklyRecap(NoticeRule):
    """After a week has closed, or is over where its days stay open for longer: the week in numbers."""

    name: ClassVar[str] = "weekly_recap"
    placeholders: ClassVar[tuple[str, ...]] = (
        *COMMON,
        "days",
        "points",
        "level",
        "badge",
        "in_numbers",
        "outlook",
    )
    subject: ClassVar[str] = "Your week {week} of {title}"
    text: ClassVar[str] = "Hello {first_name},\n\n{in_numbers}\n\n{outlook}"
    default_at: ClassVar[str] = str(_RECAP_AT)

    def notices(self, context: NoticeContext, at: ClockTime | None) -> Iterable[Notice]:
        """One notice for each person and week; three days later it is old news."""
        for zone, people in people_by_zone(context).items():
            for week in context.weeks:
                due = first_after(week.over or week.closes, at or _RECAP_AT, zone)
                if not is_due(context, due):
                    continue
                for person in people:
                    values = self._values(context, person, week)
                    key = f"{self.name}/week-{week.number}"
                    yield Notice(
                        person=person.id, key=key, due=due, values=values, expires=due + _RECAP_KEEPS
                    )

    def _values(self, context: NoticeContext, person: PersonInfo, week: WeekInfo) -> dict[str, str]:
        days, points = person.days.get(week.number, 0), person.points.get(week.number, 0)
        values = common_values(context, person, week)
        values |= {"days": str(days), "points": str(points), "in_numbers": in_numbers(days, points, week)}
        # A level is a badge that the next one takes the place of, so both words tell what is held now.
        values["level"] = values["badge"] = held(person.badges.get(week.number, ()))
        upcoming = next((other for other in context.weeks if other.number == week.number + 1), None)
        values["outlook"] = outlook(context, upcoming)
        if upcoming:
            values["deadline"] = deadline(upcoming, context.timezone)
        return values


def in_numbers(days: int, points: int, week: WeekInfo) -> str:
    """The week in numbers. Where there are none, it says what is still possible instead."""
    if days == 0:
        return f"Week {week.number} is over. A new week is a fresh start, whenever it suits you."
    yet = " so far" if week.over else ""
    done = f"you were active on {counted(days, 'day')} and earned {counted(points, 'point')}"
    return f"In {named(week)} {done}{yet}."


def held(badges: Sequence[str]) -> str:
    """The badges and levels somebody has, or that there are none yet."""
    return " and ".join(badges) or "no badge yet"


def outlook(context: NoticeContext, week: WeekInfo | None) -> str:
    """What comes next: the week that is open now, or thanks at the end."""
    if week is None:
        return f"That was the last week of {context.title}. Thank you for being part of it."
    until = deadline(week, context.timezone)
    return f"Now it is {named(week)}, which can be logged until {until}."


def common_values(context: NoticeContext, person: PersonInfo, week: WeekInfo) -> dict[str, str]:
    """The values of `COMMON` for one person and week."""
    return {
        "first_name": person.first_name or "there",
        "team": person.team,
        "title": context.title,
        "about": context.about,
        "week": str(week.number),
        "weeks": str(len(context.weeks)),
        "theme": week.theme,
        "message": week.message,
        "deadline": deadline(week, context.timezone),
    }


def deadline(week: WeekInfo, timezone: str) -> str:
    """When a week first closes, on the challenge's clock and with its zone: recipients may live by another.

    With its date, where it may be weeks ahead.
    """
    closes = closes_first(week)
    try:
        local, zone = closes.astimezone(ZoneInfo(timezone)), timezone
    except (ValueError, KeyError, OSError):
        local, zone = closes.astimezone(UTC), "UTC"
    day = f"{_WEEKDAYS[local.weekday()]}, {local.date()}" if week.over else _WEEKDAYS[local.weekday()]
    return f"{day} {local:%H:%M} ({zone})"


def counted(number: int, noun: str) -> str:
    """`1 day`, `4 days`."""
    return f"{number} {noun}{'' if str(number) == '1' else 's'}"


def named(week: WeekInfo) -> str:
    """`week 2`, or `week 2 (Longer strides)`."""
    return f"week {week.number} ({week.theme})" if week.theme else f"week {week.number}"


def people_by_zone(context: NoticeContext) -> Mapping[tzinfo, Sequence[PersonInfo]]:
    """The people by their time zone; the challenge's where they have none, or one that is not known."""
    zones: dict[str, tzinfo] = {}
    people: dict[tzinfo, list[PersonInfo]] = {}
    for person in context.people:
        if person.timezone not in zones:
            zones[person.timezone] = _zone(person.timezone) or _zone(context.timezone) or UTC
        people.setdefault(zones[person.timezone], []).append(person)
    return people


def is_due(context: NoticeContext, due: datetime) -> bool:
    """Whether an instant fell after the last tick and not after this one."""
    return context.since < due <= context.now


def instant(day: date, at: ClockTime, zone: tzinfo) -> datetime:
    """A time of a civil day. One that the clock skips falls as much later; one that comes twice, first."""
    return datetime.combine(day, time(at.hour, at.minute), zone).astimezone(UTC)


def first_from(day: date, at: ClockTime, zone: tzinfo) -> datetime:
    """The first such context on or after a civil day."""
    days = (day + timedelta(days=ahead) for ahead in range(7))
    return next(instant(each, at, zone) for each in days if each.weekday() in at.days)


def first_after(context: datetime, at: ClockTime, zone: tzinfo) -> datetime:
    """The first such context at or after an instant."""
    start = context.astimezone(zone).date()
    days = (start + timedelta(days=ahead) for ahead in range(-1, 9))
    moments = (instant(each, at, zone) for each in days if each.weekday() in at.days)
    return next(each for each in moments if each >= context)


def last_before(context: datetime, at: ClockTime, zone: tzinfo) -> datetime:
    """The last such context before an instant."""
    start = context.astimezone(zone).date()
    days = (start - timedelta(days=back) for back in range(-1, 9))
    moments = (instant(each, at, zone) for each in days if each.weekday() in at.days)
    return next(each for each in moments if each < context)


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ValueError, KeyError, OSError):
        return None


@hookimpl
def moonwalk_notices() -> Iterable[type[NoticeRule]]:
    """The start, the deadline of a week, the recap of a week."""
    return (ChallengeStarts, WeekClosesSoon, WeeklyRecap)
