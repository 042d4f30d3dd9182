from __future__ import annotations

import pytest

from ..edited import errors, sound, warnings

REACH = "reach: {week 1: 5 minutes, week 2: 8 minutes, weeks 3 to 4: 10 minutes}"


def own(lowest: str, highest: str, unless_chosen: str) -> tuple[str, str]:
    """The daily goal of the sound challenge with a target that people choose."""
    return REACH, f"own_target: {{lowest: {lowest}, highest: {highest}, unless_chosen: {unless_chosen}}}"


def test_people_may_choose_within_bounds():
    goal = sound(own("5 minutes", "10 minutes", "0.1 hours")).goals["good_day"]
    assert goal.activity == "backward_walk"
    assert str(goal.own_target.unless_chosen) == "0.1 hours"


@pytest.mark.parametrize(
    ("bounds", "message"),
    [
        (
            ("0 minutes", "9 minutes", "5 minutes"),
            "36:26: a goal of 0 is met by doing nothing. Write a larger amount.",
        ),
        (
            ("9 minutes", "5 minutes", "7 minutes"),
            "36:46: the highest target is below the lowest, 9 minutes. Swap them.",
        ),
        (
            ("5 minutes", "9 minutes", "1 hour"),
            "36:72: 1 hour is not a target that people may choose. Write one from 5 minutes to 9 minutes.",
        ),
        (
            ("5 minutes", "9 minutes", "4 minutes"),
            "36:72: 4 minutes is not a target that people may choose. Write one from 5 minutes to 9 minutes.",
        ),
        (
            ("5 minutes", "9 km", "7 minutes"),
            "36:46: '9 km' is in km, but 'backward_walk' is measured in minutes. Write it in minutes.",
        ),
    ],
)
def test_bounds_that_cannot_be_are_told_at_their_place(bounds, message):
    assert errors(own(*bounds)) == [message]


def test_all_three_amounts_are_needed_and_nothing_else():
    (missing,) = errors((REACH, "own_target: {lowest: 5 minutes, highest: 9 minutes}"))
    assert "'unless_chosen' is missing in 'own_target': the target of those who choose none" in missing
    (unknown,) = errors(
        (REACH, "own_target: {lowest: 5 minutes, highest: 9 minutes, unless_chosen: 5 minutes, best: 1}")
    )
    assert "there is no key 'best' in 'own_target'" in unknown


def test_a_cap_below_what_everyone_must_choose_is_an_error_and_below_what_some_may_is_doubted():
    (found,) = errors(own("11 minutes", "60 minutes", "20 minutes"))
    assert (
        "the cap of 10 minutes is below the goal 'good_day' of 11 minutes in week 1: people who reach it"
        in found
    )

    (doubt,) = warnings(own("5 minutes", "60 minutes", "20 minutes"))
    assert doubt.startswith(
        "the goal 'good_day' lets people choose up to 60 minutes, which is above this cap"
    )


@pytest.mark.parametrize(
    "asks",
    [
        "own_target: {lowest: 5 minutes, highest: 9 minutes, unless_chosen: 5 minutes}",
        "within: 5 to 9 minutes",
    ],
)
def test_the_activity_of_such_a_goal_stands_for_itself(asks):
    (found,) = errors((REACH, f"activity: my_own_version\n    {asks}"))
    assert "'my_own_version' counts as 'backward_walk', so its amounts are in that one." in found
