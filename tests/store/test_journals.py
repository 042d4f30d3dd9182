"""A journal or log is only rolled into the database that it belongs to."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys

import pytest

from moonwalk.store import database
from moonwalk.store.copying import copy_to, make_own
from moonwalk.store.database import Database
from moonwalk.store.errors import StoreError
from moonwalk.store.journals import check_journal

CRASH = """
import os, sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("PRAGMA journal_mode = " + sys.argv[2])
db.execute("PRAGMA cache_size = 10")
db.execute("PRAGMA wal_autocheckpoint = 0")
db.execute("BEGIN IMMEDIATE")
db.execute("PRAGMA user_version = 3")
db.execute(
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) "
    "INSERT INTO tick SELECT 'a' || i, 1 FROM n")
if sys.argv[2] == "wal":
    db.execute("COMMIT")
os._exit(9)
"""


def crash(path, mode: str = "delete") -> None:
    """Ends a program in the middle of a transaction, or after one that is only in the log."""
    done = subprocess.run([sys.executable, "-c", CRASH, path, mode], check=False, capture_output=True)
    assert done.returncode == 9, done.stderr


def beside(path, ending: str):
    return path.with_name(path.name + ending)


def ticks(path) -> int:
    with Database.open(path) as db:
        assert db.value("PRAGMA integrity_check") == "ok"
        return db.value("SELECT count(*) FROM tick")


def test_the_journal_of_a_crash_is_rolled_back(db, path):
    db.close()
    crash(path)
    assert beside(path, "-journal").stat().st_size
    assert ticks(path) == 0


def test_the_log_of_a_crash_is_read(db, path):
    db.close()
    crash(path, "wal")
    assert beside(path, "-wal").stat().st_size
    assert ticks(path) == 20_000


def written(path, name: str = "x") -> None:
    """So much that the database grows, as it does sooner or later."""
    with Database.open(path) as db, db.write() as tx:
        tx.run_many("INSERT INTO tick VALUES (?, 1)", [(f"{name}{number}",) for number in range(500)])


def copied(path, target):
    copy_to(path, target)
    make_own(target)
    return target


def by_hand(path, target):
    return shutil.copy(path, target)


@pytest.mark.parametrize("make", [copied, by_hand])
@pytest.mark.parametrize(("mode", "ending"), [("delete", "-journal"), ("wal", "-wal")])
def test_a_copy_beside_what_a_crash_left_is_refused_and_stays_as_it_is(
    db, path, tmp_path, make, mode, ending
):
    db.close()
    copy = make(path, tmp_path / "copy.db")
    written(path)
    crash(path, mode)
    path.unlink()
    shutil.copy(copy, path)
    before = path.read_bytes()

    with pytest.raises(StoreError, match=f"{ending} does not belong to the database"):
        Database.open(path)

    assert path.read_bytes() == before
    beside(path, ending).unlink()
    assert ticks(path) == 0


def test_an_older_copy_beside_a_newer_log_is_refused_and_stays_as_it_is(db, path, tmp_path, monkeypatch):
    monkeypatch.setattr(database, "wal_is_sound", lambda _: True)
    db.close()
    written(path, "x")
    copy = by_hand(path, tmp_path / "copy.db")
    for name in ("y", "z"):
        written(path, name)
    crash(path, "wal")
    newest = path.read_bytes()
    path.write_bytes(copy.read_bytes())

    with pytest.raises(StoreError, match="-wal does not belong to the database"):
        Database.open(path)

    assert path.read_bytes() == copy.read_bytes()
    path.write_bytes(newest)
    assert ticks(path) == 21_500


def test_a_log_is_known_by_the_transactions_that_it_goes_on_with(db, path, monkeypatch):
    """Whatever was copied back of a log already, and whoever wrote it."""
    monkeypatch.setattr(database, "wal_is_sound", lambda _: True)
    db.close()
    with Database.open(path) as first, Database.open(path) as second:
        for number, each in enumerate((first, first, second, first, second, second) * 3):
            with each.write() as tx:
                tx.run_many("INSERT INTO tick VALUES (?, 1)", [(f"{number}/{row}",) for row in range(300)])
            if number % 5 == 4:
                each.rows(f"PRAGMA wal_checkpoint({('PASSIVE', 'RESTART', 'TRUNCATE')[number % 3]})")
            check_journal(path)
    assert ticks(path) == 18 * 300


SMALL_CRASH = """
import os, sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
for statement in sys.argv[2:]:
    db.execute(statement)
os._exit(9)
"""


def small_crash(path, *statements: str) -> None:
    done = subprocess.run([sys.executable, "-c", SMALL_CRASH, path, *statements], check=False)
    assert done.returncode == 9


def test_a_journal_that_holds_nothing_but_the_first_page_is_told_apart(db, path, tmp_path):
    db.close()
    copy = copied(path, tmp_path / "copy.db")
    small_crash(path, "PRAGMA journal_mode = DELETE", "BEGIN IMMEDIATE", "PRAGMA user_version = 3")
    journal = beside(path, "-journal")
    content = journal.read_bytes()
    assert len(content) == 512 + 4 + 4096 + 4
    # A program that dies while it commits has said before that one page is in the journal.
    journal.write_bytes(bytes.fromhex("d9d505f920a163d700000001") + content[12:])
    shutil.copy(copy, path)
    with pytest.raises(StoreError, match="-journal does not belong to the database"):
        Database.open(path)


def test_a_log_is_told_apart_by_a_first_page_that_comes_late_in_it(db, path, tmp_path, monkeypatch):
    monkeypatch.setattr(database, "wal_is_sound", lambda _: True)
    db.close()
    written(path)
    copy = copied(path, tmp_path / "copy.db")
    for place in (path, copy):
        Database.open(place).close()
    # The first of these transactions changes one page, which is not the first.
    small_crash(path, "UPDATE tick SET until = 2 WHERE challenge = 'x7'", "PRAGMA user_version = 3")
    shutil.copy(copy, path)
    with pytest.raises(StoreError, match="-wal does not belong to the database"):
        Database.open(path)


def test_every_copy_has_a_stamp_of_its_own_and_the_same_identity(db, path, tmp_path):
    db.close()
    stamps, identities = set(), set()
    for number in range(3):
        with Database.open(copied(path, tmp_path / f"{number}.db")) as copy:
            stamps.add(copy.value("PRAGMA schema_version"))
            identities.add(copy.value("SELECT id FROM identity"))
    assert len(stamps) == 3
    assert len(identities) == 1


def test_a_journal_of_a_program_that_is_writing_disturbs_nobody(db, path):
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    other.execute("INSERT INTO tick VALUES ('x', 1)")
    assert ticks(path) == 0
    other.execute("COMMIT")
    other.close()
    assert ticks(path) == 1
