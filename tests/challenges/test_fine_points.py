"""A challenge that counts in tenths, from the file to every place where points are shown."""

from __future__ import annotations

import csv
import io
import json

import pytest

from moonwalk.definitions import read_challenge
from moonwalk.definitions.describe import rules_in_words
from moonwalk.definitions.serialize import print_full
from moonwalk.services.boards.alternatives import overtake
from moonwalk.services.launch import launch
from moonwalk.services.why.person import explain

from ..running import Shell
from ..tui.driving import driven
from ..workspaces import LANES, MONDAY, Lanes, at, copied, day, fresh, plugins

FINE = (
    LANES.replace("activities:", "points: {counted_in: tenths}\nactivities:", 1)
    .replace("points: 1\n    per: 1 minute", "points: 0.5\n    per: 3 minutes\n    rounded: once at the end")
    .replace("points: 1\n    per: 1000 steps", "points: 0.1\n    per: 1000 steps")
    .replace("points: 20", "points: 2.5")
    .replace("cap_per_day: 40 points", "cap_per_day: 4.5 points")
    .replace("points: 7", "points: 1.5")
)


@pytest.fixture(scope="module")
def lanes_once(tmp_path_factory) -> Lanes:
    lanes = fresh(tmp_path_factory.mktemp("lanes") / "work")
    lanes.challenge(FINE)
    lanes.people()
    launch(lanes.ws, "lanes", MONDAY)
    lanes.now = at(6)
    # Half a point for three minutes: 10 minutes are 1.66..., three such days 5.0 and not 3 x 1.6.
    rows = [f"p01,{day(number)},walk,10" for number in (1, 2, 3)]
    rows += [f"p02,{day(1)},walk,29", f"p02,{day(1)},steps,12000"]
    assert not lanes.entries("\n".join(("id,date,activity,amount", *rows)) + "\n").rejected
    return lanes


@pytest.fixture
def lanes(lanes_once: Lanes, tmp_path) -> Lanes:
    return copied(lanes_once, tmp_path / "work")


def test_a_board_of_people_and_one_of_teams_show_tenths(lanes):
    people = {row.id: row.score for row in lanes.board("people").rows}
    # p01: 1.6, 1.7, and 1.7 with the row's 5, of which the day keeps 4.5; p02: 4.8 and 1.2.
    assert (people["p01"], people["p02"], people["p03"]) == ("7.8", "4.5", "0.0")
    (north,) = (row for row in lanes.board("table").rows if row.name == "North")
    assert north.score == "3.1"  # (7.8 + 4.5) / 4 = 3.075, with one decimal as a mean has


def test_why_adds_up_in_tenths_and_tells_what_is_left_over(lanes):
    why = explain(lanes.ws, "lanes", "p01")
    assert (str(why.total), str(sum(award.points for award in why.awards))) == ("7.8", "7.8")
    minutes = [award for award in why.awards if award.rule == "minutes"]
    assert [str(award.points) for award in minutes] == ["1.6", "1.7", "1.7"]
    assert minutes[0].reason == "10 minutes, 0.066667 left over"
    assert minutes[2].reason == "10 minutes + 0.033333 left over before"
    (taken,) = (award for award in explain(lanes.ws, "lanes", "p02").awards if award.rule == "most")
    assert (str(taken.points), taken.reason) == ("-1.5", "the day earns at most 4.5 points")


def test_commands_print_and_export_tenths(lanes):
    shell = Shell(lanes)
    assert "7.8 points" in shell("why", "lanes", "p01").stdout + shell("why", "lanes", "p01").stderr
    assert json.loads(shell("why", "lanes", "p01", "--json").stdout)["total"] == "7.8"
    rows = list(
        csv.DictReader(io.StringIO(shell("board", "lanes", "people", "--csv", "--for", "organisers").stdout))
    )
    assert {row["id"]: row["score"] for row in rows}["p01"] == "7.8"
    logged = shell("log", "p03", "10", "walk", "--day", str(day(5)))
    assert "1.6 points, 1.6 more." in logged.stdout + logged.stderr
    team = shell("why", "lanes", "--team", "North").stdout
    assert "3.5 (exactly 139/40)" in team


async def test_the_screen_shows_tenths(lanes):
    async with driven(lanes, (100, 30), ("enter", "tab")) as drive:
        assert "7.8" in drive.frame
        await drive.press("enter")
        assert "7.8 points" in drive.frame
        assert "+1.7" in drive.frame


def test_the_printed_rules_say_it_and_the_full_file_loads_again(lanes):
    registry = plugins(frozenset())
    challenge = read_challenge(FINE.encode(), "lanes.yaml", registry).challenge
    assert challenge is not None
    text = " ".join(rules_in_words(challenge, registry).split())
    assert "Points are counted in tenths." in text
    assert "0.5 points for each 3 minutes, and in proportion for a part of it." in text
    assert "Rounded down to tenths of a point only once, over all days together" in text
    assert "No more than 4.5 points a day." in text
    full = print_full(challenge, registry)
    again = read_challenge(full.encode(), "lanes.yaml", registry)
    assert again.challenge == challenge, [str(problem) for problem in again.problems]
    assert "counted_in: tenths" in full


def test_who_can_still_overtake_is_known_in_tenths(lanes):
    text = FINE.replace("unit: steps\n", "unit: steps\n    reject_day_above: 30000 steps\n")
    lanes.challenge(text, "other")
    launch(lanes.ws, "other", MONDAY)
    view = overtake(lanes.ws, "other", "table")
    # For each member ten days of at most 4.5, and 2.5 for the goal on each; the team's own 1.5 in both weeks.
    assert {(team.name, team.score) for team in view.can} == {("South", "73.0"), ("West", "73.0")}
