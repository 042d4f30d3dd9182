"""Adding entries: each once, under an id derived from its content, with its kind and source."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import date
from itertools import count, islice
from typing import Final, NamedTuple

from moonwalk.store.database import Reader, Transaction
from moonwalk.store.errors import StoreError
from moonwalk.store.ids import Content, content_id, show_id
from moonwalk.store.kept_reads import kept
from moonwalk.store.schema import FIRST_DAY, LARGEST_AMOUNT, LAST_DAY, MOST_KINDS, MOST_SOURCES

# Enough rows that the queries of a batch are few, and few enough that an import holds no copy of its
# file.
_ROWS_AT_ONCE: Final = 5000


_INSERT: Final = (
    "INSERT INTO entry (id, person, day, kind, source, amount, supersedes, void, decision, import, "
    "logged_at, on_time_at, reason, record) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


_STORED: Final = (
    "SELECT id, person, day, kind, source, amount, supersedes, void FROM entry "
    "WHERE id IN (SELECT value FROM json_each(?))"
)


_Key = tuple[int, str, int, int, int, int | None, int]
"""What must be equal, as it is stored, for two rows under one id to be the same entry."""


class NewEntry(NamedTuple):
    """An entry to add. Person, kind, source and the superseded entry are numbers of the store.

    `amount` is in thousandths of the unit; `logged_at` (ms) is when it becomes known, `on_time_at` what
    decides whether it was late: the same, unless given. One that supersedes another needs a reason. `stamp`
    (ms) is the time that a row itself names: equal rows with different stamps are different entries.
    `record` is by what a newer file knows the row: `ids.stamp_record` or `ids.answer_record`.
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
    stamp: int | None = None
    record: int | None = None


class Added(NamedTuple):
    """What became of the rows: the id of each, how many are new, how many had been stored before."""

    ids: tuple[int, ...]
    new: int
    same: int


def add(tx: Transaction, rows: Iterable[NewEntry], decision: int, import_no: int | None = None) -> Added:
    """Add the rows of one file. Equal rows of the file are told apart by counting them.

    Adding a file again changes nothing, and the order of its rows does not matter. StoreError for a day or
    amount that cannot be stored, or a correction that does not fit.
    """
    writer = _Writer(tx, decision, import_no)
    remaining = iter(rows)
    while batch := list(islice(remaining, _ROWS_AT_ONCE)):
        writer.take(batch)
    return writer.added()


def log(tx: Transaction, row: NewEntry, decision: int) -> Added:
    """Add a single entry; equal ones are told apart by the instant at which they were logged."""
    writer = _Writer(tx, decision, None)
    # Not by counting: somebody who walks ten minutes twice logs two equal entries, and each must stay.
    writer.take([row], nth=str(row.logged_at))
    return writer.added()


class _Writer:
    """Adds rows in batches, remembering what it has seen of one file."""

    def __init__(self, tx: Transaction, decision: int, import_no: int | None) -> None:
        self._tx = tx
        self._names = Names(tx)
        self._trail = (decision, import_no)
        self._days: dict[date, str] = {}
        self._seen: dict[int, int] = {}
        self._ids: list[int] = []
        self._new = 0

    def added(self) -> Added:
        """Return what became of everything taken so far."""
        return Added(tuple(self._ids), self._new, len(self._ids) - self._new)

    def take(self, rows: Sequence[NewEntry], nth: str = "") -> None:
        """Add those of the rows that are not stored yet. Without `nth`, equal rows are counted."""
        # An id is derived from names and never from the store's numbers, which differ between workspaces:
        # one file makes the same ids in each of them.
        self._names.learn_people({row.person for row in rows})
        keys = [self._key(row) for row in rows]
        marks = [nth or (1 if row.stamp is None else str(row.stamp)) for row in rows]
        contents = [self._content(key, mark) for key, mark in zip(keys, marks, strict=True)]
        ids = [content_id(content) for content in contents]
        if not nth:
            self._count_equal(contents, ids)
        stored = self._stored(ids)
        missing = []
        for place, (key, number) in enumerate(zip(keys, ids, strict=True)):
            # 63 bits of a hash may meet by chance, and then two contents would be taken for one entry.
            if stored.get(number, key) != key:
                number = ids[place] = self._free_or_same(key, contents[place], stored)
            if number not in stored:
                missing.append(place)
                stored[number] = key
        # Before anything is inserted, and for new rows only: one that was stored before must not be
        # refused for having been replaced since.
        self._check_superseded([rows[place] for place in missing])
        self._tx.run_many(_INSERT, [(ids[at], *keys[at], *self._trail, *_rest(rows[at])) for at in missing])
        self._ids += ids
        self._new += len(missing)

    def _key(self, row: NewEntry) -> _Key:
        person, day, kind, source, amount, _, _, supersedes, _, void, _, _ = row
        # By type, since True would pass as an int and be stored as 1.
        if type(amount) is not int or not 0 <= amount <= LARGEST_AMOUNT:
            raise StoreError(
                f"The amount {amount} (in thousandths) cannot be stored: amounts are whole, at least 0 and "
                f"at most {LARGEST_AMOUNT}. Nothing was changed. Check the amount and its unit."
            )
        # A file of a company has few days and many rows: each day is checked and written once.
        text = self._days.get(day)
        if text is None:
            text = self._days[day] = _checked_day(day)
        return person, text, kind, source, amount, supersedes, 1 if void else 0

    def _content(self, key: _Key, nth: int | str) -> Content:
        person, day, kind, source, amount, supersedes, void = key
        names = self._names
        activity, unit = names.kind(kind)
        older = None if supersedes is None else names.entry(supersedes)
        return Content(
            names.person(person), day, activity, unit, amount, names.source(source), nth, older, void == 1
        )

    def _count_equal(self, contents: list[Content], ids: list[int]) -> None:
        """Give each equal row after the first its place among them, and an id of its own."""
        # Counted over the whole file, not the batch, so that where a batch ends changes no id.
        seen = self._seen
        for index, base in enumerate(ids):
            nth = seen[base] = seen.get(base, 0) + 1
            if nth > 1:
                stamp = contents[index].nth
                mark = f"{stamp}/{nth}" if isinstance(stamp, str) else nth
                contents[index] = contents[index]._replace(nth=mark)
                ids[index] = content_id(contents[index])

    def _free_or_same(self, key: _Key, content: Content, stored: dict[int, _Key]) -> int:
        """Return the first further id that is free or holds this content: two contents have met in one id."""
        for bump in count(1):
            number = content_id(content, bump)
            stored.update(self._stored([number]))
            if stored.get(number, key) == key:
                return number
        raise AssertionError

    def _stored(self, ids: Sequence[int]) -> dict[int, _Key]:
        return {row[0]: row[1:] for row in self._tx.rows(_STORED, (json.dumps(ids),))}

    def _check_superseded(self, rows: Sequence[NewEntry]) -> None:
        newer = [row for row in rows if row.supersedes is not None]
        numbers = [row.supersedes for row in newer]
        if len(set(numbers)) < len(numbers):
            raise StoreError("Two rows replace the same entry. Nothing was changed. Keep one of them.")
        # All at once, since undoing an import replaces every entry of it.
        free = dict(self._tx.rows(_FREE, (json.dumps(numbers),))) if numbers else {}
        for row in newer:
            if free.get(row.supersedes) != row.person or not row.reason.strip():
                _check_free(self._tx, row)


_FREE: Final = (
    "SELECT no, person FROM entry AS this WHERE no IN (SELECT value FROM json_each(?)) "
    "AND NOT EXISTS (SELECT 1 FROM entry WHERE supersedes = this.no)"
)
"""Of some entries those that nothing has replaced."""


def _check_free(tx: Transaction, row: NewEntry) -> None:
    """Refuse to supersede an entry that is superseded, missing, or of somebody else."""
    row_there = tx.row("SELECT no, id, person FROM entry WHERE no = ?", (row.supersedes,))
    if row_there is None or row_there[2] != row.person:
        raise StoreError("The entry to replace is not one of this person. Nothing was changed.")
    # Two corrections of one entry would leave two that both count; corrections are a chain.
    check_newest(tx, row_there[0], row_there[1])
    if not row.reason.strip():
        raise StoreError("A correction needs a reason. Nothing was changed. Say why.")


_NEWEST: Final = (
    "WITH RECURSIVE chain(no) AS (SELECT ? UNION ALL "
    "SELECT entry.no FROM chain JOIN entry ON entry.supersedes = chain.no) "
    "SELECT no, id, void FROM entry JOIN chain USING (no) ORDER BY no DESC LIMIT 1"
)


def check_newest(db: Reader, no: int, entry: int) -> None:
    """Refuse to change an entry (its number and its id) that was replaced or taken out; name the newest."""
    newest, newest_id, void = db.row(_NEWEST, (no,)) or (no, entry, 0)
    if newest == no:
        return
    if void:
        raise StoreError(
            f"Entry {show_id(entry)} was taken out, by entry {show_id(newest_id)}. Nothing was changed. "
            f"Correct that one, and it counts again: moonwalk entries correct {show_id(newest_id)}"
        )
    raise StoreError(
        f"Entry {show_id(entry)} has been replaced already, by entry {show_id(newest_id)}. "
        "Nothing was changed. Correct that one instead, if it is still wrong."
    )


def _rest(row: NewEntry) -> tuple[int, int, str, int | None]:
    """Return what is stored of a row beside its key."""
    on_time = row.logged_at if row.on_time_at is None else row.on_time_at
    return row.logged_at, on_time, row.reason, row.record


def storable_day(day: date) -> str:
    """Return the text of a day that can be stored, and nothing for any other."""
    # By type as well: a datetime is a date to Python, and its text has a time that does not belong here.
    text = day.isoformat() if type(day) is date else ""
    return text if FIRST_DAY <= text <= LAST_DAY else ""


def _checked_day(day: date) -> str:
    text = storable_day(day)
    if not text:
        raise StoreError(
            f"The day {day} cannot be stored: days lie between {FIRST_DAY} and {LAST_DAY}. "
            "Nothing was changed. Check the date."
        )
    return text


@dataclass(frozen=True, slots=True)
class KindRecord:
    """An activity measured in a unit."""

    no: int
    activity: str
    unit: str


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """Where entries come from; `device` says that it measures."""

    no: int
    name: str
    device: bool


def kind_number(tx: Transaction, activity: str, unit: str) -> int:
    """Return the number of an activity in a unit, which is added if it is new."""
    known_number = tx.value("SELECT no FROM kind WHERE activity = ? AND unit = ?", (activity, unit))
    if known_number is not None:
        return int(known_number)
    _check_room(tx, "SELECT count(*) FROM kind", MOST_KINDS, "activities")
    return tx.add("kind", activity=activity, unit=unit)


def source_number(tx: Transaction, name: str, device: bool) -> int:
    """Return the number of a source, added if new, and corrected if it is (not) a device after all."""
    known = tx.row("SELECT no, device FROM source WHERE name = ?", (name,))
    if known is None:
        _check_room(tx, "SELECT count(*) FROM source", MOST_SOURCES, "sources")
        return tx.add("source", name=name, device=int(device))
    if bool(known[1]) != device:
        tx.run("UPDATE source SET device = ? WHERE no = ?", (int(device), known[0]))
    return int(known[0])


@kept
def kinds(db: Reader) -> tuple[KindRecord, ...]:
    """Return every kind, in the order of their numbers."""
    return tuple(KindRecord(*row) for row in db.rows("SELECT no, activity, unit FROM kind ORDER BY no"))


@kept
def sources(db: Reader) -> tuple[SourceRecord, ...]:
    """Return every source, in the order of their numbers."""
    rows = db.rows("SELECT no, name, device FROM source ORDER BY no")
    return tuple(SourceRecord(no, name, bool(device)) for no, name, device in rows)


def _check_room(db: Reader, count: str, most: int, what: str) -> None:
    # The number has to fit its bits of `schema.PACKED`.
    if db.value(count) >= most:
        raise StoreError(
            f"The database holds {most} {what}, and there is room for no more. Nothing was changed. "
            "Check whether a file names them by mistake."
        )


class Names:
    """Looks up names by the store's numbers, each once."""

    def __init__(self, db: Reader) -> None:
        self._db = db
        self._people: dict[int, str] = {}
        self._kinds: dict[int, tuple[str, str]] = {}
        self._sources: dict[int, str] = {}

    def learn_people(self, nos: Set[int]) -> None:
        """Look many people up at once, ahead of `person`."""
        new = json.dumps([int(no) for no in nos - self._people.keys()])
        sql = "SELECT no, id FROM person WHERE no IN (SELECT value FROM json_each(?))"
        self._people.update(dict(self._db.rows(sql, (new,))))

    def person(self, no: int) -> str:
        """Return the company's id of a person."""
        if no not in self._people:
            self._people[no] = self._look("SELECT id FROM person WHERE no = ?", no, "person")[0]
        return self._people[no]

    def kind(self, no: int) -> tuple[str, str]:
        """Return an activity and its unit."""
        if no not in self._kinds:
            activity, unit = self._look("SELECT activity, unit FROM kind WHERE no = ?", no, "activity")
            self._kinds[no] = (activity, unit)
        return self._kinds[no]

    def source(self, no: int) -> str:
        """Return the name of a source."""
        if no not in self._sources:
            self._sources[no] = self._look("SELECT name FROM source WHERE no = ?", no, "source")[0]
        return self._sources[no]

    def entry(self, no: int | None) -> int | None:
        """Return the id of an entry; None for None."""
        if no is None:
            return None
        return int(self._look("SELECT id FROM entry WHERE no = ?", no, "entry")[0])

    def _look(self, sql: str, no: int, what: str) -> tuple[str, ...]:
        names = self._db.row(sql, (no,))
        if names is None:
            raise StoreError(f"There is no {what} number {no} in {self._db.path}. Nothing was changed.")
        return names
