"""How commands print: data to stdout, as text, JSON or CSV; narration to stderr."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import is_dataclass
from datetime import date, datetime
from enum import Enum
from types import MappingProxyType
from typing import Any, Final, TypeVar
from unicodedata import east_asian_width

import click

from moonwalk.api.points import FinePoints
from moonwalk.cli.terminal import clean, escaped, put, put_lines

Function = TypeVar("Function", bound=Callable[..., Any])

_BEYOND_ASCII: Final = re.compile(r"[^\x00-\x7f]")
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def as_json(function: Function) -> Function:
    """The option `--json`."""
    return click.option("--json", "json_", is_flag=True, help="Print JSON.")(function)


def as_csv(function: Function) -> Function:
    """The option `--csv`."""
    return click.option("--csv", "csv_", is_flag=True, help="Print CSV.")(function)


def print_json(value: Any) -> None:
    """A value of plain data and dataclasses as JSON, with what would steer a terminal escaped."""
    text = json.dumps(_fine_as_text(value), default=_plain, ensure_ascii=False, indent=2)
    put_lines(escaped(text))


def _fine_as_text(value: Any) -> Any:
    """The value with points in tenths or hundredths as text: a JSON number need not be exact."""
    if isinstance(value, FinePoints):
        return str(value)
    if isinstance(value, Mapping):
        return {name: _fine_as_text(held) for name, held in value.items()}
    if isinstance(value, list | tuple):
        return [_fine_as_text(item) for item in value]
    return _fine_as_text(_plain(value)) if is_dataclass(value) else value


def print_csv(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """A table as CSV. Text that a spreadsheet would take for a formula gets an apostrophe before it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([[_cell(value) for value in row] for row in rows])
    put_lines(text.getvalue().removesuffix("\n"))


def print_table(
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    right: frozenset[int] = frozenset(),
    headings: Mapping[int, str] = MappingProxyType({}),
) -> None:
    """A table for people; `right` names the columns (from 0) of numbers, `headings` stand above some rows."""
    table = [
        [clean(name) for name in columns],
        *([clean("" if value is None else str(value)) for value in row] for row in rows),
    ]
    widths = [max(width(row[at]) for row in table) for at in range(len(columns))]
    for number, row in enumerate(table, -1):
        if number in headings:
            put()
            put(headings[number])
        cells = [
            _pad(text, widths[at], at in right) if at in right or at < len(row) - 1 else text
            for at, text in enumerate(row)
        ]
        put("  ".join(cells).rstrip())


def width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    # Letter by letter, a long table would spend most of its time here, and nearly all letters take one.
    return len(text) + sum(_columns(letter) - 1 for letter in _BEYOND_ASCII.findall(text))


def _columns(letter: str) -> int:
    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(letter) in "WF" else 1


def place(number: float | None, tied: bool) -> str:
    """A place as people write it: `=2` where it is shared, a dash where there is none."""
    if number is None:
        return "-"
    shown = f"{number:g}"
    return f"={shown}" if tied else shown


def whole_or_text(shown: str) -> int | str:
    """A whole score as a number, any other as its decimal."""
    try:
        return int(shown)
    except ValueError:
        return shown


def _pad(text: str, columns: int, right: bool) -> str:
    space = " " * (columns - width(text))
    return space + text if right else text + space


def _cell(value: Any) -> Any:
    if not isinstance(value, str):
        return "" if value is None else value
    text = clean(value)
    return f"'{text}" if text.startswith(_FORMULA) and not _is_number(text) else text


def _is_number(text: str) -> bool:
    return text.lstrip("-").replace(".", "", 1).isdigit()


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.name.lower()
    if isinstance(value, tuple | list | frozenset):
        return [_plain(item) for item in value]
    return value
