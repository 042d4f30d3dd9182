"""What each goal asks of each person, when it is met, and how far it is: people x days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

import numpy as np

from moonwalk.api.timeline import Status
from moonwalk.api.values import OwnDays, ShareOfWeek
from moonwalk.scoring.facts import BoolArray, Int64Array
from moonwalk.scoring.membership import Membership
from moonwalk.scoring.plan import GoalPlan, Plan, TargetBounds, in_dependency_order


@dataclass(frozen=True, eq=False)
class Goals:
    """The goals of a challenge over amounts. Weekly goals count from the first day of each week.

    `points` are thousandths of points for each goal of points, once they are known; before, there are none.
    """

    plan: Plan
    membership: Membership
    amounts: Mapping[str, Int64Array]
    points: Mapping[str, Int64Array] = field(default_factory=dict)

    def met(self) -> dict[str, BoolArray]:
        """Return for each goal the days on which it was met; a week's goal on the day it was reached.

        Whether a week's amount stays within a span is known when the week is over: that goal is met on the
        last of the person's days in it.
        """
        met: dict[str, BoolArray] = {}
        for goal in in_dependency_order(self.plan.goals):
            need = self.need(goal)
            # A goal that cannot be met needs 0, and 0 is what everyone has: without the second condition
            # absence would meet it.
            reached = (self.have(goal, met) >= need) & (need > 0)
            met[goal.name] = self._when(goal, reached)
        return met

    def have(self, goal: GoalPlan, met: Mapping[str, BoolArray]) -> Int64Array:
        """Return what counts towards a goal on each day, with the days before it in the same period.

        It is 0 where a goal `within` a span has too much.
        """
        if goal.any_of:
            return np.minimum(self._met_so_far(goal, met), 1)
        if goal.parts:
            return self._met_so_far(goal, met)
        if goal.of_points:
            return self._points(goal)
        amounts = self._running(goal, np.where(self.membership.countable, self.amounts[goal.activity], 0))
        return np.where(amounts > self._thresholds.most(goal), 0, amounts) if goal.within else amounts

    def need(self, goal: GoalPlan) -> Int64Array:
        """Return what a goal asks for on each day; 0 where it cannot be met."""
        return self._thresholds.need(goal)

    @cached_property
    def _thresholds(self) -> GoalThresholds:
        return GoalThresholds(self.plan, self.membership)

    def _points(self, goal: GoalPlan) -> Int64Array:
        """Return the points that are there on each day and stay until the end of the period."""
        if goal.name not in self.points:
            return np.zeros(self.membership.status.shape, np.int64)
        have = self._running(goal, self.points[goal.name])
        if goal.each == "day":
            return have
        # Points can be taken away again. What a week has lost by its end was not enough for its goal, so a
        # day has what the lowest of the days from it on has.
        for days in self._thresholds.periods(goal):
            have[:, days] = np.minimum.accumulate(have[:, days][:, ::-1], axis=1)[:, ::-1]
        return have

    def _met_so_far(self, goal: GoalPlan, met: Mapping[str, BoolArray]) -> Int64Array:
        """Return how many of the goal's parts were met, or on how many days its only part was."""
        count = np.zeros(self.membership.status.shape, np.int64)
        for name in goal.parts:
            count += met[name]
        return self._running(goal, count)

    def _running(self, goal: GoalPlan, values: Int64Array) -> Int64Array:
        if goal.each == "day":
            return values
        running = np.empty_like(values)
        for days in self._thresholds.periods(goal):
            np.cumsum(values[:, days], axis=1, out=running[:, days])
        return running

    def _when(self, goal: GoalPlan, reached: BoolArray) -> BoolArray:
        """Return the days on which a goal counts as met, from those on which it has what it needs."""
        if goal.each == "day":
            return reached
        return reached & self._last_days(goal) if goal.within else self._first(goal, reached)

    def _first(self, goal: GoalPlan, reached: BoolArray) -> BoolArray:
        first = reached.copy()
        for days in self._thresholds.periods(goal):
            # A running total never falls, so a reached day is the first exactly if the day before was not
            # reached. Periods are cut apart: a week reached on Sunday says nothing about Monday.
            first[:, days][:, 1:] &= ~reached[:, days][:, :-1]
        return first

    def _last_days(self, goal: GoalPlan) -> BoolArray:
        """Return each person's last day of each period on which they can take part, where it has come."""
        last = np.zeros(self.membership.status.shape, np.bool_)
        for days in self._thresholds.periods(goal):
            countable = self.membership.countable[:, days]
            # Counted backwards, each day knows how many countable days are left including itself: one is
            # the last.
            later = np.cumsum(countable[:, ::-1], axis=1)[:, ::-1]
            last[:, days] = countable & (later == 1)
        # A period that is not over may still bring too much, so its last day counts only once it has
        # come.
        last[:, max(self.plan.calendar.index(self.plan.context.as_of) + 1, 0) :] = False
        return last


@dataclass(frozen=True, eq=False)
class GoalThresholds:
    """What goals ask for, in days, parts or thousandths; 0 where a goal cannot be met."""

    plan: Plan
    membership: Membership

    def need(self, goal: GoalPlan) -> Int64Array:
        """Return what a goal asks for on each day, the same on all days of a period (people x days)."""
        need = self._of_everyone(goal)
        return (
            np.where(self.membership.having(goal.only_where)[:, None], need, 0) if goal.only_where else need
        )

    def _of_everyone(self, goal: GoalPlan) -> Int64Array:
        if goal.all_of or goal.any_of:
            return self._parts_needed(goal, self._possible)
        if isinstance(goal.days, OwnDays):
            return self._of_own_days(goal, goal.days.percent)
        if goal.days is not None:
            return self._per_period(goal, self._always(goal.days.days))
        if goal.within is not None:
            # A span that begins at nothing still asks for something: doing nothing meets no goal.
            return self._per_period(goal, self._always(max(goal.within[0], 1)))
        if goal.own_target is not None:
            return self._per_period(goal, own_targets(goal.name, goal.own_target, self.membership))
        return self._per_period(goal, self._reach(goal))

    def most(self, goal: GoalPlan) -> Int64Array:
        """Return the upper end of a goal `within` a span on each day; more than this does not meet it."""
        return self._per_period(goal, self._always(goal.within[1] if goal.within else 0))

    def periods(self, goal: GoalPlan) -> Iterator[slice]:
        """Yield the days of each period in which the goal can be met."""
        return periods(goal, self.plan.calendar.length)

    @cached_property
    def _possible(self) -> Mapping[str, BoolArray]:
        """Where each goal can be met at all."""
        possible: dict[str, BoolArray] = {}
        for goal in in_dependency_order(self.plan.goals):
            of_goals = goal.all_of or goal.any_of
            need = self._parts_needed(goal, possible) if of_goals else self.need(goal)
            possible[goal.name] = need > 0
            if goal.only_where:
                possible[goal.name] &= self.membership.having(goal.only_where)[:, None]
        return possible

    @staticmethod
    def _parts_needed(goal: GoalPlan, possible: Mapping[str, BoolArray]) -> Int64Array:
        parts = np.array([possible[name] for name in goal.parts])
        whole = len(parts) if goal.all_of else 1
        # For `all_of`, one part that cannot be met makes the goal impossible rather than easier.
        enough = parts.all(axis=0) if goal.all_of else parts.any(axis=0)
        return np.where(enough, whole, 0)

    def _always(self, asked: int) -> Int64Array:
        return np.full((1, self.plan.calendar.length), asked, np.int64)

    def _reach(self, goal: GoalPlan) -> Int64Array:
        if goal.reach is None:
            return self._always(0)
        return np.array([goal.reach.by_day(int(week) for week in self.plan.calendar.week)], np.int64)

    def _per_period(self, goal: GoalPlan, asked: Int64Array) -> Int64Array:
        """Turn what is asked of someone who is always there into what is asked of each person.

        `asked` is 1 or people x days.
        """
        if goal.each == "day":
            return np.where(self.membership.countable, asked, 0)
        need = np.zeros(self.membership.status.shape, np.int64)
        for days in self.periods(goal):
            countable = self.membership.countable[:, days]
            whole = self._at_first(asked[:, days], countable)
            need[:, days] = self._prorated(whole, self._out_of(goal), days, countable.sum(axis=1))[:, None]
        return need

    def _of_own_days(self, goal: GoalPlan, percent: Fraction) -> Int64Array:
        """Return a percentage of each person's countable days in each period, rounded up."""
        need = np.zeros(self.membership.status.shape, np.int64)
        for days in self.periods(goal):
            countable = self.membership.countable[:, days].sum(axis=1)
            asked = -(-countable * percent.numerator // (100 * percent.denominator))
            need[:, days] = np.where(countable >= self._fewest(days), asked, 0)[:, None]
        return need

    @staticmethod
    def _at_first(asked: Int64Array, countable: BoolArray) -> Int64Array:
        """Return what is asked on each person's first day of a period; it holds for the whole period."""
        # A target that is chosen on Thursday must not change what the week asked for on Monday.
        of_each = np.broadcast_to(asked, countable.shape)
        return np.take_along_axis(of_each, np.argmax(countable, axis=1)[:, None], axis=1)[:, 0]

    def _prorated(self, whole: Int64Array, per: int, days: slice, countable: Int64Array) -> Int64Array:
        if self.plan.part_weeks == "goals shrink with the days":
            # Rounded up (4 of 7 becomes 3 of 5): rounding down could ask for nothing, and a goal must
            # never be met by nothing. The minimum is for weeks with more days than the goal counts, which
            # ask for no more than the whole.
            return -(-whole * np.minimum(countable, per) // per)
        # A short last week and days that count for nobody make it easier for everyone all the same.
        ours = self._days_for_everyone(days)
        return np.where(countable >= self._fewest(days), -(-whole * min(ours, per) // per), 0)

    def _fewest(self, days: slice) -> int:
        """Return with how many countable days in a period a person can meet a goal."""
        return max(self._days_for_everyone(days), 1) if self.plan.part_weeks == "week does not count" else 1

    def _days_for_everyone(self, days: slice) -> int:
        return int((self.plan.calendar.statuses[days] == Status.DUE).sum())

    def _out_of(self, goal: GoalPlan) -> int:
        """Return out of how many days a goal is asked of someone who is there all the time."""
        if isinstance(goal.days, ShareOfWeek):
            return goal.days.of
        if goal.each == "challenge":
            # Excused days are counted here but are nobody's countable days, so a company holiday makes
            # the goal smaller for everyone.
            return max(int((self.plan.calendar.statuses != Status.OFF).sum()), 1)
        return 5 if self.plan.calendar.workdays_only else 7


def own_targets(goal: str, bounds: TargetBounds, membership: Membership) -> Int64Array:
    """Return each person's target for a goal on each day (people x days), in thousandths.

    A target that the bounds no longer allow, after an amendment, counts as the nearest that they do.
    """
    facts = membership.targets
    people, days = membership.status.shape
    chosen = np.full((people, days), -1, np.int64)
    if goal in facts.goals:
        rows = membership.rows(facts.person)
        ours = (facts.goal == facts.goals.index(goal)) & (rows >= 0) & (facts.first < days)
        amounts = np.clip(facts.amount[ours], bounds.lowest, bounds.highest)
        # Of several that begin before day 1, the last one is assigned last, and stays.
        chosen[rows[ours], np.maximum(facts.first[ours], 0)] = amounts
    # A cumulative maximum of the days on which a target begins: on each day it is the latest such day so
    # far, and so points at the target that holds. -1 marks "none chosen", since 0 could be a target.
    begun = np.maximum.accumulate(np.where(chosen >= 0, np.arange(days), 0), axis=1)
    held = np.take_along_axis(chosen, begun, axis=1)
    return np.where(held >= 0, held, bounds.unless_chosen)


def periods(goal: GoalPlan, length: int) -> Iterator[slice]:
    """Yield each day, each week, or the whole challenge: how often a goal can be met."""
    step = {"day": 1, "week": 7, "challenge": length}[goal.each]
    for first in range(0, length, step):
        yield slice(first, min(first + step, length))
