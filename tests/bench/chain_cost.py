"""What the chain and its checks add to an import, an entry that is logged, and a full score.

Each is run as it is, with the time that goes into the chain taken apart: comparing with a program without a
chain would drown some percent in the noise of the disk.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import imports

ROWS = 56_000
NEW_ENTRIES = 100


@dataclass
class Stopwatch:
    """The seconds of processor time, and of the clock, that went into the chain, and into everything."""

    chain: float = 0.0
    chain_clock: float = 0.0
    all: float = 0.0
    clock: float = 0.0

    def share(self) -> dict[str, float]:
        """What the chain adds to the rest, in percent of processor time and of the clock; and in all, s."""
        added = 100 * self.chain / (self.all - self.chain)
        return {
            "percent": added,
            "percent_clock": 100 * self.chain_clock / (self.clock - self.chain_clock),
            "seconds": self.clock,
        }


@contextmanager
def watched() -> Iterator[Stopwatch]:
    """Times everything in the block, and in it what the chain does."""
    from moonwalk.store import chain, database, score_cache

    watch = Stopwatch()

    def timed(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*values: Any, **named: Any) -> Any:
            began, began_clock = time.process_time(), time.perf_counter()
            try:
                return function(*values, **named)
            finally:
                watch.chain += time.process_time() - began
                watch.chain_clock += time.perf_counter() - began_clock

        return call

    with ExitStack() as stack:
        for module, name in (
            (chain, "extend"),
            (database, "check_newest"),
            (database, "check_marks"),
            (score_cache, "_digest"),
        ):
            stack.enter_context(patch.object(module, name, timed(getattr(module, name))))
        began, began_clock = time.process_time(), time.perf_counter()
        yield watch
        watch.all, watch.clock = time.process_time() - began, time.perf_counter() - began_clock


def table(ask: Callable[..., dict[str, float]]) -> Iterator[tuple[str, ...]]:
    """The rows of the table; `ask` runs a part of the measurement in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="moonwalk-bench-") as folder:
        ask("write-file", folder, str(ROWS))
        added = ask("chain-cost", folder)
    yield ("\nThe chain adds, in %", "processor time", "by the clock")
    for way in ("import", "log", "score"):
        yield (way, *(f"{added[f'{way} {figure}']:.1f}" for figure in ("percent", "percent_clock")))


def cost(folder: Path) -> dict[str, float]:
    """The shares of an import of the file in a folder, of entries that are logged, and of a full score."""
    from moonwalk.services import scores
    from moonwalk.services.entries import log_entry
    from moonwalk.services.workspace import open_workspace

    with watched() as importing:
        imports.import_file(folder)
    ws = open_workspace(folder / "company", imports.NOW)
    with watched() as logging:
        for number in range(NEW_ENTRIES):
            log_entry(ws, f"P{number:06}", "3", "walk", imports.STARTS)
    with watched() as scoring, ws.database() as db:
        scores.store_totals(db, scores.current(ws, db, "walking"))
    ways = {"import": importing, "log": logging, "score": scoring}
    return {f"{way} {name}": value for way, watch in ways.items() for name, value in watch.share().items()}
