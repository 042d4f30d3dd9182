from __future__ import annotations

from datetime import timedelta

import pytest

from moonwalk.services.entries import correct_entry, list_entries, void_entry

from ...workspaces import at, day
from .conftest import row


def current(lanes) -> list[tuple]:
    """What counts: person, day, activity and amount."""
    rows = (entry for entry in list_entries(lanes.ws) if entry.state == "current")
    return sorted((entry.person, entry.day, entry.activity, entry.amount) for entry in rows)


@pytest.mark.parametrize(
    ("edit", "counts"),
    [
        ({"amount": 15_000}, ("p01", day(1), "walk", 15.0)),
        ({"day": day(2)}, ("p01", day(2), "walk", 9.0)),
        ({"activity": "own"}, ("p01", day(1), "own", 9.0)),
        ({"amount": 0, "logged": at(1, 13)}, ("p01", day(1), "walk", 0.0)),
    ],
)
def test_an_edited_answer_takes_the_place_of_the_older(lanes, bring, edit, counts):
    lanes.now = at(3)
    answer = row(answer="1 2027-03-01T12:00", logged=at(1))
    bring(answer)

    newer = row(answer="1 2027-03-01T12:00", **{"logged": at(1), **edit})
    done = bring(newer, row(3, person="p02", answer="2 2027-03-01T13:00"))

    assert (done.accepted, done.new, done.changed, done.same) == (2, 1, 1, 0)
    assert current(lanes) == sorted([counts, ("p02", day(1), "walk", 9.0)])
    again = bring(newer, row(3, person="p02", answer="2 2027-03-01T13:00"), name="again.csv")
    assert (again.new, again.changed, again.same) == (0, 0, 2)


@pytest.mark.parametrize(
    ("edit", "counts"),
    [({}, 9.0), ({"amount": 12_000}, 12.0), ({"amount": 1}, 0.001)],
)
def test_a_sheet_that_was_saved_again_without_seconds_says_the_same(lanes, bring, edit, counts):
    lanes.now = at(3)
    bring(row(logged=at(1) + timedelta(seconds=7)), row(3, person="p02", logged=at(1)))

    done = bring(row(logged=at(1), **edit), row(3, person="p02", logged=at(1)))

    assert (done.new, done.changed) == (0, 1 if edit else 0)
    assert current(lanes) == [("p01", day(1), "walk", counts), ("p02", day(1), "walk", 9.0)]


def test_several_activities_of_one_minute_are_paired_with_what_is_most_alike(lanes, bring):
    lanes.now = at(3)
    kinds = ("walk", "own", "steps")
    rows = [row(2 + n, activity=kind, unit="", logged=at(1)) for n, kind in enumerate(kinds)]
    bring(*rows)

    edited = [row(9, activity="own", unit="", amount=4_000, logged=at(1)), rows[2], rows[0]]
    done = bring(*edited, row(12, day=day(2), activity="walk", amount=7_000, logged=at(1)))

    assert (done.new, done.changed, done.same) == (1, 1, 2)
    assert current(lanes) == [
        ("p01", day(1), "own", 4.0),
        ("p01", day(1), "steps", 9.0),
        ("p01", day(1), "walk", 9.0),
        ("p01", day(2), "walk", 7.0),
    ]


@pytest.mark.parametrize("other", ["1 2027-03-01T13:00", "1 2027-03-02T12:00", "2 2027-03-01T12:00"])
def test_answers_of_other_forms_are_left_alone(lanes, bring, other):
    lanes.now = at(3)
    bring(row(answer="1 2027-03-01T12:00"))

    assert bring(row(answer=other, amount=5_000)).new == 1
    assert len(current(lanes)) == 2


def test_the_answer_of_another_person_is_left_alone(lanes, bring):
    lanes.now = at(3)
    bring(row(answer="1"))

    assert bring(row(answer="1", person="p02", amount=1_000)).new == 1


@pytest.mark.parametrize(("files", "entries"), [(("a.csv", "a.csv"), 2), (("a.csv", "b.csv"), 1)])
@pytest.mark.parametrize("key", [{"answer": "7 x"}, {"logged": at(1)}])
def test_a_file_that_is_read_again_for_another_column_brings_both(lanes, bring, key, files, entries):
    lanes.now = at(3)
    for file, activity in zip(files, ("walk", "steps"), strict=True):
        bring(row(activity=activity, unit="", **key), file=file)

    assert len(current(lanes)) == entries


@pytest.mark.parametrize("stamp", [at(1, 0), at(2, 0), at(2, 0) + timedelta(days=1)])
def test_a_stamp_that_is_a_mere_date_identifies_nothing(lanes, bring, stamp):
    lanes.now = at(5)
    bring(row(logged=stamp))

    assert bring(row(logged=stamp, amount=4_000)).new == 1


@pytest.mark.parametrize("by_hand", ["20", None])
@pytest.mark.parametrize("newer", [9_000, 11_000])
@pytest.mark.parametrize("key", [{"answer": "7 x"}, {"logged": at(1)}])
def test_what_was_corrected_by_hand_stays(lanes, bring, by_hand, newer, key):
    lanes.now = at(3)
    bring(row(**key))
    [entry] = list_entries(lanes.ws)
    if by_hand:
        correct_entry(lanes.ws, entry.id, "typed wrong", amount=by_hand)
    else:
        void_entry(lanes.ws, entry.id, "a joke")
    before = current(lanes)

    done = bring(row(amount=newer, **key))

    assert [rejected.reason for rejected in done.skipped] == [
        "this answer was corrected by hand, and the correction is kept"
    ]
    assert (done.rows, done.accepted) == (1, 0)
    assert current(lanes) == before


def test_an_answer_that_stands_twice_within_minutes_is_taken_and_remarked_on(lanes, bring):
    lanes.now = at(3)
    done = bring(
        row(2, logged=at(1, 9)),
        row(3, logged=at(1, 9) + timedelta(minutes=4)),
        row(4, logged=at(1, 10)),
        row(5, logged=at(1, 9) + timedelta(minutes=2), person="p02"),
    )

    assert done.new == 4
    [remark] = [text for text in done.remarks if "five minutes" in text]
    assert remark.startswith("Lines 2 and 3 say the same")


def test_more_rows_of_one_stamp_than_a_person_writes_identify_nothing(lanes, bring):
    lanes.now = at(9)
    rows = [row(n, amount=n, logged=at(1)) for n in range(1, 150)]
    bring(*rows)

    done = bring(*(row(n, amount=1000 + n, logged=at(1)) for n in range(1, 150)))

    assert (done.new, done.changed) == (149, 0)


@pytest.mark.parametrize(
    ("zone", "stamp", "expected"),
    [
        ("America/Los_Angeles", at(2, 5), day(1)),
        ("Asia/Kolkata", at(1, 19), day(2)),
        ("", at(1, 23, 30), day(2)),
        ("Pacific/Kiritimati", at(1, 10), day(2)),
    ],
)
def test_the_day_of_a_stamp_is_the_day_where_the_person_is(lanes, bring, zone, stamp, expected):
    lanes.people(f"id,name,team,timezone\np01,Ada Bell,North,{zone}\n")
    lanes.now = at(5)

    bring(row(day=None, logged=stamp))

    assert current(lanes) == [("p01", expected, "walk", 9.0)]


@pytest.mark.parametrize(
    ("unit", "amount", "minutes"),
    [
        ("s", 1_800_000, 30.0),
        ("Sec.", 100_000, 1.667),
        ("Sekunden", 30, 0.001),
        ("h", 500, 30.0),
        ("Stunden", 1_000, 60.0),
        ("MINS", 8_000, 8.0),
    ],
)
def test_a_unit_in_any_spelling_is_converted(lanes, bring, unit, amount, minutes):
    lanes.now = at(3)
    bring(row(unit=unit, amount=amount))

    assert current(lanes) == [("p01", day(1), "walk", minutes)]


@pytest.mark.parametrize("unit", ["km", "Meilen", "metres", "glasses"])
def test_a_distance_is_no_duration(lanes, bring, unit):
    lanes.now = at(3)
    done = bring(row(unit=unit), row(3, unit=unit, activity=""))

    assert "'walk' is measured in minutes, not in" in done.rejected[0].reason
    assert "no activity is measured in" in done.rejected[1].reason
    assert current(lanes) == []


def test_a_row_without_an_activity_means_the_only_one_of_its_unit(lanes, bring):
    lanes.now = at(3)
    done = bring(
        row(2, activity="", unit="s", amount=600_000),
        row(3, activity="", unit="Schritte", amount=4_000),
        row(4, activity="", unit=""),
    )

    assert current(lanes) == [("p01", day(1), "steps", 4.0), ("p01", day(1), "walk", 10.0)]
    assert "several to choose from: steps, walk" in done.rejected[0].reason
