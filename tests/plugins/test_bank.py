"""The bank of STEP UP: 70 points on Monday, 10 go for each missed day."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from moonwalk.api import Status, Timeline
from moonwalk.testing import (
    assert_awards,
    assert_vectorised_equals_scalar,
    check_rule,
    context_for,
    timeline,
    timelines,
)
from moonwalk.testing.strategies import random_people
from moonwalk_plugins.bank import Bank

BANK = Bank(goal="good_day", points="70", lose_points="10")


def test_two_missed_days_of_a_week_leave_fifty():
    awards = assert_awards(BANK, timeline("5 0 5 5 0 5 5"), "70 -10 0 0 -10 0 0")

    assert sum(award.points for award in awards) == 50
    assert [award.reason for award in awards] == ["the bank of week 1", *["a day without: good day"] * 2]


def test_every_week_starts_afresh():
    assert_awards(
        BANK, timeline("0 0 0 0 0 0 0  5 5 5 5 5 5 5"), {1: 60, **dict.fromkeys(range(2, 8), -10), 8: 70}
    )


def test_no_week_brings_less_than_nothing():
    rule = Bank(goal="good_day", points={"week 1": "25", "week 2": "5"}, lose_points="10")

    assert_awards(rule, timeline("0 0 0 0 5 5 5  0 0 5 5 5 5 5"), {1: 15, 2: -10, 3: -5, 8: 0})


def test_days_that_cannot_be_missed_cost_nothing():
    assert_awards(BANK, timeline("- e o ? 5 0 ?"), {4: 70, 6: -10})


def test_a_week_without_a_day_that_counts_brings_nothing():
    assert_awards(BANK, timeline("- - - - - - -  5 5 5 5 5 5 5"), {8: 70})


def test_a_part_of_a_week_brings_its_share_rounded_down():
    awards = assert_awards(BANK, timeline("a a 5 0 5 5 5"), {3: 50, 4: -10})
    assert awards[0].reason == "the bank of week 1, your share of 70"

    share = Bank(goal="good_day", points="20", lose_points="10")
    assert_awards(share, timeline("5 5 5 a a a a"), {1: 8})


def test_a_short_last_week_brings_its_share():
    days = timeline("5 5 5 5 5 5 5  5 5 5", days=10)

    assert_awards(BANK, days, {1: 70, 8: 30}, context_for(days, length=10))


def test_days_to_come_are_counted_as_yours():
    assert_awards(BANK, timeline("5 5 5"), {1: 70})


@pytest.mark.parametrize(
    "rule",
    [
        BANK,
        Bank(goal="good_day", points={"week 1": "0", "weeks 2 to 4": "33"}, lose_points="40"),
        Bank(goal="good_day", points="70", lose_points={"week 1": "0", "weeks 2 to 4": "15"}),
    ],
)
def test_both_forms_agree_and_every_promise_is_kept(rule):
    check_rule(rule)
    assert_vectorised_equals_scalar(rule, length=30)


@random_people(100)
@given(timelines())
def test_a_week_never_brings_less_than_nothing_and_never_more_than_its_points(days):
    awards = list(BANK.awards(days, context_for(days)))
    for week, _ in days.weeks():
        assert 0 <= sum(one.points for one in awards if context_for(days).week_of(one.day) == week) <= 70


@random_people(100)
@given(timelines(length=28))
def test_walking_a_day_never_brings_less_than_missing_it(days):
    def total(one):
        return sum(award.points for award in BANK.awards(one, context_for(one)))

    def every_missed_day(met):
        return Timeline(days=tuple(replace(day, met=met) if day.missed else day for day in days.days))

    assert total(every_missed_day(frozenset())) <= total(days) <= total(every_missed_day({"good_day"}))


@random_people(100)
@given(timelines(length=21), st.integers(1, 20))
def test_later_days_change_nothing_for_those_who_stay(days, count):
    stays = Timeline(
        days=tuple(
            replace(day, status=Status.PAUSED) if day.status is Status.ABSENT else day for day in days.days
        )
    )
    then = Timeline(days=stays.days[:count])
    now = [award for award in BANK.awards(stays, context_for(stays)) if award.day <= then.days[-1].date]

    assert list(BANK.awards(then, context_for(then, length=21))) == now


@pytest.mark.parametrize("keys", [{"points": "0"}, {"lose_points": "0"}])
def test_a_bank_of_nothing_is_refused(keys):
    with pytest.raises(ValidationError, match="a bank of 0"):
        Bank(**{"goal": "good_day", "points": "70", "lose_points": "10", **keys})


def test_the_sentence_says_that_a_week_never_goes_below_nothing():
    assert BANK.sentence() == (
        "70 points at the start of each week; 10 go for each day without good_day. A week never earns "
        "less than 0, and the next one starts again. Part of a week earns its share, rounded down."
    )
