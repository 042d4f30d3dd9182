"""What an organiser has chosen stays: filters while one looks around, colours until the next start."""

from __future__ import annotations

from pathlib import Path

from moonwalk.tui.app import MoonwalkApp
from moonwalk.tui.screen_settings import read_screen_settings, settings_file
from moonwalk.tui.screens.base_screen import TableFrame
from moonwalk.tui.themes import DARK, LIGHT

from ..workspaces import Lanes
from .driving import SMALL, Drive, driven


def filter_of(drive: Drive) -> str:
    screen = drive.app.screen
    assert isinstance(screen, TableFrame)
    return screen.table.filter


async def test_a_filter_outlives_the_next_board_and_a_look_elsewhere(acme: Lanes) -> None:
    async with driven(acme, SMALL, ("enter", "slash", *"ana", "enter", "tab")) as drive:
        assert filter_of(drive) == "ana"
        assert "“ana”" in drive.frame
        await drive.press("shift+tab", "g", "p")
        assert filter_of(drive) == ""
        await drive.press("slash", *"bog", "enter", "g", "b")
        assert filter_of(drive) == "ana"
        await drive.press("escape", "g", "p")
        assert filter_of(drive) == "bog"
        await drive.press("g", "b")
        assert filter_of(drive) == ""


async def test_jobs_on_a_board_call_the_challenge_by_its_title(acme: Lanes) -> None:
    async with driven(acme, SMALL, ("enter", "d", "c")) as drive:
        assert "Close Walk backwards" in drive.frame


async def test_the_colours_are_those_of_the_last_time(acme: Lanes, tmp_path: Path) -> None:
    file = tmp_path / "state" / "screen.json"
    first = MoonwalkApp(acme.ws, read_screen_settings(file))
    assert first.theme == DARK
    first.action_turn_light()
    assert MoonwalkApp(acme.ws, read_screen_settings(file)).theme == LIGHT
    for damaged in ("", "[]", '{"theme": 3}', '{"theme": "none"}'):
        file.write_text(damaged, encoding="utf-8")
        assert MoonwalkApp(acme.ws, read_screen_settings(file)).theme == DARK
    assert acme.ws.folder not in settings_file().parents
