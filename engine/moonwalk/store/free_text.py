"""Texts that people wrote freely, which may name somebody: where they do, and names of files that do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from moonwalk.store.database import Reader, Transaction
from moonwalk.store.schema import NAME_REMOVED

_TEXTS: Final = MappingProxyType(
    {
        "decision": ("who", "about", "why", "detail"),
        "attribute": ("name", "value"),
        "team": ("id", "name"),
        "launch": ("challenge", "text"),
        "import": ("file",),
        "entry": ("reason",),
        "message": ("subject", "text", "note"),
        "delivery": ("note",),
        "backup": ("file",),
    }
)
_COLUMN: Final = "SELECT no, {column} FROM {table} WHERE {column} <> '' ORDER BY no"
_MOST: Final = 100


def places(db: Reader, words: Sequence[str]) -> tuple[str, ...]:
    """The places in which one of these words stands, such as `decision 7 (why)`; not more than a hundred."""
    return tuple(f"{table} {no} ({column})" for table, column, no in _found(db, words, _TEXTS))[:_MOST]


def remove_file_names(tx: Transaction, words: Sequence[str]) -> int:
    """Take the names of imported files away that have one of these words in them; how many."""
    numbers = [(NAME_REMOVED, no) for _, _, no in _found(tx, words, {"import": ("file",)})]
    tx.run_many("UPDATE import SET file = ? WHERE no = ?", numbers)
    about = (
        "UPDATE decision SET about = ? WHERE no IN (SELECT decision FROM import WHERE no = ?) AND about <> ''"
    )
    tx.run_many(about, numbers)
    return len(numbers)


def _found(
    db: Reader,
    words: Sequence[str],
    texts: Mapping[str, tuple[str, ...]],
) -> Iterator[tuple[str, str, int]]:
    if not words:
        return
    # What parts the words of a file's name is no part of a word.
    pattern = re.compile(
        r"(?<![^\W_])(?:" + "|".join(_loosely(word) for word in words) + r")(?![^\W_])", re.IGNORECASE
    )
    for table, columns in texts.items():
        for column in columns:
            for no, text in db.rows(_COLUMN.format(table=table, column=column)):
                if pattern.search(text):
                    yield table, column, no


def _loosely(word: str) -> str:
    """A pattern for a word, whatever stands between its parts: `Ada Bell`, `ada-bell`, `ada_bell`."""
    return r"[\s._-]*".join(re.escape(part) for part in word.split())
