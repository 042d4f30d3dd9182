from __future__ import annotations

import hashlib
import json
import re
from datetime import date

import pytest

from moonwalk.scoring.facts import NEVER
from moonwalk.services.errors import Refused
from moonwalk.services.launch import launch
from moonwalk.store import launches

from ..workspaces import DRAWN, LANES, MONDAY, PEOPLE, at, day, roster


def test_a_launch_makes_everyone_a_member_and_tells_its_days(empty):
    empty.people()

    done = launch(empty.ws, "lanes", MONDAY)

    assert (done.title, done.starts, done.ends) == ("Lanes", MONDAY, day(10))
    assert (done.people, done.teams, done.remarks) == (12, 3, ())
    assert [warning.severity for warning in done.warnings] == ["warning"] * len(done.warnings) != []


def test_what_is_still_to_do_is_said_at_the_launch(empty):
    assert "people import" in launch(empty.ws, "lanes", MONDAY).remarks[0]

    empty.people("id,name\np01,Ada\np02,Ben\n")
    empty.challenge(DRAWN, "drawn")
    empty.challenge(LANES, "third")

    assert launch(empty.ws, "drawn", MONDAY).remarks == (
        "2 people without a team yet: moonwalk teams draw drawn",
    )
    assert "roster's column 'team'" in launch(empty.ws, "third", MONDAY).remarks[0]


def test_a_launch_commits_to_a_seed_that_nobody_chooses(empty):
    empty.challenge(LANES, "other")
    one, other = launch(empty.ws, "lanes", MONDAY), launch(empty.ws, "other", MONDAY)
    with empty.database() as db:
        record = launches.newest(db, "lanes", NEVER)
        ((detail,),) = db.rows("SELECT detail FROM decision WHERE did = 'launch' AND about = 'lanes'")

    assert one.seed_sha256 == hashlib.sha256(str(record.seed).encode()).hexdigest()
    assert json.loads(detail)["seed_sha256"] == one.seed_sha256
    assert one.seed_sha256 != other.seed_sha256


def test_a_challenge_is_launched_once(lanes):
    before = lanes.dump()

    with pytest.raises(Refused, match=r"launched before, to start on 2027-03-01. Nothing was changed"):
        launch(lanes.ws, "lanes", day(8))

    assert lanes.dump() == before


def test_one_that_was_launched_says_so_even_if_its_file_names_no_day(lanes):
    with pytest.raises(Refused, match="launched before"):
        launch(lanes.ws, "lanes")


def test_a_challenge_without_a_first_day_is_refused_with_the_way_to_give_it_one(empty):
    with pytest.raises(Refused, match="moonwalk launch lanes --start DATE"):
        launch(empty.ws, "lanes")


def test_the_day_in_the_file_is_used_and_the_given_one_wins(empty):
    empty.challenge(LANES.replace("  length:", "  starts: 2027-03-15\n  length:"), "one")
    empty.challenge(LANES.replace("  length:", "  starts: 2027-03-15\n  length:"), "two")

    assert launch(empty.ws, "one").starts == date(2027, 3, 15)
    assert launch(empty.ws, "two", MONDAY).starts == MONDAY


def test_a_file_with_errors_is_refused_with_all_of_them_and_nothing_is_written(empty):
    empty.challenge(
        LANES.replace("rule: per_unit", "rule: per_units").replace("ranking: sum", "ranking: som")
    )
    before = empty.dump()

    with pytest.raises(Refused, match="Nothing was changed") as refused:
        launch(empty.ws, "lanes", MONDAY)

    errors = [problem for problem in refused.value.problems if problem.severity == "error"]
    assert len(errors) >= 3
    assert all(problem.place.line for problem in errors)
    assert empty.dump() == before


def test_an_activity_keeps_its_unit_in_the_whole_workspace(lanes):
    lanes.challenge(
        LANES.replace("unit: steps", "unit: floors").replace("1000 steps", "1000 floors"), "floors"
    )
    before = lanes.dump()

    with pytest.raises(Refused, match="'steps' is measured in steps in this workspace, and in floors"):
        launch(lanes.ws, "floors", MONDAY)

    assert lanes.dump() == before


def test_the_text_as_launched_counts_whatever_becomes_of_the_file(day6):
    before = day6.board()

    day6.challenge(LANES.replace("points: 1\n", "points: 9\n"))
    assert day6.board().rows == before.rows
    (remark,) = set(day6.board().remarks) - set(before.remarks)
    assert remark.startswith("challenges/lanes.yaml was changed after its launch, first in line ")
    day6.challenge(LANES.replace("\n", "  \n") + "\n\n")
    assert day6.board() == before
    (day6.folder / "challenges" / "lanes.yaml").unlink()
    assert day6.board().rows == before.rows


def test_a_challenge_that_is_over_at_its_launch_can_be_filled_and_is_then_final(empty):
    empty.now = at(40)
    empty.people()
    launch(empty.ws, "lanes", MONDAY)

    done = empty.entries(f"id,date,activity,minutes\np01,{day(2)},walk,20\np02,{day(9)},walk,10\n")

    assert done.accepted == 2
    assert {name: points for name, points in empty.points().items() if points != "0"} == {
        "p01": "20",
        "p02": "10",
    }


def test_a_launch_after_the_first_day_says_what_can_still_be_logged(empty):
    empty.people()
    empty.now = at(4)

    done = launch(empty.ws, "lanes", MONDAY)

    assert "began on 2027-03-01, 3 days ago" in done.remarks[0]
    assert launch_remarks_of_a_punctual_one(empty) == ()


def launch_remarks_of_a_punctual_one(empty):
    empty.challenge(LANES, "later")
    return launch(empty.ws, "later", at(4).date()).remarks


def test_teams_of_another_size_than_asked_for_are_told_at_the_launch(empty):
    empty.challenge(LANES.replace("3 to 5 people", "4 people"))
    moved = [(one[0], one[1], "North") if one[0] == "p05" else one for one in PEOPLE]
    empty.people(roster(moved))

    assert launch(empty.ws, "lanes", MONDAY).remarks == (
        "The challenge asks for teams of 4 people; North has 5, South has 3.",
    )


def test_every_deadline_is_a_date(empty):
    report = launch(empty.ws, "lanes", MONDAY)

    # The last week is the rest of ten days, and has the grace of three days after it.
    assert report.deadlines == (
        "2027-03-01 to 2027-03-07 can be logged until Tuesday, 2027-03-09 12:00 (Europe/Berlin)",
        "2027-03-08 to 2027-03-10 can be logged until Tuesday, 2027-03-16 12:00 (Europe/Berlin)",
    )


def test_weeks_that_close_together_are_one_sentence(empty):
    report = launch(empty.ws, "lanes", date(2027, 2, 1))

    assert report.deadlines == (
        "2027-02-01 to 2027-02-10 can be logged until Wednesday, 2027-02-24 13:00 (Europe/Berlin)",
    )


def test_a_first_day_on_the_weekday_of_the_deadline_is_told_at_the_launch(empty):
    report = launch(empty.ws, "lanes", day(2))

    assert [one for one in report.warnings if "12 hours after its last evening" in one.message]


def test_where_a_week_closes_at_night_is_told_at_the_launch(empty):
    empty.people("id,name,team,timezone\np01,Ada,North,America/Los_Angeles\np02,Ben,North,Europe/Berlin\n")

    remarks = launch(empty.ws, "lanes", MONDAY).remarks

    assert "When week 1 closes, it is night in America/Los_Angeles, 03:00, where 1 person lives." in remarks


def test_a_launch_of_what_is_long_over_asks_whether_the_year_is_right(empty):
    over, began, *_ = launch(empty.ws, "lanes", MONDAY.replace(year=2026)).remarks

    assert re.fullmatch(r"It was over on 2026-03-10, \d+ days ago\. Is the year right\?", over)
    assert began.startswith("It began on 2026-03-01, ")
