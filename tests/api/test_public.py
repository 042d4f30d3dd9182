"""The public surface can be counted, and all of it is described."""

from __future__ import annotations

import ast
import inspect
import re
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from moonwalk import api, testing
from moonwalk.api import arrays, fields, files, hooks, notices, panels

HOOKS = sorted(name for name in vars(hooks) if name.startswith("moonwalk_"))
DOORS = (api, fields, files, notices, panels, arrays)
PUBLIC = (*DOORS, testing)
WHOLE_PACKAGES = (api, files, testing)
"""Those that hold nothing of their own, so that whatever they import is meant to be public."""


def order(name: str) -> tuple[int, str]:
    """Constants, then classes, then functions."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2), name


def described(folder: Path) -> set[str]:
    """Names with a docstring of their own: classes, functions, and assignments with a text below."""
    found = set()
    for path in folder.glob("*.py"):
        body = ast.parse(path.read_text(encoding="utf-8")).body
        for node, below in zip(body, [*body[1:], None], strict=True):
            if isinstance(node, ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node):
                found.add(node.name)
            text = isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant)
            if text and isinstance(node, ast.Assign):
                found.add(ast.unparse(node.targets[0]))
            if text and isinstance(node, ast.AnnAssign):
                found.add(ast.unparse(node.target))
    return found


@pytest.mark.parametrize("module", PUBLIC, ids=lambda module: module.__name__)
def test_everything_public_is_listed_in_order(module):
    assert module.__all__ == sorted(module.__all__, key=order)
    assert [name for name in module.__all__ if not hasattr(module, name)] == []


@pytest.mark.parametrize("module", WHOLE_PACKAGES, ids=lambda module: module.__name__)
def test_nothing_else_is_offered(module):
    public = {
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and not isinstance(value, ModuleType)
    }
    assert public - {"annotations"} == set(module.__all__)


@pytest.mark.parametrize("module", PUBLIC, ids=lambda module: module.__name__)
def test_everything_public_is_described(module):
    known = described(Path(module.__file__).parent)
    assert [name for name in module.__all__ if name not in known] == []


def test_a_name_has_one_door():
    doors = Counter(name for module in DOORS for name in module.__all__)
    assert [name for name, count in doors.items() if count > 1] == []


def test_what_rules_and_rankings_need_is_no_more_than_60_names():
    assert len(api.__all__) <= 60


def test_the_doors_are_named_where_a_reader_begins():
    for module in DOORS:
        assert f"`{module.__name__}`" in api.__doc__
        assert module is api or (module.__doc__ or "").strip()
    assert "provisional" in arrays.__doc__.lower()


@pytest.mark.parametrize("name", HOOKS)
def test_every_hook_is_described_in_one_template(name):
    hook = getattr(hooks, name)
    assert not inspect.signature(hook).parameters
    lines = inspect.getdoc(hook).split("\n")
    assert re.fullmatch(r"[A-Z].*\.", lines[0])
    assert lines[1] == ""
    assert [line.partition(":")[0] for line in lines[2:] if re.match(r"[A-Z][a-z]+: ", line)] == [
        "When",
        "Return",
        "Since",
    ]
    assert re.fullmatch(r"Since: \d+\.\d+", lines[-1])


def test_the_host_asks_every_hook():
    from moonwalk.registry.hooks import HOOKS as ASKED

    assert sorted(ASKED) == HOOKS
