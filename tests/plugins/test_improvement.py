"""Improving on one's own week before: 20% more pays all 20 points."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from moonwalk.api import Inputs, Status, Timeline
from moonwalk.testing import (
    assert_awards,
    assert_vectorised_equals_scalar,
    check_rule,
    context_for,
    grid_of,
    timeline,
    timelines,
)
from moonwalk.testing.strategies import random_people
from moonwalk_plugins.improvement import Improvement

BEFORE = "10 10 0 10 10 0 10"


def improvement(**keys):
    return Improvement(**{"activity": "walk", "target": "20%", "points": "20", "floor": "5 minutes", **keys})


def test_a_fifth_more_pays_all_of_it_and_less_pays_in_proportion():
    rule = improvement()

    for minutes, points in (
        ("12", 20),
        ("11", 10),
        ("10.5", 5),
        ("10.04", 0),
        ("10", 0),
        ("3", 0),
        ("99", 20),
    ):
        awards = assert_awards(rule, timeline(" ".join([minutes] * 7), before=BEFORE), {7: points})
        assert len(awards) == 1


def test_the_reason_says_what_is_compared():
    days = timeline("11 11 11 11 11 11 11  4 4 4 4 4 4 4", before=BEFORE)

    assert [award.reason for award in improvement().awards(days, context_for(days))] == [
        "11 minutes a day, 10% more than 10 minutes",
        "4 minutes a day, not more than 10 minutes",
    ]


def test_a_weeks_mean_is_over_every_day_that_counts_so_a_day_left_out_is_no_gain():
    rule = improvement()

    assert_awards(rule, timeline("14 14 14 14 14 14 0", before=BEFORE), {7: 20})
    assert_awards(rule, timeline("14 14 14 14 14 0 0", before=BEFORE), {7: 0})
    assert_awards(rule, timeline("14 14 14 14 14 - -", before=BEFORE), {7: 20})


def test_less_than_the_floor_counts_as_the_floor():
    rule = improvement(floor="10 minutes")

    assert_awards(rule, timeline("11 11 11 11 11 11 11", before="1 1 1 1 1 1 1"), {7: 10})


def test_who_logged_too_little_before_is_told_once_on_their_first_day():
    days = timeline("a 11 11 11 11 11 11  11 11 11 11 11 11 11", before="0 0 0 0 9 9 9")

    (award,) = improvement().awards(days, context_for(days))
    assert (award.day.day, award.points) == (5, 0)
    assert award.reason == (
        "nothing to compare with: 3 of at least 4 logged days in the week before the first day"
    )


def test_only_the_seven_days_before_the_first_are_looked_at():
    days = timeline("12 12 12 12 12 12 12", before=f"99 99 99 99 {BEFORE}")

    assert_awards(improvement(), days, {7: 20})


def test_the_first_week_may_be_the_base_and_then_pays_nothing_itself():
    rule = improvement(baseline="first week")

    assert_awards(rule, timeline("10 10 10 10 0 0 0  11 11 11 11 11 11 11"), {14: 10})


def test_a_first_week_with_too_few_days_is_told_when_it_is_over():
    rule = improvement(baseline="first week")

    for text in ("10 10 10 0 0 0 ?", "10 10 10"):
        assert list(rule.awards(timeline(text), context_for(timeline(text)))) == []
    days = timeline("10 10 10 0 0 0 0  11 11 11 11 11 11 11")
    (award,) = rule.awards(days, context_for(days))
    assert (award.day.day, award.points) == (10, 0)
    assert award.reason == "nothing to compare with: 3 of at least 4 logged days in week 1"


def test_who_joins_after_the_first_week_is_told_on_their_first_day():
    rule = improvement(baseline="first week")
    days = timeline("a a a a a a a  a 11 11 11 11 11 11")

    (award,) = rule.awards(days, context_for(days))
    assert award.day.day == 12


def test_who_never_comes_is_told_nothing():
    days = timeline("a a a a a a a")

    assert list(improvement().awards(days, context_for(days))) == []


def test_it_reads_the_days_before_the_challenge():
    assert improvement().inputs == {Inputs.SELF, Inputs.BASELINE}


@pytest.mark.parametrize(
    "rule",
    [
        improvement(),
        improvement(baseline="first week", target="33.333333%", floor="0.333333 minutes"),
        improvement(points={"week 1": "0", "weeks 2 to 4": "97"}, floor="0.1 hours", target="2.5%"),
    ],
)
def test_both_forms_agree_and_every_promise_is_kept(rule):
    check_rule(rule)
    assert_vectorised_equals_scalar(rule, examples=150, length=31)


def test_no_amount_is_too_large_for_the_fast_form():
    rule = improvement(points="999999999", target="0.000001%")
    days = timeline(" ".join(["900000000.123"] * 7), before=" ".join(["900000000.122"] * 7))
    (award,) = rule.awards(days, context_for(days))

    share = min(1, (Fraction("900000000.123") / Fraction("900000000.122") - 1) / Fraction("0.00000001"))
    assert award.points == int(999_999_999 * share) > 0
    assert rule.grid_points(grid_of([days]), context_for(days))[0, 6] == award.points


@random_people(100)
@given(timelines(length=14, before=7), st.integers(0, 13), st.sampled_from(["week before", "first week"]))
def test_leaving_a_day_out_never_pays_in_a_later_week(days, number, baseline):
    rule = improvement(baseline=baseline)
    if baseline == "first week" and number < 7:
        number += 7
    fewer = list(days.days)
    if fewer[number].status is Status.ABSENT:
        return
    fewer[number] = type(fewer[number])(
        **{
            name: getattr(fewer[number], name)
            for name in ("date", "index", "week", "status", "met", "progress")
        },
        amounts={"walk": 0},
    )

    def total(one):
        return sum(award.points for award in rule.awards(one, context_for(days)))

    assert total(Timeline(days=tuple(fewer), before=days.before)) <= total(days)


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"target": "0%"}, "a target of 0% is reached by doing the same as before"),
        ({"points": "0"}, "'points: 0' pays nothing"),
        ({"floor": "0 minutes"}, "without a floor"),
    ],
)
def test_what_can_be_no_improvement_is_refused(keys, told):
    with pytest.raises(ValidationError, match=told):
        improvement(**keys)


def test_the_sentence_says_what_is_compared():
    assert improvement().sentence() == (
        "Up to 20 points for improving on your own week before. A week's mean over all days that count is "
        "compared with your mean in the week before the challenge (4 logged days, and 5 minutes, at least). "
        "20% more earns all of it, less earns a share, rounded down."
    )
