"""Files that are not what they should be are answered in a sentence."""

import os
from io import BytesIO

import pytest
from openpyxl import Workbook

from moonwalk.api.files import Measure
from moonwalk.services.errors import Refused
from moonwalk.services.files import FileContext, ImportRequest, read_source_file, recognised_source
from moonwalk.services.imports import import_entries
from moonwalk.services.imports.importer import explain_entries

from ..workspaces import day


def test_a_workbook_is_told_apart_from_a_format_nobody_knows(lanes):
    with pytest.raises(Refused, match=r"damaged or not complete.*Nothing was imported"):
        import_entries(lanes.ws, lanes.file("answers.xlsx", b"PK\x03\x04" + bytes(100)))
    with pytest.raises(Refused, match=r"old kind \(\.xls\).*save it as \.xlsx"):
        import_entries(lanes.ws, lanes.file("answers.xls", b"\xd0\xcf\x11\xe0" + bytes(600)))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such files on this system")
def test_what_never_ends_is_no_file(tmp_path):
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(Refused, match="not a regular file"):
        read_source_file(tmp_path / "pipe", FileContext())


@pytest.mark.parametrize("who", ["Gul", "gül haas", "GUL HAAS"])
def test_a_name_is_found_without_its_accents(lanes, who):
    assert lanes.log(who, "5").person == "p07"


POLAR = (
    "Name,Sport,Date,Start time,Duration,Total distance (km),Average heart rate (bpm)\n"
    "Ada,WALKING,2027-02-20,10:00:00,00:30:00,2.5,101\n"
)


def test_a_recognised_source_tables_of_any_format_gives_way_to_one_that_knows_the_format(lanes):
    context = FileContext(measures=(Measure(activity="walk", label="Walk", unit="minutes"),))
    file = read_source_file(lanes.file("session.csv", POLAR), context)
    sources = lanes.ws.plugins.sources()

    assert sources["entries"].recognises(file)
    assert recognised_source(lanes.ws, file, None, "entries").adapter.name == "polar"
    assert recognised_source(lanes.ws, file, "entries", "entries").adapter.name == "entries"


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n\r\n \t"])
def test_an_empty_file_is_called_empty(lanes, content):
    with pytest.raises(Refused, match=r"answers\.csv is empty\. Nothing was imported"):
        import_entries(lanes.ws, lanes.file("answers.csv", content))


def test_a_workbook_whose_first_sheet_is_no_table_says_which_others_it_has(lanes):
    book = Workbook()
    book.active.title = "Read me"
    book.active.append(["How to use this workbook"])
    book.create_sheet("Answers").append(["Email", "Date", "Minutes"])
    content = BytesIO()
    book.save(content)

    with pytest.raises(Refused, match=r"The sheet 'Read me' was read, not 'Answers'; --sheet names another"):
        import_entries(lanes.ws, lanes.file("answers.xlsx", content.getvalue()))


def test_a_reason_that_is_a_sentence_ends_once(lanes):
    table = "Name,1/4/2027,1/5/2027\nAda Brandt,1,2\n"

    with pytest.raises(Refused, match=r"[^.]\. Nothing was imported\."):
        import_entries(lanes.ws, lanes.file("team.csv", table.encode()))


@pytest.mark.parametrize(
    ("table", "options"),
    [
        ("Id,Date,Lengths", {"amount": "Lengths"}),
        ("Badge,Date,Minutes", {"who": "Badge"}),
        ("Q1,Q2,Q3", {"who": "Q1", "date": "Q2", "amount": "Q3"}),
        ("Nobody,Date,Minutes", {"who": "p01"}),
        ("Badge,2027-02-20,2027-02-21", {"who": "Badge"}),
    ],
)
def test_what_options_say_of_the_columns_is_enough_to_read_a_file(lanes, table, options):
    row = "p01,5,6" if "2027" in table else f"p01,{day(1)},5"
    lanes.now = lanes.now.replace(month=3, day=2)
    path = lanes.file("answers.csv", f"{table}\n{row}\n")
    with pytest.raises(Refused, match="No source recognises"):
        import_entries(lanes.ws, path)
    chosen = {**options, "activity": "walk"}

    assert explain_entries(lanes.ws, ImportRequest(path=path, options=chosen)).source
    assert not import_entries(lanes.ws, ImportRequest(path=path, options=chosen)).rejected


def test_an_option_that_names_no_column_is_answered_with_the_columns_there_are(lanes):
    path = lanes.file("answers.csv", "Q1,Q2,Q3\np01,2027-02-20,5\n")

    with pytest.raises(Refused, match=r"no column 'Q9' for 'date'. Its columns are: 'Q1', 'Q2', 'Q3'"):
        import_entries(lanes.ws, ImportRequest(path=path, options={"who": "Q1", "date": "Q9"}))
