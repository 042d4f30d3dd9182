from __future__ import annotations

from dataclasses import replace

import pytest

from moonwalk.registry import load
from moonwalk.services.entries import activity_choices, correct_entry, list_entries, log_entry, void_entry
from moonwalk.services.errors import Refused
from moonwalk.services.launch import launch
from moonwalk.services.score_cache import ScoreCache
from moonwalk.services.why.person import explain

from ..workspaces import LANES, MONDAY, PEOPLE, at, day, roster


def test_what_can_be_logged_are_the_activities_of_challenges_that_are_not_over(lanes):
    assert {one.name for one in activity_choices(lanes.ws)} == {"walk", "own", "steps"}

    lanes.now = at(30)

    assert activity_choices(lanes.ws) == ()


@pytest.mark.parametrize(
    ("amount", "thousandths"),
    [
        ("12", 12_000),
        ("12 minutes", 12_000),
        ("12 Minutes", 12_000),
        ("1 minute", 1_000),
        ("0.5 hours", 30_000),
        ("0,5 hours", 30_000),
        ("12.34", 12_340),
        ("0:12", 12_000),
        ("1 h 5 min", 65_000),
        ("90 seconds", 1_500),
        ("12minutes", 12_000),
        ("  7  minutes ", 7_000),
        ("0", 0),
    ],
)
def test_amounts_may_be_written_as_people_write_them(lanes, amount, thousandths):
    lanes.now = at(1)

    assert lanes.log("p01", amount).amount == thousandths


@pytest.mark.parametrize(
    "amount",
    [
        "",
        "x",
        "-5",
        "1e3",
        "1_000",
        "nan",
        "inf",
        "12 km",
        "twelve",
        "1.2.3",
        "٣",
        "9" * 30,
        "12,345",
        "12 \x1b[31m",
    ],
)
def test_what_is_no_amount_is_refused_and_nothing_is_written(lanes, amount):
    lanes.now = at(1)
    before = lanes.dump()

    with pytest.raises(Refused, match="Nothing was changed"):
        lanes.log("p01", amount)

    assert lanes.dump() == before


@pytest.mark.parametrize(
    ("who", "activity", "told"),
    [
        ("nobody", "walk", "There is nobody 'nobody'"),
        ("", "walk", "There is nobody ''"),
        ("n", "walk", "may be .* and"),
        ("p01", "wolk", "Did you mean 'walk'"),
        ("p01", "", "No challenge knows the activity ''"),
        ("p01", "minute", "'minute' is a unit. Write 'own' or 'walk'"),
    ],
)
def test_who_or_what_is_not_known_is_refused_with_what_is(lanes, who, activity, told):
    lanes.now = at(1)
    before = lanes.dump()

    with pytest.raises(Refused, match=told):
        lanes.log(who, "12", activity)

    assert lanes.dump() == before


@pytest.mark.parametrize("who", ["p01", "Ada Bell", "ada bell", " ADA  BELL ", "Bell"])
def test_people_are_known_by_id_or_name_or_a_part_that_only_one_has(lanes, who):
    lanes.now = at(1)

    assert lanes.log(who).person == "p01"


@pytest.mark.parametrize("activity", ["own", "My own version", "my own VERSION"])
def test_activities_are_known_by_name_or_label(lanes, activity):
    lanes.now = at(1)

    assert lanes.log("p01", "12", activity).activity == "own"


def test_a_logged_entry_tells_what_it_changed(lanes):
    lanes.now = at(2)

    first, second = lanes.log("p01", "12"), lanes.log("p01", "30")

    assert (first.verdict, first.points_before, first.points_after) == ("counted", 0, 12)
    assert (second.verdict, second.points_before, second.points_after) == ("counted", 12, 30)
    assert (first.day, first.label, first.already_there) == (day(2), "Walked", False)


@pytest.mark.parametrize(
    ("typed", "steps"), [("10,000", 10_000), ("10.000", 10_000), ("1 117", 1_117), ("7", 7)]
)
def test_thousands_of_steps_are_not_taken_for_decimals(lanes, typed, steps):
    lanes.now = at(1)

    assert lanes.log("p01", typed, "steps").amount == steps * 1000


def test_the_same_amount_twice_a_day_is_two_walks(lanes):
    lanes.now = at(2, 9)
    lanes.log("p01", "8")
    lanes.now = at(2, 10)
    lanes.log("p01", "8")

    assert lanes.points()["p01"] == "16"


@pytest.mark.parametrize(
    ("amount", "on", "verdict", "reason"),
    [
        ("61", 8, "implausible", "60 minutes"),
        ("12", -3, "outside", "runs from 1 March 2027"),
        ("12", 2, "counted", ""),
    ],
)
def test_an_entry_that_does_not_count_is_kept_with_the_reason(lanes, amount, on, verdict, reason):
    lanes.now = at(8)

    done = lanes.log("p01", amount, on=day(on))

    assert done.verdict == verdict
    assert reason in done.reason
    assert (done.points_after != done.points_before) == (verdict == "counted")
    assert any(row.id == done.id for row in list_entries(lanes.ws, "p01"))


def test_a_week_can_be_logged_until_its_deadline_and_not_a_minute_longer(lanes):
    lanes.now = at(9, 11, 0)
    assert lanes.log("p01", on=day(7)).verdict == "counted"

    lanes.now = at(9, 11, 1)
    late = lanes.log("p02", on=day(7))

    assert late.verdict == "late"
    assert "Tuesday, 9 March 2027, 12:00" in late.reason


def test_nothing_can_be_logged_when_no_challenge_runs(empty):
    empty.people()

    with pytest.raises(Refused, match="No challenge has been launched"):
        empty.log("p01")


def test_a_correction_stands_in_the_place_of_the_old_entry_with_its_reason(lanes):
    lanes.now = at(2)
    first = lanes.log("p01", "12")
    done = correct_entry(lanes.ws, first.id, "two walks", amount="25 minutes")

    assert (done.points_before, done.points_after) == (12, 25)
    new, old = list_entries(lanes.ws, "p01")
    assert (old.state, new.state) in {
        ("current", f"superseded by {done.id}"),
        (f"superseded by {done.id}", "current"),
    }
    assert {new.reason, old.reason} == {"", "two walks"}
    assert lanes.points()["p01"] == "25"


def test_a_correction_after_the_deadline_is_as_much_on_time_as_what_it_corrects(lanes):
    lanes.now = at(2)
    first = lanes.log("p01", "12")
    lanes.now = at(9, 20)

    assert correct_entry(lanes.ws, first.id, "read wrong", amount="20").verdict == "counted"
    assert lanes.points()["p01"] == "20"

    late = lanes.log("p02", "12", on=day(3))
    assert correct_entry(lanes.ws, late.id, "read wrong", amount="20").verdict == "late"


def test_a_correction_may_change_the_day(lanes):
    lanes.now = at(3)
    first = lanes.log("p01", "12")

    assert correct_entry(lanes.ws, first.id, "it was Monday", day=day(1)).day == day(1)
    assert [award.day for award in explain(lanes.ws, "lanes", "p01").awards] == [day(1)]


def test_a_voided_entry_counts_no_more_and_stays_on_record(lanes):
    lanes.now = at(2)
    first = lanes.log("p01", "12")

    done = void_entry(lanes.ws, first.id, "a colleague's")

    assert (done.points_before, done.points_after, done.verdict) == (12, 0, "void")
    assert {row.state for row in list_entries(lanes.ws, "p01")} == {"void", f"superseded by {done.id}"}


def test_what_was_replaced_cannot_be_replaced_again_but_its_successor_can(lanes):
    lanes.now = at(2)
    first = lanes.log("p01", "12")
    second = correct_entry(lanes.ws, first.id, "no", amount="13")
    before = lanes.dump()

    for again in (correct_entry, void_entry):
        arguments = ("x", "14") if again is correct_entry else ("x",)
        with pytest.raises(Refused, match=second.id):
            again(lanes.ws, first.id, *arguments)

    assert lanes.dump() == before
    assert correct_entry(lanes.ws, second.id, "no", amount="14").points_after == 14


def test_a_void_entry_can_be_brought_back(lanes):
    lanes.now = at(2)
    gone = void_entry(lanes.ws, lanes.log("p01", "12").id, "oops")

    assert correct_entry(lanes.ws, gone.id, "it was right", amount="12").points_after == 12


@pytest.mark.parametrize(
    ("entry", "reason", "changes", "told"),
    [
        ("XYZ", "x", {"amount": "3"}, "not the id of an entry"),
        ("0123456789ABC", "x", {"amount": "3"}, "There is no entry"),
        (None, "x", {}, "says that already"),
        (None, "x", {"amount": "12"}, "says that already"),
        (None, "  ", {"amount": "13"}, "needs a reason"),
        (None, "x", {"amount": "lots"}, "not an amount"),
    ],
)
def test_a_correction_that_cannot_be_is_refused_and_nothing_is_written(lanes, entry, reason, changes, told):
    lanes.now = at(2)
    first = lanes.log("p01", "12")
    before = lanes.dump()

    with pytest.raises(Refused, match=told):
        correct_entry(lanes.ws, entry or first.id, reason, **changes)

    assert lanes.dump() == before


def test_an_entry_is_found_however_its_id_is_typed(lanes):
    lanes.now = at(2)
    first = lanes.log("p01", "12")

    assert void_entry(lanes.ws, f" {first.id[:6].lower()}-{first.id[6:].lower()} ", "x").verdict == "void"


def test_entries_are_listed_newest_first(day6):
    day6.log("p01", "11")
    last = day6.log("p02", "12")

    assert list_entries(day6.ws, most=1)[0].id == last.id
    assert len(list_entries(day6.ws, most=5)) == 5
    days = [row.day for row in list_entries(day6.ws, "p02")]
    assert days == sorted(days, reverse=True)


def test_what_is_logged_in_one_challenge_counts_in_every_other_that_names_it(lanes):
    from moonwalk.services.launch import launch

    from ..workspaces import LANES, MONDAY

    lanes.challenge(LANES.replace("points: 1\n    per: 1 minute", "points: 2\n    per: 1 minute"), "second")
    launch(lanes.ws, "second", MONDAY)
    lanes.now = at(1)
    lanes.log("p01", "12")

    assert (lanes.points()["p01"], lanes.points("second")["p01"]) == ("12", "24")


def test_an_entry_of_a_challenge_that_is_over_can_still_be_put_right(lanes):
    lanes.now = at(2)
    first = lanes.log("p01", "12")
    lanes.now = at(30)

    done = correct_entry(lanes.ws, first.id, "read wrong", amount="20")

    assert lanes.points()["p01"] == "20"
    assert (done.verdict, done.points_before, done.points_after) == ("counted", 12, 20)


def test_activities_are_found_by_name_before_any_label(empty):
    text = LANES.replace("    label: My own version\n", "    label: walk\n").replace(
        "    label: Steps\n", "    label: Walked\n"
    )
    empty.challenge(text)
    empty.people()
    launch(empty.ws, "lanes", MONDAY)
    empty.now = at(2)

    assert empty.log("p01", "10", "walk").activity == "walk"
    assert empty.log("p01", "10", "own").activity == "own"
    with pytest.raises(Refused, match="No challenge knows the activity 'Walked'"):
        empty.log("p01", "10", "Walked")


def test_entries_can_be_logged_while_a_rule_is_missing(lanes):
    lanes.now = at(2)
    ws = replace(lanes.ws, plugins=load(None, frozenset({"limits"})), live=ScoreCache())

    done = log_entry(ws, "p01", "20", "walk")

    assert (done.verdict, done.points_after) == ("not scored", None)
    assert lanes.points()["p01"] == "20"


def test_nobody_can_log_tomorrow_unless_they_live_where_it_is(lanes):
    lanes.now = at(2, 20)
    entry = lanes.log("p01", "20").id
    with pytest.raises(Refused, match=r"2027-03-03 has not begun where Ada Bell is: it is 2027-03-02 there"):
        lanes.log("p01", "20", on=day(3))
    with pytest.raises(Refused, match="has not begun where Ada Bell"):
        correct_entry(lanes.ws, entry, "a slip", day=day(3))
    assert [row.day for row in list_entries(lanes.ws, "p01")] == [day(2)]

    lanes.people(roster(more=("timezone",), rows=[(*row, "Pacific/Auckland") for row in PEOPLE]))
    assert lanes.log("p02", "20", on=day(3)).verdict == "counted"
    with pytest.raises(Refused, match="has not begun"):
        lanes.log("p02", "20", on=day(4))


def test_without_any_zone_of_their_own_people_are_where_the_challenge_is(lanes):
    lanes.file("moonwalk.yaml", "name: Lanes\n")
    # 23:30 on day 2 in Berlin; on day 3 it is half past midnight there.
    lanes.now = at(2, 22, 30)
    with pytest.raises(Refused, match="it is 2027-03-02 there"):
        lanes.log("p01", "20", on=day(3))
    lanes.now = at(2, 23, 30)
    assert lanes.log("p01", "20", on=day(3)).verdict == "counted"
