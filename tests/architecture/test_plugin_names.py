"""The engine names no plugin that comes with it, nor anything that one declares.

A few names are words of the public contract too: `entries` is a source, and a field of a day. Those are
left out, because a text that is such a word says nothing about plugins.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache

import pytest

from moonwalk.definitions.challenge import SECTIONS
from moonwalk.definitions.field_types import TieKind
from moonwalk.definitions.messages import SECTION_MODELS
from moonwalk.registry import PanelAdapter, find_plugins, load

from .sources import ROOT, modules

API = ROOT / "engine" / "moonwalk" / "api"
VIEWS = ROOT / "engine" / "moonwalk" / "services" / "views.py"


@cache
def names() -> frozenset[str]:
    """Of every first-party plugin its name, its module, and the short and full names that it declares."""
    own = [plugin for plugin in find_plugins() if plugin.first_party]
    # Panels are left out: no file and no command names one, and one is called as a key of rules is.
    adapters = load(installed=own).adapters.values()
    declared = [adapter for adapter in adapters if not isinstance(adapter, PanelAdapter)]
    return frozenset(
        [plugin.name for plugin in own]
        + [plugin.module for plugin in own]
        + [adapter.name for adapter in declared]
        + [adapter.full_name for adapter in declared]
    )


@cache
def words_of_the_contract() -> frozenset[str]:
    """Words of the API (fields, methods, modules), of the language of challenges, and of answers."""
    words = {*SECTIONS, *TieKind.words}
    words.update(key for model in SECTION_MODELS.values() for key in model.model_fields)
    for path in (VIEWS, *API.glob("*.py")):
        words.add(path.stem)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                words.add(node.name)
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                words.add(node.target.id)
    return frozenset(words)


@cache
def telling() -> frozenset[str]:
    """The names that mean a plugin wherever they stand."""
    return names() - words_of_the_contract()


def named_in(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Each of these names that is a text of the code, with its line; descriptions are no code."""
    texts = (
        node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    named = [node for node in texts if node.value in telling()]
    # Hardly any module has one, and what is passed over takes several more walks to find.
    if not named:
        return
    passed_over = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    passed_over |= {id(key) for key in _keys_of_answers(tree)}
    for node in named:
        if id(node) not in passed_over:
            yield node.lineno, node.value


def _keys_of_answers(tree: ast.Module) -> Iterator[ast.expr | None]:
    """The keys of mappings that a function makes to hand on, as `{"file": path}`, and looks nothing up in."""
    looked_up = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Subscript | ast.Attribute)}
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Dict) and id(node) not in looked_up:
                    yield from node.keys


def test_no_text_of_the_engine_is_the_name_of_a_plugin_or_of_what_one_declares():
    named = [f"{path}:{line}: {name}" for path, tree, _ in modules("engine") for line, name in named_in(tree)]
    assert named == []


@pytest.mark.parametrize("name", sorted(telling()))
def test_each_such_name_would_be_noticed(name):
    steers = ast.parse(f'"""{name}"""\nif named == {name!r}:\n    pass\n')
    assert list(named_in(steers)) == [(2, name)]


@pytest.mark.parametrize(
    "code",
    [
        "TABLE = {{{name!r}: 1}}",
        "def f(x):\n    return {{{name!r}: 1}}[x]",
        "def f(x):\n    return {{{name!r}: 1}}.get(x)",
        "def f(x):\n    return x in ({name!r},)",
    ],
)
def test_a_name_that_is_looked_up_is_noticed_in_a_table_too(code):
    name = min(telling())
    assert [word for _, word in named_in(ast.parse(code.format(name=name)))] == [name]


def test_most_names_mean_a_plugin_wherever_they_stand():
    assert len(telling()) > 0.8 * len(names())
    declared = load(installed=[plugin for plugin in find_plugins() if plugin.first_party]).adapters
    named = [adapter for adapter in declared.values() if not isinstance(adapter, PanelAdapter)]
    assert {adapter.full_name for adapter in named} <= telling()
