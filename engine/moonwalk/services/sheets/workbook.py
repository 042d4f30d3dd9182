"""Workbooks for spreadsheets that have the same bytes whenever they hold the same."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from moonwalk.services.sheets.layout import seen

_WHEN: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - openpyxl writes it as UTC, and takes none with a zone
"""The moment that every workbook says it was made at."""

_ZIPPED: Final = (1980, 1, 1, 0, 0, 0)
_MODIFIED: Final = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_NOT_IN_A_TITLE: Final = re.compile(r"[\[\]:*?/\\']")
_LONGEST_TITLE: Final = 31
_WIDEST: Final = 60


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of a workbook: a title, the names of its columns (none: it has no heading), and rows."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int | str, ...], ...]


def workbook_bytes(title: str, sheets: Sequence[Sheet]) -> bytes:
    """Return a workbook with these pages; text is text, whatever a spreadsheet would take it for."""
    book = Workbook()
    book.properties.title, book.properties.creator = seen(title), "Moonwalk"
    book.properties.created = book.properties.modified = _WHEN
    taken: set[str] = set()
    for number, sheet in enumerate(sheets):
        name = _title(sheet.title, taken)
        page = book.create_sheet(name) if number else book.worksheets[0]
        page.title = name
        _fill(page, sheet)
    stream = io.BytesIO()
    book.save(stream)
    return _same_bytes(stream.getvalue())


def _title(title: str, taken: set[str]) -> str:
    """A title that spreadsheets take, and that no earlier page has."""
    base = _NOT_IN_A_TITLE.sub(" ", seen(title)).strip()[:_LONGEST_TITLE] or "Sheet"
    name, number = base, 1
    while name.casefold() in taken:
        number += 1
        name = f"{base[: _LONGEST_TITLE - 4]} {number}"
    taken.add(name.casefold())
    return name


def _fill(page: Worksheet, sheet: Sheet) -> None:
    rows = [sheet.columns, *sheet.rows] if sheet.columns else list(sheet.rows)
    for at, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            cell = page.cell(at, column)
            if isinstance(cell, Cell):
                _put(cell, value)
            if (sheet.columns and at == 1) or (not sheet.columns and column == 1):
                cell.font = Font(bold=True)
            if sheet.columns and at == 1:
                cell.fill = PatternFill("solid", fgColor="E4EDE6")
                cell.alignment = Alignment(wrap_text=True, vertical="top")
    for column in range(1, max(map(len, rows), default=0) + 1):
        longest = max(len(str(row[column - 1])) for row in rows if len(row) >= column)
        page.column_dimensions[get_column_letter(column)].width = min(max(longest + 2, 9), _WIDEST)
    if sheet.columns:
        page.freeze_panes = "B2"


def _put(cell: Cell, value: int | str) -> None:
    if isinstance(value, str):
        cell.value = seen(value)
        # A name may begin with '='; it is a name all the same.
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(("=", "+", "-", "@"))
    else:
        cell.value = value
        cell.alignment = Alignment(horizontal="right")


def _same_bytes(data: bytes) -> bytes:
    """The workbook without what tells when and by which library it was packed."""
    packed = io.BytesIO()
    # Not compressed: another version of zlib may compress the same to other bytes.
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(packed, "w") as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>2000-01-01T00:00:00Z\g<2>", content)
            info = zipfile.ZipInfo(name, _ZIPPED)
            info.create_system = 3
            target.writestr(info, content)
    return packed.getvalue()
