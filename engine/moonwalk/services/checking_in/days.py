"""What a participant sets by one tap: the amount of an activity on a day, taken back as easily.

A day's amount is set, never added to: whoever taps twice has logged once. Each tap that changes something is
an entry that supersedes the one before, so nothing that was said is lost.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final, Literal
from zoneinfo import ZoneInfo

from moonwalk.api.amount_words import amount_text, unit_text
from moonwalk.api.cell_numbers import read_amount
from moonwalk.api.language import Catalogue
from moonwalk.api.problems import FieldError
from moonwalk.api.timeline import Status
from moonwalk.api.values import show_amount
from moonwalk.scoring.calendar import moment
from moonwalk.services.checking_in.links import Declined, Visitor, person_behind
from moonwalk.services.closures import check_open
from moonwalk.services.dry_run import PARTICIPANT
from moonwalk.services.errors import Refused
from moonwalk.services.launched import NotScored, launched, outlined
from moonwalk.services.score_cache import Launched
from moonwalk.services.workspace import Workspace
from moonwalk.store import decisions, entries
from moonwalk.store.database import Database, Reader, Transaction
from moonwalk.store.decisions import Decision
from moonwalk.store.entries import Correction, EntryRecord, NewEntry
from moonwalk.store.errors import StoreError
from moonwalk.store.ids import parse_id, show_id
from moonwalk.store.people import PersonRecord

SOURCE: Final = "page"
"""The source of what participants enter by themselves."""

CONSENT: Final = "page consent"
"""The decision by which a participant agrees to what is kept."""

_TEXTS: Final = Catalogue(__name__)
_CHANGED: Final = "changed by the participant"
_UNDONE: Final = "taken back by the participant"
_MOST_LIKELY: Final = 3
_MOST_DAYS: Final = 60
_RECENT: Final = 7
_LONGEST: Final = 40


@dataclass(frozen=True, slots=True)
class SavedAmount:
    """What is saved by the page for an activity on a day: the entry, its amount in words and as typed.

    `undoable` says that it can be taken back by a tap; what was taken back just now cannot again.
    """

    entry: str
    words: str
    typed: str
    undoable: bool


@dataclass(frozen=True, slots=True)
class ActivityDay:
    """An activity on a day: amounts to offer, the likely one first, as typed and in words; what is saved.

    `others` is what came for that day by other ways, such as a watch.
    """

    name: str
    label: str
    about: str
    unit: str
    likely: tuple[tuple[str, str], ...]
    saved: SavedAmount | None
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenDay:
    """A day that can be logged until a moment, and all that is saved for it in words."""

    day: date
    closes: datetime
    saved: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckIn:
    """What a participant may log: one of the open days in full, and all of them, the newest first.

    `today` is the civil day where the person is. `state` says why there is no day, where there is none.
    """

    title: str
    name: str
    today: date
    state: Literal["before", "open", "over"]
    starts: date
    day: OpenDay | None
    activities: tuple[ActivityDay, ...]
    days: tuple[OpenDay, ...]


def check_in(ws: Workspace, visitor: Visitor, day: date | None = None) -> CheckIn:
    """What a participant may log on a day, the newest open one by default; it stores nothing."""
    with ws.database() as db:
        person, launch = person_behind(db, visitor), readable(ws, db, visitor.challenge)
        calendar, today = launch.plan.calendar, today_of(ws, launch, person)
        logged = _current(entries.of_person(db, person.no))
    days = tuple(_open_day(ws, launch, each, logged) for each in open_days(ws, launch, today))
    chosen = next((each for each in days if day is None or each.day == day), None)
    if day is not None and chosen is None:
        raise Declined(_closed())
    before = calendar.starts > today
    return CheckIn(
        title=launch.challenge.title,
        name=person.name,
        today=today,
        state="open" if days else "before" if before else "over",
        starts=calendar.starts,
        day=chosen,
        activities=tuple(_activities(launch, chosen.day, logged)) if chosen else (),
        days=days,
    )


def has_consented(ws: Workspace, visitor: Visitor) -> bool:
    """Whether a participant has agreed to what is kept, in this challenge."""
    with ws.database() as db:
        return _consented(db, visitor)


def consent(ws: Workspace, visitor: Visitor) -> None:
    """Keep that a participant agrees. Agreeing again changes nothing."""
    with ws.database() as db:
        person_behind(db, visitor)
        with db.write() as tx:
            if not _consented(tx, visitor):
                decided = Decision(ws.instant(), PARTICIPANT, CONSENT, visitor.challenge, person=visitor.no)
                decisions.record(tx, decided)


def set_amount(ws: Workspace, visitor: Visitor, activity: str, day: date, amount: str) -> str:
    """Set the amount of an activity on a day as it was tapped or typed; the id of the entry that says so.

    The same amount again changes nothing. Refused for a day that is not open, and before consent.
    """
    with ws.database() as db:
        person, launch = _writer(ws, db, visitor), readable(ws, db, visitor.challenge)
        known = launch.challenge.activities.get(activity)
        if known is None:
            raise Declined(
                _TEXTS.gettext("There is no activity of this name in the challenge. Nothing was changed.")
            )
        if day not in open_days(ws, launch, today_of(ws, launch, person)):
            raise Declined(_closed())
        thousandths = _amount(amount, known.unit)
        check_not_over(ws, db, person, activity, day)
        at = ws.instant()
        with db.write() as tx:
            # Read under the lock: of two taps at once the second one supersedes the first.
            heads = _heads(tx, person.no, activity, day, known.unit)
            if heads and not heads[-1].void and heads[-1].amount == thousandths:
                return show_id(heads[-1].id)
            if heads:
                return _corrected(tx, heads[-1], thousandths, at, _CHANGED)
            said = f"{show_amount(thousandths, known.unit)} {activity}"
            decided = Decision(at, PARTICIPANT, "log", said, person=person.no)
            kind = entries.kind_number(tx, activity, known.unit)
            source = entries.source_number(tx, SOURCE, False)
            row = NewEntry(person.no, day, kind, source, thousandths, at)
            return show_id(entries.log(tx, row, decisions.record(tx, decided)).ids[0])


def take_back(ws: Workspace, visitor: Visitor, entry: str) -> bool:
    """Undo a tap: what was saved before it holds again. Whether anything changed: not the second time.

    Refused where the entry is not one of this person's own taps, or its day is closed.
    """
    with ws.database() as db:
        person, launch = _writer(ws, db, visitor), readable(ws, db, visitor.challenge)
        record = _found(db, entry)
        if record is None or (record.person, record.source) != (person.no, SOURCE):
            raise Declined(_TEXTS.gettext("There is no such entry of yours. Nothing was changed."))
        if record.day not in open_days(ws, launch, today_of(ws, launch, person)):
            raise Declined(_closed())
        check_not_over(ws, db, person, record.activity, record.day)
        at = ws.instant()
        with db.write() as tx:
            record = entries.find(tx, record.id)
            if record is None or not record.current:
                return False
            older = None if record.supersedes is None else entries.find(tx, record.supersedes)
            if older is not None and not older.void:
                _corrected(tx, record, older.amount, at, _UNDONE)
                return True
            about = show_id(record.id)
            decided = Decision(at, PARTICIPANT, "entries void", about, _UNDONE, person=person.no)
            entries.void(tx, record.id, _UNDONE, at, decisions.record(tx, decided))
            return True


def readable(ws: Workspace, db: Database, challenge: str) -> Launched:
    """A challenge as it was launched; without its rules where a plugin keeps it from being read whole.

    What a person says is stored whatever state the plugins are in.
    """
    with suppress(NotScored):
        return launched(ws, db, challenge)
    outline = outlined(ws, db, challenge)
    if outline is None:
        raise Declined(
            _TEXTS.gettext("The challenge cannot be read just now. Nothing was changed. Try again later.")
        )
    return outline


def zone_of(ws: Workspace, launch: Launched, person: PersonRecord) -> str:
    """The zone where a person is: their own, the workspace's, or the challenge's."""
    return person.timezone or ws.settings.timezone or launch.plan.calendar.zone


def today_of(ws: Workspace, launch: Launched, person: PersonRecord) -> date:
    """The civil day where a person is."""
    return ws.now().astimezone(ZoneInfo(zone_of(ws, launch, person))).date()


def _closed() -> str:
    return _TEXTS.gettext(
        "This day cannot be logged: it has not begun, or it is closed. Nothing was changed."
    )


def _writer(ws: Workspace, db: Database, visitor: Visitor) -> PersonRecord:
    person = person_behind(db, visitor)
    if not visitor.may_log:
        raise Declined(_TEXTS.gettext("With this link you can look, and not log. Nothing was changed."))
    check_consented(db, visitor)
    return person


def check_consented(db: Reader, visitor: Visitor) -> None:
    """Declined where a participant has not agreed to what is kept."""
    if not _consented(db, visitor):
        raise Declined(
            _TEXTS.gettext("Before the first entry, read and accept what is kept. Nothing was changed.")
        )


def check_not_over(ws: Workspace, db: Reader, person: PersonRecord, activity: str, day: date) -> None:
    """Declined where a challenge that has the activity was closed with the day in it."""
    try:
        check_open(ws, db, person.no, activity, day)
    except Refused as closed:
        # It tells organisers what they could do about it, which is nothing for participants.
        raise Declined(_closed()) from closed


def _consented(db: Reader, visitor: Visitor) -> bool:
    return decisions.is_there(db, visitor.no, CONSENT, visitor.challenge)


def _found(db: Reader, entry: str) -> EntryRecord | None:
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


def _corrected(tx: Transaction, record: EntryRecord, amount: int, at: int, reason: str) -> str:
    decided = Decision(at, PARTICIPANT, "entries correct", show_id(record.id), reason, person=record.person)
    correction = Correction(reason, at, amount)
    return show_id(entries.correct(tx, record.id, correction, decisions.record(tx, decided)).ids[0])


def _heads(db: Reader, person: int, activity: str, day: date, unit: str) -> list[EntryRecord]:
    """The person's taps for an activity on a day that nothing supersedes; void ones too, the newest last."""
    return [
        record
        for record in entries.of_person(db, person)
        if (record.activity, record.unit, record.day, record.source) == (activity, unit, day, SOURCE)
        and record.superseded_by is None
    ]


def _current(records: tuple[EntryRecord, ...]) -> tuple[EntryRecord, ...]:
    return tuple(record for record in records if record.current)


def open_days(ws: Workspace, launch: Launched, today: date) -> tuple[date, ...]:
    """The days that have begun where the person is and can be logged, the newest first."""
    calendar, now = launch.plan.calendar, ws.instant()
    days = [
        day
        for day, closes in zip(calendar.dates, calendar.closes.tolist(), strict=True)
        if day <= today and closes >= now and calendar.status_on(day) is not Status.OFF
    ]
    return tuple(reversed(days[-_MOST_DAYS:]))


def _open_day(ws: Workspace, launch: Launched, day: date, logged: tuple[EntryRecord, ...]) -> OpenDay:
    calendar = launch.plan.calendar
    closes = moment(int(calendar.closes[calendar.index(day)])).astimezone(ZoneInfo(calendar.zone))
    of_day = [record for record in logged if record.day == day]
    saved = tuple(
        f"{known.label}: {amount_text(record.amount, record.unit)}"
        for known in launch.challenge.activities.values()
        for record in of_day
        if (record.activity, record.unit) == (known.name, known.unit)
    )
    return OpenDay(day, closes, saved)


def _activities(launch: Launched, day: date, logged: tuple[EntryRecord, ...]) -> list[ActivityDay]:
    shown = []
    for known in launch.challenge.activities.values():
        of_it = [record for record in logged if (record.activity, record.unit) == (known.name, known.unit)]
        of_day = [record for record in of_it if record.day == day]
        own = [record for record in of_day if record.source == SOURCE]
        others = tuple(
            f"{amount_text(record.amount, record.unit)} ({record.source})"
            for record in of_day
            if record.source != SOURCE
        )
        saved = _saved(own[-1]) if own else None
        likely = _likely(launch, known.name, day, of_it)
        offered = tuple(
            (_typed(amount), amount_text(amount, known.unit))
            for amount in likely
            if saved is None or _typed(amount) != saved.typed
        )
        unit = unit_text(known.unit)
        shown.append(ActivityDay(known.name, known.label, known.about, unit, offered, saved, others))
    return shown


def _saved(record: EntryRecord) -> SavedAmount:
    words = amount_text(record.amount, record.unit)
    return SavedAmount(show_id(record.id), words, _typed(record.amount), record.reason != _UNDONE)


def _likely(launch: Launched, activity: str, day: date, logged: list[EntryRecord]) -> list[int]:
    """Amounts to offer: what this person logs most often of late, and what a day's goal asks for."""
    recent = Counter(record.amount for record in logged[-_RECENT:] if record.day != day)
    amounts = [amount for amount, _ in recent.most_common(_MOST_LIKELY - 1)]
    calendar = launch.plan.calendar
    week = int(calendar.week[calendar.index(day)])
    known = launch.challenge.activities[activity]
    for goal in launch.plan.goals:
        if goal.reach is not None and goal.each == "day" and goal.activity in (activity, known.counts_as):
            with suppress(KeyError):
                amounts.append(goal.reach.at(week))
    return list(dict.fromkeys(amounts))[:_MOST_LIKELY]


def _typed(amount: int) -> str:
    """An amount as one would type it: `12`, `12.5`."""
    return f"{(Decimal(amount) / 1000).normalize():f}"
