"""The outbox: messages to send, written together with what causes them, and who sends them now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from moonwalk.store.database import Reader, Transaction
from moonwalk.store.errors import StoreError


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


State = Literal["pending", "sending", "delivered", "dead", "cancelled"]
Outcome = Literal["delivered", "retry", "dead"]

_MINUTE: Final = 60_000
_HOUR: Final = 60 * _MINUTE

WAITS: Final = (_MINUTE, 5 * _MINUTE, 30 * _MINUTE, 2 * _HOUR, 6 * _HOUR, 12 * _HOUR, 24 * _HOUR)
"""How long to wait (ms) after the first, second, ... attempt that did not work."""

MOST_ATTEMPTS: Final = 8
LEASE_MS: Final = 2 * _MINUTE

BACKLOG_MS: Final = _HOUR
"""After how long (ms) a message that waits is part of a backlog."""

MOST_TOGETHER: Final = 20
"""Messages of a backlog that are sent as one."""

_REST: Final = "rest/"


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message to put in. `key` names the occasion; person is a number of the store; instants are in ms.

    `dates` is what belongs into the person's calendar, as JSON, or None.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRecord(NewMessage):
    """A message as stored. `attempts` counts how often sending was begun; `note` is the last word on it."""

    no: int
    state: State
    attempts: int
    lease_until: int | None
    note: str


@dataclass(frozen=True, slots=True)
class DeliveryRecord:
    """One attempt to deliver a message, and how it went."""

    message: int
    at: int
    outcome: Outcome
    note: str


def enqueue(tx: Transaction, message: NewMessage) -> bool:
    """Puts a message in. False, and nothing changes, where its key is there already."""
    if tx.value("SELECT no FROM message WHERE key = ?", (message.key,)) is not None:
        return False
    values = {name: getattr(message, name) for name in NewMessage.__dataclass_fields__}
    tx.add("message", **values, state="pending", attempts=0, lease_until=None, note="")
    return True


def channels_due(db: Reader, now: int) -> tuple[str, ...]:
    """The channels by which something is due at an instant (ms), sorted by name."""
    rows = db.rows(_CHANNELS.format(due=_IS_DUE), (now, now))
    return tuple(channel for (channel,) in rows)


def waiting(db: Reader) -> Mapping[str, int]:
    """How many messages wait or are under way, by channel; channels without any are left out."""
    rows = db.rows(
        "SELECT channel, count(*) FROM message WHERE state IN ('pending', 'sending') GROUP BY channel"
    )
    return dict(rows)


NotBefore = Callable[["MessageRecord"], int]
"""When a message may reach its reader at the earliest: an instant (ms), which has passed where it may now."""


def _at_any_time(message: MessageRecord) -> int:
    return message.due_at


def lease_due(
    tx: Transaction,
    now: int,
    most: int = 100,
    channel: str | None = None,
    not_before: NotBefore = _at_any_time,
) -> tuple[MessageRecord, ...]:
    """Claims messages that are due, oldest first, for LEASE_MS from `now`. Send them after the commit.

    Those past their expiry, and those whose attempts are used up, are given up instead. Only those of
    `channel` are looked at, where it is named. What may not reach its reader yet is due when it may.
    """
    claimed: list[MessageRecord] = []
    while len(claimed) < most:
        due = _read(tx, _NEXT, now, now) if channel is None else _read(tx, _NEXT_IN, channel, now, now)
        if not due:
            break
        if _is_worth_sending(tx, due[0], now) and not _is_put_off(tx, due[0], now, not_before(due[0])):
            claimed.append(_claim(tx, due[0], now))
    return tuple(claimed)


def lease_next(
    tx: Transaction, channel: str, now: int, together: bool, not_before: NotBefore = _at_any_time
) -> tuple[MessageRecord, ...]:
    """Claims the next message of a channel as `lease_due` does; none where nothing is due.

    Where it has waited long and others to the same person have as well, and they may be sent `together`,
    these are claimed too: they are a backlog, which is worth one message and no more.
    """
    claimed = list(lease_due(tx, now, 1, channel, not_before))
    if claimed and together and _has_waited(claimed[0], now):
        waiting = _read(tx, _WAITING, channel, now, now, claimed[0].person)
        claimed += [
            _claim(tx, message, now)
            for message in waiting[: MOST_TOGETHER - 1]
            if _has_waited(message, now) and _is_worth_sending(tx, message, now)
        ]
    return tuple(claimed)


def _is_worth_sending(tx: Transaction, message: MessageRecord, now: int) -> bool:
    """Whether a message is still to be sent; it is given up where it is not."""
    if message.expires_at is not None and message.expires_at <= now:
        _give_up(tx, message, now, "It was no longer worth sending: its time had passed.")
    elif message.attempts >= MOST_ATTEMPTS:
        _give_up(tx, message, now, f"It was tried {message.attempts} times.")
    else:
        return True
    return False


def _is_put_off(tx: Transaction, message: MessageRecord, now: int, earliest: int) -> bool:
    """Whether a message has to wait; it is given up at once where it would come too late to be of use."""
    if earliest <= now:
        return False
    if message.expires_at is not None and message.expires_at <= earliest:
        _give_up(tx, message, now, "Its time would have passed before messages may be sent to its reader.")
    else:
        # What a program that died had claimed waits like the rest; that attempt stays counted.
        tx.run(
            "UPDATE message SET state = 'pending', lease_until = NULL, due_at = ? WHERE no = ?",
            (earliest, message.no),
        )
    return True


def _claim(tx: Transaction, message: MessageRecord, now: int) -> MessageRecord:
    tx.run(
        "UPDATE message SET state = 'sending', attempts = attempts + 1, lease_until = ? WHERE no = ?",
        (now + LEASE_MS, message.no),
    )
    return _existing(tx, message.no)


def _has_waited(message: MessageRecord, now: int) -> bool:
    # Either way it should have been there by then: it fell due while nothing ran, or could not be sent.
    return min(message.due_at, message.created_at) <= now - BACKLOG_MS


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
    stored = _existing(tx, message.no)
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
    return _existing(tx, stored.no).state


def retry(tx: Transaction, no: int, now: int) -> None:
    """Lets a message be tried afresh at once, even past its expiry."""
    message = _existing(tx, no)
    if message.state in ("sending", "delivered"):
        what = "is being sent right now" if message.state == "sending" else "has been delivered"
        raise StoreError(f"Message {no} {what}. Nothing was changed.")
    _set_state(tx, no, "pending", message.note)
    tx.run("UPDATE message SET due_at = ?, attempts = 0, expires_at = NULL WHERE no = ?", (now, no))


def cancel(tx: Transaction, no: int, note: str = "") -> None:
    """Keeps a message from being sent."""
    message = _existing(tx, no)
    if message.state in ("sending", "delivered"):
        what = "is being sent right now" if message.state == "sending" else "has been delivered"
        raise StoreError(f"Message {no} {what}, so it cannot be cancelled. Nothing was changed.")
    _set_state(tx, no, "cancelled", note)


def cancel_of(tx: Transaction, challenge: str, note: str) -> int:
    """Keeps the messages of a challenge that still wait from being sent; how many they were."""
    return tx.run(
        "UPDATE message SET state = 'cancelled', note = ? WHERE challenge = ? AND state = 'pending'",
        (note, challenge),
    )


def find(db: Reader, no: int) -> MessageRecord | None:
    """The message with a number."""
    records = _read(db, f"{_SELECT} WHERE no = ?", no)
    return records[0] if records else None


def messages(db: Reader, most: int = 1000) -> tuple[MessageRecord, ...]:
    """The newest messages, newest first."""
    return _read(db, f"{_SELECT} ORDER BY no DESC LIMIT ?", most)


def counts(db: Reader) -> Mapping[State, int]:
    """How many messages there are in each state; states without any are left out."""
    return dict(db.rows("SELECT state, count(*) FROM message GROUP BY state ORDER BY state"))


def deliveries(db: Reader, no: int) -> tuple[DeliveryRecord, ...]:
    """Every attempt to deliver a message, in order."""
    rows = db.rows("SELECT message, at, outcome, note FROM delivery WHERE message = ? ORDER BY no", (no,))
    return tuple(DeliveryRecord(*row) for row in rows)


# In the order of the fields of a record.
_SELECT: Final = (
    "SELECT key, challenge, person, channel, subject, text, due_at, created_at, expires_at, dates, no, "
    "state, attempts, lease_until, note FROM message"
)
_IS_DUE: Final = (
    "state IN ('pending', 'sending') AND due_at <= ? AND (lease_until IS NULL OR lease_until <= ?)"
)
_CHANNELS: Final = "SELECT DISTINCT channel FROM message WHERE {due} ORDER BY channel"
_NEXT: Final = f"{_SELECT} WHERE {_IS_DUE} ORDER BY due_at, no LIMIT 1"
_NEXT_IN: Final = f"{_SELECT} WHERE channel = ? AND {_IS_DUE} ORDER BY due_at, no LIMIT 1"
# The plus keeps SQLite from looking through all that waits in the channel.
_WAITING: Final = f"{_SELECT} WHERE +channel = ? AND {_IS_DUE} AND person = ? ORDER BY due_at, no"


def _read(db: Reader, sql: str, *values: Any) -> tuple[MessageRecord, ...]:
    return tuple(
        MessageRecord(**dict(zip(MessageRecord.__dataclass_fields__, row, strict=True)))
        for row in db.rows(sql, values)
    )


def _existing(db: Reader, no: int) -> MessageRecord:
    record = find(db, no)
    if record is None:
        raise StoreError(f"There is no message {no}. Nothing was changed. 'moonwalk outbox' lists them.")
    return record


def _set_state(tx: Transaction, no: int, state: State, note: str) -> None:
    tx.run("UPDATE message SET state = ?, lease_until = NULL, note = ? WHERE no = ?", (state, note, no))


def _give_up(tx: Transaction, message: MessageRecord, at: int, note: str) -> None:
    tx.add("delivery", message=message.no, at=at, outcome="dead", note=note)
    _set_state(tx, message.no, "dead", note)
