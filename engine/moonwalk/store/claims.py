"""Claiming messages from the outbox: what is due, what suits its reader now, and what goes out as one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from moonwalk.store import outbox
from moonwalk.store.database import Reader, Transaction
from moonwalk.store.outbox import MessageRecord, NewMessage

LEASE_MS: Final = 120_000
"""For how long (ms) a message is claimed."""

BACKLOG_MS: Final = 3_600_000
"""After how long (ms) a message that waits is part of a backlog."""

MOST_TOGETHER: Final = 20
"""Messages that are sent as one."""


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a message may reach its reader.

    `earliest` is the first instant (ms) at which it may, which has passed where it may now, and `late` says
    why not sooner. `together` says that all that is due to its reader goes with it. Where it is not wanted at
    all, `unwanted` says why.
    """

    earliest: int
    late: str = ""
    together: bool = False
    unwanted: str = ""


TermsOf = Callable[[Transaction, MessageRecord], Terms]
"""The terms of a message, as things stand in a transaction."""


def at_any_time(_: Transaction, message: MessageRecord) -> Terms:
    """Once it is due."""
    return Terms(message.due_at)


def channels_due(db: Reader, now: int) -> tuple[str, ...]:
    """The channels by which something is due at an instant (ms), sorted by name."""
    return tuple(channel for (channel,) in db.rows(_CHANNELS.format(due=_IS_DUE), (now, now)))


def lease_due(
    tx: Transaction,
    now: int,
    most: int = 100,
    channel: str | None = None,
    terms_of: TermsOf = at_any_time,
) -> tuple[MessageRecord, ...]:
    """Claims messages that are due, oldest first, for LEASE_MS from `now`. Send them after the commit.

    Those past their expiry, and those whose attempts are used up, are given up instead. Only those of
    `channel` are looked at, where it is named. What may not reach its reader yet is due when it may.
    """
    claimed: list[MessageRecord] = []
    while len(claimed) < most:
        message = _next(tx, now, channel, terms_of)
        if message is None:
            break
        claimed.append(_claim(tx, message[0], now, message[0].no))
    return tuple(claimed)


def lease_next(
    tx: Transaction, channel: str, now: int, together: bool, terms_of: TermsOf = at_any_time
) -> tuple[MessageRecord, ...]:
    """Claims the next message of a channel as `lease_due` does; none where nothing is due.

    Others to the same person are claimed with it, where messages may be sent `together`: all that are due,
    where its terms say so; and those that have waited for long, where it has as well. They are a backlog,
    which is worth one message and no more.
    """
    following = _next(tx, now, channel, terms_of)
    if following is None:
        return ()
    first, terms = following
    claimed = [_claim(tx, first, now, first.no)]
    if together and (terms.together or _has_waited(first, now)):
        waiting = outbox.read(tx, _WAITING, channel, now, now, first.person)
        fit = [each for each in waiting if terms.together or _has_waited(each, now)]
        claimed += [
            _claim(tx, message, now, first.no)
            for message in fit[: MOST_TOGETHER - 1]
            if _is_worth_sending(tx, message, now) and not _is_unwanted(tx, message, terms_of(tx, message))
        ]
    return tuple(claimed)


@dataclass(frozen=True, slots=True)
class SentMessages:
    """What was sent to a person: how many messages by each channel, and how many occasions they were.

    `everywhere` counts what went by several channels once, and several that went as one as one; `occasions`
    has each of them.
    """

    by_channel: Mapping[str, int]
    everywhere: int
    occasions: frozenset[str]


def sent_since(db: Reader, person: int, since: int, now: int) -> SentMessages:
    """What was delivered to a person (a number) from an instant (ms) on, or is under way now."""
    rows = db.rows(_SENT, (person, now, since))
    occasion = {no: key.removesuffix(f"/{channel}") for no, key, channel, _ in rows}
    leaders = {(channel, leader or no) for no, _, channel, leader in rows}
    return SentMessages(
        by_channel=Counter(channel for channel, _ in leaders),
        everywhere=len({occasion.get(no, str(no)) for _, no in leaders}),
        occasions=frozenset(occasion.values()),
    )


def occasion_of(message: NewMessage) -> str:
    """What a message is about, whichever channel it goes by."""
    return message.key.removesuffix(f"/{message.channel}")


def give_up_held(tx: Transaction, now: int) -> int:
    """Give up what nobody approved before its time had passed; how many messages."""
    late = outbox.read(tx, "WHERE state = 'pending' AND aside = 'held' AND expires_at <= ?", now)
    for message in late:
        _expire(tx, message, now, "Nobody approved it before its time had passed.")
    return len(late)


def _next(
    tx: Transaction, now: int, channel: str | None, terms_of: TermsOf
) -> tuple[MessageRecord, Terms] | None:
    """The next message that may be sent now; those before it are given up, or put off until they may."""
    while True:
        due = outbox.read(tx, _NEXT, now, now) if channel is None else _next_in(tx, channel, now)
        if not due:
            return None
        message = due[0]
        if not _is_worth_sending(tx, message, now):
            continue
        terms = terms_of(tx, message)
        if not _is_unwanted(tx, message, terms) and not _is_put_off(tx, message, now, terms):
            return message, terms


def _next_in(tx: Transaction, channel: str, now: int) -> tuple[MessageRecord, ...]:
    return outbox.read(tx, f"WHERE channel = ? AND {_IS_DUE} ORDER BY due_at, no LIMIT 1", channel, now, now)


def _is_worth_sending(tx: Transaction, message: MessageRecord, now: int) -> bool:
    """Whether a message is still to be sent; it is given up where it is not."""
    if message.expires_at is not None and message.expires_at <= now:
        _expire(tx, message, now, "It was no longer worth sending: its time had passed.")
    elif message.attempts >= outbox.MOST_ATTEMPTS:
        _give_up(tx, message, now, f"It was tried {message.attempts} times.")
    else:
        return True
    return False


def _is_unwanted(tx: Transaction, message: MessageRecord, terms: Terms) -> bool:
    """Whether its reader does not want it; it is cancelled where that is so."""
    if terms.unwanted:
        tx.run(
            "UPDATE message SET state = 'cancelled', lease_until = NULL, note = ? WHERE no = ?",
            (terms.unwanted, message.no),
        )
    return bool(terms.unwanted)


def _is_put_off(tx: Transaction, message: MessageRecord, now: int, terms: Terms) -> bool:
    """Whether a message has to wait; it is given up at once where it would come too late to be of use."""
    if terms.earliest <= now:
        return False
    if message.expires_at is not None and message.expires_at <= terms.earliest:
        _expire(tx, message, now, f"Its time would have passed before it could be sent: {terms.late}.")
    else:
        # What a program that died had claimed waits like the rest; that attempt stays counted.
        tx.run(
            "UPDATE message SET state = 'pending', lease_until = NULL, due_at = ?, note = ? WHERE no = ?",
            (terms.earliest, f"It waits: {terms.late}.", message.no),
        )
    return True


def _claim(tx: Transaction, message: MessageRecord, now: int, leader: int) -> MessageRecord:
    tx.run(
        "UPDATE message SET state = 'sending', attempts = attempts + 1, lease_until = ?, sent_with = ? "
        "WHERE no = ?",
        (now + LEASE_MS, leader, message.no),
    )
    return outbox.existing(tx, message.no)


def _has_waited(message: MessageRecord, now: int) -> bool:
    # Either way it should have been there by then: it fell due while nothing ran, or could not be sent.
    return min(message.due_at, message.created_at) <= now - BACKLOG_MS


def _expire(tx: Transaction, message: MessageRecord, at: int, note: str) -> None:
    _give_up(tx, message, at, note)
    # What was tried and failed before is not told as if nobody had tried.
    if not message.attempts:
        tx.run("UPDATE message SET aside = 'expired' WHERE no = ?", (message.no,))


def _give_up(tx: Transaction, message: MessageRecord, at: int, note: str) -> None:
    tx.add("delivery", message=message.no, at=at, outcome="dead", note=note)
    tx.run(
        "UPDATE message SET state = 'dead', aside = NULL, lease_until = NULL, note = ? WHERE no = ?",
        (note, message.no),
    )


_IS_DUE: Final = (
    "state IN ('pending', 'sending') AND due_at <= ? AND (lease_until IS NULL OR lease_until <= ?) "
    "AND aside IS NULL"
)
_CHANNELS: Final = "SELECT DISTINCT channel FROM message WHERE {due} ORDER BY channel"
_NEXT: Final = f"WHERE {_IS_DUE} ORDER BY due_at, no LIMIT 1"
# The plus keeps SQLite from looking through all that waits in the channel.
_WAITING: Final = f"WHERE +channel = ? AND {_IS_DUE} AND person = ? ORDER BY due_at, no"
_SENT: Final = (
    "SELECT no, key, channel, sent_with FROM message WHERE person = ? "
    "AND ((state = 'sending' AND lease_until > ?) OR EXISTS (SELECT 1 FROM delivery "
    "WHERE delivery.message = message.no AND outcome = 'delivered' AND delivery.at >= ?))"
)
