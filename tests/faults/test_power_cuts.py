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
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from moonwalk.services.errors import Refused
from moonwalk.store import journals
from moonwalk.store.errors import StoreError

from ..running import environment
from ..workspaces import Lanes
from .commands import WORK, Oracle, arguments, copied_whole, prepared
from .disk import MODELS, Disk
from .tracing import Ran, can_trace, watched

if not can_trace():
    pytest.skip("strace is not there, or may not watch programs", allow_module_level=True)

PROMISE = "power cuts with torn sectors, two models of file systems"
COMMANDS = ("log", "import", "tick", "forget", "backup", "restore")


@pytest.fixture(scope="session")
def workspaces(tmp_path_factory) -> Mapping[str, Lanes]:
    return prepared(tmp_path_factory.mktemp("before"))


@dataclass
class Cuts:
    """A command that was recorded, and power cuts in it."""

    command: str
    before: Lanes
    after: Lanes
    ran: Ran
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
        return cls(command, before, after, ran, Oracle.of(before, after))

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


def cut_often(cuts: Cuts, tmp_path: Path, number: int, dice: random.Random) -> str:
    """Cuts the power in a command under both models, so many times in each; what was tried."""
    every, tried, different = cuts.moments(), 0, 0
    for model in MODELS:
        moments = [*dice.choices(every, k=number), every[-1]]
        different += cuts.cut(model, moments, dice, tmp_path / "cut")
        tried += len(moments)
    assert set(cuts.states.values()) == {"old", "new"}
    return f"in {cuts.command} ({different} disks)"


@pytest.mark.promise("P1", PROMISE)
@pytest.mark.usefixtures("_handles")
@pytest.mark.parametrize(
    ("command", "number"),
    [
        *((command, 8 if command == "tick" else 15) for command in COMMANDS),
        *(pytest.param(command, 400, marks=pytest.mark.torture) for command in COMMANDS),
    ],
)
def test_a_power_cut_leaves_what_was_saved_and_nothing_by_halves(
    workspaces, tmp_path, command, number, counted
):
    cuts = Cuts.of(command, workspaces, tmp_path, ("-m", "moonwalk"))
    counted(2 * number + 2, cut_often(cuts, tmp_path, number, random.Random(7)))


@pytest.mark.parametrize("command", COMMANDS)
def test_the_record_of_a_command_played_to_a_disk_makes_what_the_command_made(workspaces, tmp_path, command):
    cuts = Cuts.of(command, workspaces, tmp_path, ("-m", "moonwalk"))
    top = cuts.after.folder.parent
    made = {
        path.relative_to(top).as_posix(): path.read_bytes() if path.is_file() else None
        for path in top.rglob("*")
    }
    for model in MODELS:
        disk = Disk.holding(cuts.before.folder.parent, model)
        for step in cuts.ran.steps:
            disk.do(step)
        assert disk.now() == made


@pytest.mark.usefixtures("_handles")
@pytest.mark.parametrize("command", ["log", "backup", "restore"])
def test_a_command_that_did_not_sync_would_be_found_out(workspaces, tmp_path, command):
    cuts = Cuts.of(command, workspaces, tmp_path, ("-m", "moonwalk"))
    lax = replace(cuts, ran=replace(cuts.ran, steps=[step for step in cuts.ran.steps if step.kind != "sync"]))
    with pytest.raises((AssertionError, Refused, StoreError, OSError, ValueError)):
        cut_often(lax, tmp_path, 30, random.Random(7))
