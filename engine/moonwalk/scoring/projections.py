"""How few and how many points everyone can still end with, and so who can still overtake the first."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.arrays import Bounds, Grid, RemainingDays
from moonwalk.api.timeline import Status
from moonwalk.scoring.boards import Field, scores_of, summaries_of
from moonwalk.scoring.eligibility import without_a_placed_member
from moonwalk.scoring.facts import FOREVER
from moonwalk.scoring.grid import averaged_days
from moonwalk.scoring.leagues import with_field_bonus
from moonwalk.scoring.membership import Frame
from moonwalk.scoring.people import PeopleScores, adjusted, ask, award_period_of, change_days, during
from moonwalk.scoring.plan import ActivityPlan, AnyRulePlan, BoardPlan, Plan
from moonwalk.scoring.score import Scored, scored_from
from moonwalk.scoring.standings import Standings, rounded
from moonwalk.scoring.teams import TeamScores, places, present
from moonwalk.scoring.verdicts import at_rate

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]


class NotSaid(Exception):
    """How far somebody can still get cannot be said, and why."""


def open_weeks(plan: Plan, now: int) -> Flags:
    """The days in weeks that can still be logged at an instant (ms), those to come among them."""
    return np.asarray(plan.calendar.closes >= now)


def outlook_of(plan: Plan, frame: Frame, still: Flags) -> RemainingDays:
    """Everybody's outlook, with the most that can count on a day. NotSaid where a day rule hides that."""
    # A paused day that counts as one's own average may bring what any other day may.
    status = np.where(averaged_days(plan, frame) & still, Status.OPEN, frame.status).astype(np.int8)
    can = (status == Status.OPEN) & still
    most = _Most(plan, replace(frame, status=status), can).amounts()
    return RemainingDays(
        week=plan.calendar.week,
        status=status,
        open=can,
        in_open_week=still,
        has_paid=np.zeros(len(can), np.bool_),
        max_amounts=most,
    )


def teams_outlook(plan: Plan, teams: int, still: Flags) -> RemainingDays:
    """The same for rules of teams: a row for each."""
    can = np.repeat(still[None, :], teams, axis=0)
    status = np.where(can, Status.OPEN, Status.DUE).astype(np.int8)
    return RemainingDays(
        week=plan.calendar.week,
        status=status,
        open=can,
        in_open_week=still,
        has_paid=np.zeros(teams, np.bool_),
    )


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
        grid = Grid(
            week=self.plan.calendar.week, status=self.frame.status, amounts=day, met=goals, logged=nobody
        )
        for rule in self.plan.day_rules:
            if not rule.adapter.monotone:
                raise NotSaid(f"the rule '{rule.label}' does not say what it can still change")
            grid = change_days(self.plan, rule, grid)
        return dict(grid.amounts)


def _own_limit(activity: ActivityPlan) -> int | None:
    if activity.reject_day_above is not None:
        return activity.reject_day_above
    one_entry = activity.same_day != "add" and activity.devices == "largest"
    return activity.reject_entry_above if one_entry else None


@dataclass(frozen=True, eq=False)
class Reach:
    """The least and the most that each row can end with."""

    least: Whole
    most: Whole

    def plus(self, other: Reach) -> Reach:
        """Both together."""
        return Reach(self.least + other.least, self.most + other.most)


def people_reach(plan: Plan, people: PeopleScores, still: Flags, rules: tuple[str, ...] = ()) -> Reach:
    """What each person can bring in the weeks that are open; `rules` picks rules by id (none: all).

    NotSaid where a rule does not say what it can still pay.
    """
    earning = [rule for rule in plan.earning if not rules or rule.id in rules]
    adjusts = [rule for rule in plan.adjusts if not rules or rule.id in rules]
    if adjusts and len(earning) + len(adjusts) < len(plan.earning) + len(plan.adjusts):
        raise NotSaid("the board counts some rules only, and one of them depends on others")
    paid: list[Flags] = [np.any(people.points[rule.id][:, ~still], axis=1) for rule in earning]
    # Most people have the same days before them, so each kind of person is asked about once.
    kinds = np.column_stack((people.frame.status[:, still], *paid))
    rows, back = _first_of_each(kinds.astype(np.int8))
    outlook = outlook_of(plan, people.frame.only(rows), still)
    found = {
        rule.id: _bounds(plan, rule, replace(outlook, has_paid=has[rows]))
        for rule, has in zip(earning, paid, strict=True)
    }
    reach = _capped(plan, found, outlook) if adjusts else _uncapped(found, outlook)
    return Reach(reach.least[back], reach.most[back])


def _first_of_each(kinds: NDArray[np.int8]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The first row of each kind, and for each row the number of its kind."""
    if not kinds.shape[1]:
        return np.arange(min(len(kinds), 1)), np.zeros(len(kinds), np.int64)
    whole = np.ascontiguousarray(kinds).view(np.dtype((np.void, kinds.shape[1]))).ravel()
    _, rows, back = np.unique(whole, return_index=True, return_inverse=True)
    return rows, back


def _uncapped(found: dict[str, Bounds], outlook: RemainingDays) -> Reach:
    nothing = np.zeros(outlook.shape[0], np.int64)
    least = sum((bounds.lower.sum(axis=1) for bounds in found.values()), nothing)
    return Reach(least, np.minimum(*_most_without(found, outlook)))


def teams_reach(
    plan: Plan, people: PeopleScores, scores: TeamScores, still: Flags, rules: tuple[str, ...] = ()
) -> tuple[Reach, Reach]:
    """What each team can end with: its members' points, and its own on top of them.

    Today's members are taken to stay. `scores` are as of the last day of the challenge.
    """
    teams = len(scores.people)
    own = people_reach(plan, people, still, rules)
    home = _homes(plan, people, still)
    there = home >= 0
    closed = _in(scores.of_rules(rules), ~still)
    members = Reach(_added(home, own.least, there, teams), _added(home, own.most, there, teams))
    outlook = teams_outlook(plan, teams, still)
    bonus = Reach(np.zeros(teams, np.int64), np.zeros(teams, np.int64))
    for rule in (*plan.team_rules, *plan.field_rules):
        if not rules or rule.id in rules:
            given = scores.bonus[rule.id][:, ~still]
            bounds = _bounds(plan, rule, replace(outlook, has_paid=np.asarray(given.any(axis=1), np.bool_)))
            fixed = np.asarray(given.sum(axis=1), np.int64)
            bonus = bonus.plus(_uncapped({rule.id: bounds}, outlook)).plus(Reach(fixed, fixed))
    return members.plus(Reach(closed, closed)), bonus


def _bounds(plan: Plan, rule: AnyRulePlan, outlook: RemainingDays) -> Bounds:
    """A rule's bounds on the days on which it pays, 0 in the weeks that are closed."""
    bounds = ask(rule, rule.adapter.grid_bounds, outlook, plan.context)
    if bounds is None:
        unlimited = [name for name, most in outlook.max_amounts.items() if most is None]
        hint = f" (no 'reject_day_above' limits {', '.join(unlimited)})" if unlimited else ""
        raise NotSaid(f"the rule '{rule.label}' does not say how much it can still pay{hint}")
    least, most = (np.where(outlook.in_open_week, days, 0) for days in (bounds.lower, bounds.upper))
    kept = Bounds(
        lower=during(rule, least),
        upper=during(rule, most),
        weekly_upper=bounds.weekly_upper,
        total_upper=bounds.total_upper,
    )
    if rule.during is not None and (least < 0).any():
        # Where some days do not pay, those that take may be missing from the week.
        return Bounds(lower=kept.lower, upper=kept.upper)
    return kept


def _most_without(found: dict[str, Bounds], outlook: RemainingDays) -> tuple[Whole, Whole]:
    """The most of all rules together in the open weeks, before anything is taken: by week, and in all."""
    rows = outlook.shape[0]
    by_week, in_all = np.zeros(rows, np.int64), np.zeros(rows, np.int64)
    for bounds in found.values():
        weeks = _week_most(bounds, outlook).sum(axis=1)
        by_week += weeks
        in_all += weeks if bounds.total_upper is None else np.minimum(weeks, bounds.total_upper)
    return by_week, in_all


def _week_most(bounds: Bounds, outlook: RemainingDays) -> Whole:
    """The most of a rule in each week that is open, people x weeks; 0 in the others."""
    days = _by_week(bounds.upper, outlook)
    if bounds.weekly_upper is None:
        return days
    still = outlook.in_open_week[list(outlook.week_starts)]
    return np.where(still, np.minimum(days, bounds.weekly_upper), 0)


def _capped(plan: Plan, found: dict[str, Bounds], outlook: RemainingDays) -> Reach:
    """The same after adjustments, each of which only takes, and takes no more where there is less."""
    least = {rule: bounds.lower for rule, bounds in found.items()}
    most = {rule: bounds.upper for rule, bounds in found.items()}
    award_periods = {rule.id: award_period_of(plan, rule) for rule in plan.earning}
    for rule in plan.adjusts:
        if not rule.adapter.only_deducts:
            raise NotSaid(f"the rule '{rule.label}' does not say how much it can still change")
        surely, perhaps = _weeks_covered(rule, outlook)
        for points, takes in ((least, perhaps), (most, surely)):
            points[rule.id] = np.where(takes, adjusted(plan, rule, points, award_periods, outlook.shape), 0)
        award_periods[rule.id] = award_period_of(plan, rule)
    nothing = outlook.zeros()
    low = np.asarray(sum(least.values(), nothing).sum(axis=1), np.int64)
    after = _by_week(sum(most.values(), nothing), outlook)
    before = sum((_week_most(bounds, outlook) for bounds in found.values()), np.zeros_like(after))
    by_week = np.minimum(after, before).sum(axis=1)
    return Reach(low, np.minimum(by_week, _most_without(found, outlook)[1]))


def _weeks_covered(rule: AnyRulePlan, outlook: RemainingDays) -> tuple[Flags, Flags]:
    """The days of weeks on all of whose days a rule applies, and of weeks on some of whose days it does.

    A cap that applies on some days of a week takes what goes over it on those days only, so in that week
    it may take all that it would, or nothing.
    """
    if rule.during is None:
        return outlook.in_open_week, outlook.in_open_week
    starts = list(outlook.week_starts)
    week = outlook.week.astype(np.int64) - 1
    whole = np.logical_and.reduceat(rule.during, starts)[week]
    some = np.logical_or.reduceat(rule.during, starts)[week]
    return np.asarray(whole & outlook.in_open_week), np.asarray(some & outlook.in_open_week)


def _homes(plan: Plan, people: PeopleScores, still: Flags) -> NDArray[np.int32]:
    """The team to which each person's points of the open weeks go, -1 for none."""
    where = places(plan, people.frame, people.logged, plan.calendar.length - 1)
    team, there = where.points[:, still], people.frame.status[:, still] != Status.ABSENT
    if not team.size:
        return np.full(len(team), -1, np.int32)
    home = team.max(axis=1)
    if (there & (team != home[:, None])).any():
        raise NotSaid("somebody changes teams in the weeks that are still open")
    return np.asarray(home, np.int32)


def _added(home: NDArray[np.int32], points: Whole, there: Flags, teams: int) -> Whole:
    return np.bincount(home[there], points[there], teams).astype(np.int64)


def _in(days: Whole, which: Flags) -> Whole:
    return np.asarray(days[:, which].sum(axis=1), np.int64)


def _by_week(days: Whole, outlook: RemainingDays) -> Whole:
    return np.asarray(np.add.reduceat(days, outlook.week_starts, axis=1), np.int64)


@dataclass(frozen=True, eq=False)
class Race:
    """The end of a board as far as it is certain: rounded scores by team, as they would be shown.

    `leader` is a team's row; `can` are the rows of those that can still come level with it or pass it.
    """

    leader: int
    least: Whole
    most: Whole
    can: tuple[int, ...]
    decimals: int

    @property
    def decided(self) -> bool:
        """Whether nobody can take the first place any more."""
        return not self.can


def race(scored: Scored, board: str, standings: Standings, now: int) -> Race:
    """A board's race at an instant (ms), today's members taken to stay. NotSaid where it cannot be said."""
    plan = replace(scored.plan, today=FOREVER)
    which = plan.board(board)
    if which.ranks != "teams":
        raise NotSaid("only boards of teams are looked at")
    if which.split_by:
        raise NotSaid("the board is split, and each part of it has a first place")
    leader = _leader(standings)
    _check(plan, which)
    still = open_weeks(plan, now)
    end = _at_the_end(plan, scored, standings.ids)
    members, bonus = teams_reach(plan, scored.people, end.teams, still, which.of_rules)
    least = _shown(plan, which, end, members.least, bonus.least)
    most = _shown(plan, which, end, members.most, bonus.most)
    frame = scored.people.frame
    then = present(plan, frame, plan.calendar.length - 1)
    never = {leader, *without_a_placed_member(plan, frame, then, len(most))}
    can = [row for row in range(len(most)) if row not in never and most[row] >= least[leader]]
    can.sort(key=lambda row: (-int(most[row]), row))
    return Race(leader, least, most, tuple(can), which.ranking.decimals)


def _leader(standings: Standings) -> int:
    placed = np.flatnonzero(~np.isnan(standings.place))
    if not len(placed):
        raise NotSaid("nobody has a place yet")
    return int(standings.order[placed[0]])


def _check(plan: Plan, which: BoardPlan) -> None:
    if not which.ranking.monotone:
        raise NotSaid("this ranking may give less for more points, or looks at more than points")
    if plan.teams.leave_out_silent:
        raise NotSaid("who logs nothing is left out, and nobody knows who still will")
    if any(need.day_share is not None for need in which.place_needs):
        raise NotSaid("a team may still lose its place: how often members log is asked at the end")


def _at_the_end(plan: Plan, scored: Scored, ids: tuple[str, ...]) -> Field:
    """The teams with the sizes that they have at the end, if their members stay."""
    last, frame = plan.calendar.length - 1, scored.people.frame
    now, then = present(plan, frame, scored.last_day), present(plan, frame, last)
    end = scored if np.array_equal(now, then) else scored_from(plan, scored.people, last)
    teams = with_field_bonus(end.league(ids, end.last_day))
    return Field(ids, (), scored.people, teams, last, last)


def _shown(plan: Plan, which: BoardPlan, end: Field, points: Whole, bonus: Whole) -> Whole:
    summaries = replace(summaries_of(plan, which, end), points=points, bonus=bonus)
    return rounded(scores_of(plan, which, summaries), which.ranking.decimals)
