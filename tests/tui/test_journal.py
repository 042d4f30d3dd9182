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
        assert f"Taking it back: 1 entry of {person.name} no longer counts." in drive.frame
        assert "Enter does it" in drive.frame
        await drive.press("escape")
        assert "Taking it back" not in drive.frame
        await drive.press("u", "u")
        assert journal(acme.ws, 1, discreet=True)[0].did == "log"
        await drive.press("enter")
        assert f"Taken back: 1 entry of {person.name} no longer counts." in drive.frame
        await drive.press("enter")
        assert f"Took back decision {number} (log)." in drive.frame
        await drive.press("home", "u")
        assert f"Doing it again: 1 entry of {person.name} counts as before." in drive.frame
    assert [row.did for row in journal(acme.ws, 2, discreet=True)] == ["undo", "log"]


async def test_the_newest_decision_is_taken_back_and_done_again_from_anywhere(acme: Lanes) -> None:
    def newest() -> str:
        return journal(acme.ws, 1, discreet=True)[0].did

    async with driven(acme, (140, 40), ("a", *"carla", "enter", *"12", "enter")) as drive:
        assert "Ctrl+Z takes this one back" in drive.frame
        await drive.press(*"ben", "ctrl+z")
        assert "Take back: the newest decision" not in drive.frame  # who is typed is not lost
        await drive.press(*["backspace"] * 3, "ctrl+z")
        assert "Taking it back: 1 entry of Carla Reyes no longer counts." in drive.frame
        assert newest() == "log"
        await drive.press("enter")
        assert newest() == "undo"
        await drive.press("escape", "ctrl+y", "enter")
        assert newest() == "redo"


async def test_what_cannot_be_taken_back_is_told_where_it_was_asked(acme: Lanes) -> None:
    async with driven(acme, (140, 40), ("g", "j", "end", "u")) as drive:
        assert "cannot be taken back" in drive.frame
        await drive.press("escape")
        assert "cannot be taken back" not in drive.frame
        assert "Journal" in drive.frame
