"""What is at hand everywhere: copying, holding still, the mouse, the palette; and every job as a command."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from threading import Event
from typing import Any, Final

import pytest
from textual.widgets import Input

from moonwalk.cli.main import COMMANDS
from moonwalk.services.roster.people import list_people
from moonwalk.services.table_export import TableCopy, tabbed
from moonwalk.tui.actions import actions_of
from moonwalk.tui.app import MoonwalkApp
from moonwalk.tui.jobs import jobs
from moonwalk.tui.palette import COMMANDS_ONLY, MoonwalkCommands
from moonwalk.tui.screen_settings import read_screen_settings
from moonwalk.tui.widgets.job_bar import completed
from moonwalk.tui.widgets.key_line import KeyLine

from ..workspaces import Lanes
from .driving import GIVES_UP_AFTER, LARGE, SMALL, driven
from .services import Services

AS_COMMANDS: Final = {
    "new": "new",
    "launch": "launch",
    "withdraw": "withdraw",
    "amend": "amend",
    "hand_out": "results",
    "cards": "links",
    "close": "close",
    "reopen": "reopen",
    "draw": "teams",
    "join": "people",
    "leave": "people",
    "move": "teams",
    "pause": "people",
    "resume": "people",
    "notices": "people",
    "roster": "people",
    "correct": "entries",
    "void": "entries",
    "undo_import": "imports",
    "undo": "undo",
    "redo": "redo",
    "retry": "outbox",
    "cancel": "outbox",
    "hold": "outbox",
    "let_go": "outbox",
    "export": "board",
    "import": "import",
    "send": "tick",
    "announce": "announce",
    "try": "channels",
    "approve": "plugins",
    "backup": "backup",
    "examine": "doctor",
    "erase": "people",
    "export_person": "people",
}
"""The command that does each job without a screen."""
BY_HAND: Final = {"sending", "setting", "leave_out"}
"""What is written into moonwalk.yaml, with or without the screen."""


def test_every_job_can_be_done_without_the_screen() -> None:
    assert AS_COMMANDS.keys() | BY_HAND == jobs().keys()
    assert set(AS_COMMANDS.values()) <= {name for name, *_ in COMMANDS}


async def test_no_first_press_of_a_key_changes_anything(acme: Lanes) -> None:
    before = acme.dump()
    letters = [action.keys[0] for action in actions_of("jobs") if not action.shown]
    async with driven(acme, SMALL, ("g", "o")) as drive:
        for letter in letters:
            await drive.press("d", letter)
            if drive.app.screen.query("#tray > *"):
                await drive.press("escape")
        await drive.press("g", "j", "u", "u", "escape", "ctrl+z", "escape", "ctrl+y", "escape")
    assert acme.dump() == before


async def test_rows_are_copied_as_a_spreadsheet_takes_them(acme: Lanes) -> None:
    async with driven(acme, LARGE, ("g", "p", "down", "y")) as drive:
        assert drive.app.clipboard.split("\t")[:2] == ["Ben Okafor", "Herons"]
        assert "1 row copied." in drive.frame
        await drive.press("space", "space", "end", "y")
        assert [line.split("\t")[0] for line in drive.app.clipboard.splitlines()] == [
            "Ben Okafor",
            "Carla Reyes",
        ]
    assert tabbed(TableCopy("t", (), (("=1+1", "a\tb\nc"), ("Ana", 3)))) == "'=1+1\ta b c\nAna\t3"


async def test_the_screen_holds_still_and_says_when_there_is_something_new(acme: Lanes) -> None:
    async with driven(acme, LARGE, ("P",)) as drive:
        assert "Held still until P is pressed." in drive.frame
        acme.people("id,name,team\nnew,Uma Young,Otters\n")
        drive.app.screen._look()  # type: ignore[attr-defined]
        await drive.settle()
        assert "20 people" in drive.frame
        assert "Something new has come: P shows it." in drive.frame
        await drive.press("P")
        assert "21 people" in drive.frame
        assert "P shows it" not in drive.frame


async def test_a_search_that_the_next_letter_ends_takes_no_names_along(
    acme: Lanes, services: Services
) -> None:
    gate = Event()

    def held(answer: Any) -> Any:
        gate.wait(GIVES_UP_AFTER)
        return answer

    async def found(query: str) -> list[str]:
        return [hit.text or "" async for hit in palette._search(query)]

    async with driven(acme) as drive:
        palette = MoonwalkCommands(drive.app.screen)
        services.changed["list_people"] = held
        palette._post_init()
        first_letter = asyncio.create_task(found("c"))
        while not services.asked("list_people"):
            await asyncio.sleep(0)
        first_letter.cancel()
        await asyncio.wait([first_letter])
        gate.set()
        assert "Carla Reyes" in await found("carla")


async def test_the_palette_finds_a_team_and_shows_keys_beside_commands(acme: Lanes) -> None:
    async with driven(acme, LARGE, ("ctrl+p", *"outb")) as drive:
        assert "Go to outbox  g o" in drive.frame
        await drive.press("escape", "ctrl+p", *"herons", "enter")
        assert "Herons" in drive.frame.splitlines()[0]
        assert f"4 of {len(list_people(acme.ws))}" in drive.frame or "4 people" in drive.frame


async def test_the_palette_names_the_command_of_what_no_key_does(acme: Lanes) -> None:
    assert {command.split()[1] for _, command in COMMANDS_ONLY} <= {name for name, *_ in COMMANDS}
    async with driven(acme, LARGE, ("ctrl+p", *"put a back")) as drive:
        assert "in a shell: moonwalk restore FILE" in drive.frame
        await drive.press("enter")
        assert "In a shell: moonwalk restore" in drive.frame


def test_the_mouse_can_be_left_to_the_terminal_from_the_next_start_on(acme: Lanes, tmp_path: Path) -> None:
    file = tmp_path / "state" / "screen.json"
    settings = read_screen_settings(file)
    assert settings.mouse
    app = MoonwalkApp(acme.ws, settings)
    app.action_turn_mouse()
    assert not read_screen_settings(file).mouse
    app.action_turn_mouse()
    assert read_screen_settings(file).mouse


async def test_a_key_in_the_bottom_line_is_pressed_by_a_click_and_one_that_does_nothing_rings(
    acme: Lanes,
) -> None:
    async with driven(acme, LARGE) as drive:
        line = drive.app.screen.query_one(KeyLine)
        assert drive.frame.endswith(line.render().plain.rstrip())
        keys = drive.frame.rsplit("\n", 1)[-1]
        await drive.pilot.click(KeyLine, offset=(keys.index("? Keys") + 2, 0))
        await drive.settle()
        assert "Moonwalk › Keys" in drive.frame
    async with driven(acme, LARGE, read_only=True) as drive:
        rung: list[bool] = []
        drive.app.bell = lambda: rung.append(True)  # type: ignore[method-assign]
        line = drive.app.screen.query_one(KeyLine)
        line.keys = (("a", "a", "Log", False),)
        await drive.pilot.click(KeyLine, offset=(2, 0))
        await drive.settle()
        assert rung
        assert not drive.app.screen.query("#tray > *")


async def test_the_path_of_a_file_to_import_is_completed(
    acme: Lanes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "forms").mkdir()
    for name in ("answers.csv", "answers \x1b[31m.csv", ".hidden"):
        (tmp_path / "forms" / name).touch()
    async with driven(acme, SMALL, ("d", "i", *"fo", "right")) as drive:
        file = drive.app.screen.query_one("#job-file", Input)
        assert file.value == f"forms{os.sep}"
        await drive.press("a", "right")
        assert Path(file.value) == Path("forms/answers.csv")
    assert completed("nothing") is None
    assert completed(" ") is None
