"""One person's awards with their reasons, derived afresh, and held equal to the fast figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.context import Grain
from moonwalk.api.days import Award, Entry, Timeline
from moonwalk.scoring.amounts import Settled, converted
from moonwalk.scoring.facts import EntryFacts
from moonwalk.scoring.frame import Frame
from moonwalk.scoring.grids import build_grid, timeline
from moonwalk.scoring.people import ask, change_days, grain_of, score_people
from moonwalk.scoring.plan import Plan, RulePlan
from moonwalk.scoring.score import settle_entries
from moonwalk.scoring.scorers import RuleFailed
from moonwalk.scoring.verdicts import Codes, Judged, Verdict


@dataclass(frozen=True, slots=True)
class ExplainedAward:
    """An award and the rule that gave it."""

    rule: RulePlan
    award: Award


@dataclass(frozen=True, eq=False)
class Explanation:
    """Everything about one person: the days, the awards in order of day, and every entry's verdict."""

    timeline: Timeline
    awards: tuple[ExplainedAward, ...]
    judged: Judged

    @property
    def total(self) -> int:
        """The person's points."""
        return sum(one.award.points for one in self.awards)


def explain(plan: Plan, frame: Frame, entries: EntryFacts, codes: Codes, last_day: int) -> Explanation:
    """Why the one person of `frame` has these points.

    RuleFailed where a rule does not answer, or where its fast form says otherwise than its awards.
    """
    settled = settle_entries(plan, frame, entries, codes, last_day)
    grid = build_grid(plan, frame, settled.raw, converted(plan, settled.raw))
    fast = score_people(plan, frame, grid)
    changed = grid
    for rule in plan.day_rules:
        changed = change_days(plan, rule, changed)
    days = timeline(plan, changed, 0, _counted(plan, settled))
    given = _awards(plan, days)
    for one in (*plan.person_rules, *plan.adjusts):
        _hold_equal(plan, one, given[one.id], fast.points[one.id][0])
    rules = {rule.id: rule for rule in (*plan.person_rules, *plan.adjusts)}
    awards = [ExplainedAward(rules[name], award) for name, several in given.items() for award in several]
    awards.sort(key=lambda one: one.award.day)
    return Explanation(days, tuple(awards), settled.judged)


def _awards(plan: Plan, days: Timeline) -> dict[str, list[Award]]:
    given: dict[str, list[Award]] = {}
    grains: dict[str, Grain] = {}
    for rule in plan.person_rules:
        given[rule.id] = _during(plan, rule, ask(rule, rule.scorer.awards, rule.config, days, plan.context))
        grains[rule.id] = grain_of(plan, rule)
    for rule in plan.adjusts:
        answer = ask(rule, rule.scorer.adjustments, rule.config, given, grains, plan.context)
        given[rule.id] = _during(plan, rule, answer)
        grains[rule.id] = grain_of(plan, rule)
    return given


def _during(plan: Plan, rule: RulePlan, awards: Iterable[Award]) -> list[Award]:
    found = list(awards)
    if rule.during is None:
        return found
    return [award for award in found if rule.during[plan.calendar.index(award.day)]]


def _hold_equal(plan: Plan, rule: RulePlan, awards: list[Award], fast: NDArray[np.int32]) -> None:
    slow = np.zeros(plan.calendar.length, np.int64)
    for award in awards:
        slow[plan.calendar.index(award.day)] += award.points
    if (slow != fast).any():
        day = plan.calendar.dates[int(np.flatnonzero(slow != fast)[0])]
        cause = f"its fast form and its awards disagree on {day}"
        raise RuleFailed(rule.id, rule.at, cause)


def _counted(plan: Plan, settled: Settled) -> dict[int, list[Entry]]:
    judged = settled.judged
    counted: dict[int, list[Entry]] = {}
    for at in np.flatnonzero(judged.verdict == Verdict.COUNTED):
        activity = plan.activities[int(judged.activity[at])]
        entry = Entry(str(int(judged.entries.id[at])), activity.name, int(judged.entries.amount[at]))
        counted.setdefault(int(judged.entries.day[at]), []).append(entry)
    return counted
