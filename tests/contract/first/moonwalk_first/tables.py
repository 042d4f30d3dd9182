"""A source of entries and one of people. Never edit this: see README.md."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import ClassVar, Literal
from zoneinfo import ZoneInfo

from moonwalk.api import FieldError
from moonwalk.api.fields import ShortText
from moonwalk.api.files import (
    CellAmount,
    Columns,
    ColumnUse,
    DateOrder,
    EntryRow,
    Measure,
    PersonRow,
    Rejected,
    Remark,
    Row,
    Separators,
    Sheet,
    SheetRow,
    Skipped,
    Source,
    SourceFile,
    clean_email,
    clean_id,
    clean_name,
    clean_text,
    date_order_of,
    find_columns,
    fold,
    headers_of,
    is_blank,
    known_unit,
    read_amount,
    read_date,
    read_instant,
    read_sheet,
    separators_of,
)

ENTRIES: Columns = {
    "who": ["First member"],
    "day": ["First day"],
    "steps": ["First amount"],
    "unit": ["First unit"],
    "written": ["Written at"],
}
PEOPLE: Columns = {
    "id": ["First key"],
    "name": ["First full name"],
    "email": ["Mail"],
    "team": ["First group"],
}


class StepTable(Source):
    """What each member did on each day."""

    name: ClassVar[str] = "step_table"
    brings: ClassVar[Literal["entries", "people"]] = "entries"
    device: ClassVar[bool] = True
    whole_days: ClassVar[bool] = True
    general: ClassVar[bool] = False
    of_one_file: ClassVar[tuple[str, ...]] = ("activity",)
    about: ClassVar[str] = "the amount of each day, one row for each member and day"

    activity: ShortText = ""

    def recognises(self, file: SourceFile) -> bool:
        """Whether it has the columns."""
        return {"who", "day", "steps"} <= find_columns(file, ENTRIES)

    def explain(self, file: SourceFile) -> Iterable[ColumnUse]:
        """What each column is taken for."""
        sheet = read_sheet(file, ENTRIES)
        for name, at in sheet.columns.items():
            yield ColumnUse(
                header=sheet.headers[at],
                used_as=name,
                why="it is called so",
                samples=tuple(sheet.column(name))[:2],
            )
        for at in sheet.unused:
            yield ColumnUse(header=sheet.headers[at], used_as="", why="nobody asked for it")

    def read(self, file: SourceFile) -> Iterable[Row]:
        """An entry for each line, or why there is none."""
        sheet: Sheet = read_sheet(file, ENTRIES, needs=[["who"], ["day"], ["steps"]])
        order = date_order_of(sheet.column("day"))
        separators = separators_of(sheet.column("steps"))
        yield from sheet.remarks
        yield Remark(text=f"{file.name} has {len(sheet.rows)} rows: {', '.join(headers_of(file, ENTRIES))}")
        for line in sheet.lines:
            yield self.row(file, line, order, separators) if isinstance(line, SheetRow) else line

    def row(
        self, file: SourceFile, line: SheetRow, order: DateOrder | None, separators: Separators
    ) -> EntryRow | Rejected | Skipped:
        """The entry of a line."""
        if fold(line["who"]) == "total":
            return Skipped(line=line.line, reason="It is a total.")
        try:
            day: date = read_date(line["day"], order)
            amount: CellAmount = read_amount(line["steps"], separators, known_unit(line["unit"]))
            zone = ZoneInfo(file.timezone) if file.timezone else None
            logged: datetime | None = (
                None if is_blank(line["written"]) else read_instant(line["written"], order, zone)
            )
        except FieldError as error:
            return Rejected(line=line.line, reason=str(error))
        return EntryRow(
            line=line.line,
            person=clean_id(line["who"]),
            day=day,
            activity=self.activity or _activity(file.measures),
            unit=amount.unit,
            amount=amount.thousandths,
            logged=logged,
        )


def _activity(measures: tuple[Measure, ...]) -> str:
    own = [measure.activity for measure in measures if measure.own]
    return own[0] if len(own) == 1 else ""


class Members(Source):
    """A roster."""

    name: ClassVar[str] = "members"
    brings: ClassVar[Literal["entries", "people"]] = "people"
    about: ClassVar[str] = "people with their teams"

    def recognises(self, file: SourceFile) -> bool:
        """Whether it has the columns."""
        return file.start(5) == b"First" and file.size > 5 and {"id", "name"} <= find_columns(file, PEOPLE)

    def read(self, file: SourceFile) -> Iterable[Row]:
        """A person for each line."""
        with file.open() as stream:
            assert stream.read() == file.data
        for line in read_sheet(file, PEOPLE).rows:
            yield PersonRow(
                line=line.line,
                id=clean_id(line["id"]),
                name=clean_name(clean_text(line["name"])),
                email=clean_email(line["email"]),
                team=line["team"],
                timezone="UTC",
                attributes={"site": "here"},
            )
