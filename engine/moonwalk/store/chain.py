"""A chain of hashes over the facts, by which a change that this program did not make is noticed.

Each transaction that adds facts ends with a link. It holds a commitment to every row that was added, changed
or erased, and its head is a hash of these and of the head before: one head vouches for all that was ever
written. A commitment is a hash of a row and of a salt that the person of the row has. An erasure deletes the
salt, so that nothing can be found out from what is left, and the chain still holds.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from moonwalk.store import seals
from moonwalk.store.seals import SEALED, SIZE, Executes, plain

TABLES: Final = (
    f"""CREATE TABLE salt (
        no INTEGER PRIMARY KEY, salt BLOB NOT NULL CHECK (length(salt) = {SIZE})
    ) STRICT""",
    f"""CREATE TABLE link (
        no INTEGER PRIMARY KEY, marks TEXT NOT NULL, says TEXT NOT NULL, commitments BLOB NOT NULL,
        head BLOB NOT NULL CHECK (length(head) = {SIZE})
    ) STRICT""",
    seals.TABLE,
    "CREATE TABLE touched (no INTEGER PRIMARY KEY, name TEXT NOT NULL, row INTEGER NOT NULL) STRICT",
)


class Chained(NamedTuple):
    """What a link vouches for in a row of a table, and the column that says whose salt it has."""

    columns: tuple[str, ...]
    owner: str = ""


# A column that is added to a table later goes to the end, and may have no value in older rows: what has
# none is left out of a commitment.
CHAINED: Final = MappingProxyType(
    {
        "identity": Chained(("id",)),
        "salt": Chained(("salt",)),
        "decision": Chained(("at", "who", "did", "about", "why", "detail", "person"), "person"),
        "person": Chained(("id", "name", "email", "email_key", "timezone", "known_at"), "no"),
        "attribute": Chained(("person", "name", "value", "known_at", "decision"), "person"),
        "team": Chained(("id", "name", "known_at")),
        "launch": Chained(("challenge", "text", "starts", "seed", "plugins", "launched_at", "decision")),
        "membership": Chained(
            (
                *("challenge", "person", "team", "from_day", "to_day", "consent", "known_at", "supersedes"),
                *("void", "decision"),
            ),
            "person",
        ),
        "pause": Chained(
            (
                *("challenge", "person", "from_day", "to_day", "known_at", "supersedes", "void"),
                "decision",
            ),
            "person",
        ),
        "own_target": Chained(
            ("challenge", "person", "goal", "amount", "from_day", "known_at", "decision", "void"), "person"
        ),
        "kind": Chained(("activity", "unit")),
        "source": Chained(("name", "device")),
        "import": Chained(("file", "sha256", "rows", "accepted", "rejected", "skipped", "decision")),
        "entry": Chained(
            (
                *("id", "person", "day", "kind", "source", "amount", "logged_at", "on_time_at", "supersedes"),
                *("void", "decision", "import", "record", "reason"),
            ),
            "person",
        ),
        "import_end": Chained(("import", "at", "accepted", "rejected", "skipped", "added", "changed")),
        "import_undo": Chained(("import", "decision")),
        "erasure": Chained(("person", "at", "decision")),
        "pin": Chained(("challenge", "plugin", "package", "version", "code", "names", "decision")),
        "withdrawal": Chained(("launch", "decision")),
        "closing": Chained(("challenge", "launch", "at", "record", "decision")),
        "reopening": Chained(("closing", "decision")),
        "amendment": Chained(("launch", "from_day", "restores", "decision")),
        "personal_link": Chained(("challenge", "person", "number", "known_at", "decision"), "person"),
        "notice_choice": Chained(("person", "notice", "channels", "known_at", "decision"), "person"),
        "cheer": Chained(("challenge", "person", "team", "day", "known_at"), "person"),
    }
)
"""The tables of facts, in the order in which links name them."""

_NOTED: Final = (
    *(("UPDATE", table) for table in ("decision", "person", "team", "source", "import", "message")),
    *(("DELETE", table) for table in CHAINED if CHAINED[table].owner and table != "decision"),
    *(("DELETE", table) for table in ("salt", "message", "delivery", "reading")),
)
_NOTE: Final = (
    "CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN "
    "INSERT INTO touched (name, row) VALUES ('{table}', OLD.no); END"
)


def _noting() -> Iterator[tuple[str, str]]:
    for event, table in _NOTED:
        name = f"{table}_{event.lower()}_is_noted"
        yield name, _NOTE.format(name=name, event=event, table=table)


TRIGGERS: Final = MappingProxyType(dict(_noting()))
"""What notes the rows that a transaction changes or erases, for the link that it ends with."""


class Marks(NamedTuple):
    """The highest numbers of the tables of facts, of those with seals, and of what was noted."""

    facts: tuple[int, ...]
    sealed: tuple[int, ...]
    touched: int


_HIGHEST: Final = "(SELECT coalesce(max(no), 0) FROM {table})"
_MARKS: Final = "SELECT " + ", ".join(
    _HIGHEST.format(table=table) for table in (*CHAINED, *SEALED, "touched")
)


def read_marks(connection: Executes) -> Marks:
    """The marks now; a few microseconds, however many facts there are."""
    numbers = connection.execute(_MARKS).fetchone()
    return Marks(numbers[: len(CHAINED)], numbers[len(CHAINED) : -1], numbers[-1])


# printf puts the many numbers of an entry together much faster than Python could.
_OF_ENTRY: Final = (
    "SELECT {number}salt.salt, CAST(printf('%d|%d|%s|%d|%d|%d|%d|%d|%s|%d|%d|%s|%s|', id, person, day, kind, "
    "source, amount, logged_at, on_time_at, supersedes, void, decision, import, record) || reason AS BLOB) "
    "FROM entry LEFT JOIN salt ON salt.no = entry.person {where}"
)
_OF_OTHERS: Final = "SELECT {table}.no, {salt}, {columns} FROM {table} {join}{where}"
_JOIN: Final = "LEFT JOIN salt ON salt.no = {table}.{owner} "
_BETWEEN: Final = "WHERE {table}.no BETWEEN ? AND ? ORDER BY {table}.no"
_AMONG: Final = "WHERE {table}.no IN (SELECT value FROM json_each(?)) ORDER BY {table}.no"
_UNSALTED: Final = bytes(SIZE)

Commitment = tuple[int, bytes]
"""The number of a row, and the commitment to what it says."""


def _commitment(salt: bytes | None, said: bytes) -> bytes:
    return blake2b((salt or _UNSALTED) + said, digest_size=SIZE).digest()


def commitments(connection: Executes, table: str, where: str, values: Sequence[Any]) -> Iterator[Commitment]:
    """The commitments to some rows of a table, in the order of their numbers."""
    if table == "entry":
        rows = connection.execute(_OF_ENTRY.format(number="entry.no, ", where=where), values)
        return ((no, _commitment(salt, said)) for no, salt, said in rows)
    columns, owner = CHAINED[table]
    sql = _OF_OTHERS.format(
        table=table,
        salt="salt.salt" if owner else "NULL",
        columns=", ".join(f"{table}.{column}" for column in columns),
        join=_JOIN.format(table=table, owner=owner) if owner else "",
        where=where,
    )
    rows = connection.execute(sql, values)
    return ((no, _commitment(salt, plain(columns, row))) for no, salt, *row in rows)


def _of_new_entries(connection: Executes, first: int, last: int) -> bytes | None:
    """The commitments to contiguous entries in one piece; None where they are not contiguous.

    It is what a chain costs an import, so nothing is done here that need not be.
    """
    where = _BETWEEN.format(table="entry")
    rows = connection.execute(_OF_ENTRY.format(number="", where=where), (first, last)).fetchall()
    if len(rows) != last - first + 1:
        return None
    return b"".join([blake2b((salt or _UNSALTED) + said, digest_size=SIZE).digest() for salt, said in rows])


def between(connection: Executes, table: str, first: int, last: int) -> Iterator[Commitment]:
    """The commitments to the rows with numbers from `first` to `last`."""
    return commitments(connection, table, _BETWEEN.format(table=table), (first, last))


def among(connection: Executes, table: str, numbers: Iterable[int]) -> Iterator[Commitment]:
    """The commitments to those of the rows with these numbers that there are."""
    return commitments(connection, table, _AMONG.format(table=table), (json.dumps(list(numbers)),))


class Part(NamedTuple):
    """Rows of a table that were added, changed or gone in a transaction.

    `numbers` are those of the rows; of contiguous ones only the first and the last.
    """

    done: str
    table: str
    numbers: tuple[int, ...]
    contiguous: bool = False

    def rows(self) -> Sequence[int]:
        """The numbers of all rows."""
        return range(self.numbers[0], self.numbers[1] + 1) if self.contiguous else self.numbers


class Link(NamedTuple):
    """A link as it is stored."""

    no: int
    marks: str
    says: str
    commitments: bytes
    head: bytes

    def parts(self) -> tuple[Part, ...]:
        """What the link vouches for. ValueError or TypeError where it says nothing that makes sense."""
        return tuple(
            Part(done, table, tuple(numbers), flag) for done, table, numbers, flag in json.loads(self.says)
        )

    def follows(self, before: bytes) -> bool:
        """Whether its head is that of what it says, after the head before."""
        return self.head == _head(before, self.no, self.marks, self.says, self.commitments)


_LINK: Final = "SELECT no, marks, says, commitments, head FROM link "


def links(connection: Executes) -> Iterator[Link]:
    """All links, the oldest first."""
    return (Link(*row) for row in connection.execute(f"{_LINK}ORDER BY no"))


def newest_links(connection: Executes, most: int) -> list[Link]:
    """The newest links, the newest first."""
    sql = f"{_LINK}ORDER BY no DESC LIMIT ?"
    return [Link(*row) for row in connection.execute(sql, (most,)).fetchall()]


def newest_link(connection: Executes) -> Link | None:
    """The newest link; None where there is none."""
    newest = newest_links(connection, 1)
    return newest[0] if newest else None


def _head(before: bytes, no: int, marks: str, says: str, sums: bytes) -> bytes:
    said = f"{no}\n{marks}\n{says}\n".encode()
    return blake2b(before + said + sums, digest_size=SIZE, person=b"moonwalk chain").digest()


def is_behind(connection: Executes, marks: Marks) -> bool:
    """Whether there are other facts than those that the newest link knows of."""
    newest = connection.execute("SELECT marks FROM link ORDER BY no DESC LIMIT 1").fetchone()
    return bool(marks.touched) or newest is None or newest[0] != _shown(marks)


def _shown(marks: Marks) -> str:
    return json.dumps(marks.facts, separators=(",", ":"))


_AT_ONCE: Final = 50_000
"""A link vouches for so many rows of a table at most, so that none has to be held in memory whole."""


def begin(connection: sqlite3.Connection) -> None:
    """Begin the chain, with what there is already; nothing is done where there is a chain."""
    if newest_link(connection) is None:
        nothing = Marks((0,) * len(CHAINED), (0,) * len(SEALED), 0)
        extend(connection, nothing)
    seals.seal_tables(connection)


def extend(connection: sqlite3.Connection, before: Marks, *, seals_too: bool = True) -> None:
    """End a transaction, which began with these marks, with a link and seals, if it did anything.

    `seals_too` is False where no table that has one seal can have changed. What others have added is not in
    the link: it was there before the transaction began.
    """
    add_salts(connection, before.facts[_PERSON])
    after = read_marks(connection)
    noted = _noted(connection, before)
    parts: list[Part] = []
    sums: list[bytes] = []
    for place, table in enumerate(CHAINED):
        _add(connection, parts, sums, (table, before.facts[place], after.facts[place]), after)
        _change(connection, parts, sums, table, noted.get(table, ()))
    for place, table in enumerate(SEALED):
        first, last = before.sealed[place] + 1, after.sealed[place]
        seals.seal_rows(connection, table, [*noted.get(table, ()), *range(first, last + 1)])
    # Changes of people are counted, in a table that has a seal.
    if seals_too or after.touched != before.touched:
        seals.seal_tables(connection)
    if after.touched != before.touched:
        connection.execute("DELETE FROM touched WHERE no > ?", (before.touched,))
    if parts or newest_link(connection) is None:
        append(connection, parts, sums, after)


_PERSON: Final = tuple(CHAINED).index("person")


def append(
    connection: sqlite3.Connection, parts: Sequence[Part], sums: Sequence[bytes], marks: Marks
) -> None:
    """Add a link."""
    newest = newest_link(connection)
    no = 1 if newest is None else newest.no + 1
    says = json.dumps([list(part) for part in parts], separators=(",", ":"))
    shown, joined = _shown(marks), b"".join(sums)
    head = _head(b"" if newest is None else newest.head, no, shown, says, joined)
    connection.execute("INSERT INTO link VALUES (?, ?, ?, ?, ?)", (no, shown, says, joined, head))


def add_salts(connection: sqlite3.Connection, after: int) -> None:
    """Give everyone whose number is higher a salt."""
    new = connection.execute("SELECT no FROM person WHERE no > ?", (after,)).fetchall()
    if new:
        connection.executemany("INSERT INTO salt (no, salt) VALUES (?, ?)", salts(no for (no,) in new))


def salts(people: Iterable[int]) -> Iterator[tuple[int, bytes]]:
    """A new salt for each person."""
    return ((no, secrets.token_bytes(SIZE)) for no in people)


def vouch_for(connection: sqlite3.Connection, rows: Mapping[str, Sequence[int]]) -> None:
    """Add a link that vouches for rows as they are now, or for their being gone."""
    parts: list[Part] = []
    sums: list[bytes] = []
    for table in rows:
        _change(connection, parts, sums, table, rows[table])
    append(connection, parts, sums, read_marks(connection))


def _noted(connection: sqlite3.Connection, before: Marks) -> dict[str, tuple[int, ...]]:
    """The rows that were there before and have been changed or erased, by table."""
    highest = dict(zip((*CHAINED, *SEALED), (*before.facts, *before.sealed), strict=True))
    noted: dict[str, set[int]] = {}
    for table, row in connection.execute("SELECT name, row FROM touched WHERE no > ?", (before.touched,)):
        if row <= highest[table]:
            noted.setdefault(table, set()).add(row)
    return {table: tuple(sorted(rows)) for table, rows in noted.items()}


def _add(
    connection: sqlite3.Connection,
    parts: list[Part],
    sums: list[bytes],
    rows: tuple[str, int, int],
    marks: Marks,
) -> None:
    """Vouch for the new rows of a table, with links in between where there are very many."""
    table, last_before, last = rows
    for begins in range(last_before + 1, last + 1, _AT_ONCE):
        ends = min(begins + _AT_ONCE - 1, last)
        joined = _of_new_entries(connection, begins, ends) if table == "entry" else None
        if joined is not None:
            parts.append(Part("added", table, (begins, ends), True))
            sums.append(joined)
        else:
            new = dict(between(connection, table, begins, ends))
            if new:
                parts.append(_added(table, tuple(new)))
                sums.extend(new.values())
        if sum(map(len, sums)) >= _AT_ONCE * SIZE:
            append(connection, parts, sums, marks)
            parts.clear()
            sums.clear()


def _added(table: str, numbers: tuple[int, ...]) -> Part:
    contiguous = numbers[-1] - numbers[0] + 1 == len(numbers)
    return Part("added", table, (numbers[0], numbers[-1]) if contiguous else numbers, contiguous)


def _change(
    connection: sqlite3.Connection,
    parts: list[Part],
    sums: list[bytes],
    table: str,
    rows: Sequence[int],
) -> None:
    """Vouch for rows as they are now, and for those that are gone."""
    if not rows:
        return
    there = dict(among(connection, table, rows))
    if there:
        parts.append(Part("changed", table, tuple(there)))
        sums.extend(there.values())
    gone = tuple(row for row in rows if row not in there)
    if gone:
        parts.append(Part("gone", table, gone))
