from __future__ import annotations

import pytest

from moonwalk.api.sources import Rejected, Remark, Skipped
from moonwalk.services.entries import list_entries
from moonwalk.services.errors import Refused
from moonwalk.services.imports import importer, staging
from moonwalk.services.imports.landing import Landing
from moonwalk.services.roster.privacy import forget_person
from moonwalk.store import landing as store_landing
from moonwalk.store.errors import StoreError
from moonwalk.store.ids import PlainIds

from ...workspaces import at, copied, day
from .conftest import row

ROWS = (
    row(2),
    row(3),
    row(4, person="p02", logged=at(1)),
    row(5, person="nobody"),
    row(6),
    row(7, person="p02", logged=at(1)),
    row(8, person="p03", activity="steps", unit="steps"),
    row(9, person="p02", amount=5_000, logged=at(1)),
    Rejected(line=10, reason="no date"),
    Skipped(line=11, reason="blank"),
    Remark(text="read as UTF-8"),
)


def ids(lanes) -> list[str]:
    return sorted(entry.id for entry in list_entries(lanes.ws))


def test_where_batches_end_changes_no_id_and_no_count(lanes, bring, tmp_path, request):
    lanes.now = at(3)
    other = copied(lanes, tmp_path / "other")
    whole = bring(*ROWS)
    expected = ids(lanes)
    lanes.folder = other.folder
    request.getfixturevalue("small_batches")

    parts = bring(*ROWS)

    assert ids(lanes) == expected
    assert parts == whole
    assert (parts.rows, parts.accepted, parts.new) == (10, 7, 7)


@pytest.mark.parametrize("size", [2, 5000])
def test_a_dry_run_of_any_size_changes_nothing_and_counts_the_same(lanes, bring, monkeypatch, size):
    monkeypatch.setattr(importer, "FIRST_BATCH", size)
    lanes.now = at(3)
    before = lanes.dump(())

    rehearsed = bring(*ROWS, dry_run=True)

    assert lanes.dump(()) == before
    real = bring(*ROWS)
    for name in ("rows", "accepted", "new", "same", "changed", "rejected", "skipped"):
        assert getattr(real, name) == getattr(rehearsed, name)
    assert size > 2 or "would count was not worked out" in rehearsed.remarks[-1]


def broken_after(monkeypatch, batches: int) -> None:
    """Lets the disk fail after some batches."""
    real, count = Landing.take, 0

    def failing(self, tx, trail, numbers):
        nonlocal count
        if count == batches:
            raise StoreError("The disk is full. Nothing was changed. Free some space.")
        count += 1
        real(self, tx, trail, numbers)

    monkeypatch.setattr(Landing, "take", failing)


def test_an_import_that_was_broken_off_goes_on_where_it_stopped(lanes, bring, small_batches, monkeypatch):
    lanes.now = at(3)
    with monkeypatch.context() as patch:
        broken_after(patch, 2)
        with pytest.raises(Refused, match=r"4 of the 7 good rows of form.csv are in\. Import the file again"):
            bring(*ROWS)
    assert len(ids(lanes)) >= 4
    before = len(ids(lanes))

    done = bring(*ROWS)

    assert (done.new, done.same) == (7 - before, before)
    assert f"was broken off earlier; {before} of its entries were in" in " ".join(done.remarks)
    with lanes.database() as db:
        assert db.rows("SELECT count(*) FROM import WHERE file = 'form.csv'") == [(1,)]
        assert db.rows("SELECT accepted, rejected, skipped, added FROM import_end") == [(7, 2, 1, 7)]
        assert db.value("SELECT count(DISTINCT import) FROM entry") == 1


def test_a_small_file_that_fails_leaves_nothing(lanes, bring, monkeypatch):
    lanes.now = at(3)
    before = lanes.dump()
    broken_after(monkeypatch, 0)

    with pytest.raises(Refused, match="Nothing was changed"):
        bring(*ROWS)

    assert lanes.dump() == before


@pytest.mark.parametrize("rows", [(), ROWS[-3:], (row(person="nobody"),)])
def test_a_file_without_a_good_row_is_an_import_all_the_same(lanes, bring, rows):
    lanes.now = at(3)
    done = bring(*rows)

    assert (done.accepted, done.rows) == (0, len(done.rejected) + len(done.skipped))
    with lanes.database() as db:
        assert db.value("SELECT count(*) FROM import_end") == 1


def test_the_order_of_rows_changes_nothing(lanes, bring, tmp_path):
    lanes.now = at(3)
    other = copied(lanes, tmp_path / "other")
    bring(*ROWS)
    expected = ids(lanes)
    lanes.folder = other.folder

    bring(*reversed(ROWS))

    assert ids(lanes) == expected


def test_other_programs_write_between_batches(lanes, bring, small_batches, monkeypatch):
    lanes.now = at(3)
    real = Landing.take

    def interrupted(self, tx, trail, numbers):
        real(self, tx, trail, numbers)
        monkeypatch.setattr(importer.time, "sleep", lambda _: lanes.log("p05", "7"))

    monkeypatch.setattr(Landing, "take", interrupted)

    done = bring(*ROWS)

    assert done.new == 7
    # Four batches have three pauses; what is logged twice at one moment is the same entry.
    assert lanes.points()["p05"] == "7"


def test_rows_of_a_person_who_is_erased_meanwhile_are_rejected(lanes, bring, small_batches, monkeypatch):
    lanes.now = at(3)
    erase = iter([lambda: forget_person(lanes.ws, "p03", "asked")])
    monkeypatch.setattr(importer.time, "sleep", lambda _: next(erase, lambda: None)())

    done = bring(*(row(n, amount=n) for n in range(2, 6)), row(6, person="p03"))

    assert (done.rows, done.accepted, done.new) == (5, 4, 4)
    assert [(rejected.line, rejected.reason) for rejected in done.rejected] == [
        (6, "the person has been erased meanwhile")
    ]


def test_of_very_many_rejected_rows_the_first_are_listed_and_all_counted(lanes, bring, monkeypatch):
    monkeypatch.setattr(staging.RowList, "most", 3)
    lanes.now = at(3)
    verdicts = staging.RowList(most=3)
    for line in range(9, 0, -1):
        verdicts.add(line, "no")

    assert (verdicts.count, verdicts.more, len(verdicts.rows)) == (9, 6, 3)
    assert [kept.line for kept in verdicts.by_line()] == [7, 8, 9]


def test_days_that_cannot_be_stored_reject_their_row_and_never_the_file(lanes, bring):
    lanes.now = at(3)
    far = day(1).replace(year=1899), day(1).replace(year=2100), day(1).replace(year=9999)
    done = bring(*(row(n, day=each) for n, each in enumerate(far, 2)), row(5))

    assert done.new == 1
    assert all("none of those that can be stored" in rejected.reason for rejected in done.rejected)


def test_whole_days_in_batches_are_each_there_once(lanes, bring, small_batches):
    lanes.now = at(6)
    steps = {"activity": "steps", "unit": "steps"}
    first = [row(n, day=day(n), amount=n * 1000, **steps) for n in range(1, 6)]
    assert bring(*first, row(9, day=day(2), amount=7, **steps), whole_days=True).new == 5

    newer = [row(n, day=day(n), amount=n * 1000 + n % 2, **steps) for n in range(1, 6)]
    done = bring(*newer, whole_days=True)

    assert (done.new, done.changed, done.same) == (0, 3, 2)


def test_two_rows_whose_ids_meet_by_chance_both_get_in(lanes, bring, monkeypatch):
    monkeypatch.setattr(PlainIds, "id_of", lambda *_: 7)
    monkeypatch.setattr(store_landing, "content_id", lambda _, bump: 7 + bump)
    lanes.now = at(3)

    for person in ("p01", "p02", "p03"):
        assert bring(row(person=person)).new == 1
    for person in ("p01", "p02", "p03"):
        assert bring(row(person=person)).same == 1

    assert len(ids(lanes)) == 3
