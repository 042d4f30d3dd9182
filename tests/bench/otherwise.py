"""How long it takes to see who would be where if something were otherwise, beside a full score."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

HEAD = ("people", "full s", "amend, all days", "ratio", "from a day on", "ratio", "board --compare", "ratio")
ROUNDS = 5


def measure(folder: Path, challenge: str) -> dict[str, float]:
    """A full score, two previews of an amendment, and a comparison, in turns: the median of each."""
    from bench import NOW, STARTS
    from moonwalk.services import scores
    from moonwalk.services.amendments.amend import amend
    from moonwalk.services.boards.alternatives import compare_board
    from moonwalk.services.workspace import open_workspace
    from moonwalk.store import score_cache

    path = folder / "company" / "challenges" / f"{challenge}.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("cap_per_week: 120 points", "cap_per_week: 80 points"), encoding="utf-8")
    taken: dict[str, list[float]] = {"full": [], "all": [], "part": [], "compare": []}
    for _ in range(ROUNDS):
        for name in taken:
            ws = open_workspace(folder / "company", NOW)
            with ws.database() as db, db.write() as tx:
                score_cache.forget(tx, challenge)
            begun = time.perf_counter()
            if name == "full":
                with ws.database() as db:
                    scores.current(ws, db, challenge)
            elif name == "compare":
                compare_board(ws, challenge)
            else:
                from_day = STARTS + timedelta(days=14) if name == "part" else None
                amend(ws, challenge, "a slip", from_day, dry_run=True)
            taken[name].append(time.perf_counter() - begun)
    path.write_text(text, encoding="utf-8")
    return {name: statistics.median(times) for name, times in taken.items()}


def table(measured: dict[int, dict[str, float]], print_row: Callable[..., None]) -> None:
    """Prints the seconds of each, and how many times a full score that is."""
    print("\nWho would be where, beside a full score, with no scores kept")
    print_row(*HEAD)
    for people, each in measured.items():
        cells = [f"{each['full']:.2f}"]
        for name in ("all", "part", "compare"):
            cells += [f"{each[name]:.2f}", f"{each[name] / each['full']:.2f}"]
        print_row(f"{people:,}", *cells)
