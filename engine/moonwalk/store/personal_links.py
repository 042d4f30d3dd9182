"""The random numbers by which people's links know them: made, made anew, revoked. Nothing is changed."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from typing import Final

from moonwalk.store.database import Reader, Transaction

_BITS: Final = 63
"""SQLite's largest whole number has so many; by trying, nobody meets a number that is in use."""


def in_force(db: Reader, challenge: str) -> Mapping[int, int | None]:
    """The number of each person who ever had a link into a challenge, by person; None where it is revoked."""
    # SQLite takes the other columns from the row that has the maximum.
    sql = "SELECT person, number, max(no) FROM personal_link WHERE challenge = ? GROUP BY person"
    return {person: number for person, number, _ in db.rows(sql, (challenge,))}


def has_any(db: Reader, challenge: str, person: int) -> bool:
    """Whether a person ever had a link into a challenge."""
    sql = "SELECT 1 FROM personal_link WHERE person = ? AND challenge = ? LIMIT 1"
    return db.row(sql, (person, challenge)) is not None


def number_of(db: Reader, challenge: str, person: int) -> int | None:
    """The number of a person's links into a challenge; None where there is none, or it is revoked."""
    sql = "SELECT number FROM personal_link WHERE person = ? AND challenge = ? ORDER BY no DESC LIMIT 1"
    number = db.value(sql, (person, challenge))
    return None if number is None else int(number)


def add(tx: Transaction, challenge: str, people: Iterable[int], at: int, decision: int) -> dict[int, int]:
    """Give people (their numbers in the store) a new number each, by person. Older ones are dead from now on.

    `at` is in ms.
    """
    numbers = {person: secrets.randbits(_BITS - 1) + 1 for person in people}
    _add(tx, challenge, numbers, at, decision)
    return numbers


def revoke(tx: Transaction, challenge: str, people: Iterable[int], at: int, decision: int) -> None:
    """Leave people without a number, until they are given a new one. `at` is in ms."""
    _add(tx, challenge, dict.fromkeys(people), at, decision)


def of_person(db: Reader, person: int) -> tuple[tuple[str, int, bool], ...]:
    """When a person was given a link into a challenge, or lost it: challenge, instant (ms), whether given."""
    sql = "SELECT challenge, known_at, number IS NOT NULL FROM personal_link WHERE person = ? ORDER BY no"
    return tuple((challenge, at, bool(made)) for challenge, at, made in db.rows(sql, (person,)))


def person_of(db: Reader, challenge: str, number: int) -> int | None:
    """The person whose links into a challenge have this number; None where it is nobody's, or dead."""
    sql = "SELECT no, person FROM personal_link WHERE number = ? AND challenge = ?"
    row = db.row(sql, (number, challenge))
    if row is None:
        return None
    newest = db.value(
        "SELECT max(no) FROM personal_link WHERE person = ? AND challenge = ?", (row[1], challenge)
    )
    return int(row[1]) if row[0] == newest else None


def _add(tx: Transaction, challenge: str, numbers: Mapping[int, int | None], at: int, decision: int) -> None:
    tx.run_many(
        "INSERT INTO personal_link (challenge, person, number, known_at, decision) VALUES (?, ?, ?, ?, ?)",
        ((challenge, person, number, at, decision) for person, number in numbers.items()),
    )
