"""The rows of a file between reading and landing: temporary tables, which nobody waits for."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np

from moonwalk.scoring.facts import Int32Array, Int64Array
from moonwalk.store.database import Database, Transaction
from moonwalk.store.ids import Content, content_id

StagedRow = tuple[int, int, int, str, int, int, int, int | None, int | None]
"""A row: its line, its id, person, day, kind, amount, what it is on time by, its stamp and its record.

As in `NewEntry`; the id is that of `PlainIds`, and of equal rows still that of the first.
"""

MOST_OF_RECORD: Final = 100
"""What more rows than these have in common identifies none of them."""

_TABLES: Final = (
    "DROP TABLE IF EXISTS temp.staged",
    "DROP TABLE IF EXISTS temp.batch",
    (
        "CREATE TEMP TABLE staged (no INTEGER PRIMARY KEY, line INTEGER NOT NULL, id INTEGER NOT NULL, "
        "person INTEGER NOT NULL, day TEXT NOT NULL, kind INTEGER NOT NULL, amount INTEGER NOT NULL, "
        "on_time INTEGER NOT NULL, stamp INTEGER, record INTEGER) STRICT"
    ),
    "CREATE TEMP TABLE batch (no INTEGER PRIMARY KEY) STRICT",
)

_INSERT: Final = (
    "INSERT INTO temp.staged (no, line, id, person, day, kind, amount, on_time, stamp, record) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)

_EQUAL: Final = (
    "SELECT staged.no, person.id, day, activity, unit, amount, stamp, "
    "CASE WHEN stamp IS NULL AND record IS NULL THEN line END FROM temp.staged "
    "JOIN person ON person.no = person JOIN kind ON kind.no = kind "
    "WHERE staged.no IN (SELECT value FROM json_each(?))"
)

_TWICE: Final = (
    "SELECT before, line FROM (SELECT line, stamp, lag(line) OVER at AS before, lag(stamp) OVER at AS was "
    "FROM temp.staged WHERE stamp IS NOT NULL "
    "WINDOW at AS (PARTITION BY person, day, kind, amount ORDER BY stamp, line)) "
    "WHERE stamp - was <= ? AND line <> before ORDER BY line"
)

_AT_ONCE: Final = 5000
_NO_RECORD: Final = -1


class Staging:
    """The rows of one file that are to land, numbered from 1 in the order of the file."""

    def __init__(self, db: Database, source: str) -> None:
        self._db = db
        self._source = source
        self._count = 0
        # Eight bytes a row: what a file of millions of rows may hold of each in memory. Records only of a
        # file that has any.
        self._ids = array("q")
        self._records: array[int] | None = None
        self._days = array("q")
        self._kept: Int64Array | None = None
        with db.scratch() as tx:
            for statement in _TABLES:
                tx.run(statement)

    def __len__(self) -> int:
        return self._count if self._kept is None else len(self._kept)

    def add(self, rows: Sequence[StagedRow], days: Sequence[int] = ()) -> None:
        """Add rows; `days` are numbers that are equal where person, day and kind are, if that matters."""
        first = self._count + 1
        with self._db.scratch() as tx:
            tx.run_many(_INSERT, [(no, *row) for no, row in enumerate(rows, first)])
        self._ids.extend([row[1] for row in rows])
        self._days.extend(days)
        if self._records is None and any(row[8] is not None for row in rows):
            self._records = array("q", [_NO_RECORD]) * self._count
        if self._records is not None:
            self._records.extend([_NO_RECORD if row[8] is None else row[8] for row in rows])
        self._count += len(rows)

    def tell_equal_apart(self) -> Iterator[int]:
        """Give each equal row after the first its place among them, and an id of its own.

        Their lines, where nothing else tells them apart.
        """
        ids = _of(self._ids)
        later, nth = _repeated(ids)
        # Counted over the whole file, so that where a batch ends changes no id.
        for at in range(0, len(later), _AT_ONCE):
            part = later[at : at + _AT_ONCE]
            places = dict(zip((part + 1).tolist(), nth[at : at + _AT_ONCE].tolist(), strict=True))
            rows = self._db.rows(_EQUAL, (json.dumps(list(places)),))
            new_ids = [(self._content_id(places[row[0]], row), row[0]) for row in rows]
            with self._db.scratch() as tx:
                tx.run_many("UPDATE temp.staged SET id = ? WHERE no = ?", new_ids)
            for number, no in new_ids:
                self._ids[no - 1] = number
            yield from sorted(row[7] for row in rows if row[7] is not None)

    def _content_id(self, nth: int, row: tuple[int, str, str, str, str, int, int | None, int | None]) -> int:
        _, person, day, activity, unit, amount, stamp, _ = row
        mark = nth if stamp is None else f"{stamp}/{nth}"
        return content_id(Content(person, day, activity, unit, amount, self._source, mark))

    def drop_repeated_days(self) -> Iterator[tuple[int, int, bool]]:
        """Take out rows of a day that an earlier row has: the line, the earlier, if they differ."""
        days = _of(self._days)
        later, _ = _repeated(days)
        if not len(later):
            return
        order = np.argsort(days, kind="stable")
        firsts = order[np.searchsorted(days[order], days[later])]
        sql = (
            "SELECT later.line, first.line, later.amount <> first.amount FROM json_each(?) AS pair "
            "JOIN temp.staged AS later ON later.no = json_extract(pair.value, '$[0]') "
            "JOIN temp.staged AS first ON first.no = json_extract(pair.value, '$[1]')"
        )
        for at in range(0, len(later), _AT_ONCE):
            pairs = np.stack((later[at : at + _AT_ONCE], firsts[at : at + _AT_ONCE]), axis=1) + 1
            for line, earlier, differs in self._db.rows(sql, (json.dumps(pairs.tolist()),)):
                yield line, earlier, bool(differs)
        # They stay in the table, and never land.
        self._kept = np.delete(np.arange(len(days)), later)

    def forget_common_records(self) -> None:
        """Leave a record out that too many rows share: it identifies none of them."""
        if self._records is None:
            return
        records = _of(self._records)
        values, counts = np.unique(records, return_counts=True)
        common = values[(counts > MOST_OF_RECORD) & (values != _NO_RECORD)]
        if not len(common):
            return
        places = np.flatnonzero(np.isin(records, common))
        with self._db.scratch() as tx:
            numbers = [(no,) for no in (places + 1).tolist()]
            tx.run_many("UPDATE temp.staged SET record = NULL WHERE no = ?", numbers)
        for place in places.tolist():
            self._records[place] = _NO_RECORD

    def entered_twice(self, within: int) -> Iterator[tuple[int, int]]:
        """Lines that say the same of a person and day within so many ms of each other."""
        yield from self._db.rows(_TWICE, (within,))

    def set_id(self, tx: Transaction, no: int, number: int) -> None:
        """Give a row another id."""
        tx.run("UPDATE temp.staged SET id = ? WHERE no = ?", (number, no))
        self._ids[no - 1] = number

    def ids(self, numbers: Iterable[int]) -> list[int]:
        """The ids of rows."""
        return [self._ids[no - 1] for no in numbers]

    def people(self) -> list[int]:
        """The numbers of everyone whose rows are staged, ascending."""
        sql = "SELECT DISTINCT person FROM temp.staged ORDER BY person"
        return [person for (person,) in self._db.rows(sql)]

    def close(self) -> None:
        """Forget every row, once all have landed."""
        self._ids, self._records, self._days, self._kept = array("q"), None, array("q"), None
        with self._db.scratch() as tx:
            for name in ("staged", "batch"):
                tx.run(f"DROP TABLE temp.{name}")

    def order(self) -> Int32Array:
        """The numbers of the rows that land, those with a common record one after the other."""
        places = np.arange(self._count, dtype=np.int32) if self._kept is None else self._kept
        if self._records is not None:
            places = places[np.argsort(_of(self._records)[places], kind="stable")]
        return (places + 1).astype(np.int32)

    def end_of_batch(self, order: Int32Array, start: int, size: int) -> int:
        """Where a batch ends that begins at `start`: rows with a common record land together."""
        end = min(start + size, len(order))
        records = self._records
        while records is not None and end < len(order):
            last, following = records[int(order[end - 1]) - 1], records[int(order[end]) - 1]
            if last == _NO_RECORD or last != following:
                break
            end += 1
        return end


def _of(numbers: array[int]) -> Int64Array:
    """The numbers as NumPy sees them, not copied: nothing may be appended while that is in use."""
    return np.frombuffer(numbers, dtype=np.int64) if numbers else np.empty(0, np.int64)


def _repeated(values: Int64Array) -> tuple[Int64Array, Int64Array]:
    """The places of values that stood before, and the how-manieth each is, from 2."""
    arranged = np.sort(values)
    again = np.unique(arranged[1:][arranged[1:] == arranged[:-1]])
    del arranged
    if not len(again):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    # Most values stand once, so only the others are counted.
    places = np.flatnonzero(np.isin(values, again))
    places = places[np.argsort(values[places], kind="stable")]
    arranged = values[places]
    begins = np.flatnonzero(np.concatenate(([True], arranged[1:] != arranged[:-1])))
    nth = np.arange(len(places)) - np.repeat(begins, np.diff(np.append(begins, len(places)))) + 1
    return places[nth > 1], nth[nth > 1]
