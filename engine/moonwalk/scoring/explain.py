"""One person's awards with their reasons, derived afresh, and held equal to the fast figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.context import Grain
from moonwalk.api.days import Award, Timeline
from moonwalk.api.grid import Grid
from moonwalk.scoring.badges import RuleBadges, badges_from, given_badges
from moonwalk.scoring.counted import CountedEntries
from moonwalk.scoring.facts import EntryFacts
from moonwalk.scoring.frame import Frame
from moonwalk.scoring.own_average import told_of_average, with_pauses
from moonwalk.scoring.people import (
    ask,
    change_days,
    changed_by_meaning,
    grain_of,
    index_of,
    score_people,
)
from moonwalk.scoring.plan import AnyRulePlan, Plan
from moonwalk.scoring.score import days_from
from moonwalk.scoring.scorers import RuleFailed
from moonwalk.scoring.verdicts import Codes, Judged


@dataclass(frozen=True, slots=True)
class ExplainedAward:
    """An award and the rule that gave it."""

    rule: AnyRulePlan
    award: Award


@dataclass(frozen=True, eq=False)
class Explanation:
    """Everything about one person: the days, the awards in order of day, and every entry's verdict.

    What day rules changed stands among the awards, with no points and its reason.
    """

    timeline: Timeline
    awards: tuple[ExplainedAward, ...]
    judged: Judged

    @property
    def total(self) -> int:
        """The person's points."""
        return sum(one.award.points for one in self.awards)


def explain(plan: Plan, frame: Frame, entries: EntryFacts, codes: Codes, last_day: int) -> Explanation:
    """Why the one person of `frame` has these points, up to `last_day`.

    RuleFailed where a rule does not answer, or where its fast form says otherwise than its meaning.
    """
    grid, counted = days_from(plan, frame, entries, codes, last_day)
    fast = score_people(plan, frame, grid, counted)
    changed, told = _changed(plan, grid, counted)
    days = counted.timeline(changed, 0)
    given = _awards(plan, days)
    rules = {rule.id: rule for rule in (*plan.earning, *plan.adjusts)}
    for name, rule in rules.items():
        _hold_equal(plan, rule, given[name], fast.points[name][0])
    for badges in given_badges(plan, changed, counted):
        _hold_badges_equal(plan, badges, given[badges.rule.id])
    earned = [ExplainedAward(rule, award) for rule in plan.earning for award in given[rule.id]]
    told += [replace(one, award=told_of_average(plan, frame, one.award)) for one in earned]
    told += [ExplainedAward(rule, award) for rule in plan.adjusts for award in given[rule.id]]
    awards = [one for one in told if plan.calendar.index(one.award.day) <= last_day]
    awards.sort(key=lambda one: one.award.day)
    return Explanation(with_pauses(plan, frame, days), tuple(awards), counted.settled.judged)


def _changed(plan: Plan, grid: Grid, counted: CountedEntries) -> tuple[Grid, list[ExplainedAward]]:
    """The grid as the day rules leave it by their meaning, and their reasons."""
    told: list[ExplainedAward] = []
    for rule in plan.day_rules:
        changes = ask(rule, rule.adapter.changes, counted.timeline(grid, 0), plan.context)
        reasons = [Award(change.day, 0, change.reason) for change in changes]
        told += [ExplainedAward(rule, reason) for reason in _during(plan, rule, reasons)]
        fast = change_days(plan, rule, grid, counted)
        grid = changed_by_meaning(plan, rule, grid, counted)
        for name, amounts in grid.amounts.items():
            if (amounts != fast.amounts[name]).any():
                cause = f"its fast form and its changes disagree on {name}"
                raise RuleFailed(rule.id, rule.at, cause)
        for goal, flags in grid.met.items():
            if (flags != fast.met[goal]).any():
                cause = f"its fast form and its changes disagree on which days stand for {goal}"
                raise RuleFailed(rule.id, rule.at, cause)
    return grid, told


def _awards(plan: Plan, days: Timeline) -> dict[str, list[Award]]:
    given: dict[str, list[Award]] = {}
    grains: dict[str, Grain] = {}
    for rule in plan.earning:
        given[rule.id] = _during(plan, rule, ask(rule, rule.adapter.awards, days, plan.context))
        grains[rule.id] = grain_of(plan, rule)
    for adjustment in plan.adjusts:
        summed = {name: _by_day(awards) for name, awards in given.items()}
        answer = ask(adjustment, adjustment.adapter.adjustments, summed, grains, plan.context)
        given[adjustment.id] = _during(plan, adjustment, answer)
        grains[adjustment.id] = grain_of(plan, adjustment)
    return given


def _by_day(awards: Iterable[Award]) -> list[Award]:
    """One award a day, none without points: an adjustment must not see more than points by day."""
    by_day: dict[date, list[Award]] = {}
    for award in awards:
        by_day.setdefault(award.day, []).append(award)
    summed = [
        Award(
            day,
            sum(award.points for award in several),
            "; ".join(award.reason for award in several),
            tuple(entry for award in several for entry in award.entries),
        )
        for day, several in sorted(by_day.items())
    ]
    return [award for award in summed if award.points]


def _during(plan: Plan, rule: AnyRulePlan, awards: Iterable[Award]) -> list[Award]:
    during = rule.during
    return [award for award in awards if during is None or during[index_of(plan, rule, award.day)]]


def _hold_equal(plan: Plan, rule: AnyRulePlan, awards: list[Award], fast: NDArray[np.int32]) -> None:
    slow = np.zeros(plan.calendar.length, np.int64)
    for award in awards:
        slow[index_of(plan, rule, award.day)] += award.points
    if (slow != fast).any():
        day = plan.calendar.dates[int(np.flatnonzero(slow != fast)[0])]
        raise RuleFailed(rule.id, rule.at, f"its fast form and its awards disagree on {day}")


def _hold_badges_equal(plan: Plan, one: RuleBadges, awards: list[Award]) -> None:
    slow = badges_from(plan, one.rule, one.names, awards)
    if (slow != one.given[0]).any():
        day = plan.calendar.dates[int(np.flatnonzero(slow != one.given[0])[0])]
        raise RuleFailed(
            one.rule.id, one.rule.at, f"its fast form and its awards disagree on the badge of {day}"
        )
