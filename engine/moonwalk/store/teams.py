"""Teams. Who was in one, and when, is said by memberships."""

from __future__ import annotations

from dataclasses import dataclass

from moonwalk.store.database import Reader, Transaction
from moonwalk.store.errors import StoreError


@dataclass(frozen=True, slots=True)
class TeamRecord:
    """A team. `no` is the store's number, `id` what people type; `known_at` is in ms."""

    no: int
    id: str
    name: str
    known_at: int


def number(tx: Transaction, team: str, known_at: int, name: str = "") -> int:
    """The number of the team with this id, which is added if it is new."""
    identifier = team.strip()
    if not identifier:
        raise StoreError("A team needs a name. Nothing was changed.")
    known = find(tx, identifier)
    if known is not None:
        return known.no
    return tx.add("team", id=identifier, name=name.strip() or identifier, known_at=known_at)


def find(db: Reader, team: str) -> TeamRecord | None:
    """The team with this id."""
    row = db.row("SELECT no, id, name, known_at FROM team WHERE id = ?", (team.strip(),))
    return TeamRecord(*row) if row else None


def by_number(db: Reader, no: int) -> TeamRecord | None:
    """The team with a number of the store."""
    row = db.row("SELECT no, id, name, known_at FROM team WHERE no = ?", (no,))
    return TeamRecord(*row) if row else None


def all_teams(db: Reader) -> tuple[TeamRecord, ...]:
    """Every team, in the order of their numbers."""
    return tuple(TeamRecord(*row) for row in db.rows("SELECT no, id, name, known_at FROM team ORDER BY no"))
