"""What an import costs beside `csv` and `executemany`, in memory too, and how long others wait meanwhile.

The yardstick reads the same file and writes the same columns and indexes into a fresh database, in one
transaction and without a question asked: no triggers, no references, no roster, no ids of content.
"""

from __future__ import annotations

import csv
import json
import random
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

HEAD = ("an import", "seconds", "yardstick s", "ratio", "peak MB", "others wait ms")
ROWS = (56_000, 1_200_000)
STARTS = date(2027, 1, 4)
DAYS = 28
NOW = datetime(2027, 1, 30, 18, tzinfo=UTC)
CHALLENGE = """\
moonwalk: 1
challenge: Walking
schedule: {length: 4 weeks, timezone: Europe/Berlin}
activities:
  walk: {label: Walk, unit: minutes, reject_day_above: 100000 minutes}
rules:
  - {rule: per_unit, id: base, points: 1, per: 1 minute}
teams: {formed: from the roster, size: 2 to 8 people}
boards:
  people: {label: People, ranks: people, ranking: sum}
accepted: {named_people: a, no_cap: measurement, small_groups: of, uneven_teams: imports}
"""
_INSERT = (
    "INSERT INTO entry (id, person, day, kind, source, amount, supersedes, void, decision, import, "
    "logged_at, on_time_at, reason, record) VALUES (?, ?, ?, 1, 1, ?, NULL, 0, 1, 1, ?, ?, '', NULL)"
)


def table(ask: Callable[..., dict[str, float]], print_row: Callable[..., None]) -> None:
    """Prints what imports cost beside the same rows written plainly, and how long others wait meanwhile."""
    print("\nAn import of a file, beside the same rows read with csv and written with executemany")
    print_row(*HEAD)
    for rows in ROWS:
        with tempfile.TemporaryDirectory(prefix="moonwalk-bench-") as folder:
            ask("write-file", folder, str(rows))
            shutil.copytree(Path(folder) / "company", Path(folder) / "empty")
            plain = ask("write-plainly", folder)["seconds"]
            ours = ask("import-file", folder)
            plain = statistics.mean((plain, ask("write-plainly", folder)["seconds"]))
            shutil.rmtree(Path(folder) / "company")
            (Path(folder) / "empty").rename(Path(folder) / "company")
            beside = ask("import-beside", folder)
        print_row(
            f"{rows:,} rows",
            f"{ours['seconds']:.2f}",
            f"{plain:.2f}",
            f"{ours['seconds'] / plain:.2f}",
            f"{ours['peak']:.0f}",
            f"{beside['longest'] * 1000:.0f}",
        )


def write_file(folder: Path, rows: int) -> dict[str, float]:
    """A file of so many rows, each day about as many, and a workspace with the people in it."""
    from moonwalk.scoring.calendar import milliseconds
    from moonwalk.services.creation import create_workspace
    from moonwalk.services.launch import launch
    from moonwalk.services.roster.enrolment import ALWAYS
    from moonwalk.services.workspace import open_workspace
    from moonwalk.store import decisions, memberships
    from moonwalk.store import people as roster
    from moonwalk.store.decisions import Decision
    from moonwalk.store.memberships import MembershipRecord
    from moonwalk.store.people import PersonRecord

    people, chance = rows // DAYS, random.Random(8)
    with (folder / "entries.csv").open("w", encoding="utf-8", newline="") as file:
        file.write("id,date,activity,minutes\n")
        for row in range(rows):
            day = STARTS + timedelta(days=min(row * DAYS // rows, DAYS - 1))
            file.write(f"P{chance.randrange(people):06},{day},walk,{chance.randrange(1, 480) / 2}\n")
    create_workspace(folder / "company", "Bench", "Europe/Berlin")
    (folder / "company" / "challenges" / "walking.yaml").write_text(CHALLENGE, encoding="utf-8")
    ws = open_workspace(folder / "company", NOW - timedelta(days=60))
    at = milliseconds(NOW - timedelta(days=60))
    with ws.database() as db, db.write() as tx:
        decision, team = decisions.record(tx, Decision(at, "bench", "fill")), 0
        for number in range(people):
            person = roster.add(tx, PersonRecord(f"P{number:06}", f"Person {number}", known_at=at))
            if number % 7 == 0:
                team = memberships.number(tx, f"Team {number // 7 + 1}", at)
            memberships.add(tx, MembershipRecord("walking", person, team, ALWAYS, None, at), decision)
    launch(ws, "walking", STARTS)
    return {"people": people}


def import_file(folder: Path) -> dict[str, float]:
    """The use case behind `moonwalk import`, in seconds."""
    from moonwalk.services.imports import import_entries
    from moonwalk.services.workspace import open_workspace

    ws = open_workspace(folder / "company", NOW)
    began = time.perf_counter()
    report = import_entries(ws, folder / "entries.csv")
    return {"seconds": time.perf_counter() - began, "new": report.new}


def write_plainly(folder: Path) -> dict[str, float]:
    """The yardstick, in seconds."""
    from moonwalk.store import schema

    path = folder / "plain.db"
    path.unlink(missing_ok=True)
    began = time.perf_counter()
    db = sqlite3.connect(path)
    table = next(statement for statement in schema.TABLES if statement.startswith("CREATE TABLE entry "))
    db.execute(re.sub(r" REFERENCES \w+\(no\)", "", table))
    db.execute(schema.RECORD_COLUMN)
    for index in (*schema.INDEXES, *schema.IMPORT_INDEXES):
        if " ON entry " in index:
            db.execute(index)
    with db:
        db.executemany(_INSERT, plain_rows(folder / "entries.csv"))
    db.close()
    return {"seconds": time.perf_counter() - began}


def plain_rows(path: Path) -> Iterator[tuple[int, int, str, int, int, int]]:
    """The rows of the file, with numbers for ids that are as scattered as hashes are."""
    people: dict[str, int] = {}
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        next(reader)
        for number, (who, day, activity, amount) in enumerate(reader):
            scattered = hash((who, day, activity, amount, number)) & (2**63 - 1)
            person = people.setdefault(who, len(people) + 1)
            yield scattered, person, day, int(float(amount) * 1000), 1_800_000_000_000, 1_800_000_000_000


def write_beside(folder: Path) -> dict[str, float]:
    """Opens the workspace and logs an entry again and again until it is told to stop: the longest wait."""
    from moonwalk.scoring.calendar import milliseconds
    from moonwalk.services.workspace import open_workspace
    from moonwalk.store import decisions, entries
    from moonwalk.store.decisions import Decision
    from moonwalk.store.entries import NewEntry

    ws, longest, turns = open_workspace(folder / "company", NOW), 0.0, 0
    while not (folder / "stop").exists():
        began = time.perf_counter()
        with ws.database() as db, db.write() as tx:
            decision = decisions.record(tx, Decision(milliseconds(NOW), "bench", "log"))
            source = entries.source_number(tx, "manual", False)
            row = NewEntry(1, STARTS, 1, source, 1000, milliseconds(NOW) + turns)
            entries.log(tx, row, decision)
        longest, turns = max(longest, time.perf_counter() - began), turns + 1
        time.sleep(0.05)
    return {"longest": longest, "turns": turns}


def import_beside(script: Path, folder: Path) -> dict[str, float]:
    """Imports while another program logs."""
    (folder / "stop").unlink(missing_ok=True)
    command = [sys.executable, str(script), "--write-beside", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as beside:
        try:
            taken = import_file(folder)
        finally:
            (folder / "stop").touch()
        answer: dict[str, float] = json.loads(beside.communicate()[0].splitlines()[-1])
    return {"longest": answer["longest"], "turns": answer["turns"], "seconds": taken["seconds"]}
