from __future__ import annotations

from itertools import pairwise

import pytest

from ..edited import errors, errors_in, sound

GOALS = """\
goals:
  good_day:
"""
WEEKLY = "    days: 4 of 7\n    meeting: good_day\n"


def with_goals(*goals: str) -> tuple[str, str]:
    """Further goals, each `name: keys`, before those of the sound challenge."""
    lines = [
        f"  {name}: {{label: x, each: week, {keys}}}\n"
        for name, keys in (one.split(": ", 1) for one in goals)
    ]
    return GOALS, GOALS.replace("  good_day:\n", "".join(lines) + "  good_day:\n")


def messages(*changes: tuple[str, str]) -> list[str]:
    return [found.partition(": ")[2] for found in errors(*changes)]


@pytest.mark.parametrize("form", ["all_of", "any_of"])
def test_a_goal_is_made_of_goals_that_are_made_of_goals(form):
    challenge = sound(
        with_goals(f"top: {form}: [middle, good_week]", f"middle: {form}: [low]", "low: reach: 30 minutes"),
        ("goal: good_week\n    points: 20", "goal: top\n    points: 20"),
    )
    assert getattr(challenge.goals["top"], form) == ("middle", "good_week")


def test_a_list_without_goals_is_an_error():
    (found,) = messages((WEEKLY, "    all_of: []\n"))
    assert found == "'all_of' names no goal. Write the names of goals of this file, one per line with '- '."


def test_a_goal_is_not_made_of_itself():
    (found,) = messages((WEEKLY, "    any_of: [good_week]\n"))
    assert found == "'good_week' cannot be made of itself. Remove it from the list."


def test_a_goal_is_a_part_once():
    (found,) = messages(with_goals("low: reach: 30 minutes"), (WEEKLY, "    all_of: [low, low]\n"))
    assert found == "'low' appears twice, and can only be met once. Remove one."


def test_a_part_that_the_file_does_not_have_is_told_once():
    (found,) = messages(with_goals("low: reach: 30 minutes"), (WEEKLY, "    all_of: [lov]\n"))
    assert found == "there is no goal 'lov' in this file. Did you mean 'low'?"


def test_parts_are_met_as_often_as_the_whole():
    assert messages((WEEKLY, "    all_of: [good_day]\n")) == [
        (
            "'good_day' can be met each day, and 'good_week' each week. Name goals with 'each: week': "
            "for example one with 'days: 1 of 7' and 'meeting: good_day'."
        )
    ]
    once = "  once: {label: x, each: challenge, all_of: [good_week]}\n  good_day:\n"
    assert messages((GOALS, GOALS.replace("  good_day:\n", once))) == [
        "'good_week' can be met each week, and 'once' each challenge. Name goals with 'each: challenge'."
    ]


def test_a_circle_is_told_once_at_its_place():
    found = errors(with_goals("a: all_of: [b]", "b: any_of: [c]", "c: all_of: [a]", "d: all_of: [a]"))
    assert found == [
        "33:38: 'a' would be made of itself, in a circle: a in c in b in a. Remove 'b' from the list."
    ]


def test_every_circle_is_told():
    found = errors(with_goals("a: all_of: [b]", "b: all_of: [a]", "c: any_of: [d]", "d: any_of: [c]"))
    assert len(found) == 2


def test_a_long_circle_is_shortened_and_a_deep_chain_is_no_trouble():
    names = [f"g{number}" for number in range(300)]
    chain = [f"{one}: all_of: [{other}]" for one, other in pairwise(names)]
    (found,) = errors(with_goals(*chain, f"{names[-1]}: all_of: [g0]"))
    assert "in a circle: g0 in g299 in g298 in g297 in ... in g0." in found

    assert sound(
        with_goals(*chain, f"{names[-1]}: reach: 30 minutes"),
        ("goal: good_week\n    points: 20", "goal: g0\n    points: 20"),
    )


def test_an_empty_file_of_goals_has_nothing_to_say_of_parts():
    assert errors_in("goals: {}\n")
