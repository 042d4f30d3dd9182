"""How few and how many points everyone can end with, while some weeks can still be logged."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.days import Status
from moonwalk.api.outlook import Bounds, Outlook
from moonwalk.scoring.outlooks import NotSaid, outlook_of, teams_outlook
from moonwalk.scoring.people import PeopleScores, adjusted, ask, during, grain_of
from moonwalk.scoring.plan import AnyRulePlan, Plan
from moonwalk.scoring.teams import TeamScores, places

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]


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
        rule.id: _bounds(plan, rule, replace(outlook, paid=has[rows]))
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


def _uncapped(found: dict[str, Bounds], outlook: Outlook) -> Reach:
    nothing = np.zeros(outlook.shape[0], np.int64)
    least = sum((bounds.least.sum(axis=1) for bounds in found.values()), nothing)
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
            bounds = _bounds(plan, rule, replace(outlook, paid=np.asarray(given.any(axis=1), np.bool_)))
            fixed = np.asarray(given.sum(axis=1), np.int64)
            bonus = bonus.plus(_uncapped({rule.id: bounds}, outlook)).plus(Reach(fixed, fixed))
    return members.plus(Reach(closed, closed)), bonus


def _bounds(plan: Plan, rule: AnyRulePlan, outlook: Outlook) -> Bounds:
    """A rule's bounds on the days on which it pays, 0 in the weeks that are closed."""
    bounds = ask(rule, rule.adapter.grid_bounds, outlook, plan.context)
    if bounds is None:
        unlimited = [name for name, most in outlook.most.items() if most is None]
        hint = f" (no 'reject_day_above' limits {', '.join(unlimited)})" if unlimited else ""
        raise NotSaid(f"the rule '{rule.label}' does not say how much it can still pay{hint}")
    least, most = (np.where(outlook.still, days, 0) for days in (bounds.least, bounds.most))
    kept = Bounds(during(rule, least), during(rule, most), bounds.most_a_week, bounds.most_in_all)
    if rule.during is not None and (least < 0).any():
        # Where some days do not pay, those that take may be missing from the week.
        return Bounds(kept.least, kept.most)
    return kept


def _most_without(found: dict[str, Bounds], outlook: Outlook) -> tuple[Whole, Whole]:
    """The most of all rules together in the open weeks, before anything is taken: by week, and in all."""
    rows = outlook.shape[0]
    by_week, in_all = np.zeros(rows, np.int64), np.zeros(rows, np.int64)
    for bounds in found.values():
        weeks = _week_most(bounds, outlook).sum(axis=1)
        by_week += weeks
        in_all += weeks if bounds.most_in_all is None else np.minimum(weeks, bounds.most_in_all)
    return by_week, in_all


def _week_most(bounds: Bounds, outlook: Outlook) -> Whole:
    """The most of a rule in each week that is open, people x weeks; 0 in the others."""
    days = _by_week(bounds.most, outlook)
    if bounds.most_a_week is None:
        return days
    still = outlook.still[list(outlook.week_starts)]
    return np.where(still, np.minimum(days, bounds.most_a_week), 0)


def _capped(plan: Plan, found: dict[str, Bounds], outlook: Outlook) -> Reach:
    """The same after adjustments, each of which only takes, and takes no more where there is less."""
    least = {rule: bounds.least for rule, bounds in found.items()}
    most = {rule: bounds.most for rule, bounds in found.items()}
    grains = {rule.id: grain_of(plan, rule) for rule in plan.earning}
    for rule in plan.adjusts:
        if not rule.adapter.only_takes:
            raise NotSaid(f"the rule '{rule.label}' does not say how much it can still change")
        surely, perhaps = _weeks_covered(rule, outlook)
        for points, takes in ((least, perhaps), (most, surely)):
            points[rule.id] = np.where(takes, adjusted(plan, rule, points, grains, outlook.shape), 0)
        grains[rule.id] = grain_of(plan, rule)
    nothing = outlook.nothing()
    low = np.asarray(sum(least.values(), nothing).sum(axis=1), np.int64)
    after = _by_week(sum(most.values(), nothing), outlook)
    before = sum((_week_most(bounds, outlook) for bounds in found.values()), np.zeros_like(after))
    by_week = np.minimum(after, before).sum(axis=1)
    return Reach(low, np.minimum(by_week, _most_without(found, outlook)[1]))


def _weeks_covered(rule: AnyRulePlan, outlook: Outlook) -> tuple[Flags, Flags]:
    """The days of weeks on all of whose days a rule applies, and of weeks on some of whose days it does.

    A cap that applies on some days of a week takes what goes over it on those days only, so in that week
    it may take all that it would, or nothing.
    """
    if rule.during is None:
        return outlook.still, outlook.still
    starts = list(outlook.week_starts)
    week = outlook.week.astype(np.int64) - 1
    whole = np.logical_and.reduceat(rule.during, starts)[week]
    some = np.logical_or.reduceat(rule.during, starts)[week]
    return np.asarray(whole & outlook.still), np.asarray(some & outlook.still)


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


def _by_week(days: Whole, outlook: Outlook) -> Whole:
    return np.asarray(np.add.reduceat(days, outlook.week_starts, axis=1), np.int64)
