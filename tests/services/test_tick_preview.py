"""The first messages to many people wait until somebody has looked at them, and can be looked at in full."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from moonwalk.api.sending_hours import SendingHours
from moonwalk.definitions import ChannelSettings, Sending
from moonwalk.services import queueing
from moonwalk.services.attention import today
from moonwalk.services.errors import Refused
from moonwalk.services.notifications import approve_messages, cancel_message, list_messages, tick
from moonwalk.services.verification import verify

from ..workspaces import at


@pytest.fixture
def many(lanes, monkeypatch):
    """The lanes where twelve messages are many."""
    monkeypatch.setattr(queueing, "MOST_UNASKED", 11)
    lanes.now = at(1, 7, 30)
    return lanes


def states(lanes) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in list_messages(lanes.ws):
        counts[row.state] = counts.get(row.state, 0) + 1
    return counts


def test_the_first_messages_to_many_wait_for_approval_and_later_ones_do_not(many):
    first = tick(many.ws)
    assert (first.enqueued, first.delivered, first.problems) == (12, 0, ())
    assert first.waiting[0].startswith("12 messages of 'lanes' wait until you have looked at them")
    assert tick(many.ws).enqueued == 0
    assert states(many) == {"held": 12}
    (item,) = [item for item in today(many.ws).attention if item.remedy == "moonwalk outbox approve lanes"]
    assert "12 messages" in item.message

    cancel_message(many.ws, 1)
    assert approve_messages(many.ws, "lanes") == 11
    many.now += timedelta(minutes=5)
    assert tick(many.ws).delivered == 11
    many.now = at(8, 11, 30)
    assert tick(many.ws).delivered == 12
    with pytest.raises(Refused, match="No messages of 'lanes' wait"):
        approve_messages(many.ws, "lanes")


def test_messages_wait_alike_in_whichever_batch_they_were_put_in(many, monkeypatch):
    monkeypatch.setattr(queueing, "_AT_ONCE", 5)
    assert tick(many.ws, dry_run=True).enqueued == 12
    assert tick(many.ws).enqueued == 12
    assert states(many) == {"held": 12}
    assert verify(many.ws).faults == ()


def test_what_nobody_approves_in_time_is_not_sent_later(many):
    tick(many.ws)
    many.now = at(3)
    tick(many.ws)
    assert states(many)["expired"] == 12
    with pytest.raises(Refused):
        approve_messages(many.ws, "lanes")


def test_a_dry_run_shows_every_message_by_each_channel_as_its_reader_gets_it(many):
    both = (ChannelSettings("console"), ChannelSettings("file"))
    ws = replace(many.ws, settings=replace(many.ws.settings, channels=both))
    before = many.dump(("cached_total",))

    shown = tick(ws, dry_run=True)

    assert many.dump(("cached_total",)) == before
    assert len(shown.texts) == 24
    assert (shown.expired, shown.held_back) == (0, 0)
    assert {(each.channel, each.goes) for each in shown.texts} == {("console", "held"), ("file", "held")}
    by_file = next(each for each in shown.texts if (each.person, each.channel) == ("p01", "file"))
    approved = tick(ws, dry_run=False)
    assert approved.enqueued == 24
    approve_messages(ws, "lanes")
    tick(ws)
    assert by_file.text in {path.read_text(encoding="utf-8") for path in ws.messages.rglob("*.txt")}


def test_a_dry_run_says_what_waits_and_joins_what_would_go_as_one(lanes):
    lanes.now = at(1, 7, 30)
    night = SendingHours(at(1, 20).time(), at(1, 23).time(), "every day")
    ws = replace(lanes.ws, settings=replace(lanes.ws.settings, sending=Sending(night)))
    assert {(each.goes, each.due.hour) for each in tick(ws, dry_run=True).texts} == {("later", 19)}

    tick(ws)
    lanes.now = at(1, 20)
    ws = replace(lanes.ws, settings=replace(lanes.ws.settings, sending=Sending(night, 1)))
    shown = tick(ws, dry_run=True)
    assert (shown.enqueued, len(shown.texts)) == (0, 12)
    assert {(each.goes, each.holds) for each in shown.texts} == {("now", 1)}
    assert "Lanes starts today" in shown.texts[0].text
