"""A board made from the one before it is the board that is made anew, whatever has changed between them."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moonwalk.api.arrays import Scores
from moonwalk.scoring.reordering import reordered_rows, sorted_rows
from moonwalk.scoring.standings import Standings, Tiebreak, stand

ROWS = 12
NUMBERS = st.lists(st.integers(-3, 3), min_size=ROWS, max_size=ROWS)
BOARDS = st.fixed_dictionaries(
    {
        "numerators": NUMBERS,
        "denominators": st.lists(st.integers(0, 3), min_size=ROWS, max_size=ROWS),
        "ties": st.lists(NUMBERS, max_size=2),
        "reasons": st.lists(st.sampled_from(("", "", "", "on leave")), min_size=ROWS, max_size=ROWS),
        "decimals": st.integers(0, 1),
        "numbering": st.sampled_from(("standard", "dense", "modified", "ordinal", "fractional")),
        "ids": st.permutations([f"P{number:02}" for number in range(ROWS)]),
    }
)


def board(values, before=None):
    scores = Scores(numerators=np.array(values["numerators"]), denominators=np.array(values["denominators"]))
    ties = [Tiebreak(f"tie {number}", np.array(tie)) for number, tie in enumerate(values["ties"])]
    ids, reasons = tuple(values["ids"]), values["reasons"]
    return stand(ids, scores, values["decimals"], ties, reasons, values["numbering"], before=before)


def plain(standings):
    """The board as values that can be compared; an array counts as its numbers, NaN as itself."""
    values = {field.name: getattr(standings, field.name) for field in fields(Standings)}
    values |= {"scores": [standings.scores.exact(row) for row in range(len(standings))]}
    return {
        name: repr(value.tolist() if isinstance(value, np.ndarray) else value)
        for name, value in values.items()
    }


@given(
    BOARDS, BOARDS, st.sets(st.sampled_from(["numerators", "denominators", "ties", "reasons", "numbering"]))
)
def test_a_board_made_from_another_one_is_the_board_made_anew(first, second, changed):
    # Often only some of it changes, or nothing at all.
    second = first | {name: second[name] for name in changed}
    assert plain(board(second, before=board(first))) == plain(board(second))


@given(BOARDS, BOARDS)
def test_a_board_of_others_changes_nothing(first, second):
    assert plain(board(second, before=board(first))) == plain(board(second))


@pytest.mark.parametrize("moved", [1, 3, 64, 65, 400])
def test_few_rows_move_and_many_are_sorted(moved):
    chance = np.random.default_rng(moved)
    keys, alphabet = chance.integers(0, 6, (3, 400)), chance.permutation(400)
    changed = keys.copy()
    rows = chance.choice(400, moved, replace=False)
    changed[:, rows] = chance.integers(-1, 8, (3, moved))
    order = sorted_rows(keys, alphabet)
    assert reordered_rows(order, keys, changed, alphabet).tolist() == sorted_rows(changed, alphabet).tolist()


def test_where_nothing_changes_the_order_is_the_one_before():
    keys, alphabet = np.array([[3, 1, 3]]), np.array([2, 0, 1])
    order = sorted_rows(keys, alphabet)
    assert order.tolist() == [2, 0, 1]
    assert reordered_rows(order, keys, keys.copy(), alphabet) is order
