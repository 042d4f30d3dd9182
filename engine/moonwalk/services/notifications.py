"""Everything that is due, done once; and the messages that wait, were sent or could not be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event
from time import monotonic
from typing import Final

from moonwalk.scoring.calendar import milliseconds, moment
from moonwalk.services.delivering import deliver
from moonwalk.services.dry_run import operator
from moonwalk.services.errors import Refused
from moonwalk.services.launched import names
from moonwalk.services.privacy.retention import carry_out
from moonwalk.services.queueing import APPROVED, Queued, enqueue
from moonwalk.services.several_messages import change_message
from moonwalk.services.tick_preview import MessagePreview, previews
from moonwalk.services.turns import turn
from moonwalk.services.views import MessageRow
from moonwalk.services.wording import counted
from moonwalk.services.work import settle, stop_asked
from moonwalk.services.workspace import Workspace
from moonwalk.store import claims, decisions, outbox, people, retention
from moonwalk.store.database import Database
from moonwalk.store.decisions import Decision

LEASE: Final = "tick"
_BUSY: Final = "Another program is doing what is due right now. Nothing was changed."


@dataclass(frozen=True, slots=True)
class TickReport:
    """What a tick did: messages queued, delivered, to be tried again, and given up; and what went wrong.

    `ended` says whose entries are not kept any longer, and `waiting` what keeps messages from being sent:
    channels that rest, and those which somebody has to approve first. `expired` counts those whose time had
    passed, also before they were written, and `held_back` those whose readers had had as many as they get in
    a day. A dry run has in `texts` what would be sent, as its readers would get it.
    """

    enqueued: int
    delivered: int
    retried: int
    given_up: int
    problems: tuple[str, ...]
    messages: tuple[tuple[str, str, str], ...]
    dry_run: bool
    ended: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    expired: int = 0
    held_back: int = 0
    texts: tuple[MessagePreview, ...] = ()


def tick(
    ws: Workspace,
    dry_run: bool = False,
    latest: datetime | None = None,
    stop: Event | None = None,
    *,
    in_full: bool = True,
) -> TickReport:
    """Puts every notice that fell due since the last tick into the outbox, and delivers what is due.

    Doing it again changes nothing. Raise Refused while another program is running a tick. A dry run
    returns what would be queued (person, subject, text) and undoes it; only `in_full` also as readers get it.

    What counts as told ends at `latest`, where that is earlier than the workspace's clock. Once `stop` is
    set, each channel ends with the message that it has in hand; the rest is sent by the next tick.
    """
    stop = stop or stop_asked()
    until = ws.instant() if latest is None else min(ws.instant(), milliseconds(latest))
    problems: list[str] = []
    with ws.database() as db:
        with turn(ws, db, LEASE, _BUSY):
            running = sorted(set(names(db)) - retention.ended(db), key=names(db).index)
            queued = [enqueue(ws, db, name, until, dry_run, problems) for name in running]
            if dry_run:
                return _rehearsed(ws, db, queued, problems, in_full)
            ended, expired = carry_out(ws, db), _expired(db)
            with db.write() as tx:
                claims.give_up_held(tx, ws.instant())
        settle()  # what is sent cannot be taken back
        # Others may put in what is due meanwhile: sending may take long, and each channel has its own turn.
        sent = deliver(ws, db, stop)
        return TickReport(
            enqueued=sum(each.number for each in queued),
            delivered=sent.counts["delivered"],
            retried=sent.counts["pending"],
            given_up=sent.counts["dead"],
            problems=(*problems, *sent.problems),
            messages=(),
            dry_run=False,
            ended=ended,
            waiting=(*sent.waiting, *_waiting_for_approval(outbox.held(db))),
            expired=_expired(db) - expired + sum(each.too_late for each in queued),
            held_back=sent.held_back,
        )


def _rehearsed(
    ws: Workspace, db: Database, queued: list[Queued], problems: list[str], in_full: bool
) -> TickReport:
    held = Counter(outbox.held(db)) + Counter({each.challenge: each.number for each in queued if each.held})
    return TickReport(
        enqueued=sum(each.number for each in queued),
        delivered=0,
        retried=0,
        given_up=0,
        problems=tuple(problems),
        messages=tuple(_shown(db, queued)),
        dry_run=True,
        waiting=tuple(_waiting_for_approval(held)),
        expired=sum(each.too_late for each in queued),
        texts=previews(ws, db, queued, in_full),
    )


def _expired(db: Database) -> int:
    return outbox.counts(db).get("expired", 0)


def _waiting_for_approval(held: Mapping[str, int]) -> Iterator[str]:
    for challenge, number in held.items():
        yield (
            f"{counted(number, 'message')} of '{challenge}' wait until you have looked at them, as its first "
            "ones to many people do, and those that you hold: moonwalk outbox, then moonwalk outbox approve "
            f"{challenge}"
        )


_LOOK: Final = 1.0
"""Seconds between two looks at the clock."""

_AGAIN: Final = timedelta(seconds=2)
"""How soon what was refused is tried again."""


def keep_ticking(
    ws: Workspace, every: timedelta, stop: Event, report: Callable[[TickReport | Refused], None]
) -> None:
    """Tick at once and then `every` so often, until `stop` is set; what came of each goes to `report`.

    A tick that is refused, since another program is at it or the database is locked, is not the last: the
    next one comes soon, and each further one later. One that is under way when `stop` is set ends with the
    message that each channel has in hand.
    """
    soon = _AGAIN
    while not stop.is_set():
        began, at = monotonic(), ws.now()
        try:
            report(tick(ws, stop=stop))
            soon, wait = _AGAIN, every
        except Refused as refused:
            report(refused)
            # Whoever is at it, such as a screen that looks what would be sent, is mostly done in a moment.
            soon, wait = 2 * soon, min(every, soon)
        # While a computer sleeps its steady clock may stand still, and a clock that is set moves the other
        # one only. A tick too many changes nothing, so whichever says that it is time is believed.
        while max(monotonic() - began, abs((ws.now() - at).total_seconds())) < wait.total_seconds():
            if stop.wait(_LOOK):
                return


def _shown(db: Database, queued: list[Queued]) -> Iterator[tuple[str, str, str]]:
    for message in (message for each in queued for message in each.messages):
        person = people.by_number(db, message.person)
        yield (person.name if person else "?", message.subject, message.text)


def list_messages(ws: Workspace, most: int = 1000) -> tuple[MessageRow, ...]:
    """The newest messages, newest first."""
    with ws.database() as db:
        named = {person.no: person for person in people.all_people(db)}
        return tuple(
            MessageRow(
                id=message.no,
                state=message.state,
                channel=message.channel,
                challenge=message.challenge,
                person=named[message.person].id if message.person in named else "",
                name=named[message.person].name if message.person in named else "",
                subject=message.subject,
                text=message.text,
                due=moment(message.due_at),
                attempts=message.attempts,
                note=message.note,
            )
            for message in outbox.messages(db, most)
        )


def retry_message(ws: Workspace, number: int) -> None:
    """Lets a message be tried afresh at the next tick. Refused where it was sent, or still waits."""
    change_message(ws, "retry", number)


def cancel_message(ws: Workspace, number: int) -> None:
    """Keeps a message from being sent. Refused where it has been delivered."""
    change_message(ws, "cancel", number)


def approve_messages(ws: Workspace, challenge: str) -> int:
    """Let the messages of a challenge go that wait for it, and all later ones; how many waited.

    Refused where none do.
    """
    with ws.database() as db, db.write() as tx:
        waiting = outbox.held(tx)
        if challenge not in waiting:
            others = f" They wait for: {', '.join(waiting)}." if waiting else ""
            raise Refused(f"No messages of '{challenge}' wait for approval. Nothing was changed.{others}")
        detail = {"messages": waiting[challenge]}
        decisions.record(tx, Decision(ws.instant(), operator(), APPROVED, challenge, detail=detail))
        return outbox.approve(tx, challenge)


def challenges_to_approve(ws: Workspace) -> Mapping[str, int]:
    """How many messages wait until somebody approves them, by challenge."""
    with ws.database() as db:
        return outbox.held(db)
