"""After a week has closed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import ClassVar, Final

from moonwalk.api import ClockTime, Moment, Notice, PersonInfo, Trigger, WeekInfo
from moonwalk_notices.clocks import first_after, is_due, people_by_zone
from moonwalk_notices.wording import COMMON, common_words, counted, deadline, named

_WEDNESDAY_MORNING: Final = ClockTime((2,), 9, 0)
_FRESH_FOR: Final = timedelta(days=3)


class WeeklyRecap(Trigger):
    """After a week has closed: the week in numbers."""

    name: ClassVar[str] = "weekly_recap"
    words: ClassVar[tuple[str, ...]] = (*COMMON, "days", "points", "level", "badge", "in_numbers", "outlook")
    subject: ClassVar[str] = "Your week {week} of {title}"
    text: ClassVar[str] = "Hello {first_name},\n\n{in_numbers}\n\n{outlook}"
    default_at: ClassVar[str] = str(_WEDNESDAY_MORNING)

    def notices(self, moment: Moment, at: ClockTime | None) -> Iterable[Notice]:
        """One notice for each person and closed week; three days later it is old news."""
        for zone, people in people_by_zone(moment).items():
            for week in moment.weeks:
                due = first_after(week.closes, at or _WEDNESDAY_MORNING, zone)
                if not is_due(moment, due):
                    continue
                for person in people:
                    words = self._words(moment, person, week)
                    key = f"{self.name}/week-{week.number}"
                    yield Notice(person.id, key, due, words, due + _FRESH_FOR)

    def _words(self, moment: Moment, person: PersonInfo, week: WeekInfo) -> dict[str, str]:
        days, points = person.days.get(week.number, 0), person.points.get(week.number, 0)
        words = common_words(moment, person, week)
        words |= {"days": str(days), "points": str(points), "in_numbers": in_numbers(days, points, week)}
        # A level is a badge that the next one takes the place of, so both words tell what is held now.
        words["level"] = words["badge"] = held(person.badges.get(week.number, ()))
        upcoming = next((other for other in moment.weeks if other.number == week.number + 1), None)
        words["outlook"] = outlook(moment, upcoming)
        if upcoming:
            words["deadline"] = deadline(upcoming.closes, moment.timezone)
        return words


def in_numbers(days: int, points: int, week: WeekInfo) -> str:
    """The week in numbers. Where there are none, it says what is still possible instead."""
    if days == 0:
        return f"Week {week.number} is over. A new week is a fresh start, whenever it suits you."
    return (
        f"In {named(week)} you were active on {counted(days, 'day')} and earned {counted(points, 'point')}."
    )


def held(badges: Sequence[str]) -> str:
    """The badges and levels somebody has, or that there are none yet."""
    return " and ".join(badges) or "no badge yet"


def outlook(moment: Moment, week: WeekInfo | None) -> str:
    """What comes next: the week that is open now, or thanks at the end."""
    if week is None:
        return f"That was the last week of {moment.title}. Thank you for being part of it."
    until = deadline(week.closes, moment.timezone)
    return f"Now it is {named(week)}, which can be logged until {until}."
