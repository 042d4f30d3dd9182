from __future__ import annotations

import json
from hashlib import blake2b

import pytest
from sqlite_utils import Database as Tables

from moonwalk.registry import PluginCode
from moonwalk.store import database, decisions, migrations, pins
from moonwalk.store.chain import CHAINED
from moonwalk.store.chain_check import summary
from moonwalk.store.database import Database, bring_up_to_date, connect, make_file
from moonwalk.store.decisions import Decision
from moonwalk.store.errors import StoreError
from moonwalk.store.ids import stamp_record
from moonwalk.store.migrations import steps
from moonwalk.store.schema import APPLICATION_ID, VERSION
from moonwalk.store.seals import SEALED, SIZE, plain


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

    monkeypatch.setattr(migrations, "_first_tables", halfway)
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

    monkeypatch.setattr(migrations, "steps", older_and_newer)
    monkeypatch.setattr(migrations, "VERSION", VERSION + 1)
    monkeypatch.setattr(database, "VERSION", VERSION + 1)
    with Database.open(path) as newer:
        assert newer.value("SELECT count(*) FROM added") == 0
        assert newer.value("PRAGMA user_version") == VERSION + 1


def test_an_older_database_learns_what_became_of_its_imports(path):
    make_file(path)
    tables = connect(path)
    steps().apply(Tables(tables, execute_plugins=False), stop_before="imports_end_and_are_undone")
    tables.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    tables.execute("PRAGMA user_version = 1")
    at, minute = 1_788_739_260_000, 60_000
    for statement in (
        f"INSERT INTO decision VALUES (1, {at}, 'hr', 'import', '', '', '{{}}', NULL)",
        f"INSERT INTO person VALUES (5, 'A1', 'Ann', '', '', '', {at})",
        "INSERT INTO kind VALUES (1, 'walk', 'minutes')",
        "INSERT INTO source VALUES (1, 'form', 0), (2, 'watch', 1)",
        f"INSERT INTO import VALUES (1, 'a.csv', '{'0' * 64}', 5, 4, 1, 0, 1)",
    ):
        tables.execute(statement)
    columns = (
        "id, person, day, kind, source, amount, logged_at, on_time_at, supersedes, void, reason, decision, "
        "import"
    )
    early = at - 7 * minute
    for values in (
        f"1, 5, '2026-09-07', 1, 1, 9, {at}, {early}, NULL, 0, '', 1, 1",
        f"2, 5, '2026-09-07', 1, 1, 9, {at}, {at}, NULL, 0, '', 1, 1",
        f"3, 5, '2026-09-07', 1, 2, 9, {at}, {early}, NULL, 0, '', 1, 1",
        f"4, 5, '2026-09-07', 1, 2, 9, {at}, {early}, 3, 0, 'newer', 1, 1",
        f"5, 5, '2026-09-07', 1, 1, 9, {at}, {early}, NULL, 0, '', 1, NULL",
    ):
        tables.execute(f"INSERT INTO entry ({columns}) VALUES ({values})")
    tables.close()

    with Database.open(path) as newer:
        assert newer.value("PRAGMA user_version") == VERSION
        assert newer.rows("SELECT id, record FROM entry WHERE record IS NOT NULL") == [
            (1, stamp_record(5, early))
        ]
        (ended,) = newer.rows(
            "SELECT import, at, accepted, rejected, skipped, added, changed FROM import_end"
        )
        assert ended == (1, at, 4, 1, 0, 3, 1)
        with pytest.raises(StoreError, match="A stored entry is never changed"), newer.write() as tx:
            tx.run("UPDATE entry SET record = 1")


def test_plugins_that_an_older_launch_was_made_with_stay_approved_in_their_version(path):
    make_file(path)
    tables = connect(path)
    steps().apply(Tables(tables, execute_plugins=False), stop_before="plugins_are_pinned")
    tables.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    tables.execute("PRAGMA user_version = 3")
    at = 1_788_739_260_000
    tables.execute(f"INSERT INTO decision VALUES (1, {at}, 'hr', 'launch', '', '', '{{}}', NULL)")
    plugins = '{"acme": "moonwalk-acme 1.2", "odd": "odd", "streaks": "moonwalk 0.1.0"}'
    tables.execute(
        "INSERT INTO launch (challenge, text, starts, seed, plugins, launched_at, decision) "
        f"VALUES ('walk', '', '2026-09-07', 1, '{plugins}', {at}, 1)"
    )
    tables.close()

    with Database.open(path) as newer:
        approved = pins.approved(newer)
        assert approved["acme"].code == PluginCode("moonwalk-acme", "1.2")
        assert approved["odd"].code == PluginCode("odd", "")
        assert pins.of_challenge(newer, "walk") == {}


def test_an_older_database_with_a_chain_learns_of_withdrawals_and_closings(path):
    make_file(path)
    tables = connect(path)
    steps().apply(Tables(tables, execute_plugins=False), stop_before="challenges_are_withdrawn_and_closed")
    tables.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    tables.execute("PRAGMA user_version = 7")
    # The first link as a program of that time has made it, which knew three tables less.
    older = tuple(CHAINED)[:-3]
    marks = json.dumps([0] * len(older), separators=(",", ":"))
    head = blake2b(f"1\n{marks}\n[]\n".encode(), digest_size=SIZE, person=b"moonwalk chain").digest()
    tables.execute("INSERT INTO link VALUES (1, ?, '[]', x'', ?)", (marks, head))
    tables.close()

    with Database.open(path) as newer:
        assert newer.value("SELECT count(*) FROM link") == 2
        assert json.loads(newer.value("SELECT marks FROM link WHERE no = 2"))[-3:] == [0, 0, 0]
        assert summary(newer).links == 2
        with newer.write() as tx:
            decisions.record(tx, Decision(1_788_739_260_000, "hr", "note"))


def test_a_message_of_before_has_the_seal_that_it_had():
    columns = SEALED["message"]
    assert columns[13:] == ("dates", "notice", "language", "sent_with", "aside")
    row = tuple(range(13))

    assert plain(columns, (*row, *[None] * 5)) == plain(columns[:13], row)
    assert plain(columns[:14], (*row, "[]")) != plain(columns[:13], row)


def test_an_older_database_takes_cheers_and_its_chain_goes_on(path):
    make_file(path)
    tables = connect(path)
    steps().apply(Tables(tables, execute_plugins=False), stop_before="people_cheer")
    tables.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    tables.execute(f"PRAGMA user_version = {VERSION - 1}")
    older = tuple(CHAINED)[:-1]
    marks = json.dumps([0] * len(older), separators=(",", ":"))
    head = blake2b(f"1\n{marks}\n[]\n".encode(), digest_size=SIZE, person=b"moonwalk chain").digest()
    tables.execute("INSERT INTO link VALUES (1, ?, '[]', x'', ?)", (marks, head))
    tables.close()

    with Database.open(path) as newer:
        assert newer.value("PRAGMA user_version") == VERSION
        assert newer.value("SELECT count(*) FROM cheer") == 0
        assert json.loads(newer.value("SELECT marks FROM link WHERE no = 2"))[-1:] == [0]
