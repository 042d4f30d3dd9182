"""A league in a workspace: rounds when a week has closed, the same whichever way the scores were made."""

from __future__ import annotations

from random import Random

import pytest

from moonwalk.services import scores
from moonwalk.services.boards.board import show_board
from moonwalk.services.launch import launch
from moonwalk.services.why.team import explain_team
from moonwalk.services.workspace import Workspace

from ..workspaces import LANES, MONDAY, PEOPLE, at, day, fresh, roster, same_scores, scored_challenge

LEAGUE = LANES.replace(
    "    - rule: full_house\n",
    "    - {rule: fixtures, id: league, compare: form, draw_within: 1%}\n    - rule: full_house\n",
).replace(
    "  people: {label: Everyone",
    "  league_table: {label: League, ranks: teams, ranking: sum, of_rules: [league], ties: [lot]}\n"
    "  form: {label: Form, ranks: teams, ranking: shrunk, of_rules: [minutes, week_bonus, house]}\n"
    "  people: {label: Everyone",
)
EAST = tuple((f"p{number}", f"Extra {number}", "East") for number in range(13, 17))


def lanes_of(folder, text=LEAGUE, rows=(*PEOPLE, *EAST)):
    lanes = fresh(folder)
    lanes.challenge(text)
    lanes.people(roster(rows))
    launch(lanes.ws, "lanes", MONDAY, seed=5)
    lanes.now = at(7, 20)
    minutes = {"North": 20, "South": 12, "West": 20, "East": 5}
    lines = [f"{who},{day(each)},walk,{minutes[team]}\n" for who, _, team in rows for each in range(1, 8)]
    assert not lanes.entries("id,date,activity,minutes\n" + "".join(lines)).rejected
    return lanes


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    return lanes_of(tmp_path_factory.mktemp("league"))


def table(lanes, **options):
    return {row.name: row.score for row in lanes.board("league_table", **options).rows}


def form(lanes):
    return {row.name: float(row.score) for row in lanes.board("form").rows}


def test_a_round_is_played_when_its_week_has_closed(played):
    played.now = at(9, 10)
    assert set(table(played).values()) == {"0"}
    played.now = at(9, 12)
    points = table(played)

    assert sorted(points.values()) in (["0", "0", "3", "3"], ["0", "1", "1", "3"])
    assert points["East"] == "0"
    assert form(played)["North"] == form(played)["West"] > form(played)["South"] > form(played)["East"]


def test_a_board_of_an_earlier_day_knows_no_round_that_was_not_over(played):
    played.now = at(10)
    assert set(table(played, as_of=day(7)).values()) == {"0"}
    assert set(table(played, as_of=day(10)).values()) != {"0"}


@pytest.mark.parametrize("cached", [False, True])
def test_late_entries_count_in_their_week_whichever_way_it_is_scored(tmp_path, monkeypatch, cached):
    monkeypatch.setattr(scores, "_ENTRIES_BETWEEN_CACHES", 1 if cached else 1000)
    lanes = lanes_of(tmp_path)
    lanes.now = at(9, 9)
    live = Workspace(lanes.folder, lanes.ws.settings, lanes.ws.plugins, lambda: lanes.now)
    scored_challenge(live)
    for who, _, _ in EAST:
        lanes.log(who, "60", on=day(3))
    assert same_scores(scored_challenge(live), scored_challenge(lanes.ws))
    lanes.now = at(9, 13)

    assert same_scores(scored_challenge(live), scored_challenge(lanes.ws))
    for board in ("league_table", "form", "table"):
        assert [(row.name, row.score, row.place) for row in lanes.board(board).rows] == [
            (row.name, row.score, row.place) for row in show_board(live, "lanes", board).rows
        ]


def test_the_order_of_the_roster_changes_no_match(tmp_path):
    rows = [*PEOPLE, *EAST]
    Random(4).shuffle(rows)
    one, other = lanes_of(tmp_path / "one"), lanes_of(tmp_path / "other", rows=rows)
    for lanes in (one, other):
        lanes.now = at(10)

    assert table(one) == table(other)


def test_a_league_that_cannot_be_finished_is_told_at_the_launch(tmp_path):
    lanes = fresh(tmp_path)
    lanes.challenge(LEAGUE)
    lanes.people(roster((*PEOPLE, *EAST)))

    (told,) = launch(lanes.ws, "lanes", MONDAY).remarks
    assert told.startswith("With 4 teams it takes 3 weeks until each has met every other, and there are 2:")


def test_a_team_is_told_whom_it_met_and_how_it_ended(played):
    played.now = at(10)
    told = explain_team(played.ws, "lanes", "East", "league_table")
    (award,) = told.awards

    assert (award.day, award.points, award.rule) == (day(7), 0, "league")
    assert award.reason.startswith("week 1: a loss against ")
    assert award.reason in {
        f"week 1: a loss against {name}, {form(played)['East']:g} to {form(played)[name]:g}"
        for name in ("North", "South", "West")
    }
