from __future__ import annotations

from moonwalk.services.journal import journal
from moonwalk.services.roster.people import list_people

from ..workspaces import Lanes
from .driving import driven


async def test_a_decision_is_taken_back_after_it_was_said_what_that_brings_about(acme: Lanes) -> None:
    person = list_people(acme.ws)[0]
    acme.log(person.id, "25", "backward_walk")
    number = journal(acme.ws, 1, discreet=True)[0].id
    async with driven(acme, (140, 40), ("g", "j")) as drive:
        assert f"Logged an entry for {person.name}" in drive.frame
        await drive.press("u")
        assert f"Taking it back: 1 entry of {person.name} no longer counts. Press u again" in drive.frame
        await drive.press("escape")
        assert "Press u again" not in drive.frame
        await drive.press("u", "u")
        assert f"Took back decision {number} (log)." in drive.frame
        await drive.press("home", "u")
        assert f"Doing it again: 1 entry of {person.name} counts as before." in drive.frame
        await drive.press("down")
        assert "Press u again" not in drive.frame
    assert [row.did for row in journal(acme.ws, 2, discreet=True)] == ["undo", "log"]


async def test_what_cannot_be_taken_back_is_told_above_the_list(acme: Lanes) -> None:
    async with driven(acme, (140, 40), ("g", "j", "end", "u")) as drive:
        assert "cannot be taken back" in drive.frame
        await drive.press("escape")
        assert "cannot be taken back" not in drive.frame
        assert "Journal" in drive.frame
