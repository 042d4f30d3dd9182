"""Seasons of made-up people, all of them scored in one pass.

People are independent of one another, so those of many seasons are scored as if they were one company. What
compares people or teams with one another is then worked out season by season.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Final

import numpy as np

from moonwalk.scoring.calendar import Calendar
from moonwalk.scoring.facts import FOREVER, NEVER, EntryFacts, Int64Array, MembershipFacts, PauseFacts
from moonwalk.scoring.membership import Membership, build_membership, draw_lots
from moonwalk.scoring.people import PeopleScores, score_people
from moonwalk.scoring.plan import Plan
from moonwalk.scoring.roster_columns import RosterColumn, with_nested
from moonwalk.scoring.score import Scored, grid_from_entries, score_from_people
from moonwalk.scoring.verdicts import Codes, Verdict
from moonwalk.services.simulation.amounts import draw_amounts, measure_of
from moonwalk.services.simulation.behaviour import (
    draw_days,
    draw_habits,
    draw_logged,
    draw_ways,
    with_slips,
)
from moonwalk.services.simulation.company import Company

_DAYS_BEFORE: Final = 7
"""Days before day 1 on which people log already, where a rule compares with them."""
_OF_SEVERAL: Final = 0.7
"""How much less often somebody does each of several activities than an only one (assumption)."""
_MOST_AT_ONCE: Final = 20_000
"""People of all seasons that are scored in one pass: what fits well into memory."""


@dataclass(frozen=True, eq=False)
class Season:
    """One season: its scores, and what became of its entries.

    `amounts` are everyone's by activity, people x days, as rules see them; `verdicts` has how many entries
    got each verdict, by its number.
    """

    number: int
    scored: Scored
    amounts: Mapping[str, Int64Array]
    verdicts: Int64Array


def season_plan(plan: Plan, seed: int, number: int) -> Plan:
    """Return the plan of a season: its draws and lots are its own."""
    context = replace(plan.context, seed=seed + number, as_of=plan.calendar.ends)
    return replace(plan, context=context)


def season_membership(
    plan: Plan, company: Company, challenge: str, known_at: int | None = None
) -> Membership:
    """Return who is a member in a season, as known at an instant (ms): without one, when it is over."""
    people = len(company.ids)
    nobody = np.zeros(0, np.int32)
    facts = MembershipFacts(
        person=np.arange(1, people + 1, dtype=np.int32),
        team=company.team + 1,
        first=np.zeros(people, np.int32),
        last=np.full(people, FOREVER, np.int32),
        team_names=dict(enumerate(company.teams, start=1)),
    )
    known_at = plan.calendar.all_closed + 1 if known_at is None else known_at
    membership = build_membership(plan.calendar, facts, PauseFacts(nobody, nobody, nobody), known_at)
    columns = {name: RosterColumn.of_values(values) for name, values in company.columns.items()}
    return replace(
        membership,
        lots=draw_lots(plan.context.seed, challenge, company.ids),
        columns=with_nested(columns, plan.columns_of_boards),
    )


def season_entries(plan: Plan, company: Company, scenario: str, seed: int, number: int) -> EntryFacts:
    """Return what people log in a season. The same seed and number give the same entries."""
    chance = np.random.default_rng([seed, number])
    before = _DAYS_BEFORE if plan.reads_baseline else 0
    index = np.arange(-before, plan.calendar.length)
    weekdays = (plan.calendar.starts.weekday() + index) % 7
    begins = _begins(plan.calendar, before)
    habits = draw_habits(chance, company.team, scenario)
    parts = []
    bases = [kind for kind, activity in enumerate(plan.activities) if activity.target == activity.name]
    for base in bases:
        done = draw_days(chance, habits, weekdays, before, 1.0 if len(bases) == 1 else _OF_SEVERAL)
        ways = [base, *(kind for kind in range(len(plan.activities)) if _counts_as(plan, kind, base))]
        way = draw_ways(chance, len(company.ids), len(ways))
        for number_of_way, kind in enumerate(ways):
            person, at = np.nonzero(done & (way == number_of_way)[:, None])
            measure = measure_of(plan, plan.activities[kind])
            amount = draw_amounts(chance, measure, habits, person, index[at], weekdays[at])
            amount = with_slips(chance, amount, ~habits.synced[person])
            logged = draw_logged(chance, habits, person, begins[at], weekdays[at])
            parts.append((person + 1, index[at], np.full(len(person), kind), amount, logged))
    person, day, kinds, amount, logged = (np.concatenate(values) for values in zip(*parts, strict=True))
    return EntryFacts(
        id=np.arange(1, len(person) + 1, dtype=np.int64),
        person=person.astype(np.int32),
        day=day.astype(np.int32),
        kind=kinds.astype(np.int16),
        source=np.zeros(len(person), np.int16),
        amount=amount,
        logged=logged,
        on_time=logged,
        replaced=np.full(len(person), NEVER, np.int64),
        void=np.zeros(len(person), np.bool_),
    )


def _begins(calendar: Calendar, before: int) -> Int64Array:
    """Return when each day begins where the challenge is, from some days before day 1 on."""
    day = 24 * 3600 * 1000
    first = calendar.day_ends(calendar.starts) - day
    earlier = first - day * np.arange(before, 0, -1, dtype=np.int64)
    own = [calendar.day_ends(date) - day for date in calendar.dates]
    return np.concatenate([earlier, np.array(own, np.int64)])


def _counts_as(plan: Plan, kind: int, base: int) -> bool:
    return kind != base and plan.activities[kind].target == plan.activities[base].name


def play(
    plan: Plan, company: Company, challenge: str, scenario: str, seed: int, seasons: Sequence[int]
) -> Iterator[Season]:
    """Yield the seasons of these numbers, in order. RuleFailed where a rule does not answer."""
    at_once = max(1, _MOST_AT_ONCE // len(company.ids))
    for first in range(0, len(seasons), at_once):
        yield from _play_at_once(plan, company, challenge, scenario, seed, seasons[first : first + at_once])


def codes_of(plan: Plan) -> Codes:
    """Return what the numbers in made-up entries mean: kinds are activities in the order of the plan."""
    return Codes(np.arange(len(plan.activities), dtype=np.int16), np.zeros(1, np.int16))


def _play_at_once(
    plan: Plan, company: Company, challenge: str, scenario: str, seed: int, seasons: Sequence[int]
) -> Iterator[Season]:
    """Yield a few seasons, whose people are scored as one large company."""
    people = len(company.ids)
    last = plan.calendar.length - 1
    alone = season_membership(plan, company, challenge)
    entries = [season_entries(plan, company, scenario, seed, number) for number in seasons]
    together = _side_by_side(entries, people)
    grid, counted = grid_from_entries(plan, _repeated(alone, len(seasons)), together, codes_of(plan), last)
    scores = score_people(plan, _repeated(alone, len(seasons)), grid, counted)
    judged = counted.settled.judged
    kinds = len(Verdict)
    of_season = (judged.entries.person - 1) // people
    verdicts = np.bincount(of_season * kinds + judged.verdict, minlength=len(seasons) * kinds)
    for at, number in enumerate(seasons):
        rows = slice(at * people, (at + 1) * people)
        own = season_plan(plan, seed, number)
        own_lots = draw_lots(own.context.seed, challenge, company.ids)
        membership = replace(alone, lots=own_lots)
        scored = score_from_people(own, _of_season(scores, membership, rows), last)
        amounts = {name: values[rows] for name, values in grid.amounts.items()}
        yield Season(number, scored, amounts, verdicts[at * kinds : (at + 1) * kinds])


def _repeated(alone: Membership, times: int) -> Membership:
    """Return a membership with the same people once for each season, each under a number of its own."""
    people = len(alone.people)
    return replace(
        alone,
        people=np.arange(1, people * times + 1, dtype=np.int32),
        team=np.tile(alone.team, (times, 1)),
        status=np.tile(alone.status, (times, 1)),
        lots=np.tile(alone.lots, times),
        columns={
            name: replace(column, of=np.tile(column.of, times)) for name, column in alone.columns.items()
        },
    )


def _side_by_side(entries: Sequence[EntryFacts], people: int) -> EntryFacts:
    """Return the entries of all seasons, those of each under the numbers of its own people."""
    values = {
        each.name: np.concatenate([getattr(season, each.name) for season in entries])
        for each in fields(EntryFacts)
    }
    shift = np.repeat(np.arange(len(entries)) * people, [len(season) for season in entries])
    values["person"] = (values["person"] + shift).astype(np.int32)
    return EntryFacts(**values)


def _of_season(scores: PeopleScores, membership: Membership, rows: slice) -> PeopleScores:
    """Return the scores of a season's people, who are members as in a challenge of their own."""
    return PeopleScores(
        membership,
        {rule: points[rows] for rule, points in scores.points.items()},
        scores.logged[rows],
        {goal: flags[rows] for goal, flags in scores.met.items()},
        {rule: shares[rows] for rule, shares in scores.shares.items()},
    )
