"""People who have been erased, as long as something outside of the facts may still name them.

A tombstone is written in the transaction of the erasure, and is there until everything that it asks for has
been done, however often programs die meanwhile. What it says of the person is written in a form in which
a search of the file does not find it, so that such a search finds what is really left.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from moonwalk.store.database import Reader, Transaction
from moonwalk.store.people import PersonRecord


@dataclass(frozen=True, slots=True)
class Tombstone:
    """Who was erased, and the channels that have to erase what they keep of the person.

    A message may be on its way until the instant `until` (ms): only after that is a channel done for good.
    """

    no: int
    id: str
    name: str
    email: str
    channels: tuple[str, ...]
    until: int

    @property
    def words(self) -> tuple[str, ...]:
        """By what the person is looked for in texts. An id of one or two signs would be met everywhere."""
        return tuple(word for word in (self.name, self.email, self.id) if len(word) > _TOO_SHORT)


_TOO_SHORT: Final = 2


def add(tx: Transaction, person: PersonRecord, channels: Iterable[str], now: int) -> None:
    """Remember a person who is about to be erased: what channels keep is erased after the transaction."""
    kept = {
        name for (name,) in tx.rows("SELECT DISTINCT channel FROM message WHERE person = ?", (person.no,))
    }
    leases = "SELECT coalesce(max(lease_until), 0) FROM message WHERE person = ? AND state = 'sending'"
    who = {"id": person.id, "name": person.name, "email": person.email}
    tx.add(
        "tombstone",
        person=person.no,
        who=_veiled(json.dumps(who)),
        channels=json.dumps(sorted({*channels, *kept})),
        until=max(int(tx.value(leases, (person.no,))), now),
    )


def pending(db: Reader) -> tuple[Tombstone, ...]:
    """Everyone of whom something may be left, the oldest first."""
    rows = db.rows("SELECT no, who, channels, until FROM tombstone ORDER BY no")
    return tuple(
        Tombstone(no, **json.loads(_unveiled(who)), channels=tuple(json.loads(channels)), until=until)
        for no, who, channels, until in rows
    )


def are_pending(db: Reader) -> bool:
    """Whether anybody is still to be forgotten; a few microseconds."""
    return db.value("SELECT 1 FROM tombstone LIMIT 1") is not None


def channel_is_done(tx: Transaction, no: int, channel: str) -> None:
    """Note that a channel keeps nothing of the person any more."""
    row = tx.row("SELECT channels FROM tombstone WHERE no = ?", (no,))
    if row is not None:
        left = [name for name in json.loads(row[0]) if name != channel]
        tx.run("UPDATE tombstone SET channels = ? WHERE no = ?", (json.dumps(left), no))


def remove(tx: Transaction, no: int) -> None:
    """Forget the person for good."""
    tx.run("DELETE FROM tombstone WHERE no = ?", (no,))


def _veiled(text: str) -> str:
    return text.encode()[::-1].hex()


def _unveiled(text: str) -> str:
    return bytes.fromhex(text)[::-1].decode()
