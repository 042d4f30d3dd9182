"""A table as it is shown, written to a file for a spreadsheet or another program."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from moonwalk.services.errors import Refused
from moonwalk.services.workspace import Workspace

ENDINGS: Final = (".csv", ".json", ".xlsx")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class TableCopy:
    """The names of the columns that are shown, and the rows in their order; what is a number is one.

    `remarks` say why rows or figures are missing. They are for whoever writes the file, and not in it.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int | str, ...], ...]
    remarks: tuple[str, ...] = ()


def export_path(ws: Workspace, name: str) -> Path:
    """Where a table goes: a name alone is one in the folder of reports. Refused for another kind of file."""
    path = ws.reports / Path(name.strip().strip("\"'")).expanduser()
    if path.suffix.lower() not in ENDINGS:
        raise Refused(
            f"'{name}' does not end with {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}. Nothing was written."
        )
    return path


def export_table(ws: Workspace, table: TableCopy, name: str) -> Path:
    """Write a table, in place of an older file of this name: as a whole or not at all."""
    # What lays out pages is loaded by whoever writes one.
    from moonwalk.services.sheets.layout import Page, write_pages

    path = export_path(ws, name)
    (written,) = write_pages(path.parent, Page(path.name, _data_of(table, path.suffix.lower())))
    return written


def tabbed(table: TableCopy) -> str:
    """The rows as text to paste into a spreadsheet: a line for each, with a tab between cells."""
    # Blanks, tabs and ends of lines within a cell would make others of it.
    cells = ([" ".join(str(_literal(value)).split()) for value in row] for row in table.rows)
    return "\n".join("\t".join(row) for row in cells)


def _data_of(table: TableCopy, ending: str) -> bytes:
    if ending == ".json":
        rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
        return f"{json.dumps(rows, ensure_ascii=False, indent=2)}\n".encode()
    if ending == ".csv":
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerows([table.columns, *([_literal(value) for value in row] for row in table.rows)])
        return text.getvalue().encode()
    from moonwalk.services.sheets.workbook import Sheet, workbook_bytes

    return workbook_bytes(table.title, (Sheet(table.title, table.columns, table.rows),))


def _literal(value: int | str) -> int | str:
    """A cell that no spreadsheet takes for a formula."""
    is_formula = isinstance(value, str) and len(value) > 1 and value.startswith(_FORMULA)
    return f"'{value}" if is_formula else value
