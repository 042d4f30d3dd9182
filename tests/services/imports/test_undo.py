from __future__ import annotations

import pytest

from moonwalk.api.sources import Rejected
from moonwalk.services.entries import correct_entry, list_entries, void_entry
from moonwalk.services.errors import Refused
from moonwalk.services.imports import undo
from moonwalk.services.imports.undo import list_imports, undo_import

from ...workspaces import at, day
from .conftest import row

STEPS = {"activity": "steps", "unit": "steps"}


def newest(lanes) -> int:
    return list_imports(lanes.ws)[0].id


def counting(lanes) -> list[tuple]:
    rows = (entry for entry in list_entries(lanes.ws) if entry.state == "current")
    return sorted((entry.person, entry.day, entry.activity, entry.amount) for entry in rows)


def test_imports_are_listed_with_what_they_came_to(lanes, bring):
    lanes.now = at(3)
    bring(row(2), row(3, person="p02"), Rejected(line=4, reason="no"), name="a.csv")
    bring(row(2), row(3, person="p03"), name="b.csv")

    later, earlier = list_imports(lanes.ws)

    assert (earlier.file, earlier.rows, earlier.new, earlier.rejected, earlier.state) == (
        "a.csv",
        3,
        2,
        1,
        "in",
    )
    assert (later.file, later.new, later.state, later.when) == ("b.csv", 1, "in", lanes.now)


@pytest.mark.parametrize(
    "rows",
    [
        (row(2), row(3), row(4, person="p02")),
        (row(2, logged=at(1)), row(3, answer="3 x"), row(4, activity="own")),
        (row(2, **STEPS), row(3, day=day(2), **STEPS)),
    ],
)
def test_what_was_added_counts_no_longer_and_comes_back_with_the_file(lanes, bring, rows):
    lanes.now = at(3)
    bring(*rows)
    before, points = counting(lanes), lanes.points()

    done = undo_import(lanes.ws, newest(lanes), "the wrong file")

    assert (done.taken_out, done.restored, done.by_hand, done.replaced) == (len(rows), 0, 0, 0)
    assert counting(lanes) == []
    assert set(lanes.points().values()) == {"0"}
    lanes.now = at(10)
    again = bring(*rows, name="again.csv")
    assert (again.new, again.same, again.changed) == (len(rows), 0, 0)
    assert counting(lanes) == before
    # What was in time the first time still is.
    assert lanes.points() == points
    assert bring(*rows).same == len(rows)


@pytest.mark.parametrize("whole_days", [True, False])
def test_what_was_replaced_counts_again(lanes, bring, whole_days):
    lanes.now = at(3)
    bring(row(2, answer="1 x", **STEPS), whole_days=whole_days)
    before = counting(lanes)
    newer = [row(2, answer="1 x", **{**STEPS, "amount": 5_000}), row(3, person="p02", **STEPS)]
    bring(*newer, whole_days=whole_days)
    after = counting(lanes)

    done = undo_import(lanes.ws, newest(lanes), "an old export")

    assert (done.taken_out, done.restored) == (1, 1)
    assert counting(lanes) == before
    again = bring(*newer, whole_days=whole_days)
    assert (again.new, again.changed) == (1, 1)
    assert counting(lanes) == after
    assert undo_import(lanes.ws, newest(lanes), "again").restored == 1
    assert counting(lanes) == before


def test_what_was_corrected_since_stays_and_is_named(lanes, bring):
    lanes.now = at(3)
    bring(row(2), row(3, person="p02"), row(4, person="p03"), row(5, person="p04", answer="9 x"))
    number = newest(lanes)
    by_person = {entry.person: entry.id for entry in list_entries(lanes.ws)}
    correct_entry(lanes.ws, by_person["p01"], "typed wrong", amount="11")
    void_entry(lanes.ws, by_person["p02"], "a joke")
    bring(row(2, person="p04", answer="9 x", amount=4_000))

    done = undo_import(lanes.ws, number, "the wrong file")

    assert (done.taken_out, done.by_hand, done.replaced) == (1, 2, 1)
    assert set(done.by_hand_ids) == {by_person["p01"], by_person["p02"]}
    assert done.replaced_ids == (by_person["p04"],)
    assert counting(lanes) == [("p01", day(1), "walk", 11.0), ("p04", day(1), "walk", 4.0)]


def test_a_dry_run_says_the_same_and_changes_nothing(lanes, bring):
    lanes.now = at(3)
    bring(*(row(n, amount=n) for n in range(2, 9)))
    before = lanes.dump()

    rehearsed = undo_import(lanes.ws, newest(lanes), "x", dry_run=True)

    assert lanes.dump() == before
    done = undo_import(lanes.ws, newest(lanes), "x")
    assert (rehearsed.taken_out, rehearsed.dry_run) == (done.taken_out, True) == (7, True)


def test_an_undo_that_was_broken_off_is_finished_by_the_next(lanes, bring, monkeypatch):
    monkeypatch.setattr(undo, "_BATCH", 2)
    lanes.now = at(3)
    bring(*(row(n, amount=n) for n in range(2, 9)))
    number = newest(lanes)

    def killed(_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(undo.time, "sleep", killed)
        with pytest.raises(KeyboardInterrupt):
            undo_import(lanes.ws, number, "the wrong file")
    assert len(counting(lanes)) == 5
    monkeypatch.setattr(undo.time, "sleep", lambda _: None)

    assert undo_import(lanes.ws, number, "the wrong file").taken_out == 5
    assert counting(lanes) == []
    with pytest.raises(Refused, match=f"Import {number} was taken back already, by .*: the wrong file"):
        undo_import(lanes.ws, number, "once more")


@pytest.mark.parametrize("number", [1, 99, 10**9])
def test_an_import_that_is_none_of_entries_is_refused(lanes, number):
    with pytest.raises(Refused, match=f"There is no import {number}"):
        undo_import(lanes.ws, number, "x")


def test_an_undo_needs_a_reason(lanes, bring):
    lanes.now = at(3)
    bring(row())
    with pytest.raises(Refused, match="needs a reason"):
        undo_import(lanes.ws, newest(lanes), " ")


def test_an_import_that_is_undone_while_it_runs_stops(lanes, bring, small_batches, monkeypatch):
    from moonwalk.services.imports import importer

    lanes.now = at(3)
    monkeypatch.setattr(importer.time, "sleep", lambda _: undo_import(lanes.ws, newest(lanes), "a mistake"))

    with pytest.raises(Refused, match="The import was undone while it ran"):
        bring(*(row(n, amount=n) for n in range(2, 9)))

    assert counting(lanes) == []


@pytest.mark.parametrize("change", [{}, {"amount": "12"}, {"day": day(2)}])
def test_an_entry_that_was_taken_out_names_the_one_to_correct(lanes, bring, change):
    lanes.now = at(3)
    bring(row())
    [entry] = list_entries(lanes.ws)
    void_entry(lanes.ws, entry.id, "slip")
    [void] = [each for each in list_entries(lanes.ws) if each.state == "void"]

    with pytest.raises(Refused, match=f"{entry.id} was taken out, by entry {void.id}"):
        correct_entry(lanes.ws, entry.id, "undo", **({"amount": "9"} | change))
    correct_entry(lanes.ws, void.id, "undo", **({"amount": "9"} | change))

    assert len(counting(lanes)) == 1
