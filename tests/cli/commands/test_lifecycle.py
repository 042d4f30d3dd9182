"""A challenge from its launch to its end, as commands."""

from __future__ import annotations

import json

import pytest

from ...running import Shell
from ...workspaces import LANES, MONDAY, at, copied, day


@pytest.fixture
def ahead(launched_once, tmp_path):
    """Commands on the lanes, launched and a week before their first day."""
    return Shell(copied(launched_once, tmp_path / "ahead"))


def test_a_launch_is_rehearsed_on_a_page_and_as_json(ahead):
    ahead.lanes.challenge(LANES.replace("challenge: Lanes", "challenge: Second lanes"), "second")
    before = ahead.lanes.dump()

    page = ahead("launch", "second", "--start", MONDAY, "--dry-run").stdout
    data = json.loads(ahead("launch", "second", "--start", MONDAY, "--dry-run", "--json").stdout)

    assert "would run from 2027-03-01 to 2027-03-10. People: 12, teams: 3." in page
    assert "Week 2: 2027-03-08 to 2027-03-10, closes Tuesday, 2027-03-16 12:00" in page
    assert "North: Ada Bell, Ben Cole, Cleo Dunn, Dev Egan" in page
    assert "to 12 people (here to Ada Bell): Second lanes starts today" in page
    assert "Hello Ada," in page
    assert page.rstrip().endswith("Nothing was changed: this was a rehearsal (--dry-run).")
    assert data["dry_run"] is True
    assert [row["id"] for row in data["preview"]["members"]][:2] == ["p01", "p02"]
    assert ahead.lanes.dump() == before


def test_dates_are_moved_and_a_launch_is_withdrawn(ahead):
    moved = ahead("launch", "lanes", "--start", day(8)).stderr
    assert "Lanes was to start on 2027-03-01. It runs from 2027-03-08 to 2027-03-17." in moved

    data = json.loads(ahead("withdraw", "lanes", "--dry-run", "--json").stdout)
    assert (data["starts"], data["people"], data["dry_run"]) == ("2027-03-08", 12, True)
    page = ahead("withdraw", "lanes", "--reason", "later").stderr
    assert "was taken back" in page
    assert "12 people no longer take part." in page
    ahead("board", "lanes", code=1)
    ahead("launch", "lanes", "--start", MONDAY)


def test_nothing_is_withdrawn_after_the_first_day(ahead):
    ahead.lanes.now = at(2)
    refused = ahead("withdraw", "lanes", code=1)
    assert "has begun" in refused.stderr
