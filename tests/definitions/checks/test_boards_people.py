from __future__ import annotations

import pytest

from moonwalk.definitions import rules_in_words

from ..edited import errors, sound
from ..installed import WITH_STRANGERS

TAKE_PART = "  take_part: everyone on the roster\n"


def test_a_column_without_values_would_leave_nobody():
    (found,) = errors((TAKE_PART, "  only_where: {site: [Berlin], grade: []}\n"))
    assert found.endswith(
        "no value of 'grade' is asked for, so nobody could take part. Write one, or remove the column."
    )


def test_a_column_without_values_keeps_nobody_from_a_place():
    (found,) = errors((TAKE_PART, "  not_placed: {role: []}\n"))
    assert found.endswith(
        "no value of 'role' is asked for, so everyone would take a place. Write one, or remove the column."
    )


def test_who_takes_no_place_is_in_the_rules_for_people():
    challenge = sound((TAKE_PART, "  not_placed: {role: [organiser, board], site: [Pune]}\n"))
    assert (
        "Shown, but without a place: people with role: organiser or board; or site: Pune, and teams made "
        "up only of them."
    ) in " ".join(rules_in_words(challenge, WITH_STRANGERS).split())


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("{Site: [Berlin]}", "'Site' is not a name. Did you mean 'site'?"),
        ("{site: Berlin}", "is a list: write [Berlin]"),
        ("{site: [Berlin, '']}", "has no value"),
        ("Berlin", "'only_where'"),
    ],
)
def test_columns_are_names_and_their_values_lists(written, told):
    (found,) = errors((TAKE_PART, f"  only_where: {written}\n"))
    assert told in found


def test_who_takes_part_is_in_the_rules_for_people():
    challenge = sound((TAKE_PART, "  take_part: those who sign up\n  only_where: {site: [Berlin, Pune]}\n"))
    printed = rules_in_words(challenge, WITH_STRANGERS)
    assert "It is for people with site: Berlin or Pune." in printed
    assert "Those who sign up take part from that day on." in printed
