"""People from a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import ClassVar, Final, Literal, TypeVar
from zoneinfo import ZoneInfo

from moonwalk.api import FieldError
from moonwalk.api.fields import Text
from moonwalk.api.files import (
    ColumnUse,
    DateOrder,
    PersonRow,
    Rejected,
    Remark,
    Row,
    Sheet,
    SheetRow,
    Source,
    SourceFile,
    clean_email,
    clean_id,
    clean_name,
    date_order_of,
    find_columns,
    is_blank,
    read_date,
    read_sheet,
)
from moonwalk_plugins.sheets.kept_columns import KeptColumns
from moonwalk_plugins.sheets.person_names import NameReader
from moonwalk_plugins.sheets.roster_columns import ROSTER

_SAMPLES: Final = 20
_SHOWN: Final = 3
_Value = TypeVar("_Value")


class Roster(Source):
    """People from a table with a header."""

    name: ClassVar[str] = "roster"
    brings: ClassVar[Literal["entries", "people"]] = "people"
    about: ClassVar[str] = (
        "A table (CSV) of people with the columns id, name, email, team, timezone, start and end; "
        "columns that form groups, that challenges name, or that the option 'keep' lists are kept too."
    )

    dates: Literal["day first", "month first"] | None = None
    keep: Text = ""

    def recognises(self, file: SourceFile) -> bool:
        """Whether the header has people, and more about them than what they did."""
        columns = find_columns(file, ROSTER)
        return bool(columns & {"id", "email"}) and bool(columns & {"name", "first", "last", "team"})

    def explain(self, file: SourceFile) -> Iterator[ColumnUse]:
        """What each column is taken for: what a roster has, a group to keep, or nothing."""
        sheet = read_sheet(file, ROSTER)
        kept = KeptColumns.of(sheet, file.named_columns, self.keep)
        known = {at: what for what, at in sheet.columns.items()}
        samples = [line.cells for line in islice(sheet.lines, _SAMPLES) if isinstance(line, SheetRow)]
        for at, header in enumerate(sheet.headers):
            if not header:
                continue
            uses = [known[at]] if at in known else []
            uses += [f"group {kept.kept[at]}"] if at in kept.kept else []
            why = "its header says so" if uses else "no challenge names it, and it forms no ordinary group"
            values = [clean_name(cells[at]) for cells in samples if not is_blank(cells[at])]
            shown = tuple(values[:_SHOWN]) if uses else ()
            yield ColumnUse(header=header, used_as=", ".join(uses), why=why, samples=shown)
        if not {"id", "email"} & sheet.columns.keys():
            yield ColumnUse(header="", used_as="", why="There is no column of ids or e-mail addresses.")

    def read(self, file: SourceFile) -> Iterable[Row]:
        """Every person of the file; ids stay text, and a second line with the same id is rejected."""
        sheet = read_sheet(file, ROSTER, needs=(("id", "email"),))
        kept, names = KeptColumns.of(sheet, file.named_columns, self.keep), NameReader.of(sheet)
        yield from sheet.remarks
        yield from kept.remarks()
        yield from _remarks(sheet, names)
        reader = _Reader(
            kept,
            names,
            sheet.headers,
            columns=frozenset(sheet.columns),
            named=bool(sheet.columns.keys() & {"name", "first", "last"}),
            starts=self.dates or date_order_of(sheet.column("start")),
            ends=self.dates or date_order_of(sheet.column("end")),
        )
        for line in sheet.lines:
            yield reader.read(line) if isinstance(line, SheetRow) else line
        yield from kept.blank_remarks()


@dataclass(slots=True)
class _Reader:
    """Reads the rows of one file and remembers which line had which id."""

    kept: KeptColumns
    names: NameReader
    headers: tuple[str, ...]
    columns: frozenset[str]
    named: bool
    starts: DateOrder | None
    ends: DateOrder | None
    lines: dict[str, int] = field(default_factory=dict)
    emails: dict[str, int] = field(default_factory=dict)

    def read(self, row: SheetRow) -> PersonRow | Rejected:
        """The person of a row, or why there is none."""
        try:
            person = self.person(row)
        except FieldError as error:
            return Rejected(line=row.line, reason=str(error))
        self.lines[fold_id(person.id)] = row.line
        if person.email:
            self.emails[person.email] = row.line
        return person

    def person(self, row: SheetRow) -> PersonRow:
        """The person of a row; FieldError says what is wrong with it."""
        email = clean_email(row["email"])
        person_id = ("" if is_blank(row["id"]) else clean_id(row["id"])) or email
        if not person_id:
            raise FieldError("The row has neither an id nor an e-mail address. Give the person one of them.")
        self.refuse_double(person_id, email)
        starts = self.cell(row, "start", lambda cell: read_date(cell, self.starts))
        ends = self.cell(row, "end", lambda cell: read_date(cell, self.ends))
        if starts and ends and ends < starts:
            raise FieldError(f"The last day ({ends}) is before the first ({starts}).")
        return PersonRow(
            line=row.line,
            id=person_id,
            name=self.name_of(row) or person_id,
            email=email,
            team="" if is_blank(row["team"]) else clean_name(row["team"]),
            timezone=self.cell(row, "timezone", _timezone) or "",
            starts=starts,
            ends=ends,
            blank=self.blank(starts, ends),
            attributes=self.kept.attributes(row),
        )

    def cell(self, row: SheetRow, column: str, read: Callable[[str], _Value]) -> _Value | None:
        """What a cell holds; None for a blank one. FieldError names the column."""
        if is_blank(row[column]):
            return None
        try:
            return read(row[column])
        except FieldError as error:
            raise FieldError(f"{self.headers[row.columns[column]]}: {error}") from None

    def blank(self, starts: date | None, ends: date | None) -> frozenset[Literal["starts", "ends"]]:
        """The days that have a column, and none in it."""
        days: tuple[tuple[Literal["starts", "ends"], str, date | None], ...] = (
            ("starts", "start", starts),
            ("ends", "end", ends),
        )
        return frozenset(name for name, column, day in days if column in self.columns and day is None)

    def refuse_double(self, person_id: str, email: str) -> None:
        """FieldError where an earlier line has the same id or e-mail address, naming that line."""
        if first := self.lines.get(fold_id(person_id)):
            raise FieldError(f"The id '{person_id}' is already on line {first}. Every person needs one line.")
        if email and (first := self.emails.get(email)):
            raise FieldError(
                f"The e-mail address {email} is already on line {first}. "
                "Give each person their own, or leave it empty."
            )

    def name_of(self, row: SheetRow) -> str:
        """The name; FieldError where there are columns for it with nothing in them."""
        name = self.names.read(row)
        if self.named and not name:
            raise FieldError("The row has no name.")
        return name


def fold_id(person_id: str) -> str:
    """An id for comparing: `A7` and `a7` are one person."""
    return person_id.casefold()


def _timezone(cell: str) -> str:
    zone = clean_name(cell)
    try:
        return ZoneInfo(zone).key
    except (ValueError, KeyError, OSError):
        raise FieldError(f"'{zone}' is not a time zone. Write for example Europe/Berlin.") from None


def _remarks(sheet: Sheet, names: NameReader) -> Iterator[Remark]:
    if names.remark:
        yield names.remark
    if sheet.columns and "id" not in sheet.columns:
        yield Remark(text="There is no column 'id', so people are known by their e-mail address.")
