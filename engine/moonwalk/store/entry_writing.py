"""How entries get into the store: each once, under the id of its content."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import islice
from typing import Final, NamedTuple

from moonwalk.store.database import Transaction
from moonwalk.store.entry_names import Names
from moonwalk.store.errors import StoreError
from moonwalk.store.identity import Content, content_id, show_id
from moonwalk.store.schema import FIRST_DAY, LARGEST_AMOUNT, LAST_DAY

_ROWS_AT_ONCE: Final = 5000

_INSERT: Final = (
    "INSERT INTO entry (id, person, day, kind, source, amount, logged_at, on_time_at, supersedes, void, "
    "reason, decision, import) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_STORED: Final = (
    "SELECT id, person, day, kind, source, amount, supersedes, void FROM entry "
    "WHERE id IN (SELECT value FROM json_each(?))"
)

_Key = tuple[int, str, int, int, int, int | None, int]


class NewEntry(NamedTuple):
    """An entry to add. Person, kind, source and the superseded entry are numbers of the store.

    `amount` is in thousandths of the unit; `logged_at` (ms) is when it becomes known, `on_time_at` what
    decides whether it was late: the same, unless given. One that supersedes another needs a reason.
    """

    person: int
    day: date
    kind: int
    source: int
    amount: int
    logged_at: int
    on_time_at: int | None = None
    supersedes: int | None = None
    reason: str = ""
    void: bool = False


class Added(NamedTuple):
    """What became of the rows: the id of each, how many are new, how many were there already."""

    ids: tuple[int, ...]
    new: int
    same: int


def add(tx: Transaction, rows: Iterable[NewEntry], decision: int, import_no: int | None = None) -> Added:
    """Adds the rows of one file. Equal rows of the file are told apart by counting them.

    The same file again changes nothing, nor does the order of its rows.
    """
    writer = _Writer(tx, decision, import_no)
    remaining = iter(rows)
    while batch := list(islice(remaining, _ROWS_AT_ONCE)):
        writer.take(batch, [writer.counted(writer.content(row, 1)) for row in batch])
    return writer.added()


def log(tx: Transaction, row: NewEntry, decision: int) -> Added:
    """Adds a single entry; equal ones are told apart by the instant at which they were logged."""
    writer = _Writer(tx, decision, None)
    writer.take([row], [writer.content(row, str(row.logged_at))])
    return writer.added()


class _Writer:
    """Adds rows in batches, remembering what it has seen of one file."""

    def __init__(self, tx: Transaction, decision: int, import_no: int | None) -> None:
        self._tx = tx
        self._names = Names(tx)
        self._trail = (decision, import_no)
        self._seen: dict[int, int] = {}
        self._ids: list[int] = []
        self._new = 0

    def added(self) -> Added:
        """What became of everything taken so far."""
        return Added(tuple(self._ids), self._new, len(self._ids) - self._new)

    def content(self, row: NewEntry, nth: int | str) -> Content:
        """What the row says, in names. StoreError where it cannot be stored."""
        _check(row)
        activity, unit = self._names.kind(row.kind)
        older = self._names.entry(row.supersedes)
        person, source = self._names.person(row.person), self._names.source(row.source)
        return Content(person, row.day, activity, unit, row.amount, source, nth, older, row.void)

    def counted(self, content: Content) -> Content:
        """The content with its place among the equal rows of the file."""
        base = content_id(content)
        nth = self._seen[base] = self._seen.get(base, 0) + 1
        return content if nth == 1 else content._replace(nth=nth)

    def take(self, rows: Sequence[NewEntry], contents: Sequence[Content]) -> None:
        """Adds those of the rows that are not there yet."""
        ids = [content_id(content) for content in contents]
        stored = self._stored(ids)
        missing: list[tuple[int, NewEntry]] = []
        for row, content, first_id in zip(rows, contents, ids, strict=True):
            key, number, bump = _key(row), first_id, 0
            while (found := stored.get(number)) is not None and found != key:
                bump += 1
                number = content_id(content, bump)
                stored.update(self._stored([number]))
            if found is None:
                missing.append((number, row))
                stored[number] = key
            self._ids.append(number)
        self._check_superseded([row for _, row in missing if row.supersedes is not None])
        self._tx.run_many(_INSERT, [self._values(number, row) for number, row in missing])
        self._new += len(missing)

    def _stored(self, ids: Sequence[int]) -> dict[int, _Key]:
        return {row[0]: row[1:] for row in self._tx.rows(_STORED, (json.dumps(ids),))}

    def _values(self, number: int, row: NewEntry) -> tuple[object, ...]:
        on_time = row.logged_at if row.on_time_at is None else row.on_time_at
        person, day, kind, source, amount, supersedes, void = _key(row)
        what = (number, person, day, kind, source, amount, row.logged_at, on_time)
        return (*what, supersedes, void, row.reason, *self._trail)

    def _check_superseded(self, rows: Sequence[NewEntry]) -> None:
        taken: set[int | None] = set()
        for row in rows:
            check_free(self._tx, row)
            if row.supersedes in taken:
                raise StoreError("Two rows replace the same entry. Nothing was changed. Keep one of them.")
            taken.add(row.supersedes)


def check_free(tx: Transaction, row: NewEntry) -> None:
    """Refuses to supersede what is superseded already, what is not there, and somebody else's entry."""
    found = tx.row(
        "SELECT this.id, this.person, newer.id FROM entry AS this "
        "LEFT JOIN entry AS newer ON newer.supersedes = this.no WHERE this.no = ?",
        (row.supersedes,),
    )
    if found is None or found[1] != row.person:
        raise StoreError("The entry to replace is not one of this person. Nothing was changed.")
    if found[2] is not None:
        raise StoreError(
            f"Entry {show_id(found[0])} has been replaced already, by entry {show_id(found[2])}. "
            "Nothing was changed. Correct that one instead, if it is still wrong."
        )
    if not row.reason.strip():
        raise StoreError("A correction needs a reason. Nothing was changed. Say why.")


def _key(row: NewEntry) -> _Key:
    day = row.day.isoformat()
    return row.person, day, row.kind, row.source, row.amount, row.supersedes, int(row.void)


def _check(row: NewEntry) -> None:
    if type(row.amount) is not int or not 0 <= row.amount <= LARGEST_AMOUNT:
        raise StoreError(
            f"The amount {row.amount} (in thousandths) cannot be stored: amounts are whole, at least 0 and "
            f"at most {LARGEST_AMOUNT}. Nothing was changed. Check the amount and its unit."
        )
    if type(row.day) is not date or not _FIRST <= row.day <= _LAST:
        raise StoreError(
            f"The day {row.day} cannot be stored: days lie between {FIRST_DAY} and {LAST_DAY}. "
            "Nothing was changed. Check the date."
        )


_FIRST: Final = date.fromisoformat(FIRST_DAY)
_LAST: Final = date.fromisoformat(LAST_DAY)
