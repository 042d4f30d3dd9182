"""Awards and other figures with their reasons, as wide as the terminal is."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import click

from moonwalk.commands.output import clean, print_table, width

_NARROWEST: Final = 40


@dataclass(frozen=True, slots=True)
class Line:
    """A figure on a day: which rule it comes from, why, and where that rule stands."""

    day: str
    figure: str
    label: str
    reason: str
    at: str


AWARDS: Final = ("Day", "Points", "Rule", "Reason", "At")
CHANGES: Final = ("Day", "Change", "Rule", "Reason", "At")
ENTRIES: Final = ("Day", "Amount", "Activity", "Reason", "Entry")


def print_ledger(lines: Sequence[Line], columns: Sequence[str] = AWARDS) -> None:
    """A table; where the terminal is too narrow for it, each line's rule and place stand below its reason."""
    rows = [(line.day, line.figure, line.label, line.reason, line.at) for line in lines]
    room = room_for_text()
    if room is None or _width(columns, rows) <= room:
        print_table(columns, rows, frozenset({1}))
        return
    days = max((width(line.day) for line in lines), default=0)
    figures = max((width(line.figure) for line in lines), default=0)
    indent = days + figures + 4
    for line in lines:
        start = f"{line.day:<{days}}  {line.figure:>{figures}}  "
        print_text(start, line.reason, room, indent)
        print_text(" " * indent, ", ".join(part for part in (line.label, line.at) if part), room, indent)


def print_text(start: str, text: str, room: int | None, indent: int) -> None:
    """Text after a start, its further lines indented; wrapped where there is not room for all of it."""
    most = None if room is None else max(room - indent, _NARROWEST)
    lines = wrapped(clean(text), most)
    click.echo(f"{start}{lines[0] if lines else ''}".rstrip())
    for line in lines[1:]:
        click.echo(f"{' ' * indent}{line}")


def wrapped(text: str, most: int | None) -> list[str]:
    """A text as lines of at most so many columns; longer words stand alone."""
    if most is None:
        return [text]
    lines: list[str] = []
    for word in text.split():
        if lines and width(lines[-1]) + 1 + width(word) <= most:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def print_rows(rows: Sequence[Sequence[str]], right: frozenset[int] = frozenset()) -> None:
    """A table without a heading."""
    if rows:
        print_table([clean(cell) for cell in rows[0]], rows[1:], right)


def room_for_text() -> int | None:
    """The columns of the terminal; None where the output goes to a file or another program."""
    if not sys.stdout.isatty():
        return None
    return shutil.get_terminal_size().columns


def _width(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    cells = (columns, *([clean(cell) for cell in row] for row in rows))
    return sum(max(width(row[at]) for row in cells) for at in range(len(columns))) + 2 * (len(columns) - 1)
