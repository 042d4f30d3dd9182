"""Dated attributes of people: the columns of the roster. The newest known one applies."""

from __future__ import annotations

from collections.abc import Mapping

from moonwalk.store.database import Reader, Transaction


def add(tx: Transaction, person: int, values: Mapping[str, str], known_at: int, decision: int) -> int:
    """Adds the attributes that differ from what is known; how many did. What nobody ever said is blank."""
    known = of_person(tx, person, known_at)
    new = {name: value for name, value in values.items() if known.get(name, "") != value}
    for name, value in new.items():
        tx.add("attribute", person=person, name=name, value=value, known_at=known_at, decision=decision)
    return len(new)


def of_person(db: Reader, person: int, known_at: int) -> Mapping[str, str]:
    """One person's attributes as known at an instant (ms)."""
    rows = db.rows(
        "SELECT name, value FROM attribute WHERE person = ? AND known_at <= ? ORDER BY known_at, no",
        (person, known_at),
    )
    return dict(rows)


def column(db: Reader, name: str, known_at: int) -> Mapping[int, str]:
    """One attribute of everyone who has it, by person number, as known at an instant (ms)."""
    rows = db.rows(
        "SELECT person, value FROM attribute WHERE name = ? AND known_at <= ? ORDER BY known_at, no",
        (name, known_at),
    )
    return dict(rows)


def ever(db: Reader, person: int, name: str) -> tuple[str, ...]:
    """Every value that an attribute of a person ever had, in the order in which they became known."""
    rows = db.rows("SELECT value FROM attribute WHERE person = ? AND name = ? ORDER BY no", (person, name))
    return tuple(value for (value,) in rows)


def names(db: Reader) -> frozenset[str]:
    """The columns that any roster ever had."""
    return frozenset(name for (name,) in db.rows("SELECT DISTINCT name FROM attribute"))
