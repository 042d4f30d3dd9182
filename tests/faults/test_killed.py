"""Programs that die, and programs that work at the same time: all or nothing, and nothing twice."""

from __future__ import annotations

import json
import os
import random
import sqlite3
import subprocess
import sys
import time
from contextlib import suppress

import pytest

from moonwalk.services.imports.importer import FIRST_BATCH
from moonwalk.services.workspace import DATABASE
from moonwalk.store import database

from ..running import Shell, environment, start
from ..workspaces import PEOPLE, copied, day, launched, same_scores, scored_challenge

if sys.platform == "win32":
    pytest.skip("processes are killed in another way there", allow_module_level=True)

ROWS = 4000


def big_file(lanes, name: str) -> str:
    rows = [
        f"{PEOPLE[number % 12][0]},{day(1 + number % 6)},walk,{number % 50}.{len(name):02}{number % 10}\n"
        for number in range(ROWS)
    ]
    path = lanes.file(name, "id,date,activity,minutes\n" + "".join(rows))
    return str(path)


def check_whole(lanes) -> None:
    """Every import is there with all of its rows or not at all, and every entry has its decision."""
    with lanes.database() as db:
        assert db.value("PRAGMA integrity_check") == "ok"
        assert db.rows("PRAGMA foreign_key_check") == []
        imports = (
            "SELECT file, min(accepted), max(accepted), count(entry.no) FROM import "
            "LEFT JOIN entry ON entry.import = import.no WHERE file LIKE 'big%' GROUP BY file"
        )
        for file, least, most, count in db.rows(imports):
            assert (least, most, count) == (ROWS, ROWS, ROWS), file
        assert db.value("SELECT count(*) FROM entry WHERE decision NOT IN (SELECT no FROM decision)") == 0
        logged = db.value("SELECT count(*) FROM decision WHERE did = 'log'")
        assert logged == db.value("SELECT count(*) FROM entry WHERE import IS NULL")


def killed(lanes, dice: random.Random, longest: float, *arguments: object) -> bool:
    """Starts a command and kills it at some moment; whether it had ended before."""
    process = start(*Shell(lanes).options, *arguments)
    with suppress(subprocess.TimeoutExpired):
        process.wait(dice.uniform(0, longest))
    over = process.poll() is not None
    process.kill()
    process.communicate()
    return over


def how_long(lanes, *arguments: object) -> float:
    began = time.monotonic()
    process = start(*Shell(lanes).options, *arguments)
    process.communicate()
    assert process.returncode == 0
    return time.monotonic() - began


def loop(folder, times: int, seed: int) -> None:
    dice = random.Random(seed)
    lanes = launched(folder / "work")
    lanes.now = lanes.now.replace(month=3, day=6)
    longest = how_long(lanes, "import", big_file(lanes, "big0.csv"))
    for number in range(1, times + 1):
        path = big_file(lanes, "big" + "x" * (number % 60) + ".csv")
        killed(lanes, dice, longest, "import", path)
        check_whole(lanes)
        killed(lanes, dice, longest / 2, "log", "p01", str(number), "walk")
        check_whole(lanes)
    assert how_long(lanes, "import", path) > 0
    check_whole(lanes)
    with lanes.database() as db:
        assert db.value("SELECT count(*) FROM import WHERE file LIKE 'big%'") >= 2
    kept = scored_challenge(lanes.ws)
    with lanes.database() as db, db.write() as tx:
        tx.run("DELETE FROM cached_total")
    assert same_scores(kept, scored_challenge(lanes.ws))


@pytest.mark.promise("P2", "imports and logs killed")
def test_an_import_killed_at_any_moment_is_there_whole_or_not_at_all(tmp_path):
    loop(tmp_path, 3, 1)


@pytest.mark.torture
@pytest.mark.promise("P2", "imports and logs killed")
@pytest.mark.parametrize("seed", range(3))
def test_imports_killed_again_and_again_are_there_whole_or_not_at_all(tmp_path, seed, counted):
    loop(tmp_path, 40, 100 + seed)
    counted(80, "kills")


MANY = 24_000


def many_rows(lanes) -> str:
    """More rows than land in one transaction, each with a stamp of its own."""
    rows = [
        f"{PEOPLE[number % 12][0]},{day(1 + number % 6)},walk,{1 + number % 50},{day(1 + number % 6)} "
        f"{7 + number // 3600 % 12:02}:{number // 60 % 60:02}:{number % 60:02}\n"
        for number in range(MANY)
    ]
    return str(lanes.file("many.csv", "id,date,activity,minutes,timestamp\n" + "".join(rows)))


STEPPED = """
import sys
from moonwalk.cli import main
from moonwalk.services.imports import importer
from moonwalk.services.imports.landing import Landing

importer._LARGEST_BATCH = importer.FIRST_BATCH
take = Landing.take

def stepped(*arguments):
    print("next", flush=True)
    sys.stdin.readline()
    return take(*arguments)

Landing.take = stepped
main()
"""
"""An import that waits for a word before each of its transactions writes."""


def killed_while_landing(lanes, path: str, at_least: int) -> int:
    """Kills an import once so many of its entries are in; how many are."""
    process = subprocess.Popen(
        [sys.executable, "-c", STEPPED, *Shell(lanes).options, "import", path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment(),
    )
    with process:
        while process.stdout.readline() == "next\n" and entries_in(lanes) < at_least:
            process.stdin.write("\n")
            process.stdin.flush()
        if entries_in(lanes) + FIRST_BATCH < MANY:
            # It dies somewhere in the next one; of the last one it could come to the end.
            process.stdin.write("\n")
            process.stdin.flush()
        process.kill()
    return entries_in(lanes)


def entries_in(lanes) -> int:
    with lanes.database() as db:
        return db.value("SELECT count(*) FROM entry")


@pytest.mark.promise("P2", "imports in batches killed")
@pytest.mark.parametrize(
    "parts", [(1,), pytest.param((1, 5001, 9000, 14_000, 20_000), marks=pytest.mark.torture)]
)
def test_an_import_in_batches_that_is_killed_goes_on_and_counts_everything_once(lanes, parts):
    lanes.now = lanes.now.replace(month=3, day=8)
    path = many_rows(lanes)
    for part in parts:
        before = killed_while_landing(lanes, path, part)
        assert before >= part
        with lanes.database() as db:
            assert db.value("PRAGMA integrity_check") == "ok"
    assert before < MANY

    report = json.loads(Shell(lanes).program("import", path, "--json").out)

    assert (report["rows"], report["new"], report["same"]) == (MANY, MANY - before, before)
    assert entries_in(lanes) == MANY
    (listed,) = json.loads(Shell(lanes)("imports", "--json").stdout)
    assert (listed["state"], listed["new"], listed["changed"]) == ("in", MANY, 0)
    assert json.loads(Shell(lanes)("import", path, "--json").stdout)["same"] == MANY


def test_two_imports_of_one_large_file_at_once_bring_every_row_once(lanes):
    lanes.now = lanes.now.replace(month=3, day=8)
    path = many_rows(lanes)
    running = [start(*Shell(lanes).options, "import", path, "--json") for _ in range(2)]
    # Boards are made meanwhile, from whatever is in.
    shown = [Shell(lanes)("board", "lanes").exit_code for _ in range(3)]

    reports = [json.loads(process.communicate(timeout=120)[0]) for process in running]

    assert shown == [0, 0, 0]
    assert sum(report["new"] for report in reports) == MANY == entries_in(lanes)
    assert {report["accepted"] for report in reports} == {MANY}
    check_whole(lanes)
    kept = scored_challenge(lanes.ws)
    with lanes.database() as db, db.write() as tx:
        tx.run("DELETE FROM cached_total")
    assert same_scores(kept, scored_challenge(lanes.ws))


@pytest.mark.promise("P4", "ticks killed")
@pytest.mark.parametrize("kills", [2, pytest.param(40, marks=pytest.mark.torture)])
def test_a_killed_tick_is_finished_by_the_next_and_nobody_is_told_twice(lanes, kills, counted):
    counted(kills, "kills")
    lanes.now = lanes.now.replace(month=3, day=1, hour=8)
    shell, dice = Shell(lanes), random.Random(5)
    longest = how_long(lanes, "people", "list")
    for _ in range(kills):
        killed(lanes, dice, 1.5 * longest, "tick")
    lanes.now = lanes.now.replace(minute=30)

    shell.program("tick")

    rows = json.loads(shell("outbox", "--json").stdout)
    assert len(rows) == len({row["person"] for row in rows}) == 12
    assert {row["state"] for row in rows} == {"delivered"}
    assert len(list(lanes.ws.messages.rglob("*.txt"))) == 12


def test_two_programs_that_log_at_the_same_time_lose_nothing(lanes):
    lanes.now = lanes.now.replace(month=3, day=6)
    options = Shell(lanes).options
    logged = [(who, str(5 + turn)) for turn in range(2) for who in ("p01", "p02", "p03")]
    running = [start(*options, "log", who, amount, "walk") for who, amount in logged]

    for process in running:
        _, err = process.communicate(timeout=60)
        assert process.returncode == 0, err

    points = lanes.points()
    assert [points[who] for who in ("p01", "p02", "p03", "p04")] == ["11", "11", "11", "0"]
    check_whole(lanes)


def test_the_same_file_imported_by_two_programs_at_once_is_there_once(lanes):
    lanes.now = lanes.now.replace(month=3, day=6)
    path = big_file(lanes, "two.csv")
    running = [start(*Shell(lanes).options, "import", path, "--json") for _ in range(2)]

    reports = [json.loads(process.communicate(timeout=60)[0]) for process in running]

    assert sorted(report["new"] for report in reports) == [0, ROWS]
    with lanes.database() as db:
        assert db.value("SELECT count(*) FROM entry") == ROWS


def test_two_ticks_at_once_tell_everyone_once(lanes):
    lanes.now = lanes.now.replace(month=3, day=1, hour=8)
    running = [start(*Shell(lanes).options, "tick") for _ in range(3)]

    for process in running:
        _, err = process.communicate(timeout=60)
        assert process.returncode == 0 or b"Another program" in err

    rows = json.loads(Shell(lanes)("outbox", "--json").stdout)
    assert len(rows) == len({row["person"] for row in rows}) == 12


def test_a_database_that_another_program_holds_is_told_after_a_while(lanes, monkeypatch):
    monkeypatch.setattr(database.Database, "patience", 0.02)
    holding = sqlite3.connect(lanes.folder / DATABASE, isolation_level=None)
    holding.execute("BEGIN EXCLUSIVE")
    try:
        for command in (("log", "p01", "5", "walk"), ("tick",), ("people", "list"), ("board", "lanes")):
            assert "another program" in Shell(lanes)(*command, code=1).stderr.lower()
    finally:
        holding.execute("ROLLBACK")
        holding.close()
    assert lanes.points()["p01"] == "0"


def test_a_full_disk_is_told_and_everything_acknowledged_stays(day6, tmp_path):
    """A limit on the size of files stands for a disk that is full."""
    before = day6.points()
    path = big_file(day6, "big-full.csv")
    size = (day6.folder / DATABASE).stat().st_size

    def limit():
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 20_000, size + 20_000))

    script = (
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\nfrom moonwalk.cli import main\nmain()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *Shell(day6).options, "import", path],
        capture_output=True,
        text=True,
        env=environment(),
        preexec_fn=limit,
        check=False,
    )

    assert done.returncode == 1, (done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    check_whole(day6)
    assert day6.points() == before


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is read-only to root")
def test_a_read_only_workspace_is_told(day6, tmp_path):
    lanes = copied(day6, tmp_path / "locked")
    (lanes.folder / DATABASE).chmod(0o400)
    lanes.folder.chmod(0o500)

    result = Shell(lanes)("log", "p01", "5", "walk", code=1)

    lanes.folder.chmod(0o700)
    assert "Nothing was changed" in result.stderr
