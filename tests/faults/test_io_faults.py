"""The disk refuses one call of a command: it says so, nothing is lost, and the next command works."""

from __future__ import annotations

import random
import shutil
from collections.abc import Mapping
from itertools import islice
from pathlib import Path

import pytest

from ..running import Shell, environment
from ..workspaces import Lanes
from .commands import COMMANDS, JOURNALS, ROLLBACK, Oracle, arguments, choose, copied_whole, program
from .tracing import UNTRACED, Step, can_trace, disturbed, watched

pytestmark = pytest.mark.skipif(not can_trace(), reason=UNTRACED)

NEEDS_ROOM = frozenset({"open", "folder", "write", "resize", "rename", "sync"})
"""What may fail because the disk is full."""


def faults(steps: tuple[Step, ...], most: int, dice: random.Random) -> list[tuple[Step, str]]:
    """Calls to fail, and how: of those that are alike, at most so many, chosen at random."""
    alike: dict[tuple[str, str, str], dict[int, Step]] = {}
    for step in steps:
        if step.kind != "said":
            key = (step.call, step.kind, Path(step.path).suffix or step.path)
            alike.setdefault(key, {})[step.number] = step
    chosen = [(*key, step) for key, same in alike.items() for step in islice(shuffled(same, dice), most)]
    errors = [(step, "EIO") for _, kind, _, step in chosen if kind != "make"]
    return errors + [(step, "ENOSPC") for _, kind, _, step in chosen if kind in NEEDS_ROOM]


def shuffled(steps: Mapping[int, Step], dice: random.Random) -> list[Step]:
    return dice.sample(list(steps.values()), len(steps))


def said_success(command: str, code: int, said: str) -> bool:
    """Whether a command reported success; a tick may report that messages will be tried again."""
    return code == 0 and (command != "tick" or "0 to be tried again" in said)


def sweep(
    command: str, workspaces: Mapping[str, Lanes], tmp_path: Path, most: int, number: int, journal: str
) -> tuple[int, int]:
    """Fails calls of a command, one in each run; in how many runs, and how many of these reported success."""
    dice, env = random.Random(4), environment(PYTHONHASHSEED="0")
    before = copied_whole(workspaces[command], tmp_path / "before")
    after = copied_whole(before, tmp_path / "run")
    ran = watched(tmp_path / "run", [*program(journal), *arguments(command, after)], env, tmp_path / "record")
    oracle, tried, succeeded, broken = Oracle.of(before, after), 0, 0, list[Exception]()
    for step, error in islice(dice.sample(every := faults(ran.steps, most, dice), len(every)), number):
        shutil.rmtree(tmp_path / "run")
        lanes = copied_whole(before, tmp_path / "run")
        given = [*program(journal), *arguments(command, lanes)]
        failed = disturbed(tmp_path / "run", given, env, tmp_path / "record", step, error)
        if failed is None:
            continue
        tried += 1
        said = failed.out + failed.err
        try:
            assert "Traceback" not in said, said[-2000:]
            assert said.strip()
            assert failed.code in (0, 1, 2, 3), failed.code
            acknowledged = said_success(command, failed.code, said)
            succeeded += acknowledged
            if oracle.check(command, lanes, acknowledged) == "old" and command != "tick":
                Shell(lanes)(*arguments(command, lanes)[len(Shell(lanes).options) :])
                assert oracle.check(command, lanes, True) == "new"
        except Exception as reason:
            reason.add_note(f"{step.call} {step.number} of {step.path} failed with {error}: {said[-500:]}")
            broken.append(reason)
    if broken:
        raise ExceptionGroup(f"{len(broken)} of {tried} in {command}", broken)
    return tried, succeeded


@pytest.mark.promise("P2", "system calls that fail")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_call_that_fails_is_told_and_nothing_is_lost_or_half_there(
    workspaces, tmp_path, command, counted, monkeypatch
):
    choose(ROLLBACK, monkeypatch)
    tried, succeeded = sweep(command, workspaces, tmp_path, 1, 4, ROLLBACK)
    counted(tried, "calls")
    counted(succeeded, "of them without harm")


@pytest.mark.torture
@pytest.mark.promise("P2", "system calls that fail")
@pytest.mark.parametrize("journal", JOURNALS)
@pytest.mark.parametrize("command", COMMANDS)
def test_whichever_call_fails_nothing_is_lost_or_half_there(
    workspaces, tmp_path, command, journal, counted, monkeypatch
):
    choose(journal, monkeypatch)
    tried, succeeded = sweep(command, workspaces, tmp_path, 4, 1000, journal)
    counted(tried, f"calls with {journal}")
    counted(succeeded, "of them without harm")
