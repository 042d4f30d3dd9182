"""Names of people as rosters write them: in one column or in two, and with the last name first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from moonwalk.api.files import Remark, Sheet, SheetRow, clean_name, fold, is_blank

_LAST: Final = frozenset({"last", "surname", "family", "nachname", "familienname", "nom"})
_FIRST: Final = frozenset({"first", "given", "forename", "vorname", "prenom"})
_SUFFIXES: Final = frozenset(
    {"jr", "sr", "ii", "iii", "iv", "phd", "ph d", "md", "m d", "mba", "msc", "bsc", "cpa", "esq", "dr"}
)


@dataclass(frozen=True, slots=True)
class NameReader:
    """Reads the names of one file. `reversed` says that its names are written `Last, First`."""

    reversed: bool

    @classmethod
    def of(cls, sheet: Sheet) -> NameReader:
        """By the header of the column, or by most of its values."""
        at = sheet.columns.get("name")
        if at is None:
            return cls(False)
        return cls(_says_last_first(sheet.headers[at]) or _mostly_last_first(sheet.column("name")))

    @property
    def remark(self) -> Remark | None:
        """What to say about names that are turned round."""
        return (
            Remark(text="Names written 'Last, First' were read as 'First Last'.") if self.reversed else None
        )

    def read(self, row: SheetRow) -> str:
        """The name of a row, put together from its columns; empty where there is none."""
        name, first, last = (_cell(row[column]) for column in ("name", "first", "last"))
        name = _turned(name) if self.reversed else name
        if not name:
            return clean_name(f"{first} {last}")
        if first and not last and not _has(name, first):
            # The column 'Name' beside 'Vorname' is the last name.
            return clean_name(f"{first} {name}")
        if last and " " not in name and not _has(name, last):
            # A preferred name is often the first name alone.
            return clean_name(f"{name} {last}")
        return name


def _cell(cell: str) -> str:
    return "" if is_blank(cell) else clean_name(cell)


def _has(name: str, part: str) -> bool:
    return f" {fold(part)} " in f" {fold(name)} "


def _says_last_first(header: str) -> bool:
    """Whether a header names the last name before the first."""
    words = fold(header).split()
    last = next((at for at, word in enumerate(words) if word in _LAST), None)
    return last is not None and any(word in _FIRST for word in words[last + 1 :])


def _mostly_last_first(cells: Iterable[str]) -> bool:
    names = [clean_name(cell) for cell in cells if not is_blank(cell)]
    return 2 * sum(_turned(name) != name for name in names) > len(names)


def _turned(name: str) -> str:
    """`Last, First` the other way round, a suffix such as `Jr.` at its end; any other name as it is."""
    parts = [part.strip() for part in name.split(",")]
    suffixes = [part for part in parts[1:] if fold(part) in _SUFFIXES]
    bare = [part for part in parts if part not in suffixes]
    if len(bare) != 2 or not all(any(letter.isalpha() for letter in part) for part in bare):
        return name
    return " ".join([bare[1], bare[0], *suffixes])
