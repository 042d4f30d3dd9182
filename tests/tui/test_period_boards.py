"""Boards of the week on the screen, and any board week by week."""

from __future__ import annotations

from moonwalk.services.launch import launch

from ..workspaces import LANES, MONDAY, PEOPLE, at, day, fresh
from .driving import driven

WEEKLY = """\
  weekly: {label: Of the week, ranks: people, ranking: sum, period: each week}
  of_teams: {label: Teams of the week, ranks: teams, ranking: mean, period: each week, seen_by: organisers}
notices:
"""
# Only with a limit on each activity is it known how much can still come.
LIMITED = LANES.replace("unit: steps\n", "unit: steps\n    reject_day_above: 20000 steps\n").replace(
    "counts_as: walk\n", "counts_as: walk\n    reject_day_above: 90 minutes\n"
)
PRIZE = "prizes:\n  medal: {what: A medal, given: by place, board: weekly, wins: once}\n"


def company(folder):
    lanes = fresh(folder / "work")
    lanes.challenge(LIMITED.replace("notices:\n", WEEKLY, 1) + PRIZE)
    lanes.people()
    launch(lanes.ws, "lanes", MONDAY)
    lanes.now = at(3)
    lanes.log("p01", "25", on=day(3))
    lanes.now = at(10)
    for who, *_ in PEOPLE[1:]:
        lanes.log(who, "12", on=day(9))
    return lanes


async def test_keys_turn_a_board_from_week_to_week(tmp_path):
    async with driven(company(tmp_path), keys=("enter", "tab")) as drive:
        await drive.press("left_square_bracket")
        assert "week 2" in drive.frame
        await drive.press("left_square_bracket")
        assert "week 1" in drive.frame
        assert "25" in drive.frame
        await drive.press("left_square_bracket")
        assert "week 1" in drive.frame
        await drive.press("right_square_bracket", "right_square_bracket")
        assert "week 1" not in drive.frame
        assert "week 2" not in drive.frame


async def test_a_board_of_the_week_says_who_was_first_before(tmp_path):
    async with driven(company(tmp_path), keys=("enter", "tab", "tab")) as drive:
        assert "week 2" in drive.frame
        assert "Week 1: Ada Bell, 25." in drive.frame
        await drive.press("left_square_bracket")
        assert "week 1" in drive.frame
        assert "Week 1: Ada Bell" not in drive.frame
        await drive.press("right_square_bracket")
        assert "week 2" in drive.frame


async def test_prizes_of_each_week_have_a_line_each(tmp_path):
    async with driven(company(tmp_path), keys=("enter", "g", "w")) as drive:
        assert "week 1" in drive.frame
        assert "week 2" in drive.frame
        assert "Ada Bell" in drive.frame


async def test_a_week_is_explained_and_says_who_can_still_overtake(tmp_path):
    async with driven(company(tmp_path), keys=("enter", "tab", "tab", "left_square_bracket")) as drive:
        await drive.press("up", "enter")
        assert "25 points · Of the week, week 1" in drive.frame
        await drive.press("w")
        assert "Of the week, week 1" in drive.frame
        await drive.press("escape", "escape", "tab")
        assert "Teams of the week" in drive.frame
        assert "Week 1: North, 6.3." in drive.frame
        assert "First place can still be overtaken by 2 teams" in drive.frame
