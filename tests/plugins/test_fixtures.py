"""A league: 27 in the scoring vocabulary."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moonwalk.api.arrays import Scores
from moonwalk.testing import check_rule, league_awards_of, league_of
from moonwalk.testing.awards import league_context
from moonwalk_plugins.fixtures import Fixtures, average, drawn_order, pairs, result, results, rounds_needed


def fixtures(**keys):
    return Fixtures(compare="form", **keys)


def matches(teams: int, turn: int) -> list[set[int]]:
    one, other = pairs(range(teams), turn)
    return [{left, right} - {-1} for left, right in zip(one.tolist(), other.tolist(), strict=True)]


@pytest.mark.parametrize(
    ("teams", "rounds"), [(0, 0), (1, 1), (2, 1), (3, 3), (4, 3), (5, 5), (6, 5), (29, 29)]
)
def test_five_teams_need_five_rounds(teams, rounds):
    assert rounds_needed(teams) == rounds


@pytest.mark.parametrize("teams", [2, 3, 4, 5, 6, 7, 29, 30])
def test_everyone_meets_everyone_once_and_is_out_once_at_most(teams):
    played = [match for turn in range(rounds_needed(teams)) for match in matches(teams, turn)]
    met = [tuple(sorted(match)) for match in played if len(match) == 2]

    assert sorted(met) == list(combinations(range(teams), 2))
    assert [len(match) for match in played].count(1) == (teams if teams % 2 else 0)
    assert len({tuple(match) for match in played if len(match) == 1}) == (teams if teams % 2 else 0)


@pytest.mark.parametrize("teams", [2, 5, 6])
def test_after_the_last_round_it_begins_again(teams):
    assert matches(teams, rounds_needed(teams)) == matches(teams, 0)


def test_one_team_and_none_have_nobody_to_meet():
    assert matches(1, 3) == [{0}]
    assert matches(0, 3) == []


@given(st.lists(st.text("abc", min_size=1), min_size=1, max_size=8, unique=True), st.integers(0, 99))
def test_a_team_that_goes_leaves_the_order_of_the_others(ids, seed):
    whole, fewer = tuple(ids), tuple(ids[1:])
    names = [whole[row] for row in drawn_order(seed, whole)]

    assert [name for name in names if name != ids[0]] == [fewer[row] for row in drawn_order(seed, fewer)]


def test_the_better_week_wins_three_points_and_both_get_one_for_a_draw():
    league = league_of({"North": "10 7 0", "South": "9.9 7 0.1"})

    assert league_awards_of(fixtures(), league) == {"North": (3, 1, 0), "South": (0, 1, 3)}
    assert league_awards_of(fixtures(win="2", draw="0", loss="1"), league) == {
        "North": (2, 0, 1),
        "South": (1, 0, 2),
    }


def test_what_a_win_is_worth_may_differ_by_week():
    league = league_of({"North": "2 2", "South": "1 1"})

    assert league_awards_of(fixtures(win={"week 1": "3", "week 2": "6"}), league)["North"] == (3, 6)


def test_a_reason_tells_the_opponent_and_both_weeks():
    league = league_of({"North": "62.55", "South": "181/3"})
    awards = {one.team: one.award for one in fixtures().awards(league, league_context(league))}

    assert awards["North"].reason == "week 1: a win against South, 62.6 to 60.3"
    assert (awards["South"].points, awards["South"].reason) == (
        0,
        "week 1: a loss against North, 60.3 to 62.6",
    )


def test_up_to_two_percent_of_the_larger_is_a_draw_and_no_more():
    near, far = league_of({"A": "50", "B": "49"}), league_of({"A": "50", "B": "4899/100"})

    assert league_awards_of(fixtures(draw_within="2%"), near) == {"A": (1,), "B": (1,)}
    assert league_awards_of(fixtures(draw_within="2%"), far) == {"A": (3,), "B": (0,)}
    assert league_awards_of(fixtures(), near) == {"A": (3,), "B": (0,)}


def test_below_zero_the_nearer_to_it_is_the_better():
    assert league_awards_of(fixtures(), league_of({"A": "-5", "B": "-6"})) == {"A": (3,), "B": (0,)}
    assert league_awards_of(fixtures(draw_within="20%"), league_of({"A": "-5", "B": "-6"})) == {
        "A": (1,),
        "B": (1,),
    }


@pytest.mark.parametrize(
    ("way", "points"), [("plays the average", (3, 1, 0)), ("gets a draw", (1, 1, 1)), ("rests", (0, 0, 0))]
)
def test_the_odd_team_out(way, points):
    for team, score in zip("ABC", ("30", "20", "10"), strict=True):
        league = league_of(dict.fromkeys("ABC", "20 20 20") | {team: " ".join([score] * 3)})
        # Only this team differs, so against both others it has what it has against their average.
        alone = league_awards_of(fixtures(odd_team_out=way), league)[team]
        expected = {"30": 3, "20": 1, "10": 0}[score]
        out = points[("30", "20", "10").index(score)]
        assert sorted(alone) == sorted((expected, expected, out))


def test_one_team_alone_plays_itself_or_nobody():
    league = league_of({"A": "5 6"})

    assert league_awards_of(fixtures(), league) == {"A": (1, 1)}
    assert league_awards_of(fixtures(odd_team_out="rests"), league) == {"A": (0, 0)}


def test_without_teams_nothing_is_played():
    assert league_awards_of(fixtures(), league_of({})) == {}


def test_a_week_that_can_still_be_logged_is_not_played():
    league = league_of({"A": "5 6 7", "B": "1 1 1"}, closed=1)

    assert league_awards_of(fixtures(), league) == {"A": (3, 0, 0), "B": (0, 0, 0)}


def test_a_team_without_members_is_not_in_the_round_and_one_that_paused_rests():
    gone = league_of({"A": "5 5", "B": "4 .", "C": ". 9"})
    paused = league_of({"A": "5", "B": "-"})

    assert league_awards_of(fixtures(), gone) == {"A": (3, 0), "B": (0, 0), "C": (0, 3)}
    assert league_awards_of(fixtures(odd_team_out="gets a draw"), paused) == {"A": (1,), "B": (0,)}
    assert league_awards_of(fixtures(), league_of({"A": "-", "B": "-"})) == {"A": (0,), "B": (0,)}


def test_a_team_that_comes_later_changes_no_round_before():
    names = [f"T{number}" for number in range(6)]
    before = league_of({name: f"{number} {number}" for number, name in enumerate(names)})
    after = league_of({name: f"{number} {number}" for number, name in enumerate(names)} | {"New": ". 9"})

    one, other = league_awards_of(fixtures(), before), league_awards_of(fixtures(), after)
    assert [one[name][0] for name in names] == [other[name][0] for name in names]


@pytest.mark.parametrize("way", ["plays the average", "gets a draw", "rests"])
@pytest.mark.parametrize("within", ["0%", "2%", "100%"])
def test_both_forms_agree_and_it_is_pure(way, within):
    check_rule(fixtures(odd_team_out=way, draw_within=within, loss={"week 1": "1", "weeks 2 to 9": "0"}))


LONG = st.fractions(min_value=-(10**9), max_value=10**9, max_denominator=10**8)


@given(st.lists(LONG, min_size=2, max_size=6), st.fractions(min_value=0, max_value=1, max_denominator=10**8))
def test_long_fractions_are_compared_exactly(values, within):
    scores = Scores(
        numerators=np.array([one.numerator for one in values], np.int64),
        denominators=np.array([one.denominator for one in values], np.int64),
    )
    one, other = np.arange(len(values) - 1), np.arange(1, len(values))

    found = results(scores, one, other, within).tolist()
    assert found == [result(values[at], values[at + 1], within) for at in one.tolist()]
    assert average(scores, range(len(values))) == sum(values, Fraction(0)) / len(values)


def test_an_incomplete_league_is_told_at_the_launch():
    context = league_context(league_of({"A": "1 1 1 1 1"}))

    assert list(fixtures().remarks(5, context)) == []
    assert list(fixtures().remarks(6, context)) == []
    (told,) = fixtures().remarks(29, context)
    assert told == (
        "With 29 teams it takes 29 weeks until each has met every other, and there are 5: a team meets 5 of "
        "the 28 others at most. Who meets whom is drawn."
    )
    assert "one team" in next(iter(fixtures().remarks(1, context)))
    assert list(fixtures().remarks(0, context)) == []


def test_its_sentence():
    assert fixtures(draw_within="2%").sentence() == (
        "Teams meet one another, a round a week: 3 for a win, 1 for a draw. What a team does in the week "
        "counts, as on the board form. Up to 2% apart is a draw. A team without an opponent plays the "
        "average."
    )


@given(
    st.lists(st.lists(LONG, min_size=3, max_size=3), min_size=2, max_size=5),
    st.fractions(min_value=0, max_value=1, max_denominator=50),
)
def test_sums_of_fractions_are_compared_exactly(rows, within):
    tops = np.array([[one.numerator for one in row] for row in rows], np.int64)
    bottoms = np.array([[one.denominator for one in row] for row in rows], np.int64)
    one, other = np.arange(len(rows) - 1), np.arange(1, len(rows))

    found = results(Scores(numerators=tops, denominators=bottoms), one, other, within).tolist()
    assert found == [result(sum(rows[at]), sum(rows[at + 1]), within) for at in one.tolist()]


def test_sums_that_are_equal_to_the_last_digit_are_a_draw():
    tops = np.array([[1, 1, 1], [1, 0, 0], [10**17 + 1, 0, 0]], np.int64)
    bottoms = np.array([[3, 3, 3], [1, 1, 1], [10**17, 1, 1]], np.int64)
    one, other = np.array([0, 2]), np.array([1, 1])

    assert results(Scores(numerators=tops, denominators=bottoms), one, other, Fraction(0)).tolist() == [0, 1]
