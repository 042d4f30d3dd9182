"""Draws the pictures of the screen in docs/pictures, from the sample company: `make pictures`.

The clock stands still and nothing is left to chance, so the same program draws the same pictures.
"""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from textual.pilot import Pilot

from moonwalk.services.notifications import tick
from moonwalk.services.sample import build_sample
from moonwalk.services.workspace import open_workspace
from moonwalk.tui.app import MoonwalkApp
from moonwalk.tui.screens.base_screen import Frame
from moonwalk.tui.screens.board import BoardScreen
from moonwalk.tui.screens.columns import ColumnsScreen
from moonwalk.tui.screens.course import CourseScreen
from moonwalk.tui.screens.file import FileScreen
from moonwalk.tui.screens.home import HomeScreen
from moonwalk.tui.screens.members import MembersScreen
from moonwalk.tui.screens.outbox import OutboxScreen
from moonwalk.tui.screens.person import PersonScreen
from moonwalk.tui.screens.templates import TemplatesScreen
from moonwalk.tui.screens.why import ReasonsScreen

FOLDER = Path(__file__).parent / "pictures"
NOW = datetime(2027, 1, 20, 15, tzinfo=UTC)
"""A Wednesday; the sample company is in its third week."""
SIZE = (110, 32)
ANSWERS = """\
Name,Day,Minutes,Mood
Zoë Verhoeven,2027-01-19,12,good
Somebody Else,2027-01-19,10,fine
Zoë Verhoeven,2027-01-18,lots,good
"""


class Picture(NamedTuple):
    """A picture: its file, the keys that lead to the screen, and which screen that is."""

    name: str
    keys: tuple[str, ...]
    screen: type[Frame]


PICTURES = (
    Picture("today", (), HomeScreen),
    Picture("board", ("enter",), BoardScreen),
    Picture("race", ("enter", "c"), CourseScreen),
    Picture("why", ("enter", "down", "w", "tab"), ReasonsScreen),
    Picture("people", ("g", "p"), MembersScreen),
    Picture("person", ("enter", "tab", "enter"), PersonScreen),
    Picture("import", ("d", "i", *"answers.csv", "f2"), ColumnsScreen),
    Picture("outbox", ("g", "o"), OutboxScreen),
    Picture("templates", ("n",), TemplatesScreen),
    Picture("file", ("E",), FileScreen),
)


async def draw(workspace_folder: Path, picture: Picture) -> str:
    """The picture as SVG, drawn by the program after these keys."""
    app = MoonwalkApp(open_workspace(workspace_folder, NOW, frozenset()))
    async with app.run_test(size=SIZE) as pilot:
        await _rest(app, pilot)
        for key in picture.keys:
            await pilot.press(key)
            await _rest(app, pilot)
        if not isinstance(app.screen, picture.screen):
            raise SystemExit(f"The keys of '{picture.name}' lead to a {type(app.screen).__name__}.")
        # The head of the chain is another one in every workspace.
        app.screen.query("#chain").set(display=False)
        await _rest(app, pilot)
        return by_itself(app.export_screenshot(title=f"Moonwalk: {picture.name}", simplify=True))


async def _rest(app: MoonwalkApp, pilot: Pilot[None]) -> None:
    """Until all questions are answered and the answers drawn."""
    for _ in range(3):
        await app.workers.wait_for_complete()
        await pilot.pause()


def by_itself(svg: str) -> str:
    """The SVG without fonts from elsewhere, and with names and numbers that do not change by themselves."""
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = svg.replace("Fira Code", "ui-monospace, Menlo, Consolas")
    svg = re.sub(r"<!--.*?-->\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r"terminal-\d+", "t", svg)
    # Messages of every workspace have other names.
    svg = re.sub(r"\b[0-9a-f]{20}\b", "0123456789abcdef0123", svg)
    svg = re.sub(r"\d+\.\d{2,}", lambda number: f"{float(number[0]):.1f}", svg)
    lines = (line.strip() for line in svg.splitlines())
    return "\n".join(line for line in lines if line) + "\n"


def main() -> None:
    """Writes every picture anew."""
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.svg"):
        old.unlink()
    with tempfile.TemporaryDirectory(prefix="moonwalk-pictures-") as folder:
        build_sample(Path(folder) / "demo", NOW)
        os.chdir(folder)
        Path("answers.csv").write_text(ANSWERS, encoding="utf-8")
        for picture in PICTURES:
            if picture.screen is OutboxScreen:
                tick(open_workspace(Path(folder) / "demo", NOW))
            drawn = asyncio.run(draw(Path(folder) / "demo", picture))
            (FOLDER / f"{picture.name}.svg").write_text(drawn, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
