"""Made-up people are like those of public programmes: how many start, how long they last, what they do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from moonwalk.definitions import read_challenge
from moonwalk.services.planning import plan_of
from moonwalk.services.simulation.amounts import measure_of
from moonwalk.services.simulation.company import made_up_company
from moonwalk.services.simulation.seasons import play, season_entries
from moonwalk.services.workspace import load_plugins

WALK = """\
moonwalk: 1
challenge: Walk
schedule: {starts: 2027-01-04, length: 4 weeks, timezone: Europe/Berlin}
activities:
  walk: {label: Walked, unit: UNIT}
GOALSrules:
  - {rule: check_in, points: 1}
teams: {formed: drawn, size: 6 people}
boards:
  people: {label: Everyone, ranks: people, ranking: sum, seen_by: own row}
"""
# Of everyone who registered: who logs nothing, who is active on days 1, 7, 14 and 28, and who logs on four
# days of seven in each week.
ANCHORS = {
    "engaged": (0.10, (0.58, 0.37, 0.36, 0.33), (0.52, 0.50, 0.47, 0.45)),
    "typical": (0.13, (0.56, 0.34, 0.31, 0.28), (0.50, 0.45, 0.42, 0.39)),
    "poor": (0.14, (0.57, 0.31, 0.27, 0.20), (0.47, 0.38, 0.33, 0.29)),
}


def plan_for(unit: str = "minutes", goals: str = ""):
    text = WALK.replace("UNIT", unit).replace("GOALS", f"goals:\n  {goals}\n" if goals else "")
    plugins = load_plugins(frozenset())
    reading = read_challenge(text.encode(), "walk.yaml", plugins, date(2027, 1, 4))
    assert reading.challenge is not None, reading.problems
    return reading.challenge, plan_of(reading.challenge, plugins, 1)


def seasons(scenario: str, number: int = 80):
    challenge, plan = plan_for()
    company = made_up_company(challenge, plan, 60)
    return list(play(plan, company, "walk", scenario, 5, range(number)))


@pytest.mark.parametrize("scenario", ANCHORS)
def test_a_scenario_is_like_the_programmes_it_stands_for(scenario):
    nothing, active, regular = ANCHORS[scenario]
    logged = np.concatenate([season.scored.people.logged for season in seasons(scenario)])

    assert (~logged.any(axis=1)).mean() == pytest.approx(nothing, abs=0.05)
    assert logged[:, [0, 6, 13, 27]].mean(axis=0) == pytest.approx(active, abs=0.06)
    four_of_seven = (logged.reshape(len(logged), 4, 7).sum(axis=2) >= 4).mean(axis=0)
    assert four_of_seven == pytest.approx(regular, abs=0.06)


def test_minutes_are_few_and_mostly_round():
    challenge, plan = plan_for()
    entries = season_entries(plan, made_up_company(challenge, plan, 2000), "typical", 5, 1)
    minutes = entries.amount / 1000

    assert np.median(minutes) == pytest.approx(12, abs=1)
    assert minutes[minutes < 180].mean() == pytest.approx(13.3, abs=0.7)
    assert (minutes > 30).mean() == pytest.approx(0.03, abs=0.02)
    assert np.isin(minutes, (5, 8, 10, 12, 15, 20, 25, 30)).mean() > 0.6


def test_people_walk_as_many_steps_as_adults_do():
    challenge, plan = plan_for("steps")
    entries = season_entries(plan, made_up_company(challenge, plan, 2000), "typical", 5, 1)
    steps = entries.amount / 1000

    # 7,029 a day is the mean of a walking study; a challenge adds some to those below 7,500.
    assert 7000 < np.mean(steps[steps < 60_000]) < 9000


def test_most_is_logged_on_its_day_and_little_after_a_week():
    challenge, plan = plan_for()
    entries = season_entries(plan, made_up_company(challenge, plan, 2000), "typical", 5, 1)
    begins = np.array([plan.calendar.day_ends(day) for day in plan.calendar.dates]) - 24 * 3600 * 1000
    later = (entries.logged - begins[entries.day]) // (24 * 3600 * 1000)

    assert (later == 0).mean() == pytest.approx(0.70, abs=0.05)
    assert (later >= 0).all()
    assert later.max() <= 7


def test_members_of_a_team_are_a_little_alike():
    logged = [season.scored.people.logged.sum(axis=1).reshape(10, 6) for season in seasons("engaged", 200)]
    teams = np.concatenate([days.mean(axis=1) for days in logged])
    people = np.concatenate(logged)

    # Of people drawn by lot, the means of six would vary as the people do, divided by six.
    assert teams.var() > people.var() / 6 * 1.1


@pytest.mark.parametrize(
    ("unit", "goal", "median"),
    [
        ("minutes", "", 11),
        ("minutes", "{label: a goal, each: day, reach: 30 minutes}", 31.5),
        ("minutes", "{label: a goal, each: week, reach: 150 minutes}", 39.375),
        ("km", "", 11 / 12),
        ("metres", "", 11_000 / 12),
        ("times", "", 1),
        ("times", "{label: a goal, each: day, reach: 5 times}", 5.25),
        ("glasses", "{label: a goal, each: day, reach: 8 glasses}", 8.4),
        ("hours", "{label: a goal, each: day, within: 7 to 9 hours}", 0),
        ("hours", "", 11 / 60),
    ],
)
def test_people_do_what_the_unit_makes_likely_or_the_goal_asks_for(unit, goal, median):
    _, plan = plan_for(unit, f"good: {goal}" if goal else "")
    assert measure_of(plan, plan.activities[0]).median == pytest.approx(median)


def test_somebody_who_may_tick_a_box_once_a_day_ticks_it_once():
    challenge, plan = plan_for("times")
    once = replace(plan, activities=(replace(plan.activities[0], reject_day_above=1000),))
    company = made_up_company(challenge, plan, 500)

    assert set(season_entries(once, company, "typical", 5, 1).amount) <= {1000, 60_000}
    assert set(season_entries(plan, company, "typical", 5, 1).amount) > {1000, 2000}


def test_those_who_do_it_in_another_way_are_one_in_six():
    text = Path(__file__).parents[3].joinpath("challenges", "walk-backward.yaml").read_bytes()
    plugins = load_plugins(frozenset())
    challenge = read_challenge(text, "walk.yaml", plugins, date(2027, 1, 4)).challenge
    plan = plan_of(challenge, plugins, 1)
    entries = season_entries(plan, made_up_company(challenge, plan, 3000), "typical", 5, 1)
    ways = [len(np.unique(entries.person[entries.kind == kind])) for kind in (0, 1)]

    assert ways[1] / sum(ways) == pytest.approx(1 / 6, abs=0.03)
    assert not set(entries.person[entries.kind == 0]) & set(entries.person[entries.kind == 1])
