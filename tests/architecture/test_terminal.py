"""Whatever reaches a terminal goes through the one module that cleans it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

import pytest

from .sources import modules

DOOR: Final = "engine/moonwalk/cli/terminal.py"
CALLS: Final = frozenset(
    {
        "echo",
        "secho",
        "echo_via_pager",
        "prompt",
        "confirm",
        "pause",
        "progressbar",
        "print",
        "input",
        "getpass",
    }
)
STREAMS: Final = frozenset({"stdout", "stderr", "__stdout__", "__stderr__"})
QUESTIONS: Final = frozenset({"isatty", "close"})
"""What may be asked of a stream, or done to it, since nothing is printed by that."""

REASONS: Final = {
    "engine/moonwalk/registry/loaded.py": "a plugin's prints are turned to stderr, whose guard cleans them",
    "plugins/moonwalk_plugins/console.py": "a channel prints on stderr, whose guard cleans it",
}


def ways_out(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Where a module prints, asks, or takes hold of a stream to do so."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in CALLS and _prints(node.func):
            yield node.lineno, ast.unparse(node.func)
        if isinstance(node, ast.Attribute) and node.attr in STREAMS and _is_of(node, "sys"):
            above = next(each for each in ast.walk(tree) if node in ast.iter_child_nodes(each))
            if not (isinstance(above, ast.Attribute) and above.attr in QUESTIONS):
                yield node.lineno, ast.unparse(node)
        if isinstance(node, ast.ImportFrom) and node.module in ("click", "sys", "os", "getpass"):
            names = {name.name for name in node.names} & (CALLS | STREAMS | {"write"})
            yield from ((node.lineno, name) for name in names)
        if isinstance(node, ast.Call) and _is_of(node.func, "os", "write"):
            yield node.lineno, ast.unparse(node)
        if isinstance(node, ast.Call) and _is_of(node.func, "sys", "exit") and _is_text(node.args):
            # The interpreter prints a text that is given as the code.
            yield node.lineno, ast.unparse(node)
        if isinstance(node, ast.Import | ast.ImportFrom) and "logging" in _imported(node):
            yield node.lineno, "logging"


def _is_of(node: ast.expr, module: str, name: str = "") -> bool:
    """Whether it is something of a module by its name, or anything of it."""
    named = isinstance(node, ast.Attribute) and node.attr == (name or node.attr)
    return named and isinstance(node.value, ast.Name) and node.value.id == module


def _prints(called: ast.expr) -> bool:
    if isinstance(called, ast.Name):
        return called.id in ("print", "input")
    return isinstance(called, ast.Attribute) and ast.unparse(called.value) in ("click", "getpass", "rich")


def _is_text(values: list[ast.expr]) -> bool:
    return any(
        isinstance(value, ast.JoinedStr) or isinstance(getattr(value, "value", None), str) for value in values
    )


def _name(called: ast.expr) -> str:
    return called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")


def _imported(node: ast.Import | ast.ImportFrom) -> set[str]:
    return {node.module or ""} if isinstance(node, ast.ImportFrom) else {name.name for name in node.names}


def test_nothing_is_printed_beside_the_door():
    beside = {
        path: list(ways_out(tree))
        for path, tree, _ in modules()
        if path != DOOR and not path.startswith("engine/moonwalk/testing/") and path not in REASONS
    }
    assert {path: found for path, found in beside.items() if found} == {}


@pytest.mark.parametrize("path", REASONS)
def test_an_exception_is_still_needed(path):
    assert any(list(ways_out(tree)) for name, tree, _ in modules() if name == path)


@pytest.mark.parametrize(
    "source",
    [
        "print(name)",
        "input(name)",
        "click.echo(name)",
        "click.secho(name, fg='red')",
        "click.confirm(name)",
        "from click import echo",
        "from sys import stderr",
        "sys.stderr.write(name)",
        "sys.__stdout__.write(name)",
        "print_to(sys.stdout)",
        "os.write(2, name)",
        "sys.exit(f'no {name}')",
        "getpass.getpass(name)",
        "import logging",
    ],
)
def test_a_way_out_is_noticed(source):
    assert list(ways_out(ast.parse(source)))


@pytest.mark.parametrize(
    "source", ["sys.exit(1)", "sys.stdout.isatty()", "sys.stderr.close()", "sys.exit(code)"]
)
def test_what_prints_nothing_is_allowed(source):
    assert not list(ways_out(ast.parse(source)))
