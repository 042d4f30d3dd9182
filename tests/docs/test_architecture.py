"""What the pages about the construction name exists: modules, layers, decisions, and words in their order."""

from __future__ import annotations

import re
from configparser import ConfigParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ENGINE = ROOT / "engine" / "moonwalk"
PLUGINS = ROOT / "plugins"
DECISIONS = ROOT / "docs" / "decisions"
PAGES = (
    "docs/architecture.md",
    "docs/glossary.md",
    "CONTRIBUTING.md",
    *(path.relative_to(ROOT).as_posix() for path in sorted(DECISIONS.glob("*.md"))),
)
LAYERS = (
    *("cli", "page", "tui", "web", "services", "store"),
    *("definitions", "scoring", "registry", "api", "testing"),
)
MODULE = re.compile(rf"`((?:{'|'.join(LAYERS)}|moonwalk_plugins)(?:\.[a-z_]+)+)`")
PATH = re.compile(r"`((?:engine|plugins|tests|examples|docs)/[\w./-]+)`")
TERM = re.compile(r"^- \*\*(.+?)\*\*(.*?):", re.MULTILINE)


def is_module(name: str) -> bool:
    """Whether there is a module or package of this dotted name, from `moonwalk` or from the plugins on."""
    folder = PLUGINS if name.startswith("moonwalk_plugins") else ENGINE
    path = folder.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


@pytest.mark.parametrize("page", PAGES)
def test_every_module_that_is_named_exists(page, text_of):
    named = set(MODULE.findall(text_of(page)))
    assert sorted(name for name in named if not is_module(name)) == []


@pytest.mark.parametrize("page", PAGES)
def test_every_path_that_is_named_exists(page, text_of):
    paths = {path for path in PATH.findall(text_of(page)) if "NAME" not in path}
    assert sorted(path for path in paths if not (ROOT / path).exists()) == []


def test_the_architecture_names_many_modules(text_of):
    assert len(set(MODULE.findall(text_of("docs/architecture.md")))) > 40


def test_a_module_that_does_not_exist_is_seen():
    assert MODULE.findall("`api.nowhere`, `api.rules` and `board.csv`") == ["api.nowhere", "api.rules"]
    assert not is_module("api.nowhere")
    assert is_module("api.rules")


def test_the_layers_are_those_of_the_contract(text_of):
    settings = ConfigParser()
    settings.read_string((ROOT / ".importlinter").read_text(encoding="utf-8"))
    layers = settings["importlinter:contract:layers"]["layers"].split("\n")
    held = [sorted(layer.split(" | ")) for layer in layers if layer]
    table = text_of("docs/architecture.md").split("## The layers")[1]
    rows = iter(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE))
    assert [sorted(next(rows, "") for _ in layer) for layer in held] == held
    assert list(rows) == []


def test_every_word_of_the_glossary_says_where_it_lives(text_of):
    terms = TERM.findall(text_of("docs/glossary.md"))
    assert len(terms) > 60
    assert [term for term, rest in terms if not re.fullmatch(r" \(`[\w.]+`\)", rest)] == []


def test_the_glossary_is_in_the_order_of_the_alphabet(text_of):
    terms = [term for term, _ in TERM.findall(text_of("docs/glossary.md"))]
    assert terms == sorted(set(terms))


def test_every_decision_is_listed_under_its_title(text_of):
    listed = dict(
        re.findall(r"^\| \[\d+\]\((.+?)\) \| (.+) \|$", text_of("docs/decisions/README.md"), re.MULTILINE)
    )
    titles = {
        path.name: path.read_text(encoding="utf-8").splitlines()[0].partition(". ")[2]
        for path in DECISIONS.glob("0*.md")
    }
    assert listed == titles


@pytest.mark.parametrize("path", sorted(DECISIONS.glob("0*.md")), ids=lambda path: path.stem)
def test_a_decision_has_its_number_and_three_parts(path):
    text = path.read_text(encoding="utf-8")
    assert text.startswith(f"# {int(path.name[:4])}. ")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]
