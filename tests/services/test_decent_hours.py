"""Messages wait until their readers are up, by the settings of the workspace."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from moonwalk.definitions import SendingHours
from moonwalk.scoring.calendar import milliseconds
from moonwalk.services.notifications import list_messages, tick
from moonwalk.services.workspace import clock
from moonwalk.store import outbox
from moonwalk.store.outbox import NewMessage

from ..workspaces import at

OFFICE = SendingHours(time(9), time(17), "every day")


@pytest.fixture
def office(lanes):
    """Opens the workspace at a moment, with hours from 9 to 17."""

    def open_at(moment: datetime):
        return replace(lanes.ws, now=clock(moment), settings=replace(lanes.ws.settings, sending=OFFICE))

    return open_at


def put_in(lanes, moment: datetime, expires: datetime | None = None) -> None:
    """A message for everyone, due at a moment."""
    due, until = milliseconds(moment), None if expires is None else milliseconds(expires)
    with lanes.database() as db, db.write() as tx:
        for (no,) in tx.rows("SELECT no FROM person"):
            outbox.enqueue(tx, NewMessage(f"late/{no}", "lanes", no, "file", "News", "Hi", due, due, until))


def states(ws) -> Counter[str]:
    return Counter(row.state for row in list_messages(ws))


def test_a_notice_that_falls_due_at_night_is_queued_for_the_morning(lanes, office):
    night = at(1, 7, 30)
    done = tick(office(night))
    assert done.enqueued > 0
    assert done.delivered == 0
    assert {row.due.astimezone(ZoneInfo("Europe/Berlin")).time() for row in list_messages(lanes.ws)} == {
        time(9)
    }
    assert tick(office(night + timedelta(minutes=15))).enqueued == 0
    assert tick(office(night.replace(hour=10))).delivered == done.enqueued


def test_what_was_queued_by_day_does_not_go_out_at_night_either(lanes, office):
    evening = at(1, 16, 50)
    tick(office(evening))
    put_in(lanes, evening)
    before = states(lanes.ws)["delivered"]
    assert tick(office(evening + timedelta(hours=3))).delivered == 0
    morning = at(2, 8, 0)
    assert {row.due for row in list_messages(lanes.ws) if row.state == "pending"} == {morning}
    tick(office(morning))
    assert states(lanes.ws)["delivered"] > before


def test_what_would_come_too_late_is_given_up_at_once_and_says_so(lanes, office):
    evening = at(1, 18, 0)
    tick(office(evening))
    put_in(lanes, evening, evening + timedelta(hours=4))
    tick(office(evening + timedelta(minutes=5)))
    notes = {row.note for row in list_messages(lanes.ws) if row.state == "dead"}
    assert notes == {"Its time would have passed before messages may be sent to its reader."}


def test_each_reader_has_hours_of_their_own_zone(lanes, office):
    lanes.people("id,name,timezone\np01,Ada Bell,Asia/Tokyo\n")
    noon = at(1, 12, 0)
    tick(office(noon))
    put_in(lanes, noon)
    tick(office(noon))
    waiting = {
        row.person for row in list_messages(lanes.ws) if row.subject == "News" and row.state == "pending"
    }
    assert waiting == {"p01"}
