"""Public programmes of the simple kind: a day counts or does not, with prizes of weeks and months.

Each is written from its public rules; people and entries are made up. What everyone should have is summed
from the list of what they did, day by day, without anything of the engine but the lots.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from fractions import Fraction
from math import floor
from random import Random

from moonwalk.services.boards.prizes import show_prizes

from .test_programmes_conditions import begun
from .test_programmes_logging import PEOPLE, Done, noon


def prizes_of(programme, name):
    return [prize for prize in show_prizes(programme.lanes.ws, programme.name).prizes if prize.name == name]


def drawn(programme, name, period, tickets):
    """Who holds the highest lot of a raffle of a period, whose tickets are counted by person."""
    seed = show_prizes(programme.lanes.ws, programme.name).seed
    lots = {
        hashlib.sha256(f"{seed}/{name}/{period}/{who}/{number}".encode()).hexdigest(): who
        for who, count in tickets.items()
        for number in range(1, count + 1)
    }
    return [lots[max(lots)]]


def tenth(score):
    return Fraction(floor(score * 10 + Fraction(1, 2)), 10)


def test_dry_january(tmp_path):
    programme, _ = begun(tmp_path / "d", "dry-january", "Europe/London")
    chance = Random(31)
    dry = {
        who: [day for day in programme.days if number % 4 == 0 or chance.random() < 0.6 + number / 60]
        for number, who in enumerate(PEOPLE)
    }
    programme.log([Done(who, day, "dry", Fraction(1), noon(day)) for who in PEOPLE for day in dry[who]])
    programme.lanes.now = noon(programme.days[-1]).replace(month=5)

    # The last week has three days, all of which are asked for.
    weeks = [programme.days[first : first + 7] for first in range(0, 31, 7)]
    whole = {who: [set(week) <= set(dry[who]) for week in weeks] for who in PEOPLE}
    assert programme.points() == {who: len(dry[who]) + 3 * sum(whole[who]) for who in PEOPLE}
    (made_it,) = prizes_of(programme, "made_it")
    assert {row.id for row in made_it.winners} == {who for who in PEOPLE if len(dry[who]) == 31} != set()
    won = set()
    for week, prize in enumerate(prizes_of(programme, "weekly")):
        first_time = {who for who in PEOPLE if whole[who][week]} - won
        assert {row.id for row in prize.winners} == first_time
        won |= first_time


def test_hydration_is_logged_until_the_end_and_each_month_has_a_bottle(tmp_path):
    programme, _ = begun(tmp_path / "h", "hydration", "America/Denver")
    chance = Random(8)
    lines = [
        Done(
            who, day, "water", Fraction(chance.randint(5, 12)), noon(chance.choice((day, programme.days[-1])))
        )
        for number, who in enumerate(PEOPLE)
        for day in programme.days
        if chance.random() < 0.6 + number / 70
    ]
    programme.log(lines)
    programme.lanes.now = noon(programme.days[-1]).replace(month=11)

    good = [line for line in lines if line.amount >= 8]
    days = Counter(line.who for line in good)
    assert programme.points() == {who: days[who] for who in PEOPLE}
    (shirt,) = prizes_of(programme, "shirt")
    assert {row.id for row in shirt.winners} == {who for who in PEOPLE if days[who] >= 21} != set()
    for prize, month in zip(prizes_of(programme, "bottle"), (7, 8), strict=True):
        tickets = Counter(line.who for line in good if line.day.month == month)
        assert {row.id: row.tickets for row in prize.tickets} == tickets
        assert [row.id for row in prize.winners] == drawn(programme, "bottle", prize.period, tickets)


def test_bike_to_work_has_a_draw_each_week_and_a_breakfast_for_the_best_team(tmp_path):
    programme, team = begun(tmp_path / "b", "bike-to-work", "America/Los_Angeles", "team", ("Red", "Blue"))
    chance = Random(5)
    rode = {
        (who, day)
        for number, who in enumerate(PEOPLE)
        for day in programme.days
        if day.weekday() < 5 and chance.random() < 0.1 + number / 40
    }
    programme.log([Done(who, day, "ride", Fraction(1), noon(day)) for who, day in sorted(rode)])
    programme.lanes.now = noon(programme.days[-1]).replace(month=10)

    days = Counter(who for who, _ in rode)
    assert programme.points() == {who: days[who] for who in PEOPLE}
    sums = defaultdict(int)
    for who in PEOPLE:
        sums[team[who]] += days[who]
    # Both teams have twelve members.
    assert {row.name: Fraction(row.score) for row in programme.lanes.board("teams", programme.name).rows} == {
        name: tenth(Fraction(total, 12)) for name, total in sums.items()
    }
    (breakfast,) = prizes_of(programme, "team")
    assert [row.name for row in breakfast.winners] == [max(sums, key=lambda name: sums[name])]
    won: list[str] = []
    for week, prize in enumerate(prizes_of(programme, "weekly")):
        days_of_week = programme.days[7 * week : 7 * week + 7]
        rides = Counter(who for who, day in rode if day in days_of_week)
        tickets = {who: 1 for who, count in rides.items() if count >= 2 and who not in won}
        winner = drawn(programme, "weekly", f"week {week + 1}", tickets)
        assert [row.id for row in prize.winners] == winner
        won += winner
