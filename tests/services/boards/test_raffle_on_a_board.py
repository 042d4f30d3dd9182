"""A prize that is drawn among the teams with a place on a board and enough on it."""

from __future__ import annotations

from hashlib import sha256

from moonwalk.services.boards.prizes import show_prizes
from moonwalk.services.launch import launch

from ...running import Shell
from ...tui.driving import driven
from ...workspaces import LANES, MONDAY, Lanes, at, day, fresh

PRIZE = """\
prizes:
  trip: {what: A trip, given: by raffle on a board, board: table, at_least: 5, needs: [at least 4 members]}
"""


def played(folder, least: str = "5") -> Lanes:
    """North has 10 minutes a member, South 4.9 or so, West nothing; all is logged on day 1."""
    lanes = fresh(folder)
    lanes.challenge(
        LANES.replace("notices:\n", f"{PRIZE.replace('at_least: 5', f'at_least: {least}')}notices:\n")
    )
    lanes.people()
    launch(lanes.ws, "lanes", MONDAY)
    lanes.now = at(2)
    rows = [f"p0{number},{day(1)},walk,10" for number in range(1, 5)]
    rows += [f"p0{number},{day(1)},walk,{5 if number < 8 else 4}" for number in range(5, 9)]
    assert not lanes.entries("\n".join(("id,date,activity,amount", *rows)) + "\n").rejected
    return lanes


def trip(lanes: Lanes):
    (prize,) = show_prizes(lanes.ws, "lanes").prizes
    return prize


def test_teams_with_enough_as_it_is_shown_have_a_ticket_each(tmp_path):
    # South: 19 / 4 = 4.75, which is shown as 4.8.
    assert [row.name for row in trip(played(tmp_path / "a", "4.9")).tickets] == ["North"]
    assert [row.name for row in trip(played(tmp_path / "b", "4.8")).tickets] == ["North", "South"]
    assert trip(played(tmp_path / "c", "10.1")).tickets == ()


def test_nothing_is_drawn_before_it_is_final_and_then_the_highest_lot_wins(tmp_path):
    lanes = played(tmp_path / "w", "4.8")
    assert (trip(lanes).to, trip(lanes).given, trip(lanes).winners) == ("teams", "by raffle", ())
    lanes.now = at(60)
    view = show_prizes(lanes.ws, "lanes")
    lots = {
        row.id: sha256(f"{view.seed}/trip/{row.id}/1".encode()).hexdigest() for row in view.prizes[0].tickets
    }
    (winner,) = view.prizes[0].winners
    assert (winner.id, winner.lot) == max(lots.items(), key=lambda pair: pair[1])


def test_commands_and_the_screen_speak_of_teams(tmp_path):
    lanes = played(tmp_path / "w", "4.8")
    shown = Shell(lanes)("prizes", "lanes", "--for", "organisers").stdout
    assert "2 tickets of 2 teams." in shown
    assert "By raffle among those with a place on 'Teams' and at least 4.8, one ticket each." in shown


async def test_the_screen_shows_the_teams_that_are_in_it(tmp_path):
    async with driven(played(tmp_path / "w", "4.8"), (100, 30), ("g", "w")) as drive:
        assert "2 tickets, 2 teams" in drive.frame
