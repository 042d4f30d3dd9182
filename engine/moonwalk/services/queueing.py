"""What is due to be said: each notice goes into the outbox once for each person and channel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from moonwalk.api.notices import Notice, NoticeContext
from moonwalk.definitions import NoticeItem
from moonwalk.registry import PluginFailure, TriggerAdapter
from moonwalk.scoring.asking import RuleFailed
from moonwalk.scoring.calendar import milliseconds, moment
from moonwalk.services import scores
from moonwalk.services.checking_in.link_messages import NoLinks, channels_for
from moonwalk.services.delivering import dates_to
from moonwalk.services.dry_run import transaction
from moonwalk.services.launched import NotScored
from moonwalk.services.notice_context import due_at, in_words, languages_of, notice_context
from moonwalk.services.notice_readers import context_for
from moonwalk.services.reader_terms import ReaderTerms, wanted_by
from moonwalk.services.score_cache import ScoredChallenge
from moonwalk.services.workspace import Workspace
from moonwalk.store import decisions, notice_choices, outbox, people
from moonwalk.store.database import Database, Transaction
from moonwalk.store.outbox import NewMessage
from moonwalk.store.people import PersonRecord

MOST_UNASKED: Final = 50
"""So many messages of a challenge go out without being approved."""


@dataclass(frozen=True, slots=True)
class Queued:
    """What was put in of a challenge, and whether it waits until somebody approves it."""

    challenge: str
    messages: tuple[NewMessage, ...] = ()
    held: bool = False


def enqueue(ws: Workspace, db: Database, name: str, until: int, dry_run: bool, problems: list[str]) -> Queued:
    """Put in what fell due in a challenge since the last tick, as part of this one; what that is.

    What went wrong is added to `problems`. A dry run undoes all of it. The first time that it is many
    messages, they wait until somebody has looked at them.
    """
    try:
        scored_challenge = scores.current(ws, db, name)
    except NotScored as reason:
        problems.append(f"'{name}' sends no messages: {reason}")
        return Queued(name)
    now = ws.instant()
    since = _since(ws, db, scored_challenge, dry_run, problems)
    if since >= now:
        return Queued(name)
    due: list[tuple[NoticeItem, TriggerAdapter, tuple[Notice, ...], tuple[str, ...]]] = []
    failures = []
    # What it says about everyone is worked out once, however many notices look at it.
    context: NoticeContext | None = None
    # Asked before anything is written: nobody else could write while a trigger takes its time.
    for item in scored_challenge.challenge.notices:
        try:
            trigger = ws.plugins.trigger(item.full_name).configured(item.config)
            if context is None:
                context = notice_context(db, scored_challenge, since, now, ws.settings)
            notices = _notices(ws, db, scored_challenge, item, trigger, context)
            due.append((item, trigger, notices, channels_for(ws, db, name, item, trigger, notices, dry_run)))
        except (PluginFailure, RuleFailed, NotScored, NoLinks) as failure:
            failures.append(f"{item.place}: {failure}")
    with transaction(db, dry_run) as tx:
        letters, wanted = _Letters(ws, tx, scored_challenge), list[NewMessage]()
        for item, trigger, notices, channels in due:
            for notice in notices:
                wanted += letters.of(item, trigger, notice, channels)
        put_in = outbox.enqueue_all(tx, wanted)
        held = _asks(tx, name, len(put_in))
        if held:
            outbox.hold(tx, (message.key for message in put_in))
        # A trigger that failed is asked again about the same time; what the others told is known by its key.
        if not failures:
            outbox.advance(tx, name, until)
    problems += failures
    return Queued(name, tuple(put_in), held)


def _since(
    ws: Workspace, db: Database, scored_challenge: ScoredChallenge, dry_run: bool, problems: list[str]
) -> int:
    """The instant (ms) from which on it was not yet said what fell due in a challenge."""
    name, launched_at = scored_challenge.challenge.name, scored_challenge.launch.launched_at
    mark = outbox.last(db, name) or 0
    if mark - ws.instant() > _TOLERANCE and not dry_run:
        problems.append(_healed(db, name, mark, launched_at))
        mark = launched_at
    return max(mark, launched_at)


def _asks(tx: Transaction, name: str, messages: int) -> bool:
    """Whether so many messages of a challenge wait until somebody approves them.

    Once a batch of it was approved, or as many have gone out before, nobody is asked again.
    """
    if not messages or any(made.about == name for made in decisions.of_kinds(tx, APPROVED)):
        return False
    if name in outbox.held(tx):
        return True
    return messages > MOST_UNASKED and outbox.delivered_of(tx, name) <= MOST_UNASKED


APPROVED: Final = "outbox approve"
"""The decision that lets the messages of a challenge go."""


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
    context = context_for(ws, db, scored_challenge, context, item, trigger)
    notices = trigger.notices(context, due_at(item, trigger))
    return tuple(notice for notice in notices if notice.expires is None or milliseconds(notice.expires) > now)


class _Letters:
    """What people get, as it goes into the outbox within one transaction."""

    def __init__(self, ws: Workspace, tx: Transaction, scored_challenge: ScoredChallenge) -> None:
        self._ws, self._scored_challenge = ws, scored_challenge
        self._terms = ReaderTerms(ws, tx)
        self._languages = languages_of(tx, scored_challenge.challenge)
        self._choices = notice_choices.of_everyone(tx)
        self._people = {person.id: person for person in people.all_people(tx)}

    def of(
        self, item: NoticeItem, trigger: TriggerAdapter, notice: Notice, channels: tuple[str, ...]
    ) -> tuple[NewMessage, ...]:
        """The messages of a notice: one for each channel by which its reader wants it."""
        person, challenge = self._people.get(notice.person), self._scored_challenge.challenge
        if person is None:
            return ()
        language = self._languages.get(notice.person, challenge.language)
        subject, text = in_words(challenge, item, trigger, notice, language)
        message = NewMessage(
            key=f"{self._scored_challenge.launch.occasion}/{notice.key}/{person.id}",
            challenge=challenge.name,
            person=person.no,
            channel="",
            subject=subject,
            text=text,
            due_at=self._due(notice, person),
            created_at=self._ws.instant(),
            expires_at=None if notice.expires is None else milliseconds(notice.expires),
            dates=dates_to(notice.dates),
            notice=item.full_name,
            language=language,
        )
        return wanted_by(message, self._choices.get(person.no, {}), channels)

    def _due(self, notice: Notice, person: PersonRecord) -> int:
        """When it is due, within the hours of its reader."""
        due, now = milliseconds(notice.due), self._ws.instant()
        earliest = self._terms.from_instant(max(due, now), person, self._scored_challenge.challenge.name)
        # What would come too late is due at once, so that the outbox says today why nobody got it.
        waits = earliest > max(due, now) and (
            notice.expires is None or milliseconds(notice.expires) > earliest
        )
        return earliest if waits else due
