"""What an organiser has chosen stays: filters while one looks around, colours until the next start."""

from __future__ import annotations

import csv
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from openpyxl import load_workbook

from moonwalk.services.errors import Refused
from moonwalk.services.roster.people import list_people
from moonwalk.services.table_export import TableCopy, export_table
from moonwalk.tui.app import MoonwalkApp
from moonwalk.tui.jobs.job import Here
from moonwalk.tui.jobs.of_files import FILE_JOBS
from moonwalk.tui.kept_views import KeptViews, read_views
from moonwalk.tui.opened import Start
from moonwalk.tui.screen_settings import ScreenSettings, read_screen_settings, settings_file
from moonwalk.tui.screens.table_frame import TableFrame
from moonwalk.tui.themes import DARK, LIGHT
from moonwalk.tui.widgets.challenge_list import ChallengeList

from ..workspaces import Lanes
from .driving import LARGE, SMALL, Drive, driven, nothing_painted


def filter_of(drive: Drive) -> str:
    screen = drive.app.screen
    assert isinstance(screen, TableFrame)
    return screen.table.filter


def shown_by(drive: Drive) -> tuple[Any, Any]:
    screen = drive.app.screen
    assert isinstance(screen, TableFrame)
    return screen.table.rows, screen.table.columns


async def test_a_filter_outlives_the_next_board_and_a_look_elsewhere(acme: Lanes) -> None:
    async with driven(acme, SMALL, ("enter", "slash", *"ana", "enter", "tab")) as drive:
        assert filter_of(drive) == "ana"
        assert "“ana”" in drive.frame
        await drive.press("shift+tab", "g", "p")
        assert filter_of(drive) == ""
        await drive.press("slash", *"bog", "enter", "g", "b")
        assert filter_of(drive) == "ana"
        await drive.press("escape", "g", "p")
        assert filter_of(drive) == "bog"
        await drive.press("g", "b")
        assert filter_of(drive) == ""


async def test_a_table_is_exported_as_filtered_and_sorted_and_a_board_as_others_see_it(
    acme: Lanes, tmp_path: Path
) -> None:
    file, book = tmp_path / "people.csv", tmp_path / "people.xlsx"
    async with driven(acme, LARGE, ("g", "p", "slash", *"an", "enter", "R", "d", "y")) as drive:
        await drive.press("shift+tab", "ctrl+u", *str(file), "tab", *"everyone", "enter")
        assert "Others see no such table." in drive.frame
        await drive.press("ctrl+u", *"organisers", "enter")
        assert not file.exists()
        await drive.press("enter", "escape", "d", "y")
        await drive.press("shift+tab", "ctrl+u", *str(book), "tab", *"organisers")
        await drive.press("enter", "enter")
        shown = [row.name for row in drive.app.screen.table.arranged(*shown_by(drive))]  # type: ignore[attr-defined]
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    assert [row["Name"] for row in rows] == shown
    assert 0 < len(shown) < len(list_people(acme.ws))
    assert load_workbook(book).active.max_row == len(shown) + 1  # type: ignore[union-attr]
    async with driven(acme, LARGE, ("enter", "d", "y", "enter")) as drive:
        assert "as everyone may see them" in " ".join(drive.frame.replace("│", "").split())
        await drive.press("enter")
    (written,) = acme.ws.reports.glob("board-*.csv")
    head = written.read_text(encoding="utf-8").splitlines()[0]
    assert "Score" in head
    assert "Active" not in head


def test_who_exports_a_board_of_which_nothing_is_published_reads_why_it_is_empty(acme: Lanes) -> None:
    nothing = TableCopy("board", ("Team", "Score"), (), ("Nothing is published yet.",))
    here = Here(date(2026, 3, 2), table=lambda audience: nothing, is_published=True)
    (job,) = (job for job in FILE_JOBS if job.name == "export")
    values = {"file": "board.csv", "for": "everyone"}
    for said in (job.foresee(acme.ws, here, values), job.perform(acme.ws, here, values)):
        assert said[0].startswith("0 rows, as everyone may see them")
        assert said[1:] == ("Nothing is published yet.",)


def test_no_exported_name_is_a_formula_and_no_other_kind_of_file_is_written(acme: Lanes) -> None:
    table = TableCopy("t", ("Name", "Points"), (("=1+1", 3), ("-", -4)))
    assert export_table(acme.ws, table, "a.csv").read_text(encoding="utf-8") == "Name,Points\n'=1+1,3\n-,-4\n"
    rows = json.loads(export_table(acme.ws, table, "a.json").read_text(encoding="utf-8"))
    assert rows == [{"Name": "=1+1", "Points": 3}, {"Name": "-", "Points": -4}]
    with pytest.raises(Refused, match=r"does not end with \.csv, \.json or \.xlsx"):
        export_table(acme.ws, table, "a.exe")


async def test_jobs_on_a_board_call_the_challenge_by_its_title(acme: Lanes) -> None:
    async with driven(acme, SMALL, ("enter", "d", "c")) as drive:
        assert "Close Walk backwards" in drive.frame


async def test_the_first_screen_begins_with_the_challenge_that_was_left(acme: Lanes, tmp_path: Path) -> None:
    file = tmp_path / "state" / "screen.json"
    async with driven(acme, SMALL, ("down", "E")) as drive:
        assert "Stairs to the moon" in drive.frame.splitlines()[0]
        drive.app.settings = read_screen_settings(file)
        drive.app.keep_place()
    with patch("moonwalk.tui.app.ScreenSettings", lambda: read_screen_settings(file)):
        async with driven(acme, SMALL) as drive:
            assert drive.app.screen.query_one(ChallengeList).current == "stairs"
    file.write_text('{"left_at": {"x": 3}}', encoding="utf-8")
    assert not read_screen_settings(file).left_at


async def test_the_colours_are_those_of_the_last_time(acme: Lanes, tmp_path: Path) -> None:
    file = tmp_path / "state" / "screen.json"
    first = MoonwalkApp(acme.ws, read_screen_settings(file))
    assert first.theme == DARK
    first.action_turn_light()
    assert MoonwalkApp(acme.ws, read_screen_settings(file)).theme == LIGHT
    for damaged in ("", "[]", '{"theme": 3}', '{"theme": "none"}'):
        file.write_text(damaged, encoding="utf-8")
        assert MoonwalkApp(acme.ws, read_screen_settings(file)).theme == DARK
    assert acme.ws.folder not in settings_file().parents


@asynccontextmanager
async def started(lanes: Lanes, settings: ScreenSettings) -> AsyncIterator[Drive]:
    """The app as a command starts it: the workspace is opened behind the first frame."""
    app = MoonwalkApp(None, settings, start=Start(lanes.folder, lambda: (lanes.ws, ())))
    with patch("moonwalk.tui.screens.base_screen.LOOK_EVERY", 3600.0), nothing_painted():
        async with app.run_test(size=LARGE, notifications=True) as pilot:
            drive = Drive(app, pilot)
            await drive.settle()
            yield drive


async def test_board_and_order_outlive_a_look_elsewhere_and_the_cursor_stays(acme: Lanes) -> None:
    async with driven(acme, LARGE, ("enter", "tab", *["greater_than_sign"] * 3, "R")) as drive:
        assert "sorted by Name ▼" in drive.frame
        assert "Name ▼" in drive.frame.split("sorted by")[0]
        await drive.press("down", "down", "down", "less_than_sign", "R")
        kept = drive.app.screen.table.current_id  # type: ignore[attr-defined]
        await drive.press("greater_than_sign", "R")
        assert drive.app.screen.table.current_id == kept  # type: ignore[attr-defined]
        await drive.press("g", "p", "greater_than_sign", "g", "b")
        assert "sorted by Name ▼" in drive.frame
        await drive.press("e", "e")
        assert "sorted by Name ▼" in drive.frame
        await drive.press("tab")
        assert "sorted by" not in drive.frame
        await drive.press("shift+tab")
        assert "sorted by Name ▼" in drive.frame


async def test_who_comes_back_on_the_same_day_is_where_they_were_and_no_name_is_kept(
    acme: Lanes, tmp_path: Path
) -> None:
    settings = read_screen_settings(tmp_path / "state" / "screen.json")
    with patch("moonwalk.tui.app.ScreenSettings", lambda: settings):
        async with driven(acme, LARGE, ("enter", "tab", "greater_than_sign", "slash", *"ana")) as drive:
            drive.app.keep_place()
        (file,) = (tmp_path / "state").glob("views-*.json")
        assert "ana" not in file.read_text(encoding="utf-8").casefold()
        async with started(acme, settings) as drive:
            assert "sorted by #" in drive.frame
            assert filter_of(drive) == ""
            assert "Score" in drive.frame
            await drive.press("escape")
            assert drive.app.screen.query(ChallengeList)
        for damaged in ("", "[]", '{"left": 1}', '{"orders": {"x": 1}, "boards": {}, "left": []}'):
            file.write_text(damaged, encoding="utf-8")
            assert read_views(file) == KeptViews()
        KeptViews(boards={"backward": "gone"}, place="board", challenge="gone").save(file, date(2026, 3, 12))
        async with started(acme, settings) as drive:
            assert drive.app.screen.query(ChallengeList)
