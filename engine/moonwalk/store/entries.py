"""Entries: what people did. A stored entry never changes; a newer one supersedes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from moonwalk.store.database import Reader, Transaction
from moonwalk.store.entry_arrays import facts
from moonwalk.store.entry_writer import (
    Added,
    KindRecord,
    NewEntry,
    SourceRecord,
    add,
    check_newest,
    kind_number,
    kinds,
    log,
    source_number,
    sources,
)
from moonwalk.store.errors import StoreError
from moonwalk.store.ids import show_id


@dataclass(frozen=True, slots=True)
class EntryRecord:
    """An entry. `amount` is in thousandths of the unit, instants are in ms.

    `supersedes` and `superseded_by` are ids of entries; `no` and `person` are numbers of the store.
    """

    no: int
    id: int
    person: int
    day: date
    activity: str
    unit: str
    amount: int
    source: str
    logged_at: int
    on_time_at: int
    supersedes: int | None
    superseded_by: int | None
    void: bool
    reason: str
    kind: int
    source_no: int

    @property
    def current(self) -> bool:
        """Whether nothing has superseded it and it is not void."""
        return self.superseded_by is None and not self.void


def of_person(db: Reader, person: int) -> tuple[EntryRecord, ...]:
    """Every entry of a person, also those that were superseded or voided, by day and order of arrival."""
    return _read(db, f"{_SELECT} WHERE this.person = ? ORDER BY this.day, this.no", person)


def newest_number(db: Reader, person: int) -> int:
    """The number of the newest entry of a person; 0 where there is none."""
    return int(db.value("SELECT coalesce(max(no), 0) FROM entry WHERE person = ?", (person,)))


def newest(db: Reader, most: int = 50) -> tuple[EntryRecord, ...]:
    """The entries that were added last, newest first."""
    return _read(db, f"{_SELECT} ORDER BY this.no DESC LIMIT ?", most)


def find(db: Reader, entry: int) -> EntryRecord | None:
    """The entry with this id."""
    records = _read(db, f"{_SELECT} WHERE this.id = ?", entry)
    return records[0] if records else None


def people_since(db: Reader, no: int) -> tuple[int, ...]:
    """The numbers of the people who have entries that were added after the entry with this number."""
    rows = db.rows("SELECT DISTINCT person FROM entry NOT INDEXED WHERE no > ? ORDER BY person", (no,))
    return tuple(person for (person,) in rows)


def ids_since(db: Reader, no: int) -> tuple[int, ...]:
    """The ids of the entries that were added after the entry with this number, in that order."""
    rows = db.rows("SELECT id FROM entry NOT INDEXED WHERE no > ? ORDER BY no", (no,))
    return tuple(entry_id for (entry_id,) in rows)


@dataclass(frozen=True, slots=True)
class ChangeRecord:
    """A correction of an entry, or its end where it is `void`; who decided it, when (ms) and why.

    `before` and `amount` are in thousandths of the unit; `person` is a number of the store.
    """

    person: int
    day: date
    activity: str
    unit: str
    before: int
    amount: int
    void: bool
    at: int
    reason: str
    who: str


def changes(db: Reader, since: int, until: int) -> tuple[ChangeRecord, ...]:
    """The entries that were corrected or voided one by one, after an instant (ms) and not after another."""
    return tuple(
        ChangeRecord(person, date.fromisoformat(day), activity, unit, before, amount, bool(void), *rest)
        for person, day, activity, unit, before, amount, void, *rest in db.rows(_CHANGES, (since, until))
    )


_CHANGES: Final = (
    "SELECT new.person, new.day, kind.activity, kind.unit, old.amount, new.amount, new.void, new.logged_at, "
    "new.reason, decision.who FROM entry AS new JOIN entry AS old ON old.no = new.supersedes "
    "JOIN kind ON kind.no = new.kind JOIN decision ON decision.no = new.decision "
    "WHERE new.supersedes IS NOT NULL AND new.logged_at > ? AND new.logged_at <= ? "
    "AND decision.did IN ('entries correct', 'entries void') ORDER BY new.no"
)


def loggers(db: Reader, since: int, until: int) -> tuple[int, ...]:
    """The numbers of the people whose entries became known after an instant (ms) and not after another."""
    sql = "SELECT DISTINCT person FROM entry WHERE logged_at > ? AND logged_at <= ? ORDER BY person"
    return tuple(person for (person,) in db.rows(sql, (since, until)))


_SELECT: Final = (
    "SELECT this.no, this.id, this.person, this.day, activity, unit, this.amount, source.name, "
    "this.logged_at, this.on_time_at, older.id, newer.id, this.void, this.reason, this.kind, this.source "
    "FROM entry AS this JOIN kind ON kind.no = this.kind JOIN source ON source.no = this.source "
    "LEFT JOIN entry AS older ON older.no = this.supersedes "
    "LEFT JOIN entry AS newer ON newer.supersedes = this.no"
)


def _read(db: Reader, sql: str, *values: Any) -> tuple[EntryRecord, ...]:
    return tuple(_record(row) for row in db.rows(sql, values))


def _record(row: tuple[Any, ...]) -> EntryRecord:
    no, entry, person, day, activity, unit, amount, source, logged_at, on_time_at, *rest = row
    older, newer, void, reason, kind, source_no = rest
    return EntryRecord(
        no,
        entry,
        person,
        date.fromisoformat(day),
        activity,
        unit,
        amount,
        source,
        logged_at,
        on_time_at,
        older,
        newer,
        bool(void),
        reason,
        kind,
        source_no,
    )


@dataclass(frozen=True, slots=True)
class Correction:
    """What an organiser changes about an entry; None stays as it is. `at` is in ms."""

    reason: str
    at: int
    amount: int | None = None
    day: date | None = None
    kind: int | None = None


def correct(tx: Transaction, entry: int, correction: Correction, decision: int) -> Added:
    """Supersedes the entry with this id. It is as much on time as the first entry that it goes back to.

    StoreError where the entry is superseded already, or nothing would differ. The same correction
    again changes nothing. A void entry that is corrected counts again.
    """
    old = _existing(tx, entry)
    new = NewEntry(
        person=old.person,
        day=correction.day or old.day,
        kind=old.kind if correction.kind is None else correction.kind,
        source=old.source_no,
        amount=old.amount if correction.amount is None else correction.amount,
        logged_at=correction.at,
        on_time_at=earliest(tx, old.no),
        supersedes=old.no,
        reason=correction.reason.strip(),
    )
    if (new.day, new.kind, new.amount) == (old.day, old.kind, old.amount):
        check_newest(tx, old.no, old.id)
    if not old.void and (new.day, new.kind, new.amount) == (old.day, old.kind, old.amount):
        raise StoreError(f"Entry {show_id(entry)} says that already. Nothing was changed.")
    return log(tx, new, decision)


def void(tx: Transaction, entry: int, reason: str, at: int, decision: int) -> Added:
    """Takes the entry with this id out of everything, by a void entry that supersedes it."""
    old = _existing(tx, entry)
    if old.void:
        raise StoreError(f"Entry {show_id(entry)} is void already. Nothing was changed.")
    new = NewEntry(
        person=old.person,
        day=old.day,
        kind=old.kind,
        source=old.source_no,
        amount=old.amount,
        logged_at=at,
        on_time_at=earliest(tx, old.no),
        supersedes=old.no,
        reason=reason.strip(),
        void=True,
    )
    return log(tx, new, decision)


def _existing(tx: Transaction, entry: int) -> EntryRecord:
    record = find(tx, entry)
    if record is None:
        raise StoreError(
            f"There is no entry {show_id(entry)}. Nothing was changed. 'moonwalk entries' lists them."
        )
    return record


def earliest(tx: Reader, entry: int) -> int:
    """The earliest instant (ms) of the entry with a number and all that it replaced: what it is on time by.

    A late file makes nothing late.
    """
    return int(tx.value(_EARLIEST, (entry,)))


_EARLIEST: Final = (
    "WITH RECURSIVE chain(no) AS (SELECT ? UNION ALL "
    "SELECT supersedes FROM entry JOIN chain USING (no) WHERE supersedes IS NOT NULL) "
    "SELECT min(on_time_at) FROM entry JOIN chain USING (no)"
)


__all__ = [
    "Added",
    "Correction",
    "EntryRecord",
    "KindRecord",
    "NewEntry",
    "SourceRecord",
    "add",
    "correct",
    "earliest",
    "facts",
    "find",
    "kind_number",
    "kinds",
    "log",
    "newest",
    "of_person",
    "people_since",
    "source_number",
    "sources",
    "void",
]
