"""A delimited text file as a table: every line behind the header becomes a row, rejected or skipped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from moonwalk.api.cells import fold
from moonwalk.api.decoding import decode
from moonwalk.api.headers import (
    DELIMITER_NAMES,
    HEADER_WITHIN,
    Columns,
    Header,
    find_header,
    has_words,
    trouble_with,
)
from moonwalk.api.records import Record, fits, lines_of, records_of
from moonwalk.api.sources import Rejected, Remark, Skipped, SourceFile

_BLANK_LINE: Final = "The line is blank."
_EMPTY: Final = "The file is empty: there is nothing to read."
_START: Final = 1 << 16
_TOTALS: Final = re.compile(
    "totals?|grand total|sub ?total|sum|overall|(gesamt|zwischen)?summe|gesamt|somme|sous total|total general"
)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row. `row["date"]` is the cell of a known column, empty where the file has no such column."""

    line: int
    cells: tuple[str, ...]
    columns: Mapping[str, int]

    def __getitem__(self, name: str) -> str:
        at = self.columns.get(name)
        return "" if at is None else self.cells[at]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table. `lines` has every line of data in order: a row, or why it is none."""

    headers: tuple[str, ...]
    columns: Mapping[str, int]
    lines: tuple[SheetRow | Rejected | Skipped, ...]
    remarks: tuple[Remark, ...] = ()

    @property
    def rows(self) -> tuple[SheetRow, ...]:
        """The lines that can be read."""
        return tuple(line for line in self.lines if isinstance(line, SheetRow))

    def column(self, name: str) -> Iterator[str]:
        """The cells of a known column, for what only the whole column can settle."""
        return (
            (row[name] for row in self.lines if isinstance(row, SheetRow))
            if name in self.columns
            else iter(())
        )

    @property
    def unused(self) -> tuple[int, ...]:
        """The positions of the named columns that no known name claims."""
        used = set(self.columns.values())
        return tuple(at for at, header in enumerate(self.headers) if header and at not in used)


def find_columns(file: SourceFile, columns: Columns) -> frozenset[str]:
    """The known columns that a file's header has; for a source that asks whether a file is its own."""
    start = file.data[:_START]
    if len(file.data) > _START:
        start = start.rpartition(b"\n")[0] or start
    header = find_header(lines_of(decode(start).text), columns)
    return frozenset(header.columns) if header else frozenset()


def read_table(file: SourceFile, columns: Columns, needs: Sequence[Sequence[str]] = ()) -> Sheet:
    """A table by its header, which stands within the first ten rows.

    Each of `needs` lists columns of which one must be there; otherwise every line is rejected and a remark
    says why. Never raises, whatever the bytes: rows, rejected and skipped lines are together all lines
    behind the header.
    """
    decoded = decode(file.data)
    lines = lines_of(decoded.text)
    header = find_header(lines, columns)
    remarks = [decoded.remark] if decoded.remark else []
    if header is None:
        return _headless(list(records_of(lines, ",")), remarks)
    if header.titled:
        remarks.append(f"The header stands on line {header.record.line}; what is above it was left out.")
    trouble = trouble_with(header, columns, needs)
    if trouble:
        remarks.append(trouble)
    # The first column of a file says the same few things again and again.
    is_total = cache(_is_total)
    rows = [
        _line(record, header, is_total, trouble=trouble, lossy=decoded.lossy)
        for record in records_of(lines, header.delimiter, header.record.last_line, header.width)
    ]
    return Sheet(header.names, header.columns, tuple(rows), tuple(map(Remark, remarks)))


def _headless(records: Sequence[Record], remarks: Sequence[str]) -> Sheet:
    """A sheet of rejected lines, for a file in which no header was found."""
    if all(record.blank or not has_words(record) for record in records):
        return Sheet((), {}, (), tuple(map(Remark, [*remarks, _EMPTY])))
    why = f"There is no header within the first {HEADER_WITHIN} rows. Put one above the data."
    rejected = [
        Skipped(record.line, _BLANK_LINE) if record.blank else Rejected(record.line, record.problem or why)
        for record in records
    ]
    return Sheet((), {}, tuple(rejected), tuple(map(Remark, [*remarks, why])))


def _is_total(cell: str) -> bool:
    """Whether a first cell says that its line adds up others."""
    return not cell[0].isdigit() and _TOTALS.fullmatch(fold(cell)) is not None


def _line(
    record: Record, header: Header, is_total: Callable[[str], bool], *, trouble: str, lossy: bool
) -> SheetRow | Rejected | Skipped:
    if record.problem:
        return Rejected(record.line, record.problem)
    if record.blank:
        return Skipped(record.line, _BLANK_LINE)
    first = next(cell for cell in record.cells if cell)
    if is_total(first):
        return Skipped(record.line, f"'{first}' begins a line of totals.")
    if record.cells == header.record.cells:
        return Skipped(record.line, "The header stands here again.")
    if trouble:
        return Rejected(record.line, trouble)
    if lossy and any("\N{REPLACEMENT CHARACTER}" in cell for cell in record.cells):
        return Rejected(record.line, "The row has characters that could not be read. Save the file as UTF-8.")
    return _fitted(record, header)


def _fitted(record: Record, header: Header) -> SheetRow | Rejected:
    whole = len(header.names)
    if len(record.cells) == whole:
        return SheetRow(record.line, record.cells, header.columns)
    cells = (*record.cells, *[""] * (whole - len(record.cells)))
    if len(record.cells) < header.width or not fits(cells, whole):
        return Rejected(
            record.line,
            f"The row has {len(record.cells)} cells where the header has {header.width}. "
            f"Is one of the {DELIMITER_NAMES[header.delimiter]} missing, or one too many?",
        )
    return SheetRow(record.line, cells[:whole], header.columns)
