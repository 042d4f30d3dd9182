from __future__ import annotations

from ..edited import errors, sound, warnings


def test_goals_caps_and_refusals_are_in_the_unit_of_the_activity():
    found = errors(
        ("reject_entry_above: 60 minutes", "reject_entry_above: 60 km"),
        ("week 2: 8 minutes", "week 2: 8 steps"),
        ("week 4: 20 minutes", "week 4: 20 times"),
    )
    assert found == [
        "21:25: '60 km' is in km, but 'backward_walk' is measured in minutes.",
        "36:40: '8 steps' is in steps, but 'backward_walk' is measured in minutes.",
        "60:87: '20 times' is in times, but 'backward_walk' is measured in minutes.",
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
