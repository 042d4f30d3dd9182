"""Whether the facts are those that the chain vouches for: all of them, or, at each opening, the newest."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from moonwalk.store import chain
from moonwalk.store.chain import CHAINED, Link, Marks
from moonwalk.store.errors import StoreError
from moonwalk.store.seals import SEALED, SEALED_WHOLE, SIZE, Executes, row_seal, stored_seals, table_seal

_REMEDY: Final = (
    "Nothing was changed. 'moonwalk verify' names everything that is not as this program wrote it. Restore "
    "the newest sound backup (moonwalk restore FILE), or, if all of it is as it should be, take it over with "
    "'moonwalk verify --accept WHY'."
)
_QUICK: Final = 200
"""So many rows of the newest link are compared at each opening; a link with more is left to `verify`."""


def check_marks(connection: sqlite3.Connection, path: Path, marks: Marks) -> None:
    """Refuse to add to facts when others have been added, removed or changed by something else."""
    if chain.is_behind(connection, marks):
        raise StoreError(
            f"Rows of the database {path} were added, removed or changed by something other than Moonwalk. "
            f"{_REMEDY}"
        )


def check_newest(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse a database in which the newest facts are not those that the newest link vouches for.

    It is to be asked as of one moment, within a transaction: another program may write meanwhile.
    """
    if not _holds(connection, chain.newest_links(connection, 2)):
        raise StoreError(
            f"The newest facts in the database {path} are not those that Moonwalk wrote: something else "
            f"has changed them, or the disk has. {_REMEDY}"
        )


def _holds(connection: sqlite3.Connection, newest: Sequence[Link]) -> bool:
    link, before = newest[0], newest[1].head if len(newest) > 1 else b""
    if not link.follows(before):
        return False
    if len(link.commitments) > _QUICK * SIZE:
        return True
    at = 0
    for part in link.parts():
        if part.done == "gone":
            continue
        if part.contiguous:
            rows = chain.between(connection, part.table, part.numbers[0], part.numbers[1])
        else:
            rows = chain.among(connection, part.table, part.numbers)
        for _, commitment in rows:
            if link.commitments[at : at + SIZE] != commitment:
                return False
            at += SIZE
    return at == len(link.commitments)


class Difference(NamedTuple):
    """A row that is not as the chain has it: "changed", "missing", or "added" by something else."""

    table: str
    no: int
    kind: str


class _Expected:
    """The commitments to the rows of a table by their numbers, in one piece of memory each."""

    def __init__(self) -> None:
        self.sums = bytearray()
        self.there = bytearray()

    def put(self, first: int, sums: bytes) -> None:
        """Expect contiguous rows from a number on."""
        end = first + len(sums) // SIZE
        self._grow(end)
        self.sums[first * SIZE : end * SIZE] = sums
        self.there[first:end] = b"\x01" * (end - first)

    def drop(self, no: int) -> None:
        """Expect a row no longer."""
        self._grow(no + 1)
        self.there[no] = 0

    def _grow(self, end: int) -> None:
        missing = end - len(self.there)
        if missing > 0:
            # By half at once, or many small links would copy everything again and again.
            more = max(missing, len(self.there) // 2)
            self.there.extend(bytes(more))
            self.sums.extend(bytes(more * SIZE))

    def differences(self, table: str, connection: Executes) -> Iterator[Difference]:
        """The rows that are not as they are expected."""
        seen = bytearray(self.there)
        for no, commitment in chain.between(connection, table, -(2**62), 2**62):
            if not 0 <= no < len(self.there) or not self.there[no]:
                yield Difference(table, no, "added")
                continue
            seen[no] = 0
            if self.sums[no * SIZE : (no + 1) * SIZE] != commitment:
                yield Difference(table, no, "changed")
        at = seen.find(1)
        while at >= 0:
            yield Difference(table, at, "missing")
            at = seen.find(1, at + 1)


def broken_links(connection: Executes) -> Iterator[str]:
    """A sentence for each link that does not follow from the one before."""
    before, expected_no = b"", 1
    for link in chain.links(connection):
        if link.no != expected_no:
            yield f"Of the chain's links, those from {expected_no} to {link.no - 1} are missing."
        elif not link.follows(before):
            yield (
                f"Link {link.no} of the chain does not follow from the one before: it, or what it vouches "
                "for, was changed."
            )
        before, expected_no = link.head, link.no + 1
    if expected_no == 1:
        yield "The chain is gone: nothing vouches for the facts."


def differences(connection: Executes) -> Iterator[Difference]:
    """Every fact that is not as the chain has it. ValueError where a link cannot be read."""
    expected = {table: _Expected() for table in CHAINED}
    for link in chain.links(connection):
        at = 0
        for part in link.parts():
            rows = expected[part.table]
            if part.done == "gone":
                for no in part.numbers:
                    rows.drop(no)
            elif part.contiguous:
                first, end = part.numbers[0], at + len(part.rows()) * SIZE
                rows.put(first, link.commitments[at:end])
                at = end
            else:
                for no in part.numbers:
                    rows.put(no, link.commitments[at : at + SIZE])
                    at += SIZE
    for table, rows in expected.items():
        yield from rows.differences(table, connection)


_WITH_SEALS: Final = (
    "SELECT {table}.no, seal.seal, {columns} FROM {table} LEFT JOIN seal "
    "ON seal.name = '{table}' AND seal.row = {table}.no ORDER BY {table}.no"
)
_SEALS_ALONE: Final = (
    "SELECT row FROM seal WHERE name = '{table}' AND row NOT IN (SELECT no FROM {table}) ORDER BY row"
)


def unsealed(connection: Executes) -> Iterator[Difference]:
    """Every row and small table that is not as it was sealed; a whole table has the number 0."""
    for table, columns in SEALED.items():
        named = ", ".join(f"{table}.{column}" for column in columns)
        for no, seal, *row in connection.execute(_WITH_SEALS.format(table=table, columns=named)):
            if seal is None:
                yield Difference(table, no, "added")
            elif seal != row_seal(table, row):
                yield Difference(table, no, "changed")
        for (no,) in connection.execute(_SEALS_ALONE.format(table=table)):
            yield Difference(table, no, "missing")
    stored = stored_seals(connection)
    for table in SEALED_WHOLE:
        if stored.get(table) != table_seal(connection, table):
            yield Difference(table, 0, "changed")


class ChainSummary(NamedTuple):
    """The head of the chain as hexadecimal digits, how many links lead to it, and what it took over.

    `taken_over` is the number of the last decision that was there before the chain was begun, 0 for none.
    """

    head: str
    links: int
    taken_over: int


def summary(connection: Executes) -> ChainSummary:
    """What the chain comes to. ValueError where a link cannot be read."""
    newest = chain.newest_link(connection)
    if newest is None:
        return ChainSummary("", 0, 0)
    ((first,),) = connection.execute("SELECT marks FROM link ORDER BY no LIMIT 1").fetchall()
    # Tables that came later are at the end, and a link from before does not know of them.
    marks = dict(zip(CHAINED, json.loads(first), strict=False))
    return ChainSummary(newest.head.hex(), newest.no, marks["decision"])


def link_with(connection: Executes, head: bytes) -> int | None:
    """The number of the link with a head; None where no link of the chain has it."""
    row = connection.execute("SELECT no FROM link WHERE head = ?", (head,)).fetchone()
    return None if row is None else int(row[0])
