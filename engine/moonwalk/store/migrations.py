"""The steps that bring a database from any earlier version to this one, as the named set `moonwalk`."""

from __future__ import annotations

from typing import Final

from sqlite_utils import Database as Tables
from sqlite_utils import Migrations

from moonwalk.store.schema import INDEXES, TABLES
from moonwalk.store.triggers import TRIGGERS

APPLICATION_ID: Final = 0x4D57_4C4B
"""`MWLK`, in the file's header: this is ours."""

VERSION: Final = 1
"""The number of steps, kept in the file's header as `user_version`."""


def steps() -> Migrations:
    """A fresh set of all steps, in order. A step that rebuilds a table has to create its triggers again."""
    migrations = Migrations("moonwalk")
    migrations(name="first_tables")(_first_tables)
    return migrations


def migrate(tables: Tables) -> None:
    """Applies what is pending, inside a transaction that the caller holds."""
    steps().apply(tables)
    tables.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    tables.execute(f"PRAGMA user_version = {VERSION}")


def _first_tables(tables: Tables) -> None:
    for statement in (*TABLES, *INDEXES, *TRIGGERS.values()):
        tables.execute(statement)
