"""People who come without a link: by a short code at a shared device, or known by their address in a chat.

A code opens its person's page for a few minutes, until something is saved. It stands on a card and follows
from the number of a person's links, as those do. The page that it opens has an address that is good for one
entry: whoever goes back in the browser of the device opens nobody's page.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from contextlib import suppress
from typing import Final

from moonwalk.api.language import Catalogue
from moonwalk.scoring.facts import NEVER
from moonwalk.services.checking_in.links import (
    DeadLink,
    Declined,
    Visitor,
    is_open,
    numbers_of_members,
    visitor_of,
)
from moonwalk.services.checking_in.tokens import (
    CODE_LETTERS,
    TOKEN_LETTERS,
    code_of,
    key_of,
    signature_of,
    token_of,
)
from moonwalk.services.launched import names
from moonwalk.services.workspace import Workspace
from moonwalk.store import entries, memberships, people, personal_links
from moonwalk.store.database import Database
from moonwalk.store.errors import StoreError

MINUTES: Final = 5
"""For so long a code opens a page, if nothing is saved."""

_TEXTS: Final = Catalogue(__name__)
_PROOF_BYTES: Final = 6
_MINUTE: Final = 60_000


def open_by_code(ws: Workspace, challenge: str, typed: str) -> str:
    """The token of the page that a code opens; nothing is stored. Declined where it is nobody's.

    Capitals, blanks and the hyphen make no difference.
    """
    key, meant = key_of(ws, make=False), _plain(typed).encode(errors="replace")
    with ws.database() as db:
        of_members = numbers_of_members(ws, db, challenge) if is_open(ws, db, challenge) else {}
        # All are compared, whichever is meant, so that the time says nothing.
        same = [
            (person, number)
            for person, number in of_members.items()
            if hmac.compare_digest(_plain(code_of(key, challenge, number)).encode(), meant)
        ]
        if not same:
            raise Declined(_TEXTS.gettext("This code does not work. Look at your card, and type it again."))
        ((person, number),) = same
        until = -(-ws.instant() // _MINUTE) + MINUTES
        token = token_of(key, "kiosk", challenge, number, until)
        return token + _proof(key, token, entries.newest_number(db, person))


def visitor_at_kiosk(ws: Workspace, token: str) -> Visitor:
    """Who opened a page by a code. DeadLink once anything was logged since, or the time is over."""
    said, proof = token[:TOKEN_LETTERS], token[TOKEN_LETTERS:]
    visitor = visitor_of(ws, said, ("kiosk",))
    with ws.database() as db:
        newest = entries.newest_number(db, visitor.no)
    expected = _proof(key_of(ws, make=False), said, newest)
    if not hmac.compare_digest(expected.encode(), proof.encode(errors="replace")):
        raise DeadLink
    return visitor


def _proof(key: bytes, token: str, newest: int) -> str:
    """What a token is good with as long as an entry is the newest one of its person."""
    return urlsafe_b64encode(signature_of(key, f"{token}/{newest}".encode())[:_PROOF_BYTES]).decode()


def _plain(code: str) -> str:
    return "".join(letter for letter in code.upper() if letter in CODE_LETTERS)


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
