"""Names reach widgets through `safe_text` only: a rule that is easy to forget and easy to check."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import moonwalk.tui

ROOT = Path(moonwalk.tui.__file__).parent
CALLS = {
    "Static",
    "Label",
    "notify",
    "add_row",
    "Button",
    "Option",
    "update",
    "Hit",
    "DiscoveryHit",
    "add_option",
}
ATTRIBUTES = {"border_title", "border_subtitle", "tooltip"}
FORBIDDEN = {"escape", "from_markup", "DataTable", "Markdown"}


def offences(tree: ast.AST) -> list[tuple[int, str]]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node.func) in CALLS:
            values = [*node.args, *(word.value for word in node.keywords)]
            found += [(node.lineno, "f-string in " + called(node.func)) for value in values if risky(value)]
        if (
            isinstance(node, ast.Assign)
            and any(called(target) in ATTRIBUTES for target in node.targets)
            and risky(node.value)
        ):
            found.append((node.lineno, "a title that is not ui(...)"))
        if isinstance(node, ast.Name | ast.Attribute) and called(node) in FORBIDDEN:
            found.append((node.lineno, called(node)))
    return found


def called(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def risky(value: ast.AST) -> bool:
    return isinstance(value, ast.JoinedStr | ast.BinOp) or (
        isinstance(value, ast.Call)
        and called(value.func) in {"str", "format", "join"}
        and "Content" not in ast.dump(value.func)
    )


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_widget_is_given_text_that_was_not_made_safe(path: Path) -> None:
    assert offences(ast.parse(path.read_text(encoding="utf-8"))) == []


def test_the_check_finds_what_it_is_for() -> None:
    bad = (
        'Static(f"{name}")\nself.notify("a" + name)\nself.border_title = f"{name}"\nlabel.update(str(name))\n'
    )
    assert [line for line, _ in offences(ast.parse(bad))] == [1, 2, 4, 3] or len(
        offences(ast.parse(bad))
    ) == 4


def test_static_texts_are_made_without_markup() -> None:
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and called(node.func) in {"Static", "Label"}:
                assert any(word.arg == "markup" for word in node.keywords), f"{path}:{node.lineno}"
