from __future__ import annotations

from dataclasses import replace

import pytest

from moonwalk.scoring.calendar import milliseconds
from moonwalk.scoring.facts import NEVER
from moonwalk.services.drafts import read_draft
from moonwalk.services.errors import Refused
from moonwalk.services.launch import launch
from moonwalk.services.roster.enrolment import Registrar
from moonwalk.services.roster.people import list_people
from moonwalk.services.roster.teams import assign_to_team, draw_teams
from moonwalk.store import memberships, people

from ...workspaces import LANES, MONDAY, PEOPLE, at, day, roster

NO_DAYS = {"start": "", "end": ""}


def said(**changes: str) -> str:
    """A roster with both columns of days, and these changes for Ada Bell."""
    ada = {"team": "North", **NO_DAYS, **changes}
    others = [(*one, "", "") for one in PEOPLE[1:]]
    return roster([("p01", "Ada Bell", *ada.values()), *others], tuple(NO_DAYS))


def of_ada(lanes) -> list[tuple[str, object, object]]:
    """Her memberships: team, first day and last day."""
    with lanes.database() as db:
        ada = people.find(db, "p01")
        teams = dict(db.rows("SELECT no, name FROM team"))
        found = memberships.current(db, "lanes", NEVER, ada.no)
        return [(teams[one.team], one.from_day, one.to_day) for one in found]


def settled(lanes, text: str) -> list[tuple[str, object, object]]:
    """Her memberships after a roster, which must not change anything when it comes again."""
    lanes.people(text)
    found = of_ada(lanes)
    again = lanes.people(text)
    assert not [remark for remark in again.remarks if "Lanes" in remark]
    assert of_ada(lanes) == found
    return found


def test_team_and_days_that_change_together_before_day_1_change_at_once(lanes):
    told = settled(lanes, said(team="South", start=str(day(3)), end=str(day(8))))

    assert told == [("South", day(3), day(8))]


def test_a_mover_whose_last_day_changes_too_has_it_in_the_new_team(day6):
    told = settled(day6, said(team="South", end=str(day(8))))

    assert [row[::2] for row in told] == [("North", day(5)), ("South", day(8))]


@pytest.mark.parametrize("now", [-2, 6])
def test_who_moves_and_was_never_there_is_no_member_and_nobody_elses_row_is_refused(lanes, now):
    lanes.people(said(start=str(day(9))))
    lanes.now = at(now)
    rows = [("p01", "Ada Bell", "South", str(day(7))), *((*one, "") for one in PEOPLE[1:])]

    assert settled(lanes, roster(rows, ("end",))) == []
    assert len(list_people(lanes.ws, "lanes")) == len(PEOPLE) - 1


def test_who_moved_and_then_left_before_that_ends_in_the_old_team(day6):
    day6.people(said(team="South"))
    day6.now = at(7)

    assert [row[::2] for row in settled(day6, said(team="South", end=str(day(3))))] == [("North", day(3))]


@pytest.mark.parametrize("wrong", [day(-3), day(5), day(60)])
def test_a_last_day_is_taken_back_by_a_roster_that_leaves_it_blank(day6, wrong):
    before = of_ada(day6)
    day6.people(said(end=str(wrong)))

    assert settled(day6, said()) == before
    assert day6.log("p01", on=day(6)).verdict == "counted"


def test_who_moved_and_was_taken_back_has_every_day_again(day6):
    day6.people(said(team="South"))
    day6.now = at(8)
    day6.people(said(team="South", end=str(day(-3))))
    assert of_ada(day6) == []

    ((team, first, last),) = settled(day6, said(team="South"))

    assert (team, first < MONDAY, last) == ("South", True, None)


def test_a_first_day_is_taken_back_before_it_has_come(lanes):
    before = of_ada(lanes)
    lanes.people(said(start=str(day(4))))

    assert settled(lanes, said()) == before


def test_a_first_day_to_come_can_be_put_right_while_the_challenge_runs(lanes):
    lanes.people(said(start=str(day(9))))
    lanes.now = at(3)

    assert settled(lanes, said(start=str(day(7)))) == [("North", day(7), None)]
    assert settled(lanes, said()) == [("North", day(3), None)]


def test_a_roster_without_the_column_takes_no_day_back(day6):
    day6.people(said(end=str(day(5))))

    assert [row[2] for row in settled(day6, roster())] == [day(5)]


def test_teams_by_the_members_are_neither_drawn_nor_moved_by_the_roster(empty):
    empty.challenge(LANES.replace("formed: from the roster", "formed: by the members"))
    empty.people()
    done = launch(empty.ws, "lanes", MONDAY)
    assert done.remarks == ("12 people without a team yet: moonwalk teams put lanes WHO TEAM",)
    assign_to_team(empty.ws, "lanes", "p01", "Herons")

    empty.people(roster([("p01", "Ada Bell", "South")]))

    assert {row.team for row in list_people(empty.ws, "lanes") if row.id != "p01"} == {""}
    assert {row.team for row in list_people(empty.ws, "lanes") if row.id == "p01"} == {"Herons"}
    with pytest.raises(Refused, match="formed by the members, so none are drawn"):
        draw_teams(empty.ws, "lanes")


def test_days_are_those_of_the_challenges_zone(lanes):
    challenge, _ = read_draft(lanes.ws, "lanes", MONDAY)
    midnight, later = (milliseconds(at(10, hour, 30)) for hour in (22, 23))
    with lanes.database() as db, db.write() as tx:
        at_the_end = Registrar(tx, challenge, later, 0, midnight)
        when_over = replace(at_the_end, launched_at=later)

    assert at_the_end.today == day(11)
    assert (at_the_end.begun, when_over.begun) == (True, False)
