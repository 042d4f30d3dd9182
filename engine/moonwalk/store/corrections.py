"""Corrections: a newer entry supersedes an older one, with a reason. Both stay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from moonwalk.store.database import Transaction
from moonwalk.store.entry_records import EntryRecord, find
from moonwalk.store.entry_writing import Added, NewEntry, log
from moonwalk.store.errors import StoreError
from moonwalk.store.identity import show_id


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
        on_time_at=_on_time(tx, old),
        supersedes=old.no,
        reason=correction.reason.strip(),
    )
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
        on_time_at=_on_time(tx, old),
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


def _on_time(tx: Transaction, entry: EntryRecord) -> int:
    """The earliest instant (ms) of an entry and all that it replaced: a late file makes nothing late."""
    return int(tx.value(_EARLIEST, (entry.no,)))


_EARLIEST: Final = (
    "WITH RECURSIVE chain(no) AS (SELECT ? UNION ALL "
    "SELECT supersedes FROM entry JOIN chain USING (no) WHERE supersedes IS NOT NULL) "
    "SELECT min(on_time_at) FROM entry JOIN chain USING (no)"
)
