"""Strangers' rules of a challenge, tried on a few made-up people before anybody depends on them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Final

import numpy as np

from moonwalk.api.problems import Place, Problem, quoted
from moonwalk.definitions import Challenge, Item
from moonwalk.registry import PluginFailure, RankingAdapter, Registry, RuleAdapter
from moonwalk.scoring.asking import RuleFailed
from moonwalk.scoring.facts import FOREVER, NEVER, EntryFacts, MembershipFacts, PauseFacts
from moonwalk.scoring.membership import build_membership, draw_lots
from moonwalk.scoring.plan import Plan
from moonwalk.scoring.roster_columns import RosterColumn
from moonwalk.scoring.score import Scored, score
from moonwalk.scoring.standings import Standings
from moonwalk.scoring.verdicts import Codes
from moonwalk.services.planning import plan_of

PEOPLE: Final = 4
"""Two teams of two; one of them logs nothing."""

TEAMS: Final = ("North", "South")

_ALIKE, _SKIPS = 2, 3
"""The numbers of those whose days are alike, and who skips some."""

_GAP: Final = re.compile(r"\{\w+\}")

A_MONDAY: Final = date(2027, 1, 4)
"""The first day of a challenge that has none yet."""


def trial_problems(challenge: Challenge, plugins: Registry) -> tuple[Problem, ...]:
    """What happens when a challenge is scored to its end, where strangers' rules or rankings take part.

    A file that is only read never runs them, and a fault would come to light at the first board. A sentence
    with a gap is a warning: participants read it.
    """
    places = dict(_strangers(challenge, plugins))
    if not places:
        return ()
    gaps = tuple(_gaps(challenge, plugins))
    if challenge.schedule.starts is None:
        schedule = challenge.schedule.model_copy(update={"starts": A_MONDAY})
        challenge = replace(challenge, schedule=schedule)
    try:
        scored = trial_scores(challenge, plugins)
        for name in challenge.boards:
            trial_standings(scored, name)
    except RuleFailed as failure:
        # One of ours may fail on what a stranger's has left it.
        place = places.get(failure.at) or next(iter(places.values()))
        return (Problem(message=f"It cannot score made-up people: {failure.cause}", place=place), *gaps)
    except PluginFailure as failure:
        place = next(iter(places.values()))
        return (Problem(message=f"It cannot score made-up people: {failure}", place=place), *gaps)
    return gaps


def _strangers(challenge: Challenge, plugins: Registry) -> Iterator[tuple[str, Place]]:
    """The places of the rules and rankings of strangers, by what failures call them."""
    for item, _ in _of_strangers(challenge, plugins):
        yield str(item.place), item.place


def _of_strangers(
    challenge: Challenge, plugins: Registry
) -> Iterator[tuple[Item, RuleAdapter | RankingAdapter]]:
    """The rules and rankings of strangers, each with what the plugin declares for it."""
    rankings = [board.ranking for board in challenge.boards.values()]
    for item in (*challenge.paying_rules, *rankings):
        with suppress(PluginFailure):
            find = plugins.ranking if item in rankings else plugins.rule
            declared = find(item.full_name)
            if declared.is_isolated:
                yield item, declared


def _gaps(challenge: Challenge, plugins: Registry) -> Iterator[Problem]:
    """The sentences of strangers in which a key is left in braces, since they name one that is not there."""
    for item, declared in _of_strangers(challenge, plugins):
        with suppress(PluginFailure):
            said = declared.configured(item.config).sentence()
            if _GAP.search(said):
                yield Problem(
                    message=f"people would read of it: {quoted(said)}. The first line of its docstring names "
                    "a key that it does not have. Tell its author.",
                    place=item.place,
                    severity="warning",
                )


def trial_standings(scored: Scored, board: str) -> Standings:
    """A board of made-up people. RuleFailed."""
    return scored.standings(board, TEAMS, tuple(f"p{number}" for number in range(1, PEOPLE + 1)))


def trial_scores(challenge: Challenge, plugins: Registry) -> Scored:
    """The scores of made-up people at the end of a challenge that has a first day.

    RuleFailed where a rule fails, PluginFailure where a plugin is missing.
    """
    plan = plan_of(challenge, plugins, seed=1)
    last = plan.calendar.length - 1
    plan = replace(plan, context=replace(plan.context, as_of=plan.calendar.ends))
    numbers = np.arange(1, PEOPLE + 1, dtype=np.int32)
    members = MembershipFacts(
        person=numbers,
        team=(numbers + 1) // 2,
        first=np.zeros(PEOPLE, np.int32),
        last=np.full(PEOPLE, FOREVER, np.int32),
        team_names=dict(enumerate(TEAMS, start=1)),
    )
    nobody = np.zeros(0, np.int32)
    after_all = plan.calendar.all_closed + 1
    membership = build_membership(plan.calendar, members, PauseFacts(nobody, nobody, nobody), after_all)
    membership = replace(membership, lots=draw_lots(1, challenge.name, [f"p{each}" for each in numbers]))
    membership = replace(membership, columns={name: _values(plan, name) for name in plan.columns_of_some})
    kinds = np.arange(len(plan.activities), dtype=np.int16)
    return score(plan, membership, _entries(plan), Codes(kinds, np.zeros(1, np.int16)), last)


def _values(plan: Plan, column: str) -> RosterColumn:
    """Values of a roster column for which a rule is, in turns, and a blank for others."""
    values = plan.values_of_some(column)
    return RosterColumn.of_values([values[each % len(values)] for each in range(PEOPLE)])


def _entries(plan: Plan) -> EntryFacts:
    """An entry of each activity of all people but the last; on time.

    The amounts of one are others each day, those of another are alike on two days each, and the third skips
    every third day: what looks at the day before meets all three.
    """
    days, people, kinds = range(plan.calendar.length), range(1, PEOPLE), range(len(plan.activities))
    rows = [row for row in product(people, days, kinds) if row[:2] != (_SKIPS, row[1] // 3 * 3 + 2)]
    person, index, kind = np.array(rows, np.int64).reshape(-1, 3).T
    # As each day begins: an entry for a day to come is refused, and one after its deadline is late.
    logged = plan.calendar.begins[index]
    return EntryFacts(
        id=np.arange(1, len(rows) + 1, dtype=np.int64),
        person=person.astype(np.int32),
        day=index.astype(np.int32),
        kind=kind.astype(np.int16),
        source=np.zeros(len(rows), np.int16),
        amount=1000 * (1 + (np.where(person == _ALIKE, index // 2, index) * 7 + person) % 40),
        logged=logged,
        on_time=logged,
        replaced=np.full(len(rows), NEVER, np.int64),
        void=np.zeros(len(rows), np.bool_),
    )
