"""A file as a table: its header found, every line a row, rejected or skipped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Final

from moonwalk.api.cells import fold
from moonwalk.api.headers import (
    DELIMITER_NAMES,
    HEADER_WITHIN,
    Columns,
    Header,
    find_header,
    has_words,
    trouble_with,
)
from moonwalk.api.problems import FieldError
from moonwalk.api.records import Record, fits
from moonwalk.api.sources import Rejected, Remark, Skipped, SourceFile
from moonwalk.api.table_content import TableContent, content_of

_BLANK_LINE: Final = "The line is blank."
_MOST_BLANK: Final = 100_000
_EMPTY: Final = "The file is empty: there is nothing to read."
_TOTALS: Final = re.compile(
    "totals?|grand total|sub ?total|sum|overall|(gesamt|zwischen)?summe|gesamt|somme|sous total|total general"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """A row of a sheet: its line in the file, from 1, and its cells.

    `row["day"]` is the cell of a known column, and empty where the file has no such column. `columns` has
    the position of each known column, from 0.
    """

    line: int
    cells: tuple[str, ...]
    columns: Mapping[str, int]

    def __getitem__(self, name: str) -> str:
        at = self.columns.get(name)
        return "" if at is None else self.cells[at]


Line = SheetRow | Rejected | Skipped
"""A line of data: a row, or why it is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table in a file.

    `headers` are its columns as the file names them, `columns` has the position of each known one, from 0.
    `lines` has every line of data in order: a row, or why it is none. They are read from the file while they
    are iterated, as often as that is done. `remarks` concern the whole file.
    """

    headers: tuple[str, ...]
    columns: Mapping[str, int]
    lines: Iterable[Line]
    remarks: tuple[Remark, ...] = ()

    @property
    def rows(self) -> tuple[SheetRow, ...]:
        """The lines that can be read, all at once; to read a large file, iterate over `lines`."""
        return tuple(line for line in self.lines if isinstance(line, SheetRow))

    def column(self, name: str) -> Iterator[str]:
        """All cells of a known column, for what only a whole column can settle; none where it is missing."""
        return (
            (row[name] for row in self.lines if isinstance(row, SheetRow))
            if name in self.columns
            else iter(())
        )

    @property
    def unused(self) -> tuple[int, ...]:
        """The positions, from 0, of the columns with a header that are none of the known ones."""
        used = set(self.columns.values())
        return tuple(at for at, header in enumerate(self.headers) if header and at not in used)


def find_columns(file: SourceFile, columns: Columns) -> frozenset[str]:
    """The known columns that the header of a file has: for `Source.recognises`. Looks at the first lines.

    FieldError where the file is no table.

    >>> from moonwalk.api.files import SourceFile, find_columns
    >>> file = SourceFile(name="a.csv", content=b"E-Mail;Date;Minutes\\n")
    >>> sorted(find_columns(file, {"day": ["date", "day"], "steps": ["steps"]}))
    ['day']
    """
    header = _header_of(content_of(file), columns)
    return frozenset(header.columns) if header else frozenset()


def headers_of(file: SourceFile, columns: Columns) -> tuple[str, ...]:
    """The header of a file as it is written, found by the columns that a source knows; empty without one.

    >>> from moonwalk.api.files import SourceFile, headers_of
    >>> headers_of(SourceFile(name="a.csv", content=b"Walks\\n\\nE-Mail;Date\\n"), {"day": ["date"]})
    ('E-Mail', 'Date')
    """
    header = _header_of(content_of(file), columns)
    return header.names if header else ()


def read_sheet(file: SourceFile, columns: Columns, needs: Sequence[Sequence[str]] = ()) -> Sheet:
    """Any delimited text file, or a sheet of a workbook (.xlsx, .ods), as a table.

    The encoding and the delimiter are found; the header must stand within the first ten rows. Each of
    `needs` lists columns of which one must be there; otherwise every line is rejected, and a remark says
    why. FieldError for a file that is no table at all. Rows, rejected and skipped lines are together all
    lines behind the header; blank rows of a workbook are no lines.

    >>> from moonwalk.api.files import SourceFile, read_sheet
    >>> file = SourceFile(name="a.csv", content=b"Id;Minutes\\n007;12,5\\n\\n")
    >>> sheet = read_sheet(file, {"person": ["id"], "amount": ["minutes"]}, needs=[["amount"]])
    >>> [row["amount"] for row in sheet.rows], len(list(sheet.lines))
    (['12,5'], 2)
    """
    content = content_of(file)
    header = _header_of(content, columns)
    remarks = list(content.remarks)
    if header is None:
        return _headless(content, remarks)
    if header.titled:
        remarks.append(f"The header is on line {header.record.line}; what is above it was left out.")
    trouble = trouble_with(header, columns, needs)
    if trouble:
        remarks.append(trouble)
    return Sheet(
        headers=header.names,
        columns=header.columns,
        lines=_Lines(content, header, trouble),
        remarks=_remarks(remarks),
    )


def _header_of(content: TableContent, columns: Columns) -> Header | None:
    heads = ((delimiter, content.head(delimiter)) for delimiter in content.delimiters)
    return find_header(heads, columns, content.top)


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of data behind a header, read anew by each iteration."""

    content: TableContent
    header: Header
    trouble: str

    def __iter__(self) -> Iterator[Line]:
        # The first column of a file says the same few things again and again.
        is_total = cache(_is_total)
        header, blank = self.header, 0
        for record in self.content.records(header.delimiter, header.record.last_line, header.width):
            blank = blank + 1 if record.blank else 0
            if blank > _MOST_BLANK:
                raise FieldError(
                    f"more than {_MOST_BLANK:,} blank lines follow line {record.line - blank}: delete them"
                )
            yield _line(record, header, is_total, trouble=self.trouble, lossy=self.content.lossy)


def _headless(content: TableContent, remarks: Sequence[str]) -> Sheet:
    """A sheet of rejected lines, for a file in which no header was found."""
    records = list(islice(content.records(content.delimiters[-1], 0, 0), _MOST_BLANK + 1))
    if len(records) > _MOST_BLANK:
        raise FieldError(f"there is no header within its first {HEADER_WITHIN} rows: put one above the data")
    if all(record.blank or not has_words(record) for record in records):
        return Sheet(headers=(), columns={}, lines=(), remarks=_remarks([*remarks, _EMPTY]))
    why = f"There is no header within the first {HEADER_WITHIN} rows. Put one above the data."
    rejected = [
        Skipped(line=record.line, reason=_BLANK_LINE)
        if record.blank
        else Rejected(line=record.line, reason=record.problem or why)
        for record in records
    ]
    return Sheet(headers=(), columns={}, lines=tuple(rejected), remarks=_remarks([*remarks, why]))


def _is_total(cell: str) -> bool:
    """Whether a first cell says that its line adds up others."""
    return not cell[0].isdigit() and _TOTALS.fullmatch(fold(cell)) is not None


def _line(
    record: Record, header: Header, is_total: Callable[[str], bool], *, trouble: str, lossy: bool
) -> SheetRow | Rejected | Skipped:
    if record.problem:
        return Rejected(line=record.line, reason=record.problem)
    if record.blank:
        return Skipped(line=record.line, reason=_BLANK_LINE)
    first = next(cell for cell in record.cells if cell)
    if is_total(first):
        return Skipped(line=record.line, reason=f"'{first}' begins a line of totals.")
    if record.cells == header.record.cells:
        return Skipped(line=record.line, reason="The header is repeated here.")
    if trouble:
        return Rejected(line=record.line, reason=trouble)
    if lossy and any("\N{REPLACEMENT CHARACTER}" in cell for cell in record.cells):
        return Rejected(
            line=record.line, reason="The row has characters that could not be read. Save the file as UTF-8."
        )
    return _fitted(record, header)


def _fitted(record: Record, header: Header) -> SheetRow | Rejected:
    whole = len(header.names)
    if len(record.cells) == whole:
        return SheetRow(line=record.line, cells=record.cells, columns=header.columns)
    cells = (*record.cells, *[""] * (whole - len(record.cells)))
    if len(record.cells) < header.width or not fits(cells, whole):
        return Rejected(
            line=record.line,
            reason=f"The row has {len(record.cells)} cells where the header has {header.width}. "
            f"Is one of the {DELIMITER_NAMES[header.delimiter]} missing, or one too many?",
        )
    return SheetRow(line=record.line, cells=cells[:whole], columns=header.columns)


def _remarks(texts: Iterable[str]) -> tuple[Remark, ...]:
    return tuple(Remark(text=text) for text in texts)
