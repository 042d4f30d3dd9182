"""Whether a database is what this program wrote: its structure, its rules, and what adds up in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Final

from moonwalk.store.database import Reader
from moonwalk.store.errors import StoreError
from moonwalk.store.schema import PACKED, migrate

_MOST: Final = 100
"""So many faults of a kind are named; more say no more."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as this program wrote it: the check that noticed it, and a sentence."""

    check: str
    says: str


def _integrity(db: Reader) -> Iterator[str]:
    for (line,) in db.rows(f"PRAGMA integrity_check({_MOST})"):
        if line != "ok":
            yield f"The file is damaged: {' '.join(str(line).split())}."


def _references(db: Reader) -> Iterator[str]:
    for table, row, parent, _ in db.rows("PRAGMA foreign_key_check")[:_MOST]:
        yield f"Row {row} of {table} refers to a {parent} that does not exist."


def _schema(db: Reader) -> Iterator[str]:
    """Every table, index and trigger has the text of the one that a new database gets."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        migrate(fresh)
        expected = {(kind, name): _plain(sql) for kind, name, sql in fresh.execute(_OBJECTS).fetchall()}
    stored = {(kind, name): _plain(sql) for kind, name, sql in db.rows(_OBJECTS)}
    for kind, name in sorted(expected.keys() | stored.keys()):
        if (kind, name) not in stored:
            yield f"The {kind} '{name}' is missing."
        elif (kind, name) not in expected:
            yield f"There is a {kind} '{name}' that this program did not make."
        elif stored[kind, name] != expected[kind, name]:
            yield f"The {kind} '{name}' was changed: it is no longer the one that this program made."


_OBJECTS: Final = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"


def _plain(sql: str | None) -> str:
    return " ".join((sql or "").split())


def _identity(db: Reader) -> Iterator[str]:
    if db.value("SELECT count(*) FROM identity") != 1:
        yield "The database has lost its identity."


_UNPACKED: Final = "SELECT no FROM entry WHERE packed <> {packed}"
_NOT_REPLACEABLE: Final = (
    "SELECT entry.no FROM entry JOIN entry AS older ON older.no = entry.supersedes "
    "WHERE older.person <> entry.person OR older.no >= entry.no"
)
_COUNT: Final = "SELECT count(*) FROM {table}"
_COUNT_AND_HIGHEST: Final = "SELECT count(*), coalesce(max(no), 0) FROM {table}"


def _entries(db: Reader) -> Iterator[str]:
    for (no,) in db.rows(_UNPACKED.format(packed=PACKED))[:_MOST]:
        yield f"Entry {no} has a person, day or kind that was changed."
    for (no,) in db.rows(_NOT_REPLACEABLE)[:_MOST]:
        yield f"Entry {no} replaces one that it cannot replace: another person's, or a newer one."


def _numbers(db: Reader) -> Iterator[str]:
    """Numbers of facts follow one another; only an erasure leaves a gap, and only among a person's rows."""
    for table in ("decision", "launch", "import", "import_end", "import_undo", "erasure", "pin"):
        count, highest = db.row(_COUNT_AND_HIGHEST.format(table=table)) or (0, 0)
        if count != highest:
            yield f"Of {highest} rows of {table}, {highest - count} are missing."
    if db.value("SELECT count(*) FROM erasure"):
        return
    for table in ("attribute", "membership", "pause", "own_target", "entry"):
        count, highest = db.row(_COUNT_AND_HIGHEST.format(table=table)) or (0, 0)
        if count != highest:
            yield f"Of {highest} rows of {table}, {highest - count} are missing, and nobody was erased."


def _imports(db: Reader) -> Iterator[str]:
    """An import came to what it said, except for the entries of people who were erased since."""
    landed = (
        "SELECT import.no, import.file, ended.added + ended.changed, count(entry.no) FROM import "
        "JOIN import_end AS ended ON ended.import = import.no LEFT JOIN entry ON entry.import = import.no "
        "GROUP BY import.no HAVING ended.added + ended.changed <> count(entry.no)"
    )
    erased = bool(db.value("SELECT count(*) FROM erasure"))
    for no, file, expected, count in db.rows(landed)[:_MOST]:
        if count > expected or not erased:
            yield f"Import {no} ({file}) brought {expected} entries, and {count} are there."
    sums = (
        "SELECT import.no FROM import JOIN import_end AS ended ON ended.import = import.no "
        "WHERE ended.accepted + ended.rejected + ended.skipped <> import.rows"
    )
    for (no,) in db.rows(sums):
        yield f"The rows of import {no} do not add up."


Check = Callable[[Reader], Iterator[str]]

STRUCTURE: Final[tuple[tuple[str, Check], ...]] = (
    ("structure", _integrity),
    ("references", _references),
    ("schema", _schema),
    ("identity", _identity),
)
"""What must hold for a copy of the database to be worth keeping."""

CONTENT: Final[tuple[tuple[str, Check], ...]] = (
    ("entries", _entries),
    ("numbers", _numbers),
    ("imports", _imports),
)
"""What must add up. A check that binds facts to one another, such as a chain of hashes, has its row here."""


def structure_faults(db: Reader) -> tuple[Fault, ...]:
    """Why a database is damaged, or protects its facts no longer."""
    return tuple(_faults(db, STRUCTURE))


def faults(db: Reader) -> tuple[Fault, ...]:
    """Everything in a database that is not as this program wrote it."""
    return tuple(_faults(db, (*STRUCTURE, *CONTENT)))


def _faults(db: Reader, checks: tuple[tuple[str, Check], ...]) -> Iterator[Fault]:
    for name, check in checks:
        try:
            yield from (Fault(name, sentence) for sentence in check(db))
        except (StoreError, sqlite3.Error) as error:
            # One that cannot be carried through is a fault itself, and the others still say theirs.
            yield Fault(name, f"It could not be checked: {error}")


_COUNTED: Final = ("person", "team", "launch", "entry", "decision", "message", "import")


def counts(db: Reader) -> dict[str, int]:
    """How many rows the main tables have."""
    return {table: int(db.value(_COUNT.format(table=table))) for table in _COUNTED}
