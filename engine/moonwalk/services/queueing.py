"""What is due to be said: each notice goes into the outbox once for each person and channel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
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
from moonwalk.services.notice_context import NoticeWording, due_at, languages_of, notice_context
from moonwalk.services.notice_readers import context_for
from moonwalk.services.reader_terms import ReaderTerms
from moonwalk.services.score_cache import ScoredChallenge
from moonwalk.services.translated import scored_in
from moonwalk.services.work import tell
from moonwalk.services.workspace import Workspace
from moonwalk.store import decisions, notice_choices, outbox, people
from moonwalk.store.database import Database, Transaction
from moonwalk.store.notice_choices import wants
from moonwalk.store.outbox import NewMessage

MOST_UNASKED: Final = 50
"""So many messages of a challenge go out without being approved."""


_AT_ONCE: Final = 400
"""Messages that are written at a time, so that never all of them are in memory."""


@dataclass(frozen=True, slots=True)
class Queued:
    """How many messages of a challenge were put in, and whether they wait until somebody approves them.

    `messages` are those of a dry run, which undoes them. `too_late` counts what was due to somebody since the
    last tick, and is of no use any more.
    """

    challenge: str
    number: int = 0
    held: bool = False
    messages: tuple[NewMessage, ...] = ()
    too_late: int = 0


@dataclass(frozen=True, slots=True)
class _Due:
    """What one notice of a challenge says to whom, the channels by which it may go, what it says too late."""

    item: NoticeItem
    trigger: TriggerAdapter
    notices: tuple[Notice, ...]
    channels: tuple[str, ...]
    too_late: int


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
    # Asked before anything is written: nobody else could write while a trigger takes its time.
    due, failures = _due(ws, db, scored_challenge, (since, now), dry_run)
    put_in, number = list[NewMessage](), 0
    with transaction(db, dry_run) as tx:
        most, held = _most_unasked(tx, name), False
        # Reading who everyone is takes as long as asking a notice, and most ticks have nothing to say.
        has_notices = any(each.notices for each in due)
        for messages in _batches(_Letters(ws, tx, scored_challenge, now), due) if has_notices else ():
            new = outbox.enqueue_all(tx, messages, held=held)
            number += len(new)
            tell("written", number)
            if dry_run or not (held or most is None):
                put_in += new
            if not held and most is not None and number > most:
                held = True
                outbox.hold(tx, (message.key for message in put_in))
        # A trigger that failed is asked again about the same time; what the others told is known by its key.
        if not failures:
            outbox.advance(tx, name, until)
    problems += failures
    too_late = sum(each.too_late for each in due)
    return Queued(name, number, held, tuple(put_in) if dry_run else (), too_late)


def _due(
    ws: Workspace, db: Database, scored_challenge: ScoredChallenge, span: tuple[int, int], dry_run: bool
) -> tuple[list[_Due], list[str]]:
    """What each notice of a challenge says between two instants (ms), and why others say nothing."""
    challenge = scored_challenge.challenge
    due, failures = list[_Due](), list[str]()
    translations = _Translations(ws, db, scored_challenge, span)
    # What it says about everyone is worked out once, however many notices look at it.
    context: NoticeContext | None = None
    for item in challenge.notices:
        try:
            trigger = ws.plugins.trigger(item.full_name).configured(item.config)
            if context is None:
                context = notice_context(db, scored_challenge, *span, ws.settings)
            every = _notices(ws, db, scored_challenge, item, trigger, context)
            # Of use until a later millisecond than this one.
            first = moment(span[1] + 1)
            in_time = tuple(notice for notice in every if notice.expires is None or notice.expires >= first)
            notices = translations.of(item, trigger, in_time)
            channels = channels_for(ws, db, challenge.name, item, trigger, notices, dry_run)
            due.append(_Due(item, trigger, notices, channels, len(every) - len(in_time)))
        except (PluginFailure, RuleFailed, NotScored, NoLinks) as failure:
            failures.append(f"{item.place}: {failure}")
    return due, failures


@dataclass
class _Translations:
    """Words notices for those who read a challenge in another language than its own.

    What is due to whom is the same in all of them, so a trigger is asked once more for each language.
    """

    ws: Workspace
    db: Database
    scored_challenge: ScoredChallenge
    span: tuple[int, int]
    contexts: dict[str, NoticeContext] = field(default_factory=dict)

    def of(
        self, item: NoticeItem, trigger: TriggerAdapter, notices: tuple[Notice, ...]
    ) -> tuple[Notice, ...]:
        """The notices of a trigger, each in the language of its reader. As `_notices` raises."""
        readers = {notice.person for notice in notices}
        codes = {code for person, code in self._languages.items() if person in readers}
        worded: dict[tuple[str, str], Notice] = {}
        for code in sorted(codes):
            scored_challenge = scored_in(self.scored_challenge, code)
            if scored_challenge is self.scored_challenge:
                continue
            if code not in self.contexts:
                self.contexts[code] = notice_context(self.db, scored_challenge, *self.span, self.ws.settings)
            for notice in _notices(self.ws, self.db, scored_challenge, item, trigger, self.contexts[code]):
                if self._languages.get(notice.person) == code:
                    worded.setdefault((notice.person, notice.key), notice)
        return tuple(worded.get((notice.person, notice.key), notice) for notice in notices)

    @cached_property
    def _languages(self) -> Mapping[str, str]:
        challenge = self.scored_challenge.challenge
        return languages_of(self.db, challenge) if challenge.texts else {}


def _batches(letters: _Letters, due: Sequence[_Due]) -> Iterator[Sequence[NewMessage]]:
    """Yield the messages of all notices in their order, some at a time."""
    messages = (message for each in due for message in letters.of(each))
    while some := tuple(islice(messages, _AT_ONCE)):
        yield some


def _since(
    ws: Workspace, db: Database, scored_challenge: ScoredChallenge, dry_run: bool, problems: list[str]
) -> int:
    """The instant (ms) from which on it was not yet said what fell due in a challenge."""
    name, launched_at = scored_challenge.challenge.name, scored_challenge.launch.launched_at
    mark = outbox.last(db, name) or 0
    if mark - ws.instant() > _TOLERANCE:
        if not dry_run:
            # Back to the launch, since the mark before is not known. What was sent is known by its key.
            with db.write() as tx:
                outbox.set_back(tx, name, launched_at)
        problems.append(_healed(name, mark))
        mark = launched_at
    return max(mark, launched_at)


def _most_unasked(tx: Transaction, name: str) -> int | None:
    """So many messages of a challenge may be put in without waiting until somebody approves them.

    None for any number: once a batch of it was approved, or as many have gone out before, nobody is asked
    again.
    """
    if any(made.about == name for made in decisions.of_kinds(tx, APPROVED)):
        return None
    if name in outbox.held(tx):
        return 0
    return MOST_UNASKED if outbox.delivered_of(tx, name) <= MOST_UNASKED else None


APPROVED: Final = "outbox approve"
"""The decision that lets the messages of a challenge go."""


_TOLERANCE: Final = 300_000
"""A clock that is set right may go back by so many ms; that is made up for by waiting."""


def _healed(name: str, mark: int) -> str:
    """What to say where the mark of a tick that was run while the clock was ahead is set back."""
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
    # What others see of teams is published when a week closes, so what a notice says of them is no secret.
    context = context_for(ws, db, scored_challenge, context, item, trigger)
    return tuple(trigger.notices(context, due_at(item, trigger)))


class _Letters:
    """What people get, as it goes into the outbox within one transaction at an instant (ms)."""

    def __init__(self, ws: Workspace, tx: Transaction, scored_challenge: ScoredChallenge, now: int) -> None:
        self._challenge, self._occasion = scored_challenge.challenge, scored_challenge.launch.occasion
        self._now, self._terms = now, ReaderTerms(ws, tx)
        self._languages = languages_of(tx, scored_challenge.challenge)
        self._choices = notice_choices.of_everyone(tx)
        known = people.numbers(tx)
        self._numbers, self._zones = (
            dict(zip(known.ids, known.nos.tolist(), strict=True)),
            people.own_timezones(tx),
        )

    def of(self, due: _Due) -> Iterator[NewMessage]:
        """Yield the messages of a notice: one for each reader and channel by which they want it."""
        wordings: dict[str, NoticeWording] = {}
        kind = due.item.full_name
        for notice in due.notices:
            person = self._numbers.get(notice.person)
            if person is None:
                continue
            timezone = self._zones.get(person, "")
            language = self._languages.get(notice.person, self._challenge.language)
            if language not in wordings:
                wordings[language] = NoticeWording.of(self._challenge, due.item, due.trigger, language)
            subject, text = wordings[language].filled(notice)
            expires_at = None if notice.expires is None else milliseconds(notice.expires)
            due_at, dates = self._due_at(notice, expires_at, timezone), dates_to(notice.dates)
            choices = self._choices.get(person)
            for channel in due.channels:
                if choices is None or wants(choices, kind, channel):
                    yield NewMessage(
                        key=f"{self._occasion}/{notice.key}/{notice.person}/{channel}",
                        challenge=self._challenge.name,
                        person=person,
                        channel=channel,
                        subject=subject,
                        text=text,
                        due_at=due_at,
                        created_at=self._now,
                        expires_at=expires_at,
                        dates=dates,
                        notice=kind,
                        language=language,
                    )

    def _due_at(self, notice: Notice, expires_at: int | None, timezone: str) -> int:
        """The instant (ms) at which it is due, within the hours of its reader."""
        due = milliseconds(notice.due)
        begins = max(due, self._now)
        earliest = self._terms.from_instant(begins, timezone, self._challenge.name)
        # What would come too late is due at once, so that the outbox says today why nobody got it.
        waits = earliest > begins and (expires_at is None or expires_at > earliest)
        return earliest if waits else due
