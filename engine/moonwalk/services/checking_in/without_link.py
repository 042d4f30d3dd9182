"""People who come without a link: by a short code at a shared device, or known by their address in a chat.

A code opens its person's page, until something is saved or nothing was tapped for a minute. It stands on a
card and follows from the number of a person's links, as those do. Each page that it leads to has an address
that is good for so long and for one entry: whoever goes back in the browser there sees nobody's page.
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
    claims_of,
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

SECONDS: Final = 60
"""For so long the address of a page at a kiosk is good, if nothing is saved; pages lead on by new ones."""

_TEXTS: Final = Catalogue(__name__)
_PROOF_BYTES: Final = 6
_MINUTE: Final = 60_000
_EARLIER: Final = 2
"""Digits that say by how many seconds a token ends before the minute that it names."""


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
        return _signed(
            key, challenge, number, entries.newest_number(db, person), ws.instant() + SECONDS * 1000
        )


def visitor_at_kiosk(ws: Workspace, token: str) -> Visitor:
    """Who opened a page by a code. DeadLink once anything was logged since, or the time is over."""
    visitor = visitor_of(ws, token[:TOKEN_LETTERS], ("kiosk",))
    said, proof = token[: TOKEN_LETTERS + _EARLIER], token[TOKEN_LETTERS + _EARLIER :]
    with ws.database() as db:
        newest = entries.newest_number(db, visitor.no)
    expected = _proof(key_of(ws, make=False), said, newest)
    if not hmac.compare_digest(expected.encode(), proof.encode(errors="replace")):
        raise DeadLink
    # Only what was signed here is a number for certain.
    if ws.instant() > _until(ws, said) * _MINUTE - int(said[TOKEN_LETTERS:]) * 1000:
        raise DeadLink
    return visitor


def renewed(ws: Workspace, visitor: Visitor, token: str, seconds: int = SECONDS) -> str:
    """A token for the same page at a kiosk that is good for so long from now on; nothing is stored."""
    key, claims = key_of(ws, make=False), claims_of(ws, token[:TOKEN_LETTERS])
    if claims is None:
        raise DeadLink
    with ws.database() as db:
        newest = entries.newest_number(db, visitor.no)
    return _signed(key, visitor.challenge, claims[2], newest, ws.instant() + seconds * 1000)


def _signed(key: bytes, challenge: str, number: int, newest: int, end: int) -> str:
    """A token that is good until `end` (milliseconds since 1970) and for one entry more than the newest."""
    until = -(-end // _MINUTE)
    said = f"{token_of(key, 'kiosk', challenge, number, until)}{(until * _MINUTE - end) // 1000:0{_EARLIER}}"
    return said + _proof(key, said, newest)


def _until(ws: Workspace, token: str) -> int:
    claims = claims_of(ws, token[:TOKEN_LETTERS])
    return 0 if claims is None else claims[3]


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
