"""What people earn: every rule's points, people x days, adjustments among them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Final, ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.context import Grain
from moonwalk.api.days import Award, Timeline
from moonwalk.api.grid import Grid
from moonwalk.host import AdjustmentRuleAdapter, CompanyRuleAdapter, DayRuleAdapter
from moonwalk.scoring.counted import CountedEntries
from moonwalk.scoring.figures import Figures, Span, total_until
from moonwalk.scoring.frame import Frame
from moonwalk.scoring.grids import changed, timeline
from moonwalk.scoring.plan import AnyRulePlan, PayingRulePlan, Plan, RulePlan
from moonwalk.scoring.rows import with_rows
from moonwalk.scoring.scorers import RuleFailed

Answer = TypeVar("Answer")
Asked = ParamSpec("Asked")
Numbers = TypeVar("Numbers", np.int64, np.int16)
# Points of one rule, person and day are kept in four bytes.
_MOST: Final = np.iinfo(np.int32).max


@dataclass(frozen=True, eq=False)
class PeopleScores:
    """Points of every rule by its id (people x days), and what teams need to know of each day.

    `shares` are what each person's day adds to each rule of the company, by its id (people x days).
    `kept` holds figures that somebody asked for; scores with other rows take them over, those with other
    points must begin without.
    """

    frame: Frame
    points: Mapping[str, NDArray[np.int32]]
    logged: NDArray[np.bool_]
    met: Mapping[str, NDArray[np.bool_]]
    shares: Mapping[str, NDArray[np.int64]] = field(default_factory=dict)
    kept: dict[Span, Figures] = field(default_factory=dict, repr=False)

    def figures(self, span: Span) -> Figures:
        """What each person has up to a day."""
        found = self.kept.get(span)
        if found is None:
            found = self.kept[span] = self._figures(span)
        return found

    def _figures(self, span: Span) -> Figures:
        days, begun = slice(0, span.last + 1), slice(0, span.begun)
        countable = self.frame.countable[:, begun]
        return Figures(
            total_until(self.points, days, span.rules, len(self.frame.people)),
            np.asarray(self.logged[:, days].any(axis=1)).astype(np.int64),
            countable.sum(axis=1, dtype=np.int64),
            (self.logged[:, begun] & countable).sum(axis=1, dtype=np.int64),
            {goal: flags[:, days].sum(axis=1, dtype=np.int64) for goal, flags in self.met.items()},
        )

    @cached_property
    def total(self) -> NDArray[np.int64]:
        """All points, people x days."""
        return self.of_rules(())

    def of_rules(self, rules: tuple[str, ...]) -> NDArray[np.int64]:
        """The points of some rules only (none named: all), people x days; rules of teams add nothing."""
        total = np.zeros(self.frame.status.shape, np.int64)
        for rule, points in self.points.items():
            if not rules or rule in rules:
                total += points
        return total

    def with_points(self, points: Mapping[str, NDArray[np.int32]]) -> PeopleScores:
        """The same people with other points, and nothing kept of those they had."""
        return replace(self, points=points, kept={})

    def only(self, rows: NDArray[np.int64]) -> PeopleScores:
        """The same for some of the people."""
        return PeopleScores(
            self.frame.only(rows),
            {rule: points[rows] for rule, points in self.points.items()},
            self.logged[rows],
            {goal: flags[rows] for goal, flags in self.met.items()},
            {rule: shares[rows] for rule, shares in self.shares.items()},
        )

    def with_rows(self, rows: NDArray[np.int64], fresh: PeopleScores) -> PeopleScores:
        """The same with some people's rows replaced by fresh ones; the frame stays."""
        return replace(
            self,
            points={
                rule: with_rows(points, rows, fresh.points[rule]) for rule, points in self.points.items()
            },
            logged=with_rows(self.logged, rows, fresh.logged),
            met={goal: with_rows(flags, rows, fresh.met[goal]) for goal, flags in self.met.items()},
            shares={
                rule: with_rows(shares, rows, fresh.shares[rule]) for rule, shares in self.shares.items()
            },
            kept={span: had.with_rows(rows, fresh.figures(span)) for span, had in list(self.kept.items())},
        )


def score_people(plan: Plan, frame: Frame, grid: Grid, counted: CountedEntries | None = None) -> PeopleScores:
    """Every person rule and adjustment on the grid. RuleFailed where one does not answer.

    `counted` gives rules without a fast form what no grid holds: entries, and the days before day 1.
    """
    scored = as_rules_see(plan, grid, counted)
    points: dict[str, NDArray[np.int64]] = {}
    for rule in plan.earning:
        points[rule.id] = during(rule, _points(plan, rule, scored, counted))
    grains = {rule.id: grain_of(plan, rule) for rule in plan.earning}
    for adjustment in plan.adjusts:
        added = adjusted(plan, adjustment, points, grains, frame.status.shape)
        points[adjustment.id] = during(adjustment, added)
        grains[adjustment.id] = grain_of(plan, adjustment)
    narrow = {rule.id: _narrow(rule, points[rule.id]) for rule in (*plan.earning, *plan.adjusts)}
    # What everyone does together is what was really done: day rules multiply points, not kilometres.
    shares = {rule.id: during(rule, _shares(plan, rule, grid, counted)) for rule in plan.company_rules}
    return PeopleScores(frame, narrow, grid.logged, grid.met, shares)


def as_rules_see(plan: Plan, grid: Grid, counted: CountedEntries | None = None) -> Grid:
    """The grid as the day rules leave it."""
    for rule in plan.day_rules:
        grid = change_days(plan, rule, grid, counted)
    return grid


def during(rule: AnyRulePlan, points: NDArray[Numbers]) -> NDArray[Numbers]:
    """A rule's points, or its badges, on the days on which it pays (last axis: days)."""
    return points if rule.during is None else np.where(rule.during, points, points.dtype.type(0))


def _on_days(rule: AnyRulePlan, flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return flags if rule.during is None else flags & rule.during


def ask(
    rule: AnyRulePlan, question: Callable[Asked, Answer], *args: Asked.args, **kwargs: Asked.kwargs
) -> Answer:
    """A rule's answer; RuleFailed, naming the rule and its line, where it gives none."""
    try:
        return question(*args, **kwargs)
    except Exception as failure:
        raise RuleFailed(rule.id, rule.at, str(failure) or type(failure).__name__) from failure


def index_of(plan: Plan, rule: AnyRulePlan, day: date) -> int:
    """The index of a day that a rule named; RuleFailed where it is none of the challenge."""
    index = plan.calendar.index(day)
    if not 0 <= index < plan.calendar.length:
        raise RuleFailed(rule.id, rule.at, f"it gave the day {day}, which is outside the challenge")
    return index


def grain_of(plan: Plan, rule: AnyRulePlan) -> Grain:
    """When a rule pays, as configured."""
    return ask(rule, rule.adapter.grain_of, plan.context)


def change_days(
    plan: Plan, rule: RulePlan[DayRuleAdapter], grid: Grid, counted: CountedEntries | None = None
) -> Grid:
    """The grid as a day rule leaves it: amounts added, missed goals that stand as met."""
    amounts = ask(rule, rule.adapter.grid_amounts, grid, plan.context)
    met = ask(rule, rule.adapter.grid_met, grid, plan.context)
    if amounts is None and met is None:
        return changed_by_meaning(plan, rule, grid, counted)
    added = {
        _known(rule, name, grid.amounts): during(rule, values) for name, values in (amounts or {}).items()
    }
    stand = {_known(rule, goal, grid.met): _on_days(rule, flags) for goal, flags in (met or {}).items()}
    return changed(plan, grid, added, stand)


def changed_by_meaning(
    plan: Plan, rule: RulePlan[DayRuleAdapter], grid: Grid, counted: CountedEntries | None
) -> Grid:
    """The same from the rule's own `changes`, person by person."""
    added = {name: np.zeros(grid.shape, np.int64) for name in grid.amounts}
    stand = {goal: np.zeros(grid.shape, np.bool_) for goal in grid.met}
    for row in range(grid.shape[0]):
        days = days_of(plan, grid, row, counted)
        for change in ask(rule, rule.adapter.changes, days, plan.context):
            index = index_of(plan, rule, change.day)
            if rule.during is not None and not rule.during[index]:
                continue
            if change.activity:
                added[_known(rule, change.activity, added)][row, index] += change.amount
            if change.stands_for:
                stand[_known(rule, change.stands_for, stand)][row, index] = True
    return changed(plan, grid, added, stand)


def days_of(plan: Plan, grid: Grid, row: int, counted: CountedEntries | None) -> Timeline:
    """One person's days, with what no grid holds where it is known."""
    return timeline(plan, grid, row) if counted is None else counted.timeline(grid, row)


def _known(rule: AnyRulePlan, name: str, names: Collection[str]) -> str:
    if name not in names:
        raise RuleFailed(rule.id, rule.at, f"it changed '{name}', which the challenge does not have")
    return name


def _points(
    plan: Plan, rule: PayingRulePlan, grid: Grid, counted: CountedEntries | None
) -> NDArray[np.int64]:
    fast = ask(rule, rule.adapter.grid_points, grid, plan.context)
    if fast is not None:
        return fast
    points = np.zeros(grid.shape, np.int64)
    for row in range(grid.shape[0]):
        days = days_of(plan, grid, row, counted)
        for award in ask(rule, rule.adapter.awards, days, plan.context):
            points[row, index_of(plan, rule, award.day)] += award.points
    return points


def _shares(
    plan: Plan, rule: RulePlan[CompanyRuleAdapter], grid: Grid, counted: CountedEntries | None
) -> NDArray[np.int64]:
    fast = ask(rule, rule.adapter.grid_share, grid, plan.context)
    if fast is not None:
        return fast
    shares = np.zeros(grid.shape, np.int64)
    for row in range(grid.shape[0]):
        shares[row] = ask(rule, rule.adapter.shares, days_of(plan, grid, row, counted), plan.context)
    return shares


def adjusted(
    plan: Plan,
    rule: RulePlan[AdjustmentRuleAdapter],
    points: Mapping[str, NDArray[np.int64]],
    grains: Mapping[str, Grain],
    shape: tuple[int, ...],
) -> NDArray[np.int64]:
    """What an adjustment adds to everyone's points by rule, people x days."""
    week = plan.calendar.week
    fast = ask(rule, rule.adapter.grid_points, points, grains, week, plan.context)
    if fast is not None:
        return fast
    added = np.zeros(shape, np.int64)
    for row in range(shape[0]):
        awards = {name: _as_awards(plan, values[row]) for name, values in points.items()}
        for award in ask(rule, rule.adapter.adjustments, awards, grains, plan.context):
            added[row, index_of(plan, rule, award.day)] += award.points
    return added


def _as_awards(plan: Plan, row: NDArray[np.int64]) -> list[Award]:
    dates = plan.calendar.dates
    return [Award(dates[index], int(row[index]), "points") for index in np.flatnonzero(row)]


def _narrow(rule: AnyRulePlan, points: NDArray[np.int64]) -> NDArray[np.int32]:
    if points.size and (points.max() > _MOST or points.min() < -_MOST):
        raise RuleFailed(rule.id, rule.at, f"it gave more than {_MOST} points for one day")
    return points.astype(np.int32)
