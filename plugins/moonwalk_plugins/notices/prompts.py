"""A kind word to those of whom nothing was heard for some days, and to those who are back.

Trials found that coming back after a miss, where it is welcomed, keeps more people than anything said about
the miss; that a prompt works by naming a day, a time and a place; and that prompts wear off. So they name
these, come further and further apart, and count nothing that was not done.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time, timedelta
from itertools import pairwise, takewhile
from typing import ClassVar, Final

from pydantic import field_validator

from moonwalk.api import FieldError
from moonwalk.api.fields import ClockTime, Days
from moonwalk.api.language import clock_time, number, speaking, weekday
from moonwalk.api.notices import Notice, NoticeContext, NoticeRule, PersonInfo, WeekInfo
from moonwalk_plugins.notices.instants import dues_between, every_day, instant, people_by_zone
from moonwalk_plugins.notices.sentences import COMMON, TEXTS, common_values

_NUDGE_AT: Final = every_day(12)
_QUIET_AT: Final = every_day(10)
_RISK_AT: Final = every_day(17)
_ROWS: Final = (3, 7, 14, 21)
_MIDNIGHT: Final = every_day(0)
_FADING: Final = (3, 7, 14)
"""How many days after the last one that was logged somebody is prompted; later no more."""
_MISSED: Final = 2
"""So many days without an entry, and the next one with some is a return."""
_LATEST_HOUR: Final = 21
_DAY: Final = timedelta(days=1)


class Nudge(NoticeRule):
    """Nothing logged yet today: three days, a week and two weeks after the last day that was.

    It names a time and one of the places that the safety notes of the challenge recommend. Nobody is
    prompted on a day on which the challenge asks nothing of them.
    """

    name: ClassVar[str] = "nudge"
    placeholders: ClassVar[tuple[str, ...]] = (*COMMON, "weekday", "time", "place", "suggestion")
    label: ClassVar[str] = "A suggestion for today"
    subject: ClassVar[str] = "A few minutes on {weekday}?"
    text: ClassVar[str] = (
        "Hello {first_name},\n\nit is {weekday}, and week {week} of {title} is open. {suggestion}\n\n"
        "A few minutes are enough, and any day is a good day to begin again. "
        "It can be logged until {deadline}."
    )
    default_at: ClassVar[str] = str(_NUDGE_AT)

    def notices(self, context: NoticeContext, at: ClockTime | None) -> Iterable[Notice]:
        """One notice for each of the days; void when the day is over."""
        clock = at or _NUDGE_AT
        for zone, people in people_by_zone(context).items():
            for day, due in dues_between(context, clock, zone):
                week = _week_of(context, day)
                if week is None:
                    continue
                ends = instant(day + _DAY, _MIDNIGHT, zone)
                for person in people:
                    if day not in person.due_days or _silent(context, person, day) not in _FADING:
                        continue
                    with speaking(person.language):
                        values = common_values(context, person, week) | _time_and_place(context, day, clock)
                    key = f"{self.name}/{day}"
                    yield Notice(person=person.id, key=key, due=due, values=values, expires=ends)


class StreakAtRisk(NoticeRule):
    """A row is about to break: nothing logged yet today, after a row of 3, 7, 14 or 21 days.

    Between these it says nothing, so that whoever logs in the evening is not written to every day.
    """

    name: ClassVar[str] = "streak_at_risk"
    placeholders: ClassVar[tuple[str, ...]] = (*COMMON, "row", "weekday", "time", "place", "suggestion")
    label: ClassVar[str] = "A row of days about to end"
    subject: ClassVar[str] = "{row} in a row"
    text: ClassVar[str] = (
        "Hello {first_name},\n\nyou have logged {row} in a row. {suggestion}\n\n"
        "And if today is not the day for it: a new row begins with any day."
    )
    default_at: ClassVar[str] = str(_RISK_AT)

    def notices(self, context: NoticeContext, at: ClockTime | None) -> Iterable[Notice]:
        """One notice for each such row; void when the day is over."""
        clock = at or _RISK_AT
        for zone, people in people_by_zone(context).items():
            for day, due in dues_between(context, clock, zone):
                week, ends = _week_of(context, day), instant(day + _DAY, _MIDNIGHT, zone)
                for person in people if week else ():
                    row = _row_before(person, day)
                    if week is None or day in person.logged_days or row not in _ROWS:
                        continue
                    with speaking(person.language):
                        values = common_values(context, person, week) | _time_and_place(context, day, clock)
                        days = TEXTS.ngettext("{days} day", "{days} days", row)
                        values["row"] = days.format(days=number(row))
                    key = f"{self.name}/{day}"
                    yield Notice(person=person.id, key=key, due=due, values=values, expires=ends)


def _row_before(person: PersonInfo, day: date) -> int:
    """On how many days in a row before this one somebody logged, of those that asked something of them."""
    if day not in person.due_days:
        return 0
    asked = [each for each in person.due_days if each < day]
    logged = set(person.logged_days)
    return sum(1 for _ in takewhile(logged.__contains__, reversed(asked)))


class QuietDays(NoticeRule):
    """Nothing logged for {after}; kindly.

    It comes once for each time of silence.
    """

    name: ClassVar[str] = "quiet_days"
    placeholders: ClassVar[tuple[str, ...]] = COMMON
    label: ClassVar[str] = "A kind word after quiet days"
    subject: ClassVar[str] = "{title} goes on whenever you like"
    text: ClassVar[str] = (
        "Hello {first_name},\n\nlife comes first, and {title} goes on whenever it suits you. "
        "Week {week} is open until {deadline}, and one day in it is worth as much as ever."
    )
    default_at: ClassVar[str] = str(_QUIET_AT)

    after: Days = 5

    @field_validator("after")
    @classmethod
    def _leaves_some_peace(cls, after: int) -> int:
        if after < 2:
            raise FieldError("'after' is 2 days or more: a day without an entry is nothing to write about.")
        return after

    def notices(self, context: NoticeContext, at: ClockTime | None) -> Iterable[Notice]:
        """One notice for each time of silence, on a day on which something is asked; void two days later."""
        for zone, people in people_by_zone(context).items():
            for day, due in dues_between(context, at or _QUIET_AT, zone):
                week = _week_of(context, day)
                for person in people if week else ():
                    if week is None or not self._is_first(context, person, day):
                        continue
                    with speaking(person.language):
                        values = common_values(context, person, week)
                    key = f"{self.name}/since-{_last_before(context, person, day)}"
                    yield Notice(person=person.id, key=key, due=due, values=values, expires=due + 2 * _DAY)

    def _is_first(self, context: NoticeContext, person: PersonInfo, day: date) -> bool:
        """Whether this is the first day with something to do after so many days of silence."""
        from_day = _last_before(context, person, day) + self.after * _DAY
        asked = (each for each in person.due_days if each >= from_day)
        return day not in person.logged_days and next(asked, None) == day


class WelcomeBack(NoticeRule):
    """Back after a miss: somebody logs a day again after two or more without any."""

    name: ClassVar[str] = "welcome_back"
    placeholders: ClassVar[tuple[str, ...]] = (*COMMON, "weekday")
    label: ClassVar[str] = "Welcome back"
    subject: ClassVar[str] = "Good to see you back"
    text: ClassVar[str] = (
        "Hello {first_name},\n\ngood to see you back on {weekday}. Coming back is the hardest part, and you "
        "have done it. Week {week} of {title} is open until {deadline}."
    )

    def notices(self, context: NoticeContext, at: ClockTime | None) -> Iterable[Notice]:
        """One notice for each return; only what was logged for today or yesterday is one."""
        for zone, people in people_by_zone(context).items():
            today = context.now.astimezone(zone).date()
            for person in people:
                day = _returned_on(person)
                week = _week_of(context, day) if day else None
                if day is None or week is None or not today - _DAY <= day <= today:
                    continue
                with speaking(person.language):
                    values = common_values(context, person, week) | {"weekday": weekday(day)}
                ends = instant(day + 2 * _DAY, _MIDNIGHT, zone)
                # An entry comes in at any time, so this is due when it is seen; its key has it told once.
                key = f"{self.name}/{day}"
                yield Notice(person=person.id, key=key, due=context.now, values=values, expires=ends)


def _returned_on(person: PersonInfo) -> date | None:
    """The last day that was logged, where two or more days on which something was asked came before it."""
    for before, day in pairwise(person.logged_days[-2:]):
        missed = [each for each in person.due_days if before < each < day]
        if len(missed) >= _MISSED:
            return day
    return None


def _week_of(context: NoticeContext, day: date) -> WeekInfo | None:
    return next((week for week in context.weeks if week.first <= day <= week.last), None)


def _last_before(context: NoticeContext, person: PersonInfo, day: date) -> date:
    """The last day that was logged up to a day; before any, the eve of the first that asked something."""
    logged = [each for each in person.logged_days if each <= day]
    if logged:
        return logged[-1]
    return (person.due_days[0] if person.due_days else context.weeks[0].first) - _DAY


def _silent(context: NoticeContext, person: PersonInfo, day: date) -> int:
    """How many days ago the last one was that somebody logged; 0 if it was this one."""
    return (day - _last_before(context, person, day)).days


def _time_and_place(context: NoticeContext, day: date, at: ClockTime) -> dict[str, str]:
    """A time that is still to come on this day, and a place where it is safe."""
    soon = time(min(at.hour + 1, _LATEST_HOUR), at.minute)
    place = context.safe_places[0] if context.safe_places else TEXTS.gettext("wherever it suits you")
    suggestion = TEXTS.gettext("How about {time} today? A good place: {place}.")
    values = {"weekday": weekday(day), "time": clock_time(soon), "place": place.rstrip(".")}
    return values | {"suggestion": suggestion.format(**values)}
