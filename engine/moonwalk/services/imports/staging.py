"""The first half of an import: every row of the file gets its verdict, and the good ones are staged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

from moonwalk.api.sources import EntryRow, Rejected, Remark, Row, Skipped
from moonwalk.registry import SourceAdapter
from moonwalk.scoring.calendar import milliseconds, moment
from moonwalk.services.closures import Closures
from moonwalk.services.imports.amounts import RowAmounts
from moonwalk.services.loggable_activities import Loggable, begun_everywhere
from moonwalk.services.lookup import known_names
from moonwalk.services.views import RejectedRow
from moonwalk.services.work import Doing
from moonwalk.services.workspace import Workspace
from moonwalk.store import entries, people
from moonwalk.store.database import Database
from moonwalk.store.entry_writer import storable_day
from moonwalk.store.ids import PlainIds, answer_record, stamp_record, text_key
from moonwalk.store.schema import FIRST_DAY, LAST_DAY
from moonwalk.store.staging import StagedRow, Staging

MOST_KEPT: Final = 10_000
"""Rows of a kind that a report holds; the others are only counted."""

Progress = Callable[[Doing, int, int | None], None]
"""Hears what is being done, how many rows are through, and of how many, where that is known."""

_AT_ONCE: Final = 5000
_TWICE_WITHIN: Final = 5 * 60_000
_SHOWN: Final = 5


@dataclass
class RowList:
    """Rows that were not taken: the first of them, and how many there are."""

    most: int = MOST_KEPT
    count: int = 0
    rows: list[RejectedRow] = field(default_factory=list)

    def add(self, line: int, reason: str) -> None:
        """Counts a row, and keeps it while there is room."""
        self.count += 1
        if len(self.rows) < self.most:
            self.rows.append(RejectedRow(line, reason))

    @property
    def more(self) -> int:
        """How many there are beside those that were kept."""
        return self.count - len(self.rows)

    def by_line(self) -> tuple[RejectedRow, ...]:
        """The rows that were kept, by line."""
        return tuple(sorted(self.rows, key=lambda row: row.line))


@dataclass
class Verdicts:
    """What became of the rows of a file that do not land. `first_line` is that of the first row of data."""

    rejected: RowList = field(default_factory=RowList)
    skipped: RowList = field(default_factory=RowList)
    remarks: list[str] = field(default_factory=list)
    first_line: int = 0

    def seen(self, line: int) -> None:
        """Takes note of a line that holds data."""
        if not self.first_line or line < self.first_line:
            self.first_line = line


class RowReader:
    """Turns rows of a source into rows to stage, by what the workspace knows."""

    def __init__(self, ws: Workspace, db: Database, known: Loggable, source: SourceAdapter) -> None:
        self.whole_days = source.whole_days
        self.at = ws.instant()
        self._begun = begun_everywhere(ws.now())
        everyone = people.numbers(db)
        self._directory = known_names(db)
        self._ids = dict(zip(everyone.nos.tolist(), everyone.ids, strict=True))
        self._zones = _Zones(ws, known, people.own_timezones(db))
        self._kinds = {kind.activity: kind for kind in entries.kinds(db)}
        self._amounts = RowAmounts(known)
        self._row_ids = PlainIds(source.name)
        self._days: dict[date, str] = {}
        self._ordinals: dict[str, int] = {}
        self._closures = Closures.read(ws, db)

    def read(self, row: EntryRow) -> StagedRow | str:
        """The row to stage, or why there is none."""
        person = self._directory.get(row.person) or self._directory.get(row.person.strip())
        person = person or self._directory.get(text_key(row.person))
        if person is None:
            return f"there is nobody '{row.person}' on the roster"
        activity, reason = self._amounts.activity(row.activity, row.unit)
        if reason:
            return reason
        amount = self._amounts.thousandths(activity, row.unit, row.amount)
        if amount < 0:
            return f"the amount is too large to be {self._kinds[activity].unit} of one day"
        day = row.day or self._day_of(row.logged, person, activity)
        text = self._days.get(day)
        if text is None:
            text = self._days[day] = storable_day(day)
        if not text:
            return f"the day {day} is none of those that can be stored, {FIRST_DAY} to {LAST_DAY}"
        if day > self._begun and day > self._day_of(None, person, activity):
            return f"the day {day} has not begun yet; import the row again once it has been done"
        closed = self._closures.reason(person, activity, day)
        if closed:
            return closed
        kind = self._kinds[activity]
        stamp = None if row.logged is None else milliseconds(row.logged)
        on_time = self.at if stamp is None or stamp > self.at else stamp
        number = self._row_ids.id_of(self._ids[person], text, (activity, kind.unit), amount, stamp)
        record = None if self.whole_days else _record(person, row, stamp)
        return row.line, number, person, text, kind.no, amount, on_time, stamp, record

    def packed_day(self, row: StagedRow) -> int:
        """Person, day and kind as one number: what a row of a source of whole days speaks of."""
        ordinal = self._ordinals.get(row[3])
        if ordinal is None:
            ordinal = self._ordinals[row[3]] = date.fromisoformat(row[3]).toordinal()
        return row[2] << 36 | ordinal << 12 | row[4]

    def _day_of(self, logged: datetime | None, person: int, activity: str) -> date:
        """The day on which an instant is where the person is."""
        return (logged or moment(self.at)).astimezone(self._zones.of(person, activity)).date()


def _record(person: int, row: EntryRow, stamp: int | None) -> int | None:
    """By what a newer file's row is known to be this one; None where nothing identifies it."""
    if row.answer:
        return answer_record(person, row.answer)
    # Midnight sharp is a date to which a program has added a time, and many rows share it.
    if (
        stamp is None
        or row.logged is None
        or (row.logged.hour, stamp % 60_000, row.logged.minute) == (0, 0, 0)
    ):
        return None
    return stamp_record(person, stamp)


class _Zones:
    """Where people are: in their own zone, else the workspace's, else that of a challenge they log for."""

    def __init__(self, ws: Workspace, known: Loggable, timezones: Mapping[int, str]) -> None:
        self._ws = ws
        self._known = known
        self._timezones = timezones
        self._zones: dict[str, tzinfo] = {}

    def of(self, person: int, activity: str) -> tzinfo:
        """The zone of a person who has logged an activity."""
        name = self._timezones.get(person) or self._ws.settings.timezone or self._of_challenge(activity)
        zone = self._zones.get(name)
        if zone is None:
            zone = self._zones[name] = ZoneInfo(name)
        return zone

    def _of_challenge(self, activity: str) -> str:
        zones = (
            launch.plan.calendar.zone
            for launch in self._known.challenges
            if activity in launch.challenge.activities
        )
        return next(zones, "UTC")


def stage(
    rows: Iterable[Row], reader: RowReader, staging: Staging, verdicts: Verdicts, progress: Progress
) -> None:
    """Gives every row its verdict and stages what is good, however many rows there are."""
    remaining = iter(rows)
    count = 0
    while lot := list(islice(remaining, _AT_ONCE)):
        staged = _judged(lot, reader, verdicts)
        staging.add(staged, [reader.packed_day(row) for row in staged] if reader.whole_days else ())
        count += len(lot)
        progress("read", count, None)
    if reader.whole_days:
        for line, earlier, differs in staging.drop_repeated_days():
            if differs:
                reason = f"this day is already on line {earlier} with another amount; keep one of them"
                verdicts.rejected.add(line, reason)
            else:
                verdicts.skipped.add(line, f"the same day is already on line {earlier}")
    else:
        _remark_on_equal(staging.tell_equal_apart(), verdicts)
        staging.forget_common_records()
        _remark_on_repeated(staging, verdicts)


def _judged(lot: Iterable[Row], reader: RowReader, verdicts: Verdicts) -> list[StagedRow]:
    staged: list[StagedRow] = []
    for row in lot:
        if isinstance(row, EntryRow):
            answer = reader.read(row)
            if isinstance(answer, str):
                verdicts.rejected.add(row.line, answer)
            else:
                staged.append(answer)
            verdicts.seen(row.line)
        elif isinstance(row, Rejected):
            verdicts.rejected.add(row.line, row.reason)
            verdicts.seen(row.line)
        elif isinstance(row, Skipped):
            verdicts.skipped.add(row.line, row.reason)
            verdicts.seen(row.line)
        elif isinstance(row, Remark):
            verdicts.remarks.append(row.text)
    return staged


def _remark_on_equal(lines: Iterable[int], verdicts: Verdicts) -> None:
    """Says where a row is there more than once; each is taken, and may be one too many."""
    count, shown = 0, []
    for line in lines:
        count += 1
        if count <= _SHOWN:
            shown.append(str(line))
    if count:
        more = f" and {count - _SHOWN} more" if count > _SHOWN else ""
        verdicts.remarks.append(
            "Lines that say exactly what an earlier one says, with no time to tell them apart: "
            f"{', '.join(shown)}{more}. All were taken. If something is there twice, void one entry: "
            "moonwalk entries void ID"
        )


def _remark_on_repeated(staging: Staging, verdicts: Verdicts) -> None:
    """Says where somebody seems to have sent a form twice; both answers are taken."""
    count, shown = 0, []
    for earlier, line in staging.entered_twice(_TWICE_WITHIN):
        count += 1
        if count <= _SHOWN:
            shown.append(f"{earlier} and {line}")
    if count:
        more = f" and {count - _SHOWN} more" if count > _SHOWN else ""
        verdicts.remarks.append(
            f"Lines {', '.join(shown)}{more} say the same of the same person and day within five minutes. "
            "All were taken. If an answer was sent twice, void one of the entries: moonwalk entries void ID"
        )
