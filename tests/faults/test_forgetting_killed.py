"""Forgetting that is killed at any point is carried through by the next commands, to the last byte."""

from __future__ import annotations

import os
import random
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from moonwalk.services.roster.forgetting import held_open
from moonwalk.services.roster.privacy import forget_person
from moonwalk.services.verification import verify

from ..running import Shell
from ..services.forgotten import PERSON, filled, traces
from ..workspaces import Lanes

if sys.platform == "win32":
    pytest.skip("there is no fork there", allow_module_level=True)

WITHOUT_FILES = "name: Lanes\ntimezone: Europe/Berlin\nplugins: {without: [files]}\n"
WITH_FILES = "name: Lanes\ntimezone: Europe/Berlin\n"

STEPS = frozenset(
    {
        "execute",
        "executemany",
        "fetchall",
        "rollback",
        "unlink",
        "rmdir",
        "rename",
        "replace",
        "open",
        "fsync",
    }
)
"""Before each call of these a program may die: statements of SQL, and changes to files."""


def dying(work: Callable[[], object], at: int) -> int:
    """Runs this in a program that dies before its step number `at`; how many steps there were until then."""
    reading, writing = os.pipe()
    program = os.fork()
    if not program:
        steps = 0

        def count(_: object, event: str, called: object) -> None:
            nonlocal steps
            if event == "c_call" and getattr(called, "__name__", "") in STEPS:
                steps += 1
                if steps == at:
                    os._exit(9)

        try:
            sys.setprofile(count)
            work()
            sys.setprofile(None)
            os.write(writing, str(steps).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        steps = answer.read()
    os.waitpid(program, 0)
    return int(steps or at)


def kill(full: Lanes, folder: Path, points: Callable[[int], list[int]], disabled: bool) -> tuple[int, int]:
    """Kills at these of all points; in how many rounds the person was still there, and was already gone."""
    counting = copy(full, folder / "counting", disabled)
    steps = dying(lambda: forget_person(counting.ws, PERSON, "asked"), -1)
    before = after = 0
    for number, at in enumerate(points(steps)):
        lanes = copy(full, folder / f"killed{number}", disabled)
        dying(lambda lanes=lanes: forget_person(lanes.ws, PERSON, "asked"), at)
        if PERSON in Shell(lanes)("people", "list").stdout:
            before += 1
            Shell(lanes)("people", "forget", PERSON, "--reason", "asked", "--yes", code=3 if disabled else 0)
        else:
            after += 1
        if disabled:
            assert len(held_open(lanes.ws)) == 1
            assert [path for path in traces(lanes) if "messages" not in path.parts] == []
            lanes.file("moonwalk.yaml", WITH_FILES)
            Shell(lanes)("people", "list")
        assert traces(lanes) == []
        assert held_open(lanes.ws) == ()
        assert verify(lanes.ws).faults == ()
        shutil.rmtree(lanes.folder)
    return before, after


def copy(full: Lanes, target: Path, disabled: bool) -> Lanes:
    shutil.copytree(full.folder, target)
    lanes = Lanes(target, full.now)
    lanes.file("moonwalk.yaml", WITHOUT_FILES if disabled else WITH_FILES)
    return lanes


@pytest.mark.promise("P11", "forgetting killed, channels disabled or not")
@pytest.mark.parametrize("disabled", [False, True])
def test_forgetting_that_is_killed_is_carried_through(tmp_path, disabled):
    full = filled(tmp_path)
    before, after = kill(full, tmp_path, lambda steps: [*range(2, steps, steps // 7)], disabled)
    assert before > 0
    assert after > 0


@pytest.mark.torture
@pytest.mark.promise("P11", "forgetting killed, channels disabled or not")
@pytest.mark.parametrize("disabled", [False, True])
def test_it_is_carried_through_wherever_it_is_killed(tmp_path, disabled, counted):
    full, dice = filled(tmp_path), random.Random(11)
    before, after = kill(
        full, tmp_path, lambda steps: [dice.randrange(1, steps + 1) for _ in range(100)], disabled
    )
    counted(before + after, f"kills, {after} after the erasure")
