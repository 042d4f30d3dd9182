from __future__ import annotations

from moonwalk.tui.widgets.arranging import Wish, arrange, fold_rows
from moonwalk.tui.widgets.table_columns import Column, fit_columns
from moonwalk.tui.widgets.virtual_table import VirtualTable

from ..workspaces import Lanes
from .driving import Drive, driven
from .samples import NAMES
from .services import Services, crowd

BOARD = ("enter", "tab")


def table(drive: Drive) -> VirtualTable[object]:
    return drive.app.screen.query_one(VirtualTable)


async def test_the_cursor_stays_on_its_row_when_the_order_changes(acme: Lanes) -> None:
    async with driven(acme, keys=(*BOARD, "down", "down", "down")) as drive:
        assert table(drive).current_id == "p3"
        await drive.press("greater_than_sign", "greater_than_sign", "greater_than_sign", "R")
        assert table(drive).current_id == "p3"
        assert "sorted by Name ▼" in drive.frame


async def test_the_filter_counts_and_escape_shows_all_again(acme: Lanes) -> None:
    async with driven(acme, keys=(*BOARD, "slash", *"otters", "enter")) as drive:
        assert "4 of 20 people · filter “otters”" in drive.frame.replace("  ", " ")
        await drive.press("escape")
        assert len(table(drive).order) == 20
        assert "Teams" in drive.frame


async def test_a_filter_ignores_case_and_accents(acme: Lanes) -> None:
    async with driven(acme, keys=(*BOARD, "slash", *"STEFAN")) as drive:
        assert [table(drive).rows[n].name for n in table(drive).order] == ["Ștefan Ionescu"]


def test_rows_that_begin_with_the_filter_come_first_then_those_with_a_word_that_does() -> None:
    rows = ("Daylight, outside", "Ball, side by side", "Side Step", "Side Walk")
    wish = Wish(None, False, "SIDE", best_first=True)
    assert list(arrange(rows, fold_rows(rows, str), wish)) == [2, 3, 1, 0]


async def test_the_cursor_goes_to_the_ready_challenge_that_begins_with_what_was_typed(acme: Lanes) -> None:
    async with driven(acme, keys=("n", "slash", *"side")) as drive:
        assert table(drive).current_id == "side-step"


async def test_a_filter_without_a_match_says_so(acme: Lanes) -> None:
    async with driven(acme, keys=(*BOARD, "f", *"zzz")) as drive:
        assert "Nothing here has “zzz” in it. Esc shows all again." in drive.frame
        await drive.press("enter", "enter", "down", "end", "R", "greater_than_sign")
        assert drive.app.is_running
        assert "Enter" not in drive.frame.splitlines()[-1]
        await drive.press("escape")
        assert "Enter Open" in drive.frame.splitlines()[-1]


async def test_the_ends_are_reached_and_not_passed(acme: Lanes) -> None:
    async with driven(acme, keys=(*BOARD, "end", "down")) as drive:
        assert table(drive).position == len(NAMES) - 1
        assert NAMES[-1] in drive.frame
        await drive.press("home", "up")
        assert table(drive).position == 0


async def test_a_click_on_a_title_sorts_and_a_double_click_opens(acme: Lanes) -> None:
    async with driven(acme, keys=BOARD) as drive:
        await drive.pilot.click(VirtualTable, offset=(18, 0))
        await drive.settle()
        assert "sorted by Name ▲" in drive.frame
        await drive.pilot.click(VirtualTable, offset=(18, 3))
        await drive.settle()
        assert table(drive).position == 2
        await drive.pilot.click(VirtualTable, offset=(18, 3), times=2)
        await drive.settle()
        assert "Why these points" in drive.frame


async def test_fifty_thousand_rows_are_drawn_line_by_line(acme: Lanes, services: Services) -> None:
    services.changed |= dict.fromkeys(("show_board", "list_people"), crowd(50_000))
    async with driven(acme, keys=BOARD) as drive:
        asked: list[int] = []
        shown = table(drive)
        draw = shown.render_line
        shown.render_line = lambda y: (asked.append(y), draw(y))[1]  # type: ignore[method-assign]
        await drive.press("end")
        assert len(shown.order) == 50_000
        assert len(asked) < 200
        assert "50,000 people" in drive.frame
        await drive.press("slash", *"rosa", "enter")
        assert "2,500 of 50,000 people" in drive.frame


def test_equal_rows_keep_their_order_in_both_directions() -> None:
    rows = [(n % 3, n) for n in range(10_000)]
    order = arrange(rows, (), Wish(lambda row: row[0], False, ""))
    assert [rows[n] for n in order] == sorted(rows)
    backwards = arrange(rows, (), Wish(lambda row: row[0], True, ""))
    assert [rows[n] for n in backwards] == sorted(rows, key=lambda row: row[0], reverse=True)


def test_a_filter_wants_every_word() -> None:
    rows = ["Ana Otters", "Ana Herons", "Ben Otters"]
    assert list(arrange(rows, fold_rows(rows, str), Wish(None, False, "otters ana"))) == [0]


def test_columns_leave_by_their_priority_and_the_rest_fill_the_room() -> None:
    columns = (
        Column("#", 4, str),
        Column("Name", 10, str, most=30),
        Column("Team", 10, str, drops=1),
        Column("Bar", 10, str, drops=2),
    )
    assert [one.column.title for one in fit_columns(columns, 60)] == ["#", "Name", "Team", "Bar"]
    assert [one.column.title for one in fit_columns(columns, 40)] == ["#", "Name", "Team"]
    assert [one.column.title for one in fit_columns(columns, 20)] == ["#", "Name"]
    assert [one.column.title for one in fit_columns(columns, 5)] == ["#", "Name"]
    assert fit_columns(columns, 60)[1].width == 28
