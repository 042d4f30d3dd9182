"""Small changes to a module, as somebody may make them by mistake: one at a time, in its syntax tree."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_COMPARISONS: Final = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_ARITHMETIC: Final = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
_FUNCTIONS: Final = {"min": "max", "max": "min", "any": "all", "all": "any"}
_STATEMENT: Final = re.compile(r"\b(SELECT|INSERT|UPDATE|DELETE|WHERE|JOIN|ORDER BY|CREATE)\b")
_SQL: Final = (
    (r" AND ", " OR "),
    (r" OR (?!REPLACE|IGNORE|ABORT)", " AND "),
    (r" <= ", " < "),
    (r" >= ", " > "),
    (r" < ", " <= "),
    (r" > ", " >= "),
    (r" = ", " <> "),
    (r" <> ", " = "),
    (r" DESC\b", ""),
    (r" LIMIT 1\b", " LIMIT 0"),
    (r"\bmax\(", "min("),
    (r"\bmin\(", "max("),
    (r" IS NULL", " IS NOT NULL"),
    (r" IS NOT NULL", " IS NULL"),
    (r"\bLEFT JOIN\b", "JOIN"),
    (r"\bDISTINCT ", ""),
)
_LEFT_ALONE: Final = frozenset({"annotation", "returns", "decorator_list", "bases"})
"""Fields of a node in which a change would mean nothing, or be caught before any test."""


@dataclass(frozen=True, eq=False)
class Change:
    """What stands at `field` of `parent` (in a list: at `index`) and what is put there instead.

    `statement` is the first line of the statement that it is in.
    """

    number: int
    line: int
    statement: int
    parent: ast.AST
    field: str
    index: int | None
    old: Any
    new: Any

    @property
    def says(self) -> str:
        """The change in a line."""
        return f"{_source(self.old)}  ->  {_source(self.new)}"

    @contextmanager
    def made(self) -> Iterator[None]:
        """The tree is changed inside the block."""
        self._put(self.new)
        try:
            yield
        finally:
            self._put(self.old)

    def _put(self, value: Any) -> None:
        if self.index is None:
            setattr(self.parent, self.field, value)
        else:
            getattr(self.parent, self.field)[self.index] = value


def changes_of(path: Path) -> tuple[ast.Module, list[Change]]:
    """The tree of a module, and every change to it, in the order of its lines."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    made = []
    for statement, parent, field, index, node in _places(tree):
        for new in _instead_of(node, parent, field):
            ast.copy_location(new, node)
            ast.fix_missing_locations(new)
            made.append((getattr(node, "lineno", statement), statement, parent, field, index, node, new))
    return tree, [Change(number, *rest) for number, rest in enumerate(made)]


def _places(node: ast.AST, line: int = 1) -> Iterator[tuple[int, ast.AST, str, int | None, ast.AST]]:
    """Every place of a tree in which a change makes sense, after the line in which its statement begins."""
    for field, value in ast.iter_fields(node):
        if field in _LEFT_ALONE:
            continue
        for index, child in enumerate(value) if isinstance(value, list) else ((None, value),):
            if not isinstance(child, ast.AST) or _is_words(child):
                continue
            begins = child.lineno if isinstance(child, ast.stmt) else line
            yield begins, node, field, index, child
            yield from _places(child, begins)


def _is_words(node: ast.AST) -> bool:
    """Whether this is for people: a docstring, a message, what only a type checker reads."""
    if isinstance(node, ast.Raise | ast.JoinedStr):
        return True
    if isinstance(node, ast.If):
        return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _instead_of(node: ast.AST, parent: ast.AST, field: str) -> Iterator[ast.AST]:
    match node:
        case ast.Compare(left=left, ops=[operator], comparators=right) if type(operator) in _COMPARISONS:
            yield ast.Compare(left, [_COMPARISONS[type(operator)]()], right)
        case ast.BoolOp(op=operator, values=values):
            yield ast.BoolOp(ast.Or() if isinstance(operator, ast.And) else ast.And(), values)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _ARITHMETIC:
            if not any(isinstance(side, ast.JoinedStr) or _text(side) is not None for side in (left, right)):
                yield ast.BinOp(left, _ARITHMETIC[type(operator)](), right)
        case ast.Call(func=ast.Name(id=name), args=args, keywords=keywords) if name in _FUNCTIONS:
            yield ast.Call(ast.Name(_FUNCTIONS[name], ast.Load()), args, keywords)
        case ast.Constant(value=value):
            yield from _other_constants(value)
        case _:
            yield from _other_statements(node)
    if field == "test" and isinstance(parent, ast.If | ast.While | ast.IfExp) and isinstance(node, ast.expr):
        yield ast.UnaryOp(ast.Not(), node)
    if field == "ifs":
        yield ast.Constant(True)


def _other_statements(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Return(value=value) if value is not None and not _is_none(value):
            yield ast.Return(ast.Constant(None))
        case ast.Expr(value=ast.Call()):
            yield ast.Pass()
        case ast.AugAssign(target=target, op=operator, value=value) if type(operator) in _ARITHMETIC:
            yield ast.AugAssign(target, _ARITHMETIC[type(operator)](), value)
        case ast.Continue():
            yield ast.Break()
        case ast.Break():
            yield ast.Continue()


def _other_constants(value: object) -> Iterator[ast.AST]:
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int):
        yield ast.Constant(value + 1)
    elif isinstance(value, str) and _STATEMENT.search(value):
        for pattern, instead in _SQL:
            for place in re.finditer(pattern, value):
                yield ast.Constant(value[: place.start()] + instead + value[place.end() :])


def _text(node: ast.AST) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _source(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())[:300]
