from __future__ import annotations

from ..edited import errors, sound


def test_shares_are_out_of_the_counted_days_of_a_week():
    assert errors(("counted_days: every day", "counted_days: workdays")) == [
        "40:11: a week has 5 counted days here, not 7: write '4 of 5', or change 'counted_days'.",
        "61:16: a week has 5 counted days here, not 7: write 'first 5 of 5', or change 'counted_days'.",
    ]


def test_a_week_of_workdays_has_five():
    challenge = sound(
        ("counted_days: every day", "counted_days: workdays"),
        ("days: 4 of 7", "days: 3 of 5"),
        ("first 5 of 7", "first 4 of 5"),
    )
    assert str(challenge.goals["good_week"].days) == "3 of 5"


def test_unreadable_counted_days_are_said_once():
    assert len(errors(("counted_days: every day", "counted_days: weekdays"))) == 1
