"""One change to who takes part in a challenge, launched or still a draft: all of it at once, or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from moonwalk.definitions import Challenge
from moonwalk.scoring.facts import NEVER
from moonwalk.services.closures import check_not_closed
from moonwalk.services.drafts import read_draft
from moonwalk.services.dry_run import operator, transaction
from moonwalk.services.errors import Refused
from moonwalk.services.launched import NotScored, launched, names
from moonwalk.services.roster.enrolment import Registrar
from moonwalk.services.workspace import Workspace
from moonwalk.store import decisions, launches, score_cache
from moonwalk.store.database import Reader, Transaction
from moonwalk.store.decisions import Decision


@dataclass(frozen=True, slots=True)
class RosterChange:
    """A challenge whose members are being changed, with the registrar who writes it down."""

    tx: Transaction
    challenge: Challenge
    registrar: Registrar

    @property
    def by_sign_up(self) -> bool:
        """Whether only those take part who sign up."""
        return self.challenge.people.take_part == "those who sign up"


class _Unchanged(Exception):
    """Takes back the record of a change that changed nothing."""


@contextmanager
def roster_change(
    ws: Workspace, challenge: str, decided: Decision, dry_run: bool = False
) -> Iterator[RosterChange]:
    """Open a change of the roster that is recorded as one decision, or not at all if nothing changed.

    Refused where the challenge cannot be read now.
    """
    with ws.database() as db:
        check_not_closed(db, challenge)
        definition = challenge_of(ws, db, challenge)
        with suppress(_Unchanged), transaction(db, dry_run) as tx:
            before = score_cache.read(tx).memberships
            launch = launches.newest(tx, challenge, NEVER)
            launched_at = None if launch is None else launch.launched_at
            decision = decisions.record(tx, decided)
            yield RosterChange(tx, definition, Registrar(tx, definition, decided.at, decision, launched_at))
            if score_cache.read(tx).memberships == before:
                raise _Unchanged


def decided(ws: Workspace, did: str, challenge: str, **more: Any) -> Decision:
    """Return a decision by the current operator, now."""
    return Decision(ws.instant(), operator(), did, challenge, **more)


def challenge_of(ws: Workspace, db: Reader, challenge: str) -> Challenge:
    """A challenge as launched, or its file as it stands. Refused where it cannot be read now."""
    if challenge not in names(db):
        return read_draft(ws, challenge)[0]
    try:
        return launched(ws, db, challenge).challenge
    except NotScored as reason:
        raise Refused(f"'{challenge}' cannot be read now. Nothing was changed. {reason}") from reason
