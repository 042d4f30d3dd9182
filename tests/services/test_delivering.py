"""Channels side by side: each sends its own messages, at its pace, and one that cannot holds up no other."""

from __future__ import annotations

import contextlib
import threading
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import ClassVar

import pytest

from moonwalk.api.fields import Whole
from moonwalk.api.notices import CalendarDate, Channel, Delivered, Never, Pace, Retry
from moonwalk.definitions import RESERVED_KEYS
from moonwalk.registry import find_plugins, load, plugin_of
from moonwalk.scoring.calendar import milliseconds
from moonwalk.services import delivering
from moonwalk.services.announcing import Announcement, announce
from moonwalk.services.backups.placing import locked
from moonwalk.services.checking_in.links import person_behind, visitor_of
from moonwalk.services.checking_in.subscribing import set_messages
from moonwalk.services.delivering import dates_from, dates_to
from moonwalk.services.notifications import list_messages, tick
from moonwalk.services.workspace import Workspace, clock, load_settings
from moonwalk.store import outbox
from moonwalk.store.errors import StoreError

from ..running import Shell
from ..servers import HOST, PASSWORD, USER, Post, Web, authority, mail_server, says, web_server
from ..workspaces import PEOPLE, at


class Pigeon(Channel):
    """Flies {per_minute} times a minute."""

    name: ClassVar[str] = "pigeon"
    answers: ClassVar[list] = []
    messages: ClassVar[list] = []
    released: ClassVar[threading.Event] = threading.Event()

    per_minute: Whole = 0

    def pace(self):
        """As it is set."""
        return Pace(per_minute=self.per_minute)

    def deliver(self, message, folder):
        """Answers what a test wants, the last answer for ever."""
        Pigeon.messages.append(message)
        answer = Pigeon.answers.pop(0) if len(Pigeon.answers) > 1 else Pigeon.answers[0]
        return answer() if callable(answer) else answer


@cache
def registry():
    return load(installed=[*find_plugins(), plugin_of("acme", Pigeon)], reserved=RESERVED_KEYS)


@pytest.fixture
def flying(lanes, monkeypatch):
    """Opens the workspace with these channels at a moment, and a pigeon that answers so."""
    rows = "".join(f"{person},{name},{person}@example.org\n" for person, name, *_ in PEOPLE)
    lanes.people(f"id,name,email\n{rows}")
    monkeypatch.setattr(Pigeon, "messages", [])

    def open_with(channels: str, moment, *answers) -> Workspace:
        monkeypatch.setattr(Pigeon, "answers", list(answers) or [Delivered()])
        lanes.file("moonwalk.yaml", f"name: Test\nchannels: {channels}\n")
        return Workspace(lanes.folder, load_settings(lanes.folder), registry(), clock(moment))

    return open_with


FIRST = at(1, 7, 30)


def test_a_channel_that_hangs_holds_up_no_other(flying, lanes):
    def hang():
        # Until the other channel is done, which it never would be if it had to wait.
        for _ in range(3000):
            if len(list(lanes.ws.messages.glob("file/*/*.txt"))) >= 12:
                return Delivered()
            threading.Event().wait(0.01)
        return Never(reason="it had to wait")

    done = tick(flying("[pigeon, file]", FIRST, hang, Delivered()))

    assert (done.enqueued, done.delivered, done.given_up, done.problems) == (24, 24, 0, ())


def test_a_reason_for_which_many_messages_fail_is_told_once(flying):
    done = tick(flying("[pigeon]", FIRST, Never(reason="feathers"), Retry(reason="the loft is closed")))
    assert done.problems == (
        "message 1 (pigeon): feathers",
        "messages 2 and 10 more (pigeon): the loft is closed",
    )


def test_where_each_message_fails_for_a_reason_of_its_own_a_tick_tells_the_first_of_them(flying):
    reasons = iter(range(12))
    done = tick(flying("[pigeon]", FIRST, lambda: Never(reason=f"feather {next(reasons)}")))
    assert done.problems[:2] == ("message 1 (pigeon): feather 0", "message 2 (pigeon): feather 1")
    assert done.problems[5:] == (
        "messages 6 and 6 more (pigeon): other reasons; 'moonwalk outbox' says which",
    )


def test_what_concerns_the_whole_channel_is_tried_once_and_then_rests(flying):
    down = Retry(reason="the loft is closed", rest=timedelta(hours=1))
    done = tick(flying("[pigeon, file]", FIRST, down))
    assert (done.retried, done.delivered) == (1, 12)
    assert done.problems == ("message 1 (pigeon): the loft is closed",)

    soon = tick(flying("[pigeon, file]", FIRST + timedelta(minutes=30), Delivered()))
    assert (soon.delivered, soon.problems) == (0, ())
    assert soon.waiting == ("'pigeon' sends nothing until 2027-03-01 08:30 UTC: the loft is closed",)

    later = tick(flying("[pigeon, file]", FIRST + timedelta(minutes=61), Delivered()))
    assert (later.delivered, later.waiting) == (12, ())


def test_a_message_that_can_never_go_does_not_take_the_others_along(flying):
    gone = Never(reason="the loft is gone", rest=timedelta(hours=1))
    done = tick(flying("[pigeon]", FIRST, gone))

    assert (done.given_up, len(Pigeon.messages)) == (1, 1)
    assert tick(flying("[pigeon]", FIRST + timedelta(hours=2), Delivered())).delivered == 11


def test_a_short_rest_is_waited_for(flying, monkeypatch):
    waits = []
    monkeypatch.setattr(threading.Event, "wait", lambda _, seconds=None: waits.append(seconds))
    busy = Retry(reason="busy", rest=timedelta(seconds=7))

    done = tick(flying("[pigeon]", FIRST, busy, Delivered()))

    assert (done.retried, done.delivered) == (1, 11)
    assert 7.0 in waits
    # The message itself waits as long as its first attempt asks for, and the channel does not.
    assert tick(flying("[pigeon]", FIRST + timedelta(minutes=6))).delivered == 1


def test_the_message_itself_waits_as_long_as_its_channel(flying, lanes):
    tick(
        flying("[pigeon]", FIRST, Retry(reason="closed", after=timedelta(minutes=5), rest=timedelta(hours=2)))
    )

    (tried,) = [row for row in list_messages(lanes.ws) if row.attempts]
    assert tried.due == FIRST + timedelta(hours=2)


def test_whoever_interrupts_waits_for_the_message_in_hand_and_no_longer(flying, lanes, monkeypatch):
    begun, interrupted, stopped = threading.Event(), threading.Event(), threading.Event()
    join, give_sign = threading.Thread.join, threading.Event.set

    def interrupt(thread, timeout=None):
        if not interrupted.is_set():
            begun.wait(30)
            give_sign(interrupted)
            raise KeyboardInterrupt
        join(thread, timeout)

    def set_it(event):
        give_sign(event)
        if interrupted.is_set():
            give_sign(stopped)

    def deliver():
        give_sign(begun)
        stopped.wait(30)
        return Delivered()

    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "join", interrupt)
        patch.setattr(threading.Event, "set", set_it)
        with pytest.raises(KeyboardInterrupt):
            tick(flying("[file, pigeon]", FIRST, deliver))

    assert len(Pigeon.messages) == 1
    assert "sending" not in {row.state for row in list_messages(lanes.ws)}


def test_a_channel_keeps_its_pace(flying, monkeypatch):
    waits = []
    monkeypatch.setattr(threading.Event, "wait", lambda _, seconds=None: waits.append(seconds))

    tick(flying("[pigeon: {per_minute: 30}]", FIRST))

    assert len(waits) == 12
    assert all(1 < seconds <= 2 for seconds in waits)


def test_a_channel_that_fails_for_a_while_leaves_the_rest_to_another_tick(flying, monkeypatch):
    monkeypatch.setattr(delivering, "PATIENCE", -1.0)

    assert tick(flying("[pigeon]", FIRST, Retry(reason="no wind"))).retried == 1
    assert len(Pigeon.messages) == 1


def test_a_rest_that_ends_too_late_is_from_a_clock_that_was_ahead(flying, lanes):
    with lanes.database() as db, db.write() as tx:
        outbox.rest(tx, "pigeon", milliseconds(at(200)), "closed")

    assert tick(flying("[pigeon]", FIRST)).delivered == 12


def test_a_channel_by_which_another_program_sends_is_left_to_it(flying, lanes):
    ws = flying("[pigeon, file]", FIRST)
    with locked(lanes.folder, "send-pigeon", "taken"):
        done = tick(ws)

    assert (done.enqueued, done.delivered, done.problems) == (24, 12, ())
    assert done.waiting == ("Another program is sending by 'pigeon' right now, and goes on with it.",)
    assert tick(ws).delivered == 12


def test_a_backlog_for_one_person_is_one_message(flying, lanes):
    closed = Retry(reason="closed", rest=timedelta(hours=23))
    tick(flying("[pigeon]", FIRST, closed))
    with lanes.database() as db, db.write() as tx:
        tx.run("UPDATE message SET expires_at = NULL")
        (no,) = tx.row("SELECT no FROM person WHERE id = 'p01'")
        for number in range(3):
            day = outbox.NewMessage(
                f"k{number}", "lanes", no, "pigeon", f"News {number}", f"Text {number}.", 0, 0
            )
            assert outbox.enqueue(tx, day)

    Pigeon.messages.clear()
    done = tick(flying("[pigeon]", at(2, 8), Delivered()))

    assert done.delivered == 15
    to_ada = [message for message in Pigeon.messages if message.recipient == "p01"]
    assert len(Pigeon.messages) == 12
    assert [message.subject for message in to_ada] == ["News 0 (and 3 more messages)"]
    for part in ("News 1\n\nText 1.", "Lanes starts today", "* * *"):
        assert part in to_ada[0].text
    assert {row.state for row in list_messages(lanes.ws)} == {"delivered"}


def test_what_has_just_fallen_due_is_no_backlog(flying, lanes):
    with lanes.database() as db, db.write() as tx:
        (no,) = tx.row("SELECT no FROM person WHERE id = 'p01'")
        now = milliseconds(FIRST)
        for number in range(3):
            outbox.enqueue(tx, outbox.NewMessage(f"k{number}", "lanes", no, "pigeon", "s", "t", now, now))

    tick(flying("[pigeon]", FIRST))

    assert len(Pigeon.messages) == 15


def test_an_error_in_one_thread_is_told_when_the_others_are_done(flying, lanes, monkeypatch):
    settle = outbox.settle

    def failing(tx, message, *rest, **more):
        if message.channel == "pigeon":
            raise StoreError("The disk is full.")
        return settle(tx, message, *rest, **more)

    monkeypatch.setattr(outbox, "settle", failing)
    with pytest.raises(Exception, match="disk is full"):
        tick(flying("[pigeon, file]", FIRST))

    assert len(list(lanes.ws.messages.glob("file/*/*.txt"))) == 12


def test_dates_are_kept_as_they_are():
    dates = (
        CalendarDate(title="Starts", starts=FIRST.date(), ends=FIRST.date()),
        CalendarDate(title="Closes", starts=FIRST, ends=FIRST + timedelta(hours=1)),
    )

    assert dates_from(dates_to(dates)) == dates
    assert dates_to(()) is None
    assert dates_from(None) == ()


@pytest.fixture
def mailing(flying, lanes, tmp_path, monkeypatch):
    """The workspace with e-mail, and the mail server that it talks to."""
    trusted, post = authority(tmp_path), Post()
    monkeypatch.setenv("MAIL_PASSWORD", PASSWORD)
    keys = f"host: {HOST}, sender: {USER}, ca_file: {trusted.ca_file}, per_minute: 60000"
    with mail_server(post, trusted.certificate(), login=True) as port:
        settings = f"[email: {{{keys}, port: {port}, password: {{secret: {{env: MAIL_PASSWORD}}}}}}]"

        def open_at(moment) -> Workspace:
            return flying(settings, moment)

        yield open_at, post


def test_everybody_gets_an_email_once(mailing, lanes):
    open_at, post = mailing

    first, second = tick(open_at(FIRST)), tick(open_at(FIRST))

    assert (first.delivered, first.problems, second.enqueued, second.delivered) == (12, (), 0, 0)
    assert sorted(post.recipients) == sorted(f"{person}@example.org" for person, *_ in PEOPLE)
    assert len({letter["Message-ID"] for letter in post.letters}) == 12
    assert {attached.get_filename() for letter in post.letters for attached in letter.iter_attachments()} == {
        "dates.ics"
    }
    assert {row.note for row in list_messages(lanes.ws)} == {f"{HOST} answered: 250 2.0.0 queued"}


def test_every_email_has_its_readers_own_link_for_leaving_messages(mailing, lanes):
    open_at, post = mailing
    ws = open_at(FIRST)
    settings = (lanes.folder / "moonwalk.yaml").read_text("utf-8")
    lanes.file("moonwalk.yaml", f"{settings}page: {{url: 'https://moves.example.com'}}\n")
    ws = replace(ws, settings=load_settings(lanes.folder))

    assert tick(ws).delivered == 12
    assert {letter["List-Unsubscribe-Post"] for letter in post.letters} == {"List-Unsubscribe=One-Click"}
    for letter, address in zip(post.letters, post.recipients, strict=True):
        token = letter["List-Unsubscribe"].removeprefix("<https://moves.example.com/u/").removesuffix(">")
        visitor = visitor_of(ws, token, ["stop"])
        with ws.database() as db:
            assert person_behind(db, visitor).email == address
    assert set_messages(ws, visitor, wanted=False)
    announce(ws, "lanes", Announcement("News", "Hello"))
    assert tick(ws).delivered == 11
    assert address not in post.recipients[12:]


def test_a_wrong_password_stands_in_the_outbox_and_nowhere_is_a_secret(mailing, lanes, monkeypatch):
    open_at, post = mailing
    monkeypatch.setenv("MAIL_PASSWORD", "wr0ng-and-secret")
    open_at(FIRST)
    lanes.now = FIRST
    shell = Shell(lanes)

    results = [
        shell("tick", code=1),
        shell("outbox"),
        shell("channels"),
        shell("doctor", code=1),
        shell("tick"),
    ]
    told = "".join(result.stdout + result.stderr for result in results)

    assert "does not accept the login" in results[1].stdout
    assert "rests until 2027-03-01 08:30Z" in results[2].stdout
    assert "'email' sends nothing until 2027-03-01 08:30 UTC" in results[3].stdout
    assert "wr0ng" not in told
    assert not [path for path in lanes.folder.rglob("*") if path.is_file() and b"wr0ng" in path.read_bytes()]
    monkeypatch.setenv("MAIL_PASSWORD", PASSWORD)
    assert "Sent to walks@example.org. 127.0.0.1 answered: 250" in shell("channels", "test", "email").stderr
    # It works again, so nothing waits any longer than it has to.
    assert "11 delivered" in shell("tick").stderr
    assert len(post.letters) == 12


def drip(request):
    """Says a letter now and then, for ever."""
    with contextlib.suppress(OSError):
        request.wfile.write(b"HTTP/1.1 2")
        while not threading.Event().wait(0.05):
            request.wfile.write(b"0")


def reset(request):
    """Hangs up."""
    request.connection.close()


@pytest.mark.parametrize(
    ("reply", "states", "rests", "why"),
    [
        (says(200), {"delivered": 12}, None, "answered 200"),
        (says(202), {"delivered": 12}, None, "answered 202"),
        (says(429, Retry_After="120"), {"pending": 12}, 120, "asks to send less"),
        (
            says(429, Retry_After="Mon, 01 Mar 2100 07:32:00 GMT"),
            # After a day it is worth nothing any more.
            {"dead": 1, "pending": 11},
            86_400,
            "asks to send less",
        ),
        (says(500), {"pending": 12}, None, "answered 500"),
        (says(404), {"dead": 1, "pending": 11}, 3600, "answered 404"),
        (says(307, Location="http://127.0.0.1/"), {"dead": 1, "pending": 11}, 3600, "leads elsewhere"),
        (drip, {"dead": 1, "pending": 11}, 300, "did not answer in time"),
        (reset, {"dead": 1, "pending": 11}, 300, "may have taken the message"),
    ],
)
def test_whatever_a_server_answers_ends_in_the_right_state(
    flying, lanes, monkeypatch, reply, states, rests, why
):
    web = Web([reply])
    # Only who never ends is not waited for: on a busy machine an answer may take more than a second.
    patience = 1 if reply is drip else 40
    with web_server(web) as url:
        monkeypatch.setenv("HOOK", f"{url}/s3cret")
        settings = f"[file, slack: {{webhook: {{env: HOOK}}, per_minute: 60000, seconds: {patience}}}]"
        done = tick(flying(settings, FIRST))

    rows = [row for row in list_messages(lanes.ws) if row.channel == "slack"]
    assert dict(Counter(row.state for row in rows)) == states
    assert len(list(lanes.ws.messages.glob("file/*/*.txt"))) == 12
    assert any(why in row.note for row in rows)
    assert "s3cret" not in repr(rows) + repr(done)
    with lanes.database() as db:
        resting = outbox.resting(db, "slack", milliseconds(FIRST))
    assert (resting and round((resting[0] - milliseconds(FIRST)) / 1000)) == rests
