"""Who has which badge or level. Computed only when it is asked for: no score depends on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from moonwalk.api.arrays import Grid
from moonwalk.api.timeline import Award
from moonwalk.registry import PersonRuleAdapter
from moonwalk.scoring.asking import RuleFailed, ask, index_of
from moonwalk.scoring.conditions import for_people, paid
from moonwalk.scoring.day_rules import seen_by, timeline_of
from moonwalk.scoring.facts import BoolArray, EntryFacts, Int16Array, days_until
from moonwalk.scoring.grid import CountedEntries
from moonwalk.scoring.membership import Membership
from moonwalk.scoring.people import Block, blocks, settle_goals
from moonwalk.scoring.plan import AnyRulePlan, Plan, RulePlan
from moonwalk.scoring.score import grid_from_entries
from moonwalk.scoring.verdicts import Codes


@dataclass(frozen=True, eq=False)
class RuleBadges:
    """A rule's badges. `numbers` are places in `names`, from 1, of each day's badge; 0 for none."""

    rule: AnyRulePlan
    names: tuple[str, ...]
    numbers: Int16Array

    def held(self, last_day: int) -> Int16Array:
        """Return the number of the badge that each person has at the end of a day: the last given, or 0."""
        days = self.numbers[:, days_until(last_day)]
        if not days.shape[1]:
            return np.zeros(len(days), np.int16)
        # The first day from the end with a badge. The last one given counts, not the highest, because
        # levels can fall.
        latest = days.shape[1] - 1 - np.argmax(days[:, ::-1] > 0, axis=1)
        held: Int16Array = days[np.arange(len(days)), latest]
        return held


@dataclass(frozen=True, eq=False)
class Badges:
    """Everyone's badges, rule by rule, up to `last_day`. Rows are those of the membership that was scored."""

    rules: tuple[RuleBadges, ...]
    people: int
    last_day: int

    def of(self, row: int) -> tuple[tuple[AnyRulePlan, str], ...]:
        """Return each rule with the badge that a person has of it."""
        held = ((badges, int(badges.held(self.last_day)[row])) for badges in self.rules)
        return tuple((badges.rule, badges.names[number - 1]) for badges, number in held if number)

    def names_held(self, last_day: int) -> list[tuple[str, ...]]:
        """Return the badges of each person at the end of a day, in the order of the rules."""
        columns = [
            (badges.names, badges.held(min(last_day, self.last_day)).tolist()) for badges in self.rules
        ]
        return [
            tuple(names[held[row] - 1] for names, held in columns if held[row]) for row in range(self.people)
        ]

    def holders(self, badge: str) -> BoolArray:
        """Return who has a badge of this name, whichever rule gave it."""
        holders = np.zeros(self.people, np.bool_)
        for badges in self.rules:
            if badge in badges.names:
                holders |= badges.held(self.last_day) == badges.names.index(badge) + 1
        return holders


def score_badges(
    plan: Plan, membership: Membership, entries: EntryFacts, codes: Codes, last_day: int
) -> Badges:
    """Return everyone's badges from the facts. RuleFailed where a rule does not answer."""
    by_block: list[tuple[RuleBadges, ...]] = []
    # In blocks, as points are: the grid of one block fits the cache of a core, that of everybody does
    # not.
    for block in blocks(Block(membership, entries)):
        known = for_people(plan, block.membership)
        grid, counted_entries = grid_from_entries(known, block.membership, block.entries, codes, last_day)
        _, scored, _ = settle_goals(known, block.membership, grid, counted_entries)
        by_block.append(tuple(rule_badges(known, scored, counted_entries)))
    rules = [
        RuleBadges(of_rule[0].rule, of_rule[0].names, np.concatenate([badges.numbers for badges in of_rule]))
        for of_rule in zip(*by_block, strict=True)
    ]
    return Badges(tuple(rules), len(membership.people), last_day)


def rule_badges(plan: Plan, grid: Grid, counted_entries: CountedEntries | None) -> Iterator[RuleBadges]:
    """Yield the badges of each rule that gives some, from the days as rules see them."""
    for rule in plan.person_rules:
        names = ask(rule, rule.adapter.badges)
        if names:
            numbers = _badges_of(plan, rule, names, grid, counted_entries)
            yield RuleBadges(rule, names, paid(plan, rule, grid.met, numbers))


def _badges_of(
    plan: Plan,
    rule: RulePlan[PersonRuleAdapter],
    names: tuple[str, ...],
    grid: Grid,
    counted_entries: CountedEntries | None,
) -> Int16Array:
    grid, counted_entries = seen_by(plan, rule, grid, counted_entries)
    vectorised = ask(rule, rule.adapter.grid_badges, grid, plan.context)
    if vectorised is not None:
        return vectorised
    numbers = np.zeros(grid.shape, np.int16)
    for row in range(grid.shape[0]):
        days = timeline_of(plan, grid, row, counted_entries)
        awards = ask(rule, rule.adapter.awards, days, plan.context)
        numbers[row] = badges_from(plan, rule, names, awards)
    return numbers


def badges_from(plan: Plan, rule: AnyRulePlan, names: tuple[str, ...], awards: Iterable[Award]) -> Int16Array:
    """Return the number of the badge given on each day, from one person's awards."""
    days = np.zeros(plan.calendar.length, np.int16)
    for award in awards:
        # Names are declared before anything is scored, so that a board or prize can name a badge that
        # nobody has yet.
        if award.badge and award.badge not in names:
            raise RuleFailed(rule.id, rule.at, f"it gave the badge '{award.badge}' without naming it before")
        if award.badge:
            days[index_of(plan, rule, award.day)] = names.index(award.badge) + 1
    return days
