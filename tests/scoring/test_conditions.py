"""Goals of points, and rules that pay only with a goal or only some people."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.scoring.challenges import CALENDAR, LONG_AFTER, MINUTES, a_challenge, entry, rule
from tests.scoring.facts import CODES, Member, entry_facts, member_facts, pause_facts

from moonwalk.api.fields import ByWeek
from moonwalk.scoring.badges import score_badges
from moonwalk.scoring.explain import explain
from moonwalk.scoring.membership import build_membership
from moonwalk.scoring.plan import GoalPlan, Plan
from moonwalk.scoring.roster_columns import RosterColumn
from moonwalk.scoring.score import score
from moonwalk_plugins.bank import Bank
from moonwalk_plugins.bonus_days import BonusDays
from moonwalk_plugins.goals import GoalMet
from moonwalk_plugins.levels import Levels
from moonwalk_plugins.limits import Limit

RICH = GoalPlan("rich", "rich", "week", reach=ByWeek(always=40_000), of_points=True)
PAYS = replace(rule("richly", GoalMet, goal="rich", points="10"), goals=frozenset({"rich"}))
ROSTER = ("new", "old", "New ", "")


def plan_of(*goals: GoalPlan, **changes) -> Plan:
    plan = a_challenge(CALENDAR)
    every = (*plan.goals, *goals)
    named = a_challenge(CALENDAR, goals=every).context
    return replace(plan, goals=every, context=named, **changes)


def who_takes_part(plan: Plan, people: int):
    members = [Member(number) for number in range(1, people + 1)]
    whole = build_membership(plan.calendar, member_facts(*members), pause_facts(), LONG_AFTER)
    return replace(whole, columns={"rider": RosterColumn.of_values(ROSTER[:people])})


def scored(plan: Plan, *lines, people=1):
    membership = who_takes_part(plan, people)
    scores = score(plan, membership, entry_facts(lines), CODES, 27)
    for row in range(people):
        theirs = [line for line in lines if line.person == row + 1]
        found = explain(plan, membership.only([row]), entry_facts(theirs), CODES, 27)
        assert found.total == scores.people.total[row].sum()
    return scores.people


def days_paid(people, name="richly", row=0):
    return {int(day): int(people.points[name][row, day]) for day in np.flatnonzero(people.points[name][row])}


def test_a_goal_of_points_is_met_on_the_day_on_which_they_are_there():
    lines = [entry(1, 0, 25), entry(1, 2, 15), entry(1, 3, 90), entry(1, 7, 39), entry(1, 21, 40)]
    people = scored(plan_of(RICH, person_rules=(MINUTES, PAYS)), *lines)

    assert days_paid(people) == {2: 10, 21: 10}
    assert np.flatnonzero(people.met["rich"][0]).tolist() == [2, 21]


def test_what_a_goal_of_points_pays_does_not_count_for_any():
    richer = replace(RICH, name="richer", reach=ByWeek(always=45_000))
    more = replace(rule("more", GoalMet, goal="richer", points="1"), goals=frozenset({"richer"}))
    people = scored(plan_of(RICH, richer, person_rules=(MINUTES, PAYS, more)), entry(1, 0, 41))

    assert people.total[0].sum() == 51
    assert not people.met["richer"].any()


def test_limits_are_part_of_the_points_and_apply_to_what_the_goal_pays():
    limit = rule("limit", Limit, cap_per_week="45 points")
    plan = plan_of(RICH, person_rules=(MINUTES, PAYS), adjustment_rules=(limit,))
    people = scored(plan, entry(1, 0, 39), entry(1, 7, 44), entry(1, 14, 200))

    assert days_paid(people) == {7: 10, 14: 10}
    assert [people.total[0, first : first + 7].sum() for first in (0, 7, 14)] == [39, 45, 45]
    low = rule("limit", Limit, cap_per_week="30 points")
    plan = plan_of(RICH, person_rules=(MINUTES, PAYS), adjustment_rules=(low,))
    assert days_paid(scored(plan, entry(1, 0, 200))) == {}


def test_points_that_are_lost_again_meet_no_goal():
    bank = rule("bank", Bank, goal="good_day", points="60", lose_points="10")
    good = [entry(1, day, 5) for day in range(5)]
    plan = plan_of(replace(RICH, of_rules=("bank",)), person_rules=(MINUTES, bank, PAYS))

    # Two missed days leave 40 of 60, three leave 30: the week is rich on its first day, or not at all.
    assert days_paid(scored(plan, *good)) == {0: 10}
    assert days_paid(scored(plan, *good[:4])) == {}


def test_goals_made_of_goals_of_points_wait_for_them():
    both = GoalPlan("both", "both", "week", all_of=("rich", "good_week"))
    pays = replace(rule("richly", GoalMet, goal="both", points="7"), goals=frozenset({"both"}))
    people = scored(
        plan_of(both, RICH, person_rules=(MINUTES, pays)), *(entry(1, day, 10) for day in range(5))
    )
    assert days_paid(people) == {3: 7}


def test_levels_go_up_with_points():
    levels = replace(
        rule("levels", Levels, goal="rich", levels=("low", "high"), begin="low"), goals=frozenset({"rich"})
    )
    plan = plan_of(RICH, person_rules=(MINUTES, levels))
    membership, lines = who_takes_part(plan, 2), [entry(1, 22, 40), entry(2, 22, 39)]
    badges = score_badges(plan, membership, entry_facts(lines), CODES, 27)

    assert badges.holders("high").tolist() == [True, False]
    scored(plan, *lines, people=2)


@pytest.mark.parametrize(("goal", "expected"), [("good_day", {0: 5, 2: 9, 3: 5, 4: 5}), ("good_week", {})])
def test_a_rule_pays_on_days_with_a_goal(goal, expected):
    minutes = replace(MINUTES, only_when=goal)
    lines = [entry(1, day, amount) for day, amount in enumerate((5, 4, 9, 5, 5))]
    days = days_paid(scored(plan_of(person_rules=(minutes,)), *lines), "minutes")
    assert days == (expected or {0: 5, 1: 4, 2: 9, 3: 5, 4: 5})
    assert days_paid(scored(plan_of(person_rules=(minutes,)), *lines[:3]), "minutes") == (
        {0: 5, 2: 9} if expected else {}
    )


def test_a_day_counts_more_for_who_met_a_goal_on_it():
    bonus = replace(rule("bonus", BonusDays, activity="walk", multiply_by="1.2"), only_when="good_day")
    people = scored(plan_of(day_rules=(bonus,)), entry(1, 0, 10), entry(1, 1, 4), entry(2, 1, 10), people=2)

    assert days_paid(people, "minutes") == {0: 12, 1: 4}
    assert days_paid(people, "minutes", 1) == {1: 12}


def test_a_rule_pays_some_people():
    new = replace(MINUTES, id="new", only_where={"rider": frozenset({"new"})})
    lines = [entry(number, 0, 10) for number in range(1, 5)]
    people = scored(plan_of(person_rules=(MINUTES, new)), *lines, people=4)

    assert people.total.sum(axis=1).tolist() == [20, 10, 20, 10]


def test_a_goal_is_for_some_people():
    some = GoalPlan(
        "some", "some", "day", "walk", ByWeek(always=5000), only_where={"rider": frozenset({"new", "old"})}
    )
    pays = rule("paid", GoalMet, goal="some", points="3", partly="in proportion")
    lines = [entry(number, 0, 10) for number in range(1, 5)]
    people = scored(plan_of(some, person_rules=(pays,)), *lines, people=4)

    assert people.total.sum(axis=1).tolist() == [3, 3, 3, 0]
    assert people.met["some"].any(axis=1).tolist() == [True, True, True, False]


def test_points_in_tenths_are_asked_for_in_points():
    plan = plan_of(replace(RICH, reach=ByWeek(always=4500)), person_rules=(MINUTES, PAYS))
    plan = replace(plan, context=replace(plan.context, point_decimals=1))

    # A minute is a tenth of a point here, and 45 of them are the four and a half that the goal asks for.
    assert days_paid(scored(plan, entry(1, 0, 44), entry(1, 1, 1), entry(1, 7, 44))) == {1: 10}
