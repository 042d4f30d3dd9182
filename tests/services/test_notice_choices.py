"""Who does not want a kind of message does not get it, by no way that it could come."""

from __future__ import annotations

from dataclasses import replace

import pytest

from moonwalk.definitions import ChannelSettings
from moonwalk.scoring.calendar import milliseconds
from moonwalk.services.announcing import Announcement, announce
from moonwalk.services.errors import Refused
from moonwalk.services.journal import journal
from moonwalk.services.notice_choices import choices_of, choose_notices, opt_in, opt_out, switch_kinds
from moonwalk.services.notifications import list_messages, tick
from moonwalk.services.roster.privacy import export_person, forget_person
from moonwalk.store import outbox
from moonwalk.store.outbox import NewMessage

from ..workspaces import at


def by_two_channels(lanes):
    both = (ChannelSettings("console"), ChannelSettings("file"))
    return replace(lanes.ws, settings=replace(lanes.ws.settings, channels=both))


def got(lanes, person: str) -> set[tuple[str, str]]:
    return {(row.channel, row.subject) for row in list_messages(lanes.ws) if row.person == person}


def test_who_left_a_kind_out_gets_the_others_and_by_the_channels_of_their_choice(lanes):
    ws = by_two_channels(lanes)
    assert opt_out(ws, "p01", "challenge_starts")
    assert not opt_out(ws, "p01", "challenge_starts")
    choose_notices(ws, "p02", channels=["file"])
    assert opt_out(ws, "p03")
    lanes.now = at(1, 7, 30)
    tick(by_two_channels(lanes))
    announce(by_two_channels(lanes), "lanes", Announcement("News", "Hello {first_name}"))

    assert got(lanes, "p01") == {("console", "News"), ("file", "News")}
    assert got(lanes, "p02") == {("file", "Lanes starts today"), ("file", "News")}
    assert got(lanes, "p03") == set()
    assert len(got(lanes, "p04")) == 4


def test_what_waited_when_somebody_left_it_out_is_not_sent_any_more(lanes):
    with lanes.database() as db, db.write() as tx:
        now = milliseconds(at(1, 5))
        outbox.enqueue(
            tx, NewMessage("k", "lanes", 1, "file", "Hi", "Hi", now, now, notice="notices.weekly_recap")
        )
    opt_out(lanes.ws, "p01", "weekly_recap")
    lanes.now = at(1, 5)
    assert tick(lanes.ws).delivered == 0
    (row,) = list_messages(lanes.ws)
    assert (row.state, row.note) == ("cancelled", "Its reader does not want it.")


def test_a_choice_about_all_kinds_takes_the_place_of_those_before_and_one_kind_can_come_back(lanes):
    ws = by_two_channels(lanes)
    choose_notices(ws, "p01", "nudge", ["console"])
    assert choices_of(ws, "p01").sentence == "Ada Bell gets nudge only by console."
    opt_in(ws, "p01", "nudge")
    assert choices_of(ws, "p01").sentence == ""
    choose_notices(ws, "p01", "nudge", ["console"])
    opt_out(ws, "p01")
    assert choices_of(ws, "p01").sentence == "Ada Bell gets no messages at all."
    opt_in(ws, "p01", "weekly_recap")
    back = {row.notice: row.channels for row in choices_of(ws, "p01").notices}
    assert (back["weekly_recap"], back["nudge"]) == (("console", "file"), ())
    opt_in(ws, "p01")
    assert choices_of(ws, "p01").sentence == ""


@pytest.mark.parametrize(
    ("notice", "channels", "says"),
    [
        ("weekly_recup", [], "There is no kind of message 'weekly_recup'. Nothing was changed. Did you mean"),
        ("nudge", ["fax"], "The settings name no channel 'fax'. Nothing was changed. There are: file."),
    ],
)
def test_what_nobody_knows_cannot_be_chosen(lanes, notice, channels, says):
    with pytest.raises(Refused, match=says):
        choose_notices(lanes.ws, "p01", notice, channels)


def test_a_choice_is_a_fact_that_is_exported_told_in_the_journal_and_erased_with_the_person(lanes):
    opt_out(lanes.ws, "p01", "nudge")
    exported = export_person(lanes.ws, "p01")["notices"]
    assert [(row["notice"], row["channels"]) for row in exported] == [("notices.nudge", ())]
    assert "Ada Bell gets no messages of the kind 'nudge'." in [row.what for row in journal(lanes.ws)]

    forget_person(lanes.ws, "p01", "asked for it")

    with lanes.database() as db:
        assert db.value("SELECT count(*) FROM notice_choice") == 0
    assert "Chose which messages" in " ".join(row.what for row in journal(lanes.ws))


def test_an_announcement_says_how_many_do_not_want_it(lanes):
    opt_out(lanes.ws, "p01", "announcement")
    report = announce(lanes.ws, "lanes", Announcement("News", "Hello"), dry_run=True)
    assert (len(report.messages), report.unwanted, report.had_already) == (11, 1, 0)


def test_a_kind_that_was_switched_off_comes_back_by_the_channels_chosen_for_every_kind(lanes):
    ws = by_two_channels(lanes)
    choose_notices(ws, "p01", channels=["file"])
    assert not switch_kinds(ws, "p01", {"nudge": True, "weekly_recap": True})
    assert switch_kinds(ws, "p01", {"nudge": False, "weekly_recap": True})
    assert choices_of(ws, "p01").left_out == ("nudge",)
    assert switch_kinds(ws, "p01", {"nudge": True, "gone": True})
    assert {row.channels for row in choices_of(ws, "p01").notices} == {("file",)}
