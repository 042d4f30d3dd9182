"""Points for goals on the example week of the scoring vocabulary: 5 0 12 25 0 8 40 minutes."""

import pytest

from moonwalk.testing import assert_awards, check_rule, timeline
from moonwalk_plugins.goals import GoalMet

WEEK = "5 0 12 25 0 8 40"


def test_a_daily_goal_of_ten_minutes_pays_five_three_times():
    awards = assert_awards(GoalMet(goal="good_day", points="5"), timeline(WEEK, goal=10), "0 0 5 5 0 0 5")

    assert sum(award.points for award in awards) == 15


def test_a_week_of_four_good_days_pays_on_the_day_it_is_reached():
    assert_awards(GoalMet(goal="good_week", points="20"), timeline(WEEK, goal=5), "0 0 0 0 0 20 0")


def test_a_goal_in_proportion_pays_each_step_of_the_way():
    rule = GoalMet(goal="good_week", points="20", partly="in proportion")

    assert_awards(rule, timeline(WEEK, goal=5), "5 0 5 5 0 5 0")


RULES = [
    GoalMet(goal="good_day", points="5"),
    GoalMet(goal="good_week", points="20"),
    GoalMet(goal="good_week", points="19", partly="in proportion"),
    GoalMet(goal="good_day", points="7", partly="in proportion"),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.sentence()[:60])
def test_both_forms_of_a_rule_agree_and_it_is_pure(rule):
    check_rule(rule)
