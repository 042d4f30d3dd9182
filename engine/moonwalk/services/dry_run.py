"""Writes that land whole or, as a dry run, not at all."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from moonwalk.services.work import settle
from moonwalk.store.database import Database, Transaction

PARTICIPANT: Final = "the participant"
"""Who decides what people enter by themselves, by their own link."""

CAPTAIN: Final = "a captain"
"""Who decides what is entered for somebody else by a captain's link; the detail says which captain."""

BY_LINK: Final = frozenset({PARTICIPANT, CAPTAIN})
"""Who decides on participants' page: an undo without a number leaves that alone."""


class _Rehearsed(Exception):
    """Ends the transaction of a rehearsal after everything in it has really been done."""


@contextmanager
def transaction(db: Database, dry_run: bool) -> Iterator[Transaction]:
    """A transaction that is kept, or, as a dry run, the very same one rolled back at its end."""
    try:
        with db.write() as tx:
            yield tx
            if dry_run:
                raise _Rehearsed
    except _Rehearsed:
        return
    settle()


def operator() -> str:
    """Who is at the keyboard, by the name of the account."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"
