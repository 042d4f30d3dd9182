from __future__ import annotations

import socket
from dataclasses import replace
from datetime import timedelta

import pytest

from moonwalk.api.notices import Delivered, Never, Retry
from moonwalk.registry import ChannelAdapter
from moonwalk.scoring.calendar import milliseconds
from moonwalk.services import delivering, notifications
from moonwalk.services.attention import needs
from moonwalk.services.backups.placing import locked
from moonwalk.services.challenges import list_challenges
from moonwalk.services.errors import Refused
from moonwalk.services.launch import launch
from moonwalk.services.notifications import (
    LEASE,
    cancel_message,
    list_messages,
    retry_message,
    tick,
)
from moonwalk.services.turns import LEASE_MS
from moonwalk.services.workspace import open_workspace
from moonwalk.store import outbox
from moonwalk.store.errors import StoreError
from moonwalk_plugins.files import File
from moonwalk_plugins.notices import ChallengeStarts

from ..workspaces import LANES, MONDAY, at, fresh

LEFT_OUT = ("cached_total",)


def answering(monkeypatch, *answers):
    """Makes the file channel give these answers, one message after the other, the last one for ever."""
    rest = list(answers)

    def deliver(self, message, folder):
        answer = rest.pop(0) if len(rest) > 1 else rest[0]
        if isinstance(answer, BaseException):
            raise answer
        return answer

    monkeypatch.setattr(File, "deliver", deliver)


def states(lanes) -> dict[str, int]:
    with lanes.database() as db:
        return dict(outbox.counts(db))


def test_everyone_is_told_on_the_first_morning_and_only_once(lanes):
    lanes.now = at(1, 7, 30)

    first = tick(lanes.ws)
    before = lanes.dump(LEFT_OUT)
    second = tick(lanes.ws)

    assert (first.enqueued, first.delivered, first.problems) == (12, 12, ())
    assert (second.enqueued, second.delivered) == (0, 0)
    assert lanes.dump(LEFT_OUT) == before


def test_messages_are_written_below_the_workspace_one_for_each(lanes):
    lanes.now = at(1, 7, 30)
    tick(lanes.ws)

    files = [path for path in lanes.ws.messages.rglob("*.txt") if path.is_file()]

    assert len(files) == 12
    texts = [path.read_text(encoding="utf-8") for path in files]
    assert sum("Lanes starts today" in text for text in texts) == 12
    assert sum("Ada" in text for text in texts) == 1


def test_a_dry_run_shows_what_the_tick_would_do_and_changes_nothing(lanes):
    lanes.now = at(1, 7, 30)
    before = lanes.dump(LEFT_OUT)

    shown = tick(lanes.ws, dry_run=True)

    assert lanes.dump(LEFT_OUT) == before
    assert not lanes.ws.messages.exists() or not list(lanes.ws.messages.rglob("*.txt"))
    assert (shown.enqueued, shown.delivered, shown.dry_run) == (12, 0, True)
    assert {name for name, *_ in shown.messages} >= {"Ada Bell", "Lou Moss"}
    assert tick(lanes.ws).enqueued == 12


def test_nothing_is_due_before_it_is_due(lanes):
    lanes.now = at(1, 6, 59)
    assert tick(lanes.ws).enqueued == 0
    lanes.now = at(1, 7, 0)
    assert tick(lanes.ws).enqueued == 12


def test_many_ticks_tell_what_one_tick_at_a_time_tells(lanes):
    moment, told = at(-1), 0
    while moment < at(20):
        lanes.now = moment
        told += tick(lanes.ws).enqueued
        moment += timedelta(hours=6)

    keys = [row.subject for row in list_messages(lanes.ws)]
    assert told == len(keys)
    assert len(set(keys)) == 5
    assert {keys.count(key) for key in keys} == {12}


def test_after_a_long_silence_old_news_is_not_told_but_counted(lanes):
    lanes.now = at(9, 20)

    foreseen, done = tick(lanes.ws, dry_run=True), tick(lanes.ws)

    # That it begins was due to everybody.
    assert done.expired == foreseen.expired >= 12
    assert tick(lanes.ws).expired == 0

    assert {row.subject for row in list_messages(lanes.ws)} <= {"Your week 1 of Lanes"}
    assert done.enqueued in (0, 12)


def test_a_clock_turned_back_tells_nothing_again(lanes):
    lanes.now = at(1, 7, 30)
    tick(lanes.ws)
    before = lanes.dump((*LEFT_OUT, "tick"))
    lanes.now = at(-3)

    assert tick(lanes.ws).enqueued == 0
    assert lanes.dump((*LEFT_OUT, "tick")) == before
    lanes.now = at(1, 8)
    assert tick(lanes.ws).enqueued == 0


def test_a_joiner_is_not_told_what_happened_before(lanes):
    lanes.now = at(1, 7, 30)
    tick(lanes.ws)
    lanes.people("id,name,team\np13,Mia Nord,North\n")
    lanes.now = at(1, 9)

    assert tick(lanes.ws).enqueued == 0


def test_a_channel_that_fails_is_tried_again_later_and_no_sooner(lanes, monkeypatch):
    lanes.now = at(1, 7, 30)
    answering(monkeypatch, Retry(reason="busy"))
    first = tick(lanes.ws)
    assert (first.enqueued, first.retried, first.delivered) == (12, 12, 0)
    assert "busy" in first.problems[0]

    answering(monkeypatch, Delivered())
    assert tick(lanes.ws).delivered == 0
    lanes.now = at(1, 9)
    assert tick(lanes.ws).delivered == 12


def test_one_that_raises_costs_nobody_else_their_message(lanes, monkeypatch):
    lanes.now = at(1, 7, 30)
    answering(monkeypatch, ValueError("boom"), SystemExit(3), Never(reason="no such address"), Delivered())

    done = tick(lanes.ws)

    assert (done.delivered, done.retried, done.given_up) == (9, 2, 1)
    assert any("boom" in problem for problem in done.problems)
    assert states(lanes) == {"delivered": 9, "pending": 2, "dead": 1}


def test_what_is_no_longer_worth_sending_is_given_up(lanes, monkeypatch):
    lanes.now = at(1, 7, 30)
    answering(monkeypatch, Retry(reason="busy"))
    tick(lanes.ws)
    lanes.now = at(3)
    answering(monkeypatch, Delivered())
    tick(lanes.ws)

    assert states(lanes) == {"dead": 12}
    assert all("its time had passed" in row.note for row in list_messages(lanes.ws))


def test_a_channel_that_is_not_installed_is_told_and_waits(lanes):
    lanes.file("moonwalk.yaml", "timezone: Europe/Berlin\nchannels: [pigeon]\n")
    lanes.now = at(1, 7, 30)

    done = tick(lanes.ws)

    assert done.retried == 12
    assert "there is no channel 'pigeon'" in done.problems[0]


def test_two_ticks_at_once_the_second_is_refused_and_changes_nothing(lanes):
    lanes.now = at(1, 7, 30)
    now = lanes.ws.instant()
    with lanes.database() as db, db.write() as tx:
        assert outbox.take_lease(tx, LEASE, "elsewhere/1", now, now + 60_000)
    before = lanes.dump(())

    with pytest.raises(Refused, match="Another program"):
        tick(lanes.ws)

    assert lanes.dump(()) == before
    lanes.now += timedelta(minutes=3)
    assert tick(lanes.ws).enqueued == 12


def test_a_tick_that_was_killed_keeps_nobody_out_and_leaves_nothing_half_written(lanes):
    lanes.now = at(1, 7, 30)
    now = lanes.ws.instant()
    with lanes.database() as db, db.write() as tx:
        holder = f"{socket.gethostname()}/{2**22 + 1}/1"
        for name in (LEASE, "send/file"):
            assert outbox.take_lease(tx, name, holder, now, now + LEASE_MS)
    half = lanes.ws.messages / "file" / "p" / ".x.part"
    half.parent.mkdir(parents=True)
    half.write_text("Dear", encoding="utf-8")

    assert tick(lanes.ws).enqueued == 12
    assert not half.exists()


def test_one_that_is_at_it_keeps_others_out_whatever_its_lease_says(lanes):
    lanes.now = at(1, 7, 30)
    with locked(lanes.folder, "tick", "taken"), pytest.raises(Refused, match="Another program"):
        tick(lanes.ws)


def test_a_mark_in_the_future_is_told_and_healed_and_nothing_is_sent_twice(lanes):
    lanes.now = at(1, 7, 30)
    tick(lanes.ws)
    with lanes.database() as db, db.write() as tx:
        outbox.advance(tx, "lanes", milliseconds(at(200)))
    lanes.now += timedelta(hours=1)
    said = {item.message for item in needs(lanes.ws, list_challenges(lanes.ws))}
    assert "messages count as sent until 2027-09-16 12:00 UTC, which is still to come" in said

    (problem,) = tick(lanes.ws).problems
    assert "counted as sent until 2027-09-16 12:00 UTC, which is still to come" in problem

    lanes.now += timedelta(days=8)
    assert tick(lanes.ws).problems == ()
    rows = [(row.person, row.subject) for row in list_messages(lanes.ws)]
    assert len(rows) > 12
    assert len(rows) == len(set(rows))


def test_a_lock_that_cannot_be_opened_is_told(lanes):
    (lanes.folder / ".moonwalk" / "tick").mkdir(parents=True)
    with pytest.raises(Refused, match=r"tick cannot be opened\. Nothing was changed"):
        tick(lanes.ws)


def test_a_clock_that_was_ahead_of_a_deadline_takes_no_message_away(lanes):
    def ticked(moment):
        lanes.now = moment
        return tick(lanes.ws)

    ticked(at(8, 10))
    # "Closes soon" falls due at 11:00, and is of no use any longer when this clock asks.
    assert ticked(at(9, 13)).enqueued == 0

    lanes.now = at(8, 11, 30)
    foreseen = tick(lanes.ws, dry_run=True)
    assert (foreseen.enqueued, len(foreseen.problems)) == (12, 1)
    (problem,) = (done := ticked(at(8, 11, 30))).problems
    assert "What that tick missed is sent now" in problem
    assert done.delivered == 12
    assert ticked(at(8, 12)).enqueued == 0


def test_what_is_told_ends_at_the_real_clock_where_the_workspaces_is_ahead(lanes):
    real = at(-1, 6)
    lanes.now = at(1, 7, 30)
    assert tick(lanes.ws, latest=real).enqueued >= 12
    with lanes.database() as db:
        assert outbox.last(db, "lanes") == milliseconds(real)

    lanes.now = at(1, 8)
    assert tick(lanes.ws, latest=lanes.now).enqueued == 0
    lanes.now = at(8, 12)
    assert tick(lanes.ws, latest=lanes.now).problems == ()
    rows = [(row.person, row.subject) for row in list_messages(lanes.ws)]
    assert len(rows) == len(set(rows))


def test_a_clock_before_the_launch_is_no_mark_to_heal(lanes):
    lanes.now = at(-300)
    done = tick(lanes.ws)
    assert (done.enqueued, done.problems) == (0, ())


def test_a_clock_that_was_set_right_by_a_minute_is_not_worth_a_word(lanes):
    lanes.now = at(1, 7, 30)
    tick(lanes.ws)
    lanes.now -= timedelta(minutes=1)
    assert tick(lanes.ws).problems == ()
    with lanes.database() as db:
        assert outbox.last(db, "lanes") == milliseconds(at(1, 7, 30))


def test_a_rehearsed_future_keeps_nobody_out(lanes):
    lanes.now = at(5)
    now = lanes.ws.instant()
    with lanes.database() as db, db.write() as tx:
        assert outbox.take_lease(tx, LEASE, "killed/1", now, now + LEASE_MS)

    lanes.now = at(4)
    assert tick(lanes.ws).problems == ()


def test_two_programs_that_begin_within_a_blink_do_not_take_turns(lanes):
    lanes.now = at(1, 7, 30)
    now = lanes.ws.instant() + 5
    with lanes.database() as db, db.write() as tx:
        assert outbox.take_lease(tx, LEASE, "elsewhere/1", now, now + LEASE_MS)

    with pytest.raises(Refused, match="Another program"):
        tick(lanes.ws)


def test_no_message_is_claimed_before_the_one_ahead_of_it_is_sent(lanes, monkeypatch):
    sending = []
    send = delivering.send

    def look(db, claimed, channel, *rest):
        sending.append(sum(message.state == "sending" for message in outbox.messages(db)))
        return send(db, claimed, channel, *rest)

    monkeypatch.setattr(delivering, "send", look)
    lanes.now = at(1, 7, 30)

    assert tick(lanes.ws).delivered == 12
    assert sending == [1] * 12


def test_a_tick_that_dies_between_putting_in_and_sending_is_finished_by_the_next(lanes, monkeypatch):
    lanes.now = at(1, 7, 30)

    def die(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(notifications, "deliver", die)
        with pytest.raises(KeyboardInterrupt):
            tick(lanes.ws)

    assert states(lanes) == {"pending": 12}
    done = tick(lanes.ws)
    assert (done.enqueued, done.delivered) == (0, 12)


def test_messages_and_the_tick_land_together_or_not_at_all(lanes, monkeypatch):
    lanes.now = at(1, 7, 30)

    def full(*_):
        raise StoreError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "advance", full)
        with pytest.raises(Refused, match="disk is full"):
            tick(lanes.ws)

    assert states(lanes) == {}
    assert tick(lanes.ws).enqueued == 12


def test_a_notice_whose_plugin_fails_once_is_told_by_the_next_tick(lanes, monkeypatch):
    lanes.now = at(1, 7, 30)

    def fail(*_):
        raise ValueError("boom")

    with monkeypatch.context() as patch:
        patch.setattr(ChallengeStarts, "notices", fail)
        done = tick(lanes.ws)
    assert done.enqueued == 0
    assert "boom" in done.problems[0]
    assert "lanes.yaml:" in done.problems[0]

    lanes.now = at(1, 7, 45)
    assert tick(lanes.ws).enqueued == 12


def test_a_notice_that_fails_keeps_no_other_from_being_told(lanes, monkeypatch):
    lanes.now = at(8)

    def fail(*_):
        raise ValueError("boom")

    monkeypatch.setattr(ChallengeStarts, "notices", fail)
    lanes.now = at(8, 12)

    assert tick(lanes.ws).enqueued == 12
    assert tick(lanes.ws).enqueued == 0


def test_a_message_can_be_tried_again_or_kept_back(lanes, monkeypatch):
    lanes.now = at(1, 7, 30)
    answering(monkeypatch, Never(reason="no such address"))
    tick(lanes.ws)
    first, second = (row.id for row in list_messages(lanes.ws, 2))
    retry_message(lanes.ws, first)
    cancel_message(lanes.ws, second)
    answering(monkeypatch, Delivered())

    assert tick(lanes.ws).delivered == 1
    assert states(lanes) == {"cancelled": 1, "dead": 10, "delivered": 1}
    with pytest.raises(Refused, match="has been delivered"):
        cancel_message(lanes.ws, first)
    with pytest.raises(Refused, match="There is no message 999"):
        retry_message(lanes.ws, 999)


def test_a_challenge_that_is_not_scored_tells_nobody_and_keeps_no_other_from_it(lanes):
    text = "".join(line for line in LANES.splitlines(keepends=True) if "rule: streak" not in line)
    lanes.challenge(text, "plain")
    launch(lanes.ws, "plain", MONDAY)
    lanes.now = at(1, 7, 30)

    done = tick(open_workspace(lanes.folder, lanes.now, frozenset({"streaks"})))

    assert done.enqueued == 12
    assert "'lanes' sends no messages" in done.problems[0]
    assert tick(lanes.ws).enqueued == 12


def test_the_first_message_says_how_to_do_it_safely(empty):
    empty.people()
    launch(empty.ws, "walk-backward", MONDAY)
    empty.now = at(1, 7, 30)

    assert tick(empty.ws).delivered == 12
    assert all("Stop if" in row.text for row in list_messages(empty.ws))


def test_a_notice_carries_the_safety_notes_because_its_class_says_so(empty, monkeypatch):
    declared = empty.ws.plugins.trigger("notices.challenge_starts").declared
    attributes = {**declared.profile.attributes, "carries_safety": False}
    monkeypatch.setitem(vars(declared), "profile", replace(declared.profile, attributes=attributes))
    empty.people()
    launch(empty.ws, "walk-backward", MONDAY)
    empty.now = at(1, 7, 30)
    tick(empty.ws)

    assert list_messages(empty.ws)
    assert not any("Stop if" in row.text for row in list_messages(empty.ws))


def test_a_workspace_that_names_no_channel_uses_those_that_offer_themselves(lanes, monkeypatch):
    settings = lanes.folder / "moonwalk.yaml"
    settings.write_text("name: Lanes\n", encoding="utf-8")
    ws = open_workspace(lanes.folder, at(1, 7, 30))
    assert ws.channels == ("file",)
    assert tick(ws, dry_run=True).enqueued == 12
    monkeypatch.setattr(ChannelAdapter, "enabled_by_default", False)
    assert open_workspace(lanes.folder, at(1, 7, 30)).channels == ()


def test_placeholders_in_a_name_are_left_as_they_are(lanes):
    lanes.people("id,name,team\np01,{deadline} {title},North\n")
    lanes.now = at(1, 7, 30)
    tick(lanes.ws)

    [text] = [row.text for row in list_messages(lanes.ws) if row.person == "p01"]
    assert "Hello {deadline}" in text


def test_a_recap_tells_the_level_that_somebody_has_reached(tmp_path):
    lanes = fresh(tmp_path / "company")
    levels = "  - {rule: levels, goal: good_week, levels: [Blue, Bronze, Silver], begin: Bronze}\n"
    said = "  - {notice: weekly_recap, text: '{first_name} is at {level}, with {badge}.'}\n"
    text = LANES.replace("people:\n", f"{levels}people:\n").replace("  - notice: weekly_recap\n", said)
    lanes.challenge(text)
    lanes.people()
    launch(lanes.ws, "lanes", MONDAY)
    for number in range(1, 5):
        lanes.now = at(number)
        lanes.log("p01")
    lanes.now = at(10, 9)

    tick(lanes.ws)

    told = {one.person: one.text for one in list_messages(lanes.ws) if "week_closes" not in one.subject}
    assert told["p01"] == "Ada is at Silver, with Silver."
    assert told["p02"] == "Ben is at Blue, with Blue."
