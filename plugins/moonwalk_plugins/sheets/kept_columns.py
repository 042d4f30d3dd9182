"""Which columns of a roster are kept to group people by, under which names, and what is said about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field

from moonwalk.api import FieldError
from moonwalk.api.files import Remark, Sheet, SheetRow, clean_name, fold, is_blank
from moonwalk_plugins.sheets.roster_columns import is_grouping, is_private

# The engine keeps these itself, from the columns that it knows.
_STORED = frozenset({"team", "starts", "ends"})


@dataclass(frozen=True, slots=True)
class KeptColumns:
    """The kept columns of one file: their names in challenge files, by position.

    `asked` are those that are kept because somebody names them. `blanks` counts what was read as blank,
    by column and mark.
    """

    headers: tuple[str, ...]
    kept: Mapping[int, str]
    asked: frozenset[int]
    left_out: tuple[str, ...]
    blanks: Counter[tuple[str, str]] = field(default_factory=Counter)

    @classmethod
    def of(cls, sheet: Sheet, named: Set[str], keep: str) -> KeptColumns:
        """The columns of a sheet that form ordinary groups, that challenges name, or that `keep` lists.

        FieldError where `keep` lists a column that the sheet does not have.
        """
        names = _names(sheet.headers)
        asked = {at for at, name in names.items() if name in named} | _listed(sheet, names, keep)
        asked -= {at for at, name in names.items() if name in _STORED}
        ordinary = {at for at in sheet.unused if is_grouping(sheet.headers[at])}
        # A team may be called a squad, and a challenge may speak of squads.
        if (team := sheet.columns.get("team")) is not None and names[team] not in _STORED:
            ordinary.add(team)
        kept = {at: names[at] for at in sorted(asked | ordinary)}
        left_out = tuple(sheet.headers[at] for at in sheet.unused if at not in kept)
        return cls(sheet.headers, kept, frozenset(asked), left_out)

    def attributes(self, row: SheetRow) -> dict[str, str]:
        """The values of a row by name; a mark such as `N/A` is no value."""
        values = {}
        for at, name in self.kept.items():
            cell = clean_name(row.cells[at])
            if cell and is_blank(cell):
                self.blanks[self.headers[at], cell] += 1
                cell = ""
            values[name] = cell
        return values

    def remarks(self) -> Iterator[Remark]:
        """What to say before the rows: which columns are left out, and which are kept."""
        if self.left_out:
            shown = ", ".join(f"'{header}'" for header in self.left_out)
            yield Remark(
                text=f"Left out, because no challenge needs to know it: {shown}. A column that a challenge "
                "file names is kept; to keep another, import again with -o keep='NAME OF THE COLUMN'."
            )
        if self.kept:
            shown = ", ".join(f"'{self.headers[at]}' as {name}" for at, name in self.kept.items())
            yield Remark(text=f"Kept for grouping people: {shown}.")
        private = [f"'{self.headers[at]}'" for at in sorted(self.asked) if is_private(self.headers[at])]
        if private:
            yield Remark(
                text=f"{', '.join(private)}: this looks private, and is kept only because a challenge or "
                "'keep' names it. See who may know it before you show a board of it."
            )

    def blank_remarks(self) -> Iterator[Remark]:
        """What to say behind the rows: the marks that were read as blank."""
        if self.blanks:
            shown = ", ".join(f"'{mark}' in {header} ({n})" for (header, mark), n in self.blanks.items())
            yield Remark(text=f"Read as blank: {shown}. If one of them is a name, write it in full.")


def _listed(sheet: Sheet, names: Mapping[int, str], keep: str) -> set[int]:
    """The columns that `keep` lists, by header or by name."""
    listed = set()
    for wanted in filter(None, map(str.strip, keep.replace(";", ",").split(","))):
        at = [at for at, name in names.items() if wanted == name or fold(wanted) == fold(sheet.headers[at])]
        if not at:
            shown = ", ".join(f"'{header}'" for header in sheet.headers if header)[:300]
            raise FieldError(f"'keep' asks for a column '{wanted}', which is not there. It has: {shown}")
        listed.update(at)
    return listed


def _names(headers: tuple[str, ...]) -> dict[int, str]:
    """The name of each column with a header; equal ones are numbered, whichever of them are kept."""
    names: dict[int, str] = {}
    for at, header in enumerate(headers):
        if header:
            names[at] = _column_name(header, frozenset(names.values()))
    return names


def _column_name(header: str, taken: Set[str]) -> str:
    """The header as a name for challenge files: small letters, digits and `_`; a number where it is taken."""
    letters = [letter if letter.isascii() else "_" for letter in fold(header).replace(" ", "_")]
    name = "".join(letters).strip("_") or "column"
    name = (name if name[0].isalpha() else f"c_{name}")[:36].rstrip("_")
    number, free = 2, name
    while free in taken:
        free, number = f"{name}_{number}", number + 1
    return free
