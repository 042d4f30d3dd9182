"""The channels of a workspace as they are now, and one message sent by one of them to try it out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from moonwalk.api.notices import Delivered, Message, Never
from moonwalk.api.problems import did_you_mean
from moonwalk.scoring.calendar import moment
from moonwalk.services.channels import Channel, ChannelUnusable, channels_of
from moonwalk.services.dry_run import operator
from moonwalk.services.errors import Refused
from moonwalk.services.workspace import FILE_NAME, Workspace
from moonwalk.store import outbox, people
from moonwalk.store.database import Reader


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """A channel: whether it can be used, how many messages wait for it, and until when it rests, if it does.

    `says` is what it does, or why it does nothing.
    """

    name: str
    usable: bool
    waiting: int
    resting_until: datetime | None
    says: str


@dataclass(frozen=True, slots=True)
class ChannelTrial:
    """A message that was sent to try a channel out: to whom, what became of it, and what was answered."""

    channel: str
    recipient: str
    outcome: Literal["delivered", "retry", "never"]
    says: str


def list_channels(ws: Workspace) -> tuple[ChannelRow, ...]:
    """The channels that the settings name, in that order."""
    with ws.database() as db:
        return tuple(_rows(ws, db))


def _rows(ws: Workspace, db: Reader) -> Iterator[ChannelRow]:
    find, waiting = channels_of(ws), outbox.waiting(db)
    for name in ws.channels:
        resting = outbox.resting(db, name, ws.instant())
        try:
            usable, says = True, find(name).adapter.sentence()
        except ChannelUnusable as reason:
            usable, says = False, str(reason)
        if resting is not None:
            says = resting[1]
        until = None if resting is None else moment(resting[0])
        yield ChannelRow(name, usable, waiting.get(name, 0), until, says)


def try_channel(ws: Workspace, name: str, to: str = "") -> ChannelTrial:
    """Send one message by a channel at once, whether it rests or not; what became of it.

    It goes to a person of the roster or an e-mail address, or else to the channel's own address. Refused
    where the channel cannot be used, or nobody is known by that name.
    """
    channel = _opened(ws, name)
    message = _message(ws, channel, name, to)
    outcome = channel.deliver(message)
    recipient = message.email or message.recipient_name
    match outcome:
        case Delivered(note=note):
            # It works, so what waits may go at once.
            with ws.database() as db, db.write() as tx:
                outbox.end_rest(tx, name)
            return ChannelTrial(name, recipient, "delivered", note)
        case Never(reason=reason):
            return ChannelTrial(name, recipient, "never", reason)
    return ChannelTrial(name, recipient, "retry", outcome.reason)


def _opened(ws: Workspace, name: str) -> Channel:
    if name not in ws.channels:
        there_are = f" There are: {', '.join(ws.channels) or 'none'}."
        raise Refused(
            f"The settings name no channel '{name}'. Nothing was sent. It has to stand in {FILE_NAME}."
            f"{did_you_mean(name, ws.channels) or there_are}"
        )
    try:
        return channels_of(ws)(name)
    except ChannelUnusable as reason:
        raise Refused(
            f"The channel '{name}' cannot be used. Nothing was sent. Mend {FILE_NAME}:", reason.problems
        ) from None


def _message(ws: Workspace, channel: Channel, name: str, to: str) -> Message:
    recipient, named, email = "test", operator(), channel.own_address()
    if to:
        with ws.database() as db:
            person = people.find(db, to)
        if person is not None:
            recipient, named, email = person.id, person.name, person.email
        elif "@" in to:
            named, email = to.partition("@")[0], to.strip()
        else:
            raise Refused(f"There is nobody '{to}'. Nothing was sent. Give an id, or any e-mail address.")
    return Message(
        key=f"test/{name}/{ws.instant()}",
        recipient=recipient,
        recipient_name=named,
        subject=f"Moonwalk tries out the channel '{name}'",
        text=(
            f"Hello,\n\nthis message was sent to try out the channel '{name}' of "
            f"{ws.settings.name or 'Moonwalk'}. It has arrived, so the channel works. There is nothing to do."
        ),
        created=ws.now(),
        email=email,
    )
