"""A delimited text file as a table: every line behind the header becomes a row, rejected or skipped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from moonwalk.api.cells import fold
from moonwalk.api.decoding import decode
from moonwalk.api.records import Record, fits, lines_of, records_of
from moonwalk.api.sources import Rejected, Remark, Skipped, SourceFile

Columns = Mapping[str, Sequence[str]]
"""The columns a source knows, each with the headers it goes by: of several the first listed is taken."""

_DELIMITERS: Final = (";", ",", "\t", "|")
_NAMES: Final = {";": "semicolons", ",": "commas", "\t": "tabs", "|": "bars"}
_HEADER_WITHIN: Final = 10
_BLANK_LINE: Final = "The line is blank."
_EMPTY: Final = "The file is empty: there is nothing to read."
_START: Final = 1 << 16
_TOTALS: Final = frozenset(
    {"total", "totals", "grand total", "subtotal", "sub total", "sum", "overall"}
    | {"summe", "gesamt", "gesamtsumme", "zwischensumme", "somme", "sous total", "total general"}
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


@dataclass(frozen=True, slots=True)
class _Header:
    record: Record
    delimiter: str
    names: tuple[str, ...]
    columns: Mapping[str, int]

    @property
    def width(self) -> int:
        """The cells up to the last column with a name."""
        return max(at + 1 for at, name in enumerate(self.names) if name)


def find_columns(file: SourceFile, columns: Columns) -> frozenset[str]:
    """The known columns that a file's header has; for a source that asks whether a file is its own."""
    start = file.data[:_START]
    if len(file.data) > _START:
        start = start.rpartition(b"\n")[0] or start
    lines, delimiters, first = _opened(decode(start).text)
    header = _find_header(lines, delimiters, first, columns)
    return frozenset(header.columns) if header else frozenset()


def read_table(file: SourceFile, columns: Columns, needs: Sequence[Sequence[str]] = ()) -> Sheet:
    """A table by its header, which stands within the first ten rows.

    Each of `needs` lists columns of which one must be there; otherwise every line is rejected and a remark
    says why. Never raises, whatever the bytes: rows, rejected and skipped lines are together all lines
    behind the header.
    """
    decoded = decode(file.data)
    lines, delimiters, first = _opened(decoded.text)
    header = _find_header(lines, delimiters, first, columns)
    remarks = [decoded.remark] if decoded.remark else []
    if header is None:
        return _headless(list(records_of(lines, ",", first)), remarks)
    if header.record.line > first + 1:
        remarks.append(f"The header stands on line {header.record.line}; what is above it was left out.")
    trouble = _trouble(header, columns, needs)
    if trouble:
        remarks.append(trouble)
    found = [
        _line(record, header, trouble=trouble, lossy=decoded.lossy)
        for record in records_of(lines, header.delimiter, header.record.last_line, header.width)
    ]
    return Sheet(header.names, header.columns, tuple(found), tuple(map(Remark, remarks)))


def _headless(records: Sequence[Record], remarks: Sequence[str]) -> Sheet:
    """A sheet of rejected lines, for a file in which no header was found."""
    if all(record.blank or not _has_words(record) for record in records):
        return Sheet((), {}, (), tuple(map(Remark, [*remarks, _EMPTY])))
    why = f"There is no header within the first {_HEADER_WITHIN} rows. Put one above the data."
    found = [
        Skipped(record.line, _BLANK_LINE) if record.blank else Rejected(record.line, record.problem or why)
        for record in records
    ]
    return Sheet((), {}, tuple(found), tuple(map(Remark, [*remarks, why])))


def _has_words(record: Record) -> bool:
    return bool(record.problem) or any(letter.isalnum() for cell in record.cells for letter in cell)


def _opened(text: str) -> tuple[list[str], tuple[str, ...], int]:
    """The lines, the delimiters that are possible, and where the table begins, behind Excel's `sep=` line."""
    lines = lines_of(text)
    if lines and lines[0].strip().strip('"').lower().startswith("sep="):
        said = lines[0].strip().strip('"')[4:5] or "\t"
        if said in _DELIMITERS:
            return lines, (said,), 1
    return lines, _DELIMITERS, 0


def _find_header(
    lines: list[str], delimiters: tuple[str, ...], first: int, columns: Columns
) -> _Header | None:
    """The row with most known columns, at the delimiter that shows them; else the first that has writing."""
    best: _Header | None = None
    best_score = (0, -1)
    for delimiter in delimiters:
        fresh = True
        for record in islice(records_of(lines, delimiter, first), _HEADER_WITHIN):
            if record.problem or not _has_words(record):
                continue
            header = _header(record, delimiter, columns)
            # Where no column is known, the first row with writing is the header.
            cells = len(record.cells) if fresh or header.columns else -1
            score = (len(header.columns), cells)
            fresh = False
            if score > best_score:
                best, best_score = header, score
    return best


def _header(record: Record, delimiter: str, columns: Columns) -> _Header:
    names = tuple(" ".join(cell.split()) for cell in record.cells)
    keys = [_key(name) for name in names]
    found: dict[str, int] = {}
    for column, aliases in columns.items():
        for alias in aliases:
            if (key := _key(alias)) in keys:
                found[column] = keys.index(key)
                break
    return _Header(record, delimiter, names, found)


def _key(header: str) -> str:
    return fold(header).replace(" ", "")


def _trouble(header: _Header, columns: Columns, needs: Sequence[Sequence[str]]) -> str:
    """Why the whole table cannot be read; empty if it can."""
    shown = ", ".join(f"'{name}'" for name in header.names if name)[:300] or "none"
    for wanted in needs:
        if not any(name in header.columns for name in wanted):
            names = " or ".join(f"'{columns[name][0]}'" for name in wanted if name in columns)
            where = f"The header on line {header.record.line}, split at {_NAMES[header.delimiter]}"
            return f"No column is called {names}. {where}, has: {shown}."
    keys = [_key(name) for name in header.names]
    for at in header.columns.values():
        if keys.count(keys[at]) > 1:
            name = header.names[at]
            return f"{keys.count(keys[at])} columns are called '{name}'. Rename or delete the ones not meant."
    return ""


def _line(record: Record, header: _Header, *, trouble: str, lossy: bool) -> SheetRow | Rejected | Skipped:
    if record.problem:
        return Rejected(record.line, record.problem)
    if record.blank:
        return Skipped(record.line, _BLANK_LINE)
    first = next(cell for cell in record.cells if cell)
    if fold(first) in _TOTALS:
        return Skipped(record.line, f"'{first}' begins a line of totals.")
    if record.cells == header.record.cells:
        return Skipped(record.line, "The header stands here again.")
    if trouble:
        return Rejected(record.line, trouble)
    if lossy and any("\N{REPLACEMENT CHARACTER}" in cell for cell in record.cells):
        return Rejected(record.line, "The row has characters that could not be read. Save the file as UTF-8.")
    return _fitted(record, header)


def _fitted(record: Record, header: _Header) -> SheetRow | Rejected:
    whole = len(header.names)
    cells = (*record.cells, *[""] * (whole - len(record.cells)))
    if len(record.cells) < header.width or not fits(cells, whole):
        return Rejected(
            record.line,
            f"The row has {len(record.cells)} cells where the header has {header.width}. "
            f"Is one of the {_NAMES[header.delimiter]} missing, or one too many?",
        )
    return SheetRow(record.line, cells[:whole], header.columns)
