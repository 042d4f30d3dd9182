"""Every recipe of the cookbook is played, and brings what stands in its tables."""

from __future__ import annotations

import re

import pytest

from moonwalk.definitions import read_challenge
from moonwalk.registry import load

from .conftest import ROOT
from .recipes import MONDAY, Recipe, played

COOKBOOK = (ROOT / "docs" / "cookbook.md").read_text(encoding="utf-8")
BASE = re.findall(r"^```yaml\n(.*?)^```$", COOKBOOK, re.MULTILINE | re.DOTALL)[0]
TITLES_AND_TEXTS = re.split(
    r"^### (.+)$", re.sub(r"^## .+$", "", COOKBOOK, flags=re.MULTILINE), flags=re.MULTILINE
)
RECIPES = [
    Recipe(title, BASE, text)
    for title, text in zip(TITLES_AND_TEXTS[1::2], TITLES_AND_TEXTS[2::2], strict=True)
]
NOT_THERE = "not on the board"


def test_there_are_forty_recipes_and_more():
    assert len(RECIPES) >= 40
    assert len({recipe.title for recipe in RECIPES}) == len(RECIPES)


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.title)
def test_a_recipe_brings_what_its_tables_say(recipe, tmp_path):
    outcome = played(recipe, tmp_path / "w")

    points = outcome.points()
    for row in recipe.people:
        assert points.get(row[""], NOT_THERE) == row["points"], row[""]
        if "badges" in row:
            assert ", ".join(sorted(outcome.badges(row[""]))) == row["badges"]
    for row in recipe.tables.get("prize", ()):
        assert ", ".join(outcome.winners()[row["prize"]]) == row["goes to"]
    for row in recipe.tables.get("together", ()):
        assert outcome.together()[row["together"]] == row["stands at"]
    for label in list(recipe.tables.get("place", ({},))[0])[1:2]:
        table = recipe.tables["place"]
        shown = [
            ("" if row.place is None else f"{row.place:g}", row.name, row.score)
            for row in outcome.board(label).rows
        ]
        assert shown == [(row["place"], row[label], row["score"]) for row in table]


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.title)
def test_a_recipe_has_no_mistake_and_shows_its_points(recipe):
    reading = read_challenge(recipe.challenge.encode(), recipe.title, load(frozenset()), MONDAY)
    assert reading.challenge is not None, reading.problems
    assert "points" in recipe.people[0]
