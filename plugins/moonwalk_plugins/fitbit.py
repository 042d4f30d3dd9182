"""Steps from Fitbit's daily activity file."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType
from typing import ClassVar, Final

from moonwalk.api import FieldError, hookimpl
from moonwalk.api.files import (
    EntryRow,
    Rejected,
    Row,
    SheetRow,
    Skipped,
    Source,
    SourceFile,
    clean_id,
    find_columns,
    is_blank,
    read_amount,
    read_date,
    read_sheet,
)

_COLUMNS: Final = MappingProxyType(
    {"id": ("Id", "Customer Id"), "day": ("ActivityDate",), "steps": ("TotalSteps",)}
)


class FitbitDaily(Source):
    """Steps per day from Fitbit's daily activity file."""

    name: ClassVar[str] = "fitbit_daily"
    device: ClassVar[bool] = True
    whole_days: ClassVar[bool] = True
    about: ClassVar[str] = "Fitbit's daily activity file: Id, ActivityDate (month first) and TotalSteps."

    def recognises(self, file: SourceFile) -> bool:
        """Whether the three columns are there under the names that Fitbit gives them."""
        return len(find_columns(file, _COLUMNS)) == len(_COLUMNS)

    def read(self, file: SourceFile) -> Iterable[Row]:
        """The steps of every row. A day of 0 steps is an entry of 0: the tracker was not worn."""
        sheet = read_sheet(file, _COLUMNS, needs=tuple((column,) for column in _COLUMNS))
        yield from sheet.remarks
        for line in sheet.lines:
            yield _entry(line) if isinstance(line, SheetRow) else line


def _entry(row: SheetRow) -> EntryRow | Rejected | Skipped:
    if is_blank(row["steps"]):
        return Skipped(line=row.line, reason="The row has no steps.")
    try:
        who = clean_id(row["id"])
        if is_blank(who):
            raise FieldError("The row has no id.")
        day, steps = read_date(row["day"], "month first"), read_amount(row["steps"], unit="steps")
        return EntryRow(
            line=row.line, person=who, day=day, activity="steps", unit="steps", amount=steps.thousandths
        )
    except FieldError as error:
        return Rejected(line=row.line, reason=str(error))


@hookimpl
def moonwalk_sources() -> Iterable[type[Source]]:
    """The daily activity file."""
    return (FitbitDaily,)
