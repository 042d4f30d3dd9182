"""What damages data quietly stays out of everything but the store, which knows the traps."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from .sources import modules

STORE = "engine/moonwalk/store/"


def trespasses(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in ("insert_all", "upsert_all"):
            yield node.lineno, node.attr
        if isinstance(node, ast.Attribute) and node.attr == "conn" and ast.unparse(node.value).endswith("db"):
            yield node.lineno, "db.conn"
        if isinstance(node, ast.keyword) and node.arg == "replace" and ast.unparse(node.value) == "True":
            yield node.value.lineno, "replace=True"


def test_only_the_store_touches_the_database():
    found = [
        f"{path}:{line} {what}"
        for path, tree, _ in modules()
        if not path.startswith(STORE)
        for line, what in trespasses(tree)
    ]
    assert not found


def test_not_even_the_store_uses_the_bare_connection_or_replaces_rows():
    found = [
        f"{path}:{line} {what}"
        for path, tree, _ in modules()
        if path.startswith(STORE)
        for line, what in trespasses(tree)
        if what != "insert_all"
    ]
    assert not found


@pytest.mark.parametrize(
    "source", ["t.insert_all(rows)", "self.db.conn.execute(x)", "t.insert(row, replace=True)"]
)
def test_a_trespass_is_seen(source):
    assert list(trespasses(ast.parse(source)))
