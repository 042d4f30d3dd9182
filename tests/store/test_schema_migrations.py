from __future__ import annotations

import pytest

from moonwalk.store import database, schema
from moonwalk.store.database import Database, bring_up_to_date, connect, make_file
from moonwalk.store.schema import APPLICATION_ID, VERSION, steps


def test_the_version_is_the_number_of_steps(db):
    assert db.value("PRAGMA user_version") == VERSION
    assert db.value("PRAGMA application_id") == APPLICATION_ID
    assert db.value("SELECT count(*) FROM _sqlite_migrations") == VERSION
    assert repr(steps()).count(",") == VERSION - 1


def test_only_known_tables_are_in_the_file(db):
    names = {name for (name,) in db.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert {name for name in names if name.startswith(("_", "sqlite_"))} == {
        "_sqlite_migrations",
        "sqlite_sequence",
    }


def test_a_step_that_fails_halfway_leaves_the_file_as_it_was(path, monkeypatch):
    make_file(path)
    tables = connect(path)

    def halfway(tables):
        tables.execute("CREATE TABLE half (x INTEGER) STRICT")
        raise RuntimeError

    monkeypatch.setattr(schema, "_first_tables", halfway)
    with pytest.raises(RuntimeError):
        bring_up_to_date(tables)
    monkeypatch.undo()
    assert tables.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    tables.close()
    Database.create(path).close()


def test_an_older_database_is_brought_up_to_date_when_opened(db, path, monkeypatch):
    db.close()

    def older_and_newer():
        newer = steps()
        newer(name="second")(lambda tables: tables.execute("CREATE TABLE added (x INTEGER) STRICT"))
        return newer

    monkeypatch.setattr(schema, "steps", older_and_newer)
    monkeypatch.setattr(schema, "VERSION", VERSION + 1)
    monkeypatch.setattr(database, "VERSION", VERSION + 1)
    with Database.open(path) as newer:
        assert newer.value("SELECT count(*) FROM added") == 0
        assert newer.value("PRAGMA user_version") == VERSION + 1
