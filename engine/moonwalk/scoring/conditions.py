"""On which days and for whom a rule pays, and goals of points, which rest on what other rules pay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.arrays import Grid
from moonwalk.registry import RuleAdapter
from moonwalk.scoring.asking import Number
from moonwalk.scoring.facts import BoolArray, Int64Array
from moonwalk.scoring.goals import Goals, periods
from moonwalk.scoring.membership import Membership
from moonwalk.scoring.plan import AnyRulePlan, Plan, RulePlan

AnyAdapter = TypeVar("AnyAdapter", bound=RuleAdapter)


def for_people(plan: Plan, membership: Membership) -> Plan:
    """Return the plan with the rows of the people to whom each rule applies that is only for some."""
    if not any(rule.only_where for rule in plan.rules.values()):
        return plan
    return replace(
        plan,
        day_rules=tuple(_with_rows(rule, membership) for rule in plan.day_rules),
        person_rules=tuple(_with_rows(rule, membership) for rule in plan.person_rules),
        adjustment_rules=tuple(_with_rows(rule, membership) for rule in plan.adjustment_rules),
    )


def _with_rows(rule: RulePlan[AnyAdapter], membership: Membership) -> RulePlan[AnyAdapter]:
    return replace(rule, rows=membership.having(rule.only_where)) if rule.only_where else rule


def paying(plan: Plan, rule: AnyRulePlan, met: Mapping[str, BoolArray]) -> BoolArray | None:
    """Return where a rule pays: days, or people x days; None where that is always.

    A goal of a week is asked of the whole week in which it is met.
    """
    mask = rule.during
    if rule.only_when:
        goal, days = plan.goal(rule.only_when), met[rule.only_when]
        if goal.each != "day":
            spread = np.zeros_like(days)
            for period in periods(goal, days.shape[1]):
                spread[:, period] = days[:, period].any(axis=1, keepdims=True)
            days = spread
        mask = days if mask is None else days & mask
    if rule.rows is not None:
        mask = rule.rows[:, None] if mask is None else mask & rule.rows[:, None]
    return mask


def paid(
    plan: Plan, rule: AnyRulePlan, met: Mapping[str, BoolArray], points: NDArray[Number]
) -> NDArray[Number]:
    """Keep a rule's points, amounts or badges (people x days) where it pays, 0 elsewhere."""
    mask = paying(plan, rule, met)
    return points if mask is None else np.where(mask, points, points.dtype.type(0))


def with_goals_of_points(
    plan: Plan,
    membership: Membership,
    logged: Grid,
    grids: tuple[Grid, ...],
    points: Mapping[str, Int64Array],
) -> tuple[Grid, ...]:
    """Return grids with the goals that rest on points, which are those of the rules that ask for none.

    `logged` is the grid as it was logged. Days that stand in for others change no such goal.
    """
    members = replace(membership, status=logged.status)
    # Points are counted in whole ones, tenths or hundredths, and a goal asks in thousandths.
    in_thousandths = 1000 // 10**plan.context.point_decimals
    thousandths = {
        goal.name: in_thousandths
        * sum(
            (values for rule, values in points.items() if not goal.of_rules or rule in goal.of_rules),
            np.zeros(logged.shape, np.int64),
        )
        for goal in plan.goals
        if goal.of_points
    }
    goals = Goals(plan, members, logged.amounts, thousandths)
    met = goals.met()
    late = plan.goals_on_points
    reached = {name: met[name] for name in late}
    have = cache(lambda name: goals.have(plan.goal(name), met))

    def with_goals(grid: Grid) -> Grid:
        before = grid.have
        return replace(
            grid,
            met={**grid.met, **reached},
            have=lambda name: have(name) if name in late else before(name),
        )

    return tuple(with_goals(grid) for grid in grids)
