from __future__ import annotations

import random
from datetime import date

import pytest

from moonwalk.store import entries, entry_writer
from moonwalk.store.errors import StoreError
from moonwalk.store.schema import LARGEST_AMOUNT


def test_the_same_file_again_changes_nothing(firm):
    rows = [firm.entry(), firm.entry(person=firm.bob), firm.entry()]
    first = firm.add(*rows)
    again = firm.add(*rows)
    assert (first.new, first.same) == (3, 0)
    assert (again.new, again.same) == (0, 3)
    assert again.ids == first.ids
    assert len(set(first.ids)) == 3


def test_a_longer_file_adds_what_it_has_more(firm):
    firm.add(firm.entry())
    assert firm.add(firm.entry(), firm.entry()) == (*firm.add(firm.entry(), firm.entry())[:1], 1, 1)


def test_the_order_of_the_rows_does_not_matter(firm, tmp_path):
    rows = [firm.entry(person=person, amount=amount) for person in (1, 2) for amount in (1, 2, 2, 3, 3, 3)]
    shuffled = random.Random(1).sample(rows, len(rows))
    ids = set(firm.add(*rows).ids)
    assert set(firm.add(*shuffled).ids) == ids
    assert len(ids) == len(rows)


def test_equal_rows_are_told_apart_by_their_own_time_stamps_and_then_by_counting(firm):
    early, late = firm.entry(stamp=1), firm.entry(stamp=2)

    assert firm.add(early).new == 1
    assert firm.add(late, early).new == 1
    assert firm.add(early, early, late) == (firm.add(early, early, late).ids, 1, 2)
    assert firm.add(firm.entry()).new == 1


def test_batches_of_one_file_count_equal_rows_together(firm, monkeypatch):
    monkeypatch.setattr(entry_writer, "_ROWS_AT_ONCE", 2)
    assert firm.add(*[firm.entry()] * 5).new == 5
    assert firm.add(*[firm.entry()] * 5).same == 5


def test_single_entries_are_told_apart_by_the_instant(firm):
    with firm.db.write() as tx:
        one = entries.log(tx, firm.entry(), firm.decision)
        assert entries.log(tx, firm.entry(), firm.decision).same == 1
        assert entries.log(tx, firm.entry(logged_at=firm.entry().logged_at + 1), firm.decision).new == 1
    assert entries.find(firm.db, one.ids[0]).amount == 12_000


def test_two_contents_that_meet_in_one_id_both_get_in(firm, monkeypatch):
    monkeypatch.setattr(entry_writer, "content_id", lambda content, bump=0: 7 + bump)
    one, other = firm.entry(), firm.entry(person=firm.bob)
    assert firm.add(one).ids == (7,)
    assert firm.add(other).ids == (8,)
    assert firm.add(other, one) == ((8, 7), 0, 2)


@pytest.mark.parametrize(
    "amount", [-1, LARGEST_AMOUNT + 1, 2**63, 2**200, float("nan"), float("inf"), 1.5, 2.0, True, "12", None]
)
def test_an_impossible_amount_is_refused_with_a_sentence(firm, amount):
    with pytest.raises(StoreError, match=r"The amount .* cannot be stored.*Nothing was changed"):
        firm.add(firm.entry(amount=amount))


@pytest.mark.parametrize("amount", [0, LARGEST_AMOUNT])
def test_the_least_and_the_largest_amount_are_stored(firm, amount):
    assert firm.add(firm.entry(amount=amount)).new == 1


@pytest.mark.parametrize("day", [date(1999, 12, 31), date(2100, 1, 1), "2026-09-07"])
def test_an_impossible_day_is_refused_with_a_sentence(firm, day):
    with pytest.raises(StoreError, match=r"The day .* cannot be stored"):
        firm.add(firm.entry(day=day))


@pytest.mark.parametrize("instant", [-1, 2**63, float("nan"), "now"])
def test_an_impossible_instant_is_refused_with_a_sentence(firm, instant):
    with pytest.raises(StoreError, match="Nothing was changed"):
        firm.add(firm.entry(logged_at=instant))


@pytest.mark.parametrize("column", ["person", "kind", "source"])
def test_a_number_that_does_not_exist_is_refused_with_a_sentence(firm, column):
    with pytest.raises(StoreError, match="number 99"):
        firm.add(firm.entry(**{column: 99}))


def test_a_row_that_cannot_be_stored_takes_the_whole_file_with_it(firm):
    with pytest.raises(StoreError):
        firm.add(firm.entry(), firm.entry(amount=-1))
    assert entries.newest(firm.db) == ()


def test_a_newer_file_of_whole_days_replaces_a_row_and_has_its_own_instant(firm):
    firm.add(firm.entry(source=firm.watch))
    (old,) = entries.of_person(firm.db, firm.ann)
    newer = firm.entry(
        source=firm.watch,
        amount=15_000,
        supersedes=old.no,
        reason="a newer file",
        logged_at=old.logged_at + 9,
    )
    assert firm.add(newer).new == 1
    assert firm.add(newer).same == 1
    (current,) = (entry for entry in entries.of_person(firm.db, firm.ann) if entry.current)
    assert (current.amount, current.on_time_at, current.supersedes) == (15_000, old.logged_at + 9, old.id)


def test_two_rows_cannot_replace_the_same_entry(firm):
    firm.add(firm.entry())
    rows = [firm.entry(amount=amount, supersedes=1, reason="newer") for amount in (1, 2)]
    with pytest.raises(StoreError, match="Two rows replace the same entry"):
        firm.add(*rows)


def test_nobody_replaces_the_entry_of_another(firm):
    firm.add(firm.entry())
    with pytest.raises(StoreError, match="not one of this person"):
        firm.add(firm.entry(person=firm.bob, supersedes=1, reason="mine"))


def test_the_people_with_newer_entries_are_known(firm):
    firm.add(firm.entry())
    firm.add(firm.entry(person=firm.bob))
    assert entries.people_since(firm.db, 0) == (firm.ann, firm.bob)
    assert entries.people_since(firm.db, 1) == (firm.bob,)
    assert entries.people_since(firm.db, 2) == ()
