from __future__ import annotations

import sqlite3
import stat
import sys
import threading

import pytest

from moonwalk.store import memberships
from moonwalk.store.database import Database
from moonwalk.store.errors import StoreError

T0 = 1_788_739_200_000


def count(db) -> int:
    return db.value("SELECT count(*) FROM team")


def write_and_raise(db: Database, error: BaseException) -> None:
    with db.write() as tx:
        memberships.number(tx, "Sales", T0)
        raise error


def write_close_and_raise(db: Database) -> None:
    with db.write() as tx:
        memberships.number(tx, "Sales", T0)
        db.close()
        raise ZeroDivisionError


def write_twice(db: Database) -> None:
    with db.write() as tx:
        memberships.number(tx, "Sales", T0)
        with db.write():
            pass


def write_many(db: Database) -> None:
    with db.write() as tx:
        for number in range(10_000):
            memberships.number(tx, f"Team {number}", T0)


def test_what_a_finished_block_wrote_is_there_for_another_connection(db, path):
    with db.write() as tx:
        memberships.number(tx, "Sales", T0)
    with Database.open(path) as other:
        assert [team.name for team in memberships.all_teams(other)] == ["Sales"]


def test_a_block_that_raises_leaves_nothing(db):
    with pytest.raises(RuntimeError):
        write_and_raise(db, RuntimeError())
    assert count(db) == 0
    with db.write() as tx:
        memberships.number(tx, "Support", T0)
    assert count(db) == 1


def test_an_interrupted_block_leaves_nothing(db):
    with pytest.raises(KeyboardInterrupt):
        write_and_raise(db, KeyboardInterrupt())
    assert count(db) == 0


def test_what_went_wrong_first_is_told_even_where_undoing_fails(db, path):
    with pytest.raises(ZeroDivisionError):
        write_close_and_raise(db)
    with Database.open(path) as again:
        assert count(again) == 0


def test_a_block_inside_a_block_is_refused(db):
    with db.write() as tx:
        memberships.number(tx, "Sales", T0)
        with pytest.raises(StoreError, match="a transaction within a transaction"):
            db.write().__enter__()
    assert count(db) == 1


def test_a_block_inside_a_block_undoes_both_unless_someone_minds_it(db):
    with pytest.raises(StoreError):
        write_twice(db)
    assert count(db) == 0


def test_a_transaction_sees_its_own_writes(db):
    with db.write() as tx:
        memberships.number(tx, "Sales", T0)
        assert memberships.find(tx, "Sales") is not None


def test_reads_inside_a_block_are_of_one_moment(db, path):
    wal = db.value("PRAGMA journal_mode") == "wal"
    with Database.open(path) as other:
        with db.read() as moment:
            assert count(moment) == 0
            if wal:
                with other.write() as tx:
                    memberships.number(tx, "Sales", T0)
            else:
                other.patience = 0.001
                with pytest.raises(StoreError, match="Another program"), other.write() as tx:
                    memberships.number(tx, "Sales", T0)
            assert count(moment) == 0
        assert count(db) == (1 if wal else 0)


def test_the_data_version_changes_when_another_connection_writes(db, path):
    before = db.data_version()
    assert db.data_version() == before
    with Database.open(path) as other, other.write() as tx:
        memberships.number(tx, "Sales", T0)
    assert db.data_version() != before


def test_a_writer_that_has_to_wait_too_long_is_told_who_is_in_the_way(db, path):
    with Database.open(path) as other:
        other.patience = 0.01
        with (
            db.write(),
            pytest.raises(StoreError, match=r"Another program has been using .* Try again"),
            other.write(),
        ):
            pass


def test_another_thread_is_refused(db):
    said: list[str] = []

    def use() -> None:
        try:
            db.rows("SELECT 1")
        except StoreError as error:
            said.append(error.message)

    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
    assert "outside the thread" in said[0]


def test_a_mistyped_path_creates_nothing(tmp_path):
    with pytest.raises(StoreError, match=r"There is no database .* Nothing was created"):
        Database.open(tmp_path / "monwalk.db")
    assert list(tmp_path.iterdir()) == []


def test_creating_over_a_file_is_refused_and_leaves_it(path):
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(StoreError, match=r"There is a file .* left as it is"):
        Database.create(path)
    assert path.read_text(encoding="utf-8") == "mine"


def test_creating_takes_over_what_a_crash_left_empty(path):
    path.touch()
    with Database.create(path) as db:
        assert count(db) == 0


def test_creating_in_a_folder_that_is_missing_says_so(tmp_path):
    with pytest.raises(StoreError, match="cannot be created"):
        Database.create(tmp_path / "nowhere" / "moonwalk.db")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no mode bits")
def test_only_the_owner_can_read_the_file(db, path):
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 a spreadsheet" * 100])
def test_a_file_that_is_no_database_is_refused_and_left(path, content):
    path.write_bytes(content)
    with pytest.raises(StoreError, match="is not a Moonwalk database"):
        Database.open(path)
    assert path.read_bytes() == content


def test_a_database_of_another_program_is_refused(path):
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE theirs (x)")
    other.close()
    with pytest.raises(StoreError, match="is not a Moonwalk database"):
        Database.open(path)


def test_a_folder_is_refused(tmp_path):
    with pytest.raises(StoreError):
        Database.open(tmp_path)


def test_a_database_of_a_newer_version_is_refused_with_a_way_out(db, path):
    db.rows("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(StoreError, match=r"newer Moonwalk .*99.* Update Moonwalk"):
        Database.open(path)


def test_a_lost_trigger_is_noticed_when_opening(db, path):
    db.rows("DROP TRIGGER entry_is_never_removed")
    db.close()
    with pytest.raises(StoreError, match=r"lost what protects .*entry_is_never_removed"):
        Database.open(path)


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("trusted_schema", 0),
        ("busy_timeout", 10_000),
        ("recursive_triggers", 1),
    ],
)
def test_every_connection_has_the_safe_settings(db, path, pragma, value):
    with Database.open(path) as other:
        assert other.value(f"PRAGMA {pragma}") == value


def test_a_power_cut_loses_nothing_in_the_journal_mode_in_use(db):
    safe = {"wal": 2, "delete": 3}
    assert db.value("PRAGMA synchronous") >= safe[db.value("PRAGMA journal_mode")]


def test_no_room_left_ends_in_a_sentence_and_keeps_what_was_saved(db):
    with db.write() as tx:
        memberships.number(tx, "Sales", T0)
    db.rows(f"PRAGMA max_page_count = {db.value('PRAGMA page_count')}")
    with pytest.raises(StoreError, match=r"no room left .* Free some space"):
        write_many(db)
    assert count(db) == 1


def test_a_file_that_may_only_be_read_can_be_read_and_says_why_not_written(db, path):
    db.rows("PRAGMA query_only = ON")
    assert count(db) == 0
    with pytest.raises(StoreError, match=r"read-only\. Nothing was changed"), db.write() as tx:
        memberships.number(tx, "Sales", T0)


def test_every_table_is_strict(db):
    ours = db.rows(
        "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE '%sqlite%'"
    )
    assert len(ours) > 15
    assert [name for name, strict in ours if not strict] == []
