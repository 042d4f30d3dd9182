"""The database: opened safely, read at any time, written only inside a transaction."""

from __future__ import annotations

import os
import random
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, Self

from moonwalk.store import chain
from moonwalk.store.chain_check import check_marks, check_newest
from moonwalk.store.errors import BUSY_SECONDS, StoreError, spoken
from moonwalk.store.journals import check_journal
from moonwalk.store.kept_reads import KeptReads
from moonwalk.store.migrations import bring_up_to_date
from moonwalk.store.schema import APPLICATION_ID, TRIGGERS, VERSION
from moonwalk.store.seals import may_change_tables

Values = Sequence[Any]
"""The values for the question marks of a statement."""


_INSERT: Final = "INSERT INTO {table} ({columns}) VALUES ({marks})"


_SETTINGS: Final = (
    # Off by default, for programs older than foreign keys.
    "foreign_keys = ON",
    # Off by default; what replaces a row must fire the triggers of what it deletes.
    "recursive_triggers = ON",
    # A file that somebody hands over must not run functions from its schema.
    "trusted_schema = OFF",
    # What is erased is overwritten: a person's data must not be left in free pages.
    "secure_delete = ON",
    # Damage is reported where it is read, not when it has spread.
    "cell_size_check = ON",
    # On macOS an ordinary fsync may return before the disk has written.
    "fullfsync = 1",
    "checkpoint_fullfsync = 1",
    # 32 MiB, in KiB: an import looks into the indexes for every row.
    "cache_size = -32768",
)


class Reader:
    """A database that can be read, or a transaction, which also sees its own writes."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self.path = path
        self._home = (os.getpid(), threading.get_ident())
        self.kept = KeptReads()

    def state(self) -> tuple[int, int] | None:
        """Return what differs as soon as anybody has written; None where that cannot be told."""
        return None

    def _at_home(self) -> sqlite3.Connection:
        # SQLite connections must not be shared between threads, nor taken along by a fork, which can
        # damage the file.
        if self._home != (os.getpid(), threading.get_ident()):
            raise StoreError(
                f"A connection to {self.path} was used outside the thread that opened it. Nothing was "
                "changed. This is a mistake in the program: please report it."
            )
        return self._connection

    def _cursor(self, sql: str, values: Values = ()) -> sqlite3.Cursor:
        return self._at_home().execute(sql, values)

    def execute(self, sql: str, values: Values = (), /) -> sqlite3.Cursor:
        """Return a cursor, for rows that are too many to hold. What goes wrong is an error of SQLite."""
        return self._cursor(sql, values)

    def rows(self, sql: str, values: Values = ()) -> list[tuple[Any, ...]]:
        """Return every row of a query."""
        with spoken(self.path):
            return self._cursor(sql, values).fetchall()

    def row(self, sql: str, values: Values = ()) -> tuple[Any, ...] | None:
        """Return the first row of a query, or None."""
        with spoken(self.path):
            first_row: tuple[Any, ...] | None = self._cursor(sql, values).fetchone()
            return first_row

    def value(self, sql: str, values: Values = ()) -> Any:
        """Return the first column of the first row, or None."""
        first_row = self.row(sql, values)
        return None if first_row is None else first_row[0]


class Transaction(Reader):
    """A write in progress: everything in it is kept together or not at all.

    `seals_too` says whether tables that have one seal may have changed.
    """

    seals_too: bool = False

    def run(self, sql: str, values: Values = ()) -> int:
        """Run one statement and return how many rows it changed."""
        self.seals_too = self.seals_too or may_change_tables(sql)
        with spoken(self.path):
            return self._cursor(sql, values).rowcount

    def run_many(self, sql: str, rows: Iterable[Values]) -> None:
        """Run one statement for many rows."""
        self.seals_too = self.seals_too or may_change_tables(sql)
        with spoken(self.path):
            # A cursor from here has passed the check of its thread.
            self._cursor("SELECT 1").executemany(sql, rows)

    def add(self, table: str, **values: object) -> int:
        """Add a row and return its number."""
        self.seals_too = self.seals_too or may_change_tables(table)
        columns = ", ".join(values)
        marks = ", ".join("?" * len(values))
        with spoken(self.path):
            sql = _INSERT.format(table=table, columns=columns, marks=marks)
            return int(self._cursor(sql, tuple(values.values())).lastrowid or 0)


class Database(Reader):
    """A connection, for the thread that opened it. It waits `patience` seconds for other programs."""

    patience: float = BUSY_SECONDS
    _writing: bool = False
    _moment: int | None = None

    def state(self) -> tuple[int, int] | None:
        """Return what differs as soon as anybody has written; None within a transaction that writes."""
        # What such a transaction sees may be undone, and what it has written stays counted.
        if self._writing:
            return None
        return self._connection.total_changes, self._moment or self.data_version()

    @classmethod
    def create(cls, path: Path) -> Self:
        """Return a new database at `path`, readable by its owner only. StoreError if there is one already."""
        make_file(path)
        return cls._opened(path, ours=True)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Return the database at `path`, brought up to date. StoreError if missing, not ours, or too new."""
        if not path.exists():
            raise StoreError(
                f"There is no database {path}. Nothing was created. "
                "Check the path; 'moonwalk init' starts a new workspace."
            )
        return cls._opened(path, ours=False)

    @classmethod
    def _opened(cls, path: Path, *, ours: bool) -> Self:
        connection = connect(path, cls.patience)
        try:
            with spoken(path):
                settle_version(connection, path, ours=ours)
                choose_journal(connection)
                check_triggers(connection, path)
                database = cls(connection, path)
                with database.read():
                    database._checked_marks()
                    check_newest(connection, path)
        except BaseException:
            connection.close()
            raise
        return database

    def _checked_marks(self) -> chain.Marks:
        """Return the marks of the facts. StoreError where something else than this program has added some."""

        def read() -> chain.Marks:
            marks = chain.read_marks(self._connection)
            check_marks(self._connection, self.path, marks)
            return marks

        return self.kept.answer(self.state(), "marks", read)

    def close(self) -> None:
        """Close the connection; a second time does nothing."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """Open a transaction that is kept when the block ends and undone when it raises.

        It holds the right to write from the start, so what it reads stays true until it ends.
        """
        with spoken(self.path):
            self._begin()
        transaction = Transaction(self._connection, self.path)
        try:
            with spoken(self.path):
                marks = self._checked_marks()
            self._writing = True
            yield transaction
            with spoken(self.path):
                chain.extend(self._connection, marks, seals_too=transaction.seals_too)
                self._cursor("COMMIT")
        except BaseException:
            # The first failure is the one to report. If the rollback fails as well, closing undoes the rest.
            with suppress(sqlite3.Error):
                self._connection.rollback()
            raise
        finally:
            self._writing = False

    @contextmanager
    def scratch(self) -> Iterator[Transaction]:
        """Open a transaction for temporary tables, which live in a file of this connection's own.

        It keeps nobody from reading or writing, as long as it touches nothing else.
        """
        with spoken(self.path):
            self._cursor("BEGIN")
        try:
            yield Transaction(self._connection, self.path)
            with spoken(self.path):
                self._cursor("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                self._connection.rollback()
            raise

    def _begin(self) -> None:
        # SQLite waits longer after each attempt, so that a program which writes all the time starves others
        # for seconds. Asking every millisecond or so, at random, gives everyone a turn.
        deadline = time.monotonic() + self.patience
        self._cursor("PRAGMA busy_timeout = 0")
        try:
            while not self._may_write():
                # The last attempt is not caught: its error says that the database is busy, in the words
                # of `spoken`.
                if time.monotonic() > deadline:
                    self._cursor("BEGIN IMMEDIATE")
                    return
                time.sleep(random.uniform(0.001, 0.004))
        finally:
            self._cursor(f"PRAGMA busy_timeout = {round(self.patience * 1000)}")

    def _may_write(self) -> bool:
        try:
            self._cursor("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                return False
            raise
        return True

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """Read inside the block as of one moment, whatever other programs write meanwhile.

        Within a transaction of this connection, that is what the transaction sees.
        """
        if self._connection.in_transaction:
            yield self
            return
        with spoken(self.path):
            self._cursor("BEGIN")
        try:
            self._moment = self.data_version()
            yield self
        finally:
            self._moment = None
            with spoken(self.path):
                self._connection.rollback()

    def checkpoint(self) -> None:
        """Take the log into the database and empty it, where there is one."""
        self.rows("PRAGMA wal_checkpoint(TRUNCATE)")

    def vacuum(self) -> None:
        """Write the whole database anew, without what may be left in its free space."""
        self.rows("VACUUM")

    def data_version(self) -> int:
        """Return a number that changes when another connection has written since this one was opened."""
        with spoken(self.path):
            return int(self._at_home().execute("PRAGMA data_version").fetchone()[0])


def make_file(path: Path) -> None:
    """Create an empty file that only its owner can read. An empty one left by a crash is reused."""
    try:
        # With its mode from the start: a file that is made first and protected later can be opened in
        # between.
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


def connect(path: Path, patience: float = BUSY_SECONDS) -> sqlite3.Connection:
    """Return a connection to an existing file, with every setting that holds per connection.

    It waits `patience` seconds for other programs, from the first statement on.

    StoreError where the journal or log of another database lies beside it.
    """
    check_journal(path)
    # `mode=rw`, or a file that was deleted meanwhile would be created anew and look like an empty
    # workspace.
    uri = f"{path.resolve().as_uri()}?mode=rw"
    with spoken(path):
        # Without isolation_level=None the driver would open transactions of its own.
        connection = sqlite3.connect(uri, uri=True, timeout=patience, isolation_level=None)
        try:
            for setting in _SETTINGS:
                connection.execute(f"PRAGMA {setting}")
        except BaseException:
            connection.close()
            raise
    return connection


def choose_journal(connection: sqlite3.Connection) -> None:
    """Set WAL where it is sound, otherwise the rollback journal, so that a power cut loses nothing."""
    mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
    # EXTRA also syncs the folder after the journal is deleted; without that a power cut may bring back a
    # journal and undo what was committed.
    connection.execute("PRAGMA synchronous = EXTRA")
    if not wal_is_sound(sqlite3.sqlite_version_info):
        if mode != "delete":
            connection.execute("PRAGMA journal_mode = DELETE")
        return
    if mode != "wal":
        connection.execute("PRAGMA journal_mode = WAL")
    # Under WAL a commit is an append to the log, which FULL syncs; there is no journal to delete.
    connection.execute("PRAGMA synchronous = FULL")


def wal_is_sound(version: tuple[int, ...]) -> bool:
    """Return whether this version of SQLite is free of the WAL-reset bug, which can damage shared files."""
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)


def settle_version(connection: sqlite3.Connection, path: Path, *, ours: bool) -> None:
    """Refuse a file that is not ours or newer than this program, and bring an older one up to date.

    `ours` says that the file was made just now, so an empty header is no surprise.
    """
    application, version = _header(connection)
    if version > VERSION and application == APPLICATION_ID:
        raise StoreError(
            f"The database {path} was written by a newer Moonwalk (its version is {version}, this program "
            f"knows {VERSION}). It was left as it is. Update Moonwalk and try again."
        )
    if application != APPLICATION_ID and not (ours and application == 0 and _is_empty(connection)):
        raise StoreError(
            f"The file {path} is not a Moonwalk database. It was left as it is. "
            "Check the path; 'moonwalk init' starts a new workspace."
        )
    if version < VERSION:
        bring_up_to_date(connection)


def _header(connection: sqlite3.Connection) -> tuple[int, int]:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    return application, connection.execute("PRAGMA user_version").fetchone()[0]


def _is_empty(connection: sqlite3.Connection) -> bool:
    return not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]


def check_triggers(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse a database that has lost a trigger, or has another instead: its facts are not protected."""
    stored = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    there = dict(stored)
    # Compared one by one: to put all these texts into sets takes as long as to read them.
    missing = sorted(name for name, text in TRIGGERS.items() if there.get(name) != text)
    if missing:
        raise StoreError(
            f"The database {path} has lost what protects its facts against changes ({', '.join(missing)}): "
            "another program has altered it. Nothing was changed. Put the newest sound copy in its place."
        )
