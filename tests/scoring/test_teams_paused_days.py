"""Paused days that count as own average: each ranking pays such a day once and counts it once."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from tests.scoring.challenges import CALENDAR, LONG_AFTER, a_board, a_challenge, entry, rule
from tests.scoring.facts import CODES, Member, Pause, entry_facts, member_facts, pause_facts

from moonwalk.registry import adapt
from moonwalk.scoring.boards import ScoreSnapshot, summaries_of, tiebreaks_of
from moonwalk.scoring.membership import build_membership
from moonwalk.scoring.plan import NOTHING, OWN_AVERAGE, TeamsPlan
from moonwalk.scoring.roster_columns import RosterColumn
from moonwalk.scoring.score import score
from moonwalk_plugins.amounts import PerUnit
from moonwalk_plugins.rankings import (
    DailyMeanSum,
    Mean,
    MeanActive,
    MeanAtTime,
    Participation,
    Shrunk,
    Sum,
    TopK,
    Trimmed,
)

TWO_WEEKS = replace(CALENDAR, length=14)
TEAMS = tuple(Member(number, 1 + (number > 3)) for number in range(1, 7))
STEPS = rule("steps", PerUnit, activity="walk", points="1000", per="1 minute")
EXPECTED = (
    (Sum, {}, 42_000),
    (Mean, {}, 14_000),
    (Shrunk, {"weight": "5"}, 14_000),
    (MeanAtTime, {}, 14_000),
    (DailyMeanSum, {}, 14_000),
    (MeanActive, {}, 14_000),
    (Trimmed, {"drop": "1"}, 14_000),
    (TopK, {"best": "2"}, 14_000),
    (Participation, {}, 100),
)


def snapshot(own_average=True, teams=TEAMS, joiners_from_start=False):
    """Two teams of three with 1,000 points a day each; person 1 of the first pauses week 2."""
    plan = a_challenge(
        TWO_WEEKS,
        person_rules=(STEPS,),
        teams=TeamsPlan(joiners_from_start=joiners_from_start),
        a_paused_day=OWN_AVERAGE if own_average else NOTHING,
    )
    whole = build_membership(TWO_WEEKS, member_facts(*teams), pause_facts(Pause(1, 7, 13)), LONG_AFTER)
    halves = RosterColumn.of_values(["a", "a", "a", "b", "b", "b"])
    whole = replace(whole, columns={"half": halves})
    lines = [entry(who, day, 1) for who in range(1, 7) for day in range(14) if who > 1 or day < 7]
    scores = score(plan, whole, entry_facts(lines), CODES, 13)
    people = tuple(f"P{number}" for number in whole.people.tolist())
    return plan, ScoreSnapshot(("T1", "T2"), people, scores.people, scores.teams, 13, 13)


def board(ranks="teams", ranking=Mean, **config):
    column = "half" if ranks == "roster column" else ""
    return a_board(ranks, ranking, ranking=adapt(ranking, config), column=column)


@pytest.mark.parametrize("ranks", ["teams", "roster column"])
@pytest.mark.parametrize(("ranking", "config", "expected"), EXPECTED)
def test_a_paused_day_is_paid_once_and_counted_once(ranking, config, expected, ranks):
    plan, seen = snapshot()
    table = board(ranks, ranking, **config)
    summaries = summaries_of(plan, table, seen)
    rows, declared = summaries.rows(), ranking(**config)

    assert [declared.score(row, rows, plan.context) for row in rows] == [Fraction(expected)] * 2
    scores = declared.scores(summaries, plan.context)
    assert scores is None or [scores.exact(row) for row in range(2)] == [Fraction(expected)] * 2


def test_a_paused_day_that_does_not_count_is_in_neither_number():
    plan, seen = snapshot(own_average=False)
    rows = summaries_of(plan, board(), seen).rows()

    assert [(row.points, row.member_days, row.paused_days) for row in rows] == [
        (35_000, 35, 0),
        (42_000, 42, 0),
    ]


@pytest.mark.parametrize("ranks", ["teams", "roster column", "people"])
def test_pausing_costs_nobody_a_tie(ranks):
    plan, seen = snapshot()
    table = board(ranks)
    (tie,) = tiebreaks_of(plan, table, seen, summaries_of(plan, table, seen))

    assert len(set(tie.values.tolist())) == 1
    assert {row.participation for row in summaries_of(plan, table, seen).rows()} == {Fraction(1)}


def test_a_person_who_pauses_has_every_day_of_the_challenge():
    plan, seen = snapshot()
    rows = summaries_of(plan, board("people"), seen).rows()

    assert [(row.points, row.member_days, row.paused_days) for row in rows[:2]] == [
        (14_000, 14, 7),
        (14_000, 14, 0),
    ]
    assert [Mean().score(row, rows, plan.context) for row in rows] == [14_000] * 6


def test_joiners_from_the_start_may_pause_as_well():
    later = (replace(TEAMS[0], first=3), *TEAMS[1:])
    plan, seen = snapshot(teams=later, joiners_from_start=True)

    assert [row.member_days for row in summaries_of(plan, board(), seen).rows()] == [42, 42]
