"""Conditions for a place: who counts as a member, and what of them."""

from __future__ import annotations

import pytest
from tests.scoring.challenges import LONG_AFTER, a_challenge, entry
from tests.scoring.facts import CODES, Member, Pause, entry_facts, member_facts, pause_facts

from moonwalk.api.field_words import ConditionKind
from moonwalk.scoring.attribution import attribute_days
from moonwalk.scoring.eligibility import conditions_met
from moonwalk.scoring.membership import build_membership
from moonwalk.scoring.score import score_members

TEAM = (Member(1, 1), Member(2, 1), Member(3, 1), Member(4, 2))


def holds(text, *lines, members=TEAM, pauses=(), last_day=13):
    """Whether each team meets a condition."""
    plan = a_challenge()
    whole = build_membership(plan.calendar, member_facts(*members), pause_facts(*pauses), LONG_AFTER)
    people = score_members(plan, whole, entry_facts(lines), CODES, last_day)
    now = attribute_days(plan, whole, people.logged, last_day).now
    return conditions_met([ConditionKind().parse(text)], people, now, len(whole.teams), last_day)[0].tolist()


def test_members_are_those_of_the_last_day():
    assert holds("at least 3 members") == [True, False]
    assert holds("at least 3 members", members=[*TEAM[:2], Member(3, 1, 0, 12), TEAM[3]]) == [False, False]
    assert holds("at least 3 members", members=[*TEAM[:2], Member(3, 1, 14), TEAM[3]]) == [False, False]


def test_a_pause_makes_no_team_too_small_for_a_place():
    assert holds("at least 3 members", pauses=[Pause(1, 13, 13)]) == [True, False]


def test_whoever_pauses_is_in_neither_number():
    lines = [entry(1, 0, 5), entry(2, 0, 5)]

    assert holds("all members met good_day", *lines) == [False, False]
    assert holds("all members met good_day", *lines, pauses=[Pause(3, 13, 13)]) == [True, False]
    assert holds("at least 2 members met good_day", *lines, pauses=[Pause(1, 13, 13)]) == [False, False]


def test_a_goal_counts_once_it_was_met_at_all():
    lines = [entry(who, who, 5) for who in (1, 2, 3)]

    assert holds("all members met good_day", *lines) == [True, False]
    assert holds("all members met good_day", *lines, last_day=2) == [False, False]


@pytest.mark.parametrize(("share", "answer"), [("66%", True), ("66.6%", True), ("67%", False)])
def test_a_share_of_members_is_exact(share, answer):
    lines = [entry(who, 0, 5) for who in (1, 2)]

    assert holds(f"at least {share} of members met good_day", *lines)[0] is answer


def test_days_logged_are_counted_up_to_the_last_day():
    lines = [entry(who, day, 1) for who in (1, 2, 3) for day in (0, 5, 9)]

    assert holds("all members logged on at least 3 days", *lines) == [True, False]
    assert holds("all members logged on at least 3 days", *lines, last_day=8) == [False, False]


def test_a_share_of_days_looks_at_those_on_which_one_could_log():
    lines = [entry(1, day, 1) for day in range(4)]

    assert holds("all members logged on at least 50% of days", *lines, members=[Member(1)]) == [False]
    joined = [Member(1, 1, 0, 3), Member(1, 1, 10)]
    assert holds("all members logged on at least 50% of days", *lines, members=joined) == [True]


def test_of_a_team_of_nobody_nothing_is_true():
    gone = [Member(1, 1), Member(2, 2, 0, 3)]

    assert holds("all members met good_day", entry(1, 0, 5), entry(2, 0, 5), members=gone) == [True, False]


def test_before_the_first_day_nobody_has_done_anything():
    assert holds("all members met good_day", entry(1, 0, 5), last_day=-1) == [False, False]
    assert holds("at least 3 members", last_day=-1) == [True, False]
