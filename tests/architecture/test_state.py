from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from .sources import modules

LITERALS = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
MAKERS = {"list", "dict", "set", "defaultdict", "Counter", "deque", "OrderedDict", "bytearray"}


def mutable_names(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Module-level names bound to something that can be changed, unless declared Final."""
    for node in tree.body:
        if isinstance(node, ast.Assign):
            targets, value = node.targets, node.value
        elif isinstance(node, ast.AnnAssign) and node.value and "Final" not in ast.unparse(node.annotation):
            targets, value = [node.target], node.value
        elif isinstance(node, ast.AugAssign):
            yield node.lineno, ast.unparse(node.target)
            continue
        else:
            continue
        if is_mutable(value) and ast.unparse(targets[0]) != "__all__":
            yield node.lineno, ast.unparse(targets[0])


def is_mutable(value: ast.expr) -> bool:
    if isinstance(value, ast.Call):
        return ast.unparse(value.func).split(".")[-1].split("[")[0] in MAKERS
    return isinstance(value, LITERALS)


def test_no_module_has_state_that_can_change():
    found = [f"{path}:{line} {name}" for path, tree, _ in modules() for line, name in mutable_names(tree)]
    assert not found


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("A = []", ["A"]),
        ("A: dict[str, int] = {}", ["A"]),
        ("A = {x for x in y}", ["A"]),
        ("A = defaultdict(list)", ["A"]),
        ("A = collections.deque[int]()", ["A"]),
        ("A = ()\nA += (1,)", ["A"]),
        ("A: Final = {}\nB = (1,)\nC = MappingProxyType({})\nD = frozenset({1})\n__all__ = ['A']", []),
    ],
)
def test_mutable_state_is_told_from_constants(source, names):
    assert [name for _, name in mutable_names(ast.parse(source))] == names
