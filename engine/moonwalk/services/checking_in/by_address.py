"""Participants who are known by their e-mail address, as a chat program vouches for it, and not by a link."""

from __future__ import annotations

from contextlib import suppress

from moonwalk.scoring.facts import NEVER
from moonwalk.services.checking_in.links import Visitor, is_open
from moonwalk.services.launched import names
from moonwalk.services.workspace import Workspace
from moonwalk.store import memberships, people, personal_links
from moonwalk.store.database import Database
from moonwalk.store.errors import StoreError


def visitors_at(ws: Workspace, address: str) -> tuple[Visitor, ...]:
    """The open challenges in which the person with an e-mail address takes part, as visitors who may log.

    Nobody where two people have the address, or it is nobody's. Whose links into a challenge were revoked
    does not get into it by another way.
    """
    with ws.database() as db:
        person = None
        # Of two people who share it nobody knows who is meant.
        with suppress(StoreError):
            person = people.find(db, address) if "@" in address else None
        if person is None or person.email.casefold() != address.casefold():
            return ()
        return tuple(
            Visitor(name, person.no)
            for name in names(db)
            if is_open(ws, db, name) and _takes_part(ws, db, name, person.no)
        )


def _takes_part(ws: Workspace, db: Database, challenge: str, person: int) -> bool:
    revoked = (
        personal_links.has_any(db, challenge, person)
        and personal_links.number_of(db, challenge, person) is None
    )
    today = ws.today()
    standing = memberships.current(db, challenge, NEVER, person)
    return not revoked and any(each.to_day is None or each.to_day >= today for each in standing)
