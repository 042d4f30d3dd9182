from __future__ import annotations

import pytest

from ..edited import errors

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


def test_days_are_counted_within_a_week():
    assert errors(("    each: week\n", "    each: challenge\n")) == [
        "39:11: 'days' are counted within a week. Write 'each: week', or use 'reach'."
    ]


def test_a_goal_of_the_whole_challenge_has_one_amount():
    daily = "    each: day\n    reach: {week 1: 5 minutes, week 2: 8 minutes, weeks 3 to 4: 10 minutes}\n"
    found = errors((daily, daily.replace("each: day", "each: challenge")))
    assert any("a goal of the whole challenge has one amount" in message for message in found)


def test_a_span_that_ends_at_nothing_asks_for_nothing():
    (found,) = errors((WEEKLY, "    within: 0 to 0 minutes\n"))
    assert found.endswith("a goal of 0 is met by doing nothing. Write a larger amount.")
