"""The levels of STEP UP: blue, bronze, silver, gold, platinum; 4 of 7 days take a person up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from moonwalk.api import Timeline
from moonwalk.testing import (
    KitGoal,
    assert_awards,
    assert_vectorised_equals_scalar,
    check_rule,
    context_for,
    timeline,
    timelines,
)
from moonwalk.testing.strategies import random_people
from moonwalk_plugins.levels import Levels

NAMES = ("blue", "bronze", "silver", "gold", "platinum")
LEVELS = Levels(goal="good_week", levels=NAMES, begin="silver")


def week(good):
    return " ".join(["5"] * good + ["0"] * (7 - good))


def badges(days, rule=LEVELS, **keys):
    return [award.badge for award in rule.awards(days, context_for(days, **keys))]


@pytest.mark.parametrize(
    ("good_days", "levels"),
    [
        ((5, 4, 3, 6), ["gold", "platinum", "gold", "platinum"]),
        ((1, 2, 3, 4), ["bronze", "blue", "blue", "bronze"]),
        ((7, 7, 7, 7), ["gold", "platinum", "platinum", "platinum"]),
    ],
)
def test_four_good_days_of_seven_take_a_person_up_and_fewer_down(good_days, levels):
    assert badges(timeline(" ".join(map(week, good_days)))) == ["silver", *levels]


def test_levels_are_dated_on_the_first_day_and_on_the_last_of_each_week():
    awards = assert_awards(LEVELS, timeline(f"{week(5)} {week(3)} {week(7)} {week(7)} {week(7)}"), {})

    assert [(award.day.day, award.reason) for award in awards] == [
        (4, "you begin at silver"),
        (10, "up to gold; you met: good week"),
        (17, "down to silver; a week without: good week"),
        (24, "up to gold; you met: good week"),
        (31, "up to platinum; you met: good week"),
        (7, "you stay at platinum; you met: good week"),
    ]


def test_a_week_takes_up_as_soon_as_its_goal_is_met_and_down_only_when_it_is_over():
    assert badges(timeline("5 5 5 5 ? ? ?")) == ["silver", "gold"]
    assert badges(timeline("5 5 5 0 0 0 ?")) == ["silver"]
    assert badges(timeline("5 5 5 0 0 0 0")) == ["silver", "bronze"]


def test_a_week_whose_last_day_is_to_come_says_nothing_yet():
    assert badges(timeline("5 5 5 5 5")) == ["silver"]


def test_what_follows_an_undecided_week_waits_for_it():
    assert badges(timeline(f"5 5 5 0 0 0 ? {week(7)}")) == ["silver"]


def test_a_week_without_a_day_that_counts_changes_nothing():
    assert badges(timeline(f"- - - - - - - {week(4)}")) == ["silver", "gold"]
    assert badges(timeline(f"{week(4)} e e e e e e e {week(0)}")) == ["silver", "gold", "silver"]


def test_a_week_in_which_the_goal_cannot_be_met_changes_nothing():
    goals = (KitGoal(), KitGoal("good_week", each="week", reach={1: 0, 2: 20}))
    days = timeline(f"{week(1)} {week(4)}", goals=goals)

    assert badges(days, goals=goals) == ["silver", "gold"]


def test_who_comes_later_begins_on_their_first_day():
    awards = list(LEVELS.awards(timeline("a a a 5 5 5 5"), context_for(timeline("a a a 5 5 5 5"))))

    assert [(award.day.day, award.badge) for award in awards] == [(7, "silver"), (10, "gold")]


def test_who_never_comes_has_no_level():
    assert badges(timeline("a a a a a a a")) == []


def test_a_level_may_stay_after_a_week_without_the_goal():
    stays = Levels(goal="good_week", levels=NAMES, begin="silver", otherwise="stay")

    assert badges(timeline(f"{week(1)} {week(4)}"), stays) == ["silver", "silver", "gold"]


def test_every_promise_is_kept():
    check_rule(LEVELS)
    assert_vectorised_equals_scalar(LEVELS, length=31)
    check_rule(Levels(goal="good_week", levels=("low", "high"), begin="low", otherwise="stay"))


@random_people(100)
@given(timelines(length=28), st.integers(1, 27))
def test_a_level_that_was_given_is_never_taken_back(days, count):
    then = Timeline(days=days.days[:count])
    given = [award for award in LEVELS.awards(days, context_for(days)) if award.day <= then.days[-1].date]

    assert list(LEVELS.awards(then, context_for(then, length=28))) == given


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"levels": ("silver",)}, "at least two"),
        ({"levels": ("silver", "Silver")}, "'Silver' appears twice"),
        ({"begin": "sliver"}, "'sliver' is not one of the levels: blue, bronze, silver, gold, platinum"),
        ({"levels": ("blue",), "begin": "silver"}, "at least two"),
    ],
)
def test_what_makes_no_ladder_is_refused(keys, told):
    with pytest.raises(ValidationError, match=told):
        Levels(**{"goal": "good_week", "levels": NAMES, "begin": "silver", **keys})


def test_the_sentence_names_the_levels_from_the_lowest():
    assert LEVELS.sentence() == (
        "Up one level in a week with good_week, else down one. From the lowest: blue, bronze, silver, gold, "
        "platinum. Everyone begins at silver."
    )
    stays = Levels(goal="good_week", levels=("low", "high"), begin="low", otherwise="stay")
    assert "Up one level in a week with good_week, else the level stays." in stays.sentence()
