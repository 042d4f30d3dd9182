"""Days out of a participant's own file, or sent by their phone: read by the sources that imports use, judged.

The file is read once, in memory, and not kept. What it says of a day takes the place of what the same source
said before; nothing is added up across files. Only days that are open are taken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from time import monotonic
from typing import Final
from zoneinfo import ZoneInfo

from moonwalk.api.language import Catalogue
from moonwalk.api.sources import EntryRow, Measure, Rejected, SourceFile
from moonwalk.registry import PluginFailure, SourceAdapter, UnreadableFile
from moonwalk.services.checking_in.days import as_written, check_consented, open_days, today_of, zone_of
from moonwalk.services.checking_in.links import Declined, Visitor, person_behind
from moonwalk.services.errors import Refused
from moonwalk.services.imports.amounts import RowAmounts
from moonwalk.services.loggable_activities import Loggable
from moonwalk.services.lookup import known_names
from moonwalk.services.recognition import recognised_source
from moonwalk.services.score_cache import Launched
from moonwalk.services.workspace import Workspace
from moonwalk.store.database import Database
from moonwalk.store.ids import text_key
from moonwalk.store.people import PersonRecord

_TEXTS: Final = Catalogue(__name__)
_WHOSE: Final = "who"
"""The option by which a source of one person's files is told whose they are."""

_MOST_SECONDS: Final = 20.0
"""For one file: whoever reads it keeps a processor from others."""


@dataclass(frozen=True, slots=True)
class OwnDay:
    """What a file says of an activity on a day, in thousandths of the activity's unit."""

    activity: str
    day: date
    amount: int


@dataclass(frozen=True, slots=True)
class OwnFile:
    """What a file has for its person: days that can be logged, and why others are left out, each counted.

    `source` is what read it, and `device` whether that measures.
    """

    source: str
    device: bool
    days: tuple[OwnDay, ...]
    left_out: tuple[tuple[str, int], ...]


def read_own_file(ws: Workspace, visitor: Visitor, name: str, data: bytes) -> OwnFile:
    """Read a file for a participant. Declined where it is none that can be read, or has nothing for them."""
    with ws.database() as db:
        person, launch = person_behind(db, visitor), as_written(ws, db, visitor.challenge)
        check_consented(db, visitor)
        file = SourceFile(
            name=name[-100:],
            content=data,
            timezone=zone_of(ws, launch, person),
            measures=_measures(launch),
        )
        adapter = _adapter(ws, file)
        reading = _Reading(ws, db, launch, person, adapter, _takes_whose(adapter))
        return reading.judged(reading.rows(file))


@dataclass
class _Reading:
    """One file on its way to days."""

    ws: Workspace
    db: Database
    launch: Launched
    person: PersonRecord
    adapter: SourceAdapter
    is_personal: bool

    def rows(self, file: SourceFile) -> Iterator[EntryRow | Rejected]:
        """The rows of the file, as far as they come in time. Declined where it cannot be read to its end."""
        try:
            try:
                yield from self._read(file)
            except UnreadableFile:
                if not self.is_personal:
                    raise
                # It may be of several people, whom it names.
                self.is_personal = False
                yield from self._read(file)
        except UnreadableFile as reason:
            text = _TEXTS.gettext("This file cannot be used: {reason}. Nothing was changed.")
            first = reason.__context__ if isinstance(reason.__context__, UnreadableFile) else reason
            raise Declined(text.format(reason=_without_options(str(first)).rstrip("."))) from reason
        except PluginFailure as failure:
            raise Declined(
                _TEXTS.gettext("This file cannot be read just now. Nothing was changed. Try again later.")
            ) from failure

    def _read(self, file: SourceFile) -> Iterator[EntryRow | Rejected]:
        began = monotonic()
        options = {_WHOSE: self.person.id} if self.is_personal else {}
        for row in self.adapter.configured(options).read(file):
            if monotonic() - began > _MOST_SECONDS:
                raise Declined(_TEXTS.gettext("Reading this file takes too long. Nothing was changed."))
            if isinstance(row, EntryRow | Rejected):
                yield row

    def judged(self, rows: Iterator[EntryRow | Rejected]) -> OwnFile:
        """The days of the file that can be logged, added up, and the others counted by the reason."""
        amounts = RowAmounts(_loggable(self.launch))
        directory = known_names(self.db)
        zone = ZoneInfo(zone_of(self.ws, self.launch, self.person))
        days: Counter[tuple[str, date]] = Counter()
        left_out: Counter[str] = Counter()
        open_now = frozenset(open_days(self.ws, self.launch, today_of(self.ws, self.launch, self.person)))
        for row in rows:
            if isinstance(row, Rejected):
                left_out[_TEXTS.gettext("it could not be read")] += 1
                continue
            if not self.is_personal and directory.get(row.person) != self.person.no:
                left_out[_TEXTS.gettext("it is about somebody else")] += 1
                continue
            activity, problem = amounts.activity(row.activity, row.unit)
            day = row.day or (row.logged.astimezone(zone).date() if row.logged else None)
            if problem or day is None:
                left_out[_TEXTS.gettext("the challenge does not measure it")] += 1
            elif day not in open_now:
                left_out[self._why_not(day)] += 1
            else:
                days[activity, day] += max(amounts.thousandths(activity, row.unit, row.amount), 0)
        return OwnFile(
            source=f"{self.adapter.name} by page",
            device=self.adapter.device,
            days=tuple(OwnDay(*key, amount) for key, amount in sorted(days.items(), key=_newest_first)),
            left_out=tuple(left_out.most_common()),
        )

    def _why_not(self, day: date) -> str:
        calendar = self.launch.plan.calendar
        if day < calendar.starts:
            return _TEXTS.gettext("it was before the first day")
        if day > calendar.ends:
            return _TEXTS.gettext("it is after the last day")
        if day > today_of(self.ws, self.launch, self.person):
            return _TEXTS.gettext("the day has not begun")
        return _TEXTS.gettext("the day is closed")


def _newest_first(item: tuple[tuple[str, date], int]) -> tuple[int, str]:
    (activity, day), _ = item
    return -day.toordinal(), activity


# Files name activities as the challenge does, whatever language their owner reads.
def _measures(launch: Launched) -> tuple[Measure, ...]:
    return tuple(
        Measure(activity=known.name, label=known.label, unit=known.unit, own=not known.counts_as)
        for known in launch.challenge.activities.values()
    )


def _loggable(launch: Launched) -> Loggable:
    """What can be logged, of this challenge alone."""
    activities = launch.challenge.activities.values()
    return Loggable(
        units={activity.name: activity.unit for activity in activities},
        labels={text_key(activity.label): activity.name for activity in activities},
        challenges=(launch,),
        running=(launch,),
    )


def _takes_whose(adapter: SourceAdapter) -> bool:
    return any(shape.key == _WHOSE for shape in adapter.shapes)


def _adapter(ws: Workspace, file: SourceFile) -> SourceAdapter:
    """The source that reads a file. Declined where none of those for devices does."""
    try:
        adapter = recognised_source(ws, file, None, "entries").adapter
    except Refused as reason:
        raise Declined(_unknown()) from reason
    if not adapter.device:
        raise Declined(_unknown())
    return adapter


def _without_options(reason: str) -> str:
    """Why a file cannot be read, without what only the command line can do about it."""
    parts = reason.split("; ")
    return "; ".join(part for part in parts if "-o " not in part) or parts[0]


def _unknown() -> str:
    return _TEXTS.gettext("This is none of the files that can be read here. Nothing was changed.")


def readable_files(ws: Workspace) -> tuple[str, ...]:
    """The files that participants may send, each by what it is and how it is recognised."""
    sources = ws.plugins.sources().values()
    return tuple(sorted(each.about for each in sources if each.brings == "entries" and each.device))


def packed(days: Sequence[OwnDay]) -> str:
    """Days in few letters, to be sent with a form; `unpacked` reads them."""
    return ";".join(f"{day.activity}={day.day.toordinal()}={day.amount}" for day in days)


def unpacked(text: str) -> tuple[OwnDay, ...]:
    """The days that `packed` wrote. Declined for anything else."""
    try:
        parts = [part.split("=") for part in text.split(";") if part]
        return tuple(
            OwnDay(activity, date.fromordinal(int(day)), int(amount)) for activity, day, amount in parts
        )
    except (ValueError, OverflowError):
        raise Declined(_TEXTS.gettext("This is no form of this page. Nothing was changed.")) from None
