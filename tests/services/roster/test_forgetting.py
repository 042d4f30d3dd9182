"""Somebody who is forgotten is gone from everything, sooner or later, or it is said where they remain."""

from __future__ import annotations

from datetime import timedelta

import pytest

from moonwalk.api.notices import Message
from moonwalk.services.doctor import examine, reminder
from moonwalk.services.errors import Refused
from moonwalk.services.roster.forgetting import carry_on, held_open
from moonwalk.services.roster.privacy import forget_person
from moonwalk.services.verification import verify
from moonwalk.store import claims, database, decisions, outbox, people
from moonwalk.store.decisions import Decision
from moonwalk.store.outbox import NewMessage

from ...running import Shell
from ...workspaces import Lanes, copied
from ..forgotten import EMAIL, NAME, PERSON, filled, traces


@pytest.fixture(scope="module")
def full_once(tmp_path_factory) -> Lanes:
    return filled(tmp_path_factory.mktemp("full"))


@pytest.fixture
def full(full_once, tmp_path) -> Lanes:
    return copied(full_once, tmp_path / "work")


def test_nothing_is_left_of_somebody_who_is_forgotten(full):
    assert len(traces(full)) >= 4

    done = forget_person(full.ws, PERSON, "asked for it")

    assert done.problems == ()
    assert traces(full) == []
    assert verify(full.ws).faults == ()
    assert held_open(full.ws) == ()
    with full.database() as db:
        assert db.rows("SELECT file, about FROM import JOIN decision ON decision.no = decision")[-1] == (
            ("(name removed)",) * 2
        )


def test_nothing_is_left_in_a_log_either(full, monkeypatch):
    monkeypatch.setattr(database, "wal_is_sound", lambda version: True)
    with full.database() as db:
        assert db.value("PRAGMA journal_mode") == "wal"
        # Another program keeps the log from being removed with the last connection.
        assert forget_person(full.ws, PERSON, "asked for it").problems == ()
        assert traces(full) == []
    assert verify(full.ws).faults == ()


def test_a_channel_that_is_gone_for_good_is_given_up_for_a_reason(full):
    full.file("moonwalk.yaml", "name: Lanes\ntimezone: Europe/Berlin\nplugins: {without: [files]}\n")
    shell = Shell(full)
    shell("people", "forget", PERSON, "--reason", "asked", "--yes", code=3)
    assert "moonwalk people give-up file --reason WHY" in shell("people", "list").stderr
    assert "holds no erasure open" in shell("people", "give-up", "console", "--reason", "gone", code=1).stderr
    assert "Say why" in shell("people", "give-up", "file", "--reason", " ", code=1).stderr

    done = shell("people", "give-up", "file", "--reason", "the server was switched off")

    assert "Nothing more is asked of the channel 'file'" in done.stderr
    assert "The forgetting of 1 person that was begun earlier is finished." in done.stderr
    assert held_open(full.ws) == ()
    with full.database() as db:
        (why,) = (row for row in db.rows("SELECT about, why FROM decision WHERE did = 'people give-up'"))
    assert why == ("file", "the server was switched off")
    assert verify(full.ws).faults == ()
    assert [path for path in traces(full) if "messages" not in path.parts] == []


def test_older_backups_are_named(full):
    (backup,) = forget_person(full.ws, PERSON, "asked for it").remains

    assert "saved.zip of 2027-03-06 was made before" in backup
    assert backup in [finding.says for finding in examine(full.ws).findings]


def test_a_disabled_channel_holds_it_open_loudly(full):
    full.file("moonwalk.yaml", "name: Lanes\ntimezone: Europe/Berlin\nplugins: {without: [files]}\n")

    done = forget_person(full.ws, PERSON, "asked for it")

    (problem,) = done.problems
    assert problem.startswith("The channel 'file' is disabled or not installed")
    assert held_open(full.ws) == (problem,)
    assert "somebody who was forgotten is not erased everywhere" in reminder(full.ws)
    states = {finding.state for finding in examine(full.ws).findings if finding.topic == "forgetting"}
    assert states == {"wrong", "note"}
    assert "The forgetting of 1 person is not finished." in Shell(full)("people", "list").stderr
    # What is left is with the channel, and what has to be known to erase it there is not legible.
    assert {path.parent.name for path in traces(full)} == {path.parent.name for path in messages(full)}

    full.file("moonwalk.yaml", "name: Lanes\ntimezone: Europe/Berlin\n")
    assert "that was begun earlier is finished" in Shell(full)("people", "list").stderr
    assert traces(full) == []
    assert Shell(full)("people", "list").stderr == ""


def messages(full: Lanes):
    return [path for path in traces(full) if "messages" in path.parts]


def test_a_message_on_its_way_is_erased_when_it_has_arrived(full):
    with full.database() as db, db.write() as tx:
        person = people.find(tx, PERSON)
        occasion = NewMessage("late", "lanes", person.no, "file", "s", "t", 0, 0)
        outbox.enqueue(tx, occasion)
        claims.lease_due(tx, full.ws.instant())

    assert "being delivered" in forget_person(full.ws, PERSON, "asked for it").problems[0]

    # The program that has claimed it delivers it now.
    sent = Message(key="late", recipient=PERSON, recipient_name=NAME, subject="s", text="t", created=full.now)
    full.ws.plugins.channels()["file"].deliver(sent, str(full.ws.messages))
    assert messages(full) != []
    full.now += timedelta(minutes=5)
    assert carry_on(full.ws)[0].open == ()
    assert traces(full) == []


def test_free_text_that_names_the_person_is_pointed_out(full):
    full.log("p01", "12")
    with full.database() as db, db.write() as tx:
        no = decisions.record(tx, Decision(full.ws.instant(), "hr", "note", why=f"as {NAME} told me"))

    done = forget_person(full.ws, PERSON, "asked for it")

    assert f"The person is still named in free text: decision {no} (why)." in done.remains


def test_files_of_the_organiser_that_name_the_person_are_pointed_out(full):
    full.file("list.txt", f"{NAME}, {EMAIL}\n")
    done = forget_person(full.ws, PERSON, "asked for it")
    assert "The file list.txt still names the person. Delete it, or edit it." in done.remains


def test_a_reason_that_names_the_person_is_refused(full):
    with pytest.raises(Refused, match="Nothing was erased"):
        forget_person(full.ws, PERSON, f"{NAME} asked for it")


def test_what_a_killed_backup_has_left_is_removed(full):
    left = full.folder / ".moonwalk" / "backup"
    left.mkdir(exist_ok=True)
    (left / "moonwalk.db").write_text(NAME)
    assert forget_person(full.ws, PERSON, "asked for it").problems == ()
    assert not left.exists()
