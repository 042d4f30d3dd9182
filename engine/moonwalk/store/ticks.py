"""Ticks: until when a challenge has been looked after, and who looks after it now."""

from __future__ import annotations

from moonwalk.store.database import Reader, Transaction


def last(db: Reader, challenge: str) -> int | None:
    """The instant (ms) of the last tick of a challenge, or None before the first."""
    until = db.value("SELECT until FROM tick WHERE challenge = ?", (challenge,))
    return None if until is None else int(until)


def advance(tx: Transaction, challenge: str, until: int) -> None:
    """Notes a tick. It never goes back, even where the clock does."""
    tx.run(
        "INSERT INTO tick (challenge, until) VALUES (?, ?) "
        "ON CONFLICT (challenge) DO UPDATE SET until = max(until, excluded.until)",
        (challenge, until),
    )


def take_lease(tx: Transaction, name: str, holder: str, now: int, until: int) -> bool:
    """Whether `holder` may do `name` alone until an instant (ms): it is free, expired, or theirs already.

    A lease that ends much later than one taken now is from a clock that was ahead, and keeps nobody out.
    """
    too_far = until + (until - now)
    tx.run(
        "INSERT INTO lease (name, holder, until) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE "
        "SET holder = excluded.holder, until = excluded.until "
        "WHERE holder = excluded.holder OR until <= ? OR until > ?",
        (name, holder, until, now, too_far),
    )
    return bool(tx.value("SELECT holder = ? FROM lease WHERE name = ?", (holder, name)))


def release_lease(tx: Transaction, name: str, holder: str) -> None:
    """Gives a lease back before it expires."""
    tx.run("DELETE FROM lease WHERE name = ? AND holder = ?", (name, holder))
