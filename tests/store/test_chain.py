"""What something else than this program does to the facts is noticed, and named."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from sqlite_utils import Database as Tables

from moonwalk.store import chain, claims, entries, outbox, people, schema
from moonwalk.store.chain import CHAINED, newest_link
from moonwalk.store.chain_check import summary
from moonwalk.store.database import Database, Reader, connect, make_file
from moonwalk.store.decisions import Decision
from moonwalk.store.errors import StoreError
from moonwalk.store.migrations import steps
from moonwalk.store.outbox import NewMessage
from moonwalk.store.seals import SEALED, SEALED_WHOLE
from moonwalk.store.verification import faults

from .conftest import T0

TEMPORARY = ("cached_total", "link", "seal", "touched", "sqlite_sequence", "sqlite_stat1")


def prompt(path, *statements: str) -> None:
    """What somebody does with the sqlite3 program, whose triggers are in the way, and put back after."""
    with closing(sqlite3.connect(path, isolation_level=None)) as tables:
        for statement in statements:
            tables.execute(statement)


def unguarded(table: str, event: str, statement: str) -> tuple[str, ...]:
    """A statement, with the triggers that would forbid or note it taken away and put back."""
    names = [
        name
        for name, sql in schema.TRIGGERS.items()
        if f" {event} ON {table} " in sql and not name.endswith("is_counted")
    ]
    return (
        *(f"DROP TRIGGER {name}" for name in names),
        statement,
        *(schema.TRIGGERS[name] for name in names),
    )


def said(path) -> list[str]:
    """What `verify` says of a database that may be refused otherwise."""
    with closing(sqlite3.connect(path)) as tables:
        return [fault.says for fault in faults(Reader(tables, path))]


@pytest.fixture
def full(firm, path):
    """Some of everything, and a few transactions on it."""
    firm.add(*(firm.entry(amount=1000 * number, stamp=T0 + number) for number in range(1, 6)))
    firm.add(firm.entry(person=firm.bob))
    with firm.db.write() as tx:
        outbox.enqueue(tx, NewMessage("m1", "lanes", firm.ann, "file", "Hello", "Well done", T0, T0))
    firm.add(firm.entry(amount=9000))
    firm.db.close()
    assert said(path) == []
    return firm


@pytest.mark.parametrize(
    ("statements", "reason", "is_refused"),
    [
        (
            (
                (
                    "INSERT INTO entry (id, person, day, kind, source, amount, logged_at, on_time_at, void, "
                    f"reason, decision) VALUES (7, 1, '2026-09-08', 1, 1, 60000, {T0}, {T0}, 0, '', 1)"
                ),
            ),
            "The entry 8 (A1, 2026-09-08) was not written by Moonwalk.",
            True,
        ),
        (
            unguarded("entry", "DELETE", "DELETE FROM entry WHERE no = 2"),
            "The entry 2 is missing.",
            False,
        ),
        (
            unguarded("entry", "UPDATE", "UPDATE entry SET amount = 60000 WHERE no = 3"),
            "The entry 3 (A1, 2026-09-07) is not as Moonwalk wrote it.",
            False,
        ),
        (
            unguarded("entry", "UPDATE", "UPDATE entry SET amount = 60000 WHERE no = 7"),
            "The entry 7 (A1, 2026-09-07) is not as Moonwalk wrote it.",
            True,
        ),
        (
            ("UPDATE person SET name = 'Anne' WHERE no = 1",),
            "The person 1 (A1) is not as Moonwalk wrote it.",
            True,
        ),
        (
            unguarded("person", "UPDATE", "UPDATE person SET name = 'Anne' WHERE no = 1"),
            "The person 1 (A1) is not as Moonwalk wrote it.",
            False,
        ),
        (
            unguarded("decision", "UPDATE", "UPDATE decision SET who = 'me' WHERE no = 1"),
            "The decision 1 (set up) is not as Moonwalk wrote it.",
            False,
        ),
        (
            ("UPDATE message SET text = 'Badly done'",),
            "The message 1 is not as Moonwalk wrote it.",
            True,
        ),
        (("INSERT INTO tick VALUES ('lanes', 5)",), "The table 'tick' is not as Moonwalk wrote it.", False),
        (
            (
                "DROP TRIGGER entry_is_never_changed",
                "CREATE TRIGGER entry_is_never_changed AFTER UPDATE ON entry BEGIN SELECT 1; END",
            ),
            (
                "The trigger 'entry_is_never_changed' was changed: it is no longer the one that this program "
                "made."
            ),
            True,
        ),
        (
            unguarded("link", "UPDATE", "UPDATE link SET commitments = zeroblob(16) WHERE no = 2"),
            (
                "Link 2 of the chain does not follow from the one before: it, or what it vouches for, was "
                "changed."
            ),
            False,
        ),
        (
            unguarded("link", "DELETE", "DELETE FROM link WHERE no = (SELECT max(no) FROM link)"),
            "The entry 7 (A1, 2026-09-07) was not written by Moonwalk.",
            True,
        ),
        (
            ("UPDATE sqlite_sequence SET seq = 9 WHERE name = 'person'",),
            "The last number given to a person is 2, and the database says 9.",
            False,
        ),
    ],
)
def test_what_something_else_did_is_named(full, path, statements, reason, is_refused):
    prompt(path, *statements)

    assert reason in said(path)

    if is_refused:
        with pytest.raises(StoreError, match=r"'moonwalk verify'|newest sound copy"):
            Database.open(path)
    else:
        Database.open(path).close()


def test_what_this_program_does_is_vouched_for(full, path):
    with Database.open(path) as db:
        before = newest_link(db)
        with db.write() as tx:
            people.change(tx, people.PersonRecord("A1", "Anne", no=full.ann), Decision(T0, "hr", "changed"))
        after = newest_link(db)
        (message,) = outbox.messages(db)
        with db.write() as tx:
            outbox.cancel(tx, message.no, "not wanted")
            outbox.advance(tx, "lanes", T0)
        # What is no fact needs no link.
        assert newest_link(db) == after
    assert after.no == before.no + 1
    assert said(path) == []


def test_what_is_added_and_changed_in_one_transaction_is_vouched_for(firm, path):
    with firm.db.write() as tx:
        no = people.add(tx, people.PersonRecord("C3", "Cleo"))
        people.change(tx, people.PersonRecord("C3", "Clea", no=no), Decision(T0, "hr", "changed"))
        outbox.enqueue(tx, NewMessage("m1", "lanes", no, "file", "Hello", "Well done", T0, T0))
        claims.lease_due(tx, T0)
    assert said(path) == []
    Database.open(path).close()


def test_a_chain_holds_after_an_erasure_and_keeps_nothing_of_the_person(full, path):
    with Database.open(path) as db:
        head = newest_link(db).head
        salt = db.value("SELECT salt FROM salt WHERE no = ?", (full.ann,))
        with db.write() as tx:
            people.forget(tx, full.ann, Decision(T0, "hr", "forget"))
        assert db.value("SELECT count(*) FROM link WHERE head = ?", (head,)) == 1
    assert said(path) == []
    assert salt not in path.read_bytes()


def test_numbers_that_an_erasure_has_freed_are_vouched_for_again(full, path):
    with Database.open(path) as db:
        with db.write() as tx:
            people.forget(tx, full.ann, Decision(T0, "hr", "forget"))
        with db.write() as tx:
            entries.add(tx, [full.entry(person=full.bob, amount=77_000)], full.decision)
        assert db.value("SELECT max(no) FROM entry") == 7
    assert said(path) == []


def test_a_dry_run_leaves_the_chain_as_it_was(full, path):
    with Database.open(path) as db:
        before = newest_link(db)
        with pytest.raises(StoreError), db.write() as tx:
            entries.add(tx, [full.entry(amount=1), full.entry(amount=-1)], full.decision)
        assert newest_link(db) == before
    assert said(path) == []


def test_links_are_split_where_there_is_very_much(firm, path, monkeypatch):
    monkeypatch.setattr(chain, "_AT_ONCE", 10)
    before = newest_link(firm.db).no
    firm.add(*(firm.entry(stamp=T0 + number) for number in range(35)))
    assert newest_link(firm.db).no == before + 4
    assert said(path) == []


def test_an_older_database_is_taken_over_as_it_is(path):
    make_file(path)
    tables = connect(path)
    steps().apply(Tables(tables, execute_plugins=False), stop_before="facts_are_chained")
    tables.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    tables.execute("PRAGMA user_version = 3")
    for statement in (
        f"INSERT INTO decision VALUES (1, {T0}, 'hr', 'set up', '', '', '{{}}', NULL)",
        f"INSERT INTO person VALUES (5, 'A1', 'Ann', '', '', '', {T0})",
        (
            f"INSERT INTO message VALUES (1, 'k', 'lanes', 5, 'file', 's', 't', {T0}, NULL, 'pending', 0, "
            f"NULL, '', {T0})"
        ),
    ):
        tables.execute(statement)
    tables.close()

    with Database.open(path) as newer:
        assert summary(newer)[1:] == (1, 1)
        with newer.write() as tx:
            people.change(tx, people.PersonRecord("A1", "Anne", no=5), Decision(T0, "hr", "changed"))
        assert summary(newer)[1:] == (2, 1)
    assert said(path) == []
    prompt(path, *unguarded("decision", "UPDATE", "UPDATE decision SET who = 'me' WHERE no = 1"))
    assert said(path) == ["The decision 1 (set up) is not as Moonwalk wrote it."]


def test_every_column_of_every_table_is_vouched_for(db):
    covered = {table: {"no", *columns} for table, (columns, _) in CHAINED.items()}
    covered |= {table: {"no", *columns} for table, columns in SEALED.items()}
    tables = [name for (name,) in db.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in tables:
        if table in (*TEMPORARY, *SEALED_WHOLE):
            continue
        # What is made of other columns is compared with them.
        columns = {row[1] for row in db.rows(f"PRAGMA table_xinfo({table})") if not row[6]}
        assert covered[table] == columns, table
