"""Entries as arrays for scoring: the fast path, and the one that looks up a few people."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moonwalk.scoring.facts import NEVER, EntryFacts
from moonwalk.store.database import Reader

MOST_LOOKED_UP: Final = 2000
"""Up to so many people are looked up one by one; above, reading the whole table is faster."""

_ROWS_AT_ONCE: Final = 8192
_DAY_ZERO: Final = date(2000, 1, 1)

# SQLite hands over one long text of numbers per column much faster than it hands over rows.
_TEXTS: Final = ("id", "packed", "amount", "logged_at")
_LATE: Final = "on_time_at - logged_at"

_KNOWN: Final = "logged_at <= ?"
_ON_DAYS: Final = "AND day BETWEEN ? AND ?"
_CHUNK: Final = "SELECT {columns} FROM entry NOT INDEXED WHERE no BETWEEN ? AND ? AND {window}"
_PEOPLE: Final = (
    "SELECT no, {columns} FROM entry INDEXED BY entry_of_person "
    "WHERE person IN (SELECT value FROM json_each(?)) AND {window} ORDER BY no"
)
_SUPERSEDING: Final = (
    "SELECT no, supersedes, on_time_at, void FROM entry INDEXED BY entry_superseding "
    "WHERE supersedes IS NOT NULL AND logged_at <= ?"
)
_OF_PEOPLE: Final = " AND person IN (SELECT value FROM json_each(?))"


class _Columns(NamedTuple):
    """What a query brings, column by column; `packed` and `late` still have to be taken apart."""

    no: NDArray[np.int64]
    id: NDArray[np.int64]
    packed: NDArray[np.int64]
    amount: NDArray[np.int64]
    logged: NDArray[np.int64]
    late: NDArray[np.int64]


def facts(
    db: Reader,
    first: date,
    known_at: int,
    people: Sequence[int] | None = None,
    days: tuple[date, date] | None = None,
) -> EntryFacts:
    """Entries as known at an instant (ms), of some people or all, on days from and to or all.

    Day 0 is `first`. Everything is of one moment only inside `Database.read()` or a transaction.
    """
    window = _Window(known_at, days)
    if people is None or len(people) > MOST_LOOKED_UP:
        columns = _everyone(db, window)
        newer = _numbers(db.rows(_SUPERSEDING, (known_at,)), 4)
    else:
        chosen = json.dumps([int(person) for person in people])
        sql = _PEOPLE.format(columns=", ".join((*_TEXTS, _LATE)), window=window.condition)
        columns = _Columns(*_numbers(db.rows(sql, (chosen, *window.values)), 6).T)
        newer = _numbers(db.rows(_SUPERSEDING + _OF_PEOPLE, (known_at, chosen)), 4)
    found = _arranged(columns, newer, (first - _DAY_ZERO).days)
    if people is not None and len(people) > MOST_LOOKED_UP:
        return _only(found, np.isin(found.person, np.asarray(people, dtype=np.int32)))
    return found


class _Window:
    """Which rows are wanted, as a condition and the values for it."""

    def __init__(self, known_at: int, days: tuple[date, date] | None) -> None:
        self.condition = _KNOWN if days is None else f"{_KNOWN} {_ON_DAYS}"
        self.values: tuple[int | str, ...] = (known_at,)
        if days is not None:
            self.values += (days[0].isoformat(), days[1].isoformat())

    def chunk(self, *columns: str) -> str:
        """The query for some columns of the wanted rows between two numbers."""
        return _CHUNK.format(columns=", ".join(columns), window=self.condition)


def _everyone(db: Reader, window: _Window) -> _Columns:
    parts: list[list[NDArray[np.int64]]] = [[] for _ in _Columns._fields]
    for chunk in _chunks(db, window):
        for part, column in zip(parts, chunk, strict=True):
            part.append(column)
    empty = np.empty(0, dtype=np.int64)
    joined = []
    while parts:
        joined.append(np.concatenate([*parts.pop(0), empty]))
    return _Columns(*joined)


def _chunks(db: Reader, window: _Window) -> Iterator[_Columns]:
    lowest, highest = db.row("SELECT min(no), max(no) FROM entry") or (None, None)
    if lowest is None:
        return
    sql = window.chunk(*map(_text, _TEXTS), "sum(on_time_at <> logged_at)")
    for low in range(lowest, highest + 1, _ROWS_AT_ONCE):
        high = min(low + _ROWS_AT_ONCE - 1, highest)
        *texts, differing = db.row(sql, (low, high, *window.values)) or (None,)
        if differing is None:
            continue
        columns = [_parsed(text) for text in texts]
        late = np.zeros(len(columns[0]), dtype=np.int64)
        if differing:
            late = _parsed(db.value(window.chunk(_text(_LATE)), (low, high, *window.values)))
        numbers = np.arange(low, high + 1, dtype=np.int64)
        if len(numbers) > len(late):
            numbers = _parsed(db.value(window.chunk(_text("no")), (low, high, *window.values)))
        yield _Columns._make((numbers, *columns, late))


def _text(column: str) -> str:
    return f"group_concat({column})"


def _parsed(text: str) -> NDArray[np.int64]:
    return np.fromstring(text, dtype=np.int64, sep=",")


def _numbers(rows: list[tuple[Any, ...]], width: int) -> NDArray[np.int64]:
    return np.array(rows, dtype=np.int64).reshape(-1, width)


def _arranged(columns: _Columns, newer: NDArray[np.int64], day_one: int) -> EntryFacts:
    packed = columns.packed
    newer = newer[np.argsort(newer[:, 1])]
    replaced = np.full(len(packed), NEVER, dtype=np.int64)
    void = np.zeros(len(packed), dtype=np.bool_)
    at, here = _places(columns.no, newer[:, 1])
    replaced[at] = _replaced_from(newer)[here]
    at, here = _places(columns.no, newer[:, 0])
    void[at] = newer[here, 3] != 0
    return EntryFacts(
        id=columns.id,
        person=(packed >> 39).astype(np.int32),
        day=((packed >> 23 & 0xFFFF) - day_one).astype(np.int32),
        kind=(packed >> 11 & 0xFFF).astype(np.int16),
        source=(packed & 0x7FF).astype(np.int16),
        amount=columns.amount,
        logged=columns.logged,
        on_time=columns.logged + columns.late,
        replaced=replaced,
        void=void,
    )


def _replaced_from(newer: NDArray[np.int64]) -> NDArray[np.int64]:
    """The earliest `on_time` of each row, sorted by what they supersede, and of those that follow it.

    What came too late replaces nothing; its correction may, which is as much on time as the first entry.
    """
    earliest = newer[:, 2].copy()
    at, again = _places(newer[:, 1], newer[:, 0])
    while (earlier := earliest[at] < earliest[again]).any():
        earliest[again] = np.where(earlier, earliest[at], earliest[again])
    return earliest


def _places(nos: NDArray[np.int64], wanted: NDArray[np.int64]) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Where the wanted numbers stand among the ascending `nos`, and which of them do."""
    if not len(nos):
        return np.empty(0, dtype=np.intp), np.zeros(len(wanted), dtype=np.bool_)
    at = np.minimum(np.searchsorted(nos, wanted), len(nos) - 1)
    here = nos[at] == wanted
    return at[here], here


def _only(found: EntryFacts, keep: NDArray[np.bool_]) -> EntryFacts:
    return EntryFacts(**{name: getattr(found, name)[keep] for name in EntryFacts.__dataclass_fields__})
