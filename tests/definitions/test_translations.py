"""The texts of a challenge in other languages: who gets which, and what is missing."""

from __future__ import annotations

import pytest

from moonwalk.definitions import in_language, print_full, read_challenge, read_outline

from .edited import edited, errors, sound, warnings
from .installed import WITH_STRANGERS

TEXTS = """\
texts:
  de:
    challenge: Rückwärts
    goals: {good_day: {label: ein guter Tag}}
    weeks: {week 1: {theme: Aufrecht}}
    boards: {team_table: {label: Mannschaften}}
    rules: {minutes: {why: Darum.}, full_house: {label: Alle da}}
    teams: {called: Mannschaft}
    safety: {stop_if: [du Schmerzen hast]}
  pt-BR: {challenge: De costas}
safety:
"""
GERMAN = ("safety:\n", TEXTS)


@pytest.fixture(scope="module")
def challenge():
    return sound(GERMAN)


@pytest.mark.parametrize(
    ("code", "title"),
    [
        ("de", "Rückwärts"),
        ("de-AT", "Rückwärts"),
        ("pt-BR", "De costas"),
        ("pt", "Backward Lanes"),
        ("en", "Backward Lanes"),
        ("fr", "Backward Lanes"),
    ],
)
def test_a_reader_gets_their_language_or_the_one_it_is_a_kind_of(challenge, code, title):
    assert in_language(challenge, code).title == title


def test_each_section_reads_in_the_other_language_and_all_else_stays(challenge):
    german = in_language(challenge, "de")
    assert german.goals["good_day"].label == "ein guter Tag"
    assert (german.weeks[1].theme, german.weeks[1].message) == ("Aufrecht", challenge.weeks[1].message)
    assert german.boards["team_table"].label == "Mannschaften"
    assert next(rule.why for rule in german.rules if rule.id == "minutes") == "Darum."
    assert german.teams.called == "Mannschaft"
    assert [rule.label for rule in german.teams.rules if rule.id == "full_house"] == ["Alle da"]
    assert german.safety.stop_if == ("du Schmerzen hast",)
    assert german.safety.where == challenge.safety.where
    assert (german.language, german.schedule, german.goals["good_day"].reach) == (
        challenge.language,
        challenge.schedule,
        challenge.goals["good_day"].reach,
    )


def test_what_is_printed_in_full_has_the_texts_too(challenge):
    printed = print_full(challenge, WITH_STRANGERS)
    assert read_challenge(printed.encode(), "x.yaml", WITH_STRANGERS).challenge == challenge


def test_a_text_that_is_not_translated_is_warned_of_once_for_each_language():
    said = [warning for warning in warnings(GERMAN) if warning.startswith("not translated: ")]
    assert len(said) == 2
    assert "and " in said[0]
    assert "Readers of 'de' get that as it stands in the challenge." in said[0]
    assert not [warning for warning in warnings() if warning.startswith("not translated: ")]


def test_a_challenge_without_the_plugins_of_its_rules_still_reads_in_both():
    outline = read_outline(edited(GERMAN), "x.yaml")
    assert outline is not None
    assert in_language(outline, "de").goals["good_day"].label == "ein guter Tag"


def test_a_section_of_the_texts_that_is_indented_otherwise_is_not_sent_to_the_top_level():
    wrong = TEXTS.replace("    weeks: {week 1", "   weeks: {week 1")
    (said,) = errors(("safety:\n", wrong))
    assert "section of its own" not in said
    assert "section of its own" in errors(("weeks:\n", " weeks:\n"), ("goals:\n", " goals:\n"))[0]
