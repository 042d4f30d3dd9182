"""Tables with a row for each day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import ClassVar

from moonwalk.api import FieldError
from moonwalk.api.files import (
    DateOrder,
    EntryRow,
    Rejected,
    Remark,
    Row,
    SheetRow,
    Skipped,
    SourceFile,
    read_sheet,
)
from moonwalk_plugins.trackers.cells import day_of
from moonwalk_plugins.trackers.measuring import Target, daily_targets
from moonwalk_plugins.trackers.personal import Amounts
from moonwalk_plugins.trackers.tables import Reader, Table, amounts_of, rejected_lines


class DailyTable(Table):
    """A table with a row for each day, which is all of that day."""

    whole_days: ClassVar[bool] = True

    def read(self, file: SourceFile) -> Iterable[Row]:
        """The amounts of every day that the challenges measure. A day of 0 is an entry of 0."""
        person = self.person()
        sheet = read_sheet(file, self.columns, needs=self.needs())
        yield from sheet.remarks
        if not self.signature <= sheet.columns.keys():
            yield from rejected_lines(sheet)
            return
        reader = self.reader(sheet)
        targets = daily_targets(file.measures, self.readings_of(reader), self.activity or "")
        yield from self.notes(targets)
        order = self.order_in(sheet)
        for line in sheet.lines:
            if isinstance(line, SheetRow):
                yield from self._row(line, reader, targets, order, person)
            else:
                yield line

    def notes(self, targets: tuple[Target, ...]) -> Iterator[Remark]:
        """What to say about the whole file, given what is taken from it. Default: nothing."""
        return iter(())

    def passed_over(self, row: SheetRow, reader: Reader) -> str:
        """Why a row is rightly not counted; empty for one that is. Default: every row is."""
        return ""

    def day_in(self, row: SheetRow, reader: Reader, order: DateOrder | None) -> date:
        """The day of a row; FieldError where it has none."""
        return day_of(reader.cell(row, self.day), order)

    def owner(self, row: SheetRow, reader: Reader, person: str) -> str:
        """Whose the row is. Default: the person that the file is of."""
        return person

    def _row(
        self,
        row: SheetRow,
        reader: Reader,
        targets: tuple[Target, ...],
        order: DateOrder | None,
        person: str,
    ) -> Iterable[EntryRow | Rejected | Skipped]:
        reason = self.passed_over(row, reader)
        if reason:
            return [Skipped(line=row.line, reason=reason)]
        try:
            amounts = amounts_of(row, reader, targets)
            if not amounts:
                kinds = " and ".join(dict.fromkeys(target.reading.kind for target in targets))
                return [Skipped(line=row.line, reason=f"The row has no {kinds}.")]
            day = self.day_in(row, reader, order)
            owner = self.owner(row, reader, person)
            return Amounts(person=owner, line=row.line, day=day, amounts=amounts).entries()
        except FieldError as error:
            return [Rejected(line=row.line, reason=str(error))]
