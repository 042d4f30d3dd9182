from __future__ import annotations

import ast

from .sources import modules

FOLDERS = ("engine", "plugins", "examples")


def test_no_module_is_over_400_lines():
    long = {path: text.count("\n") for path, _, text in modules(*FOLDERS) if text.count("\n") > 400}
    assert not long


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


def test_a_body_is_measured_without_its_docstring():
    source = 'def f():\n    """One.\n\n    Two.\n    """\n    a = 1\n    return a\n'
    assert body_lines(ast.parse(source).body[0]) == 2
