"""Cheers: one a day for another team, counted and never ranked, and gone with their person."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from moonwalk.page.app import make_app
from moonwalk.services.launch import launch
from moonwalk.services.privacy.audience import FOR_EVERYONE, board_for
from moonwalk.services.roster.privacy import export_person, forget_person
from moonwalk.services.verification import verify

from ..workspaces import LANES, MONDAY, at, fresh
from .conftest import BASE, Site


def cheer(site, who, team):
    return site.client.post(f"/l/{site.token(who)}/cheer", data={"team": team})


def counts(site):
    with site.lanes.database() as db:
        return db.rows("SELECT person, team, day FROM cheer ORDER BY no")


def test_a_cheer_counts_once_a_day_and_the_team_sees_how_many(site):
    assert "Your cheer has arrived." in cheer(site, "p01", "South").text
    before = site.facts()
    assert "cheered today already" in cheer(site, "p01", "West").text
    assert site.facts() == before
    cheer(site, "p09", "South")
    assert "<strong>South</strong> got 2 cheers this week." in site.client.get(f"/l/{site.token('p05')}").text
    own = site.client.get(f"/l/{site.token('p01')}/cheers").text
    assert "Today you cheered for <strong>South</strong>." in own
    site.lanes.now = at(4)
    assert "has arrived" in cheer(site, "p01", "West").text
    site.lanes.now = at(8)
    assert "got 0 cheers" in site.client.get(f"/l/{site.token('p05')}/cheers").text


@pytest.mark.parametrize("team", ["North", "East", "", "North'; DROP TABLE cheer; --"])
def test_the_own_team_and_one_that_is_not_there_cannot_be_cheered_for(site, team):
    site.token("p01")
    before = site.facts()
    assert cheer(site, "p01", team).status_code == 400
    assert site.facts() == before
    see = site.token("p01", "see")
    assert site.client.post(f"/l/{see}/cheer", data={"team": "South"}).status_code == 400
    assert counts(site) == []


def test_points_and_places_are_as_they_were_and_the_lobby_names_teams_in_the_order_of_names(site):
    site.lanes.log("p02", "25")
    board = board_for(site.lanes.ws, "lanes", "table", FOR_EVERYONE)
    for who, team in (("p01", "West"), ("p02", "West"), ("p09", "South")):
        cheer(site, who, team)
    assert board_for(site.lanes.ws, "lanes", "table", FOR_EVERYONE) == board
    app = make_app(site.lanes.ws, site.log.append, lobby=["lanes"])
    page = TestClient(app, base_url=BASE).get("/lobby/lanes").text
    south, west = (page.index(f"<bdi>{team}</bdi> {count}") for team, count in (("South", 1), ("West", 2)))
    assert south < west
    assert not [name for name in ("Ada", "Ben", "Ines") if name in page]


@pytest.mark.promise("P11", "erased with their cheers")
def test_a_cheer_is_exported_and_erased_with_its_person(site):
    cheer(site, "p01", "South")
    (exported,) = export_person(site.lanes.ws, "p01")["cheers"]
    assert (exported["challenge"], exported["team"]) == ("lanes", "South")
    assert not verify(site.lanes.ws).faults
    forget_person(site.lanes.ws, "p01", "asked for")
    assert counts(site) == []
    assert not verify(site.lanes.ws).faults


def test_a_challenge_may_have_none(tmp_path):
    lanes = fresh(tmp_path / "quiet")
    lanes.challenge(LANES.replace("  size: 3 to 5 people\n", "  size: 3 to 5 people\n  cheers: none\n"))
    lanes.people()
    launch(lanes.ws, "lanes", MONDAY)
    lanes.now = at(3)
    site = Site(lanes)
    token = site.token("p01")
    assert "There are no cheers today." in site.client.get(f"/l/{token}/cheers").text
    assert cheer(site, "p01", "South").status_code == 400
    assert "somebody cheered" not in site.client.get(f"/l/{token}/about").text
