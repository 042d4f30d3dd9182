"""Projections: how few and how many points everyone can still bring, in all open weeks or on some days."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.arrays import Bounds, RemainingDays
from moonwalk.api.timeline import Status
from moonwalk.scoring.absence import counted_pauses
from moonwalk.scoring.asking import ask, award_period_of, during
from moonwalk.scoring.attribution import attribute_days
from moonwalk.scoring.day_maximum import DayMaximum, NoProjection
from moonwalk.scoring.facts import BoolArray, Int32Array, Int64Array
from moonwalk.scoring.membership import Membership
from moonwalk.scoring.people import PeopleScores, adjustment_points
from moonwalk.scoring.periods import Stretch
from moonwalk.scoring.plan import AnyRulePlan, Plan
from moonwalk.scoring.score import Scored
from moonwalk.scoring.teams import TeamScores


@dataclass(frozen=True, eq=False)
class Projection:
    """The least and the most that each row can end with."""

    least: Int64Array
    most: Int64Array

    def plus(self, other: Projection) -> Projection:
        """Return the bounds of both together."""
        return Projection(self.least + other.least, self.most + other.most)


def open_weeks(plan: Plan, now: int) -> BoolArray:
    """Return the days of weeks of which something can still be logged at an instant (ms), or in future."""
    return plan.calendar.in_open_week(now)


def project_people(
    plan: Plan,
    people: PeopleScores,
    is_open: BoolArray,
    rules: tuple[str, ...] = (),
    days: BoolArray | None = None,
) -> Projection:
    """Return what each person can bring in the open weeks; `rules` picks rules by id (none: all).

    With `days`, only what is dated on these counts. NoProjection where a rule does not say what it can
    still pay.
    """
    days = np.ones_like(is_open) if days is None else days
    if not (is_open & days).any():
        return nothing_more(len(people.membership.people))
    earning = [rule for rule in plan.earning if not rules or rule.id in rules]
    adjustments = [rule for rule in plan.adjustment_rules if not rules or rule.id in rules]
    # An adjustment takes from what all rules gave together; how much of that falls on some of them is not
    # known.
    if adjustments and len(earning) + len(adjustments) < len(plan.earning) + len(plan.adjustment_rules):
        raise NoProjection("the board counts some rules only, and one of them depends on others")
    # Bounds depend on nothing but these columns, and most people share them: each kind of row is asked once.
    status = people.membership.status[:, is_open]
    rows, back = _first_of_each(status)
    remaining = remaining_days(plan, people.membership.only(rows), is_open)
    # A rule that pays once may have paid already, in a week that is closed. Few do; for those alone it is
    # looked up who has been paid.
    paid = {
        rule.id: ((people.points[rule.id] != 0) & ~is_open).any(axis=1)
        for rule in earning
        if _depends_on_paid(plan, rule, remaining)
    }
    if paid:
        rows, back = _first_of_each(np.column_stack((status, *paid.values())).astype(np.int8))
        remaining = remaining_days(plan, people.membership.only(rows), is_open)
    bounds_by_rule = {
        rule.id: _bounds(
            plan, rule, replace(remaining, has_paid=paid[rule.id][rows]) if rule.id in paid else remaining
        )
        for rule in earning
    }
    projection = (
        _adjusted(plan, bounds_by_rule, remaining, days)
        if adjustments
        else _unadjusted(_on(days, bounds_by_rule), remaining)
    )
    return Projection(projection.least[back], projection.most[back])


def _depends_on_paid(plan: Plan, rule: AnyRulePlan, remaining: RemainingDays) -> bool:
    """Return whether a rule has other bounds where it has brought something already."""
    before = _bounds(plan, rule, remaining)
    after = _bounds(plan, rule, replace(remaining, has_paid=~remaining.has_paid))
    return any(
        not np.array_equal(getattr(before, part.name), getattr(after, part.name)) for part in fields(Bounds)
    )


def _first_of_each(situations: NDArray[np.int8]) -> tuple[Int64Array, Int64Array]:
    """Return the first row of each kind, and for each row the number of its kind."""
    if not situations.shape[1]:
        return np.arange(min(len(situations), 1)), np.zeros(len(situations), np.int64)
    # Rows as single opaque values: `unique` sorts bytes much faster than it sorts along an axis.
    whole = np.ascontiguousarray(situations).view(np.dtype((np.void, situations.shape[1]))).ravel()
    _, rows, back = np.unique(whole, return_index=True, return_inverse=True)
    return rows, back


def nothing_more(rows: int) -> Projection:
    """Return the bounds of rows that can bring nothing any more."""
    return Projection(np.zeros(rows, np.int64), np.zeros(rows, np.int64))


@dataclass(frozen=True, eq=False)
class SomeDays:
    """Some days of a challenge, and everyone's scores on them as if they were all of it."""

    stretch: Stretch
    scored: Scored

    def flags(self, days: BoolArray) -> BoolArray:
        """Return which of its own days, from its first to its last, are among some of the challenge."""
        return np.asarray((days & self.stretch.days)[self.stretch.hull])


def project_teams(
    plan: Plan,
    people: PeopleScores,
    scores: TeamScores,
    is_open: BoolArray,
    rules: tuple[str, ...] = (),
    part: SomeDays | None = None,
) -> tuple[Projection, Projection]:
    """Return what each team can end with: its members' points, and its own on top of them.

    Today's members are taken to stay. `scores` are as of the last day of the challenge. With `part`, only
    what is dated on its days counts, and teams are those of its last day.
    """
    whole = SomeDays(
        Stretch("", np.ones_like(is_open)), Scored(plan, people, scores, plan.calendar.length - 1)
    )
    ends = part or whole
    teams, open_days = len(scores.people), ends.flags(is_open)
    own = project_people(plan, people, is_open, rules, ends.stretch.days)
    home = _homes(ends.scored, open_days)
    there = home >= 0
    closed = _sum_of_days(ends.scored.teams.of_rules(rules), ~open_days)
    members = Projection(_added(home, own.least, there, teams), _added(home, own.most, there, teams))
    remaining = remaining_team_days(plan, scores.roster, is_open)
    bonus = nothing_more(teams)
    for rule in (*plan.team_rules, *plan.team_totals, *plan.league_rules):
        if not rules or rule.id in rules:
            fixed = _sum_of_days(ends.scored.teams.bonus[rule.id], ~open_days)
            bonus = bonus.plus(Projection(fixed, fixed))
            if open_days.any():
                paid = np.asarray(scores.bonus[rule.id][:, ~is_open].any(axis=1), np.bool_)
                bounds = _bounds(plan, rule, replace(remaining, has_paid=paid))
                bonus = bonus.plus(_unadjusted(_on(ends.stretch.days, {rule.id: bounds}), remaining))
    return members.plus(Projection(closed, closed)), bonus


def _homes(scored: Scored, is_open: BoolArray) -> Int32Array:
    """Return the team to which each person's open days belong, -1 for none. NoProjection where it changes."""
    people = scored.people
    attribution = attribute_days(scored.plan, people.membership, people.logged, scored.last_day)
    team = attribution.points[:, is_open]
    there = people.membership.status[:, is_open] != Status.ABSENT
    if not team.size:
        return np.full(len(team), -1, np.int32)
    home = team.max(axis=1)
    if (there & (team != home[:, None])).any():
        raise NoProjection("someone changes teams in the weeks that are still open")
    return np.asarray(home, np.int32)


def _added(home: Int32Array, points: Int64Array, there: BoolArray, teams: int) -> Int64Array:
    return np.bincount(home[there], points[there], teams).astype(np.int64)


def _sum_of_days(points: Int64Array, days: BoolArray) -> Int64Array:
    return np.asarray(points[:, days].sum(axis=1), np.int64)


def remaining_days(plan: Plan, membership: Membership, is_open: BoolArray) -> RemainingDays:
    """Return everybody's remaining days with the most that can count on each, people x days.

    NoProjection where a day rule does not say what it can still change.
    """
    # A paused day that counts may bring what any day may; so may one that closed before its week did.
    may_bring = (counted_pauses(plan, membership) | (membership.status == Status.DUE)) & is_open
    status = np.where(may_bring, Status.OPEN, membership.status).astype(np.int8)
    can = (status == Status.OPEN) & is_open
    most = DayMaximum(plan, replace(membership, status=status), can).amounts()
    return RemainingDays(
        week=plan.calendar.week,
        status=status,
        open=can,
        in_open_week=is_open,
        has_paid=np.zeros(len(can), np.bool_),
        max_amounts=most,
    )


def remaining_team_days(plan: Plan, roster: Int64Array, is_open: BoolArray) -> RemainingDays:
    """Return the remaining days for rules of teams, with a row for each team; `roster` counts members."""
    can = np.repeat(is_open[None, :], len(roster), axis=0)
    status = np.where(can, Status.OPEN, Status.DUE).astype(np.int8)
    return RemainingDays(
        week=plan.calendar.week,
        status=status,
        open=can,
        in_open_week=is_open,
        has_paid=np.zeros(len(roster), np.bool_),
        members=roster,
    )


def _bounds(plan: Plan, rule: AnyRulePlan, remaining: RemainingDays) -> Bounds:
    """Return a rule's bounds on the days on which it pays, 0 in the weeks that are closed."""
    bounds = ask(rule, rule.adapter.grid_bounds, remaining, plan.context)
    # Guessing a bound could declare a race decided that is not, so nothing is said at all.
    if bounds is None:
        unlimited = [name for name, most in remaining.max_amounts.items() if most is None]
        hint = f" (no 'reject_day_above' limits {', '.join(unlimited)})" if unlimited else ""
        raise NoProjection(f"the rule '{rule.label}' does not say how much it can still pay{hint}")
    least, most = (np.where(remaining.in_open_week, days, 0) for days in (bounds.lower, bounds.upper))
    if rule.is_conditional:
        # It may pay all that it can or nothing.
        least, most = np.minimum(least, 0), np.maximum(most, 0)
    kept = Bounds(
        lower=during(rule, least),
        upper=during(rule, most),
        weekly_upper=bounds.weekly_upper,
        total_upper=bounds.total_upper,
    )
    if (rule.during is not None or rule.is_conditional) and (least < 0).any():
        # The limit by week may rely on days that take points; where the rule skips these, more is left.
        return Bounds(lower=kept.lower, upper=kept.upper)
    return kept


def _on(days: BoolArray, bounds_by_rule: dict[str, Bounds]) -> dict[str, Bounds]:
    """Return the bounds of rules on some days, 0 on all others."""
    if days.all():
        return bounds_by_rule
    on_days = {}
    for rule, bounds in bounds_by_rule.items():
        # The limits by week and in all may rely on other days that take points.
        takes = bool((bounds.lower < 0).any())
        on_days[rule] = Bounds(
            lower=np.where(days, bounds.lower, 0),
            upper=np.where(days, bounds.upper, 0),
            weekly_upper=None if takes else bounds.weekly_upper,
            total_upper=None if takes else bounds.total_upper,
        )
    return on_days


def _unadjusted(bounds_by_rule: dict[str, Bounds], remaining: RemainingDays) -> Projection:
    nothing = np.zeros(remaining.shape[0], np.int64)
    least = sum((bounds.lower.sum(axis=1) for bounds in bounds_by_rule.values()), nothing)
    # Both are upper bounds, so the smaller one is.
    return Projection(least, np.minimum(*_upper_bounds(bounds_by_rule, remaining)))


def _adjusted(
    plan: Plan, bounds_by_rule: dict[str, Bounds], remaining: RemainingDays, days: BoolArray
) -> Projection:
    """Return the bounds on some days, tightened by the adjustment rules.

    Assumes each is non-positive and monotone: fewer points never lead to a larger deduction.
    """
    least = {rule: bounds.lower for rule, bounds in bounds_by_rule.items()}
    most = {rule: bounds.upper for rule, bounds in bounds_by_rule.items()}
    award_periods = {rule.id: award_period_of(plan, rule) for rule in plan.earning}
    for rule in plan.adjustment_rules:
        if not rule.adapter.only_deducts:
            raise NoProjection(f"the rule '{rule.label}' does not say how much it can still change")
        # The least assumes that a rule takes wherever it may, the most that it takes only where it must.
        surely, perhaps = _weeks_covered(rule, remaining)
        for points, takes in ((least, perhaps), (most, surely)):
            points[rule.id] = np.where(
                takes, adjustment_points(plan, rule, points, award_periods, remaining.shape), 0
            )
        award_periods[rule.id] = award_period_of(plan, rule)
    nothing = remaining.zeros()
    low, high = sum(least.values(), nothing), sum(most.values(), nothing)
    after = _by_week(_within_weeks(high, low, remaining, days), remaining)
    counted = _on(days, bounds_by_rule)
    # Day maxima need not all come together in a week, so the rules' own limits by week may be lower than
    # what adjustments leave of the sum of days.
    before = sum((_most_by_week(bounds, remaining) for bounds in counted.values()), np.zeros_like(after))
    by_week = np.minimum(after, before).sum(axis=1)
    return Projection(
        np.asarray(_within_weeks(low, high, remaining, days).sum(axis=1), np.int64),
        np.minimum(by_week, _upper_bounds(counted, remaining)[1]),
    )


def _within_weeks(
    bound: Int64Array, opposite: Int64Array, remaining: RemainingDays, days: BoolArray
) -> Int64Array:
    """Return a bound on what some days bring, as parts that add up to it in each week.

    An adjustment is certain of a week from its first day on, while what it leaves of a single day also
    depends on the days before. So days in a row have what the week has at their end, less what it had
    before them, for which the opposite bound is taken.
    """
    starts = np.zeros(len(days), np.bool_)
    starts[list(remaining.week_starts)] = True
    ends = np.append(starts[1:], True)
    last = days & (ends | ~np.append(days[1:], False))
    before = days & ~starts & ~np.insert(days[:-1], 0, False)
    runs = np.where(last, _so_far(bound, remaining), 0)
    earlier = np.where(before[1:], _so_far(opposite, remaining)[:, :-1], 0)
    runs[:, 1:] -= earlier
    return runs


def _so_far(points: Int64Array, remaining: RemainingDays) -> Int64Array:
    """Return the points of each week up to each of its days."""
    summed = points.cumsum(axis=1)
    starts = np.array(remaining.week_starts)
    before = np.where(starts > 0, summed[:, starts - 1], 0)
    return np.asarray(summed - before[:, remaining.week.astype(np.int64) - 1], np.int64)


def _weeks_covered(rule: AnyRulePlan, remaining: RemainingDays) -> tuple[BoolArray, BoolArray]:
    """Return the days of weeks to which a rule applies as a whole, and of weeks to which it applies in part.

    A cap that applies on some days of a week takes the excess on those days only, so in that week it may
    take all that it would, or nothing.
    """
    if rule.is_conditional:
        return np.zeros_like(remaining.in_open_week), remaining.in_open_week
    if rule.during is None:
        return remaining.in_open_week, remaining.in_open_week
    starts = list(remaining.week_starts)
    week = remaining.week.astype(np.int64) - 1
    whole = np.logical_and.reduceat(rule.during, starts)[week]
    some = np.logical_or.reduceat(rule.during, starts)[week]
    return np.asarray(whole & remaining.in_open_week), np.asarray(some & remaining.in_open_week)


def _upper_bounds(
    bounds_by_rule: dict[str, Bounds], remaining: RemainingDays
) -> tuple[Int64Array, Int64Array]:
    """Return the most of all rules together in the open weeks before adjustments: by week, and in all."""
    rows = remaining.shape[0]
    by_week, in_all = np.zeros(rows, np.int64), np.zeros(rows, np.int64)
    for bounds in bounds_by_rule.values():
        weeks = _most_by_week(bounds, remaining).sum(axis=1)
        by_week += weeks
        in_all += weeks if bounds.total_upper is None else np.minimum(weeks, bounds.total_upper)
    return by_week, in_all


def _most_by_week(bounds: Bounds, remaining: RemainingDays) -> Int64Array:
    """Return the most of a rule in each open week, people x weeks; 0 in the others."""
    days = _by_week(bounds.upper, remaining)
    if bounds.weekly_upper is None:
        return days
    is_open = remaining.in_open_week[list(remaining.week_starts)]
    return np.where(is_open, np.minimum(days, bounds.weekly_upper), 0)


def _by_week(days: Int64Array, remaining: RemainingDays) -> Int64Array:
    return np.asarray(np.add.reduceat(days, remaining.week_starts, axis=1), np.int64)
