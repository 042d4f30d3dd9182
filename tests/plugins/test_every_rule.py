"""What holds for every rule that is installed, whoever wrote it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.scoring.scoring import arrays, assert_same, examples

from moonwalk.registry import load

from .every_rule import (
    COMPANY,
    PERSON,
    RANKINGS,
    TEAM,
    names_of,
    planned,
    played,
    points_of,
    rule_id,
    scored,
    text_of,
)

PLUGINS = load(frozenset())
EXAMPLES = {"person": PERSON, "team": TEAM, "company": COMPANY, "ranking": RANKINGS}
RULES = (*PERSON, *TEAM, *COMPANY)
SEEDS = st.integers(0, 2**32)
FEW = examples(6)


@cache
def plan_with(*names: str):
    return planned(text_of(names), PLUGINS)


def points_until(result, day: int) -> dict[str, list]:
    """Every rule's points and bonuses on the days up to one."""
    return {name: values[:, : day + 1].tolist() for name, values in points_of(result).items()}


@pytest.mark.parametrize("use", EXAMPLES)
def test_every_installed_rule_and_ranking_has_an_example_here(use):
    installed = {key.split()[1] for key in PLUGINS.adapters if key.split()[0] == use}
    assert set(EXAMPLES[use]) == installed, "write an example into every_rule.py, beside this file"


@pytest.mark.parametrize("name", RULES)
def test_an_example_pays_somebody_takes_from_somebody_or_counts_what_they_did(name):
    with_rule, without = scored(plan_with(name), played(3)), scored(plan_with(), played(3))
    if name in COMPANY:
        assert with_rule.people.shares[rule_id(name)].any()
    elif rule_id(name) in points_of(with_rule):
        assert points_of(with_rule)[rule_id(name)].any() or name == "levels.levels"
    else:
        assert not np.array_equal(with_rule.people.total, without.people.total)


@pytest.mark.parametrize("name", RULES)
@FEW
@given(SEEDS)
def test_the_order_of_what_became_known_changes_nothing(name, seed):
    facts, chance = played(seed), Random(seed)
    other = replace(
        facts,
        lines=tuple(chance.sample(facts.lines, len(facts.lines))),
        members=tuple(chance.sample(facts.members, len(facts.members))),
        pauses=tuple(chance.sample(facts.pauses, len(facts.pauses))),
    )
    assert_same(scored(plan_with(name), facts), scored(plan_with(name), other))


@pytest.mark.parametrize("name", PERSON)
@FEW
@given(SEEDS)
def test_what_a_person_earns_is_nobody_elses_doing(name, seed):
    facts = played(seed)
    together = scored(plan_with(name), facts)
    for row, person in enumerate(together.people.membership.people.tolist()):
        alone = scored(
            plan_with(name),
            replace(
                facts,
                lines=tuple(line for line in facts.lines if line.person == person),
                members=tuple(one for one in facts.members if one.person == person),
            ),
        )
        for rule, points in alone.people.points.items():
            assert points[0].tolist() == together.people.points[rule][row].tolist(), (rule, person)


@pytest.mark.parametrize("name", [*PERSON, *TEAM])
@FEW
@given(SEEDS, st.integers(-1, 15))
def test_later_days_change_no_earlier_award_unless_the_rule_says_so(name, seed, day):
    if PLUGINS.rule(name).later_days_may_change:
        return
    facts, plan = played(seed), plan_with(name)
    before = replace(facts, lines=tuple(line for line in facts.lines if line.day <= day))
    whole = points_until(scored(plan, facts), day)

    assert points_until(scored(plan, before), day) == whole
    assert points_until(scored(plan, facts, max(day, 0)), day) == whole


@FEW
@given(SEEDS)
def test_the_order_of_lines_in_the_file_changes_no_points_and_no_place(seed):
    facts, other = played(seed), planned(text_of(RULES, Random(seed)), PLUGINS)
    first, second = scored(plan_with(*RULES), facts), scored(other, facts)

    mine, theirs = arrays(first), arrays(second)
    assert mine.keys() == theirs.keys()
    for name, values in mine.items():
        np.testing.assert_array_equal(values, theirs[name], err_msg=name)
    for board in (*map(rule_id, RANKINGS), "form", "people"):
        rows, others = (one.standings(board, *names_of(one)) for one in (first, second))
        assert [rows.row(at) for at in range(len(rows))] == [others.row(at) for at in range(len(others))]
