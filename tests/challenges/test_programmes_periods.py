"""Public programmes with winners of weeks and months, played and added up by hand.

Each is written from its public rules; people and entries are made up. Who should win is worked out from the
list of what everyone did, without anything of the engine but the lots, which anyone can draw again.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from fractions import Fraction
from random import Random
from zoneinfo import ZoneInfo

import pytest

from moonwalk.services.boards.prizes import show_prizes
from moonwalk.services.views import Range

from .test_programmes_logging import PEOPLE, Done, Programme, begun, noon


@pytest.fixture(scope="module")
def capstone(tmp_path_factory):
    begun_here = begun(tmp_path_factory.mktemp("c") / "w", "capstone")
    programme = Programme("capstone", begun_here.lanes, begun_here.days, ZoneInfo("America/New_York"))
    chance = Random(6)
    # A few are fast all the time, so that the same would win again and again.
    steps = {who: 9000 if who in PEOPLE[:3] else 5000 for who in PEOPLE}
    lines = [
        Done(who, day, "walk", Fraction(chance.randrange(steps[who], steps[who] + 4000)), noon(day))
        for day in programme.days
        for who in PEOPLE
        if chance.random() < 0.8
    ]
    programme.log(lines)
    programme.lanes.now = noon(programme.days[-1]).replace(month=6)
    return programme, lines


def points(lines, days):
    total = dict.fromkeys(PEOPLE, 0)
    for line in lines:
        total[line.who] += int(line.amount) // 100 if line.day in days else 0
    return total


def winners(programme, name):
    return {
        prize.period: [row.id for row in prize.winners]
        for prize in show_prizes(programme.lanes.ws, programme.name).prizes
        if prize.name == name
    }


def first_of(total, out=()):
    best = max(points for who, points in total.items() if who not in out)
    return [who for who, points in total.items() if points == best and who not in out]


def test_each_week_has_a_winner_and_everyone_wins_once(capstone):
    programme, lines = capstone
    expected, won = {}, set()
    for number in range(6):
        week = programme.days[7 * number : 7 * number + 7]
        expected[f"week {number + 1}"] = first_of(points(lines, week), won)
        won.update(expected[f"week {number + 1}"])

    assert winners(programme, "winner") == expected
    again = [first_of(points(lines, programme.days[7 * number : 7 * number + 7])) for number in range(6)]
    assert again != list(expected.values())


def test_boards_of_weeks_months_and_the_sprint(capstone):
    programme, lines = capstone
    weeks = [programme.days[at : at + 7] for at in range(0, 42, 7)]
    months = [[day for day in programme.days if day.month == month] for month in (3, 4)]
    for days in (*weeks, *months):
        rows = programme.lanes.board("everyone", "capstone", days=Range(days[0], days[-1])).rows
        assert {row.id: int(row.score) for row in rows} == points(lines, days)
    board = programme.lanes.board("of_the_week", "capstone")
    assert programme.points("of_the_week") == points(lines, programme.days[35:])
    assert [(row.first, row.score) for row in board.earlier] == [
        (
            tuple(f"Person {who}" for who in first_of(points(lines, days))),
            str(max(points(lines, days).values())),
        )
        for days in weeks[:5]
    ]
    assert programme.points("sprint") == points(lines, programme.days[28:])
    april = [day for day in programme.days if day.month == 4]
    assert programme.points("of_the_month") == points(lines, april)
    march = [day for day in programme.days if day.month == 3]
    assert winners(programme, "lunch") == {
        "March 2026": first_of(points(lines, march)),
        "April 2026": first_of(points(lines, april)),
    }
    assert winners(programme, "shoes") == {"weeks 5 to 6": first_of(points(lines, programme.days[28:]))}
    assert programme.points() == points(lines, programme.days)


def test_a_draw_each_week_that_nobody_wins_twice(capstone):
    programme, lines = capstone
    seed = show_prizes(programme.lanes.ws, "capstone").seed
    draws = [prize for prize in show_prizes(programme.lanes.ws, "capstone").prizes if prize.name == "draw"]
    expected, won = {}, set()
    for number, draw in enumerate(draws):
        week = programme.days[7 * number : 7 * number + 7]
        tickets = Counter(line.who for line in lines if line.day in week and line.amount >= 7000)
        lots = {
            hashlib.sha256(f"{seed}/draw/week {number + 1}/{who}/{ticket}".encode()).hexdigest(): who
            for who, count in tickets.items()
            if who not in won
            for ticket in range(1, count + 1)
        }
        had = {who: count for who, count in tickets.items() if who not in won}
        assert {row.id: row.tickets for row in draw.tickets} == had
        expected[f"week {number + 1}"] = [lots[max(lots)]]
        won.add(lots[max(lots)])

    assert winners(programme, "draw") == expected
