"""Caps on what a day and a week can bring."""

import pytest

from moonwalk.api import AwardPeriod
from moonwalk.testing import assert_adjusts, check_rule
from moonwalk_plugins.limits import Limit


def test_a_limit_takes_the_days_cap_first_and_then_the_weeks():
    rule = Limit(cap_per_day="25 points", cap_per_week="60 points")
    added = assert_adjusts(rule, {"minutes": "20 20 20 0 0 0 0", "row": "0 10 0 0 0 0 0"}, "0 -5 -5 0 0 0 0")

    assert [award.reason for award in added] == [
        "the day earns at most 25 points",
        "the week earns at most 60 points",
    ]


def test_what_a_week_pays_does_not_vanish_in_a_daily_cap():
    award_periods = {"week_bonus": AwardPeriod.WEEK}
    points = {"minutes": "20 0 0 0 0 0 0", "week_bonus": "20 0 0 0 0 0 0"}

    assert_adjusts(Limit(cap_per_day="25 points"), points, "0 0 0 0 0 0 0", award_periods)
    assert_adjusts(Limit(cap_per_week="30 points"), points, "-10 0 0 0 0 0 0", award_periods)


def test_a_limit_of_some_rules_leaves_the_others_alone():
    rule = Limit(cap_per_day="5 points", of_rules=("row",))

    assert_adjusts(rule, {"minutes": "20 20", "row": "0 10"}, "0 -5")


RULES = [
    Limit(cap_per_day="25 points", cap_per_week="60 points"),
    Limit(cap_per_week={"week 1": "10 points", "weeks 2 to 9": "30 points"}),
    Limit(cap_per_day="5 points"),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.sentence()[:60])
def test_both_forms_of_a_rule_agree_and_it_is_pure(rule):
    check_rule(rule)


def test_a_limit_on_weeks_alone_says_only_that():
    assert Limit(cap_per_week="120 points").sentence() == "No more than 120 points a week."


def test_a_limit_of_nothing_and_one_that_leaves_nothing_are_refused():
    with pytest.raises(ValueError, match="a limit needs 'cap_per_day', 'cap_per_week', or both"):
        Limit()
    with pytest.raises(ValueError, match="a limit of 0 points leaves nothing for anyone"):
        Limit(cap_per_day="0 points")
    assert Limit(cap_per_week={"week 1": "0 points", "week 2": "9 points"}).cap_per_week.at(1) == 0
