"""How long it takes to queue a weekly recap for everyone, beside a full score of the same facts."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

HEAD = ("people", "full s", "queue s", "ratio", "most", "peak MB", "most MB")
MOST = 3.0
"""So many times a full score it may take at most."""
MOST_MEGABYTES = 400
ROUNDS = 3
RECAP = datetime(2027, 1, 27, 12, tzinfo=UTC)
"""The Wednesday noon after the third week has closed: the recap of it is due and not too old."""


def measure(folder: Path, challenge: str) -> dict[str, float]:
    """A full score and the queueing that follows it, in turns: the median seconds of processor time."""
    # As the program does when it starts (cli.main).
    gc.set_threshold(100_000)
    from bench import fresh, peak_megabytes
    from moonwalk.scoring.calendar import milliseconds
    from moonwalk.services import scores
    from moonwalk.services.queueing import enqueue
    from moonwalk.services.score_cache import ScoreCache
    from moonwalk.services.workspace import open_workspace
    from moonwalk.store import outbox

    taken: dict[str, list[float]] = {"full": [], "queue": []}
    for _ in range(ROUNDS):
        ws = fresh(open_workspace(folder / "company", RECAP), ScoreCache())
        with ws.database() as db:
            with db.write() as tx:
                tx.run("DELETE FROM cached_total")
                tx.run("DELETE FROM message")
                tx.run("DELETE FROM tick")
                outbox.advance(tx, challenge, milliseconds(RECAP - timedelta(hours=12)))
            began, problems = time.process_time(), list[str]()
            scores.current(ws, db, challenge)
            scored = time.process_time()
            queued = enqueue(ws, db, challenge, ws.instant(), False, problems)
            taken["full"].append(scored - began)
            taken["queue"].append(time.process_time() - scored)
            if problems or not queued.number:
                raise SystemExit(f"No recap was queued: {problems}")
    seconds = {name: statistics.median(each) for name, each in taken.items()}
    return {**seconds, "messages": queued.number, "peak": peak_megabytes()}


def table(measured: dict[int, dict[str, float]], print_row: Callable[..., None]) -> None:
    """Prints both times, and how many times the one the other is."""
    print("\nA weekly recap for everyone, queued in a process that has scored, beside a full score")
    print_row(*HEAD)
    for people, each in measured.items():
        print_row(
            f"{people:,}",
            f"{each['full']:.2f}",
            f"{each['queue']:.2f}",
            f"{each['queue'] / each['full']:.2f}",
            f"{MOST:.2f}",
            f"{each['peak']:.0f}",
            f"{MOST_MEGABYTES}",
        )
