"""What people earn: the rules in their order, on the days on which they pay."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar

import numpy as np
import pytest
from tests.scoring.challenges import LONG_AFTER, MINUTES, a_challenge, an_activity, entry, rule
from tests.scoring.facts import CODES, Member, entry_facts, member_facts, pause_facts
from tests.scoring.rules import Doubled, Forgiven, Loses, PerEntry, Progressing, Tax

from moonwalk.api import Award, Change, DayRule, PersonRule
from moonwalk.api.fields import ByWeek
from moonwalk.scoring.asking import RuleFailed
from moonwalk.scoring.membership import build_membership
from moonwalk.scoring.plan import GoalPlan
from moonwalk.scoring.score import score_members
from moonwalk_plugins.amounts import PerUnit
from moonwalk_plugins.bank import Bank
from moonwalk_plugins.bonus_days import BonusDays
from moonwalk_plugins.goals import GoalMet
from moonwalk_plugins.limits import Limit
from moonwalk_plugins.makeup import Makeup
from moonwalk_plugins.streaks import Comeback, Streak

EXAMPLE = (5, 0, 12, 25, 0, 8, 40)


def people(*days, now=LONG_AFTER, members=(), **changes):
    plan = a_challenge(**changes)
    whole = build_membership(plan.calendar, member_facts(Member(1), *members), pause_facts(), now)
    lines = [entry(1, day, minutes) for day, minutes in enumerate(days) if minutes]
    return score_members(plan, whole, entry_facts(lines), CODES, plan.calendar.length - 1)


def points(*days, of, **changes) -> list[int]:
    """The points of one rule in the first week."""
    return people(*days, **changes).points[of][0, :7].tolist()


def test_the_example_week_pays_a_point_a_minute():
    assert points(*EXAMPLE, of="minutes") == list(EXAMPLE)
    assert people(*EXAMPLE).total[0].sum() == 90


def test_one_freeze_keeps_a_row_of_three():
    def row(freezes):
        return rule("row", Streak, goal="good_day", every="3 days", points="10", freezes=freezes)

    assert points(*EXAMPLE, of="row", person_rules=(row("0"),)) == [0] * 7
    assert points(*EXAMPLE, of="row", person_rules=(row("1"),)) == [0, 0, 0, 10, 0, 0, 0]


def test_a_frozen_day_is_missed_for_a_comeback_all_the_same():
    rules = (
        rule("row", Streak, goal="good_day", every="3 days", points="10", freezes="1"),
        rule("back", Comeback, goal="good_day", points="5"),
    )

    assert points(*EXAMPLE, of="back", person_rules=rules) == [0, 0, 5, 0, 0, 0, 0]


def test_an_open_day_is_never_missed():
    loses = (rule("loses", Loses, goal="good_day"),)
    before_the_deadline = int(a_challenge().calendar.week_closes(1))

    assert points(*EXAMPLE, of="loses", person_rules=loses) == [0, -2, 0, 0, -2, 0, 0]
    assert points(*EXAMPLE, of="loses", person_rules=loses, now=before_the_deadline) == [0] * 7


def test_points_may_go_below_nothing():
    assert people(person_rules=(rule("loses", Loses, goal="good_day"),)).total.sum() == -56


def test_a_day_rule_changes_amounts_before_they_are_paid_but_no_goal():
    doubled = (rule("doubled", Doubled, during=[day < 3 for day in range(28)], activity="walk"),)
    found = people(4, 0, 12, 25, day_rules=doubled)

    assert found.points["minutes"][0, :4].tolist() == [8, 0, 24, 25]
    assert found.met["good_day"][0, :4].tolist() == [False, False, True, True]


def test_a_day_rule_lets_a_missed_goal_stand_for_the_rules_that_follow():
    forgiven = (rule("forgiven", Forgiven, goal="good_day"),)
    met = (rule("met", GoalMet, goal="good_day", points="1"),)

    assert points(1, 0, 9, of="met", person_rules=met, day_rules=forgiven) == [1, 0, 1, 0, 0, 0, 0]


def test_day_rules_build_upon_one_another():
    twice = tuple(rule(name, Doubled, activity="walk") for name in ("one", "two"))

    assert points(5, of="minutes", day_rules=twice)[0] == 20


@pytest.mark.parametrize("change", [{"activity": "swimming", "amount": 1}, {"counts_as_met": "good_night"}])
def test_a_day_rule_that_changes_what_is_not_there_fails(change):
    class Bad(DayRule):
        """Changes what nobody knows."""

        name: ClassVar[str] = "bad"

        def changes(self, timeline, context):
            return [Change(day=timeline.days[0].date, reason="so", **change)]

    with pytest.raises(RuleFailed, match="which the challenge does not have"):
        people(day_rules=(rule("bad", Bad),))


def test_a_fast_day_rule_that_adds_to_what_is_not_there_fails_as_well():
    class Bad(DayRule):
        """Adds to an activity that nobody knows."""

        name: ClassVar[str] = "bad"

        def changes(self, timeline, context):
            return ()

        def grid_amounts(self, grid, context):
            return {"swimming": np.zeros(grid.shape, np.int64)}

    with pytest.raises(RuleFailed, match="'swimming', which the challenge does not have"):
        people(day_rules=(rule("bad", Bad),))


class Cheered(DayRule):
    """A point for each minute; the first day counts twice."""

    name: ClassVar[str] = "cheered"

    def changes(self, timeline, context):
        first = timeline.days[0]
        return [Change(day=first.date, reason="twice", activity="walk", amount=first.amounts["walk"])]

    def awards(self, timeline, context):
        return [
            Award(day=day.date, points=day.amounts["walk"] // 1000, reason="cheers") for day in timeline.days
        ]


def test_a_day_rule_may_pay_and_sees_what_all_day_rules_changed():
    twice = rule("twice", Doubled, during=[day < 2 for day in range(28)], activity="walk")
    found = people(5, 5, 5, day_rules=(rule("cheered", Cheered), twice))

    assert found.points["cheered"][0, :4].tolist() == [20, 10, 5, 0]
    assert "twice" not in found.points


def test_what_a_day_rule_pays_is_capped_and_kept_to_its_days_like_all_points():
    cheered = (rule("cheered", Cheered, during=[day < 1 for day in range(28)]),)
    limit = (rule("limit", Limit, cap_per_day="15 points", of_rules=("cheered", "minutes")),)
    found = people(5, 5, day_rules=cheered, adjustment_rules=limit)

    assert found.points["cheered"][0, :2].tolist() == [10, 0]
    assert found.points["limit"][0, :2].tolist() == [-5, 0]


class ForgivenFast(Forgiven):
    """Forgives in its vectorised form as well."""

    def grid_met(self, grid, context):
        return {self.goal: grid.logged & ~grid.met[self.goal]}


def test_a_fast_day_rule_lets_missed_days_stand_on_its_days():
    met = (rule("met", GoalMet, goal="good_day", points="1"),)
    forgiven = (rule("forgiven", ForgivenFast, during=[day < 1 for day in range(28)], goal="good_day"),)

    assert points(1, 1, 9, of="met", person_rules=met, day_rules=forgiven) == [1, 0, 1, 0, 0, 0, 0]


def cycled(minutes, cap="25000 steps", goal=1100):
    """Ten minutes of cycling are 1000 steps, and 1200 on the first day."""
    steps = an_activity("steps", "steps", "steps")
    cycling = an_activity("own", "steps", rate=Fraction(100))
    bonus = rule("day", BonusDays, [True] + [False] * 27, activity="own", multiply_by="1.2")
    paid = rule("steps", PerUnit, activity="steps", points="1", per="100 steps", cap_per_day=cap)
    plan = a_challenge(
        activities=(steps, cycling, an_activity("walk")),
        goals=(GoalPlan("steps_day", "a step day", "day", "steps", ByWeek(always=goal * 1000)),),
        day_rules=(bonus,),
        person_rules=(paid,),
    )
    whole = build_membership(plan.calendar, member_facts(Member(1)), pause_facts(), LONG_AFTER)
    lines = [entry(1, day, minutes, kind=1) for day in (0, 1)]
    return score_members(plan, whole, entry_facts(lines), CODES, 27)


def test_ten_minutes_of_cycling_are_twelve_hundred_steps_on_a_cycling_day():
    assert cycled(10).points["steps"][0, :3].tolist() == [12, 10, 0]


def test_a_cap_counts_the_multiplied_amount_and_a_goal_what_was_really_done():
    found = cycled(10, cap="1100 steps")

    assert found.points["steps"][0, :2].tolist() == [11, 10]
    assert not found.met["steps_day"].any()
    assert cycled(11).met["steps_day"][0, :3].tolist() == [True, True, False]


def test_a_saturday_keeps_the_bank_together_but_is_no_day_more_for_the_week():
    bank = rule("bank", Bank, goal="good_day", points="70", lose_points="10")
    made_up = rule("made_up", Makeup, goal="good_day", weekdays=("Saturday",))
    walked = (5, 0, 0, 5, 0, 5, 0)
    found = people(*walked, person_rules=(bank,), day_rules=(made_up,))

    assert found.points["bank"][0, :7].tolist() == [70, 0, -10, 0, -10, 0, -10]
    assert people(*walked, person_rules=(bank,)).points["bank"][0, :7].sum() == 30
    assert not found.met["good_week"][0, :7].any()


def test_a_limit_is_a_negative_award_so_that_totals_add_up():
    limit = (rule("limit", Limit, cap_per_day="25 points", cap_per_week="60 points"),)
    found = people(*EXAMPLE, adjustment_rules=limit)

    assert found.points["limit"][0, :7].tolist() == [0, 0, 0, 0, 0, 0, -30]
    assert found.total[0].sum() == 60


def test_adjustments_see_the_ones_before_them():
    taxes = tuple(rule(name, Tax) for name in ("first", "second"))

    assert points(9, of="second", adjustment_rules=taxes)[0] == -2


def test_a_rule_pays_on_its_days_only():
    during = [day % 2 == 0 for day in range(28)]
    each = (rule("each", PerEntry, during=during),)

    assert points(5, 5, 5, of="each", person_rules=each) == [1, 0, 1, 0, 0, 0, 0]


def test_a_limit_applies_on_its_days_only():
    limit = rule("limit", Limit, during=[day > 0 for day in range(28)], cap_per_day="10 points")

    assert points(25, 25, of="limit", adjustment_rules=(limit,))[:2] == [0, -15]


def test_a_rule_without_a_fast_form_is_asked_for_each_person():
    found = people(5, 5, members=[Member(2)], person_rules=(rule("way", Progressing, goal="good_week"),))

    assert found.points["way"][:, :7].tolist() == [[1, 1, 1, 1, 1, 1, 1], [0] * 7]


def test_points_of_some_rules_leave_out_the_others():
    each = rule("each", PerEntry)
    found = people(*EXAMPLE, person_rules=(MINUTES, each))

    assert found.of_rules(("each",))[0, :7].tolist() == [1, 0, 1, 1, 0, 1, 1]
    assert found.of_rules(("each", "a rule of teams")).sum() == 5
    assert found.of_rules(()).tolist() == found.total.tolist()


@pytest.mark.parametrize("written", ["amounts", "progress"])
def test_a_rule_that_writes_to_the_days_is_named_itself(written):
    class Writes(PersonRule):
        """Writes to a day."""

        name: ClassVar[str] = "writes"

        def awards(self, timeline, context):
            getattr(timeline.days[0], written)["walk"] = 0
            return ()

    with pytest.raises(RuleFailed, match=r"rule 'bad' failed: .*does not support item assignment"):
        people(person_rules=(rule("fine", PerEntry), rule("bad", Writes)))
