"""Organisers see what the challenge says, and whoever was looked at can read it."""

from __future__ import annotations

import json

import pytest

from moonwalk.services.errors import Refused
from moonwalk.services.launch import launch
from moonwalk.services.privacy.readings import look_at_change, look_at_entries, look_at_person
from moonwalk.services.roster.privacy import export_person

from ...workspaces import LANES, MONDAY, at, day, fresh


@pytest.fixture
def points_only(tmp_path):
    lanes = fresh(tmp_path / "work")
    lanes.challenge(LANES.replace("privacy: {organisers_see: entries}\n", ""))
    lanes.people()
    launch(lanes.ws, "lanes", MONDAY)
    lanes.now = at(2)
    lanes.log("p01", "12")
    return lanes


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
    with pytest.raises(Refused, match="Give a reason"):
        look_at_person(points_only.ws, "lanes", "p01", reveal=" ")


def test_where_organisers_see_entries_every_look_is_recorded_too(day6, shell):
    assert json.loads(shell("why", "lanes", "p01", "--json").stdout)["entries"]
    shell("entries", "--of", "p01")

    looks = json.loads(shell("people", "export", "p01").stdout)["looked_at"]
    assert [look["by"] for look in looks] == ["why lanes", "entries --of"]
