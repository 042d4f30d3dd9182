"""Days in a row and coming back, on the example week of the scoring vocabulary: 5 0 12 25 0 8 40 minutes."""

import pytest

from moonwalk.testing import assert_awards, check_rule, timeline
from moonwalk.testing.awards import plain_context
from moonwalk_plugins.streaks import Comeback, Streak

WEEK = "5 0 12 25 0 8 40"


def test_a_row_of_three_is_not_reached_without_a_freeze():
    assert_awards(Streak(goal="good_day", every="3 days", points="10"), timeline(WEEK), "0 0 0 0 0 0 0")


def test_one_freeze_keeps_the_row_without_raising_it():
    rule = Streak(goal="good_day", every="3 days", points="10", freezes="1")

    assert_awards(rule, timeline(WEEK), "0 0 0 10 0 0 0")


def test_a_freeze_is_not_spent_where_there_is_no_row():
    rule = Streak(goal="good_day", every="3 days", points="10", freezes="1")

    assert_awards(rule, timeline("0 5 5 0 5 0 5"), "0 0 0 0 10 0 0")


def test_an_open_day_neither_breaks_a_row_nor_adds_to_it():
    rule = Streak(goal="good_day", every="3 days", points="10")

    assert_awards(rule, timeline("5 5 ? 5 ? ? ?"), "0 0 0 10 0 0 0")


@pytest.mark.parametrize(
    ("week", "reason"),
    [
        ("5 5 5 ? ?", "3 days in a row"),
        ("? 5 5 5 ?", "3 days in a row"),
        ("5 ? 5 5 ?", "3 days in a row; provisional, since a day in between can still be logged"),
        ("5 ? 5 ? 5", "3 days in a row; provisional, since 2 days in between can still be logged"),
        ("5 ? 0 5 5 5", "3 days in a row"),
    ],
)
def test_a_row_across_days_that_can_still_be_logged_is_provisional(week, reason):
    rule = Streak(goal="good_day", every="3 days", points="10")

    awards = rule.awards(timeline(week), plain_context(len(week.split())))

    assert [award.reason for award in awards] == [reason]


def test_coming_back_pays_at_most_once_a_week():
    rule = Comeback(goal="good_day", points="5")

    assert_awards(rule, timeline(f"{WEEK} {WEEK}"), "0 0 5 0 0 0 0  0 0 5 0 0 0 0")


def test_every_week_starts_afresh_for_coming_back():
    rule = Comeback(goal="good_day", points="5")

    assert_awards(rule, timeline("5 5 5 5 5 5 0  5 0 5 0 0 0 0"), "0 0 0 0 0 0 0  0 0 5 0 0 0 0")


def test_coming_back_pays_after_exactly_so_many_missed_days():
    rule = Comeback(goal="good_day", points="5", after_missed="2 days")

    assert_awards(rule, timeline("5 0 5 0 0 5 0"), "0 0 0 0 0 5 0")
    assert_awards(rule, timeline("5 0 0 0 5 0 0"), "0 0 0 0 0 0 0")


def test_nobody_comes_back_from_where_they_have_never_been():
    assert_awards(Comeback(goal="good_day", points="5"), timeline("0 5 5 5 0 - 5"), "0 0 0 0 0 0 5")


RULES = [
    Streak(goal="good_day", every="3 days", points="5", freezes="2"),
    Streak(goal="good_day", every="1 day", points="5"),
    Comeback(goal="good_day", points="5"),
    Comeback(goal="good_day", points="5", after_missed="2 days"),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.sentence()[:60])
def test_both_forms_of_a_rule_agree_and_it_is_pure(rule):
    check_rule(rule)
