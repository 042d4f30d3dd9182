"""Why a team has its score: everything adds up to what the board shows."""

from __future__ import annotations

from datetime import timedelta

import pytest

from moonwalk.services.errors import PluginFailed, Refused
from moonwalk.services.launch import launch
from moonwalk.services.why.team import explain_team
from moonwalk.services.why.views import shown
from moonwalk.services.workspace import open_workspace
from moonwalk_plugins.full_house import FullHouse

from ...workspaces import LANES, MONDAY, SAMPLE_NOW, at, day, roster


def assert_adds_up(why, row):
    seen = why.row
    assert (seen.id, seen.place, seen.tied, seen.not_placed) == (row.id, row.place, row.tied, row.not_placed)
    assert (seen.shown, seen.people, seen.active) == (row.score, row.members, row.active)
    assert sum(member.points for member in why.members) == seen.points
    assert sum(member.days for member in why.members) == seen.member_days
    assert sum(member.logged for member in why.members) == seen.logged_days
    assert sum(award.points for award in why.awards) == seen.bonus
    assert sum(rule.points for rule in why.rules if not rule.bonus) == seen.points
    assert sum(rule.points for rule in why.rules if rule.bonus) == seen.bonus
    assert all(need.holds for need in why.needs) == (not seen.not_placed)
    if seen.score is None:
        assert row.score == "-"
    else:
        assert seen.before is not None
        assert seen.score in (seen.before + seen.bonus, seen.before)
        assert shown(seen.score, why.board.decimals) == row.score


@pytest.mark.parametrize("days_ago", [None, 5, 16])
def test_every_team_of_the_sample_company_is_explained_to_what_its_board_shows(sample_once, days_ago):
    as_of = None if days_ago is None else SAMPLE_NOW.date() - timedelta(days=days_ago)
    board = sample_once.board(challenge="walk-backward", as_of=as_of)

    for row in board.rows:
        assert_adds_up(explain_team(sample_once.ws, "walk-backward", row.id, as_of=as_of), row)


def rankings(lanes):
    """A board of teams for every ranking that is installed, without keys or with one of the usual ones."""
    plugins = lanes.ws.plugins
    for name in plugins.names("ranking"):
        handle = plugins.find("ranking", name)
        needed = [shape for shape in handle.shapes if shape.required]
        values = {shape.key: "{by_mean: 100%}" if shape.keys else "1" for shape in needed}
        # Of other boards only organisers see what comes of them.
        values |= {"seen_by": "organisers"} if any(shape.keys for shape in needed) else {}
        keys = "".join(f", {key}: {value}" for key, value in values.items())
        yield f"  by_{name.replace('.', '_')}: {{label: By {name}, ranks: teams, ranking: {name}{keys}}}\n"


def test_every_ranking_that_is_installed_is_explained_to_what_its_board_shows(day6):
    text = LANES.replace("boards:\n", "boards:\n" + "".join(rankings(day6)), 1)
    day6.challenge(text, "all")
    launch(day6.ws, "all", MONDAY)
    ws, boards = day6.ws, day6.board(challenge="all").boards

    assert len(boards) > 3
    for name, _ in boards:
        board = day6.board(name, "all")
        for row in board.rows if board.ranks == "teams" else ():
            assert_adds_up(explain_team(ws, "all", row.id, name), row)


def test_the_teams_own_points_come_with_day_rule_line_and_reason(day6):
    day6.now = at(10)
    for number in range(1, 5):
        for each in range(1, 5):
            day6.log(f"p0{number}", "20", on=day(each))
    why = explain_team(day6.ws, "lanes", "north")

    [award] = why.awards
    assert (award.points, award.rule, award.entries) == (7, "house", ())
    assert award.reason == "at least 75% of members met good_week"
    line = (day6.folder / "challenges" / "lanes.yaml").read_text(encoding="utf-8").splitlines()
    assert line[int(award.at.split(":")[1]) - 1].strip() == "- rule: full_house"


def test_members_are_told_with_the_days_on_which_they_came_and_went(day6):
    day6.now = at(7)
    day6.people(roster([("p01", "Ada Bell", "South"), ("p13", "Mia North", "North")]))
    day6.now = at(9)
    north = {member.id: member for member in explain_team(day6.ws, "lanes", "North").members}
    south = {member.id: member for member in explain_team(day6.ws, "lanes", "South").members}

    assert (north["p01"].joined, north["p01"].left) == (None, day(6))
    assert (north["p13"].joined, north["p13"].left) == (day(7), None)
    assert (south["p01"].joined, south["p01"].left) == (day(7), None)
    assert north["p01"].points > 0
    assert south["p01"].points == 0


def test_as_known_at_a_moment_a_team_is_what_its_board_was(day6):
    before = {row.id: row for row in day6.board().rows}
    day6.now = at(8)
    day6.log("p01", "30", on=day(6))
    day6.people(roster([("p02", "Ben Cole", "South")]))

    for team, row in before.items():
        assert_adds_up(explain_team(day6.ws, "lanes", team, known_at=at(6)), row)


def test_a_team_that_does_not_exist_and_a_board_of_people_are_refused(day6):
    for team, board, told in (
        ("East", None, "There is no team 'East'"),
        ("North", "people", "no board 'people' that ranks teams. These do: table"),
    ):
        with pytest.raises(Refused, match=told):
            explain_team(day6.ws, "lanes", team, board)


def test_without_a_board_of_teams_there_is_no_score_of_theirs(day6):
    head, _, tail = LANES.partition("  table:")
    day6.challenge(head + tail.partition("\n")[2], "alone")
    launch(day6.ws, "alone", MONDAY)

    with pytest.raises(Refused, match="no board that ranks teams"):
        explain_team(day6.ws, "alone", "North")


def test_a_team_that_began_later_was_nobodys_before(day6):
    day6.now = at(8)
    day6.people(roster([("p20", "New One", "East")]))

    with pytest.raises(Refused, match="Nobody was in East yet"):
        explain_team(day6.ws, "lanes", "East", as_of=day(5))


def test_without_its_plugin_nothing_is_explained_and_nothing_lost(day6):
    ws = open_workspace(day6.folder, day6.now, frozenset({"full_house"}))

    with pytest.raises(PluginFailed, match="No entry is lost"):
        explain_team(ws, "lanes", "North")


def test_a_bonus_that_disagrees_with_its_meaning_is_not_believed(day6, monkeypatch):
    day6.now = at(10)
    for number in range(1, 5):
        for each in range(1, 5):
            day6.log(f"p0{number}", "20", on=day(each))
    monkeypatch.setattr(FullHouse, "awards", lambda *_: ())

    with pytest.raises(PluginFailed, match=r"lanes\.yaml:\d+:\d+: rule 'house' failed: .* disagree"):
        explain_team(day6.ws, "lanes", "North")
