"""A week of a made-up person, scored by the rules of a challenge: what days bring, and by which rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Final

import numpy as np

from moonwalk.api.amount_words import amount_text
from moonwalk.api.points import points_in
from moonwalk.api.timeline import Status
from moonwalk.api.units import singular
from moonwalk.definitions import Challenge
from moonwalk.registry import PluginFailure, Registry
from moonwalk.scoring.asking import RuleFailed
from moonwalk.scoring.facts import FOREVER, NEVER, EntryFacts, Int32Array, MembershipFacts, PauseFacts
from moonwalk.scoring.membership import build_membership, draw_lots
from moonwalk.scoring.plan import ActivityPlan, GoalPlan, Plan
from moonwalk.scoring.roster_columns import RosterColumn
from moonwalk.scoring.score import Scored, score
from moonwalk.scoring.verdicts import Codes
from moonwalk.services.planning import plan_of

A_MONDAY: Final = date(2027, 1, 4)
"""The first day of a challenge that has none yet."""

_EFFORTS: Final = tuple(Fraction(half, 2) for half in (2, 3, 0, 2, 1, 0, 2))
"""How much of a good day each day of the week is: some more, one less, and two of rest."""

_USUAL: Final = MappingProxyType(
    {"step": 6000, "minute": 10, "hour": 7, "time": 1, "km": 3, "metre": 3000, "mile": 2}
)
"""What a good day may be where no goal says it, by unit."""


@dataclass(frozen=True, slots=True)
class ExampleDay:
    """A day of the example: what was logged, and the points by label of the rule."""

    day: date
    logged: tuple[str, ...]
    earned: tuple[tuple[str, int], ...]
    points: int


@dataclass(frozen=True, slots=True)
class WorkedExample:
    """The first week of somebody made up, and its points in all."""

    days: tuple[ExampleDay, ...]
    points: int


def with_first_day(challenge: Challenge) -> Challenge:
    """Return a challenge with its first day, some Monday where it has none yet."""
    if challenge.schedule.starts is not None:
        return challenge
    schedule = challenge.schedule.model_copy(update={"starts": A_MONDAY})
    return replace(challenge, schedule=schedule)


def worked_example(challenge: Challenge, plugins: Registry) -> WorkedExample | None:
    """Return the first week of a made-up person; None where a rule fails or pays nothing for it."""
    challenge = with_first_day(challenge)
    try:
        plan = plan_of(challenge, plugins, seed=1)
        amounts = _amounts(plan)
        scored = _scored(plan, challenge.name, amounts)
    except (RuleFailed, PluginFailure):
        return None
    days = tuple(_days(challenge, scored, amounts))
    total = sum((day.points for day in days), points_in(0, challenge.points.decimals))
    return WorkedExample(days, total) if total > 0 else None


def _amounts(plan: Plan) -> dict[tuple[int, int], int]:
    """The amount (thousandths) by index of the day and of the activity."""
    due = [at for at, status in enumerate(plan.calendar.statuses.tolist()[:7]) if status == Status.DUE]
    main, *others = [at for at, each in enumerate(plan.activities) if each.target == each.name]
    amounts: dict[tuple[int, int], int] = {}
    for number, day in enumerate(due):
        effort = _EFFORTS[number % len(_EFFORTS)]
        # The first activity on every day, and the others in turn on every second one.
        wanted = [main, others[number // 2 % len(others)]] if others and number % 2 else [main]
        for kind in wanted if effort else ():
            amounts[day, kind] = _amount(plan, plan.activities[kind], effort)
    return amounts


def _amount(plan: Plan, activity: ActivityPlan, effort: Fraction) -> int:
    unit = singular(activity.unit)
    asked = [amount for goal in plan.goals if goal.activity == activity.name for amount in _asked(goal)]
    good = max(asked) if asked else 1000 * _USUAL.get(unit, 3)
    if unit in ("time", "hour") or any(goal.within for goal in plan.goals if goal.activity == activity.name):
        return good if effort >= 1 else max(good - 1000, 1000)
    amount = max(int(good * effort) // 1000, 1) * 1000
    limits = [limit for limit in (activity.reject_entry_above, activity.reject_day_above) if limit]
    return min([amount, *limits])


def _asked(goal: GoalPlan) -> Iterator[int]:
    """What a goal of a day asks for in the first week."""
    if goal.each != "day" or goal.of_points:
        return
    if goal.reach is not None:
        yield goal.reach.at(1)
    if goal.own_target is not None:
        yield goal.own_target.unless_chosen
    if goal.within is not None:
        yield sum(goal.within) // 2 // 500 * 500


def _scored(plan: Plan, name: str, amounts: dict[tuple[int, int], int]) -> Scored:
    """The scores of one person in a team, when the first week has closed."""
    last = min(6, plan.calendar.length - 1)
    day = plan.calendar.dates[last]
    plan = replace(plan, context=replace(plan.context, as_of=day), today=last)
    person, nobody = np.ones(1, np.int32), np.zeros(0, np.int32)
    members = MembershipFacts(
        person=person,
        team=person,
        first=np.zeros(1, np.int32),
        last=np.full(1, FOREVER, np.int32),
        team_names={1: "Team"},
    )
    closed = plan.calendar.week_closes(1) + 1
    membership = build_membership(plan.calendar, members, PauseFacts(nobody, nobody, nobody), closed)
    columns = {column: _values(plan, column) for column in plan.columns_of_some}
    membership = replace(membership, lots=draw_lots(1, name, ["p1"]), columns=columns)
    kinds = np.arange(len(plan.activities), dtype=np.int16)
    return score(plan, membership, _entries(plan, amounts), Codes(kinds, np.zeros(1, np.int16)), last)


def _values(plan: Plan, column: str) -> RosterColumn:
    """A value of a roster column for which a rule is."""
    return RosterColumn.of_values([next(iter(plan.values_of_some(column)), "")])


def _entries(plan: Plan, amounts: dict[tuple[int, int], int]) -> EntryFacts:
    days: Int32Array = np.array([day for day, _ in amounts], np.int32)
    count = len(days)
    return EntryFacts(
        id=np.arange(1, count + 1, dtype=np.int64),
        person=np.ones(count, np.int32),
        day=days,
        kind=np.array([kind for _, kind in amounts], np.int16),
        source=np.zeros(count, np.int16),
        amount=np.array(list(amounts.values()), np.int64),
        logged=plan.calendar.begins[days],
        on_time=plan.calendar.begins[days],
        replaced=np.full(count, NEVER, np.int64),
        void=np.zeros(count, np.bool_),
    )


def _days(challenge: Challenge, scored: Scored, amounts: dict[tuple[int, int], int]) -> Iterator[ExampleDay]:
    plan, decimals = scored.plan, challenge.points.decimals
    labels = {item.id: item.label or item.id.replace("_", " ").capitalize() for item in challenge.rules}
    for at, day in enumerate(plan.calendar.dates[: scored.last_day + 1]):
        earned = tuple(
            (labels.get(rule, rule), points_in(int(points[0, at]), decimals))
            for rule, points in scored.people.points.items()
            if points[0, at]
        )
        logged = tuple(_logged(plan.activities[kind], amounts[on, kind]) for on, kind in amounts if on == at)
        yield ExampleDay(day, logged, earned, points_in(int(scored.people.total[0, at]), decimals))


def _logged(activity: ActivityPlan, amount: int) -> str:
    once = singular(activity.unit) == "time" and amount == 1000
    return activity.label if once else f"{activity.label}: {amount_text(amount, activity.unit)}"
