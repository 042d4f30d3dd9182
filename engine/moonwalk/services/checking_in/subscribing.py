"""Whether participants get messages: asked and changed by themselves, also by one tap in a mail program."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from moonwalk.api.language import Catalogue
from moonwalk.services.channels import Channel, ChannelUnusable
from moonwalk.services.checking_in.days import readable
from moonwalk.services.checking_in.links import Declined, Visitor, person_behind, stop_link_of
from moonwalk.services.errors import Refused
from moonwalk.services.notice_choices import OF_ORGANISERS, choices_of, opt_in, opt_out, switch_kinds
from moonwalk.services.workspace import Workspace
from moonwalk.store import people
from moonwalk.store.database import Database
from moonwalk.store.outbox import MessageRecord
from moonwalk.store.people import PersonRecord

_TEXTS: Final = Catalogue(__name__)


@dataclass(frozen=True, slots=True)
class MessageKind:
    """A kind of message by its name, as participants call it, and whether somebody gets it."""

    name: str
    label: str
    wanted: bool


def way_out(ws: Workspace, db: Database, message: MessageRecord, channel: Channel | ChannelUnusable) -> str:
    """The link by which the reader of a message that is about to leave gets no more of them.

    Empty where there is none, and where others read what is sent by the channel. It is stored nowhere.
    """
    if isinstance(channel, ChannelUnusable) or not channel.is_private():
        return ""
    # A key that cannot be used is a problem of whoever makes links: no message waits for that.
    with suppress(Refused):
        if people.by_number(db, message.person) is not None:
            return stop_link_of(ws, db, message.challenge, message.person)
    return ""


def gets_messages(ws: Workspace, visitor: Visitor) -> bool:
    """Whether a participant gets any kind of message by any channel."""
    with ws.database() as db:
        person = person_behind(db, visitor)
    choices = choices_of(ws, person.id)
    return len(choices.left_out) < len(choices.notices)


def set_messages(ws: Workspace, visitor: Visitor, wanted: bool) -> bool:
    """Send a participant every kind of message from now on, or none; False where that was so before.

    It takes the place of what was chosen kind by kind. Declined for a link that only shows.
    """
    person = _who_may(ws, visitor)
    return opt_in(ws, person.id) if wanted else opt_out(ws, person.id)


def kinds_for(ws: Workspace, visitor: Visitor) -> tuple[MessageKind, ...]:
    """Every kind of message that a participant may get in this challenge, or chose something about.

    Each is named in the language that is spoken.
    """
    with ws.database() as db:
        person = person_behind(db, visitor)
        notices = readable(ws, db, visitor.challenge).challenge.notices
    sent = {name for item in notices if item.to != "organisers" for name in (item.name, item.full_name)}
    shown = sent | set(OF_ORGANISERS)
    return tuple(
        MessageKind(choice.notice, choice.label, bool(choice.channels))
        for choice in choices_of(ws, person.id).notices
        if choice.chosen or choice.notice in shown
    )


def set_kinds(ws: Workspace, visitor: Visitor, shown: Collection[str], wanted: Collection[str]) -> bool:
    """Send a participant those of the shown kinds of message that are wanted, and none of the others.

    False where that was so before. Declined for a link that only shows.
    """
    person = _who_may(ws, visitor)
    return switch_kinds(ws, person.id, {name: name in wanted for name in shown})


def _who_may(ws: Workspace, visitor: Visitor) -> PersonRecord:
    if visitor.purpose not in ("log", "stop"):
        raise Declined(_TEXTS.gettext("With this link you can look, and change nothing."))
    with ws.database() as db:
        return person_behind(db, visitor)
