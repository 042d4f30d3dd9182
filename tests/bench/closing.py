"""How long a full score takes if days can be logged until the end, beside one that closes week by week."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

HEAD = ("people", "weekly s", "until the end s", "ratio", "most")
MOST = 1.1
"""So many times what weekly closing takes it may take at most."""
ROUNDS = 5
UNTIL_THE_END = "until-the-end"


def measure(folder: Path, challenge: str) -> dict[str, float]:
    """Full scores of the same people and entries in both ways, in turns: the median of each."""
    from bench import NOW, fresh
    from moonwalk.services import scores
    from moonwalk.services.score_cache import ScoreCache
    from moonwalk.services.workspace import open_workspace
    from moonwalk.store import score_cache

    launch_until_the_end(folder / "company", challenge)
    ws = open_workspace(folder / "company", NOW)
    taken: dict[str, list[float]] = {challenge: [], UNTIL_THE_END: []}
    for _ in range(ROUNDS):
        for name, seconds in taken.items():
            with ws.database() as db:
                with db.write() as tx:
                    score_cache.forget(tx, name)
                begun = time.perf_counter()
                scores.current(fresh(ws, ScoreCache()), db, name)
                seconds.append(time.perf_counter() - begun)
    return {
        "weekly": statistics.median(taken[challenge]),
        "end": statistics.median(taken[UNTIL_THE_END]),
    }


def launch_until_the_end(place: Path, challenge: str) -> None:
    """Launches a copy of a challenge whose days all stay open until its end, with the same teams."""
    from datetime import timedelta

    from bench import NOW, STARTS, copy_teams
    from moonwalk.services.launch import launch
    from moonwalk.services.workspace import open_workspace

    text = (place / "challenges" / f"{challenge}.yaml").read_text(encoding="utf-8")
    weekly = "log_until: Tuesday 12:00"
    if text.count(weekly) != 1:
        raise SystemExit(f"'{challenge}' does not say '{weekly}', so there is nothing to compare.")
    (place / "challenges" / f"{UNTIL_THE_END}.yaml").write_text(
        text.replace(weekly, "log_until: the end of the challenge"), encoding="utf-8"
    )
    ws = open_workspace(place, NOW - timedelta(days=60))
    with ws.database() as db, db.write() as tx:
        copy_teams(tx, UNTIL_THE_END)
    launch(ws, UNTIL_THE_END, STARTS)


def table(measured: dict[int, dict[str, float]], print_row: Callable[..., None]) -> None:
    """Prints the seconds of both, and how many times the one the other is."""
    print("\nDays that can be logged until the end, beside weeks that close, a full score each")
    print_row(*HEAD)
    for people, each in measured.items():
        ratio = each["end"] / each["weekly"]
        print_row(f"{people:,}", f"{each['weekly']:.2f}", f"{each['end']:.2f}", f"{ratio:.2f}", f"{MOST:.2f}")
