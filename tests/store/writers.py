"""Programs that the tests start beside themselves: python writers.py WHAT PATH ARGUMENT."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from moonwalk.store import claims, decisions, entries, outbox, people
from moonwalk.store.database import Database
from moonwalk.store.decisions import Decision
from moonwalk.store.entries import NewEntry
from moonwalk.store.outbox import NewMessage

T0 = 1_788_739_200_000
DAY = date(2026, 9, 7)
PATIENCE = 3600.0
"""Seconds to wait for the others: on a busy machine a turn may be long in coming, and it comes."""


def write_for_ever(path: Path, name: str) -> None:
    """Adds an entry, its decision and its message together, and says so when they are safe."""
    with Database.open(path) as db:
        person = people.find(db, name).no
        at = T0 + max((entry.logged_at - T0 for entry in entries.of_person(db, person)), default=0)
        while True:
            at += 1
            with db.write() as tx:
                no = decisions.record(tx, Decision(at, name, "log", person=person))
                kind, source = (
                    entries.kind_number(tx, "walk", "minutes"),
                    entries.source_number(tx, "log", False),
                )
                (entry,) = entries.log(tx, NewEntry(person, DAY, kind, source, 1000, at), no).ids
                outbox.enqueue(tx, NewMessage(str(entry), "moonwalk", person, "console", "s", "t", at, at))
            print(entry, flush=True)


def count_up(path: Path, times: str) -> None:
    """Reads a number and writes the next one, so many times."""
    with Database.open(path) as db:
        for _ in range(int(times)):
            with db.write() as tx:
                before = tx.value("SELECT until FROM tick WHERE challenge = 'count'") or 0
                tx.run("INSERT OR REPLACE INTO tick VALUES ('count', ?)", (before + 1,))


def lease_all(path: Path, _: str) -> None:
    """Claims every message that is due, a few at a time, and prints their keys."""
    with Database.open(path) as db:
        while True:
            with db.write() as tx:
                claimed = claims.lease_due(tx, T0, 3)
            if not claimed:
                return
            for message in claimed:
                print(message.key, flush=True)


def create(path: Path, _: str) -> None:
    """Creates the database, or takes over an empty file."""
    Database.create(path).close()


if __name__ == "__main__":
    Database.patience = PATIENCE
    {"write": write_for_ever, "count": count_up, "lease": lease_all, "create": create}[sys.argv[1]](
        Path(sys.argv[2]), sys.argv[3]
    )
