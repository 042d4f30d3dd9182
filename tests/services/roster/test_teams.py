from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moonwalk.api.values import SizeRange
from moonwalk.services.errors import Refused
from moonwalk.services.launch import launch
from moonwalk.services.roster.people import list_people
from moonwalk.services.roster.teams import draw_teams, list_teams, split

from ...workspaces import DRAWN, MONDAY, PEOPLE, at, copied, day, roster


@pytest.fixture
def drawn(empty):
    empty.people(roster([one[:2] for one in PEOPLE]).replace(",team", ""))
    empty.challenge(DRAWN, "drawn")
    return empty


def sizes(lanes) -> list[int]:
    return sorted(len(team.members) for team in list_teams(lanes.ws, "drawn"))


@given(st.integers(1, 400), st.integers(1, 12), st.integers(0, 12))
def test_a_split_is_in_range_and_as_even_as_can_be_and_none_only_where_there_is_no_way(
    people, smallest, more
):
    size = SizeRange(smallest=smallest, largest=smallest + more)
    found = split(people, size)

    possible = any(
        number * smallest <= people <= number * (smallest + more) for number in range(1, people + 1)
    )
    assert (found is not None) == possible
    if found is not None:
        assert sum(found) == people
        assert all(smallest <= one <= smallest + more for one in found)
        assert max(found) - min(found) <= 1


def test_everyone_is_drawn_into_teams_of_like_size(drawn):
    done = draw_teams(drawn.ws, "drawn")

    assert done.placed == 12
    assert sizes(drawn) == [4, 4, 4]
    assert sum(Counter(name for team in done.teams for name in team.members).values()) == 12


def test_the_same_seed_gives_the_same_teams(drawn, tmp_path):
    other = copied(drawn, tmp_path / "other")

    assert draw_teams(drawn.ws, "drawn", "x").teams == draw_teams(other.ws, "drawn", "x").teams


def test_another_seed_gives_other_teams(drawn, tmp_path):
    other = copied(drawn, tmp_path / "other")

    assert draw_teams(drawn.ws, "drawn", "x").teams != draw_teams(other.ws, "drawn", "y").teams


def test_a_second_draw_moves_nobody(drawn):
    before = draw_teams(drawn.ws, "drawn").teams
    again = draw_teams(drawn.ws, "drawn", "other")

    assert (again.placed, again.teams) == (0, before)


def test_a_draw_before_the_launch_holds_after_it(drawn):
    before = draw_teams(drawn.ws, "drawn").teams
    done = launch(drawn.ws, "drawn", MONDAY)

    assert (done.people, done.teams, done.remarks) == (12, 3, ())
    assert list_teams(drawn.ws, "drawn") == before


def test_joiners_are_drawn_into_the_smallest_teams_from_that_day(drawn):
    launch(drawn.ws, "drawn", MONDAY)
    draw_teams(drawn.ws, "drawn")
    drawn.now = at(4)
    new = [("p13", "Mia Nord"), ("p14", "Nils Orr")]
    drawn.people(roster([*(one[:2] for one in PEOPLE), *new]).replace(",team", ""))

    done = draw_teams(drawn.ws, "drawn")

    assert (done.placed, sizes(drawn)) == (2, [4, 5, 5])
    drawn.log("p13", on=day(3))
    assert drawn.log("p13", on=day(4)).verdict == "counted"
    assert drawn.points("drawn")["p13"] == "20"


def test_who_had_no_team_keeps_the_points_of_before_and_takes_them_into_it(drawn):
    launch(drawn.ws, "drawn", MONDAY)
    drawn.now = at(3)
    drawn.log("p01", on=day(2))

    draw_teams(drawn.ws, "drawn")

    assert drawn.points("drawn")["p01"] == "20"
    assert sum(float(row.score) * row.members for row in drawn.board("table", "drawn").rows) == 20


def test_people_who_cannot_be_split_are_refused_and_nothing_is_changed(drawn):
    drawn.challenge(DRAWN.replace("3 to 5 people", "7 to 8 people"), "drawn")
    before = drawn.dump()

    with pytest.raises(Refused, match="12 people cannot be split into teams of 7 to 8"):
        draw_teams(drawn.ws, "drawn")

    assert drawn.dump() == before


def test_teams_from_the_roster_are_not_drawn(lanes):
    with pytest.raises(Refused, match="formed from the roster"):
        draw_teams(lanes.ws, "lanes")


def test_teams_of_an_unknown_challenge_are_refused(lanes):
    for ask in (list_teams, draw_teams):
        with pytest.raises(Refused, match="There is no challenge 'nope'"):
            ask(lanes.ws, "nope")


@pytest.mark.parametrize("launch_first", [True, False])
def test_who_has_left_is_not_drawn(drawn, launch_first):
    drawn.people(f"id,name,end\np01,Ada Bell,{day(-20)}\np02,Ben Cole,{day(-20)}\n")
    if launch_first:
        launch(drawn.ws, "drawn", MONDAY)
    done = draw_teams(drawn.ws, "drawn")
    if not launch_first:
        launch(drawn.ws, "drawn", MONDAY)

    assert done.placed == 10
    assert sizes(drawn) in ([5, 5], [3, 3, 4])
    assert not {"Ada Bell", "Ben Cole"} & {name for team in done.teams for name in team.members}


def test_a_leaver_during_the_challenge_is_not_drawn(drawn):
    launch(drawn.ws, "drawn", MONDAY)
    drawn.now = at(5)
    drawn.people(f"id,name,end\np01,Ada Bell,{day(3)}\n")

    assert draw_teams(drawn.ws, "drawn").placed == 11
    assert "Ada Bell" not in {name for team in list_teams(drawn.ws, "drawn") for name in team.members}


def test_a_first_day_of_work_holds_for_who_was_drawn_before_the_launch(drawn):
    drawn.people(f"id,name,start\np01,Ada Bell,{day(4)}\n")
    draw_teams(drawn.ws, "drawn")
    launch(drawn.ws, "drawn", MONDAY)
    drawn.now = at(5)
    drawn.log("p01", on=day(2))
    drawn.log("p01", on=day(5))

    assert drawn.points("drawn")["p01"] == "20"


def test_a_draw_makes_members_of_everyone_with_the_days_of_the_roster(drawn):
    draw_teams(drawn.ws, "drawn")

    assert len(list_people(drawn.ws, "drawn")) == 12
