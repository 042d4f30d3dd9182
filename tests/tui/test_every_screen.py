from __future__ import annotations

import pytest

from moonwalk.tui.actions import actions_of
from moonwalk.tui.screens.base_screen import Frame

from .driving import LARGE, SCREENS, SMALL, TINY, Drive, driven
from .fake_desk import FakeDesk, hostile

EVERY = tuple(SCREENS)
KINDS = tuple(name for name in EVERY if name not in ("people board", "people"))
CONTROLS = {chr(code) for code in (*range(0x20), *range(0x7F, 0xA0), 0x202E, 0x200B, 0x2066, 0xD800)} - {"\n"}
QUESTIONS = (
    "list_challenges", "show_board", "explain", "list_people", "activity_choices", "list_messages",
    "explain_team", "part", "person_change", "team_change", "list_plugins", "show_panels", "rules_in_words",
    "show_prizes", "overtake", "pulse",
)  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
async def test_every_action_of_a_screen_can_be_done_by_its_key(name: str) -> None:
    async with driven(FakeDesk(), SMALL, SCREENS[name]) as drive:
        screen = drive.app.screen
        assert isinstance(screen, Frame)
        for key in (action.keys[0] for action in actions_of(*screen.SCOPES) if action.keys):
            if key == "ctrl+q":
                continue
            await drive.press(key)
            if drive.app.screen is not screen or screen.query("#tray > *"):
                await drive.press("escape")
            if drive.app.screen is not screen:
                await drive.press("g", "h", *SCREENS[name])
                screen = drive.app.screen
        assert drive.app.is_running
        assert drive.app.return_code is None


@pytest.mark.parametrize("name", EVERY)
async def test_a_hostile_name_is_shown_and_does_nothing(name: str) -> None:
    async with driven(hostile(), SMALL, SCREENS[name]) as drive:
        if name not in ("keys", "plugins"):
            assert "[@click=app.quit]" in drive.frame
        assert_harmless(drive)
        await drive.resize(LARGE)
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
async def test_an_empty_workspace_never_fails(name: str) -> None:
    async with driven(FakeDesk(empty=True), SMALL, SCREENS[name]) as drive:
        assert isinstance(drive.app.screen, Frame)
        assert "Something went wrong" not in drive.frame


@pytest.mark.parametrize("name", EVERY)
async def test_a_screen_fits_shows_its_keys_and_rests_while_nothing_changes(name: str) -> None:
    desk = FakeDesk()
    async with driven(desk, SMALL, SCREENS[name]) as drive:
        for size in (LARGE, SMALL, TINY):
            await drive.resize(size)
            lines = drive.frame.split("\n")
            assert len(lines) == size[1]
            assert "Moonwalk" in lines[0] or size == TINY
            assert "? Keys" in lines[-1]
        shown = [one for one in drive.app.screen.active_bindings.values() if one.binding.show]
        assert 3 <= len(shown) <= 6
        # What a resize still has to lay out comes a moment after it on a busy machine.
        await drive.settle()
        desk.calls.clear()
        painted = drive.count_paints()
        drive.app.screen._look()  # type: ignore[attr-defined]
        await drive.settle()
        assert desk.calls == ["pulse"]
        assert painted == []


@pytest.mark.parametrize("name", EVERY)
async def test_a_desk_that_raises_is_told_in_a_banner_until_it_answers_again(name: str) -> None:
    desk = FakeDesk()
    async with driven(desk, SMALL, SCREENS[name]) as drive:
        before = drive.frame
        desk.broken = frozenset(QUESTIONS)
        await drive.press("r")
        told = " ".join(drive.frame.split())
        assert "Something went wrong that should not" in told
        assert "was saved before is safe" in told
        assert "Press r" in told
        desk.broken = frozenset()
        await drive.press("r")
        assert drive.frame == before
