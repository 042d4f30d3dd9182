"""What everyone does together: on a board's foot, in a panel, whichever way it was scored."""

from __future__ import annotations

import pytest

from moonwalk.api.panels import Table
from moonwalk.services import scores
from moonwalk.services.boards.board import show_board
from moonwalk.services.entries import list_entries, void_entry
from moonwalk.services.launch import launch
from moonwalk.services.plugins import show_panels
from moonwalk.services.why.team import explain_team
from moonwalk.services.workspace import Workspace, open_workspace

from ...workspaces import LANES, MONDAY, at, day, fresh, roster, same_scores, scored_challenge

TOGETHER = LANES.replace(
    "boards:\n",
    "company:\n  rules:\n"
    "    - {rule: collective_goal, id: lake, label: To the lake, activity: walk, total: 100 minutes,\n"
    "       cap_per_day: 30 minutes, unlocks: {50%: A tree, 100%: Tea}}\n"
    "    - {rule: journey, activity: steps, per_km: 1000 steps, stops: {The hill: 2 km, The sea: 9 km}}\n"
    "boards:\n",
)


@pytest.fixture
def lanes(tmp_path):
    lanes = fresh(tmp_path)
    lanes.challenge(TOGETHER)
    lanes.people(roster())
    launch(lanes.ws, "lanes", MONDAY)
    lanes.now = at(3)
    lanes.log("p01", "20", on=day(1))
    lanes.log("p02", "60", on=day(2))
    lanes.log("p05", "3500", "steps", on=day(2))
    return lanes


def progress(view):
    return {row.rule: (row.total, row.goal, row.unit, row.percent) for row in view.together}


def test_a_board_says_how_far_everyone_is(lanes):
    view = lanes.board()
    lake, sea = view.together

    assert progress(view) == {"lake": (50_000, 100_000, "minutes", 50), "journey": (3500, 9000, "km", 38)}
    assert (lake.label, lake.now) == ("To the lake", "At 100%: Tea")
    assert [(step.day, step.text) for step in lake.reached] == [(day(2), "50%: A tree")]
    assert sea.now == "Past The hill. Next: The sea, in 5.5 km."


def test_it_is_as_far_as_it_was_at_the_end_of_an_earlier_day(lanes):
    lanes.now = at(4)
    lanes.log("p03", "30", on=day(4))

    assert progress(lanes.board(as_of=day(3)))["lake"][0] == 50_000
    assert progress(lanes.board())["lake"][0] == 80_000
    assert progress(lanes.board(as_of=day(1)))["lake"][0] == 0, "On day 1 nothing was known yet."


@pytest.mark.parametrize("cached", [False, True])
def test_new_and_void_entries_move_it_at_once_and_from_the_cache(lanes, monkeypatch, cached):
    monkeypatch.setattr(scores, "_ENTRIES_BETWEEN_CACHES", 1 if cached else 1000)
    live = Workspace(lanes.folder, lanes.ws.settings, lanes.ws.plugins, lambda: lanes.now)
    scored_challenge(live)
    lanes.log("p01", "25", on=day(1))
    entry = next(one for one in list_entries(lanes.ws) if one.person == "p02")
    void_entry(lanes.ws, entry.id, "A slip")

    assert progress(show_board(live, "lanes")) == progress(lanes.board())
    assert progress(lanes.board())["lake"][0] == 30_000
    assert same_scores(scored_challenge(live), scored_challenge(lanes.ws))


def test_the_panel_shows_the_same(lanes):
    (shown,) = (
        panel.content for panel in show_panels(lanes.ws, "lanes") if panel.title == "Everyone together"
    )

    assert isinstance(shown, Table)
    assert shown.rows[0] == ("To the lake", "50 minutes of 100 minutes", "50%")


def test_a_board_that_can_no_longer_be_scored_keeps_what_was_reached(lanes):
    before = lanes.board()
    without = open_workspace(lanes.folder, lanes.now, frozenset({"company"}))
    stale = show_board(without, "lanes")

    assert stale.stale
    assert stale.together == before.together


def test_a_challenge_without_such_rules_says_nothing(tmp_path):
    lanes = fresh(tmp_path / "plain")
    lanes.challenge(LANES)
    lanes.people(roster())
    launch(lanes.ws, "lanes", MONDAY)
    lanes.now = at(2)

    assert lanes.board().together == ()


@pytest.fixture
def by_team(tmp_path):
    """Each team goes by itself: North are p01 to p04, South p05 to p08."""
    lanes = fresh(tmp_path)
    lanes.challenge(
        LANES.replace(
            "    - rule: full_house\n",
            "    - {rule: journey, id: lake, label: Round the lake, activity: walk, per_km: 10 minutes,\n"
            "       points: 7, stops: {The pier: 3 km, The mill: 6 km}}\n"
            "    - rule: full_house\n",
        )
    )
    lanes.people(roster())
    launch(lanes.ws, "lanes", MONDAY)
    lanes.now = at(3)
    lanes.log("p01", "20", on=day(1))
    lanes.log("p02", "30", on=day(2))
    lanes.log("p05", "10", on=day(2))
    return lanes


def test_each_team_goes_by_itself_and_has_points_for_its_stops(by_team):
    rows = {row.label.partition(", ")[2]: row for row in by_team.board().together}
    mine = rows["North"]
    assert (mine.label, mine.total, mine.goal, mine.percent) == ("Round the lake, North", 5000, 6000, 83)
    assert [(step.day, step.text, step.points) for step in mine.reached] == [(day(2), "The pier", 7)]
    assert mine.now == "Past The pier. Next: The mill, in 1 km."
    assert {name: row.total for name, row in rows.items()} == {"North": 5000, "South": 1000, "West": 0}

    why = explain_team(by_team.ws, "lanes", "North")
    assert why.together == (mine,)
    assert [(award.points, award.reason) for award in why.awards] == [(7, "The pier")]
    assert why.row.bonus == 7
