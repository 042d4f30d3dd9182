"""Keys that are typed faster than they are dealt with wait, each until the one before has had its effect."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Final, Protocol, runtime_checkable

from textual.app import App
from textual.events import Key
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input

LOOK_AGAIN: Final = 0.05
"""Seconds between two looks at whether a key that others wait for is still under way."""

MOST_LOOKS: Final = 20
"""After so many looks the next key is taken in, whatever has become of the one before."""

MOST_LOOKS_FOR_ROWS: Final = 60
"""After so many looks a key is taken in that waits for rows, of which there may be very many."""

_ROUNDS: Final = 3
"""So many messages have to pass behind a key before nothing that it set off is still under way."""


@dataclass
class Passed(Message):
    """Whatever was under way between a widget and the app when this was sent has arrived."""

    key: int
    round: int
    focused: Widget | None


@runtime_checkable
class TakesKeys(Protocol):
    """A screen, or a field on one, that is not always ready for the next key."""

    def is_ready_for(self, key: Key | None) -> bool:
        """Return whether what a key is about is there, such as rows or names; None: what any key is about."""


class TypeAhead:
    """Hands keys on to an app, one after the other.

    Textual gives a key to whatever has the focus when it comes in. A key that opens a field has not moved
    the focus yet when the next one is there, so a file name that is typed quickly, or pasted, would be
    taken as commands. A key that opens a screen is done with once that has its rows: before, the next one
    would find nothing under the cursor, and the text that follows would be taken as commands as well.
    `hand_on` is what the app does with a key that it takes in.
    """

    def __init__(self, app: App[None], hand_on: Callable[[Key], Awaitable[None]]) -> None:
        self._app = app
        self._hand_on = hand_on
        self._waiting: deque[Key] = deque()
        self._taken = 0
        self._behind: Passed | None = None
        self._guard: Timer | None = None
        self._looks = 0
        self._is_parked = False
        """Whether the key before is done with but for the rows of the screen that it opened."""

        self._wrote = False
        """Whether the key before wrote a letter, so that one more goes where that went."""

    def begin_with(self, keys: Iterable[Key]) -> None:
        """Hand these on before any that have not been taken in yet, also those under way."""
        self._waiting.extendleft(reversed(tuple(keys)))
        if self._waiting and self._behind is None:
            self._park()

    async def take(self, key: Key) -> None:
        """Hand the key on, now or when those before it are done with, and the screen is ready for it."""
        if self._is_parked and self._is_ready_for():
            await self._release()
        if self._behind is None and not self._is_ready_for(key):
            self._park()
        if self._behind is None or (self._is_parked and not self._waiting and self._is_ready_for(key)):
            await self._take_in(key)
            return
        self._waiting.append(key)
        self._look()

    def _park(self) -> None:
        """Wait until the screen is ready, as if after a key."""
        self._behind, self._is_parked, self._looks = Passed(self._taken, _ROUNDS, self._app.focused), True, 0
        self._set_guard()

    async def pass_on(self, passed: Passed) -> None:
        """Wait longer if the focus has moved in the meantime; else take in the next key."""
        if passed is not self._behind:
            return
        focused = self._app.focused
        if passed.round < _ROUNDS or focused is not passed.focused:
            self._follow(Passed(passed.key, passed.round + 1, focused))
        elif not (self._is_ready_for() or self._looks >= MOST_LOOKS_FOR_ROWS or self._next_is_text):
            self._is_parked = True
            self._set_guard()
        else:
            await self._release()

    def _is_ready_for(self, key: Key | None = None) -> bool:
        """Whether the screen on top can take a key in, or any key; one that does not say so can."""
        top = self._app.screen_stack[-1:]
        return all(screen.is_ready_for(key) for screen in top if isinstance(screen, TakesKeys))

    @property
    def _next_is_text(self) -> bool:
        # A letter after Enter is for what Enter leads to, and that may still be under way.
        return self._wrote and bool(self._waiting) and self._is_ready_for(self._waiting[0])

    async def _take_in(self, key: Key) -> None:
        self._taken += 1
        self._is_parked = False
        self._behind = behind = Passed(self._taken, 1, self._app.focused)
        self._looks = 0
        self._wrote = key.is_printable and isinstance(self._app.focused, Input)
        await self._hand_on(key)
        self._follow(behind)

    def _follow(self, passed: Passed) -> None:
        """Send a message after the key: from where it went, through everything above, to the app."""
        self._behind = passed
        focused = passed.focused
        if focused is None or not focused.is_attached or not focused.post_message(passed):
            self._app.screen.post_message(passed)

    async def _release(self) -> None:
        self._behind, self._is_parked = None, False
        if self._guard is not None:
            self._guard.stop()
            self._guard = None
        if self._waiting:
            await self._take_in(self._waiting.popleft())

    def _look(self) -> None:
        """Send the message again where a widget that is gone has taken it along; look again in a while."""
        behind = self._behind
        if behind is not None and behind.focused is not None and not behind.focused.is_attached:
            self._follow(Passed(behind.key, 1, self._app.focused))
        self._set_guard()

    def _set_guard(self) -> None:
        if self._guard is None:
            self._guard = self._app.set_timer(LOOK_AGAIN, self._look_again)

    async def _look_again(self) -> None:
        self._guard = None
        self._looks += 1
        most = MOST_LOOKS_FOR_ROWS if self._is_parked else MOST_LOOKS
        is_over = self._looks >= most or (self._is_parked and self._is_ready_for())
        if self._behind is not None and is_over:
            await self._release()
        elif self._waiting or self._is_parked:
            self._look()
