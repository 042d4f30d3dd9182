"""Narrow cuts are found where there are any, and every one that is found is narrow."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from moonwalk.scoring.cuts import narrow_cut


@st.composite
def graphs(draw) -> np.ndarray:
    nodes = draw(st.integers(1, 7))
    weights = np.zeros((nodes, nodes), np.int64)
    people = st.integers(0, 4) if draw(st.booleans()) else st.integers(0, 1)
    for one, other in product(range(nodes), repeat=2):
        if one < other:
            weights[one, other] = weights[other, one] = draw(people)
    return weights


def people_between(weights: np.ndarray, side: np.ndarray) -> int:
    return int(weights[np.ix_(side, ~side)].sum())


@given(graphs(), st.integers(1, 8))
def test_a_cut_is_found_exactly_where_there_is_one(weights, smallest):
    sides = [np.array(side, np.bool_) for side in product((False, True), repeat=len(weights))]
    narrow = [side for side in sides if 0 < people_between(weights, side) < smallest]
    found = narrow_cut(weights, smallest)
    assert (found is not None) == bool(narrow)
    assert found is None or 0 < people_between(weights, found) < smallest


def test_two_crowds_with_three_people_between_them_are_told_apart():
    weights = np.array([[0, 9, 0, 0], [9, 0, 3, 0], [0, 3, 0, 9], [0, 0, 9, 0]])
    assert narrow_cut(weights, 3) is None
    side = narrow_cut(weights, 4)
    assert side is not None
    assert side.tolist() in ([True, True, False, False], [False, False, True, True])
