from __future__ import annotations

import hashlib

import pytest

from moonwalk.services.boards.prizes import show_prizes
from moonwalk.services.errors import PluginFailed, Refused
from moonwalk.services.launch import launch
from moonwalk_plugins.goals import GoalMet

from ...workspaces import LANES, MONDAY, PEOPLE, at, copied, day, fresh, roster

PRIZES = """\
prizes:
  cup: {what: A cup, given: by place, board: table}
  podium: {what: A medal, given: by place, board: people, places: 3}
  socks: {what: Socks, given: by raffle, goal: good_day, most_tickets: 2}
  pin: {what: A pin, given: by goal, goal: good_week, needs: [at least 3 members]}
"""


@pytest.fixture(scope="module")
def prized_once(tmp_path_factory):
    lanes = fresh(tmp_path_factory.mktemp("prized") / "work")
    lanes.challenge(LANES + PRIZES)
    lanes.people()
    launch(lanes.ws, "lanes", MONDAY)
    return lanes


@pytest.fixture
def prized(prized_once, tmp_path):
    """The lanes with prizes, launched, a week before day 1."""
    return copied(prized_once, tmp_path / "work")


def play(lanes, until=6):
    lanes.now = at(until)
    rows = [
        f"{who},{day(each)},walk,{5 + (number * 7 + each * 11) % 35}"
        for number, (who, *_) in enumerate(PEOPLE)
        for each in range(1, until + 1)
        if (number + each) % 4
    ]
    assert not lanes.entries("\n".join(["id,date,activity,minutes", *rows]) + "\n").rejected


def prize(lanes, name, **asked):
    view = show_prizes(lanes.ws, "lanes", **asked)
    return next(one for one in view.prizes if one.name == name)


def test_before_day_1_nobody_would_get_anything(prized):
    view = show_prizes(prized.ws, "lanes")

    assert [one.name for one in view.prizes] == ["cup", "podium", "socks", "pin"]
    assert all((one.winners, one.missed, one.tickets) == ((), (), ()) for one in view.prizes)


def test_a_prize_by_place_goes_to_the_first_of_its_board(prized):
    play(prized)
    for name, board, places in (("cup", "table", 1), ("podium", "people", 3)):
        first = [row for row in prized.board(board).rows if row.place is not None and row.place <= places]
        won = prize(prized, name).winners
        assert [(row.id, row.name, row.score, row.place) for row in won] == [
            (row.id, row.name, row.score, row.place) for row in first
        ]
    assert {row.team for row in prize(prized, "podium").winners} <= {"North", "South", "West"}


def test_a_raffle_shows_its_tickets_until_it_is_final_and_then_its_winner(prized):
    play(prized)
    before = show_prizes(prized.ws, "lanes")
    socks = prize(prized, "socks")
    assert (before.state, before.seed, socks.winners) == ("provisional", None, ())
    assert {row.tickets for row in socks.tickets} <= {1, 2}

    prized.now = at(30)
    after = show_prizes(prized.ws, "lanes")
    [winner] = prize(prized, "socks").winners
    assert after.state == "final"
    assert hashlib.sha256(str(after.seed).encode()).hexdigest() == before.seed_sha256
    assert winner.lot == max(
        hashlib.sha256(f"{after.seed}/socks/{row.id}/{number}".encode()).hexdigest()
        for row in prize(prized, "socks").tickets
        for number in range(1, row.tickets + 1)
    )
    assert prize(prized, "socks", as_of=day(6)).winners == ()


def test_a_corrected_roster_changes_nobodys_lot(prized):
    play(prized)
    prized.now = at(30)
    [before] = prize(prized, "socks").winners
    others = [row for row in PEOPLE if row[0] != before.id]
    renamed = [(who, f"{name} Junior", team) for who, name, team in others]
    prized.people(roster([*renamed, next(row for row in PEOPLE if row[0] == before.id)]))
    assert prize(prized, "socks").winners == (before,)


def test_who_has_left_is_told_so_and_the_next_comes_up(prized):
    play(prized)
    first = prize(prized, "podium").winners[0]
    fourth = prized.board("people").rows[3]
    columns = [(who, name, team, day(6).isoformat() if who == first.id else "") for who, name, team in PEOPLE]
    prized.people(roster(columns, ("last day",)))
    prized.now = at(8)

    podium = prize(prized, "podium")

    assert [(row.id, row.why) for row in podium.missed] == [(first.id, "no longer takes part")]
    assert fourth.id in [row.id for row in podium.winners]


def test_needs_are_of_the_winners_team(prized):
    play(prized)
    winner = prize(prized, "pin").winners[0]
    elsewhere = next(team for _, _, team in PEOPLE if team != winner.team)
    moved = [
        (who, name, team if who == winner.id or team != winner.team else elsewhere)
        for who, name, team in PEOPLE
    ]
    prized.now = at(7)
    prized.people(roster(moved))
    prized.now = at(8)

    pin = prize(prized, "pin")

    assert [(row.id, row.team, row.why) for row in pin.missed] == [
        (winner.id, winner.team, "needs at least 3 members")
    ]
    assert winner.id not in {row.id for row in pin.winners}


def test_a_challenge_without_prizes_has_none(day6):
    assert show_prizes(day6.ws, "lanes").prizes == ()
    with pytest.raises(Refused, match="has not been launched"):
        show_prizes(day6.ws, "nope")


def test_a_day_to_come_is_refused(prized):
    with pytest.raises(Refused, match="still in the future"):
        show_prizes(prized.ws, "lanes", day(9))


def test_a_challenge_that_is_not_scored_gives_nothing(prized, monkeypatch):
    def fails(*_):
        raise ValueError("no")

    monkeypatch.setattr(GoalMet, "grid_points", fails)
    with pytest.raises(PluginFailed, match="nobody can say who wins"):
        show_prizes(prized.ws, "lanes")


def test_a_prize_by_badge_goes_to_everyone_who_has_it(tmp_path):
    lanes = fresh(tmp_path / "work")
    badge = "rules:\n  - {rule: milestone, activity: walk, every: 1 hour, badge: Hour}\n"
    prizes = "prizes:\n  mug: {what: A mug, given: by badge, badge: Hour}\n"
    lanes.challenge(LANES.replace("rules:\n", badge, 1) + prizes)
    lanes.people()
    launch(lanes.ws, "lanes", MONDAY)
    assert prize(lanes, "mug").winners == ()
    lanes.now = at(3)
    lanes.entries(
        "id,date,activity,minutes\n"
        + "".join(f"p01,{day(each)},walk,30\n" for each in (1, 2))
        + f"p02,{day(1)},own,60\np03,{day(1)},walk,59\n"
    )
    assert [row.id for row in prize(lanes, "mug").winners] == ["p01", "p02"]
    assert [row.id for row in prize(lanes, "mug", as_of=day(1)).winners] == []
    assert "everyone with the badge 'Hour'" in prize(lanes, "mug").says
