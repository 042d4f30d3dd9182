"""The outbox: messages to send, written together with what causes them, and what became of each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Final, Literal

from moonwalk.store import message_changes
from moonwalk.store.database import Reader, Transaction
from moonwalk.store.errors import StoreError
from moonwalk.store.message_changes import Change


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


def set_back(tx: Transaction, challenge: str, until: int) -> None:
    """Set the mark of a tick back that was run while the clock was ahead."""
    tx.run("UPDATE tick SET until = min(until, ?) WHERE challenge = ?", (until, challenge))


def drop_leases_of(tx: Transaction, name: str, holders: str) -> bool:
    """Drop a lease whose holder's name begins like this, and is known to be gone; whether there was one."""
    return tx.run("DELETE FROM lease WHERE name = ? AND instr(holder, ?) = 1", (name, holders)) > 0


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


State = Literal["held", "pending", "sending", "delivered", "expired", "dead", "cancelled"]
"""Of a message. One that is `held` waits until somebody approves it; `expired` ones came too late."""

Outcome = Literal["delivered", "retry", "dead"]

_MINUTE: Final = 60_000
_HOUR: Final = 60 * _MINUTE

WAITS: Final = (_MINUTE, 5 * _MINUTE, 30 * _MINUTE, 2 * _HOUR, 6 * _HOUR, 12 * _HOUR, 24 * _HOUR)
"""How long to wait (ms) after the first, second, ... attempt that did not work."""

MOST_ATTEMPTS: Final = 8
_REST: Final = "rest/"


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message to put in. `key` names the occasion; person is a number of the store; instants are in ms.

    `dates` is what belongs into the person's calendar, as JSON, or None. `notice` is its kind, which a
    person may have chosen not to get, and `language` the code of the one that it is worded in; either is
    empty where it is not known.
    """

    key: str
    challenge: str
    person: int
    channel: str
    subject: str
    text: str
    due_at: int
    created_at: int
    expires_at: int | None = None
    dates: str | None = None
    notice: str = ""
    language: str = ""


_NEW: Final = tuple(NewMessage.__dataclass_fields__)
# Absent where they are not known, as of messages that were there before these columns were.
_MARKS: Final = ", ".join("nullif(?, '')" if name in ("notice", "language") else "?" for name in _NEW)
_ROW: Final = f"({_MARKS}, 'pending', 0, '', {{aside}})"
_INSERT: Final = (
    "INSERT INTO message ({columns}, state, attempts, note, aside) VALUES {rows} ON CONFLICT (key) DO NOTHING"
)
_as_row: Final = attrgetter(*_NEW)
_AT_ONCE: Final = 80
"""Messages that go in by one statement; more would have more values than each SQLite takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRecord(NewMessage):
    """A message as stored. `attempts` counts how often sending was begun; `note` is the last word on it.

    `sent_with` is the number of the message with which it was sent as one, its own where it was by itself;
    None before that.
    """

    no: int
    state: State
    attempts: int
    lease_until: int | None
    note: str
    sent_with: int | None


@dataclass(frozen=True, slots=True)
class DeliveryRecord:
    """One attempt to deliver a message, and how it went."""

    message: int
    at: int
    outcome: Outcome
    note: str


def enqueue(tx: Transaction, message: NewMessage) -> bool:
    """Puts a message in, to be sent when it is due. False, and nothing changes, where its key is known."""
    return bool(enqueue_all(tx, (message,)))


def enqueue_all(tx: Transaction, messages: Sequence[NewMessage], *, held: bool = False) -> list[NewMessage]:
    """Puts messages in, in this order, to be sent when they are due; those whose keys were not known.

    Those that are `held` wait until somebody approves them.
    """
    row = _ROW.format(aside="'held'" if held else "NULL")
    put_in: list[NewMessage] = []
    for start in range(0, len(messages), _AT_ONCE):
        some = messages[start : start + _AT_ONCE]
        newest = tx.value("SELECT max(no) FROM message") or 0
        statement = _INSERT.format(columns=", ".join(_NEW), rows=", ".join([row] * len(some)))
        added = tx.run(statement, tuple(chain.from_iterable(map(_as_row, some))))
        put_in += some if added == len(some) else _added(tx, some, newest)
    return put_in


def _added(tx: Transaction, messages: Sequence[NewMessage], newest: int) -> Iterator[NewMessage]:
    """Those of several messages that went in after the one with the highest number before."""
    # Of two with one key the first went in.
    first = {message.key: message for message in reversed(messages)}
    keys = tx.rows("SELECT key FROM message WHERE no > ? ORDER BY no", (newest,))
    return (first[key] for (key,) in keys)


def hold(tx: Transaction, keys: Iterable[str]) -> None:
    """Have the waiting messages with these keys wait until somebody approves them."""
    tx.run(
        "UPDATE message SET aside = 'held' WHERE state = 'pending' "
        "AND key IN (SELECT value FROM json_each(?))",
        (json.dumps(list(keys)),),
    )


def approve(tx: Transaction, challenge: str) -> int:
    """Let the messages of a challenge go that wait for it; how many they were."""
    return tx.run("UPDATE message SET aside = NULL WHERE challenge = ? AND aside = 'held'", (challenge,))


def held(db: Reader) -> Mapping[str, int]:
    """How many messages wait until somebody approves them, by challenge; none is left out."""
    return dict(
        db.rows(
            "SELECT challenge, count(*) FROM message WHERE state = 'pending' AND aside = 'held' "
            "GROUP BY challenge ORDER BY challenge"
        )
    )


def delivered_of(db: Reader, challenge: str) -> int:
    """How many messages of a challenge have been delivered."""
    sql = "SELECT count(*) FROM message WHERE challenge = ? AND state = 'delivered'"
    return int(db.value(sql, (challenge,)))


def waiting(db: Reader) -> Mapping[str, int]:
    """How many messages wait for their time or are under way, by channel; those without any are left out."""
    rows = db.rows(
        "SELECT channel, count(*) FROM message WHERE state IN ('pending', 'sending') AND aside IS NULL "
        "GROUP BY channel"
    )
    return dict(rows)


def rest(tx: Transaction, channel: str, until: int, why: str) -> None:
    """Have a channel send nothing until an instant (ms), for a reason that concerns all of its messages."""
    tx.run(
        "INSERT INTO lease (name, holder, until) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE "
        "SET holder = excluded.holder, until = excluded.until",
        (f"{_REST}{channel}", why, until),
    )


def resting(db: Reader, channel: str, now: int) -> tuple[int, str] | None:
    """Until when (ms) a channel rests, and why; None where it does not.

    A rest that ends later than any that begins now is from a clock that was ahead, and holds nothing up.
    """
    row = db.row("SELECT until, holder FROM lease WHERE name = ?", (f"{_REST}{channel}",))
    return (int(row[0]), str(row[1])) if row and now < row[0] <= now + WAITS[-1] else None


def end_rest(tx: Transaction, channel: str) -> None:
    """Let a channel send again at once."""
    tx.run("DELETE FROM lease WHERE name = ?", (f"{_REST}{channel}",))


def settle(
    tx: Transaction,
    message: MessageRecord,
    at: int,
    outcome: Outcome,
    note: str = "",
    after: int = 0,
    spread: float = 0.0,
) -> State:
    """Notes how sending a claimed message went; its state now. `after` (ms) is how long to wait at least.

    `spread`, from 0 to 1, makes a wait up to a quarter longer, so that what failed together does not come
    back together. Where the lease ran out and someone else claimed the message, only a delivery still
    changes it.
    """
    stored = existing(tx, message.no)
    ours = stored.state == "sending" and stored.attempts == message.attempts
    if outcome == "retry":
        wait = round(WAITS[min(stored.attempts, len(WAITS)) - 1] * (1 + spread / 4))
        due = at + max(wait, min(after, WAITS[-1]))
        if stored.attempts >= MOST_ATTEMPTS or (stored.expires_at is not None and due >= stored.expires_at):
            outcome = "dead"
        elif ours:
            tx.run("UPDATE message SET due_at = ? WHERE no = ?", (due, stored.no))
    tx.add("delivery", message=stored.no, at=at, outcome=outcome, note=note)
    if outcome == "delivered" or ours:
        _set_state(tx, stored.no, "pending" if outcome == "retry" else outcome, note)
    return existing(tx, stored.no).state


def retry(tx: Transaction, no: int, now: int) -> None:
    """Lets a message be tried afresh at once, even past its expiry. StoreError where it is not for that."""
    _change_one(tx, "retry", no, now)


def cancel(tx: Transaction, no: int, note: str = "") -> None:
    """Keeps a message from being sent. StoreError where it cannot be cancelled."""
    _change_one(tx, "cancel", no, 0, note)


def _change_one(tx: Transaction, change: Change, no: int, at: int, note: str = "") -> None:
    state = existing(tx, no).state
    if not message_changes.apply(tx, change, (no,), at, note):
        cannot = ", so it cannot be cancelled" if change == "cancel" else ""
        raise StoreError(f"Message {no} {_NO_LONGER[state]}{cannot}. Nothing was changed.")


_NO_LONGER: Final[Mapping[State, str]] = MappingProxyType(
    {
        "held": "waits until you let it go",
        "pending": "is to be sent when it is due",
        "sending": "is being sent right now",
        "delivered": "has been delivered",
        "cancelled": "is cancelled already",
    }
)
"""Why a change cannot be made to a message: what it is."""


def cancel_of(tx: Transaction, challenge: str, note: str) -> int:
    """Keeps the messages of a challenge that still wait from being sent; how many they were."""
    return tx.run(
        "UPDATE message SET state = 'cancelled', aside = NULL, note = ? "
        "WHERE challenge = ? AND state = 'pending'",
        (note, challenge),
    )


def find(db: Reader, no: int) -> MessageRecord | None:
    """The message with a number."""
    records = read(db, "WHERE no = ?", no)
    return records[0] if records else None


def messages(db: Reader, most: int = 1000) -> tuple[MessageRecord, ...]:
    """The newest messages, newest first."""
    return read(db, "ORDER BY no DESC LIMIT ?", most)


def counts(db: Reader) -> Mapping[State, int]:
    """How many messages there are in each state; states without any are left out."""
    return dict(
        db.rows("SELECT coalesce(aside, state) AS now, count(*) FROM message GROUP BY now ORDER BY now")
    )


def deliveries(db: Reader, no: int) -> tuple[DeliveryRecord, ...]:
    """Every attempt to deliver a message, in order."""
    rows = db.rows("SELECT message, at, outcome, note FROM delivery WHERE message = ? ORDER BY no", (no,))
    return tuple(DeliveryRecord(*row) for row in rows)


# In the order of the fields of a record.
_SELECT: Final = (
    "SELECT key, challenge, person, channel, subject, text, due_at, created_at, expires_at, dates, "
    "coalesce(notice, ''), coalesce(language, ''), no, coalesce(aside, state), attempts, lease_until, note, "
    "sent_with FROM message"
)


def read(db: Reader, rest: str, *values: Any) -> tuple[MessageRecord, ...]:
    """The messages that the rest of a statement asks for, from WHERE or ORDER on."""
    return tuple(
        MessageRecord(**dict(zip(MessageRecord.__dataclass_fields__, row, strict=True)))
        for row in db.rows(f"{_SELECT} {rest}", values)
    )


def existing(db: Reader, no: int) -> MessageRecord:
    """The message with a number. StoreError where there is none."""
    record = find(db, no)
    if record is None:
        raise StoreError(f"There is no message {no}. Nothing was changed. 'moonwalk outbox' lists them.")
    return record


def _set_state(tx: Transaction, no: int, state: State, note: str) -> None:
    tx.run(
        "UPDATE message SET state = ?, aside = NULL, lease_until = NULL, note = ? WHERE no = ?",
        (state, note, no),
    )
