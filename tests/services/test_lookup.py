"""Who is meant: a person or a team, and what is said where it could be both."""

from __future__ import annotations

import pytest

from moonwalk.services.errors import Refused
from moonwalk.services.lookup import kind_of, row_of

from ..workspaces import at, roster


@pytest.mark.parametrize(
    ("who", "kind", "found"),
    [
        ("p01", None, "p01"),
        ("Ada Bell", None, "p01"),
        ("ada", None, "p01"),
        ("North", None, "North"),
        (" north ", None, "North"),
        ("nor", None, "North"),
        ("nor", "team", "North"),
        ("est", "team", "West"),
        ("ada", "person", "p01"),
    ],
)
def test_a_person_or_a_team_is_found_by_id_or_name(day6, who, kind, found):
    with day6.database() as db:
        assert row_of(db, "lanes", who, kind).id == found


@pytest.mark.parametrize(
    ("who", "kind", "told"),
    [
        ("o", "team", "may be North, South. Nothing was changed. Give the whole name"),
        ("East", "team", "There is no team 'East' in this challenge. .*It has North, South, West"),
        ("East", None, "There is nobody 'East' on the roster"),
        ("p01", "team", "There is no team 'p01'"),
        ("North", "person", "There is nobody 'North'"),
        ("", None, "There is nobody"),
        ("", "team", "There is no team"),
    ],
)
def test_who_is_nobody_or_several_is_refused_with_a_way_out(day6, who, kind, told):
    with day6.database() as db, pytest.raises(Refused, match=told):
        row_of(db, "lanes", who, kind)


def test_a_name_that_is_both_a_team_and_a_person_needs_a_word(lanes):
    lanes.people(roster([("p13", "North", "South"), ("p14", "Southey", "West")]))
    with lanes.database() as db:
        with pytest.raises(Refused, match=r"a team and a person \(North, p13\).*--team or --person"):
            row_of(db, "lanes", "north")
        with pytest.raises(Refused, match="may be the team South, and it may be a person"):
            row_of(db, "lanes", "sou")
        assert row_of(db, "lanes", "north", "person").id == "p13"
        assert row_of(db, "lanes", "north", "team").id == "North"
    assert kind_of(lanes.ws, "lanes", "south") == "team"
    assert kind_of(lanes.ws, "lanes", "southey") == "person"


def test_a_team_of_another_challenge_is_none_of_this_one(lanes):
    with lanes.database() as db, pytest.raises(Refused, match="It has no teams"):
        row_of(db, "elsewhere", "North", "team")


def test_a_team_that_nobody_is_in_any_longer_is_still_found(day6):
    day6.now = at(7)
    day6.people(roster([(f"p{number:02}", f"Somebody {number}", "South") for number in range(1, 5)]))

    with day6.database() as db:
        assert row_of(db, "lanes", "North").id == "North"
