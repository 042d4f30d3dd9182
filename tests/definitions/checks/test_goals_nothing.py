from __future__ import annotations

import pytest

from ..edited import errors, warnings


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("per: 1 minute\n", "per: 0 minutes\n", "per"),
        ("every: 3 days", "every: 0 days", "every"),
        ("most_tickets: 4", "most_tickets: 0", "most_tickets"),
        ("    board: team_table\n", "    board: team_table\n    places: 0\n", "places"),
    ],
)
def test_a_zero_that_makes_no_sense_is_an_error(old, new, key):
    (found,) = errors((old, new))
    assert found.endswith(f"'{key}' cannot be 0. Write a larger value.")


def test_no_freezes_and_no_points_are_fine():
    assert errors(("freezes: 2", "freezes: 0"), ("points: 20", "points: 0")) == []


def test_a_goal_that_nothing_asks_for_is_doubted():
    unused = "  spare: {label: a spare one, each: day, reach: 1 minute}\n\nweeks:\n"
    assert warnings(("\nweeks:\n", unused)) == [
        "nothing uses the goal 'spare'. Name it in a rule, or remove it."
    ]
