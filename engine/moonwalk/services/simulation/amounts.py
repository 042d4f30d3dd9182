"""How much made-up people do on a day, by the unit in which an activity is measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from moonwalk.api.units import FAMILIES, singular
from moonwalk.api.values import ByWeek
from moonwalk.scoring.facts import BoolArray, Int64Array
from moonwalk.scoring.plan import ActivityPlan, GoalPlan, Plan
from moonwalk.services.simulation.behaviour import Floats, Habits

_MINUTES: Final = 11.0  # median minutes of a done day (assumption, for a few careful minutes)
_PEOPLE_SPREAD: Final = 0.35  # of the logarithm, between people (assumption)
_DAYS_SPREAD: Final = 0.40  # of the logarithm, between a person's days (assumption; steps: a common figure)
_GROWTH: Final = (0.75, 0.125)  # first week, and more each week: people begin slowly (assumption)
_STEPS: Final = (
    8.723,
    0.520,
)  # mean and spread of ln(steps a day) between people: a walking study, n = 2,000
_STEPS_BY_WEEKDAY: Final = (1.03, 1.03, 1.03, 1.03, 1.03, 1.00, 0.85)  # (assumption)
_UPLIFT_BELOW: Final = 7500.0  # who walks less than this gains most by a challenge (trials)
_UPLIFT: Final = (900.0, 2400.0)  # steps a day more, at first
_UPLIFT_FADES: Final = 13.0  # steps a day less with each day
_SLEEP: Final = (7.1, 0.7, 0.9)  # hours: mean, spread between people, spread between nights (assumption)
_PACE: Final = 12.0  # minutes that a kilometre takes on foot (assumption)
_TWICE: Final = 0.1  # of what is counted in times, how often it is done twice a day (assumption)
_ROUNDED: Final = 0.75  # of typed minutes, how many are a round number (assumption)
_ROUND: Final = np.array([5, 8, 10, 12, 15, 20, 25, 30], np.float64)
_ASKED_FOR: Final = 1.05  # where a goal is named, half of the done days reach it (assumption)


@dataclass(frozen=True, slots=True)
class Measure:
    """An activity as people do it: its unit in the singular, and the median amount of a done day in it.

    `median` is 0 where the unit has a model of its own. `most` is what a day may have of what is counted in
    times: nobody ticks a box more often than there are boxes.
    """

    unit: str
    median: float
    most: float = np.inf


def measure_of(plan: Plan, activity: ActivityPlan) -> Measure:
    """Return how an activity is done. Where a goal asks for an amount, people aim at it."""
    unit = singular(activity.unit)
    asked = [amount for goal in plan.goals for amount in _asked_for(goal, activity.name)]
    if unit == "step":
        return Measure(unit, 0.0)
    if unit == "time":
        most = activity.reject_day_above
        return Measure(unit, max([1.0, *asked]), np.inf if most is None else max(most // 1000, 1))
    usual = {"minute": _MINUTES, "hour": 0.0 if _asks_within(plan, activity.name) else _MINUTES / 60}
    family = FAMILIES.get(unit)
    if unit not in usual and family and family[0] == "metre":
        usual[unit] = _MINUTES / _PACE * 1000 / float(family[1])
    base = usual.get(unit, 1.0)
    return Measure(unit, 0.0 if unit == "hour" and not base else max([base, *asked]))


def _asked_for(goal: GoalPlan, activity: str) -> list[float]:
    """What a goal asks for on a day on which its activity is done, in whole units."""
    if goal.activity != activity or (goal.reach is None and goal.own_target is None):
        return []
    days = {"day": 1, "week": 4, "challenge": 16}[goal.each]
    amounts = _values(goal.reach) if goal.reach else []
    if goal.own_target:
        # Nobody has chosen a target here, so each has that of whoever chooses none.
        amounts = [goal.own_target.unless_chosen]
    return [sum(amounts) / len(amounts) / 1000 / days * _ASKED_FOR]


def _values(by_week: ByWeek[int]) -> list[int]:
    return [by_week.always] if by_week.always is not None else [span.value for span in by_week.spans]


def _asks_within(plan: Plan, activity: str) -> bool:
    return any(goal.activity == activity and goal.within is not None for goal in plan.goals)


def draw_amounts(
    chance: np.random.Generator,
    measure: Measure,
    habits: Habits,
    person: Int64Array,
    day: Int64Array,
    weekday: Int64Array,
) -> Int64Array:
    """Return the amount of each done day in thousandths of the unit; `day` is its index from day 1."""
    vigour, luck = habits.vigour[person], chance.standard_normal(len(person))
    if measure.unit == "time":
        return _thousandths(_times(chance, measure, vigour, luck))
    if measure.unit == "step":
        return _thousandths(np.round(_steps(chance, vigour, luck, day, weekday)))
    if not measure.median:
        mean, people, nights = _SLEEP
        return _thousandths(np.round(np.clip(mean + people * vigour + nights * luck, 3, 12) * 2) / 2)
    amount = measure.median * np.exp(_PEOPLE_SPREAD * vigour + _DAYS_SPREAD * luck)
    family = FAMILIES.get(measure.unit)
    if family is None:
        return _thousandths(np.maximum(np.round(amount), 1.0))
    grows = amount * (_GROWTH[0] + _GROWTH[1] * (np.maximum(day, 0) // 7 + 1))
    if measure.unit == "minute":
        return _thousandths(_typed_minutes(chance, grows, ~habits.synced[person]))
    return _thousandths(np.maximum(np.round(grows, 0 if measure.unit == "metre" else 1), 0.1))


def _times(chance: np.random.Generator, measure: Measure, vigour: Floats, luck: Floats) -> Floats:
    if measure.median > 1:
        often = np.round(measure.median * np.exp(_PEOPLE_SPREAD * vigour + _DAYS_SPREAD * luck))
        return np.asarray(np.clip(often, 1.0, measure.most))
    twice = chance.random(len(vigour)) < _TWICE * np.exp(vigour * _PEOPLE_SPREAD)
    return np.asarray(np.minimum(1.0 + twice, measure.most))


def _steps(
    chance: np.random.Generator, vigour: Floats, luck: Floats, day: Int64Array, weekday: Int64Array
) -> Floats:
    usual = np.exp(_STEPS[0] + _STEPS[1] * vigour)
    low, high = _UPLIFT
    more = np.where(usual < _UPLIFT_BELOW, low + (high - low) * chance.random(len(day)), 0.0)
    more = np.where(day >= 0, np.maximum(more - _UPLIFT_FADES * day, 0.0), 0.0)
    # A coefficient of variation of 0.4 is a spread of the logarithm of 0.385, and the mean stays.
    spread = np.sqrt(np.log1p(_DAYS_SPREAD**2))
    by_weekday = np.array(_STEPS_BY_WEEKDAY)[weekday]
    return np.asarray((usual + more) * by_weekday * np.exp(spread * luck - spread**2 / 2))


def _typed_minutes(chance: np.random.Generator, amount: Floats, by_hand: BoolArray) -> Floats:
    whole = np.maximum(np.round(amount), 1.0)
    # Of two round numbers as near, the larger: nobody makes less of what they did.
    nearest = _ROUND[np.abs(whole[:, None] + 0.01 - _ROUND[None, :]).argmin(axis=1)]
    snaps = by_hand & (chance.random(len(amount)) < _ROUNDED) & (whole <= _ROUND[-1] + 2)
    return np.where(snaps, nearest, whole)


def _thousandths(amount: Floats) -> Int64Array:
    return np.round(amount * 1000).astype(np.int64)
