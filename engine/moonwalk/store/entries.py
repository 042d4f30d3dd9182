"""Entries: what people did. A stored entry never changes; a newer one supersedes it."""

from __future__ import annotations

from moonwalk.store.corrections import Correction, correct, void
from moonwalk.store.entry_facts import facts
from moonwalk.store.entry_records import (
    EntryRecord,
    current_of_days,
    days_by_hand,
    find,
    newest,
    of_person,
    people_since,
)
from moonwalk.store.entry_writing import Added, NewEntry, add, log
from moonwalk.store.kinds import KindRecord, SourceRecord, kind_number, kinds, source_number, sources

__all__ = [
    "Added",
    "Correction",
    "EntryRecord",
    "KindRecord",
    "NewEntry",
    "SourceRecord",
    "add",
    "correct",
    "current_of_days",
    "days_by_hand",
    "facts",
    "find",
    "kind_number",
    "kinds",
    "log",
    "newest",
    "of_person",
    "people_since",
    "source_number",
    "sources",
    "void",
]
