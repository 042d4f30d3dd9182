from __future__ import annotations

from datetime import timedelta

import pytest

from moonwalk.services.challenges import list_challenges
from moonwalk.services.closing import close
from moonwalk.services.launch import launch
from moonwalk.services.workspace import open_workspace

from ..workspaces import DRAWN, LANES, MONDAY, PEOPLE, at, day, roster


@pytest.mark.parametrize(
    ("moment", "state", "number"),
    [
        (at(-5), "announced", 0),
        (at(0, 22, 59), "announced", 0),
        (at(0, 23, 1), "running", 1),
        (at(10), "running", 10),
        (at(11), "closing", 10),
        (at(30), "over", 10),
    ],
)
def test_a_challenge_is_announced_then_runs_then_closes_then_is_over(lanes, moment, state, number):
    lanes.now = moment

    row = next(row for row in list_challenges(lanes.ws) if row.name == "lanes")

    assert (row.state, row.day, row.days) == (state, number, 10)
    assert (row.starts, row.ends, row.people, row.teams) == (MONDAY, day(10), 12, 3)


def test_running_ones_come_first_then_drafts(lanes):
    lanes.challenge(LANES, "later")
    launch(lanes.ws, "later", day(8))
    lanes.now = at(2)

    assert [(row.name, row.state) for row in list_challenges(lanes.ws)] == [
        ("lanes", "running"),
        ("later", "announced"),
        ("walk-backward", "draft"),
    ]


def test_what_needs_attention_comes_with_the_command_that_deals_with_it(empty):
    empty.challenge(LANES.replace("per_unit", "per_units"), "broken")
    launch(empty.ws, "lanes", MONDAY)
    rows = {row.name: row.attention for row in list_challenges(empty.ws)}

    assert rows["broken"][0].remedy == "moonwalk check broken"
    assert "nobody takes part" in rows["lanes"][0].message

    empty.people(roster([one[:2] for one in PEOPLE]).replace(",team", ""))
    empty.challenge(DRAWN, "drawn")
    launch(empty.ws, "drawn", MONDAY)
    rows = {row.name: row.attention for row in list_challenges(empty.ws)}

    assert [(one.message, one.remedy) for one in rows["drawn"]] == [
        ("12 people have no team", "moonwalk teams draw drawn")
    ]
    assert "column 'team'" in rows["lanes"][0].remedy


def test_a_missing_plugin_is_told_where_the_challenge_is_listed(day6):
    ws = open_workspace(day6.folder, day6.now, frozenset({"streaks"}))

    row = next(row for row in list_challenges(ws) if row.name == "lanes")

    assert "streak" in row.attention[0].message
    assert row.people == 12
    assert (row.state, row.day, row.days) == ("running", 6, 10)
    assert row.ends == day(10)


def test_a_closed_challenge_is_closed_although_a_plugin_is_missing_and_its_file_asks_for_nothing(day6):
    day6.now = at(30)
    close(day6.ws, "lanes")
    path = day6.ws.challenges / "lanes.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")

    (row,) = (row for row in list_challenges(day6.ws) if row.name == "lanes")
    assert (row.state, row.attention) == ("closed", ())
    ws = open_workspace(day6.folder, day6.now, frozenset({"streaks"}))
    (row,) = (row for row in list_challenges(ws) if row.name == "lanes")
    assert (row.state, row.day, row.days) == ("closed", 10, 10)


def test_who_left_long_ago_is_not_counted_as_without_a_team(empty):
    empty.people(roster([one[:2] for one in PEOPLE]).replace(",team", ""))
    empty.people(f"id,name,end\np01,Ada Bell,{MONDAY - timedelta(days=30)}\n")
    empty.challenge(DRAWN, "drawn")
    done = launch(empty.ws, "drawn", MONDAY)
    from moonwalk.services.roster.teams import draw_teams

    draw_teams(empty.ws, "drawn")

    assert done.people == 11
    row = next(row for row in list_challenges(empty.ws) if row.name == "drawn")
    assert (row.people, row.attention) == (11, ())
