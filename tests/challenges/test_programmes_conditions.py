"""Public programmes with goals of points, rules for some, and days that count more for one person.

Each is written from its public rules; people and entries are made up. What everyone should have is summed
from the list of what they did, day by day, without anything of the engine.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from datetime import UTC, datetime
from fractions import Fraction
from random import Random
from zoneinfo import ZoneInfo

from moonwalk.definitions import read_file
from moonwalk.services.boards.prizes import show_prizes
from moonwalk.services.launch import launch
from moonwalk.services.rule_trial import trial_scores
from moonwalk.services.why.person import explain
from moonwalk.services.workspace import load_plugins

from ..workspaces import fresh
from .test_programmes_logging import PEOPLE, PROGRAMMES, Done, Programme, noon


def begun(folder, name, zone, column="", values=()):
    """A launched programme; people have the values of a roster column in turns."""
    lanes = fresh(folder, datetime(2025, 12, 1, tzinfo=UTC))
    lanes.challenge((PROGRAMMES / f"{name}.yaml").read_text(encoding="utf-8"), name)
    of = {who: values[at % len(values)] if values else "" for at, who in enumerate(PEOPLE)}
    rows = [f"{who},Person {who},{of[who]}" for who in PEOPLE]
    lanes.people("\n".join((f"id,name,{column or 'floor'}", *rows)) + "\n")
    done = launch(lanes.ws, name)
    days = tuple(
        done.starts.fromordinal(at) for at in range(done.starts.toordinal(), done.ends.toordinal() + 1)
    )
    return Programme(name, lanes, days, ZoneInfo(zone)), of


def reasons_add_up(programme, expected):
    for who in PEOPLE[:6]:
        explained = explain(programme.lanes.ws, programme.name, who)
        assert sum(award.points for award in explained.awards) == expected[who]


def test_the_weekly_raffle_of_reebok_asks_for_more_points_each_week(tmp_path):
    programme, division = begun(
        tmp_path / "r", "reebok", "America/New_York", "division", ("women", "men", "women")
    )
    chance = Random(35)
    lines = [
        Done(who, day, activity, Fraction(amount), noon(day))
        for number, who in enumerate(PEOPLE)
        for day in programme.days
        for activity, amount in (
            ("move", chance.randint(30, 80 + 3 * number)),
            ("class", chance.randint(0, 1)),
        )
        if amount and chance.random() < 0.8
    ]
    programme.log(lines)
    programme.lanes.now = noon(programme.days[-1]).replace(month=6)

    points = {who: [0] * 5 for who in PEOPLE}
    for line in lines:
        week = programme.days.index(line.day) // 7
        points[line.who][week] += int(line.amount) // 10 if line.activity == "move" else 3
    total = {who: sum(weeks) for who, weeks in points.items()}
    assert programme.points() == total

    view = show_prizes(programme.lanes.ws, "reebok")
    raffles = [prize for prize in view.prizes if prize.name == "weekly"]
    for week, (prize, asked) in enumerate(zip(raffles, (35, 40, 45, 50, 55), strict=True)):
        enough = {who for who in PEOPLE if points[who][week] >= asked}
        lots = {
            hashlib.sha256(f"{view.seed}/weekly/week {week + 1}/{who}/1".encode()).hexdigest(): who
            for who in enough
        }
        assert {row.id: row.tickets for row in prize.tickets} == dict.fromkeys(enough, 1)
        assert 0 < len(enough) < len(PEOPLE)
        assert [row.id for row in prize.winners] == [lots[max(lots)]]

    (podium,) = [prize for prize in view.prizes if prize.name == "podium"]
    medals = defaultdict(list)
    for row in podium.winners:
        medals[row.group].append((row.id, int(row.score)))
    rows = programme.lanes.board("everyone", "reebok").rows
    # Of those with the same points, whoever was active on more days is ahead.
    active = {who: len({line.day for line in lines if line.who == who}) for who in PEOPLE}
    reached = {who: (total[who], active[who]) for who in PEOPLE}
    for value in ("men", "women"):
        those = [who for who in PEOPLE if division[who] == value]
        first = [who for who in those if sum(reached[other] > reached[who] for other in those) < 3]
        assert sorted(medals.pop(value)) == [(who, total[who]) for who in first]
        assert {row.id for row in rows if row.group == value} == set(those)
    assert not medals


def test_new_riders_earn_double_in_love_to_ride_and_tickets_go_by_points(tmp_path):
    programme, rider = begun(
        tmp_path / "l", "love-to-ride", "Europe/London", "rider", ("new", "regular", "New", "")
    )
    chance = Random(100)
    lines = [
        Done(who, day, "ride", Fraction(chance.randint(5, 300), 10), noon(day))
        for number, who in enumerate(PEOPLE)
        for day in programme.days
        if chance.random() < 0.2 + number / 40
    ]
    programme.log(lines)
    programme.lanes.now = noon(programme.days[-1]).replace(month=8)

    weeks = {who: [0] * 5 for who in PEOPLE}
    for line in lines:
        times = 2 if rider[line.who].lower() == "new" else 1
        weeks[line.who][programme.days.index(line.day) // 7] += times * (10 + int(line.amount))
    # The last week has two days, which ask for two sevenths of a hundred points.
    asked = [100, 100, 100, 100, 29]
    tickets = {who: sum(points >= of for points, of in zip(weeks[who], asked, strict=True)) for who in PEOPLE}
    expected = {who: sum(weeks[who]) + 20 * tickets[who] for who in PEOPLE}

    assert programme.points() == expected
    view = show_prizes(programme.lanes.ws, "love-to-ride")
    (bike,) = view.prizes
    assert {row.id: row.tickets for row in bike.tickets} == {who: n for who, n in tickets.items() if n}
    lots = {
        hashlib.sha256(f"{view.seed}/bike/{who}/{number}".encode()).hexdigest(): who
        for who, count in tickets.items()
        for number in range(1, count + 1)
    }
    assert [row.id for row in bike.winners] == [lots[max(lots)]]
    assert len(set(tickets.values())) > 2
    reasons_add_up(programme, expected)


def test_rules_for_some_are_tried_with_people_of_whom_some_have_the_value():
    plugins = load_plugins(frozenset())
    challenge = read_file(PROGRAMMES / "love-to-ride.yaml", plugins).challenge
    assert challenge is not None
    points = trial_scores(challenge, plugins).people.points["new_days"].sum(axis=1)

    assert 0 < (points > 0).sum() < len(points)


def test_a_day_with_the_featured_activity_counts_more_for_who_did_it(tmp_path):
    programme, _ = begun(tmp_path / "t", "thargreaves", "Europe/London")
    chance = Random(12)
    lines = [
        Done(who, day, activity, Fraction(amount), noon(day))
        for who in PEOPLE
        for day in programme.days
        for activity, amount in (
            ("walk", chance.randint(100, 14999)),
            ("cycle", chance.choice((0, 0, 25, 47))),
            ("swim", chance.choice((0, 0, 31))),
            ("featured", chance.choice((0, 0, 1))),
        )
        if amount and chance.random() < 0.9
    ]
    programme.log(lines)
    programme.lanes.now = noon(programme.days[-1]).replace(month=9)

    rates = {"walk": 1, "cycle": 100, "swim": 203, "featured": 0}
    steps, featured = defaultdict(int), set()
    for line in lines:
        steps[line.who, line.day] += int(line.amount) * rates[line.activity]
        featured |= {(line.who, line.day)} if line.activity == "featured" else set()
    expected = dict.fromkeys(PEOPLE, 0)
    for (who, day), count in steps.items():
        expected[who] += count * 12 // 10 if (who, day) in featured else count

    assert programme.points() == expected
    reasons_add_up(programme, expected)
