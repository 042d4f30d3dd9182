"""A challenge in tenths pays what one in whole points pays with ten times the numbers."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.scoring.scoring import arrays

from moonwalk.registry import load
from moonwalk.testing import check_rule
from moonwalk_plugins.amounts import PerUnit

from .every_rule import (
    COMPANY,
    PERSON,
    RANKINGS,
    TEAM,
    WEEKLY,
    names_of,
    planned,
    played,
    rule_id,
    scored,
    text_of,
)
from .test_every_rule import FEW

PLUGINS = load(frozenset())
EVERY = (*PERSON, *TEAM, *COMPANY)
NOT_OF_POINTS = ("rankings.participation", "composite.composite")
"""Rankings by shares of days and by places, which are the same however finely points are counted."""

POINTS = re.compile(r"((?:lose_|add_)?points|win|draw|loss|square|line|full_card): ([0-9]+)\b")


def tenths_of(text: str) -> str:
    """The file with every number of points divided by ten."""

    def tenth(number: str) -> str:
        return f"{int(number) / 10:g}"

    text = text.replace(WEEKLY, "{week 1: 0.3, weeks 2 to 3: 0.4}")
    text = text.replace("{5 minutes: 2, 20 minutes: 5}", "{5 minutes: 0.2, 20 minutes: 0.5}")
    text = POINTS.sub(lambda match: f"{match[1]}: {tenth(match[2])}", text)
    text = re.sub(r"\b([0-9]+) points", lambda match: f"{tenth(match[1])} points", text)
    return f"{text}points: {{counted_in: tenths}}\n"


@cache
def plan_in_wholes():
    return planned(text_of(EVERY), PLUGINS)


@cache
def plan_in_tenths():
    return planned(tenths_of(text_of(EVERY)), PLUGINS)


@FEW
@given(st.integers(0, 2**32))
def test_every_rule_and_ranking_together_come_to_a_tenth(seed):
    facts = played(seed)
    whole, tenths = scored(plan_in_wholes(), facts), scored(plan_in_tenths(), facts)

    mine, theirs = arrays(whole), arrays(tenths)
    assert mine.keys() == theirs.keys()
    for name, values in mine.items():
        np.testing.assert_array_equal(values, theirs[name], err_msg=name)
    for name in RANKINGS:
        board = rule_id(name)
        first, second = (each.standings(board, *names_of(each)) for each in (whole, tenths))
        part = 1 if name in NOT_OF_POINTS else 10
        scores, fine = first.scores, second.scores
        exact = [(scores.exact(row), fine.exact(row)) for row in range(len(first))]
        assert all((a is None) == (b is None) and (a is None or a == b * part) for a, b in exact)


def test_every_rule_was_in_it():
    assert "points: 0.2" in tenths_of(text_of(EVERY))
    assert len(plan_in_tenths().rules) == len(EVERY) + 3
    assert plan_in_tenths().context.point_decimals == 1


@pytest.mark.parametrize("more", [{}, {"cap_per_day": "9 minutes"}, {"paid_days": "first 3 of 7"}], ids=str)
def test_rounding_at_the_end_keeps_what_every_rule_promises(more):
    check_rule(PerUnit(activity="walk", points="1", per="7 minutes", rounded="once at the end", **more))
