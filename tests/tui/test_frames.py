"""Whole screens as text. Run with MOONWALK_DRAW_FRAMES=1 to draw them anew, and read them."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from ..workspaces import Lanes
from .driving import LARGE, SCREENS, SMALL, TINY, driven

FRAMES = Path(__file__).parent / "frames"


@pytest.mark.parametrize("size", [TINY, SMALL, LARGE], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", ["home", "board", "person", "why a team", "why since", "logging"])
async def test_a_screen_looks_as_it_did(name: str, size: tuple[int, int], acme: Lanes) -> None:
    keys = SCREENS.get(name, ("enter", "tab", "a", *"9"))
    async with driven(acme, size, keys) as drive:
        path = FRAMES / f"{name.replace(' ', '-')}-{size[0]}x{size[1]}.txt"
        # The head of a chain is another one each time.
        frame = re.sub(r"\b[0-9a-f]{8}\b", "0" * 8, drive.frame) + "\n"
        if os.environ.get("MOONWALK_DRAW_FRAMES"):
            FRAMES.mkdir(exist_ok=True)
            path.write_text(frame, encoding="utf-8", newline="\n")
        assert frame == path.read_text(encoding="utf-8")
