"""The header of a table: the row that names the columns, and which of them a source knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from types import MappingProxyType
from typing import Final

from moonwalk.api.cells import fold
from moonwalk.api.records import Record

Columns = Mapping[str, Sequence[str]]
"""The columns that a source knows, each with the headers it goes by: `{"day": ["Date", "Day"]}`.

Headers are compared without case, accents, blanks and signs; of several in one file, the first listed is
taken.
"""

DELIMITERS: Final = (";", ",", "\t", "|")
DELIMITER_NAMES: Final = MappingProxyType(
    {";": "semicolons", ",": "commas", "\t": "tabs", "|": "bars", "": "cells"}
)
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


def find_header(heads: Iterable[tuple[str, Iterable[Record]]], columns: Columns, top: int) -> Header | None:
    """The row with most known columns, split so that they show; else the first row with words; else None.

    `heads` are the records at the beginning of a table, by each delimiter that is possible; `top` is the
    index of the first line that may be the header.
    """
    # Every row near the top is tried, at every delimiter; the names to look for are the same each time.
    wanted = {column: [_alias_key(alias) for alias in aliases] for column, aliases in columns.items()}
    best: Header | None = None
    best_score = (0, -1)
    for delimiter, records in heads:
        likely = [record for record in islice(records, HEADER_WITHIN) if has_words(record)]
        likely = [record for record in likely if not record.problem]
        for record in likely:
            header = _header(record, delimiter, wanted, top)
            cells = len(record.cells) if header.columns or record is likely[0] else -1
            score = (len(header.columns), cells)
            if score > best_score:
                best, best_score = header, score
    return best


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
