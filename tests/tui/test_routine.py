"""Every routine job is done on the screen alone, by the keys that the guide counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final
from unittest.mock import patch

from moonwalk.services.workspace import open_workspace
from moonwalk.tui.app import MoonwalkApp
from moonwalk.tui.first_start import FirstStart
from moonwalk.tui.screens.home import HomeScreen

from .driving import SMALL, Drive, nothing_painted
from .routine import FIRST, State, Typed, form, roster, routines

GUIDE: Final = Path(__file__).parents[2] / "docs/organiser.md"


class Clock:
    """A clock that is set by hand."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


async def to_the_first_screen(drive: Drive) -> None:
    """Back to the first challenge in the list, with every bar closed and no filter left."""
    while drive.app.screen.query("#tray > *") or not isinstance(drive.app.screen, HomeScreen):
        await drive.press("escape")
    drive.app.screen.action_refresh_now()
    await drive.settle()
    await drive.press("home")


async def test_every_routine_job_is_done_by_keys_alone_from_an_empty_folder_to_a_closed_challenge(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "wellness"
    folder.mkdir()
    (tmp_path / "people.csv").write_text(roster(), encoding="utf-8")
    (tmp_path / "form.csv").write_text(form(), encoding="utf-8")
    first = FirstStart(folder)
    async with first.run_test(size=SMALL) as pilot:
        await Drive(first, pilot).press(*FIRST.pressed)  # type: ignore[arg-type]
    assert first.return_value is True

    clock = Clock(routines(tmp_path)[0].at)
    ws = replace(open_workspace(folder, clock.now, frozenset()), now=clock)
    assert FIRST.reached(State(ws, tmp_path))
    app = MoonwalkApp(ws)
    with nothing_painted(), patch("moonwalk.tui.screens.base_screen.LOOK_EVERY", 3600.0):
        async with app.run_test(size=SMALL, notifications=True) as pilot:
            drive = Drive(app, pilot)
            await drive.settle()
            for job in routines(tmp_path):
                clock.now = job.at
                if not job.goes_on:
                    await to_the_first_screen(drive)
                for step in job.keys:
                    await (drive.type(step.text) if isinstance(step, Typed) else drive.press(step))
                state = State(ws, tmp_path, drive.frame)
                assert job.reached(state), f"{job.name}: {state.done}\n{drive.frame}"


def test_no_job_takes_more_keys_than_promised() -> None:
    jobs = (FIRST, *routines(Path()))
    assert [job.name for job in jobs if job.count > job.most] == []
    logging = next(job for job in jobs if job.name == "log ten people")
    assert len(logging.pressed) <= 1 + 10 * 6


def test_the_guide_counts_the_keys_of_every_routine_job() -> None:
    section = GUIDE.read_text(encoding="utf-8").split("### The usual jobs\n")[1].split("\n#")[0]
    rows = [line for line in section.splitlines() if line.startswith("| ")][1:]
    assert rows == [f"| {job.name} | {job.count} | {job.in_words} |" for job in (FIRST, *routines(Path()))]
