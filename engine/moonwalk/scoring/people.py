"""What people earn: every rule's points, people x days, adjustments among them, block by block."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.arrays import Grid
from moonwalk.api.timeline import Award, AwardPeriod, Timeline
from moonwalk.registry import AdjustmentRuleAdapter, CompanyRuleAdapter, DayRuleAdapter
from moonwalk.scoring.arrays import BoolArray, Int32Array, Int64Array, with_rows
from moonwalk.scoring.facts import EntryFacts
from moonwalk.scoring.grid import CountedEntries, apply_changes, timeline
from moonwalk.scoring.membership import Membership
from moonwalk.scoring.person_totals import PersonTotals, TotalsKey, total_until
from moonwalk.scoring.plan import AnyRulePlan, PayingRulePlan, Plan, RulePlan
from moonwalk.scoring.rules import RuleFailed, ask, award_period_of, during, index_of, on_paying_days
from moonwalk.scoring.verdicts import only

# Points of one rule, person and day are kept in four bytes.
_MOST_POINTS: Final = np.iinfo(np.int32).max


@dataclass(frozen=True, eq=False)
class PeopleScores:
    """Points of every rule by its id (people x days), and what teams need to know of each day.

    `shares` are what each person's day adds to each rule of the company, by its id (people x days).
    `kept` holds figures that somebody asked for; scores with other rows take them over, those with other
    points must begin without.
    """

    membership: Membership
    points: Mapping[str, Int32Array]
    logged: BoolArray
    met: Mapping[str, BoolArray]
    shares: Mapping[str, Int64Array] = field(default_factory=dict)
    totals_cache: dict[TotalsKey, PersonTotals] = field(default_factory=dict, repr=False)

    def totals(self, span: TotalsKey) -> PersonTotals:
        """What each person has up to a day."""
        found = self.totals_cache.get(span)
        if found is None:
            found = self.totals_cache[span] = self._compute_totals(span)
        return found

    def _compute_totals(self, span: TotalsKey) -> PersonTotals:
        days, begun = slice(0, span.last + 1), slice(0, span.begun)
        countable = self.membership.countable[:, begun]
        return PersonTotals(
            total_until(self.points, days, span.rules, len(self.membership.people)),
            np.asarray(self.logged[:, days].any(axis=1)).astype(np.int64),
            countable.sum(axis=1, dtype=np.int64),
            (self.logged[:, begun] & countable).sum(axis=1, dtype=np.int64),
            {goal: flags[:, days].sum(axis=1, dtype=np.int64) for goal, flags in self.met.items()},
        )

    @cached_property
    def total(self) -> Int64Array:
        """All points, people x days."""
        return self.of_rules(())

    def of_rules(self, rules: tuple[str, ...]) -> Int64Array:
        """The points of some rules only (none named: all), people x days; rules of teams add nothing."""
        total = np.zeros(self.membership.status.shape, np.int64)
        for rule, points in self.points.items():
            if not rules or rule in rules:
                total += points
        return total

    def with_points(self, points: Mapping[str, Int32Array]) -> PeopleScores:
        """The same people with other points, and nothing kept of those they had."""
        return replace(self, points=points, totals_cache={})

    def only(self, rows: Int64Array) -> PeopleScores:
        """The same for some of the people."""
        return PeopleScores(
            self.membership.only(rows),
            {rule: points[rows] for rule, points in self.points.items()},
            self.logged[rows],
            {goal: flags[rows] for goal, flags in self.met.items()},
            {rule: shares[rows] for rule, shares in self.shares.items()},
        )

    def with_rows(self, rows: Int64Array, fresh: PeopleScores) -> PeopleScores:
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
            totals_cache={
                span: had.with_rows(rows, fresh.totals(span)) for span, had in list(self.totals_cache.items())
            },
        )


def score_people(
    plan: Plan, membership: Membership, grid: Grid, counted_entries: CountedEntries | None = None
) -> PeopleScores:
    """Every person rule and adjustment on the grid. RuleFailed where one does not answer.

    `counted` gives rules without a fast form what no grid holds: entries, and the days before day 1.
    """
    scored = apply_day_rules(plan, grid, counted_entries)
    points: dict[str, Int64Array] = {}
    for rule in plan.earning:
        points[rule.id] = during(rule, _points(plan, rule, scored, counted_entries))
    award_periods = {rule.id: award_period_of(plan, rule) for rule in plan.earning}
    for adjustment in plan.adjustment_rules:
        added = adjustment_points(plan, adjustment, points, award_periods, membership.status.shape)
        points[adjustment.id] = during(adjustment, added)
        award_periods[adjustment.id] = award_period_of(plan, adjustment)
    points32 = {rule.id: _as_int32(rule, points[rule.id]) for rule in (*plan.earning, *plan.adjustment_rules)}
    # What everyone does together is what was really done: day rules multiply points, not kilometres.
    shares = {
        rule.id: during(rule, _shares(plan, rule, grid, counted_entries)) for rule in plan.company_rules
    }
    return PeopleScores(membership, points32, grid.logged, grid.met, shares)


def apply_day_rules(plan: Plan, grid: Grid, counted_entries: CountedEntries | None = None) -> Grid:
    """The grid as the day rules leave it."""
    for rule in plan.day_rules:
        grid = apply_day_rule(plan, rule, grid, counted_entries)
    return grid


def apply_day_rule(
    plan: Plan, rule: RulePlan[DayRuleAdapter], grid: Grid, counted_entries: CountedEntries | None = None
) -> Grid:
    """The grid as a day rule leaves it: amounts added, missed goals that stand as met."""
    amounts = ask(rule, rule.adapter.grid_amounts, grid, plan.context)
    met = ask(rule, rule.adapter.grid_met, grid, plan.context)
    if amounts is None and met is None:
        return apply_day_rule_scalar(plan, rule, grid, counted_entries)
    added = {
        _checked_name(rule, name, grid.amounts): during(rule, values)
        for name, values in (amounts or {}).items()
    }
    stand = {
        _checked_name(rule, goal, grid.met): on_paying_days(rule, flags)
        for goal, flags in (met or {}).items()
    }
    return apply_changes(plan, grid, added, stand)


def apply_day_rule_scalar(
    plan: Plan, rule: RulePlan[DayRuleAdapter], grid: Grid, counted_entries: CountedEntries | None
) -> Grid:
    """The same from the rule's own `changes`, person by person."""
    added = {name: np.zeros(grid.shape, np.int64) for name in grid.amounts}
    stand = {goal: np.zeros(grid.shape, np.bool_) for goal in grid.met}
    for row in range(grid.shape[0]):
        days = timeline_of(plan, grid, row, counted_entries)
        for change in ask(rule, rule.adapter.changes, days, plan.context):
            index = index_of(plan, rule, change.day)
            if rule.during is not None and not rule.during[index]:
                continue
            if change.activity:
                added[_checked_name(rule, change.activity, added)][row, index] += change.amount
            if change.stands_for:
                stand[_checked_name(rule, change.stands_for, stand)][row, index] = True
    return apply_changes(plan, grid, added, stand)


def timeline_of(plan: Plan, grid: Grid, row: int, counted_entries: CountedEntries | None) -> Timeline:
    """One person's days, with what no grid holds where it is known."""
    return timeline(plan, grid, row) if counted_entries is None else counted_entries.timeline(grid, row)


def _checked_name(rule: AnyRulePlan, name: str, names: Collection[str]) -> str:
    if name not in names:
        raise RuleFailed(rule.id, rule.at, f"it changed '{name}', which the challenge does not have")
    return name


def _points(
    plan: Plan, rule: PayingRulePlan, grid: Grid, counted_entries: CountedEntries | None
) -> Int64Array:
    vectorised = ask(rule, rule.adapter.grid_points, grid, plan.context)
    if vectorised is not None:
        return vectorised
    points = np.zeros(grid.shape, np.int64)
    for row in range(grid.shape[0]):
        days = timeline_of(plan, grid, row, counted_entries)
        for award in ask(rule, rule.adapter.awards, days, plan.context):
            points[row, index_of(plan, rule, award.day)] += award.points
    return points


def _shares(
    plan: Plan, rule: RulePlan[CompanyRuleAdapter], grid: Grid, counted_entries: CountedEntries | None
) -> Int64Array:
    vectorised = ask(rule, rule.adapter.grid_share, grid, plan.context)
    if vectorised is not None:
        return vectorised
    shares = np.zeros(grid.shape, np.int64)
    for row in range(grid.shape[0]):
        shares[row] = ask(
            rule, rule.adapter.shares, timeline_of(plan, grid, row, counted_entries), plan.context
        )
    return shares


def adjustment_points(
    plan: Plan,
    rule: RulePlan[AdjustmentRuleAdapter],
    points: Mapping[str, Int64Array],
    award_periods: Mapping[str, AwardPeriod],
    shape: tuple[int, ...],
) -> Int64Array:
    """What an adjustment adds to everyone's points by rule, people x days."""
    week = plan.calendar.week
    vectorised = ask(rule, rule.adapter.grid_points, points, award_periods, week, plan.context)
    if vectorised is not None:
        return vectorised
    added = np.zeros(shape, np.int64)
    for row in range(shape[0]):
        awards = {name: _as_awards(plan, values[row]) for name, values in points.items()}
        for award in ask(rule, rule.adapter.adjustments, awards, award_periods, plan.context):
            added[row, index_of(plan, rule, award.day)] += award.points
    return added


def _as_awards(plan: Plan, row: Int64Array) -> list[Award]:
    dates = plan.calendar.dates
    return [Award(day=dates[index], points=int(row[index]), reason="points") for index in np.flatnonzero(row)]


def _as_int32(rule: AnyRulePlan, points: Int64Array) -> Int32Array:
    if points.size and (points.max() > _MOST_POINTS or points.min() < -_MOST_POINTS):
        raise RuleFailed(rule.id, rule.at, f"it gave more than {_MOST_POINTS} points for one day")
    return points.astype(np.int32)


BLOCK_SIZE: Final = 8192
"""People of a block: four weeks of their amounts fit into the cache of a core."""


@dataclass(frozen=True, eq=False)
class Block:
    """Some of the people of a challenge, and all entries they have."""

    membership: Membership
    entries: EntryFacts


ScoreBlock: TypeAlias = Callable[[Block], PeopleScores]
MapBlocks: TypeAlias = Callable[[ScoreBlock, Iterable[Block]], Iterable[PeopleScores]]
"""What scores blocks: in turns (`map`), or several at a time. Results come in the order of the blocks."""


def score_in_blocks(
    whole: Block, score: ScoreBlock, map_blocks: MapBlocks = map, size: int = BLOCK_SIZE
) -> PeopleScores:
    """Everyone of a challenge, as `score` scores the people of one block of this size."""
    people = len(whole.membership.people)
    if people <= size:
        return score(whole)
    room: PeopleScores | None = None
    for first, part in zip(range(0, people, size), map_blocks(score, blocks(whole, size)), strict=True):
        room = room or _allocate(whole.membership, part)
        _copy_into(room, slice(first, min(first + size, people)), part)
    return room or score(whole)


def blocks(whole: Block, size: int = BLOCK_SIZE) -> Iterator[Block]:
    """The blocks of a challenge, their entries in the order they had. Who is no member is in none."""
    if len(whole.membership.people) <= size:
        yield whole
        return
    row = whole.membership.rows(whole.entries.person)
    for first in range(0, len(whole.membership.people), size):
        rows = slice(first, first + size)
        yield Block(
            whole.membership.only(rows),
            only(whole.entries, np.flatnonzero((row >= first) & (row < first + size))),
        )


def _allocate(membership: Membership, part: PeopleScores) -> PeopleScores:
    """Scores of everyone, yet to be filled: of the same rules and goals as one block's."""

    def like(values: NDArray[Any]) -> NDArray[Any]:
        return np.empty((len(membership.people), *values.shape[1:]), values.dtype)

    arrays: dict[str, Any] = {}
    for name, value in _array_fields(part):
        named = isinstance(value, Mapping)
        arrays[name] = {key: like(one) for key, one in value.items()} if named else like(value)
    return PeopleScores(membership=membership, **arrays)


def _copy_into(room: PeopleScores, rows: slice, part: PeopleScores) -> None:
    for name, value in _array_fields(part):
        into = getattr(room, name)
        if isinstance(value, Mapping):
            for key, one in value.items():
                into[key][rows] = one
        else:
            into[rows] = value


def _array_fields(scores: PeopleScores) -> Iterator[tuple[str, Any]]:
    """All that scores hold by person and day: an array, or arrays by rule or goal."""
    names = (one.name for one in fields(scores) if one.name not in ("membership", "totals_cache"))
    return ((name, getattr(scores, name)) for name in names)
