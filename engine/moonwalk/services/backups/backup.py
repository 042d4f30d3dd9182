"""Making a backup: one file with everything that is a workspace, verified before it is called one."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import file_digest
from pathlib import Path
from typing import Final

from moonwalk import __version__
from moonwalk.scoring.calendar import milliseconds, moment
from moonwalk.services.backups.archive import Manifest, check_archive, opened, write_archive
from moonwalk.services.backups.encryption import (
    ENCRYPTED_ENDING,
    check_passphrase,
    encrypt,
    is_encrypted,
)
from moonwalk.services.backups.placing import WORK, sync_folder, working_in
from moonwalk.services.errors import Refused
from moonwalk.services.import_profiles import PROFILES
from moonwalk.services.work import tell
from moonwalk.services.workspace import CHALLENGES, DATABASE, FILE_NAME, MESSAGES, PLUGINS, Workspace
from moonwalk.store import backups
from moonwalk.store.backups import BackupRecord
from moonwalk.store.copying import copy_to, opened_unguarded
from moonwalk.store.database import Reader
from moonwalk.store.errors import StoreError
from moonwalk.store.schema import VERSION
from moonwalk.store.verification import counts, structure_faults

PARTS: Final = (FILE_NAME, PROFILES, CHALLENGES, PLUGINS, MESSAGES, DATABASE)
"""The files and folders that a backup holds."""

ENDING: Final = ".zip"
_STAGED: Final = "backup"
_UNSAFE: Final = re.compile(r"[^\w-]+")


@dataclass(frozen=True, slots=True)
class BackupReport:
    """A backup that was made, and verified. `removed` are older ones that were not to be kept.

    `size` is in bytes; `counts` says how many people, entries and so on it holds.
    """

    file: Path
    size: int
    sha256: str
    made: datetime
    counts: dict[str, int]
    removed: tuple[Path, ...]


def back_up(ws: Workspace, file: Path, keep: int | None = None, passphrase: str = "") -> BackupReport:
    """Back the workspace up to a new file, or to a file named after the moment in an existing folder.

    With `keep`, only so many of the newest backups of this workspace whose names differ in digits alone
    stay in the folder. With a passphrase, nothing but it opens the backup. Refused where the file exists, or
    the database is damaged.
    """
    if passphrase:
        check_passphrase(passphrase)
    target = backup_path(ws, file, ENDING + (ENCRYPTED_ENDING if passphrase else ""))
    with working_in(ws.folder) as work:
        staged = work / _STAGED
        shutil.rmtree(staged, ignore_errors=True)
        staged.mkdir(mode=0o700)
        try:
            manifest, digest = _written(ws, staged, target, passphrase)
        except OSError as error:
            where = f" ({error.filename})" if error.filename else ""
            raise Refused(
                f"The backup {target} could not be written: {error.strerror or error}{where}. "
                "No backup was made, and the workspace is as it was."
            ) from error
        finally:
            shutil.rmtree(staged, ignore_errors=True)
        removed = _removed(ws, target, manifest, keep)
        _remember(ws, target, digest, removed)
    size = target.stat().st_size
    return BackupReport(target, size, digest, ws.now(), dict(manifest.counts), removed)


def backup_path(ws: Workspace, file: Path, ending: str = ENDING) -> Path:
    """Where a backup to this file or folder would be. Refused where it would not be made."""
    target = file.absolute()
    if target.is_dir():
        name = _UNSAFE.sub("-", ws.settings.name).strip("-").lower() or "moonwalk"
        target /= f"{name}-{ws.now():%Y%m%d-%H%M%S}{ending}"
    if target.exists():
        raise Refused(f"There is a file {target} already. It was left as it is, and no backup was made.")
    if not target.parent.is_dir():
        raise Refused(f"There is no folder {target.parent}. No backup was made. Make the folder first.")
    inside = {ws.folder.absolute() / part for part in (CHALLENGES, MESSAGES, PLUGINS, WORK)}
    if inside & set(target.parents):
        raise Refused(f"{target.parent} is backed up itself. No backup was made. Choose another folder.")
    return target


def _written(ws: Workspace, staged: Path, target: Path, passphrase: str) -> tuple[Manifest, str]:
    """Write the backup beside its place, verify it, and only then give it its name."""
    copy = staged / DATABASE
    try:
        # Opening brings an older database up to date, and refuses what is not ours.
        with ws.database():
            pass
        copy_to(ws.folder / DATABASE, copy, partial(tell, "copied"))
        with opened_unguarded(copy) as db:
            about = _about(ws, db)
    except StoreError as error:
        raise Refused(f"No backup was made. {error.message}") from error
    # One name for each workspace, so that what a kill leaves is replaced by the next backup.
    part = target.with_name(f".{about.identity}.part")
    try:
        plain = staged / f"plain{ENDING}" if passphrase else part
        manifest = write_archive(plain, {**dict(_files(ws.folder)), DATABASE: copy}, about)
        if passphrase:
            encrypt(plain, part, passphrase)
        check_archive(part, PARTS, passphrase)
        with part.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(target.parent)
    return manifest, digest


def _about(ws: Workspace, db: Reader) -> Manifest:
    faults = structure_faults(db)
    if faults:
        raise Refused(
            f"No backup was made, since the database {ws.folder / DATABASE} is damaged: {faults[0].says} "
            "Keep earlier backups. 'moonwalk verify' names every fault."
        )
    return Manifest(
        moonwalk=__version__,
        schema=VERSION,
        identity=backups.identity(db),
        workspace=ws.settings.name,
        made=ws.now().isoformat(timespec="milliseconds"),
        counts=counts(db),
        members={},
    )


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """The files of a workspace besides the database, by their names in a backup."""
    for part in PARTS:
        top = folder / part
        if top.is_dir():
            for place, folders, names in os.walk(top):
                # What Python made of a plugin's file is made anew.
                folders[:] = sorted(set(folders) - {"__pycache__"})
                for name in sorted(names):
                    path = Path(place, name)
                    # What leads elsewhere is no part of the workspace, and what is half-written no message.
                    if path.is_file() and not path.is_symlink() and path.suffix != ".part":
                        yield path.relative_to(folder).as_posix(), path
        elif part != DATABASE and top.is_file():
            yield part, top


def _removed(ws: Workspace, target: Path, manifest: Manifest, keep: int | None) -> tuple[Path, ...]:
    """Remove the backups of this workspace, named alike, that are older than the newest ones to keep."""
    if keep is None:
        return ()
    alike = re.compile(re.sub(r"\d+", lambda _: r"\d+", re.escape(target.name)))
    with ws.database() as db:
        records = {record.file: record for record in backups.kept(db)}
    older = []
    for path in target.parent.iterdir():
        if path != target and alike.fullmatch(path.name) and path.is_file():
            made = _made(path, manifest.identity, records.get(str(path)))
            if made:
                older.append((made, path))
    gone = tuple(path for _, path in sorted(older, reverse=True)[max(keep - 1, 0) :])
    for path in gone:
        path.unlink()
    return gone


def _made(path: Path, identity: str, record: BackupRecord | None) -> str:
    """When a backup of this workspace was made; nothing for any other file, which is never removed.

    One that is encrypted, perhaps with another passphrase, is known by the sum that was written down of it.
    """
    try:
        if is_encrypted(path):
            with path.open("rb") as file:
                is_known = record is not None and file_digest(file, "sha256").hexdigest() == record.sha256
            return moment(record.at).isoformat(timespec="milliseconds") if record and is_known else ""
        with opened(path) as (_, manifest):
            return manifest.made if manifest.identity == identity else ""
    except (Refused, OSError):
        return ""


def _remember(ws: Workspace, target: Path, digest: str, removed: tuple[Path, ...]) -> None:
    at = milliseconds(ws.now())
    with ws.database() as db, db.write() as tx:
        backups.add(tx, BackupRecord(at, str(target), digest))
        for path in removed:
            backups.remove(tx, str(path), at)


def last_backup(ws: Workspace) -> datetime | None:
    """When the last backup was made; None where there never was any."""
    with ws.database() as db:
        record = backups.newest(db)
    return None if record is None else moment(record.at)
