"""Every form of a goal from its line in a file to its points, through the commands."""

from __future__ import annotations

import json

import pytest

from ...running import Shell
from ...workspaces import at, day, roster

WEEK = (5, 0, 12, 25, 0, 8, 40)
"""Minutes from Monday to Sunday, by which rules are compared with one another."""

CHALLENGE = """\
moonwalk: 1
challenge: One Week
schedule:
  length: 2 weeks
  timezone: Europe/Berlin
activities:
  walk: {label: Walked, unit: minutes}
goals:
  ten: {label: ten minutes, each: day, reach: 10 minutes}
  five: {label: five minutes, each: day, reach: 5 minutes}
  little: {label: not too much, each: day, within: 5 to 12 minutes}
  four_days: {label: four days, each: week, days: 4 of 7, meeting: five}
  hour: {label: an hour, each: week, reach: 1 hour}
  calm_week: {label: a calm week, each: week, within: 80 to 100 minutes}
  full_week: {label: all of it, each: week, all_of: [four_days, hour]}
  half_week: {label: some of it, each: week, any_of: [four_days, hour]}
  fair_day: {label: enough and not too much, each: day, all_of: [ten, little]}
rules:
  - {rule: goal_met, goal: GOAL, points: POINTS}
boards:
  people: {label: Everyone, ranks: people, ranking: sum, seen_by: own row}
"""


@pytest.fixture
def paid(empty):
    """What a goal pays to who walked that week: points by day of the challenge."""
    shell = Shell(empty)

    def awards(goal: str, points: int) -> dict[int, int]:
        empty.challenge(CHALLENGE.replace("GOAL", goal).replace("POINTS", str(points)), "week")
        people = empty.file("people.csv", roster((("p01", "Ada Bell"),)).replace(",team", ""))
        rows = "".join(f"p01,{day(number)},walk,{minutes}\n" for number, minutes in enumerate(WEEK, 1))
        entries = empty.file("entries.csv", f"id,day,activity,minutes\n{rows}")
        for arguments in (
            ("people", "import", people),
            ("launch", "week", "--start", day(1)),
            ("import", entries),
        ):
            shell(*arguments)
            empty.now = at(8)
        why = json.loads(shell("why", "week", "p01", "--json").stdout)
        assert why["total"] == sum(award["points"] for award in why["awards"])
        board = json.loads(shell("board", "week", "--json", "--for", "organisers").stdout)
        assert [row["score"] for row in board["rows"]] == [why["total"]]
        days = {str(day(number)): number for number in range(1, 15)}
        return {days[award["day"]]: award["points"] for award in why["awards"]}

    return awards


@pytest.mark.parametrize(
    ("goal", "points", "awards"),
    [
        ("ten", 5, {3: 5, 4: 5, 7: 5}),
        ("little", 2, {1: 2, 3: 2, 6: 2}),
        ("four_days", 20, {6: 20}),
        ("hour", 9, {7: 9}),
        ("calm_week", 9, {7: 9}),
        ("full_week", 30, {7: 30}),
        ("half_week", 30, {6: 30}),
        ("fair_day", 3, {3: 3}),
    ],
)
def test_a_goal_pays_on_the_day_it_is_met(paid, goal, points, awards):
    assert paid(goal, points) == awards


OWN = "own_target: {lowest: 5 minutes, highest: 1 hour, unless_chosen: 20 minutes}"


@pytest.fixture
def own(empty):
    """Commands on a challenge in which everyone chooses, on its third day."""
    text = CHALLENGE.replace("reach: 10 minutes", OWN).replace("GOAL", "ten").replace("POINTS", "5")
    empty.challenge(text, "week")
    shell = Shell(empty)
    shell("people", "import", empty.file("people.csv", roster()))
    shell("launch", "week", "--start", day(1))
    empty.now = at(3)
    return shell


def test_a_target_is_set_by_a_command_and_asked_from_its_day_on(own):
    said = own("people", "target", "week", "p01", "ten", "0.5", "hours").stderr
    assert said == "Ada Bell's target for 'ten minutes': 30 minutes from 2027-03-03.\n"
    found = json.loads(
        own("people", "target", "week", "p01", "ten", "25 minutes", "--from", day(1), "--json").stdout
    )
    assert found["targets"] == [
        {"amount": "25 minutes", "from_day": "2027-03-01"},
        {"amount": "30 minutes", "from_day": "2027-03-03"},
    ]
    for number in (2, 3):
        own("log", "p01", "25", "walk", "--day", day(number))
    why = json.loads(own("why", "week", "p01", "--json").stdout)
    assert [award["day"] for award in why["awards"]] == ["2027-03-02"]
    assert [one["amount"] for one in why["own_targets"]] == ["25 minutes", "30 minutes"]
    told = own("why", "week", "p01").stdout
    assert "Own target for 'ten minutes': 25 minutes from 2027-03-01; 30 minutes from 2027-03-03." in told


def test_a_target_beyond_the_bounds_is_refused_with_the_bounds(own):
    refused = own("people", "target", "week", "p01", "ten", "2 minutes", code=1)
    assert "people choose from 5 minutes to 60 minutes. Nothing was changed." in refused.stderr
