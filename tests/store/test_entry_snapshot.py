"""The entries in columns beside the database: the same as its rows, or as if they were not there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import numpy as np
import pytest

from moonwalk.scoring.facts import NEVER, EntryFacts
from moonwalk.store import entries, entry_arrays, entry_snapshot, people, retention
from moonwalk.store.database import Database, connect
from moonwalk.store.decisions import Decision, record
from moonwalk.store.entries import Correction
from moonwalk.store.entry_snapshot import FOLDER
from moonwalk.store.retention import RetentionRecord
from moonwalk.store.verification import accept, faults

from .conftest import Company, company

T0 = 1_788_739_200_000
FIRST = date(2026, 9, 7)
NUMBERS = 8
WINDOWS = (None, (FIRST, FIRST), (FIRST - timedelta(2), FIRST + timedelta(1)))


@pytest.fixture(autouse=True)
def small_files(monkeypatch):
    monkeypatch.setattr(entry_snapshot, "NUMBERS", NUMBERS)
    monkeypatch.setattr(entry_arrays, "SMALLEST", 1)


def files(db: Database) -> list[Path]:
    return sorted((db.path.parent / FOLDER).glob("*"))


def same(left: EntryFacts, right: EntryFacts) -> bool:
    pairs = [(getattr(left, field.name), getattr(right, field.name)) for field in fields(left)]
    return all(a.dtype == b.dtype and np.array_equal(a, b) for a, b in pairs)


def check(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read with the snapshot is what is read from the rows, whatever is asked."""
    newest = db.value("SELECT max(id) FROM entry")
    for days in WINDOWS:
        for known_at in (T0 + 3, NEVER):
            for but in (None, newest):
                answer = entries.facts(db, FIRST, known_at, None, days, but)
                with monkeypatch.context() as patch:
                    patch.setattr(entry_arrays, "SMALLEST", 1 << 40)
                    rows = entries.facts(db, FIRST, known_at, None, days, but)
                assert same(answer, rows)


def some(firm: Company, dice: Random, count: int) -> Iterator:
    there = [number for (number,) in firm.db.rows("SELECT no FROM person ORDER BY no")]
    for _ in range(count):
        logged = T0 + dice.randrange(9)
        late = logged - dice.choice((0, 0, 5))
        day = FIRST + timedelta(dice.randrange(-3, 4))
        amount = dice.choice((5, 10**12))
        yield firm.entry(
            person=dice.choice(there),
            day=day,
            amount=amount,
            logged_at=logged,
            on_time_at=late,
        )


class Undone(Exception):
    pass


def change(firm: Company, dice: Random) -> None:
    """Something that may happen to entries."""
    ids = [number for (number,) in firm.db.rows("SELECT id FROM entry ORDER BY no")]
    match dice.choice(("add", "add", "correct", "void", "undone", "erase", "retain")):
        case "add":
            firm.add(*some(firm, dice, dice.choice((1, 3, 12))))
        case "correct" | "void" as what if ids:
            entry = dice.choice(ids)
            if entries.find(firm.db, entry).current:
                with firm.db.write() as tx:
                    if what == "void":
                        entries.void(tx, entry, "joke", T0 + 5, firm.decision)
                    else:
                        typo = Correction("typo", T0 + 5, amount=dice.randrange(1 << 30))
                        entries.correct(tx, entry, typo, firm.decision)
        case "undone":
            with suppress(Undone), firm.db.write() as tx:
                entries.add(tx, some(firm, dice, 9), firm.decision)
                entries.facts(tx, FIRST, NEVER)
                raise Undone
        case "erase" if dice.random() < 0.3:
            if people.by_number(firm.db, firm.bob) is not None:
                with firm.db.write() as tx:
                    people.forget(tx, firm.bob, Decision(T0, "hr", "people forget"))
        case "retain" if dice.random() < 0.3:
            with firm.db.write() as tx:
                number = record(tx, Decision(T0, "hr", "retention"))
                retention.add(tx, RetentionRecord(f"c{number}", FIRST, FIRST, "{}"), number)
                retention.remove_between(tx, FIRST, FIRST)


@pytest.mark.parametrize(
    "seed", [*range(4), *(pytest.param(n, marks=pytest.mark.torture) for n in range(4, 200))]
)
def test_with_it_entries_are_what_they_are_without_it(firm, seed, monkeypatch):
    dice = Random(seed)
    firm.add(*some(firm, dice, 20))
    for _ in range(25):
        change(firm, dice)
        check(firm.db, monkeypatch)
    assert files(firm.db)


KILLED = """
import os
import sys
from datetime import date
from pathlib import Path

from moonwalk.scoring.facts import NEVER
from moonwalk.store import entries, entry_arrays, entry_snapshot
from moonwalk.store.database import Database

path, last, share = Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
entry_snapshot.NUMBERS, entry_arrays.SMALLEST = 8, 1
steps = 0

def until_killed(name):
    step = getattr(Path, name)
    def counted(self, *arguments, **options):
        global steps
        steps += 1
        if steps == last:
            if name == "write_bytes":
                step(self, arguments[0][: round(len(arguments[0]) * share)])
            os._exit(9)
        return step(self, *arguments, **options)
    setattr(Path, name, counted)

for name in ("mkdir", "touch", "write_bytes", "replace", "unlink"):
    until_killed(name)
with Database.open(path) as db:
    entries.facts(db, date(2026, 9, 7), NEVER)
"""
"""Reads all entries, and dies at a step of writing the snapshot, or in the middle of a file."""


def killed_again_and_again(firm: Company, seed: int, kills: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many of so many programs were killed while they wrote the snapshot, each after some change."""
    dice, died = Random(seed), 0
    firm.add(*some(firm, dice, 20))
    for _ in range(kills):
        change(firm, dice)
        firm.add(*some(firm, dice, 3))
        arguments = (str(firm.db.path), str(dice.randrange(1, 6)), str(dice.random()))
        ended = subprocess.run([sys.executable, "-c", KILLED, *arguments], check=False).returncode
        assert ended in (0, 9)
        died += ended == 9
        # Looked at by a program that writes nothing, so that the next one finds what this one left.
        with monkeypatch.context() as patch:
            patch.setattr(entry_snapshot, "store", lambda *_: None)
            check(firm.db, monkeypatch)
    check(firm.db, monkeypatch)
    return died


@pytest.mark.promise("P9", "snapshots killed while they are written")
def test_a_program_that_dies_while_it_writes_one_leaves_nothing_that_is_believed(firm, monkeypatch):
    assert killed_again_and_again(firm, 2, 3, monkeypatch) > 0


@pytest.mark.torture
@pytest.mark.promise("P9", "snapshots killed while they are written")
@pytest.mark.parametrize("seed", range(5))
def test_nothing_wrong_is_believed_after_many_have_died(firm, seed, monkeypatch, counted):
    died = killed_again_and_again(firm, seed, 80, monkeypatch)
    counted(died, "kills")
    assert died >= 40


def test_what_was_left_half_written_is_removed_once_it_is_old(stored):
    folder = stored.db.path.parent / FOLDER
    old, new = folder / "000001.77.part", folder / "000002.78.part"
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (1_000_000_000, 1_000_000_000))
    stored.add(*some(stored, Random(3), 12))
    entries.facts(stored.db, FIRST, NEVER)
    assert not old.exists()
    assert new.exists()


@pytest.fixture
def stored(firm) -> Company:
    firm.add(*some(firm, Random(1), 30))
    entries.facts(firm.db, FIRST, NEVER)
    return firm


def reads_of(db: Database, days: tuple[date, date] | None = None) -> list[tuple[int, int]]:
    """Between which numbers rows are read from the table."""
    seen = []
    table = entry_arrays._read_table
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            entry_arrays,
            "_read_table",
            lambda db, window, first, last, rows: (
                seen.append((first, last)) or table(db, window, first, last, rows)
            ),
        )
        entries.facts(db, FIRST, NEVER, None, days)
    return [span for span in seen if span[0] <= span[1]]


def test_full_files_are_not_written_again_and_only_newer_rows_are_read(stored):
    assert [path.name for path in files(stored.db)] == ["000000", "000001", "000002", "000003"]
    assert reads_of(stored.db) == []
    before = [path.stat().st_mtime_ns for path in files(stored.db)]
    stored.add(stored.entry(amount=77))
    assert reads_of(stored.db) == [(31, 31)]
    # One row of thirty is not worth a file.
    assert [path.stat().st_mtime_ns for path in files(stored.db)] == before
    stored.add(stored.entry(amount=78), stored.entry(amount=79))
    assert reads_of(stored.db) == [(31, 33)]
    assert reads_of(stored.db) == []
    assert [path.stat().st_mtime_ns for path in files(stored.db)][:3] == before[:3]


def test_a_file_all_of_whose_rows_are_gone_does_not_hide_those_after_it(firm):
    days = (FIRST - timedelta(1), FIRST, FIRST + timedelta(1))
    firm.add(*(firm.entry(day=days[number // 10], amount=number) for number in range(30)))
    with firm.db.write() as tx:
        number = record(tx, Decision(T0, "hr", "retention"))
        retention.add(tx, RetentionRecord("c", days[0], days[1], "{}"), number)
        retention.remove_between(tx, days[0], days[1])
    assert reads_of(firm.db) == [(21, 30)]
    assert reads_of(firm.db) == []
    assert entries.facts(firm.db, FIRST, NEVER).amount.tolist() == list(range(20, 30))


def test_files_without_a_day_that_is_wanted_are_not_read(firm, monkeypatch):
    firm.add(*(firm.entry(day=FIRST + timedelta(number // NUMBERS), amount=number) for number in range(30)))
    entries.facts(firm.db, FIRST, NEVER)
    read = entry_snapshot._read_columns
    seen = []
    monkeypatch.setattr(
        entry_snapshot, "_read_columns", lambda file: seen.append(file.path.name) or read(file)
    )
    entries.facts(firm.db, FIRST, NEVER, None, (FIRST + timedelta(1), FIRST + timedelta(1)))
    # The last one is not full, and would be written again with what is in it.
    assert seen == ["000001", "000002", "000003"]


@pytest.mark.parametrize("number", [0, 3])
@pytest.mark.parametrize(
    "part", ["head", "data", "short", "long", "empty", "text", "gone", "folder", "other"]
)
def test_a_file_that_is_damaged_is_as_if_it_and_those_after_it_were_not_there(
    stored, part, number, monkeypatch
):
    path = files(stored.db)[number]
    data = path.read_bytes()
    line = data.index(b"\n")
    damaged = {
        "head": data.replace(b'"rows": ', b'"rows": 1', 1),
        "data": data[: line + 20] + bytes([data[line + 20] ^ 4]) + data[line + 21 :],
        "short": data[:-1],
        "long": data + b"x",
        "empty": b"",
        "text": b"[]\n",
        "other": files(stored.db)[(number + 1) % 4].read_bytes(),
    }
    path.unlink()
    if part == "folder":
        path.mkdir()
    elif part != "gone":
        path.write_bytes(damaged[part])

    check(stored.db, monkeypatch)

    if part != "folder":
        assert reads_of(stored.db) == []


def test_every_flipped_bit_of_a_file_is_noticed(stored, monkeypatch):
    path = files(stored.db)[1]
    sound, dice = path.read_bytes(), Random(4)
    with monkeypatch.context() as patch:
        patch.setattr(entry_arrays, "SMALLEST", 1 << 40)
        rows = entries.facts(stored.db, FIRST, NEVER)
    for _ in range(60):
        data = bytearray(sound)
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        path.write_bytes(bytes(data))
        assert same(entries.facts(stored.db, FIRST, NEVER), rows)


def test_that_of_another_database_is_not_believed(stored, tmp_path, monkeypatch):
    other = tmp_path / "elsewhere" / "moonwalk.db"
    other.parent.mkdir()
    with Database.create(other) as db:
        with db.write() as tx:
            numbers = company(tx)
        Company(db, **numbers).add(*some(stored, Random(2), 30))
        shutil.copytree(stored.db.path.parent / FOLDER, other.parent / FOLDER)
        assert reads_of(db) == [(1, 30)]
        check(db, monkeypatch)


def test_after_an_older_copy_was_put_back_only_what_it_has_is_believed(stored, tmp_path, monkeypatch):
    older = tmp_path / "older.db"
    stored.db.checkpoint()
    shutil.copy(stored.db.path, older)
    stored.add(*some(stored, Random(3), 30))
    entries.facts(stored.db, FIRST, NEVER)
    stored.db.close()
    for name in ("-wal", "-shm", "-journal"):
        stored.db.path.with_name(f"{stored.db.path.name}{name}").unlink(missing_ok=True)
    shutil.copy(older, stored.db.path)
    with Database.open(stored.db.path) as db:
        again = replace(stored, db=db)
        again.add(*some(again, Random(4), 12))
        check(db, monkeypatch)


def test_where_nothing_can_be_written_entries_are_read_all_the_same(stored, monkeypatch):
    entry_snapshot.remove(stored.db.path)

    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", refuse)
    check(stored.db, monkeypatch)
    assert files(stored.db) == []


def test_what_something_else_changed_is_read_once_the_chain_vouches_for_it(stored, monkeypatch):
    with closing(connect(stored.db.path)) as tables, tables:
        tables.execute("DROP TRIGGER entry_is_never_changed")
        tables.execute("UPDATE entry SET amount = 99 WHERE no = 12")
    assert faults_of_caches(stored.db) == 1
    accept(stored.db.path, Decision(T0, "hr", "accept"))
    assert faults_of_caches(stored.db) == 0
    assert entries.facts(stored.db, FIRST, NEVER).amount[11] == 99
    check(stored.db, monkeypatch)


def faults_of_caches(db: Database) -> int:
    return sum(fault.check == "caches" for fault in faults(db))


def test_who_is_erased_is_in_no_file_any_longer(stored):
    entry_snapshot.remove(stored.db.path)
    assert files(stored.db) == []
    entry_snapshot.remove(stored.db.path)


def test_one_that_does_not_hold_is_removed_and_one_that_holds_is_kept(stored):
    entry_snapshot.remove_stale(stored.db)
    assert len(files(stored.db)) == 4
    with stored.db.write() as tx:
        people.forget(tx, stored.bob, Decision(T0, "hr", "people forget"))
    entry_snapshot.remove_stale(stored.db)
    assert files(stored.db) == []
