"""What a tick would send, exactly as each person would get it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final, Literal

from moonwalk.api.notices import Pace, as_text
from moonwalk.scoring.calendar import moment
from moonwalk.services.channels import Channel, ChannelUnusable, channels_of
from moonwalk.services.checking_in.link_messages import fill_in
from moonwalk.services.delivering import message_of
from moonwalk.services.dry_run import transaction
from moonwalk.services.queueing import Queued
from moonwalk.services.reader_terms import ReaderTerms
from moonwalk.services.workspace import Workspace
from moonwalk.store import claims, outbox, people
from moonwalk.store.database import Database, Transaction
from moonwalk.store.outbox import MessageRecord
from moonwalk.store.people import PersonRecord

Goes = Literal["now", "later", "held", "never"]


@dataclass(frozen=True, slots=True)
class MessagePreview:
    """A message as one person would get it by one channel, and whether it would go now.

    `due` is when it would go, and `holds` how many messages it is made of. `text` is all that the reader
    sees, with the `subject`; `note` says why it waits.
    """

    channel: str
    person: str
    name: str
    goes: Goes
    due: datetime
    holds: int
    subject: str
    text: str
    note: str


def previews(
    ws: Workspace, db: Database, queued: Sequence[Queued], in_full: bool
) -> tuple[MessagePreview, ...]:
    """What would be sent if these were in the outbox: all of them, and what waits there and is due.

    Only `in_full` with the texts as their readers get them.
    """
    with transaction(db, dry_run=True) as tx:
        for each in queued:
            outbox.enqueue_all(tx, each.messages, held=each.held)
        rehearsal = _Rehearsal(ws, db, tx)
        sent = tuple(rehearsal.sent([message.key for each in queued for message in each.messages]))
    # Nobody else could write while a channel says how it would look.
    return tuple(rehearsal.preview(records, person, in_full) for records, person in sent)


class _Rehearsal:
    """Claims what is due as the senders would, within a transaction that is taken back."""

    def __init__(self, ws: Workspace, db: Database, tx: Transaction) -> None:
        self._ws, self._db, self._tx = ws, db, tx
        self._find = channels_of(ws)

    def sent(self, keys: Sequence[str]) -> Iterator[tuple[tuple[MessageRecord, ...], PersonRecord | None]]:
        """Yield what goes now as one, by channel, then what has one of these keys and does not; to whom."""
        gone = set[str]()
        for channel in claims.channels_due(self._tx, self._ws.instant()):
            for claimed in self._claimed(channel):
                gone.update(record.key for record in claimed)
                yield claimed, people.by_number(self._tx, claimed[0].person)
        for key in keys:
            if key not in gone:
                records = outbox.read(self._tx, "WHERE key = ?", key)
                yield records, people.by_number(self._tx, records[0].person)

    def _claimed(self, name: str) -> Iterator[tuple[MessageRecord, ...]]:
        channel = self._opened(name)
        pace = channel.pace() if channel else Pace()
        terms = ReaderTerms(self._ws, self._tx)
        while claimed := claims.lease_next(self._tx, name, self._ws.instant(), pace.together, terms.of):
            yield claimed

    def preview(
        self, records: Sequence[MessageRecord], person: PersonRecord | None, in_full: bool
    ) -> MessagePreview:
        """What one reader would get of messages that go out as one."""
        record, channel = records[0], self._opened(records[0].channel)
        subject, text = record.subject, ""
        if in_full and person is not None:
            # Who has no link yet is given one when it is really written.
            filled = fill_in(self._ws, self._db, records, channel, make=False) if channel else None
            message = message_of(filled.messages if filled and filled.messages else records, person)
            subject = message.subject
            text = channel.preview(message) if channel else as_text(message)
        return MessagePreview(
            channel=record.channel,
            person=person.id if person else "",
            name=person.name if person else "",
            goes=_GOES.get(record.state, "never"),
            due=moment(max(record.due_at, self._ws.instant())),
            holds=len(records),
            subject=subject,
            text=text,
            note="" if record.state == "sending" else record.note,
        )

    def _opened(self, name: str) -> Channel | None:
        try:
            return self._find(name)
        except ChannelUnusable:
            return None


_GOES: Final[Mapping[str, Goes]] = MappingProxyType({"sending": "now", "pending": "later", "held": "held"})
