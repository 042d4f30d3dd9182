"""What is due to be said: each notice goes into the outbox once for each person and channel."""

from __future__ import annotations

from typing import Final

from moonwalk.api.notices import Notice, NoticeContext
from moonwalk.definitions import NoticeItem
from moonwalk.registry import PluginFailure, TriggerAdapter
from moonwalk.scoring.asking import RuleFailed
from moonwalk.scoring.calendar import milliseconds, moment
from moonwalk.services import scores
from moonwalk.services.checking_in.link_messages import NoLinks, channels_for
from moonwalk.services.decent_hours import DecentHours
from moonwalk.services.delivering import dates_to
from moonwalk.services.dry_run import transaction
from moonwalk.services.launched import NotScored
from moonwalk.services.notice_context import due_at, in_words, languages_of, notice_context
from moonwalk.services.score_cache import ScoredChallenge
from moonwalk.services.team_places import with_places
from moonwalk.services.workspace import Workspace
from moonwalk.store import outbox, people
from moonwalk.store.database import Database, Transaction
from moonwalk.store.outbox import NewMessage


def enqueue(
    ws: Workspace, db: Database, name: str, until: int, dry_run: bool, problems: list[str]
) -> list[NewMessage]:
    """Put in what fell due in a challenge since the last tick, as part of this one; what that is.

    What went wrong is added to `problems`. A dry run undoes all of it.
    """
    try:
        scored_challenge = scores.current(ws, db, name)
    except NotScored as reason:
        problems.append(f"'{name}' sends no messages: {reason}")
        return []
    now = ws.instant()
    mark = outbox.last(db, name) or 0
    launched_at = scored_challenge.launch.launched_at
    if mark - now > _TOLERANCE and not dry_run:
        problems.append(_healed(db, name, mark, launched_at))
        mark = launched_at
    since = max(mark, launched_at)
    if since >= now:
        return []
    due: list[tuple[NoticeItem, TriggerAdapter, tuple[Notice, ...], tuple[str, ...]]] = []
    put_in, failures = [], []
    # What it says about everyone is worked out once, however many notices look at it.
    context: NoticeContext | None = None
    # Asked before anything is written: nobody else could write while a trigger takes its time.
    for item in scored_challenge.challenge.notices:
        try:
            trigger = ws.plugins.trigger(item.full_name).configured(item.config)
            if context is None:
                context = notice_context(db, scored_challenge, since, now, ws.settings.timezone)
            notices = _notices(ws, db, scored_challenge, item, trigger, context)
            due.append((item, trigger, notices, channels_for(ws, db, name, item, trigger, notices, dry_run)))
        except (PluginFailure, RuleFailed, NotScored, NoLinks) as failure:
            failures.append(f"{item.place}: {failure}")
    with transaction(db, dry_run) as tx:
        hours, languages = DecentHours(ws, tx), languages_of(tx, scored_challenge.challenge)
        for item, trigger, notices, channels in due:
            for notice in notices:
                language = languages.get(notice.person, "")
                put_in += _put_in(ws, tx, scored_challenge, item, trigger, notice, hours, language, channels)
        # A trigger that failed is asked again about the same time; what the others told is known by its key.
        if not failures:
            outbox.advance(tx, name, until)
    problems += failures
    return put_in


_TOLERANCE: Final = 300_000
"""A clock that is set right may go back by so many ms; that is made up for by waiting."""


def _healed(db: Database, name: str, mark: int, launched_at: int) -> str:
    """Set the mark of a tick back that was run while the clock was ahead; what to say of it."""
    # Back to the launch, since the mark before is not known. What was sent is known by its key.
    with db.write() as tx:
        outbox.set_back(tx, name, launched_at)
    return (
        f"Messages of '{name}' counted as sent until {moment(mark):%Y-%m-%d %H:%M} UTC, which is still to "
        "come: the clock was ahead when a tick was run. What that tick missed is sent now, nothing twice."
    )


def _notices(
    ws: Workspace,
    db: Database,
    scored_challenge: ScoredChallenge,
    item: NoticeItem,
    trigger: TriggerAdapter,
    context: NoticeContext,
) -> tuple[Notice, ...]:
    now = ws.instant()
    # What others see of teams is published when a week closes, so what a notice says of them is no secret.
    context = with_places(ws, db, scored_challenge.challenge, context, trigger)
    notices = trigger.notices(context, due_at(item, trigger))
    return tuple(notice for notice in notices if notice.expires is None or milliseconds(notice.expires) > now)


def _put_in(
    ws: Workspace,
    tx: Transaction,
    scored_challenge: ScoredChallenge,
    item: NoticeItem,
    trigger: TriggerAdapter,
    notice: Notice,
    hours: DecentHours,
    language: str,
    channels: tuple[str, ...],
) -> list[NewMessage]:
    person = people.find(tx, notice.person)
    if person is None:
        return []
    subject, text = in_words(scored_challenge.challenge, item, trigger, notice, language)
    due, now, expires = milliseconds(notice.due), ws.instant(), notice.expires
    name, put_in = scored_challenge.challenge.name, []
    earliest = hours.from_instant(max(due, now), person, name)
    # What would come too late is due at once, so that the outbox says today why nobody got it.
    waits = earliest > max(due, now) and (expires is None or milliseconds(expires) > earliest)
    for channel in channels:
        message = NewMessage(
            key=f"{scored_challenge.launch.occasion}/{notice.key}/{person.id}/{channel}",
            challenge=name,
            person=person.no,
            channel=channel,
            subject=subject,
            text=text,
            due_at=earliest if waits else due,
            created_at=now,
            expires_at=None if expires is None else milliseconds(expires),
            dates=dates_to(notice.dates),
        )
        if outbox.enqueue(tx, message):
            put_in.append(message)
    return put_in
