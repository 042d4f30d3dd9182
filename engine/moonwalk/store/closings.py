"""Closings: what a challenge had come to when it was closed, and the facts that this rests on, in hashes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from types import MappingProxyType
from typing import Any, Final

from moonwalk.store import chain
from moonwalk.store.database import Reader, Transaction
from moonwalk.store.kept_reads import kept
from moonwalk.store.seals import SIZE


@dataclass(frozen=True, slots=True)
class ClosingRecord:
    """A challenge as it was closed at an instant (ms): the number of its launch, what was written down."""

    challenge: str
    launch: int
    at: int
    record: Mapping[str, Any]
    decision: int = 0
    no: int = 0


def add(tx: Transaction, closing: ClosingRecord, decision: int) -> int:
    """Closes a challenge; the number of the closing."""
    return tx.add(
        "closing",
        challenge=closing.challenge,
        launch=closing.launch,
        at=closing.at,
        record=json.dumps(dict(closing.record), ensure_ascii=False, sort_keys=True),
        decision=decision,
    )


def reopen(tx: Transaction, closing: int, decision: int) -> None:
    """Opens a challenge again that was closed."""
    tx.add("reopening", closing=closing, decision=decision)


_OF_CHALLENGE: Final = (
    "SELECT challenge, launch, at, record, decision, no FROM closing WHERE challenge = ? "
    "AND no NOT IN (SELECT closing FROM reopening) ORDER BY no DESC LIMIT 1"
)
_CLOSED: Final = (
    "SELECT challenge, at FROM closing WHERE no NOT IN (SELECT closing FROM reopening) ORDER BY no"
)


def later(db: Reader, challenge: str, decision: int) -> tuple[int, ...]:
    """The numbers of the later decisions that closed a challenge or opened it again."""
    rows = db.rows(
        "SELECT decision FROM closing WHERE challenge = ?1 AND decision > ?2 UNION ALL "
        "SELECT reopening.decision FROM reopening JOIN closing ON closing.no = reopening.closing "
        "WHERE challenge = ?1 AND reopening.decision > ?2",
        (challenge, decision),
    )
    return tuple(number for (number,) in rows)


def numbered(db: Reader, no: int) -> ClosingRecord:
    """The closing with a number of the store."""
    rows = db.rows("SELECT challenge, launch, at, record, decision, no FROM closing WHERE no = ?", (no,))
    return _record(*rows[0])


def of_challenge(db: Reader, challenge: str) -> ClosingRecord | None:
    """The closing of a challenge; None where it is open."""
    row = db.row(_OF_CHALLENGE, (challenge,))
    if row is None:
        return None
    return _record(*row)


def _record(challenge: str, launch: int, at: int, record: str, decision: int, no: int) -> ClosingRecord:
    return ClosingRecord(challenge, launch, at, json.loads(record), decision, no)


@kept
def closed(db: Reader) -> Mapping[str, int]:
    """The challenges that are closed, each with the instant (ms) at which it was."""
    return dict(db.rows(_CLOSED))


_OWNERS: Final = "SELECT no, person FROM {table} {where} ORDER BY no"
_LABEL: Final = "SELECT person.id, {day} FROM {table} JOIN person ON person.no = person WHERE {table}.no = ?"
_MEMBERS: Final = "(SELECT person FROM membership WHERE challenge = ?)"
_WHERE: Final = MappingProxyType(
    {
        "entry": f"WHERE entry.person IN {_MEMBERS} AND entry.logged_at <= ? AND entry.day BETWEEN ? AND ?",
        "membership": "WHERE membership.challenge = ? AND membership.known_at <= ?",
        "pause": "WHERE pause.challenge = ? AND pause.known_at <= ?",
        "own_target": "WHERE own_target.challenge = ? AND own_target.known_at <= ?",
        "attribute": f"WHERE attribute.person IN {_MEMBERS} AND attribute.known_at <= ?",
    }
)
"""By table, which of its rows a challenge rests on, as known at an instant."""

INPUTS: Final = tuple(_WHERE)
"""The tables of facts that a challenge rests on."""


def inputs(
    db: Reader, challenge: str, at: int, first: date, last: date
) -> Iterator[tuple[int, str, int, bytes]]:
    """The facts that a challenge rests on: person, table, number and commitment, by table and number."""
    for table, where in _WHERE.items():
        values: tuple[Any, ...] = (challenge, at)
        if table == "entry":
            values = (*values, first.isoformat(), last.isoformat())
        sql = _OWNERS.format(table=table, where=where)
        owner = dict(db.execute(sql, values).fetchall())
        for no, commitment in chain.commitments(db, table, f"{where} ORDER BY {table}.no", values):
            yield owner[no], table, no, commitment


def salted(db: Reader, text_of: Mapping[int, bytes]) -> dict[int, str]:
    """A commitment to what is said of each person, by number; of those who are erased there is none."""
    salts = dict(db.execute("SELECT no, salt FROM salt").fetchall())
    return {
        no: blake2b(salts[no] + text, digest_size=SIZE, person=b"moonwalk close").hexdigest()
        for no, text in text_of.items()
        if no in salts
    }


def erased(db: Reader) -> frozenset[int]:
    """The numbers of the people who were erased."""
    return frozenset(no for (no,) in db.rows("SELECT person FROM erasure"))


def label(db: Reader, table: str, no: int) -> str:
    """What a fact is called in a sentence: `entry 12 (p01, 2027-01-05)`."""
    sql = _LABEL.format(table=table, day="day" if table == "entry" else "''")
    row = db.row(sql, (no,))
    shown = "" if row is None else f" ({', '.join(filter(None, row))})"
    return f"{table.replace('_', ' ')} {no}{shown}"
