"""The rejected rows of a table as a file of their own, each with its reason: to correct and import again."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from moonwalk.api.cells import fold
from moonwalk.api.records import Record, lines_of, records_of
from moonwalk.api.tables import DELIMITER_NAMES, decode, has_words
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


def write_rejected(original: Path, rows: Sequence[RejectedRow], first_line: int, target: Path) -> str:
    """Writes the header and the rejected rows of a table to a new file; what to say about it.

    `first_line` is that of the first row of data, above which the header stands. A column of reasons comes
    first, in place of one that an earlier file of this kind left there.
    """
    if not rows:
        return f"No row was rejected, so {target} was not written."
    data = original.read_bytes()
    if b"\0" in data[:4096] or data.startswith((b"PK\x03\x04", b"<?xml", b"{", b"[")):
        return f"{original.name} is no text table, so its rejected rows cannot be written to {target}."
    lines = lines_of(decode(data).text)
    header, delimiter = _header(lines, first_line)
    if header is None:
        return f"{original.name} has no header, so its rejected rows were not written to {target}."
    reasons: dict[int, list[str]] = {}
    for row in rows:
        reasons.setdefault(row.line, []).append(row.reason)
    again = fold(header.cells[0]) == fold(REASON)
    table = [[REASON, *header.cells[again:]]]
    for record in records_of(lines, delimiter, header.last_line, len(header.cells)):
        if record.line in reasons:
            # A row that is broken has no cells: what stands in the file is kept as it is.
            cells = record.cells or tuple(
                "\n".join(lines[record.line - 1 : record.last_line]).split(delimiter)
            )
            table.append(["; ".join(dict.fromkeys(reasons[record.line])), *cells[again:]])
    _write(target, table, delimiter)
    return f"Rejected rows written to {target}: {len(table) - 1}. Correct them there, and import that file."


def _header(lines: list[str], first_line: int) -> tuple[Record | None, str]:
    """The last row with words above the data, split where it has most cells, and the sign between them."""
    best: Record | None = None
    best_delimiter = ","
    above = lines[: max(first_line - 1, 0)]
    for delimiter in DELIMITER_NAMES:
        records = [record for record in records_of(above, delimiter) if has_words(record)]
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
