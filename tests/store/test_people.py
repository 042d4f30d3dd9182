from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from moonwalk.store import claims, decisions, entries, memberships, outbox, people, score_cache
from moonwalk.store.decisions import Decision
from moonwalk.store.errors import StoreError
from moonwalk.store.people import PersonRecord

T0 = 1_788_739_200_000


def test_a_person_is_found_by_id_and_by_address_in_any_case(firm):
    assert people.find(firm.db, "A1").no == firm.ann
    assert people.find(firm.db, " ANN@Example.org ").no == firm.ann
    assert people.find(firm.db, "nobody") is None
    assert people.find(firm.db, "") is None


def test_an_address_of_two_people_names_both_ids(firm):
    with firm.db.write() as tx:
        people.add(tx, PersonRecord("C3", "Cid", "bob@example.org"))
    with pytest.raises(StoreError, match="B2, C3"):
        people.find(firm.db, "bob@example.org")
    assert people.directory(firm.db) == {"A1": 1, "B2": 2, "C3": 3, "ann@example.org": 1}


def test_people_without_an_address_do_not_share_one(db):
    with db.write() as tx:
        people.add(tx, PersonRecord("C3", "Cid"))
        people.add(tx, PersonRecord("D4", "Dee"))
    assert people.directory(db) == {"C3": 1, "D4": 2}


def test_a_taken_id_is_refused(firm):
    with pytest.raises(StoreError, match="'A1' already"), firm.db.write() as tx:
        people.add(tx, PersonRecord("A1", "Another"))


@pytest.mark.parametrize(("identifier", "name"), [("", "Ann"), (" ", "Ann"), ("C3", ""), ("C3", "x" * 501)])
def test_a_person_without_a_proper_id_and_name_is_refused(db, identifier, name):
    with pytest.raises(StoreError, match="Nothing was changed"), db.write() as tx:
        people.add(tx, PersonRecord(identifier, name))


def test_half_a_character_in_a_name_is_refused_with_a_sentence(db):
    with pytest.raises(StoreError, match="half a character"), db.write() as tx:
        people.add(tx, PersonRecord("C3", "\ud800"))


def test_a_change_is_made_and_written_down_and_counted(firm):
    before = score_cache.read(firm.db)
    with firm.db.write() as tx:
        new = PersonRecord("ignored", "Ann Lee", "ann.lee@example.org", "Europe/Berlin", no=firm.ann)
        no = people.change(tx, new, Decision(T0 + 1, "hr", "change person", why="wedding"))
    found = people.find(firm.db, "ann.lee@EXAMPLE.org")
    assert (found.id, found.name, found.known_at) == ("A1", "Ann Lee", T0)
    decision = decisions.find(firm.db, no)
    assert decision.detail == {"changed": ["name", "email"]}
    assert decision.person == firm.ann
    assert score_cache.read(firm.db).changes == before.changes + 1


def test_a_change_of_nothing_leaves_no_trace(firm):
    before = score_cache.read(firm.db)
    with firm.db.write() as tx:
        assert people.change(tx, people.by_number(tx, firm.ann), Decision(T0, "hr", "change")) is None
    assert score_cache.read(firm.db) == before


def test_changing_nobody_is_refused(firm):
    with pytest.raises(StoreError, match="no person number 99"), firm.db.write() as tx:
        people.change(tx, PersonRecord("X", "X", no=99), Decision(T0, "hr", "change"))


def test_numbers_are_parallel_columns(firm):
    found = people.numbers(firm.db)
    assert found.nos.tolist() == [firm.ann, firm.bob]
    assert (found.ids, found.names) == (("A1", "B2"), ("Ann", "Bob"))
    assert [person.id for person in people.all_people(firm.db)] == ["A1", "B2"]


def test_numbers_of_nobody_are_empty(db):
    assert len(people.numbers(db).nos) == 0


def bytes_of(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in path.parent.iterdir())


@pytest.fixture
def known_everywhere(firm):
    """Bob, with rows in every table about people."""
    with firm.db.write() as tx:
        no = decisions.record(
            tx,
            Decision(T0, "hr", "note", "Bobolinkius", "Bobolinkius asked", {"name": "Bobolinkius"}, firm.bob),
        )
        people.change(tx, PersonRecord("", "Bobolinkius", no=firm.bob), Decision(T0, "hr", "change"))
        people.add_attributes(tx, firm.bob, {"office": "Bobolinkius"}, T0, no)
        member = memberships.MembershipRecord("moonwalk", firm.bob, None, firm.entry().day, None, T0)
        first = memberships.add(tx, member, no)
        memberships.add(tx, replace(member, supersedes=first), no)
        entries.log(tx, firm.entry(person=firm.bob), no)
        old = entries.add(tx, [firm.entry(person=firm.bob, amount=1)], no).ids[0]
        entries.correct(tx, old, entries.Correction("Bobolinkius erred", T0 + 5, amount=2), no)
        outbox.enqueue(
            tx, outbox.NewMessage("k", "moonwalk", firm.bob, "console", "Bobolinkius", "t", T0, T0)
        )
        (message,) = claims.lease_due(tx, T0)
        outbox.settle(tx, message, T0, "delivered", "to Bobolinkius")
    return firm


def test_a_forgotten_person_leaves_nothing_in_the_file(known_everywhere, path):
    firm = known_everywhere
    assert b"Bobolinkius" in bytes_of(path)
    with firm.db.write() as tx:
        people.forget(tx, firm.bob, Decision(T0 + 9, "hr", "forget a person"))
    assert people.find(firm.db, "B2") is None
    assert firm.db.rows("SELECT person FROM erasure") == [(firm.bob,)]
    assert entries.of_person(firm.db, firm.bob) == ()
    firm.db.close()
    left = bytes_of(path)
    assert b"Bobolinkius" not in left
    assert b"bob@example.org" not in left


def test_forgetting_one_leaves_the_other(firm):
    firm.add(firm.entry(), firm.entry(person=firm.bob))
    with firm.db.write() as tx:
        people.forget(tx, firm.bob, Decision(T0, "hr", "forget"))
    assert len(entries.of_person(firm.db, firm.ann)) == 1


def test_forgetting_is_counted_and_drops_cached_totals(firm):
    with firm.db.write() as tx:
        score_cache.save(tx, "moonwalk", "f", {})
        before = score_cache.read(tx)
        people.forget(tx, firm.bob, Decision(T0, "hr", "forget"))
        assert score_cache.read(tx).erasures == before.erasures + 1
        assert score_cache.load(tx, "moonwalk") is None


def test_the_number_of_a_forgotten_person_is_not_given_again(firm):
    with firm.db.write() as tx:
        people.forget(tx, firm.bob, Decision(T0, "hr", "forget"))
        assert people.add(tx, PersonRecord("C3", "Cid")) == firm.bob + 1


def test_forgetting_nobody_is_refused(firm):
    with pytest.raises(StoreError, match="no person number 99"), firm.db.write() as tx:
        people.forget(tx, 99, Decision(T0, "hr", "forget"))
