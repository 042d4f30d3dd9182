"""How quick the organiser's screen is: its first frame beside a bare Textual app, and long lists.

The figures are milliseconds of the processor, since on a busy machine the clock says little: of a stall
those of the thread that draws, of everything else those of the whole process. By itself, on a folder that
`bench.py --build FOLDER 50000` has filled: python tests/bench/screen.py FOLDER
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from unittest.mock import patch

ROOT: Final = Path(__file__).parents[2]
NOW: Final = datetime(2027, 1, 30, 18, tzinfo=UTC)
SIZE: Final = (120, 40)
PEOPLE: Final = 50_000
"""For so many people the bounds hold."""
HEAD: Final = ("on the screen", "figure", "at most", "on the clock")
TURNS: Final = 5
PAGES: Final = 20
SOUGHT: Final = "person 499"


class Beats:
    """How long the thread that draws was at work between two beats, at most."""

    def __init__(self) -> None:
        self.longest = self.clock = 0.0

    async def go_on(self) -> None:
        """Beat until cancelled."""
        worked, seen = time.thread_time(), time.perf_counter()
        while True:
            await asyncio.sleep(0.001)
            self.longest = max(self.longest, time.thread_time() - worked)
            self.clock = max(self.clock, time.perf_counter() - seen)
            worked, seen = time.thread_time(), time.perf_counter()

    async def during(self, doing: Awaitable[None]) -> dict[str, float]:
        """The longest stall while something is done, in milliseconds."""
        self.longest = self.clock = 0.0
        task = asyncio.create_task(self.go_on())
        await doing
        task.cancel()
        return {"figure": self.longest * 1000, "clock": self.clock * 1000}


def first_frame(folder: Path, which: str, state: Path) -> dict[str, float]:
    """Milliseconds of the processor from the start of this process to a frame that says something.

    Of ours, `figure` is the first frame with a challenge, as kept from the last start or not, and `read`
    the first one that was read from the workspace; what is kept lies in the folder `state`.
    """
    gc.set_threshold(100_000)  # as the program does
    app = _bare() if which == "bare" else _starting(folder, state)
    seen: dict[str, float] = {}

    def display(screen: Any, _: object) -> None:
        """Stands in for the terminal: notes when there is the first text, or the first challenge."""
        if which == "bare":
            seen.setdefault("figure", time.process_time())
        elif any(widget.option_count for widget in screen.query("#challenges")):
            seen.setdefault("figure", time.process_time())
            if screen.query("ChallengeList"):
                seen.setdefault("read", time.process_time())

    async def run() -> None:
        app._display = display
        async with app.run_test(size=SIZE):
            while "read" not in seen and not (which == "bare" and seen):
                await asyncio.sleep(0.01)
            while which != "bare" and not list(state.glob("today-*.json")):
                await asyncio.sleep(0.01)

    asyncio.run(run())
    return {name: at * 1000 for name, at in seen.items()}


def _bare() -> Any:
    from textual.app import App
    from textual.widgets import Footer, Static

    class Bare(App[None]):
        def compose(self) -> Iterator[Any]:
            yield Static("Hello")
            yield Footer()

    return Bare()


def _starting(folder: Path, state: Path) -> Any:
    """The app as the program starts it."""
    import moonwalk.cli.commands.screen
    import moonwalk.cli.main  # noqa: F401
    from moonwalk.tui.app import MoonwalkApp
    from moonwalk.tui.opened import Start
    from moonwalk.tui.screen_settings import read_screen_settings

    def opens() -> Any:
        return _open(folder), ()

    return MoonwalkApp(None, read_screen_settings(state / "screen.json"), start=Start(folder, opens))


def _open(folder: Path) -> Any:
    from moonwalk.services.workspace import open_workspace

    return open_workspace(folder, NOW, frozenset())


def _ours(folder: Path) -> Any:
    from moonwalk.tui.app import MoonwalkApp

    return MoonwalkApp(_open(folder))


def long_lists(folder: Path) -> dict[str, Any]:
    """What a board, the palette and a filter take with everyone of this folder."""
    gc.set_threshold(100_000)
    return asyncio.run(_long_lists(folder))


async def _long_lists(folder: Path) -> dict[str, Any]:
    sys.path.insert(0, str(ROOT))
    from tests.tui.driving import Drive

    app, beats = _ours(folder), Beats()
    with patch("moonwalk.tui.screens.base_screen.LOOK_EVERY", 3600.0):
        async with app.run_test(size=SIZE) as pilot:
            drive = Drive(app, pilot)
            await drive.settle()
            figures: dict[str, Any] = {"names": await beats.during(_palette(drive))}
            await drive.press("escape", "enter")
            with _answered() as seen:
                figures["stall"] = await beats.during(drive.press("tab"))
                figures["ready"] = {"figure": (time.process_time() - seen[-1]) * 1000}
            figures["rows"] = len(app.screen.table.order)
            figures["page"] = await _median(drive, ["pagedown"] * PAGES)
            await drive.press("slash")
            figures["filter"] = await _median(drive, list(SOUGHT))
    return figures


async def _palette(drive: Any) -> None:
    await drive.press("ctrl+p")
    await drive.type(SOUGHT)


@contextmanager
def _answered() -> Iterator[list[float]]:
    """When, in seconds of the processor, a board was handed to its screen."""
    from moonwalk.tui.screens.board import BoardScreen

    seen: list[float] = []
    show = BoardScreen._show

    def shown(screen: BoardScreen, page: Any) -> None:
        seen.append(time.process_time())
        show(screen, page)

    with patch.object(BoardScreen, "_show", shown):
        yield seen


async def _median(drive: Any, keys: list[str]) -> dict[str, float]:
    taken, seen = [], []
    for key in keys:
        worked, began = time.process_time(), time.perf_counter()
        await drive.press(key)
        taken.append(time.process_time() - worked)
        seen.append(time.perf_counter() - began)
    return {"figure": statistics.median(taken) * 1000, "clock": statistics.median(seen) * 1000}


def table(place: Path, print_row: Callable[..., None]) -> None:
    """Prints every figure beside what it may be; the company is in this place, the sample is made there."""
    folder, demo = place / "company", place / "demo"
    if not demo.exists():
        _ask("--sample", demo)
    starts: dict[str, list[dict[str, float]]] = {"bare": [], "demo": [], "company": []}
    with TemporaryDirectory() as states:
        for _ in range(TURNS + 1):
            for which, taken in starts.items():
                # Of its own, since the end of a start is that its page is kept there.
                state = Path(states) / which
                state.mkdir(exist_ok=True)
                taken.append(_ask("--first-frame", demo if which == "demo" else folder, which, str(state)))
    # The first round fills caches; what a busy machine adds to a turn says nothing about it.
    bare, ours, large = (min(turn["figure"] for turn in taken[1:]) for taken in starts.values())
    read = min(turn["read"] for turn in starts["company"][1:])
    lists = _ask("--long-lists", folder)
    print(f"\nThe organiser's screen; long lists with {lists['rows']:,} people")
    print_row(*HEAD)
    print_row("first frame, bare", f"{bare:.0f}", "", "")
    print_row("first frame", f"{ours:.0f}", f"{bare * 1.5:.0f}", "")
    print_row("first frame, all", f"{large:.0f}", "500", "")
    print_row("read anew, all", f"{read:.0f}", "", "")
    for name, label, most in (
        ("ready", "board ready", 150),
        ("stall", "board, stall", 50),
        ("page", "page down", 30),
        ("names", "palette, stall", 60),
        ("filter", "filter, a letter", 100),
    ):
        clock = lists[name].get("clock")
        print_row(label, f"{lists[name]['figure']:.0f}", f"{most}", "" if clock is None else f"{clock:.0f}")


def _ask(what: str, folder: Path, *rest: str) -> dict[str, Any]:
    """Measures in a process of its own."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, __file__, what, str(folder), *rest]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=kept)
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def main() -> None:
    """Measures a part for the process that asked; else prints the table for a folder that was built."""
    what, *rest = sys.argv[1:]
    if what == "--first-frame":
        print(json.dumps(first_frame(Path(rest[0]), rest[1], Path(rest[2]))))
    elif what == "--long-lists":
        print(json.dumps(long_lists(Path(rest[0]))))
    elif what == "--sample":
        from moonwalk.services.sample import build_sample

        build_sample(Path(rest[0]), NOW)
        print("{}")
    else:
        table(Path(what), lambda *cells: print("".join(f"{cell:>18}" for cell in cells)))


if __name__ == "__main__":
    main()
