"""A challenge's file on the screen: started from a ready one, edited, checked, saved, never lost."""

from __future__ import annotations

from pathlib import Path

from moonwalk.services.challenges import list_challenges
from moonwalk.tui.screens.file import FileScreen
from moonwalk.tui.screens.home import HomeScreen

from ..workspaces import Lanes
from .driving import LARGE, SMALL, TINY, Drive, driven


def screen_of(drive: Drive) -> FileScreen:
    screen = drive.app.screen
    assert isinstance(screen, FileScreen)
    return screen


async def check(drive: Drive) -> None:
    """What happens by itself once nobody has typed for a moment."""
    screen_of(drive).check_now()
    await drive.settle()


def own_file(lanes: Lanes) -> Path:
    name = next(row.name for row in list_challenges(lanes.ws) if row.state == "running")
    return lanes.ws.challenges / f"{name}.yaml"


def left_over(lanes: Lanes) -> list[str]:
    return sorted(path.name for path in lanes.ws.challenges.glob(".*"))


async def test_a_challenge_is_started_from_a_ready_one_and_its_file_opens(bare: Lanes) -> None:
    path = bare.ws.challenges / "bright.yaml"
    (bare.ws.challenges / "daylight.yaml").write_text("moonwalk: 1\n", encoding="utf-8")
    async with driven(bare, SMALL) as drive:
        assert "daylight" in drive.frame
        await drive.press("n", "slash", *"daylight", "enter")
        assert "Asks for" in drive.frame
        await drive.press("enter")
        assert "daylight-2" in drive.frame  # the name of the ready one is taken
        await drive.press(*"16.2.", "tab", *"9 moons", "enter")
        assert "'9 moons' is no number of weeks" in drive.frame
        await drive.press("ctrl+u", "6", "shift+tab", "shift+tab", "shift+tab", "ctrl+u", *"bright", "enter")
        assert "will be written to challenges/bright.yaml" in " ".join(drive.frame.split())
        assert not path.exists()
        await drive.press("enter")
        assert "Daylight › File" in drive.frame
        assert screen_of(drive).editor.text == path.read_text(encoding="utf-8")
    assert "length: 6 weeks" in path.read_text(encoding="utf-8")
    assert "-02-16" in path.read_text(encoding="utf-8")


async def test_what_is_typed_is_checked_and_every_problem_can_be_gone_to(acme: Lanes) -> None:
    async with driven(acme, LARGE, ("E",)) as drive:
        assert "✓ no problems" in drive.frame or "warning" in drive.frame
        await drive.press("down", "x")
        await check(drive)
        assert "● not saved · 2 errors" in drive.frame
        assert "✗ 2:1  there is no key 'xchallenge'" in drive.frame
        editor = screen_of(drive).editor
        for key, row in (("shift+f8", 1), ("shift+f8", 0), ("f8", 1)):
            await drive.press(key)
            assert editor.cursor_location == (row, 0)
        await drive.press("pagedown", "tab", "down", "enter")
        assert editor.cursor_location == (1, 0)
        assert screen_of(drive).editor.has_focus
        await drive.press("delete")
        await check(drive)
        assert "error" not in drive.frame.splitlines()[1]


async def test_rules_at_hand_are_inserted_and_the_sheet_is_seen_before_it_is_printed(acme: Lanes) -> None:
    async with driven(acme, SMALL, ("E",)) as drive:
        editor = screen_of(drive).editor
        place = next(at for at, line in enumerate(editor.text.split("\n")) if line.startswith("rules:"))
        editor.go_to(place + 1, 1)
        await drive.press("f2")
        assert "under rules" in drive.frame
        await drive.press("enter")
        await check(drive)
        assert editor.document.get_line(place + 1).startswith("  - rule: ")
        assert not any("indent" in problem.message for problem in screen_of(drive).checked.problems)  # type: ignore[union-attr]
        await drive.press("ctrl+z", "f3")
        await check(drive)
        assert "This is a draft" in drive.frame
        await drive.press("escape")
        assert editor.has_focus


async def test_a_text_is_saved_in_one_step_and_what_runs_says_that_it_differs(acme: Lanes) -> None:
    path = own_file(acme)
    before = path.read_text(encoding="utf-8")
    async with driven(acme, LARGE, ("E", *"# mine", "enter")) as drive:
        await drive.press("f9")
        assert "Only what is saved can be launched" in drive.frame
        await drive.press("ctrl+s")
        assert path.read_text(encoding="utf-8") == f"# mine\n{before}"
        assert "was changed after its launch, first in line 1" in " ".join(drive.frame.split())
        await drive.press("f9")
        assert "go on by its file as it is now" in drive.frame
        await drive.press("escape", "escape")
        assert isinstance(drive.app.screen, HomeScreen) or "not saved" not in drive.frame
    assert left_over(acme) == []


async def test_leaving_asks_and_what_was_not_saved_is_there_the_next_time(acme: Lanes) -> None:
    before = own_file(acme).read_bytes()
    async with driven(acme, SMALL, ("E", *"# first", "enter", "escape")) as drive:
        assert "Not saved yet" in drive.frame
        await drive.press("escape")
        assert screen_of(drive).editor.has_focus
        await drive.press("escape", "k")
        assert not isinstance(drive.app.screen, FileScreen)
        await drive.press("E")
        assert "# first" in drive.frame
        assert "typed last time and not saved" in " ".join(drive.frame.split())
        await drive.press(*"# second")
    # The program ended with a text on the screen.
    async with driven(acme, SMALL, ("E",)) as drive:
        assert "# second" in drive.frame
        await drive.press("ctrl+z")
        assert screen_of(drive).editor.text.encode() == before
        await drive.press("ctrl+y", "escape", "x")
        assert not isinstance(drive.app.screen, FileScreen)
    assert own_file(acme).read_bytes() == before
    assert left_over(acme) == []


async def test_a_file_changed_by_another_program_is_never_overwritten_unasked(acme: Lanes) -> None:
    path = own_file(acme)
    before = path.read_bytes()
    async with driven(acme, LARGE, ("E", "down")) as drive:
        path.write_bytes(before + b"# longer\n")
        screen_of(drive)._look()
        await drive.settle()
        assert screen_of(drive).editor.text.endswith("# longer\n")
        assert screen_of(drive).editor.cursor_location[0] == 1
        assert "This is its text now" in " ".join(note.message for note in drive.app._notifications)
        path.write_bytes(before)
        screen_of(drive)._look()
        await drive.settle()
        await drive.press("home", "up", *"# mine", "enter")
        path.write_bytes(b"# theirs\n" + before)
        screen_of(drive)._look()
        await drive.settle()
        assert "Another program has changed the file." in drive.frame
        assert screen_of(drive).editor.text.startswith("# mine")
        await drive.press("ctrl+s")
        assert "nothing was saved" in drive.frame
        await drive.press("t")
        assert screen_of(drive).editor.text.startswith("# theirs")
        await drive.press("ctrl+z")
        assert screen_of(drive).editor.text.startswith("# mine")
        path.write_bytes(b"# again\n" + before)
        await drive.press("ctrl+s", "b")
        assert (path.with_name(f"{path.stem}-mine.yaml")).read_bytes() == b"# mine\n" + before
        assert path.read_bytes() == b"# again\n" + before


async def test_an_editor_fits_shows_its_keys_and_keeps_controls_from_the_terminal(acme: Lanes) -> None:
    async with driven(acme, SMALL, ("E",)) as drive:
        for size in (TINY, LARGE, SMALL):
            await drive.resize(size)
            lines = drive.frame.split("\n")
            assert len(lines) == size[1]
            assert "F1 Keys" in lines[-1]
            assert "Ctrl+S Save" in lines[-1]
        screen_of(drive).editor.insert("\x1b[31m\x9b1m\u202e[@click=app.quit]")
        await check(drive)
        # Where the lines of the banner end depends on how long the path is.
        assert "control character U+001B" in " ".join(drive.frame.replace("▌", " ").split())
        assert not {"\x1b", "\x9b", "\u202e"} & set(drive.frame)
        await drive.press("ctrl+s")
        assert b"\x1b" not in own_file(acme).read_bytes()
        for key in ("f1", "f2", "f3", "f4", "f9", "f8", "shift+f8", "tab", "d", "g", "escape"):
            await drive.press(key)
        assert drive.app.is_running
