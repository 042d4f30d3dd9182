"""Before a challenge begins, and when it or its last week does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta, tzinfo
from typing import ClassVar, Final

from moonwalk.api.fields import ClockTime
from moonwalk.api.language import long_day, speaking
from moonwalk.api.notices import CalendarDate, Notice, NoticeContext, NoticeRule, WeekInfo
from moonwalk_plugins.notices.instants import every_day, first_after, first_from, is_due, people_by_zone
from moonwalk_plugins.notices.sentences import COMMON, common_values

_AT_EIGHT: Final = every_day(8)
_AT_NINE: Final = every_day(9)
_AT_FOUR: Final = every_day(16)
_DAY: Final = timedelta(days=1)


class ChallengeAnnounced(NoticeRule):
    """The challenge is announced: on the morning after its launch."""

    name: ClassVar[str] = "challenge_announced"
    placeholders: ClassVar[tuple[str, ...]] = (*COMMON, "start")
    label: ClassVar[str] = "A new challenge"
    subject: ClassVar[str] = "{title} begins soon"
    text: ClassVar[str] = (
        "Hello {first_name},\n\n{title} begins on {start}, and you are invited. {about}\n\n"
        "There is nothing to prepare. You will hear from us again when it starts."
    )
    default_at: ClassVar[str] = str(_AT_NINE)

    def notices(self, context: NoticeContext, at: ClockTime | None) -> Iterable[Notice]:
        """One notice for each person, after the launch and before day 1."""
        if not context.weeks or context.launched is None:
            return
        first, launched = context.weeks[0], context.launched
        for zone, people in people_by_zone(context).items():
            due = first_after(launched + timedelta(seconds=1), at or _AT_NINE, zone)
            starts = first_from(first.first, every_day(0), zone)
            if not is_due(context, due) or due >= starts:
                continue
            for person in people:
                with speaking(person.language):
                    values = common_values(context, person, first) | {"start": long_day(first.first)}
                yield Notice(person=person.id, key=self.name, due=due, values=values, expires=starts)


class ChallengeStartsTomorrow(NoticeRule):
    """One day before the challenge starts."""

    name: ClassVar[str] = "challenge_starts_tomorrow"
    placeholders: ClassVar[tuple[str, ...]] = (*COMMON, "start")
    label: ClassVar[str] = "The day before the start"
    subject: ClassVar[str] = "{title} starts tomorrow"
    text: ClassVar[str] = (
        "Hello {first_name},\n\ntomorrow, {start}, is the first day of {title}. Choose a time of day that "
        "suits you, and a place: what is planned happens more easily."
    )
    default_at: ClassVar[str] = str(_AT_FOUR)

    def notices(self, context: NoticeContext, at: ClockTime | None) -> Iterable[Notice]:
        """One notice for each person on the day before day 1; void once that has begun."""
        if not context.weeks:
            return
        first = context.weeks[0]
        for zone, people in people_by_zone(context).items():
            starts = first_from(first.first, every_day(0), zone)
            clock = at or _AT_FOUR
            due = first_from(first.first - _DAY, every_day(clock.hour, clock.minute), zone)
            if not is_due(context, due):
                continue
            for person in people:
                with speaking(person.language):
                    values = common_values(context, person, first) | {"start": long_day(first.first)}
                yield Notice(person=person.id, key=self.name, due=due, values=values, expires=starts)


class ChallengeStarts(NoticeRule):
    """On the first day of the challenge."""

    name: ClassVar[str] = "challenge_starts"
    carries_safety: ClassVar[bool] = True
    placeholders: ClassVar[tuple[str, ...]] = COMMON
    label: ClassVar[str] = "The first day"
    subject: ClassVar[str] = "{title} starts today"
    text: ClassVar[str] = (
        "Hello {first_name},\n\ntoday is the first day of {title}. Every day counts on its own, "
        "so start small and at your own pace.\n\n"
        "What you do in week {week} can be logged until {deadline}.\n\nEnjoy it!"
    )
    default_at: ClassVar[str] = str(_AT_EIGHT)

    def notices(self, context: NoticeContext, at: ClockTime | None) -> Iterable[Notice]:
        """One notice for each person, at a time of day in that person's zone; worthless a day later."""
        if context.weeks:
            week = context.weeks[0]
            date = CalendarDate(title=context.title, starts=week.first, ends=week.first)
            yield from _of_week(context, week, f"{self.name}/week-1", _in_morning(week, at), (date,))


class LastWeek(NoticeRule):
    """The last week begins."""

    name: ClassVar[str] = "last_week"
    placeholders: ClassVar[tuple[str, ...]] = COMMON
    label: ClassVar[str] = "The last week begins"
    subject: ClassVar[str] = "The last week of {title}"
    text: ClassVar[str] = (
        "Hello {first_name},\n\nthe last week of {title} begins today. Whatever the weeks before were like, "
        "this one counts like every other.\n\nIt can be logged until {deadline}."
    )
    default_at: ClassVar[str] = str(_AT_EIGHT)

    def notices(self, context: NoticeContext, at: ClockTime | None) -> Iterable[Notice]:
        """One notice for each person on the first day of the last week, where there is another before it."""
        if len(context.weeks) > 1:
            week = context.weeks[-1]
            yield from _of_week(context, week, f"{self.name}/week-{week.number}", _in_morning(week, at))


def _in_morning(week: WeekInfo, at: ClockTime | None) -> Callable[[tzinfo], datetime]:
    return lambda zone: first_from(week.first, at or _AT_EIGHT, zone)


def _of_week(
    context: NoticeContext,
    week: WeekInfo,
    key: str,
    due_in: Callable[[tzinfo], datetime],
    dates: tuple[CalendarDate, ...] = (),
) -> Iterator[Notice]:
    """Yield a notice for each person about a week, worthless a day later."""
    for zone, people in people_by_zone(context).items():
        due = due_in(zone)
        if not is_due(context, due):
            continue
        for person in people:
            with speaking(person.language):
                values = common_values(context, person, week)
            yield Notice(person=person.id, key=key, due=due, values=values, expires=due + _DAY, dates=dates)
