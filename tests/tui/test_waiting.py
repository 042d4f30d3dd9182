"""What takes long says how far it is, and Esc ends it with nothing half done."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from itertools import count
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from moonwalk.services.work import Doing, stop_asked, tell
from moonwalk.tui.screens.home import HomeScreen
from moonwalk.tui.widgets.job_bar import JobBar

from ..workspaces import Lanes
from .driving import LARGE, Drive, driven


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Progress is shown from the first step on."""
    monkeypatch.setattr("moonwalk.tui.workers.PATIENCE", 0.0)
    monkeypatch.setattr("moonwalk.tui.workers.BETWEEN", 0.0)


def endless(doing: Doing) -> Callable[..., Any]:
    """Work that counts until it is stopped."""

    def work(*asked: object, **options: object) -> None:
        for done in count(1):
            tell(doing, min(done, 3), 1000)
            stop_asked().wait(0.001)

    return work


def slow_to_stop(doing: Doing, until: Event) -> Callable[..., Any]:
    """Work that counts once, and again only when it was asked to stop and something has happened."""

    def work(*asked: object, **options: object) -> None:
        tell(doing, 1, 1000)
        stop_asked().wait()
        until.wait()
        tell(doing, 2, 1000)

    return work


async def until_shown(drive: Drive, text: str) -> None:
    while text not in drive.frame:
        await asyncio.sleep(0)


async def test_a_job_counts_and_escape_ends_it(
    acme: Lanes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("moonwalk.tui.jobs.of_files.import_entries", endless("read"))
    async with driven(acme, LARGE, ("d", "i", *"w.csv")) as drive:
        drive._send("enter")
        await until_shown(drive, "Rows read: 3 of 1,000")
        assert "Esc stops it" in drive.frame
        await drive.press("escape")
        assert "Stopped. Nothing was changed." in drive.frame
        assert "Enter tries again" in drive.frame
        await drive.press("escape")
        assert not drive.app.screen.query("#tray > *")


async def test_a_closed_bar_leaves_work_to_its_end_and_the_screen_says_what_came_of_it(
    acme: Lanes, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = Event()
    monkeypatch.setattr("moonwalk.tui.jobs.of_files.import_entries", slow_to_stop("read", closed))
    async with driven(acme, LARGE, ("d", "i", *"w.csv")) as drive:
        drive._send("enter")
        await until_shown(drive, "Rows read")
        drive._send("escape")
        drive._send("escape")
        while drive.app.screen.query("#tray > *"):
            await asyncio.sleep(0)
        closed.set()
        await until_shown(drive, "Stopped. Nothing was changed.")


async def test_a_bar_that_is_gone_before_the_next_refresh_ends_nothing(acme: Lanes) -> None:
    async with driven(acme, LARGE, ("d", "i")) as drive:
        bar = drive.app.screen.query_one(JobBar)
        screen, refreshed = drive.app.screen, asyncio.Event()

        async def answer_and_close() -> None:
            # In the screen's own turn: it does what is due after a refresh once this has ended.
            bar.call_after_refresh(refreshed.set)
            bar.show_trouble("Nothing was done.")
            taken_in = asyncio.Event()
            bar.call_later(taken_in.set)
            await taken_in.wait()
            await bar.remove()

        screen.call_next(answer_and_close)
        await refreshed.wait()
        assert not screen.query("#tray > *")


async def test_what_a_screen_reads_counts_in_the_corner_and_escape_ends_it_before_it_leads_back(
    acme: Lanes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("moonwalk.tui.screens.rehearsal.rehearse", endless("played"))
    async with driven(acme, LARGE, ("g",)) as drive:
        drive._send("s")
        await until_shown(drive, "Seasons played: 3 of 1,000 · Esc stops")
        await drive.press("escape")
        assert "Stopped. Nothing was changed. Press r to begin again." in drive.frame
        assert "Esc stops" not in drive.frame
        await drive.press("escape")
        assert isinstance(drive.app.screen, HomeScreen)
