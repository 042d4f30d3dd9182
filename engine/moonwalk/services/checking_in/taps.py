"""What is set by one tap: the amount of an activity on a day, taken back as easily.

A day's amount is set, never added to: whoever taps twice has logged once. Each tap that changes something is
an entry that supersedes the one before, so nothing that was said is lost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from moonwalk.api.cell_numbers import read_amount
from moonwalk.api.language import Catalogue
from moonwalk.api.problems import FieldError
from moonwalk.api.values import show_amount
from moonwalk.services.checking_in.days import (
    BY_CAPTAIN,
    SOURCE,
    UNDONE,
    check_consented,
    check_not_over,
    day_closed,
    open_days,
    readable,
    today_of,
)
from moonwalk.services.checking_in.links import Declined, Visitor, person_behind
from moonwalk.services.dry_run import PARTICIPANT
from moonwalk.services.score_cache import Launched
from moonwalk.services.workspace import Workspace
from moonwalk.store import decisions, entries
from moonwalk.store.database import Database, Reader, Transaction
from moonwalk.store.decisions import Decision
from moonwalk.store.entries import Correction, EntryRecord, NewEntry
from moonwalk.store.errors import StoreError
from moonwalk.store.ids import parse_id, show_id
from moonwalk.store.people import PersonRecord

_TEXTS: Final = Catalogue(__name__)
_CHANGED: Final = "changed by the participant"
_LONGEST: Final = 40


@dataclass(frozen=True, slots=True)
class Hand:
    """By whose hand entries are set: who decides, from which source they come, and with which reasons.

    `detail` is kept with each decision.
    """

    who: str = PARTICIPANT
    source: str = SOURCE
    changed: str = _CHANGED
    undone: str = UNDONE
    detail: Mapping[str, Any] = field(default_factory=dict)


OWN: Final = Hand()


def set_amount(ws: Workspace, visitor: Visitor, activity: str, day: date, amount: str) -> str:
    """Set the amount of an activity on a day as it was tapped or typed; the id of the entry that says so.

    The same amount again changes nothing. Refused for a day that is not open, and before consent.
    """
    with ws.database() as db:
        person, launch = _writer(db, visitor), readable(ws, db, visitor.challenge)
        days = open_days(ws, launch, today_of(ws, launch, person))
        return set_by(ws, db, OWN, Logging(person, launch, days), activity, day, amount)


def take_back(ws: Workspace, visitor: Visitor, entry: str) -> bool:
    """Undo a tap: what was saved before it holds again. Whether anything changed: not the second time.

    What a captain logged for this person can be taken back, too. Refused where the entry is neither, or its
    day is closed.
    """
    with ws.database() as db:
        person, launch = _writer(db, visitor), readable(ws, db, visitor.challenge)
        days = open_days(ws, launch, today_of(ws, launch, person))
        return take_back_by(ws, db, OWN, Logging(person, launch, days), entry, (SOURCE, BY_CAPTAIN))


@dataclass(frozen=True, slots=True)
class Logging:
    """For whom something is logged, in which challenge, and the days that can be logged for them now."""

    person: PersonRecord
    launch: Launched
    days: Sequence[date]


def set_by(
    ws: Workspace, db: Database, hand: Hand, logging: Logging, activity: str, day: date, amount: str
) -> str:
    """Set the amount of an activity on one of the days of somebody; the id of the entry that says so."""
    person, known = logging.person, logging.launch.challenge.activities.get(activity)
    if known is None:
        raise Declined(
            _TEXTS.gettext("There is no activity of this name in the challenge. Nothing was changed.")
        )
    if day not in logging.days:
        raise Declined(day_closed())
    thousandths = _amount(amount, known.unit)
    check_not_over(ws, db, person, activity, day)
    at = ws.instant()
    with db.write() as tx:
        # Read under the lock: of two taps at once the second one supersedes the first.
        heads = _heads(tx, person.no, activity, day, known.unit, hand.source)
        if heads and not heads[-1].void and heads[-1].amount == thousandths:
            return show_id(heads[-1].id)
        if heads:
            return _corrected(tx, hand, heads[-1], thousandths, at, hand.changed)
        said = f"{show_amount(thousandths, known.unit)} {activity}"
        decided = Decision(at, hand.who, "log", said, detail=hand.detail, person=person.no)
        kind = entries.kind_number(tx, activity, known.unit)
        source = entries.source_number(tx, hand.source, False)
        row = NewEntry(person.no, day, kind, source, thousandths, at)
        return show_id(entries.log(tx, row, decisions.record(tx, decided)).ids[0])


def take_back_by(
    ws: Workspace, db: Database, hand: Hand, logging: Logging, entry: str, sources: Sequence[str]
) -> bool:
    """Undo an entry of somebody that came from one of some sources; whether anything changed."""
    person, record = logging.person, _entry_of(db, entry)
    if record is None or record.person != person.no or record.source not in sources:
        raise Declined(_TEXTS.gettext("There is no such entry of yours. Nothing was changed."))
    if record.day not in logging.days:
        raise Declined(day_closed())
    check_not_over(ws, db, person, record.activity, record.day)
    at = ws.instant()
    with db.write() as tx:
        record = entries.find(tx, record.id)
        if record is None or not record.current:
            return False
        older = None if record.supersedes is None else entries.find(tx, record.supersedes)
        if older is not None and not older.void:
            _corrected(tx, hand, record, older.amount, at, hand.undone)
            return True
        about = show_id(record.id)
        decided = Decision(
            at, hand.who, "entries void", about, hand.undone, detail=hand.detail, person=person.no
        )
        entries.void(tx, record.id, hand.undone, at, decisions.record(tx, decided))
        return True


def _writer(db: Database, visitor: Visitor) -> PersonRecord:
    person = person_behind(db, visitor)
    if not visitor.may_log:
        raise Declined(_TEXTS.gettext("With this link you can look, and not log. Nothing was changed."))
    check_consented(db, visitor)
    return person


def _entry_of(db: Reader, entry: str) -> EntryRecord | None:
    """The entry with an id as it is shown; None where there is none, or it is no id."""
    try:
        return entries.find(db, parse_id(entry))
    except StoreError:
        return None


def _amount(text: str, unit: str) -> int:
    """An amount as typed, in thousandths."""
    if len(text) > _LONGEST:
        raise Declined(
            _TEXTS.gettext("That is too long for an amount. Nothing was changed. Write for example 12.")
        )
    try:
        return read_amount(text, unit=unit).thousandths
    except FieldError as error:
        unread = _TEXTS.gettext("'{text}' is no amount that can be read here. Nothing was changed. Write: 12")
        raise Declined(unread.format(text=text)) from error


def _corrected(tx: Transaction, hand: Hand, record: EntryRecord, amount: int, at: int, reason: str) -> str:
    decided = Decision(
        at, hand.who, "entries correct", show_id(record.id), reason, detail=hand.detail, person=record.person
    )
    correction = Correction(reason, at, amount)
    return show_id(entries.correct(tx, record.id, correction, decisions.record(tx, decided)).ids[0])


def _heads(db: Reader, person: int, activity: str, day: date, unit: str, source: str) -> list[EntryRecord]:
    """The person's entries of a source for an activity on a day that nothing supersedes, the newest last.

    Void ones are among them.
    """
    return [
        record
        for record in entries.of_person(db, person)
        if (record.activity, record.unit, record.day, record.source) == (activity, unit, day, source)
        and record.superseded_by is None
    ]
