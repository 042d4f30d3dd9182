"""The project's own modules, parsed."""

from __future__ import annotations

import ast
import gc
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TypeAlias

ROOT = Path(__file__).parents[2]


Module: TypeAlias = tuple[str, ast.Module, str]
"""A path from the root, what it says parsed, and its text."""


def modules(*folders: str) -> Iterator[Module]:
    for folder in folders or ("engine", "plugins"):
        yield from _parsed(folder)


@cache
def _parsed(folder: str) -> tuple[Module, ...]:
    texts = ((path, path.read_text(encoding="utf-8")) for path in sorted((ROOT / folder).rglob("*.py")))
    parsed = tuple((path.relative_to(ROOT).as_posix(), ast.parse(text), text) for path, text in texts)
    # Hundreds of thousands of nodes that stay: looking through them for garbage would slow every later test.
    gc.freeze()
    return parsed
