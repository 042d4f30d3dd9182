"""The screen driven by keys, waiting for workers and never for the clock."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final
from unittest.mock import patch

from textual.events import Key
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from moonwalk.tui.app import MoonwalkApp
from moonwalk.tui.desk import Desk

SMALL: Final = (80, 24)
LARGE: Final = (140, 40)
TINY: Final = (60, 20)
ROUNDS: Final = 6
"""Times the app must be found idle: a message takes some to reach it from the innermost widget."""
SIZES: Final = (SMALL, LARGE)

SCREENS: Final[dict[str, tuple[str, ...]]] = {
    "home": (),
    "board": ("enter",),
    "people board": ("enter", "tab"),
    "members": ("enter", "enter"),
    "person": ("enter", "tab", "enter"),
    "why a team": ("enter", "w"),
    "why above": ("enter", "w", "tab"),
    "why since": ("enter", "w", "tab", "tab"),
    "why a person": ("enter", "tab", "w", "tab"),
    "people": ("g", "p"),
    "prizes": ("g", "w"),
    "rules": ("g", "l"),
    "outbox": ("g", "o"),
    "plugins": ("g", "x"),
    "keys": ("question_mark",),
}
"""How one gets to each screen from home."""

_CHARACTERS: Final = {
    "slash": "/",
    "question_mark": "?",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "colon": ":",
    "space": " ",
}


class Drive:
    """A running app and the keys pressed in it."""

    def __init__(self, app: MoonwalkApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    async def settle(self) -> None:
        """Until no worker is left and every message is handled, also those of the painting that follows."""
        for _ in range(3):
            await self._quiet()
            if not self.app._exit:
                await self.pilot.pause(0)

    async def _quiet(self) -> None:
        idle = 0
        while idle < ROUNDS and not self.app._exit:
            await asyncio.sleep(0)
            screen = self.app.screen
            if any(not worker.is_finished for worker in self.app.workers):
                idle = 0
                with suppress(WorkerCancelled):
                    await self.app.workers.wait_for_complete()
            elif self.app._batch_count or not screen._compositor.size:  # a new screen is not painted at once
                idle = 0
                await self.pilot.pause(0.005)
            elif all(
                one.message_queue_size == 0 for one in (self.app, *screen.walk_children(with_self=True))
            ):
                idle += 1

    async def press(self, *keys: str) -> None:
        """Press keys, each taken in fully."""
        for key in keys:
            character = key if len(key) == 1 else _CHARACTERS.get(key)
            self.app.post_message(Key(_character_to_key(key) if len(key) == 1 else key, character))
            await self.settle()

    async def type(self, text: str) -> None:
        """Type text, letter by letter."""
        await self.press(*text)

    async def resize(self, size: tuple[int, int]) -> None:
        """Make the terminal larger or smaller."""
        await self.pilot.resize_terminal(*size)
        await self.settle()

    def count_paints(self) -> list[object]:
        """A list that grows by one whenever something is sent to the terminal."""
        painted: list[object] = []
        self.app._display = lambda screen, renderable: painted.append(renderable)  # type: ignore[method-assign]
        return painted

    @property
    def frame(self) -> str:
        """The screen as text."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join(strip.text.rstrip() for strip in strips)


@asynccontextmanager
async def driven(
    desk: Desk, size: tuple[int, int] = SMALL, keys: tuple[str, ...] = ()
) -> AsyncIterator[Drive]:
    """The app on a desk, with some keys pressed already."""
    app = MoonwalkApp(desk)
    # A test looks for changes when it says so, not when two seconds are over.
    with patch("moonwalk.tui.screens.base_screen.LOOK_EVERY", 3600.0):
        async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
            drive = Drive(app, pilot)
            await drive.settle()
            await drive.press(*keys)
            yield drive
