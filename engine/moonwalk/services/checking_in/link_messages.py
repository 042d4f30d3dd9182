"""Personal links in messages: `{link}` stands for the reader's own until the message leaves.

What waits in the outbox has the placeholder and no link, so none is in the database or in a backup, and what
is sent late has the link that is in force then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from moonwalk.api.notices import Notice
from moonwalk.definitions import NoticeItem
from moonwalk.definitions.checks.names import LINK
from moonwalk.registry import PluginFailure, TriggerAdapter
from moonwalk.services.channels import Channel, ChannelUnusable, channels_of
from moonwalk.services.checking_in.links import give_numbers, link_of
from moonwalk.services.errors import Refused
from moonwalk.services.launched import NotScored, launched, names
from moonwalk.services.workspace import Workspace
from moonwalk.store import people
from moonwalk.store.database import Database
from moonwalk.store.outbox import MessageRecord

PLACEHOLDER: Final = f"{{{LINK}}}"


def has_link(*texts: str) -> bool:
    """Whether a text asks for its reader's own link."""
    return any(PLACEHOLDER in text for text in texts)


def _wants_link(item: NoticeItem, own_words: Sequence[str]) -> bool:
    """Whether a notice asks for the reader's link, in any language, and fills in no `{link}` of its own."""
    return LINK not in own_words and has_link(*(text for _, text in item.text.texts))


def inert(values: Mapping[str, str]) -> Mapping[str, str]:
    """The values of placeholders, in none of which a link is put: a team may be called anything."""
    if not has_link(*values.values()):
        return values
    return {name: value.replace(PLACEHOLDER, LINK) for name, value in values.items()}


class NoLinks(Exception):
    """Why no message can have a link, and what to do about it."""


def links_missing(ws: Workspace, db: Database) -> Iterator[str]:
    """A sentence for each notice of a challenge that asks for links which nobody could be sent now."""
    for name in names(db):
        with suppress(NotScored, PluginFailure):
            launch = launched(ws, db, name)
            for item in launch.challenge.notices if ws.instant() <= launch.plan.calendar.all_closed else ():
                try:
                    if _wants_link(item, ws.plugins.trigger(item.full_name).placeholders):
                        private_channels(ws)
                except NoLinks as reason:
                    yield f"'{item.id}' of '{name}' is not sent: {reason}"


def channels_for(
    ws: Workspace,
    db: Database,
    challenge: str,
    item: NoticeItem,
    trigger: TriggerAdapter,
    notices: Sequence[Notice],
    dry_run: bool,
) -> tuple[str, ...]:
    """The channels by which notices may go; whoever needs a link in them is given one, but in a dry run.

    NoLinks where a link is asked for and no channel can carry one.
    """
    wants_link = _wants_link(item, trigger.placeholders)
    channels = private_channels(ws) if wants_link else ws.channels
    # What leaves by a private channel has a link by which its reader leaves all messages.
    if notices and not dry_run and (wants_link or (ws.settings.page_url and _some_private(ws))):
        prepare_links(ws, db, challenge, (notice.person for notice in notices))
    return channels


def _some_private(ws: Workspace) -> bool:
    """Whether anything could leave by a channel by which nobody else reads it."""
    find = channels_of(ws)
    for name in ws.channels:
        with suppress(ChannelUnusable):
            if find(name).is_private():
                return True
    return False


def private_channels(ws: Workspace) -> tuple[str, ...]:
    """The channels by which nobody else reads a message. NoLinks where there is none, or no page.

    One that cannot be used just now is among them; it is asked when it can.
    """
    if not ws.settings.page_url:
        raise NoLinks(
            f"the text has {PLACEHOLDER}, and moonwalk.yaml does not say where people reach the page. Write "
            "it there, as page: {url: https://moves.example.com}, or take the placeholder out."
        )
    find, shared = channels_of(ws), set()
    for name in ws.channels:
        with suppress(ChannelUnusable):
            if not find(name).is_private():
                shared.add(name)
    if ws.channels and len(shared) == len(ws.channels):
        raise NoLinks(
            f"the text has {PLACEHOLDER}, and others may read what is sent by {' and '.join(ws.channels)}. "
            "Use a channel that reaches each person alone, such as email, or take the placeholder out."
        )
    return tuple(name for name in ws.channels if name not in shared)


def prepare_links(ws: Workspace, db: Database, challenge: str, ids: Iterable[str]) -> None:
    """Make links for people (by id) who have none, as one decision, before messages for them are written."""
    numbers = {person.id: person.no for person in people.all_people(db)}
    wanted = [numbers[each] for each in dict.fromkeys(ids) if each in numbers]
    give_numbers(ws, db, challenge, wanted)


@dataclass(frozen=True, slots=True)
class Filled:
    """Messages with their links, and those that cannot have one, each with the reason."""

    messages: tuple[MessageRecord, ...]
    without: tuple[tuple[MessageRecord, str], ...]


def fill_in(
    ws: Workspace,
    db: Database,
    claimed: Sequence[MessageRecord],
    channel: Channel | ChannelUnusable,
    *,
    make: bool = True,
) -> Filled:
    """Put the links into claimed messages that are about to leave by a channel.

    Without `make`, nothing is stored for readers who have no link yet.
    """
    if isinstance(channel, ChannelUnusable) or not has_link(*(each.text for each in claimed)):
        return Filled(tuple(claimed), ())
    return _divided(claimed, _Filling(ws, db, channel.is_private(), make).text)


@dataclass(frozen=True, slots=True)
class _Filling:
    ws: Workspace
    db: Database
    private: bool
    make: bool

    def text(self, message: MessageRecord) -> str:
        """The text of a message with its reader's link. Refused where there is none."""
        if not self.private:
            raise Refused("It has the link of one person, and others may read what is sent by this channel.")
        link = link_of(self.ws, self.db, message.challenge, message.person, make=self.make)
        return message.text.replace(PLACEHOLDER, link)


def _divided(claimed: Sequence[MessageRecord], text_of: Callable[[MessageRecord], str]) -> Filled:
    without: list[tuple[MessageRecord, str]] = []

    def messages() -> Iterator[MessageRecord]:
        for message in claimed:
            try:
                yield replace(message, text=text_of(message)) if has_link(message.text) else message
            except Refused as reason:
                without.append((message, str(reason)))

    return Filled(tuple(messages()), tuple(without))
