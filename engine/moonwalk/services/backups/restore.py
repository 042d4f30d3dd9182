"""Putting a backup back: checked first, with the present workspace put aside."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from moonwalk.scoring.calendar import milliseconds
from moonwalk.services.backups.archive import Manifest, extract, opened, refusal
from moonwalk.services.backups.backup import PARTS
from moonwalk.services.backups.encryption import is_encrypted
from moonwalk.services.backups.placing import (
    NEW,
    finish_restore,
    is_under_way,
    leave_no_trace,
    place,
    sync_file,
    sync_folder,
    working_in,
)
from moonwalk.services.dry_run import operator
from moonwalk.services.errors import Refused
from moonwalk.services.verification import Verification, verify
from moonwalk.services.workspace import DATABASE, FILE_NAME, load_settings, open_workspace
from moonwalk.store import backups, decisions, people, tombstones
from moonwalk.store.backups import BackupRecord
from moonwalk.store.copying import BELONGINGS, make_own, opened_unguarded, settle
from moonwalk.store.database import Database, Reader, Transaction
from moonwalk.store.decisions import Decision
from moonwalk.store.errors import StoreError
from moonwalk.store.schema import VERSION
from moonwalk.store.verification import counts, structure_faults

ASIDE: Final = "before-restore"
"""How the name of a folder begins in which a workspace was put aside."""

# The database first: what belongs to it must never be without it in a place where it is opened.
_OLD: Final = (DATABASE, *(f"{DATABASE}{ending}" for ending in BELONGINGS), *PARTS[:-1])


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """A workspace that was restored. `aside` holds what was there before, if anything was.

    `made` is when the backup was made. `erased` are the ids of people who were forgotten since, and have
    been forgotten again; `back` those who may have been, and are back.
    """

    folder: Path
    file: Path
    made: str
    counts: dict[str, int]
    aside: Path | None
    erased: tuple[str, ...]
    back: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Staged:
    """What was laid down to be put in place: see `RestoreReport`."""

    made: str
    counts: dict[str, int]
    erased: tuple[str, ...]
    back: tuple[str, ...]


def restore(file: Path, folder: Path, now: datetime, passphrase: str = "") -> RestoreReport:
    """Put a backup in the place of the workspace in a folder, or in a new folder.

    Refused, and nothing is changed, where the backup is damaged, newer than this program, or another
    program uses the workspace. A kill at any moment leaves the old workspace or the new one. People whom
    the present workspace has forgotten since are forgotten in the new one too.
    """
    if not is_encrypted(file):
        with opened(file):
            pass
    is_new = not folder.exists()
    try:
        finish_restore(folder)
        with working_in(folder) as work:
            try:
                staged = _staged(file, folder, work / NEW, now, passphrase)
                aside = _aside(folder, now)
                place(folder, aside.name, _OLD, DATABASE)
            finally:
                if not is_under_way(folder):
                    shutil.rmtree(work / NEW, ignore_errors=True)
    except OSError as error:
        where = f" {error.filename}" if error.filename else ""
        raise Refused(
            f"{file} could not be restored: {error.strerror or error}{where}. The workspace is as it was."
        ) from error
    finally:
        if is_new:
            leave_no_trace(folder)
    put_aside = aside if aside.is_dir() else None
    return RestoreReport(folder, file, staged.made, staged.counts, put_aside, staged.erased, staged.back)


def rehearse(file: Path, now: datetime, passphrase: str = "", head: str = "") -> tuple[str, Verification]:
    """Put a backup in a temporary folder and verify what is there: when it was made, and what was seen.

    Refused where the backup would not be restored.
    """
    with TemporaryDirectory(prefix="moonwalk-") as temporary:
        report = restore(file, Path(temporary) / "rehearsal", now, passphrase)
        return report.made, verify(open_workspace(report.folder, now), head)


def _staged(file: Path, folder: Path, staged: Path, now: datetime, passphrase: str) -> Staged:
    """Lay the files of the backup down, check them, and forget whoever was forgotten since."""
    shutil.rmtree(staged, ignore_errors=True)
    staged.mkdir(mode=0o700)
    manifest = extract(file, staged, PARTS, passphrase)
    if manifest.schema > VERSION:
        raise Refused(
            f"{file} was made by a newer Moonwalk ({manifest.moonwalk}; its database has version "
            f"{manifest.schema}, this program knows {VERSION}). Nothing was changed. Update Moonwalk."
        )
    if DATABASE not in manifest.members or FILE_NAME not in manifest.members:
        raise Refused(refusal(file, "there is no workspace in it"))
    settings = load_settings(staged)
    database = staged / DATABASE
    with file.open("rb") as source:
        digest = file_digest(source, "sha256").hexdigest()
    try:
        with Database.open(database) as db:
            damage = structure_faults(db)
            if damage or backups.identity(db) != manifest.identity:
                raise Refused(refusal(file, damage[0].says if damage else "its database is another one's"))
            sums = counts(db)
            erased, back = _erased(folder / DATABASE, db)
            with db.write() as tx:
                _remember(tx, file, manifest, digest, now, back)
                for identifier in erased:
                    _forget_again(tx, identifier, [channel.name for channel in settings.channels or ()], now)
        make_own(database)
    except StoreError as error:
        raise Refused(f"{file} cannot be restored. {error.message}") from error
    for path in staged.rglob("*"):
        if path.is_dir():
            sync_folder(path)
    sync_file(database)
    _settle(folder / DATABASE)
    return Staged(manifest.made, sums, erased, back)


def _remember(
    tx: Transaction, file: Path, manifest: Manifest, digest: str, now: datetime, who: tuple[str, ...]
) -> None:
    at = milliseconds(now)
    made = milliseconds(datetime.fromisoformat(manifest.made))
    # By their numbers, which say nothing once they are forgotten again.
    back = [person.no for each in who if (person := people.find(tx, each)) is not None]
    detail = {"made": manifest.made, "sha256": digest, **({"back": back} if back else {})}
    decisions.record(tx, Decision(at, operator(), "restore", file.name, detail=detail))
    backups.add(tx, BackupRecord(made, str(file.absolute()), digest))


def _forget_again(tx: Transaction, identifier: str, channels: Iterable[str], now: datetime) -> None:
    """Erase somebody as `people forget` does; what files and channels hold is erased by the next command."""
    person, at = people.find(tx, identifier), milliseconds(now)
    if person is not None:
        tombstones.add(tx, person, channels, at)
        why = "Forgotten before, and in the backup that was restored."
        people.forget(tx, person.no, Decision(at, operator(), "people forget", why=why))


def _erased(present: Path, copy: Reader) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Whom the present database has erased since, for sure and perhaps; nobody where it cannot be read."""
    if not present.exists():
        return (), ()
    try:
        # What something else has done to it does not matter here.
        with opened_unguarded(present) as db:
            if backups.identity(db) != backups.identity(copy):
                return (), ()
            erased = backups.erased_since(db, copy)
            return (erased, ()) if backups.descends_from(db, copy) else ((), erased)
    except StoreError:
        return (), ()


def _settle(present: Path) -> None:
    if not settle(present):
        raise Refused(
            f"Another program is using {present}. Nothing was changed. Leave the screen, stop the scheduled "
            "'moonwalk tick', and try again."
        )


def _aside(folder: Path, now: datetime) -> Path:
    """A folder that does not exist yet, in the workspace: only there can whole folders be moved for sure."""
    name = f"{ASIDE}-{now:%Y%m%d-%H%M%S}"
    number, aside = 1, folder / name
    while aside.exists():
        number += 1
        aside = folder / f"{name}-{number}"
    return aside
