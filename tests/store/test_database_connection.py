from __future__ import annotations

import sqlite3

import pytest

from moonwalk.store import database
from moonwalk.store.database import Database, wal_is_sound


@pytest.mark.parametrize("version", [(3, 51, 3), (3, 52, 0), (4, 0, 0), (3, 50, 7), (3, 44, 6)])
def test_wal_is_used_where_it_is_sound(version):
    assert wal_is_sound(version)


@pytest.mark.parametrize(
    "version", [(3, 37, 0), (3, 40, 1), (3, 44, 5), (3, 45, 0), (3, 50, 6), (3, 51, 0), (3, 51, 2)]
)
def test_wal_is_not_used_where_it_can_damage_the_file(version):
    assert not wal_is_sound(version)


def test_the_journal_follows_the_library_back_and_forth(path, monkeypatch):
    monkeypatch.setattr(database, "wal_is_sound", lambda version: True)
    with Database.create(path) as db:
        assert (db.value("PRAGMA journal_mode"), db.value("PRAGMA synchronous")) == ("wal", 2)
    monkeypatch.setattr(database, "wal_is_sound", lambda version: False)
    with Database.open(path) as db:
        assert (db.value("PRAGMA journal_mode"), db.value("PRAGMA synchronous")) == ("delete", 3)


def test_a_connection_that_fails_to_open_is_closed(path, monkeypatch):
    path.write_bytes(b"no database, but long enough to be looked at" * 40)
    opened = []
    plain = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *a, **k: opened.append(plain(*a, **k)) or opened[-1])
    with pytest.raises(database.StoreError):
        Database.open(path)
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        opened[0].execute("SELECT 1")
