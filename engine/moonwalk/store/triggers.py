"""Triggers that keep facts facts: rows that may be added, never changed, and removed only by an erasure."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

_ERASED: Final = "EXISTS (SELECT 1 FROM erasure WHERE person = OLD.person)"
_OF_ERASED: Final = (
    "EXISTS (SELECT 1 FROM message JOIN erasure USING (person) WHERE message.no = OLD.message)"
)
_NEVER: Final = "0"

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
        "entry": _ERASED,
        "delivery": _OF_ERASED,
        "erasure": _NEVER,
    }
)

# An erasure blanks what decisions say about the person, and nothing else of them.
_BLANKED: Final = (
    f"{_ERASED} AND NEW.no = OLD.no AND NEW.at = OLD.at AND NEW.who = OLD.who AND NEW.did = OLD.did "
    "AND NEW.person = OLD.person AND NEW.about = '' AND NEW.why = '' AND NEW.detail = '{}'"
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
"""Tables whose rows may change; each change is counted, for the fingerprints of cached totals."""


def _forbidding(table: str, may_go: str) -> Iterator[tuple[str, str]]:
    same = _SAME_ID if table == "entry" else ""
    cases = (
        ("UPDATE", "changed", f"NOT ({_BLANKED if table == 'decision' else _NEVER})"),
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


TRIGGERS: Final = MappingProxyType(dict(_all()))
"""Every trigger that a sound database has: its name and the statement that creates it."""
