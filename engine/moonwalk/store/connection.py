"""How a connection is opened: never creating a file by accident, safe against crash and power cut."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Final

from sqlite_utils import Database as Tables

from moonwalk.store.errors import BUSY_SECONDS, StoreError, spoken
from moonwalk.store.migrations import APPLICATION_ID, VERSION, migrate
from moonwalk.store.triggers import TRIGGERS

_SETTINGS: Final = (
    f"busy_timeout = {BUSY_SECONDS * 1000}",
    "foreign_keys = ON",
    "trusted_schema = OFF",
    "secure_delete = ON",
    "cell_size_check = ON",
    "fullfsync = 1",
    "checkpoint_fullfsync = 1",
    "cache_size = -32768",
)


def wal_is_sound(version: tuple[int, ...]) -> bool:
    """Whether this version of SQLite is free of the WAL-reset bug, which can damage a shared database."""
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)


def make_file(path: Path) -> None:
    """Creates an empty file that only its owner can read. An empty one left by a crash is taken over."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        if path.stat().st_size:
            raise StoreError(
                f"There is a file {path} already. It was left as it is. Open it, or choose another folder."
            ) from None
    except OSError as error:
        raise StoreError(
            f"The database {path} cannot be created: {error.strerror}. "
            "Check that the folder exists and that you may write there."
        ) from error


def connect(path: Path) -> Tables:
    """A connection to an existing file, with every setting that holds per connection."""
    uri = f"{path.resolve().as_uri()}?mode=rw"
    with spoken(path):
        # Without isolation_level=None the driver would open transactions of its own.
        connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            tables = Tables(connection, execute_plugins=False)
            for setting in _SETTINGS:
                tables.execute(f"PRAGMA {setting}")
        except BaseException:
            connection.close()
            raise
    return tables


def choose_journal(tables: Tables) -> None:
    """WAL where it is sound, otherwise the rollback journal; always so that a power cut loses nothing."""
    mode = tables.execute("PRAGMA journal_mode").fetchone()[0]
    tables.execute("PRAGMA synchronous = EXTRA")
    if not wal_is_sound(sqlite3.sqlite_version_info):
        if mode != "delete":
            tables.execute("PRAGMA journal_mode = DELETE")
        return
    if mode != "wal":
        tables.execute("PRAGMA journal_mode = WAL")
    tables.execute("PRAGMA synchronous = FULL")


def settle_version(tables: Tables, path: Path, *, ours: bool) -> None:
    """Refuses a file that is not ours or newer than this program; brings an older one up to date.

    `ours` says that the file was made just now, so an empty header is no surprise.
    """
    application, version = _header(tables)
    if version > VERSION and application == APPLICATION_ID:
        raise StoreError(
            f"The database {path} was written by a newer Moonwalk (its version is {version}, this program "
            f"knows {VERSION}). It was left as it is. Update Moonwalk and try again."
        )
    if application != APPLICATION_ID and not (ours and application == 0 and _is_empty(tables)):
        raise StoreError(
            f"The file {path} is not a Moonwalk database. It was left as it is. "
            "Check the path; 'moonwalk init' starts a new workspace."
        )
    if version < VERSION:
        bring_up_to_date(tables)


def bring_up_to_date(tables: Tables) -> None:
    """Applies pending migrations inside one transaction; a program that waited finds nothing left to do."""
    tables.execute("BEGIN IMMEDIATE")
    try:
        if _header(tables)[1] < VERSION:
            migrate(tables)
        tables.execute("COMMIT")
    except BaseException:
        tables.rollback()
        raise


def check_triggers(tables: Tables, path: Path) -> None:
    """Refuses a database that has lost a trigger, since its facts are no longer protected."""
    present = {
        name for (name,) in tables.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    }
    missing = sorted(TRIGGERS.keys() - present)
    if missing:
        raise StoreError(
            f"The database {path} has lost what protects its facts against changes ({', '.join(missing)}): "
            "another program has altered it. Nothing was changed. Put the newest sound copy in its place."
        )


def _header(tables: Tables) -> tuple[int, int]:
    application = tables.execute("PRAGMA application_id").fetchone()[0]
    return application, tables.execute("PRAGMA user_version").fetchone()[0]


def _is_empty(tables: Tables) -> bool:
    return not tables.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
