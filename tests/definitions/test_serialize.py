from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moonwalk.definitions import print_full, read_challenge, read_file, rules_in_words
from moonwalk.definitions.serialize import _scalar
from moonwalk.registry import load

from .edited import GOOD, HERE, SOUND, read, sound
from .installed import THIS_VERSION, WITH_STRANGERS, Rain, plugins_with

LOADING = [path for path in GOOD if read_file(path, WITH_STRANGERS).challenge]
SHIPPED = sorted((HERE.parents[1] / "challenges").glob("*.yaml"))


def again(challenge, vocabulary=WITH_STRANGERS):
    reading = read_challenge(print_full(challenge, vocabulary).encode(), "printed.yaml", vocabulary)
    assert [str(problem) for problem in reading.problems if problem.severity == "error"] == []
    return reading.challenge


@pytest.mark.parametrize("path", LOADING, ids=lambda path: path.stem)
def test_a_challenge_printed_in_full_loads_again_to_the_same(path):
    challenge = read_file(path, WITH_STRANGERS).challenge
    assert again(challenge) == challenge


def test_the_flagship_and_a_strangers_rule_are_among_those_that_load():
    assert {"backward_lanes", "puddles"} <= {path.stem for path in LOADING}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_challenge_printed_in_full_loads_again_to_the_same(path):
    plugins = load(frozenset())
    challenge = read_file(path, plugins).challenge
    assert again(challenge, plugins) == challenge


@pytest.mark.parametrize(
    "asks",
    [
        "within: 5 to 7.5 minutes",
        "own_target: {lowest: 5 minutes, highest: 0.5 hours, unless_chosen: 9 minutes}",
        "all_of: [good_day, other]",
        "any_of: [other]",
    ],
)
def test_every_form_of_a_goal_printed_in_full_loads_again_to_the_same(asks):
    other = "  other: {label: another day, each: day, reach: 9 minutes}\n"
    challenge = sound(("goals:\n", f"goals:\n{other}  new: {{label: a new goal, each: day, {asks}}}\n"))
    assert again(challenge).goals == challenge.goals


def test_every_default_is_printed():
    printed = print_full(sound(), THIS_VERSION)
    for line in (
        "  entries_same_day: add",
        "  movers: leave points where earned",
        "  a_paused_day: does not count",
        "    partly: nothing",
        "    activity: backward_walk",
        "    numbering: standard",
        "  keep_entries: 90 days",
    ):
        assert line in printed


def test_a_name_is_printed_as_it_was_written_unless_only_its_full_form_finds_it():
    text = next(path for path in GOOD if path.stem == "puddles").read_text(encoding="utf-8")
    contested = plugins_with(acme=(Rain,), drizzle=(Rain,))
    for written in ("acme.rain", "rain"):
        named = text.replace("rule: acme.rain", f"rule: {written}")
        challenge = read_challenge(named.encode(), "puddles.yaml", WITH_STRANGERS).challenge
        assert f"- rule: {written}\n" in print_full(challenge, WITH_STRANGERS)
        assert "- rule: acme.rain\n" in print_full(challenge, contested)


def test_a_file_without_optional_sections_stays_without_them():
    short = """
        moonwalk: 1
        challenge: Short
        schedule: {length: 10 days, timezone: Europe/Rome}
        activities: {walk: {label: Walked, unit: minutes}}
        rules: [{rule: per_unit, points: 1, per: 5 minutes, cap_per_day: 30 minutes}]
        weeks: {week 2: {}}
    """
    challenge = read_challenge(short.encode(), "short.yaml", WITH_STRANGERS).challenge
    assert (challenge.teams, challenge.safety, challenge.weeks) == (None, None, {})
    assert again(challenge) == challenge


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=60))
@settings(max_examples=40)
def test_any_text_is_printed_so_that_it_is_read_again(text):
    shown = " ".join(text.split())
    if not shown or not all(letter.isprintable() for letter in shown):
        return
    challenge = sound(("label: Good week", f"label: {_scalar(shown)}"))
    assert challenge.rules[1].label == shown
    assert again(challenge).rules[1].label == shown


def test_an_empty_list_that_means_something_is_printed():
    challenge = sound(("place_needs: [at least 3 members]", "place_needs: []"))
    assert challenge.boards["team_table"].place_needs == ()
    assert "    place_needs: []\n" in print_full(challenge, WITH_STRANGERS)
    assert again(challenge) == challenge


VALUES = (
    "0",
    "1",
    "3 days",
    "[]",
    "2 of 7",
    "week 2",
    "[week 1]",
    "drawn",
    "lot",
    "[lot]",
    "0 hours",
    "no",
    "1 person",
)


@given(st.integers(0, SOUND.count("\n")), st.sampled_from(VALUES))
@settings(max_examples=60)
def test_whatever_loads_is_printed_so_that_it_loads_again(line, value):
    lines = SOUND.split("\n")
    key, colon, _ = lines[line].partition(": ")
    lines[line] = f"{key}: {value}" if colon else ""
    challenge = read("\n".join(lines)).challenge
    if challenge is not None:
        assert again(challenge) == challenge
        assert rules_in_words(challenge, WITH_STRANGERS).startswith("# ")
