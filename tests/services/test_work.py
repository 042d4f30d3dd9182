"""Work that is stopped leaves everything as it was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from moonwalk.services import queueing
from moonwalk.services.backups.backup import back_up
from moonwalk.services.imports import importer
from moonwalk.services.imports.undo import list_imports
from moonwalk.services.notifications import tick
from moonwalk.services.processes import counting
from moonwalk.services.roster import people as roster
from moonwalk.services.simulation.rehearsal import Asked, rehearse
from moonwalk.services.work import Doing, Listener, Step, Stopped, listening, settle, stop_asked, tell

from ..workspaces import Lanes, at, day, scored_challenge


@contextmanager
def stopped_at(doing: Doing) -> Iterator[list[Step]]:
    """Have the work of this block stopped as soon as it counts this; the steps it told."""
    steps: list[Step] = []
    listener = Listener(lambda step: (steps.append(step), step.doing == doing and listener.stop.set())[0])
    with listening(listener):
        yield steps


def test_nobody_has_to_listen() -> None:
    tell("read", 1)
    settle()
    assert not stop_asked().is_set()


def test_what_was_kept_already_goes_on() -> None:
    with stopped_at("read") as steps:
        tell("read", 1)
        with pytest.raises(Stopped, match=r"Stopped. Nothing was changed."):
            tell("read", 2)
        settle()
        tell("read", 3, 3)
        assert stop_asked().is_set()
    assert steps == [Step("read", 1), Step("read", 3, 3)]


ROWS = "id,date,activity,minutes\n" + "".join(f"p{1 + n:02},{day(6)},walk,{n + 1}\n" for n in range(6))


@pytest.mark.parametrize("dry_run", [True, False])
def test_an_import_that_is_stopped_while_it_is_read_leaves_nothing(day6: Lanes, dry_run: bool) -> None:
    before = day6.dump()
    with stopped_at("read"), pytest.raises(Stopped, match=r"Nothing was changed"):
        day6.entries(ROWS, dry_run=dry_run)
    assert day6.dump() == before


def test_an_import_that_is_stopped_between_two_batches_is_taken_back(
    day6: Lanes, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("FIRST_BATCH", 2), ("_LARGEST_BATCH", 2), ("_SMALLEST_BATCH", 1), ("_PAUSE", 0)):
        monkeypatch.setattr(importer, name, value)
    before = day6.points()
    with stopped_at("landed") as steps, pytest.raises(Stopped, match=r"The \d+ entries of entries.csv"):
        day6.entries(ROWS)
    assert Step("landed", 2, 6) in steps
    assert day6.points() == before
    assert list_imports(day6.ws)[0].state == "undone"
    assert day6.entries(ROWS).accepted == 6


def test_a_roster_that_is_stopped_changes_nobody(empty: Lanes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roster, "_TOLD_EVERY", 5)
    before = empty.dump()
    with stopped_at("landed") as steps, pytest.raises(Stopped):
        empty.people()
    assert steps == [Step("landed", 0, 12)]
    assert empty.dump() == before


@pytest.mark.parametrize("doing", ["copied", "packed"])
def test_a_backup_that_is_stopped_leaves_no_file(day6: Lanes, tmp_path: Path, doing: Doing) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    with stopped_at(doing), pytest.raises(Stopped, match=r"Nothing was changed"):
        back_up(day6.ws, folder)
    assert list(folder.iterdir()) == []
    assert back_up(day6.ws, folder).file.exists()


def test_sending_that_is_stopped_ends_with_the_message_in_hand_and_goes_on_next_time(lanes: Lanes) -> None:
    lanes.now = at(1, 7, 30)
    with stopped_at("sent") as steps:
        assert tick(lanes.ws).delivered == 1
    assert steps[-1] == Step("sent", 1)
    assert tick(lanes.ws).delivered == 11


def test_messages_that_are_stopped_while_they_are_written_are_not_written(
    lanes: Lanes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queueing, "_AT_ONCE", 5)
    lanes.now = at(1, 7, 30)
    before = lanes.dump()
    with stopped_at("written"), pytest.raises(Stopped, match=r"Nothing was changed"):
        tick(lanes.ws)
    assert lanes.dump() == before


def test_everyone_who_is_scored_is_counted_block_by_block(day6: Lanes) -> None:
    scored = scored_challenge(day6.ws).scored.people
    told: list[tuple[int, int]] = []
    work = counting(map, 24, lambda done, of: told.append((done, of)))
    assert list(work(lambda block: scored, (None, None))) == [scored, scored]  # type: ignore[arg-type]
    assert told == [(12, 24), (24, 24)]


def test_a_rehearsal_that_is_stopped_counts_until_then(day6: Lanes) -> None:
    asked = Asked(seasons=3, people=12, messages=False)
    path = day6.ws.challenges / "lanes.yaml"
    with stopped_at("played") as steps, pytest.raises(Stopped):
        rehearse(path, day6.ws.plugins, day6.ws, asked)
    assert steps == [Step("played", 1, 3)]
