"""Days from a participant's own file or phone, saved: set for their source, never added to what is there."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from moonwalk.api.amount_words import amount_text
from moonwalk.api.language import Catalogue
from moonwalk.scoring.calendar import Calendar
from moonwalk.services.checking_in.days import check_consented, check_not_over, open_days, readable, today_of
from moonwalk.services.checking_in.links import Declined, Visitor, person_behind
from moonwalk.services.checking_in.own_files import OwnDay, OwnFile
from moonwalk.services.dry_run import PARTICIPANT, transaction
from moonwalk.services.errors import Refused
from moonwalk.services.launched import NotScored, launched
from moonwalk.services.why.person import explain_in
from moonwalk.services.workspace import Workspace
from moonwalk.store import decisions, entries
from moonwalk.store.database import Database, Transaction
from moonwalk.store.decisions import Decision
from moonwalk.store.entries import Correction, EntryRecord, NewEntry
from moonwalk.store.ids import show_id
from moonwalk.store.people import PersonRecord

_TEXTS: Final = Catalogue(__name__)
_REPLACED: Final = "their file or phone says so now"
_FINE: Final = ("counted", "baseline")

Became = Literal["new", "changed", "same", "less", "later", "by hand"]
"""What becomes of a day: `less` says that more of it is known, `by hand` that somebody corrected it.

`later` says that it was changed just now and that there is time: what comes then is taken.
"""

_SELDOM: Final = 60 * 60_000
"""Milliseconds between two changes of a day by a phone: every change stays on record for good."""


@dataclass(frozen=True, slots=True)
class SavedDay:
    """A day of an activity, with the amount in words; what became of it, and why it does not count."""

    day: OwnDay
    label: str
    words: str
    became: Became
    reason: str = ""


def save_days(
    ws: Workspace, visitor: Visitor, file: OwnFile, *, by_phone: bool = False, dry_run: bool = False
) -> tuple[SavedDay, ...]:
    """Set what a file says of each day, as one decision. The same file again changes nothing.

    With `by_phone`, less than what the same source said before changes nothing, since phones often send a
    part of a day; nor does more within an hour of the last change, while the day stays open for longer. A day
    that somebody corrected by hand is left as it is. A dry run does all of it and undoes it.
    """
    with ws.database() as db:
        person, launch = person_behind(db, visitor), readable(ws, db, visitor.challenge)
        check_consented(db, visitor)
        known, open_now = launch.challenge.activities, open_days(ws, launch, today_of(ws, launch, person))
        for day in file.days:
            if day.activity not in known or day.day not in open_now or day.amount < 0:
                raise Declined(
                    _TEXTS.gettext("One of these days cannot be logged any more. Send the file again.")
                )
            check_not_over(ws, db, person, day.activity, day.day)
        with transaction(db, dry_run) as tx:
            run = _Run(tx, person, file, ws.instant(), launch.plan.calendar if by_phone else None)
            saved = [(day, *run.set(day, known[day.activity].unit)) for day in file.days]
            reasons = _uncounted(ws, db, visitor, person) if dry_run else {}
    return tuple(
        SavedDay(
            day,
            known[day.activity].label,
            amount_text(day.amount, known[day.activity].unit),
            became,
            reasons.get(entry, ""),
        )
        for day, became, entry in saved
    )


def _uncounted(ws: Workspace, db: Database, visitor: Visitor, person: PersonRecord) -> dict[str, str]:
    """Why entries of a person do not count, by id, as things stand within this transaction."""
    with suppress(NotScored, Refused):
        why = explain_in(ws, db, launched(ws, db, visitor.challenge), person)
        return {entry.id: entry.reason for entry in why.entries if entry.verdict not in _FINE}
    return {}


@dataclass
class _Run:
    """One file on its way into the entries of its person. The decision is recorded where there is one.

    `phone` is the calendar of the challenge where a phone sends by itself.
    """

    tx: Transaction
    person: PersonRecord
    file: OwnFile
    at: int
    phone: Calendar | None
    decision: int = 0
    source: int = 0
    heads: dict[tuple[str, str, date], EntryRecord] = field(init=False)

    def __post_init__(self) -> None:
        # What this source said of each day; void entries too, which say that somebody took it out.
        self.heads = {
            (record.activity, record.unit, record.day): record
            for record in entries.of_person(self.tx, self.person.no)
            if record.source == self.file.source and record.superseded_by is None
        }

    def set(self, day: OwnDay, unit: str) -> tuple[Became, str]:
        """Set a day; what became of it, and the id of the entry that holds."""
        head = self.heads.get((day.activity, unit, day.day))
        if head is None:
            self._begin()
            kind = entries.kind_number(self.tx, day.activity, unit)
            row = NewEntry(self.person.no, day.day, kind, self.source, day.amount, self.at)
            return "new", show_id(entries.log(self.tx, row, self.decision).ids[0])
        if head.supersedes is not None and head.reason != _REPLACED:
            return "by hand", show_id(head.id)
        if head.amount == day.amount:
            return "same", show_id(head.id)
        if self.phone is not None and head.amount > day.amount:
            return "less", show_id(head.id)
        if self.phone is not None and self._comes_again(self.phone, day.day, head):
            return "later", show_id(head.id)
        self._begin()
        correction = Correction(_REPLACED, self.at, day.amount)
        return "changed", show_id(entries.correct(self.tx, head.id, correction, self.decision).ids[0])

    def _comes_again(self, calendar: Calendar, day: date, head: EntryRecord) -> bool:
        """Whether a day was changed just now, and what is sent in an hour is in time as well."""
        closes = int(calendar.closes[calendar.index(day)])
        return self.at - head.logged_at < _SELDOM and closes - self.at > 2 * _SELDOM

    def _begin(self) -> None:
        if not self.decision:
            decided = Decision(self.at, PARTICIPANT, "page days", self.file.source, person=self.person.no)
            self.decision = decisions.record(self.tx, decided)
            self.source = entries.source_number(self.tx, self.file.source, self.file.device)
