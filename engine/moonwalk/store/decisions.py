"""Decisions: who changed what, and why. They are written in the transaction of what they decide."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from moonwalk.store.database import Reader, Transaction, Values
from moonwalk.store.errors import StoreError


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision. `at` is in ms, `about` what it concerns, `detail` whatever else is worth keeping.

    `person` is the number of the person it concerns, if it is one: an erasure blanks the texts then.
    """

    at: int
    who: str
    did: str
    about: str = ""
    why: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
    person: int | None = None
    no: int = 0


def record(tx: Transaction, decision: Decision) -> int:
    """Writes it down; its number, which the rows it leads to carry."""
    try:
        detail = shown(decision.detail)
    except (TypeError, ValueError) as error:
        raise StoreError(
            f"The details of '{decision.did}' cannot be stored: {error}. Nothing was changed."
        ) from error
    return tx.add(
        "decision",
        at=decision.at,
        who=decision.who,
        did=decision.did,
        about=decision.about,
        why=decision.why,
        detail=detail,
        person=decision.person,
    )


def shown(detail: Mapping[str, Any]) -> str:
    """The details of a decision as they are stored."""
    return json.dumps(dict(detail), ensure_ascii=False, sort_keys=True, allow_nan=False)


def newest(db: Reader, most: int = 100) -> tuple[Decision, ...]:
    """The newest decisions, newest first."""
    return _read(db, "SELECT * FROM decision ORDER BY no DESC LIMIT ?", most)


def before(db: Reader, no: int | None, most: int, person: int | None = None) -> tuple[Decision, ...]:
    """The newest decisions with a number below `no`, newest first; None asks for the newest of all.

    Those of a person are those about them, and those that led to something of theirs, such as an import.
    """
    below = sys.maxsize if no is None else no
    if person is None:
        return _rows(db, "SELECT * FROM decision WHERE no < ?1 ORDER BY no DESC LIMIT ?2", (below, most))
    return _rows(db, _OF_PERSON, (below, most, person))


_OF_PERSON: Final = (
    "SELECT * FROM decision WHERE no < ?1 AND no IN ("
    "SELECT no FROM decision WHERE person = ?3 "
    "UNION SELECT decision FROM attribute WHERE person = ?3 "
    "UNION SELECT decision FROM membership WHERE person = ?3 "
    "UNION SELECT decision FROM pause WHERE person = ?3 "
    "UNION SELECT decision FROM own_target WHERE person = ?3 "
    "UNION SELECT decision FROM entry WHERE person = ?3) ORDER BY no DESC LIMIT ?2"
)


def of_kinds(db: Reader, *kinds: str) -> tuple[Decision, ...]:
    """Every decision of some kinds, oldest first."""
    sql = "SELECT * FROM decision WHERE did IN (SELECT value FROM json_each(?)) ORDER BY no"
    return _rows(db, sql, (json.dumps(kinds),))


def is_there(db: Reader, person: int, did: str, about: str) -> bool:
    """Whether a decision of a kind about something was made that concerns a person (a number)."""
    sql = "SELECT EXISTS (SELECT 1 FROM decision WHERE person = ? AND did = ? AND about = ?)"
    return bool(db.value(sql, (person, did, about)))


def of_person(db: Reader, person: int) -> tuple[Decision, ...]:
    """Every decision about a person, oldest first."""
    return _read(db, "SELECT * FROM decision WHERE person = ? ORDER BY no", person)


def find(db: Reader, no: int) -> Decision | None:
    """The decision with a number."""
    records = _read(db, "SELECT * FROM decision WHERE no = ?", no)
    return records[0] if records else None


def _read(db: Reader, sql: str, value: int) -> tuple[Decision, ...]:
    return _rows(db, sql, (value,))


def _rows(db: Reader, sql: str, values: Values) -> tuple[Decision, ...]:
    return tuple(
        Decision(at, who, did, about, why, json.loads(detail), person, no)
        for no, at, who, did, about, why, detail, person in db.rows(sql, values)
    )
