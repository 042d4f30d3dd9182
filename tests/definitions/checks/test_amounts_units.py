from __future__ import annotations

import pytest

from ..edited import errors, sound, warnings


def test_goals_caps_and_refusals_are_in_the_unit_of_the_activity():
    found = errors(
        ("reject_entry_above: 60 minutes", "reject_entry_above: 60 km"),
        ("week 2: 8 minutes", "week 2: 8 steps"),
        ("week 4: 20 minutes", "week 4: 20 times"),
    )
    assert found == [
        "21:25: '60 km' is in km, but 'backward_walk' is measured in minutes. Write it in minutes.",
        "36:40: '8 steps' is in steps, but 'backward_walk' is measured in minutes. Write it in minutes.",
        "60:87: '20 times' is in times, but 'backward_walk' is measured in minutes. Write it in minutes.",
    ]


def test_hours_fit_an_activity_in_minutes():
    assert sound(("reject_day_above: 90 minutes", "reject_day_above: 1.5 hours"))


def test_a_point_that_was_meant_to_group_thousands_is_doubted():
    assert warnings(("reject_day_above: 90 minutes", "reject_day_above: 90.000 minutes")) == [
        (
            "'90.000 minutes' is 90 minutes: a point begins decimals. "
            "If you meant thousands, write 90000 minutes."
        )
    ]


def test_a_span_is_in_the_unit_of_the_activity():
    days = "    days: 4 of 7\n    meeting: good_day\n"
    assert errors((days, "    within: 1 to 2 km\n")) == [
        "40:13: '1 to 2 km' is in km, but 'backward_walk' is measured in minutes. Write it in minutes."
    ]
    assert sound((days, "    within: 1 to 2 hours\n"))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("7 hours to 9 hours", "Did you mean '7 to 9 hours'?"),
        ("7-9 hours", "Did you mean '7 to 9 hours'?"),
        ("7 hours to 500 minutes", "Say both ends in one unit, and the unit once, as in '7 to 9 hours'."),
        ("about eight hours", "Write for example '7 to 9 hours'."),
    ],
)
def test_what_is_no_span_is_answered_with_one(written, said):
    (found,) = errors(("    days: 4 of 7\n    meeting: good_day\n", f"    within: {written}\n"))
    assert found.endswith(f"'{written}' is not a range. {said}")
