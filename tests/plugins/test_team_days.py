"""Good days that a team has together: 24 in the scoring vocabulary."""

import pytest

from moonwalk.testing import assert_awards, check_rule, roster, timeline
from moonwalk_plugins.team_days import EachMember, SharedDays


def shared(together, points="20"):
    return SharedDays(goal="good_day", together=together, points=points)


def team(*people):
    return roster([timeline(text) for text in people]).teams()[0]


def test_a_pair_with_ten_good_days_in_a_week_is_paid_on_the_day_of_the_tenth():
    pair = team("5 5 5 5 5 0 5", "5 0 5 5 0 5 0")

    (award,) = assert_awards(shared("10 days"), pair, {7: 20})

    assert award.reason == "10 days together with: good day"


def test_nine_are_not_enough_and_two_people_cannot_have_them_twice():
    assert_awards(shared("10 days"), team("5 5 5 5 5 0 0", "5 0 5 5 0 5 0"), {})
    assert_awards(shared("2 days"), team("5 5 5 5 5 5 5", "5 5 5 5 5 5 5"), {1: 20})


def test_each_week_begins_anew():
    whole = team("5 5 5 0 0 0 0 5 5 0 0 0 0 0 5 5 5 5")

    assert_awards(shared("3 days", {"week 1": "20", "weeks 2 to 3": "30"}), whole, {3: 20, 17: 30})


def test_a_day_that_brings_more_than_is_missing_says_how_many_there_are():
    awards = assert_awards(shared("4 days"), team("5 5", "5 5", "0 5"), {2: 20})

    assert awards[0].reason == "5 days together with: good day"


def test_a_week_may_be_strong_for_one_and_weak_for_the_other():
    assert_awards(shared("7 days"), team("5 5 5 5 5 5 5", "0 0 0 - - 0 0"), {7: 20})


@pytest.mark.parametrize("together", ["1 day", "3 days", "6 days", "40 days"])
def test_both_forms_agree_and_it_is_pure(together):
    check_rule(shared(together))
    check_rule(shared(together, {"week 1": "3", "weeks 2 to 9": "7"}))


def test_its_sentence():
    assert shared("10 days").sentence() == (
        "20 points to the team when its members together have 10 days with good_day in a week."
    )


def each(goal="good_day", points="5"):
    return EachMember(goal=goal, points=points)


def test_each_member_who_meets_the_goal_brings_the_team_points_of_its_own():
    awards = assert_awards(each(), team("5 0 5 0 0 0 0", "5 5 0 0 0 0 0"), {1: 10, 2: 5, 3: 5})
    assert [award.reason for award in awards[:2]] == ["2 members met: good day", "1 member met: good day"]


def test_points_of_each_member_may_differ_by_week():
    weekly = {"week 1": "1", "weeks 2 to 9": "3"}
    assert_awards(each(points=weekly), team("5 0 0 0 0 0 0 5", "5 0 0 0 0 0 0 5"), {1: 2, 8: 6})


@pytest.mark.parametrize("goal", ["good_day", "good_week"])
def test_both_forms_of_each_member_agree_and_it_is_pure(goal):
    check_rule(each(goal))
    check_rule(each(goal, {"week 1": "3", "weeks 2 to 9": "7"}))


def test_the_sentence_of_each_member():
    assert each().sentence() == "5 points to the team each time one of its members meets good_day."
