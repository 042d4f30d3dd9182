"""What everyone does together: 26 and 28 in the scoring vocabulary."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import numpy as np
import pytest
from pydantic import ValidationError

from moonwalk.api import CompanyProgress, Milestone
from moonwalk.api.arrays import RemainingDays
from moonwalk.api.panels import CompanyView, PanelText, Table, View
from moonwalk.testing import (
    STARTS,
    check_declaration,
    check_rule,
    context_for,
    milestones_of,
    shares_of,
    timeline,
)
from moonwalk_plugins.company import CollectiveGoal, EveryoneTogether, Journey

ONE, OTHER = timeline("5 0 12 25 0 8 40"), timeline("10 - 20 30 0 0 10")
CONTEXT = context_for(ONE)
QUARTERS = {"25%": "a tree", "50%": "two trees", "75%": "fruit", "100%": "a free afternoon"}


def goal(total="100 minutes", unlocks=None, **keys):
    return CollectiveGoal(activity="walk", total=total, unlocks=unlocks or QUARTERS, **keys)


def journey(per_km="10 minutes", **stops):
    far = {name.replace("_", " "): distance for name, distance in stops.items()}
    return Journey(activity="walk", per_km=per_km, stops=far or {"the lake": "3 km", "the sea": "16.5 km"})


def day(number):
    return STARTS + timedelta(days=number - 1)


def test_each_share_of_the_total_unlocks_something_on_the_day_it_is_reached():
    assert milestones_of(goal(), (ONE, OTHER), CONTEXT) == [
        Milestone(day=day(3), text="25%: a tree"),
        Milestone(day=day(4), text="50%: two trees"),
        Milestone(day=day(4), text="75%: fruit"),
        Milestone(day=day(4), text="100%: a free afternoon"),
    ]


def test_a_persons_day_counts_up_to_the_cap_of_its_week():
    long = timeline("5 0 12 25 0 8 40 60")
    rule = goal(cap_per_day={"week 1": "20 minutes", "week 2": "30 minutes"})

    assert shares_of(rule, (long,), CONTEXT).tolist() == [[5000, 0, 12000, 20000, 0, 8000, 20000, 30000]]


def test_hundred_percent_is_only_there_when_it_is_reached():
    assert goal().progress(99_999, CONTEXT) == CompanyProgress(
        have=99_999, goal=100_000, unit="minutes", note="At 100%: a free afternoon"
    )
    assert goal().progress(99_999, CONTEXT).percent == 99
    assert goal().progress(100_000, CONTEXT) == CompanyProgress(
        have=100_000, goal=100_000, unit="minutes", note=""
    )
    assert goal().progress(250_000, CONTEXT).percent == 250


def test_a_total_may_be_said_in_another_unit_that_converts():
    assert goal("2 hours").progress(0, CONTEXT).goal == 120_000


def test_a_goal_that_unlocks_nothing_is_refused():
    for unlocks, told in (({}, "nothing is unlocked"), ({"0%": "x"}, "from the start")):
        with pytest.raises(ValidationError, match=told):
            CollectiveGoal(activity="walk", total="5 minutes", unlocks=unlocks)


def test_a_journey_passes_its_stops():
    assert milestones_of(journey(), (ONE, OTHER), CONTEXT) == [Milestone(day=day(3), text="the lake")]
    assert milestones_of(journey(the_sea="16 km"), (ONE, OTHER), CONTEXT) == [
        Milestone(day=day(7), text="the sea")
    ]


def test_a_journey_says_where_it_is_and_what_comes_next():
    rule = journey(the_gate="0 km", the_lake="3 km", the_sea="16.5 km")

    assert rule.progress(0, CONTEXT) == CompanyProgress(
        have=0, goal=16_500, unit="km", note="Past the gate. Next: the lake, in 3 km."
    )
    assert rule.progress(45_009, CONTEXT) == CompanyProgress(
        have=4500, goal=16_500, unit="km", note="Past the lake. Next: the sea, in 12 km."
    )
    assert rule.progress(165_000, CONTEXT) == CompanyProgress(
        have=16_500, goal=16_500, unit="km", note="Arrived: the sea."
    )
    assert journey().progress(1, CONTEXT).note == "Next: the lake, in 3 km."


def test_the_start_is_no_step():
    assert milestones_of(journey(start="0 km", end="1 km"), (timeline("0 0"),), CONTEXT) == []


def test_distances_may_be_in_metres_and_miles():
    rule = journey(per_km="10 minutes", one="500 metres", two="1 mile")

    assert rule.progress(0, CONTEXT).goal == 1610
    assert [step.text for step in rule.milestones([5_000, 11_093, 1], CONTEXT)] == ["one", "two"]
    assert [step.day for step in rule.milestones([5_000, 11_093, 1], CONTEXT)] == [day(1), day(3)]


def test_a_journey_that_leads_nowhere_is_refused():
    with pytest.raises(ValidationError, match="leads nowhere"):
        journey(start="0 km")
    with pytest.raises(ValidationError, match="as far from the start as"):
        journey(one="1 km", two="1000 metres")


@pytest.mark.parametrize(
    "rule",
    [
        goal(),
        goal(cap_per_day="10 minutes"),
        goal("7 minutes", {"33.3%": "x"}),
        journey(),
        journey("0.001 minutes"),
    ],
    ids=lambda rule: rule.sentence()[:40],
)
def test_both_forms_agree_and_later_days_take_nothing_back(rule):
    check_rule(rule)


def test_their_sentences():
    assert goal("40000 minutes", {"50%": "A tree", "12.5%": "Tea"}, cap_per_day="60 minutes").sentence() == (
        "All together: 40000 minutes. Up to 60 minutes a day count. Unlocked: at 12.5% Tea; at 50% A tree."
    )
    assert journey().sentence() == (
        "A route for all together: each 10 minutes is a kilometre. "
        "The stops: the lake at 3 km; the sea at 16.5 km."
    )
    rides = Journey(activity="ride", per_km="1 km", stops={"the sea": "40 km"})
    assert rides.sentence() == "A route for all together. The stops: the sea at 40 km."
    paid = Journey(
        activity="walk", per_km="1 minute", stops={"end": "1 km"}, points={"week 1": 5, "week 2": 9}
    )
    assert paid.sentence().endswith(" Points to the team for each stop: 5 in week 1, 9 in week 2.")


def test_a_team_has_the_points_of_the_week_in_which_it_takes_a_step():
    by_week = {"week 1": 5, "weeks 2 to 4": 9}
    rule = Journey(
        activity="walk", per_km="10 minutes", stops={"lake": "1 km", "sea": "3 km"}, points=by_week
    )
    steps = milestones_of(rule, (timeline("10 0 0 0 0 0 0 20"),), CONTEXT)
    assert [(step.text, step.points) for step in steps] == [("lake", 5), ("sea", 9)]
    assert [step.points for step in milestones_of(goal(points=3), (ONE, OTHER), CONTEXT)] == [3] * 4


def test_a_step_can_be_taken_once_and_what_was_taken_in_a_closed_week_is_taken():
    rule = goal(points={"week 1": 3, "weeks 2 to 4": 5})
    week = np.repeat(np.arange(1, 5, dtype=np.int16), 7)
    is_open = np.broadcast_to(week > 2, (2, 28))
    remaining = RemainingDays(
        week=week,
        status=np.zeros((2, 28), np.int8),
        open=is_open,
        in_open_week=week > 2,
        has_paid=np.array([False, True]),
        members=np.full((2, 28), 4),
    )
    bounds = rule.grid_bounds(remaining, CONTEXT)
    assert bounds.total_upper.tolist() == [20, 15]
    assert bounds.lower.max() == 0
    nothing = goal().grid_bounds(remaining, CONTEXT)
    assert nothing.upper.max() == nothing.lower.max() == 0


def view(*company, by_team=(), names=()):
    return View(
        title="Walk",
        starts=date(2026, 1, 5),
        as_of=date(2026, 1, 8),
        days=28,
        active_per_day=(),
        due_per_day=(),
        points_per_day=(),
        teams=(),
        team_names=names,
        company=company,
        company_by_team=by_team,
    )


def test_the_panel_shows_each_rule_with_its_steps_and_what_comes_next():
    check_declaration(EveryoneTogether())
    together = CompanyProgress(have=50_000, goal=100_000, unit="minutes", note="At 100%: tea")
    shown = EveryoneTogether().show(
        view(
            CompanyView(
                rule="a", label="Tea", progress=together, reached=(Milestone(day=day(2), text="50%: a cup"),)
            )
        )
    )

    assert shown == Table(
        columns=("", "", ""),
        rows=(
            ("Tea", "50 minutes of 100 minutes", "50%"),
            ("", "50%: a cup", "2027-01-05"),
            ("", "At 100%: tea", ""),
        ),
    )


def test_the_panel_has_a_line_for_each_team_that_goes_by_itself():
    far = [CompanyProgress(have=have, goal=9000, unit="km", note="Next: the sea.") for have in (4500, 900)]
    by_team = tuple((CompanyView(rule="a", label="To the sea", progress=each),) for each in far)
    assert EveryoneTogether().show(view(by_team=by_team, names=("Heron", "Otter"))).rows == (
        ("To the sea, Heron", "4.5 km of 9 km", "50%"),
        ("To the sea, Otter", "0.9 km of 9 km", "10%"),
    )


def test_the_panel_of_a_challenge_without_such_rules_says_so():
    assert EveryoneTogether().show(view()) == PanelText(
        text="This challenge has no goal for everyone together."
    )


def test_shares_are_exact():
    assert goal("3 minutes", {"33.333333%": "x"}).unlocks == {Fraction(33333333, 100000000): "x"}
