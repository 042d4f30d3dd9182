"""Whether participants get messages: asked and changed by themselves, also by one tap in a mail program."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from moonwalk.api.language import Catalogue
from moonwalk.services.channels import Channel, ChannelUnusable
from moonwalk.services.checking_in.links import Declined, Visitor, person_behind, stop_link_of
from moonwalk.services.errors import Refused
from moonwalk.services.notice_choices import choices_of, opt_in, opt_out
from moonwalk.services.workspace import Workspace
from moonwalk.store import people
from moonwalk.store.database import Database
from moonwalk.store.outbox import MessageRecord

_TEXTS: Final = Catalogue(__name__)


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
    if visitor.purpose not in ("log", "stop"):
        raise Declined(_TEXTS.gettext("With this link you can look, and change nothing."))
    with ws.database() as db:
        person = person_behind(db, visitor)
    return opt_in(ws, person.id) if wanted else opt_out(ws, person.id)
