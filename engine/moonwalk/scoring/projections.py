"""Projections: how few and how many points everyone can still end with, and who can overtake the first."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.arrays import Bounds, RemainingDays
from moonwalk.api.timeline import Status
from moonwalk.scoring.absence import counted_pauses
from moonwalk.scoring.asking import ask, award_period_of, during
from moonwalk.scoring.boards import ScoreSnapshot, scores_of, summaries_of
from moonwalk.scoring.day_maximum import DayMaximum, NoProjection
from moonwalk.scoring.eligibility import groups_without_eligible_member
from moonwalk.scoring.facts import FOREVER, BoolArray, Int32Array, Int64Array
from moonwalk.scoring.leagues import with_league_bonus
from moonwalk.scoring.membership import Membership
from moonwalk.scoring.people import PeopleScores, adjustment_points
from moonwalk.scoring.plan import AnyRulePlan, BoardPlan, Plan
from moonwalk.scoring.score import Scored, score_from_people
from moonwalk.scoring.standings import Standings, rounded
from moonwalk.scoring.teams import TeamScores, attribute_days, team_on_day


@dataclass(frozen=True, eq=False)
class Race:
    """The end of a board as far as it is certain: rounded scores by team, as they would be shown.

    `leader` is a team's row; `contenders` are the rows of those that can still come level with it or pass
    it.
    """

    leader: int
    least: Int64Array
    most: Int64Array
    contenders: tuple[int, ...]
    decimals: int

    @property
    def decided(self) -> bool:
        """Whether nobody can take the first place any more."""
        return not self.contenders


def race(scored: Scored, name: str, standings: Standings, now: int) -> Race:
    """Return a board's race at an instant (ms), assuming that today's members stay.

    NoProjection where it is not known.
    """
    # Shares are projected to the end, so the limit of days that have begun must not hold them back.
    plan = replace(scored.plan, today=FOREVER)
    board = plan.board(name)
    if plan.earlier:
        raise NoProjection("an amendment applies from a day on, and some days are scored by an earlier text")
    if board.ranks != "teams":
        raise NoProjection("this is only checked for boards that rank teams")
    if board.split_by:
        raise NoProjection("the board is split, and each part of it has a first place")
    leader = _leader(standings)
    _check(plan, board)
    is_open = open_weeks(plan, now)
    end = _at_the_end(plan, scored, standings.ids)
    members, bonus = project_teams(plan, scored.people, end.teams, is_open, board.of_rules)
    least = _shown(plan, board, end, members.least, bonus.least)
    most = _shown(plan, board, end, members.most, bonus.most)
    membership = scored.people.membership
    then = team_on_day(plan, membership, plan.calendar.length - 1)
    # A team none of whose members takes a place is shown, but can never be first.
    never = {leader, *groups_without_eligible_member(plan, membership, then, len(most))}
    # Compared as shown, since places are given on what is shown; level counts, because tiebreaks may
    # still turn.
    contenders = [row for row in range(len(most)) if row not in never and most[row] >= least[leader]]
    contenders.sort(key=lambda row: (-int(most[row]), row))
    return Race(leader, least, most, tuple(contenders), plan.decimals_of(board))


def _leader(standings: Standings) -> int:
    placed = np.flatnonzero(~np.isnan(standings.place))
    if not len(placed):
        raise NoProjection("nobody has a place yet")
    return int(standings.order[placed[0]])


def _check(plan: Plan, board: BoardPlan) -> None:
    if not board.ranking.monotone:
        raise NoProjection("this ranking may give a lower score for more points, or uses more than points")
    if plan.teams.leave_out_silent:
        raise NoProjection("members who log nothing are left out, and who will still log is unknown")
    if any(need.day_share is not None for need in board.place_needs):
        raise NoProjection(
            "a team may still lose its place: how often members logged is only checked at the end"
        )


def _at_the_end(plan: Plan, scored: Scored, ids: tuple[str, ...]) -> ScoreSnapshot:
    """Return the teams with the sizes that they have at the end if their members stay."""
    last, membership = plan.calendar.length - 1, scored.people.membership
    now, then = team_on_day(plan, membership, scored.last_day), team_on_day(plan, membership, last)
    # Sizes differ only if somebody leaves, joins or moves on a day that is known already; otherwise
    # nothing is scored again.
    end = scored if np.array_equal(now, then) else score_from_people(plan, scored.people, last)
    teams = with_league_bonus(end.league(ids, end.last_day))
    return ScoreSnapshot(ids, (), scored.people, teams, last, last)


def _shown(
    plan: Plan, board: BoardPlan, end: ScoreSnapshot, points: Int64Array, bonus: Int64Array
) -> Int64Array:
    summaries = replace(summaries_of(plan, board, end), points=points, bonus=bonus)
    return rounded(scores_of(plan, board, summaries), plan.decimals_of(board))


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
    plan: Plan, people: PeopleScores, is_open: BoolArray, rules: tuple[str, ...] = ()
) -> Projection:
    """Return what each person can bring in the open weeks; `rules` picks rules by id (none: all).

    NoProjection where a rule does not say what it can still pay.
    """
    earning = [rule for rule in plan.earning if not rules or rule.id in rules]
    adjustments = [rule for rule in plan.adjustment_rules if not rules or rule.id in rules]
    # An adjustment takes from what all rules gave together; how much of that falls on some of them is not
    # known.
    if adjustments and len(earning) + len(adjustments) < len(plan.earning) + len(plan.adjustment_rules):
        raise NoProjection("the board counts some rules only, and one of them depends on others")
    # A rule that pays once may have paid already, in a week that is closed; its bounds depend on that.
    paid: list[BoolArray] = [np.any(people.points[rule.id][:, ~is_open], axis=1) for rule in earning]
    # Bounds depend on nothing but these columns, and most people share them: each kind of row is asked once.
    situations = np.column_stack((people.membership.status[:, is_open], *paid))
    rows, back = _first_of_each(situations.astype(np.int8))
    remaining = remaining_days(plan, people.membership.only(rows), is_open)
    bounds_by_rule = {
        rule.id: _bounds(plan, rule, replace(remaining, has_paid=has[rows]))
        for rule, has in zip(earning, paid, strict=True)
    }
    projection = (
        _adjusted(plan, bounds_by_rule, remaining) if adjustments else _unadjusted(bounds_by_rule, remaining)
    )
    return Projection(projection.least[back], projection.most[back])


def _first_of_each(situations: NDArray[np.int8]) -> tuple[Int64Array, Int64Array]:
    """Return the first row of each kind, and for each row the number of its kind."""
    if not situations.shape[1]:
        return np.arange(min(len(situations), 1)), np.zeros(len(situations), np.int64)
    # Rows as single opaque values: `unique` sorts bytes much faster than it sorts along an axis.
    whole = np.ascontiguousarray(situations).view(np.dtype((np.void, situations.shape[1]))).ravel()
    _, rows, back = np.unique(whole, return_index=True, return_inverse=True)
    return rows, back


def project_teams(
    plan: Plan, people: PeopleScores, scores: TeamScores, is_open: BoolArray, rules: tuple[str, ...] = ()
) -> tuple[Projection, Projection]:
    """Return what each team can end with: its members' points, and its own on top of them.

    Today's members are taken to stay. `scores` are as of the last day of the challenge.
    """
    teams = len(scores.people)
    own = project_people(plan, people, is_open, rules)
    home = _homes(plan, people, is_open)
    there = home >= 0
    closed = _sum_of_days(scores.of_rules(rules), ~is_open)
    members = Projection(_added(home, own.least, there, teams), _added(home, own.most, there, teams))
    remaining = remaining_team_days(plan, scores.roster, is_open)
    bonus = Projection(np.zeros(teams, np.int64), np.zeros(teams, np.int64))
    for rule in (*plan.team_rules, *plan.team_totals, *plan.league_rules):
        if not rules or rule.id in rules:
            paid = scores.bonus[rule.id][:, ~is_open]
            bounds = _bounds(plan, rule, replace(remaining, has_paid=np.asarray(paid.any(axis=1), np.bool_)))
            fixed = np.asarray(paid.sum(axis=1), np.int64)
            bonus = bonus.plus(_unadjusted({rule.id: bounds}, remaining)).plus(Projection(fixed, fixed))
    return members.plus(Projection(closed, closed)), bonus


def _homes(plan: Plan, people: PeopleScores, is_open: BoolArray) -> Int32Array:
    """Return the team to which each person's open days belong, -1 for none. NoProjection where it changes."""
    attribution = attribute_days(plan, people.membership, people.logged, plan.calendar.length - 1)
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


def _unadjusted(bounds_by_rule: dict[str, Bounds], remaining: RemainingDays) -> Projection:
    nothing = np.zeros(remaining.shape[0], np.int64)
    least = sum((bounds.lower.sum(axis=1) for bounds in bounds_by_rule.values()), nothing)
    # Both are upper bounds, so the smaller one is.
    return Projection(least, np.minimum(*_upper_bounds(bounds_by_rule, remaining)))


def _adjusted(plan: Plan, bounds_by_rule: dict[str, Bounds], remaining: RemainingDays) -> Projection:
    """Tighten bounds by the adjustment rules.

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
    low = np.asarray(sum(least.values(), nothing).sum(axis=1), np.int64)
    after = _by_week(sum(most.values(), nothing), remaining)
    # Day maxima need not all come together in a week, so the rules' own limits by week may be lower than
    # what adjustments leave of the sum of days.
    before = sum(
        (_most_by_week(bounds, remaining) for bounds in bounds_by_rule.values()), np.zeros_like(after)
    )
    by_week = np.minimum(after, before).sum(axis=1)
    return Projection(low, np.minimum(by_week, _upper_bounds(bounds_by_rule, remaining)[1]))


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
