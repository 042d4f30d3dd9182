"""Entries as arrays for scoring: of everybody, by reading the whole table, or of a few people, by index."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moonwalk.scoring.facts import NEVER, BoolArray, EntryFacts, Int16Array, Int32Array, Int64Array
from moonwalk.store.database import Reader

if TYPE_CHECKING:
    from concurrent.futures import Future

MOST_LOOKED_UP: Final = 2000
"""Up to this many people are looked up by index; for more, reading the whole table is faster."""


_ROWS_AT_ONCE: Final = 8192


# Enough that the parser never waits; each further one would hold another chunk of text.
_AHEAD: Final = 4


_DAY_ZERO: Final = date(2000, 1, 1)


# Making a Python tuple for each row takes most of the time of reading a large table. One long text of numbers
# for each column avoids that, and NumPy parses it.
_TEXTS: Final = ("id", "packed", "amount", "logged_at")


_LATE: Final = "on_time_at - logged_at"


_KNOWN: Final = "logged_at <= ?"


_ON_DAYS: Final = "AND day BETWEEN ? AND ?"


# By `no` and by no index: rows must come in ascending order, which `_places` searches by.
_CHUNK: Final = "SELECT {columns} FROM entry NOT INDEXED WHERE no BETWEEN ? AND ? AND {window}"


_PEOPLE: Final = (
    "SELECT no, {columns} FROM entry INDEXED BY entry_of_person "
    "WHERE person IN (SELECT value FROM json_each(?)) AND {window} ORDER BY no"
)


# Its index holds corrections only, which are few; a scan of the table would take as long as the facts.
_SUPERSEDING: Final = (
    "SELECT no, supersedes, on_time_at, void FROM entry INDEXED BY entry_superseding "
    "WHERE supersedes IS NOT NULL AND logged_at <= ? AND id IS NOT ?"
)


_OF_PEOPLE: Final = " AND person IN (SELECT value FROM json_each(?))"


def facts(
    db: Reader,
    first: date,
    known_at: int,
    people: Sequence[int] | None = None,
    days: tuple[date, date] | None = None,
    but: int | None = None,
) -> EntryFacts:
    """Return entries as known at an instant (ms), of some people or all, on days from and to or all.

    Day 0 is `first`. Without the entry whose id is `but`, they are what they were before it came.
    Everything is of one moment only inside `Database.read()` or a transaction.
    """
    window = _Window(known_at, days, but)
    if people is None or len(people) > MOST_LOOKED_UP:
        columns = _everyone(db, window)
        newer = _numbers(db.rows(_SUPERSEDING, (known_at, but)), 4)
    else:
        chosen = json.dumps([int(person) for person in people])
        sql = _PEOPLE.format(columns=", ".join((*_TEXTS, _LATE)), window=window.condition)
        columns = _Columns.of(*_numbers(db.rows(sql, (chosen, *window.values)), 6).T)
        newer = _numbers(db.rows(_SUPERSEDING + _OF_PEOPLE, (known_at, but, chosen)), 4)
    arranged = _arranged(columns, newer, (first - _DAY_ZERO).days)
    # The whole table was read, so the others are taken out again.
    if people is not None and len(people) > MOST_LOOKED_UP:
        return _only(arranged, np.isin(arranged.person, np.asarray(people, dtype=np.int32)))
    return arranged


class _Window:
    """The rows that are wanted, as a condition of a query and the values for it."""

    def __init__(self, known_at: int, days: tuple[date, date] | None, but: int | None = None) -> None:
        self.condition = _KNOWN if days is None else f"{_KNOWN} {_ON_DAYS}"
        self.values: tuple[int | str, ...] = (known_at,)
        if days is not None:
            self.values += (days[0].isoformat(), days[1].isoformat())
        if but is not None:
            self.condition += " AND id <> ?"
            self.values += (but,)

    def chunk(self, *columns: str) -> str:
        """Return the query for some columns of the wanted rows between two numbers."""
        return _CHUNK.format(columns=", ".join(columns), window=self.condition)


class _Columns(NamedTuple):
    """What a query returns, column by column."""

    no: Int64Array
    id: Int64Array
    person: Int32Array
    day: Int32Array
    kind: Int16Array
    source: Int16Array
    amount: Int64Array
    logged: Int64Array
    on_time: Int64Array

    @classmethod
    def of(
        cls,
        no: Int64Array,
        id_: Int64Array,
        packed: Int64Array,
        amount: Int64Array,
        logged: Int64Array,
        late: Int64Array,
    ) -> _Columns:
        """Take `packed` apart and add `late` to `logged`."""
        # The shifts undo `schema.PACKED`: 24 bits of the person, 16 of the day, 12 of the kind, 11 of the
        # source.
        return cls(
            no,
            id_,
            person=(packed >> 39).astype(np.int32),
            day=(packed >> 23 & 0xFFFF).astype(np.int32),
            kind=(packed >> 11 & 0xFFF).astype(np.int16),
            source=(packed & 0x7FF).astype(np.int16),
            amount=amount,
            logged=logged,
            # Few entries differ, corrections above all; where none does, the two are one array and its
            # memory is saved.
            on_time=logged + late if late.any() else logged,
        )


def _everyone(db: Reader, window: _Window) -> _Columns:
    """Return all wanted rows, read and parsed at the same time."""
    lowest, highest = db.row("SELECT min(no), max(no) FROM entry") or (None, None)
    if lowest is None:
        return _Columns.of(*np.empty((6, 0), np.int64))
    table = _Table(highest - lowest + 1)
    from concurrent.futures import ThreadPoolExecutor

    # A single thread helps, since SQLite releases the interpreter while it makes the texts of a chunk.
    with ThreadPoolExecutor(1) as parser:
        waiting: list[Future[None]] = []
        for chunk in _chunks(db, window, lowest, highest):
            waiting.append(parser.submit(table.add, chunk))
            # Without a limit the texts that are not parsed yet could pile up to the whole table.
            if len(waiting) > _AHEAD:
                waiting.pop(0).result()
        for parsing in waiting:
            parsing.result()
    return table.filled()


class _Table:
    """Room for all rows there may be."""

    def __init__(self, rows: int) -> None:
        none = _Columns.of(*np.empty((6, 0), np.int64))
        # Sized by the highest number, though rows may be missing: pages that are never written take no
        # memory.
        self.columns: tuple[NDArray[Any], ...] = tuple(np.empty(rows, column.dtype) for column in none)
        self.count = 0

    def add(self, chunk: _Chunk) -> None:
        """Parse a chunk and append its rows."""
        parsed = _parsed_chunk(chunk)
        end = self.count + len(parsed.no)
        for column, part in zip(self.columns, parsed, strict=True):
            column[self.count : end] = part
        self.count = end

    def filled(self) -> _Columns:
        """Return the rows added so far."""
        return _Columns._make(column[: self.count] for column in self.columns)


@dataclass(frozen=True)
class _Chunk:
    """The rows between two numbers as SQLite returns them: a text of numbers for each column.

    `late` is empty where no entry differs, `numbers` where no number is missing.
    """

    low: int
    high: int
    texts: Sequence[str]
    late: str = ""
    numbers: str = ""


def _chunks(db: Reader, window: _Window, lowest: int, highest: int) -> Iterator[_Chunk]:
    sql = window.chunk(*map(_text, _TEXTS), "sum(on_time_at <> logged_at)", "count(*)")
    for low in range(lowest, highest + 1, _ROWS_AT_ONCE):
        high = min(low + _ROWS_AT_ONCE - 1, highest)
        *texts, differing, count = db.row(sql, (low, high, *window.values)) or (None, 0)
        if not count:
            continue
        # Two texts that are hardly ever needed are asked for only then: most entries are on time when
        # they are logged, and most numbers have no gap.
        late = db.value(window.chunk(_text(_LATE)), (low, high, *window.values)) if differing else ""
        gapless = count == high - low + 1
        numbers = "" if gapless else db.value(window.chunk(_text("no")), (low, high, *window.values))
        yield _Chunk(low, high, texts, late, numbers)


def _parsed_chunk(chunk: _Chunk) -> _Columns:
    ids, packed, amount, logged = map(_parsed, chunk.texts)
    numbers = (
        _parsed(chunk.numbers) if chunk.numbers else np.arange(chunk.low, chunk.high + 1, dtype=np.int64)
    )
    late = _parsed(chunk.late) if chunk.late else np.zeros(len(numbers), np.int64)
    return _Columns.of(numbers, ids, packed, amount, logged, late)


def _text(column: str) -> str:
    return f"group_concat({column})"


def _parsed(text: str) -> Int64Array:
    return np.fromstring(text, dtype=np.int64, sep=",")


def _numbers(rows: list[tuple[Any, ...]], width: int) -> Int64Array:
    return np.array(rows, dtype=np.int64).reshape(-1, width)


def _arranged(columns: _Columns, newer: Int64Array, day_one: int) -> EntryFacts:
    newer = newer[np.argsort(newer[:, 1])]
    replaced = np.full(len(columns.no), NEVER, dtype=np.int64)
    void = np.zeros(len(columns.no), dtype=np.bool_)
    at, here = _places(columns.no, newer[:, 1])
    replaced[at] = _replaced_from(newer)[here]
    at, here = _places(columns.no, newer[:, 0])
    void[at] = newer[here, 3] != 0
    return EntryFacts(
        id=columns.id,
        person=columns.person,
        day=columns.day - np.int32(day_one),
        kind=columns.kind,
        source=columns.source,
        amount=columns.amount,
        logged=columns.logged,
        on_time=columns.on_time,
        replaced=replaced,
        void=void,
    )


def _replaced_from(newer: Int64Array) -> Int64Array:
    """Return the earliest `on_time` of each row, sorted by what they supersede, and of those that follow it.

    What came too late replaces nothing; its correction may, which is as much on time as the first entry.
    """
    earliest = newer[:, 2].copy()
    at, again = _places(newer[:, 1], newer[:, 0])
    # Each round carries an instant one correction back, so it takes as many as the longest chain has
    # links; values only fall, so it ends.
    while (earlier := earliest[at] < earliest[again]).any():
        earliest[again] = np.where(earlier, earliest[at], earliest[again])
    return earliest


def _places(nos: Int64Array, wanted: Int64Array) -> tuple[NDArray[np.intp], BoolArray]:
    """Return where the wanted numbers are among the ascending `nos`, and which of them are there."""
    if not len(nos):
        return np.empty(0, dtype=np.intp), np.zeros(len(wanted), dtype=np.bool_)
    at = np.minimum(np.searchsorted(nos, wanted), len(nos) - 1)
    here = nos[at] == wanted
    return at[here], here


def _only(entry_facts: EntryFacts, keep: BoolArray) -> EntryFacts:
    return EntryFacts(**{name: getattr(entry_facts, name)[keep] for name in EntryFacts.__dataclass_fields__})
