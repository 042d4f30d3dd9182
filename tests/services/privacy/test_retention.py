"""Entries end when the challenge says so, and its results stay, with a hash that vouches for them."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

import pytest

from moonwalk.scoring.calendar import milliseconds
from moonwalk.services.boards.board import show_board
from moonwalk.services.errors import PluginFailed
from moonwalk.services.launch import launch
from moonwalk.services.launched import launched
from moonwalk.services.notifications import tick
from moonwalk.services.privacy.readings import look_at_person
from moonwalk.services.privacy.retention import _free, carry_out, due_on
from moonwalk.services.verification import verify
from moonwalk.store import decisions, entries, entry_snapshot, retention
from moonwalk.store.decisions import Decision
from moonwalk.store.disclosures import published
from moonwalk.store.retention import RetentionRecord

from ...workspaces import LANES, MONDAY, at, day


def test_entries_go_after_the_days_that_the_challenge_says_and_the_result_stays(day6):
    day6.now = at(40)
    before = show_board(day6.ws, "lanes")
    assert tick(day6.ws).ended == ()

    day6.now = at(16 + 90 + 2)
    ended = tick(day6.ws).ended

    assert "results are kept" in ended[0]
    assert "entries from" in ended[1]
    with day6.database() as db:
        assert entries.newest(db) == ()
    after = show_board(day6.ws, "lanes")
    assert after.rows == before.rows
    assert "kept when the entries were removed" in after.remarks[-1]
    assert tick(day6.ws).ended == ()
    assert tick(day6.ws).problems == ()


def test_what_is_kept_is_vouched_for_and_the_chain_holds(day6):
    day6.now = at(16 + 90 + 2)
    tick(day6.ws)

    with day6.database() as db:
        (text,) = db.row("SELECT results FROM retention")
        (decision,) = [each for each in decisions.newest(db, 20) if each.did == "retention"]
    assert decision.detail["results"] == hashlib.sha256(text.encode()).hexdigest()
    assert "p01" not in text
    assert verify(day6.ws).faults == ()


def test_points_of_a_person_are_not_made_up_afterwards(day6):
    day6.now = at(16 + 90 + 2)
    tick(day6.ws)

    with pytest.raises(PluginFailed, match="entries were removed"):
        look_at_person(day6.ws, "lanes", "p01")


def ended(lanes):
    with lanes.database() as db:
        return carry_out(lanes.ws, db)


def days_left(lanes):
    """The days, as numbers from the first one, of which there are entries."""
    with lanes.database() as db:
        rows = db.rows("SELECT DISTINCT julianday(day) - julianday(?) FROM entry", (MONDAY.isoformat(),))
    return sorted(int(number) + 1 for (number,) in rows)


def test_entries_are_kept_to_the_very_millisecond(day6):
    closes = at(16, 11) + timedelta(days=90)
    day6.now = closes
    assert ended(day6) == ()
    day6.now = closes + timedelta(milliseconds=1)
    done = ended(day6)

    with day6.database() as db:
        record = retention.of_challenge(db, "lanes")
        (decision,) = [each for each in decisions.newest(db, 20) if each.did == "retention"]
    digest = hashlib.sha256(record.results.encode()).hexdigest()
    assert done[0] == f"'lanes' is closed for good: its results are kept (SHA-256 {digest[:16]})."
    # Four weeks before the first day may have been compared with.
    assert (record.first, record.last) == (day(-27), day(10))
    assert decision.detail == {"results": digest, "first": str(day(-27)), "last": str(day(10))}
    assert (decision.about, decision.why) == ("lanes", "keep_entries")


def test_entries_are_kept_from_the_close_of_the_last_day_on(day6):
    # The eighth day is a week of its own, which closes 48 hours after its end, later than the first week.
    day6.challenge(LANES.replace("10 days", "8 days"), "short")
    launch(day6.ws, "short", MONDAY)
    with day6.database() as db:
        launch_of = launched(day6.ws, db, "short")

    assert due_on(launch_of) == milliseconds(at(10, 23) + timedelta(days=90))


def test_what_is_due_is_published_before_anybody_looks(day6):
    day6.now = at(10)
    assert ended(day6) == ()

    with day6.database() as db:
        assert [each.week for each in published(db, "lanes")] == [1]


def test_no_copy_of_the_entries_is_left_beside_the_database(day6):
    copy = day6.folder / entry_snapshot.FOLDER / "000000"
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_bytes(b"entries of people")
    day6.now = at(16 + 90, 10)
    assert ended(day6) == ()
    assert copy.exists()
    day6.now = at(16 + 90 + 2)

    # Also where it came back after the entries were removed.
    for _ in range(2):
        ended(day6)
        assert not copy.exists()
        copy.write_bytes(b"entries of people")


def test_of_people_no_row_is_kept_and_of_teams_every_one(day6):
    day6.now = at(16 + 90 + 2)
    assert ended(day6)
    with day6.database() as db:
        results = json.loads(retention.of_challenge(db, "lanes").results)
    people, table = (json.loads(results[board]) for board in ("people", "table"))

    assert (people["rows"], people["total"], people["earlier"]) == ([], 0, [])
    assert ({row["name"] for row in table["rows"]}, table["total"]) == ({"North", "South", "West"}, 3)


@pytest.fixture
def two(day6):
    """The lanes, and the same from day 36 on; entries of the first, of the fortnight between, and after."""
    day6.challenge(LANES, "later")
    launch(day6.ws, "later", day(36))
    for number in (11, 20, 40, 46):
        day6.now = at(number)
        day6.log("p01", "10", on=day(number))
    return day6


def test_entries_of_days_that_another_challenge_needs_stay(two):
    # The second looks at four weeks before its first day, too: from day 8 on.
    assert days_left(two) == [*range(1, 7), 11, 20, 40, 46]
    two.now = at(16 + 90 + 2)
    done = ended(two)

    assert "'lanes' is closed for good" in done[0]
    (removed,) = done[1:]
    assert f"entries from {day(-27)} to {day(7)} were removed, as 'keep_entries' says." in removed
    assert days_left(two) == [11, 20, 40, 46]
    two.now = at(51 + 90 + 2)
    assert [said.split(" ", 1)[1] for said in ended(two)[1:]] == [
        f"entries from {day(8)} to {day(45)} were removed, as 'keep_entries' says."
    ]
    # Day 46 is of no challenge.
    assert days_left(two) == [46]


@pytest.mark.parametrize(
    ("needed", "free"),
    [
        ([], [(1, 10)]),
        ([(3, 5)], [(1, 2), (6, 10)]),
        ([(1, 1)], [(2, 10)]),
        ([(10, 12)], [(1, 9)]),
        ([(-3, 0), (11, 12)], [(1, 10)]),
        ([(-3, 9)], [(10, 10)]),
        ([(-3, 12)], []),
        ([(15, 16)], [(1, 10)]),
        ([(6, 7), (2, 3)], [(1, 1), (4, 5), (8, 10)]),
        ([(2, 8), (3, 4)], [(1, 1), (9, 10)]),
    ],
)
def test_days_are_free_that_no_other_challenge_needs(needed, free):
    taken = [(day(first), day(last)) for first, last in needed]
    stretches = [stretch for stretch in _free(day(1), day(10), taken) if stretch[0] <= stretch[1]]

    assert stretches == [(day(first), day(last)) for first, last in free]


def test_nothing_is_removed_while_nobody_can_say_what_another_challenge_needs(two):
    settings = two.folder / "moonwalk.yaml"
    text = settings.read_text(encoding="utf-8")
    two.now = at(16 + 90 + 2)
    before = days_left(two)
    settings.write_text(text.replace("without: []", "without: [streaks]"), encoding="utf-8")
    (lanes, later) = ended(two)

    assert lanes.startswith("The entries of 'lanes' are due to go, but its results cannot be kept: ")
    assert later.startswith("The entries of 'later' are due to go, but its results cannot be kept: ")
    assert days_left(two) == before
    settings.write_text(text, encoding="utf-8")
    assert "'lanes' is closed for good" in ended(two)[0]


def test_entries_of_an_ended_challenge_stay_while_another_one_cannot_be_read(two):
    two.now = at(16 + 90 + 2)
    before = days_left(two)
    with two.database() as db, db.write() as tx:
        number = decisions.record(tx, Decision(milliseconds(two.now), "hr", "retention", "lanes"))
        retention.add(tx, RetentionRecord("lanes", day(-27), day(10), "{}"), number)
    settings = two.folder / "moonwalk.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("without: []", "without: [streaks]"), encoding="utf-8")
    ended(two)

    assert days_left(two) == before
    settings.write_text(text, encoding="utf-8")
    ended(two)
    assert days_left(two) == [11, 20, 40, 46]
