"""A small challenge for tests that say what happens, and entries for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import count

import numpy as np
from tests.scoring.facts import Line

from moonwalk.api import Context, GoalInfo
from moonwalk.api.fields import ByWeek, ShareOfWeek
from moonwalk.registry import adapt
from moonwalk.scoring.calendar import Calendar
from moonwalk.scoring.plan import ActivityPlan, BoardPlan, GoalPlan, Plan, RulePlan
from moonwalk_plugins.amounts import PerUnit
from moonwalk_plugins.rankings import Mean, Sum

STARTS = date(2027, 1, 4)
CALENDAR = Calendar(STARTS, 28, "Europe/Berlin")
DAY_1 = int(CALENDAR.begins[0]) + 20 * 3_600_000
"""An instant well within the first day."""

A_DAY = 86_400_000
LONG_AFTER = DAY_1 + 60 * A_DAY
_ids = count(1)


def rule(name: str, made, during=None, **config) -> RulePlan:
    days = None if during is None else np.array(during, np.bool_)
    return RulePlan(name, name, adapt(made, config), f"challenge.yaml: {name}", days)


MINUTES = rule("minutes", PerUnit, activity="walk", points="1", per="1 minute")
GOOD_DAY = GoalPlan("good_day", "a good day", "day", "walk", ByWeek(always=5000))
GOOD_WEEK = GoalPlan("good_week", "a good week", "week", days=ShareOfWeek(days=4, of=7), meeting="good_day")


def a_challenge(calendar: Calendar = CALENDAR, **changes) -> Plan:
    """Four weeks of walking, a point a minute, a board of teams and one of people."""
    goals = changes.get("goals", (GOOD_DAY, GOOD_WEEK))
    context = Context(
        starts=calendar.starts,
        days=calendar.length,
        weeks=calendar.weeks,
        as_of=calendar.ends,
        seed=7,
        units={"walk": "minutes", "own": "minutes", "steps": "steps"},
        goals={
            goal.name: GoalInfo(name=goal.name, label=goal.label, each=goal.each, activity=goal.activity)
            for goal in goals
        },
    )
    plan = Plan(
        calendar,
        (an_activity("walk"), an_activity("own"), an_activity("steps", target="steps", unit="steps")),
        (GOOD_DAY, GOOD_WEEK),
        person_rules=(MINUTES,),
        boards=(a_board("teams", Mean), a_board("people", Sum)),
        context=context,
    )
    return replace(plan, **changes)


def an_activity(name: str, target: str = "walk", unit: str = "minutes", **changes) -> ActivityPlan:
    return ActivityPlan(name, name, unit, target, **changes)


def a_board(ranks: str, made, **changes) -> BoardPlan:
    return replace(BoardPlan(ranks, ranks, ranks, adapt(made)), **changes)


def entry(person: int, day: int, minutes: float, kind: int = 0, **changes) -> Line:
    """Minutes of one person, logged at noon of the day unless said otherwise."""
    changes = {"logged": DAY_1 + day * A_DAY, **changes}
    return Line(next(_ids), person, day, kind, round(minutes * 1000), **changes)


def later(days: int) -> date:
    return STARTS + timedelta(days=days)
