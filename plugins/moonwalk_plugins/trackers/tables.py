"""Tables of trackers: where their columns stand, and the exact amounts in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from itertools import islice
from typing import ClassVar, Final, Literal

from moonwalk.api.fields import Quantity
from moonwalk.api.files import (
    ColumnUse,
    DateOrder,
    Rejected,
    Separators,
    Sheet,
    SheetRow,
    Skipped,
    SourceFile,
    date_order_of,
    is_blank,
    read_sheet,
    separators_of,
)
from moonwalk_plugins.trackers.cells import read_quantity, thousandths_in
from moonwalk_plugins.trackers.measuring import Kind, Reading, Target, kind_of
from moonwalk_plugins.trackers.personal import Personal

_SAMPLES: Final = 3


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the amounts of rows, knowing where the columns stand and what their numbers settle."""

    places: Mapping[str, int]
    separators: Mapping[str, Separators | None]
    missing: frozenset[str] = frozenset()

    def cell(self, row: SheetRow, name: str) -> str:
        """The cell of a column; empty where the file has no such column."""
        at = self.places.get(name)
        return "" if at is None else row.cells[at]

    def amount(self, row: SheetRow, reading: Reading) -> Quantity | None:
        """The amount of a reading, exact; None where its cells are blank. FieldError for a wrong cell."""
        cells = {name: self.cell(row, name) for name in reading.columns}
        filled = [name for name, cell in cells.items() if not is_blank(cell) and cell not in self.missing]
        amounts = (read_quantity(cells[name], reading.unit, self.separators.get(name)) for name in filled)
        if not reading.add:
            nothing = None
            for amount in amounts:
                if amount.value:
                    return amount
                nothing = amount
            return nothing
        parts = list(amounts)
        if not parts:
            return None
        return Quantity(value=sum((part.value for part in parts[1:]), parts[0].value), unit=parts[0].unit)

    def has(self, reading: Reading) -> bool:
        """Whether the file has a column of a reading."""
        return any(name in self.places for name in reading.columns)


class Table(Personal):
    """A table of one person. `readings` are the amounts of its rows, `day` the column that says when.

    `order` is the one that dates of the format have; `missing` what cells without a value hold.
    """

    readings: ClassVar[tuple[Reading, ...]] = ()
    day: ClassVar[str] = "day"
    order: ClassVar[DateOrder | None] = None
    missing: ClassVar[frozenset[str]] = frozenset()

    dates: Literal["day first", "month first"] | None = None
    decimals: Literal["comma", "point"] | None = None

    def places(self, sheet: Sheet) -> dict[str, int]:
        """Where each column stands. Default: as the header names them."""
        return dict(sheet.columns)

    def readings_of(self, reader: Reader) -> tuple[Reading, ...]:
        """The readings that the file has columns for."""
        return tuple(reading for reading in self.readings if reader.has(reading))

    def reader(self, sheet: Sheet) -> Reader:
        """What reads the rows of this sheet."""
        places = self.places(sheet)
        separators: dict[str, Separators | None] = {}
        for reading in self.readings_of(Reader(places, {})):
            for name in reading.columns:
                if name in places:
                    known = separators_of(column_of(sheet, places[name])) if reading.local else None
                    separators[name] = self.marks() or known
        return Reader(places, separators, self.missing)

    def marks(self) -> Separators | None:
        """What commas and points mean, where the organiser has said so."""
        if self.decimals is None:
            return None
        if self.decimals == "comma":
            return Separators(comma="decimal", point="thousands")
        return Separators(comma="thousands", point="decimal")

    def order_in(self, sheet: Sheet) -> DateOrder | None:
        """Whether days or months come first: as asked for, by the format, or by what the column settles."""
        at = self.places(sheet).get(self.day)
        if at is None:
            return self.dates or self.order
        return self.dates or self.order or date_order_of(column_of(sheet, at))

    def explain(self, file: SourceFile) -> Iterator[ColumnUse]:
        """What each column is taken for; nothing where the file is not of this format."""
        sheet = read_sheet(file, self.columns)
        if not self.signature <= sheet.columns.keys():
            return
        # What commas mean does not matter here, and it takes the whole file to tell.
        reader = Reader(self.places(sheet), {})
        wanted = {kind_of(measure) for measure in file.measures}
        kinds = {name: each for each in reversed(self.readings_of(reader)) for name in each.columns}
        names = {at: name for name, at in reader.places.items()}
        first = [line.cells for line in islice(sheet.lines, _SAMPLES) if isinstance(line, SheetRow)]
        for at, header in enumerate(sheet.headers):
            if not header:
                continue
            used_as, why = self._use(names.get(at, ""), kinds, wanted)
            samples = tuple(cells[at] for cells in first)
            yield ColumnUse(header=header, used_as=used_as, why=why, samples=samples)

    def _use(self, name: str, readings: Mapping[str, Reading], wanted: Set[Kind | None]) -> tuple[str, str]:
        """What a column is used as, and why."""
        reading = readings.get(name)
        if reading is None:
            known = {self.day: "day", "kind": "type of workout", "number": "number of the workout"}
            return (known[name], f"{self.name} calls it so") if name in known else ("", "not needed")
        what = f"{reading.kind} in {reading.unit}"
        if reading.kind in wanted:
            return f"amount, {what}", f"a challenge measures {reading.kind}"
        return "", f"{what}, which no challenge measures"

    def needs(self) -> tuple[tuple[str, ...], ...]:
        """The columns without which the table cannot be read."""
        return tuple((name,) for name in sorted(self.signature))


def column_of(sheet: Sheet, at: int) -> Iterator[str]:
    """All cells of a column by its position, for what only a whole column can settle."""
    return (line.cells[at] for line in sheet.lines if isinstance(line, SheetRow))


def amounts_of(row: SheetRow, reader: Reader, targets: tuple[Target, ...]) -> list[tuple[Target, int]]:
    """What a row has of each target, in thousandths of its unit; none for blank cells."""
    amounts = ((target, reader.amount(row, target.reading)) for target in targets)
    return [(target, thousandths_in(amount, target.unit)) for target, amount in amounts if amount is not None]


def rejected_lines(sheet: Sheet) -> Iterator[Rejected | Skipped]:
    """The lines of a sheet that lacks a column it needs: none of them is a row."""
    return (line for line in sheet.lines if not isinstance(line, SheetRow))
