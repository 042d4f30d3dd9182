"""Team tables: a row for each person, a column for each day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import ClassVar, Final, Literal

from moonwalk.api import FieldError
from moonwalk.api.fields import Activity, ShortText
from moonwalk.api.files import (
    ColumnUse,
    EntryRow,
    Measure,
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
    is_blank,
    read_amount,
    read_date,
    separators_of,
)
from moonwalk_plugins.sheets.amount_columns import converts, counted_unit
from moonwalk_plugins.sheets.entry_columns import is_day
from moonwalk_plugins.sheets.entry_table import EntryTable

_FEWEST_DAYS: Final = 2


def day_columns_of(sheet: Sheet) -> tuple[int, ...]:
    """The positions of the columns whose header is a day."""
    return tuple(at for at, header in enumerate(sheet.headers) if header[:1].isalnum() and is_day(header))


def has_day_columns(sheet: Sheet) -> bool:
    """Whether a table has a column for each of several days."""
    return len(day_columns_of(sheet)) >= _FEWEST_DAYS


class DayColumns(Source):
    """Amounts from a table with a row for each person and a column for each day."""

    name: ClassVar[str] = "day_columns"
    whole_days: ClassVar[bool] = True
    of_one_file: ClassVar[tuple[str, ...]] = ("who",)
    about: ClassVar[str] = (
        "A table (CSV, .xlsx, .ods) with a row for each person and a column for each day, "
        "as step-challenge services give it."
    )

    dates: Literal["day first", "month first"] | None = None
    decimals: Literal["comma", "point"] | None = None
    who: ShortText = ""
    activity: Activity | None = None
    units: ShortText = ""

    def recognises(self, file: SourceFile) -> bool:
        """Whether the header names people and several days."""
        table = EntryTable.of(file, self._named(), measured=False)
        return has_day_columns(table.sheet) and bool(table.columns.who or self.who)

    def explain(self, file: SourceFile) -> Iterator[ColumnUse]:
        """What each column was taken for."""
        table = EntryTable.of(file, self._named(), measured=False)
        days = set(day_columns_of(table.sheet))
        if not has_day_columns(table.sheet):
            return
        for use in table.explained():
            at = table.sheet.headers.index(use.header) if use.header else -1
            if at in days:
                yield ColumnUse(
                    header=use.header, used_as="amount", why="its header is a day", samples=use.samples
                )
            elif at in table.columns.who:
                yield use
            elif use.header:
                yield replace(use, used_as="", why="its header is no day")

    def read(self, file: SourceFile) -> Iterable[Row]:
        """An entry for each day of each row; what a cell does not say is skipped."""
        table = EntryTable.of(file, self._named(), measured=False)
        yield from table.sheet.remarks
        places = day_columns_of(table.sheet)
        if not places or not (table.columns.who or self.who):
            raise FieldError(f"it has no columns of people and days. Its columns are: {table.shown_headers}")
        order = self.dates or date_order_of(table.sheet.headers[at] for at in places)
        days = {at: read_date(table.sheet.headers[at], order) for at in places}
        measure = _measure(file.measures, table.sheet, self.activity or "", self.units)
        yield from _remarks(table, days, measure)
        cells = (row.cells[at] for row in table.sheet.lines if isinstance(row, SheetRow) for at in places)
        separators = _separators(self.decimals) or separators_of(cells)
        for line in table.sheet.lines:
            if isinstance(line, SheetRow):
                yield from _entries(table, line, days, measure, separators)
            else:
                yield line

    def _named(self) -> dict[str, str]:
        return {"who": self.who} if self.who else {}


def _entries(
    table: EntryTable, row: SheetRow, days: Mapping[int, date], measure: Measure, separators: Separators
) -> Iterator[EntryRow | Rejected | Skipped]:
    try:
        person = _person(table, row)
    except FieldError as error:
        yield Rejected(line=row.line, reason=str(error))
        return
    for at, day in days.items():
        cell = row.cells[at]
        if is_blank(cell):
            yield Skipped(line=row.line, reason=f"There is no amount for {day}.")
            continue
        try:
            amount = read_amount(cell, separators, measure.unit)
        except FieldError as error:
            yield Rejected(line=row.line, reason=f"{day}: {error}")
            continue
        yield EntryRow(
            line=row.line,
            person=person,
            day=day,
            activity=measure.activity,
            unit=amount.unit,
            amount=amount.thousandths,
        )


def _person(table: EntryTable, row: SheetRow) -> str:
    if constant := table.constants.get("who", ""):
        return constant
    for at in table.columns.who:
        if not is_blank(row.cells[at]):
            is_email = "@" in row.cells[at]
            return clean_email(row.cells[at]) if is_email else clean_id(row.cells[at])
    raise FieldError("The row does not say whose entries these are.")


def _measure(measures: tuple[Measure, ...], sheet: Sheet, activity: str, unit: str) -> Measure:
    """What the cells count: as an option says, the only thing that is measured, or what a header names.

    FieldError where several things could be meant.
    """
    if activity or unit:
        return Measure(activity=activity, label="", unit=unit)
    own = [measure for measure in measures if measure.own]
    named = [unit for text in sheet.headers if (unit := counted_unit(text, measures))]
    if len(own) == 1:
        return _in_unit(own[0], named[:1])
    fitting = [measure for measure in own if measure.unit in named]
    if len(fitting) == 1:
        return fitting[0]
    names = " or ".join(f"-o activity={measure.activity}" for measure in own) or "-o activity=NAME"
    raise FieldError(f"nothing says what its columns of days count: say {names}")


def _in_unit(measure: Measure, named: Sequence[str]) -> Measure:
    """The only thing that is measured, in the unit of the totals beside the days, where these name one.

    FieldError where that is a unit of something else: the days would be what the first totals are of.
    """
    unit = named[0] if named else measure.unit
    if unit != measure.unit and not converts(unit, measure.unit):
        raise FieldError(
            f"its totals are in {unit}, and not in {measure.unit}. "
            f"If its columns of days are in {measure.unit}, say -o units={measure.unit}"
        )
    return replace(measure, unit=unit)


def _remarks(table: EntryTable, days: Mapping[int, date], measure: Measure) -> Iterator[Remark]:
    first, last = min(days.values()), max(days.values())
    in_unit = f", in {measure.unit}" if measure.unit else ""
    yield Remark(text=f"{len(days)} columns are days, from {first} to {last}{in_unit}.")
    unused = [
        f"'{header}'{_shown(table, at)}"
        for at, header in enumerate(table.sheet.headers)
        if header and at not in days and at not in table.columns.who
    ]
    if unused:
        yield Remark(text=f"Not used: {', '.join(unused)}.")


def _shown(table: EntryTable, at: int) -> str:
    values = [clean_name(value) for value in table.sample(at)[:2]]
    return f" ({', '.join(values)})" if values else ""


def _separators(decimals: str | None) -> Separators | None:
    if decimals is None:
        return None
    comma = decimals == "comma"
    return Separators(comma="decimal" if comma else "thousands", point="thousands" if comma else "decimal")
