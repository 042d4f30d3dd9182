"""A delimited text file as a table: decoded, its header found, every line a row, rejected or skipped."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from typing import Final

from moonwalk.api.cells import fold
from moonwalk.api.records import Record, fits, lines_of, records_of
from moonwalk.api.sources import Rejected, Remark, Skipped, SourceFile

# The mark of UTF-32 begins with that of UTF-16, so it is asked for first.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_SAMPLE = 4096


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was read by, and whether characters were lost on the way."""

    text: str
    encoding: str
    lossy: bool = False

    @property
    def remark(self) -> str:
        """What to tell about it; empty for a sound UTF-8 file."""
        if self.lossy:
            return (
                f"The file is damaged or not {self.encoding}: characters that could not be read stand as "
                "\N{REPLACEMENT CHARACTER}, and their rows were not taken. Save it as UTF-8."
            )
        if self.encoding == "UTF-8":
            return ""
        return f"The file was read as {self.encoding}. If names look wrong, save it as UTF-8."


def decode(data: bytes) -> Decoded:
    """The text of a file: by its mark, else UTF-16 by its zero bytes, else UTF-8, else Windows-1252."""
    for mark, codec, encoding in _MARKS:
        if data.startswith(mark):
            return _read(data[len(mark) :], codec, encoding)
    codec = _utf16_without_mark(data[:_SAMPLE])
    if codec:
        return _read(data, codec, "UTF-16")
    try:
        return Decoded(data.decode("utf-8"), "UTF-8")
    except UnicodeDecodeError:
        return _read(data, "cp1252", "Windows-1252")


def _read(data: bytes, codec: str, encoding: str) -> Decoded:
    try:
        return Decoded(data.decode(codec), encoding)
    except UnicodeDecodeError:
        return Decoded(data.decode(codec, errors="replace"), encoding, lossy=True)


def _utf16_without_mark(sample: bytes) -> str:
    """The codec whose half of the bytes is often zero, as digits and separators make it; else empty."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    enough = max(len(sample) // 20, 1)
    if odd > enough and odd > 10 * even:
        return "utf-16-le"
    if even > enough and even > 10 * odd:
        return "utf-16-be"
    return ""


Columns = Mapping[str, Sequence[str]]
"""The columns that a source knows, each with the headers it goes by: `{"day": ["Date", "Day"]}`.

Headers are compared without case, accents, blanks and signs; of several in one file, the first listed is
taken.
"""

_DELIMITERS: Final = (";", ",", "\t", "|")
DELIMITER_NAMES: Final = {";": "semicolons", ",": "commas", "\t": "tabs", "|": "bars"}
HEADER_WITHIN: Final = 10


@dataclass(frozen=True, slots=True)
class Header:
    """The row of names. `columns` says where the known ones are, `titled` that something stands above it."""

    record: Record
    delimiter: str
    names: tuple[str, ...]
    columns: Mapping[str, int]
    titled: bool = False

    @property
    def width(self) -> int:
        """The cells up to the last column with a name."""
        return max(at + 1 for at, name in enumerate(self.names) if name)


def find_header(lines: list[str], columns: Columns) -> Header | None:
    """The row with most known columns, split so that they show; else the first row with words; else None."""
    delimiters, top = _opening(lines)
    # Every row near the top is tried, at every delimiter; the names to look for are the same each time.
    wanted = {column: [_alias_key(alias) for alias in aliases] for column, aliases in columns.items()}
    best: Header | None = None
    best_score = (0, -1)
    for delimiter in delimiters:
        records = islice(records_of(lines, delimiter, top), HEADER_WITHIN)
        likely = [record for record in records if has_words(record) and not record.problem]
        for record in likely:
            header = _header(record, delimiter, wanted, top)
            cells = len(record.cells) if header.columns or record is likely[0] else -1
            score = (len(header.columns), cells)
            if score > best_score:
                best, best_score = header, score
    return best


def _opening(lines: list[str]) -> tuple[tuple[str, ...], int]:
    """The delimiters that are possible, and the index of the first line behind Excel's `sep=`."""
    first = lines[0].strip().strip('"') if lines else ""
    if first.lower().startswith("sep="):
        said = first[4:5] or "\t"
        if said in _DELIMITERS:
            return (said,), 1
    return _DELIMITERS, 0


def _header(record: Record, delimiter: str, wanted: Columns, top: int) -> Header:
    """A record taken as the header. `wanted` has the keys of the aliases, not the aliases themselves."""
    names = tuple(" ".join(cell.split()) for cell in record.cells)
    places: dict[str, int] = {}
    for at, name in enumerate(names):
        places.setdefault(_key(name), at)
    columns = {
        column: next(places[key] for key in keys if key in places)
        for column, keys in wanted.items()
        if not places.keys().isdisjoint(keys)
    }
    return Header(record, delimiter, names, columns, titled=record.line > top + 1)


def _key(header: str) -> str:
    return fold(header).replace(" ", "")


@lru_cache(maxsize=1024)
def _alias_key(alias: str) -> str:
    # Sources look for constant names, most of which they share, and every source is shown every file.
    return _key(alias)


def trouble_with(header: Header, columns: Columns, needs: Sequence[Sequence[str]]) -> str:
    """Why the whole table cannot be read; empty if it can."""
    shown = ", ".join(f"'{name}'" for name in header.names if name)[:300] or "none"
    for wanted in needs:
        if not any(name in header.columns for name in wanted):
            names = " or ".join(f"'{columns[name][0]}'" for name in wanted if name in columns)
            where = f"The header on line {header.record.line}, split at {DELIMITER_NAMES[header.delimiter]}"
            return f"No column is called {names}. {where}, has: {shown}."
    keys = [_key(name) for name in header.names]
    for at in header.columns.values():
        if keys.count(keys[at]) > 1:
            name = header.names[at]
            return f"{keys.count(keys[at])} columns are called '{name}'. Rename or delete the ones not meant."
    return ""


def has_words(record: Record) -> bool:
    """Whether a record holds a letter or a digit; a broken one may."""
    return bool(record.problem) or any(letter.isalnum() for cell in record.cells for letter in cell)


_BLANK_LINE: Final = "The line is blank."
_EMPTY: Final = "The file is empty: there is nothing to read."
_START: Final = 1 << 16
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table that was read from a file.

    `headers` are its columns as the file names them, `columns` has the position of each known one, from 0.
    `lines` has every line of data in order: a row, or why it is none. `remarks` concern the whole file.
    """

    headers: tuple[str, ...]
    columns: Mapping[str, int]
    lines: tuple[SheetRow | Rejected | Skipped, ...]
    remarks: tuple[Remark, ...] = ()

    @property
    def rows(self) -> tuple[SheetRow, ...]:
        """The lines that can be read."""
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
    """The known columns that the header of a file has: for `Source.recognises`. Looks at the first 64 KiB.

    >>> from moonwalk.api.files import SourceFile, find_columns
    >>> file = SourceFile(name="a.csv", data=b"E-Mail;Date;Minutes\\n")
    >>> sorted(find_columns(file, {"day": ["date", "day"], "steps": ["steps"]}))
    ['day']
    """
    start = file.data[:_START]
    if len(file.data) > _START:
        start = start.rpartition(b"\n")[0] or start
    header = find_header(lines_of(decode(start).text), columns)
    return frozenset(header.columns) if header else frozenset()


def read_sheet(file: SourceFile, columns: Columns, needs: Sequence[Sequence[str]] = ()) -> Sheet:
    """Any delimited text file as a table: its encoding, delimiter and header are found.

    The header must stand within the first ten rows. Each of `needs` lists columns of which one must be
    there; otherwise every line is rejected, and a remark says why. Never raises, whatever the bytes: rows,
    rejected and skipped lines are together all lines behind the header.

    >>> from moonwalk.api.files import SourceFile, read_sheet
    >>> file = SourceFile(name="a.csv", data=b"Id;Minutes\\n007;12,5\\n\\n")
    >>> sheet = read_sheet(file, {"person": ["id"], "amount": ["minutes"]}, needs=[["amount"]])
    >>> [row["amount"] for row in sheet.rows], len(sheet.lines)
    (['12,5'], 2)
    """
    decoded = decode(file.data)
    lines = lines_of(decoded.text)
    header = find_header(lines, columns)
    remarks = [decoded.remark] if decoded.remark else []
    if header is None:
        return _headless(list(records_of(lines, ",")), remarks)
    if header.titled:
        remarks.append(f"The header is on line {header.record.line}; what is above it was left out.")
    trouble = trouble_with(header, columns, needs)
    if trouble:
        remarks.append(trouble)
    # The first column of a file says the same few things again and again.
    is_total = cache(_is_total)
    rows = [
        _line(record, header, is_total, trouble=trouble, lossy=decoded.lossy)
        for record in records_of(lines, header.delimiter, header.record.last_line, header.width)
    ]
    return Sheet(headers=header.names, columns=header.columns, lines=tuple(rows), remarks=_remarks(remarks))


def _headless(records: Sequence[Record], remarks: Sequence[str]) -> Sheet:
    """A sheet of rejected lines, for a file in which no header was found."""
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
