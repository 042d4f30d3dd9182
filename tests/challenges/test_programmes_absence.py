"""Public programmes in which an absent day counts as something, played and added up by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from math import floor
from random import Random

import pytest

from moonwalk.services.boards.alternatives import compare_board
from moonwalk.services.roster.participation import pause
from moonwalk.services.why.person import explain

from .test_programmes_logging import PEOPLE, Done, Programme, begun, noon

Steps = Mapping[str, Mapping[date, int]]
RED = frozenset(who for who in PEOPLE if who < "e13")


def walked(programme: Programme, chance: Random, quiet: frozenset[str]) -> tuple[Steps, dict[str, set[date]]]:
    """Everyone's steps, each logged at noon of its day, and the days that some of them pause."""
    paused: dict[str, set[date]] = {who: set() for who in PEOPLE}
    for who in PEOPLE[::4]:
        first, length = programme.days[chance.randrange(9, 18)], chance.randint(1, 5)
        pause(programme.lanes.ws, programme.name, who, first, first + timedelta(days=length - 1))
        paused[who] = {first + timedelta(days=more) for more in range(length)}
    steps = {
        who: {
            day: chance.randrange(1000, 15000)
            for day in programme.days
            if who not in quiet and chance.random() < 0.7
        }
        for who in PEOPLE
    }
    lines = [
        Done(who, day, "walk", Fraction(done), noon(day))
        for who, days in steps.items()
        for day, done in days.items()
    ]
    programme.log(lines)
    return steps, paused


def walked_on(steps: Steps, paused: Mapping[str, set[date]], who: str, day: date) -> Fraction:
    """A day's steps, or for an absent day nine tenths of the mean of the days before."""
    if day in steps[who] and day not in paused[who]:
        return Fraction(steps[who][day])
    logged = [steps[who][one] for one in steps[who] if one < day and one not in paused[who]]
    return Fraction(floor(Fraction(900 * sum(logged), len(logged))), 1000) if logged else Fraction(0)


def in_teams(points: Mapping[str, int]) -> dict[str, int]:
    return {
        name: sum(each for who, each in points.items() if (who in RED) == (name == "Red"))
        for name in ("Red", "Blue")
    }


def shown(programme: Programme, board: str) -> dict[str, Fraction]:
    return {row.name: Fraction(row.score) for row in programme.lanes.board(board, programme.name).rows}


def tenth(score: Fraction) -> Fraction:
    return Fraction(floor(score * 10 + Fraction(1, 2)), 10)


def test_an_absent_day_of_the_olympic_torch_is_5000_steps_for_everyone(tmp_path):
    programme = begun(tmp_path / "o", "olympic-torch")
    silent = frozenset({"e02", "e20", "e21"})
    steps, paused = walked(programme, Random(12), silent)
    programme.lanes.now = noon(programme.days[-1] + timedelta(days=30))

    expected = {
        who: sum(
            5000 if day in paused[who] or day not in steps[who] else steps[who][day] for day in programme.days
        )
        for who in PEOPLE
    }
    assert programme.points() == expected
    assert expected["e02"] == 28 * 5000
    totals = in_teams(expected)
    # Twelve in each team, who all have every day, also those who never logged and those who paused: every
    # ranking pays such a day once and counts it once.
    for board in ("teams", "active", "days"):
        assert shown(programme, board) == {
            name: tenth(Fraction(total, 12)) for name, total in totals.items()
        }, board
    best = max(totals, key=lambda name: totals[name])
    (winner,) = programme.winners()
    (first,) = (row for row in programme.lanes.board("teams", programme.name).rows if row.name == best)
    assert winner == first.id


def test_a_missed_day_brings_nothing_before_it_can_no_longer_be_logged(tmp_path):
    programme = begun(tmp_path / "o", "olympic-torch", PEOPLE[:3])
    first = programme.days[0]
    programme.log([Done("e01", first, "walk", Fraction(700), noon(first))])
    programme.lanes.now = noon(first + timedelta(days=7))
    assert programme.points() == {"e01": 700, "e02": 0, "e03": 0}
    programme.lanes.now = noon(first + timedelta(days=9))
    assert programme.points() == {"e01": 700 + 6 * 5000, "e02": 35000, "e03": 35000}
    (award,) = (
        award for award in explain(programme.lanes.ws, programme.name, "e02").awards if award.day == first
    )
    assert award.reason == "5000 steps (a missed day, which counts as 5000 steps)"


def test_no_entry_counts_as_own_average_less_10_percent_in_the_global_challenge(tmp_path):
    programme = begun(tmp_path / "g", "global-challenge")
    steps, paused = walked(programme, Random(13), frozenset({"e05"}))
    programme.lanes.now = noon(programme.days[-1] + timedelta(days=30))

    expected = dict.fromkeys(PEOPLE, 0)
    for who in PEOPLE:
        logged: list[int] = []
        for day in programme.days:
            if day in steps[who] and day not in paused[who]:
                expected[who] += steps[who][day]
                logged.append(steps[who][day])
            elif logged:
                # To a thousandth of a step, and then to whole points.
                expected[who] += floor(Fraction(floor(Fraction(900 * sum(logged), len(logged))), 1000))
    assert programme.points() == expected
    assert expected["e05"] == 0
    means = {name: tenth(Fraction(total, 12)) for name, total in in_teams(expected).items()}
    assert shown(programme, "teams") == shown(programme, "days") == means
    (medal,) = programme.winners()
    rows = programme.lanes.board("teams", programme.name).rows
    assert [row.name for row in rows if row.id == medal] == [max(means, key=lambda name: means[name])]
    each_team_is_where_its_steps_lead(programme, steps, paused)


def each_team_is_where_its_steps_lead(
    programme: Programme, steps: Steps, paused: Mapping[str, set[date]]
) -> None:
    """That each team is on its own way around the world, and passes a stop on its day."""
    rows = {row.label: row for row in programme.lanes.board("teams", programme.name).together}
    stops = {"Lisbon": 500, "Cairo": 4200, "Delhi": 9000, "Back home": 40000}
    for team in ("Red", "Blue"):
        so_far, reached = Fraction(0), {}
        for day in programme.days:
            for who in PEOPLE:
                if (who in RED) == (team == "Red"):
                    so_far += walked_on(steps, paused, who, day)
            reached |= {
                name: day for name, far in stops.items() if name not in reached and so_far >= 1500 * far
            }
        row = rows[f"Around the world, {team}"]
        assert row.total == floor(so_far * 1000 / 1500)
        assert {step.text: step.day for step in row.reached} == reached
        assert 0 < len(reached) < len(stops)


def test_an_entry_made_on_return_takes_the_place_of_the_average(tmp_path):
    programme = begun(tmp_path / "g", "global-challenge", PEOPLE[:2])
    first, second, end = programme.days[0], programme.days[1], programme.days[-1]
    programme.log([Done("e01", first, "walk", Fraction(1000), noon(first))])
    programme.log([Done("e01", second, "walk", Fraction(9000), noon(end + timedelta(days=5)))])
    programme.lanes.now = noon(end + timedelta(days=30))
    why = explain(programme.lanes.ws, programme.name, "e01")
    assert [award.points for award in why.awards[:3]] == [1000, 9000, 4500]
    assert why.awards[2].reason.endswith("(a missed day, which counts as your own average less 10%)")


@pytest.mark.parametrize("name", ["olympic-torch", "global-challenge"])
def test_what_an_absent_day_counts_as_is_compared_with_nothing(tmp_path, name):
    programme = begun(tmp_path / "w", name, PEOPLE[:4])
    day = programme.days[0]
    programme.log([Done("e01", day, "walk", Fraction(1000), noon(day))])
    programme.lanes.now = noon(programme.days[-1] + timedelta(days=30))
    rows = compare_board(programme.lanes.ws, name, "everyone").rows
    assert ("a_missed_day", "counts as nothing") in {(row.key, row.value) for row in rows}
