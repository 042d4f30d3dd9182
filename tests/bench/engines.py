"""One engine against another: a full score from the facts, with all that an engine needs to begin."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from pathlib import Path

from guide_table import ENGINES_HEAD

WORKERS = 2
ROUNDS = 3
SIZES = (50_000, 200_000)
"""For fewer people no engine pays."""


def measure(folder: Path, challenge: str) -> dict[str, float]:
    """The seconds of a full score by each engine, in turns: the median. The cluster has begun before."""
    from distributed import LocalCluster

    from moonwalk.services.engines.cluster import Cluster
    from moonwalk.services.engines.engine import Local, Processes
    from moonwalk.services.engines.report import digest_of

    with LocalCluster(
        n_workers=WORKERS, threads_per_worker=1, dashboard_address=":0", memory_limit=0, silence_logs=50
    ) as made:
        engines = {
            "local": Local(),
            "processes": Processes(WORKERS),
            f"dask, {WORKERS} workers here": Cluster("dask://here", made.scheduler_address),
        }
        taken: dict[str, list[float]] = {name: [] for name in engines}
        digests = set()
        for _ in range(ROUNDS):
            for name, engine in engines.items():
                seconds, scored = scored_by(folder, challenge, engine)
                taken[name].append(seconds)
                digests.add(digest_of(scored))
    if len(digests) != 1:
        raise SystemExit(f"The engines do not agree: {digests}")
    return {name: statistics.median(times) for name, times in taken.items()}


def scored_by(folder: Path, challenge: str, engine: object) -> tuple[float, object]:
    """How long it takes from the facts to everyone's scores, and those."""
    import time

    from bench import NOW
    from moonwalk.scoring.facts import NEVER
    from moonwalk.services import scores
    from moonwalk.services.launched import Cutoff, launched
    from moonwalk.services.workspace import open_workspace

    ws = open_workspace(folder / "company", NOW)
    with ws.database() as db, db.read():
        launch = launched(ws, db, challenge)
        begun = time.perf_counter()
        by = Chosen(engine)
        scored = scores.scored_from_facts(db, launch, "", 0, Cutoff(ws.instant(), NEVER), by)
        return time.perf_counter() - begun, scored.scored


class Chosen:
    """A choice of an engine that is at hand."""

    def __init__(self, engine: object) -> None:
        self.engine = engine

    def score(
        self, plan: object, membership: object, entries: object, codes: object, last_day: int
    ) -> object:
        """Everyone's scores by it."""
        from moonwalk.scoring.shards import Task

        return self.engine.score(Task(plan, codes, last_day), membership, entries)


def table(measured: dict[int, dict[str, float]], print_row: Callable[..., None]) -> None:
    """Prints the seconds of each, and how many times those of one process that is."""
    print("\nA full score by each engine")
    for row in rows(measured):
        print_row(*row)


def rows(measured: dict[int, dict[str, float]]) -> list[tuple[str, ...]]:
    """The table, its heading first."""
    return [
        ENGINES_HEAD,
        *(
            (name, f"{people:,}", f"{seconds:.2f}", f"{seconds / engines['local']:.2f}")
            for people, engines in measured.items()
            for name, seconds in engines.items()
        ),
    ]
