"""What people earn: every rule's points, people x days, adjustments among them, block by block."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import cached_property
from typing import Any, Final, ParamSpec, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.arrays import Grid
from moonwalk.api.timeline import Award, AwardPeriod, Timeline
from moonwalk.registry import AdjustmentRuleAdapter, CompanyRuleAdapter, DayRuleAdapter
from moonwalk.scoring.facts import EntryFacts
from moonwalk.scoring.grid import CountedEntries, changed, timeline
from moonwalk.scoring.membership import Frame
from moonwalk.scoring.person_totals import Figures, Span, total_until, with_rows
from moonwalk.scoring.plan import AnyRulePlan, PayingRulePlan, Plan, RulePlan
from moonwalk.scoring.scorers import RuleFailed
from moonwalk.scoring.verdicts import only

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
    award_periods = {rule.id: award_period_of(plan, rule) for rule in plan.earning}
    for adjustment in plan.adjusts:
        added = adjusted(plan, adjustment, points, award_periods, frame.status.shape)
        points[adjustment.id] = during(adjustment, added)
        award_periods[adjustment.id] = award_period_of(plan, adjustment)
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


def award_period_of(plan: Plan, rule: AnyRulePlan) -> AwardPeriod:
    """When a rule pays, as configured."""
    return ask(rule, rule.adapter.award_period_of, plan.context)


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
            if change.counts_as_met:
                stand[_known(rule, change.counts_as_met, stand)][row, index] = True
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
    award_periods: Mapping[str, AwardPeriod],
    shape: tuple[int, ...],
) -> NDArray[np.int64]:
    """What an adjustment adds to everyone's points by rule, people x days."""
    week = plan.calendar.week
    fast = ask(rule, rule.adapter.grid_points, points, award_periods, week, plan.context)
    if fast is not None:
        return fast
    added = np.zeros(shape, np.int64)
    for row in range(shape[0]):
        awards = {name: _as_awards(plan, values[row]) for name, values in points.items()}
        for award in ask(rule, rule.adapter.adjustments, awards, award_periods, plan.context):
            added[row, index_of(plan, rule, award.day)] += award.points
    return added


def _as_awards(plan: Plan, row: NDArray[np.int64]) -> list[Award]:
    dates = plan.calendar.dates
    return [Award(day=dates[index], points=int(row[index]), reason="points") for index in np.flatnonzero(row)]


def _narrow(rule: AnyRulePlan, points: NDArray[np.int64]) -> NDArray[np.int32]:
    if points.size and (points.max() > _MOST or points.min() < -_MOST):
        raise RuleFailed(rule.id, rule.at, f"it gave more than {_MOST} points for one day")
    return points.astype(np.int32)


PEOPLE: Final = 8192
"""People of a block: four weeks of their amounts fit into the cache of a core."""


@dataclass(frozen=True, eq=False)
class Block:
    """Some of the people of a challenge, and all entries they have."""

    frame: Frame
    entries: EntryFacts


ScoreBlock: TypeAlias = Callable[[Block], PeopleScores]
Work: TypeAlias = Callable[[ScoreBlock, Iterable[Block]], Iterable[PeopleScores]]
"""What scores blocks: in turns (`map`), or several at a time. Results come in the order of the blocks."""


def score_in_blocks(whole: Block, score: ScoreBlock, work: Work = map, size: int = PEOPLE) -> PeopleScores:
    """Everyone of a challenge, as `score` scores the people of one block of this size."""
    people = len(whole.frame.people)
    if people <= size:
        return score(whole)
    room: PeopleScores | None = None
    for first, part in zip(range(0, people, size), work(score, blocks(whole, size)), strict=True):
        room = room or _room(whole.frame, part)
        _put(room, slice(first, min(first + size, people)), part)
    return room or score(whole)


def blocks(whole: Block, size: int = PEOPLE) -> Iterator[Block]:
    """The blocks of a challenge, their entries in the order they had. Who is no member is in none."""
    if len(whole.frame.people) <= size:
        yield whole
        return
    row = whole.frame.rows(whole.entries.person)
    for first in range(0, len(whole.frame.people), size):
        rows = slice(first, first + size)
        yield Block(
            whole.frame.only(rows), only(whole.entries, np.flatnonzero((row >= first) & (row < first + size)))
        )


def _room(frame: Frame, part: PeopleScores) -> PeopleScores:
    """Scores of everyone, yet to be filled: of the same rules and goals as one block's."""

    def like(values: NDArray[Any]) -> NDArray[Any]:
        return np.empty((len(frame.people), *values.shape[1:]), values.dtype)

    arrays: dict[str, Any] = {}
    for name, value in _arrays(part):
        named = isinstance(value, Mapping)
        arrays[name] = {key: like(one) for key, one in value.items()} if named else like(value)
    return PeopleScores(frame=frame, **arrays)


def _put(room: PeopleScores, rows: slice, part: PeopleScores) -> None:
    for name, value in _arrays(part):
        into = getattr(room, name)
        if isinstance(value, Mapping):
            for key, one in value.items():
                into[key][rows] = one
        else:
            into[rows] = value


def _arrays(scores: PeopleScores) -> Iterator[tuple[str, Any]]:
    """All that scores hold by person and day: an array, or arrays by rule or goal."""
    names = (one.name for one in fields(scores) if one.name not in ("frame", "kept"))
    return ((name, getattr(scores, name)) for name in names)
