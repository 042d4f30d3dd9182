"""What other programs, crashes and power of the machine may do to the store."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from moonwalk.store import outbox, people
from moonwalk.store.database import Database, bring_up_to_date, connect
from moonwalk.store.outbox import NewMessage
from moonwalk.store.people import PersonRecord
from moonwalk.store.schema import VERSION
from moonwalk.store.verification import faults

WRITERS = Path(__file__).with_name("writers.py")
T0 = 1_788_739_200_000


def start(what: str, path: Path, argument: str = "") -> subprocess.Popen[str]:
    command = [sys.executable, str(WRITERS), what, str(path), argument]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )


def finish(programs: list[subprocess.Popen[str]]) -> list[str]:
    said = [program.communicate(timeout=60) for program in programs]
    assert [program.returncode for program in programs] == [0] * len(programs), said
    return [line for out, _ in said for line in out.split()]


def check_whole(path: Path, acknowledged: set[int]) -> None:
    """Everything acknowledged is there, and nothing is there by half."""
    with Database.open(path) as db:
        # Of the structure, the references, and the chain that vouches for every row.
        assert faults(db) == ()
        ids = {entry for (entry,) in db.rows("SELECT id FROM entry")}
        assert acknowledged <= ids
        assert ids == {int(key) for (key,) in db.rows("SELECT key FROM message")}
        assert len(ids) == db.value("SELECT count(*) FROM decision")


def bury(program: subprocess.Popen[str]) -> tuple[list[str], str]:
    """Kills a program if it still runs; the lines that nobody has read yet, and what it complained of."""
    program.kill()
    with program:
        # communicate() would pass over what readline() has buffered, and cut a line in two.
        return program.stdout.read().splitlines(keepends=True), program.stderr.read()


def kill_loop(path: Path, rounds: int) -> tuple[int, int]:
    """Starts two writers and kills them, again and again; how many kills, how many acknowledged entries."""
    with Database.create(path) as db, db.write() as tx:
        for name in ("A1", "B2"):
            people.add(tx, PersonRecord(name, name))
    chance, acknowledged = random.Random(7), set()
    for _ in range(rounds):
        programs = [start("write", path, name) for name in ("A1", "B2")]
        try:
            for program in programs:
                # The first line shows that it is writing; it dies somewhere in one of the next writes.
                for _ in range(1 + chance.randrange(20)):
                    line = program.stdout.readline()
                    assert line, program.stderr.read()
                    acknowledged.add(int(line))
                program.kill()
        finally:
            said = [bury(program) for program in programs]
        for lines, complaint in said:
            assert complaint == ""
            acknowledged.update(int(line) for line in lines if line.endswith("\n"))
        check_whole(path, acknowledged)
    return 2 * rounds, len(acknowledged)


@pytest.mark.promise("P1", "writers killed while they write")
def test_what_was_acknowledged_survives_a_kill(path, counted):
    kills, acknowledged = kill_loop(path, 3)
    counted(kills, f"kills, {acknowledged:,} acknowledged")
    assert acknowledged >= kills


@pytest.mark.torture
@pytest.mark.promise("P1", "writers killed while they write")
def test_what_was_acknowledged_survives_many_kills(path, counted):
    kills, acknowledged = kill_loop(path, 400)
    counted(kills, f"kills, {acknowledged:,} acknowledged")
    assert acknowledged >= kills


@pytest.mark.promise("P3", "programs that count up at once")
@pytest.mark.parametrize(("programs", "times"), [(3, 150), pytest.param(8, 500, marks=pytest.mark.torture)])
def test_programs_that_write_at_once_lose_no_update(db, path, programs, times, counted):
    finish([start("count", path, str(times)) for _ in range(programs)])
    assert db.value("SELECT until FROM tick") == programs * times
    counted(programs * times, f"updates by {programs}")


def test_programs_that_send_at_once_never_hold_the_same_message(firm, path):
    with firm.db.write() as tx:
        for number in range(60):
            outbox.enqueue(tx, NewMessage(f"m{number}", "moonwalk", firm.ann, "console", "s", "t", T0, T0))
    claimed = finish([start("lease", path) for _ in range(3)])
    assert sorted(claimed) == sorted(f"m{number}" for number in range(60))


def test_programs_that_create_at_once_make_one_sound_database(path):
    path.touch(mode=0o600)
    programs = [start("create", path) for _ in range(3)]
    said = [program.communicate(timeout=60)[1] for program in programs]
    # Whoever comes after the first has written finds a database there, which is refused in words.
    assert all(not err or "There is a file" in err for err in said)
    with Database.open(path) as db:
        assert db.value("SELECT count(*) FROM _sqlite_migrations") == VERSION


def test_a_program_that_waited_for_another_to_migrate_finds_nothing_left_to_do(db, path):
    tables = connect(path)
    bring_up_to_date(tables)
    assert tables.execute("SELECT count(*) FROM _sqlite_migrations").fetchone() == (VERSION,)
    tables.close()
