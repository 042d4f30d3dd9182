"""The first-party rules on the example week of the scoring vocabulary: 5 0 12 25 0 8 40 minutes."""

import pytest

from moonwalk.api import Grain
from moonwalk.testing import (
    assert_adjusts,
    assert_awards,
    check_rule,
    roster,
    timeline,
)
from moonwalk_amounts.per_unit import PerUnit
from moonwalk_full_house.full_house import FullHouse
from moonwalk_goals.goal_met import GoalMet
from moonwalk_limits.limit import Limit
from moonwalk_streaks.comeback import Comeback
from moonwalk_streaks.streak import Streak

WEEK = "5 0 12 25 0 8 40"


def per_unit(**keys):
    return PerUnit(activity="walk", points="1", per="1 minute", **keys)


def test_per_unit_pays_each_minute_up_to_the_cap_sixty_five_in_all():
    awards = assert_awards(per_unit(cap_per_day="20 minutes"), timeline(WEEK), "5 0 12 20 0 8 20")

    assert sum(award.points for award in awards) == 65
    assert awards[2].reason == "25 minutes, of which 20 minutes count"


def test_per_unit_pays_the_first_active_days_of_each_week_only():
    awards = assert_awards(per_unit(paid_days="first 3 of 7"), timeline(WEEK), "5 0 12 25 0 0 0")

    assert awards[-1].reason == "40 minutes; the week's 3 paid days are used up"


def test_per_unit_rounds_down_once_a_day():
    rule = PerUnit(activity="walk", points="1", per="10 minutes")

    assert_awards(rule, timeline(WEEK), "0 0 1 2 0 0 4")


def test_per_unit_converts_units_exactly():
    rule = PerUnit(activity="walk", points="60", per="1 hour")

    assert_awards(rule, timeline(WEEK), "5 0 12 25 0 8 40")


def test_per_unit_takes_caps_by_week():
    rule = per_unit(cap_per_day={"week 1": "10 minutes", "week 2": "12 minutes"})

    assert_awards(rule, timeline(f"{WEEK} {WEEK}"), "5 0 10 10 0 8 10 5 0 12 12 0 8 12")


def test_a_daily_goal_of_ten_minutes_pays_five_three_times():
    awards = assert_awards(GoalMet(goal="good_day", points="5"), timeline(WEEK, goal=10), "0 0 5 5 0 0 5")

    assert sum(award.points for award in awards) == 15


def test_a_week_of_four_good_days_pays_on_the_day_it_is_reached():
    assert_awards(GoalMet(goal="good_week", points="20"), timeline(WEEK, goal=5), "0 0 0 0 0 20 0")


def test_a_goal_in_proportion_pays_each_step_of_the_way():
    rule = GoalMet(goal="good_week", points="20", partly="in proportion")

    assert_awards(rule, timeline(WEEK, goal=5), "5 0 5 5 0 5 0")


def test_a_row_of_three_is_not_reached_without_a_freeze():
    assert_awards(Streak(goal="good_day", every="3 days", points="10"), timeline(WEEK), "0 0 0 0 0 0 0")


def test_one_freeze_keeps_the_row_without_raising_it():
    rule = Streak(goal="good_day", every="3 days", points="10", freezes="1")

    assert_awards(rule, timeline(WEEK), "0 0 0 10 0 0 0")


def test_a_freeze_is_not_spent_where_there_is_no_row():
    rule = Streak(goal="good_day", every="3 days", points="10", freezes="1")

    assert_awards(rule, timeline("0 5 5 0 5 0 5"), "0 0 0 0 10 0 0")


def test_an_open_day_neither_breaks_a_row_nor_adds_to_it():
    rule = Streak(goal="good_day", every="3 days", points="10")

    assert_awards(rule, timeline("5 5 ? 5 ? ? ?"), "0 0 0 10 0 0 0")


def test_coming_back_pays_at_most_once_a_week():
    rule = Comeback(goal="good_day", points="5")

    assert_awards(rule, timeline(f"{WEEK} {WEEK}"), "0 0 5 0 0 0 0  0 0 5 0 0 0 0")


def test_every_week_starts_afresh_for_coming_back():
    rule = Comeback(goal="good_day", points="5")

    assert_awards(rule, timeline("5 5 5 5 5 5 0  5 0 5 0 0 0 0"), "0 0 0 0 0 0 0  0 0 5 0 0 0 0")


def test_coming_back_pays_after_exactly_so_many_missed_days():
    rule = Comeback(goal="good_day", points="5", after_missed="2 days")

    assert_awards(rule, timeline("5 0 5 0 0 5 0"), "0 0 0 0 0 5 0")
    assert_awards(rule, timeline("5 0 0 0 5 0 0"), "0 0 0 0 0 0 0")


def test_nobody_comes_back_from_where_they_have_never_been():
    assert_awards(Comeback(goal="good_day", points="5"), timeline("0 5 5 5 0 - 5"), "0 0 0 0 0 0 5")


def test_a_limit_takes_the_days_cap_first_and_then_the_weeks():
    rule = Limit(cap_per_day="25 points", cap_per_week="60 points")
    added = assert_adjusts(rule, {"minutes": "20 20 20 0 0 0 0", "row": "0 10 0 0 0 0 0"}, "0 -5 -5 0 0 0 0")

    assert [award.reason for award in added] == [
        "the day brings at most 25 points",
        "the week brings at most 60 points",
    ]


def test_what_a_week_pays_does_not_vanish_in_a_daily_cap():
    grains = {"week_bonus": Grain.WEEK}
    points = {"minutes": "20 0 0 0 0 0 0", "week_bonus": "20 0 0 0 0 0 0"}

    assert_adjusts(Limit(cap_per_day="25 points"), points, "0 0 0 0 0 0 0", grains)
    assert_adjusts(Limit(cap_per_week="30 points"), points, "-10 0 0 0 0 0 0", grains)


def test_a_limit_of_some_rules_leaves_the_others_alone():
    rule = Limit(cap_per_day="5 points", of_rules=("row",))

    assert_adjusts(rule, {"minutes": "20 20", "row": "0 10"}, "0 -5")


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
    per_unit(cap_per_day={"week 1": "10 minutes", "weeks 2 to 9": "20 minutes"}, paid_days="first 5 of 7"),
    PerUnit(activity="walk", points={"week 1": "3", "weeks 2 to 9": "7"}, per="2.5 minutes"),
    GoalMet(goal="good_day", points="5"),
    GoalMet(goal="good_week", points="20"),
    GoalMet(goal="good_week", points="19", partly="in proportion"),
    GoalMet(goal="good_day", points="7", partly="in proportion"),
    Streak(goal="good_day", every="3 days", points="5", freezes="2"),
    Streak(goal="good_day", every="1 day", points="5"),
    Comeback(goal="good_day", points="5"),
    Comeback(goal="good_day", points="5", after_missed="2 days"),
    Limit(cap_per_day="25 points", cap_per_week="60 points"),
    Limit(cap_per_week={"week 1": "10 points", "weeks 2 to 9": "30 points"}),
    Limit(cap_per_day="5 points"),
    FullHouse(needs=("at least 80% of members met good_week",), points="10"),
    FullHouse(needs=("all members met good_day", "at least 2 members"), points="3"),
    FullHouse(needs=("at least 1 members logged on at least 50% of days",), points="3"),
    FullHouse(needs=("at least 50% of members logged on at least 2 days",), points="3"),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.sentence()[:60])
def test_both_forms_of_a_rule_agree_and_it_is_pure(rule):
    check_rule(rule)


def test_sentences_say_what_is_configured():
    assert per_unit(cap_per_day="20 minutes", paid_days="first 5 of 7").sentence() == (
        "1 point for each minute. No more than 20 minutes of a day counts. The first 5 days of a week on "
        "which something was done pay. Rounded down to whole points once a day."
    )
    assert Limit(cap_per_week="120 points").sentence() == "No more than 120 points a week."


def test_a_limit_of_nothing_and_one_that_leaves_nothing_are_refused():
    with pytest.raises(ValueError, match="a limit needs 'cap_per_day', 'cap_per_week', or both"):
        Limit()
    with pytest.raises(ValueError, match="a limit of 0 points leaves nothing to anybody"):
        Limit(cap_per_day="0 points")
    assert Limit(cap_per_week={"week 1": "0 points", "week 2": "9 points"}).cap_per_week.at(1) == 0
