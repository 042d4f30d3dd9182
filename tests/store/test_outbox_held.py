"""Messages that wait until somebody approves them, and what is counted, kept and left of all others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from moonwalk.store import claims, outbox
from moonwalk.store.errors import StoreError
from moonwalk.store.outbox import WAITS, NewMessage

T0 = 1_788_739_200_000
HOUR = 3_600_000


@pytest.fixture
def message(firm):
    return NewMessage("moonwalk/week/A1/console", "moonwalk", firm.ann, "console", "Week 1", "Well.", T0, T0)


def several(message, *keys, **changes):
    return [replace(message, key=key, **changes) for key in keys]


def put_in(firm, *messages, held=False):
    with firm.db.write() as tx:
        return [each.key for each in outbox.enqueue_all(tx, messages, held=held)]


def lease(firm, now=T0, most=100, **asked):
    with firm.db.write() as tx:
        return claims.lease_due(tx, now, most, **asked)


def states(firm):
    return {each.key: each.state for each in outbox.messages(firm.db)}


def delivered(firm, message, at=T0):
    with firm.db.write() as tx:
        return outbox.settle(tx, message, at, "delivered")


def test_what_is_held_is_sent_once_it_is_approved_and_only_of_that_challenge(firm, message):
    put_in(firm, *several(message, "a", "b"), *several(message, "c", challenge="other"), held=True)
    put_in(firm, replace(message, key="d"))
    assert outbox.held(firm.db) == {"moonwalk": 2, "other": 1}
    assert states(firm) == {"a": "held", "b": "held", "c": "held", "d": "pending"}
    assert [each.key for each in lease(firm)] == ["d"]

    with firm.db.write() as tx:
        assert outbox.approve(tx, "moonwalk") == 2
        assert outbox.approve(tx, "moonwalk") == 0
    assert [each.key for each in lease(firm)] == ["a", "b"]
    assert outbox.held(firm.db) == {"other": 1}


def test_of_messages_only_those_that_wait_can_be_held(firm, message):
    put_in(firm, *several(message, "a", "b", "c", "d"))
    (first,) = lease(firm, most=1)
    delivered(firm, first)
    with firm.db.write() as tx:
        outbox.cancel(tx, 4, "not now")
        outbox.hold(tx, ["a", "c", "d", "unknown"])

    assert states(firm) == {"a": "delivered", "b": "pending", "c": "held", "d": "cancelled"}


def test_what_nobody_approved_in_time_is_given_up(firm, message):
    put_in(firm, *several(message, "a", expires_at=T0 + HOUR), *several(message, "b"), held=True)
    put_in(firm, *several(message, "c", expires_at=T0 + HOUR))
    with firm.db.write() as tx:
        assert claims.give_up_held(tx, T0 + HOUR - 1) == 0
        assert claims.give_up_held(tx, T0 + HOUR) == 1
        assert claims.give_up_held(tx, T0 + HOUR) == 0

    assert states(firm) == {"a": "expired", "b": "held", "c": "pending"}
    (first, *_) = outbox.read(firm.db, "WHERE key = ?", "a")
    assert first.note == "Nobody approved it before its time had passed."
    assert [(each.outcome, each.at) for each in outbox.deliveries(firm.db, first.no)] == [("dead", T0 + HOUR)]


def test_many_go_in_at_once_and_of_each_key_the_first(firm, message):
    keys = [f"{number:04}" for number in range(1201)]
    assert put_in(firm, *several(message, *keys[:600])) == keys[:600]
    twice = [*several(message, *keys), *several(message, *keys, text="Again.")]
    assert put_in(firm, *twice) == keys[600:]
    assert firm.db.value("SELECT count(*) FROM message WHERE text = 'Well.'") == 1201


def test_the_messages_of_a_challenge_are_counted_by_what_became_of_them(firm, message):
    put_in(firm, *several(message, "a", "b", "c"), *several(message, "d", challenge="other"))
    for each in lease(firm):
        if each.key in "abd":
            delivered(firm, each)

    assert [outbox.delivered_of(firm.db, name) for name in ("moonwalk", "other", "none")] == [2, 1, 0]
    assert outbox.counts(firm.db) == {"delivered": 3, "sending": 1}


def test_what_waits_is_counted_by_channel(firm, message):
    put_in(firm, *several(message, "a", "b", channel="email"), *several(message, "c", "d", "e"))
    put_in(firm, *several(message, "f", channel="file"), held=True)
    first, *_ = lease(firm, channel="email")
    delivered(firm, first)
    with firm.db.write() as tx:
        outbox.cancel(tx, 3)

    # One of them is under way.
    assert outbox.waiting(firm.db) == {"console": 2, "email": 1}


def test_channels_with_something_due_are_known(firm, message):
    put_in(firm, *several(message, "a", channel="file"), *several(message, "b", "c", channel="email"))
    put_in(firm, *several(message, "d", channel="later", due_at=T0 + 1))
    put_in(firm, *several(message, "e", channel="held"), held=True)

    assert claims.channels_due(firm.db, T0 - 1) == ()
    assert claims.channels_due(firm.db, T0) == ("email", "file")
    assert claims.channels_due(firm.db, T0 + 1) == ("email", "file", "later")


def test_what_waits_of_a_challenge_is_cancelled_held_or_not(firm, message):
    put_in(firm, *several(message, "a", "b"), *several(message, "c", challenge="other"))
    put_in(firm, *several(message, "d"), held=True)
    (first,) = lease(firm, most=1)
    with firm.db.write() as tx:
        assert outbox.cancel_of(tx, "moonwalk", "it was withdrawn") == 2
        assert outbox.cancel_of(tx, "moonwalk", "it was withdrawn") == 0

    assert states(firm) == {"a": "sending", "b": "cancelled", "c": "pending", "d": "cancelled"}
    assert {each.note for each in outbox.read(firm.db, "WHERE state = 'cancelled'")} == {"it was withdrawn"}
    assert delivered(firm, first) == "delivered"


def test_the_newest_messages_come_first(firm, message):
    put_in(firm, *several(message, "a", "b", "c"))

    assert [each.key for each in outbox.messages(firm.db)] == ["c", "b", "a"]
    assert [each.key for each in outbox.messages(firm.db, 2)] == ["c", "b"]
    assert outbox.find(firm.db, 2).key == "b"
    assert outbox.find(firm.db, 4) is None
    with pytest.raises(StoreError, match="There is no message 4"):
        outbox.existing(firm.db, 4)


def test_a_rest_ends_at_its_instant_or_when_it_is_ended(firm):
    with firm.db.write() as tx:
        outbox.rest(tx, "email", T0 + HOUR, "a wrong password")
        outbox.rest(tx, "email", T0 + 2 * HOUR, "still a wrong password")

    assert outbox.resting(firm.db, "email", T0) == (T0 + 2 * HOUR, "still a wrong password")
    assert outbox.resting(firm.db, "email", T0 + 2 * HOUR - 1) is not None
    assert outbox.resting(firm.db, "email", T0 + 2 * HOUR) is None
    assert outbox.resting(firm.db, "email", T0 + 2 * HOUR - WAITS[-1]) is not None
    assert outbox.resting(firm.db, "email", T0 + 2 * HOUR - WAITS[-1] - 1) is None
    with firm.db.write() as tx:
        outbox.end_rest(tx, "email")
    assert outbox.resting(firm.db, "email", T0) is None


def test_a_day_has_what_was_delivered_on_it_and_what_is_under_way(firm, message):
    both = [replace(message, key=f"week/A1/{channel}", channel=channel) for channel in ("console", "email")]
    put_in(firm, *both, replace(message, key="late/A1/console", due_at=T0 + HOUR))
    put_in(firm, replace(message, key="week/B2/console", person=firm.bob))
    for each in lease(firm):
        delivered(firm, each)

    sent = claims.sent_since(firm.db, firm.ann, T0, T0)
    # One occasion by two channels is one.
    assert (sent.by_channel, sent.everywhere) == ({"console": 1, "email": 1}, 1)
    assert sent.occasions == {"week/A1"}
    nothing = claims.sent_since(firm.db, firm.ann, T0 + 1, T0)
    assert (nothing.by_channel, nothing.everywhere, nothing.occasions) == ({}, 0, frozenset())
    lease(firm, T0 + HOUR)
    assert claims.sent_since(firm.db, firm.ann, T0 + 1, T0 + HOUR).occasions == {"late/A1"}
    over = T0 + HOUR + claims.LEASE_MS
    assert claims.sent_since(firm.db, firm.ann, T0 + 1, over - 1).everywhere == 1
    assert claims.sent_since(firm.db, firm.ann, T0 + 1, over).everywhere == 0
