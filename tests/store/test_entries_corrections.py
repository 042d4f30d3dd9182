from __future__ import annotations

import pytest

from moonwalk.store import entries
from moonwalk.store.entries import Correction
from moonwalk.store.errors import StoreError
from moonwalk.store.ids import show_id

T0 = 1_788_739_200_000
LATER = T0 + 86_400_000


@pytest.fixture
def stored(firm):
    (entry,) = firm.add(firm.entry()).ids
    return entry


def correct(firm, entry, **change):
    with firm.db.write() as tx:
        return entries.correct(tx, entry, Correction("typo", LATER, **change), firm.decision).ids[0]


def void(firm, entry, reason="a joke"):
    with firm.db.write() as tx:
        return entries.void(tx, entry, reason, LATER, firm.decision).ids[0]


def test_a_correction_supersedes_and_is_as_much_on_time_as_the_old_one(firm, stored):
    new = entries.find(firm.db, correct(firm, stored, amount=9_000))
    old = entries.find(firm.db, stored)
    assert (old.amount, old.superseded_by, old.current) == (12_000, new.id, False)
    assert (new.amount, new.supersedes, new.current) == (9_000, stored, True)
    assert (new.logged_at, new.on_time_at, new.reason) == (LATER, T0, "typo")


@pytest.mark.parametrize("change", [correct, void])
def test_what_a_late_file_replaced_is_changed_by_hand_as_early_as_it_was(firm, stored, change):
    old = entries.find(firm.db, stored)
    late = firm.entry(amount=1, logged_at=T0 + 9, supersedes=old.no, reason="a newer file")
    (entry,) = firm.add(late).ids

    by_hand = change(firm, entry, **({"amount": 9_000} if change is correct else {}))

    assert entries.find(firm.db, by_hand).on_time_at == T0


def test_a_correction_may_move_the_day_and_change_the_activity(firm, stored):
    day = firm.entry().day.replace(day=8)
    new = entries.find(firm.db, correct(firm, stored, day=day, kind=firm.run))
    assert (new.day, new.activity, new.amount) == (day, "run", 12_000)


def test_the_same_correction_again_changes_nothing(firm, stored):
    assert correct(firm, stored, amount=9_000) == correct(firm, stored, amount=9_000)
    assert len(entries.of_person(firm.db, firm.ann)) == 2


def test_correcting_what_is_superseded_is_refused_and_names_the_newer_entry(firm, stored):
    newer = correct(firm, stored, amount=9_000)
    with pytest.raises(
        StoreError, match=f"{show_id(stored)} has been replaced already, by entry {show_id(newer)}"
    ):
        correct(firm, stored, amount=8_000)
    with pytest.raises(StoreError, match="has been replaced already"):
        void(firm, stored)


def test_a_correction_can_be_corrected(firm, stored):
    last = correct(firm, correct(firm, stored, amount=9_000), amount=8_000)
    assert [entry.id for entry in entries.of_person(firm.db, firm.ann) if entry.current] == [last]


def test_a_correction_that_says_the_same_is_refused(firm, stored):
    with pytest.raises(StoreError, match="says that already"):
        correct(firm, stored, amount=12_000)


def test_a_correction_needs_a_reason(firm, stored):
    with pytest.raises(StoreError, match="needs a reason"), firm.db.write() as tx:
        entries.correct(tx, stored, Correction(" ", LATER, amount=1), firm.decision)
    with pytest.raises(StoreError, match="needs a reason"):
        void(firm, stored, "")


def test_a_void_entry_counts_for_nothing_and_stays(firm, stored):
    voided = entries.find(firm.db, void(firm, stored))
    assert (voided.void, voided.current, voided.supersedes, voided.on_time_at) == (True, False, stored, T0)
    assert not any(entry.current for entry in entries.of_person(firm.db, firm.ann))


def test_a_void_entry_can_be_brought_back_by_correcting_it(firm, stored):
    back = correct(firm, void(firm, stored), amount=12_000)
    assert entries.find(firm.db, back).current


def test_voiding_twice_is_refused(firm, stored):
    with pytest.raises(StoreError, match="is void already"):
        void(firm, void(firm, stored))


def test_an_entry_that_does_not_exist_is_refused(firm):
    with pytest.raises(StoreError, match="There is no entry"):
        correct(firm, 1, amount=1)


def test_a_file_that_comes_again_does_not_undo_a_correction(firm, stored):
    correct(firm, stored, amount=9_000)
    assert firm.add(firm.entry()).same == 1
    assert [entry.amount for entry in entries.of_person(firm.db, firm.ann) if entry.current] == [9_000]
