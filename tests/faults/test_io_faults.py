"""The disk refuses one call of a command, or the command is killed in it: nothing is lost or half there."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import pytest

from ..running import Shell, environment
from ..workspaces import Lanes
from .commands import COMMANDS, JOURNALS, ROLLBACK, Oracle, arguments, choose, copied_whole, program
from .tracing import UNTRACED, Ran, Step, can_trace, disturbed, watched

pytestmark = pytest.mark.skipif(not can_trace(), reason=UNTRACED)

NEEDS_ROOM = frozenset({"open", "folder", "write", "resize", "rename", "sync"})
"""What may fail because the disk is full."""


KILL = "signal=KILL"


def faults(
    steps: tuple[Step, ...], most: int, dice: random.Random, kills: bool
) -> Iterator[tuple[Step, str]]:
    """Calls to disturb, and how: of those that are alike, at most so many, chosen at random."""
    alike: dict[tuple[str, str, str], dict[int, Step]] = {}
    for step in steps:
        if step.kind != "said":
            key = (step.call, step.kind, Path(step.path).suffix or step.path)
            alike.setdefault(key, {})[step.number] = step
    chosen = [(*key, step) for key, same in alike.items() for step in islice(shuffled(same, dice), most)]
    for _, kind, _, step in chosen:
        if kills:
            yield step, KILL
            continue
        if kind != "make":
            yield step, "error=EIO"
        if kind in NEEDS_ROOM:
            yield step, "error=ENOSPC"


def shuffled(steps: Mapping[int, Step], dice: random.Random) -> list[Step]:
    return dice.sample(list(steps.values()), len(steps))


def said_success(command: str, code: int, said: str) -> bool:
    """Whether a command reported success; a tick may report that messages will be tried again."""
    return code == 0 and (command != "tick" or "0 to be tried again" in said)


@dataclass
class Sweep:
    """Disturbs calls of a command, one in each run."""

    command: str
    folder: Path
    before: Lanes
    journal: str
    oracle: Oracle
    steps: tuple[Step, ...]
    tried: int = 0
    succeeded: int = 0
    broken: list[Exception] = field(default_factory=list)

    @classmethod
    def of(cls, command: str, workspaces: Mapping[str, Lanes], folder: Path, journal: str) -> Sweep:
        before = copied_whole(workspaces[command], folder / "before")
        after = copied_whole(before, folder / "run")
        given = [*program(journal), *arguments(command, after)]
        ran = watched(folder / "run", given, environment(PYTHONHASHSEED="0"), folder / "record")
        return cls(command, folder, before, journal, Oracle.of(before, after), ran.steps)

    def run(self, most: int, number: int, kills: bool = False) -> None:
        """Disturbs at most so many calls that are alike, and at most so many in all. Raises what broke."""
        dice = random.Random(4)
        every = list(faults(self.steps, most, dice, kills))
        for step, fault in islice(dice.sample(every, len(every)), number):
            shutil.rmtree(self.folder / "run")
            lanes = copied_whole(self.before, self.folder / "run")
            given = [*program(self.journal), *arguments(self.command, lanes)]
            env, record = environment(PYTHONHASHSEED="0"), self.folder / "record"
            ran = disturbed(self.folder / "run", given, env, record, step, fault)
            if ran is None:
                continue
            self.tried += 1
            try:
                self.judge(lanes, ran, fault)
            except Exception as reason:
                reason.add_note(
                    f"{step.call} {step.number} of {step.path}: {fault}: {ran.out}{ran.err}"[:900]
                )
                self.broken.append(reason)
        if self.broken:
            raise ExceptionGroup(f"{len(self.broken)} of {self.tried} in {self.command}", self.broken)

    def judge(self, lanes: Lanes, ran: Ran, fault: str) -> None:
        said = ran.out + ran.err
        assert "Traceback" not in said, said[-2000:]
        if fault == KILL:
            assert ran.code in (-9, 137), ran.code
        else:
            assert said.strip()
            assert ran.code in (0, 1, 2, 3), ran.code
        acknowledged = said_success(self.command, ran.code, said)
        self.succeeded += acknowledged
        if self.oracle.check(self.command, lanes, acknowledged) == "old" and self.command != "tick":
            Shell(lanes)(*arguments(self.command, lanes)[len(Shell(lanes).options) :])
            assert self.oracle.check(self.command, lanes, True) == "new"


OFTEN = ("log", "import", "restore")
"""A small, a large and a whole change, in each run; the other commands in the long one."""


@pytest.mark.promise("P2", "system calls that fail")
@pytest.mark.parametrize(
    "command",
    [
        command if command in OFTEN else pytest.param(command, marks=pytest.mark.torture)
        for command in COMMANDS
    ],
)
def test_a_call_that_fails_is_told_and_nothing_is_lost_or_half_there(
    workspaces, tmp_path, command, counted, monkeypatch
):
    choose(ROLLBACK, monkeypatch)
    sweep = Sweep.of(command, workspaces, tmp_path, ROLLBACK)
    sweep.run(1, 2)
    counted(sweep.tried, "calls")
    counted(sweep.succeeded, "of them without harm")


@pytest.mark.torture
@pytest.mark.promise("P2", "system calls that fail")
@pytest.mark.parametrize("journal", JOURNALS)
@pytest.mark.parametrize("command", COMMANDS)
def test_whichever_call_fails_nothing_is_lost_or_half_there(
    workspaces, tmp_path, command, journal, counted, monkeypatch
):
    choose(journal, monkeypatch)
    sweep = Sweep.of(command, workspaces, tmp_path, journal)
    sweep.run(4, 1000)
    counted(sweep.tried, f"calls with {journal}")
    counted(sweep.succeeded, "of them without harm")


@pytest.mark.promise("P1", "commands killed in a system call")
@pytest.mark.parametrize(
    ("command", "most", "number"),
    [
        *((command, 1, 1) for command in ("log", "import", "forget")),
        *(pytest.param(command, 6, 1000, marks=pytest.mark.torture) for command in COMMANDS),
    ],
)
def test_a_command_that_is_killed_leaves_what_was_saved_and_nothing_by_halves(
    workspaces, tmp_path, command, most, number, counted, monkeypatch
):
    choose(ROLLBACK, monkeypatch)
    sweep = Sweep.of(command, workspaces, tmp_path, ROLLBACK)
    sweep.run(most, number, kills=True)
    counted(sweep.tried, "kills")
