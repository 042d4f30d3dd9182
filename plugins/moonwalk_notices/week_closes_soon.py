"""Before a week closes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import ClassVar, Final

from moonwalk.api import ClockTime, Moment, Notice, Trigger
from moonwalk_notices.clocks import is_due, last_before, people_by_zone
from moonwalk_notices.wording import COMMON, common_words, counted

_AHEAD: Final = timedelta(hours=24)


class WeekClosesSoon(Trigger):
    """Before a week closes: 24 hours, or at a given time."""

    name: ClassVar[str] = "week_closes_soon"
    words: ClassVar[tuple[str, ...]] = (*COMMON, "days", "points", "so_far")
    subject: ClassVar[str] = "Week {week} of {title} closes soon"
    text: ClassVar[str] = (
        "Hello {first_name},\n\n{so_far} If there is something to add to week {week}, "
        "you can log it until {deadline}.\n\nNothing to add? Then all is well."
    )

    def notices(self, moment: Moment, at: ClockTime | None) -> Iterable[Notice]:
        """One notice for each person and week, unless all of its days are logged; void once it closes."""
        for zone, people in people_by_zone(moment).items():
            for week in moment.weeks:
                due = last_before(week.closes, at, zone) if at else week.closes - _AHEAD
                if not is_due(moment, due):
                    continue
                all_days = (week.last - week.first).days + 1
                for person in people:
                    days, points = person.days.get(week.number, 0), person.points.get(week.number, 0)
                    if days >= all_days:
                        continue
                    words = common_words(moment, person, week)
                    words |= {"days": str(days), "points": str(points), "so_far": so_far(days)}
                    yield Notice(person.id, f"{self.name}/week-{week.number}", due, words, week.closes)


def so_far(days: int) -> str:
    """What to say about the days logged. Nobody is told that there are none."""
    if days == 0:
        return "The week is still open, and one day is as good a start as any."
    return f"You have logged {counted(days, 'day')} this week. Well done!"
