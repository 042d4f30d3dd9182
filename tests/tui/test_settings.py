"""Messages of one's own, the settings, and plugins by others: all by keys, and nothing before it was said."""

from __future__ import annotations

from moonwalk.services.notifications import list_messages
from moonwalk.services.workspace import Workspace, load_settings, open_workspace
from moonwalk.tui.app import MoonwalkApp
from moonwalk.tui.themes import CONTRAST, DARK

from ..workspaces import Lanes
from .driving import LARGE, SMALL, TINY, Drive, driven


def plain(drive: Drive) -> str:
    return " ".join(drive.frame.replace("│", " ").split())


async def test_something_is_announced_once_it_was_read_and_the_people_counted(acme: Lanes) -> None:
    def written() -> int:
        return sum(message.subject == "Track open" for message in list_messages(acme.ws))

    async with driven(acme, LARGE, ("enter", "d", "f", *"Track open", "tab")) as drive:
        await drive.press(*"Hello {first_name}, {team}!", "tab", *"Otter", "enter")
        assert "Nobody is in a team 'Otter' now. Nothing was sent." in plain(drive)
        await drive.press("s", "enter")
        assert "→ 4 people will get it by file, such as: To Ana Bogdan: Track open" in plain(drive)
        assert "Hello Ana, Otters!" in plain(drive)
        await drive.press("enter")
        assert "✗ Nothing was sent. To send it, write 4" in plain(drive)
        assert written() == 0
        await drive.press("tab", "4", "enter", "enter")
        assert "✓ 4 people will get it when what is due is sent" in plain(drive)
    assert written() == 4


async def test_settings_are_changed_tried_out_and_seen_at_once(acme: Lanes) -> None:
    path = acme.folder / "moonwalk.yaml"
    before = path.read_text(encoding="utf-8")
    async with driven(acme, SMALL, ("g", "c", "right", "enter")) as drive:
        assert drive.app.theme == CONTRAST
        await drive.press("right")
        assert drive.app.theme == DARK
        await drive.press(
            "down", "enter", *"08:30", "tab", *"18:00", "tab", "tab", *"25 Dec", "tab", "2", "enter"
        )
        said = "earliest: 08:30, latest: 18:00, at_most: 2, holidays: [2026-12-25]}. Everything else in"
        assert said in plain(drive)
        assert path.read_text(encoding="utf-8") == before
        await drive.press("enter", "escape")
        assert "08:30 to 18:00, workdays, not on 1 holiday, at most 2 a day" in plain(drive)
        assert path.read_text(encoding="utf-8").startswith(before.rstrip())
        app = drive.app
        assert isinstance(app, MoonwalkApp)
        assert app.workspace.settings.sending == load_settings(acme.folder).sending
        await drive.press("enter", "ctrl+u", *"8", "enter")
        assert "earliest: 08:00, latest: 18:00" in plain(drive)
        await drive.press("ctrl+u", *"noon", "enter")
        assert "moonwalk.yaml:" not in plain(drive)
        assert "could not be used with that. Nothing was changed." in plain(drive)
        assert "hours and minutes: 08:00." in plain(drive)
        await drive.press("escape", "slash", *"file", "enter", "enter", "enter")
        assert "One message goes by file to the address it sends from now." in plain(drive)
        await drive.press("enter")
        assert "✓ Sent to" in plain(drive)
        await drive.press(
            "escape", "escape", "slash", *"name", "enter", "enter", "ctrl+u", *"Acme [b]", "enter"
        )
        await drive.press("enter", "escape")
        assert load_settings(acme.folder).name == "Acme [b]"
        for size in (TINY, LARGE):
            await drive.resize(size)
            assert "Acme [b]" in drive.frame
            assert "? Keys" in drive.frame.split("\n")[-1]


class Opened(Lanes):
    """A workspace with the plugins that its own folder has."""

    @property
    def ws(self) -> Workspace:
        return open_workspace(self.folder, self.now)


async def test_a_plugin_is_approved_and_another_one_left_out(acme: Lanes) -> None:
    plugin = acme.folder / "plugins" / "cheers.py"
    plugin.parent.mkdir()
    plugin.write_text('"""Cheers."""\nimport moonwalk.api\n', encoding="utf-8")
    async with driven(Opened(acme.folder, acme.now), LARGE, ("g", "x", "d", "A", *"ours", "enter")) as drive:
        assert "→ cheers is approved as its files are now." in plain(drive)
        await drive.press("enter")
        assert "cheers: " in plain(drive)
        assert "is approved. It is so from the next start of Moonwalk on." in plain(drive)
        await drive.press("escape", "slash", *"streaks", "enter", "d", "L")
        assert "→ 'streaks' is left out. 'backwards' cannot be scored without it." in plain(drive)
        assert load_settings(acme.folder).without == ()
        await drive.press("enter")
        assert load_settings(acme.folder).without == ("streaks",)
        assert "from the next start streaks left out" in drive.frame
        await drive.press("escape", "d", "L", "enter")
        assert load_settings(acme.folder).without == ()
        assert "from the next start" not in drive.frame.splitlines()[1]
