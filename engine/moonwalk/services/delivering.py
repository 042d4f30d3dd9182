"""Messages on their way: each channel sends its own, at its own pace, and holds up no other."""

from __future__ import annotations

import json
import random
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain, islice
from pathlib import Path
from time import monotonic
from typing import Final

from moonwalk.api.language import SOURCE_LANGUAGE, speaking
from moonwalk.api.notices import CalendarDate, Delivered, Message, Never, Outcome, Pace, Retry
from moonwalk.scoring.calendar import moment
from moonwalk.services.channels import Channel, ChannelUnusable, channels_of
from moonwalk.services.checking_in.link_messages import fill_in
from moonwalk.services.checking_in.subscribing import way_out
from moonwalk.services.reader_terms import ReaderTerms
from moonwalk.services.turns import Busy, Turn, turn
from moonwalk.services.wording import as_one
from moonwalk.services.work import tell
from moonwalk.services.workspace import Workspace
from moonwalk.store import claims, outbox, people
from moonwalk.store.database import Database, Reader
from moonwalk.store.outbox import MessageRecord
from moonwalk.store.people import PersonRecord

PATIENCE: Final = 60.0
"""Seconds for which a channel may fail with every message before the rest is left to another tick."""

SHORT_REST: Final = 30.0
"""Seconds that a sender waits for its channel; a longer rest is left to another tick."""

_MOST_REASONS: Final = 5
"""Of so many reasons for which messages of one channel failed, a tick tells each."""


@dataclass
class Sent:
    """What became of messages, counted by state; what went wrong; and which channels send nothing now.

    `held_back` counts those whose readers had had as many as they get in a day.
    """

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    held_back: int = 0

    def add(self, other: Sent) -> None:
        """Take in what another sender did."""
        self.counts += other.counts
        self.problems += other.problems
        self.waiting += other.waiting
        self.held_back += other.held_back


def deliver(ws: Workspace, db: Database, stop: threading.Event | None = None) -> Sent:
    """Send everything that is due, each channel in a thread of its own where there are several.

    Each ends with the message that it has in hand once `stop` is set. Refused, once all of them have come to
    an end, where one cannot go on.
    """
    stop = stop or threading.Event()
    channels = claims.channels_due(db, ws.instant())
    if len(channels) <= 1:
        sent = Sent()
        for channel in channels:
            sent.add(_Sender(ws, db, channel, stop).send_all())
        return sent
    return _side_by_side(ws, channels, stop)


def _side_by_side(ws: Workspace, channels: Sequence[str], stop: threading.Event) -> Sent:
    results: dict[str, Sent | Exception] = {}

    def send(channel: str) -> None:
        try:
            with ws.database() as db:
                results[channel] = _Sender(ws, db, channel, stop).send_all()
        except Exception as failure:
            results[channel] = failure

    # Each in the context of the one who asked, who may be recording what plugins are asked.
    threads = [threading.Thread(target=copy_context().run, args=(send, channel)) for channel in channels]
    for thread in threads:
        thread.start()
    try:
        for thread in threads:
            thread.join()
    except KeyboardInterrupt:
        # Each ends with the message that it has in hand.
        stop.set()
        for thread in threads:
            thread.join()
        raise
    sent = Sent()
    for channel in channels:
        match results[channel]:
            case Sent() as result:
                sent.add(result)
            case failure:
                raise failure
    return sent


class _Sender:
    """Sends what is due in one channel, message after message, as long as the channel can.

    Messages are claimed one at a time, so that a slow channel never holds one longer than its lease.
    """

    def __init__(self, ws: Workspace, db: Database, channel: str, stop: threading.Event) -> None:
        self._ws, self._db, self._channel, self._stop = ws, db, channel, stop
        self._sent = Sent()
        self._failed: dict[str, list[int]] = {}
        self._began = self._last_good = monotonic()

    def send_all(self) -> Sent:
        """Send everything; what became of it. Where another program sends by this channel, nothing."""
        try:
            with turn(self._ws, self._db, f"send/{self._channel}", _BUSY.format(self._channel)) as held:
                resting = outbox.resting(self._db, self._channel, self._ws.instant())
                if resting is None:
                    self._go_on(held)
                else:
                    until, why = resting
                    self._sent.waiting.append(
                        f"'{self._channel}' sends nothing until {moment(until):%Y-%m-%d %H:%M} UTC: {why}"
                    )
        except Busy as busy:
            self._sent.waiting.append(str(busy))
        self._sent.problems += self._problems()
        return self._sent

    def _problems(self) -> Iterator[str]:
        """What went wrong, each reason once; where there are many, the first of them."""
        for at, (reason, numbers) in enumerate(self._failed.items()):
            if at == _MOST_REASONS:
                rest = tuple(chain.from_iterable(islice(self._failed.values(), at, None)))
                yield f"{_numbered(rest)} ({self._channel}): other reasons; 'moonwalk outbox' says which"
                return
            yield f"{_numbered(numbers)} ({self._channel}): {reason}"

    def _go_on(self, held: Turn) -> None:
        channel = self._open()
        pace = channel.pace() if isinstance(channel, Channel) else Pace()
        if held.was_killed and isinstance(channel, Channel):
            _remove_half_written(channel.folder)
        self._last_good = monotonic()
        terms = ReaderTerms(self._ws, self._db)
        while not self._stop.is_set():
            with self._db.write() as tx:
                now = self._ws.instant()
                held.renew(tx, now)
                claimed = claims.lease_next(tx, self._channel, now, pace.together, terms.of)
            # What goes out with others has not been held back after all.
            terms.held_back -= {message.no for message in claimed}
            self._sent.held_back = len(terms.held_back)
            if not claimed:
                return
            self._began = monotonic()
            filled = fill_in(self._ws, self._db, claimed, channel)
            for message, reason in filled.without:
                self._settle([message], Never(reason=reason))
            if not filled.messages:
                continue
            unsubscribe = way_out(self._ws, self._db, filled.messages[0], channel)
            outcome = send(self._db, filled.messages, channel, unsubscribe)
            self._settle(filled.messages, outcome)
            tell("sent", self._sent.counts["delivered"])
            if not self._may_go_on(outcome):
                return
            self._keep_pace(pace)

    def _open(self) -> Channel | ChannelUnusable:
        try:
            return channels_of(self._ws)(self._channel)
        except ChannelUnusable as reason:
            return reason

    def _settle(self, claimed: Sequence[MessageRecord], outcome: Outcome) -> None:
        if not isinstance(outcome, Delivered):
            self._failed.setdefault(outcome.reason, []).append(claimed[0].no)
        spread = random.random()
        with self._db.write() as tx:
            now = self._ws.instant()
            for message in claimed:
                match outcome:
                    case Delivered(note=note):
                        state = outbox.settle(tx, message, now, "delivered", note)
                    case Retry(reason=reason, after=after):
                        wait = int(max(after, outcome.rest).total_seconds() * 1000)
                        state = outbox.settle(tx, message, now, "retry", reason, wait, spread)
                    case Never(reason=reason):
                        state = outbox.settle(tx, message, now, "dead", reason)
                self._sent.counts[state] += 1
            if not isinstance(outcome, Delivered) and outcome.rest:
                rest = int(outcome.rest.total_seconds() * 1000)
                outbox.rest(tx, self._channel, now + min(rest, outbox.WAITS[-1]), outcome.reason)

    def _may_go_on(self, outcome: Outcome) -> bool:
        """Whether the next message may be tried in this tick; a short rest is waited for."""
        if isinstance(outcome, Delivered):
            self._last_good = monotonic()
            return True
        seconds = outcome.rest.total_seconds()
        if seconds > SHORT_REST:
            return False
        if seconds > 0:
            if self._stop.wait(seconds):
                return False
            with self._db.write() as tx:
                outbox.end_rest(tx, self._channel)
        return monotonic() - self._last_good < PATIENCE

    def _keep_pace(self, pace: Pace) -> None:
        if pace.per_minute:
            self._stop.wait(max(0.0, self._began + 60 / pace.per_minute - monotonic()))


def _numbered(numbers: Sequence[int]) -> str:
    """`message 4`, `messages 4 and 9`, `messages 1 and 29 more`."""
    first, *more = numbers
    if not more:
        return f"message {first}"
    return f"messages {first} and {more[0] if len(more) == 1 else f'{len(more):,} more'}"


_BUSY: Final = "Another program is sending by '{}' right now, and goes on with it."


def send(
    db: Reader,
    claimed: Sequence[MessageRecord],
    channel: Channel | ChannelUnusable,
    unsubscribe: str = "",
) -> Outcome:
    """Hand a claimed message over, or a backlog of several as one; what became of it.

    `unsubscribe` is the reader's own link for that.
    """
    record = claimed[0]
    if isinstance(channel, ChannelUnusable):
        return Retry(reason=f"the channel '{record.channel}' cannot be used. {channel}")
    person = people.by_number(db, record.person)
    if person is None:
        return Never(reason="the person has been erased")
    return channel.deliver(message_of(claimed, person, unsubscribe))


def message_of(claimed: Sequence[MessageRecord], person: PersonRecord, unsubscribe: str = "") -> Message:
    """What a channel is given for a claimed message, or for several that go out as one."""
    # What is said around them is in the language of the first; they were worded for one reader.
    with speaking(claimed[0].language or SOURCE_LANGUAGE):
        subject, text = as_one([(record.subject, record.text) for record in claimed])
    return Message(
        # The same when it is tried again: whatever is claimed together stays together.
        key="+".join(record.key for record in claimed),
        recipient=person.id,
        recipient_name=person.name,
        subject=subject,
        text=text,
        created=moment(claimed[0].created_at),
        email=person.email,
        dates=tuple(entry for record in claimed for entry in dates_from(record.dates)),
        unsubscribe=unsubscribe,
    )


def dates_to(dates: Sequence[CalendarDate]) -> str | None:
    """Dates for the calendar as the store keeps them."""
    if not dates:
        return None
    return json.dumps([[entry.title, entry.starts.isoformat(), entry.ends.isoformat()] for entry in dates])


def dates_from(stored: str | None) -> tuple[CalendarDate, ...]:
    """Dates for the calendar as the store has kept them."""
    return tuple(
        CalendarDate(title=title, starts=_when(starts), ends=_when(ends))
        for title, starts, ends in json.loads(stored or "[]")
    )


def _when(text: str) -> date | datetime:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _remove_half_written(folder: Path) -> None:
    """Remove what a program that was killed has left of a message; the whole one is written again."""
    for path in folder.rglob("*.part"):
        # On Windows a virus scanner may hold it open; the next one that was killed takes it along.
        with suppress(OSError):
            path.unlink()
