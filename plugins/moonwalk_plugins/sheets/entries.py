"""Entries from a spreadsheet or the answers of a form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import cache
from typing import ClassVar, Literal
from zoneinfo import ZoneInfo

from moonwalk.api import FieldError
from moonwalk.api.files import (
    CellAmount,
    DateOrder,
    EntryRow,
    Rejected,
    Remark,
    Row,
    Separators,
    Sheet,
    SheetRow,
    Skipped,
    Source,
    SourceFile,
    clean_email,
    clean_id,
    clean_name,
    date_order_of,
    find_columns,
    fold,
    is_blank,
    read_amount,
    read_date,
    read_instant,
    read_sheet,
    separators_of,
)
from moonwalk_plugins.sheets.columns import ENTRIES, header_unit

_WHO = ("who", "id", "email", "name")


class Entries(Source):
    """Entries from a table with a header, one entry a row."""

    name: ClassVar[str] = "entries"
    about: ClassVar[str] = (
        "A table (CSV) of entries with the columns who (id, e-mail or name), date, activity, amount and unit."
    )

    dates: Literal["day first", "month first"] | None = None
    decimals: Literal["comma", "point"] | None = None

    def recognises(self, file: SourceFile) -> bool:
        """Whether the header says who, when and how much."""
        columns = find_columns(file, ENTRIES)
        return bool(columns & set(_WHO)) and bool(columns & {"date", "logged"}) and "amount" in columns

    def read(self, file: SourceFile) -> Iterable[Row]:
        """Every entry of the file. Without a column of days, the day of logging counts."""
        sheet = read_sheet(file, ENTRIES, needs=(_WHO, ("date", "logged"), ("amount",)))
        yield from sheet.remarks
        rivals = _rivals(sheet)
        yield from _remarks(sheet, rivals)
        reader = self._reader(sheet, _zone(file.timezone))
        for line in sheet.lines:
            if not isinstance(line, SheetRow):
                yield line
            elif rivals:
                yield Rejected(
                    line=line.line, reason=f"The amount may be in any of {rivals}. Keep one of these columns."
                )
            else:
                yield reader.read(line)

    def _reader(self, sheet: Sheet, zone: tzinfo) -> _Reader:
        day = "date" if "date" in sheet.columns else "logged"
        order = self.dates or date_order_of(sheet.column(day))
        separators = _separators(self.decimals) or separators_of(sheet.column("amount"))
        # A column says the same few things again and again.
        return _Reader(
            day=day,
            day_of=cache(lambda cell: _day(cell, order)),
            amount_of=cache(lambda cell, unit: read_amount(cell, separators, unit)),
            name_of=cache(lambda cell: "" if is_blank(cell) else clean_name(cell)),
            logged_order=self.dates or date_order_of(sheet.column("logged")),
            zone=zone,
            who=("who", "email", "name") if _is_form(sheet) else _WHO,
            unit=header_unit(sheet.headers[sheet.columns["amount"]]) if "amount" in sheet.columns else "",
        )


@dataclass(frozen=True, slots=True)
class _Reader:
    """What the whole file has settled about its dates and numbers."""

    day: str
    day_of: Callable[[str], date]
    amount_of: Callable[[str, str], CellAmount]
    name_of: Callable[[str], str]
    logged_order: DateOrder | None
    zone: tzinfo
    unit: str
    who: tuple[str, ...]

    def read(self, row: SheetRow) -> EntryRow | Rejected | Skipped:
        """The entry of a row, or why there is none."""
        if is_blank(row["amount"]):
            shown = f": '{clean_name(row['amount'])}'" if row["amount"] else ""
            return Skipped(line=row.line, reason=f"The row has no amount{shown}.")
        try:
            return self.entry(row)
        except FieldError as error:
            return Rejected(line=row.line, reason=str(error))

    def entry(self, row: SheetRow) -> EntryRow:
        """The entry of a row; FieldError says what is wrong with it."""
        who = _who(row, self.who)
        amount = self.amount_of(row["amount"], self.name_of(row["unit"]) or self.unit)
        return EntryRow(
            line=row.line,
            person=who,
            day=self.day_of(row[self.day]),
            activity=self.name_of(row["activity"]),
            unit=amount.unit,
            amount=amount.thousandths,
            logged=self.logged(row),
        )

    def logged(self, row: SheetRow) -> datetime | None:
        """When a row says that it was written down; None where that is no instant."""
        if is_blank(row["logged"]):
            return None
        return read_instant(row["logged"], self.logged_order, self.zone)


def _day(cell: str, order: DateOrder | None) -> date:
    if is_blank(cell):
        raise FieldError("The row has no date.")
    return read_date(cell, order)


def _zone(name: str) -> tzinfo:
    """The zone in which times without one are read; UTC where none is known."""
    try:
        return ZoneInfo(name)
    except (ValueError, KeyError, OSError):
        return UTC


def _who(row: SheetRow, columns: tuple[str, ...]) -> str:
    """The first of these columns that names someone."""
    for column in columns:
        if not is_blank(row[column]):
            if column == "email" or "@" in row[column]:
                return clean_email(row[column])
            return clean_id(row[column])
    raise FieldError("The row does not say whose entry it is.")


def _is_form(sheet: Sheet) -> bool:
    """Whether these are the answers of a form, whose `ID` counts the answers and names nobody."""
    return {"start time", "completion time"} <= {fold(header) for header in sheet.headers}


def _separators(decimals: str | None) -> Separators | None:
    if decimals is None:
        return None
    if decimals == "comma":
        return Separators(comma="decimal", point="thousands")
    return Separators(comma="thousands", point="decimal")


def _rivals(sheet: Sheet) -> str:
    """The columns that could all be the amount, because each names a unit; empty where one is meant."""
    if "amount" not in sheet.columns or not header_unit(sheet.headers[sheet.columns["amount"]]):
        return ""
    columns = [sheet.columns["amount"], *(at for at in sheet.unused if header_unit(sheet.headers[at]))]
    return ", ".join(f"'{sheet.headers[at]}'" for at in sorted(columns)) if len(columns) > 1 else ""


def _remarks(sheet: Sheet, rivals: str) -> Iterator[Remark]:
    unused = ", ".join(f"'{sheet.headers[at]}'" for at in sheet.unused)
    if rivals:
        yield Remark(
            text=f"Nothing was imported: the amount may be in any of {rivals}. Keep one of these columns."
        )
    elif unused:
        yield Remark(text=f"Not used: {unused}.")
    if sheet.columns and "date" not in sheet.columns and "logged" in sheet.columns:
        header = sheet.headers[sheet.columns["logged"]]
        yield Remark(text=f"There is no column of days; the day of '{header}' was used.")
