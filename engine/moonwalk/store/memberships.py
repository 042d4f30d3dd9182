"""Memberships: who takes part in a challenge, in which team, from when to when, with whose consent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from moonwalk.scoring.facts import FOREVER, NEVER, MembershipFacts
from moonwalk.store.database import Reader, Transaction
from moonwalk.store.errors import StoreError

NO_TEAM = 0
"""The team number of a person who takes part without a team."""


@dataclass(frozen=True, slots=True)
class MembershipRecord:
    """A membership. Person and team are numbers, days are both included; no `to_day` means: to the end.

    `supersedes` is the number of the membership that this one replaces. A void one undoes it.
    """

    challenge: str
    person: int
    team: int | None
    from_day: date
    to_day: date | None
    known_at: int
    consent: bool = True
    supersedes: int | None = None
    void: bool = False
    no: int = 0


def add(tx: Transaction, membership: MembershipRecord, decision: int) -> int:
    """Adds a membership; its number. To end, move or undo one, add another that supersedes it.

    StoreError where the old one is superseded already, or the person would be in twice on one day.
    """
    if membership.supersedes is not None:
        _check_superseded(tx, membership)
    if not membership.void:
        _check_overlap(tx, membership)
    return tx.add(
        "membership",
        challenge=membership.challenge,
        person=membership.person,
        team=membership.team,
        from_day=membership.from_day.isoformat(),
        to_day=membership.to_day.isoformat() if membership.to_day else None,
        consent=int(membership.consent),
        known_at=membership.known_at,
        supersedes=membership.supersedes,
        void=int(membership.void),
        decision=decision,
    )


def current(
    db: Reader, challenge: str, known_at: int, person: int | None = None
) -> tuple[MembershipRecord, ...]:
    """The memberships that hold as known at an instant (ms), of one person or all, oldest first."""
    of_one = "" if person is None else " AND person = ?"
    values = (challenge, known_at, known_at) + (() if person is None else (person,))
    rows = db.rows(f"{_COLUMNS}{_CURRENT} AND void = 0{of_one} ORDER BY no", values)
    return tuple(_record(row) for row in rows)


def undone(db: Reader, challenge: str) -> Mapping[int, MembershipRecord]:
    """What was taken back and not given again, by person: of several memberships the one that began first."""
    rows = db.rows(
        f"{_COLUMNS}{_CURRENT} AND void = 1 ORDER BY from_day DESC, no", (challenge, int(NEVER), int(NEVER))
    )
    return {one.person: one for one in map(_record, rows)}


def history(db: Reader, challenge: str, person: int) -> tuple[MembershipRecord, ...]:
    """Every membership of a person in a challenge, also superseded and void ones, in order of arrival."""
    rows = db.rows(f"{_COLUMNS}WHERE challenge = ? AND person = ? ORDER BY no", (challenge, person))
    return tuple(_record(row) for row in rows)


def facts(
    db: Reader, challenge: str, first: date, known_at: int, person: int | None = None
) -> MembershipFacts:
    """For scoring: the memberships with consent, of one person or all, as known at an instant (ms).

    Day 0 is `first`. A person without a team has the team number NO_TEAM.
    """
    of_one = "" if person is None else " AND person = ?"
    rows = db.rows(
        f"{_DAYS}{_CURRENT} AND void = 0 AND consent = 1{of_one} ORDER BY no",
        (first.isoformat(), first.isoformat(), FOREVER, challenge, known_at, known_at)
        + (() if person is None else (person,)),
    )
    table = np.array(rows, dtype=np.int32).reshape(-1, 4)
    return MembershipFacts(*(np.ascontiguousarray(table[:, column]) for column in range(4)))


_COLUMNS = (
    "SELECT challenge, person, team, from_day, to_day, known_at, consent, supersedes, void, no "
    "FROM membership AS this "
)
_DAYS = (
    "SELECT person, coalesce(team, 0), julianday(from_day) - julianday(?), "
    "coalesce(julianday(to_day) - julianday(?), ?) FROM membership AS this "
)
_CURRENT = (
    "WHERE challenge = ? AND known_at <= ? AND NOT EXISTS "
    "(SELECT 1 FROM membership WHERE supersedes = this.no AND known_at <= ?)"
)


def _record(row: tuple[Any, ...]) -> MembershipRecord:
    challenge, person, team, from_day, to_day, known_at, consent, supersedes, void, no = row
    last = None if to_day is None else date.fromisoformat(to_day)
    return MembershipRecord(
        challenge,
        person,
        team,
        date.fromisoformat(from_day),
        last,
        known_at,
        bool(consent),
        supersedes,
        bool(void),
        no,
    )


def _check_superseded(tx: Transaction, membership: MembershipRecord) -> None:
    old = tx.row("SELECT challenge, person FROM membership WHERE no = ?", (membership.supersedes,))
    if old != (membership.challenge, membership.person):
        raise StoreError("The membership to replace is not one of this person. Nothing was changed.")
    if tx.value("SELECT 1 FROM membership WHERE supersedes = ?", (membership.supersedes,)):
        raise StoreError(
            "This membership has been changed by someone else in the meantime. Nothing was changed. "
            "Look at it again and repeat the change if it is still needed."
        )


def _check_overlap(tx: Transaction, membership: MembershipRecord) -> None:
    last = membership.to_day or date.max
    for other in current(tx, membership.challenge, int(NEVER), membership.person):
        if other.no == membership.supersedes:
            continue
        if other.from_day <= last and membership.from_day <= (other.to_day or date.max):
            until = "its end" if other.to_day is None else str(other.to_day)
            raise StoreError(
                f"This person takes part in {membership.challenge} already, from {other.from_day} to "
                f"{until}. Nothing was changed. End that membership first, or choose other days."
            )
