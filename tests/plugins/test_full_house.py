"""Points for a team when enough of its members met a goal."""

import pytest

from moonwalk.testing import assert_awards, check_rule, roster, timeline
from moonwalk_plugins.full_house import FullHouse


def test_a_full_house_pays_once_a_week_on_the_day_it_first_holds():
    rule = FullHouse(needs=("at least 80% of members met good_week",), points="10")
    people = [timeline("5 5 5 5 5 5 5")] * 4 + [timeline("0 0 5 5 5 5 0")]
    team = roster(people, [0] * 5).teams()[0]

    assert_awards(rule, team, "0 0 0 10 0 0 0")


def test_a_full_house_leaves_out_whoever_pauses():
    rule = FullHouse(needs=("all members met good_day",), points="10")
    people = [timeline("5 5 5 0 5 5 5"), timeline("5 - - 5 5 5 0")]

    assert_awards(rule, roster(people, [0] * 2).teams()[0], "10 10 10 0 10 10 0")


def test_logging_often_is_judged_at_the_end_of_the_week():
    rule = FullHouse(needs=("all members logged on at least 50% of days", "at least 2 members"), points="10")
    people = [timeline("1 1 1 1 0 0 0"), timeline("0 0 0 1 1 1 1")]

    assert_awards(rule, roster(people, [0] * 2).teams()[0], "0 0 0 0 0 0 10")


RULES = [
    FullHouse(needs=("at least 80% of members met good_week",), points="10"),
    FullHouse(needs=("all members met good_day", "at least 2 members"), points="3"),
    FullHouse(needs=("at least 1 members logged on at least 50% of days",), points="3"),
    FullHouse(needs=("at least 50% of members logged on at least 2 days",), points="3"),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.sentence()[:60])
def test_both_forms_of_a_rule_agree_and_it_is_pure(rule):
    check_rule(rule)
