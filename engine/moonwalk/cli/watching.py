"""Files that are looked at again whenever somebody saves them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

PAUSE: Final = 0.03
"""Seconds between two looks. Asking for the state of a few files costs less than what would tell of changes,
and works on every system and every network drive."""

State = tuple[int, int]


class SavedFiles:
    """Files that are saved or added from now on. `paths` says at each look which files there are."""

    def __init__(self, paths: Callable[[], Sequence[Path]], pause: float = PAUSE) -> None:
        self._paths, self._pause = paths, pause
        self._known = self._states()

    def __iter__(self) -> Iterator[tuple[Path, ...]]:
        """Without end, what was saved since the look before, some at a time.

        A file that is empty is passed over: some programs empty it first when they save it.
        """
        while True:
            now = self._states()
            saved = tuple(
                path for path, state in now.items() if state is not None and state != self._known.get(path)
            )
            self._known = now
            if saved:
                yield saved
            time.sleep(self._pause)

    def _states(self) -> dict[Path, State | None]:
        return {path: _state(path) for path in self._paths()}


def _state(path: Path) -> State | None:
    """What changes when a file is saved; None for a file that is not there, or has nothing in it yet."""
    try:
        state = path.stat()
    except OSError:
        return None
    return (state.st_mtime_ns, state.st_size) if state.st_size else None
