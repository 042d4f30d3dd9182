"""What is due is sent while the screen is open, if that was chosen, and at no other time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from moonwalk.scoring.calendar import milliseconds
from moonwalk.services.notifications import list_messages
from moonwalk.services.workspace import Workspace
from moonwalk.store import outbox
from moonwalk.store.outbox import NewMessage
from moonwalk.tui.app import MoonwalkApp
from moonwalk.tui.screen_settings import ScreenSettings, read_screen_settings

from ..workspaces import Lanes
from .driving import GIVES_UP_AFTER, SMALL, Drive, nothing_painted


def by_the_real_clock(lanes: Lanes) -> Workspace:
    return replace(lanes.ws, now=lambda: datetime.now(UTC))


def put_in(lanes: Lanes, key: str) -> None:
    due = milliseconds(datetime.now(UTC) - timedelta(minutes=1))
    with lanes.database() as db, db.write() as tx:
        outbox.enqueue(tx, NewMessage(key, "lanes", 1, "file", "Hello", "Hello", due, due))


def states(lanes: Lanes) -> list[str]:
    return [message.state for message in list_messages(lanes.ws)]


async def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds, which another thread brings about."""
    deadline = time.monotonic() + GIVES_UP_AFTER
    while not holds():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


async def test_what_is_due_is_sent_while_the_screen_is_open_once_that_was_chosen(
    day6: Lanes, tmp_path: Path
) -> None:
    file = tmp_path / "screen.json"
    put_in(day6, "first")
    app = MoonwalkApp(by_the_real_clock(day6), ScreenSettings(file=file))
    with nothing_painted():
        async with app.run_test(size=SMALL, notifications=True) as pilot:
            await Drive(app, pilot).settle()
            app.action_turn_sending()
            assert not app.sender.is_running
            assert states(day6) == ["pending"]
            app.action_turn_sending()
            await until(lambda: states(day6) == ["delivered"])
            await until(lambda: any("Sent 1 message." in note.message for note in app._notifications))
            assert read_screen_settings(file).sends_for == {str(day6.folder.resolve())}
    assert not app.sender.is_running
    put_in(day6, "second")
    # The next start remembers it.
    app = MoonwalkApp(by_the_real_clock(day6), read_screen_settings(file))
    with nothing_painted():
        async with app.run_test(size=SMALL, notifications=True) as pilot:
            await until(lambda: states(day6) == ["delivered", "delivered"])
            await Drive(app, pilot).settle()
            app.action_turn_sending()
            assert not app.sender.is_running
            assert read_screen_settings(file).sends_for == frozenset()


@pytest.mark.parametrize(("read_only", "said"), [(True, "for looking only"), (False, "set with --now")])
async def test_nothing_is_sent_from_a_screen_for_looking_or_by_a_clock_that_was_set(
    day6: Lanes, read_only: bool, said: str
) -> None:
    put_in(day6, "first")
    ws = by_the_real_clock(day6) if read_only else day6.ws
    settings = ScreenSettings(sends_for=frozenset([str(day6.folder.resolve())]))
    app = MoonwalkApp(ws, settings, read_only=read_only)
    with nothing_painted():
        async with app.run_test(size=SMALL, notifications=True) as pilot:
            drive = Drive(app, pilot)
            await drive.settle()
            app.action_turn_sending()
            app.action_turn_sending()
            await drive.settle()
            assert said in " ".join(note.message for note in app._notifications)
            assert not app.sender.is_running
    assert states(day6) == ["pending"]
