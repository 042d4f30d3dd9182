"""The drawn member: 25 in the scoring vocabulary."""

from collections import Counter
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from moonwalk.testing import assert_awards, check_rule, roster, timeline
from moonwalk_plugins.representative import Representative, mixed, mixed_lots

RULE = Representative(goal="good_day", lose_points="10")
LOTS = st.integers(0, 2**64 - 1)


def team(*people):
    return roster([timeline(text) for text in people]).teams()[0]


def test_a_team_loses_ten_when_the_drawn_member_missed_and_nobody_is_named():
    awards = assert_awards(RULE, team("5 0 5 0 0 5 5"), "0 -10 0 -10 -10 0 0")

    assert {award.reason for award in awards} == {"the member drawn for this day missed: good day"}


def test_an_open_day_is_never_missed():
    assert_awards(RULE, team("0 0 ? ?"), "-10 -10 0 0")


def test_whoever_pauses_is_away_or_off_is_not_drawn():
    assert_awards(RULE, team("- e o 0", "a a a 0"), "0 0 0 -10")
    assert_awards(RULE, team("- - - -", "5 5 5 5"), "0 0 0 0")


def test_a_team_of_nobody_loses_nothing():
    assert_awards(RULE, team("a a a"), "0 0 0")


def test_what_is_lost_may_differ_by_week():
    rule = Representative(goal="good_day", lose_points={"week 1": "0", "week 2": "7"})

    assert_awards(rule, team("0 0 0 0 0 0 0 0 5"), {8: -7})


def test_it_keeps_every_promise_of_a_rule():
    check_rule(RULE)
    check_rule(Representative(goal="good_day", lose_points={"week 1": "3", "weeks 2 to 9": "7"}))


@given(st.lists(LOTS, min_size=1, max_size=9), st.integers(0, 700))
def test_both_ways_to_mix_are_one(lots, day):
    fast = mixed_lots(np.array(lots, np.uint64), day)

    assert fast.dtype == np.uint64
    assert fast.tolist() == [mixed(lot, day) for lot in lots]


def drawn(lots, days=28):
    return [max(lots, key=lambda lot: mixed(lot, day)) for day in range(days)]


@given(st.lists(LOTS, min_size=1, max_size=9, unique=True), LOTS)
def test_a_newcomer_redraws_only_the_days_that_they_win(lots, newcomer):
    before, after = drawn(lots), drawn([*lots, newcomer])

    assert all(now in (then, newcomer) for then, now in zip(before, after, strict=True))


@given(st.lists(LOTS, min_size=2, max_size=9, unique=True))
def test_a_leaver_redraws_only_their_own_days(lots):
    before, after = drawn(lots), drawn(lots[1:])

    assert all(now == then for then, now in zip(before, after, strict=True) if then != lots[0])


def test_everybody_is_drawn_about_as_often():
    lots = [mixed(number, 0) for number in range(5)]
    counts = Counter(drawn(lots, 5000))

    assert all(900 < counts[lot] < 1100 for lot in lots)


def test_neighbouring_days_are_drawn_independently():
    lots = [mixed(number, 0) for number in range(4)]
    days = drawn(lots, 4000)
    repeats = sum(one == next_one for one, next_one in pairwise(days))

    assert 900 < repeats < 1100


def test_its_sentence():
    assert RULE.sentence() == (
        "One member, drawn each day, stands for the team: 10 points go if they miss good_day."
    )
