"""Entries from a spreadsheet or the answers of a form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import cache
from typing import ClassVar, Literal
from zoneinfo import ZoneInfo

from moonwalk.api import FieldError
from moonwalk.api.fields import Activity, ShortText
from moonwalk.api.files import (
    CellAmount,
    ColumnUse,
    EntryRow,
    Rejected,
    Row,
    Separators,
    SheetRow,
    Skipped,
    Source,
    SourceFile,
    clean_email,
    clean_id,
    clean_name,
    fold,
    is_blank,
    read_amount,
    read_date,
    read_instant,
)
from moonwalk_plugins.sheets.amount_columns import AmountColumn
from moonwalk_plugins.sheets.day_columns import has_day_columns
from moonwalk_plugins.sheets.entry_table import EntryTable, Settled


class Entries(Source):
    """Entries from a table with a header, one entry a row."""

    name: ClassVar[str] = "entries"
    general: ClassVar[bool] = True
    of_one_file: ClassVar[tuple[str, ...]] = ("who",)
    about: ClassVar[str] = (
        "A table (CSV, .xlsx, .ods) of entries: who (id, e-mail or name), a day or the time of an answer, "
        "and an amount of what a challenge measures."
    )

    dates: Literal["day first", "month first"] | None = None
    decimals: Literal["comma", "point"] | None = None
    who: ShortText = ""
    date: ShortText = ""
    amount: ShortText = ""
    what: ShortText = ""
    activity: Activity | None = None
    units: ShortText = ""
    logged: ShortText = ""

    def recognises(self, file: SourceFile) -> bool:
        """Whether the header says who, when and how much."""
        unmeasured = self._table(file, measured=False)
        if not unmeasured.says_who_and_when or has_day_columns(unmeasured.sheet):
            return False
        try:
            return bool(self._table(file).amounts.all)
        except FieldError:
            # Which of two columns is the amount is asked when the file is read.
            return True

    def explain(self, file: SourceFile) -> Iterator[ColumnUse]:
        """What each column was taken for, and what is missing or could be two."""
        try:
            yield from self._table(file).explained()
        except FieldError as error:
            uses = self._table(file, measured=False).explained()
            yield from (use for use in uses if use.header)
            yield ColumnUse(header="", used_as="", why=f"{str(error)[:1].upper()}{str(error)[1:]}.")

    def read(self, file: SourceFile) -> Iterable[Row]:
        """Every entry of the file. Without a column of days, it is the day of logging where the person is."""
        table = self._table(file)
        yield from table.sheet.remarks
        if table.sheet.headers and table.missing:
            raise FieldError(f"it has no column for {table.missing}. Its columns are: {table.shown_headers}")
        yield from table.remarks()
        reader = self._reader(table, _zone(file.timezone))
        for line in table.sheet.lines:
            if isinstance(line, SheetRow):
                yield from reader.read(line)
            else:
                yield line

    def _named(self) -> dict[str, str]:
        options = {
            "who": self.who, "date": self.date, "amount": self.amount, "activity": self.what,
            "unit": self.units, "logged": self.logged,
        }  # fmt: skip
        return {name: text for name, text in options.items() if text}

    def _table(self, file: SourceFile, measured: bool = True) -> EntryTable:
        return EntryTable.of(file, self._named(), self.activity or "", measured)

    def _reader(self, table: EntryTable, zone: tzinfo) -> _Reader:
        settled = table.settle(self.dates, _separators(self.decimals))
        # A column says the same few things again and again.
        return _Reader(
            table=table,
            settled=settled,
            zone=zone,
            day_of=cache(lambda cell: read_date(cell, settled.days)),
            amount_of=cache(lambda cell, at, unit: _amount(cell, settled.separators[at], unit)),
            name_of=cache(lambda cell: "" if is_blank(cell) else clean_name(cell)),
        )


@dataclass(frozen=True, slots=True)
class _Reader:
    """What the whole file has settled about its dates and numbers."""

    table: EntryTable
    settled: Settled
    zone: tzinfo
    day_of: Callable[[str], date]
    amount_of: Callable[[str, int, str], CellAmount]
    name_of: Callable[[str], str]

    def read(self, row: SheetRow) -> Iterator[EntryRow | Rejected | Skipped]:
        """The entries of a row, or why there is none."""
        try:
            activity = self.table.constants.get("activity", "") or self.activity(row)
            columns = self.table.amounts.of_row(activity)
            filled = [column for column in columns if not is_blank(row.cells[column.at])]
            if not columns:
                raise FieldError(f"No column holds amounts of '{activity}'.")
            if not filled:
                cell = clean_name(row.cells[columns[0].at])
                shown = f": '{cell}'" if cell else ""
                yield Skipped(line=row.line, reason=f"The row has no amount{shown}.")
                return
            entries = [self.entry(row, column, activity) for column in filled]
        except FieldError as error:
            yield Rejected(line=row.line, reason=str(error))
            return
        yield from entries

    def entry(self, row: SheetRow, column: AmountColumn, activity: str) -> EntryRow:
        """The entry of a row in one column of amounts; FieldError says what is wrong with it."""
        who = self.who(row)
        unit = self.table.constants.get("unit", "") or self.name_of(self.cell(row, "unit")) or column.unit
        amount = self.amount_of(row.cells[column.at], column.at, unit)
        logged = self.logged(row)
        return EntryRow(
            line=row.line,
            person=who,
            day=self.day(row, logged),
            activity=activity or column.activity,
            unit=amount.unit,
            amount=amount.thousandths,
            logged=logged,
            answer=self.answer(row),
        )

    def cell(self, row: SheetRow, what: str) -> str:
        """The cell of a column; empty where there is no such column."""
        at = self.table.columns.at.get(what)
        return "" if at is None else row.cells[at]

    def activity(self, row: SheetRow) -> str:
        """The activity that a row names. FieldError where it names several, with one amount for all."""
        cell = self.name_of(self.cell(row, "activity"))
        # Forms end each choice with a semicolon.
        choices = [choice for part in cell.split(";") if (choice := part.strip())]
        if len(choices) > 1 and fold(cell) not in self.table.amounts.by_activity:
            raise FieldError(
                f"The row names several activities: {' and '.join(choices)}. "
                "Make it a row for each, with its amount."
            )
        return choices[0] if len(choices) == 1 else cell

    def who(self, row: SheetRow) -> str:
        """The first column that names someone."""
        if constant := self.table.constants.get("who", ""):
            return constant
        several = len(self.table.columns.who) > 1
        for at in self.table.columns.who:
            cell = row.cells[at]
            # A form that anyone may answer says so in the column of addresses.
            if is_blank(cell) or (several and fold(cell) in ("anonymous", "anonym", "anonyme")):
                continue
            if at == self.table.columns.at.get("first"):
                return clean_name(f"{cell} {self.cell(row, 'last')}")
            is_email = self.table.columns.why[at][0] == "who (email)" or "@" in cell
            return clean_email(cell) if is_email else clean_id(cell)
        raise FieldError("The row does not say whose entry it is.")

    def day(self, row: SheetRow, logged: datetime | None) -> date | None:
        """The day that a row names; None where it is the day of its time stamp."""
        cell = self.cell(row, "date")
        if "date" in self.table.columns.at:
            if is_blank(cell):
                raise FieldError("The row has no date.")
            return self.day_of(cell)
        cell = self.cell(row, "logged")
        if is_blank(cell):
            raise FieldError("The row has no date.")
        # A stamp without a time of day is a day.
        return None if logged else read_date(cell, self.settled.stamps)

    def logged(self, row: SheetRow) -> datetime | None:
        """When a row says that it was written down; None where that is no instant."""
        cell = self.cell(row, "logged")
        if is_blank(cell):
            return None
        try:
            return read_instant(cell, self.settled.stamps, self.zone)
        except FieldError:
            # A stamp that could be of several zones matters only where it gives the day.
            if "date" not in self.table.columns.at or not _has_letters(cell):
                raise
            return None

    def answer(self, row: SheetRow) -> str:
        """The number of an answer with the time at which it was begun: other forms count from 1 as well."""
        number = self.cell(row, "answer")
        if is_blank(number):
            return ""
        started = self.cell(row, "started")
        begun = None if is_blank(started) else read_instant(started, self.settled.starts, self.zone)
        return f"{clean_id(number)} {begun:%Y-%m-%dT%H:%M}" if begun else ""


def _amount(cell: str, separators: Separators, unit: str) -> CellAmount:
    """The amount of a cell in the unit that the cell itself names, else in that of its column.

    20 minutes in a column of hours are no whole number of thousandths of an hour, so they stay minutes.
    """
    amount = read_amount(cell, separators, unit)
    as_written = amount
    if unit and (":" in cell or not cell.strip()[-1:].isdecimal()):
        with suppress(FieldError):
            as_written = read_amount(cell, separators)
    return as_written if as_written.unit else amount


def _has_letters(cell: str) -> bool:
    return cell.strip()[-3:].isalpha()


def _zone(name: str) -> tzinfo:
    """The zone in which times without one are read; UTC where none is known."""
    try:
        return ZoneInfo(name)
    except (ValueError, KeyError, OSError):
        return UTC


def _separators(decimals: str | None) -> Separators | None:
    if decimals is None:
        return None
    if decimals == "comma":
        return Separators(comma="decimal", point="thousands")
    return Separators(comma="thousands", point="decimal")
