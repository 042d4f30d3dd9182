"""The screen for looking only: whatever would change something says why it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from moonwalk.tui.actions import ACTIONS, bindings_of
from moonwalk.tui.app import READ_ONLY, MoonwalkApp

from ..workspaces import Lanes
from .driving import SMALL, driven

LOOKS = ("cached_total", "lease", "reading", "link", "seal")
"""What looking at things writes down by itself: who looked, and figures that follow from facts."""


class Owner:
    """Has the keys of one scope, as a screen or a bar does."""


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith("moonwalk.db")
    }


async def test_whatever_writes_says_why_it_does_not_and_nothing_is_changed(
    acme: Lanes, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables, files = acme.dump(LOOKS), contents(acme.folder)
    refused: list[str] = []
    say = MoonwalkApp.refuse_to_write
    monkeypatch.setattr(MoonwalkApp, "refuse_to_write", lambda app: (refused.append("said"), say(app)))
    async with driven(acme, SMALL, read_only=True) as drive:
        for action in ACTIONS:
            if action.writes:
                owner = type("Owner", (Owner,), {"BINDINGS": bindings_of(action.scope)})()
                refused.clear()
                assert await drive.app.run_action(action.does, owner), action.id
                assert refused == ["said"], action.id
        await drive.settle()
        assert {notice.message for notice in drive.app._notifications} == {READ_ONLY}

        refused.clear()  # now as one comes upon them: by keys, by opening a row, by the palette
        keys = (*"adge", "enter", *"gjughglsmgp", "enter", "e")
        await drive.press(*keys, "ctrl+p", *"back up", "enter")
        assert len(refused) == 8
        assert "read-only" in drive.frame.splitlines()[0]
        await drive.press("g", "f", *"mine", "ctrl+s", "f9", "f2", "enter")
        assert len(refused) == 11
        assert "● not saved" not in drive.frame
        await drive.press("escape", "f1")
        assert "not here: Save the file, also with problems" in drive.frame
    assert acme.dump(LOOKS) == tables
    assert contents(acme.folder) == files
