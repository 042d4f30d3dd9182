"""Who has which badge: of each rule the one given last, up to a day."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from tests.scoring.challenges import LONG_AFTER, MINUTES, a_challenge, entry, rule
from tests.scoring.facts import CODES, Member, entry_facts, member_facts, pause_facts
from tests.scoring.histories import histories
from tests.scoring.rules import FastWalker, LyingWalker, Unnamed, Walker
from tests.scoring.scoring import examples
from tests.scoring.scoring import membership_of as membership_of_history

from moonwalk.scoring import people
from moonwalk.scoring.asking import RuleFailed
from moonwalk.scoring.badges import score_badges
from moonwalk.scoring.explain import explain
from moonwalk.scoring.membership import build_membership
from moonwalk.scoring.score import score
from moonwalk_plugins.limits import Limit

LINES = (entry(1, 0, 9), entry(1, 2, 9), entry(2, 3, 9), entry(3, 9, 0))


def walker(made=Walker, name="walker", **changes):
    return rule(name, made, activity="walk", **changes)


def membership_of(plan, people=3):
    members = member_facts(*(Member(number) for number in range(1, people + 1)))
    return build_membership(plan.calendar, members, pause_facts(), LONG_AFTER)


def badged(*rules, last_day=27, lines=LINES, **changes):
    plan = a_challenge(person_rules=(MINUTES, *rules), **changes)
    return score_badges(plan, membership_of(plan), entry_facts(lines), CODES, last_day)


def names(found, row):
    return [(one.id, badge) for one, badge in found.of(row)]


@pytest.mark.parametrize("made", [Walker, FastWalker])
def test_the_badge_given_last_is_the_one_somebody_has(made):
    found = badged(walker(made))
    assert [names(found, row) for row in range(3)] == [[("walker", "more")], [("walker", "first")], []]
    assert found.holders("more").tolist() == [True, False, False]
    assert found.holders("first").tolist() == [False, True, False]
    assert found.holders("none of them").tolist() == [False, False, False]


@pytest.mark.parametrize("made", [Walker, FastWalker])
@pytest.mark.parametrize(
    ("last_day", "first", "more"), [(-1, [], []), (0, [0], []), (1, [0], []), (2, [], [0]), (3, [1], [0])]
)
def test_later_days_are_not_looked_at(made, last_day, first, more):
    found = badged(walker(made), last_day=last_day)
    assert np.flatnonzero(found.holders("first")).tolist() == first
    assert np.flatnonzero(found.holders("more")).tolist() == more


@pytest.mark.parametrize("made", [Walker, FastWalker])
def test_no_badge_is_given_outside_the_periods_of_its_rule(made):
    found = badged(walker(made, during=[True] * 2 + [False] * 26))
    assert [names(found, row) for row in range(3)] == [[("walker", "first")], [], []]


def test_each_rule_has_badges_of_its_own():
    found = badged(walker(), walker(FastWalker, "early", during=[True] + [False] * 27))
    assert names(found, 0) == [("walker", "more"), ("early", "first")]
    assert found.holders("first").tolist() == [True, True, False]


def test_rules_without_badges_are_not_asked_for_any():
    found = badged()
    assert found.rules == ()
    assert found.of(0) == ()
    assert found.holders("first").tolist() == [False, False, False]


def test_a_limit_takes_no_badge():
    capped = badged(walker(), adjustment_rules=(rule("limit", Limit, cap_per_day="0 points"),))
    assert names(capped, 0) == [("walker", "more")]


def test_blocks_of_people_have_the_same_badges_as_all_at_once(monkeypatch):
    whole = badged(walker(), walker(FastWalker, "other"))
    monkeypatch.setattr(people.blocks, "__defaults__", (1,))
    parts = badged(walker(), walker(FastWalker, "other"))
    for one, other in zip(whole.rules, parts.rules, strict=True):
        assert one.names == other.names
        np.testing.assert_array_equal(one.numbers, other.numbers)


@examples(60)
@given(histories())
def test_everyones_badges_are_those_of_their_awards(history):
    whole = membership_of_history(history)
    facts = entry_facts(history.lines)
    found = score_badges(history.plan, whole, facts, CODES, history.last_day)
    for row, person in enumerate(whole.people.tolist()):
        theirs = entry_facts([line for line in history.lines if line.person == person])
        told = explain(history.plan, whole.only([row]), theirs, CODES, history.last_day)
        held = {one.rule.id: one.award.badge for one in told.awards if one.award.badge}
        assert {rule.id: badge for rule, badge in found.of(row)} == held


def explained(made):
    plan = a_challenge(person_rules=(walker(made),))
    alone = membership_of(plan, 1)
    return explain(plan, alone, entry_facts(LINES[:2]), CODES, 27)


@pytest.mark.parametrize("made", [Walker, FastWalker])
def test_an_explained_award_has_its_badge(made):
    assert [one.award.badge for one in explained(made).awards] == ["first", "more"]


def test_a_fast_form_that_gives_another_badge_is_told_when_somebody_asks_why():
    with pytest.raises(RuleFailed, match="disagree on the badge of 2027-01-04"):
        explained(LyingWalker)


def test_a_badge_that_its_rule_does_not_name_is_told():
    with pytest.raises(RuleFailed, match="it gave the badge 'more', which is not in badges"):
        badged(walker(Unnamed))


def test_points_do_not_depend_on_badges():
    plan = a_challenge(person_rules=(MINUTES, walker(LyingWalker)))
    scores = score(plan, membership_of(plan), entry_facts(LINES), CODES, 27)
    assert scores.people.total.sum(axis=1).tolist() == [18, 9, 0]
