"""An extra day at the weekend stands in for a missed day of the same week."""

import pytest
from hypothesis import given
from pydantic import ValidationError

from moonwalk.testing import assert_vectorised_equals_scalar, check_rule, context_for, timeline, timelines
from moonwalk.testing.strategies import random_people
from moonwalk_plugins.makeup import Makeup

WEEKEND = Makeup(goal="good_day", weekdays=("Saturday", "Sunday"))


def stands(rule, days):
    """The days of the challenge, from 1, that stand as met."""
    return [(change.day - days.days[0].date).days + 1 for change in rule.changes(days, context_for(days))]


def test_a_saturday_stands_in_for_the_earliest_missed_day():
    days = timeline("5 0 5 0 5 5 0")  # day 1 is a Monday

    (change,) = WEEKEND.changes(days, context_for(days))
    assert (change.day.isoformat(), change.counts_as_met) == ("2027-01-05", "good_day")
    assert change.reason == "9 January 2027 stands in for this day"


def test_one_day_a_week_is_made_up_for_unless_more_are_allowed():
    both = Makeup(goal="good_day", weekdays=("Saturday", "Sunday"), per_week="2")
    text = "0 0 0 5 5 5 5  0 5 5 5 5 0 5"

    assert stands(WEEKEND, timeline(text)) == [1, 8]
    assert stands(both, timeline(text)) == [1, 2, 8]


def test_a_weekend_day_is_never_made_up_for():
    assert stands(WEEKEND, timeline("5 5 5 5 5 0 5")) == []


def test_nothing_stands_in_for_a_day_that_cannot_be_missed():
    assert stands(WEEKEND, timeline("? - e a o 5 5")) == []
    assert stands(WEEKEND, timeline("? 0 5 5 5 5 5")) == [2]


def test_another_week_is_of_no_help():
    assert stands(WEEKEND, timeline("0 5 5 5 5 0 0  5 5 5 5 5 5 5")) == []


def test_any_weekday_may_be_the_extra_one():
    assert stands(Makeup(goal="good_day", weekdays=("Monday",)), timeline("5 0 5 5 5 0 5")) == [2]


@pytest.mark.parametrize(
    "rule",
    [
        WEEKEND,
        Makeup(goal="good_day", weekdays=("Wednesday", "Friday", "Monday"), per_week="2"),
        Makeup(goal="good_day", weekdays=("Sunday",), per_week="9"),
    ],
)
def test_both_forms_agree_and_every_promise_is_kept(rule):
    check_rule(rule)
    assert_vectorised_equals_scalar(rule)


@random_people(100)
@given(timelines(length=21))
def test_no_week_has_more_good_days_than_were_walked_and_one_more(days):
    stood = stands(WEEKEND, days)
    for week, of_week in days.weeks():
        walked = sum("good_day" in day.met for day in of_week)
        made_up = sum((number - 1) // 7 + 1 == week for number in stood)
        assert made_up <= min(1, walked)


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"weekdays": ("Sunday", "Sunday")}, "twice"),
        (
            {
                "weekdays": (
                    *("Monday", "Tuesday", "Wednesday", "Thursday"),
                    *("Friday", "Saturday", "Sunday"),
                )
            },
            "none is left",
        ),
    ],
)
def test_what_makes_up_for_nothing_is_refused(keys, told):
    with pytest.raises(ValidationError, match=told):
        Makeup(**{"goal": "good_day", "weekdays": ("Saturday",), **keys})


def test_the_sentence_says_how_often_and_what_for():
    assert WEEKEND.sentence() == (
        "An extra day on Saturday or Sunday with good_day stands in for a missed one of the same week. "
        "Once a week at most. Weekly goals count the days on which it was really met."
    )
