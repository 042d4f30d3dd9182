"""Several processes give what one gives, and are used only where they save time."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from tests.scoring.challenges import a_challenge, entry
from tests.scoring.facts import CODES, Member, entry_facts, member_facts, pause_facts
from tests.scoring.rules import PerEntry

from moonwalk.registry import adapt
from moonwalk.scoring.asking import RuleFailed
from moonwalk.scoring.membership import build_membership
from moonwalk.scoring.people import Block, score_in_blocks
from moonwalk.scoring.score import score_block
from moonwalk.services.processes import FEWEST_PEOPLE, several, work_for


def test_processes_give_what_one_gives_in_turns():
    plan, whole = company()
    score = partial(score_block, plan, CODES, plan.calendar.length)
    alone = score_in_blocks(whole, score, size=3)
    together = score_in_blocks(whole, score, several(2), size=3)
    assert alone.total.sum() > 0
    assert (alone.total == together.total).all()
    assert together.membership is whole.membership


def test_a_rule_that_fails_in_another_process_is_named_as_it_is_here():
    _, whole = company()
    with pytest.raises(RuleFailed) as failure:
        score_in_blocks(whole, fails, several(2), size=3)
    assert (failure.value.rule, failure.value.at) == ("minutes", "walk.yaml:3")


def test_what_cannot_be_sent_to_another_process_is_scored_here():
    plan, whole = company()

    def score(block):
        return score_block(plan, CODES, plan.calendar.length, block)

    assert score_in_blocks(whole, score, several(2), size=3).total.sum() > 0


def test_processes_are_for_many_people_and_a_rule_without_a_fast_form():
    plan, _ = company()
    first = plan.person_rules[0]
    slow = replace(plan, person_rules=(replace(first, adapter=adapt(PerEntry)),))
    assert work_for(plan, FEWEST_PEOPLE, cores=4) is map
    assert work_for(slow, FEWEST_PEOPLE - 1, cores=4) is map
    assert work_for(slow, FEWEST_PEOPLE, cores=1) is map
    assert work_for(slow, FEWEST_PEOPLE, cores=4) is not map


def fails(block):
    raise RuleFailed("minutes", "walk.yaml:3", "it gave no answer")


def company():
    plan = a_challenge()
    people = range(1, 9)
    members = build_membership(
        plan.calendar, member_facts(*(Member(one) for one in people)), pause_facts(), 0
    )
    return plan, Block(
        members, entry_facts(tuple(entry(one, day, 5 + one) for one in people for day in range(5)))
    )
