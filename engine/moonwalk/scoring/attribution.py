"""The team that each of a person's days belongs to, by what holds for joiners, leavers and movers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from moonwalk.api.timeline import Status
from moonwalk.scoring.absence import counted_days, taking_part
from moonwalk.scoring.facts import BoolArray, Int32Array
from moonwalk.scoring.membership import Membership
from moonwalk.scoring.plan import Plan


@dataclass(frozen=True, eq=False)
class Attribution:
    """The team that each person's days belong to (people x days, -1 for none): points, and membership days.

    `now` is each person's team on the last day included.
    """

    points: Int32Array
    member: Int32Array
    now: Int32Array


def attribute_days(plan: Plan, membership: Membership, logged: BoolArray, last_day: int) -> Attribution:
    """Return whose days belong to which team, by the plan for joiners, leavers, movers and the silent."""
    team = points = membership.team
    now = team_on_day(plan, membership, last_day)
    if plan.teams.movers_take_points:
        points = np.where((now[:, None] >= 0) & (team >= 0), now[:, None], team)
    if plan.teams.leavers_take_points:
        points = np.where(now[:, None] >= 0, points, np.int32(-1))
    member = points
    if plan.teams.joiners_from_start:
        # `argmax` of no membership at all is day 0, and no day is before it, so such rows stay as they
        # are.
        first = np.argmax(team >= 0, axis=1)
        # Somebody whose first day is still to come counts from the start only once it has come.
        days = np.arange(plan.calendar.length)
        early = (days < first[:, None]) & (first[:, None] <= last_day)
        member = np.where(early, points[np.arange(len(first)), first][:, None], member)
    if plan.teams.leave_out_silent:
        present = taking_part(plan, membership, logged).any(axis=1, keepdims=True)
        member = np.where(present, member, np.int32(-1))
    return Attribution(points, member, now)


def team_on_day(plan: Plan, membership: Membership, last_day: int) -> Int32Array:
    """Return each person's team on a day, -1 for none; days outside count as the nearest within."""
    return membership.teams_on(min(max(last_day, 0), plan.calendar.length - 1))


def can_take_part(plan: Plan, membership: Membership, attribution: Attribution) -> BoolArray:
    """Return the days that count for each person, with those before joining where these count."""
    counted = counted_days(plan, membership)
    if not plan.teams.joiners_from_start:
        return counted
    # Days before joining are absent, so what they would have asked is read from the calendar.
    early = (
        (membership.status == Status.ABSENT)
        & (attribution.member >= 0)
        & (plan.calendar.statuses == Status.DUE)
    )
    return np.asarray(counted | early)
