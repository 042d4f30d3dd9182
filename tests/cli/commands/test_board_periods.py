"""Boards and prizes of weeks and of any days, as the commands print them."""

from __future__ import annotations

import json

import pytest

from moonwalk.services.launch import launch

from ...running import Shell
from ...workspaces import LANES, MONDAY, at, day, fresh

BOARDS = """\
  weekly: {label: Of the week, ranks: people, ranking: sum, period: each week}
notices:
"""
PRIZES = """\
prizes:
  medal: {what: A medal, given: by place, board: weekly, wins: once}
  socks: {what: Socks, given: by raffle, goal: good_day, period: each week}
"""


@pytest.fixture
def shell(tmp_path):
    lanes = fresh(tmp_path / "work")
    text = LANES.replace("notices:\n", BOARDS, 1) + PRIZES
    lanes.challenge(text.replace("organisers_see: entries", "organisers_see: entries, people_see: everyone"))
    lanes.people()
    launch(lanes.ws, "lanes", MONDAY)
    for number, (who, amount) in enumerate((("p01", "30"), ("p02", "20"), ("p02", "10")), 1):
        lanes.now = at(5 * number - 4)
        lanes.log(who, amount, on=day(5 * number - 5 or 1))
    lanes.now = at(10)
    return Shell(lanes)


def test_the_week_that_runs_and_who_was_first_before(shell):
    ran = shell("board", "lanes", "weekly")
    said = ran.stdout + ran.stderr
    assert "Of the week, week 2. Provisional, as of 2027-03-10." in said
    assert "Week 1: Ada Bell, 30." in said


def test_any_days(shell):
    ran = shell("board", "lanes", "people", "--from", day(4), "--to", day(9))
    said = ran.stdout + ran.stderr
    assert f"Everyone, {day(4)} to {day(9)}. " in said
    plain = json.loads(
        shell(
            "board", "lanes", "people", "--from", day(1), "--to", day(7), "--json",
            "--for", "organisers",
        ).stdout
    )  # fmt: skip
    assert (plain["period"], plain["rows"][0]["id"], plain["rows"][0]["score"]) == ("week 1", "p01", 30)
    shell("board", "lanes", "--from", day(3), "--to", day(2), code=1)
    shell("board", "lanes", "--from", day(3), "--for", "everyone", code=1)
    shell("board", "lanes", "--top", "3", "--compare", code=2)
    compared = shell("board", "lanes", "--from", day(1), "--to", day(7), "--compare")
    assert "Teams, week 1, with one decision changed" in compared.stderr
    why = json.loads(shell("why", "lanes", "p01", "--from", day(1), "--to", day(7), "--json").stdout)
    assert (why["board"], why["period"], why["total"]) == (None, "week 1", 30)
    assert "week 1: 30 points" in shell("why", "lanes", "p01", "--from", day(1), "--to", day(7)).stderr


def test_prizes_of_each_week(shell):
    ran = shell("prizes", "lanes")
    said = ran.stdout + ran.stderr
    assert "medal, week 1: A medal" in said
    assert "Goes to: Ada Bell" in said
    assert "Drawn when week 2 has closed." in said
    assert "Each week to the first place of 'Of the week'. Whoever has won it does not win it again" in said
    plain = json.loads(shell("prizes", "lanes", "--json", "--for", "organisers").stdout)
    assert [(one["name"], one["period"], one["state"]) for one in plain["prizes"]][:2] == [
        ("medal", "week 1", "final"),
        ("medal", "week 2", "provisional"),
    ]
