"""The screen driven by keys: every step waits for a state, never for a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, nullcontext, suppress
from typing import Final
from unittest.mock import patch

from textual._compositor import Compositor
from textual.drivers.headless_driver import HeadlessDriver
from textual.events import Key, Resize
from textual.geometry import Size
from textual.keys import _character_to_key
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.screen import Screen
from textual.worker import WorkerCancelled, WorkerFailed

from moonwalk.tui.app import MoonwalkApp
from moonwalk.tui.keymap import Keymap

from ..workspaces import Lanes

SMALL: Final = (80, 24)
LARGE: Final = (140, 40)
TINY: Final = (60, 20)
GIVES_UP_AFTER: Final = 120.0
"""Seconds after which something that never comes to rest is an error; no test waits for them."""
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
    "race": ("enter", "c"),
    "spread": ("enter", "tab", "c"),
    "people": ("g", "p"),
    "prizes": ("g", "w"),
    "rules": ("g", "l"),
    "rehearsal": ("g", "s"),
    "entries": ("g", "e"),
    "imports": ("g", "i"),
    "columns": ("g", "i", "d", "i", *"w.csv", "f2"),
    "journal": ("g", "j"),
    "outbox": ("g", "o"),
    "previews": ("g", "m"),
    "plugins": ("g", "x"),
    "templates": ("g", "n"),
    "settings": ("g", "c"),
    "keys": ("question_mark",),
}
"""How one gets to each screen from home; the columns are those of a file where the program was started."""

_CHARACTERS: Final = {
    "slash": "/",
    "question_mark": "?",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "colon": ":",
    "space": " ",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
}


WORKERS: Final = "workers"
TIMERS: Final = "a resize or a batch of changes"
ANIMATIONS: Final = "animations"
PAINTING: Final = "layout or painting"
TASKS: Final = "tasks"
KEYS: Final = "keys that wait for those before them"
MESSAGES: Final = "messages"


def rests(pump: MessagePump) -> bool:
    """Whether an app, screen or widget waits for its next message, with nothing put off until then."""
    queue = pump._message_queue
    # An empty queue alone is not enough: the last message may still be at work.
    parked = bool(queue.ready_event._waiters)  # type: ignore[attr-defined]
    return parked and queue.empty() and not (pump._next_callbacks or pump._pending_message)


def paints(screen: Screen[object]) -> bool:
    """Whether a screen has still to be laid out or painted, or has callbacks for when it is."""
    return bool(
        screen._layout_required
        or screen._scroll_required
        # Textual leaves this set on a screen behind another one.
        or (screen._repaint_required and screen is screen.app.screen)
        or screen._recompose_required
        or screen._dirty_widgets
        or screen._callbacks
        # It runs until what was changed is painted. A screen behind another one has the one in front painted
        # again, and shows that by nothing else.
        or screen._update_timer._active.is_set()
        or not screen._compositor.size
    )


class Drive:
    """A running app and the keys pressed in it."""

    def __init__(self, app: MoonwalkApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    async def settle(self) -> None:
        """Until nothing is left to do: no worker, no message, no layout, no painting, no callback."""
        deadline = time.monotonic() + GIVES_UP_AFTER
        while not self.app._exit and (unfinished := self._unfinished()):
            if time.monotonic() > deadline:
                raise AssertionError(f"The screen never came to rest: {unfinished}.")
            if unfinished == PAINTING:
                # Textual gathers changes for a sixtieth of a second; here that is over at once.
                for screen in self._seen():
                    screen._on_timer_update()
            if unfinished == WORKERS:
                with suppress(WorkerCancelled, WorkerFailed, TimeoutError):
                    await asyncio.wait_for(self.app.workers.wait_for_complete(), deadline - time.monotonic())
            # Where no task is ready, only a timer of Textual's own can go on.
            await asyncio.sleep(0 if unfinished in (TASKS, PAINTING, WORKERS) else 0.001)

    def _unfinished(self) -> str:
        """The first thing that is still to be done; empty once the app can only wait for the next key."""
        app = self.app
        if any(not worker.is_finished for worker in app.workers):
            return WORKERS
        if asyncio.get_running_loop()._ready:  # type: ignore[attr-defined]
            return TASKS
        if not all(rests(pump) for pump in (app, *app._registry)):
            return MESSAGES
        if app._type_ahead._waiting:
            return KEYS
        if app._batch_count or app._resize_event is not None or app._resize_timer is not None:
            return TIMERS
        if app.animator._animations or app.animator._scheduled:
            return ANIMATIONS
        return PAINTING if any(paints(screen) for screen in self._seen()) else ""

    def _seen(self) -> tuple[Screen[object], ...]:
        """The screens that are drawn: the one on top, and those that show behind it."""
        return (*self.app._background_screens, self.app.screen)

    async def press(self, *keys: str) -> None:
        """Press keys, each taken in fully."""
        for key in keys:
            self._send(key)
            await self.settle()

    async def type(self, *keys: str) -> None:
        """Type a text, or press keys, in one burst."""
        for key in keys[0] if len(keys) == 1 else keys:
            self._send(key)
        await self.settle()

    def _send(self, key: str) -> None:
        character = key if len(key) == 1 else _CHARACTERS.get(key)
        self.app.post_message(Key(_character_to_key(key) if len(key) == 1 else key, character))

    async def resize(self, size: tuple[int, int]) -> None:
        """Make the terminal larger or smaller."""
        driver = self.app._driver
        assert isinstance(driver, HeadlessDriver)
        driver._size = size
        self.app.post_message(Resize(Size(*size), Size(*size)))
        await self.settle()

    @contextmanager
    def paints(self) -> Iterator[list[object]]:
        """A list that grows by one whenever something is drawn for the terminal, while this lasts."""
        painted: list[object] = []
        with patch.object(self.app, "_display", lambda screen, renderable: painted.append(renderable)):
            yield painted

    @property
    def frame(self) -> str:
        """The screen as text."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join(strip.text.rstrip() for strip in strips)


def nothing_painted(painted: bool = False) -> AbstractContextManager[object]:
    """Have no change drawn for the terminal, unless it is to be `painted` all the same."""
    if painted:
        return nullcontext()
    return patch.object(Compositor, "render_update", lambda self, **_: None)


@asynccontextmanager
async def driven(
    lanes: Lanes,
    size: tuple[int, int] = SMALL,
    keys: tuple[str, ...] = (),
    *,
    read_only: bool = False,
    keymap: Keymap | None = None,
    painted: bool = False,
) -> AsyncIterator[Drive]:
    """The app on a workspace, with some keys pressed already.

    Widgets are laid out, and drawn where a test looks at the frame; only where it is to be `painted`, each
    change is drawn for the terminal as well, which takes half of the time.
    """
    app = MoonwalkApp(lanes.ws, read_only=read_only, keymap=keymap)
    # A test looks for changes when it says so, not when two seconds are over.
    with patch("moonwalk.tui.screens.base_screen.LOOK_EVERY", 3600.0), nothing_painted(painted):
        async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
            drive = Drive(app, pilot)
            await drive.settle()
            await drive.press(*keys)
            yield drive
