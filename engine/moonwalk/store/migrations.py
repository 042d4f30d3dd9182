"""How a database of any age comes to the schema of today, step by step."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from moonwalk.store import chain
from moonwalk.store.journals import renew_stamp
from moonwalk.store.schema import (
    AMENDMENT_TABLE,
    APPLICATION_ID,
    CHEER_TABLE,
    IDENTITY_TABLES,
    IMPORT_INDEXES,
    IMPORT_TABLES,
    INDEXES,
    LIFECYCLE_TABLES,
    MESSAGES_BY_CHANNEL,
    NOTICE_CHOICE_TABLES,
    PERSONAL_LINK_TABLES,
    PIN_TABLES,
    PRIVACY_TABLES,
    RECORD_COLUMN,
    TABLES,
    TARGET_VOID_COLUMN,
    TOMBSTONE_TABLE,
    TRIGGERS,
    VERSION,
)

if TYPE_CHECKING:
    import sqlite3

    from sqlite_utils import Database as Tables
    from sqlite_utils import Migrations

# Of older entries the stamp is known where it lies before the import, unless a device brought them, whose
# rows are known by their days. A stamp on a quarter of an hour may be a date without a time.
_OLDER_RECORDS: Final = (
    "UPDATE entry SET record = (on_time_at / 60000 << 24) + person WHERE import IS NOT NULL "
    "AND on_time_at < logged_at AND on_time_at % 900000 <> 0 AND supersedes IS NULL "
    "AND source IN (SELECT no FROM source WHERE device = 0)"
)
_OLDER_ENDS: Final = (
    "INSERT INTO import_end (import, at, accepted, rejected, skipped, added, changed) "
    "SELECT import.no, decision.at, accepted, rejected, skipped, count(entry.no) - count(entry.supersedes), "
    "count(entry.supersedes) FROM import JOIN decision ON decision.no = import.decision "
    "LEFT JOIN entry ON entry.import = import.no GROUP BY import.no"
)


def steps() -> Migrations:
    """Return a fresh set of all steps, in order. A step that rebuilds a table must recreate its triggers."""
    # Loaded only where a file is new or older: it takes longer than all else that opens a database.
    from sqlite_utils import Migrations

    migrations = Migrations("moonwalk")
    migrations(name="first_tables")(_first_tables)
    migrations(name="imports_end_and_are_undone")(_imports_end_and_are_undone)
    migrations(name="databases_have_an_identity")(_databases_have_an_identity)
    migrations(name="plugins_are_pinned")(_plugins_are_pinned)
    migrations(name="facts_are_chained")(_facts_are_chained)
    migrations(name="erasures_are_carried_through")(_erasures_are_carried_through)
    migrations(name="privacy_is_carried_out")(_privacy_is_carried_out)
    migrations(name="challenges_are_withdrawn_and_closed")(_challenges_are_withdrawn_and_closed)
    migrations(name="challenges_are_amended")(_challenges_are_amended)
    migrations(name="messages_wait_by_channel")(_messages_wait_by_channel)
    migrations(name="people_have_links")(_people_have_links)
    migrations(name="people_choose_notices")(_people_choose_notices)
    migrations(name="people_cheer")(_people_cheer)
    return migrations


def bring_up_to_date(connection: sqlite3.Connection) -> None:
    """Apply pending migrations inside one transaction; a program that waited finds nothing left to do."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Asked again under the lock: another program may have migrated while this one waited.
        if connection.execute("PRAGMA user_version").fetchone()[0] < VERSION:
            migrate(connection)
        connection.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise


def migrate(connection: sqlite3.Connection) -> None:
    """Apply what is pending, inside a transaction that the caller holds."""
    from sqlite_utils import Database as Tables

    tables = Tables(connection, execute_plugins=False)
    steps().apply(tables)
    tables.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    tables.execute(f"PRAGMA user_version = {VERSION}")
    # After the last step: only now are there all tables that a link names.
    if chain.newest_link(connection) is not None:
        marks = chain.read_marks(connection)
        if chain.is_behind(connection, marks):
            chain.append(connection, (), (), marks)
    # A chain that is new begins with facts as they are now.
    chain.begin(connection)


_OF_IMPORTS: Final = ("import_end", "import_undo")
_OF_IDENTITY: Final = ("identity",)
_OF_PINS: Final = ("pin",)
_OF_CHAIN: Final = ("link", "salt")
_OF_PRIVACY: Final = ("publication", "reading", "retention")
_OF_LIFECYCLE: Final = ("withdrawal", "closing", "reopening")
_OF_AMENDMENTS: Final = ("amendment",)
_OF_PERSONAL_LINKS: Final = ("personal_link",)
_OF_NOTICE_CHOICES: Final = ("notice_choice",)
_OF_CHEERS: Final = ("cheer",)


def _is_of(trigger: str, tables: Sequence[str]) -> bool:
    return any(f" ON {table} " in trigger for table in tables)


def _first_tables(tables: Tables) -> None:
    later = (
        *(*_OF_IMPORTS, *_OF_IDENTITY, *_OF_PINS, *_OF_CHAIN, *_OF_PRIVACY, *_OF_LIFECYCLE),
        *_OF_AMENDMENTS,
        *_OF_PERSONAL_LINKS,
        *_OF_NOTICE_CHOICES,
        *_OF_CHEERS,
    )
    first_triggers = [
        trigger
        for name, trigger in TRIGGERS.items()
        if name not in chain.TRIGGERS and not _is_of(trigger, later)
    ]
    for statement in (*TABLES, *INDEXES, *first_triggers):
        tables.execute(statement)


def _imports_end_and_are_undone(tables: Tables) -> None:
    new_triggers = [trigger for trigger in TRIGGERS.values() if _is_of(trigger, _OF_IMPORTS)]
    unchanged = "entry_is_never_changed"
    for statement in (
        *IMPORT_TABLES,
        RECORD_COLUMN,
        f"DROP TRIGGER {unchanged}",
        _OLDER_RECORDS,
        TRIGGERS[unchanged],
        *IMPORT_INDEXES,
        _OLDER_ENDS,
        *new_triggers,
    ):
        tables.execute(statement)


def _databases_have_an_identity(tables: Tables) -> None:
    new_triggers = [trigger for trigger in TRIGGERS.values() if _is_of(trigger, _OF_IDENTITY)]
    for statement in (*IDENTITY_TABLES, *new_triggers):
        tables.execute(statement)
    tables.execute("INSERT INTO identity (no, id) VALUES (1, ?)", (secrets.token_hex(16),))
    renew_stamp(tables.conn)


def _plugins_are_pinned(tables: Tables) -> None:
    new_triggers = [trigger for trigger in TRIGGERS.values() if _is_of(trigger, _OF_PINS)]
    for statement in (*PIN_TABLES, *new_triggers):
        tables.execute(statement)
    # Whatever an older launch was made with had been loaded in this workspace, and stays approved.
    for plugins, decision in tables.execute("SELECT plugins, decision FROM launch ORDER BY no").fetchall():
        for plugin, label in json.loads(plugins).items():
            package, _, version = label.rpartition(" ")
            tables.execute(
                "INSERT INTO pin (plugin, package, version, code, names, decision) "
                "VALUES (?, ?, ?, '', '{}', ?)",
                (plugin, package or version, version if package else "", decision),
            )


def _facts_are_chained(tables: Tables) -> None:
    later = (*_OF_PRIVACY, *_OF_PERSONAL_LINKS, *_OF_NOTICE_CHOICES, *_OF_CHEERS)
    noting = {name: trigger for name, trigger in chain.TRIGGERS.items() if not _is_of(trigger, later)}
    own = {name: trigger for name, trigger in TRIGGERS.items() if _is_of(trigger, _OF_CHAIN)}
    for statement in (*chain.TABLES, *{**own, **noting}.values()):
        tables.execute(statement)


def _erasures_are_carried_through(tables: Tables) -> None:
    tables.execute(TOMBSTONE_TABLE)
    for name in ("decision_is_never_changed", "import_is_never_changed"):
        tables.execute(f"DROP TRIGGER {name}")
        tables.execute(TRIGGERS[name])


def _privacy_is_carried_out(tables: Tables) -> None:
    new_triggers = [trigger for trigger in TRIGGERS.values() if _is_of(trigger, _OF_PRIVACY)]
    removal = "entry_is_never_removed"
    for statement in (
        *PRIVACY_TABLES,
        f"DROP TRIGGER {removal}",
        TRIGGERS[removal],
        *new_triggers,
    ):
        tables.execute(statement)


def _challenges_are_withdrawn_and_closed(tables: Tables) -> None:
    new_triggers = [trigger for trigger in TRIGGERS.values() if _is_of(trigger, _OF_LIFECYCLE)]
    for statement in (*LIFECYCLE_TABLES, *new_triggers):
        tables.execute(statement)


def _challenges_are_amended(tables: Tables) -> None:
    new_triggers = [trigger for trigger in TRIGGERS.values() if _is_of(trigger, _OF_AMENDMENTS)]
    for statement in (AMENDMENT_TABLE, TARGET_VOID_COLUMN, *new_triggers):
        tables.execute(statement)


def _messages_wait_by_channel(tables: Tables) -> None:
    for statement in MESSAGES_BY_CHANNEL:
        tables.execute(statement)


def _people_have_links(tables: Tables) -> None:
    new_triggers = [trigger for trigger in TRIGGERS.values() if _is_of(trigger, _OF_PERSONAL_LINKS)]
    for statement in (*PERSONAL_LINK_TABLES, *new_triggers):
        tables.execute(statement)


def _people_choose_notices(tables: Tables) -> None:
    new_triggers = [trigger for trigger in TRIGGERS.values() if _is_of(trigger, _OF_NOTICE_CHOICES)]
    for statement in (*NOTICE_CHOICE_TABLES, *new_triggers):
        tables.execute(statement)


def _people_cheer(tables: Tables) -> None:
    new_triggers = [trigger for trigger in TRIGGERS.values() if _is_of(trigger, _OF_CHEERS)]
    for statement in (CHEER_TABLE, *new_triggers):
        tables.execute(statement)
