"""A journey for each team, and sub-teams with places of their own, on the screen.

Run with MOONWALK_DRAW_FRAMES=1 to draw the frames anew, and read them.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from moonwalk.services.launch import launch

from ..workspaces import LANES, MONDAY, PEOPLE, Lanes, at, day, fresh
from .driving import LARGE, SMALL, driven

FRAMES = Path(__file__).parent / "frames"
WITHIN = LANES.replace(
    "      points: 7\n",
    "      points: 7\n"
    "    - {rule: journey, id: way, label: To the sea, activity: steps, per_km: 1000 steps,\n"
    "       stops: {The hill: 2 km, The sea: 9 km}}\n",
).replace(
    "notices:\n",
    "  parts: {label: Sub-teams, ranks: roster column, column: sub_team, inside: team, ranking: sum,\n"
    "    place_needs: [at least 2 members]}\nnotices:\n",
    1,
)
PARTS = ("Climbers", "Walkers")


@pytest.fixture
def within(tmp_path: Path) -> Lanes:
    """Sub-teams of two in each team, of the same names; some steps for all, more for the first people."""
    lanes = fresh(tmp_path / "work")
    lanes.challenge(WITHIN)
    rows = [f"{who},{name},{team},{PARTS[number % 2]}" for number, (who, name, team, *_) in enumerate(PEOPLE)]
    lanes.people("\n".join(("id,name,team,sub_team", *rows)) + "\n")
    launch(lanes.ws, "lanes", MONDAY)
    lanes.now = at(3)
    steps = [
        f"{who},{day(1 + number % 3)},steps,{4000 - 300 * number}" for number, (who, *_) in enumerate(PEOPLE)
    ]
    assert not lanes.entries("\n".join(("id,date,activity,amount", *steps)) + "\n").rejected
    return lanes


async def test_sub_teams_and_the_way_of_a_team_look_as_they_did(within: Lanes) -> None:
    async with driven(within, SMALL, ("enter", "tab", "tab")) as drive:
        as_it_was("sub-teams", SMALL, drive.frame)
        await drive.resize(LARGE)
        as_it_was("sub-teams", LARGE, drive.frame)
        await drive.press("tab", "w", "end")
        as_it_was("way-of-a-team", LARGE, drive.frame)


def as_it_was(name: str, size: tuple[int, int], frame: str) -> None:
    path = FRAMES / f"{name}-{size[0]}x{size[1]}.txt"
    if os.environ.get("MOONWALK_DRAW_FRAMES"):
        path.write_text(f"{frame}\n", encoding="utf-8", newline="\n")
    assert f"{frame}\n" == path.read_text(encoding="utf-8")
