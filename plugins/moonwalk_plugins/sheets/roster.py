"""People from a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, Literal
from zoneinfo import ZoneInfo

from moonwalk.api import FieldError
from moonwalk.api.files import (
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
    fold,
    is_blank,
    read_date,
    read_sheet,
)
from moonwalk_plugins.sheets.columns import ROSTER, is_private


class Roster(Source):
    """People from a table with a header."""

    name: ClassVar[str] = "roster"
    brings: ClassVar[Literal["entries", "people"]] = "people"
    about: ClassVar[str] = (
        "A table (CSV) of people with the columns id, name, email, team, timezone, start and end; "
        "other columns can be used to group people."
    )

    dates: Literal["day first", "month first"] | None = None

    def recognises(self, file: SourceFile) -> bool:
        """Whether the header has people, and more about them than what they did."""
        columns = find_columns(file, ROSTER)
        return bool(columns & {"id", "email"}) and bool(columns & {"name", "first", "last", "team"})

    def read(self, file: SourceFile) -> Iterable[Row]:
        """Every person of the file; ids stay text, and a second line with the same id is rejected."""
        sheet = read_sheet(file, ROSTER, needs=(("id", "email"),))
        kept, remarks = _attributes(sheet)
        yield from sheet.remarks
        yield from remarks
        reader = _Reader(
            kept,
            columns=frozenset(sheet.columns),
            named=bool(sheet.columns.keys() & {"name", "first", "last"}),
            starts=self.dates or date_order_of(sheet.column("start")),
            ends=self.dates or date_order_of(sheet.column("end")),
        )
        for line in sheet.lines:
            yield reader.read(line) if isinstance(line, SheetRow) else line


@dataclass(slots=True)
class _Reader:
    """Reads the rows of one file and remembers which line had which id."""

    kept: Mapping[int, str]
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
        starts, ends = _day(row["start"], self.starts), _day(row["end"], self.ends)
        if starts and ends and ends < starts:
            raise FieldError(f"The last day ({ends}) is before the first ({starts}).")
        return PersonRow(
            line=row.line,
            id=person_id,
            name=self.name_of(row) or person_id,
            email=email,
            team="" if is_blank(row["team"]) else clean_name(row["team"]),
            timezone=_timezone(row["timezone"]),
            starts=starts,
            ends=ends,
            blank=self.blank(starts, ends),
            attributes={key: clean_name(row.cells[at]) for at, key in self.kept.items()},
        )

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
        """The name, put together from first and last name where it must be."""
        name = "" if is_blank(row["name"]) else clean_name(row["name"])
        parts = [clean_name(row[part]) for part in ("first", "last") if not is_blank(row[part])]
        name = name or clean_name(" ".join(parts))
        if self.named and not name:
            raise FieldError("The row has no name.")
        return name


def fold_id(person_id: str) -> str:
    """An id for comparing: `A7` and `a7` are one person."""
    return person_id.casefold()


def _day(cell: str, order: DateOrder | None) -> date | None:
    return None if is_blank(cell) else read_date(cell, order)


def _timezone(cell: str) -> str:
    zone = clean_name(cell)
    if is_blank(zone):
        return ""
    try:
        return ZoneInfo(zone).key
    except (ValueError, KeyError, OSError):
        raise FieldError(f"'{zone}' is not a time zone. Write for example Europe/Berlin.") from None


def _attributes(sheet: Sheet) -> tuple[dict[int, str], tuple[Remark, ...]]:
    """The columns to keep with their names in challenge files, and what was left out or renamed."""
    kept: dict[int, str] = {}
    taken: set[str] = set()
    left_out = []
    for at in sheet.unused:
        header = sheet.headers[at]
        if is_private(header):
            left_out.append(f"'{header}'")
            continue
        kept[at] = _column_name(header, taken)
        taken.add(kept[at])
    remarks = tuple(_remarks(sheet, kept, left_out))
    return kept, remarks


def _remarks(sheet: Sheet, kept: Mapping[int, str], left_out: list[str]) -> Iterator[Remark]:
    if left_out:
        yield Remark(text=f"Left out, because no challenge needs to know it: {', '.join(left_out)}.")
    if kept:
        named = ", ".join(f"'{sheet.headers[at]}' as {key}" for at, key in kept.items())
        yield Remark(text=f"Kept for grouping people: {named}.")
    if sheet.columns and "id" not in sheet.columns:
        yield Remark(text="There is no column 'id', so people are known by their e-mail address.")


def _column_name(header: str, taken: Set[str]) -> str:
    """The header as a name for challenge files: small letters, digits and `_`; a number where it is taken."""
    letters = [letter if letter.isascii() else "_" for letter in fold(header).replace(" ", "_")]
    name = "".join(letters).strip("_") or "column"
    name = (name if name[0].isalpha() else f"c_{name}")[:36].rstrip("_")
    number, free = 2, name
    while free in taken:
        free, number = f"{name}_{number}", number + 1
    return free
