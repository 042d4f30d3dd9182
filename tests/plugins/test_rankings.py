"""The rankings on the two teams of the scoring vocabulary, and each vectorised form against its meaning."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from moonwalk.api import Context, Summaries
from moonwalk.api.arrays import DayTotals, MemberTotals
from moonwalk.scoring.standings import rounded, show_score
from moonwalk.testing import check_declaration
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
    moonwalk_rankings,
)

CONTEXT = Context(starts=date(2027, 1, 4), days=28, weeks=4, as_of=date(2027, 1, 31))
TEAM_A, TEAM_B = (120, 90, 60, 0), (100, 80, 75, 70, 65, 60, 10, 0)
ALL = (
    Sum(),
    Mean(),
    MeanActive(),
    MeanAtTime(),
    DailyMeanSum(),
    TopK(best="1"),
    TopK(best="3"),
    Trimmed(),
    Trimmed(drop="2"),
    Shrunk(),
    Shrunk(weight="1"),
    Shrunk(weight="1000"),
    Participation(),
    Participation(of="own days"),
)


def board(teams, days=1):
    """Teams of members as (points of each day, whether each could take part), the roster as it stood."""
    points = [[sum(member[0][day] for member in team) for day in range(days)] for team in teams]
    due = [[sum(member[1][day] for member in team) for day in range(days)] for team in teams]
    roster = [[len(team) for _ in range(days)] for team in teams]
    active = [sum(sum(one[1]) for one in team if any(one[0])) for team in teams]
    flat = [(row, sum(one[0]), sum(one[1])) for row, team in enumerate(teams) for one in team]
    columns = np.array(flat or [(0, 0, 0)], np.int64).T

    def of(rows):
        return np.array(rows, np.int64).reshape(len(teams), days)

    total, could = of(points).sum(axis=1), of(due).sum(axis=1)
    return Summaries(
        ids=tuple(f"t{number}" for number in range(len(teams))),
        points=total,
        bonus=np.zeros_like(total),
        people=np.array([len(team) for team in teams], np.int64),
        active=np.array(active, np.int64),
        member_days=could,
        days=days,
        logged_days=could,
        active_days=np.array(active, np.int64),
        make_days=lambda: DayTotals(points=of(points), roster=of(roster), due=of(due)),
        make_members=lambda: MemberTotals.from_members(columns[0], len(teams), columns[1], columns[2]),
    )


def on_one_day(*teams):
    return board([[((points,), (1,)) for points in team] for team in teams])


def shown(ranking, summaries):
    scores = exact(ranking, summaries)
    texts = [show_score(number, ranking.decimals) for number in rounded(scores, ranking.decimals).tolist()]
    return [text if there else "-" for text, there in zip(texts, scores.scored.tolist(), strict=True)]


def exact(ranking, summaries):
    scores = ranking.scores(summaries, CONTEXT)
    rows = summaries.rows()
    slow = [ranking.score(row, rows, CONTEXT) for row in rows]
    assert [scores.exact(row) for row in range(len(rows))] == slow
    return scores


@pytest.mark.parametrize(
    ("ranking", "team_a", "team_b"),
    [
        (Sum(), "270", "460"),
        (Mean(), "67.5", "57.5"),
        (MeanActive(), "90.0", "65.7"),
        (TopK(best="3"), "90.0", "85.0"),
        (TopK(best="5"), "54.0", "78.0"),
        (Trimmed(), "75.0", "60.0"),
        (Shrunk(), "63.8", "58.8"),
        (Participation(), "75.0", "87.5"),
    ],
)
def test_the_two_teams_score_as_the_vocabulary_says(ranking, team_a, team_b):
    assert shown(ranking, on_one_day(TEAM_A, TEAM_B)) == [team_a, team_b]


@pytest.mark.parametrize("ranking", [MeanAtTime(), DailyMeanSum()])
def test_a_day_of_6250_and_one_of_5000_a_head_make_11250(ranking):
    team = [((7000, 4000), (1, 1)), ((5500, 6000), (1, 1))]

    assert shown(ranking, board([team], days=2)) == ["11250.0"]


def test_a_pause_counts_in_the_size_of_a_day_for_mean_at_time_and_not_for_daily_mean_sum():
    team = [((60, 60), (1, 1)), ((60, 0), (1, 0))]
    summaries = board([team], days=2)

    assert shown(MeanAtTime(), summaries) == ["90.0"]
    assert shown(DailyMeanSum(), summaries) == ["120.0"]


def test_points_on_a_day_on_which_nobody_could_take_part_are_shared_by_all_members():
    team = [((10, 20), (1, 0)), ((10, 20), (1, 0))]

    assert shown(DailyMeanSum(), board([team], days=2)) == ["30.0"]


def test_a_team_too_small_to_be_trimmed_leaves_out_as_many_as_leave_somebody():
    teams = ((50,), (50, 10), (50, 20, 10), (50, 30, 10, 0), (90, 50, 30, 10, 0))

    assert shown(Trimmed(drop="2"), on_one_day(*teams)) == ["50.0", "30.0", "20.0", "20.0", "30.0"]


def test_part_time_members_count_in_part_in_the_middle_too():
    team = [((9, 9), (1, 1)), ((6, 6), (1, 1)), ((4, 0), (1, 0)), ((0, 0), (1, 1))]

    assert shown(Trimmed(), board([team], days=2)) == [str(float(Fraction(32, 3).__round__(1)))]


def test_missing_members_count_as_zero_among_the_best():
    assert shown(TopK(best="3"), on_one_day((30, 30), (30, 30, 30, 1))) == ["20.0", "30.0"]


def test_everyones_mean_is_over_people_not_over_teams():
    scores = exact(Shrunk(weight="1"), on_one_day((10,), (0, 0, 0)))

    assert [scores.exact(row) for row in (0, 1)] == [Fraction(25, 4), Fraction(5, 8)]


@pytest.mark.parametrize("ranking", ALL[1:], ids=lambda one: one.sentence())
def test_a_team_of_nobody_and_one_before_the_first_day_have_no_score(ranking):
    assert shown(ranking, board([[], [((3,), (1,))]]))[0] == "-"
    assert shown(ranking, board([[], [((), ())]], days=0)) == ["-", "-"]
    assert shown(ranking, board([])) == []


def test_own_days_may_be_counted_by_a_goal():
    summaries = replace(
        on_one_day((10, 0), (10, 10)),
        member_days=np.array([8, 0]),
        logged_days=np.array([5, 0]),
        paused_days=np.array([2, 0]),
        met={"good_day": np.array([3, 0])},
    )
    assert shown(Participation(of="own days"), summaries) == ["83.3", "-"]
    by_goal = Participation(of="own days", goal="good_day")
    assert shown(by_goal, summaries) == ["37.5", "-"]
    assert by_goal.sentence() == "The share of one's own days with good_day."
    with pytest.raises(ValidationError, match="Write 'of: own days' beside it"):
        Participation(goal="good_day")


@st.composite
def teams(draw):
    days = draw(st.integers(0, 4))
    day = st.tuples(st.integers(-3, 40), st.integers(0, 1))
    one = st.lists(day, min_size=days, max_size=days).map(
        lambda drawn: (tuple(points for points, _ in drawn), tuple(due for _, due in drawn))
    )
    return board(draw(st.lists(st.lists(one, max_size=6), max_size=5)), days)


@pytest.mark.parametrize("ranking", ALL, ids=lambda one: one.sentence())
@settings(max_examples=40, deadline=None)
@given(summaries=teams())
def test_all_at_once_is_each_on_its_own(ranking, summaries):
    exact(ranking, summaries)


@settings(max_examples=40, deadline=None)
@given(teams(), st.data())
def test_some_rows_know_the_same_as_all(summaries, data):
    rows = data.draw(st.permutations(range(len(summaries))))[: data.draw(st.integers(0, 5))]

    whole = summaries.rows()
    assert summaries.take(np.array(rows, np.int64)).rows() == tuple(whole[row] for row in rows)
    assert [summaries.row(row) for row in rows] == [whole[row] for row in rows]


@settings(max_examples=40, deadline=None)
@given(teams())
def test_days_and_members_add_up_to_the_summary(summaries):
    for row in summaries.rows():
        assert sum(row.per_day) == sum(row.member_points) == row.points
        assert sum(row.due) == sum(row.member_due) == row.member_days
        assert list(row.member_points) == sorted(row.member_points, reverse=True)


def test_fifty_thousand_people_of_whom_departments_have_thousands_stay_exact():
    chance = np.random.default_rng(7)
    days, sizes = 28, chance.integers(4000, 5001, 10)
    roster = np.maximum(sizes[:, None] - chance.integers(0, 40, (10, days)), 1)
    points = roster * chance.integers(9000, 20000, (10, days)) + chance.integers(0, 4000, (10, days))
    team = np.repeat(np.arange(10), sizes)
    each = chance.integers(0, 560_000, len(team))
    due = np.full(len(team), days)
    summaries = Summaries(
        ids=tuple(f"d{number}" for number in range(10)),
        points=points.sum(axis=1),
        bonus=np.zeros(10, np.int64),
        people=sizes,
        active=sizes,
        member_days=roster.sum(axis=1),
        days=days,
        logged_days=roster.sum(axis=1),
        active_days=roster.sum(axis=1),
        make_days=lambda: DayTotals(points=points, roster=roster, due=roster),
        make_members=lambda: MemberTotals.from_members(team, 10, each, due),
    )

    for ranking in (*ALL, TopK(best="5000"), Trimmed(drop="1000")):
        scores = exact(ranking, summaries)
        half_up = [int(scores.exact(row) * 10 + Fraction(1, 2)) for row in range(10)]
        assert rounded(scores, 1).tolist() == half_up


@pytest.mark.parametrize("ranking", ALL, ids=lambda one: one.sentence())
def test_each_is_declared_with_a_sentence_for_people(ranking):
    check_declaration(ranking)
    assert type(ranking) in moonwalk_rankings()


@pytest.mark.parametrize(
    ("ranking", "sentence"),
    [
        (TopK(best="1"), "The points of the best member."),
        (TopK(best="3"), "The mean of the best 3 members."),
        (Trimmed(), "The mean without the highest and the lowest."),
        (Trimmed(drop="2"), "The mean without the 2 highest and the 2 lowest."),
        (Shrunk(weight="1"), "The mean, as if one more member with everyone's mean were in each team."),
        (Shrunk(), "The mean, as if 5 more members with everyone's mean were in each team."),
    ],
)
def test_sentences_count_as_people_do(ranking, sentence):
    assert ranking.sentence() == sentence


@pytest.mark.parametrize(
    ("made", "keys"),
    [
        (TopK, {}),
        (TopK, {"best": "0"}),
        (TopK, {"best": "10001"}),
        (Trimmed, {"drop": "0"}),
        (Trimmed, {"drop": "10001"}),
        (Shrunk, {"weight": "0"}),
        (Shrunk, {"weight": "1001"}),
    ],
)
def test_numbers_that_make_no_sense_are_refused(made, keys):
    with pytest.raises(ValidationError):
        made(**keys)
