"""The teams of each week by itself: as if a challenge had only that week."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.days import Status
from moonwalk.scoring.frame import Frame
from moonwalk.scoring.people import PeopleScores
from moonwalk.scoring.plan import Plan
from moonwalk.scoring.teams import TeamScores, score_teams


def days_of(plan: Plan, week: int) -> slice:
    """The indices of a week's days."""
    return slice(7 * (week - 1), min(7 * week, plan.calendar.length))


def weeks_begun(plan: Plan, last_day: int) -> range:
    """The weeks of which there is a day up to the last that is looked at."""
    return range(1, min(max(last_day + 7, 0) // 7, plan.calendar.weeks) + 1)


def is_over(plan: Plan, frame: Frame, week: int, last_day: int) -> bool:
    """Whether nothing of a week can be logged any more, and all of it is looked at."""
    days = days_of(plan, week)
    return days.stop - 1 <= last_day and not bool((frame.status[:, days] == Status.OPEN).any())


def teams_there(frame: Frame, days: slice) -> NDArray[np.bool_]:
    """The teams in which somebody was on one of these days, whatever they did."""
    there = np.zeros(len(frame.teams) + 1, np.bool_)
    # No team is -1, which finds the one behind all.
    there[frame.team[:, days]] = True
    return there[:-1]


def plan_of_week(plan: Plan, week: int) -> Plan:
    """The plan of a challenge that has only this week, and no rule that pays teams."""
    days = days_of(plan, week)
    starts = plan.calendar.starts + timedelta(days=days.start)
    calendar = replace(plan.calendar, starts=starts, length=days.stop - days.start)
    return replace(plan, calendar=calendar, today=plan.today - days.start, team_rules=(), field_rules=())


def people_of_week(plan: Plan, people: PeopleScores, week: int) -> PeopleScores:
    """What people earned and did in a week."""
    days, frame = days_of(plan, week), people.frame
    return PeopleScores(
        replace(frame, team=frame.team[:, days], status=frame.status[:, days]),
        {rule: points[:, days] for rule, points in people.points.items()},
        people.logged[:, days],
        {goal: flags[:, days] for goal, flags in people.met.items()},
    )


def score_weeks(plan: Plan, people: PeopleScores, teams: int, last_day: int) -> tuple[TeamScores, ...]:
    """Every team's figures of each week, where a rule compares teams by their weeks; their own bonus is out.

    Teams are those of the week's last day, so what members do later changes no week that is over.
    """
    if not any(rule.compares for rule in plan.field_rules):
        return ()
    return tuple(
        score_teams(
            plan_of_week(plan, week),
            people_of_week(plan, people, week),
            teams,
            last_day - days_of(plan, week).start,
        )
        for week in weeks_begun(plan, last_day)
    )
