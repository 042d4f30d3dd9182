"""What stands beside a figure, above a menu and about a column says no more and no less than it should."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from textual.widgets._toast import Toast

from moonwalk.services.creation import TemplateRow
from moonwalk.services.views import BoardRow
from moonwalk.tui.palette import read_names
from moonwalk.tui.screens.board_columns import _name, _places
from moonwalk.tui.screens.board_page import same_figures
from moonwalk.tui.screens.columns import in_keys
from moonwalk.tui.screens.entries import read_entries
from moonwalk.tui.screens.templates import asked
from moonwalk.tui.text import shared_names
from moonwalk.tui.widgets.headline import BoardTabs
from moonwalk.tui.widgets.job_bar import JobBar

from ..workspaces import Lanes
from .driving import LARGE, TINY, driven
from .samples import NAMES
from .services import Services


def row(place: float | None, name: str, score: str, **more: Any) -> BoardRow:
    return BoardRow(place, False, name, name, score, 4, 4, None, **more)


def test_rows_with_one_figure_and_two_places_are_apart_before_rounding() -> None:
    tie = row(4, "D", "99", broken_by="most days")
    assert same_figures((row(1, "A", "115.3"), row(2, "B", "115.3"), row(3, "C", "99"), tie)) == {
        "A": "B",
        "B": "A",
    }
    apart = (row(1, "A", "9"), row(1, "B", "9"), row(None, "C", "9"), row(1, "D", "9", group="x"))
    assert not same_figures(apart)


async def test_a_board_says_that_two_rows_are_apart_before_rounding(acme: Lanes, services: Services) -> None:
    def alike(answer: Any) -> Any:
        first, second, *rest = answer.rows
        plain = [replace(row, score="115.3", broken_by="", tied=False) for row in (first, second)]
        return replace(answer, rows=(replace(plain[0], place=1), replace(plain[1], place=2), *rest))

    services.changed["show_board"] = alike
    async with driven(acme, LARGE, ("enter", "down")) as drive:
        assert "apart from " in drive.frame
        assert " before rounding" in drive.frame


async def test_a_notice_covers_no_menu_where_there_is_little_room(acme: Lanes) -> None:
    async with driven(acme, TINY, ("d",)) as drive:
        drive.app.notify("This takes a few lines of a small screen, and stands above what is chosen from.")
        await drive.settle()
        (notice,) = drive.app.screen.query(Toast)
        assert notice.region
        assert not notice.region.overlaps(drive.app.screen.query_one("#jobs").region)


def test_what_a_command_is_told_by_an_option_is_a_key_on_the_screen() -> None:
    said = "an amount (-o amount=...), or say which with -o who='Staff no', or -o zone=NAME"
    assert in_keys(said, ("amount", "who")) == (
        "an amount (→ on the column for ‘amount’), or say which with → on the column for ‘who’, "
        "or -o zone=NAME"
    )


async def test_a_click_on_the_name_of_a_board_shows_it(acme: Lanes) -> None:
    async with driven(acme, LARGE, ("enter",)) as drive:
        tabs = drive.app.screen.query_one(BoardTabs)
        line = drive.frame.split("\n")[tabs.region.y]
        for number, (_, label) in enumerate(tabs._shown[0]):  # type: ignore[arg-type, var-annotated]
            await drive.pilot.click(BoardTabs, offset=(line.index(label) - tabs.region.x + 1, 0))
            await drive.settle()
            assert f"▸ {label}" in drive.frame, number


async def test_the_mark_of_the_order_stays_and_a_tiny_screen_has_rows(acme: Lanes) -> None:
    async with driven(acme, TINY, ("enter", *["less_than_sign"] * 4)) as drive:
        column = drive.app.screen.table.ordered_by  # type: ignore[attr-defined]
        assert column == "Moved"
        heading = next(line for line in drive.frame.split("\n") if " # " in line)
        assert "▼" in heading
        await drive.resize((30, 10))
        assert "Otters" in drive.frame


async def test_what_stands_in_place_of_rows_is_wrapped_and_not_cut(bare: Lanes) -> None:
    async with driven(bare, TINY, ("g", "o")) as drive:
        table = drive.app.screen.table  # type: ignore[attr-defined]
        assert len(table._remark) > TINY[0]
        assert table._remark in " ".join(drive.frame.split())


def test_places_and_moves_of_very_many_people_are_written_in_full() -> None:
    rows = tuple(replace(row(11_250, "A", "1"), tied=True, moved=8_750) for _ in range(12_000))
    place, moved = _places(rows)

    assert (place.text(rows[0]), moved.text(rows[0])) == ("=11250", "▲ 8750")
    assert place.width >= len("=11250")
    assert moved.width >= len("▲ 8750")


async def test_people_of_one_name_are_told_apart_by_their_ids(acme: Lanes, services: Services) -> None:
    def alike(people: Any) -> Any:
        return tuple(replace(person, name="Ana Pop") for person in people)

    services.changed |= {"list_people": alike}
    async with driven(acme, LARGE, ("a", *"ana pop")) as drive:
        assert [f"id p{number}" in drive.frame for number in range(3)] == [True] * 3
        found = read_names(acme.ws, "backwards").matching("ana pop")
        assert len({target.detail for target in found}) == len(found) == len(NAMES)
    assert "Ana Pop · p1" in {entry.name for entry in read_entries(acme.ws)}
    board = (replace(row(1, "A", "9"), id="p1"), replace(row(2, "A", "8"), id="p2"), row(3, "B", "7"))
    shared = shared_names(each.name for each in board)
    assert [_name("Name", shared).detail(each) for each in board] == ["p1", "p2", ""]  # type: ignore[misc]


async def test_the_rest_of_what_a_form_says_is_a_page_away(acme: Lanes) -> None:
    async with driven(acme, TINY, ("d", "b")) as drive:
        bar = drive.app.screen.query_one(JobBar)
        bar.show_foreseen(bar.values, tuple(f"Sentence {number}." for number in range(12)))
        await drive.settle()
        assert "PgDn shows more · Enter does it" in drive.frame
        assert "Sentence 11." not in drive.frame
        await drive.press("pagedown")
        assert "Sentence 11." in drive.frame


def test_what_a_ready_challenge_asks_for_reads_as_words() -> None:
    row = TemplateRow("calm", "Calm", "", 28, "", ("'a walk' or 'a talk' on a day", "what's yours in a week"))
    assert asked(row) == "a walk or a talk on a day; what's yours in a week"
