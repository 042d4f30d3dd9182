"""Names say what they hold, docstrings stand by themselves, comments say why."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections import Counter
from collections.abc import Iterator
from typing import Final

import pytest

from .sources import modules

VAGUE: Final = frozenset({"found", "one", "told"})
ALLOWED: Final = 39
"""How often a vague name may still be bound in the engine and the plugins together."""


def bound_names(tree: ast.Module) -> Iterator[str]:
    """Every name that is bound: assigned, looped over, or taken as an argument."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg


def test_values_are_named_by_what_they_hold():
    bound = Counter(name for _, tree, _ in modules() for name in bound_names(tree) if name in VAGUE)
    assert bound.total() <= ALLOWED, bound


def docstrings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            text = ast.get_docstring(node)
            if text:
                yield getattr(node, "lineno", 1), text


def test_no_docstring_leans_on_the_one_above():
    leaning = [
        f"{path}:{line}"
        for path, tree, _ in modules("engine", "plugins", "examples")
        for line, text in docstrings(tree)
        if text.startswith("The same")
    ]
    assert not leaning


def test_no_docstring_is_broken_like_a_literal():
    broken = [
        f"{path}:{line}"
        for path, tree, _ in modules("engine", "plugins", "examples", "tests")
        for line, text in docstrings(tree)
        if re.search(r'"\n\s*"', text)
    ]
    assert not broken


def comments(text: str) -> list[str]:
    """The comments of a module, without those that speak to tools."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    words = (token.string.lstrip("# ") for token in tokens if token.type == tokenize.COMMENT)
    return [word for word in words if not word.startswith(("type:", "noqa", "fmt:"))]


def test_the_numeric_core_says_why():
    lines = remarks = 0
    for path, _, text in modules("engine"):
        if path.startswith("engine/moonwalk/scoring/"):
            lines += text.count("\n")
            remarks += len(comments(text))
    assert remarks * 100 >= 2 * lines, (remarks, lines)


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("found = 1", ["found"]),
        ("def f(one): pass", ["one"]),
        ("for told, x in y: pass", ["told", "x"]),
        ("[one for one in y]", ["one"]),
        ("print(found)", []),
    ],
)
def test_bound_names_are_seen(source, names):
    assert sorted(bound_names(ast.parse(source))) == sorted(names)


def test_remarks_for_tools_are_no_comments():
    assert comments("# why\nx = 1  # noqa: S101\ny = 2  # type: ignore[misc]\n") == ["why"]
