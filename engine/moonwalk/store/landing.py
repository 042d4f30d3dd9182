"""A batch of staged rows on its way into the entries: what of it is there already, and what is new."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Final, Literal, NamedTuple

from moonwalk.scoring.facts import Int32Array
from moonwalk.store.database import Reader, Transaction
from moonwalk.store.ids import Content, content_id

# Joined in this order always: the batch is small, and everything else is looked up.
_PARTS: Final = (
    ("{batch}", "temp.batch CROSS JOIN temp.staged AS row USING (no)"),
    (
        "{row}",
        (
            "row.no, row.line, row.id, row.person, row.day, row.kind, row.amount, row.on_time, row.stamp, "
            "row.record"
        ),
    ),
    (
        "{slot}",
        (
            "entry.no, entry.id, entry.day, entry.kind, entry.amount, entry.void, newer.no, newer.import, "
            "origin.sha256 IS ?, entry.supersedes IS NOT NULL AND entry.import IS NULL"
        ),
    ),
    (
        "{newer}",
        (
            "LEFT JOIN entry AS newer ON newer.supersedes = entry.no "
            "LEFT JOIN import AS origin ON origin.no = entry.import"
        ),
    ),
)


def _sql(template: str) -> str:
    """A statement about the batch, in which a staged row is called `row`."""
    for name, part in _PARTS:
        template = template.replace(name, part)
    return template


class Row(NamedTuple):
    """A staged row."""

    no: int
    line: int
    id: int
    person: int
    day: str
    kind: int
    amount: int
    on_time: int
    stamp: int | None
    record: int | None


State = Literal["current", "taken back", "by hand"]


class Slot(NamedTuple):
    """A stored entry that a row may be about: its number and what it says.

    "current" is one that counts, "taken back" one that the undo of an import voided, "by hand" one that
    somebody corrected or voided. `same_file` says that it came from the very file that is being imported.
    """

    no: int
    id: int
    day: str
    kind: int
    amount: int
    state: State
    same_file: bool


@dataclass(frozen=True, slots=True)
class Trail:
    """What the entries of an import have in common."""

    source: int
    decision: int
    import_no: int
    at: int
    sha256: str


def choose(tx: Transaction, numbers: Int32Array) -> None:
    """Make the rows with these numbers the batch."""
    tx.run("DELETE FROM temp.batch")
    tx.run("INSERT INTO temp.batch SELECT value FROM json_each(?)", (json.dumps(numbers.tolist()),))


def leave_out(tx: Transaction, numbers: Iterable[int]) -> None:
    """Take rows out of the batch."""
    chosen = json.dumps(sorted(numbers))
    tx.run("DELETE FROM temp.batch WHERE no IN (SELECT value FROM json_each(?))", (chosen,))


def rows_of(tx: Reader, numbers: Iterable[int]) -> dict[int, Row]:
    """Rows of the batch by number."""
    sql = _sql("SELECT {row} FROM {batch} WHERE row.no IN (SELECT value FROM json_each(?))")
    return {row[0]: Row(*row) for row in tx.rows(sql, (json.dumps(sorted(numbers)),))}


def of_nobody(tx: Reader) -> dict[int, int]:
    """The lines, by number, of rows of people who have been erased since the file was read."""
    sql = _sql("SELECT row.no, row.line FROM {batch} WHERE row.person NOT IN (SELECT no FROM person)")
    return dict(tx.rows(sql))


class Match(NamedTuple):
    """A stored entry with the id of a row. `same` says that it has the same content.

    `free` says that the entry is known by nothing but its id, so that the row is this entry.
    """

    no: int
    entry: int
    id: int
    same: bool
    free: bool


def matches(tx: Reader, trail: Trail) -> tuple[Match, ...]:
    """The rows of the batch whose id is stored."""
    sql = _sql(
        "SELECT row.no, entry.no, entry.id, entry.supersedes IS NULL AND entry.void = 0 "
        "AND (entry.person, entry.day, entry.kind, entry.amount, entry.source) = "
        "(row.person, row.day, row.kind, row.amount, ?), row.record IS NULL OR entry.record IS NULL "
        "FROM {batch} CROSS JOIN entry ON entry.id = row.id"
    )
    return tuple(
        Match(no, entry, number, bool(same), bool(free))
        for no, entry, number, same, free in tx.rows(sql, (trail.source,))
    )


def taken_back(tx: Reader, entries: Iterable[int]) -> Mapping[int, int]:
    """Of stored entries those that the undo of an import voided last: by number, the void entry's number."""
    if tx.value("SELECT 1 FROM import_undo LIMIT 1") is None:
        return {}
    sql = _sql(
        "WITH RECURSIVE chain(first, no) AS (SELECT value, value FROM json_each(?) UNION ALL "
        "SELECT chain.first, newer.no FROM chain JOIN entry AS newer ON newer.supersedes = chain.no) "
        "SELECT first, entry.no FROM chain JOIN entry ON entry.no = chain.no "
        "WHERE entry.void = 1 AND entry.import IS NOT NULL "
        "AND NOT EXISTS (SELECT 1 FROM entry AS newer WHERE newer.supersedes = chain.no)"
    )
    return dict(tx.rows(sql, (json.dumps(sorted(entries)),)))


def by_record(tx: Reader, trail: Trail) -> dict[int, tuple[list[int], list[Slot]]]:
    """By record of the batch the numbers of its rows and what is stored under it; others are left out."""
    sql = _sql(
        "SELECT sought.record, {slot} FROM (SELECT DISTINCT row.record, row.person FROM {batch} "
        "WHERE row.record IS NOT NULL) AS sought CROSS JOIN entry ON entry.record = sought.record "
        "AND entry.person = sought.person AND entry.source = ? {newer} ORDER BY entry.no"
    )
    groups: dict[int, tuple[list[int], list[Slot]]] = {}
    for record, *stored in tx.rows(sql, (trail.sha256, trail.source)):
        slot = _slot(*stored)
        if slot is not None:
            groups.setdefault(record, ([], []))[1].append(slot)
    if groups:
        wanted = _sql(
            "SELECT row.record, row.no FROM {batch} WHERE row.record IN (SELECT value FROM json_each(?))"
        )
        for record, no in tx.rows(wanted, (json.dumps(sorted(groups)),)):
            groups[record][0].append(no)
    return groups


def by_day(tx: Reader, trail: Trail) -> dict[int, list[Slot]]:
    """By number of a row what is stored from the source for its person, day and kind, if anything is."""
    sql = _sql(
        "SELECT row.no, {slot} FROM {batch} CROSS JOIN entry ON entry.person = row.person "
        "AND entry.day = row.day AND entry.kind = row.kind AND entry.source = ? {newer} ORDER BY entry.no"
    )
    stored_slots: dict[int, list[Slot]] = {}
    for no, *stored in tx.rows(sql, (trail.sha256, trail.source)):
        slot = _slot(*stored)
        if slot is not None:
            stored_slots.setdefault(no, []).append(slot)
    return stored_slots


def _slot(
    no: int,
    entry: int,
    day: str,
    kind: int,
    amount: int,
    void: int,
    newer: int | None,
    newer_import: int | None,
    same_file: int,
    is_hand: int,
) -> Slot | None:
    """What an entry stands for; None for one that a newer file has replaced."""
    state: State
    if is_hand or (newer is not None and newer_import is None):
        state = "by hand"
    elif newer is not None:
        return None
    else:
        state = "taken back" if void else "current"
    return Slot(no, entry, day, kind, amount, state, bool(same_file))


class FreeId(NamedTuple):
    """A further id for a row; `entry` is the number of the entry that holds this content under it already."""

    id: int
    entry: int | None


def free_id(tx: Reader, row: Row, source: str, match: Match) -> FreeId:
    """A further id for a row whose own is taken by an entry that it is not."""
    sql = "SELECT person.id, activity, unit FROM person, kind WHERE person.no = ? AND kind.no = ?"
    person, activity, unit = tx.row(sql, (row.person, row.kind)) or ("", "", "")
    nth = 1 if row.stamp is None else str(row.stamp)
    content = Content(person, row.day, activity, unit, row.amount, source, nth)
    same = "SELECT no, (person, day, kind, amount) = (?, ?, ?, ?) FROM entry WHERE id = ?"
    for bump in count(1):
        number = content_id(content, bump)
        stored = tx.row(same, (row.person, row.day, row.kind, row.amount, number))
        if stored is None:
            return FreeId(number, None)
        # Two contents that met by chance are found again; a row whose entry was replaced becomes another.
        if stored[1] and not match.same:
            return FreeId(number, int(stored[0]))
    raise AssertionError


def insert(tx: Transaction, trail: Trail) -> int:
    """Add what is left in the batch as entries that replace none; how many."""
    sql = _sql(
        "INSERT INTO entry (id, person, day, kind, source, amount, supersedes, void, decision, import, "
        "logged_at, on_time_at, reason, record) SELECT row.id, row.person, row.day, row.kind, ?, row.amount, "
        "NULL, 0, ?, ?, ?, row.on_time, '', row.record FROM {batch}"
    )
    return tx.run(sql, (trail.source, trail.decision, trail.import_no, trail.at))
