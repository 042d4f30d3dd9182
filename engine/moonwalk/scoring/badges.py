"""Who has which badge or level. Worked out only where somebody asks: no score depends on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from moonwalk.api.arrays import Grid
from moonwalk.api.timeline import Award
from moonwalk.registry import PersonRuleAdapter
from moonwalk.scoring.arrays import BoolArray, Int16Array
from moonwalk.scoring.facts import EntryFacts
from moonwalk.scoring.grid import CountedEntries
from moonwalk.scoring.membership import Membership
from moonwalk.scoring.people import Block, apply_day_rules, blocks, timeline_of
from moonwalk.scoring.plan import AnyRulePlan, Plan, RulePlan
from moonwalk.scoring.rules import RuleFailed, ask, during, index_of
from moonwalk.scoring.score import grid_from_entries
from moonwalk.scoring.verdicts import Codes


@dataclass(frozen=True, eq=False)
class RuleBadges:
    """A rule's badges: `given` is the number in `names`, from 1, given on each day (people x days)."""

    rule: AnyRulePlan
    names: tuple[str, ...]
    given: Int16Array

    def held(self, last_day: int) -> Int16Array:
        """The number of the badge that each person has at the end of a day: the one given last, or 0."""
        days = self.given[:, : max(last_day + 1, 0)]
        if not days.shape[1]:
            return np.zeros(len(days), np.int16)
        latest = days.shape[1] - 1 - np.argmax(days[:, ::-1] > 0, axis=1)
        held: Int16Array = days[np.arange(len(days)), latest]
        return held


@dataclass(frozen=True, eq=False)
class Badges:
    """Everyone's badges, rule by rule, up to `last_day`; rows are those of the frame asked about."""

    rules: tuple[RuleBadges, ...]
    people: int
    last_day: int

    def of(self, row: int) -> tuple[tuple[AnyRulePlan, str], ...]:
        """The badge that a person has of each rule, where there is one."""
        held = ((one, int(one.held(self.last_day)[row])) for one in self.rules)
        return tuple((one.rule, one.names[number - 1]) for one, number in held if number)

    def names_held(self, last_day: int) -> list[tuple[str, ...]]:
        """The badges of each person at the end of a day, in the order of the rules."""
        columns = [(one.names, one.held(min(last_day, self.last_day)).tolist()) for one in self.rules]
        return [
            tuple(names[held[row] - 1] for names, held in columns if held[row]) for row in range(self.people)
        ]

    def holders(self, badge: str) -> BoolArray:
        """Who has a badge of this name, of whichever rule."""
        found = np.zeros(self.people, np.bool_)
        for one in self.rules:
            if badge in one.names:
                found |= one.held(self.last_day) == one.names.index(badge) + 1
        return found


def score_badges(
    plan: Plan, membership: Membership, entries: EntryFacts, codes: Codes, last_day: int
) -> Badges:
    """Everyone's badges from the facts. RuleFailed where a rule does not answer."""
    parts: list[tuple[RuleBadges, ...]] = []
    for block in blocks(Block(membership, entries)):
        grid, counted_entries = grid_from_entries(plan, block.membership, block.entries, codes, last_day)
        parts.append(tuple(given_badges(plan, apply_day_rules(plan, grid, counted_entries), counted_entries)))
    several = [
        RuleBadges(one[0].rule, one[0].names, np.concatenate([part.given for part in one]))
        for one in zip(*parts, strict=True)
    ]
    return Badges(tuple(several), len(membership.people), last_day)


def given_badges(plan: Plan, grid: Grid, counted_entries: CountedEntries | None) -> Iterator[RuleBadges]:
    """The badges of each rule that gives some, from the days as rules see them."""
    for rule in plan.person_rules:
        names = ask(rule, rule.adapter.badges)
        if names:
            given = _given(plan, rule, names, grid, counted_entries)
            yield RuleBadges(rule, names, during(rule, given))


def badges_from(plan: Plan, rule: AnyRulePlan, names: tuple[str, ...], awards: Iterable[Award]) -> Int16Array:
    """The number of the badge given on each day, from one person's awards."""
    days = np.zeros(plan.calendar.length, np.int16)
    for award in awards:
        if award.badge and award.badge not in names:
            raise RuleFailed(rule.id, rule.at, f"it gave the badge '{award.badge}' without naming it before")
        if award.badge:
            days[index_of(plan, rule, award.day)] = names.index(award.badge) + 1
    return days


def _given(
    plan: Plan,
    rule: RulePlan[PersonRuleAdapter],
    names: tuple[str, ...],
    grid: Grid,
    counted_entries: CountedEntries | None,
) -> Int16Array:
    vectorised = ask(rule, rule.adapter.grid_badges, grid, plan.context)
    if vectorised is not None:
        return vectorised
    given = np.zeros(grid.shape, np.int16)
    for row in range(grid.shape[0]):
        days = timeline_of(plan, grid, row, counted_entries)
        awards = ask(rule, rule.adapter.awards, days, plan.context)
        given[row] = badges_from(plan, rule, names, awards)
    return given
