"""The power fails at any moment of a command: what it said it saved is there, the rest whole or absent.

Each command is run once while every call that changes a file is recorded, SQLite's among them. Then the
record is played to a disk of each model up to some moment, the power fails, and the program opens what is
left.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from moonwalk.services.errors import Refused
from moonwalk.store import journals
from moonwalk.store.errors import StoreError

from ..running import environment
from ..workspaces import Lanes
from .commands import (
    COMMANDS,
    ROLLBACK,
    WAL,
    WORK,
    Oracle,
    arguments,
    choose,
    copied_whole,
    program,
)
from .disk import MODELS, Disk
from .tracing import UNTRACED, Ran, can_trace, watched

pytestmark = pytest.mark.skipif(not can_trace(), reason=UNTRACED)

Counted = Callable[[int, str], None]

PROMISE = "power cuts with torn sectors, two models of file systems"


@dataclass
class Cuts:
    """A command that was recorded, and power cuts in it."""

    command: str
    before: Lanes
    ran: Ran
    made: Mapping[str, bytes | None]
    oracle: Oracle
    states: dict[bytes, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls, command: str, workspaces: Mapping[str, Lanes], folder: Path, program: tuple[str, ...]
    ) -> Cuts:
        before = copied_whole(workspaces[command], folder / "before")
        after = copied_whole(before, folder / "run")
        env = environment(PYTHONHASHSEED="0")
        given = [*program, *arguments(command, after)]
        ran = watched(after.folder.parent, given, env, folder / "record.txt")
        assert ran.code == 0, (ran.out, ran.err)
        made = Disk.holding(after.folder.parent, MODELS[0]).now()
        return cls(command, before, ran, made, Oracle.of(before, after))

    def moments(self) -> list[int]:
        """Numbers of steps after which something is different from before."""
        return [at for at, step in enumerate(self.ran.steps, 1) if step.kind != "open"]

    def cut(self, model: str, moments: list[int], dice: random.Random, folder: Path) -> int:
        """Cuts the power at these moments; how many disks differed, each of which was checked."""
        said = max(at for at, step in enumerate(self.ran.steps) if step.kind == "said")
        disk, done, different = Disk.holding(self.before.folder.parent, model), 0, 0
        for at in sorted(moments):
            for step in self.ran.steps[done:at]:
                disk.do(step)
            done = at
            image, acknowledged = disk.cut(dice), at > said
            key = digest(image, acknowledged)
            if key in self.states:
                continue
            different += 1
            with laid(image, folder) as top:
                lanes = Lanes(top / WORK, self.before.now)
                try:
                    self.states[key] = self.oracle.check(self.command, lanes, acknowledged)
                except BaseException as error:
                    error.add_note(
                        f"{self.command}, {model}, after step {at}: {self.ran.steps[at - 1]}"[:400]
                    )
                    raise
        return different


def digest(image: Mapping[str, bytes | None], acknowledged: bool) -> bytes:
    total = hashlib.sha256(bytes([acknowledged]))
    for path, content in image.items():
        total.update(f"{path}\n{-1 if content is None else len(content)}\n".encode())
        total.update(content or b"")
    return total.digest()


@contextmanager
def laid(image: Mapping[str, bytes | None], folder: Path) -> Iterator[Path]:
    """Lays a disk down as a folder."""
    folder.mkdir()
    for path, content in image.items():
        if content is None:
            (folder / path).mkdir(mode=0o700)
        else:
            (folder / path).write_bytes(content)
            (folder / path).chmod(0o600)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def _handles(monkeypatch) -> Iterator[None]:
    """The program keeps a database open for as long as it runs; here there are thousands of them."""
    kept: list[int] = []

    def kept_open(path: Path, device: int, inode: int) -> int:
        while len(kept) > 100:
            os.close(kept.pop(0))
        kept.append(os.open(path, os.O_RDONLY))
        return kept[-1]

    monkeypatch.setattr(journals, "_kept_open", kept_open)
    yield
    for handle in kept:
        os.close(handle)


def without_shm(image: Mapping[str, bytes | None]) -> dict[str, bytes | None]:
    """All but what is written through memory, which no call shows: SQLite makes it anew after a crash."""
    return {path: content for path, content in image.items() if not path.endswith("-shm")}


def cut_often(cuts: Cuts, tmp_path: Path, number: int, counted: Counted) -> None:
    """Cuts the power in a command under both models, so many times in each."""
    every, dice = cuts.moments(), random.Random(7)
    for model in MODELS:
        moments = [*dice.choices(every, k=number), every[-1]]
        counted(len(moments), "cuts")
        counted(cuts.cut(model, moments, dice, tmp_path / "cut"), "different disks")
    assert set(cuts.states.values()) == {"old", "new"}


@pytest.mark.promise("P1", PROMISE)
@pytest.mark.usefixtures("_handles")
@pytest.mark.parametrize(
    ("command", "number"),
    [
        *((command, 6) for command in ("log", "import", "tick")),
        *(pytest.param(command, 400, marks=pytest.mark.torture) for command in COMMANDS),
    ],
)
def test_a_power_cut_leaves_what_was_saved_and_nothing_by_halves(
    workspaces, tmp_path, command, number, counted, monkeypatch
):
    choose(ROLLBACK, monkeypatch)
    cuts = Cuts.of(command, workspaces, tmp_path, program(ROLLBACK))
    cut_often(cuts, tmp_path, number, counted)


@pytest.mark.promise("P1", f"{PROMISE}, WAL, SQLite {sqlite3.sqlite_version}")
@pytest.mark.usefixtures("_handles")
@pytest.mark.parametrize(
    ("command", "number"),
    [
        ("import", 8),
        *(pytest.param(command, 200, marks=pytest.mark.torture) for command in COMMANDS),
    ],
)
def test_a_power_cut_leaves_what_was_saved_in_a_write_ahead_log(
    workspaces, tmp_path, command, number, counted, monkeypatch
):
    choose(WAL, monkeypatch)
    cuts = Cuts.of(command, workspaces, tmp_path, program(WAL))
    assert any(step.path.endswith("-wal") for step in cuts.ran.steps)
    cut_often(cuts, tmp_path, number, counted)


@pytest.mark.parametrize(
    ("command", "journal"),
    [
        ("log", ROLLBACK),
        ("forget", ROLLBACK),
        *(
            pytest.param(command, journal, marks=pytest.mark.torture)
            for command in COMMANDS
            for journal in (ROLLBACK, WAL)
        ),
    ],
)
def test_the_record_of_a_command_played_to_a_disk_makes_what_the_command_made(
    workspaces, tmp_path, command, journal, monkeypatch
):
    choose(journal, monkeypatch)
    cuts = Cuts.of(command, workspaces, tmp_path, program(journal))
    for model in MODELS:
        disk = Disk.holding(cuts.before.folder.parent, model)
        for step in cuts.ran.steps:
            disk.do(step)
        assert without_shm(disk.now()) == without_shm(cuts.made)


@pytest.mark.usefixtures("_handles")
@pytest.mark.parametrize(
    "command",
    ["log", *(pytest.param(command, marks=pytest.mark.torture) for command in ("backup", "restore"))],
)
def test_a_command_that_did_not_sync_would_be_found_out(workspaces, tmp_path, command, monkeypatch):
    choose(ROLLBACK, monkeypatch)
    cuts = Cuts.of(command, workspaces, tmp_path, program(ROLLBACK))
    lax = replace(cuts, ran=replace(cuts.ran, steps=[step for step in cuts.ran.steps if step.kind != "sync"]))
    with pytest.raises((AssertionError, Refused, StoreError, OSError, ValueError)):
        cut_often(lax, tmp_path, 30, lambda *_: None)
