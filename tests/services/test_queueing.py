"""What falls due goes into the outbox; of the first messages to many people somebody is asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from moonwalk.api.notices import Never
from moonwalk.scoring.calendar import milliseconds
from moonwalk.services import queueing
from moonwalk.services.channels import channels_of
from moonwalk.services.delivering import send
from moonwalk.services.errors import Refused
from moonwalk.services.launch import launch
from moonwalk.services.notifications import approve_messages, challenges_to_approve, tick
from moonwalk.services.roster.sign_ups import leave
from moonwalk.store import outbox

from ..workspaces import MONDAY, PEOPLE, at, fresh, roster


@pytest.fixture
def morning(lanes):
    """The first morning, on which twelve people are told that it starts."""
    lanes.now = at(1, 7, 30)
    return lanes


def messages(lanes):
    with lanes.database() as db:
        return outbox.messages(db)


@pytest.mark.parametrize(("most", "sent"), [(11, 0), (12, 12)])
def test_more_messages_than_may_go_unasked_all_wait_until_they_are_approved(morning, monkeypatch, most, sent):
    monkeypatch.setattr(queueing, "MOST_UNASKED", most)
    monkeypatch.setattr(queueing, "_AT_ONCE", 5)

    assert tick(morning.ws).delivered == sent
    assert challenges_to_approve(morning.ws) == ({} if sent else {"lanes": 12})


def test_once_messages_were_approved_nobody_is_asked_again(morning, monkeypatch):
    monkeypatch.setattr(queueing, "MOST_UNASKED", 2)
    tick(morning.ws)
    with pytest.raises(Refused, match=r"No messages of 'other' wait for approval.* They wait for: lanes\."):
        approve_messages(morning.ws, "other")
    assert approve_messages(morning.ws, "lanes") == 12
    assert tick(morning.ws).delivered == 12
    with pytest.raises(Refused, match=r"No messages of 'lanes' wait for approval\. Nothing was changed\.$"):
        approve_messages(morning.ws, "lanes")
    morning.now = at(9, 8)

    assert tick(morning.ws).delivered > 2
    assert challenges_to_approve(morning.ws) == {}


@pytest.mark.parametrize(("most", "asked"), [(12, True), (11, False)])
def test_where_more_have_gone_out_before_nobody_is_asked(morning, monkeypatch, most, asked):
    assert tick(morning.ws).delivered == 12
    monkeypatch.setattr(queueing, "MOST_UNASKED", most)
    morning.people(roster([*PEOPLE, ("p13", "Mia Nash", "West")]))
    morning.now = at(9, 8)
    done = tick(morning.ws)

    assert (done.enqueued, done.delivered) == (13, 0 if asked else 13)
    assert challenges_to_approve(morning.ws) == ({"lanes": 13} if asked else {})


def test_while_some_wait_whatever_follows_waits_too(morning, monkeypatch):
    monkeypatch.setattr(queueing, "MOST_UNASKED", 11)
    tick(morning.ws)
    monkeypatch.setattr(queueing, "MOST_UNASKED", 1000)
    morning.now = at(9, 8)
    done = tick(morning.ws)

    assert (done.delivered, done.enqueued) == (0, 12)
    assert {each.state for each in messages(morning)} == {"held", "expired"}
    # What was to be said on the first morning is of no use any longer.
    assert done.expired == 12


def test_a_single_message_waits_too_while_others_do(tmp_path, monkeypatch):
    lanes = fresh(tmp_path / "two")
    lanes.people(roster(PEOPLE[:2]))
    launch(lanes.ws, "lanes", MONDAY)
    lanes.now = at(1, 7, 30)
    monkeypatch.setattr(queueing, "MOST_UNASKED", 1)
    assert tick(lanes.ws).enqueued == 2
    monkeypatch.setattr(queueing, "MOST_UNASKED", 1000)
    leave(lanes.ws, "lanes", "p02")
    lanes.now = at(9, 8)
    done = tick(lanes.ws)

    assert (done.enqueued, done.delivered) == (1, 0)


def test_a_message_is_due_when_its_notice_is_not_when_a_tick_comes_by(morning):
    tick(morning.ws)
    due = {each.due_at for each in messages(morning)}
    created = {each.created_at for each in messages(morning)}

    # Eight in the morning in Berlin.
    assert due == {milliseconds(at(1, 7))}
    assert created == {milliseconds(at(1, 7, 30))}
    assert {each.language for each in messages(morning)} == {"en"}


def test_who_was_erased_meanwhile_gets_nothing_and_that_is_said(morning):
    tick(morning.ws)
    record = replace(messages(morning)[0], person=999)
    with morning.database() as db:
        assert send(db, [record], channels_of(morning.ws)("file")) == Never(
            reason="the person has been erased"
        )


def test_what_a_dry_run_shows_is_what_would_go_in(morning):
    shown = tick(morning.ws, dry_run=True)
    assert (len(shown.messages), messages(morning)) == (12, ())
    tick(morning.ws)

    assert sorted(text for _, _, text in shown.messages) == sorted(each.text for each in messages(morning))
