"""The first frame: what stood on the first screen last, while the program is still being loaded."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from threading import Event
from unittest.mock import patch

import pytest
from textual.widgets import OptionList

from moonwalk.services.errors import Refused
from moonwalk.tui.app import MoonwalkApp
from moonwalk.tui.kept_page import kept_file, read_page
from moonwalk.tui.opened import Start
from moonwalk.tui.screen_settings import read_screen_settings
from moonwalk.tui.screens.file import FileScreen
from moonwalk.tui.screens.home import HomeScreen
from moonwalk.tui.screens.opening import OpeningScreen

from ..workspaces import Lanes
from .driving import LARGE, Drive, driven, nothing_painted


@pytest.fixture
async def settings(acme: Lanes, tmp_path: Path) -> Path:
    """The file with the settings of a screen that has shown today's page once."""
    file = tmp_path / "state" / "screen.json"
    with patch("moonwalk.tui.app.ScreenSettings", lambda: read_screen_settings(file)):
        async with driven(acme, LARGE):
            pass
    return file


def starting(settings: Path, start: Start) -> MoonwalkApp:
    return MoonwalkApp(None, read_screen_settings(settings), start=start)


async def test_what_stood_there_last_is_shown_until_it_is_read_and_keys_wait(
    acme: Lanes, settings: Path
) -> None:
    may_open = Event()

    def opens() -> tuple[object, tuple[str, ...]]:
        may_open.wait()
        return acme.ws, ("Nothing is left of 1 person.",)

    app = starting(settings, Start(acme.folder, opens))  # type: ignore[arg-type]
    with patch("moonwalk.tui.screens.base_screen.LOOK_EVERY", 3600.0), nothing_painted():
        async with app.run_test(size=LARGE, notifications=True) as pilot:
            drive, said = Drive(app, pilot), []
            app.notify = lambda sentence, **_: said.append(sentence)  # type: ignore[method-assign]
            await pilot.pause()
            assert isinstance(app.screen, OpeningScreen)
            assert "as of " in drive.frame.splitlines()[0]
            assert "Walk backwards" in drive.frame
            assert "need attention" in drive.frame
            assert app.screen.query_one("#challenges", OptionList).highlighted == 0
            await pilot.press("down", "enter")
            assert isinstance(app.screen, OpeningScreen)
            may_open.set()
            await drive.settle()
            assert isinstance(app.screen, FileScreen)  # of a draft
            assert app.screen.challenge == "stairs"
            assert said == ["Nothing is left of 1 person."]
            await drive.press("escape")
            assert isinstance(app.screen, HomeScreen)
            assert "as of " not in drive.frame


async def test_an_entry_typed_while_the_program_starts_is_saved(acme: Lanes, settings: Path) -> None:
    app = starting(settings, Start(acme.folder, lambda: (acme.ws, ())))
    with patch("moonwalk.tui.screens.base_screen.LOOK_EVERY", 3600.0), nothing_painted():
        async with app.run_test(size=LARGE) as pilot:
            drive = Drive(app, pilot)
            for key in ("a", *"carla", "enter", *"12", "enter"):
                drive._send(key)
                while isinstance(app.screen, OpeningScreen) and key == "l":
                    await asyncio.sleep(0)  # half of the name for the one screen, half for the other
            await drive.settle()
            assert "✓ Carla Reyes: 12 minutes" in drive.frame


async def test_a_workspace_that_cannot_be_opened_ends_the_screen_with_the_reason(
    acme: Lanes, tmp_path: Path
) -> None:
    def opens() -> tuple[object, tuple[str, ...]]:
        raise Refused("The settings cannot be used.")

    app = starting(tmp_path / "state" / "screen.json", Start(acme.folder, opens))  # type: ignore[arg-type]
    async with app.run_test() as pilot:
        await Drive(app, pilot).settle()
    assert str(app.trouble) == "The settings cannot be used."


async def test_what_is_kept_names_no_person_and_colours_only(acme: Lanes, settings: Path) -> None:
    file = kept_file(settings, acme.folder, "today")
    kept = read_page(file)
    assert kept is not None
    assert kept.challenges
    assert "have logged for today" in kept.overview.plain
    text = file.read_text(encoding="utf-8")
    assert not [name for name in ("Ana", "Bogdan", "Zoë") if name in text]
    page = json.loads(text)
    page["challenges"] = [["a\x1b]0;owned\x07b", [[0, 1, "@click=app.quit"], [1, 2, "bold $primary"]]]]
    file.write_text(json.dumps(page), encoding="utf-8")
    kept = read_page(file)
    assert kept is not None
    assert "\x1b" not in kept.challenges[0].plain
    assert [span.style for span in kept.challenges[0].spans] == ["", "bold $primary"]
    for damaged in ("", "[]", "{}", '{"read": 1}'):
        file.write_text(damaged, encoding="utf-8")
        assert read_page(file) is None


def test_nothing_of_the_engine_is_loaded_before_the_first_frame() -> None:
    code = (
        "import sys, moonwalk.cli.main, moonwalk.cli.commands.screen, moonwalk.tui.app, moonwalk.tui.opened\n"
        "first = ('moonwalk.cli', 'moonwalk.tui', 'moonwalk.services.folders')\n"
        "ours = [name for name in sys.modules if name.startswith('moonwalk.')]\n"
        "print([name for name in ours if not name.startswith(first) and name != 'moonwalk.services'])\n"
        "print([name for name in ('numpy', 'yaml', 'sqlite3', 'pydantic') if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["[]", "[]"], done.stderr
