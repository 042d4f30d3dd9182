"""Seals: by which a change to rows that are no facts is noticed, such as those of messages.

Such rows change often, or follow from facts, so no link of the chain is made for them. Each has a seal, a
hash of what it says, which is renewed with it; small tables have one for all of their rows.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import compress, repeat
from operator import is_not, itemgetter
from types import MappingProxyType
from typing import Any, Final, Protocol

SIZE: Final = 16
"""The bytes of a commitment, a head, a seal and a salt."""

TABLE: Final = """CREATE TABLE seal (
        name TEXT NOT NULL, row INTEGER NOT NULL, seal BLOB NOT NULL, PRIMARY KEY (name, row)
    ) STRICT, WITHOUT ROWID"""

SEALED: Final = MappingProxyType(
    {
        "message": (
            *("key", "challenge", "person", "channel", "subject", "text", "due_at", "expires_at", "state"),
            *("attempts", "lease_until", "note", "created_at", "dates", "notice", "language", "sent_with"),
            "aside",
        ),
        "delivery": ("message", "at", "outcome", "note"),
        "publication": ("challenge", "week", "at", "figures"),
        "reading": ("person", "at", "who", "what", "why"),
        "retention": ("challenge", "first", "last", "results", "decision"),
    }
)
"""Tables whose rows have a seal each. A column that is added later goes to the end, as in the chain."""

SEALED_WHOLE: Final = ("tick", "lease", "backup", "change", "tombstone", "_sqlite_migrations")
"""Small tables that have one seal."""


class Executes(Protocol):
    """What can be asked: a connection, or a reader."""

    def execute(self, sql: str, values: Sequence[Any] = ..., /) -> sqlite3.Cursor:
        """Run a statement."""


def plain(columns: Sequence[str], row: Sequence[Any]) -> bytes:
    """A row as bytes that are the same everywhere, and others for any other row."""
    present = tuple(map(is_not, row, repeat(None)))
    return (_form(tuple(columns), present) % tuple(compress(row, present))).encode()


@lru_cache(maxsize=256)
def _form(columns: tuple[str, ...], present: tuple[bool, ...]) -> str:
    """What a row looks like as the list of its columns and values, without those that are absent."""
    # `ascii`, since what `repr` calls printable depends on the version of Python.
    pairs = zip(columns, present, strict=True)
    return f"[{', '.join(f'({column!a}, %a)' for column, there in pairs if there)}]"


_ROW_SEALS: Final = (
    "SELECT no, {columns} FROM {table} WHERE no IN (SELECT value FROM json_each(?)) ORDER BY no"
)
_UNSEAL: Final = "DELETE FROM seal WHERE name = ? AND row = ?"
_SEAL: Final = "INSERT OR REPLACE INTO seal (name, row, seal) VALUES {marks}"
_AT_ONCE: Final = 1000
"""Rows that are read to be sealed, so that not all of a large transaction are in memory."""
_SEALED_AT_ONCE: Final = 200
"""Seals that are stored by one statement."""


def row_seal(table: str, row: Sequence[Any]) -> bytes:
    """The seal of a row of a table that has one for each."""
    return blake2b(plain(SEALED[table], row), digest_size=SIZE, person=table.encode()).digest()


def seal_rows(connection: sqlite3.Connection, table: str, rows: Sequence[int]) -> None:
    """Renew the seals of the rows with these numbers; those of rows that are gone go too."""
    sql = _ROW_SEALS.format(table=table, columns=", ".join(SEALED[table]))
    for start in range(0, len(rows), _AT_ONCE):
        some = rows[start : start + _AT_ONCE]
        there = connection.execute(sql, (json.dumps(some),)).fetchall()
        _store(connection, table, [(row[0], row_seal(table, row[1:])) for row in there])
        if len(there) < len(some):
            gone = set(some).difference(no for no, *_ in there)
            connection.executemany(_UNSEAL, [(table, no) for no in gone])


def _store(connection: sqlite3.Connection, table: str, sealed: Sequence[tuple[int, bytes]]) -> None:
    """Store the seals of rows by their numbers, many by one statement: that is what takes time."""
    for start in range(0, len(sealed), _SEALED_AT_ONCE):
        some = sealed[start : start + _SEALED_AT_ONCE]
        marks = ", ".join(["(?, ?, ?)"] * len(some))
        values = [value for no, seal in some for value in (table, no, seal)]
        connection.execute(_SEAL.format(marks=marks), values)


_WHOLE: Final = "SELECT * FROM {table}"


def table_seal(connection: Executes, table: str) -> bytes:
    """The seal of a table that has one, as its rows are now."""
    # The first column of each is unique.
    rows = sorted(connection.execute(_WHOLE.format(table=table)).fetchall(), key=itemgetter(0))
    return blake2b(ascii(rows).encode(), digest_size=SIZE, person=b"moonwalk table").digest()


def seal_tables(connection: sqlite3.Connection) -> None:
    """Renew the seals of tables that have changed."""
    stored = stored_seals(connection)
    for table in SEALED_WHOLE:
        seal = table_seal(connection, table)
        if stored.get(table) != seal:
            _store(connection, table, [(0, seal)])


def stored_seals(connection: Executes) -> dict[str, bytes]:
    """The seals of the tables that have one, as they were stored."""
    marks = ", ".join("?" * len(SEALED_WHOLE))
    sql = _STORED.format(marks=marks)
    return dict(connection.execute(sql, SEALED_WHOLE).fetchall())


_STORED: Final = "SELECT name, seal FROM seal WHERE name IN ({marks}) AND row = 0"


@lru_cache(maxsize=256)
def may_change_tables(sql: str) -> bool:
    """Whether a statement may change one of the tables that have one seal."""
    return _NAMES.search(sql) is not None


_NAMES: Final = re.compile(rf"\b(?:{'|'.join(SEALED_WHOLE)})\b")
