"""Work that takes long: whoever waits for it hears how far it is, and may end it with nothing half done.

Services call `tell` wherever they can count. Where the one who listens wants the work to end, that raises
Stopped, and what was not kept yet is undone on the way out. Once something was kept, work goes on to its end,
or to a place of its own choosing where `stop_asked` says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from threading import Event
from typing import Final, Literal

Doing = Literal[
    "read",
    "landed",
    "taken back",
    "scored",
    "played",
    "answered",
    "copied",
    "packed",
    "checked",
    "written",
    "sent",
]
"""What is counted: rows read and brought in, entries taken back, people scored, seasons played, moments whose
messages were worked out, pages of the database copied, files packed and checked, messages written and
sent."""


class Stopped(Exception):
    """Work that was ended by whoever waited for it; the message says what that means for the data."""

    def __init__(self, message: str = "Stopped. Nothing was changed.") -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Step:
    """So much is done of a total, which is None where nobody knows it before the end."""

    doing: Doing
    done: int
    total: int | None = None


@dataclass(slots=True)
class Listener:
    """Whoever waits for work: hears each step in the thread that works, and sets `stop` to end it.

    `is_kept` says that something was kept already, so that the work cannot end as if it had never begun.
    """

    hear: Callable[[Step], None]
    stop: Event = field(default_factory=Event)
    is_kept: bool = False


_LISTENER: Final[ContextVar[Listener | None]] = ContextVar("listener", default=None)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Have `listener` hear of the work that is done in this block."""
    before = _LISTENER.set(listener)
    try:
        yield
    finally:
        _LISTENER.reset(before)


def tell(doing: Doing, done: int, total: int | None = None) -> None:
    """Tell whoever waits how far the work is. Stopped where they want it to end and nothing was kept yet."""
    listener = _LISTENER.get()
    if listener is None:
        return
    if listener.stop.is_set() and not listener.is_kept:
        raise Stopped
    listener.hear(Step(doing, done, total))


def settle() -> None:
    """Say that something was kept: from now on `tell` ends nothing any more."""
    listener = _LISTENER.get()
    if listener is not None:
        listener.is_kept = True


def stop_asked() -> Event:
    """The event that is set once whoever waits wants the work to end; it never is where nobody waits."""
    listener = _LISTENER.get()
    return Event() if listener is None else listener.stop
