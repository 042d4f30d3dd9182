"""The tables of the first version. Days are ISO text, instants whole milliseconds since 1970 (UTC)."""

from __future__ import annotations

from typing import Final

LARGEST_AMOUNT: Final = 10**12
"""In thousandths: a thousand million of anything on one day is a mistake."""

FIRST_DAY: Final = "2000-01-01"
LAST_DAY: Final = "2099-12-31"

# Person, day, kind and source of an entry are kept a second time, in one number of 24, 16, 12 and 11 bits:
# SQLite hands over one column much faster than four. The day counts from 2000-01-01.
PACKED: Final = "(person << 39) + (CAST(julianday(day) - 2451544.5 AS INTEGER) << 23) + (kind << 11) + source"
MOST_PEOPLE: Final = 2**24 - 1
MOST_KINDS: Final = 2**12 - 1
MOST_SOURCES: Final = 2**11 - 1


def _day(column: str) -> str:
    # A GLOB, since date() would take a tenth of the time of an import.
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
