"""Messages: a list, another try, a stop."""

from __future__ import annotations

from moonwalk.runs.landing import operator
from moonwalk.runs.views import MessageRow
from moonwalk.runs.workspace import Workspace
from moonwalk.scoring.calendar import moment
from moonwalk.store import decisions, outbox, people
from moonwalk.store.decisions import Decision


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
    """Lets a message be tried afresh at the next tick. Refused where it has been delivered."""
    with ws.database() as db, db.write() as tx:
        decisions.record(tx, Decision(ws.instant(), operator(), "outbox retry", str(number)))
        outbox.retry(tx, number, ws.instant())


def cancel_message(ws: Workspace, number: int) -> None:
    """Keeps a message from being sent. Refused where it has been delivered."""
    with ws.database() as db, db.write() as tx:
        decisions.record(tx, Decision(ws.instant(), operator(), "outbox cancel", str(number)))
        outbox.cancel(tx, number, f"cancelled by {operator()}")
