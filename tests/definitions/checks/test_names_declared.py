from __future__ import annotations

from ..edited import errors

CAPS = "    cap_per_day: 25 points\n    cap_per_week: 120 points\n"


def test_a_rules_own_validators_speak_at_the_rule():
    assert errors((CAPS, "")) == ["79:5: a limit needs 'cap_per_day', 'cap_per_week', or both."]


def test_they_are_not_asked_where_a_key_is_broken_already():
    assert errors(
        ("    cap_per_day: 25 points\n    cap_per_week: 120 points\n", "    cap_per_day: 25\n")
    ) == ["81:18: '25' is not an amount with its unit. The number has no unit: write for example 25 points."]
