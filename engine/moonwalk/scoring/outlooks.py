"""The days that can still be logged, as rules look at them to say what they can still pay."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.days import Status
from moonwalk.api.grid import Grid
from moonwalk.api.outlook import Outlook
from moonwalk.scoring.amounts import at_rate
from moonwalk.scoring.frame import Frame
from moonwalk.scoring.own_average import averaged_days
from moonwalk.scoring.people import change_days
from moonwalk.scoring.plan import ActivityPlan, Plan

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]


class NotSaid(Exception):
    """How far somebody can still get cannot be said, and why."""


def open_weeks(plan: Plan, now: int) -> Flags:
    """The days in weeks that can still be logged at an instant (ms), those to come among them."""
    return np.asarray(plan.calendar.closes >= now)


def outlook_of(plan: Plan, frame: Frame, still: Flags) -> Outlook:
    """Everybody's outlook, with the most that can count on a day. NotSaid where a day rule hides that."""
    # A paused day that counts as one's own average may bring what any other day may.
    status = np.where(averaged_days(plan, frame) & still, Status.OPEN, frame.status).astype(np.int8)
    can = (status == Status.OPEN) & still
    most = _Most(plan, replace(frame, status=status), can).amounts()
    return Outlook(plan.calendar.week, status, can, still, np.zeros(len(can), np.bool_), most)


def teams_outlook(plan: Plan, teams: int, still: Flags) -> Outlook:
    """The same for rules of teams: a row for each."""
    can = np.repeat(still[None, :], teams, axis=0)
    status = np.where(can, Status.OPEN, Status.DUE).astype(np.int8)
    return Outlook(plan.calendar.week, status, can, still, np.zeros(teams, np.bool_))


@dataclass(frozen=True, eq=False)
class _Most:
    """The most of each activity that can count on a day that is open."""

    plan: Plan
    frame: Frame
    can: Flags

    def amounts(self) -> dict[str, Whole | None]:
        limits = {one.name: self._limit(one) for one in self.plan.activities}
        day = {name: np.where(self.can, limit or 0, 0) for name, limit in limits.items()}
        unbounded = {name for name, limit in limits.items() if limit is None}
        if self.plan.day_rules:
            # Whatever a day rule makes of an amount without a bound has none either.
            day, unbounded = self._changed(day), set(day) if unbounded else unbounded
        return {name: None if name in unbounded else values for name, values in day.items()}

    def _limit(self, activity: ActivityPlan) -> int | None:
        """With everything that counts as it, in thousandths; None where there is no limit on a day."""
        total = 0
        for one in self.plan.activities:
            if one.target == activity.name or one is activity:
                own = _own_limit(one)
                if own is None:
                    return None
                rate = one.rate if one is not activity else 1
                total += own if rate == 1 else int(at_rate(np.array([own]), one.rate)[0])
        return total

    def _changed(self, day: dict[str, Whole]) -> dict[str, Whole]:
        nobody = np.zeros(self.can.shape, np.bool_)
        goals = {goal.name: nobody for goal in self.plan.goals}
        grid = Grid(self.plan.calendar.week, self.frame.status, day, goals, nobody)
        for rule in self.plan.day_rules:
            if not rule.adapter.more_adds_more:
                raise NotSaid(f"the rule '{rule.label}' does not say what it can still change")
            grid = change_days(self.plan, rule, grid)
        return dict(grid.amounts)


def _own_limit(activity: ActivityPlan) -> int | None:
    if activity.reject_day_above is not None:
        return activity.reject_day_above
    one_entry = activity.same_day != "add" and activity.devices == "largest"
    return activity.reject_entry_above if one_entry else None
