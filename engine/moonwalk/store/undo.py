"""What an import brought, as it stands now, and the entries that take it back."""

from __future__ import annotations

from datetime import date
from typing import Final, Literal, NamedTuple

from moonwalk.store.database import Reader
from moonwalk.store.entries import earliest
from moonwalk.store.entry_writer import NewEntry

Fate = Literal["stands", "by hand", "replaced", "taken back"]


class Content(NamedTuple):
    """What an entry says."""

    day: str
    kind: int
    source: int
    amount: int
    void: bool
    record: int | None


class Brought(NamedTuple):
    """An entry that an import brought. `before` is what stood in its place, None where nothing did.

    Its fate: it stands, was corrected or voided by hand, was replaced by a later import, or has been taken
    back.
    """

    no: int
    id: int
    person: int
    on_time: int
    content: Content
    before: Content | None
    fate: Fate


# What an undo adds carries the import's number too, and stands in the place of what the import brought.
_BROUGHT: Final = (
    "SELECT entry.no, entry.id, entry.person, entry.on_time_at, entry.day, entry.kind, entry.source, "
    "entry.amount, entry.void, entry.record, older.no, older.day, older.kind, older.source, "
    "older.amount, older.void, older.record, newer.no, newer.import FROM entry INDEXED BY entry_of_import "
    "LEFT JOIN entry AS older ON older.no = entry.supersedes "
    "LEFT JOIN entry AS newer ON newer.supersedes = entry.no "
    "WHERE entry.import = ? AND entry.no > ? AND entry.void = 0 AND older.import IS NOT entry.import "
    "ORDER BY entry.no LIMIT ?"
)


def brought(db: Reader, import_no: int, after: int, most: int) -> tuple[Brought, ...]:
    """The next entries that an import brought, from the number `after` on."""
    entries = []
    for no, number, person, on_time, *rest in db.rows(_BROUGHT, (import_no, after, most)):
        content, older, before, (newer, newer_import) = rest[:6], rest[6], rest[7:13], rest[13:]
        fate: Fate = "stands"
        if newer is not None:
            fate = "by hand" if newer_import is None else "replaced"
            fate = "taken back" if newer_import == import_no else fate
        was = None if older is None else Content(*before)
        entries.append(Brought(no, number, person, on_time, Content(*content), was, fate))
    return tuple(entries)


def reversal(db: Reader, entry: Brought, at: int, reason: str) -> NewEntry:
    """What takes an entry back: what stood in its place before, or, where nothing did, a void one."""
    content = entry.before or entry.content._replace(void=True)
    return NewEntry(
        entry.person,
        date.fromisoformat(content.day),
        content.kind,
        content.source,
        content.amount,
        at,
        entry.on_time if entry.before is None else earliest(db, entry.no),
        supersedes=entry.no,
        reason=reason,
        void=bool(content.void),
        record=content.record,
    )
