"""Tables, and the triggers that keep facts unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from moonwalk.store import chain

LARGEST_AMOUNT: Final = 10**12
"""In thousandths. A thousand million of anything on one day is a mistake, and many of these fit 64 bits."""

FIRST_DAY: Final = "2000-01-01"
LAST_DAY: Final = "2099-12-31"

# Person, day, kind and source of an entry are kept a second time, in one number of 24, 16, 12 and 11 bits:
# SQLite hands over one column much faster than four. The day counts from 2000-01-01.
PACKED: Final = "(person << 39) + (CAST(julianday(day) - 2451544.5 AS INTEGER) << 23) + (kind << 11) + source"
MOST_PEOPLE: Final = 2**24 - 1
MOST_KINDS: Final = 2**12 - 1
MOST_SOURCES: Final = 2**11 - 1


def _day(column: str) -> str:
    # A pattern, since date() would take a tenth of the time of an import.
    return f"{column} TEXT CHECK ({column} IS NULL OR {column} GLOB '20[0-9][0-9]-[01][0-9]-[0-3][0-9]')"


def _instant(column: str) -> str:
    return f"{column} INTEGER CHECK ({column} IS NULL OR {column} BETWEEN 0 AND 253402300799999)"


def _yes_no(column: str) -> str:
    return f"{column} INTEGER NOT NULL CHECK ({column} IN (0, 1))"


def _text(column: str, longest: int = 500) -> str:
    return f"{column} TEXT NOT NULL CHECK (length({column}) BETWEEN 1 AND {longest})"


_PERSON = "person INTEGER NOT NULL REFERENCES person(no)"
_DECISION = "decision INTEGER NOT NULL REFERENCES decision(no)"
_CHALLENGE = _text("challenge", 200)

# STRICT, or SQLite would store a text in a column of numbers. Numbers of people are never used again
# (AUTOINCREMENT): after an erasure a new person must not inherit what was kept about a number.
TABLES: Final = (
    f"""CREATE TABLE decision (
        no INTEGER PRIMARY KEY, {_instant("at")} NOT NULL, {_text("who")}, {_text("did")},
        about TEXT NOT NULL, why TEXT NOT NULL, detail TEXT NOT NULL, person INTEGER
    ) STRICT""",
    f"""CREATE TABLE person (
        no INTEGER PRIMARY KEY AUTOINCREMENT CHECK (no <= {MOST_PEOPLE}), {_text("id", 200)} UNIQUE,
        {_text("name")}, email TEXT NOT NULL, email_key TEXT NOT NULL, timezone TEXT NOT NULL,
        {_instant("known_at")} NOT NULL
    ) STRICT""",
    f"""CREATE TABLE attribute (
        no INTEGER PRIMARY KEY, {_PERSON}, {_text("name", 200)}, value TEXT NOT NULL,
        {_instant("known_at")} NOT NULL, {_DECISION}
    ) STRICT""",
    f"""CREATE TABLE team (
        no INTEGER PRIMARY KEY, {_text("id", 200)} UNIQUE, {_text("name")}, {_instant("known_at")} NOT NULL
    ) STRICT""",
    f"""CREATE TABLE launch (
        no INTEGER PRIMARY KEY, {_CHALLENGE}, text TEXT NOT NULL, {_day("starts")} NOT NULL,
        seed INTEGER NOT NULL, plugins TEXT NOT NULL, {_instant("launched_at")} NOT NULL, {_DECISION}
    ) STRICT""",
    f"""CREATE TABLE membership (
        no INTEGER PRIMARY KEY, {_CHALLENGE}, {_PERSON}, team INTEGER REFERENCES team(no),
        {_day("from_day")} NOT NULL, {_day("to_day")}, {_yes_no("consent")}, {_instant("known_at")} NOT NULL,
        supersedes INTEGER UNIQUE REFERENCES membership(no), {_yes_no("void")}, {_DECISION},
        CHECK (to_day IS NULL OR to_day >= from_day)
    ) STRICT""",
    f"""CREATE TABLE pause (
        no INTEGER PRIMARY KEY, {_CHALLENGE}, {_PERSON}, {_day("from_day")} NOT NULL,
        {_day("to_day")} NOT NULL, {_instant("known_at")} NOT NULL,
        supersedes INTEGER UNIQUE REFERENCES pause(no), {_yes_no("void")}, {_DECISION},
        CHECK (to_day >= from_day)
    ) STRICT""",
    f"""CREATE TABLE own_target (
        no INTEGER PRIMARY KEY, {_CHALLENGE}, {_PERSON}, {_text("goal", 200)},
        amount INTEGER NOT NULL CHECK (amount BETWEEN 0 AND {LARGEST_AMOUNT}), {_day("from_day")} NOT NULL,
        {_instant("known_at")} NOT NULL, {_DECISION}
    ) STRICT""",
    f"""CREATE TABLE kind (
        no INTEGER PRIMARY KEY CHECK (no <= {MOST_KINDS}), {_text("activity", 200)}, {_text("unit", 200)},
        UNIQUE (activity, unit)
    ) STRICT""",
    f"""CREATE TABLE source (
        no INTEGER PRIMARY KEY CHECK (no <= {MOST_SOURCES}), {_text("name", 200)} UNIQUE, {_yes_no("device")}
    ) STRICT""",
    f"""CREATE TABLE import (
        no INTEGER PRIMARY KEY, file TEXT NOT NULL, sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
        rows INTEGER NOT NULL, accepted INTEGER NOT NULL, rejected INTEGER NOT NULL, skipped INTEGER NOT NULL,
        {_DECISION}, CHECK (rows = accepted + rejected + skipped AND min(accepted, rejected, skipped) >= 0)
    ) STRICT""",
    f"""CREATE TABLE entry (
        no INTEGER PRIMARY KEY, id INTEGER NOT NULL UNIQUE CHECK (id >= 0),
        packed INTEGER NOT NULL GENERATED ALWAYS AS ({PACKED}) STORED,
        {_PERSON}, {_day("day")} NOT NULL, kind INTEGER NOT NULL REFERENCES kind(no),
        source INTEGER NOT NULL REFERENCES source(no),
        amount INTEGER NOT NULL CHECK (amount BETWEEN 0 AND {LARGEST_AMOUNT}),
        {_instant("logged_at")} NOT NULL, {_instant("on_time_at")} NOT NULL,
        supersedes INTEGER REFERENCES entry(no), {_yes_no("void")}, reason TEXT NOT NULL,
        {_DECISION}, import INTEGER REFERENCES import(no),
        CHECK (supersedes IS NOT NULL OR void = 0), CHECK (supersedes IS NULL OR reason <> '')
    ) STRICT""",
    f"""CREATE TABLE message (
        no INTEGER PRIMARY KEY, {_text("key", 1000)} UNIQUE, {_CHALLENGE}, {_PERSON}, {_text("channel", 200)},
        subject TEXT NOT NULL, text TEXT NOT NULL, {_instant("due_at")} NOT NULL, {_instant("expires_at")},
        state TEXT NOT NULL CHECK (state IN ('pending', 'sending', 'delivered', 'dead', 'cancelled')),
        attempts INTEGER NOT NULL, {_instant("lease_until")}, note TEXT NOT NULL,
        {_instant("created_at")} NOT NULL,
        CHECK ((state = 'sending') = (lease_until IS NOT NULL))
    ) STRICT""",
    f"""CREATE TABLE delivery (
        no INTEGER PRIMARY KEY, message INTEGER NOT NULL REFERENCES message(no), {_instant("at")} NOT NULL,
        outcome TEXT NOT NULL CHECK (outcome IN ('delivered', 'retry', 'dead')), note TEXT NOT NULL
    ) STRICT""",
    f"CREATE TABLE tick (challenge TEXT PRIMARY KEY NOT NULL, {_instant('until')} NOT NULL) STRICT",
    f"""CREATE TABLE lease (
        name TEXT PRIMARY KEY NOT NULL, holder TEXT NOT NULL, {_instant("until")} NOT NULL
    ) STRICT""",
    """CREATE TABLE cached_total (
        challenge TEXT NOT NULL, name TEXT NOT NULL, fingerprint TEXT NOT NULL, data BLOB NOT NULL,
        PRIMARY KEY (challenge, name)
    ) STRICT""",
    f"""CREATE TABLE erasure (
        no INTEGER PRIMARY KEY, person INTEGER NOT NULL UNIQUE, {_instant("at")} NOT NULL, {_DECISION}
    ) STRICT""",
    "CREATE TABLE change (name TEXT PRIMARY KEY NOT NULL, count INTEGER NOT NULL) STRICT",
)

INDEXES: Final = (
    "CREATE INDEX person_by_email ON person (email_key) WHERE email_key <> ''",
    "CREATE INDEX person_by_timezone ON person (timezone)",
    "CREATE INDEX attribute_of_person ON attribute (person, name)",
    "CREATE INDEX launch_of_challenge ON launch (challenge)",
    "CREATE INDEX membership_of_person ON membership (person)",
    "CREATE INDEX membership_of_challenge ON membership (challenge)",
    "CREATE INDEX pause_of_person ON pause (person)",
    "CREATE INDEX pause_of_challenge ON pause (challenge)",
    "CREATE INDEX own_target_of_person ON own_target (person)",
    "CREATE INDEX own_target_of_challenge ON own_target (challenge)",
    "CREATE INDEX entry_of_person ON entry (person, day)",
    "CREATE UNIQUE INDEX entry_superseded ON entry (supersedes) WHERE supersedes IS NOT NULL",
    "CREATE INDEX entry_superseding ON entry (person) WHERE supersedes IS NOT NULL",
    "CREATE INDEX message_of_person ON message (person)",
    "CREATE INDEX message_due ON message (due_at) WHERE state IN ('pending', 'sending')",
    "CREATE INDEX delivery_of_message ON delivery (message)",
    "CREATE INDEX decision_about_person ON decision (person) WHERE person IS NOT NULL",
)


# What an import came to, once all of its rows have landed, and that somebody has taken it back.
IMPORT_TABLES: Final = (
    f"""CREATE TABLE import_end (
        no INTEGER PRIMARY KEY, import INTEGER NOT NULL UNIQUE REFERENCES import(no),
        {_instant("at")} NOT NULL, accepted INTEGER NOT NULL, rejected INTEGER NOT NULL,
        skipped INTEGER NOT NULL, added INTEGER NOT NULL, changed INTEGER NOT NULL,
        CHECK (min(accepted, rejected, skipped, added, changed) >= 0 AND added + changed <= accepted)
    ) STRICT""",
    f"""CREATE TABLE import_undo (
        no INTEGER PRIMARY KEY, import INTEGER NOT NULL UNIQUE REFERENCES import(no), {_DECISION}
    ) STRICT""",
)

IMPORT_INDEXES: Final = (
    "CREATE INDEX entry_of_import ON entry (import) WHERE import IS NOT NULL",
    "CREATE INDEX entry_of_record ON entry (record) WHERE record IS NOT NULL",
)

# `record` is by what a newer file's row is known to be an older entry: a number made of the minute of the
# row's stamp and the person, or of the hash of a form's answer with bit 62 set. See `store.ids`.
RECORD_COLUMN: Final = "ALTER TABLE entry ADD COLUMN record INTEGER"

# A copy of a database has its identity; that of another workspace has another one.
IDENTITY_TABLES: Final = (
    """CREATE TABLE identity (
        no INTEGER PRIMARY KEY CHECK (no = 1), id TEXT NOT NULL CHECK (length(id) = 32)
    ) STRICT""",
    f"""CREATE TABLE backup (
        no INTEGER PRIMARY KEY, {_instant("at")} NOT NULL, {_text("file", 5000)},
        sha256 TEXT NOT NULL CHECK (length(sha256) = 64), {_instant("removed_at")}
    ) STRICT""",
)

# The code of a plugin that somebody takes responsibility for: in the whole workspace, or in a challenge, with
# the full names of what its text means.
PIN_TABLES: Final = (
    f"""CREATE TABLE pin (
        no INTEGER PRIMARY KEY, challenge TEXT, {_text("plugin", 200)}, {_text("package", 1000)},
        version TEXT NOT NULL, code TEXT NOT NULL, names TEXT NOT NULL, {_DECISION}
    ) STRICT""",
    "CREATE INDEX pin_of_challenge ON pin (challenge)",
)
# What others were shown, who looked at whose entries, and of which days entries are not kept any longer. In
# publications and retentions groups stand by their ids, and nothing by which a person could be known.
PRIVACY_TABLES: Final = (
    f"""CREATE TABLE publication (
        no INTEGER PRIMARY KEY, {_CHALLENGE}, week INTEGER NOT NULL CHECK (week > 0),
        {_instant("at")} NOT NULL, figures TEXT NOT NULL, UNIQUE (challenge, week)
    ) STRICT""",
    f"""CREATE TABLE reading (
        no INTEGER PRIMARY KEY, {_PERSON}, {_instant("at")} NOT NULL, {_text("who")}, {_text("what")},
        why TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX reading_of_person ON reading (person)",
    f"""CREATE TABLE retention (
        no INTEGER PRIMARY KEY, {_CHALLENGE} UNIQUE, {_day("first")} NOT NULL, {_day("last")} NOT NULL,
        results TEXT NOT NULL, {_DECISION}
    ) STRICT""",
)
# A launch that was taken back before its first day, with those before it; what a challenge had come to when
# it was closed, in hashes and with nothing by which a person could be known; and that it was opened again.
LIFECYCLE_TABLES: Final = (
    f"""CREATE TABLE withdrawal (
        no INTEGER PRIMARY KEY, launch INTEGER NOT NULL UNIQUE REFERENCES launch(no), {_DECISION}
    ) STRICT""",
    f"""CREATE TABLE closing (
        no INTEGER PRIMARY KEY, {_CHALLENGE}, launch INTEGER NOT NULL REFERENCES launch(no),
        {_instant("at")} NOT NULL, record TEXT NOT NULL, {_DECISION}
    ) STRICT""",
    "CREATE INDEX closing_of_challenge ON closing (challenge)",
    f"""CREATE TABLE reopening (
        no INTEGER PRIMARY KEY, closing INTEGER NOT NULL UNIQUE REFERENCES closing(no), {_DECISION}
    ) STRICT""",
)

# A change of a challenge's text after its launch: the row of `launch` that has the new text, and the first
# day that is scored by it (none: all days). One that `restores` a row of `launch` puts all that applied with
# that row back.
AMENDMENT_TABLE: Final = f"""CREATE TABLE amendment (
        no INTEGER PRIMARY KEY, launch INTEGER NOT NULL UNIQUE REFERENCES launch(no), {_day("from_day")},
        restores INTEGER REFERENCES launch(no), {_DECISION},
        CHECK (from_day IS NULL OR restores IS NULL)
    ) STRICT"""

# The random number by which a person's links into a challenge know them, never their id. The newest row is
# the one in force: an older number is dead, and where the newest has none, the person has no link at all.
PERSONAL_LINK_TABLES: Final = (
    f"""CREATE TABLE personal_link (
        no INTEGER PRIMARY KEY, {_CHALLENGE}, {_PERSON},
        number INTEGER UNIQUE CHECK (number IS NULL OR number > 0), {_instant("known_at")} NOT NULL,
        {_DECISION}
    ) STRICT""",
    "CREATE INDEX personal_link_of_person ON personal_link (person, challenge)",
)

CHEER_TABLE: Final = f"""CREATE TABLE cheer (
        no INTEGER PRIMARY KEY, {_CHALLENGE}, {_PERSON}, team INTEGER NOT NULL REFERENCES team(no),
        {_day("day")} NOT NULL, {_instant("known_at")} NOT NULL,
        UNIQUE (person, challenge, day), UNIQUE (challenge, team, day, person)
    ) STRICT"""

# A target that was taken back. Of all others it is empty.
TARGET_VOID_COLUMN: Final = "ALTER TABLE own_target ADD COLUMN void INTEGER"

TOMBSTONE_TABLE: Final = f"""CREATE TABLE tombstone (
        no INTEGER PRIMARY KEY, person INTEGER NOT NULL UNIQUE, who TEXT NOT NULL, channels TEXT NOT NULL,
        {_instant("until")} NOT NULL
    ) STRICT"""

# Each channel sends by itself, however much waits for another one.
MESSAGES_BY_CHANNEL: Final = (
    "CREATE INDEX message_by_channel ON message (channel, due_at) WHERE state IN ('pending', 'sending')",
    # What belongs into the reader's calendar, as JSON.
    "ALTER TABLE message ADD COLUMN dates TEXT",
)

# What people want to be written to about, and by which channels (JSON; none of them for not at all, and no
# value for all). Of a message: its kind, its language, with which other one it was sent, and what keeps a
# waiting one back ('held') or made a dead one so ('expired').
NOTICE_CHOICE_TABLES: Final = (
    f"""CREATE TABLE notice_choice (
        no INTEGER PRIMARY KEY, {_PERSON}, {_text("notice", 200)}, channels TEXT,
        {_instant("known_at")} NOT NULL, {_DECISION}
    ) STRICT""",
    "CREATE INDEX notice_choice_of_person ON notice_choice (person)",
    "ALTER TABLE message ADD COLUMN notice TEXT",
    "ALTER TABLE message ADD COLUMN language TEXT",
    "ALTER TABLE message ADD COLUMN sent_with INTEGER",
    "ALTER TABLE message ADD COLUMN aside TEXT CHECK (aside IN ('held', 'expired'))",
)

NAME_REMOVED: Final = "(name removed)"
"""What an erasure puts in the place of the name of a file that names the person."""


_ERASED: Final = "EXISTS (SELECT 1 FROM erasure WHERE person = OLD.person)"
_OF_ERASED: Final = (
    "EXISTS (SELECT 1 FROM message JOIN erasure USING (person) WHERE message.no = OLD.message)"
)
_NEVER: Final = "0"
_NOT_KEPT: Final = "EXISTS (SELECT 1 FROM retention WHERE OLD.day BETWEEN first AND last)"

# For each table of facts: when a row may go after all. A person's rows go when the person is erased.
FACTS: Final = MappingProxyType(
    {
        "decision": _NEVER,
        "attribute": _ERASED,
        "launch": _NEVER,
        "membership": _ERASED,
        "pause": _ERASED,
        "own_target": _ERASED,
        "import": _NEVER,
        # Not only of whoever is erased: those of closed challenges are not kept forever.
        "entry": f"{_ERASED} OR {_NOT_KEPT}",
        "delivery": _OF_ERASED,
        "erasure": _NEVER,
        "import_end": _NEVER,
        "import_undo": _NEVER,
        "identity": _NEVER,
        "pin": _NEVER,
        "link": _NEVER,
        "publication": _NEVER,
        "reading": _ERASED,
        "retention": _NEVER,
        "salt": "EXISTS (SELECT 1 FROM erasure WHERE person = OLD.no)",
        "withdrawal": _NEVER,
        "closing": _NEVER,
        "reopening": _NEVER,
        "amendment": _NEVER,
        "personal_link": _ERASED,
        "notice_choice": _ERASED,
        "cheer": f"{_ERASED} OR {_NOT_KEPT}",
    }
)

# An erasure blanks what decisions say about the person, and names of files that name the person; nothing
# else of them.
_UNNAMED: Final = (
    "EXISTS (SELECT 1 FROM erasure) AND (NEW.no, NEW.sha256, NEW.rows, NEW.accepted, NEW.rejected, "
    "NEW.skipped, NEW.decision) = (OLD.no, OLD.sha256, OLD.rows, OLD.accepted, OLD.rejected, OLD.skipped, "
    "OLD.decision) AND NEW.file = '(name removed)'"
)
_ABOUT_UNNAMED: Final = (
    "EXISTS (SELECT 1 FROM import WHERE decision = OLD.no AND file = '(name removed)') AND (NEW.why, "
    "NEW.detail, NEW.about) = (OLD.why, OLD.detail, '(name removed)') AND NEW.person IS OLD.person"
)
_SAME: Final = "(NEW.no, NEW.at, NEW.who, NEW.did) = (OLD.no, OLD.at, OLD.who, OLD.did)"
_BLANKED: Final = (
    f"{_SAME} AND ({_ABOUT_UNNAMED} OR {_ERASED} AND NEW.person = OLD.person AND NEW.about = '' "
    "AND NEW.why = '' AND NEW.detail = '{}')"
)

# A program without recursive triggers can replace a row without firing the trigger on DELETE. A row
# without a number has -1 here. One OR inside one EXISTS would take five times as long.
_IN_PLACE_OF: Final = "(NEW.no <> -1 AND EXISTS (SELECT 1 FROM {table} WHERE no = NEW.no)){same}"
_SAME_ID: Final = " OR EXISTS (SELECT 1 FROM entry WHERE id = NEW.id)"

_FORBID: Final = (
    "CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, "
    "'A stored {table} is never {done}. Nothing was changed. Add a newer row that supersedes it.'); END"
)
_COUNT: Final = (
    "CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN INSERT INTO change VALUES ('{table}', 1) "
    "ON CONFLICT (name) DO UPDATE SET count = count + 1; END"
)

CHANGING: Final = ("person", "team", "source")
"""Tables whose rows may change. Each change is counted, so that fingerprints of cached totals change too."""


def _forbidding(table: str, may_go: str) -> Iterator[tuple[str, str]]:
    same = _SAME_ID if table == "entry" else ""
    may_change = {"decision": _BLANKED, "import": _UNNAMED}.get(table, _NEVER)
    cases = (
        ("UPDATE", "changed", f"NOT ({may_change})"),
        ("DELETE", "removed", f"NOT ({may_go})"),
        ("INSERT", "replaced", _IN_PLACE_OF.format(table=table, same=same)),
    )
    for event, done, when in cases:
        name = f"{table}_is_never_{done}"
        yield name, _FORBID.format(name=name, event=event, table=table, when=when, done=done)


def _counting(table: str) -> Iterator[tuple[str, str]]:
    for event in ("UPDATE", "DELETE"):
        name = f"{table}_{event.lower()}_is_counted"
        yield name, _COUNT.format(name=name, event=event, table=table)


def _all() -> Iterator[tuple[str, str]]:
    for table, may_go in FACTS.items():
        yield from _forbidding(table, may_go)
    for table in CHANGING:
        yield from _counting(table)


TRIGGERS: Final = MappingProxyType({**dict(_all()), **chain.TRIGGERS})
"""Every trigger that a sound database has: its name and the statement that creates it."""


APPLICATION_ID: Final = 0x4D57_4C4B
"""`MWLK`, in the header of the file, by which it is known as ours."""

VERSION: Final = 13
"""The number of steps, kept in the file's header as `user_version`."""
