"""A part of a challenge as if it were all of it: what people and teams have on some days alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from tests.scoring.challenges import CALENDAR, LONG_AFTER, a_board, a_challenge, entry, later
from tests.scoring.facts import CODES, Member, Pause, entry_facts, member_facts, pause_facts
from tests.scoring.histories import histories
from tests.scoring.scoring import board_rows, examples, person_ids, scored, team_ids

from moonwalk.scoring.membership import build_membership
from moonwalk.scoring.periods import Stretch, between, recurring
from moonwalk.scoring.score import score
from moonwalk_plugins.rankings import Mean, Participation, Sum


def play(members, lines, pauses=(), calendar=CALENDAR, **changes):
    plan = a_challenge(calendar, **changes)
    whole = build_membership(calendar, member_facts(*members), pause_facts(*pauses), LONG_AFTER)
    return score(plan, whole, entry_facts(lines), CODES, calendar.length - 1)


def on(scores, stretch, board):
    within = scores.within(stretch, team_ids(scores))
    return [(row.id, row.shown, row.place) for row in board_rows(within, board)]


@examples(30)
@given(histories())
def test_all_days_together_are_the_challenge(history):
    scores = scored(history)
    every = Stretch("all", np.ones(scores.plan.calendar.length, np.bool_))
    within = scores.within(every, team_ids(scores))

    for board in scores.plan.boards:
        # A rule that teams have is taken over and never asked again.
        assert board_rows(within, board.name) == board_rows(scores, board.name)


@examples(30)
@given(histories())
def test_points_of_all_weeks_add_up_to_those_of_the_challenge(history):
    scores = scored(history)
    weeks = recurring(scores.plan.calendar, "each week")
    parts = [scores.within(week, team_ids(scores)) for week in weeks]

    total = sum(part.people.total.sum(axis=1) for part in parts)
    assert total.tolist() == scores.people.total.sum(axis=1).tolist()
    for week, part in zip(weeks, parts, strict=True):
        assert part.people.membership.status.shape[1] == int(week.days.sum())
        for rule, points in part.people.points.items():
            assert points.tolist() == scores.people.points[rule][:, week.days].tolist()


def test_a_week_ranks_what_was_earned_in_it():
    lines = [entry(1, 0, 50), entry(2, 8, 20), entry(1, 8, 10), entry(2, 20, 5)]
    scores = play([Member(1, 1), Member(2, 2)], lines)
    weeks = recurring(CALENDAR, "each week")

    assert on(scores, weeks[0], "people") == [("P1", "50", 1), ("P2", "0", 2)]
    assert on(scores, weeks[1], "people") == [("P2", "20", 1), ("P1", "10", 2)]
    assert on(scores, weeks[3], "people") == [("P1", "0", 1), ("P2", "0", 1)]


def test_a_mean_is_over_the_days_of_the_period_and_the_teams_of_its_last_day():
    lines = [entry(1, 7, 30), entry(2, 8, 10), entry(3, 9, 12)]
    members = [Member(1, 1), Member(2, 1, last=10), Member(2, 2, first=11), Member(3, 2)]
    boards = (replace(a_board("teams", Mean), place_needs=()), a_board("people", Sum))
    scores = play(members, lines, boards=boards)
    week = recurring(CALENDAR, "each week")[1]

    # Person 2 has been in team 1 for four of seven days, and brought it ten points.
    assert on(scores, week, "teams") == [
        ("T1", f"{40 / (11 / 7):.1f}", 1),
        ("T2", f"{12 / (10 / 7):.1f}", 2),
    ]


def test_pauses_and_participation_are_those_of_the_period():
    boards = (replace(a_board("people", Participation), ties=("shared place",)),)
    scores = play([Member(1), Member(2)], [entry(1, 7, 30), entry(2, 0, 1)], [Pause(1, 8, 13)], boards=boards)
    week = recurring(CALENDAR, "each week")[1]

    assert on(scores, week, "people")[0][:2] == ("P1", "100.0")


def test_days_between_that_do_not_belong_to_it_count_for_nobody():
    mondays = Stretch("every Monday", np.array([day % 7 == 0 for day in range(28)]))
    scores = play([Member(1), Member(2)], [entry(1, 1, 50), entry(2, 7, 5), entry(1, 14, 3)])

    assert on(scores, mondays, "people") == [("P2", "5", 1), ("P1", "3", 2)]


def test_the_weeks_months_and_ranges_of_a_challenge():
    calendar = replace(CALENDAR, length=30)
    weeks, months = recurring(calendar, "each week"), recurring(calendar, "each month")

    assert [week.name for week in weeks] == ["week 1", "week 2", "week 3", "week 4", "week 5"]
    assert [int(week.days.sum()) for week in weeks] == [7, 7, 7, 7, 2]
    assert [(month.name, int(month.days.sum())) for month in months] == [
        ("January 2027", 28),
        ("February 2027", 2),
    ]
    assert recurring(calendar, "the whole challenge") == ()
    days = between(calendar, later(2), later(4))
    assert (days.name, days.first, days.last) == ("2027-01-06 to 2027-01-08", 2, 4)
    assert between(calendar, date(2027, 1, 6), date(2027, 1, 6)).name == "2027-01-06"


@pytest.mark.parametrize("last", [-1, 3, 9, 27])
def test_what_is_still_to_come_is_not_there(last):
    lines = [entry(1, day, 10) for day in range(28)]
    plan = a_challenge(CALENDAR)
    whole = build_membership(CALENDAR, member_facts(Member(1, 1)), pause_facts(), LONG_AFTER)
    scores = score(plan, whole, entry_facts(lines), CODES, last)

    for at, week in enumerate(recurring(CALENDAR, "each week")):
        within = scores.within(week, team_ids(scores))
        points = int(within.standings("people", team_ids(scores), person_ids(scores)).row(0).shown)
        assert points == 10 * max(min(last - 7 * at + 1, 7), 0)
