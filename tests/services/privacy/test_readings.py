"""Organisers see what the challenge says, and whoever was looked at can read it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from moonwalk.registry import PluginCode
from moonwalk.services.errors import Refused
from moonwalk.services.launch import launch
from moonwalk.services.launched import NotScored, launched
from moonwalk.services.plugin_pins import CodeChange
from moonwalk.services.privacy.handing_over import write_all
from moonwalk.services.privacy.readings import (
    activities_seen,
    look_at_change,
    look_at_entries,
    look_at_person,
    may_see,
    record,
)
from moonwalk.services.roster.privacy import export_person, forget_person
from moonwalk.store.disclosures import newest_readings

from ...workspaces import LANES, MONDAY, at, copied, day, fresh


@pytest.fixture(scope="module")
def points_only_once(tmp_path_factory):
    lanes = fresh(tmp_path_factory.mktemp("points_only") / "work")
    lanes.challenge(LANES.replace("privacy: {organisers_see: entries}\n", ""))
    lanes.people()
    launch(lanes.ws, "lanes", MONDAY)
    lanes.now = at(2)
    lanes.log("p01", "12")
    return lanes


@pytest.fixture
def points_only(points_only_once, tmp_path):
    """The lanes on day 2, of which organisers see points only; one entry of one person."""
    return copied(points_only_once, tmp_path / "work")


def test_points_are_shown_without_what_was_done(points_only):
    why = look_at_person(points_only.ws, "lanes", "p01")

    assert (why.total, why.entries, why.hidden) == (12, (), True)
    assert {award.reason for award in why.awards} == {""}
    (row,) = look_at_entries(points_only.ws, "p01")
    assert (row.amount, row.activity) == (None, "")
    change = look_at_change(points_only.ws, "lanes", "p01", day(1))
    assert (change.after, change.entries) == (12, ())
    assert export_person(points_only.ws, "p01")["looked_at"] == []


def test_a_look_with_a_reason_shows_all_and_is_told_to_the_person(points_only):
    why = look_at_person(points_only.ws, "lanes", "p01", reveal="asked about Monday")
    rows = look_at_entries(points_only.ws, reveal="a typing error")

    assert (len(why.entries), why.hidden) == (1, False)
    assert [row.amount for row in rows] == [12]
    looks = export_person(points_only.ws, "p01")["looked_at"]
    assert [(look["by"], look["why"]) for look in looks] == [
        ("why lanes", "asked about Monday"),
        ("entries", "a typing error"),
    ]
    assert export_person(points_only.ws, "p02")["looked_at"] == []


def test_a_look_needs_a_reason_that_says_something(points_only):
    for look in (look_at_entries, lambda ws, **asked: look_at_person(ws, "lanes", "p01", **asked)):
        with pytest.raises(Refused, match="Give a reason"):
            look(points_only.ws, reveal=" ")
    assert export_person(points_only.ws, "p01")["looked_at"] == []


def test_a_look_at_a_change_shows_all_where_there_is_a_reason(points_only):
    points_only.now = at(3)
    points_only.log("p01", "25", on=day(3))
    hidden = look_at_change(points_only.ws, "lanes", "p01", day(2))
    change = look_at_change(points_only.ws, "lanes", "p01", day(2), reveal="asked about Wednesday")

    assert (hidden.before, hidden.after, hidden.entries, hidden.days) == (12, 37, (), ())
    assert {award.reason for award in hidden.awards} == {""}
    assert hidden.awards != ()
    assert (len(change.entries), {award.reason for award in change.awards} - {""}) != (0, set())
    (look,) = export_person(points_only.ws, "p01")["looked_at"]
    assert (look["by"], look["why"]) == ("why lanes --since", "asked about Wednesday")


def test_entries_of_several_people_are_one_look_for_each(points_only):
    points_only.log("p02", "9")
    points_only.log("p02", "8")
    rows = look_at_entries(points_only.ws, reveal="counting")

    assert [row.amount for row in rows] == [8, 9, 12]
    for who in ("p01", "p02"):
        assert [look["by"] for look in export_person(points_only.ws, who)["looked_at"]] == ["entries"]
    assert export_person(points_only.ws, "p03")["looked_at"] == []


def test_who_was_erased_meanwhile_has_no_record_of_a_look(points_only):
    record(points_only.ws, ["nobody", "p02", "p02"], "screen lanes")

    with points_only.database() as db:
        assert [look.what for _, look in newest_readings(db)] == ["screen lanes"]


def test_of_a_challenge_that_cannot_be_read_organisers_see_points_only(day6):
    assert may_see(day6.ws, "lanes")
    assert activities_seen(day6.ws) == {"walk", "own", "steps"}
    settings = day6.folder / "moonwalk.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("without: []", "without: [streaks]"), encoding="utf-8")

    assert not may_see(day6.ws, "lanes")
    assert may_see(day6.ws, "lanes", "a typing error")
    assert activities_seen(day6.ws) == frozenset()
    assert {row.amount for row in look_at_entries(day6.ws)} == {None}


def test_where_organisers_see_entries_every_look_is_recorded_too(day6, shell):
    assert json.loads(shell("why", "lanes", "p01", "--json").stdout)["entries"]
    shell("entries", "--of", "p01")

    looks = json.loads(shell("people", "export", "p01").stdout)["looked_at"]
    assert [look["by"] for look in looks] == ["why lanes", "entries --of", "people export"]


def test_all_that_is_kept_about_a_person_is_written_with_the_look_at_it(day6):
    foreseen = write_all(day6.ws, "p01", "ada.json", dry_run=True)
    assert (foreseen.name, foreseen.entries > 0, foreseen.path.exists()) == ("Ada Bell", True, False)
    assert export_person(day6.ws, "p01")["looked_at"] == []

    written = write_all(day6.ws, "p01", "ada.json")
    kept = json.loads(written.path.read_text(encoding="utf-8"))
    assert written.path == day6.ws.reports / "ada.json"
    assert (kept["name"], len(kept["entries"])) == ("Ada Bell", foreseen.entries)
    assert [look["by"] for look in kept["looked_at"]] == ["people export"]
    assert write_all(day6.ws, "p01", "ada.json", dry_run=True).was_there
    for who, file, why in (("nobody", "a.json", "nobody with the id"), ("p01", "a.csv", "end with .json")):
        with pytest.raises(Refused, match=why):
            write_all(day6.ws, who, file)
    # Whoever erases the person is told of the file.
    forgotten = forget_person(day6.ws, "p01", "asked for it")
    assert any(str(written.path.relative_to(day6.folder)) in said for said in forgotten.remains)


def test_what_organisers_see_does_not_wait_until_changed_code_is_accepted(day6):
    ws = replace(day6.ws, settings=replace(day6.ws.settings, policy="strict"))
    with ws.database() as db:
        change = CodeChange("goals", PluginCode("moonwalk", "1"), PluginCode("moonwalk", "2"))
        ws.live.keep_launched("lanes", replace(launched(ws, db, "lanes"), changes=(change,)))
        with pytest.raises(NotScored, match="strict"):
            launched(ws, db, "lanes")

    assert may_see(ws, "lanes")
    assert activities_seen(ws) == {"walk", "own", "steps"}
