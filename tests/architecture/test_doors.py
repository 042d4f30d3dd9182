"""A plugin imports the documented modules of the API, and from them only what they list."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module

import pytest

from .sources import modules

DOORS = ("", ".fields", ".files", ".language", ".amount_words", ".notices", ".panels", ".web", ".arrays")


def side_doors(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Imports of Moonwalk that are none of a name that one of the documented modules lists."""
    doors = {f"moonwalk.api{door}": import_module(f"moonwalk.api{door}").__all__ for door in DOORS}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names if _is_ours(name.name))
        if isinstance(node, ast.ImportFrom) and _is_ours(node.module or ""):
            listed = doors.get(node.module or "", ())
            for name in node.names:
                if name.name not in listed:
                    yield node.lineno, f"{node.module}.{name.name}"


def _is_ours(module: str) -> bool:
    return module.partition(".")[0] == "moonwalk" and not module.startswith("moonwalk.testing")


def test_plugins_and_examples_use_the_documented_modules():
    wrong = [
        f"{path}:{line} {what}"
        for path, tree, _ in modules("plugins", "examples")
        for line, what in side_doors(tree)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "source",
    [
        "import moonwalk.api",
        "from moonwalk import api",
        "from moonwalk.api import hookspec",
        "from moonwalk.api.values import ByWeek",
        "from moonwalk.api.rules import PersonRule",
        "from moonwalk.scoring import score",
    ],
)
def test_a_side_door_is_noticed(source):
    assert list(side_doors(ast.parse(source)))


VAGUE = {"found", "one", "told", "which", "given"}


def vague_names(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Values and arguments that are named for nothing that they hold."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id in VAGUE:
            yield node.lineno, node.id
        if isinstance(node, ast.arg) and node.arg in VAGUE:
            yield node.lineno, node.arg


def test_values_of_the_api_and_the_registry_are_named_for_what_they_hold():
    named = [
        f"{path}:{line} {name}"
        for path, tree, _ in modules("engine/moonwalk/api", "engine/moonwalk/registry")
        for line, name in vague_names(tree)
    ]
    assert named == []


@pytest.mark.parametrize("source", ["found = 1", "def f(given): pass", "[one for one in rows]"])
def test_a_vague_name_is_noticed(source):
    assert list(vague_names(ast.parse(source)))
