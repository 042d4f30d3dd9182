"""A draft on the first screen: opened, and under the cursor once it was made."""

from __future__ import annotations

from moonwalk.tui.screens.file import FileScreen
from moonwalk.tui.screens.home import HomeScreen

from ..workspaces import Lanes
from .driving import SMALL, driven


async def test_a_new_challenge_is_under_the_cursor_and_enter_opens_its_file(empty: Lanes) -> None:
    empty.people()
    async with driven(
        empty, SMALL, ("n", "slash", *"side-step", "enter", "enter", "enter", "enter")
    ) as drive:
        assert isinstance(drive.app.screen, FileScreen)
        await drive.press("escape")
        assert isinstance(drive.app.screen, HomeScreen)
        assert drive.app.screen.challenge == "side-step"
        assert "d r Import the people" in drive.frame
        await drive.press("enter")
        assert isinstance(drive.app.screen, FileScreen)


async def test_the_form_of_an_import_is_still_there_after_its_columns_were_looked_at(acme: Lanes) -> None:
    (acme.folder / "w.csv").write_text("id,date,amount\na01,2026-03-12,5\n", encoding="utf-8")
    async with driven(acme, SMALL, ("d", "i", *str(acme.folder / "w.csv"), "f2", "escape")) as drive:
        assert "Import entries" in drive.frame
        assert drive.app.screen.query_one("#job-file").has_focus
