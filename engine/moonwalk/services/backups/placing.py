"""Putting a restored workspace in the place of the present one, so that a kill at any moment does no harm.

The new files are laid down beside the old ones first. Once a note says so, the old ones are moved aside and
the new ones into their place; whoever opens the workspace after a kill finds the note and goes on with it.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from moonwalk.services.errors import Refused
from moonwalk.store.copying import exclusively
from moonwalk.store.errors import StoreError

WORK: Final = ".moonwalk"
"""The folder in a workspace for what is under way."""

NEW: Final = "restored"
_NOTE: Final = "restore.json"
_LOCK: Final = "lock"


@contextmanager
def working_in(folder: Path) -> Iterator[Path]:
    """Keep other backups and restores out of a workspace; the folder for what is under way."""
    work = folder / WORK
    work.mkdir(mode=0o700, parents=True, exist_ok=True)
    reason = (
        f"Another backup or restore of {folder} is under way. Nothing was changed. "
        "Try again when it has finished."
    )
    try:
        with exclusively(work / _LOCK, reason):
            yield work
    except StoreError as error:
        raise Refused(error.message) from error


@contextmanager
def locked(folder: Path, name: str, reason: str) -> Iterator[None]:
    """Keep other programs of this computer from doing the same in a workspace. Refused where one does."""
    work = folder / WORK
    work.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with exclusively(work / name, reason, patience=0.1):
            yield
    except StoreError as error:
        raise Refused(error.message) from error


def place(folder: Path, aside: str, old: Sequence[str], last: str) -> None:
    """Put everything that was laid down in `WORK/NEW` in its place, and what is named `old` aside.

    `last` comes last: only with it is the workspace complete. The lock of `working_in` must be held.
    """
    work = folder / WORK
    new = sorted((path.name for path in (work / NEW).iterdir()), key=lambda name: (name == last, name))
    note = {"aside": aside, "old": list(old), "new": new}
    sync_folder(work / NEW)
    written = work / f"{_NOTE}.new"
    written.write_text(json.dumps(note), encoding="utf-8")
    sync_file(written)
    # From here on the restore is carried through, if need be by the next command.
    written.replace(work / _NOTE)
    sync_folder(work)
    _carry_on(folder)


def finish_restore(folder: Path) -> bool:
    """Carry on with a restore that was killed; whether there was any. Refused where a file is in use."""
    if not (folder / WORK / _NOTE).is_file():
        return False
    with working_in(folder):
        _carry_on(folder)
    return True


def is_under_way(folder: Path) -> bool:
    """Whether a restore was begun that has to be carried through before anything else."""
    return (folder / WORK / _NOTE).is_file()


def leave_no_trace(folder: Path) -> None:
    """Remove a folder that was made for a workspace, if there is nothing in it."""
    if {path.name for path in (folder / WORK).glob("*")} == {_LOCK} and len(list(folder.iterdir())) == 1:
        with suppress(OSError):
            (folder / WORK / _LOCK).unlink()
            (folder / WORK).rmdir()
            folder.rmdir()


def _carry_on(folder: Path) -> None:
    work = folder / WORK
    try:
        note = json.loads((work / _NOTE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        # Another program has finished it while this one waited for the lock.
        return
    try:
        _move(folder, work / NEW, folder / note["aside"], note["old"], note["new"])
        sync_folder(folder)
        (work / _NOTE).unlink()
        sync_folder(work)
    except OSError as error:
        where = f" {error.filename}" if error.filename else ""
        raise Refused(
            f"The restore of {folder} is not finished: {error.strerror or error}{where}. Nothing is lost. "
            "Close every program that uses files of the workspace; the next command goes on with it."
        ) from error
    shutil.rmtree(work / NEW, ignore_errors=True)


def _move(folder: Path, staged: Path, aside: Path, old: Sequence[str], new: Sequence[str]) -> None:
    if not (staged / new[-1]).exists():
        # The last one is in place; a file that looks old by its name belongs to the new workspace.
        return
    # A new file that is in its place already has left the folder of staged ones.
    there = [
        name for name in old if (folder / name).exists() and (name not in new or (staged / name).exists())
    ]
    if there:
        aside.mkdir(mode=0o700, exist_ok=True)
    for name in there:
        (folder / name).rename(aside / name)
    # A power cut must not bring an old journal back beside the new database.
    sync_folder(folder)
    if aside.is_dir():
        sync_folder(aside)
    for name in new:
        if (staged / name).exists():
            (staged / name).rename(folder / name)


def sync_file(path: Path) -> None:
    """Wait until a file's content is on the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Wait until the names in a folder are on the disk, where the system can do that; Windows cannot."""
    with suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
