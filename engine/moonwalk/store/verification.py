"""Whether a database is what this program wrote: its structure, its rules, and what adds up in it."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from moonwalk.store import chain, decisions, entry_arrays, entry_snapshot, score_cache
from moonwalk.store.chain_check import Difference, broken_links, differences, unsealed
from moonwalk.store.database import Reader, Transaction, connect, settle_version
from moonwalk.store.decisions import Decision
from moonwalk.store.errors import StoreError, spoken
from moonwalk.store.migrations import migrate
from moonwalk.store.schema import PACKED, TRIGGERS
from moonwalk.store.seals import SEALED, seal_rows, seal_tables

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
        expected = {(kind, name): _plain(*parts) for kind, name, *parts in fresh.execute(_OBJECTS).fetchall()}
    # Damage turns a text into bytes.
    stored = {(str(kind), str(name)): _plain(*parts) for kind, name, *parts in db.rows(_OBJECTS)}
    for kind, name in sorted(expected.keys() | stored.keys()):
        if (kind, name) not in stored:
            yield f"The {kind} '{name}' is missing."
        elif (kind, name) not in expected:
            yield f"There is a {kind} '{name}' that this program did not make."
        elif stored[kind, name] != expected[kind, name]:
            yield f"The {kind} '{name}' was changed: it is no longer the one that this program made."


# With the indexes that SQLite makes by itself: their names are bytes of the file like any other.
_OBJECTS: Final = (
    "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_stat%' ESCAPE '\\'"
)


def _plain(table: str | bytes, sql: str | bytes | None) -> str:
    return " ".join((str(table), *str(sql or "").split()))


def _identity(db: Reader) -> Iterator[str]:
    if db.value("SELECT count(*) FROM identity") != 1:
        yield "The database has lost its identity."


_UNPACKED: Final = "SELECT no FROM entry WHERE packed <> {packed}"
_NOT_REPLACEABLE: Final = (
    "SELECT entry.no FROM entry JOIN entry AS older ON older.no = entry.supersedes "
    "WHERE older.person <> entry.person OR older.no >= entry.no"
)
_COUNT: Final = "SELECT count(*) FROM {table}"
_ACCEPTED: Final = "SELECT count(*) FROM decision WHERE did = 'verify accept'"
_COUNT_AND_HIGHEST: Final = "SELECT count(*), coalesce(max(no), 0) FROM {table}"


def _entries(db: Reader) -> Iterator[str]:
    for (no,) in db.rows(_UNPACKED.format(packed=PACKED))[:_MOST]:
        yield f"Entry {no} has a person, day or kind that was changed."
    for (no,) in db.rows(_NOT_REPLACEABLE)[:_MOST]:
        yield f"Entry {no} replaces one that it cannot replace: another person's, or a newer one."


_WHOLE: Final = (
    *("decision", "launch", "import", "import_end", "import_undo", "erasure", "pin"),
    *("withdrawal", "closing", "reopening"),
)
"""The tables of facts from which no row ever goes."""

_REMOVED: Final = "SELECT (SELECT count(*) FROM erasure) + (SELECT count(*) FROM retention)"
"""Whether entries may be gone with right; the chain says which of them are."""


def _numbers(db: Reader) -> Iterator[str]:
    """Numbers of facts follow one another; only an erasure leaves a gap, and only among a person's rows.

    Where gaps were taken over, the chain alone says which rows there have to be.
    """
    if db.value(_ACCEPTED):
        return
    for table in _WHOLE:
        count, highest = db.row(_COUNT_AND_HIGHEST.format(table=table)) or (0, 0)
        if count != highest:
            yield f"Of {highest} rows of {table}, {highest - count} are missing."
    if db.value(_REMOVED):
        return
    for table in ("attribute", "membership", "pause", "own_target", "entry"):
        count, highest = db.row(_COUNT_AND_HIGHEST.format(table=table)) or (0, 0)
        if count != highest:
            yield f"Of {highest} rows of {table}, {highest - count} are missing, and nobody was erased."


def _imports(db: Reader) -> Iterator[str]:
    """An import came to what it said, except for entries of the erased, and those not kept any longer."""
    # What takes an import back carries its number too, in the place of what it brought.
    landed = (
        "SELECT import.no, import.file, ended.added + ended.changed, "
        "count(entry.no) FILTER (WHERE older.import IS NOT entry.import) AS there FROM import "
        "JOIN import_end AS ended ON ended.import = import.no LEFT JOIN entry ON entry.import = import.no "
        "LEFT JOIN entry AS older ON older.no = entry.supersedes "
        "GROUP BY import.no HAVING ended.added + ended.changed <> there"
    )
    erased = bool(db.value(_REMOVED) or db.value(_ACCEPTED))
    for no, file, expected, count in db.rows(landed)[:_MOST]:
        if count > expected or not erased:
            yield f"Import {no} ({file}) brought {expected} entries, and {count} are there."
    sums = (
        "SELECT import.no FROM import JOIN import_end AS ended ON ended.import = import.no "
        "WHERE ended.accepted + ended.rejected + ended.skipped <> import.rows"
    )
    for (no,) in db.rows(sums):
        yield f"The rows of import {no} do not add up."


def _chain(db: Reader) -> Iterator[str]:
    """Every fact is one that the chain vouches for, and nothing that it vouches for is gone or changed."""
    yield from broken_links(db)
    try:
        yield from _named(db, differences(db))
    except (ValueError, TypeError, KeyError, IndexError) as error:
        yield f"A link of the chain cannot be read: {error}."
    yield from _named(db, unsealed(db))
    if db.value("SELECT count(*) FROM touched"):
        yield "Something other than Moonwalk has changed rows: they are noted, and no link vouches for them."
    # Numbers of people are given once, so the last one given is the highest there is or was.
    recorded, highest = db.row(_NUMBERS_OF_PEOPLE) or (0, 0)
    if recorded != highest:
        yield f"The last number given to a person is {highest}, and the database says {recorded}."


def _caches(db: Reader) -> Iterator[str]:
    """What is kept of scores is what was saved, and of a challenge that was launched."""
    launched = {name for (name,) in db.rows("SELECT DISTINCT challenge FROM launch")}
    for (name,) in db.rows("SELECT DISTINCT challenge FROM cached_total ORDER BY challenge"):
        if name.partition("/")[0] not in launched or score_cache.is_altered(db, name):
            yield (
                f"The kept scores of '{name}' are not those that were saved. They are not believed, and are "
                "worked out again."
            )
    if entry_arrays.snapshot_differs(db):
        yield (
            f"The copy of the entries in {entry_snapshot.FOLDER} is not what the database has. Delete that "
            "folder: it is made again."
        )


_NUMBERS_OF_PEOPLE: Final = (
    "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'person'), 0), "
    "max((SELECT coalesce(max(no), 0) FROM person), (SELECT coalesce(max(person), 0) FROM erasure))"
)
_LABELS: Final = MappingProxyType(
    {
        "entry": (
            "SELECT person.id || ', ' || day FROM entry JOIN person ON person.no = person WHERE entry.no = ?"
        ),
        "person": "SELECT id FROM person WHERE no = ?",
        "team": "SELECT name FROM team WHERE no = ?",
        "launch": "SELECT challenge FROM launch WHERE no = ?",
        "decision": "SELECT did FROM decision WHERE no = ?",
        "membership": (
            "SELECT person.id || ', ' || challenge FROM membership JOIN person ON person.no = person "
            "WHERE membership.no = ?"
        ),
    }
)
"""By table, what a row is called besides its number."""

_SAYS: Final = MappingProxyType(
    {
        "changed": "{row} is not as Moonwalk wrote it.",
        "missing": "{row} is missing.",
        "added": "{row} was not written by Moonwalk.",
    }
)


def _named(db: Reader, rows: Iterable[Difference]) -> Iterator[str]:
    """A sentence for each row, up to the most of each table and kind."""
    numbers: Counter[tuple[str, str]] = Counter()
    for table, no, kind in rows:
        numbers[table, kind] += 1
        if numbers[table, kind] <= _MOST:
            yield _SAYS[kind].format(row=_row_name(db, table, no))
    for (table, kind), number in sorted(numbers.items()):
        if number > _MOST:
            yield _SAYS[kind].format(row=f"The {table} of {number - _MOST} more rows")


def _row_name(db: Reader, table: str, no: int) -> str:
    if not no:
        return f"The table '{table}'"
    label = db.value(_LABELS[table], (no,)) if table in _LABELS else None
    return f"The {table.replace('_', ' ')} {no}{f' ({label})' if label else ''}"


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
    ("chain", _chain),
    ("caches", _caches),
)
"""What must add up, and be as it was written."""


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
        except (StoreError, sqlite3.Error, TypeError, ValueError, LookupError) as error:
            # One that cannot be carried through is a fault itself, and the others still say theirs.
            yield Fault(name, f"It could not be checked: {error}")


_COUNTED: Final = ("person", "team", "launch", "entry", "decision", "message", "import")


def counts(db: Reader) -> dict[str, int]:
    """How many rows the main tables have."""
    return {table: int(db.value(_COUNT.format(table=table))) for table in _COUNTED}


def accept(path: Path, decision: Decision) -> int:
    """Take over whatever something else has done to the facts, and write down what it was; how many rows.

    From then on the chain vouches for them as they are. Triggers are put back. ValueError where a link
    cannot be read.
    """
    with spoken(path), closing(connect(path)) as tables:
        settle_version(tables, path, ours=False)
        tables.execute("BEGIN IMMEDIATE")
        try:
            count = _take_over(tables, Transaction(tables, path), decision)
            tables.execute("COMMIT")
        except BaseException:
            tables.rollback()
            raise
    return count


def _take_over(tables: sqlite3.Connection, tx: Transaction, decision: Decision) -> int:
    for name, sql in TRIGGERS.items():
        tables.execute(f"DROP TRIGGER IF EXISTS {name}")
        tables.execute(sql)
    without = tables.execute("SELECT no FROM person WHERE no NOT IN (SELECT no FROM salt)").fetchall()
    tables.executemany("INSERT INTO salt (no, salt) VALUES (?, ?)", chain.salts(no for (no,) in without))
    strange = [*differences(tables), *unsealed(tables)]
    rows: dict[str, list[int]] = {}
    for table, no, kind in strange:
        rows.setdefault(f"{table} {kind}", []).append(no)
    decisions.record(tx, replace(decision, detail={"rows": rows}))
    facts: dict[str, list[int]] = {}
    for table, no, _ in differences(tables):
        facts.setdefault(table, []).append(no)
    chain.vouch_for(tables, facts)
    for table in SEALED:
        seal_rows(tables, table, [no for name, no, _ in strange if name == table])
    seal_tables(tables)
    tables.execute("DELETE FROM touched")
    return len(strange)
