"""Counts the files of the program that one ordinary thing leads through: how far a newcomer has to read.

    python tests/bench/walks.py [--list]

Three walks on the sample company: a CSV row is imported and the board of teams made from it; `why` for one
person; Enter in the log bar until the board is drawn again and nothing is left to do. Counted are the
distinct files below engine/moonwalk and plugins of which a function is called, the second time: the first
does the imports and loads the challenge. The workspace is open already, as it is behind a screen, and the
command line itself is not counted. Nor is what `board` asks besides: whether first place can be overtaken.

All of it is reached through the command group, so hardly a module is named here.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from functools import partial
from io import StringIO
from pathlib import Path
from types import FrameType
from typing import Any
from unittest.mock import patch

import click
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input

import moonwalk
from moonwalk.cli import build

ENGINE = Path(moonwalk.__file__).resolve().parent
CHECKOUT = ENGINE.parents[1]
ROOTS = (ENGINE, CHECKOUT / "plugins")
CHALLENGE = "walk-backward"
NOW = "2027-03-17T15:00"
SIZE = (140, 40)
TODAY = NOW[:10]
DOOR = "workspace_of"
"""The function by which a command gets its workspace."""
SECOND_QUESTION = "overtake"
"""The function by which `board` asks whether first place can be overtaken."""
COMMAND_LINE = ("moonwalk.cli.", "moonwalk.cli.commands.")
DOORS = {"cli", "commands"}


class Walked:
    """The files entered while it is on, in whatever thread."""

    def __init__(self) -> None:
        self.files: set[str] = set()
        self._on = False
        # Threads that Textual keeps begin long before they are watched.
        threading.setprofile(self._enter)
        sys.setprofile(self._enter)

    @contextmanager
    def watch(self) -> Iterator[None]:
        """Begins afresh and watches until the block ends."""
        self.files.clear()
        self._on = True
        try:
            yield
        finally:
            self._on = False

    def ours(self) -> list[str]:
        """The files of the program and of its plugins among them, from the checkout's folder."""
        paths = {Path(name).resolve() for name in self.files if not name.startswith("<")}
        named = [path.relative_to(CHECKOUT) for path in paths if any(map(path.is_relative_to, ROOTS))]
        return sorted(path.as_posix() for path in named if not DOORS & set(path.parts))

    def _enter(self, frame: FrameType, event: str, _: object) -> None:
        if self._on and event == "call":
            self.files.add(frame.f_code.co_filename)


def command(folder: Path, *words: str) -> None:
    """Runs a command; one that fails ends this program."""
    line = ["-w", str(folder), "--now", NOW, *words]
    told = _Terminal()
    with redirect_stdout(told), redirect_stderr(told), patch("sys.stdin", _Terminal()):
        try:
            build().main(line, prog_name="moonwalk", standalone_mode=False)
        except (SystemExit, click.exceptions.Exit) as end:
            code = end.code if isinstance(end, SystemExit) else end.exit_code
            if code:
                raise RuntimeError(
                    f"moonwalk {' '.join(words)} ended with {code}:\n{told.getvalue()}"
                ) from end


@contextmanager
def opened_once() -> Iterator[None]:
    """Commands share one open workspace, and `board` does without its second question."""
    group = build()
    for name in group.list_commands(click.Context(group)):
        group.get_command(click.Context(group), name)  # imports its module
    shared: list[Any] = []

    def opened(opening: Callable[[Any], Any], session: Any) -> Any:
        if not shared:
            shared.append(opening(session))
        return shared[0]

    with ExitStack() as stack:
        for module, opening in _commands_with(DOOR):
            stack.enter_context(patch.object(module, DOOR, partial(opened, opening)))
        for module, _ in _commands_with(SECOND_QUESTION):
            stack.enter_context(patch.object(module, SECOND_QUESTION, lambda *_: None))
        yield


def _commands_with(name: str) -> list[tuple[Any, Callable[[Any], Any]]]:
    """The modules of commands that have a function of a name, and the function."""
    modules = [module for key, module in sys.modules.items() if key.startswith(COMMAND_LINE)]
    found = [(module, getattr(module, name)) for module in modules if hasattr(module, name)]
    if not found:
        raise RuntimeError(f"no command has the function '{name}' any more: say what does its work now")
    return found


def row_to_board(folder: Path, walked: Walked) -> list[str]:
    """One CSV row imported, and the board of teams that it changes."""
    for minutes in (11, 12):
        file = folder / f"row-{minutes}.csv"
        file.write_text(f"id,date,activity,minutes\ne003,{TODAY},backward_walk,{minutes}\n", encoding="utf-8")
        with walked.watch():
            command(folder, "import", str(file))
            command(folder, "board", CHALLENGE, "--json", "--for", "organisers")
    return walked.ours()


def why_one_person(folder: Path, walked: Walked) -> list[str]:
    """Every point of one person explained."""
    for _ in range(2):
        with walked.watch():
            command(folder, "why", CHALLENGE, "e004", "--person", "--json")
    return walked.ours()


def log_bar_to_board(folder: Path, walked: Walked) -> list[str]:
    """Enter in the log bar, until the board that follows is drawn."""

    def drive(app: App[None], **_: object) -> None:
        asyncio.run(_log_twice(app, walked))

    with patch.object(App, "run", drive):
        command(folder)
    return walked.ours()


async def _log_twice(app: App[None], walked: Walked) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await _settle(pilot)
        await _press(pilot, "enter")
        assert len(app.screen_stack) == 2, "Enter at home opens the board"
        await _press(pilot, "a")
        for amount in ("3", "4"):
            await _press(pilot, *"e005", "enter", amount)
            assert isinstance(app.focused, Input)
            assert app.focused.value == amount
            with walked.watch():
                await _press(pilot, "enter")


async def _press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await _settle(pilot)


async def _settle(pilot: Pilot[None]) -> None:
    """Until nothing is left to be worked out or painted: an answer may lead to a further question."""
    for _ in range(3):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


class _Terminal(StringIO):
    """A stream that passes for a terminal, so that the program opens its screen."""

    def isatty(self) -> bool:
        return True


WALKS: dict[str, Callable[[Path, Walked], list[str]]] = {
    "one CSV row to the board of teams": row_to_board,
    "why for one person": why_one_person,
    "Enter in the log bar to the board": log_bar_to_board,
}


def main(arguments: list[str]) -> int:
    """Prints how many files each walk enters, and with --list which."""
    walked = Walked()
    for name, walk in WALKS.items():
        with tempfile.TemporaryDirectory(prefix="moonwalk-walks-", ignore_cleanup_errors=True) as place:
            folder = Path(place) / "work"
            with patch.object(App, "run", lambda *_, **__: None):
                command(folder, "demo", str(folder))
            with opened_once():
                files = walk(folder, walked)
        print(f"{len(files):4}  {name}")
        if "--list" in arguments:
            print("\n".join(f"        {file}" for file in files))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
