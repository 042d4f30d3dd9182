"""Tables with a row for each workout."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, tzinfo
from functools import cache
from typing import ClassVar

from moonwalk.api import FieldError
from moonwalk.api.fields import ShortText
from moonwalk.api.files import (
    DateOrder,
    EntryRow,
    Measure,
    Rejected,
    Remark,
    Row,
    SheetRow,
    Skipped,
    SourceFile,
    clean_name,
    is_blank,
    read_instant,
    read_sheet,
)
from moonwalk_plugins.trackers.cells import day_of, instant_of, zone_label, zone_named
from moonwalk_plugins.trackers.measuring import Reading, Target, named_measures, workout_targets
from moonwalk_plugins.trackers.personal import Amounts
from moonwalk_plugins.trackers.tables import Reader, Table, amounts_of, rejected_lines


@dataclass(frozen=True, slots=True)
class _Run:
    """One file on its way: whose it is, the zone of its days, and what its types count for."""

    person: str
    zone: tzinfo
    order: DateOrder | None
    reader: Reader
    targets_of: Callable[[str], tuple[Target, ...] | str]
    starts: Counter[str]

    def answer(self, start: str) -> str:
        """The name of a workout by its start; of several at one time, each gets its own."""
        self.starts[start] += 1
        nth = self.starts[start]
        return start if nth == 1 else f"{start} #{nth}"


class WorkoutTable(Table):
    """A table with a row for each workout.

    Its times say when a workout was, not when the file was handed in, so they do not decide what is late: a
    file that is imported after a week has closed changes nothing in that week, as with a file of days.

    `kind` is the column with the type, and `number` the one by which the product itself knows a workout,
    where it has one. `utc` says that times without a zone are in UTC; otherwise they are local. `zone` is
    the person's time zone, by which an instant has its day.
    """

    kind: ClassVar[str] = "kind"
    number: ClassVar[str] = ""
    utc: ClassVar[bool] = False

    zone: ShortText = ""

    def read(self, file: SourceFile) -> Iterable[Row]:
        """Every workout, as the activity that its type means and in what that activity measures."""
        person, zone = self.person(), zone_named(self.zone, file.timezone)
        check_measures(file.measures, self.activity or "")
        sheet = read_sheet(file, self.columns, needs=self.needs())
        yield from sheet.remarks
        if not self.signature <= sheet.columns.keys():
            yield from rejected_lines(sheet)
            return
        if self.utc:
            yield utc_remark(zone)
        reader = self.reader(sheet)
        targets_of = targets_by_type(file.measures, self.readings_of(reader), self.activity or "")
        run = _Run(person, zone, self.order_in(sheet), reader, targets_of, Counter())
        for line in sheet.lines:
            if isinstance(line, SheetRow):
                yield from self._row(line, run)
            else:
                yield line

    def passed_over(self, row: SheetRow, reader: Reader) -> str:
        """Why a row is no workout; empty for one that is. Default: every row is."""
        return ""

    def type_of(self, row: SheetRow, reader: Reader) -> str:
        """The type of a workout, in the words of the file."""
        return clean_name(reader.cell(row, self.kind))

    def start_in(
        self, row: SheetRow, reader: Reader, order: DateOrder | None, zone: tzinfo
    ) -> tuple[str, date]:
        """The start of a workout, to the minute, as text that names it; and its day."""
        cell = reader.cell(row, self.day)
        if self.utc:
            start = instant_of(cell, order, UTC)
            return start.strftime("%Y-%m-%dT%H:%MZ"), start.astimezone(zone).date()
        day = day_of(cell, order)
        # Spreadsheets leave out the seconds, and the minute is enough to tell workouts apart.
        return instant_or_day(cell, day, order), day

    def reading_of(self, reading: Reading, named: str) -> Reading:
        """How a reading is to be read for this type of workout. Default: as for all."""
        return reading

    def _row(self, row: SheetRow, run: _Run) -> Iterable[EntryRow | Rejected | Skipped]:
        reason = self.passed_over(row, run.reader)
        if reason:
            return [Skipped(line=row.line, reason=reason)]
        try:
            start, day = self.start_in(row, run.reader, run.order, run.zone)
            number = run.reader.cell(row, self.number) if self.number else ""
            answer = clean_name(number) if not is_blank(number) else run.answer(start)
            named = self.type_of(row, run.reader)
            targets = run.targets_of(named)
            if isinstance(targets, str):
                return [Skipped(line=row.line, reason=targets)]
            own = tuple(replace(each, reading=self.reading_of(each.reading, named)) for each in targets)
            amounts = [(target, amount) for target, amount in amounts_of(row, run.reader, own) if amount]
            if not amounts:
                kinds = " and ".join(dict.fromkeys(target.reading.kind for target in targets))
                return [Skipped(line=row.line, reason=f"The workout '{named}' has no {kinds}.")]
            return Amounts(
                person=run.person, line=row.line, day=day, amounts=amounts, answer=answer
            ).entries()
        except FieldError as error:
            return [Rejected(line=row.line, reason=str(error))]


def instant_or_day(cell: str, day: date, order: DateOrder | None) -> str:
    """Local time to the minute as text, or only the day where the cell has no time."""
    instant = read_instant(cell, order, UTC)
    return instant.strftime("%Y-%m-%dT%H:%M") if instant else day.isoformat()


def check_measures(measures: tuple[Measure, ...], activity: str) -> None:
    """FieldError where no challenge measures anything, or none the activity asked for."""
    if not measures:
        raise FieldError("no challenge says what it measures, so no workout can count; launch one first")
    named_measures(measures, activity)


def targets_by_type(
    measures: tuple[Measure, ...], readings: tuple[Reading, ...], activity: str
) -> Callable[[str], tuple[Target, ...] | str]:
    """What each type of workout counts for, or why it counts for nothing; each type is asked about once."""

    @cache
    def targets_of(named: str) -> tuple[Target, ...] | str:
        try:
            return workout_targets(measures, readings, named, activity)
        except FieldError as error:
            return str(error)

    return targets_of


def utc_remark(zone: tzinfo) -> Remark:
    """What to say about days of a file whose times are in UTC."""
    return Remark(
        text=f"Times in the file are in UTC; days were taken as they are in {zone_label(zone)}. "
        "For somebody who is elsewhere: -o zone=NAME, as in -o zone=America/Lima"
    )
