"""Copies of a database: made while others write, settled before they are moved, told apart afterwards."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from moonwalk.store.database import Reader, connect, make_file, settle_version
from moonwalk.store.errors import BUSY_SECONDS, StoreError, spoken
from moonwalk.store.journals import renew_stamp
from moonwalk.store.seals import seal_tables

BELONGINGS: Final = ("-journal", "-wal", "-shm")
"""What SQLite keeps beside a database, by the ending that it adds to its name."""

_PAGES: Final = 500
"""So many pages are copied at a time; between two times others may write."""

_MOST_RESTARTS: Final = 3
_PATIENCE: Final = 60.0


class _Restarted(Exception):
    """Others write so often that copying begins again and again."""


@dataclass
class _Progress:
    """Follows a copy, which starts again whenever another program has written."""

    patient: bool
    progress: Callable[[int, int], None]
    left: int = 1 << 62
    restarts: int = 0
    advanced: float = 0.0

    def __call__(self, state: int, left: int, total: int) -> None:
        now = time.monotonic()
        if left < self.left or not self.advanced:
            self.advanced = now
        elif left > self.left:
            self.restarts += 1
        if now - self.advanced > _PATIENCE:
            raise sqlite3.OperationalError("the database was locked all the time")
        if self.restarts > _MOST_RESTARTS and not self.patient:
            raise _Restarted
        self.left = left
        self.progress(total - left, total)


def no_progress(done: int, of: int) -> None:
    """Tell nobody."""


def copy_to(source: Path, target: Path, progress: Callable[[int, int], None] = no_progress) -> None:
    """Copy a database as of one moment, while others read and write, and leave out what can be worked out.

    It is copied in short steps. Where others write so often that this never ends, it is copied in a single
    step, for which they wait. `progress` is told how many pages of how many are copied; what it raises ends
    the copy.
    """
    make_file(target)
    with spoken(source), closing(connect(source)) as origin, closing(connect(target)) as copy:
        try:
            origin.backup(copy, pages=_PAGES, progress=_Progress(False, progress), sleep=0.01)
        except _Restarted:
            origin.backup(copy, pages=-1, progress=_Progress(True, progress), sleep=0.01)
        copy.execute("PRAGMA journal_mode = DELETE")
        copy.execute("DELETE FROM cached_total")
        copy.execute("DELETE FROM lease")
        seal_tables(copy)
        copy.execute("VACUUM")


@contextmanager
def opened_unguarded(path: Path) -> Iterator[Reader]:
    """Read a database, even one whose triggers were altered. StoreError if it is not ours, or too new."""
    with spoken(path), closing(connect(path)) as tables:
        settle_version(tables, path, ours=False)
        yield Reader(tables, path)


def make_own(path: Path) -> None:
    """Give a copy that nobody else uses its own stamp, and leave nothing beside it."""
    with spoken(path), closing(connect(path)) as tables:
        tables.execute("PRAGMA journal_mode = DELETE")
        tables.execute("PRAGMA synchronous = EXTRA")
        renew_stamp(tables)


def settle(path: Path) -> bool:
    """Put what a crash left beside a database back into it, so that the files can be moved.

    Whether that may be done now: False while another program is using the database. A database that is
    damaged is left as it is.
    """
    if not path.exists():
        return True
    try:
        with closing(connect(path)) as tables:
            tables.execute("PRAGMA busy_timeout = 2000")
            # A power cut must not bring a journal back once the files have been moved.
            tables.execute("PRAGMA synchronous = EXTRA")
            # WAL can only be left by the last connection, which takes the log into the database.
            mode = tables.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
            if mode not in ("delete", "memory"):
                return False
            tables.execute("BEGIN EXCLUSIVE")
            tables.execute("ROLLBACK")
    except sqlite3.Error as error:
        return getattr(error, "sqlite_errorcode", 0) & 0xFF not in (
            sqlite3.SQLITE_BUSY,
            sqlite3.SQLITE_LOCKED,
        )
    except StoreError:
        return True
    return True


@contextmanager
def exclusively(lock: Path, reason: str, patience: float = BUSY_SECONDS) -> Iterator[None]:
    """Hold a lock that ends with this process, however it ends. StoreError with a reason while others do.

    `patience` is how long to wait for them, in seconds.

    The lock is that of an empty database, since SQLite can lock files on every system.
    """
    with spoken(lock):
        # Without isolation_level=None the driver would open transactions of its own.
        connection = sqlite3.connect(lock, timeout=patience, isolation_level=None)
    try:
        with spoken(lock):
            try:
                connection.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                    raise StoreError(reason) from error
                raise
        yield
    finally:
        with suppress(sqlite3.Error):
            connection.rollback()
        connection.close()
