"""Boards of departments, and boards that are split by site, on the screen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from moonwalk.services.views import BoardView

from ..workspaces import Lanes
from .driving import LARGE, SMALL, TINY, driven
from .samples import HOSTILE, NAMES, ROSTER_BOARDS, SITES, TEAMS, company, roster
from .services import Services


@pytest.mark.parametrize("size", [SMALL, LARGE, TINY])
async def test_groups_are_rows_with_members_a_share_and_remarks_above(
    size: tuple[int, int], departments: Lanes
) -> None:
    async with driven(departments, size, ("enter",)) as drive:
        assert "Cost centre" in drive.frame
        for text in ("Research", "100.0%", "87.3%", "7 of 8" if size != TINY else "Post"):
            assert text in drive.frame
        assert "3 people without a 'cost_centre'" in " ".join(drive.frame.split())
        assert "Post (2)" in " ".join(drive.frame.split())
        assert "3 rows" in drive.frame


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_every_row_of_a_split_board_says_to_which_part_it_belongs(
    size: tuple[int, int], departments: Lanes
) -> None:
    async with driven(departments, size, ("enter", "tab")) as drive:
        lines = drive.frame.split("\n")
        (heading,) = [line for line in lines if "Site" in line and "Score" in line]
        first = next(line for line in lines if "Ana Bogdan" in line)
        assert heading.index("Site") == first.index("Bern")
        assert first.split()[0] == "1"
        await drive.press("slash", *"rome")
        assert "10 of 20 people" in drive.frame
        assert "Bern" not in "\n".join(line for line in drive.frame.split("\n") if "Site" not in line)


async def test_enter_on_a_group_opens_nothing_and_the_board_stays(departments: Lanes) -> None:
    async with driven(departments, SMALL, ("enter",)) as drive:
        before = drive.frame
        await drive.press("enter")
        assert drive.frame == before
        assert drive.app.is_running


async def test_a_board_of_nobody_says_so(tmp_path: Path) -> None:
    nobody = company(tmp_path / "work", ROSTER_BOARDS)
    nobody.people(roster(NAMES, TEAMS, SITES, ("", "", "")))
    async with driven(nobody, SMALL, ("enter",)) as drive:
        assert "Nobody is on this board yet." in drive.frame


async def test_hostile_values_of_the_roster_are_shown_and_do_nothing(tmp_path: Path) -> None:
    hostile = company(
        tmp_path / "work",
        ROSTER_BOARDS,
        centres=tuple(text for text in HOSTILE if "\ud800" not in text),
        sites=(HOSTILE[0], HOSTILE[5]),
    )
    async with driven(hostile, SMALL, ("enter",)) as drive:
        assert "[@click=app.quit]" in drive.frame
        await drive.press("tab")
        assert "[@click=a" in drive.frame
        assert "\x1b" not in drive.frame
        assert drive.app.is_running


async def test_more_rows_than_a_screen_are_scrolled_through(departments: Lanes, services: Services) -> None:
    def longer(board: BoardView) -> BoardView:
        names = [f"Centre {number:04}" for number in range(3000)]
        return replace(board, rows=tuple(replace(board.rows[0], id=name, name=name) for name in names))

    services.changed["show_board"] = longer
    async with driven(departments, SMALL, ("enter",)) as drive:
        assert "3,000 rows" in drive.frame
        await drive.press("end")
        assert "Centre 2999" in drive.frame
