"""When a week closes, and how it was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import ClassVar, Final

from moonwalk.api.fields import ClockTime
from moonwalk.api.language import number, speaking
from moonwalk.api.notices import CalendarDate, Notice, NoticeContext, NoticeRule, PersonInfo, WeekInfo
from moonwalk_plugins.notices.instants import (
    every_day,
    first_after,
    in_time,
    is_due,
    last_before,
    people_by_zone,
)
from moonwalk_plugins.notices.many import of_everyone, of_team, place_of
from moonwalk_plugins.notices.sentences import (
    COMMON,
    TEXTS,
    closes_first,
    common_values,
    days_and_points,
    deadline,
    held,
    named,
)

_AHEAD: Final = timedelta(hours=24)
_GONE: Final = 14
_QUARTER: Final = timedelta(minutes=15)
_RECAP_AT: Final = ClockTime(days=(2,), hour=9, minute=0)  # a Wednesday
_RECAP_KEEPS: Final = timedelta(days=3)


class WeekClosesSoon(NoticeRule):
    """Before a week closes: 24 hours, or at a given time.

    Who has logged nothing for two weeks is not reminded any more.
    """

    name: ClassVar[str] = "week_closes_soon"
    placeholders: ClassVar[tuple[str, ...]] = (*COMMON, "days", "points", "so_far")
    label: ClassVar[str] = "A week closes soon"
    subject: ClassVar[str] = "Week {week} of {title} closes soon"
    text: ClassVar[str] = (
        "Hello {first_name},\n\n{so_far} If there is something to add to week {week}, "
        "you can log it until {deadline}.\n\nNothing to add? Then all is well."
    )

    def notices(self, context: NoticeContext, at: ClockTime | None) -> Iterable[Notice]:
        """One notice for each person and week, unless all of its days are logged; void once it closes."""
        for zone, people in people_by_zone(context).items():
            for week in context.weeks:
                closes, together = closes_first(week), _closing_together(context, week)
                due = last_before(closes, at, zone) if at else closes - _AHEAD
                due = in_time(context, due, closes, zone)
                if not is_due(context, due) or week != together[-1]:
                    continue
                for person in people:
                    missing = any(person.days.get(each.number, 0) < _days_of(each) for each in together)
                    if missing and not _has_gone(person, due.astimezone(zone).date()):
                        with speaking(person.language):
                            values, date = self._values(context, person, week), _closing(context, week)
                        key = f"{self.name}/week-{week.number}"
                        yield Notice(
                            person=person.id, key=key, due=due, values=values, expires=closes, dates=(date,)
                        )

    def _values(self, context: NoticeContext, person: PersonInfo, week: WeekInfo) -> dict[str, str]:
        days, points = person.days.get(week.number, 0), person.points.get(week.number, 0)
        values = common_values(context, person, week)
        return values | {"days": number(days), "points": number(points), "so_far": _so_far(days, week)}


def _closing(context: NoticeContext, week: WeekInfo) -> CalendarDate:
    """The closing of a week for the calendar: the last quarter of an hour before it."""
    closes = closes_first(week)
    title = TEXTS.gettext("Week {week} of {title} closes").format(week=week.number, title=context.title)
    return CalendarDate(title=title, starts=closes - _QUARTER, ends=closes)


def _closing_together(context: NoticeContext, week: WeekInfo) -> Sequence[WeekInfo]:
    """The week, or all weeks where all of them stay open until the end: one reminder is enough for these."""
    weeks = [each for each in context.weeks if closes_first(each) == closes_first(week)]
    return weeks if week.over else [week]


def _days_of(week: WeekInfo) -> int:
    """How many days a week has."""
    return (week.last - week.first).days + 1


def _has_gone(person: PersonInfo, today: date) -> bool:
    """Whether somebody has logged nothing on the last 14 days on which something was asked of them."""
    asked = [day for day in person.due_days if day < today][-_GONE:]
    return len(asked) == _GONE and not set(asked) & set(person.logged_days)


def _so_far(days: int, week: WeekInfo) -> str:
    """What to say about the days logged. Nobody is told that there are none."""
    if days == 0:
        sentence = TEXTS.gettext("Week {week} is still open, and one day is as good a start as any.")
        return sentence.format(week=week.number)
    sentence = TEXTS.ngettext(
        "You have logged {days} day of week {week}. Well done!",
        "You have logged {days} days of week {week}. Well done!",
        days,
    )
    return sentence.format(days=number(days), week=week.number)


class WeeklyRecap(NoticeRule):
    """After a week has closed, or is over where its days stay open for longer: the week in numbers.

    With `to: teams` each member reads how their team came out, and with `to: organisers` they read how many
    took part.
    """

    name: ClassVar[str] = "weekly_recap"
    placeholders: ClassVar[tuple[str, ...]] = (
        *COMMON,
        "days",
        "points",
        "level",
        "badge",
        "in_numbers",
        "outlook",
        "heading",
    )
    label: ClassVar[str] = "Weekly recap"
    subject: ClassVar[str] = "{heading}"
    text: ClassVar[str] = "Hello {first_name},\n\n{in_numbers}\n\n{outlook}"
    default_at: ClassVar[str] = str(_RECAP_AT)
    addressees: ClassVar[tuple[str, ...]] = ("people", "teams", "organisers")

    def notices(self, context: NoticeContext, at: ClockTime | None) -> Iterable[Notice]:
        """One notice for each person and week; three days later it is old news."""
        readers = context.organisers if context.to == "organisers" else context.people
        # Of teams only what was published when the week closed is told.
        together = context.to == "teams"
        for zone, people in people_by_zone(replace(context, people=readers)).items():
            for week in context.weeks:
                over = week.closes if together else week.over or week.closes
                due = first_after(over, _recap_at(context, week, at or _RECAP_AT), zone)
                if not is_due(context, due):
                    continue
                # So that a file can have one of these notices for each of them.
                kind = "" if context.to == "people" else f"/{context.to}"
                key, expires = f"{self.name}{kind}/week-{week.number}", due + _RECAP_KEEPS
                words = _RecapWords(context, week)
                for person in people:
                    if together and not place_of(context, person, week):
                        continue
                    values = words.of(person)
                    yield Notice(person=person.id, key=key, due=due, values=values, expires=expires)


class _RecapWords:
    """The values of a recap of one week, in which what many readers have in common is worded once."""

    def __init__(self, context: NoticeContext, week: WeekInfo) -> None:
        self._context, self._week = context, week
        self._upcoming = next((each for each in context.weeks if each.number == week.number + 1), None)
        self._in_common: dict[tuple[object, ...], dict[str, str]] = {}

    def of(self, person: PersonInfo) -> dict[str, str]:
        """What one reader is told."""
        days, points = person.days.get(self._week.number, 0), person.points.get(self._week.number, 0)
        badges = person.badges.get(self._week.number, ())
        team = person.team if self._context.to == "teams" else ""
        # What prints alike is worded alike: points may have decimals.
        key = (person.language, days, str(points), badges, team, bool(person.first_name))
        if key not in self._in_common:
            with speaking(person.language):
                self._in_common[key] = self._values(person, days, points, badges)
        values = self._in_common[key].copy()
        values["team"] = person.team
        if person.first_name:
            values["first_name"] = person.first_name
        return values

    def _values(self, person: PersonInfo, days: int, points: int, badges: Sequence[str]) -> dict[str, str]:
        context, week, upcoming = self._context, self._week, self._upcoming
        values = common_values(context, person, week)
        values |= {"days": number(days), "points": number(points)}
        match context.to:
            case "teams":
                heading = TEXTS.gettext("Week {week} of {title}: your team")
                values["in_numbers"] = of_team(context, person, week)
            case "organisers":
                heading = TEXTS.gettext("Week {week} of {title}: everyone")
                values["in_numbers"] = of_everyone(context, week)
            case _:
                heading = TEXTS.gettext("Your week {week} of {title}")
                values["in_numbers"] = _in_numbers(days, points, week, week == context.weeks[-1])
        values["heading"] = heading.format(week=week.number, title=context.title)
        # A level is a badge that the next one takes the place of, so both words tell what is held now.
        values["level"] = values["badge"] = held(badges)
        # A team's recap comes with one's own, which says what is next.
        values["outlook"] = "" if context.to == "teams" else _outlook(context, upcoming, person)
        if upcoming:
            values["deadline"] = deadline(context, upcoming, person)
        return values


def _recap_at(context: NoticeContext, week: WeekInfo, at: ClockTime) -> ClockTime:
    """When the recap of a week is due. After the last one nobody waits for the weekday to come again."""
    return every_day(at.hour, at.minute) if week == context.weeks[-1] else at


def _in_numbers(days: int, points: int, week: WeekInfo, last: bool) -> str:
    """The week in numbers. Where there are none, it says what is still possible instead."""
    if days == 0 and last:
        return TEXTS.gettext("Week {week} is over.").format(week=week.number)
    if days == 0:
        sentence = TEXTS.gettext("Week {week} is over. A new week is a fresh start, whenever it suits you.")
        return sentence.format(week=week.number)
    # Days that stay open for longer may still change the numbers.
    sentence = TEXTS.gettext("In {week} {done} so far.") if week.over else TEXTS.gettext("In {week} {done}.")
    return sentence.format(week=named(week), done=days_and_points(days, points))


def _outlook(context: NoticeContext, week: WeekInfo | None, person: PersonInfo) -> str:
    """What comes next: the week that is open now, or thanks at the end."""
    if week is None:
        sentence = TEXTS.gettext("That was the last week of {title}. Thank you for being part of it.")
        return sentence.format(title=context.title)
    sentence = TEXTS.gettext("Now it is {week}, which can be logged until {deadline}.")
    return sentence.format(week=named(week), deadline=deadline(context, week, person))
