"""The most of each activity that can still count on a day, with all that day rules can make of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from moonwalk.api.arrays import Grid
from moonwalk.scoring.day_rules import apply_day_rule
from moonwalk.scoring.facts import BoolArray, Int64Array
from moonwalk.scoring.membership import Membership
from moonwalk.scoring.plan import ActivityPlan, Plan
from moonwalk.scoring.verdicts import at_rate


class NoProjection(Exception):
    """How far somebody can still get is not known, and the message says why."""


@dataclass(frozen=True, eq=False)
class DayMaximum:
    """The most of each activity that can count on an open day, in thousandths."""

    plan: Plan
    membership: Membership
    can: BoolArray

    def amounts(self) -> dict[str, Int64Array | None]:
        """Return the most of each activity, None without a limit. NoProjection where a rule is silent."""
        limits = {activity.name: self._limit(activity) for activity in self.plan.activities}
        day = {name: np.where(self.can, limit or 0, 0) for name, limit in limits.items()}
        unbounded = {name for name, limit in limits.items() if limit is None}
        # Day rules are asked about the maximum itself, which is right because each says that more never
        # adds less.
        if self.plan.day_rules:
            # Whatever a day rule makes of an amount without a bound has none either.
            day, unbounded = self._changed(day), set(day) if unbounded else unbounded
        return {name: None if name in unbounded else values for name, values in day.items()}

    def _limit(self, activity: ActivityPlan) -> int | None:
        """Return the limit of a day with everything that counts as the activity; None where there is none."""
        total = 0
        for source in self.plan.activities:
            if source.target == activity.name or source is activity:
                own = _own_limit(source)
                if own is None:
                    return None
                rate = source.rate if source is not activity else 1
                total += own if rate == 1 else int(at_rate(np.array([own]), source.rate)[0])
        return max(total, self.plan.absent_amount(activity.name))

    def _changed(self, day: dict[str, Int64Array]) -> dict[str, Int64Array]:
        nobody = np.zeros(self.can.shape, np.bool_)
        goals = {goal.name: nobody for goal in self.plan.goals}
        grid = Grid(
            week=self.plan.calendar.week, status=self.membership.status, amounts=day, met=goals, logged=nobody
        )
        for rule in self.plan.day_rules:
            if not (rule.adapter.monotone and rule.adapter.is_vectorised):
                raise NoProjection(f"the rule '{rule.label}' does not say what it can still change")
            # Whom it is for, and on which days they meet its goal, may come out any way.
            grid = apply_day_rule(self.plan, replace(rule, only_when="", rows=None), grid)
        return dict(grid.amounts)


def _own_limit(activity: ActivityPlan) -> int | None:
    if activity.reject_day_above is not None:
        return activity.reject_day_above
    # Only where a single entry makes up the day does its limit hold for the day: within a source, and
    # between sources as well.
    one_entry = activity.same_day != "add" and activity.devices == "largest"
    return activity.reject_entry_above if one_entry else None
