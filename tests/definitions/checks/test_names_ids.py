from __future__ import annotations

from ..edited import errors, sound


def test_a_rule_used_once_is_called_by_its_last_word():
    assert [rule.id for rule in sound().rules] == ["minutes", "week_bonus", "comeback", "streak", "limit"]


def test_ids_are_told_apart_between_people_and_teams():
    assert errors(("    - rule: full_house\n", "    - rule: full_house\n      id: minutes\n")) == [
        (
            "98:11: two rules are called 'minutes' (the other is on line 56). "
            "Give each its own 'id', so that people can tell their points apart."
        )
    ]
