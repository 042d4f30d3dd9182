from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from moonwalk.services.boards.board import show_board
from moonwalk.services.boards.course import MOST_BINS, course, spread


def test_a_course_has_the_places_of_each_week_as_the_board_had_them(day6):
    shown = course(day6.ws, "lanes")

    assert shown.moments[-1] == "now"
    for moment, day in enumerate(shown.days):
        rows = {row.id: (row.place, row.score) for row in show_board(day6.ws, "lanes", as_of=day).rows}
        assert {row.id: (row.places[moment], row.scores[moment]) for row in shown.rows} == rows


@given(st.lists(st.integers(-50, 5000), min_size=1, max_size=60))
def test_everyone_is_in_one_bin_of_a_few_without_a_gap(scores):
    bins = spread(scores)

    assert len(bins) <= MOST_BINS + 1
    assert sum(each.people for each in bins) == len(scores)
    for each in bins:
        assert each.people == sum(each.low <= score < each.high for score in scores)
    assert [each.high for each in bins[:-1]] == [each.low for each in bins[1:]]


def test_nobody_is_spread_over_nothing():
    assert spread([]) == ()
