from __future__ import annotations

from pathlib import Path

import pytest

from moonwalk.tui.actions import actions_of
from moonwalk.tui.screens.base_screen import Frame

from ..workspaces import Lanes
from .driving import LARGE, SCREENS, SMALL, TINY, Drive, driven
from .services import Services

EVERY = tuple(SCREENS)
KINDS = tuple(name for name in EVERY if name not in ("people board", "people"))
CONTROLS = {chr(code) for code in (*range(0x20), *range(0x7F, 0xA0), 0x202E, 0x200B, 0x2066, 0xD800)} - {"\n"}


@pytest.fixture(autouse=True)
def a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file to import, where the program is started."""
    monkeypatch.chdir(tmp_path)
    Path("w.csv").write_text("Id,Day,Minutes\np1,2026-03-12,9\n", encoding="utf-8")


FRAMES = ("home", "board", "person", "templates")
"""A list, a table, a text, a choice: on these the keys that work everywhere are pressed too."""


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.torture) if name == "rehearsal" else name for name in KINDS]
)
async def test_every_action_of_a_screen_can_be_done_by_its_key(name: str, acme: Lanes) -> None:
    await press_every_key(acme, name, everywhere=name in FRAMES, painted=False)


@pytest.mark.torture
@pytest.mark.parametrize("name", [name for name in KINDS if name not in FRAMES])
async def test_what_can_be_done_everywhere_can_be_done_here(name: str, acme: Lanes) -> None:
    await press_every_key(acme, name, everywhere=True, painted=True)


async def press_every_key(acme: Lanes, name: str, *, everywhere: bool, painted: bool) -> None:
    async with driven(acme, SMALL, SCREENS[name], painted=painted) as drive:
        screen = drive.app.screen
        assert isinstance(screen, Frame)
        scopes = [scope for scope in screen.SCOPES if everywhere or scope != "everywhere"]
        assert everywhere or scopes or name == "keys"
        for key in (action.keys[0] for action in actions_of(*scopes) if action.keys):
            if key == "ctrl+q":
                continue
            await drive.press(key)
            # A widget that cannot be drawn is found by drawing it.
            assert drive.frame
            if drive.app.screen is not screen or screen.query("#tray > *"):
                await drive.press("escape")
                assert drive.frame
            if drive.app.screen is not screen:
                await drive.press("g", "h", *SCREENS[name])
                screen = drive.app.screen
        assert drive.app.is_running
        assert drive.app.return_code is None


@pytest.mark.parametrize("name", EVERY)
async def test_a_hostile_name_is_shown_and_does_nothing(
    name: str, hostile: Lanes, services: Services
) -> None:
    services.attack()
    async with driven(hostile, SMALL, SCREENS[name]) as drive:
        assert_harmless(drive)
        await drive.resize(LARGE)
        # Where there is room for it: a long name before it may take the whole line of a small screen.
        # Nothing is due here: what is to be sent has a test of its own.
        if name not in ("keys", "plugins", "templates", "previews"):
            assert "[@click=app.quit]" in drive.frame
        assert_harmless(drive)
        await drive.press("a", *"ana")
        assert "Log an entry" in drive.frame
        assert_harmless(drive)


def assert_harmless(drive: Drive) -> None:
    assert not CONTROLS & set(drive.frame)
    for strip in drive.app.screen._compositor.render_strips():
        assert not any(segment.style is not None and "@click" in segment.style.meta for segment in strip)
    assert drive.app.is_running


@pytest.mark.parametrize("name", EVERY)
async def test_an_empty_workspace_never_fails(name: str, bare: Lanes) -> None:
    async with driven(bare, SMALL, SCREENS[name]) as drive:
        assert isinstance(drive.app.screen, Frame)
        assert "Something went wrong" not in drive.frame


@pytest.mark.parametrize("name", EVERY)
async def test_a_screen_fits_shows_its_keys_rests_while_nothing_changes_and_says_what_is_wrong(
    name: str, acme: Lanes, services: Services
) -> None:
    async with driven(acme, SMALL, SCREENS[name]) as drive:
        for size in (LARGE, TINY, SMALL):
            await drive.resize(size)
            lines = drive.frame.split("\n")
            assert len(lines) == size[1]
            assert "Moonwalk" in lines[0] or size == TINY
            assert "? Keys" in lines[-1]
        shown = [one for one in drive.app.screen.active_bindings.values() if one.binding.show]
        assert 3 <= len(shown) <= 6
        await assert_at_rest(drive, services)
        await assert_told_until_they_answer_again(drive, services)


async def assert_at_rest(drive: Drive, services: Services) -> None:
    # A list measures its lines when it is drawn first.
    await drive.settle()
    services.calls.clear()
    with drive.paints() as painted:
        drive.app.screen._look()  # type: ignore[attr-defined]
        await drive.settle()
    assert services.calls == [("pulse", ())]
    assert painted == []


async def assert_told_until_they_answer_again(drive: Drive, services: Services) -> None:
    before = drive.frame
    services.broken = services.names
    await drive.press("r")
    banner = " ".join(drive.frame.split())
    assert "Something went wrong that should not" in banner
    assert "was saved before is safe" in banner
    assert "Press r" in banner
    services.broken = frozenset()
    await drive.press("r")
    assert drive.frame == before
