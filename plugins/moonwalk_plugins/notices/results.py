"""What somebody has reached: a level or badge, and everything at the end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import ClassVar, Final

from moonwalk.api.fields import ClockTime, FinePoints
from moonwalk.api.language import listed, number, speaking
from moonwalk.api.notices import Notice, NoticeContext, NoticeRule, PersonInfo
from moonwalk_plugins.notices.instants import every_day, first_after, instant, is_due, people_by_zone
from moonwalk_plugins.notices.sentences import COMMON, TEXTS, common_values, days_and_points

_AT: Final = every_day(10)
_KEEPS: Final = timedelta(days=3)
_GOAL_KEEPS: Final = timedelta(days=2)
_RESULTS_KEEP: Final = timedelta(days=7)


class Milestone(NoticeRule):
    """A milestone or level: what was new at the end of a week, once that has closed."""

    name: ClassVar[str] = "milestone"
    placeholders: ClassVar[tuple[str, ...]] = (*COMMON, "badge")
    label: ClassVar[str] = "A new badge or level"
    subject: ClassVar[str] = "New in {title}: {badge}"
    text: ClassVar[str] = (
        "Hello {first_name},\n\nweek {week} has closed, and you have reached {badge}. Well done!"
    )
    default_at: ClassVar[str] = str(_AT)

    def notices(self, context: NoticeContext, at: ClockTime | None) -> Iterable[Notice]:
        """One notice for each person and week that brought something new; three days later it is old news."""
        for zone, people in people_by_zone(context).items():
            for week in context.weeks:
                due = first_after(week.closes, at or _AT, zone)
                if not is_due(context, due):
                    continue
                for person in people:
                    new = _new_badges(person, week.number)
                    if not new:
                        continue
                    with speaking(person.language):
                        values = common_values(context, person, week) | {"badge": listed(new)}
                    key = f"{self.name}/week-{week.number}"
                    yield Notice(person=person.id, key=key, due=due, values=values, expires=due + _KEEPS)


def _new_badges(person: PersonInfo, week: int) -> tuple[str, ...]:
    """The badges that somebody had at the end of a week, and at no end of a week before it."""
    before = {badge for number, held in person.badges.items() if number < week for badge in held}
    return tuple(badge for badge in person.badges.get(week, ()) if badge not in before)


class GoalMetNotice(NoticeRule):
    """A goal was met: one of a week, or of the whole challenge.

    Goals of a day are too many to write about.
    """

    name: ClassVar[str] = "goal_met"
    placeholders: ClassVar[tuple[str, ...]] = (*COMMON, "goal")
    label: ClassVar[str] = "A goal was met"
    subject: ClassVar[str] = "You met a goal: {goal}"
    text: ClassVar[str] = (
        "Hello {first_name},\n\nyou met a goal of {title}: {goal}. Well done! "
        "Week {week} is open until {deadline}."
    )

    def notices(self, context: NoticeContext, at: ClockTime | None) -> Iterable[Notice]:
        """One notice for each time that a goal is met, if that is seen within two days; void soon after."""
        for zone, people in people_by_zone(context).items():
            today = context.now.astimezone(zone).date()
            for person in people:
                for goal in person.goals:
                    week = next((each for each in context.weeks if each.first <= goal.day <= each.last), None)
                    if week is None or not timedelta(0) <= today - goal.day <= _GOAL_KEEPS:
                        continue
                    with speaking(person.language):
                        values = common_values(context, person, week) | {"goal": goal.label}
                    # The day on which it is met may move when an earlier day is logged late: the week stays.
                    when = f"week-{week.number}" if goal.each == "week" else "all"
                    key = f"{self.name}/{goal.name}/{when}"
                    ends = instant(goal.day + 2 * _GOAL_KEEPS, every_day(0), zone)
                    yield Notice(person=person.id, key=key, due=context.now, values=values, expires=ends)


class FinalResults(NoticeRule):
    """The result: when the last day has closed, what somebody did in all weeks."""

    name: ClassVar[str] = "final_results"
    placeholders: ClassVar[tuple[str, ...]] = (*COMMON, "days", "points", "in_numbers")
    label: ClassVar[str] = "The final result"
    subject: ClassVar[str] = "{title}: your result"
    text: ClassVar[str] = (
        "Hello {first_name},\n\n{title} is over. {in_numbers}\n\nThank you for being part of it."
    )
    default_at: ClassVar[str] = str(_AT)

    def notices(self, context: NoticeContext, at: ClockTime | None) -> Iterable[Notice]:
        """One notice for each person; a week later it is old news."""
        if not context.weeks or context.closed is None:
            return
        for zone, people in people_by_zone(context).items():
            due = first_after(context.closed, at or _AT, zone)
            if not is_due(context, due):
                continue
            for person in people:
                with speaking(person.language):
                    values = _totals(context, person)
                yield Notice(
                    person=person.id, key=self.name, due=due, values=values, expires=due + _RESULTS_KEEP
                )


def _added(points: Sequence[int]) -> int:
    """The sum of points, which prints as each of them does."""
    fine = next((each for each in points if isinstance(each, FinePoints)), None)
    return FinePoints(sum(points), fine.decimals) if fine is not None else sum(points)


def _totals(context: NoticeContext, person: PersonInfo) -> dict[str, str]:
    """The days and points of all weeks. Who has none is thanked all the same."""
    days, points = sum(person.days.values()), _added(list(person.points.values()))
    said = TEXTS.gettext("The next one is a fresh start, whenever it suits you.")
    if days:
        said = TEXTS.gettext("In all, {done}.").format(done=days_and_points(days, points))
    values = common_values(context, person, context.weeks[-1])
    return values | {"days": number(days), "points": number(points), "in_numbers": said}
