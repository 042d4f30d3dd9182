"""On which day a goal is met, and what it asks of people who are there for a part of the time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from tests.scoring.challenges import (
    CALENDAR,
    GOOD_DAY,
    GOOD_WEEK,
    LONG_AFTER,
    STARTS,
    a_challenge,
    entry,
)
from tests.scoring.facts import (
    CODES,
    Member,
    Pause,
    Target,
    entry_facts,
    member_facts,
    pause_facts,
    target_facts,
)

from moonwalk.api.fields import ByWeek, ShareOfWeek, WeekSpan
from moonwalk.api.values import OwnDays
from moonwalk.scoring.goals import Goals
from moonwalk.scoring.membership import build_membership
from moonwalk.scoring.plan import GoalPlan, TargetBounds
from moonwalk.scoring.score import settle_entries
from moonwalk.scoring.verdicts import converted

SHRINK, STAY, NOT_COUNT = "goals shrink with the days", "goals stay", "week does not count"
WEEK_SUM = GoalPlan("week_sum", "a long week", "week", "walk", ByWeek(always=60000))
ALONE = (Member(1),)


def goals(*days, members=ALONE, pauses=(), **changes) -> Goals:
    """Goals over one person's minutes day by day."""
    plan = a_challenge(**changes)
    whole = build_membership(plan.calendar, member_facts(*members), pause_facts(*pauses), LONG_AFTER)
    lines = [entry(1, day, minutes) for day, minutes in enumerate(days) if minutes]
    settled = settle_entries(plan, whole, entry_facts(lines), CODES, plan.calendar.length - 1)
    return Goals(plan, whole, converted(plan, settled.raw))


def met(found: Goals, name: str) -> list[int]:
    return [day for day, flag in enumerate(found.met()[name][0]) if flag]


def needs(goal: GoalPlan, **changes) -> list[int]:
    """What a goal asks for on the first day of each week."""
    return goals(goals=(GOOD_DAY, goal), **changes).need(goal)[0, ::7].tolist()


def test_a_daily_goal_is_met_on_each_day_that_reaches_it():
    assert met(goals(5, 0, 12, 25, 0, 4.999, 40), "good_day") == [0, 2, 3, 6]


def test_a_goal_by_week_changes_with_the_week():
    rising = replace(
        GOOD_DAY,
        reach=ByWeek(
            always=None, spans=(WeekSpan(first=1, last=1, value=5000), WeekSpan(first=2, last=4, value=8000))
        ),
    )

    assert met(goals(5, 0, 0, 0, 0, 0, 5, 5, 8, goals=(rising, GOOD_WEEK)), "good_day") == [0, 6, 8]


def test_a_weeks_goal_is_met_on_the_day_it_is_reached_and_only_then():
    assert met(goals(5, 0, 12, 25, 0, 8, 40, 5, 5, 5, 5), "good_week") == [5, 10]


def test_a_week_of_five_minutes_on_four_days_is_met_with_five_good_days():
    found = goals(5, 0, 12, 25, 0, 8, 40)

    assert found.have(GOOD_WEEK, found.met())[0, :8].tolist() == [1, 1, 2, 3, 3, 4, 5, 0]


def test_a_weekly_sum_is_met_on_the_day_that_reaches_it():
    assert met(goals(5, 0, 12, 25, 0, 18, 40, 59, goals=(GOOD_DAY, WEEK_SUM)), "week_sum") == [5]


def test_a_goal_for_the_challenge_runs_through_all_weeks():
    far = GoalPlan("far", "far", "challenge", "walk", ByWeek(always=100000))

    assert met(goals(*[10] * 12, goals=(GOOD_DAY, far)), "far") == [9]


def test_four_of_seven_becomes_three_of_five():
    assert needs(GOOD_WEEK, members=[Member(1, 1, 2)]) == [3, 4, 4, 4]
    assert needs(GOOD_WEEK, pauses=[Pause(1, 7, 8)]) == [4, 3, 4, 4]


@pytest.mark.parametrize(("there", "need"), list(enumerate([0, 1, 2, 2, 3, 3, 4, 4])))
def test_a_share_of_the_week_shrinks_rounded_up(there, need):
    assert needs(GOOD_WEEK, members=[Member(1, 1, 0, there - 1)])[0] == need


def test_a_weekly_sum_shrinks_with_the_days():
    assert needs(WEEK_SUM, members=[Member(1, 1, 3)])[0] == 34286


def test_goals_may_stay_for_who_is_there_for_a_part():
    assert needs(GOOD_WEEK, members=[Member(1, 1, 5)], part_weeks=STAY) == [4, 4, 4, 4]
    assert needs(GOOD_WEEK, members=[Member(1, 1, 9)], part_weeks=STAY) == [0, 4, 4, 4]


def test_a_week_may_not_count_for_who_is_there_for_a_part():
    assert needs(GOOD_WEEK, members=[Member(1, 1, 5)], part_weeks=NOT_COUNT) == [0, 4, 4, 4]
    assert needs(GOOD_WEEK, pauses=[Pause(1, 20, 20)], part_weeks=NOT_COUNT) == [4, 4, 0, 4]


@pytest.mark.parametrize("part_weeks", [SHRINK, STAY, NOT_COUNT])
def test_a_short_last_week_is_shorter_for_everyone(part_weeks):
    assert needs(GOOD_WEEK, calendar=replace(CALENDAR, length=10), part_weeks=part_weeks) == [4, 2]


@pytest.mark.parametrize("part_weeks", [SHRINK, STAY, NOT_COUNT])
def test_days_that_count_for_nobody_make_the_week_shorter(part_weeks):
    holidays = frozenset(STARTS + timedelta(days=day) for day in (7, 8))
    calendar = replace(CALENDAR, excused=holidays)

    assert needs(GOOD_WEEK, calendar=calendar, part_weeks=part_weeks) == [4, 3, 4, 4]


@pytest.mark.parametrize("part_weeks", [SHRINK, STAY, NOT_COUNT])
def test_a_week_without_any_day_cannot_be_met(part_weeks):
    calendar = replace(CALENDAR, excused=frozenset(CALENDAR.dates[7:14]))

    assert needs(GOOD_WEEK, calendar=calendar, part_weeks=part_weeks) == [4, 0, 4, 4]


def test_on_workdays_a_week_has_five_days():
    work_week = replace(GOOD_WEEK, days=ShareOfWeek(days=3, of=5))
    calendar = replace(CALENDAR, workdays_only=True)

    assert needs(work_week, calendar=calendar) == [3, 3, 3, 3]
    assert needs(work_week, calendar=calendar, pauses=[Pause(1, 0, 1)]) == [2, 3, 3, 3]
    # A pause over the weekend takes nothing away.
    assert needs(work_week, calendar=calendar, pauses=[Pause(1, 5, 6)], part_weeks=NOT_COUNT)[0] == 3


def test_a_challenge_of_one_day_asks_for_one_day():
    assert needs(GOOD_WEEK, calendar=replace(CALENDAR, length=1)) == [1]
    assert met(goals(5, calendar=replace(CALENDAR, length=1)), "good_week") == [0]


def test_a_day_that_does_not_count_cannot_be_met():
    found = goals(5, 5, pauses=[Pause(1, 0, 0)])

    assert met(found, "good_day") == [1]
    assert found.need(GOOD_DAY)[0, :2].tolist() == [0, 5000]


CALM = GoalPlan("calm", "calm", "day", "walk", within=(7000, 9000))
CALM_WEEK = GoalPlan("calm_week", "a calm week", "week", "walk", within=(60000, 70000))


def test_a_span_is_met_between_its_ends_and_on_them():
    found = goals(7, 9, 8, 6.999, 9.001, goals=(CALM,))

    assert met(found, "calm") == [0, 1, 2]
    assert found.have(CALM, {})[0, :5].tolist() == [7000, 9000, 8000, 6999, 0]
    assert found.need(CALM)[0, :2].tolist() == [7000, 7000]


def test_a_span_from_nothing_asks_for_something():
    little = replace(CALM, within=(0, 9000))

    assert met(goals(0, 0.001, 9, 10, goals=(little,)), "calm") == [1, 2]


def test_a_weeks_span_is_met_when_the_week_is_over():
    assert met(goals(60, goals=(CALM_WEEK,)), "calm_week") == [6]
    assert met(goals(60, 0, 0, 0, 0, 0, 10, 61, 11, goals=(CALM_WEEK,)), "calm_week") == [6]


@pytest.mark.parametrize(("as_of", "days"), [(5, []), (6, [6]), (13, [6])])
def test_a_weeks_span_is_not_met_before_its_last_day_has_come(as_of, days):
    context = replace(a_challenge().context, as_of=STARTS + timedelta(days=as_of))

    assert met(goals(60, goals=(CALM_WEEK,), context=context), "calm_week") == days


def test_a_week_that_one_leaves_is_over_on_ones_own_last_day():
    assert met(goals(30, goals=(CALM_WEEK,), members=[Member(1, 1, 0, 2)]), "calm_week") == [2]
    assert met(goals(50, goals=(CALM_WEEK,), pauses=[Pause(1, 5, 9)]), "calm_week") == [4]


def test_both_ends_of_a_weeks_span_shrink_with_the_days_rounded_up():
    found = goals(30.001, goals=(CALM_WEEK,), members=[Member(1, 1, 0, 2)])

    assert found.need(CALM_WEEK)[0, 0] == 25715
    assert met(found, "calm_week") == []


def test_a_span_of_the_whole_challenge_is_met_on_its_last_day():
    whole = replace(CALM_WEEK, each="challenge")

    assert met(goals(*[5] * 13, goals=(whole,)), "calm_week") == [27]
    assert met(goals(*[5] * 15, goals=(whole,)), "calm_week") == []


FIRST = GoalPlan("first", "first", "week", "walk", ByWeek(always=10000))
SECOND = GoalPlan("second", "second", "week", "steps", ByWeek(always=1000000))
ALL = GoalPlan("all", "all", "week", all_of=("first", "second"))
ANY = GoalPlan("any", "any", "week", any_of=("first", "second"))


def parts(walked: dict[int, float], steps: dict[int, int], *more: GoalPlan, **changes) -> Goals:
    """Goals made of a week's walking and a week's steps."""
    plan = a_challenge(goals=(*more, ALL, ANY, SECOND, FIRST), **changes)
    lines = [entry(1, day, minutes) for day, minutes in walked.items()]
    lines += [entry(1, day, number, kind=2) for day, number in steps.items()]
    whole = build_membership(plan.calendar, member_facts(*ALONE), pause_facts(), LONG_AFTER)
    settled = settle_entries(plan, whole, entry_facts(lines), CODES, plan.calendar.length - 1)
    return Goals(plan, whole, converted(plan, settled.raw))


def test_all_goals_are_met_on_the_first_day_on_which_all_have_been_met():
    found = parts({1: 10, 5: 30, 8: 10}, {3: 1000, 4: 1000, 20: 1000})

    assert met(found, "all") == [3]
    assert met(found, "any") == [1, 8, 20]
    assert found.have(ALL, found.met())[0, :9].tolist() == [0, 1, 1, 2, 2, 2, 2, 0, 1]
    assert found.need(ALL)[0, 0] == 2
    assert (found.have(ANY, found.met())[0, 4], found.need(ANY)[0, 0]) == (1, 1)


def test_goals_made_of_goals_made_of_goals_are_met_whatever_their_order():
    top = GoalPlan("top", "top", "week", all_of=("any", "all", "far"))
    far = GoalPlan("far", "far", "week", any_of=("nowhere", "all"))
    nowhere = GoalPlan("nowhere", "nowhere", "week", "walk", ByWeek(always=10**9))
    found = parts({1: 10}, {3: 1000}, top, far, nowhere)

    assert met(found, "top") == [3]
    assert found.need(top)[0, 0] == 3


def test_days_may_be_counted_on_which_several_goals_were_met():
    walked = GoalPlan("walked", "walked", "day", "walk", ByWeek(always=5000))
    stepped = GoalPlan("stepped", "stepped", "day", "steps", ByWeek(always=100000))
    both = GoalPlan("both", "both", "day", all_of=("walked", "stepped"))
    week = GoalPlan("week", "week", "week", days=ShareOfWeek(days=2, of=7), meeting="both")
    found = parts({0: 5, 1: 5, 2: 5}, {0: 100, 2: 100, 3: 100}, week, both, stepped, walked)

    assert met(found, "both") == [0, 2]
    assert met(found, "week") == [2]


def test_all_goals_cannot_be_met_where_one_of_them_cannot():
    calendar = replace(CALENDAR, excused=frozenset(CALENDAR.dates[7:14]))
    found = parts({}, {}, calendar=calendar)

    assert found.need(ALL)[0, ::7].tolist() == [2, 0, 2, 2]
    assert found.need(ANY)[0, ::7].tolist() == [1, 0, 1, 1]
    missing = GoalPlan("nothing", "nothing", "week", "walk", ByWeek(always=0))
    found = parts({}, {}, missing, replace(ALL, name="x", all_of=("nothing", "first")))
    assert not found.need(found.plan.goal("x")).any()


OWN = GoalPlan("own", "own", "day", "walk", own_target=TargetBounds(2000, 20000, 7000))


def asked(goal: GoalPlan, *targets: Target, members=ALONE, **changes) -> list[int]:
    """What a goal asks of the first person on each day, in whole minutes."""
    found = goals(goals=(goal,), members=members, **changes)
    whole = replace(found.membership, targets=target_facts(*targets))
    return [need // 1000 for need in replace(found, membership=whole).need(goal)[0].tolist()]


def test_who_chooses_no_target_has_the_one_of_those_who_do_not():
    assert asked(OWN) == [7] * 28
    assert asked(OWN, Target(2, "own", 0, 9000), Target(1, "other", 0, 9000)) == [7] * 28


def test_a_target_holds_from_its_day_on_until_the_next():
    found = asked(OWN, Target(1, "own", 20, 5000), Target(1, "own", 3, 9000), Target(1, "own", 40, 3000))

    assert found == [7] * 3 + [9] * 17 + [5] * 8


def test_a_target_from_before_the_first_day_holds_from_the_first_day():
    assert asked(OWN, Target(1, "own", -2, 9000), Target(1, "own", -9, 3000)) == [9] * 28


def test_a_target_beyond_the_bounds_counts_as_the_nearest_within():
    assert asked(OWN, Target(1, "own", 0, 1000), Target(1, "own", 9, 90000)) == [2] * 9 + [20] * 19


def test_a_weeks_goal_keeps_the_target_that_the_week_began_with():
    week = replace(OWN, each="week")
    target = Target(1, "own", 9, 14000)

    assert asked(week, target)[::7] == [7, 7, 14, 14]
    assert asked(week, target, members=[Member(1, 1, 9)])[::7] == [0, 10, 14, 14]
    assert asked(replace(OWN, each="challenge"), target)[::7] == [7, 7, 7, 7]
    assert asked(replace(OWN, each="challenge"), target, members=[Member(1, 1, 9)])[0] == 9


def test_each_meets_the_goal_by_the_target_of_their_own():
    found = goals(8, 8, 8, goals=(OWN,))
    whole = replace(
        found.membership, targets=target_facts(Target(1, "own", 1, 9000), Target(1, "own", 2, 8000))
    )

    assert met(replace(found, membership=whole), "own") == [0, 2]


SIX_OF_28 = GoalPlan("six", "six", "challenge", days=ShareOfWeek(days=6, of=28), meeting="good_day")


def own_share(percent: str, each="challenge") -> GoalPlan:
    return GoalPlan("own", "own", each, days=OwnDays(percent=Fraction(percent)), meeting="good_day")


def test_days_over_the_whole_challenge_are_met_on_the_day_that_reaches_them():
    found = goals(5, 0, 5, 0, 0, 5, 0, 5, 4, 0, 0, 0, 5, 0, 5, 5, goals=(GOOD_DAY, SIX_OF_28))

    assert met(found, "six") == [14]
    assert found.have(SIX_OF_28, found.met())[0, [0, 6, 13, 27]].tolist() == [1, 3, 5, 7]


def test_days_over_the_whole_challenge_shrink_with_the_days_rounded_up():
    assert needs(SIX_OF_28) == [6, 6, 6, 6]
    assert needs(SIX_OF_28, members=[Member(1, 1, 14)]) == [3, 3, 3, 3]
    assert needs(SIX_OF_28, pauses=[Pause(1, 0, 0)]) == [6, 6, 6, 6]
    assert needs(SIX_OF_28, members=[Member(1, 1, 14)], part_weeks=STAY) == [6, 6, 6, 6]
    assert needs(SIX_OF_28, members=[Member(1, 1, 14)], part_weeks=NOT_COUNT) == [0, 0, 0, 0]


@pytest.mark.parametrize(("percent", "need"), [("80", 23), ("66.6", 19), ("100", 28), ("0.5", 1), ("50", 14)])
def test_a_percentage_of_ones_own_days_is_rounded_up(percent, need):
    assert needs(own_share(percent)) == [need] * 4


def test_a_percentage_is_of_the_days_that_count_for_this_person():
    half = own_share("50")

    assert needs(half, members=[Member(1, 1, 9)]) == [10] * 4
    assert needs(half, pauses=[Pause(1, 0, 6)], part_weeks=STAY) == [11] * 4
    assert needs(half, pauses=[Pause(1, 0, 6)], part_weeks=NOT_COUNT) == [0] * 4
    assert needs(half, members=[Member(1, 1, 28)]) == [0] * 4
    weekly = own_share("50", "week")
    assert needs(weekly, pauses=[Pause(1, 0, 3)]) == [2, 4, 4, 4]
    holidays = frozenset(CALENDAR.dates[7:12])
    assert needs(weekly, calendar=replace(CALENDAR, excused=holidays), part_weeks=NOT_COUNT) == [4, 1, 4, 4]
    assert needs(weekly, calendar=replace(CALENDAR, workdays_only=True)) == [3, 3, 3, 3]


def test_a_percentage_of_own_days_is_met_on_the_day_that_reaches_it():
    found = goals(5, 5, 0, 5, 5, 5, 0, 5, 5, goals=(GOOD_DAY, own_share("50", "week")))

    assert met(found, "own") == [4]
