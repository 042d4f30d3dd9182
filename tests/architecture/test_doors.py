"""A plugin imports the documented modules of the API, and from them only what they list."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module

import pytest

from .sources import modules

DOORS = ("", ".fields", ".files", ".notices", ".panels", ".arrays")


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
