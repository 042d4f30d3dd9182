"""Workbooks (.xlsx, .ods) as records of text cells: one sheet, values only, within limits."""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import IO, Any, Final, Literal

from moonwalk.api.cells import fold
from moonwalk.api.opendocument import opendocument_rows, opendocument_sheets
from moonwalk.api.problems import FieldError
from moonwalk.api.records import MOST_CELLS, Record
from moonwalk.api.sources import SourceFile

Container = Literal["xlsx", "ods", ""]
"""What holds the table: a workbook of one of these kinds, or nothing but text."""

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0"
_ODS_TYPE: Final = b"application/vnd.oasis.opendocument.spreadsheet"
MOST_UNPACKED: Final = 200 * 1024**2
"""Bytes that all parts of a workbook may have when they are unpacked."""

_MOST_ROWS: Final = 1 << 20
_MOST_ROW_BYTES: Final = 4 * 1024**2
_MOST_RATIO: Final = 400
_CHUNK: Final = 1 << 20


def container_of(file: SourceFile) -> Container:
    """What kind of workbook a file is, empty for text. FieldError for archives and old workbooks."""
    start = file.start(8)
    if start.startswith(_OLE):
        raise FieldError(
            "it is a workbook of the old kind (.xls) or one with a password: "
            "save it as .xlsx without a password, or as CSV"
        )
    if not start.startswith(_ZIP):
        return ""
    with _archive(file) as archive:
        names = archive.namelist()
        if "xl/workbook.xml" in names:
            return "xlsx"
        if "mimetype" in names and _read(archive, "mimetype").startswith(_ODS_TYPE):
            return "ods"
        if "xl/workbook.bin" in names:
            raise FieldError("it is a binary workbook (.xlsb): save it as .xlsx or as CSV")
        first = ", ".join(f"'{name}'" for name in names[:3])
        raise FieldError(
            f"it is an archive of {len(names)} files ({first}{' ...' if len(names) > 3 else ''}): "
            "take out the file with the data and import that"
        )


@dataclass(frozen=True, slots=True)
class WorkbookSheet:
    """The sheet of a workbook that is read, and the names of the other ones that can be seen."""

    file: SourceFile
    kind: Container
    name: str
    others: tuple[str, ...]

    def records(self) -> Iterator[Record]:
        """Its rows that are not blank, each with the number of its row. FieldError where it is too large."""
        rows = _ods_rows(self) if self.kind == "ods" else _xlsx_rows(self)
        for number, cells in rows:
            if len(cells) > MOST_CELLS:
                raise FieldError(f"row {number} has {len(cells)} cells; at most {MOST_CELLS} can be read")
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                yield Record(number, number, tuple(cells))


def sheet_of(file: SourceFile, kind: Container) -> WorkbookSheet:
    """The sheet named by the file's `sheet`, else the first that can be seen. FieldError without one."""
    _check_sizes(file)
    with _archive(file) as archive, _readable():
        if kind == "ods":
            with archive.open("content.xml") as content:
                visible = opendocument_sheets(content)
        else:
            book = _xlsx(archive.fp)
            visible = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
            book.close()
    if not visible:
        raise FieldError("it has no sheet that can be seen")
    wanted = [name for name in visible if fold(name) == fold(file.sheet)] if file.sheet else visible[:1]
    if not wanted:
        raise FieldError(f"it has no sheet '{file.sheet}', but {_quoted(visible)}: name one of these")
    return WorkbookSheet(file, kind, wanted[0], tuple(name for name in visible if name != wanted[0]))


def _quoted(names: Sequence[str]) -> str:
    shown = ", ".join(f"'{name}'" for name in names[:8])
    return f"{shown} and {len(names) - 8} more" if len(names) > 8 else shown


@contextmanager
def _archive(file: SourceFile) -> Iterator[zipfile.ZipFile]:
    with file.open() as stream, _readable(), zipfile.ZipFile(stream) as archive:
        yield archive


@contextmanager
def _readable() -> Iterator[None]:
    """Turns whatever a damaged workbook makes its reader raise into a FieldError."""
    try:
        # Readers warn about styles and extensions that do not matter to values.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except FieldError:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise FieldError(f"it is damaged or not complete ({_short(error)}): save it again") from error
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError, RuntimeError) as error:
        raise FieldError(f"it is no workbook that can be read ({_short(error)}): save it as CSV") from error


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:80] or type(error).__name__


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as member:
        return member.read(200)


def _check_sizes(file: SourceFile) -> None:
    """FieldError for a workbook that would not fit: told by its directory, and by a look at its rows."""
    with _archive(file) as archive:
        members = archive.infolist()
        total = sum(member.file_size for member in members)
        if total > MOST_UNPACKED or any(_is_bomb(member) for member in members):
            raise FieldError(
                f"it would take {total // 1024**2} MB when unpacked, more than a table of its size should: "
                "delete what is not needed, or save the sheet as CSV"
            )
        for member in members:
            if member.filename.startswith("xl/worksheets/") or member.filename == "content.xml":
                with archive.open(member) as content:
                    _check_rows(content)


def _is_bomb(member: zipfile.ZipInfo) -> bool:
    """Whether a part becomes so much larger when it is unpacked that it was made to do harm."""
    return member.file_size > max(_CHUNK, _MOST_RATIO * member.compress_size)


def _check_rows(content: IO[bytes]) -> None:
    """FieldError for more rows, or more cells in one, than any spreadsheet has."""
    rows = since = 0
    ends = re.compile(rb"<row[ />]|<table:table-row[ />]")
    tail = b""
    while chunk := content.read(_CHUNK):
        seen = len(ends.findall(tail + chunk))
        tail = chunk[-20:]
        rows += seen
        since = 0 if seen else since + len(chunk)
        if rows > _MOST_ROWS or since > _MOST_ROW_BYTES:
            what = "a row with many thousands of cells" if since > _MOST_ROW_BYTES else "over a million rows"
            raise FieldError(f"it has {what}: delete what is not needed, or save the sheet as CSV")


def _xlsx(stream: Any) -> Any:
    # Imported here, since it takes as long as the rest of the program, and most commands read no workbook.
    from openpyxl import load_workbook

    # Values as they were last shown, no links to other files; macros are never run.
    return load_workbook(stream, read_only=True, data_only=True, keep_links=False)


def _xlsx_rows(sheet: WorkbookSheet) -> Iterator[tuple[int, list[str]]]:
    with sheet.file.open() as stream, _readable():
        book = _xlsx(stream)
        try:
            table = book[sheet.name]
            # What the file says about its size is often wrong.
            table.reset_dimensions()
            # The number of a row is that of its cells: rows without any are left out of the file.
            for number, row in enumerate(table.iter_rows(), 1):
                yield number, [_text(cell) for cell in row]
        finally:
            book.close()


def _ods_rows(sheet: WorkbookSheet) -> Iterator[tuple[int, list[str]]]:
    with _archive(sheet.file) as archive, _readable(), archive.open("content.xml") as content:
        yield from opendocument_rows(content, sheet.name, MOST_CELLS)


def _text(cell: Any) -> str:
    """A cell's value as text that is read as this very value again."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return " ".join(value.split()) if "\n" in value else value.strip()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return number_text(value)
    if isinstance(value, datetime):
        has_time = value.time() != time() or "h" in str(cell.number_format).lower()
        return value.isoformat(" ", "seconds") if has_time else value.date().isoformat()
    return moment_text(value)


def number_text(value: float) -> str:
    """A number as text, at most 15 digits, never to be taken for one with separators of thousands."""
    text = format(value, ".15g")
    if "e" in text or "n" in text:
        return format(value, "f").rstrip("0").rstrip(".") if abs(value) < 1e15 else text
    # 12.345 might be 12345 to a reader of text; four decimals cannot be.
    return f"{text}0" if len(text.rpartition(".")[2]) == 3 and "." in text else text


def moment_text(value: date | time | timedelta) -> str:
    """A day, a time of day or a duration as text: `2027-01-05`, `1:15:00`."""
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return value.isoformat()
