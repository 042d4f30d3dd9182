"""Doing all that is due, once: notices put into the outbox, messages handed to channels."""

from __future__ import annotations

import os
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from moonwalk.api.notices import Delivered, Message, Never, Notice, Retry
from moonwalk.api.values import ClockTime
from moonwalk.definitions import NoticeItem
from moonwalk.host import PluginFailure, TriggerAdapter
from moonwalk.runs import scores
from moonwalk.runs.errors import Refused
from moonwalk.runs.landing import landing
from moonwalk.runs.launched import NotScored, names
from moonwalk.runs.live import Reckoned
from moonwalk.runs.moments import moment_of, parse_clock
from moonwalk.runs.wording import render, with_safety
from moonwalk.runs.workspace import Workspace
from moonwalk.scoring.calendar import milliseconds, moment
from moonwalk.scoring.scorers import RuleFailed
from moonwalk.store import outbox, people, ticks
from moonwalk.store.database import Database, Transaction
from moonwalk.store.outbox import MessageRecord, NewMessage

LEASE: Final = "tick"
LEASE_MS: Final = 120_000


@dataclass(frozen=True, slots=True)
class TickReport:
    """What a tick did: messages put in, delivered, to be tried again, and given up; and what went wrong."""

    enqueued: int
    delivered: int
    retried: int
    given_up: int
    problems: tuple[str, ...]
    messages: tuple[tuple[str, str, str], ...]
    dry_run: bool


def tick(ws: Workspace, dry_run: bool = False) -> TickReport:
    """Puts every notice that fell due since the last tick into the outbox, and delivers what is due.

    Doing it again changes nothing. Refused while another program is at it. A dry run shows what would
    be put in (person, subject, text) and takes it back.
    """
    with ws.database() as db, _alone(ws, db) as stay:
        problems: list[str] = []
        put_in: list[NewMessage] = []
        for name in names(db):
            put_in += _enqueue(ws, db, name, dry_run, problems)
        shown = tuple(_shown(db, put_in)) if dry_run else ()
        counts = (0, 0, 0) if dry_run else _deliver(ws, db, problems, stay)
    return TickReport(len(put_in), *counts, tuple(problems), shown, dry_run)


@contextmanager
def _alone(ws: Workspace, db: Database) -> Iterator[Callable[[], None]]:
    """The right to do what is due, for this program only; what it yields renews it. Refused if taken."""
    holder = f"{socket.gethostname()}/{os.getpid()}/{threading.get_ident()}"

    def stay() -> None:
        now = ws.instant()
        with db.write() as tx:
            if not ticks.take_lease(tx, LEASE, holder, now, now + LEASE_MS):
                raise Refused("Another program is doing what is due right now. Nothing was changed.")

    stay()
    try:
        yield stay
    finally:
        with db.write() as tx:
            ticks.release_lease(tx, LEASE, holder)


def _enqueue(ws: Workspace, db: Database, name: str, dry_run: bool, problems: list[str]) -> list[NewMessage]:
    try:
        reckoned = scores.current(ws, db, name)
    except NotScored as reason:
        problems.append(f"'{name}' tells nobody anything: {reason}")
        return []
    now = ws.instant()
    since = ticks.last(db, name)
    since = reckoned.launch.launched_at if since is None else since
    if since >= now:
        return []
    put_in, failures = [], []
    with landing(db, dry_run) as tx:
        for item in reckoned.challenge.notices:
            try:
                trigger = ws.plugins.trigger(item.full_name).configured(item.config)
                for notice in _notices(ws, db, reckoned, item, trigger, since):
                    put_in += _put_in(ws, tx, reckoned, item, trigger, notice)
            except (PluginFailure, RuleFailed) as failure:
                failures.append(f"{item.place}: {failure}")
        # A trigger that failed is asked again about the same time; what the others told is known by its key.
        if not failures:
            ticks.advance(tx, name, now)
    problems += failures
    return put_in


def _notices(
    ws: Workspace, db: Database, reckoned: Reckoned, item: NoticeItem, trigger: TriggerAdapter, since: int
) -> Iterator[Notice]:
    now = ws.instant()
    at: ClockTime | None = item.at or parse_clock(trigger.default_at)
    notices = trigger.notices(moment_of(db, reckoned, since, now, ws.settings.timezone), at)
    yield from (notice for notice in notices if notice.expires is None or milliseconds(notice.expires) > now)


def _put_in(
    ws: Workspace,
    tx: Transaction,
    reckoned: Reckoned,
    item: NoticeItem,
    trigger: TriggerAdapter,
    notice: Notice,
) -> list[NewMessage]:
    person = people.find(tx, notice.person)
    if person is None:
        return []
    text = render(item.text or trigger.text, notice.words)
    if trigger.carries_safety:
        text = with_safety(text, reckoned.challenge)
    put_in = []
    for channel in ws.channels:
        message = NewMessage(
            key=f"{reckoned.challenge.name}/{reckoned.launch.starts}/{notice.key}/{person.id}/{channel}",
            challenge=reckoned.challenge.name,
            person=person.no,
            channel=channel,
            subject=render(item.subject or trigger.subject, notice.words),
            text=text,
            due_at=milliseconds(notice.due),
            created_at=ws.instant(),
            expires_at=None if notice.expires is None else milliseconds(notice.expires),
        )
        if outbox.enqueue(tx, message):
            put_in.append(message)
    return put_in


def _shown(db: Database, put_in: list[NewMessage]) -> Iterator[tuple[str, str, str]]:
    for message in put_in:
        person = people.by_number(db, message.person)
        yield (person.name if person else "?", message.subject, message.text)


def _deliver(
    ws: Workspace, db: Database, problems: list[str], stay: Callable[[], None]
) -> tuple[int, int, int]:
    """Hands over everything that is due; how many arrived, wait for another try, were given up.

    Messages are claimed one at a time, so that a slow channel never holds one longer than its lease.
    """
    counts: Counter[str] = Counter()
    while True:
        with db.write() as tx:
            claimed = outbox.lease_due(tx, ws.instant(), 1)
        if not claimed:
            return counts["delivered"], counts["pending"], counts["dead"]
        (message,) = claimed
        outcome = _send(ws, db, message)
        if not isinstance(outcome, Delivered):
            problems.append(f"message {message.no} ({message.channel}): {outcome.reason}")
        counts[_settle(ws, db, message, outcome)] += 1
        stay()


def _send(ws: Workspace, db: Database, record: MessageRecord) -> Delivered | Retry | Never:
    channel = ws.plugins.channels().get(record.channel)
    person = people.by_number(db, record.person)
    if channel is None:
        return Retry(f"there is no channel '{record.channel}'; 'moonwalk plugins' shows which there are")
    if person is None:
        return Never("the person has been erased")
    message = Message(
        record.key, person.id, person.name, record.subject, record.text, moment(record.created_at)
    )
    try:
        return channel.deliver(message, str(ws.messages))
    except PluginFailure as failure:
        return Retry(str(failure), timedelta(minutes=5))


def _settle(ws: Workspace, db: Database, message: MessageRecord, outcome: Delivered | Retry | Never) -> str:
    with db.write() as tx:
        match outcome:
            case Delivered(note):
                return outbox.settle(tx, message, ws.instant(), "delivered", note)
            case Retry(reason, after):
                wait = int(after.total_seconds() * 1000)
                return outbox.settle(tx, message, ws.instant(), "retry", reason, wait)
            case Never(reason):
                return outbox.settle(tx, message, ws.instant(), "dead", reason)
