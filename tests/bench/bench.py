"""Speed and memory, as a table on stdout: `make bench`, or python tests/bench/bench.py [people ...].

Each size is measured in a process of its own, so that its peak memory is its own. The yardstick, which
reads the same file, is taken in turns with what is measured, so ratios hold when the machine is busy.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path

import chain_cost
import closing
import cold_commands
import engines
import guide_table
import imports
import isolation
import on_parquet
import one_entry
import otherwise
import queueing
import screen
from guide_table import RULES_READ
from starts import start_rows

SIZES = (48, 500, 5_000, 50_000, 200_000)
STARTS = date(2027, 1, 4)
DAYS = 28
NOW = datetime(2027, 1, 30, 18, tzinfo=UTC)
TEAM_SIZE = 7
YARDSTICK = "SELECT count(*) FROM (SELECT person, day, sum(amount) FROM entry NOT INDEXED GROUP BY 1, 2)"
CHALLENGE = "walk-backward"
PEOPLE_BOARD = "my_points"
THREE_RULES = "three-rules"
COLUMNS = ("people", "entries", "full s", "yardstick s", "ratio", "growth", "peak MB")
MOST_BY_QUERY = 50_000
ROUNDS = 3
FULL_ROUNDS = 5  # the first writes the snapshot, and the second is the first to get memory for reading it


def main() -> None:
    """Prints the tables."""
    sizes = [int(text) for text in sys.argv[1:]] or list(SIZES)
    for row in start_rows():
        print_row(*row)
    measured, changes, closings, queues, by_engine = {}, {}, {}, {}, {}
    print()
    print_row(*COLUMNS)
    before: tuple[int, float] | None = None
    commands: dict[str, float] = {}
    for people in sizes:
        with tempfile.TemporaryDirectory(prefix="moonwalk-bench-") as folder:
            entries = int(ask("build", folder, str(people))["entries"])
            full = ask("full", folder)
            print_row(
                f"{people:,}",
                f"{entries:,}",
                f"{full['full']:.2f}",
                f"{full['yardstick']:.2f}",
                f"{full['full'] / full['yardstick']:.2f}",
                growth(before, people, full["full"]),
                f"{full['peak']:.0f}",
            )
            before = (people, full["full"])
            # Before anything that fills the outbox.
            if people == cold_commands.PEOPLE:
                with tempfile.TemporaryDirectory(prefix="moonwalk-bench-") as few:
                    ask("build", few, str(cold_commands.FEW))
                    commands = ask("cold-commands", folder, few) | {"full": full["processor"]}
            apart = {name: ask("isolated", folder, name) for name in isolation.APART}
            changes[people] = ask("otherwise", folder)
            queues[people] = ask("queueing", folder)
            closings[people] = ask("closing", folder)
            if people in engines.SIZES:
                by_engine[people] = ask("engines", folder)
            if people == screen.PEOPLE:
                screen.table(Path(folder), print_row)
            measured[people] = (ask("warm", folder), apart, other_ways(folder, people))
    imports.table(ask, print_row)
    for row in chain_cost.table(ask):
        print_row(*row)
    if commands:
        cold_commands.table(commands, CHALLENGE, print_row)
    one_entry.table({people: warm for people, (warm, _, _) in measured.items()}, print_row)
    otherwise.table(changes, print_row)
    closing.table(closings, print_row)
    queueing.table(queues, print_row)
    print_isolation({people: apart for people, (_, apart, _) in measured.items()})
    engines.table(by_engine, print_row)
    others = {people: ways for people, (_, _, ways) in measured.items()}
    print_others(others)
    if sizes == list(SIZES):
        guide_table.write(others, engines.rows(by_engine))


def growth(before: tuple[int, float] | None, people: int, taken: float) -> str:
    """How much longer than the size before, and for how many times the people."""
    return "" if before is None else f"x{taken / before[1]:.1f} (x{people / before[0]:g})"


def print_isolation(measured: dict[int, dict[str, dict[str, float]]]) -> None:
    """What a full score takes with rules in processes of their own."""
    print("\nA full score with vectorised rules in processes of their own, the fastest of a few")
    print_row(*isolation.HEAD)
    for people, apart in measured.items():
        for name, times in apart.items():
            ratio = times["apart"] / times["here"]
            print_row(
                name,
                f"{people:,}",
                f"{times['here']:.2f}",
                f"{times['apart']:.2f}",
                f"{ratio:.2f}",
                f"{isolation.MOST}",
            )


def other_ways(folder: str, people: int) -> dict[str, dict[str, float]]:
    """Three rules on the same facts, by Moonwalk and by what somebody might use instead."""
    ask("prepare", folder)
    ask("parquet", folder)
    ways = ["ours", RULES_READ, "pandas", *on_parquet.WAYS, "sql windows"]
    if people <= MOST_BY_QUERY:
        ways.append("query per person")
    found = {way: ask("other", folder, way) for way in ways}
    totals = {(one["teams"], one["points"], one["digest"]) for one in found.values()}
    if len(totals) != 1:
        raise SystemExit(f"The ways do not agree on the teams' points: {found}")
    return found


def print_others(measured: dict[int, dict[str, dict[str, float]]]) -> None:
    """What the same takes by other means."""
    print("\nThree rules from facts to every team's points, each way in a process of its own.")
    print("The others have their rules in code. Ours also opens the workspace, loads the plugins, reads the")
    print(f"rules from a file and keeps the result on disk; '{RULES_READ}' has the snapshot that it left.")
    for row in (guide_table.WAYS_HEAD, *guide_table.way_rows(measured)):
        print_row(*row)


def print_row(*cells: str) -> None:
    """A row of a table, its columns 18 wide, the first 26."""
    first, *rest = cells
    print(f"{first:26}" + "".join(f"{cell:>18}" for cell in rest))


def ask(what: str, folder: str, *rest: str) -> dict[str, float]:
    """Runs one part of the measurement in a process of its own."""
    command = [sys.executable, __file__, f"--{what}", folder, *rest]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def build(folder: Path, people: int) -> dict[str, float]:
    """A workspace with so many people who have played for four weeks."""
    from moonwalk.scoring.calendar import milliseconds
    from moonwalk.services.creation import create_workspace
    from moonwalk.services.launch import launch
    from moonwalk.services.roster.enrolment import ALWAYS
    from moonwalk.services.workspace import open_workspace
    from moonwalk.store import decisions, entries, memberships
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
        names = [f"Team {number + 1}" for number in range(-(-people // TEAM_SIZE))]
        teams = memberships.numbers(tx, names, before)
        for number in range(people):
            person = roster.add(tx, PersonRecord(f"P{number:06}", f"Person {number}", known_at=before))
            team = teams[names[number // TEAM_SIZE]]
            member = MembershipRecord(CHALLENGE, person, team, ALWAYS, None, before)
            memberships.add(tx, member, decision)
    launch(ws, CHALLENGE, STARTS)
    with ws.database() as db, db.write() as tx:
        kinds = [entries.kind_number(tx, name, "minutes") for name in ("backward_walk", "my_own_version")]
        source = entries.source_number(tx, "manual", False)
        total = sum(entries.add(tx, played(day, people, kinds, source), decision).new for day in range(DAYS))
    # What the system has yet to write would slow down what is measured next.
    getattr(os, "sync", bool)()
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
    from moonwalk.services import scores
    from moonwalk.services.score_cache import ScoreCache
    from moonwalk.services.workspace import open_workspace
    from moonwalk.store import score_cache

    ws = open_workspace(folder / "company", NOW)
    ours, theirs, processor = [], [], []
    for _ in range(FULL_ROUNDS):
        with ws.database() as db:
            with db.write() as tx:
                score_cache.forget(tx, CHALLENGE)
            began = time.process_time()
            ours.append(seconds(lambda db=db: scores.current(fresh(ws, ScoreCache()), db, CHALLENGE)))
            processor.append(time.process_time() - began)
            theirs.append(seconds(lambda db=db: db.rows(YARDSTICK)))
    return {
        "full": statistics.median(ours),
        "processor": min(processor),
        "yardstick": statistics.median(theirs),
        "peak": peak_megabytes(),
    }


def fresh(ws: object, live: object) -> object:
    """The workspace as a program that has just begun sees it."""
    from dataclasses import replace

    return replace(ws, live=live)


def prepare(folder: Path) -> dict[str, float]:
    """Launches the three rules beside the flagship, with the same teams, and no snapshot of entries."""
    from others import RULES

    from moonwalk.services.launch import launch
    from moonwalk.services.workspace import open_workspace
    from moonwalk.store import entry_snapshot

    place = folder / "company"
    (place / "challenges" / f"{THREE_RULES}.yaml").write_text(RULES, encoding="utf-8")
    ws = open_workspace(place, NOW - timedelta(days=60))
    with ws.database() as db, db.write() as tx:
        copy_teams(tx, THREE_RULES)
    launch(ws, THREE_RULES, STARTS)
    # The first way reads the rows and leaves one, whatever was measured before.
    entry_snapshot.remove(place / "moonwalk.db")
    return {}


def copy_teams(tx: object, challenge: str) -> None:
    """Gives everyone of the flagship the same team in another challenge."""
    from dataclasses import replace

    from moonwalk.scoring.calendar import milliseconds
    from moonwalk.scoring.facts import NEVER
    from moonwalk.store import decisions, memberships
    from moonwalk.store.decisions import Decision

    before = milliseconds(NOW - timedelta(days=60))
    decision = decisions.record(tx, Decision(before, "bench", "the same teams"))
    for one in memberships.current(tx, CHALLENGE, NEVER):
        memberships.add(tx, replace(one, challenge=challenge, no=0, known_at=before), decision)


def other(folder: Path, way: str) -> dict[str, float]:
    """Every team's points by one way: the seconds, the peak, and figures to compare."""
    import others

    path = folder / "company" / "moonwalk.db"
    ways: dict[str, Callable[[], dict[str, int]]] = {
        "ours": lambda: by_moonwalk(folder),
        RULES_READ: lambda: by_rules_that_were_read(running),
        "pandas": lambda: others.by_pandas(path, CHALLENGE),
        "sql windows": lambda: others.by_sql_windows(path, CHALLENGE),
        "query per person": lambda: others.by_query_per_person(path, CHALLENGE),
        **on_parquet.ways(path),
    }
    # What a way has to load is not what it takes.
    ours = {"ours": "moonwalk.services.scores", RULES_READ: "moonwalk.services.processes"}
    loads = {"pandas": "pandas", **ours, **on_parquet.WAYS}
    importlib.import_module(loads.get(way, "sqlite3"))
    running = running_program(folder) if way == RULES_READ else None
    # What was loaded is no garbage, whichever way loaded it.
    gc.freeze()
    found: list[dict[str, int]] = []
    taken = seconds(lambda: found.append(ways[way]()))
    digest = zlib.crc32(json.dumps(sorted(found[0].items())).encode())
    points = sum(found[0].values())
    return {
        "seconds": taken,
        "peak": peak_megabytes(),
        "teams": len(found[0]),
        "points": points,
        "digest": digest,
    }


def by_moonwalk(folder: Path) -> dict[str, int]:
    """Every team's points by the engine, from the facts, with verdicts and all."""
    from moonwalk.services import scores
    from moonwalk.services.workspace import open_workspace

    ws = open_workspace(folder / "company", NOW)
    with ws.database() as db:
        return points_of_teams(scores.current(ws, db, THREE_RULES))


def running_program(folder: Path) -> object:
    """The workspace of a program that has read the three rules, and scored nothing yet."""
    from moonwalk.services import scores
    from moonwalk.services.workspace import open_workspace

    ws = open_workspace(folder / "company", NOW)
    with ws.database() as db:
        scores.launched(ws, db, THREE_RULES)
    return ws


def by_rules_that_were_read(ws: object) -> dict[str, int]:
    """Every team's points by the engine, from the facts, where nothing is kept for later."""
    from moonwalk.scoring.facts import NEVER
    from moonwalk.services import scores

    with ws.database() as db, db.read():
        launch = scores.launched(ws, db, THREE_RULES)
        cutoff = scores.Cutoff(ws.instant(), NEVER)
        scored_challenge = scores.scored_from_facts(db, launch, "", 0, cutoff)
    return points_of_teams(scored_challenge)


def points_of_teams(scored_challenge: object) -> dict[str, int]:
    """Every team's points by its id."""
    totals = scored_challenge.scored.teams.total.sum(axis=1).tolist()
    return dict(zip(scored_challenge.team_ids, totals, strict=True))


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
    parts: dict[str, Callable[..., dict[str, float]]] = {
        "--build": lambda folder, people: build(folder, int(people)),
        "--full": full,
        "--warm": lambda folder: one_entry.measure(folder / "company", CHALLENGE, PEOPLE_BOARD),
        "--cold-commands": lambda folder, few: cold_commands.measure(folder, Path(few), CHALLENGE),
        "--otherwise": lambda folder: otherwise.measure(folder, CHALLENGE),
        "--queueing": lambda folder: queueing.measure(folder, CHALLENGE),
        "--closing": lambda folder: closing.measure(folder, CHALLENGE),
        "--prepare": prepare,
        "--other": other,
        "--parquet": lambda folder: on_parquet.write(folder / "company" / "moonwalk.db", CHALLENGE),
        "--engines": lambda folder: engines.measure(folder, CHALLENGE),
        "--isolated": lambda folder, name: isolation.measured(
            folder / "company", NOW, CHALLENGE, isolation.APART[name]
        ),
        "--write-file": lambda folder, rows: imports.write_file(folder, int(rows)),
        "--write-plainly": imports.write_plainly,
        "--import-file": lambda folder: imports.import_file(folder) | {"peak": peak_megabytes()},
        "--chain-cost": chain_cost.cost,
        "--write-beside": imports.write_beside,
        "--import-beside": lambda folder: imports.import_beside(Path(__file__), folder),
    }
    if len(sys.argv) > 2 and sys.argv[1] in parts:
        place, *more = sys.argv[2:]
        gc.set_threshold(100_000)  # as the program does
        if more != ["pandas"]:
            # sqlite-utils loads pandas wherever it is installed; whoever runs Moonwalk need not have it.
            sys.modules["pandas"] = None  # type: ignore[assignment]
        print(json.dumps(parts[sys.argv[1]](Path(place), *more)))
    else:
        main()
