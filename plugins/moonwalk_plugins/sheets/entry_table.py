"""A table of entries: what its columns are taken for, why, and what they settle about dates and numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType
from typing import Final

from moonwalk.api.files import (
    ColumnUse,
    DateOrder,
    Measure,
    Remark,
    Separators,
    Sheet,
    SheetRow,
    SourceFile,
    clean_name,
    date_order_of,
    fold,
    is_blank,
    read_sheet,
    separators_of,
)
from moonwalk_plugins.sheets.amount_columns import AmountColumns, Fit, amount_columns
from moonwalk_plugins.sheets.entry_columns import HEADERS, EntryColumns, entry_columns

_SAMPLES: Final = 20
_LOOKED_THROUGH: Final = 5000
_SHOWN: Final = 3
# What helps to find the row of headers; which of them is the amount is decided by what is measured.
_FINDING: Final = MappingProxyType(
    {**HEADERS, "amount": ("amount", "menge", "quantité", "steps", "schritte", "minutes", "minuten", "km")}
)


@dataclass(frozen=True, slots=True)
class Settled:
    """What the whole file settles: the order of day and month by column, and separators by position."""

    days: DateOrder | None
    stamps: DateOrder | None
    starts: DateOrder | None
    separators: Mapping[int, Separators]


@dataclass(frozen=True, slots=True)
class EntryTable:
    """A table of entries with the meaning of its columns. `constants` hold for every row."""

    sheet: Sheet
    samples: tuple[SheetRow, ...]
    columns: EntryColumns
    amounts: AmountColumns
    constants: Mapping[str, str]
    measures: tuple[Measure, ...]

    @classmethod
    def of(
        cls, file: SourceFile, named: Mapping[str, str], activity: str = "", measured: bool = True
    ) -> EntryTable:
        """The table in a file; `named` are the columns, or what holds for every row, as an organiser says.

        `activity` is that of every row, if an organiser says so.
        Columns of amounts are looked for where it is `measured`. FieldError where two could be the amount,
        or one that is named does not exist.
        """
        sheet = read_sheet(file, _FINDING)
        # A file may consist of blank or broken lines, and every source looks at every file.
        rows = (line for line in islice(sheet.lines, _LOOKED_THROUGH) if isinstance(line, SheetRow))
        samples = tuple(islice(rows, _SAMPLES))
        folded = {fold(header) for header in sheet.headers}
        constants = {
            what: text for what, text in named.items() if what in ("who", "unit") and fold(text) not in folded
        }
        if activity:
            constants["activity"] = activity
        headers = {what: text for what, text in named.items() if what not in (*constants, "amount")}
        columns = entry_columns(sheet.headers, [row.cells for row in samples], headers)
        free = {
            at: header
            for at, header in enumerate(sheet.headers)
            if header and at not in columns.used and _may_be_amounts([row.cells[at] for row in samples])
        }
        if amount := named.get("amount", ""):
            free = {at: header for at, header in enumerate(sheet.headers) if header}
        amounts = amount_columns(free, file.measures, amount) if measured else AmountColumns({}, ())
        return cls(sheet, samples, columns, amounts, constants, file.measures)

    @property
    def shown_headers(self) -> str:
        """The header, for messages."""
        return ", ".join(f"'{header}'" for header in self.sheet.headers if header)[:400]

    @property
    def says_who_and_when(self) -> bool:
        """Whether columns or options say whose entries these are, and columns on which day."""
        return bool(self.columns.who or "who" in self.constants) and bool(
            {"date", "logged"} & self.columns.at.keys()
        )

    @property
    def missing(self) -> str:
        """What no column says, for a message; empty where nothing is missing."""
        lacks = []
        if not self.columns.who and "who" not in self.constants:
            lacks.append("who (-o who=...)")
        if not {"date", "logged"} & self.columns.at.keys():
            lacks.append("the day (-o date=...)")
        if not self.amounts.all:
            units = " or ".join(dict.fromkeys(measure.unit for measure in self.measures))
            measured = f" in {units}" if units else ""
            lacks.append(f"an amount{measured}, which the challenges measure (-o amount=...)")
        return " and ".join(lacks)

    def settle(self, order: DateOrder | None, separators: Separators | None) -> Settled:
        """What the cells of whole columns settle, or the options say; reads the table once."""
        dates = {
            what: at for what in ("date", "logged", "started") if (at := self.columns.at.get(what, -1)) >= 0
        }
        amounts = [column.at for column in self.amounts.all]
        days: dict[str, set[str]] = {what: set() for what in dates}
        numbers: dict[int, set[str]] = {at: set() for at in amounts}
        if order is None or separators is None:
            for line in self.sheet.lines:
                if not isinstance(line, SheetRow):
                    continue
                for what, at in dates.items():
                    # Only what is before the time of day; a day that begins with its year settles nothing.
                    if line.cells[at][4:5] != "-":
                        days[what].add(line.cells[at].partition(" ")[0])
                for at in amounts:
                    if not line.cells[at].isdigit():
                        numbers[at].add(line.cells[at])
        orders = {what: order or date_order_of(cells) for what, cells in days.items()}
        return Settled(
            days=orders.get("date"),
            stamps=orders.get("logged"),
            starts=orders.get("started"),
            separators={at: separators or separators_of(cells) for at, cells in numbers.items()},
        )

    def remarks(self) -> Iterator[Remark]:
        """What an organiser should know about how the columns were read."""
        for column in self.amounts.all:
            if column.fit is Fit.DIMENSION:
                unit = f"in {column.unit}" if column.unit else "in the unit of the activity"
                unit += f", as '{column.activity}'" if column.activity else ""
                yield Remark(text=f"'{column.header}' names no unit; its numbers were read {unit}.")
            elif column.fit is Fit.QUALIFIED_UNIT:
                what = f" of '{column.activity}'" if column.activity else ""
                yield Remark(text=f"'{column.header}' was taken for the {column.unit}{what}.")
        used = self.columns.used | {column.at for column in self.amounts.all}
        unused = [at for at, header in enumerate(self.sheet.headers) if header and at not in used]
        if unused:
            shown = ", ".join(f"'{self.sheet.headers[at]}'{self._shown_samples(at)}" for at in unused)
            yield Remark(text=f"Not used: {shown}.")
        if "date" not in self.columns.at and "logged" in self.columns.at:
            header = self.sheet.headers[self.columns.at["logged"]]
            yield Remark(text=f"There is no column of days; the day of '{header}' was used.")

    def _shown_samples(self, at: int) -> str:
        values = list(dict.fromkeys(self.sample(at)))[:2]
        return f" ({', '.join(values)})" if values else ""

    def sample(self, at: int) -> list[str]:
        """The first values of a column."""
        cells = [clean_name(row.cells[at]) for row in self.samples]
        return [cell for cell in cells if not is_blank(cell)][:_SHOWN]

    def explained(self) -> Iterator[ColumnUse]:
        """Each column with what it was taken for and why, then what is missing."""
        amounts = {column.at: column for column in self.amounts.all}
        for at, header in enumerate(self.sheet.headers):
            if not header:
                continue
            used_as, why = self.columns.why.get(at, ("", "nothing here asks for it"))
            if column := amounts.get(at):
                used_as = " ".join(part for part in ("amount", column.unit, column.activity) if part)
                why = column.why
            yield ColumnUse(header=header, used_as=used_as, why=why, samples=tuple(self.sample(at)))
        if self.missing:
            yield ColumnUse(header="", used_as="", why=f"There is no column for {self.missing}.")


def _may_be_amounts(cells: Sequence[str]) -> bool:
    """Whether the first cells of a column could be amounts: some have digits, or all are blank."""
    filled = [cell for cell in cells if not is_blank(cell)]
    return not filled or any(letter.isdigit() for cell in filled for letter in cell)
