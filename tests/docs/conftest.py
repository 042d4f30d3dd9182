"""Finds what the documents promise: code blocks by language, and commands. Each becomes a test of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = (
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "examples").rglob("*.md")),
)
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`(moonwalk [^`]+)`")


@dataclass(frozen=True)
class Block:
    document: Path
    line: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.document.relative_to(ROOT).as_posix()}:{self.line}"


@cache
def blocks(document: Path) -> list[Block]:
    text = document.read_text(encoding="utf-8")
    return [
        Block(document, text[: found.start()].count("\n") + 2, found[1], found[2])
        for found in FENCE.finditer(text)
    ]


@cache
def commands(document: Path) -> list[Block]:
    text = document.read_text(encoding="utf-8")
    prose = FENCE.sub(lambda found: "\n" * found[0].count("\n"), text)
    told = [
        Block(document, prose[: found.start()].count("\n") + 1, "command", " ".join(found[1].split()))
        for found in INLINE.finditer(prose)
    ]
    for block in blocks(document):
        for number, line in enumerate(block.text.splitlines()):
            typed = line.split("  #")[0].strip()
            if block.language in ("console", "") and typed.startswith("moonwalk ") and " = " not in typed:
                told.append(Block(document, block.line + number, "console", typed))
    return told


def pytest_generate_tests(metafunc):
    found = {
        "document": DOCUMENTS,
        "yaml_block": [one for file in DOCUMENTS for one in blocks(file) if one.language == "yaml"],
        "toml_block": [one for file in DOCUMENTS for one in blocks(file) if one.language == "toml"],
        "command": [one for file in DOCUMENTS for one in commands(file)],
    }
    for name in set(found) & set(metafunc.fixturenames):
        ids = [one.relative_to(ROOT).as_posix() if isinstance(one, Path) else str(one) for one in found[name]]
        metafunc.parametrize(name, found[name], ids=ids)


@pytest.fixture
def python_of():
    """The Python blocks of a document, in order."""
    return lambda name: [one for one in blocks(ROOT / name) if one.language == "python"]


@pytest.fixture
def text_of():
    """A document's text."""
    return lambda name: (ROOT / name).read_text(encoding="utf-8")
