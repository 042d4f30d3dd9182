from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from moonwalk.api.language import speaking
from moonwalk.services.boards.board import show_board
from moonwalk.services.entries import correct_entry, list_entries, log_entry
from moonwalk.services.errors import PluginFailed, Refused
from moonwalk.services.launch import launch
from moonwalk.services.workspace import open_workspace
from moonwalk.store import score_cache
from moonwalk_plugins.goals import GoalMet

from ...workspaces import LANES, MONDAY, PEOPLE, SAMPLE_NOW, at, day, roster


def line_of(text):
    """The line of the lanes on which a text stands first."""
    return LANES[: LANES.index(text)].count("\n") + 1


def rows(view):
    return [(row.place, row.tied, row.id, row.score, row.members, row.active) for row in view.rows]


def test_a_board_ranks_by_score_and_shares_places(lanes):
    lanes.now = at(2)
    for who, amount in (("p01", "20"), ("p05", "20"), ("p09", "12")):
        lanes.log(who, amount)

    assert rows(lanes.board()) == [
        (1, True, "North", "5.0", 4, 1),
        (1, True, "South", "5.0", 4, 1),
        (3, False, "West", "3.0", 4, 1),
    ]


def test_before_day_1_nobody_has_a_place(lanes):
    view = lanes.board()

    assert {row.place for row in view.rows} == {None}
    assert view.state == "provisional"


def test_a_board_is_final_once_nothing_can_be_logged(day6):
    day6.now = at(13, 11)
    assert day6.board().state == "provisional"
    day6.now = at(17)
    assert (day6.board().state, day6.board().as_of) == ("final", day(10))


def test_the_first_board_is_the_main_one_and_an_unknown_one_is_refused(day6):
    assert day6.board().board == "table"
    assert day6.board().boards == (("table", "Teams"), ("people", "Everyone"))
    with pytest.raises(Refused, match="It has: table, people"):
        day6.board("nope")
    with pytest.raises(Refused, match=r"has not been launched. Launched so far: lanes"):
        day6.board(challenge="nope")


def test_the_top_and_the_neighbours_are_parts_of_the_whole(demo):
    whole = demo.board("my_points", "walk-backward").rows

    def part(**asked):
        return demo.board("my_points", "walk-backward", **asked)

    assert part(top=3).rows == whole[:3]
    assert part(top=1000).rows == whole
    assert part(top=3).total == len(whole) == 48
    who = whole[20]
    assert part(around=who.id).rows == whole[15:26]
    assert part(around=who.name.upper(), top=4).rows == whole[18:23]
    assert part(around=whole[0].id).rows == whole[:6]
    with pytest.raises(Refused, match="not on this board"):
        part(around="nobody")


def test_as_of_a_day_is_what_the_board_showed_at_its_end(lanes):
    """Ten days are lived through: corrections, late entries, a joiner, a mover; each evening is kept."""
    shown = {}
    for number in range(1, 17):
        lanes.now = at(number, 8)
        rows_of_day = [
            f"{who},{day(min(number, 10) - (number + step) % 3)},walk,{6 + (number * 7 + step * 3) % 30}\n"
            for step, (who, *_) in enumerate(PEOPLE)
            if (number * 5 + step) % 3
        ]
        lanes.entries("id,date,activity,minutes\n" + "".join(rows_of_day))
        lanes.now = at(number, 9)
        correct_entry(lanes.ws, list_entries(lanes.ws, most=1)[0].id, "counted twice", amount="5")
        if number == 4:
            lanes.people(roster((*PEOPLE, ("p13", "Mia Nord", "West"))))
        if number == 6:
            lanes.people(roster(tuple((*one[:2], "West") if one[0] == "p02" else one for one in PEOPLE)))
        lanes.now = at(number, 22, 59)
        shown[day(number)] = lanes.board(as_of=day(number)), lanes.board("people")

    for each, (teams, people) in shown.items():
        assert lanes.board(as_of=each) == teams, each
        assert rows(lanes.board("people", as_of=each)) == rows(people), each
        assert lanes.board("people", as_of=each).state == people.state


def test_a_day_to_come_has_no_board(day6):
    with pytest.raises(Refused, match="still in the future: today is 2027-03-06"):
        day6.board(as_of=day(9))
    with pytest.raises(Refused, match="still in the future"):
        day6.board(as_of=date.max)


def test_today_as_of_today_is_now(day6):
    assert day6.board(as_of=day(6)).rows == day6.board().rows


@pytest.mark.parametrize("long_ago", [date(2020, 1, 1), date.min])
def test_a_day_before_the_first_is_refused(day6, long_ago):
    with pytest.raises(Refused, match="before the first day"):
        day6.board(as_of=long_ago)


def test_moved_is_places_gained_since_the_last_closed_week(lanes):
    lanes.now = at(2)
    for who, amount in (("p01", "30"), ("p05", "20"), ("p09", "10")):
        lanes.log(who, amount)
    assert {row.moved for row in lanes.board().rows} == {None}

    lanes.now = at(9, 20)
    for who in ("p09", "p10", "p11"):
        lanes.log(who, "30")

    assert {row.id: row.moved for row in lanes.board().rows} == {"West": 2, "North": -1, "South": -1}


def test_places_gained_are_the_same_in_a_program_that_keeps_the_closed_week(lanes):
    lanes.now = at(2)
    first = [lanes.log(who, amount) for who, amount in (("p01", "30"), ("p05", "20"), ("p09", "10"))]
    lanes.now = at(9, 20)
    live, moved = lanes.ws, []
    for change in (
        lambda: log_entry(live, "p01", "60", "walk", day(9)),
        lambda: correct_entry(live, first[0].id, "a slip", amount="2"),
        lambda: log_entry(live, "p10", "40", "walk", day(8)),
    ):
        show_board(live, "lanes")
        change()
        kept = show_board(live, "lanes")
        moved.append({row.id: row.moved for row in kept.rows})

        assert kept.rows == lanes.board().rows

    assert moved[0] != moved[1]


def test_a_missing_plugin_leaves_the_last_good_board_and_says_where(day6):
    good = day6.board()
    day6.board("people")
    day6.now = at(8)
    ws = open_workspace(day6.folder, day6.now, frozenset({"streaks"}))

    stale = show_board(ws, "lanes")

    assert stale.rows == good.rows
    assert stale.as_of == good.as_of
    assert "Not scored since 2027-03-06" in stale.stale
    assert f"lanes.yaml:{line_of('rule: streak')}:" in stale.stale
    assert "streak" in stale.stale
    assert show_board(ws, "lanes", "people", top=2).rows == day6.board("people", as_of=day(6)).rows[:2]
    assert day6.board().stale == ""


def test_one_that_never_had_a_good_board_says_why(lanes):
    ws = open_workspace(lanes.folder, lanes.now, frozenset({"streaks"}))

    with pytest.raises(PluginFailed, match="no earlier board to show"):
        show_board(ws, "lanes")


def test_a_rule_that_fails_costs_only_its_challenge(day6, monkeypatch):

    without = LANES.replace(
        "  - rule: goal_met\n    id: week_bonus\n    goal: good_week\n    points: 20\n", ""
    ).replace("challenge: Lanes", "challenge: Other")
    day6.challenge(without, "other")
    launch(day6.ws, "other", MONDAY)
    good, other = day6.board(), day6.board(challenge="other")
    day6.log("p01", "30", on=day(5))

    def fail(*_):
        raise ZeroDivisionError("by nobody")

    monkeypatch.setattr(GoalMet, "grid_points", fail)
    stale = day6.board()

    assert stale.rows == good.rows
    assert "by nobody" in stale.stale
    assert f"lanes.yaml:{line_of('rule: goal_met')}:" in stale.stale
    assert day6.board(challenge="other").stale == ""
    assert day6.board(challenge="other").rows != other.rows


def test_a_board_kept_by_another_version_in_another_form_is_left_out(day6):
    day6.board()
    day6.board("people")
    with day6.database() as db, db.write() as tx:
        found = dict(score_cache.load(db, "lanes/boards")[1])
        found["table"] = np.frombuffer(b'{"challenge": "lanes", "lines": []}', np.uint8)
        score_cache.save(tx, "lanes/boards", "", found)
    ws = open_workspace(day6.folder, day6.now, frozenset({"streaks"}))

    with pytest.raises(PluginFailed):
        show_board(ws, "lanes", "table")
    assert show_board(ws, "lanes", "people").rows


def test_a_stale_board_that_is_not_there_is_not_another_one(day6):
    day6.board()
    ws = open_workspace(day6.folder, day6.now, frozenset({"streaks"}))

    with pytest.raises(PluginFailed):
        show_board(ws, "lanes", "people")


def test_the_sample_companys_board_has_eight_teams_with_places(demo):
    view = demo.board(challenge="walk-backward")

    assert [row.place is not None for row in view.rows] == [True] * 8
    assert view.as_of == SAMPLE_NOW.date()
    assert sum(row.members for row in view.rows) == 48
    week_ago = demo.board(challenge="walk-backward", as_of=SAMPLE_NOW.date() - timedelta(days=7))
    assert [row.score for row in week_ago.rows] != [row.score for row in view.rows]


def test_a_program_that_goes_on_says_a_board_in_the_language_of_whoever_asks(day6):
    ws = day6.ws
    with speaking("de"):
        german = show_board(ws, "lanes", "table").sentence
    assert show_board(ws, "lanes", "table").sentence == show_board(day6.ws, "lanes", "table").sentence
    with speaking("de"):
        assert show_board(ws, "lanes", "table").sentence == german
    assert german != show_board(ws, "lanes", "table").sentence
