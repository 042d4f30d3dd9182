"""The file of a backup: a zip file with a manifest, so that any program can look into it."""

from __future__ import annotations

import json
import os
import re
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import IO, Any, Final
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from moonwalk.services.backups.encryption import decrypted, is_encrypted
from moonwalk.services.errors import Refused
from moonwalk.services.work import tell

MANIFEST: Final = "manifest.json"
FORMAT: Final = 1

_CHUNK: Final = 1 << 20
_LONGEST_MANIFEST: Final = 1 << 26
_NAME: Final = re.compile(r"[^\x00-\x1f\x7f\\:*?\"<>|]+")
_OWNER_ONLY: Final = 0o100600 << 16


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a backup: its size in bytes and its SHA-256."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is in a backup, of which database, and by which version it was made. `made` is in UTC."""

    moonwalk: str
    schema: int
    identity: str
    workspace: str
    made: str
    counts: Mapping[str, int]
    members: Mapping[str, Member]
    format: int = FORMAT


class Damaged(Exception):
    """Why a file is not a sound backup."""


def write_archive(path: Path, files: Mapping[str, Path], about: Manifest) -> Manifest:
    """Write a backup of files by their names in it, and the manifest with their sums; it ends on the disk."""
    members: dict[str, Member] = {}
    handle = os.open(path, os.O_CREAT | os.O_TRUNC | os.O_RDWR | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "w+b") as out:
        with ZipFile(out, "w", ZIP_DEFLATED) as archive:
            for name, source in files.items():
                members[name] = _added(archive, name, source)
                tell("packed", len(members), len(files))
            manifest = Manifest(**{**_plain(about), "members": MappingProxyType(members), "format": FORMAT})
            text = json.dumps(_as_json(manifest), ensure_ascii=False, indent=2)
            archive.writestr(_info(MANIFEST), text.encode())
        out.flush()
        os.fsync(out.fileno())
    return manifest


def _plain(manifest: Manifest) -> dict[str, Any]:
    return {name: getattr(manifest, name) for name in Manifest.__dataclass_fields__}


def _as_json(manifest: Manifest) -> dict[str, Any]:
    members = {name: asdict(member) for name, member in manifest.members.items()}
    return {**_plain(manifest), "counts": dict(manifest.counts), "members": members}


def _info(name: str) -> ZipInfo:
    info = ZipInfo(name)
    info.compress_type = ZIP_DEFLATED
    info.external_attr = _OWNER_ONLY
    return info


def _added(archive: ZipFile, name: str, source: Path) -> Member:
    digest, size = sha256(), 0
    with source.open("rb") as read, archive.open(_info(name), "w", force_zip64=True) as written:
        while chunk := read.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            written.write(chunk)
    return Member(size, digest.hexdigest())


@contextmanager
def opened(path: Path, passphrase: str = "") -> Iterator[tuple[ZipFile, Manifest]]:
    """Open a backup and read its manifest. Refused, in a sentence, for whatever is wrong with the file."""
    try:
        with (
            decrypted(path, passphrase) if is_encrypted(path) else path.open("rb") as file,
            ZipFile(file) as archive,
        ):
            yield archive, _manifest(archive)
    except FileNotFoundError:
        raise Refused(f"There is no backup {path}. Nothing was changed. Check the path.") from None
    except Damaged as reason:
        raise Refused(refusal(path, str(reason))) from reason
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise Refused(refusal(path, "it is no whole zip file")) from error


def refusal(path: Path, reason: str) -> str:
    """The sentence for a backup that cannot be used."""
    return (
        f"{path} is not a sound backup: {reason}. It was truncated or altered. Nothing was changed. "
        "Use another backup."
    )


def _manifest(archive: ZipFile) -> Manifest:
    names = archive.namelist()
    if MANIFEST not in names:
        raise Damaged("it has no manifest")
    if len(set(names)) != len(names):
        raise Damaged("a file is in it twice")
    if archive.getinfo(MANIFEST).file_size > _LONGEST_MANIFEST:
        raise Damaged("its manifest is too long")
    try:
        data = json.loads(archive.read(MANIFEST))
        members = {
            name: Member(int(member["size"]), str(member["sha256"]))
            for name, member in data["members"].items()
        }
        known = {name: data[name] for name in Manifest.__dataclass_fields__ if name != "members"}
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Damaged("its manifest cannot be read") from error
    if known["format"] != FORMAT:
        raise Damaged(f"its format is {known['format']}, and this program reads {FORMAT}")
    if set(members) | {MANIFEST} != set(names):
        raise Damaged("its files are not those of its manifest")
    return Manifest(**{**known, "members": MappingProxyType(members)})


def check_archive(path: Path, allowed: tuple[str, ...], passphrase: str = "") -> Manifest:
    """Read every file of a backup and compare it with the manifest. Refused where they differ."""
    with opened(path, passphrase) as (archive, manifest):
        _check_names(manifest, allowed)
        for number, (name, member) in enumerate(manifest.members.items(), start=1):
            _copy(archive, name, member, None)
            tell("checked", number, len(manifest.members))
    return manifest


def extract(path: Path, folder: Path, allowed: tuple[str, ...], passphrase: str = "") -> Manifest:
    """Lay the files of a backup down in an empty folder, on the disk. Refused where one is not as it was.

    `allowed` are the files and folders that may be in it.
    """
    with opened(path, passphrase) as (archive, manifest):
        _check_names(manifest, allowed)
        for name, member in manifest.members.items():
            target = folder.joinpath(*PurePosixPath(name).parts)
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600)
            with os.fdopen(handle, "wb") as out:
                _copy(archive, name, member, out)
                out.flush()
                os.fsync(out.fileno())
    return manifest


def _check_names(manifest: Manifest, allowed: tuple[str, ...]) -> None:
    """A name must not lead out of the folder, nor to what is no part of a workspace."""
    for name in manifest.members:
        parts = name.split("/")
        if parts[0] not in allowed or not all(_NAME.fullmatch(part) and part.strip(". ") for part in parts):
            raise Damaged(f"a file in it is called {json.dumps(name)}")


def _copy(archive: ZipFile, name: str, member: Member, out: IO[bytes] | None) -> None:
    digest, size = sha256(), 0
    with archive.open(name) as read:
        while chunk := read.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            if size > member.size:
                break
            if out is not None:
                out.write(chunk)
    if (size, digest.hexdigest()) != (member.size, member.sha256):
        raise Damaged(f"{name} is not as it was")
