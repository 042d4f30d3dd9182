"""Writes docs/reference from the docstrings and signatures of the public modules: `make reference`.

It reads the source and needs nothing but the standard library. A test holds the pages up to date.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

FOLDER = Path(__file__).parent / "reference"
INDEX = FOLDER / "README.md"
MODULES = (
    "moonwalk.api",
    "moonwalk.api.fields",
    "moonwalk.api.files",
    "moonwalk.api.notices",
    "moonwalk.api.panels",
    "moonwalk.api.language",
    "moonwalk.api.amount_words",
    "moonwalk.api.web",
    "moonwalk.api.arrays",
    "moonwalk.testing",
    "moonwalk.testing.trial",
)
WIDTH = 100
NOTE = """\
<!-- Written by docs/make_reference.py from the docstrings. Change those, then run make reference. -->
<!-- fmt: off -->"""

Node = ast.ClassDef | ast.FunctionDef | ast.Assign | ast.AnnAssign


class Item(NamedTuple):
    """A public name: its value, its declaration, and what its docstring says."""

    value: Any
    node: Node
    doc: str

    @property
    def is_plain(self) -> bool:
        """Whether it is neither a class nor a function: a constant, or the name of a type."""
        return isinstance(self.node, ast.Assign | ast.AnnAssign)


def public_items(module: ModuleType) -> Iterator[tuple[str, Item]]:
    """What a module lists in `__all__`, in that order."""
    for name in module.__all__:
        node, doc = declaration(module.__name__, name)
        yield name, Item(getattr(module, name), node, doc)


def declaration(module: str, name: str) -> tuple[Node, str]:
    """Where a name is declared, here or in a module from which it is imported, and its docstring."""
    body = parsed(module).body
    for node, below in zip(body, [*body[1:], None], strict=True):
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name == name:
            return node, ast.get_docstring(node) or ""
        if isinstance(node, ast.Assign | ast.AnnAssign) and name in names_bound(node):
            return node, text_of(below)
        if isinstance(node, ast.ImportFrom) and name in [alias.name for alias in node.names]:
            return declaration(node.module or "", name)
    raise LookupError(f"{module} does not declare {name}")


@cache
def parsed(module: str) -> ast.Module:
    """The source of a module, parsed."""
    return ast.parse(inspect.getsource(import_module(module)))


def names_bound(node: ast.Assign | ast.AnnAssign) -> list[str]:
    """The names that an assignment binds."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return [target.id for target in targets if isinstance(target, ast.Name)]


def text_of(node: ast.stmt | None) -> str:
    """The text below an assignment, which describes it."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return inspect.cleandoc(str(node.value.value))
    return ""


def page_of(name: str) -> str:
    """The page of a module."""
    module = import_module(name)
    parts = [NOTE, f"# {name}", *prose(inspect.getdoc(module) or "")]
    for public, item in public_items(module):
        parts += [f"## {public}", *section(public, item)]
    return "\n\n".join(parts) + "\n"


def section(name: str, item: Item) -> Iterator[str]:
    """How a name is written, what it is, and what it has."""
    if isinstance(item.node, ast.FunctionDef):
        yield code(signature(item.node))
    elif isinstance(item.node, ast.ClassDef):
        yield code(class_line(item.node), *fields_of(item.node))
    elif shown := alias(item.node):
        yield code(shown)
    yield from prose(item.doc)
    for method in methods_of(item.node):
        yield f"### {name}.{method.name}"
        yield code(signature(method))
        yield from prose(ast.get_docstring(method) or "")


def class_line(node: ast.ClassDef) -> str:
    """A class and what it is built on."""
    bases = [ast.unparse(base) for base in node.bases]
    return f"class {node.name}({', '.join(bases)})" if bases else f"class {node.name}"


def fields_of(node: ast.ClassDef) -> Iterator[str]:
    """The fields of a class as they are declared, one a line; how a default is made is left out."""
    for field in node.body:
        if isinstance(field, ast.AnnAssign | ast.Assign) and public(names_bound(field)):
            if isinstance(field, ast.AnnAssign) and field.value and "field(" in ast.unparse(field.value):
                yield f"    {ast.unparse(field.target)}: {ast.unparse(field.annotation)} = ..."
            else:
                yield f"    {ast.unparse(field)}"


def public(names: list[str]) -> bool:
    """Whether names are meant for readers."""
    return not any(name.startswith("_") or name == "model_config" for name in names)


def methods_of(node: Node) -> list[ast.FunctionDef]:
    """The described methods and properties of a class."""
    if not isinstance(node, ast.ClassDef):
        return []
    functions = [method for method in node.body if isinstance(method, ast.FunctionDef)]
    return [method for method in functions if public([method.name]) and ast.get_docstring(method)]


def signature(node: ast.FunctionDef) -> str:
    """A function as it is declared, over several lines where one is too long."""
    marks = "".join(f"@{ast.unparse(mark)}\n" for mark in node.decorator_list)
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    line = f"def {node.name}({ast.unparse(node.args)}){returns}"
    if len(line) <= WIDTH:
        return marks + line
    arguments = "".join(f"    {argument},\n" for argument in arguments_of(node.args))
    return f"{marks}def {node.name}(\n{arguments}){returns}"


def arguments_of(arguments: ast.arguments) -> Iterator[str]:
    """Each argument with its type and default."""
    plain = [*arguments.posonlyargs, *arguments.args]
    defaults: list[ast.expr | None] = [None] * (len(plain) - len(arguments.defaults))
    for argument, default in zip(plain, [*defaults, *arguments.defaults], strict=True):
        yield ast.unparse(argument) + (f" = {ast.unparse(default)}" if default else "")
    if arguments.vararg:
        yield f"*{ast.unparse(arguments.vararg)}"
    elif arguments.kwonlyargs:
        yield "*"
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        yield ast.unparse(argument) + (f" = {ast.unparse(default)}" if default else "")


def alias(node: Node) -> str:
    """A constant or a type as it is declared; nothing where that says less than its description."""
    text = ast.unparse(node)
    return "" if "Annotated[" in text or "Marker(" in text else text


def code(*lines: str) -> str:
    """Python for reading."""
    return "\n".join(["```py", *lines, "```"])


def prose(text: str) -> Iterator[str]:
    """The paragraphs of a docstring, with its examples as code."""
    for paragraph in text.split("\n\n"):
        if paragraph.startswith(">>> "):
            yield f"```pycon\n{paragraph}\n```"
        elif paragraph:
            yield paragraph


def path_of(name: str) -> Path:
    """Where the page of a module is."""
    return FOLDER / f"{name.removeprefix('moonwalk.')}.md"


def index() -> str:
    """The list of all pages, each with the first line of its module."""
    lines = [
        f"- [{name}]({path_of(name).name})\n  {(inspect.getdoc(import_module(name)) or '').splitlines()[0]}"
        for name in MODULES
    ]
    return (
        "\n\n".join([NOTE, "# Reference", "What a plugin may import, module by module.", "\n".join(lines)])
        + "\n"
    )


def main() -> None:
    """Writes every page."""
    FOLDER.mkdir(exist_ok=True)
    for name in MODULES:
        path_of(name).write_text(page_of(name), encoding="utf-8")
    INDEX.write_text(index(), encoding="utf-8")


if __name__ == "__main__":
    main()
