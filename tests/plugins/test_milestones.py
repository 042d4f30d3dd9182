from __future__ import annotations

import pytest
from pydantic import ValidationError

from moonwalk.testing import assert_awards, check_rule, context_for, timeline
from moonwalk_plugins.milestones import Milestone, PersonalBest

WEEK = "5 0 12 25 0 8 40"


def milestone(**keys):
    return Milestone(**({"activity": "walk", "every": "20 minutes", "points": "5"} | keys))


def best(**keys):
    return PersonalBest(**({"activity": "walk", "points": "3"} | keys))


def test_each_milestone_of_the_running_sum_pays_several_of_them_at_once():
    awards = assert_awards(milestone(), timeline(WEEK), "0 0 0 10 0 0 10")
    assert [award.reason for award in awards] == [
        "40 minutes in all, 2 milestones at once",
        "80 minutes in all, 2 milestones at once",
    ]
    assert [award.badge for award in awards] == ["", ""]


def test_a_milestone_goes_on_over_the_weeks_and_pays_what_its_week_says():
    rule = milestone(every="1 hour", points={"week 1": "1", "week 2": "7"})
    assert_awards(rule, timeline("50 0 0 0 0 0 0 5 5 61"), "0 0 0 0 0 0 0 0 7 7")


def test_a_milestone_may_bring_a_badge_only():
    rule = Milestone(activity="walk", every="1 hour", badge="Hour")
    (award,) = assert_awards(rule, timeline(WEEK), "0 0 0 0 0 0 0")
    assert (award.badge, award.reason) == ("Hour", "60 minutes in all")
    assert rule.badges() == ("Hour",)


def test_a_milestone_that_brings_nothing_is_refused():
    for keys in ({}, {"points": "0"}, {"points": {"week 1": "0"}}):
        with pytest.raises(ValidationError, match="a milestone needs 'points', 'badge', or both"):
            Milestone(activity="walk", every="1 hour", **keys)


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ({}, "5 points at every 20 minutes, all days added up."),
        ({"badge": "Hour"}, "5 points and the badge 'Hour' at every 20 minutes, all days added up."),
        ({"badge": "Hour", "points": "0"}, "The badge 'Hour' at every 20 minutes, all days added up."),
    ],
)
def test_a_milestone_says_what_it_brings(keys, sentence):
    assert milestone(**keys).sentence() == sentence


def test_a_best_day_pays_after_five_days_with_an_amount():
    awards = assert_awards(best(), timeline(f"{WEEK} 40 41 0 0 0 0 0"), "0 0 0 0 0 0 0 0 3 0 0 0 0 0")
    assert awards[0].reason == "your best day: 41 minutes"


def test_a_best_day_pays_at_most_so_often_a_week_and_still_raises_the_bar():
    rule = best(after="1 log", per_week="2")
    awards = assert_awards(rule, timeline("5 6 7 8 0 8 0 8 9"), "0 3 3 0 0 0 0 0 3")
    assert awards[2].reason == "your best day: 8 minutes; paid at most 2 times a week"


def test_the_first_day_is_the_best_where_nothing_is_asked_before():
    assert_awards(best(after="0 logs"), timeline("0 5 5"), "0 3 0")


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ({}, "3 points for your best day so far, once you have logged on 5 days; at most once a week."),
        (
            {"after": "1 log", "per_week": "2"},
            "3 points for your best day so far, once you have logged on 1 day; at most 2 times a week.",
        ),
        ({"after": "0 logs"}, "3 points for your best day so far; at most once a week."),
    ],
)
def test_a_best_day_says_when_it_pays(keys, sentence):
    assert best(**keys).sentence() == sentence


@pytest.mark.parametrize(
    "rule",
    [
        milestone(badge="Hour"),
        milestone(every="7 minutes", points={"week 1": "1", "weeks 2 to 4": "2"}),
        best(after="2 logs"),
        best(after="0 logs", per_week="2"),
    ],
)
def test_the_fast_forms_agree(rule):
    check_rule(rule)


def test_amounts_convert_exactly():
    rule = Milestone(activity="run", every="1 mile", points="1")
    days = timeline({"run": "1.609 0.001 1.608 0.001"}, goals=())
    assert_awards(rule, days, "0 1 0 1", context_for(days, goals=(), units={"run": "km"}))
