"""Whether the journal or log beside a database is its own.

SQLite rolls back whatever journal lies beside a database, and reads whatever log, because neither names the
database that it belongs to. After a copy was put in the place of a database that had crashed, that damages
the copy. The first page of a database tells them apart: it counts the transactions, and has the stamp that
`renew_stamp` gives to each copy. A journal holds this page as it was before its transaction.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import BinaryIO, Final

from moonwalk.store.errors import StoreError

_DATABASE: Final = b"SQLite format 3\x00"
_JOURNAL: Final = bytes.fromhex("d9d505f920a163d7")
_LOGS: Final = (0x377F0682, 0x377F0683)
_HEADER: Final = 100
_ROLLBACK: Final = 1
_NEAR: Final = 1000
"""Stamps are larger than this, and a transaction changes the number of the schema by less."""

_MOST_FRAMES: Final = 100_000


@dataclass(frozen=True, slots=True)
class _FirstPage:
    """What the first page of a database says: its mode, its transactions so far, its stamp."""

    mode: int
    changes: int
    stamp: int


def check_journal(path: Path) -> None:
    """Refuse a database beside which the journal or log of another one lies. StoreError; nothing is changed.

    A journal that does not hold the first page cannot be told apart: the transaction was so large that it
    did not fit in memory, and had not come to its end.
    """
    for ending, is_foreign in (("-journal", _has_foreign_journal), ("-wal", _has_foreign_log)):
        beside = path.with_name(f"{path.name}{ending}")
        try:
            foreign = is_foreign(path, beside)
        except OSError:
            # Most often it is gone: another program has ended its transaction.
            continue
        if foreign:
            raise StoreError(
                f"{beside} does not belong to the database {path}: a copy was put there without taking away "
                "what the older database had left. Together they would be damaged. Nothing was changed. If "
                f"{path.name} is the copy that you want, move {beside.name} elsewhere. 'moonwalk restore' "
                "sees to this by itself."
            )


def _has_foreign_journal(path: Path, journal: Path) -> bool:
    before = _page_in_journal(journal)
    if before is None:
        return False
    nonce, original = before
    stored = _page_of(path)
    # A program that is writing now may have begun another transaction in between.
    again = _page_in_journal(journal)
    if stored is None or again is None or again[0] != nonce:
        return False
    return stored.changes - original.changes not in (0, 1) or _differ(original, stored)


def _has_foreign_log(path: Path, log: Path) -> bool:
    with log.open("rb") as file:
        header = file.read(32)
        if len(header) < 32 or struct.unpack(">I", header[:4])[0] not in _LOGS:
            return False
        salt, frames = header[16:24], list(_pages_in_log(file, header))
    stored = _page_of(path)
    if stored is None or not frames:
        return False
    with log.open("rb") as file:
        if file.read(32)[16:24] != salt:
            return False
    first = next(filter(None, frames), stored)
    # A database leaves the mode of logs only after its log is gone, and what is in its log begins with the
    # next transaction at the latest. An older copy misses those that came in between.
    return (
        stored.mode == _ROLLBACK
        or first.changes - stored.changes > 1
        or any(page and _differ(page, stored) for page in frames)
    )


def _differ(original: _FirstPage, stored: _FirstPage) -> bool:
    return original.stamp > _NEAR and abs(original.stamp - stored.stamp) > _NEAR


def _page_in_journal(journal: Path) -> tuple[bytes, _FirstPage] | None:
    """The nonce of a journal, and the first page as it was before; None where it is not in there."""
    with journal.open("rb") as file:
        header = file.read(28)
        if len(header) < 28 or header[:8] != _JOURNAL:
            return None
        sector, size = struct.unpack(">II", header[20:28])
        at, end = sector, os.fstat(file.fileno()).st_size
        if size < 512 or sector < 28:
            return None
        while at + size + 8 <= end:
            file.seek(at)
            record = file.read(4 + _HEADER)
            if record[:4] == b"\x00\x00\x00\x01":
                page = _parsed(record[4:])
                return None if page is None else (header[12:16], page)
            at += size + 8
    return None


def _pages_in_log(file: BinaryIO, header: bytes) -> Iterator[_FirstPage | None]:
    """Of each frame of the log that is still meant, the first page if it is that; otherwise None."""
    size = struct.unpack(">I", header[8:12])[0]
    for number in range(_MOST_FRAMES):
        file.seek(32 + number * (size + 24))
        frame = file.read(24 + _HEADER)
        if len(frame) < 24 + _HEADER or frame[8:16] != header[16:24]:
            return
        yield _parsed(frame[24:]) if frame[:4] == b"\x00\x00\x00\x01" else None


def _page_of(path: Path) -> _FirstPage | None:
    status = path.stat()
    if os.name == "posix":
        return _parsed(os.pread(_kept_open(path, status.st_dev, status.st_ino), _HEADER, 0))
    with path.open("rb") as file:
        return _parsed(file.read(_HEADER))


@cache
def _kept_open(path: Path, device: int, inode: int) -> int:
    # On POSIX systems, closing a file gives up all locks that this process has on it, those of SQLite among
    # them. So it is never closed.
    return os.open(path, os.O_RDONLY)


def _parsed(page: bytes) -> _FirstPage | None:
    if len(page) < _HEADER or page[:16] != _DATABASE:
        return None
    return _FirstPage(page[18], *struct.unpack(">I12xI", page[24:44]))


def renew_stamp(connection: sqlite3.Connection) -> None:
    """Give this copy of a database a stamp of its own, by which a journal of another one is told apart.

    The stamp is the number of the schema, which SQLite keeps on the first page, and so in journals too.
    """
    connection.execute(f"PRAGMA schema_version = {2**20 + secrets.randbelow(2**30)}")
