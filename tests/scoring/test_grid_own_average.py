"""A paused day that counts as the average of the days before it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.scoring.challenges import (
    GOOD_DAY,
    GOOD_WEEK,
    LONG_AFTER,
    MINUTES,
    STARTS,
    a_challenge,
    an_activity,
    entry,
    later,
    rule,
)
from tests.scoring.facts import CODES, Member, Pause, entry_facts, member_facts, pause_facts

from moonwalk.api import Status
from moonwalk.scoring.explain import explain
from moonwalk.scoring.membership import build_membership
from moonwalk.scoring.plan import NOTHING, OWN_AVERAGE
from moonwalk.scoring.score import score_members
from moonwalk.scoring.verdicts import Verdict
from moonwalk_plugins.goals import GoalMet
from moonwalk_plugins.streaks import Streak

ALONE = (Member(1),)
AVERAGE = {"a_paused_day": OWN_AVERAGE}


def explained(*lines, pauses, members=ALONE, now=LONG_AFTER, last_day=27, **changes):
    plan = a_challenge(**{**AVERAGE, **changes})
    plan = replace(plan, context=replace(plan.context, as_of=STARTS + timedelta(days=last_day)))
    whole = build_membership(plan.calendar, member_facts(*members), pause_facts(*pauses), now)
    return explain(plan, whole, entry_facts(lines), CODES, last_day)


def points(found) -> dict[int, int]:
    return {(one.award.day - STARTS).days: one.award.points for one in found.awards}


def test_a_paused_day_has_the_average_of_the_days_before_it_logged_or_not():
    lines = [entry(1, 0, 10), entry(1, 1, 15), entry(1, 4, 30)]

    assert points(explained(*lines, pauses=[Pause(1, 2, 2), Pause(1, 5, 6)])) == {
        0: 10,
        1: 15,
        2: 12,
        4: 30,
        5: 13,
        6: 13,
    }


def test_the_average_is_rounded_down_to_a_thousandth():
    found = explained(entry(1, 0, 10), entry(1, 2, 10), pauses=[Pause(1, 3, 3)])

    assert [day.amounts["walk"] for day in found.timeline.days[:5]] == [10000, 0, 10000, 6666, 0]


def test_without_a_day_before_it_a_paused_day_is_due_and_empty():
    found = explained(entry(1, 3, 9), pauses=[Pause(1, 0, 1)], members=[Member(1, 1, 1)])

    assert points(found) == {3: 9}


def test_days_on_which_nobody_could_take_part_lower_no_average():
    calendar = replace(a_challenge().calendar, excused=frozenset([later(1)]))
    found = explained(entry(1, 2, 12), pauses=[Pause(1, 3, 3)], members=[Member(1, 1, 2)], calendar=calendar)

    assert points(found)[3] == 12


def test_what_counts_as_another_activity_is_in_the_average_of_that_one():
    found = explained(entry(1, 0, 10), entry(1, 0, 4, kind=1), pauses=[Pause(1, 1, 1)])

    assert found.timeline.days[1].amounts == {"walk": 14000, "own": 0, "steps": 0}


def test_what_is_logged_on_a_paused_day_stays_out():
    found = explained(entry(1, 0, 10), entry(1, 1, 60), pauses=[Pause(1, 1, 1)])

    assert points(found) == {0: 10, 1: 10}
    assert [Verdict(int(one)) for one in found.judged.verdict] == [Verdict.COUNTED, Verdict.PAUSED]


def test_the_day_is_shown_as_paused_and_its_points_do_not_look_logged():
    found = explained(entry(1, 0, 10), pauses=[Pause(1, 1, 1)])

    assert [day.status for day in found.timeline.days[:3]] == [Status.DUE, Status.PAUSED, Status.DUE]
    logged, averaged = (one.award for one in found.awards)
    assert (logged.reason, averaged.reason) == (
        "10 minutes",
        "10 minutes (a paused day, which counts as your own average)",
    )
    assert (len(logged.entries), averaged.entries) == (1, ())


def test_goals_are_met_and_rows_go_on_by_the_average():
    row = rule("row", Streak, goal="good_day", every="3 days", points="5")
    week = rule("week", GoalMet, goal="good_week", points="20")
    lines = [entry(1, 0, 10), entry(1, 1, 6)]
    found = explained(*lines, pauses=[Pause(1, 2, 4)], person_rules=(row, week))

    assert points(found) == {2: 5, 3: 20}
    assert found.timeline.days[0].progress["good_week"].need == 4


def test_an_average_below_the_goal_is_a_missed_day():
    row = rule("row", Streak, goal="good_day", every="3 days", points="5")
    lines = [entry(1, 0, 5), entry(1, 2, 5), entry(1, 4, 5), entry(1, 5, 5)]
    pauses = [Pause(1, 3, 3)]

    assert points(explained(*lines, pauses=pauses, person_rules=(row,))) == {}
    kept = explained(
        *lines, entry(1, 1, 5), pauses=[Pause(1, 3, 3)], person_rules=(row,), a_paused_day=NOTHING
    )
    assert points(kept) == {2: 5}


def test_a_paused_day_to_come_brings_nothing_yet():
    lines = [entry(1, day, 10) for day in range(3)]
    pauses = [Pause(1, 3, 9)]
    now = lines[2].logged + 1

    assert points(explained(*lines, pauses=pauses, now=now, last_day=2)) == {0: 10, 1: 10, 2: 10}
    plan = a_challenge(**AVERAGE, goals=(GOOD_DAY, GOOD_WEEK), person_rules=(MINUTES,))
    plan = replace(plan, context=replace(plan.context, as_of=later(4)))
    whole = build_membership(plan.calendar, member_facts(Member(1)), pause_facts(*pauses), now)
    assert score_members(plan, whole, entry_facts(lines), CODES, 4).total.sum() == 50


def test_a_day_with_an_average_counts_as_logged_by_nobody():
    plan = a_challenge(**AVERAGE, activities=(an_activity("walk"),))
    whole = build_membership(plan.calendar, member_facts(Member(1)), pause_facts(Pause(1, 1, 1)), LONG_AFTER)
    people = score_members(plan, whole, entry_facts([entry(1, 0, 10)]), CODES, 27)

    assert people.logged[0, :2].tolist() == [True, False]
    assert people.membership.status[0, 1] == Status.PAUSED
