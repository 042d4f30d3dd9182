"""Boards from scores: means and sums, bonuses on top, ties, conditions for a place."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

import pytest
from tests.scoring.challenges import (
    CALENDAR,
    LONG_AFTER,
    MINUTES,
    a_board,
    a_challenge,
    entry,
    rule,
)
from tests.scoring.facts import CODES, Member, Pause, entry_facts, member_facts, pause_facts
from tests.scoring.rules import Leader, PerEntry
from tests.scoring.scoring import board_rows

from moonwalk.api import Ranking
from moonwalk.api.field_words import ConditionKind
from moonwalk.scoring.asking import RuleFailed
from moonwalk.scoring.membership import build_membership
from moonwalk.scoring.score import score
from moonwalk_plugins.full_house import FullHouse
from moonwalk_plugins.rankings import Mean, Participation, Sum

ONE_DAY = replace(CALENDAR, length=1)
STAYS = (Member(1, 1), Member(2, 2))
TEAM_A, TEAM_B = (120, 90, 60, 0), (100, 80, 75, 70, 65, 60, 10, 0)


def scored(plan, members, lines, pauses=(), last_day=27):
    whole = build_membership(plan.calendar, member_facts(*members), pause_facts(*pauses), LONG_AFTER)
    return score(plan, whole, entry_facts(lines), CODES, last_day)


def two_teams(**changes):
    """Team 1 is A of the vocabulary's example, team 2 is B: minutes of one day."""
    people = [(1, minutes) for minutes in TEAM_A] + [(2, minutes) for minutes in TEAM_B]
    members = [Member(number, team) for number, (team, _) in enumerate(people, 1)]
    lines = [entry(number, 0, minutes) for number, (_, minutes) in enumerate(people, 1) if minutes]
    return scored(a_challenge(ONE_DAY, **changes), members, lines, last_day=0)


def shown(scores, name="teams", last_day=None):
    return [(row.id, row.shown, row.place) for row in board_rows(scores, name, last_day)]


def needs(*texts):
    return tuple(ConditionKind().parse(text) for text in texts)


def test_the_sum_of_two_teams():
    assert shown(two_teams(boards=(a_board("teams", Sum),))) == [("T2", "460", 1), ("T1", "270", 2)]


def test_the_mean_of_two_teams_counts_who_logs_nothing_as_zero():
    assert shown(two_teams()) == [("T1", "67.5", 1), ("T2", "57.5", 2)]


def test_a_teams_own_points_come_on_top_of_its_mean():
    full = rule("full", FullHouse, needs=("at least 75% of members met good_day",), points="10")
    rows = board_rows(two_teams(team_rules=(full,)), "teams")

    assert [(row.id, row.shown, (row.numerator, row.denominator)) for row in rows] == [
        ("T1", "77.5", (155, 2)),
        ("T2", "67.5", (135, 2)),
    ]


def test_a_teams_own_points_are_not_added_to_a_share():
    full = rule("full", FullHouse, needs=("at least 75% of members met good_day",), points="10")
    boards = (a_board("teams", Participation),)

    assert shown(two_teams(team_rules=(full,), boards=boards)) == [("T2", "87.5", 1), ("T1", "75.0", 2)]


def test_what_all_teams_summaries_bring_comes_on_top_as_well():
    leader = rule("leader", Leader)

    assert shown(two_teams(league_rules=(leader,))) == [("T1", "67.5", 1), ("T2", "60.5", 2)]


def test_a_board_of_some_rules_counts_only_their_points():
    each = rule("each", PerEntry)
    full = rule("full", FullHouse, needs=("at least 75% of members met good_day",), points="10")
    board = a_board("teams", Sum, of_rules=("each",))
    people = a_board("people", Sum, of_rules=("each", "full"))
    scores = two_teams(person_rules=(MINUTES, each), team_rules=(full,), boards=(board, people))

    assert shown(scores) == [("T2", "7", 1), ("T1", "3", 2)]
    assert {row.shown for row in board_rows(scores, "people")} == {"1", "0"}


def test_part_time_members_count_in_part():
    # Two members for a week, one of whom left after day 1: the size is 8 of 7 days.
    plan = a_challenge(replace(CALENDAR, length=7))
    scores = scored(plan, [Member(1), Member(2, 1, 0, 0)], [entry(1, 0, 8)], last_day=6)

    assert shown(scores) == [("T1", "7.0", 1)]


def test_participation_breaks_a_tie_and_says_so():
    boards = (a_board("teams", Sum),)
    members = [Member(1, 1), Member(2, 2)]
    lines = [entry(1, 0, 10), entry(2, 0, 4), entry(2, 1, 6)]
    rows = board_rows(scored(a_challenge(boards=boards), members, lines), "teams")

    assert [(row.id, row.place, row.broken_by) for row in rows] == [
        ("T2", 1, "participation"),
        ("T1", 2, "participation"),
    ]


def test_goals_met_break_a_tie_by_their_share():
    boards = (a_board("people", Sum, ties=("met good_day", "shared place")),)
    lines = [entry(1, 0, 10), entry(2, 0, 5), entry(2, 1, 5)]
    rows = board_rows(scored(a_challenge(boards=boards), [Member(1), Member(2)], lines), "people")

    assert [row.id for row in rows] == ["P2", "P1"]


def improving(*weeks, members=None, last_day=27):
    """Two people whose first day of each week has so many minutes; the board is broken by improvement."""
    lines = [
        entry(who, 7 * week, minutes)
        for who, minutes_by_week in enumerate(weeks, 1)
        for week, minutes in enumerate(minutes_by_week)
        if minutes
    ]
    boards = tuple(a_board(name, Sum, ties=("improvement", "shared place")) for name in ("teams", "people"))
    members = members or [Member(1, 1), Member(2, 2)]
    return scored(a_challenge(boards=boards), members, lines, last_day=last_day)


@pytest.mark.parametrize(("name", "first"), [("people", "P2"), ("teams", "T2")])
def test_improvement_looks_at_the_last_full_week_and_the_first(name, first):
    scores = improving([10, 10, 10, 10], [5, 10, 10, 15])

    assert board_rows(scores, name)[0].id == first
    # On the day before the week is full, week 3 is the last: 0 against 5.
    earlier = improving([10, 10, 10], [5, 15, 10], last_day=26)
    assert [row.broken_by for row in board_rows(earlier, name)] == ["improvement"] * 2


@pytest.mark.parametrize("name", ["people", "teams"])
def test_improvement_counts_the_points_of_the_board_only(name):
    """Both log twice a week; only the minutes of the second improve, which the board does not count."""
    lines = [entry(who, day, 5 if who == 1 or day < 7 else 50) for who in (1, 2) for day in (0, 1, 7, 8)]
    each = rule("each", PerEntry)
    board = a_board(name, Sum, of_rules=("each",), ties=("improvement", "shared place"))
    plan = a_challenge(person_rules=(MINUTES, each), boards=(board,))
    rows = board_rows(scored(plan, STAYS, lines, last_day=13), name)

    assert [(row.shown, row.place) for row in rows] == [("4", 1), ("4", 1)]


def test_in_the_first_week_nobody_has_improved():
    assert [row.place for row in board_rows(improving([9], [9], last_day=12), "people")] == [1, 1]


def test_who_was_away_in_the_first_week_has_not_improved():
    members = [Member(1, 1), Member(2, 2, 7)]
    rows = board_rows(improving([20, 0, 0, 20], [0, 0, 20, 20], members=members), "people")

    assert [(row.place, row.broken_by) for row in rows] == [(1, ""), (1, "")]


def test_a_lot_decides_and_stays_when_another_team_goes():
    boards = (a_board("teams", Mean, ties=("lot",)),)
    members = [Member(who, who) for who in range(1, 9)]
    lines = [entry(who, 0, 5) for who in range(1, 9)]
    all_teams = [row.id for row in board_rows(scored(a_challenge(boards=boards), members, lines), "teams")]
    without = [m for m in members if m.team != 3]
    rest = [row.id for row in board_rows(scored(a_challenge(boards=boards), without, lines), "teams")]

    assert rest == [one for one in all_teams if one != "T3"]
    assert all_teams != sorted(all_teams)


def test_a_team_that_is_too_small_is_shown_without_a_place_and_shifts_nobody():
    boards = (a_board("teams", Mean, place_needs=needs("at least 2 members")),)
    members = [Member(1, 1), Member(2, 2), Member(3, 2), Member(4, 3), Member(5, 3)]
    lines = [entry(1, 0, 90), entry(2, 0, 10), entry(4, 0, 8)]
    rows = board_rows(scored(a_challenge(ONE_DAY, boards=boards), members, lines, last_day=0), "teams")

    assert [(row.id, row.place, row.not_placed) for row in rows] == [
        ("T1", None, "needs at least 2 members"),
        ("T2", 1, ""),
        ("T3", 2, ""),
    ]


def test_a_team_of_nobody_has_no_score_and_no_place():
    scores = scored(a_challenge(), [Member(1, 1), Member(2, 2, -9, -2)], [entry(1, 0, 5)])

    assert shown(scores) == [("T1", "5.0", 1), ("T2", "-", None)]


def test_people_need_no_members_to_take_a_place():
    boards = (a_board("people", Sum, place_needs=needs("at least 3 members")),)

    assert shown(scored(a_challenge(boards=boards), [Member(1)], []), "people") == [("P1", "0", 1)]


def test_a_pause_takes_nothing_from_a_persons_mean():
    boards = (a_board("people", Mean),)
    lines = [entry(who, day, 7) for who in (1, 2) for day in range(14)]
    scores = scored(a_challenge(boards=boards), [Member(1), Member(2)], lines, [Pause(1, 7, 13)], 13)

    assert shown(scores, "people") == [("P1", "98.0", 1), ("P2", "98.0", 1)]


def test_a_ranking_that_fails_is_named_with_the_boards_line():
    class Bad(Ranking):
        """Fails."""

        name: ClassVar[str] = "bad"

        def scores(self, summaries, context):
            raise ZeroDivisionError("division by zero")

    boards = (a_board("teams", Bad, at="challenge.yaml:9"),)
    scores = scored(a_challenge(boards=boards), [Member(1)], [])

    with pytest.raises(RuleFailed, match=r"^the ranking of the board 'teams' failed: ") as failed:
        board_rows(scores, "teams")
    assert (failed.value.rule, failed.value.at) == ("teams", "challenge.yaml:9")


def test_a_ranking_without_a_fast_form_stands_as_one_with_it():
    class Slow(Mean):
        """The mean, one team at a time."""

        def scores(self, summaries, context):
            return None

    fast, slow = (board_rows(two_teams(boards=(a_board("teams", made),)), "teams") for made in (Mean, Slow))

    assert fast == slow
