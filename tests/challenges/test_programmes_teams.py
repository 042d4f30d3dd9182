"""Public programmes in which teams compete by what their members do, played and added up by hand.

Each is written from its public rules; people and entries are made up. What everyone should have is summed
from the list of what they did, day by day, without anything of the engine.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from fractions import Fraction
from math import floor
from random import Random

import pytest

from moonwalk.services.amendments.amend import amend
from moonwalk.services.boards.prizes import show_prizes
from moonwalk.services.errors import Refused
from moonwalk.services.roster.teams import assign_to_team
from moonwalk.services.why.team import explain_team

from .test_programmes_conditions import begun, reasons_add_up
from .test_programmes_logging import PEOPLE, PROGRAMMES, Done, Programme, noon


def teams_of(
    points: Mapping[str, Fraction | int], team: Mapping[str, str]
) -> dict[str, list[Fraction | int]]:
    members = defaultdict(list)
    for who, name in team.items():
        members[name].append(points[who])
    return members


def shown(programme: Programme, board: str = "teams") -> dict[str, Fraction]:
    return {row.name: Fraction(row.score) for row in programme.lanes.board(board, programme.name).rows}


def winners(programme: Programme, name: str) -> set[str]:
    (prize,) = (
        prize for prize in show_prizes(programme.lanes.ws, programme.name).prizes if prize.name == name
    )
    return {row.name for row in prize.winners}


def best(scores: Mapping[str, Fraction | int]) -> set[str]:
    return {name for name, score in scores.items() if score == max(scores.values())}


def test_isa_counts_in_halves_and_a_dry_week_has_seven_days(tmp_path):
    programme, team = begun(tmp_path / "i", "isa", "America/New_York", "team", ("Red", "Blue"))
    chance = Random(5554)
    lines = [
        Done(who, day, activity, Fraction(amount), noon(day + timedelta(days=late)))
        for number, who in enumerate(PEOPLE)
        for day in programme.days
        for activity, amount in (
            ("steps", chance.choice((4000, 9999, 10000, 14999, 15000, 20000, 31000))),
            ("workout", chance.choice((0, 0, 1, 2))),
            ("sugar_free", chance.randint(0, 1)),
            ("nothing_fried", chance.choice((0, 1, 1))),
            ("no_alcohol", int(chance.random() < 0.8 + number / 100)),
        )
        if amount
        # A few remember on Monday, when the week is closed.
        for late in (8 if chance.random() < 0.02 else 0,)
    ]
    programme.log(lines)
    programme.lanes.now = noon(programme.days[-1]).replace(month=12)

    points, dry = dict.fromkeys(PEOPLE, Fraction(0)), defaultdict(set)
    for line in lines:
        if line.logged != noon(line.day):
            continue
        points[line.who] += {
            "steps": (line.amount >= 10000) + (line.amount >= 15000) + (line.amount >= 20000),
            "workout": 2 * line.amount,
            "sugar_free": 1,
            "nothing_fried": Fraction(1, 2),
            "no_alcohol": 0,
        }[line.activity]
        dry[line.who] |= {line.day} if line.activity == "no_alcohol" else set()
    for who in PEOPLE:
        weeks = [set(programme.days[first : first + 7]) for first in range(0, 28, 7)]
        points[who] += 3 * sum(week <= dry[who] for week in weeks)

    assert programme.exact() == points
    sums = {name: sum(members) for name, members in teams_of(points, team).items()}
    assert shown(programme) == sums
    assert winners(programme, "win") == best(sums)
    # Reasons are added up in tenths.
    reasons_add_up(programme, {who: 10 * total for who, total in points.items()})


def test_huddersfield_compares_the_average_of_two_to_six_members(tmp_path):
    programme, _ = begun(tmp_path / "h", "huddersfield", "Europe/London")
    chance = Random(2020)
    team = {
        who: f"Team {at}"
        for who, at in zip(PEOPLE, [1] * 2 + [2] * 6 + [3] * 5 + [4] * 6 + [5] * 5, strict=True)
    }
    for who, name in team.items():
        assign_to_team(programme.lanes.ws, programme.name, who, name)
    lines = [
        Done(who, day, "walk", Fraction(chance.randint(800, 19000)), noon(day))
        for who in PEOPLE
        for day in programme.days
        if chance.random() < 0.85
    ]
    programme.log(lines)
    programme.lanes.now = noon(programme.days[-1]).replace(month=12)

    steps = dict.fromkeys(PEOPLE, 0)
    for line in lines:
        steps[line.who] += int(line.amount)
    assert programme.points() == steps
    means = {name: Fraction(sum(members), len(members)) for name, members in teams_of(steps, team).items()}
    assert shown(programme) == {name: tenth(mean) for name, mean in means.items()}
    assert winners(programme, "overall") == best(means)


def tenth(score: Fraction) -> Fraction:
    return Fraction(floor(score * 10 + Fraction(1, 2)), 10)


def test_steptember_walks_to_each_stop_on_the_day_that_the_steps_say(tmp_path):
    programme, _ = begun(tmp_path / "s", "steptember", "America/Chicago")
    chance = Random(2021)
    rates = {"walk": 1, "bicycle": 200, "dance": 131, "housework": 87}
    lines = [
        Done(who, day, activity, Fraction(amount), noon(day))
        for number, who in enumerate(PEOPLE)
        for day in programme.days
        for activity, amount in (
            ("walk", chance.randint(0, 2000 + 300 * number)),
            ("bicycle", chance.choice((0, 0, 0, 25))),
            ("dance", chance.choice((0, 0, 0, 0, 40))),
            ("housework", chance.choice((0, 0, 15))),
        )
        if amount
    ]
    programme.log(lines)
    programme.lanes.now = noon(programme.days[-1]).replace(month=12)

    steps, on_day = dict.fromkeys(PEOPLE, 0), dict.fromkeys(programme.days, 0)
    for line in lines:
        done = int(line.amount) * rates[line.activity]
        steps[line.who] += done
        on_day[line.day] += done
    assert programme.points() == steps
    assert programme.winners("pat") == {who for who, count in steps.items() if count >= 100_000}
    assert 0 < len(programme.winners("pat")) < len(PEOPLE)

    (hike,) = programme.lanes.board("everyone", "steptember").together
    miles = {"St Croix Falls": 300, "Copper Falls": 470, "JW Wells": 640, "Door County": 820}
    reached = {}
    for name, far in {**miles, "Back on campus": 1072}.items():
        so_far = 0
        for day in programme.days:
            so_far += on_day[day]
            # A mile is 1609.344 metres, and 1243 steps are a kilometre.
            if name not in reached and so_far * 1000 >= Fraction("1609.344") * far * 1243:
                reached[name] = day
    assert {step.text: step.day for step in hike.reached} == reached
    assert len(reached) > 2
    metres = Fraction(1000 * sum(steps.values()), 1243)
    assert hike.total == floor(metres)


OZONE = """\
  - rule: per_unit
    id: ozone
    label: Ozone Alert Day
    activity: commute
    points: 8
    per: 1 times
    only_logged: the same day
    during: [{days}]
"""


def test_a_green_commute_counts_double_on_an_ozone_day_if_it_is_logged_on_that_day(tmp_path):
    programme, team = begun(
        tmp_path / "g", "green-commute", "America/Chicago", "team", ("Bank", "City", "Zoo")
    )
    text = (PROGRAMMES / "green-commute.yaml").read_text(encoding="utf-8")
    chance, ozone = Random(8), [programme.days[at] for at in (9, 37, 38)]
    lines = [
        Done(who, day, activity, Fraction(1), logged_at(programme, day, chance))
        for number, who in enumerate(PEOPLE)
        for day in programme.days
        if day.weekday() < 5
        for activity in chance.choice((("commute",), ("telework", "commute")))
        if chance.random() < 0.2 + number / 40
    ]
    announced = []
    for alert in ozone:
        announced.append(alert)
        programme.lanes.now = datetime.combine(alert, time(14), programme.zone)
        days = ", ".join(map(str, announced))
        programme.lanes.challenge(
            text.replace("teams:", f"{OZONE.format(days=days)}teams:", 1), programme.name
        )
        amend(programme.lanes.ws, programme.name, "An ozone alert")
    programme.lanes.now = noon(programme.days[-1]).replace(month=12)
    stamped = (f"{line.who},{line.day},{line.activity},1,{line.logged:%Y-%m-%dT%H:%M:%SZ}" for line in lines)
    report = programme.lanes.entries("\n".join(("id,date,activity,amount,logged at", *stamped)) + "\n")
    assert not report.rejected

    points, doubled = dict.fromkeys(PEOPLE, 0), 0
    for line in lines:
        same_day = line.logged <= programme.midnight(line.day)
        double = line.day in ozone and same_day
        points[line.who] += 16 if double else 8
        doubled += double
    assert programme.points() == points
    sums = {name: sum(members) for name, members in teams_of(points, team).items()}
    assert shown(programme) == sums
    assert winners(programme, "cup") == best(sums)
    reasons_add_up(programme, points)
    assert 0 < doubled < sum(line.day in ozone for line in lines)


def logged_at(programme: Programme, day, chance: Random) -> datetime:
    """In the evening of the day, up to its last second, or later in its week."""
    over = programme.midnight(day)
    moments = (over - timedelta(hours=5), over - timedelta(seconds=1), over + timedelta(seconds=1))
    return chance.choice((*moments, over + timedelta(hours=9)))


def test_a_cup_by_places_on_two_boards_without_teams_of_which_few_take_part(tmp_path):
    names = ("Arts", "Bio", "Chem", "Law")
    programme, team = begun(tmp_path / "c", "department-cup", "America/Chicago", "team", names)
    chance = Random(60)
    # Of Law three of six take part, which is too few.
    lines = [
        Done(
            who,
            day,
            "walk",
            Fraction(chance.randint(4000, 6000 + 16000 * (number % 4 == 0))),
            noon(day),
        )
        for number, who in enumerate(PEOPLE)
        for day in programme.days
        if chance.random() < 0.3 + 0.2 * (number % 4)
        if team[who] != "Law" or number < 12
    ]
    programme.log(lines)
    programme.lanes.now = noon(programme.days[-1]).replace(month=9)

    steps, active = dict.fromkeys(PEOPLE, 0), dict.fromkeys(PEOPLE, 0)
    for line in lines:
        steps[line.who] += int(line.amount)
        active[line.who] += line.amount >= 5000
    means = {name: Fraction(sum(members), 6) for name, members in teams_of(steps, team).items()}
    shares = {name: Fraction(100 * sum(days), 6 * 21) for name, days in teams_of(active, team).items()}
    del means["Law"], shares["Law"]
    assert programme.points() == steps
    assert shown(programme, "steps") == {name: tenth(mean) for name, mean in means.items()}
    assert shown(programme, "regular") == {name: tenth(share) for name, share in shares.items()}

    def rank_points(scores):
        """Last 1, before it 2, and so on; the first of n teams n + 1."""
        behind = {name: sum(other < score for other in scores.values()) for name, score in scores.items()}
        return {name: 1 + count + (count == len(scores) - 1) for name, count in behind.items()}

    by_steps, by_share = rank_points(means), rank_points(shares)
    cup = {name: Fraction(60 * by_steps[name] + 40 * by_share[name], 100) for name in means}
    assert shown(programme, "overall") == cup
    assert winners(programme, "cup") == best(cup)
    assert best(means) != best(shares)
    view = programme.lanes.board("overall", programme.name)
    assert view.remarks == (
        "1 team does not take part on this board: needs at least 4 members logged on at least 1 day.",
    )
    first = view.rows[0].name
    why = explain_team(programme.lanes.ws, programme.name, first, "overall")
    places = {
        name: sorted(by.values(), reverse=True).index(by[first]) + 1
        for name, by in (("Steps", by_steps), ("Active days", by_share))
    }
    assert why.row.how == (
        f"60% of {by_steps[first]} on 'Steps', place {places['Steps']} of 3; "
        f"40% of {by_share[first]} on 'Active days', place {places['Active days']} of 3."
    )
    with pytest.raises(
        Refused, match="Law does not take part on the board 'overall': needs at least 4 members"
    ):
        explain_team(programme.lanes.ws, programme.name, "Law", "overall")
