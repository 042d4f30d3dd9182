from __future__ import annotations

import pytest

from moonwalk.definitions import print_full

from ..edited import errors, sound
from ..installed import WITH_STRANGERS

WEEKLY = "    days: 4 of 7\n    meeting: good_day\n"


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (
            "",
            (
                "the goal 'good_week' does not say what it asks for. "
                "Add one of: reach, within, own_target, days, all_of, any_of."
            ),
        ),
        (
            f"{WEEKLY}    reach: 30 minutes\n",
            (
                "a goal asks for one thing, and 'reach' and 'days' are two. "
                "Keep one, and make a second goal of the other."
            ),
        ),
        ("    days: 4 of 7\n", "'meeting' is missing: which daily goal has to be met on these days."),
        (
            "    reach: 30 minutes\n    meeting: good_day\n",
            "'meeting' has no effect here without 'days'. Add for example 'days: 4 of 7', or remove it.",
        ),
        (
            f"{WEEKLY}    activity: backward_walk\n",
            "'activity' has no effect here: 'days' counts other goals. Remove it.",
        ),
        ("    reach: 0 minutes\n", "a goal of 0 is met by doing nothing. Write a larger amount."),
    ],
)
def test_a_goal_asks_for_one_thing(written, message):
    (found,) = errors((WEEKLY, written))
    assert found.partition(": ")[2] == message


def test_days_are_counted_within_a_week_or_the_whole_challenge():
    (found,) = [one for one in errors(("    each: week\n", "    each: day\n")) if "'days'" in one]
    assert found == (
        "39:11: 'days' are counted within a week or the whole challenge. Write 'each: week', "
        "'each: challenge', or use 'reach'."
    )


@pytest.mark.parametrize(
    ("each", "days", "message"),
    [
        (
            "challenge",
            "4 of 7",
            "40:11: the challenge has 28 counted days, not 7: write '4 of 28', or say 'each: week'.",
        ),
        (
            "challenge",
            "20 of 31",
            "40:11: the challenge has 28 counted days, not 31: write '20 of 28', or change 'length'.",
        ),
        (
            "challenge",
            "30 of 31",
            "40:11: the challenge has 28 counted days, not 31: write '28 of 28', or change 'length'.",
        ),
        (
            "week",
            "4 of 5",
            "40:11: a week has 7 counted days here, not 5: write '4 of 7', or change 'counted_days'.",
        ),
        (
            "week",
            "20 of 28",
            "40:11: a week has 7 counted days here, not 28: write '7 of 7', or say 'each: challenge'.",
        ),
    ],
)
def test_days_are_out_of_those_that_a_week_or_the_challenge_has(each, days, message):
    assert errors((f"    each: week\n{WEEKLY}", f"    each: {each}\n{WEEKLY.replace('4 of 7', days)}")) == [
        message
    ]


@pytest.mark.parametrize("share", ["20 of 28", "80% of own days", "66.6% of own days"])
def test_days_may_be_counted_over_the_whole_challenge_and_are_printed_as_written(share):
    change = (f"    each: week\n{WEEKLY}", f"    each: challenge\n{WEEKLY.replace('4 of 7', share)}")

    challenge = sound(change)
    assert str(challenge.goals["good_week"].days) == share
    assert f"    days: {share}\n" in print_full(challenge, WITH_STRANGERS)


def test_how_many_workdays_a_challenge_has_may_depend_on_its_first_day():
    change = [
        ("counted_days: every day", "counted_days: workdays"),
        ("length: 4 weeks", "length: 31 days"),
        (f"    each: week\n{WEEKLY}", f"    each: challenge\n{WEEKLY.replace('4 of 7', '20 of 22')}"),
    ]

    found = [one for one in errors(*change) if "the challenge has" in one]
    assert found == [
        "40:11: the challenge has 23 counted days, not 22: write '20 of 23', or change 'length'."
    ]


def test_a_goal_of_the_whole_challenge_has_one_amount():
    daily = "    each: day\n    reach: {week 1: 5 minutes, week 2: 8 minutes, weeks 3 to 4: 10 minutes}\n"
    found = errors((daily, daily.replace("each: day", "each: challenge")))
    assert any("a goal of the whole challenge has one amount" in message for message in found)


def test_a_span_that_ends_at_nothing_asks_for_nothing():
    (found,) = errors((WEEKLY, "    within: 0 to 0 minutes\n"))
    assert found.endswith("a goal of 0 is met by doing nothing. Write a larger amount.")
