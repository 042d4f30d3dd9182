"""One team, however its name is spelt."""

from __future__ import annotations

import pytest

from moonwalk.services.launch import launch
from moonwalk.services.roster.people import list_people
from moonwalk.services.roster.sign_ups import join
from moonwalk.services.roster.teams import assign_to_team, draw_teams, list_teams

from ...workspaces import DRAWN, LANES, MONDAY, PEOPLE, at, roster

BY_COLUMN = LANES.replace("  formed: from the roster\n", "  formed: from the roster\n  column: department\n")
OURS = LANES.replace("formed: from the roster", "formed: by the members")

SPELLINGS = [
    ["Green", "green", "GREEN"],
    ["Team  Green", "team green", " Team\tGreen "],
    ["Équipe", "\u0065\u0301quipe", "E\u0301QUIPE"],
    ["Straße", "STRASSE", "strasse"],
    ["Nord\N{NO-BREAK SPACE}West", "nord west", "NORD WEST"],
]


def three(spellings) -> str:
    lines = [(*row[:2], team) for row, team in zip(PEOPLE, spellings, strict=False)]
    return roster(lines)


@pytest.mark.parametrize("spellings", SPELLINGS)
def test_names_that_differ_in_capitals_blanks_or_unicode_form_are_one_team(empty, spellings):
    empty.people(three(spellings))
    launch(empty.ws, "lanes", MONDAY)

    (team,) = list_teams(empty.ws, "lanes")
    assert len(team.members) == 3
    assert {row.team for row in list_people(empty.ws)} == {team.name}


@pytest.mark.parametrize("spellings", SPELLINGS)
def test_so_are_teams_formed_from_another_column(empty, spellings):
    empty.challenge(BY_COLUMN)
    empty.people(three(spellings).replace("id,name,team", "id,name,department"))
    launch(empty.ws, "lanes", MONDAY)

    assert [len(team.members) for team in list_teams(empty.ws, "lanes")] == [3]


def test_the_first_spelling_stays_whatever_later_rosters_say(lanes):
    lanes.now = at(3)
    report = lanes.people(roster([(id_, name, team.upper()) for id_, name, team in PEOPLE]))

    assert not any("moved" in remark for remark in report.remarks)
    assert [team.name for team in list_teams(lanes.ws, "lanes")] == ["North", "South", "West"]
    assert {row.team for row in list_people(lanes.ws)} == {"North", "South", "West"}


def test_the_order_of_the_rows_makes_no_other_teams(empty, tmp_path):
    rows = [(*row[:2], team) for row, team in zip(PEOPLE, ["b", "A", "B", "a", "c"], strict=False)]
    empty.people(roster(rows[::-1]))
    launch(empty.ws, "lanes", MONDAY)

    with empty.database() as db:
        assert [team for (team,) in db.rows("SELECT name FROM team ORDER BY no")] == ["a", "B", "c"]


def test_members_who_form_their_team_find_it_however_they_spell_it(empty):
    empty.challenge(OURS)
    empty.people("id,name\np01,Ada\np02,Ben\np03,Cleo\n")
    launch(empty.ws, "lanes", MONDAY)

    assign_to_team(empty.ws, "lanes", "p01", "Équipe Nord")
    again = assign_to_team(empty.ws, "lanes", "p02", "E\u0301QUIPE  nord")
    joined = join(empty.ws, "lanes", "p03", team="équipe nord")

    assert (again.team, again.new, joined.team) == ("Équipe Nord", False, "Équipe Nord")
    assert [len(team.members) for team in list_teams(empty.ws, "lanes")] == [3]


def test_a_team_that_is_drawn_is_none_that_somebody_named_in_small_letters(empty):
    empty.challenge(DRAWN.replace("challenge: Drawn lanes", "challenge: Lanes"), "drawn")
    empty.people(roster([(*row[:2], "heron") for row in PEOPLE]))
    launch(empty.ws, "lanes", MONDAY)
    launch(empty.ws, "drawn", MONDAY)

    drawn = draw_teams(empty.ws, "drawn", "seed").teams

    assert sorted(len(team.members) for team in drawn) == [4, 4, 4]


def test_teams_that_an_older_program_took_apart_are_one_again_at_the_next_roster(lanes):
    with lanes.database() as db, db.write() as tx:
        tx.add("team", id="NORTH", name="NORTH", known_at=1)
    lanes.people(roster([(id_, name, team.upper()) for id_, name, team in PEOPLE]))

    assert [team.name for team in list_teams(lanes.ws, "lanes")] == ["North", "South", "West"]
