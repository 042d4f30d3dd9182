"""The rejected rows of a table as a file of their own, each with its reason: to correct and import again."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from contextlib import suppress
from itertools import takewhile
from pathlib import Path
from typing import Final

from moonwalk.api.cells import fold
from moonwalk.api.headers import has_words
from moonwalk.api.problems import FieldError
from moonwalk.api.records import Record
from moonwalk.api.sources import SourceFile
from moonwalk.api.table_content import TableContent, content_of
from moonwalk.services.errors import Refused
from moonwalk.services.views import RejectedRow

REASON: Final = "Reason"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def check_new(path: Path) -> None:
    """Refused where a file cannot be begun, before anything is imported."""
    if path.exists():
        raise Refused(
            f"There is a file {path} already. It was left as it is, and nothing was imported. Name another."
        )
    if not path.parent.is_dir():
        raise Refused(f"There is no folder {path.parent}. Nothing was imported. Make it, or name another.")


def write_rejected(file: SourceFile, rows: Sequence[RejectedRow], first_line: int, target: Path) -> str:
    """Writes the header and the rejected rows of a table to a new file; what to say about it.

    `first_line` is that of the first row of data, above which the header stands. A column of reasons comes
    first, in place of one that an earlier file of this kind left there.
    """
    if not rows:
        return f"No row was rejected, so {target} was not written."
    no_table = f"{file.name} is no table, so its rejected rows cannot be written to {target}."
    if file.start(64).lstrip(b"\xef\xbb\xbf \r\n").startswith((b"<", b"{", b"[")):
        return no_table
    try:
        content = content_of(file)
    except FieldError:
        return no_table
    header, delimiter = _header(content, first_line)
    if header is None:
        return f"{file.name} has no header, so its rejected rows were not written to {target}."
    reasons: dict[int, list[str]] = {}
    for row in rows:
        reasons.setdefault(row.line, []).append(row.reason)
    again = fold(header.cells[0]) == fold(REASON)
    table = [[REASON, *header.cells[again:]]]
    for record in content.records(delimiter, header.last_line, len(header.cells)):
        if record.line in reasons:
            cells = record.cells or content.raw(record).split(delimiter or "\n")
            table.append(["; ".join(dict.fromkeys(reasons[record.line])), *cells[again:]])
    _write(target, table, delimiter or ",")
    return f"Rejected rows written to {target}: {len(table) - 1}. Correct them there, and import that file."


def _header(content: TableContent, first_line: int) -> tuple[Record | None, str]:
    """The last row with words above the data, split where it has most cells, and the sign between them."""
    best: Record | None = None
    best_delimiter = ""
    for delimiter in content.delimiters:
        above = takewhile(lambda record: record.line < first_line, content.head(delimiter))
        records = [record for record in above if has_words(record)]
        if records and records[-1].cells and (best is None or len(records[-1].cells) > len(best.cells)):
            best, best_delimiter = records[-1], delimiter
    return best, best_delimiter


def _write(target: Path, table: Sequence[Sequence[str]], delimiter: str) -> None:
    try:
        # The mark at the beginning tells spreadsheets that it is UTF-8.
        with target.open("x", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, delimiter=delimiter, lineterminator="\n")
            writer.writerows([[_shielded(cell) for cell in row] for row in table])
    except OSError as error:
        with suppress(OSError):
            if not isinstance(error, FileExistsError):
                target.unlink(missing_ok=True)
        raise Refused(
            f"{target} cannot be written: {error.strerror or error}. The import itself is done; "
            "import the file again with another name for the rejected rows."
        ) from error


def _shielded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; the import takes the apostrophe away again."""
    number = cell.lstrip("+-").replace(".", "", 1).replace(",", "", 1).isdigit()
    return f"'{cell}" if cell.startswith(_FORMULA) and not number else cell
