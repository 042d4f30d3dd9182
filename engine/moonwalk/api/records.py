"""Text to records of cells. A quote that is never closed costs one row, never the rest of the file."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

MOST_LINES: Final = 100
"""A quoted cell over more lines than this is a quote that was never closed."""

MOST_CHARACTERS: Final = 32_767
"""What a cell of a spreadsheet holds at most."""

MOST_CELLS: Final = 16_384
"""The columns that a spreadsheet has at most."""

# What spreadsheets are told so that they leave a cell alone: ="007", and '=1+1.
_KEPT_AS_TEXT = re.compile(r'="([^"]*)"')
_SHIELDED = re.compile(r"'[=+\-@\t\r＝＋－＠]")


@dataclass(frozen=True, slots=True)
class Record:
    """One record: the physical lines it stands on, its cells, or what is wrong with it."""

    line: int
    last_line: int
    cells: tuple[str, ...] = ()
    problem: str = ""

    @property
    def blank(self) -> bool:
        """Whether nothing is written in it."""
        return not self.problem and not any(self.cells)


def records_of(lines: Iterable[str], delimiter: str, first: int = 0, width: int = 0) -> Iterator[Record]:
    """Every record from the line with index `first` on. A broken one ends on its line.

    `width` is the number of cells a record should have: a quote that is never closed shows by it. Of the
    lines no more are held than a quoted cell may have.
    """
    following = islice(lines, first, None)
    ahead: deque[str] = deque()
    at = first
    while (line := ahead.popleft() if ahead else next(following, None)) is not None:
        record = _record_of_line(line, delimiter, at)
        if record is None:
            ahead.extend(islice(following, MOST_LINES - 1 - len(ahead)))
            record = _quoted_record([line, *ahead], delimiter, at, width)
            for _ in range(record.last_line - at - 1):
                ahead.popleft()
        yield record
        at = record.last_line


def fits(cells: Sequence[str], width: int) -> bool:
    """Whether a record has as many cells as asked for; blank ones may follow."""
    return len(cells) >= width and not any(cells[width:])


def _record_of_line(line: str, delimiter: str, at: int) -> Record | None:
    """The record of a line that is sound by itself; None where a quoted cell may go on below it."""
    if '"' not in line:
        cells = line.split(delimiter)
    else:
        try:
            cells = next(csv.reader([line], delimiter=delimiter, strict=True, skipinitialspace=True))
        except (csv.Error, StopIteration):
            return None
    # Nothing can be wrong with a short line, and most lines are.
    if len(line) <= MOST_CHARACTERS and "\0" not in line:
        return Record(at + 1, at + 1, tuple([_plain(cell) for cell in cells]))
    return _checked(at, at + 1, cells)


def _quoted_record(lines: list[str], delimiter: str, at: int, width: int) -> Record:
    """The record that begins on the first of the lines, which has a quote that may be closed on another."""
    reader = csv.reader(
        (line + "\n" for line in lines), delimiter=delimiter, strict=True, skipinitialspace=True
    )
    try:
        cells = next(reader)
    except csv.Error as error:
        return Record(at + 1, at + 1, problem=_quote_problem(lines[0], at + 1, str(error)))
    last = at + reader.line_num
    if last > at + 1 and width and _swallows_rows(lines[1 : last - at - 1], delimiter, cells, width):
        return Record(at + 1, at + 1, problem=_unclosed(at + 1))
    return _checked(at, last, cells)


def _checked(at: int, last: int, cells: list[str]) -> Record:
    longest = max(map(len, cells))
    if longest > MOST_CHARACTERS:
        problem = f"A cell has {longest} characters, more than {MOST_CHARACTERS}. Is a quote missing?"
        return Record(at + 1, last, problem=problem)
    if any("\0" in cell for cell in cells):
        problem = "The row holds zero bytes, so the file is damaged here. Export it again."
        return Record(at + 1, last, problem=problem)
    return Record(at + 1, last, tuple([_plain(cell) for cell in cells]))


def _plain(cell: str) -> str:
    cell = cell.strip()
    if cell[:1] == "=":
        match = _KEPT_AS_TEXT.fullmatch(cell)
        return match[1].strip() if match else cell
    return cell[1:] if cell[:1] == "'" and _SHIELDED.match(cell) else cell


def _quote_problem(line: str, number: int, error: str) -> str:
    if "field larger" in error:
        return f"A cell is longer than {MOST_CHARACTERS} characters. Is a quote missing?"
    if "expected after" in error and line.count('"') % 2 == 0:
        return 'A quote is inside a quoted cell. Write it twice ("") or take it out.'
    return _unclosed(number)


def _unclosed(number: int) -> str:
    return f"A quote is opened on line {number} and not closed. Close it or take it out."


def _swallows_rows(inner: list[str], delimiter: str, cells: list[str], width: int) -> bool:
    """Whether a record over several lines fits the table badly, or holds whole lines that would fit it."""
    looks_like_a_row = width > 2 and any(line.count(delimiter) == width - 1 for line in inner)
    return looks_like_a_row or not fits(cells, width)
