"""The database: reads at any time, writes only inside a transaction."""

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

from sqlite_utils import Database as Tables

from moonwalk.store import connection
from moonwalk.store.errors import BUSY_SECONDS, StoreError, spoken

Values = Sequence[Any]
"""The values for the question marks of a statement."""

_INSERT: Final = "INSERT INTO {table} ({columns}) VALUES ({marks})"


class Reader:
    """What can be read from: a database, or a transaction that also sees its own writes."""

    def __init__(self, tables: Tables, path: Path) -> None:
        self._tables = tables
        self.path = path
        self._home = (os.getpid(), threading.get_ident())

    def _cursor(self, sql: str, values: Values = ()) -> sqlite3.Cursor:
        if self._home != (os.getpid(), threading.get_ident()):
            raise StoreError(
                f"A connection to {self.path} was used outside the thread that opened it. Nothing was "
                "changed. This is a mistake in the program: please report it."
            )
        return self._tables.execute(sql, values)

    def rows(self, sql: str, values: Values = ()) -> list[tuple[Any, ...]]:
        """Every row of a query."""
        with spoken(self.path):
            return self._cursor(sql, values).fetchall()

    def row(self, sql: str, values: Values = ()) -> tuple[Any, ...] | None:
        """The first row of a query, or None."""
        with spoken(self.path):
            first_row: tuple[Any, ...] | None = self._cursor(sql, values).fetchone()
            return first_row

    def value(self, sql: str, values: Values = ()) -> Any:
        """The first column of the first row, or None."""
        first_row = self.row(sql, values)
        return None if first_row is None else first_row[0]


class Transaction(Reader):
    """A write in progress: everything in it lands together or not at all."""

    def run(self, sql: str, values: Values = ()) -> int:
        """Runs one statement; how many rows it touched."""
        with spoken(self.path):
            return self._cursor(sql, values).rowcount

    def run_many(self, sql: str, rows: Iterable[Values]) -> None:
        """Runs one statement for many rows."""
        with spoken(self.path):
            self._cursor("SELECT 1").executemany(sql, rows)

    def add(self, table: str, **values: object) -> int:
        """Adds a row and returns its number."""
        columns = ", ".join(values)
        marks = ", ".join("?" * len(values))
        with spoken(self.path):
            sql = _INSERT.format(table=table, columns=columns, marks=marks)
            return int(self._cursor(sql, tuple(values.values())).lastrowid or 0)


class Database(Reader):
    """One connection, for the thread that opened it. For others it waits `patience` seconds."""

    patience: float = BUSY_SECONDS

    @classmethod
    def create(cls, path: Path) -> Self:
        """A new database at `path`, readable by its owner only. StoreError if there is one already."""
        connection.make_file(path)
        return cls._opened(path, ours=True)

    @classmethod
    def open(cls, path: Path) -> Self:
        """The database at `path`, brought up to date. StoreError if it is missing, not ours, or too new."""
        if not path.exists():
            raise StoreError(
                f"There is no database {path}. Nothing was created. "
                "Check the path; 'moonwalk init' starts a new workspace."
            )
        return cls._opened(path, ours=False)

    @classmethod
    def _opened(cls, path: Path, *, ours: bool) -> Self:
        tables = connection.connect(path)
        try:
            with spoken(path):
                connection.settle_version(tables, path, ours=ours)
                connection.choose_journal(tables)
                connection.check_triggers(tables, path)
        except BaseException:
            tables.close()
            raise
        return cls(tables, path)

    def close(self) -> None:
        """Closes the connection; a second time does nothing."""
        self._tables.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """A transaction: kept when the block ends, undone when it raises.

        It holds the right to write from the start, so what it reads stays true until it ends.
        """
        with spoken(self.path):
            self._begin()
        transaction = Transaction(self._tables, self.path)
        try:
            yield transaction
            with spoken(self.path):
                self._cursor("COMMIT")
        except BaseException:
            # What went wrong first is what has to be told. Without a rollback SQLite undoes it when closing.
            with suppress(sqlite3.Error):
                self._tables.rollback()
            raise

    def _begin(self) -> None:
        # SQLite's own waiting sleeps ever longer, so that a program which writes all the time starves others
        # for seconds. Asking every millisecond or so, at random, gives everyone a turn.
        deadline = time.monotonic() + self.patience
        self._cursor("PRAGMA busy_timeout = 0")
        try:
            while not self._may_write():
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
        """Everything read inside the block is of one moment, whatever other programs write meanwhile."""
        with spoken(self.path):
            self._cursor("BEGIN")
        try:
            yield self
        finally:
            with spoken(self.path):
                self._tables.rollback()

    def data_version(self) -> int:
        """A number that changes when another connection has written since this one was opened."""
        return int(self.value("PRAGMA data_version"))
