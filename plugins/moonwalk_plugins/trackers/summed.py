"""Tables with many rows for each day, which are added up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, tzinfo
from typing import ClassVar, Literal

from moonwalk.api import FieldError
from moonwalk.api.fields import Quantity, ShortText
from moonwalk.api.files import (
    DateOrder,
    EntryRow,
    Rejected,
    Remark,
    Row,
    Sheet,
    SheetRow,
    Skipped,
    SourceFile,
    clean_name,
    read_sheet,
)
from moonwalk_plugins.trackers.cells import day_of, instant_of, zone_named
from moonwalk_plugins.trackers.measuring import Target, daily_targets, left_out_remarks
from moonwalk_plugins.trackers.tables import Reader, Table, rejected_lines
from moonwalk_plugins.trackers.totals import Totals
from moonwalk_plugins.trackers.workouts import utc_remark


@dataclass(frozen=True, slots=True)
class Run:
    """One file on its way: how its rows are read, and what they count for."""

    reader: Reader
    targets: tuple[Target, ...]
    order: DateOrder | None
    zone: tzinfo


class SummedTable(Table):
    """A table with many rows for each day, which add up to all of it. `device` is the column of devices."""

    whole_days: ClassVar[bool] = True
    device_column: ClassVar[str] = ""

    def read(self, file: SourceFile) -> Iterable[Row]:
        """The total of each day, at the first line that is part of it."""
        person = self.person()
        sheet = read_sheet(file, self.columns, needs=self.needs())
        yield from sheet.remarks
        if not self.signature <= sheet.columns.keys():
            yield from rejected_lines(sheet)
            return
        reader = self.reader(sheet)
        readings = self.readings_of(reader)
        targets = daily_targets(file.measures, readings, self.activity or "")
        yield from left_out_remarks(file.measures, readings, self.activity or "")
        run = Run(reader, targets, self.order_in(sheet), self.zone_of(file))
        yield from self.notes(run)
        totals = self._totals(sheet, run, person)
        entries: dict[int, list[EntryRow]] = {}
        for entry in totals.entries():
            entries.setdefault(entry.line, []).append(entry)
        for line in sheet.lines:
            if not isinstance(line, SheetRow):
                yield line
            elif line.line in entries:
                yield from entries[line.line]
            else:
                yield self._verdict(line, run, totals)

    def zone_of(self, file: SourceFile) -> tzinfo:
        """The zone in which instants have their day. Default: that of the workspace."""
        return zone_named("", file.timezone)

    def notes(self, run: Run) -> Iterator[Remark]:
        """What to say about the whole file. Default: nothing."""
        return iter(())

    def when(self, row: SheetRow, run: Run) -> tuple[date, str]:
        """The day of a row, and the span within which one device stands for all."""
        day = day_of(run.reader.cell(row, self.day), run.order)
        return day, day.isoformat()

    def amounts(self, row: SheetRow, run: Run) -> list[tuple[int, Quantity]]:
        """What a row adds to each target, by its number. Default: what its cells have."""
        amounts = ((at, run.reader.amount(row, target.reading)) for at, target in enumerate(run.targets))
        return [(at, amount) for at, amount in amounts if amount is not None]

    def no_amount(self, row: SheetRow, run: Run) -> str:
        """Why a row adds nothing."""
        kinds = " and ".join(dict.fromkeys(target.reading.kind for target in run.targets))
        return f"The row has no {kinds}."

    def _totals(self, sheet: Sheet, run: Run, person: str) -> Totals:
        totals = Totals(person, run.targets)
        for line in sheet.lines:
            if isinstance(line, SheetRow):
                try:
                    amounts, when = self.amounts(line, run), self.when(line, run)
                except FieldError:
                    # The row is rejected when the lines are gone through for their verdicts.
                    continue
                for amount in amounts:
                    totals.add(line.line, when, self._device(line, run), amount)
        return totals

    def _device(self, row: SheetRow, run: Run) -> str:
        return clean_name(run.reader.cell(row, self.device_column)) if self.device_column else ""

    def _verdict(self, row: SheetRow, run: Run, totals: Totals) -> Rejected | Skipped:
        """Why a row is no entry of its own."""
        try:
            amounts = self.amounts(row, run)
            if not amounts:
                return Skipped(line=row.line, reason=self.no_amount(row, run))
            day, span = self.when(row, run)
        except FieldError as error:
            return Rejected(line=row.line, reason=str(error))
        device = self._device(row, run)
        most = {totals.device(span, target) for target, _ in amounts}
        if device in most:
            return Skipped(line=row.line, reason=f"The row is counted in the total of {day}.")
        return Skipped(
            line=row.line,
            reason=f"On {day}, '{min(most)}' counted more than '{device}', and devices are never added up.",
        )


class InstantTable(SummedTable):
    """Amounts at instants, which the product splits into files by days in UTC.

    The parts of a civil day that lie in two days of UTC, and so perhaps in two files, are entries of their
    own that add up. A newer file's part replaces an older one's.
    """

    whole_days: ClassVar[bool] = False

    stamps: Literal["utc", "local"] = "utc"
    zone: ShortText = ""

    def zone_of(self, file: SourceFile) -> tzinfo:
        """The zone of the option, else that of the workspace."""
        return zone_named(self.zone, file.timezone)

    def notes(self, run: Run) -> Iterator[Remark]:
        """In which zone days were taken."""
        if self.stamps == "utc":
            yield utc_remark(run.zone)

    def when(self, row: SheetRow, run: Run) -> tuple[date, str]:
        """The day where the person is, and the day in UTC."""
        return day_and_span(run.reader.cell(row, self.day), run.order, self.stamps, run.zone)


def day_and_span(
    cell: str, order: DateOrder | None, times: Literal["utc", "local"], zone: tzinfo
) -> tuple[date, str]:
    """The civil day of a time, and the day by which files are split, with a mark that tells it from a day."""
    if times == "local":
        day = day_of(cell, order)
        return day, f"local {day}"
    instant = instant_of(cell, order, UTC)
    return instant.astimezone(zone).date(), f"UTC {instant.date()}"
