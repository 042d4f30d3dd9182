from __future__ import annotations

import re
from datetime import date

import pytest

from moonwalk.api.field_specs import field_specs_of
from moonwalk.api.field_times import ClockTimeKind, PeriodKind
from moonwalk.definitions import challenge, items, read_challenge
from moonwalk.definitions.checks.names import LINK
from moonwalk.definitions.fairness import warning_names
from moonwalk.registry import load

GUIDE = "docs/author.md"
SECTIONS = {
    "schedule": (challenge.Schedule,),
    "activities": (challenge.ActivityKeys,),
    "goals": (challenge.GoalKeys, challenge.OwnTarget),
    "weeks": (challenge.Week,),
    "people": (challenge.People,),
    "pauses": (challenge.Pauses,),
    "teams": (challenge.TeamKeys,),
    "boards": (items.BoardKeys,),
    "prizes": (items.PrizeKeys, items.ByPlace, items.ByRaffle, items.ByGoal, items.ByBadge),
    "privacy": (challenge.Privacy,),
    "safety": (challenge.Safety,),
    "Rules": (items.RuleKeys,),
    "Notices": (items.NoticeKeys,),
}
WITH_DEFAULTS = ("schedule", "activities", "goals", "people", "pauses", "teams", "boards", "privacy")


@pytest.fixture(scope="module")
def plugins():
    return load(frozenset())


@pytest.fixture
def chapter(text_of):
    """A chapter of the guide, by its heading."""

    def find(heading: str) -> str:
        parts = re.split(r"^#{2,3} (.+)$", text_of(GUIDE), flags=re.MULTILINE)
        return dict(zip(parts[1::2], parts[2::2], strict=True))[heading]

    return find


def rows(text: str) -> dict[str, list[str]]:
    """The rows of a text's tables: first cell, and the others."""
    cells = [
        [cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if line[:1] == "|"
    ]
    return {first: rest for first, *rest in cells}


@pytest.mark.parametrize("name", SECTIONS)
def test_every_key_of_a_section_is_in_its_chapter(name, chapter):
    keys = [shape.key for model in SECTIONS[name] for shape in field_specs_of(model)]
    assert [key for key in keys if f"`{key}`" not in chapter(name)] == []


@pytest.mark.parametrize("name", WITH_DEFAULTS)
def test_every_word_that_a_key_may_be_is_in_its_chapter(name, chapter):
    shapes = [shape for model in SECTIONS[name] for shape in field_specs_of(model)]
    words = [word for shape in shapes for word in getattr(shape.kind, "options", ())]
    assert [word for word in words if f"`{word}`" not in chapter(name)] == []


@pytest.mark.parametrize("name", WITH_DEFAULTS)
def test_a_key_is_said_to_be_required_when_it_is(name, chapter):
    told = rows(chapter(name))
    for shape in field_specs_of(SECTIONS[name][0]):
        assert (told[f"`{shape.key}`"][0] == "required") == shape.required, shape.key


@pytest.mark.parametrize("name", WITH_DEFAULTS)
def test_a_default_is_told_as_it_is(name, chapter):
    told = rows(chapter(name))
    for shape in field_specs_of(SECTIONS[name][0]):
        default = told[f"`{shape.key}`"][0].strip("`")
        if shape.many == "one" and getattr(shape.kind, "options", ()) and not shape.required:
            assert default == shape.default, shape.key


@pytest.mark.parametrize("use", ["person", "team", "company", "ranking", "notice"])
def test_every_installed_name_has_a_row_with_its_own_keys_and_no_others(use, text_of, chapter, plugins):
    # Two notices are called as rules are.
    notices = chapter("Notices")
    told = rows(notices if use == "notice" else text_of(GUIDE).replace(notices, ""))
    for name in plugins.names(use):
        shapes = plugins.find(use, name).shapes
        keys = told[f"`{name}`"][1]
        assert set(re.findall(r"`(\w+)`", keys)) == {shape.key for shape in shapes}, name
        # An activity may be left out where only one stands for itself.
        required = {shape.key for shape in shapes if shape.required and shape.key != "activity"}
        assert set(re.findall(r"\*\*`(\w+)`\*\*", keys)) == required, name


def test_every_placeholder_of_a_notice_is_told_and_no_other(chapter, plugins):
    there = {word for name in plugins.names("notice") for word in plugins.find("notice", name).placeholders}
    assert set(re.findall(r"`\{(\w+)\}`", chapter("Notices"))) == there | {LINK}


def test_every_fairness_warning_has_a_row(chapter):
    names = warning_names(load(frozenset()))
    assert set(rows(chapter("Fairness"))) - {"warning", "---"} == {f"`{name}`" for name in names}


def test_every_top_level_key_has_a_line(chapter):
    told = rows(chapter("The sections"))
    assert [key for key in SECTIONS if key.islower() and f"`{key}`" not in told] == []
    for key in ("moonwalk", "challenge", "about", "plugins", "rules", "company", "notices", "accepted"):
        assert f"`{key}`" in told


def test_a_whole_challenge_in_a_document_loads_without_a_remark(yaml_block, plugins):
    if "moonwalk: 1" not in yaml_block.text:
        return
    reading = read_challenge(yaml_block.text.encode(), str(yaml_block), plugins, date(2027, 1, 4))
    assert [str(problem) for problem in reading.problems] == []
    assert reading.challenge is not None


RULES_OF = """moonwalk: 1
challenge: Steps
schedule: {starts: 2027-01-04, length: 4 weeks, timezone: Europe/Berlin}
activities:
  walk: {label: Walked, unit: minutes}
"""


def test_rules_shown_alone_load_in_a_challenge(yaml_block, plugins):
    if not (yaml_block.text.startswith("rules:") and str(yaml_block).startswith(GUIDE)):
        return
    reading = read_challenge((RULES_OF + yaml_block.text).encode(), str(yaml_block), plugins)
    assert [str(problem) for problem in reading.problems if problem.severity == "error"] == []
    assert reading.challenge is not None


def test_the_guide_has_a_whole_challenge(text_of):
    assert text_of(GUIDE).count("moonwalk: 1\n") == 1


def test_examples_of_times_are_read_as_the_guide_writes_them(chapter):
    told = rows(chapter("How values are written"))
    periods, clocks = (told[kind][0].split("`")[1::2] for kind in ("period", "time of a notice"))
    assert len(periods) == 6
    assert [str(PeriodKind().parse(text)) for text in periods] == periods
    assert len(clocks) == 3
    assert [str(ClockTimeKind().parse(text)) for text in clocks] == clocks


@pytest.mark.parametrize("key", [shape.key for shape in field_specs_of(challenge.Privacy)])
def test_the_guide_says_what_each_key_of_privacy_does(key, chapter):
    said = re.search(rf"\*\*`{key}`\*\*.{{80,}}", chapter("privacy"))
    assert said, f"no paragraph begins with what '{key}' does"


def test_no_key_of_privacy_is_said_to_have_no_effect(chapter):
    assert "no effect" not in chapter("privacy")
