"""On what terms a message may reach its reader: their choices, their hours, and so many in a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

from moonwalk.api.sending_hours import SendingHours
from moonwalk.scoring.calendar import milliseconds, moment
from moonwalk.services.launched import outlined
from moonwalk.services.workspace import Workspace
from moonwalk.store import claims, notice_choices, outbox, people
from moonwalk.store.claims import Terms
from moonwalk.store.database import Reader, Transaction
from moonwalk.store.notice_choices import Choices
from moonwalk.store.outbox import MessageRecord, NewMessage
from moonwalk.store.people import PersonRecord

_UNWANTED: Final = "Its reader does not want it."
_NOT_NOW: Final = "its reader gets none at this time"


class ReaderTerms:
    """Says on what terms messages may be sent to people, by their choices and the workspace's settings.

    `held_back` has the numbers of those that wait since their readers had as many as they get in a day.
    """

    def __init__(self, ws: Workspace, db: Reader) -> None:
        self._ws, self._db = ws, db
        self._zones: dict[str, str] = {}
        self.held_back = set[int]()

    def of(self, tx: Transaction, message: MessageRecord) -> Terms:
        """The terms of a message that is due now.

        One that may go has been free to since it was due: the clock has gone on since whoever asks looked at
        it, and by the instant of here it would have to wait for the next tick.
        """
        now, person = self._ws.instant(), people.by_number(tx, message.person)
        if person is None:
            # Whoever sends it sees that there is nobody to read it.
            return Terms(message.due_at)
        choices = notice_choices.in_force(notice_choices.of_person(tx, person.no))
        if not notice_choices.wants(choices, message.notice, message.channel):
            return Terms(message.due_at, unwanted=_UNWANTED)
        earliest = self.from_instant(now, person.timezone, message.challenge)
        if earliest > now:
            return Terms(earliest, _NOT_NOW)
        return self._by_maximum(tx, message, person, now)

    def from_instant(self, instant: int, timezone: str, challenge: str) -> int:
        """The first instant (ms) from another on that is within the hours of who reads of a challenge.

        `timezone` is the reader's own, empty where they have none.
        """
        sending = self._ws.settings.sending
        if sending is None:
            return instant
        return _next_from(sending.hours, instant, self._zone(timezone, challenge))

    def _by_maximum(self, tx: Transaction, message: MessageRecord, person: PersonRecord, now: int) -> Terms:
        """The terms by how many messages the person has had on this day of theirs.

        What goes by several channels counts once, as long as no channel has more than the maximum.
        """
        sending = self._ws.settings.sending
        if sending is None or sending.at_most is None:
            return Terms(message.due_at)
        zone = self._zone(person.timezone, message.challenge)
        today = moment(now).astimezone(zone).date()
        begins = milliseconds(datetime.combine(today, time(0), zone).astimezone(UTC))
        sent = claims.sent_since(tx, person.no, begins, now)
        by_channel, everywhere = sent.by_channel.get(message.channel, 0), sent.everywhere
        is_new = claims.occasion_of(message) not in sent.occasions
        most = sending.at_most
        if by_channel >= most or (is_new and everywhere >= most):
            self.held_back.add(message.no)
            ends = datetime.combine(today + timedelta(days=1), time(0), zone).astimezone(UTC)
            tomorrow = self.from_instant(milliseconds(ends), person.timezone, message.challenge)
            return Terms(tomorrow, f"its reader gets at most {most} a day")
        # What is due at one time goes as one: what is left of the day's messages may be wanted later.
        return Terms(message.due_at, together=True)

    def _zone(self, timezone: str, challenge: str) -> ZoneInfo:
        return ZoneInfo(timezone or self._ws.settings.timezone or self._zone_of(challenge))

    def _zone_of(self, challenge: str) -> str:
        if challenge not in self._zones:
            launch = outlined(self._ws, self._db, challenge)
            self._zones[challenge] = launch.plan.calendar.zone if launch else "UTC"
        return self._zones[challenge]


@lru_cache(maxsize=256)
def _next_from(hours: SendingHours, instant: int, zone: ZoneInfo) -> int:
    # Of thousands of messages that are due at one time, most have readers in few zones.
    return milliseconds(hours.next_from(moment(instant), zone))


_AT_ONCE: Final = 400
"""Copies that are put in at a time, so that never all of them are in memory."""


def put_in_outbox(tx: Transaction, messages: Iterable[NewMessage], channels: Sequence[str]) -> frozenset[str]:
    """Put messages in, each once for each channel by which its reader wants it.

    The messages themselves have no channel, and keys without one. Returns the keys of those of which any copy
    is new.
    """
    choices, new = notice_choices.of_everyone(tx), set[str]()
    copies = (
        copy for message in messages for copy in _copies(message, choices.get(message.person, {}), channels)
    )
    while some := tuple(islice(copies, _AT_ONCE)):
        new.update(claims.occasion_of(copy) for copy in outbox.enqueue_all(tx, some))
    return frozenset(new)


def _copies(message: NewMessage, choices: Choices, channels: Iterable[str]) -> Iterator[NewMessage]:
    """Yield a message for each channel by which its reader wants it; its key then ends with the channel."""
    for channel in channels:
        if notice_choices.wants(choices, message.notice, channel):
            yield replace(message, key=f"{message.key}/{channel}", channel=channel)
