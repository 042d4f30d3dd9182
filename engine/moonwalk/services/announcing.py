"""A message that the organiser writes once, to everyone who takes part in a challenge or to some of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from moonwalk.api.language import Catalogue, speaking
from moonwalk.api.notices import PersonInfo
from moonwalk.api.problems import did_you_mean
from moonwalk.definitions import in_language
from moonwalk.definitions.checks.names import LINK
from moonwalk.scoring.facts import NEVER
from moonwalk.services import scores
from moonwalk.services.checking_in.link_messages import (
    NoLinks,
    has_link,
    inert,
    prepare_links,
    private_channels,
)
from moonwalk.services.dry_run import operator, transaction
from moonwalk.services.errors import Refused
from moonwalk.services.launched import NotScored
from moonwalk.services.notice_choices import ANNOUNCEMENT
from moonwalk.services.notice_context import notice_context
from moonwalk.services.reader_terms import put_in_outbox
from moonwalk.services.score_cache import ScoredChallenge
from moonwalk.services.wording import Template
from moonwalk.services.workspace import Workspace
from moonwalk.store import decisions, notice_choices, people
from moonwalk.store.database import Database, Reader, Transaction
from moonwalk.store.decisions import Decision
from moonwalk.store.ids import text_key
from moonwalk.store.notice_choices import wants
from moonwalk.store.outbox import NewMessage

PLACEHOLDERS: Final = ("first_name", "team", "title", LINK)
"""What the text may have in braces."""
LONGEST_SUBJECT: Final = 150
LONGEST_TEXT: Final = 4000
_BRACES: Final = re.compile(r"\{([^{}\s]{1,60})\}")
_TEXTS: Final = Catalogue(__name__)


@dataclass(frozen=True, slots=True)
class Announcement:
    """What is said, and to whom: to all, to a team, or to those with a value in a column of the roster."""

    subject: str
    text: str
    team: str = ""
    where: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class AnnouncementReport:
    """Who gets an announcement: (id, name, subject, text) of each who has not had it yet.

    `had_already` counts those to whom the very same text went before; they do not get it again. `unwanted`
    counts those who chose to get no announcements.
    """

    challenge: str
    messages: tuple[tuple[str, str, str, str], ...]
    had_already: int
    unwanted: int
    channels: tuple[str, ...]
    dry_run: bool


def announce(
    ws: Workspace, name: str, announcement: Announcement, dry_run: bool = False
) -> AnnouncementReport:
    """Put an announcement into the outbox, once for each person and channel, as one decision.

    Refused where nobody would get it, and where its text cannot be sent as it is. A dry run does everything
    and undoes it.
    """
    said, channels = _checked(announcement), ws.channels
    linked = has_link(said.text)
    if linked:
        try:
            channels = private_channels(ws)
        except NoLinks as reason:
            raise Refused(f"Nothing was sent: {reason}") from reason
    with ws.database() as db:
        scored_challenge = _scored(ws, db, name)
        readers = _readers(ws, db, scored_challenge, said)
        if linked and not dry_run:
            prepare_links(ws, db, name, (reader.id for reader in readers))
        with transaction(db, dry_run) as tx:
            readers = tuple(_still_there(tx, readers))
            willing = tuple(_willing(tx, readers, channels))
            messages = tuple(_queued(ws, tx, scored_challenge, said, willing, channels))
            # Where everyone has had it, nothing was decided.
            if messages:
                detail = {"people": len(messages), "sha256": _digest(said)}
                decisions.record(tx, Decision(ws.instant(), operator(), "announce", name, detail=detail))
    return AnnouncementReport(
        challenge=name,
        messages=messages,
        had_already=len(willing) - len(messages),
        unwanted=len(readers) - len(willing),
        channels=channels,
        dry_run=dry_run,
    )


def _still_there(tx: Transaction, readers: Iterable[PersonInfo]) -> Iterator[PersonInfo]:
    """Those whom nobody has erased meanwhile."""
    known = frozenset(people.numbers(tx).ids)
    return (reader for reader in readers if reader.id in known)


def _willing(db: Reader, readers: Iterable[PersonInfo], channels: tuple[str, ...]) -> Iterator[PersonInfo]:
    """Those who want announcements by one of the channels at least."""
    choices, known = notice_choices.of_everyone(db), people.numbers(db)
    numbers = dict(zip(known.ids, known.nos.tolist(), strict=True))
    for reader in readers:
        chosen = choices.get(numbers[reader.id], {})
        if not channels or any(wants(chosen, ANNOUNCEMENT, channel) for channel in channels):
            yield reader


def _checked(announcement: Announcement) -> Announcement:
    subject, text = " ".join(announcement.subject.split()), announcement.text.strip()
    for what, written, most in (("subject", subject, LONGEST_SUBJECT), ("text", text, LONGEST_TEXT)):
        if not written:
            raise Refused(f"The announcement has no {what}. Nothing was sent. Write one.")
        if len(written) > most:
            raise Refused(
                f"The {what} has {len(written):,} characters; at most {most:,} fit. Nothing was sent. "
                "Shorten it."
            )
        if what == "subject" and has_link(written):
            raise Refused("A link is too long for a subject. Nothing was sent. Write {link} into the text.")
        for word in _BRACES.findall(written):
            if word not in PLACEHOLDERS:
                known = ", ".join(f"{{{each}}}" for each in PLACEHOLDERS)
                hint = did_you_mean(word, PLACEHOLDERS) or f" There are: {known}."
                raise Refused(f"There is no placeholder {{{word}}}. Nothing was sent.{hint}")
    return Announcement(subject, text, announcement.team.strip(), announcement.where)


def _scored(ws: Workspace, db: Database, name: str) -> ScoredChallenge:
    try:
        return scores.current(ws, db, name)
    except NotScored as reason:
        raise Refused(f"Nothing was sent: who takes part in '{name}' is not known. {reason}") from reason


def _readers(
    ws: Workspace, db: Reader, scored_challenge: ScoredChallenge, announcement: Announcement
) -> tuple[PersonInfo, ...]:
    """Whom it is for, of those who take part and have not left."""
    now = ws.instant()
    readers = notice_context(db, scored_challenge, now, now, ws.settings).people
    if announcement.team:
        teams = {text_key(person.team): person.team for person in readers if person.team}
        if text_key(announcement.team) not in teams:
            hint = did_you_mean(announcement.team, sorted(teams.values()))
            raise Refused(f"Nobody is in a team '{announcement.team}' now. Nothing was sent.{hint}")
        readers = tuple(each for each in readers if text_key(each.team) == text_key(announcement.team))
    if announcement.where:
        column, value = announcement.where
        ids = _with_value(db, column, value)
        readers = tuple(person for person in readers if person.id in ids)
    if not readers:
        raise Refused("Nobody who takes part is meant by this. Nothing was sent.")
    return readers


def _with_value(db: Reader, column: str, value: str) -> frozenset[str]:
    """The ids of those whom the roster gives a value in a column."""
    known = people.names(db)
    if column not in known:
        hint = did_you_mean(column, sorted(known)) or f" There are: {', '.join(sorted(known)) or 'none'}."
        raise Refused(f"No roster has a column '{column}'. Nothing was sent.{hint}")
    values = people.column(db, column, NEVER)
    numbers = {person for person, has in values.items() if text_key(has) == text_key(value)}
    return frozenset(person.id for person in people.all_people(db) if person.no in numbers)


def _queued(
    ws: Workspace,
    tx: Transaction,
    scored_challenge: ScoredChallenge,
    announcement: Announcement,
    readers: tuple[PersonInfo, ...],
    channels: tuple[str, ...],
) -> Iterator[tuple[str, str, str, str]]:
    """Put it into the outbox; yield what each gets who has not had it before."""
    known = people.numbers(tx)
    numbers = dict(zip(known.ids, known.nos.tolist(), strict=True))
    names = dict(zip(known.ids, known.names, strict=True))
    messages = tuple(_messages(scored_challenge, announcement, readers, numbers, ws.instant()))
    new = put_in_outbox(tx, messages, channels)
    for reader, message in zip(readers, messages, strict=True):
        if message.key in new:
            yield reader.id, names[reader.id], message.subject, message.text


def _messages(
    scored_challenge: ScoredChallenge,
    announcement: Announcement,
    readers: Iterable[PersonInfo],
    numbers: Mapping[str, int],
    now: int,
) -> Iterator[NewMessage]:
    """Yield it as each reader gets it, at an instant (ms), for the channels to come."""
    challenge, key = scored_challenge.challenge, _digest(announcement)[:16]
    subject, text = Template.of(announcement.subject), Template.of(announcement.text)
    for reader in readers:
        values = inert(_values(reader, in_language(challenge, reader.language).title))
        yield NewMessage(
            key=f"{scored_challenge.launch.occasion}/announced {key}/{reader.id}",
            challenge=challenge.name,
            person=numbers[reader.id],
            channel="",
            subject=subject.filled(values),
            text=text.filled(values),
            due_at=now,
            created_at=now,
            notice=ANNOUNCEMENT,
            language=reader.language,
        )


def _values(reader: PersonInfo, title: str) -> Mapping[str, str]:
    return {
        "first_name": reader.first_name or _nameless(reader.language),
        "team": reader.team,
        "title": title,
    }


def _nameless(language: str) -> str:
    with speaking(language):
        return _TEXTS.gettext("there")


def _digest(announcement: Announcement) -> str:
    return sha256(f"{announcement.subject}\n{announcement.text}".encode()).hexdigest()
