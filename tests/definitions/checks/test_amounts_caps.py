from __future__ import annotations

from ..edited import errors, sound

CAPS = "{week 1: 10 minutes, week 2: 12 minutes, week 3: 15 minutes, week 4: 20 minutes}"


def test_a_cap_below_the_goal_in_every_week_names_no_week():
    (found,) = errors((CAPS, "4 minutes"))
    assert "the cap of 4 minutes is below the goal 'good_day' of 5 minutes: people who reach it" in found


def test_a_cap_below_the_goal_in_the_last_weeks_names_them():
    (found,) = errors((CAPS, "9 minutes"))
    assert "of 10 minutes in weeks 3 to 4: people who reach it" in found


def test_a_cap_in_another_unit_is_compared_in_the_unit_of_the_activity():
    assert sound((CAPS, "0.5 hours"))
    assert errors((CAPS, "0.1 hours"))


def test_a_cap_below_the_low_end_of_a_span_is_below_the_goal():
    reach = "reach: {week 1: 5 minutes, week 2: 8 minutes, weeks 3 to 4: 10 minutes}"
    assert sound((reach, "within: 10 to 60 minutes"))
    (found,) = errors((reach, "within: 11 to 60 minutes"))
    assert (
        "the cap of 10 minutes is below the goal 'good_day' of 11 minutes in week 1: people who reach it"
        in found
    )
