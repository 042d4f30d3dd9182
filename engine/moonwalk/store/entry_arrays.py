"""Entries as arrays for scoring: of everybody, by reading the whole table, or of a few people, by index."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from moonwalk.scoring.facts import NEVER, BoolArray, EntryFacts, Int64Array
from moonwalk.store.database import Reader
from moonwalk.store.entry_columns import Columns, Table
from moonwalk.store.kept_reads import kept

if TYPE_CHECKING:
    from concurrent.futures import Future

MOST_LOOKED_UP: Final = 2000
"""Up to this many people are looked up by index; for more, reading the whole table is faster."""


SMALLEST: Final = 2_000
"""Fewer rows are read from the database as quickly as from the snapshot."""


_ROWS_AT_ONCE: Final = 8192


# Enough that the parser never waits; each further one would hold another chunk of text.
_AHEAD: Final = 4


_REWRITTEN_AT: Final = 20
"""The snapshot is written when one in so many rows is not in it yet: seldom, and reading them is short."""


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


# Two queries: SQLite looks up a lowest or a highest number, but reads the whole table for both at once.
_NUMBERS: Final = "SELECT (SELECT min(no) FROM entry), (SELECT max(no) FROM entry)"


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
    if people is not None and len(people) <= MOST_LOOKED_UP:
        read = _of_one if len(people) == 1 else _by_index
        return read(db, first, tuple(map(int, people)), known_at, days, but)
    columns = _everyone(db, window)
    newer = _numbers(db.rows(_SUPERSEDING, (known_at, but)), 4)
    arranged = _arranged(columns, newer, (first - _DAY_ZERO).days)
    # The whole table was read, so the others are taken out again.
    if people is not None:
        return _only(arranged, np.isin(arranged.person, np.asarray(people, dtype=np.int32)))
    return arranged


def _by_index(
    db: Reader,
    first: date,
    people: tuple[int, ...],
    known_at: int,
    days: tuple[date, date] | None,
    but: int | None,
) -> EntryFacts:
    """Return the entries of people who are looked up by index."""
    window, chosen = _Window(known_at, days, but), json.dumps(people)
    sql = _PEOPLE.format(columns=", ".join((*_TEXTS, _LATE)), window=window.condition)
    columns = Columns.of(*_numbers(db.rows(sql, (chosen, *window.values)), 6).T)
    newer = _numbers(db.rows(_SUPERSEDING + _OF_PEOPLE, (known_at, but, chosen)), 4)
    return _arranged(columns, newer, (first - _DAY_ZERO).days)


# After an entry, its person is scored, and the entry judged for its answer: both by the same rows.
_of_one: Final = kept(_by_index)


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
        self.known_at, self.but = known_at, but
        first, last = days or (_DAY_ZERO, date.max)
        self.days = (first - _DAY_ZERO).days, (last - _DAY_ZERO).days

    def of(self, columns: Columns) -> Columns:
        """Return the wanted ones of some rows."""
        keep = columns.logged <= self.known_at
        keep &= (self.days[0] <= columns.day) & (columns.day <= self.days[1])
        if self.but is not None:
            keep &= columns.id != self.but
        return columns if keep.all() else columns.at(keep)

    def chunk(self, *columns: str) -> str:
        """Return the query for some columns of the wanted rows between two numbers."""
        return _CHUNK.format(columns=", ".join(columns), window=self.condition)


def _everyone(db: Reader, window: _Window) -> Columns:
    """Return all wanted rows: from the snapshot what it has, from the table what came since."""
    lowest, highest = db.row(_NUMBERS) or (None, None)
    if lowest is None:
        return Columns.none()
    if highest - lowest + 1 < SMALLEST:
        table = Table(highest - lowest + 1)
        for chunk in _chunks(db, window, lowest, highest):
            _add_parsed(table, chunk)
        return table.filled()
    # Most commands have too few rows, or score nothing, and need not wait for it.
    from moonwalk.store import entry_snapshot

    table = Table(highest - lowest + 1)
    snapshot = entry_snapshot.load(db, window.days, table)
    known = table.rows
    columns = _read_table(db, _Window(NEVER, None), max(lowest, snapshot.upto + 1), highest, table)
    if columns.rows - known > (highest - lowest + 1) // _REWRITTEN_AT:
        entry_snapshot.store(db, snapshot, columns.at(slice(known - snapshot.begun, None)))
    return window.of(columns)


def snapshot_differs(db: Reader) -> bool:
    """Return whether the snapshot is believed although the table has other rows."""
    from moonwalk.store import entry_snapshot

    everything, table = _Window(NEVER, None), Table(db.value("SELECT coalesce(max(no), 0) FROM entry") + 1)
    upto = entry_snapshot.load(db, everything.days, table).upto
    columns, rows = table.filled(), _read_table(db, everything, 0, upto, Table(upto + 1))
    pairs: Iterator[tuple[NDArray[Any], NDArray[Any]]] = zip(columns, rows, strict=True)
    return not all(np.array_equal(mine, theirs) for mine, theirs in pairs)


def _read_table(db: Reader, window: _Window, lowest: int, highest: int, table: Table) -> Columns:
    """Add the wanted rows between two numbers to those there are, read and parsed at the same time."""
    from concurrent.futures import ThreadPoolExecutor

    # A single thread helps, since SQLite releases the interpreter while it makes the texts of a chunk.
    with ThreadPoolExecutor(1) as parser:
        waiting: list[Future[None]] = []
        for chunk in _chunks(db, window, lowest, highest):
            waiting.append(parser.submit(_add_parsed, table, chunk))
            # Without a limit the texts that are not parsed yet could pile up to the whole table.
            if len(waiting) > _AHEAD:
                waiting.pop(0).result()
        for parsing in waiting:
            parsing.result()
    return table.filled()


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


def _parsed_chunk(chunk: _Chunk) -> Columns:
    ids, packed, amount, logged = map(_parsed, chunk.texts)
    numbers = (
        _parsed(chunk.numbers) if chunk.numbers else np.arange(chunk.low, chunk.high + 1, dtype=np.int64)
    )
    late = _parsed(chunk.late) if chunk.late else np.zeros(len(numbers), np.int64)
    return Columns.of(numbers, ids, packed, amount, logged, late)


def _add_parsed(table: Table, chunk: _Chunk) -> None:
    table.add(_parsed_chunk(chunk))


def _text(column: str) -> str:
    return f"group_concat({column})"


def _parsed(text: str) -> Int64Array:
    return np.fromstring(text, dtype=np.int64, sep=",")


def _numbers(rows: list[tuple[Any, ...]], width: int) -> Int64Array:
    return np.array(rows, dtype=np.int64).reshape(-1, width)


def _arranged(columns: Columns, newer: Int64Array, day_one: int) -> EntryFacts:
    rows = len(columns.no)
    # One value for all takes no memory, and mostly nothing has been corrected.
    replaced, void = np.broadcast_to(np.int64(NEVER), rows), np.broadcast_to(np.False_, rows)
    if len(newer):
        newer = newer[np.argsort(newer[:, 1])]
        replaced, void = replaced.copy(), void.copy()
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
