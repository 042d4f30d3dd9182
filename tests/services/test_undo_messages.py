"""What was done to messages, taken back: each is again what it was, whether one or several were changed."""

from __future__ import annotations

import pytest

from moonwalk.services.errors import Refused
from moonwalk.services.notifications import cancel_message, list_messages, retry_message
from moonwalk.services.several_messages import change_messages
from moonwalk.services.undo import redo, undo
from moonwalk.store import claims, outbox
from moonwalk.store.outbox import NewMessage


def test_a_message_that_was_cancelled_waits_again(lanes):
    now = lanes.ws.instant()
    with lanes.database() as db, db.write() as tx:
        outbox.enqueue(tx, NewMessage("key", "lanes", 1, "console", "Hello", "Hello", now, now))
    number = list_messages(lanes.ws)[0].id
    cancel_message(lanes.ws, number)
    assert undo(lanes.ws).effects == (f"Message {number} waits again as before.",)
    assert list_messages(lanes.ws)[0].state == "pending"
    redo(lanes.ws)
    assert list_messages(lanes.ws)[0].state == "cancelled"


def cancelled_and_taken_back(lanes, messages):
    """What is stored of messages before they were cancelled, one by one or at once, and after the undo."""
    with lanes.database() as db:
        before = outbox.messages(db)
    if messages == "one by one":
        for message in before:
            cancel_message(lanes.ws, message.no)
            undo(lanes.ws)
    else:
        change_messages(lanes.ws, "cancel", [message.no for message in before])
        said = undo(lanes.ws).effects
        assert said == ("2 messages wait again as before.", "2 messages are given up again, as before.")
    with lanes.database() as db:
        return before, outbox.messages(db)


@pytest.mark.parametrize("messages", ["one by one", "at once"])
def test_messages_that_were_cancelled_are_again_what_they_were(lanes, messages):
    now = lanes.ws.instant()
    with lanes.database() as db, db.write() as tx:
        for key, due, until in (("held", now, None), ("later", now + 9, now + 99), ("dead", now, None)):
            outbox.enqueue(tx, NewMessage(key, "lanes", 1, "file", key, key, due, now, until))
        outbox.hold(tx, ["held"])
        (dead,) = claims.lease_due(tx, now)
        outbox.settle(tx, dead, now, "dead", "no such address")
        outbox.enqueue(tx, NewMessage("late", "lanes", 1, "file", "late", "late", now, now, now))
        claims.lease_due(tx, now)
    before, after = cancelled_and_taken_back(lanes, messages)
    assert [each.state for each in after] == ["expired", "dead", "pending", "held"]
    assert after == before


def test_a_single_message_is_tried_again_as_several_are_and_an_undo_cancels_it(lanes):
    now = lanes.ws.instant()
    with lanes.database() as db, db.write() as tx:
        outbox.enqueue(tx, NewMessage("key", "lanes", 1, "file", "s", "t", now, now, now + 99))
    cancel_message(lanes.ws, 1)
    retry_message(lanes.ws, 1)
    with lanes.database() as db:
        assert (outbox.existing(db, 1).state, outbox.existing(db, 1).expires_at) == ("pending", now + 99)
    with pytest.raises(Refused, match="Message 1 is to be sent when it is due"):
        retry_message(lanes.ws, 1)
    assert undo(lanes.ws).effects == ("Message 1 is not sent.",)
    assert list_messages(lanes.ws)[0].state == "cancelled"


@pytest.mark.parametrize("how", ["one by one", "at once"])
def test_a_message_that_waits_for_its_next_attempt_is_tried_at_once(lanes, how):
    now = lanes.ws.instant()
    with lanes.database() as db, db.write() as tx:
        for key in ("failed", "new"):
            outbox.enqueue(tx, NewMessage(key, "lanes", 1, "file", "s", "t", now, now, now + 99_000_000))
        tx.run("UPDATE message SET due_at = ? WHERE key = 'new'", (now + 9,))
        (failed,) = claims.lease_due(tx, now)
        outbox.settle(tx, failed, now, "retry", "no answer", 3_600_000, 0)
        waits = outbox.existing(tx, failed.no)
    assert waits.due_at > now + 60_000
    if how == "one by one":
        retry_message(lanes.ws, failed.no)
    else:
        assert change_messages(lanes.ws, "retry", [1, 2]).left_out.startswith("1 other stays as before.")
    with lanes.database() as db:
        tried = outbox.existing(db, failed.no)
        assert (tried.state, tried.due_at, tried.attempts) == ("pending", now, waits.attempts)
    with pytest.raises(Refused):
        undo(lanes.ws)
    with lanes.database() as db:
        assert outbox.existing(db, failed.no) == tried


def test_several_messages_that_were_cancelled_wait_again_each_as_before(lanes):
    now = lanes.ws.instant()
    with lanes.database() as db, db.write() as tx:
        for key, due in (("sooner", now), ("later", now + 86_400_000), ("sent", now)):
            outbox.enqueue(tx, NewMessage(key, "lanes", 1, "console", key, key, due, due))
        outbox.hold(tx, ["later"])
        tx.run("UPDATE message SET state = 'delivered' WHERE key = 'sent'")
    before = list_messages(lanes.ws)
    numbers = [message.id for message in before]
    done = change_messages(lanes.ws, "cancel", numbers)
    assert (done.messages, done.sentence) == (2, "2 messages are not sent.")
    assert done.left_out.startswith("1 other stays as before.")
    assert undo(lanes.ws).effects == ("2 messages wait again as before.",)
    assert [(m.state, m.due) for m in list_messages(lanes.ws)] == [(m.state, m.due) for m in before]
    redo(lanes.ws)
    assert change_messages(lanes.ws, "retry", numbers).messages == 2
    with lanes.database() as db, db.write() as tx:
        tx.run("UPDATE message SET state = 'delivered'")
    with pytest.raises(Refused, match=r"The messages of decision \d+ are no longer as it left them"):
        undo(lanes.ws)
