"""The journal: every decision that was recorded, newest first, in words that organisers may read."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import groupby, islice
from typing import Final

from moonwalk.scoring.calendar import moment
from moonwalk.services.decision_sentences import Background, Sentence
from moonwalk.services.decision_words import entry_id, number_in, sentence
from moonwalk.services.drafts import check_known
from moonwalk.services.dry_run import CAPTAIN
from moonwalk.services.launched import names
from moonwalk.services.loggable_activities import Loggable, outline
from moonwalk.services.lookup import person_of
from moonwalk.services.privacy.readings import activities_seen, check_reveal, may_see, record
from moonwalk.services.undo_history import REDO, UNDO
from moonwalk.services.wording import counted
from moonwalk.services.workspace import Workspace
from moonwalk.store import decision_effects as effects
from moonwalk.store import decisions, disclosures, people
from moonwalk.store.database import Database
from moonwalk.store.decision_effects import MOST_NAMES
from moonwalk.store.decisions import Decision
from moonwalk.store.disclosures import ReadingRecord

_BATCH: Final = 250
"""How many decisions are held at a time, so that a long journal takes no more memory than a short one."""

_ABOUT_ENTRIES: Final = frozenset({"entries correct", "entries void"})
_ABOUT_MESSAGES: Final = frozenset({"outbox retry", "outbox cancel"})
_FOR_MANY: Final = frozenset({"people join", "people leave", "teams draw", "teams put"})
_FROM_THE_PROGRAM: Final = frozenset({"retention", "person changed"})
"""Decisions whose reason is a word of the program, and part of their sentence."""


@dataclass(frozen=True)
class JournalRow:
    """A decision: its id, when in the workspace's zone, by which account, and what in words.

    `did` is its kind. Of many people the first few are named. `hidden` says that what somebody did, and
    the reason with it, is left out.
    """

    id: str
    when: datetime
    by: str
    did: str
    what: str
    challenge: str
    people: tuple[str, ...]
    reason: str
    hidden: bool = False


@dataclass(frozen=True)
class _Dated:
    """A row on its way into the list, with whose entries it shows."""

    at: int
    row: JournalRow
    shows: str = ""


def journal(
    ws: Workspace,
    most: int = 50,
    who: str | None = None,
    challenge: str | None = None,
    *,
    reveal: str | None = None,
    discreet: bool = False,
) -> tuple[JournalRow, ...]:
    """Return the newest decisions and looks at entries: all, or those of a person or a challenge.

    What people did is left out unless a challenge lets organisers see it, or `reveal` gives a reason; a look
    at it is recorded. A `discreet` journal never shows it. Refused for an unknown person or challenge.
    """
    check_reveal(reveal)
    with ws.database() as db, db.read():
        person = None if who is None else person_of(db, who).no
        if challenge is not None:
            check_known(ws, db, challenge)
        reader = _JournalReader(ws, db, person, challenge, reveal, min(most, _BATCH), discreet)
        merged = heapq.merge(reader.looked(), reader.decided(), key=lambda dated: dated.at, reverse=True)
        dated = tuple(islice(merged, most))
    record(ws, {each.shows for each in dated if each.shows}, "journal", reveal)
    return tuple(each.row for each in dated)


def described(ws: Workspace, db: Database, decision: Decision) -> str:
    """A decision in words, as the journal has it, without what organisers may not see."""
    return _JournalReader(ws, db, None, None, None, 1).in_words(decision)


@dataclass
class _JournalReader:
    """One reading of the journal, for a person and a challenge if they are named."""

    ws: Workspace
    db: Database
    person: int | None
    challenge: str | None
    reveal: str | None
    size: int
    discreet: bool = False
    _seen_in: dict[str, bool] = field(default_factory=dict)
    _challenges: dict[tuple[str, int], str] = field(default_factory=dict)

    def in_words(self, decision: Decision) -> str:
        """One decision in words."""
        return sentence(decision, self._background((decision,))).text

    def decided(self) -> Iterator[_Dated]:
        """Every decision that was asked for, newest first."""
        before: int | None = None
        while batch := decisions.before(self.db, before, self.size, self.person):
            background = self._background(batch)
            for decision in batch:
                words = sentence(decision, background)
                if self._is_asked_for(words):
                    yield self._dated(decision, words)
            before = batch[-1].no

    def looked(self) -> Iterator[_Dated]:
        """Every look at the entries of people that was asked for, newest first."""
        readings = disclosures.newest_readings(self.db, self.person)
        # A look at many people is recorded for each of them.
        for reading, group in groupby(readings, lambda each: _look(each[1])):
            numbers, whom = zip(*((no, each.person) for no, each in group), strict=True)
            at, by, what, why = reading
            challenge = next((name for name in self._names if name in what.split()), "")
            if self.challenge in (None, challenge):
                few = whom[:MOST_NAMES]
                whose = counted(len(whom), "person", "people") if few[1:] else self._named(few)[0]
                text = f"Looked at the entries of {whose} (moonwalk {what})."
                words = Sentence(text, challenge, few)
                row = self._row(f"r{numbers[-1]}", at, by, "look", words, why)
                yield _Dated(at, row)

    def _dated(self, decision: Decision, words: Sentence) -> _Dated:
        hides_reason = words.hidden and decision.did in (*_ABOUT_ENTRIES, UNDO, REDO)
        reason = "" if hides_reason or decision.did in _FROM_THE_PROGRAM else decision.why
        row = self._row(str(decision.no), decision.at, self._decider(decision), decision.did, words, reason)
        shows = self._ids.get(words.people[0], "") if words.shown and words.people else ""
        return _Dated(decision.at, row, shows)

    def _decider(self, decision: Decision) -> str:
        """Who decided; of a captain the name, as long as it is known."""
        name = self._all_names.get(decision.detail.get("captain", 0)) if decision.who == CAPTAIN else None
        return decision.who if name is None else f"{decision.who}, {name}"

    def _row(self, number: str, at: int, by: str, did: str, words: Sentence, reason: str) -> JournalRow:
        challenge = words.challenge
        if words.activity and words.people:
            challenge = self._challenge_of(words.activity, words.people[0])
        return JournalRow(
            id=number,
            when=moment(at).astimezone(self.ws.zone),
            by=by,
            did=did,
            what=words.text,
            challenge=challenge,
            people=self._named(words.people),
            reason=reason,
            hidden=words.hidden,
        )

    def _is_asked_for(self, words: Sentence) -> bool:
        if self.challenge is None or words.challenge == self.challenge:
            return True
        if words.import_no is not None:
            return effects.brought_any(self.db, words.import_no, self._activities)
        return words.activity in self._activities

    def _background(self, batch: Sequence[Decision]) -> Background:
        db = self.db
        entry_ids = [entry_id(each) or 0 for each in batch if each.did in _ABOUT_ENTRIES]
        undone = [number_in(each) for each in batch if each.did == "imports undo"]
        messages = [number_in(each) for each in batch if each.did in _ABOUT_MESSAGES]
        many = [each for each in batch if each.did in _FOR_MANY and each.person is None]
        return Background(
            names=self._all_names,
            entries=effects.entries_logged(db, [each for each in batch if each.did == "log"]),
            older=effects.entries_before(db, entry_ids),
            memberships=effects.memberships_of(db, batch),
            placed={each.no: effects.people_placed(db, each) for each in many},
            pauses=effects.pauses_of(db, batch),
            imports=effects.imports_begun(db, batch),
            imported=effects.imports_numbered(db, undone),
            messages=effects.messages_numbered(db, messages),
            label=self._label,
            shows_activity=lambda activity: bool(self.reveal) or activity in self._activities_seen,
            shows_targets=self._shows_targets,
        )

    def _named(self, numbers: Sequence[int]) -> tuple[str, ...]:
        return tuple(self._all_names[no] for no in numbers if no in self._all_names)

    def _shows_targets(self, challenge: str) -> bool:
        if challenge not in self._seen_in:
            # A launch may have been withdrawn since, and with it what organisers may see.
            launched = challenge in self._names
            allowed = launched and not self.discreet and may_see(self.ws, challenge)
            self._seen_in[challenge] = bool(self.reveal) or allowed
        return self._seen_in[challenge]

    def _challenge_of(self, activity: str, person: int) -> str:
        """The challenge that an entry is shown in: the person's, where several have the activity."""
        key = activity, person
        if key not in self._challenges:
            launch = self._known.challenge_for(self.db, activity, person)
            self._challenges[key] = launch.record.challenge if launch else ""
        return self._challenges[key]

    def _label(self, activity: str) -> str:
        return self._labels.get(activity, activity)

    @cached_property
    def _known(self) -> Loggable:
        return outline(self.ws, self.db)

    @cached_property
    def _labels(self) -> dict[str, str]:
        return {
            activity.name: activity.label
            for launch in reversed(self._known.challenges)
            for activity in launch.challenge.activities.values()
        }

    @cached_property
    def _activities(self) -> frozenset[str]:
        """The activities of the challenge that was asked for."""
        return frozenset(
            activity
            for launch in self._known.challenges
            if launch.record.challenge == self.challenge
            for activity in launch.challenge.activities
        )

    @cached_property
    def _activities_seen(self) -> frozenset[str]:
        return frozenset() if self.discreet else activities_seen(self.ws)

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return names(self.db)

    @cached_property
    def _everyone(self) -> tuple[people.PersonRecord, ...]:
        return people.all_people(self.db)

    @cached_property
    def _all_names(self) -> dict[int, str]:
        return {person.no: person.name for person in self._everyone}

    @cached_property
    def _ids(self) -> dict[int, str]:
        return {person.no: person.id for person in self._everyone}


def _look(reading: ReadingRecord) -> tuple[int, str, str, str]:
    return reading.at, reading.who, reading.what, reading.why
