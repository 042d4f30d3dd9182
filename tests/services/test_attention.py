"""What needs attention: each kind appears when it is so, with what deals with it, and goes when it is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from moonwalk.scoring.calendar import milliseconds
from moonwalk.services.attention import ORDER, needs, today
from moonwalk.services.backups.backup import back_up
from moonwalk.services.challenges import list_challenges
from moonwalk.services.launch import launch
from moonwalk.services.notifications import tick
from moonwalk.store import database, outbox
from moonwalk.store.outbox import NewMessage

from ..workspaces import DRAWN, MONDAY, at


def topics(lanes):
    return {item.topic: item for item in needs(lanes.ws, list_challenges(lanes.ws))}


def settle(lanes, tmp_path):
    """Do everything that a careful organiser has done by noon of day 6."""
    tick(lanes.ws)
    back_up(lanes.ws, tmp_path / "backup.zip")


def test_nothing_needs_attention_where_all_is_well(day6, tmp_path):
    settle(day6, tmp_path)
    assert topics(day6) == {}
    page = today(day6.ws)
    assert (page.attention, [shown.challenge for shown in page.running]) == ((), ["lanes"])


def test_an_old_backup_and_silence_of_messages_are_told(day6, tmp_path):
    told = topics(day6)
    assert (told["safety"].message, told["safety"].remedy) == ("no backup yet", "moonwalk backup FILE")
    assert (told["messages"].message, told["messages"].remedy) == (
        "no messages have been sent yet",
        "moonwalk tick",
    )

    settle(day6, tmp_path)
    day6.now = at(9)
    assert topics(day6)["messages"].message == "messages were last sent 3 days ago"


def test_people_who_log_nothing_are_told_until_they_do(lanes):
    lanes.now = at(6)
    assert topics(lanes)["quiet"].message == "12 people have logged nothing for 5 days or more"
    for number in range(1, 12):
        lanes.log(f"p{number:02d}")
    assert topics(lanes)["quiet"].message == "1 person has logged nothing for 5 days or more"
    lanes.log("p12")
    assert "quiet" not in topics(lanes)


def test_a_deadline_within_a_day_is_told_with_its_moment(day6, tmp_path):
    settle(day6, tmp_path)
    day6.now = at(8, 10)
    assert "entries" not in topics(day6)
    day6.now = at(8, 12)
    (item,) = [item for item in needs(day6.ws, list_challenges(day6.ws)) if item.topic == "entries"]
    assert item.message == "Mon 1 to Sun 7 can be logged until Tuesday 12:00 (Europe/Berlin)"


def test_rejected_rows_are_told_for_three_days(day6, tmp_path):
    settle(day6, tmp_path)
    day6.entries(
        "id,date,activity,minutes\np01,2027-03-06,walk,12\nnobody,2027-03-06,walk,12\n", "second.csv"
    )
    assert topics(day6)["imports"].message == "1 row was rejected in the import of second.csv"
    day6.now = at(9, 13)
    assert "imports" not in topics(day6)


def test_messages_that_failed_are_told_once_for_all_challenges(day6, tmp_path):
    settle(day6, tmp_path)
    message = NewMessage(
        "k", "lanes", 1, "file", "Subject", "Text", milliseconds(at(5)), milliseconds(at(5)), None
    )
    with day6.database() as db, db.write() as tx:
        outbox.enqueue(tx, message)
        tx.execute("UPDATE message SET state = 'dead'")

    told = [item for item in needs(day6.ws, list_challenges(day6.ws)) if item.topic == "messages"]

    assert [item.challenge for item in told] == [""]
    assert "could not be delivered" in told[0].message


def test_a_channel_that_rests_is_told_with_the_reason(day6, tmp_path):
    settle(day6, tmp_path)
    with day6.database() as db, db.write() as tx:
        outbox.rest(tx, "file", milliseconds(at(6, 13)), "the disk is full.")

    told = [item for item in needs(day6.ws, list_challenges(day6.ws)) if item.topic == "messages"]

    assert [(item.message, item.remedy) for item in told] == [
        ("'file' sends nothing until 2027-03-06 13:00 UTC: the disk is full", "moonwalk channels test file")
    ]


def test_people_without_a_team_are_told_while_it_runs(empty, tmp_path):
    empty.people("id,name\np01,Ada Bell\np02,Ben Cole\n")
    empty.challenge(DRAWN, "drawn")
    launch(empty.ws, "drawn", MONDAY)
    empty.now = at(3)
    assert topics(empty)["people"].message == "2 people have no team"
    empty.now = at(60)
    assert "people" not in topics(empty)


def test_a_plugin_that_does_not_work_is_told(day6, tmp_path, monkeypatch):
    settle(day6, tmp_path)
    ws = day6.ws
    broken = replace(ws.plugins.reports[0], state="broken", problems=("It cannot be imported.",))
    monkeypatch.setattr(type(ws.plugins), "reports", property(lambda _: (broken,)))

    (item,) = [item for item in needs(ws, list_challenges(ws)) if item.topic == "plugins"]

    assert item.message == f"1 plugin does not work: {broken.name}"


def test_all_of_it_is_read_from_one_connection(day6, monkeypatch):
    opened, made = database.connect, []
    monkeypatch.setattr(database, "connect", lambda *asked: (made.append(asked), opened(*asked))[1])

    assert today(day6.ws).running

    assert len(made) == 1


def test_what_may_be_lost_comes_before_what_can_wait(day6):
    day6.now = at(10)
    told = [item.topic for item in needs(day6.ws, list_challenges(day6.ws))]
    assert told == sorted(told, key=ORDER.index)
    assert told[0] == "safety"


@pytest.mark.parametrize("moment", [at(-3), at(40)])
def test_nobody_is_quiet_before_the_first_day_or_after_the_last(day6, moment):
    day6.now = moment
    assert "quiet" not in topics(day6)
