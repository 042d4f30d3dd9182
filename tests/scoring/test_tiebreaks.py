"""Tie rules are exact, however large the groups are that they compare."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.scoring.challenges import a_board, a_challenge
from tests.scoring.scoring import examples

from moonwalk.api.arrays import DayTotals
from moonwalk.api.teams import Summaries
from moonwalk.scoring import tiebreaks
from moonwalk.scoring.tiebreaks import tiebreaks_of
from moonwalk_plugins.rankings import Sum

WEEKS = 4
NINE_DECIMALS = 10**9


def values_of(tie, summaries):
    board = a_board("teams", Sum, ties=(tie, "shared place"))
    plan = a_challenge(boards=(board,))
    (tiebreak,) = tiebreaks_of(plan, plan.board("teams"), 7 * WEEKS - 1, summaries)
    assert tiebreak.values.dtype == np.int64
    return tiebreak.values.tolist()


def summaries_with(member_days, met=None, days=None):
    zeros = np.zeros(len(member_days), np.int64)
    return Summaries(
        ids=tuple(f"T{row}" for row in range(len(member_days))),
        points=zeros,
        bonus=zeros,
        people=zeros,
        active=zeros,
        member_days=np.array(member_days, np.int64),
        days=7 * WEEKS,
        logged_days=zeros,
        active_days=zeros,
        met={} if met is None else {"good_day": np.array(met, np.int64)},
        make_days=days,
    )


@st.composite
def goals_met(draw):
    """On how many of their days the members of a row met a goal, and how many days these are."""
    days = draw(st.integers(0, draw(st.sampled_from([30, 10**6, 10**10, 10**12]))))
    return draw(st.integers(0, days)), days


@examples(200)
@given(st.lists(goals_met(), min_size=1, max_size=6))
def test_a_share_is_rounded_down_to_nine_decimals_whatever_its_size(pairs):
    met, days = ([pair[index] for pair in pairs] for index in (0, 1))

    exact = [part * NINE_DECIMALS // whole if whole else 0 for part, whole in pairs]
    assert values_of("met good_day", summaries_with(days, met)) == exact


@pytest.mark.parametrize("people", [10, 14_000, 60_000, 1_200_000])
@pytest.mark.parametrize("per_point", [1, 1000])
def test_the_improvement_of_a_group_is_exact_up_to_that_of_a_country(people, per_point):
    """Two groups; the second has one part of a point more in the last week."""
    due = np.full((2, 7 * WEEKS), people, np.int64)
    due[:, 0] -= 3
    points = np.full((2, 7 * WEEKS), people * 199 * per_point, np.int64)
    points[1, -1] += 1
    days = DayTotals(points=points, roster=due, due=due)

    then, now = (int(due[0, first : first + 7].sum()) for first in (0, 21))
    exact = [
        (int(points[row, 21:].sum()) * then - int(points[row, :7].sum()) * now)
        * NINE_DECIMALS
        // (then * now)
        for row in range(2)
    ]
    assert values_of("improvement", summaries_with([1, 1], days=lambda: days)) == exact


def test_shares_that_miss_a_whole_number_by_little_are_exact_as_well():
    chance = np.random.default_rng(7)
    edge = 2**52 // 10**9
    for most in (30, edge - 1, edge + 1, 2**33, 2**44):
        whole = chance.integers(0, most + 1, 500)
        part = chance.integers(-most, most + 1, 500)
        # Quotients that are whole numbers, and those that miss one by as little as they can.
        part[:100], part[100:200] = whole[:100] * 3, whole[100:200] * 3 - 1
        part = np.clip(part, -most, most)

        exact = [p * 10**9 // w if w > 0 else 0 for p, w in zip(part.tolist(), whole.tolist(), strict=True)]

        assert tiebreaks._share(part, whole).tolist() == exact
