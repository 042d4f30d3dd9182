"""Turns: what only one program may do at a time, whichever way the one before it ended."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Final

from moonwalk.services.backups.placing import locked
from moonwalk.services.errors import Refused
from moonwalk.services.workspace import Workspace
from moonwalk.store import outbox
from moonwalk.store.database import Database, Transaction

LEASE_MS: Final = 120_000


class Busy(Refused):
    """Another program has the turn."""


@dataclass(frozen=True, slots=True)
class Turn:
    """The right to do something alone, until `LEASE_MS` after it was last renewed.

    `was_killed` says that whoever had it before on this computer has not come to an end.
    """

    name: str
    holder: str
    busy: str
    was_killed: bool

    def renew(self, tx: Transaction, now: int) -> None:
        """Keep the turn, as part of a transaction. Busy where another program has taken it."""
        if not outbox.take_lease(tx, self.name, self.holder, now, now + LEASE_MS):
            raise Busy(self.busy)


@contextmanager
def turn(ws: Workspace, db: Database, name: str, busy: str) -> Iterator[Turn]:
    """The right to do `name` for this program only. Busy, with that text, where another one has it."""
    # A program that was killed keeps nobody out: the lock beside the lease has ended with it.
    host = socket.gethostname()
    holder = f"{host}/{os.getpid()}/{threading.get_ident()}"
    with ExitStack() as stack:
        try:
            stack.enter_context(locked(ws.folder, name.replace("/", "-"), busy))
        except Refused as refused:
            raise Busy(busy) if refused.message == busy else refused from None
        with db.write() as tx:
            was_killed = outbox.drop_leases_of(tx, name, f"{host}/")
        held = Turn(name, holder, busy, was_killed)
        with db.write() as tx:
            held.renew(tx, ws.instant())
        try:
            yield held
        finally:
            with db.write() as tx:
                outbox.release_lease(tx, name, holder)
