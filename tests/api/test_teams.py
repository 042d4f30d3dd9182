"""Days and members of the rows of a board, and the scores made of them."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from moonwalk.api.arrays import DayTotals, MemberTotals, Scores


def whole(*numbers):
    return np.array(numbers, np.int64)


def test_members_stand_by_row_and_points_and_those_who_brought_nothing_are_none():
    members = MemberTotals.from_members(whole(1, 0, 1, 1, 0), 3, whole(5, 2, 9, 0, 0), whole(1, 1, 1, 0, 4))

    assert members.bounds.tolist() == [0, 2, 4, 4]
    assert members.points.tolist() == [2, 0, 9, 5]
    assert members.due.tolist() == [1, 4, 1, 1]
    assert members.sizes.tolist() == [2, 2, 0]


def test_of_equal_points_the_one_who_was_there_longer_comes_first():
    members = MemberTotals.from_members(whole(0, 0), 1, whole(5, 5), whole(1, 3))

    assert members.due.tolist() == [3, 1]


def test_members_between_two_ranks_are_added_up():
    members = MemberTotals.from_members(whole(0, 0, 0, 1), 2, whole(9, 4, 1, 7), whole(1, 1, 1, 1))

    assert members.sum_between(members.points, whole(0, 0), whole(2, 1)).tolist() == [13, 7]
    assert members.sum_between(members.points, whole(1, 1), whole(3, 1)).tolist() == [5, 0]


def test_some_rows_keep_their_members_in_the_order_asked_for():
    members = MemberTotals.from_members(whole(0, 1, 1, 2), 3, whole(3, 8, 2, 6), whole(1, 1, 1, 1)).take(
        whole(2, 1, 1)
    )

    assert members.bounds.tolist() == [0, 1, 3, 5]
    assert members.points.tolist() == [6, 8, 2, 8, 2]


def test_rows_without_days_or_members_have_none():
    assert DayTotals.empty(2).points.shape == (2, 0)
    assert MemberTotals.empty(2).sizes.tolist() == [0, 0]


def test_scores_of_parts_become_those_of_all_whatever_their_terms():
    one = Scores(numerators=whole(1, 2), denominators=whole(3, 0))
    other = Scores(numerators=np.array([[1, 1]], np.int64), denominators=np.array([[2, 3]], np.int64))
    joined = Scores.combined(5, [whole(3, 0), whole(4)], [one, other])

    exact = [joined.exact(row) for row in range(5)]
    assert exact == [None, None, None, Fraction(1, 3), Fraction(5, 6)]
    assert joined.take(whole(4, 3)).exact(0) == Fraction(5, 6)
    assert Scores.combined(2, [], []).scored.tolist() == [False, False]


def test_a_bonus_is_added_once_whatever_the_terms():
    terms = Scores(numerators=np.array([[1, 1]], np.int64), denominators=np.array([[2, 3]], np.int64))

    assert terms.plus(whole(10)).exact(0) == 10 + Fraction(5, 6)
    assert Scores(numerators=whole(1), denominators=whole(0)).plus(whole(10)).exact(0) is None
