"""Fills a database with as many facts as a large company makes, and takes the times of the store.

Run it: python tests/bench/facts.py [people]
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from moonwalk.store import decisions, entries, people, score_cache
from moonwalk.store.database import Database
from moonwalk.store.decisions import Decision
from moonwalk.store.entries import NewEntry
from moonwalk.store.people import PersonRecord

FIRST = date(2026, 9, 7)
DAYS = 28
YARDSTICK = "SELECT count(*) FROM (SELECT person, day, sum(amount) FROM entry NOT INDEXED GROUP BY 1, 2)"
_MIDNIGHT = 1_788_739_200_000
_DAY_MS = 86_400_000


def fill(db: Database, how_many: int, days: int = DAYS, share: float = 0.86) -> int:
    """Adds people and, for each day, the file of that day; the number of entries."""
    chance = random.Random(28)
    total = 0
    with db.write() as tx:
        decision = decisions.record(tx, Decision(_MIDNIGHT, "bench", "fill"))
        for number in range(1, how_many + 1):
            people.add(tx, PersonRecord(f"P{number:06}", f"Person {number}", known_at=_MIDNIGHT))
        kinds = [
            entries.kind_number(tx, activity, "minutes") for activity in ("backward_walk", "walk", "run")
        ]
        sources = [entries.source_number(tx, "form", False), entries.source_number(tx, "watch", True)]
        for index in range(days):
            rows = _day(chance, index, how_many, share, kinds, sources)
            total += entries.add(tx, rows, decision).new
    return total


def _day(
    chance: random.Random, index: int, how_many: int, share: float, kinds: list[int], sources: list[int]
) -> Iterator[NewEntry]:
    day = FIRST + timedelta(days=index)
    for person in range(1, how_many + 1):
        if chance.random() < share:
            amount = chance.randrange(60) * 1000
            logged = _MIDNIGHT + index * _DAY_MS + chance.randrange(_DAY_MS)
            yield NewEntry(person, day, chance.choice(kinds), chance.choice(sources), amount, logged)


def timed(*actions: tuple[str, Callable[[], object]], rounds: int = 5) -> dict[str, float]:
    """Prints and returns the best of several times of each action, in seconds.

    The actions take turns, so that a machine busy with other things slows all of them.
    """
    best = {name: float("inf") for name, _ in actions}
    for _ in range(rounds):
        for name, action in actions:
            started = time.perf_counter()
            action()
            best[name] = min(best[name], time.perf_counter() - started)
    for name, seconds in best.items():
        print(f"{name:32} {seconds:9.4f} s")
    return best


def peak_megabytes() -> float:
    """The most memory this process has held; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:
        return 0.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(path: Path) -> None:
    """Takes the times of reading."""
    now = _MIDNIGHT + 60 * _DAY_MS
    with Database.open(path) as db:
        best = timed(
            ("yardstick", lambda: db.rows(YARDSTICK)),
            ("entries.facts, everyone", lambda: entries.facts(db, FIRST, now)),
            ("entries.facts, one person", lambda: entries.facts(db, FIRST, now, [4711])),
            ("entries.facts, eight people", lambda: entries.facts(db, FIRST, now, range(4711, 4719))),
            ("counters.read", lambda: score_cache.read(db)),
        )
    ratio = best["entries.facts, everyone"] / best["yardstick"]
    print(f"ratio {ratio:.2f}, peak {peak_megabytes():.0f} MB")


def main() -> None:
    """Fills a database in a temporary folder and measures it."""
    how_many = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "moonwalk.db"
        started = time.perf_counter()
        with Database.create(path) as db:
            total = fill(db, how_many)
        print(
            f"{total} entries added in {time.perf_counter() - started:.1f} s, peak {peak_megabytes():.0f} MB"
        )
        measure(path)


if __name__ == "__main__":
    main()
