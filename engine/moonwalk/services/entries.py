"""Entries one by one: logged, corrected, voided, listed. Each shows what it did to the person's points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from zoneinfo import ZoneInfo

from moonwalk.api.amount_words import amount_text
from moonwalk.api.cell_numbers import read_amount
from moonwalk.api.problems import FieldError
from moonwalk.api.values import Quantity
from moonwalk.services.closures import Closures, check_open
from moonwalk.services.dry_run import operator, transaction
from moonwalk.services.entry_effects import effect_of
from moonwalk.services.entry_preview import EntryPreview, Foreseen
from moonwalk.services.errors import Refused, RefusedForGood
from moonwalk.services.loggable_activities import (
    begun_everywhere,
    is_open,
    loggable,
    outline,
    units_of,
)
from moonwalk.services.lookup import person_of
from moonwalk.services.score_cache import Launched
from moonwalk.services.views import ActivityChoice, LoggedEntry
from moonwalk.services.workspace import Workspace
from moonwalk.store import decisions, entries, people
from moonwalk.store.database import Database, Reader
from moonwalk.store.decisions import Decision
from moonwalk.store.entries import Added, Correction, EntryRecord, NewEntry
from moonwalk.store.ids import parse_id, show_id
from moonwalk.store.people import PersonRecord

MANUAL = "manual"
"""The source of what is typed in."""


@dataclass(frozen=True, slots=True)
class _EntryRequest:
    """What someone wants to log: an activity and its unit, thousandths of the unit, the day."""

    activity: str
    unit: str
    amount: int
    day: date


def activity_choices(ws: Workspace) -> tuple[ActivityChoice, ...]:
    """What can be logged: every activity of the challenges that have been launched and are not over."""
    with ws.database() as db:
        return tuple(
            ActivityChoice(
                launch.record.challenge, activity.name, activity.label, activity.unit, activity.about
            )
            for launch in loggable(ws, db).challenges
            if is_open(ws, launch)
            for activity in launch.challenge.activities.values()
        )


def doubt_about(ws: Workspace, activity: str, amount: str) -> str:
    """Why so much in one entry would count in no open challenge, in a sentence or two; empty where it may."""
    with ws.database() as db:
        known = units_of(db)
        launches = [launch for launch in loggable(ws, db).challenges if is_open(ws, launch)]
    if activity not in known:
        return ""
    unit = known[activity]
    plans = [plan for launch in launches for plan in launch.plan.activities if plan.name == activity]
    limits = [plan.reject_entry_above for plan in plans if plan.reject_entry_above is not None]
    thousandths = _parse(amount, unit)
    if not limits or len(limits) < len(plans) or thousandths <= max(limits):
        return ""
    typed, most = amount_text(thousandths, unit), amount_text(max(limits), unit)
    return f"{typed} would not count: a single entry is refused above {most}. Nothing was saved yet."


def log_entry(ws: Workspace, who: str, amount: str, activity: str, day: date | None = None) -> LoggedEntry:
    """Adds an entry for a person: `12`, `12 minutes`, `0:12` or `0.5 hours` of an activity, today by default.

    The entry is kept whatever its verdict is; the answer says whether it counts, and what it changed.
    """
    with ws.database() as db:
        person = person_of(db, who)
        request = _entry_request(ws, db, amount, activity, day, person)
        _check_begun(ws, db, day, request.activity, person)
        check_open(ws, db, person.no, request.activity, request.day)
        at = ws.instant()
        with db.write() as tx:
            decided = Decision(at, operator(), "log", _request_text(request), person=person.no)
            decision = decisions.record(tx, decided)
            kind = entries.kind_number(tx, request.activity, request.unit)
            source = entries.source_number(tx, MANUAL, False)
            row = NewEntry(person.no, request.day, kind, source, request.amount, at)
            added = entries.log(tx, row, decision)
        return _answer(ws, db, added, person, request.activity, labelled=True)


def correct_entry(
    ws: Workspace, entry: str, reason: str, amount: str | None = None, day: date | None = None
) -> LoggedEntry:
    """Replace an entry with a corrected one, for a reason. The old one stays on record."""
    with ws.database() as db:
        added, person, activity = _corrected(
            ws, db, entry, Correction(reason, ws.instant(), None, day), amount
        )
        return _answer(ws, db, added, person, activity)


def foresee_correction(
    ws: Workspace, entry: str, reason: str, amount: str | None = None, day: date | None = None
) -> Foreseen:
    """What `correct_entry` would do to the person's points and place; nothing is changed.

    Refused where it would be, with the same reason.
    """
    with ws.database() as db:
        old, person = _existing(db, entry)
        preview = EntryPreview.of(ws, db, {person.no: {old.activity}})
        correction = Correction(reason, ws.instant(), None, day)
        _corrected(ws, db, entry, correction, amount, preview)
        return preview.foreseen()


def _corrected(
    ws: Workspace,
    db: Database,
    entry: str,
    correction: Correction,
    amount: str | None,
    preview: EntryPreview | None = None,
) -> tuple[Added, PersonRecord, str]:
    """What was added, for whom, and of which activity. `amount` is as typed; None leaves it.

    With a `preview`, nothing is kept.
    """
    old, person = _existing(db, entry)
    changed = None if amount is None else _parse(amount, old.unit)
    day = correction.day
    _check_begun(ws, db, day, old.activity, person)
    check_open(ws, db, person.no, old.activity, old.day, day or old.day)
    with transaction(db, preview is not None) as tx:
        decided = Decision(
            correction.at, operator(), "entries correct", entry, correction.reason, person=person.no
        )
        correction = replace(correction, amount=changed)
        added = entries.correct(tx, old.id, correction, decisions.record(tx, decided))
        if preview is not None:
            preview.look_at_entry(tx, added.ids[0])
    return added, person, old.activity


def void_entry(ws: Workspace, entry: str, reason: str) -> LoggedEntry:
    """Void an entry, for a reason. It no longer counts anywhere, but stays on record."""
    with ws.database() as db:
        old, person = _existing(db, entry)
        check_open(ws, db, person.no, old.activity, old.day)
        at = ws.instant()
        with db.write() as tx:
            decided = Decision(at, operator(), "entries void", entry, reason, person=person.no)
            added = entries.void(tx, old.id, reason, at, decisions.record(tx, decided))
        return _answer(ws, db, added, person, old.activity)


@dataclass(frozen=True, slots=True)
class VoidedEntries:
    """How many entries were voided, of how many people, and a sentence for each that could not be.

    `foreseen` says of a dry run what would become of these people's points and places.
    """

    entries: int
    people: int
    left_out: tuple[str, ...]
    foreseen: Foreseen = field(default_factory=Foreseen)


def void_entries(ws: Workspace, ids: Sequence[str], reason: str, *, dry_run: bool = False) -> VoidedEntries:
    """Void several entries by one decision, as `void_entry` does one. Refused where none of them can be."""
    with ws.database() as db:
        preview = EntryPreview.of(ws, db, _concerned(db, ids)) if dry_run else None
        with transaction(db, dry_run) as tx:
            standing, left_out = _standing(ws, tx, ids)
            detail, at = {"entries": len(standing)}, ws.instant()
            decision = decisions.record(tx, Decision(at, operator(), "entries void", "", reason, detail))
            for old in standing:
                entries.void(tx, old.id, reason, at, decision)
            if preview is not None:
                preview.look(tx)
        foreseen = Foreseen() if preview is None else preview.foreseen()
    return VoidedEntries(len(standing), len({old.person for old in standing}), left_out, foreseen)


def _concerned(db: Reader, ids: Sequence[str]) -> Mapping[int, set[str]]:
    """The people (numbers) whose entries these are, and the activities of each."""
    concerned: dict[int, set[str]] = {}
    for old, person in (_existing(db, each) for each in ids):
        concerned.setdefault(person.no, set()).add(old.activity)
    return concerned


def _standing(
    ws: Workspace, tx: Reader, ids: Sequence[str]
) -> tuple[tuple[EntryRecord, ...], tuple[str, ...]]:
    """The entries that can be voided, and a sentence for each other one. Refused where there are none."""
    closures, standing, left_out = Closures.read(ws, tx), [], []
    for each in ids:
        old, person = _existing(tx, each)
        closed = closures.reason(person.no, old.activity, old.day)
        if old.void or old.superseded_by is not None or closed:
            before = f"{person.name}, {old.day}: this entry was corrected or voided before."
            left_out.append(closed or before)
        else:
            standing.append(old)
    if not standing:
        raise RefusedForGood(f"Nothing was changed. {' '.join(dict.fromkeys(left_out))}")
    return tuple(standing), tuple(left_out)


def _request_text(request: _EntryRequest) -> str:
    """What is logged, for the record."""
    return f"{Quantity(value=Fraction(request.amount, 1000), unit=request.unit)} {request.activity}"


def _entry_request(
    ws: Workspace, db: Database, amount: str, activity: str, day: date | None, person: PersonRecord
) -> _EntryRequest:
    """What is wanted, worked out from facts and outlines: it must be stored before any plugin is asked."""
    known = units_of(db)
    zone = person.timezone or ws.settings.timezone
    if activity in known and (day or zone):
        # Nothing that only a challenge could tell: its file need not be read twice.
        civil_day = day or ws.now().astimezone(ZoneInfo(zone)).date()
        return _EntryRequest(activity, known[activity], _parse(amount, known[activity]), civil_day)
    outlines = outline(ws, db)
    name = outlines.activity(activity)
    civil_day = day or _today(ws, outlines.challenge_for(db, name, person.no), person)
    return _EntryRequest(name, known[name], _parse(amount, known[name]), civil_day)


def _check_begun(ws: Workspace, db: Database, day: date | None, activity: str, person: PersonRecord) -> None:
    """Refused for a day that has not begun where the person is: nobody can have done anything on it."""
    if day is None or day <= begun_everywhere(ws.now()):
        return
    zone = person.timezone or ws.settings.timezone
    launch = None if zone else outline(ws, db).challenge_for(db, activity, person.no)
    today = _today(ws, launch, person)
    if day > today:
        raise Refused(
            f"{day} has not begun where {person.name} is: it is {today} there. Nothing was changed. "
            "Log it once it has been done."
        )


def _parse(text: str, unit: str) -> int:
    """An amount as typed, in thousandths of the unit."""
    try:
        return read_amount(text, unit=unit).thousandths
    except FieldError as error:
        raise Refused(f"{error} Nothing was changed.") from error


def _existing(db: Reader, entry: str) -> tuple[EntryRecord, PersonRecord]:
    record = entries.find(db, parse_id(entry))
    if record is None:
        raise Refused(f"There is no entry {entry}. Nothing was changed. 'moonwalk entries' lists them.")
    person = people.by_number(db, record.person)
    if person is None:
        raise Refused(f"The person of entry {entry} has been erased. Nothing was changed.")
    return record, person


def _today(ws: Workspace, launch: Launched | None, person: PersonRecord) -> date:
    """The civil day where the person is: in their own zone, the workspace's, or the challenge's."""
    zone = person.timezone or ws.settings.timezone or (launch.plan.calendar.zone if launch else "UTC")
    return ws.now().astimezone(ZoneInfo(zone)).date()


def _answer(
    ws: Workspace, db: Database, added: Added, person: PersonRecord, activity: str, labelled: bool = False
) -> LoggedEntry:
    """What an entry that has been stored is worth. Only now plugins are asked: they cannot lose it."""
    entry, same = added.ids[0], added.same > 0
    launch = loggable(ws, db).challenge_for(db, activity, person.no)
    label = launch.challenge.activities[activity].label if launch and labelled else activity
    record = entries.find(db, entry)
    if record is None:
        raise Refused(f"Entry {show_id(entry)} was erased by another program just now.")
    effect = effect_of(ws, db, launch, person, record, same)
    shown = effect.shown
    return LoggedEntry(
        id=show_id(entry),
        person=person.id,
        name=person.name,
        day=record.day,
        activity=record.activity,
        label=shown.label if shown else label,
        amount=record.amount,
        unit=record.unit,
        already_there=same,
        verdict=shown.verdict if shown else "not scored",
        reason=shown.reason if shown else effect.missing,
        points_before=effect.before,
        points_after=effect.after,
    )


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry. `amount` is in whole units, None where it is not shown.

    `state` is current, superseded by another, or void.
    """

    id: str
    day: date
    person: str
    amount: float | None
    unit: str
    activity: str
    source: str
    state: str
    reason: str


def list_entries(ws: Workspace, who: str | None = None, most: int = 50) -> tuple[EntryRow, ...]:
    """The newest entries of everyone, or of one person by day, the latest first."""
    with ws.database() as db:
        if who is None:
            records = entries.newest(db, most)
        else:
            records = tuple(reversed(entries.of_person(db, person_of(db, who).no)))[:most]
        ids = {person.no: person.id for person in people.all_people(db)}
        return tuple(_row(record, ids) for record in records)


def _row(record: EntryRecord, ids: dict[int, str]) -> EntryRow:
    if record.void:
        state = "void"
    elif record.superseded_by is not None:
        state = f"superseded by {show_id(record.superseded_by)}"
    else:
        state = "current"
    return EntryRow(
        show_id(record.id),
        record.day,
        ids.get(record.person, "?"),
        record.amount / 1000,
        record.unit,
        record.activity,
        record.source,
        state,
        record.reason,
    )
