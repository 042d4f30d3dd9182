"""Places: numberings, ties broken and unbroken, rows that take none."""

from __future__ import annotations

import math
from fractions import Fraction
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moonwalk.api.arrays import Scores
from moonwalk.scoring.standings import Tiebreak, rounded, show_score, stand, tiebreak_lots

NUMBERINGS = {
    "standard": [1, 2, 2, 4],
    "modified": [1, 3, 3, 4],
    "dense": [1, 2, 2, 3],
    "ordinal": [1, 2, 3, 4],
    "fractional": [1, 2.5, 2.5, 4],
}


def scores(*values) -> Scores:
    exact = [Fraction(value) if value is not None else None for value in values]
    return Scores(
        numerators=np.array([0 if one is None else one.numerator for one in exact], np.int64),
        denominators=np.array([0 if one is None else one.denominator for one in exact], np.int64),
    )


def board(*values, ties=(), out=(), numbering="standard", decimals=0, ids=None):
    ids = ids or tuple("abcdefghij"[: len(values)])
    breaks = [Tiebreak(name, np.array(numbers, np.int64)) for name, numbers in ties]
    reasons = ["too small" if one in out else "" for one in ids]
    found = stand(ids, scores(*values), decimals, breaks, reasons, numbering)
    return [found.row(index) for index in range(len(found))]


def places(rows):
    return [row.place for row in rows]


@pytest.mark.parametrize("numbering", NUMBERINGS)
def test_ten_eight_eight_five_in_each_numbering(numbering):
    rows = board(10, 8, 8, 5, numbering=numbering)

    assert places(rows) == NUMBERINGS[numbering]
    assert [row.tied for row in rows] == [False, True, True, False]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([9, 9, 9, 5], [1, 1, 1, 4]),
        ([9, 5, 5, 5], [1, 2, 2, 2]),
        ([9, 7, 7, 7, 5], [1, 2, 2, 2, 5]),
        ([5, 5, 5, 5], [1, 1, 1, 1]),
    ],
)
def test_three_way_ties_are_shared_at_the_top_in_the_middle_and_at_the_bottom(values, expected):
    assert places(board(*values)) == expected


@pytest.mark.parametrize("first", range(3))
def test_three_way_ties_are_broken_at_every_place(first):
    values = [9, 7, 5, 3]
    values[first : first + 1] = [values[first]] * 3
    rows = board(*values, ties=[("participation", [1, 2, 3, 1, 2, 3])])

    broken = [row.broken_by for row in rows]
    assert places(rows)[first : first + 3] == [first + 1, first + 2, first + 3]
    assert broken == ["participation" if first <= at < first + 3 else "" for at in range(6)]


def test_a_tie_that_parts_one_of_three_is_named_by_all_three():
    rows = board(8, 8, 8, 5, ties=[("participation", [1, 1, 2, 9]), ("met good_week", [3, 3, 3, 9])])

    assert [(row.id, row.place, row.tied, row.broken_by) for row in rows] == [
        ("c", 1, False, "participation"),
        ("a", 2, True, "participation"),
        ("b", 2, True, "participation"),
        ("d", 4, False, ""),
    ]


def test_each_row_names_the_tie_that_parted_it_from_the_one_ahead():
    rows = board(8, 8, 8, ties=[("participation", [2, 1, 1]), ("improvement", [0, 5, 4])])

    assert [(row.id, row.broken_by) for row in rows] == [
        ("a", "participation"),
        ("b", "participation"),
        ("c", "improvement"),
    ]


def test_ties_are_asked_in_their_order():
    ties = [("participation", [1, 2]), ("improvement", [9, 1])]

    assert [row.id for row in board(8, 8, ties=ties)] == ["b", "a"]
    assert [row.id for row in board(8, 8, ties=ties[::-1])] == ["a", "b"]


def test_places_are_given_on_what_is_shown():
    rows = board(Fraction(6749, 100), Fraction(67451, 1000), Fraction(67449, 1000), decimals=1)

    assert [(row.shown, row.place) for row in rows] == [("67.5", 1), ("67.5", 1), ("67.4", 3)]
    assert rows[0].numerator / rows[0].denominator == 67.49


def test_halves_are_rounded_up():
    assert rounded(scores(Fraction(5, 2), Fraction(3, 2), Fraction(-5, 2)), 0).tolist() == [3, 2, -2]
    assert rounded(scores(Fraction(1, 20)), 1).tolist() == [1]


@given(
    st.lists(
        st.lists(
            st.tuples(st.integers(-(10**11), 10**11), st.integers(1, 2**40) | st.integers(1, 12)),
            min_size=3,
            max_size=3,
        ),
        max_size=4,
    ),
    st.integers(0, 6),
)
def test_a_sum_of_fractions_is_rounded_as_the_one_fraction_that_it_is(rows, decimals):
    terms = np.array(rows, np.int64).reshape(-1, 3, 2)
    found = rounded(Scores(numerators=terms[:, :, 0], denominators=terms[:, :, 1]), decimals)
    exact = [sum(Fraction(top, bottom) for top, bottom in row) for row in rows]

    assert found.tolist() == [math.floor(one * 10**decimals + Fraction(1, 2)) for one in exact]


def test_a_half_made_of_thirds_and_sixths_is_rounded_up():
    terms = np.array([[1, 1, 1]], np.int64), np.array([[3, 12, 12]], np.int64)

    assert rounded(Scores(numerators=terms[0], denominators=terms[1]), 0).tolist() == [1]


def test_a_row_without_one_of_its_terms_has_no_score():
    found = Scores(numerators=np.array([[1, 1], [1, 1]]), denominators=np.array([[2, 0], [2, 2]]))

    assert found.scored.tolist() == [False, True]
    assert (found.exact(0), found.exact(1)) == (None, 1)
    assert not Scores(
        numerators=np.zeros((2, 0), np.int64), denominators=np.zeros((2, 0), np.int64)
    ).scored.any()


@pytest.mark.parametrize(("shown", "text"), [(675, "67.5"), (-5, "-0.5"), (0, "0.0"), (-120, "-12.0")])
def test_scores_are_shown_with_their_decimals(shown, text):
    assert show_score(shown, 1) == text


def test_negative_points_stand_below_nothing():
    assert [row.id for row in board(-3, 0, -10, 2)] == ["d", "b", "a", "c"]
    assert places(board(-3, 0, -10, 2)) == [1, 2, 3, 4]


@pytest.mark.parametrize("numbering", NUMBERINGS)
def test_who_takes_no_place_shifts_nobody(numbering):
    rows = board(10, 9, 8, 8, 8, 5, out="bd", numbering=numbering)

    assert [row.id for row in rows] == ["a", "b", "c", "d", "e", "f"]
    assert [row.place for row in rows if row.eligible] == NUMBERINGS[numbering]
    assert [(row.place, row.tied, row.not_placed) for row in rows if not row.eligible] == [
        (None, False, "too small")
    ] * 2


def test_rows_without_a_score_stand_last_and_take_no_place():
    rows = board(None, -50, 0)

    assert [(row.id, row.shown, row.place) for row in rows] == [
        ("c", "0", 1),
        ("b", "-50", 2),
        ("a", "-", None),
    ]


def test_a_board_of_nobody_is_empty():
    assert board() == []


def test_one_row_is_first():
    assert places(board(0)) == [1]


def test_lots_stay_when_another_row_disappears():
    ids = tuple(f"team-{number}" for number in range(40))
    drawn = dict(zip(ids, tiebreak_lots(7, "teams", ids).tolist(), strict=True))
    rest = ids[:11] + ids[12:]

    assert tiebreak_lots(7, "teams", rest).tolist() == [drawn[one] for one in rest]
    assert tiebreak_lots(7, "teams", ids[::-1]).tolist() == [drawn[one] for one in ids[::-1]]
    assert tiebreak_lots(8, "teams", ids).tolist() != list(drawn.values())
    assert tiebreak_lots(7, "people", ids).tolist() != list(drawn.values())


@given(st.lists(st.tuples(st.integers(-3, 3), st.integers(0, 2), st.booleans()), max_size=9), st.integers())
def test_the_order_of_rows_decides_nothing(rows, seed):
    ids = [f"r{number}" for number in range(len(rows))]
    order = list(range(len(rows)))
    Random(seed).shuffle(order)

    def of(numbers):
        names = tuple(ids[number] for number in numbers)
        out = {ids[number] for number in numbers if rows[number][2]}
        ties = [("participation", [rows[number][1] for number in numbers])]
        return board(*(rows[number][0] for number in numbers), ties=ties, out=out, ids=names)

    assert of(order) == of(range(len(rows)))


@given(st.lists(st.tuples(st.integers(-3, 3), st.integers(0, 2), st.booleans()), max_size=9))
def test_a_place_is_one_more_than_how_many_stand_ahead(rows):
    found = board(
        *(points for points, _, _ in rows),
        ties=[("participation", [share for _, share, _ in rows])],
        out={"abcdefghij"[at] for at, row in enumerate(rows) if row[2]},
    )
    keys = {"abcdefghij"[at]: row[:2] for at, row in enumerate(rows)}
    placed = [row for row in found if row.eligible]

    for row in placed:
        assert row.place == 1 + sum(keys[other.id] > keys[row.id] for other in placed)
        assert row.tied == (sum(keys[other.id] == keys[row.id] for other in placed) > 1)
    assert not any(math.isnan(row.place or 0) for row in found)
