"""What a table is read from: a text file or the sheet of a workbook, as records in a stream."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final, Protocol

from moonwalk.api.headers import DELIMITERS, HEADER_WITHIN
from moonwalk.api.problems import FieldError
from moonwalk.api.records import MOST_CELLS, MOST_LINES, Record, records_of
from moonwalk.api.sources import SourceFile
from moonwalk.api.text_files import Encoding, encoding_of, refuse_odd_line_ends, text_lines
from moonwalk.api.workbooks import WorkbookSheet, container_of, sheet_of

MOST_BYTES: Final = 64 * 1024**2
"""What a file with a table may have."""

_KEPT: Final = 100_000


class TableContent(Protocol):
    """A table before its header is known."""

    @property
    def delimiters(self) -> tuple[str, ...]:
        """The delimiters that are possible."""

    @property
    def top(self) -> int:
        """The index of the first line that may be the header."""

    @property
    def remarks(self) -> tuple[str, ...]:
        """What to tell about the file."""

    @property
    def lossy(self) -> bool:
        """Whether characters were lost."""

    def head(self, delimiter: str) -> Iterator[Record]:
        """The first records."""

    def records(self, delimiter: str, first: int, width: int) -> Iterator[Record]:
        """Every record behind the line with the number `first`, of so many cells."""

    def raw(self, record: Record) -> str:
        """What stands in the file where a record is broken."""


def content_of(file: SourceFile) -> TableContent:
    """The content of a file; a second time the same one. FieldError where it is no table."""
    if file.table is None:
        file.remember_table(_content_or_problem(file))
    content: TableContent | FieldError = file.table
    if isinstance(content, FieldError):
        raise FieldError(str(content))
    return content


def _content_or_problem(file: SourceFile) -> TableContent | FieldError:
    """The content of a file, or why it is no table: every source asks, and it may take long to tell."""
    try:
        if file.size > MOST_BYTES:
            most = MOST_BYTES // 1024**2
            return FieldError(
                f"it has {file.size // 1024**2} MB, and tables of up to {most} MB can be imported: split it"
            )
        kind = container_of(file)
        return _WorkbookContent(sheet_of(file, kind)) if kind else _TextContent.of(file)
    except FieldError as problem:
        return problem


@dataclass(frozen=True, slots=True)
class _TextContent:
    """Delimited text."""

    file: SourceFile
    encoding: Encoding
    opening: tuple[str, ...]
    delimiters: tuple[str, ...]
    top: int

    @classmethod
    def of(cls, file: SourceFile) -> _TextContent:
        """The content of a text file, of which the first lines are held."""
        encoding = encoding_of(file)
        opening = tuple(islice(text_lines(file, encoding), HEADER_WITHIN * MOST_LINES))
        if len(opening) == 1:
            refuse_odd_line_ends(opening[0])
        _refuse_useless(opening)
        # Excel's own way to name the delimiter.
        first = opening[0].strip().strip('"') if opening else ""
        named = (first[4:5] or "\t") if first.lower().startswith("sep=") else ""
        is_named = named in DELIMITERS
        return cls(file, encoding, opening, (named,) if is_named else DELIMITERS, int(is_named))

    @property
    def remarks(self) -> tuple[str, ...]:
        """That the encoding is another than UTF-8."""
        return (self.encoding.remark,) if self.encoding.remark else ()

    @property
    def lossy(self) -> bool:
        """Whether characters were lost in decoding."""
        return self.encoding.lossy

    def head(self, delimiter: str) -> Iterator[Record]:
        """The first records, split at a delimiter."""
        return records_of(self.opening, delimiter, self.top)

    def records(self, delimiter: str, first: int, width: int) -> Iterator[Record]:
        """Every record behind a line."""
        return records_of(text_lines(self.file, self.encoding), delimiter, first, width)

    def raw(self, record: Record) -> str:
        """The lines that a record stands on."""
        return "\n".join(islice(text_lines(self.file, self.encoding), record.line - 1, record.last_line))


def _refuse_useless(opening: Sequence[str]) -> None:
    """FieldError for a long file without a header, and for a row of more cells than any spreadsheet has."""
    first = opening[:HEADER_WITHIN]
    for number, line in enumerate(first, 1):
        cells = max(map(line.count, DELIMITERS)) + 1
        if cells > 2 * MOST_CELLS:
            raise FieldError(f"line {number} has {cells} cells; at most {MOST_CELLS} can be read")
    if len(opening) == HEADER_WITHIN * MOST_LINES and not any(map(_has_words, first)):
        raise FieldError(f"there is no header within its first {HEADER_WITHIN} rows: put one above the data")


def _has_words(line: str) -> bool:
    return any(letter.isalnum() for letter in line)


class _WorkbookContent:
    """One sheet of a workbook."""

    delimiters: tuple[str, ...] = ("",)
    top = 0
    lossy = False

    def __init__(self, sheet: WorkbookSheet) -> None:
        self._sheet = sheet
        self._head = tuple(islice(sheet.records(), HEADER_WITHIN))
        self._kept: tuple[Record, ...] | None = None

    @property
    def remarks(self) -> tuple[str, ...]:
        """Which sheet was read, where there are several."""
        if not self._sheet.others:
            return ()
        others = ", ".join(f"'{name}'" for name in self._sheet.others[:5])
        return (f"The sheet '{self._sheet.name}' was read, not {others}; --sheet names another.",)

    def head(self, delimiter: str) -> Iterator[Record]:
        """The first rows."""
        return iter(self._head)

    def records(self, delimiter: str, first: int, width: int) -> Iterator[Record]:
        """Every row behind that with a number."""
        # Blank cells at the end of a row are not in the file, so a short row is a whole one.
        return (
            replace(record, cells=(*record.cells, *[""] * (width - len(record.cells))))
            for record in self._rows()
            if record.line > first
        )

    def raw(self, record: Record) -> str:
        """The cells of a row, which is never broken."""
        return "\n".join(record.cells)

    def _rows(self) -> Iterable[Record]:
        # Unpacking takes longest, and a table is read twice: first for what its columns settle.
        if self._kept is None:
            begun = tuple(islice(self._sheet.records(), _KEPT + 1))
            if len(begun) > _KEPT:
                return self._sheet.records()
            self._kept = begun
        return self._kept
