"""Workbooks as tables: real values, the sheet that is meant, and files that would do harm."""

import io
import zipfile
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest

from moonwalk.api import FieldError
from moonwalk.api.files import SourceFile, find_columns, read_sheet

COLUMNS = {"id": ("id",), "day": ("day",), "steps": ("steps",)}
HEAD = ["Id", "When", "Day", "Steps", "Long"]
SENT = datetime.fromisoformat("2027-01-05 18:00:07")
ROWS = [
    [
        "007",
        datetime.fromisoformat("2027-01-05 18:00:07"),
        date(2027, 1, 5),
        8342,
        timedelta(hours=25, minutes=15),
    ],
    [7, None, date(2027, 1, 6), 12.345, time(1, 15)],
    ["8", "#REF!", "soon", True, " x\ny "],
]
CELLS = [
    ("007", "2027-01-05 18:00:07", "2027-01-05", "8342", "25:15:00"),
    ("7", "", "2027-01-06", "12.3450", "01:15:00"),
    ("8", "#REF!", "soon", "TRUE", "x y"),
]
SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
END = b"</sheetData></worksheet>"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "style")
)


def workbook(*rows, hidden=False, others=()):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if hidden:
        first = book.create_sheet("Codes", 0)
        first.sheet_state = "hidden"
        first.append(["id"])
    for name, *lines in others:
        sheet = book.create_sheet(name)
        for row in lines:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def opendocument(body, hidden=""):
    styles = '<style:style style:name="h"><style:table-properties table:display="false"/></style:style>'
    text = (
        f"<office:document-content {NAMESPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f'<office:body><office:spreadsheet>{hidden}<table:table table:name="A">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return archive({"mimetype": ODS, "content.xml": text})


def archive(members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return stream.getvalue()


def with_sheet(content):
    """A workbook whose sheet is replaced by this XML."""
    with zipfile.ZipFile(io.BytesIO(workbook(HEAD))) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    return archive({**members, "xl/worksheets/sheet1.xml": content})


def table(content, sheet="", name="people.xlsx"):
    return read_sheet(SourceFile(name=name, content=content, sheet=sheet), COLUMNS)


def test_cells_of_a_workbook_are_read_as_the_values_that_they_hold():
    sheet = table(workbook(["Steps of week 1"], [], HEAD, *ROWS, [], ["9", None, None, 5]))

    assert [row.cells for row in sheet.rows] == [*CELLS, ("9", "", "", "5", "")]
    assert [row.line for row in sheet.rows] == [4, 5, 6, 8]
    assert [remark.text for remark in sheet.remarks] == [
        "The header is on line 3; what is above it was left out."
    ]


def test_the_first_sheet_that_can_be_seen_is_read_or_the_one_named():
    content = workbook(HEAD, *ROWS, hidden=True, others=[("Week 2", HEAD, ["9"])])

    assert len(table(content).rows) == 3
    assert "The sheet 'Sheet' was read, not 'Week 2'" in table(content).remarks[0].text
    assert [row["id"] for row in table(content, "week 2").rows] == ["9"]
    with pytest.raises(FieldError, match=r"no sheet 'Week 3', but 'Sheet', 'Week 2'"):
        table(content, "Week 3")


def row(*cells, repeats=1):
    return f'<table:table-row table:number-rows-repeated="{repeats}">{"".join(cells)}</table:table-row>'


def cell(text="", repeats=1, **value):
    attributes = "".join(f' office:{name.replace("_", "-")}="{said}"' for name, said in value.items())
    shown = f"<text:p>{text}</text:p>" if text else ""
    return (
        f'<table:table-cell table:number-columns-repeated="{repeats}"{attributes}>{shown}</table:table-cell>'
    )


def test_a_sheet_of_opendocument_has_the_same_values():
    body = (
        row(*(cell(name) for name in HEAD))
        + row(cell(), repeats=3)
        + row(
            cell("007", value_type="string"),
            cell(value_type="date", date_value="2027-01-05T18:00:07"),
            cell("5.1.", value_type="date", date_value="2027-01-05"),
            cell("12,35", value_type="float", value="12.345"),
            cell(value_type="time", time_value="PT25H15M00S"),
            cell(repeats=16000),
        )
        + row(cell(repeats=16384), repeats=1_048_000)
    )
    hidden = '<table:table table:name="H" table:style-name="h"><table:table-row/></table:table>'

    for content in (opendocument(body), opendocument(body, hidden)):
        [line] = table(content, name="people.ods").rows
        assert line.cells == ("007", "2027-01-05 18:00:07", "2027-01-05", "12.3450", "25:15:00")
        assert line.line == 5


def test_every_source_can_look_for_its_columns():
    file = SourceFile(name="x", content=workbook(HEAD, *ROWS))

    assert find_columns(file, COLUMNS) == {"id", "day", "steps"}
    assert find_columns(file, {"when": ("when",)}) == {"when"}


def far_row() -> bytes:
    return b"<row r='1'>" + b"<c><v>1</v></c>" * 1_000_000 + b"</row>"


@pytest.mark.parametrize(
    ("content_of", "reason"),
    [
        (
            lambda: archive({"Takeout/steps.json": "[]"}),
            r"an archive of 1 files \('Takeout/steps.json'\): take out",
        ),
        (
            lambda: archive(
                {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}
            ),
            "no sheet",
        ),
        (lambda: archive({"xl/workbook.bin": ""}), "binary workbook"),
        (lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600, r"old kind \(\.xls\) or one with a password"),
        (lambda: workbook(HEAD, *ROWS)[:-300], "damaged or not complete"),
        (lambda: workbook(HEAD, *ROWS)[:700], "damaged or not complete"),
        (lambda: with_sheet(SHEET + b"<row><c><v>"), "no workbook that can be read"),
        (lambda: with_sheet(SHEET + b" " * 60_000_000 + END), "when unpacked"),
        (lambda: with_sheet(SHEET + b"<row/>" * 1_200_000 + END), "when unpacked|over a million rows"),
        (
            lambda: with_sheet(SHEET + far_row() + END),
            "when unpacked",
        ),
        (lambda: opendocument(row(cell("x"), repeats=10_000_000)), "repeated 10000000 times"),
        (lambda: opendocument('<!DOCTYPE x [<!ENTITY a "b">]>'), "no workbook that can be read"),
    ],
)
def test_what_is_no_workbook_that_can_be_read_says_why_and_what_to_do(content_of, reason):
    content = content_of()
    with pytest.raises(FieldError, match=reason):
        list(table(content).lines)


def test_a_cell_at_the_far_end_of_a_sheet_costs_no_memory():
    far = b"<row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='XFD1048576'><v>2</v></c></row>"

    assert [line.line for line in table(with_sheet(SHEET + far + END)).lines] == [1048576]
