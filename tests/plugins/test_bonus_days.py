"""Featured days, on which what was done counts more or brings points of its own."""

from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pytest
from pydantic import ValidationError

from moonwalk.api import Entry
from moonwalk.testing import (
    assert_awards,
    assert_vectorised_equals_scalar,
    check_rule,
    context_for,
    grid_of,
    timeline,
)
from moonwalk_plugins.bonus_days import BonusDays


def changed(rule, days):
    return {change.day.day: change.amount for change in rule.changes(days, context_for(days))}


def test_a_days_amount_counts_so_many_times_rounded_down_to_a_thousandth():
    rule = BonusDays(activity="walk", multiply_by="1.2")

    assert changed(rule, timeline("10 0 0.003")) == {4: 2000}
    assert changed(BonusDays(activity="walk", multiply_by="1.5"), timeline("0.003")) == {4: 1}


def test_the_change_says_what_counts_as_what():
    rule = BonusDays(activity="walk", multiply_by="2")
    days = timeline("10")

    (change,) = rule.changes(days, context_for(days))
    assert change.reason == "10 minutes count as 20 minutes"


def test_points_on_top_are_paid_on_days_with_an_amount():
    rule = BonusDays(activity="walk", add_points={"week 1": "3", "weeks 2 to 4": "5"})
    awards = assert_awards(rule, timeline("1 0 9 0 0 0 0  2 0 0 0 0 0 0"), {1: 3, 3: 3, 8: 5})

    assert {award.reason for award in awards} == {"a bonus day"}
    assert awards[0].entries == ("walk-1",)


def test_the_entries_of_a_bonus_are_those_of_its_activity_and_of_what_counts_as_it():
    days = timeline({"walk": "5", "own": "5", "swim": "5"})
    context = replace(context_for(days), counts_as=MappingProxyType({"own": "walk", "swim": "swim"}))
    rule = BonusDays(activity="walk", add_points="3")

    (award,) = rule.awards(days, context)
    assert award.entries == ("walk-1", "own-1")
    assert days.days[0].entries[2] == Entry(id="swim-1", activity="swim", amount=5000)


@pytest.mark.parametrize(
    "keys",
    [
        {"multiply_by": "1.2"},
        {"multiply_by": "9.999999"},
        {"add_points": "5"},
        {"multiply_by": "2.5", "add_points": {"weeks 1 to 2": "5", "weeks 3 to 4": "0"}},
    ],
)
def test_both_forms_agree_and_every_promise_is_kept(keys):
    rule = BonusDays(activity="walk", **keys)

    check_rule(rule)
    assert_vectorised_equals_scalar(rule)


def test_no_amount_is_too_large_for_the_fast_form():
    rule = BonusDays(activity="walk", multiply_by="9.999999")
    days = timeline("999999999.999")
    (change,) = rule.changes(days, context_for(days))

    fast = rule.grid_amounts(grid_of([days]), context_for(days))
    assert fast["walk"].dtype == np.int64
    assert fast["walk"][0, 0] == change.amount


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({}, "bonus days need 'multiply_by', 'add_points', or both."),
        ({"multiply_by": "1"}, "'multiply_by: 1' has no effect"),
        ({"multiply_by": "1.0"}, "'multiply_by: 1' has no effect"),
        ({"multiply_by": "0.5"}, "a bonus cannot make what was done count less"),
        ({"multiply_by": "0"}, "a bonus cannot make what was done count less"),
        ({"multiply_by": "10.1"}, "more than 10 times"),
        ({"add_points": "0"}, "'add_points: 0' has no effect"),
    ],
)
def test_what_is_no_bonus_is_refused(keys, told):
    with pytest.raises(ValidationError, match=told):
        BonusDays(activity="walk", **keys)


def test_the_sentence_says_what_a_day_brings():
    def sentence(**keys):
        return BonusDays(activity="walk", **keys).sentence()

    assert sentence(multiply_by="1.2") == "walk counts 1.2 times. Goals look at what was really done."
    assert sentence(add_points="5") == "5 points more on a day with walk."
    assert sentence(multiply_by="2", add_points="5") == (
        "walk counts 2 times, and earns 5 points more. Goals look at what was really done."
    )
