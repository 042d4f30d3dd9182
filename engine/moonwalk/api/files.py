"""Sources: how a file becomes rows, with what reads tables and the cells that people write.

A source answers one row for each line of its file: an `EntryRow` or a `PersonRow`, or why the line is
none (`Rejected`, `Skipped`), and a `Remark` for what concerns the whole file. `read_sheet` reads any
delimited text file; the `read_...` and `clean_...` functions read its cells, and refuse with `FieldError`
what can be understood in two ways.
"""

from moonwalk.api.cell_dates import DateOrder, date_order_of, read_date, read_instant
from moonwalk.api.cell_numbers import CellAmount, Separators, known_unit, read_amount, separators_of
from moonwalk.api.cells import (
    clean_email,
    clean_id,
    clean_name,
    clean_text,
    fold,
    is_blank,
)
from moonwalk.api.headers import Columns
from moonwalk.api.sources import (
    ColumnUse,
    EntryRow,
    Measure,
    PersonRow,
    Rejected,
    Remark,
    Row,
    Skipped,
    Source,
    SourceFile,
)
from moonwalk.api.tables import Sheet, SheetRow, find_columns, headers_of, read_sheet

__all__ = [
    "CellAmount",
    "ColumnUse",
    "Columns",
    "DateOrder",
    "EntryRow",
    "Measure",
    "PersonRow",
    "Rejected",
    "Remark",
    "Row",
    "Separators",
    "Sheet",
    "SheetRow",
    "Skipped",
    "Source",
    "SourceFile",
    "clean_email",
    "clean_id",
    "clean_name",
    "clean_text",
    "date_order_of",
    "find_columns",
    "fold",
    "headers_of",
    "is_blank",
    "known_unit",
    "read_amount",
    "read_date",
    "read_instant",
    "read_sheet",
    "separators_of",
]
