"""A backup or restore that is killed at any point leaves the old workspace or the new one, whole."""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Callable
from functools import partial

import pytest

from moonwalk.services.backups.archive import check_archive
from moonwalk.services.backups.backup import PARTS, back_up
from moonwalk.services.backups.restore import restore
from moonwalk.services.verification import verify
from moonwalk.services.workspace import DATABASE, find_workspace

from ..workspaces import Lanes, copied

if sys.platform == "win32":
    pytest.skip("there is no fork there", allow_module_level=True)

STEPS = ("open", "os.", "shutil.", "sqlite3.")
"""Before each of these a program may die; what comes between them changes no file."""

OF_BACKUPS = ("cached_total", "lease", "backup", "decision")


def dying(work: Callable[[], object], at: int) -> int:
    """Runs this in a program that dies before its step number `at`; how many steps there were until then."""
    reading, writing = os.pipe()
    program = os.fork()
    if not program:
        steps = 0

        def count(event: str, _: object) -> None:
            nonlocal steps
            if event.startswith(STEPS):
                steps += 1
                if steps == at:
                    os._exit(9)

        try:
            sys.addaudithook(count)
            work()
            os.write(writing, str(steps).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        steps = answer.read()
    os.waitpid(program, 0)
    return int(steps or at)


def state_of(lanes: Lanes) -> tuple[object, ...]:
    names = [lanes.folder / "moonwalk.yaml", *(lanes.folder / "challenges").iterdir()]
    names += (lanes.folder / "messages").rglob("*.txt")
    return lanes.dump(OF_BACKUPS), {path.name: path.read_bytes() for path in names}


@pytest.fixture
def old(day6, tmp_path):
    """A workspace that has gone on since its backup."""
    (day6.folder / "messages").mkdir()
    day6.file("messages/first.txt", "first")
    back_up(day6.ws, tmp_path / "saved.zip")
    day6.log("p01", "33")
    day6.file("messages/second.txt", "second")
    (day6.folder / "challenges" / "lanes.yaml").write_text("moonwalk: 1\n", encoding="utf-8")
    return day6


def kill_restores(old: Lanes, tmp_path, points: Callable[[int], list[int]]) -> set[str]:
    """Kills restores at these of all points; which states were left."""
    saved = tmp_path / "saved.zip"
    goal = copied(old, tmp_path / "goal")
    steps = dying(partial(restore, saved, goal.folder, goal.now), -1)
    states = {"old": state_of(old), "new": state_of(goal)}
    assert states["old"] != states["new"]
    left = set()
    for round_, number in enumerate(points(steps)):
        lanes = copied(old, tmp_path / f"killed{round_}")
        dying(partial(restore, saved, lanes.folder, lanes.now), number)
        assert find_workspace(lanes.folder) == lanes.folder.resolve()
        (name,) = [name for name, state in states.items() if state == state_of(lanes)]
        assert verify(lanes.ws).faults == ()
        left.add(name)
        restore(saved, lanes.folder, lanes.now)
        assert state_of(lanes) == states["new"]
        assert [path.name for path in (lanes.folder / ".moonwalk").iterdir()] == ["lock"]
    return left


def kill_backups(old: Lanes, tmp_path, points: Callable[[int], list[int]]) -> int:
    """Kills backups at these of all points; how many files were left, every one of them sound."""
    steps = dying(lambda: back_up(old.ws, tmp_path / "whole.zip"), -1)
    before, sound = state_of(old), 0
    for number in points(steps):
        target = tmp_path / f"killed{number}.zip"
        dying(partial(back_up, old.ws, target), number)
        if target.exists():
            assert DATABASE in check_archive(target, PARTS).members
            sound += 1
        assert state_of(old) == before
        target.unlink(missing_ok=True)
        back_up(old.ws, target)
        assert list(tmp_path.glob(".*.part")) == []
        assert [path.name for path in (old.folder / ".moonwalk").iterdir()] == ["lock"]
    return sound


@pytest.mark.promise("P12", "restores killed")
def test_a_restore_that_is_killed_leaves_one_workspace_whole(old, tmp_path):
    left = kill_restores(old, tmp_path, lambda steps: sorted({*range(1, steps, steps // 9), steps - 4}))
    assert left == {"old", "new"}


@pytest.mark.promise("P12", "backups killed")
def test_a_backup_that_is_killed_leaves_a_sound_file_or_none(old, tmp_path):
    assert kill_backups(old, tmp_path, lambda steps: [*range(1, steps, steps // 6), steps]) > 0


@pytest.mark.torture
@pytest.mark.promise("P12", "restores and backups killed at random")
@pytest.mark.parametrize("kill", [kill_restores, kill_backups])
def test_it_is_whole_wherever_it_is_killed(old, tmp_path, kill, counted):
    dice = random.Random(10)
    counted(200, f"kills ({kill.__name__})")
    assert kill(old, tmp_path, lambda steps: [dice.randrange(1, steps + 1) for _ in range(200)])
