from __future__ import annotations

from dataclasses import replace

import pytest

from moonwalk.store import claims, outbox
from moonwalk.store.claims import LEASE_MS, MOST_TOGETHER
from moonwalk.store.database import Database
from moonwalk.store.errors import StoreError
from moonwalk.store.outbox import MOST_ATTEMPTS, WAITS, NewMessage
from moonwalk.store.seals import SEALED, row_seal

T0 = 1_788_739_200_000
HOUR = 3_600_000


@pytest.fixture
def message(firm):
    return NewMessage("moonwalk/week/A1/1", "moonwalk", firm.ann, "console", "Week 1", "Well walked.", T0, T0)


def enqueue(firm, *messages):
    with firm.db.write() as tx:
        return [outbox.enqueue(tx, message) for message in messages]


def lease(firm, now=T0, most=100):
    with firm.db.write() as tx:
        return claims.lease_due(tx, now, most)


def settle(firm, message, outcome, at=T0, **more):
    with firm.db.write() as tx:
        return outbox.settle(tx, message, at, outcome, **more)


def test_a_key_is_told_once(firm, message):
    assert enqueue(firm, message, replace(message, text="Other words")) == [True, False]
    assert [stored.text for stored in outbox.messages(firm.db)] == ["Well walked."]


@pytest.mark.parametrize("held", [False, True])
def test_of_many_messages_those_with_new_keys_go_in_each_once_in_their_order(firm, message, held):
    enqueue(firm, *(replace(message, key=f"k{number}", text="before") for number in (3, 81, 200)))
    numbers = [*range(150), 7, *range(149, 300)]
    many = [replace(message, key=f"k{number}", text=f"{at}") for at, number in enumerate(numbers)]
    with firm.db.write() as tx:
        put_in = outbox.enqueue_all(tx, many, held=held)
    new = [each for at, each in enumerate(many) if numbers.index(numbers[at]) == at]
    new = [each for each in new if each.key not in ("k3", "k81", "k200")]
    assert put_in == new
    stored = outbox.read(firm.db, "WHERE no > 3 ORDER BY no")
    assert [(each.key, each.text) for each in stored] == [(each.key, each.text) for each in new]
    assert {each.state for each in stored} == {"held" if held else "pending"}
    sealed = firm.db.rows("SELECT row, seal FROM seal WHERE name = 'message' ORDER BY row")
    rows = firm.db.rows(f"SELECT no, {', '.join(SEALED['message'])} FROM message ORDER BY no")
    assert sealed == [(no, row_seal("message", row)) for no, *row in rows]


def test_only_what_is_due_is_leased_oldest_first(firm, message):
    late, soon = replace(message, key="b", due_at=T0 + 1), replace(message, key="c", due_at=T0 - 1)
    enqueue(firm, late, message, soon)
    assert [found.key for found in lease(firm)] == ["c", message.key]
    assert [found.key for found in lease(firm, T0 + 1)] == ["b"]


def test_two_ticks_never_hold_one_message(firm, message, path):
    enqueue(firm, message)
    (held,) = lease(firm)
    assert (held.state, held.attempts, held.lease_until) == ("sending", 1, T0 + LEASE_MS)
    with Database.open(path) as other, other.write() as tx:
        assert claims.lease_due(tx, T0 + LEASE_MS - 1) == ()


def test_a_lease_that_ran_out_is_taken_over(firm, message):
    enqueue(firm, message)
    lease(firm)
    (again,) = lease(firm, T0 + LEASE_MS)
    assert again.attempts == 2


def test_a_delivered_message_is_never_sent_again(firm, message):
    enqueue(firm, message)
    (held,) = lease(firm)
    assert settle(firm, held, "delivered", note="250 OK") == "delivered"
    assert lease(firm, T0 + 10**9) == ()
    (attempt,) = outbox.deliveries(firm.db, held.no)
    assert (attempt.outcome, attempt.note, attempt.at) == ("delivered", "250 OK", T0)


def test_retries_wait_longer_and_longer_and_then_give_up(firm, message):
    enqueue(firm, message)
    now, waits = T0, []
    for _ in range(MOST_ATTEMPTS - 1):
        (held,) = lease(firm, now)
        assert settle(firm, held, "retry", now) == "pending"
        due = outbox.find(firm.db, held.no).due_at
        waits.append(due - now)
        now = due
    (held,) = lease(firm, now)
    assert settle(firm, held, "retry", now, note="still busy") == "dead"
    assert tuple(waits) == WAITS
    assert waits[:3] == [60_000, 300_000, 1_800_000]
    assert lease(firm, now + 10**9) == ()
    assert [attempt.outcome for attempt in outbox.deliveries(firm.db, 1)] == ["retry"] * 7 + ["dead"]


@pytest.mark.parametrize(
    ("after", "wait"), [(10 * 60_000, 10 * 60_000), (1, 60_000), (100 * HOUR, 24 * HOUR)]
)
def test_a_receiver_may_ask_for_more_time_up_to_a_day(firm, message, after, wait):
    enqueue(firm, message)
    (held,) = lease(firm)
    settle(firm, held, "retry", after=after)
    assert outbox.find(firm.db, held.no).due_at == T0 + wait


def test_a_retry_past_the_expiry_gives_up(firm, message):
    enqueue(firm, replace(message, expires_at=T0 + 30_000))
    (held,) = lease(firm)
    assert settle(firm, held, "retry") == "dead"


def test_what_expired_before_it_was_sent_is_not_sent(firm, message):
    enqueue(firm, replace(message, expires_at=T0 + 5))
    assert lease(firm, T0 + 5) == ()
    found = outbox.find(firm.db, 1)
    assert found.state == "expired"
    assert "time had passed" in found.note


def test_a_message_that_kills_its_sender_is_given_up(firm, message):
    enqueue(firm, message)
    now = T0
    for _ in range(MOST_ATTEMPTS):
        assert len(lease(firm, now)) == 1
        now += LEASE_MS
    assert lease(firm, now) == ()
    assert outbox.find(firm.db, 1).state == "dead"


def test_a_sender_whose_lease_ran_out_cannot_take_the_message_from_the_next(firm, message):
    enqueue(firm, message)
    (slow,) = lease(firm)
    (quick,) = lease(firm, T0 + LEASE_MS)
    assert settle(firm, slow, "retry") == "sending"
    assert settle(firm, slow, "dead") == "sending"
    assert settle(firm, quick, "delivered") == "delivered"
    assert settle(firm, slow, "dead") == "delivered"


def test_a_late_delivery_is_still_a_delivery(firm, message):
    enqueue(firm, message)
    (slow,) = lease(firm)
    (quick,) = lease(firm, T0 + LEASE_MS)
    settle(firm, quick, "retry")
    assert settle(firm, slow, "delivered") == "delivered"


def test_a_dead_message_can_be_tried_afresh_even_past_its_expiry(firm, message):
    enqueue(firm, replace(message, expires_at=T0 + HOUR))
    (held,) = lease(firm)
    settle(firm, held, "dead", note="no such address")
    with firm.db.write() as tx:
        outbox.retry(tx, held.no, T0 + 2 * HOUR)
    (again,) = lease(firm, T0 + 2 * HOUR)
    assert again.attempts == 1


def test_what_has_not_expired_still_expires_when_it_is_tried_afresh(firm, message):
    enqueue(firm, replace(message, expires_at=T0 + HOUR))
    (held,) = lease(firm)
    settle(firm, held, "dead", note="no such address")
    with firm.db.write() as tx:
        outbox.retry(tx, held.no, T0 + HOUR - 1)
    assert outbox.find(firm.db, held.no).expires_at == T0 + HOUR
    assert lease(firm, T0 + HOUR) == ()


def test_a_message_that_waits_is_not_tried_before_it_is_due(firm, message):
    enqueue(firm, replace(message, due_at=T0 + HOUR), replace(message, key="b", expires_at=T0 + HOUR))
    with firm.db.write() as tx:
        outbox.hold(tx, ["b"])
    before = outbox.messages(firm.db)
    for no, why in ((1, "is to be sent when it is due"), (2, "waits until you let it go")):
        with (
            pytest.raises(StoreError, match=f"Message {no} {why}. Nothing was changed"),
            firm.db.write() as tx,
        ):
            outbox.retry(tx, no, T0)
    assert outbox.messages(firm.db) == before


def test_of_a_message_whose_kind_and_language_are_not_known_both_are_absent(firm, message):
    enqueue(firm, message, replace(message, key="b", notice="notices.weekly_recap", language="de"))
    assert list(firm.db.rows("SELECT notice, language FROM message ORDER BY no")) == [
        (None, None),
        ("notices.weekly_recap", "de"),
    ]


def test_a_cancelled_message_is_not_sent(firm, message):
    enqueue(firm, message)
    with firm.db.write() as tx:
        outbox.cancel(tx, 1, "not today")
    assert lease(firm) == ()
    assert outbox.counts(firm.db) == {"cancelled": 1}


@pytest.mark.parametrize("outcome", [None, "delivered"])
def test_what_is_on_its_way_or_there_is_neither_cancelled_nor_retried(firm, message, outcome):
    enqueue(firm, message)
    (held,) = lease(firm)
    if outcome:
        settle(firm, held, outcome)
    with firm.db.write() as tx:
        with pytest.raises(StoreError, match="cannot be cancelled"):
            outbox.cancel(tx, held.no)
        with pytest.raises(StoreError, match="Nothing was changed"):
            outbox.retry(tx, held.no, T0)


def test_a_message_that_does_not_exist_is_refused(firm):
    with pytest.raises(StoreError, match="There is no message 7"), firm.db.write() as tx:
        outbox.cancel(tx, 7)


def test_no_more_are_leased_than_asked_for(firm, message):
    enqueue(firm, *(replace(message, key=str(number)) for number in range(5)))
    assert len(lease(firm, most=2)) == 2
    assert len(lease(firm, most=9)) == 3


def lease_next(firm, now=T0, together=True, channel="console"):
    with firm.db.write() as tx:
        return [found.key for found in claims.lease_next(tx, channel, now, together)]


def test_each_channel_has_what_is_due_in_it(firm, message):
    other = replace(message, key="b", channel="file")
    enqueue(firm, replace(message, key="c", channel="later", due_at=T0 + 1), other, message)
    assert claims.channels_due(firm.db, T0) == ("console", "file")
    assert outbox.waiting(firm.db) == {"console": 1, "file": 1, "later": 1}
    assert lease_next(firm, channel="file") == ["b"]
    assert claims.channels_due(firm.db, T0) == ("console",)
    assert lease_next(firm, channel="file") == []
    assert claims.channels_due(firm.db, T0 + LEASE_MS) == ("console", "file", "later")


def test_a_backlog_of_one_person_in_one_channel_is_claimed_together(firm, message):
    old = [replace(message, key=key, due_at=T0 - number) for number, key in enumerate("abc")]
    elsewhere = replace(message, key="d", channel="file")
    of_another = replace(message, key="e", person=firm.bob)
    young = replace(message, key="f", due_at=T0 + HOUR, created_at=T0 + 1)
    enqueue(firm, *old, elsewhere, of_another, young)

    assert lease_next(firm, T0 + HOUR) == ["c", "b", "a"]
    assert lease_next(firm, T0 + HOUR) == ["e"]
    assert lease_next(firm, T0 + HOUR) == ["f"]
    assert {found.state for found in outbox.messages(firm.db)} == {"sending", "pending"}


@pytest.mark.parametrize(
    ("now", "together", "keys"),
    [(T0 + HOUR, True, ["a", "b"]), (T0 + HOUR - 1, True, ["a"]), (T0 + HOUR, False, ["a"])],
)
def test_only_what_has_waited_for_an_hour_is_a_backlog(firm, message, now, together, keys):
    enqueue(firm, *(replace(message, key=key) for key in "ab"))
    assert lease_next(firm, now, together) == keys


def test_what_was_put_in_long_ago_and_failed_since_is_a_backlog_too(firm, message):
    enqueue(firm, *(replace(message, key=key, due_at=T0 + HOUR) for key in "ab"))
    assert lease_next(firm, T0 + HOUR) == ["a", "b"]


def test_a_backlog_has_an_end_and_leaves_out_what_is_worth_nothing_any_more(firm, message):
    dead = replace(message, key="dead", due_at=T0 + 1, expires_at=T0 + 2)
    enqueue(firm, *(replace(message, key=f"{number:02}") for number in range(25)), dead)

    assert lease_next(firm, T0 + HOUR) == [f"{number:02}" for number in range(MOST_TOGETHER)]
    assert lease_next(firm, T0 + HOUR) == [f"{number:02}" for number in range(MOST_TOGETHER, 25)]
    assert outbox.counts(firm.db) == {"expired": 1, "sending": 25}


def test_what_failed_together_does_not_come_back_together(firm, message):
    enqueue(firm, message, replace(message, key="b"))
    for held, spread in zip(lease(firm), (0.0, 1.0), strict=True):
        settle(firm, held, "retry", spread=spread)
    assert [outbox.find(firm.db, no).due_at - T0 for no in (1, 2)] == [60_000, 75_000]


def test_a_channel_rests_until_then_and_no_other_does(firm):
    with firm.db.write() as tx:
        outbox.rest(tx, "email", T0 + HOUR, "no login")
        outbox.rest(tx, "email", T0 + 2 * HOUR, "still none")
    assert outbox.resting(firm.db, "email", T0 + 2 * HOUR - 1) == (T0 + 2 * HOUR, "still none")
    assert outbox.resting(firm.db, "email", T0 + 2 * HOUR) is None
    assert outbox.resting(firm.db, "file", T0) is None
    # A day is the longest rest there is.
    assert outbox.resting(firm.db, "email", T0 - 22 * HOUR) is not None
    assert outbox.resting(firm.db, "email", T0 - 22 * HOUR - 1) is None
    with firm.db.write() as tx:
        outbox.end_rest(tx, "email")
    assert outbox.resting(firm.db, "email", T0) is None


def test_what_expired_keeps_nothing_back_that_is_due_after_it(firm, message):
    enqueue(firm, replace(message, key="old", due_at=T0 - 2, expires_at=T0 - 1), message)
    assert lease_next(firm) == [message.key]
