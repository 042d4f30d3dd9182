"""Speed and memory, as a table on stdout: `make bench`, or python tests/bench/bench.py [people ...].

Each size is measured in a process of its own, so that its peak memory is its own. The yardstick, which
reads the same file, is taken in turns with what is measured, so ratios hold when the machine is busy.
"""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path

SIZES = (500, 5_000, 50_000)
STARTS = date(2027, 1, 4)
DAYS = 28
NOW = datetime(2027, 1, 30, 18, tzinfo=UTC)
TEAM_SIZE = 7
YARDSTICK = "SELECT count(*) FROM (SELECT person, day, sum(amount) FROM entry NOT INDEXED GROUP BY 1, 2)"
CHALLENGE = "walk-backward"
COLUMNS = (
    "people",
    "entries",
    "full s",
    "yardstick s",
    "ratio",
    "peak MB",
    "cold board s",
    "new entry ms",
    "at most ms",
)
ROUNDS = 3
NEW_ENTRIES = 25


def main() -> None:
    """Prints the tables."""
    sizes = [int(text) for text in sys.argv[1:]] or list(SIZES)
    print_start()
    print()
    print_row(*COLUMNS)
    for people in sizes:
        with tempfile.TemporaryDirectory(prefix="moonwalk-bench-") as folder:
            entries = int(ask("build", folder, str(people))["entries"])
            cold = ask("cold", folder)
            full = ask("full", folder)
            warm = ask("warm", folder)
            print_row(
                f"{people:,}",
                f"{entries:,}",
                f"{full['full']:.2f}",
                f"{full['yardstick']:.2f}",
                f"{full['full'] / full['yardstick']:.2f}",
                f"{full['peak']:.0f}",
                f"{cold['board']:.2f}",
                f"{warm['median']:.1f}",
                f"{warm['most']:.1f}",
            )


def print_start() -> None:
    """How long the command takes to say its version, beside loading click alone."""
    version = [sys.executable, "-m", "moonwalk", "--version"]
    click = [sys.executable, "-c", "import click"]
    ours, theirs = [], []
    for _ in range(9):
        ours.append(process_seconds(version))
        theirs.append(process_seconds(click))
    ratio = statistics.median(ours) / statistics.median(theirs)
    print_row("start", "ms")
    print_row("moonwalk --version", f"{statistics.median(ours) * 1000:.0f}")
    print_row('python -c "import click"', f"{statistics.median(theirs) * 1000:.0f}")
    print_row("ratio", f"{ratio:.2f}")


def process_seconds(command: list[str]) -> float:
    """The seconds a whole process takes."""
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - began


def print_row(*cells: str) -> None:
    """A row of a table, its columns 14 wide, the first 26."""
    first, *rest = cells
    print(f"{first:26}" + "".join(f"{cell:>14}" for cell in rest))


def ask(what: str, folder: str, *rest: str) -> dict[str, float]:
    """Runs one part of the measurement in a process of its own."""
    command = [sys.executable, __file__, f"--{what}", folder, *rest]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def build(folder: Path, people: int) -> dict[str, float]:
    """A workspace with so many people who have played for four weeks."""
    from moonwalk.runs.enrolling import ALWAYS
    from moonwalk.runs.initialising import create_workspace
    from moonwalk.runs.launching import launch
    from moonwalk.runs.workspace import open_workspace
    from moonwalk.scoring.calendar import milliseconds
    from moonwalk.store import decisions, entries, memberships, teams
    from moonwalk.store import people as roster
    from moonwalk.store.decisions import Decision
    from moonwalk.store.memberships import MembershipRecord
    from moonwalk.store.people import PersonRecord

    place = folder / "company"
    create_workspace(place)
    before = milliseconds(NOW - timedelta(days=60))
    ws = open_workspace(place, NOW - timedelta(days=60))
    with ws.database() as db, db.write() as tx:
        decision = decisions.record(tx, Decision(before, "bench", "fill"))
        team = 0
        for number in range(people):
            person = roster.add(tx, PersonRecord(f"P{number:06}", f"Person {number}", known_at=before))
            if number % TEAM_SIZE == 0:
                team = teams.number(tx, f"Team {number // TEAM_SIZE + 1}", before)
            member = MembershipRecord(CHALLENGE, person, team, ALWAYS, None, before)
            memberships.add(tx, member, decision)
    launch(ws, CHALLENGE, STARTS)
    with ws.database() as db, db.write() as tx:
        kinds = [entries.kind_number(tx, name, "minutes") for name in ("backward_walk", "my_own_version")]
        source = entries.source_number(tx, "manual", False)
        total = sum(entries.add(tx, played(day, people, kinds, source), decision).new for day in range(DAYS))
    return {"entries": total}


def played(day: int, people: int, kinds: list[int], source: int) -> Iterator[object]:
    """What everyone logged on a day: most people something, at some time of the day."""
    from moonwalk.scoring.calendar import milliseconds
    from moonwalk.store.entries import NewEntry

    chance = random.Random(day)
    civil_day = STARTS + timedelta(days=day)
    midnight = milliseconds(datetime.combine(civil_day, clock_time(), UTC))
    for person in range(1, people + 1):
        if chance.random() < 0.86:
            minutes = chance.randrange(1, 30) * 1000
            logged = midnight + chance.randrange(86_400_000)
            yield NewEntry(person, civil_day, chance.choice(kinds), source, minutes, logged)


def full(folder: Path) -> dict[str, float]:
    """From facts to cached totals, and the yardstick on the same file, the median of a few in turns."""
    from moonwalk.runs import scores
    from moonwalk.runs.live import LiveScores
    from moonwalk.runs.workspace import open_workspace
    from moonwalk.store import totals

    ws = open_workspace(folder / "company", NOW)
    ours, theirs = [], []
    for _ in range(ROUNDS):
        with ws.database() as db:
            with db.write() as tx:
                totals.forget(tx, CHALLENGE)
            ours.append(seconds(lambda db=db: scores.current(fresh(ws, LiveScores()), db, CHALLENGE)))
            theirs.append(seconds(lambda db=db: db.rows(YARDSTICK)))
    return {
        "full": statistics.median(ours),
        "yardstick": statistics.median(theirs),
        "peak": peak_megabytes(),
    }


def fresh(ws: object, live: object) -> object:
    """The workspace as a program that has just begun sees it."""
    from dataclasses import replace

    return replace(ws, live=live)


def cold(folder: Path) -> dict[str, float]:
    """A board in a new process: the first time without a cache, then from the cache."""
    from moonwalk.runs.boards import show_board
    from moonwalk.runs.workspace import open_workspace

    show_board(open_workspace(folder / "company", NOW), CHALLENGE, top=50)
    ws = open_workspace(folder / "company", NOW)
    return {"board": seconds(lambda: show_board(ws, CHALLENGE, top=50))}


def warm(folder: Path) -> dict[str, float]:
    """One new entry, durable, to a fresh team board, in a program that has been running."""
    from moonwalk.runs.boards import show_board
    from moonwalk.runs.entering import log_entry
    from moonwalk.runs.workspace import open_workspace

    ws = open_workspace(folder / "company", NOW)
    people = len(list_ids(ws))
    show_board(ws, CHALLENGE, top=50)
    taken = []
    for number in range(NEW_ENTRIES):
        who = f"P{number * 1009 % people:06}"

        def once(who: str = who, minutes: str = str(number % 20 + 1)) -> None:
            log_entry(ws, who, minutes, "backward_walk", STARTS + timedelta(days=26))
            show_board(ws, CHALLENGE, top=50)

        taken.append(seconds(once) * 1000)
    return {"median": statistics.median(taken), "most": max(taken)}


def list_ids(ws: object) -> tuple[str, ...]:
    """Everyone's id."""
    from moonwalk.store import people

    with ws.database() as db:  # type: ignore[attr-defined]
        return people.numbers(db).ids


def seconds(action: Callable[[], object]) -> float:
    """How long an action takes."""
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def peak_megabytes() -> float:
    """The most memory this process has held; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:
        return 0.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    parts = {"--build": build, "--full": full, "--cold": cold, "--warm": warm}
    if len(sys.argv) > 2 and sys.argv[1] in parts:
        place, *more = sys.argv[2:]
        print(json.dumps(parts[sys.argv[1]](Path(place), *map(int, more))))
    else:
        main()
