"""Files are whole ideas: none too long, few too short, no function that does not fit a screen."""

from __future__ import annotations

import ast
from collections import Counter
from statistics import median
from typing import Final

from .sources import ROOT, modules

FOLDERS = ("engine", "plugins", "examples")
CEILING: Final = 400
FLOOR: Final = 60
ENGINE: Final = "engine/moonwalk/"
REASONS: Final = {
    "engine/moonwalk/__main__.py": "`python -m moonwalk` runs a module of this name",
    "engine/moonwalk/cli/watching.py": "waiting for files is not what a command does, and is tried by itself",
    "engine/moonwalk/tui/job_actions.py": "the jobs after one key are a list by itself, which grows",
    "engine/moonwalk/tui/widgets/marks.py": "what is marked outlives the rows that a table shows",
}
"""Modules below the floor that only one module imports, and why each is one all the same."""


def test_no_module_is_over_the_ceiling():
    long = {path: text.count("\n") for path, _, text in modules(*FOLDERS) if text.count("\n") > CEILING}
    assert not long


def test_a_module_below_the_floor_has_several_importers_or_a_reason():
    texts = {path: text for path, _, text in modules("engine") if not path.endswith("__init__.py")}
    importers = count_importers(texts)
    small = {path for path, text in texts.items() if text.count("\n") < FLOOR and importers[path] <= 1}
    # A command is one file, and the group imports it by its name.
    small = {path for path in small if not path.startswith(f"{ENGINE}cli/commands/")}
    assert small == set(REASONS)


def count_importers(texts: dict[str, str]) -> Counter[str]:
    """How many of the modules import each of them, by path."""
    importers: Counter[str] = Counter()
    for path, text in texts.items():
        imported = set()
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ImportFrom) and node.module:
                imported.add(f"engine/{node.module.replace('.', '/')}.py")
                imported |= {f"engine/{node.module.replace('.', '/')}/{name.name}.py" for name in node.names}
        importers.update((imported & set(texts)) - {path})
    return importers


def test_the_engine_has_few_and_full_rooms():
    sizes = [text.count("\n") for _, _, text in modules("engine")]
    # At most 220 files when the engine had 34,800 lines; what is added to it may have rooms as full.
    assert sum(sizes) / len(sizes) >= 34_800 / 220
    assert median(sizes) >= 130


def test_no_function_body_is_over_40_lines():
    long = {
        f"{path}:{node.lineno} {node.name}": lines
        for path, tree, _ in modules(*FOLDERS)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (lines := body_lines(node)) > 40
    }
    assert not long


def body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a body without its docstring."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return (node.end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_no_module_is_named_utils():
    names = {path for path, _, _ in modules() if {"utils", "util", "helpers", "misc"} & set(stems(path))}
    assert not names


def stems(path: str) -> list[str]:
    return path.removesuffix(".py").split("/")


def test_pyproject_stays_short():
    assert (ROOT / "pyproject.toml").read_text(encoding="utf-8").count("\n") <= 190


def test_a_body_is_measured_without_its_docstring():
    source = 'def f():\n    """One.\n\n    Two.\n    """\n    a = 1\n    return a\n'
    assert body_lines(ast.parse(source).body[0]) == 2


def test_importers_are_counted_by_module_and_by_name():
    texts = {
        "engine/moonwalk/store/ids.py": "",
        "engine/moonwalk/store/people.py": "from moonwalk.store.ids import show",
        "engine/moonwalk/services/files.py": "from moonwalk.store import ids, people",
    }
    assert count_importers(texts) == {"engine/moonwalk/store/ids.py": 2, "engine/moonwalk/store/people.py": 1}
