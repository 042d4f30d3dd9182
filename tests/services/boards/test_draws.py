"""Draws among the members of a team: from ids, so whoever was imported first draws nobody else."""

from __future__ import annotations

import hashlib
from random import Random

import pytest

from moonwalk.scoring.membership import draw_lots
from moonwalk.services import scores
from moonwalk.services.launch import launch
from moonwalk.services.workspace import Workspace

from ...workspaces import LANES, MONDAY, PEOPLE, at, fresh, roster, same_scores, scored_challenge

DRAWING = LANES.replace(
    "    - rule: full_house\n",
    "    - {rule: representative, id: drawn, goal: good_day, lose_points: {week 1: 10, week 2: 3}}\n"
    "    - rule: full_house\n",
)


def lanes_of(folder, rows=PEOPLE):
    lanes = fresh(folder)
    lanes.challenge(DRAWING)
    lanes.people(roster(rows))
    launch(lanes.ws, "lanes", MONDAY, seed=11)
    lanes.now = at(9)
    return lanes


def lost(lanes):
    """What each team lost on each day, by name."""
    found = scored_challenge(lanes.ws)
    bonus = found.scored.teams.bonus["drawn"]
    return {name: bonus[row].tolist() for row, name in enumerate(found.team_names)}


def play(lanes, seed=3):
    chance = Random(seed)
    for who, _, _ in PEOPLE:
        for day in range(1, 8):
            if chance.random() < 0.5:
                lanes.log(who, "15", on=MONDAY.replace(day=day))


def test_the_order_of_the_roster_draws_nobody_else(tmp_path):
    one = lanes_of(tmp_path / "one")
    other = lanes_of(tmp_path / "other", PEOPLE[::-1])
    for lanes in (one, other):
        play(lanes)
        lanes.now = at(10)

    assert lost(one) == lost(other)
    assert {-10, 0} == {points for days in lost(one).values() for points in days}


def test_an_open_week_costs_nothing_and_is_settled_when_it_closes(tmp_path):
    lanes = lanes_of(tmp_path)
    lanes.now = at(9, 10)
    assert {points for days in lost(lanes).values() for points in days} == {0}

    lanes.now = at(9, 12)
    assert lost(lanes) == {name: [-10] * 7 + [0] * 3 for name in ("North", "South", "West")}


@pytest.mark.parametrize("cached", [False, True])
def test_the_draw_is_the_same_when_one_entry_comes_later_and_from_the_cache(tmp_path, monkeypatch, cached):
    monkeypatch.setattr(scores, "_ENTRIES_BETWEEN_CACHES", 1 if cached else 1000)
    lanes = lanes_of(tmp_path)
    play(lanes)
    lanes.now = at(8)
    live = Workspace(lanes.folder, lanes.ws.settings, lanes.ws.plugins, lambda: lanes.now)
    scored_challenge(live)
    lanes.log("p07", "15", on=MONDAY)
    lanes.log("p01", "15", on=MONDAY.replace(day=3))

    assert same_scores(scored_challenge(live), scored_challenge(lanes.ws))


def test_lots_follow_from_the_challenge_and_the_id_alone():
    one, other = draw_lots(7, "lanes", ["p01", "p02"]), draw_lots(7, "lanes", ["p02", "p01"])

    assert one.tolist() == other[::-1].tolist()
    assert one[0] == int(hashlib.sha256(b"7/lanes/p01").hexdigest()[:16], 16)
    assert set(draw_lots(8, "lanes", ["p01"])) & set(draw_lots(7, "other", ["p01"])) == set()
