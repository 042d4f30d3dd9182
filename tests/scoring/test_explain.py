"""Every point of one person: rule, day, reason and entries, adding up to what the board shows."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pytest
from hypothesis import given
from tests.scoring.challenges import LONG_AFTER, MINUTES, a_challenge, entry, rule
from tests.scoring.facts import CODES, Member, entry_facts, member_facts, pause_facts
from tests.scoring.histories import histories
from tests.scoring.rules import Forgiven, Lying, LyingDays, PerEntry, Raising, Tax
from tests.scoring.scoring import examples, membership_of, scored

from moonwalk.api import Award, PersonRule
from moonwalk.scoring.asking import RuleFailed
from moonwalk.scoring.explain import explain
from moonwalk.scoring.membership import build_membership
from moonwalk.scoring.plan import GoalPlan
from moonwalk.scoring.verdicts import Verdict
from moonwalk_plugins.bonus_days import BonusDays
from moonwalk_plugins.goals import GoalMet
from moonwalk_plugins.improvement import Improvement
from moonwalk_plugins.limits import Limit


def explained(*lines, last_day=27, **changes):
    plan = a_challenge(**changes)
    whole = build_membership(plan.calendar, member_facts(Member(1)), pause_facts(), LONG_AFTER)
    return explain(plan, whole, entry_facts(lines), CODES, last_day)


@examples(30)
@given(histories())
def test_what_is_explained_adds_up_to_what_is_scored(history):
    scores, whole = scored(history), membership_of(history)
    days = slice(0, max(history.last_day + 1, 0))

    for row, person in enumerate(whole.people.tolist()):
        theirs = [line for line in history.lines if line.person == person]
        found = explain(history.plan, whole.only([row]), entry_facts(theirs), CODES, history.last_day)
        assert found.total == scores.people.total[row, days].sum()
        assert len(found.judged.verdict) == sum(line.kind < 3 for line in theirs)


def test_awards_name_rule_reason_and_entries_in_the_order_of_days():
    one, two = entry(1, 3, 30), entry(1, 0, 9)
    limit = rule("limit", Limit, cap_per_day="25 points")
    found = explained(one, two, adjustment_rules=(limit,))

    assert [(award.rule.id, award.rule.at, award.award.points) for award in found.awards] == [
        ("minutes", "challenge.yaml: minutes", 9),
        ("minutes", "challenge.yaml: minutes", 30),
        ("limit", "challenge.yaml: limit", -5),
    ]
    assert [award.award.entries for award in found.awards] == [(str(two.id),), (str(one.id),), ()]
    assert found.awards[2].award.reason == "the day earns at most 25 points"
    assert found.total == 34


def test_entries_that_do_not_count_are_there_with_their_verdict():
    found = explained(entry(1, 0, 9), entry(1, 1, 9, logged=LONG_AFTER), entry(1, 99, 9))

    assert [Verdict(int(one)).name for one in found.judged.verdict] == ["COUNTED", "LATE", "OUTSIDE"]
    assert [day.amounts["walk"] for day in found.timeline.days[:2]] == [9000, 0]


def test_awards_of_days_that_are_not_looked_at_yet_are_left_out():
    class Early(PersonRule):
        """A point for every day, whether it has been or not."""

        name: ClassVar[str] = "early"

        def awards(self, timeline, context):
            return [Award(day=day.date, points=1, reason="a day") for day in timeline.days]

    assert explained(person_rules=(rule("early", Early),), last_day=4).total == 5
    assert explained(person_rules=(rule("early", Early),), last_day=-1).total == 0


def test_a_vectorised_form_that_says_otherwise_than_its_awards_is_found_out():
    with pytest.raises(RuleFailed) as failed:
        explained(person_rules=(MINUTES, rule("lying", Lying)))

    assert (failed.value.rule, failed.value.at) == ("lying", "challenge.yaml: lying")
    assert failed.value.cause == "its vectorised form and its awards disagree on 2027-01-04"


def test_a_day_rule_whose_vectorised_form_says_otherwise_is_found_out():
    with pytest.raises(
        RuleFailed, match="rule 'lying' failed: its vectorised form and its changes disagree on walk"
    ):
        explained(day_rules=(rule("lying", LyingDays, activity="walk"),))


def test_a_day_rule_that_lets_other_days_stand_in_its_vectorised_form_is_found_out():
    class Generous(Forgiven):
        """Says all days stand."""

        def grid_met(self, grid, context):
            return {self.goal: np.ones(grid.shape, np.bool_)}

    with pytest.raises(RuleFailed, match="disagree on which days count for good_day"):
        explained(day_rules=(rule("generous", Generous, goal="good_day"),))


def test_what_a_day_rule_pays_is_explained_and_held_equal():
    bonus = {"activity": "walk", "add_points": "3"}
    found = explained(entry(1, 0, 5), day_rules=(rule("bonus", BonusDays, **bonus),))
    assert {one.award.points for one in found.awards if one.rule.id == "bonus"} == {3}

    class Wrong(BonusDays):
        """Pays one more in its vectorised form."""

        def grid_points(self, grid, context):
            return super().grid_points(grid, context) + 1

    with pytest.raises(RuleFailed, match="its vectorised form and its awards disagree"):
        explained(day_rules=(rule("bonus", Wrong, **bonus),))


def test_the_days_before_the_challenge_reach_both_forms_of_a_rule_that_reads_them():
    keys = {"activity": "walk", "target": "20%", "points": "20", "floor": "5 minutes"}
    before = [entry(1, day, 10, kind=day % 2) for day in range(-7, 0)]
    more = [entry(1, day, 11) for day in range(7)]
    found = explained(*before, *more, person_rules=(rule("better", Improvement, **keys),))

    assert [(one.award.day.isoformat(), one.award.points) for one in found.awards] == [("2027-01-10", 10)]
    assert len(found.timeline.before) == 28


def test_what_day_rules_changed_is_told_without_points_on_the_days_they_cover():
    bonus = rule("bonus", BonusDays, [True] * 2 + [False] * 26, activity="walk", multiply_by="2")
    found = explained(entry(1, 0, 5), entry(1, 2, 5), day_rules=(bonus,), last_day=1)

    told = [(one.rule.id, one.award.points, one.award.reason) for one in found.awards]
    assert told[0] == ("bonus", 0, "5 minutes count as 10 minutes")
    assert [(name, points) for name, points, _ in told[1:]] == [("minutes", 10)]


def test_a_rule_that_fails_explains_nothing():
    with pytest.raises(RuleFailed, match=r"rule 'bad' failed: .*division by zero"):
        explained(person_rules=(rule("bad", Raising),))


def test_an_adjustment_is_shown_points_by_day_here_as_everywhere():
    # Two entries are two awards of one rule on one day: one thing that paid.
    found = explained(
        entry(1, 0, 5),
        entry(1, 0, 6),
        person_rules=(rule("each", PerEntry),),
        adjustment_rules=(rule("tax", Tax),),
    )

    assert [(award.rule.id, award.award.points) for award in found.awards] == [
        ("each", 1),
        ("each", 1),
        ("tax", -1),
    ]


def test_what_a_span_was_paid_for_is_taken_back_on_the_day_that_is_too_much():
    span = GoalPlan("span", "ten to twenty", "week", "walk", within=(10000, 20000))
    share = rule("share", GoalMet, goal="span", points="9", partly="in proportion")
    found = explained(entry(1, 0, 5), entry(1, 2, 7), entry(1, 3, 9), goals=(span,), person_rules=(share,))

    assert [(award.award.points, award.award.reason) for award in found.awards] == [
        (4, "50% of the way to: ten to twenty"),
        (5, "100% of the way to: ten to twenty"),
        (-9, "0% of the way to: ten to twenty, less than before"),
    ]
