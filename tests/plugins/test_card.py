from __future__ import annotations

from datetime import timedelta

import pytest

from moonwalk.testing import assert_awards, assert_vectorised_equals_scalar, check_rule, context_for, timeline
from moonwalk_plugins.card import BingoCard

NAMES = ("breathe", "stretch", "call", "walk")
FOUR = {"breathe": "1 0 1 0", "stretch": "0 1 0 0", "call": "0 0 1 0", "walk": "0 0 0 2"}
KEYS = {"squares": NAMES, "columns": 2}


def card(**keys):
    return BingoCard(**KEYS | keys)


def days_of(amounts):
    return timeline(amounts, goals=())


def test_a_square_pays_once_on_the_first_day_on_which_it_was_done():
    days = days_of(FOUR)
    awards = assert_awards(card(square="3"), days, "3 3 3 3", context_for(days, goals=()))
    assert awards[0].reason == "you filled: breathe"
    assert awards[0].entries == ("breathe-1",)


def test_a_line_pays_on_the_day_that_fills_it_and_a_day_may_fill_several():
    days = days_of(FOUR)
    # Rows: breathe, stretch and call, walk; columns: breathe, call and stretch, walk.
    awards = assert_awards(card(line="10", full_card="5"), days, "0 10 10 25", context_for(days, goals=()))
    assert [award.reason for award in awards] == [
        "you filled: breathe",
        "you filled: stretch; a full line",
        "you filled: call; a full line",
        "you filled: walk; 2 full lines; the card is full",
    ]


@pytest.mark.parametrize(
    ("lines", "points"),
    [
        ("rows", "0 10 0 10"),
        ("rows and columns", "0 10 10 20"),
        ("rows, columns and diagonals", "0 10 20 30"),
    ],
)
def test_lines_are_rows_and_columns_unless_said_otherwise(lines, points):
    days = days_of(FOUR)
    assert_awards(card(line="10", lines=lines), days, points, context_for(days, goals=()))


def test_there_is_a_new_card_every_week_where_the_file_says_so():
    days = days_of({"breathe": "1 0 0 0 0 0 0 1", "stretch": "0 1 0 0 0 0 0 1"})
    each_week = card(squares=("breathe", "stretch"), square="1", full_card="5", renewed="each week")
    assert_awards(each_week, days, "1 6 0 0 0 0 0 7", context_for(days, goals=()))
    shown = each_week.card(days, context_for(days, goals=()))
    assert [square.filled for square in shown.squares] == [days.days[7].date] * 2


def test_a_square_of_a_calendar_can_be_filled_on_its_own_day_only():
    days = days_of(FOUR)
    calendar = card(square="2", filled="on its own day")
    awards = assert_awards(calendar, days, "2 2 2 2", context_for(days, goals=()))
    assert [award.reason for award in awards] == [f"you filled: {name}" for name in NAMES]
    late = days_of({**FOUR, "breathe": "0 1 1 1"})
    assert_awards(calendar, late, "0 2 2 2", context_for(late, goals=()))


def test_the_card_shows_what_is_filled_and_since_when():
    days = days_of(FOUR)
    shown = card(square="1").card(days, context_for(days, goals=()))
    first = days.days[0].date
    assert [[square.label for square in row] for row in shown.rows] == [
        ["breathe", "stretch"],
        ["call", "walk"],
    ]
    assert [square.filled for square in shown.squares] == [first + timedelta(days=at) for at in range(4)]
    empty = card(square="1").card(timeline("0", goals=()), context_for(days, goals=()))
    assert not any(square.filled for square in empty.squares)


LINES = "10 points for each line and 30 points for the full card of a card with 4 squares, 2 in a row."
ALL = "1 point for each square, 2 points for each line and 3 points for the full card of a card with 4"
OFTEN = {"renewed": "each week", "filled": "on its own day"}
WEEKLY = "Each square can be filled on its own day only. There is a new card every week."


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ({"square": "1"}, "1 point for each square of a card with 4 squares, 2 in a row."),
        ({"line": "10", "full_card": "30", "lines": "rows"}, f"{LINES} Lines are rows."),
        (
            {
                "square": "1",
                "line": "2",
                "full_card": "3",
                "renewed": "each week",
                "filled": "on its own day",
            },
            f"{ALL} squares, 2 in a row. Lines are rows and columns. {WEEKLY}",
        ),
    ],
)
def test_it_says_what_it_pays(keys, sentence):
    assert card(**keys).sentence() == sentence


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ({}, r"a card needs points\. Write 'square', 'line' or 'full_card'"),
        ({"square": "1", "columns": 3}, r"4 squares do not fill rows of 3\. Write one of: 2\."),
        ({"square": "1", "columns": 0}, r"4 squares do not fill rows of 0\. Write one of: 2\."),
        (
            {"square": "1", "squares": NAMES[:3]},
            r"3 squares do not fill rows of 2\. Add a square, or take one away",
        ),
        ({"square": "1", "squares": (*NAMES[:3], "breathe")}, r"'breathe' is on the card twice"),
        (
            {"square": "1", "squares": NAMES[:1], "columns": 1},
            r"a card has 2 to 100 squares, and this one has 1",
        ),
        (
            {"line": "1", "columns": 1, "lines": "rows, columns and diagonals"},
            r"as many rows as columns has diagonals\. Write 'lines: rows and columns'",
        ),
        (
            {
                "square": "1",
                "squares": tuple("abcdefgh"),
                "renewed": "each week",
                "filled": "on its own day",
            },
            r"a week has 7 days, so its calendar cannot have 8 squares",
        ),
    ],
)
def test_what_is_no_card_is_refused_with_a_way_out(keys, says):
    with pytest.raises(ValueError, match=says):
        card(**keys)


def test_the_fast_forms_agree():
    check_rule(card(square={"week 1": "1", "weeks 2 to 4": "3"}, line="10", full_card="5"), activities=NAMES)
    for keys in (
        {"line": "4", "lines": "rows, columns and diagonals", "renewed": "each week"},
        {"square": "2", "filled": "on its own day"},
    ):
        assert_vectorised_equals_scalar(card(**keys), activities=NAMES)
