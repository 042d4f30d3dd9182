"""The board as others see it, and a person of whom organisers see points only."""

from __future__ import annotations

from moonwalk.services.launch import launch

from ..workspaces import LANES, MONDAY, PEOPLE, at, fresh
from .driving import driven


def company(folder):
    lanes = fresh(folder / "work")
    lanes.challenge(LANES.replace("privacy: {organisers_see: entries}\n", "privacy: {smallest_group: 3}\n"))
    lanes.people()
    launch(lanes.ws, "lanes", MONDAY)
    lanes.now = at(3)
    for who, *_ in PEOPLE:
        lanes.log(who, "10")
    lanes.now = at(10)
    lanes.log("p01", "25")
    return lanes


async def test_a_key_shows_the_board_as_everyone_sees_it_and_back(tmp_path):
    async with driven(company(tmp_path), keys=("enter",)) as drive:
        assert "Others see figures of Tue 9 Mar 12:00. Next: Tue 16 Mar 12:00." in drive.frame
        assert "Active" in drive.frame
        await drive.press("e")
        assert "This is what everyone sees. Press e for your own view." in drive.frame
        assert "Active" not in drive.frame
        assert "16.2" not in drive.frame
        await drive.press("e")
        assert "Active" in drive.frame


async def test_entries_are_shown_for_a_look_that_is_recorded(tmp_path):
    lanes = company(tmp_path)
    async with driven(lanes, keys=("enter", "tab", "enter")) as drive:
        assert "entries not shown" in drive.frame
        await drive.press("e")
        assert "2 of 2 entries count" in drive.frame
    with lanes.database() as db:
        assert db.rows("SELECT what, why FROM reading") == [("screen lanes", "looked at on the screen")]
