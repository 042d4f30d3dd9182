"""What a rule sees of people's days: as day rules leave them, and only what was logged soon enough for it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Final

import numpy as np

from moonwalk.api.arrays import Grid
from moonwalk.api.language import Catalogue
from moonwalk.api.timeline import Award, Timeline
from moonwalk.registry import DayRuleAdapter
from moonwalk.scoring.asking import RuleFailed, ask, index_of
from moonwalk.scoring.conditions import paid, paying
from moonwalk.scoring.goals import Goals
from moonwalk.scoring.grid import CountedEntries, apply_changes, timeline
from moonwalk.scoring.plan import AnyRulePlan, PayingRulePlan, Plan, RulePlan
from moonwalk.scoring.verdicts import converted, settle_within

_TEXTS: Final = Catalogue(__name__)


def apply_day_rules(plan: Plan, grid: Grid, counted_entries: CountedEntries | None = None) -> Grid:
    """Return the grid as all day rules leave it, one after the other."""
    for rule in plan.day_rules:
        grid = apply_day_rule(plan, rule, grid, counted_entries)
    return grid


def apply_day_rule(
    plan: Plan, rule: RulePlan[DayRuleAdapter], grid: Grid, counted_entries: CountedEntries | None = None
) -> Grid:
    """Return the grid as a day rule leaves it: amounts added, and missed goals that count as met."""
    amounts = ask(rule, rule.adapter.grid_amounts, grid, plan.context)
    met = ask(rule, rule.adapter.grid_met, grid, plan.context)
    if amounts is None and met is None:
        return apply_day_rule_scalar(plan, rule, grid, counted_entries)
    added = {
        _checked_name(rule, name, grid.amounts): paid(plan, rule, grid.met, values)
        for name, values in (amounts or {}).items()
    }
    stand_ins = {
        _checked_name(rule, goal, grid.met): paid(plan, rule, grid.met, flags)
        for goal, flags in (met or {}).items()
    }
    return apply_changes(plan, grid, added, stand_ins)


def apply_day_rule_scalar(
    plan: Plan, rule: RulePlan[DayRuleAdapter], grid: Grid, counted_entries: CountedEntries | None
) -> Grid:
    """Apply a day rule through its scalar `changes`, one person at a time (if it is not vectorised)."""
    added = {name: np.zeros(grid.shape, np.int64) for name in grid.amounts}
    stand_ins = {goal: np.zeros(grid.shape, np.bool_) for goal in grid.met}
    pays = paying(plan, rule, grid.met)
    mask = None if pays is None else np.broadcast_to(pays, grid.shape)
    for row in range(grid.shape[0]):
        days = timeline_of(plan, grid, row, counted_entries)
        for change in ask(rule, rule.adapter.changes, days, plan.context):
            index = index_of(plan, rule, change.day)
            # Asked on every day and filtered here, so that a rule need not know on which days it applies.
            if mask is not None and not mask[row, index]:
                continue
            if change.activity:
                added[_checked_name(rule, change.activity, added)][row, index] += change.amount
            if change.counts_as_met:
                stand_ins[_checked_name(rule, change.counts_as_met, stand_ins)][row, index] = True
    return apply_changes(plan, grid, added, stand_ins)


def timeline_of(plan: Plan, grid: Grid, row: int, counted_entries: CountedEntries | None) -> Timeline:
    """Return one person's days, with entries and the days before day 1 where they are known."""
    return timeline(plan, grid, row) if counted_entries is None else counted_entries.timeline(grid, row)


def _checked_name(rule: AnyRulePlan, name: str, names: Collection[str]) -> str:
    if name not in names:
        raise RuleFailed(rule.id, rule.at, f"it changed '{name}', which the challenge does not have")
    return name


def seen_by(
    plan: Plan, rule: AnyRulePlan, grid: Grid, counted_entries: CountedEntries | None
) -> tuple[Grid, CountedEntries | None]:
    """Return the days and entries as a rule of people sees them: those logged soon enough, if it asks that.

    Absent days bring nothing then, and goals of points stay as they are.
    """
    if rule.logged_within is None or counted_entries is None:
        return grid, counted_entries
    settled = settle_within(plan, counted_entries.settled, rule.logged_within)
    soon = replace(counted_entries, settled=settled)
    members = replace(counted_entries.membership, status=grid.status)
    amounts = converted(plan, settled.raw)
    goals = Goals(plan, members, amounts)
    late = plan.goals_on_points
    met = goals.met() | {name: grid.met[name] for name in late}
    have = cache(lambda name: goals.have(plan.goal(name), met))
    of_entries = replace(
        grid,
        amounts=amounts,
        met=met,
        logged=np.any([values > 0 for values in settled.raw.values()], axis=0),
        logged_of={name: values > 0 for name, values in amounts.items()},
        have=lambda name: grid.have(name) if name in late else have(name),
    )
    return apply_day_rules(plan, of_entries, soon), soon


def timeline_for(plan: Plan, rule: AnyRulePlan, grid: Grid, counted_entries: CountedEntries) -> Timeline:
    """Return the days of the only person of a grid as a rule sees them."""
    seen, entries = seen_by(plan, rule, grid, counted_entries)
    return timeline_of(plan, seen, 0, entries)


def awards_missed(
    plan: Plan, rule: PayingRulePlan, grid: Grid, counted_entries: CountedEntries, awards: Sequence[Award]
) -> Iterator[Award]:
    """Yield an award of 0 points for each day of a grid's only person that pays less as it was logged late.

    `awards` are what the rule gives for what was logged soon enough.
    """
    if rule.logged_within is None:
        return
    in_time = _points_by_day(awards)
    for award in ask(rule, rule.adapter.awards, counted_entries.timeline(grid, 0), plan.context):
        if award.points > in_time.get(award.day, 0):
            yield replace(award, points=0, reason=_too_late(award.reason, rule.logged_within), badge="")


def _too_late(reason: str, within: int) -> str:
    if not within:
        said = _TEXTS.gettext("{reason}; only what is logged the same day counts here")
    else:
        said = _TEXTS.ngettext(
            "{reason}; only what is logged within {days} day counts here",
            "{reason}; only what is logged within {days} days counts here",
            within,
        )
    return said.format(reason=reason, days=within)


def _points_by_day(awards: Sequence[Award]) -> dict[date, int]:
    points: dict[date, int] = {}
    for award in awards:
        points[award.day] = points.get(award.day, 0) + award.points
    return points
