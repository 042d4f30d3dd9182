"""What people earn: every rule's points, people x days, adjustments among them, block by block."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import Final, TypeAlias

import numpy as np

from moonwalk.api.arrays import Grid
from moonwalk.api.timeline import Award, AwardPeriod, Status
from moonwalk.registry import AdjustmentRuleAdapter, CompanyRuleAdapter
from moonwalk.scoring.absence import active_days
from moonwalk.scoring.asking import RuleFailed, ask, award_period_of, during, index_of
from moonwalk.scoring.conditions import for_people, paid, with_goals_of_points
from moonwalk.scoring.day_rules import apply_day_rules, seen_by, timeline_of
from moonwalk.scoring.facts import (
    BoolArray,
    EntryFacts,
    Int32Array,
    Int64Array,
    day_counts,
    days_until,
    with_rows,
)
from moonwalk.scoring.grid import CountedEntries
from moonwalk.scoring.joining import fill, room_for
from moonwalk.scoring.membership import Membership
from moonwalk.scoring.patched_rows import rows_of, with_rows_of
from moonwalk.scoring.plan import AnyRulePlan, PayingRulePlan, Plan, RulePlan
from moonwalk.scoring.totals import PersonTotals, TotalsKey, total_until
from moonwalk.scoring.verdicts import only

BLOCK_SIZE: Final = 8192
"""People of a block: few enough that four weeks of their amounts fit into the cache of a core."""


# Points of one rule, person and day are kept in 32 bits: half the memory of a company's largest arrays.
_MOST_POINTS: Final = np.iinfo(np.int32).max


@dataclass(frozen=True, eq=False)
class PeopleScores:
    """Points of every rule by its id (people x days), and what teams need to know of each day.

    `shares` are what each person's day adds to each rule of the company, by its id (people x days).
    """

    membership: Membership
    points: Mapping[str, Int32Array]
    logged: BoolArray
    met: Mapping[str, BoolArray]
    shares: Mapping[str, Int64Array] = field(default_factory=dict)
    # Filled when a board asks. Valid because the arrays beside it never change: scores with some rows
    # replaced bring their totals up to date, scores with other points begin with none.
    totals_cache: dict[TotalsKey, PersonTotals] = field(default_factory=dict, repr=False)

    def totals(self, key: TotalsKey) -> PersonTotals:
        """Return what each person has up to a day."""
        totals = self.totals_cache.get(key)
        if totals is None:
            totals = self.totals_cache[key] = self._compute_totals(key)
        return totals

    def points_until(self, row: int, last_day: int) -> int:
        """Return what a person has by all rules up to a day, in parts of a point."""
        # Boards have most often added them up.
        for key, totals in list(self.totals_cache.items()):
            if not key.rules and key.last == last_day:
                return int(totals.points[row])
        own, days = rows_of(self.points, np.array([row])), days_until(last_day)
        return sum(int(points[0, days].sum(dtype=np.int64)) for points in own.values())

    def _compute_totals(self, key: TotalsKey) -> PersonTotals:
        days, begun = slice(0, key.last + 1), slice(0, key.begun)
        countable = self.membership.countable[:, begun]
        paused = (self.membership.status[:, begun] == Status.PAUSED) & key.paused.counts
        present = active_days(self.membership, self.logged, key.paused.is_fixed, key.missed.is_fixed)
        return PersonTotals(
            total_until(self.points, days, key.rules, len(self.membership.people)),
            np.asarray(present[:, days].any(axis=1)).astype(np.int64),
            day_counts(countable | paused),
            day_counts(paused),
            day_counts(self.logged[:, begun] & countable),
            {goal: day_counts(flags[:, days]) for goal, flags in self.met.items()},
        )

    @cached_property
    def total(self) -> Int64Array:
        """All points, people x days."""
        return self.of_rules(())

    def of_rules(self, rules: tuple[str, ...]) -> Int64Array:
        """Return the points of some rules (none named: all), people x days; rules of teams add nothing."""
        total = np.zeros(self.membership.status.shape, np.int64)
        for rule, points in self.points.items():
            if not rules or rule in rules:
                total += points
        return total

    def with_points(self, points: Mapping[str, Int32Array]) -> PeopleScores:
        """Return the same people with other points."""
        return replace(self, points=points, totals_cache={})

    def only(self, rows: Int64Array | slice) -> PeopleScores:
        """Return the scores of some of the people."""
        return PeopleScores(
            self.membership.only(rows),
            rows_of(self.points, rows),
            self.logged[rows],
            rows_of(self.met, rows),
            rows_of(self.shares, rows),
        )

    def with_rows(self, rows: Int64Array, fresh: PeopleScores) -> PeopleScores:
        """Return the scores with some people's rows replaced by `fresh`; the membership stays."""
        return replace(
            self,
            points=with_rows_of(self.points, rows, fresh.points),
            logged=with_rows(self.logged, rows, fresh.logged),
            met=with_rows_of(self.met, rows, fresh.met),
            shares=with_rows_of(self.shares, rows, fresh.shares),
            # A list of the items, since another thread may ask for further totals while this one
            # iterates.
            totals_cache={
                key: totals.with_rows(rows, fresh.totals(key))
                for key, totals in list(self.totals_cache.items())
            },
        )


def score_people(
    plan: Plan, membership: Membership, grid: Grid, counted_entries: CountedEntries | None = None
) -> PeopleScores:
    """Apply every rule that pays people to the grid. RuleFailed where one does not answer.

    `counted_entries` gives rules that are not vectorised what no grid holds: entries, and the days before
    day 1.
    """
    plan = for_people(plan, membership)
    grid, scored, known = settle_goals(plan, membership, grid, counted_entries)
    points = {
        rule.id: known[rule.id]
        if rule.id in known
        else paid(plan, rule, scored.met, _points(plan, rule, scored, counted_entries))
        for rule in plan.earning
    }
    _adjust(plan, plan.adjustment_rules, points, scored)
    points32 = {rule.id: _as_int32(rule, points[rule.id]) for rule in (*plan.earning, *plan.adjustment_rules)}
    # From the grid before day rules: a doubled day pays double, but nobody walked the kilometres twice.
    shares = {rule.id: during(rule, _shares(plan, rule, grid, counted_entries)) for rule in plan.totalling}
    return PeopleScores(membership, points32, grid.logged, grid.met, shares)


def settle_goals(
    plan: Plan, membership: Membership, grid: Grid, counted_entries: CountedEntries | None = None
) -> tuple[Grid, Grid, dict[str, Int64Array]]:
    """Return the grid, and the one that day rules leave, with goals of points; and what these rest on.

    That is what each rule pays that asks for no goal of points, each by its id.
    """
    scored = apply_day_rules(plan, grid, counted_entries)
    points = {
        rule.id: paid(plan, rule, scored.met, _points(plan, rule, scored, counted_entries))
        for rule in plan.earning
        if not plan.asks_for_points(rule)
    }
    if not plan.goals_on_points:
        return grid, scored, points
    # A limit counts as well, as far as it is one of what has been paid by then.
    known = {rule.id: points.get(rule.id, np.zeros(grid.shape, np.int64)) for rule in plan.earning}
    _adjust(plan, [rule for rule in plan.adjustment_rules if not plan.asks_for_points(rule)], known, scored)
    grid, scored = with_goals_of_points(plan, membership, grid, (grid, scored), known)
    return grid, scored, points


def _adjust(
    plan: Plan,
    rules: Iterable[RulePlan[AdjustmentRuleAdapter]],
    points: dict[str, Int64Array],
    grid: Grid,
) -> None:
    """Add what adjustments give or take to the points by rule."""
    award_periods = {rule.id: award_period_of(plan, rule) for rule in plan.earning}
    # One after the other, each seeing what those before it left: a cap on the week has to know what the
    # cap on the day has taken already.
    for adjustment in rules:
        added = adjustment_points(plan, adjustment, points, award_periods, grid.shape)
        points[adjustment.id] = paid(plan, adjustment, grid.met, added)
        award_periods[adjustment.id] = award_period_of(plan, adjustment)


def _points(
    plan: Plan, rule: PayingRulePlan, grid: Grid, counted_entries: CountedEntries | None
) -> Int64Array:
    grid, counted_entries = seen_by(plan, rule, grid, counted_entries)
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
    """Return what an adjustment adds to everyone's points by rule, people x days."""
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


@dataclass(frozen=True, eq=False)
class Block:
    """Some of the people of a challenge, and all entries that they have."""

    membership: Membership
    entries: EntryFacts


ScoreBlock: TypeAlias = Callable[[Block], PeopleScores]


MapBlocks: TypeAlias = Callable[[ScoreBlock, Iterable[Block]], Iterable[PeopleScores]]
"""How blocks are scored: in turns (`map`) or several at a time. Results come in the order of the blocks."""


def score_in_blocks(
    whole: Block, score: ScoreBlock, map_blocks: MapBlocks = map, size: int = BLOCK_SIZE
) -> PeopleScores:
    """Score everyone block by block and put the results together. `score` scores the people of one block."""
    people = len(whole.membership.people)
    if people <= size:
        return score(whole)
    room: PeopleScores | None = None
    for first, part in zip(range(0, people, size), map_blocks(score, blocks(whole, size)), strict=True):
        # Made when the first block is there, which shows what arrays there are and how wide.
        room = room or replace(room_for(people, part), membership=whole.membership)
        fill(room, slice(first, min(first + size, people)), part)
    return room or score(whole)


def blocks(whole: Block, size: int = BLOCK_SIZE) -> Iterator[Block]:
    """Yield the blocks of a challenge, entries in their former order. Non-members are in none."""
    if len(whole.membership.people) <= size:
        yield whole
        return
    row = whole.membership.rows(whole.entries.person)
    count = -(-len(whole.membership.people) // size)
    # Sorted once by block: to look through all entries for each block takes four times as long for four times
    # as many people, and that for each of four times as many blocks. Stable, so entries stay in their order;
    # numbers of 16 bits are sorted so in one pass.
    block = np.where(row < 0, count, row // size).astype(np.int16 if count < 2**15 else np.int32)
    del row
    # In 32 bits, since it stays until the last block is scored.
    order = np.argsort(block, kind="stable").astype(np.int32)
    ends = np.cumsum(np.bincount(block, minlength=count + 1)).tolist()
    del block
    for number, (begin, end) in enumerate(pairwise((0, *ends[:-1]))):
        yield Block(
            whole.membership.only(slice(number * size, (number + 1) * size)),
            only(whole.entries, order[begin:end].astype(np.int64)),
        )
