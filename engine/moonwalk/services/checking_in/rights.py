"""What participants may do about themselves without asking anybody: have it all, leave, be erased."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from moonwalk.api.language import Catalogue
from moonwalk.services.checking_in.days import today_of
from moonwalk.services.checking_in.links import Declined, Visitor, person_behind
from moonwalk.services.dry_run import PARTICIPANT
from moonwalk.services.errors import Refused
from moonwalk.services.launched import outlined
from moonwalk.services.roster.privacy import as_json, export_person, forget_person
from moonwalk.services.roster.sign_ups import leave
from moonwalk.services.workspace import Workspace
from moonwalk.store import people
from moonwalk.store.database import Reader
from moonwalk.store.ids import text_key
from moonwalk.store.people import PersonRecord

_TEXTS: Final = Catalogue(__name__)
_ASKED: Final = "asked for on the participant's own page"


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure has done: how many entries it took, and whether something of it is still to be done."""

    entries: int
    goes_on: bool


def own_data(ws: Workspace, visitor: Visitor) -> bytes:
    """Everything that is kept about a participant, as a file of JSON."""
    with ws.database() as db:
        person = person_behind(db, visitor)
    return as_json(export_person(ws, person.id))


def leave_challenge(ws: Workspace, visitor: Visitor, sure: bool) -> None:
    """Take a participant out of the challenge from today on; their link is dead then.

    Refused without an answer that they are sure, since some programs tap whatever they see.
    """
    if not sure:
        raise Declined(_TEXTS.gettext("Tick the box beside it if you are sure. Nothing was changed."))
    with ws.database() as db:
        person = _who_may(db, visitor)
        outline = outlined(ws, db, visitor.challenge)
    if outline is None:
        raise Declined(_TEXTS.gettext("This cannot be done just now. Nothing was changed. Try again later."))
    calendar = outline.plan.calendar
    today = min(max(today_of(ws, outline, person), calendar.starts), calendar.ends)
    try:
        leave(ws, visitor.challenge, person.id, today, by=PARTICIPANT)
    except Refused as reason:
        # It is worded for organisers.
        raise Declined(
            _TEXTS.gettext("You cannot leave by this page just now. Nothing was changed. Ask the organisers.")
        ) from reason


def erase_everything(ws: Workspace, visitor: Visitor, typed_name: str) -> Erased:
    """Erase a participant in all challenges, for good, once they have typed their name as it is shown."""
    with ws.database() as db:
        person = _who_may(db, visitor)
    if text_key(typed_name) != text_key(person.name):
        raise Declined(
            _TEXTS.gettext("That is not the name as it stands on this page. Nothing was erased. Try again.")
        )
    try:
        forgotten = forget_person(ws, person.id, _ASKED, by=PARTICIPANT)
    except Refused:
        with ws.database() as db:
            if people.by_number(db, visitor.no) is not None:
                raise
        # Erased they are; what was made from it is removed by later commands.
        return Erased(0, goes_on=True)
    return Erased(forgotten.entries, bool(forgotten.problems))


def _who_may(db: Reader, visitor: Visitor) -> PersonRecord:
    person = person_behind(db, visitor)
    if not visitor.may_decide:
        raise Declined(_TEXTS.gettext("With this link you can look, and change nothing."))
    return person
