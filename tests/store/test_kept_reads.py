"""Answers that a connection keeps: never older than what anybody has written."""

from __future__ import annotations

import pytest

from moonwalk.store import decisions, score_cache
from moonwalk.store.database import Database
from moonwalk.store.decisions import Decision
from moonwalk.store.kept_reads import kept

from .conftest import T0


def decided(tx):
    """One more decision in a transaction."""
    return decisions.record(tx, Decision(T0, "hr", "decide"))


@pytest.fixture
def asked():
    """The function that counts decisions, and the answers that it has read."""
    answers = []

    @kept
    def count(db, most=None):
        answers.append(db.value("SELECT count(*) FROM decision"))
        return answers[-1]

    return count, answers


def test_an_answer_is_read_once_while_nothing_is_written(db, asked):
    count, answers = asked
    assert count(db) == count(db)
    with db.read():
        count(db)
    assert len(answers) == 1
    count(db, 5)
    count(db, most=5)
    assert len(answers) == 3


def test_what_this_connection_writes_is_seen(db, asked):
    count, _ = asked
    before = count(db)
    with db.write() as tx:
        decided(tx)
    assert count(db) == before + 1


def test_what_another_connection_writes_is_seen(db, path, asked):
    count, _ = asked
    before = count(db)
    with Database.open(path) as other, other.write() as tx:
        decided(tx)
        # It is not there for others yet.
        assert count(db) == before
    assert count(db) == before + 1


def test_a_block_of_reading_stays_at_its_moment(db, path, asked):
    count, answers = asked
    with db.read():
        before = count(db)
        with Database.open(path) as other, other.scratch() as tx:
            tx.run("CREATE TEMP TABLE mine (x)")
        assert count(db) == before
    assert len(answers) == 1


def test_what_is_undone_is_not_kept(db, asked):
    count, _ = asked
    before = count(db)
    seen = []

    def write_and_fail():
        with db.write() as tx:
            decided(tx)
            seen.extend((count(tx), count(db)))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert seen == [before + 1, before + 1]
    assert count(db) == before


def test_only_so_many_answers_are_kept(db, asked):
    count, answers = asked
    for most in range(1000):
        count(db, most)
    assert len(db.kept) < 300
    assert len(answers) == 1000


def test_an_answer_that_another_program_overtakes_is_read_again(db, path, asked):
    count, _ = asked
    overtaken = []

    @kept
    def slow(db):
        first = db.value("SELECT count(*) FROM decision")
        if not overtaken:
            with Database.open(path) as other, other.write() as tx:
                overtaken.append(decided(tx))
        # Asked on the way, of a later state than what was read first.
        count(db)
        return first

    before = slow(db)
    assert slow(db) == before + 1


def test_the_counters_are_those_of_the_last_write(db, path):
    before = score_cache.read(db)
    with Database.open(path) as other, other.write() as tx:
        decided(tx)
    assert score_cache.read(db).decisions == before.decisions + 1
