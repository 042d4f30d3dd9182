"""One table in many shapes: whatever the notation, delimiter, encoding and order, it says the same."""

import csv
import io
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from moonwalk.api.files import EntryRow, Measure, Rejected, Remark, Skipped, SourceFile
from moonwalk_plugins.sheets.entries import Entries

MEASURES = (
    Measure(activity="walk", label="Walk", unit="minutes"),
    Measure(activity="steps", label="Steps", unit="steps", own=False),
)
DAYS = (
    "{0:%Y-%m-%d}",
    "{0:%d.%m.%Y}",
    "{0:%Y/%m/%d}",
    "{0:%b} {0.day}, {0.year}",
    "{0.day} {0:%B} {0.year}",
    "{0:%d-%b-%Y}",
)
AMOUNTS = ("{0}", "{0} min", "{0},0", "{0}.0", "0:{0:02}", "{0} minutes")
HEADS = {
    "who": ("Email", "E-Mail", "What is your e-mail address?", "Work Email"),
    "day": ("Date", "Datum", "On which day?", "Day of the walk (date)"),
    "amount": ("Minutes", "Duration (min)", "How many minutes did you walk?", "Dauer in Minuten", "Walk"),
    "mood": ("Mood", "Anything else?"),
    "speed": ("Min speed (m/s)", "Max minutes", "Distance (km)"),
}
STAMPS = ("{0:%Y-%m-%d %H:%M:%S}", "{0:%d.%m.%Y %H:%M:%S}", "{0:%b} {0.day}, {0.year}, {0:%I:%M:%S %p}")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252")

NEW_YEAR = datetime(2027, 1, 1, tzinfo=UTC)

people = st.sampled_from(["ann@x.org", "bo@x.org", "zoë@x.org"])
days = st.dates(date(2027, 1, 1), date(2027, 12, 31))
rows = st.lists(st.tuples(people, days, st.integers(1, 59)), min_size=1, max_size=8)


@st.composite
def shapes(draw):
    """How a table is written: headers, their order, notations, and what holds it."""
    columns = draw(st.permutations(list(HEADS)))
    return {
        "columns": columns,
        "heads": {name: draw(st.sampled_from(HEADS[name])) for name in columns},
        "day": draw(st.sampled_from(DAYS)),
        "amount": draw(st.sampled_from(AMOUNTS)),
        "delimiter": draw(st.sampled_from(";,\t|")),
        "newline": draw(st.sampled_from(["\n", "\r\n", "\r"])),
        "encoding": draw(st.sampled_from(ENCODINGS)),
        "workbook": draw(st.booleans()),
    }


def cells(shape, row):
    person, day, minutes = row
    values = {
        "who": person,
        "day": shape["day"].format(day),
        "amount": shape["amount"].format(minutes),
        "mood": "good",
        "speed": "3",
    }
    return [values[name] for name in shape["columns"]]


def written(shape, table):
    lines = [[shape["heads"][name] for name in shape["columns"]], *(cells(shape, row) for row in table)]
    if shape["workbook"]:
        return workbook(lines)
    text = io.StringIO()
    csv.writer(text, delimiter=shape["delimiter"], lineterminator=shape["newline"]).writerows(lines)
    return text.getvalue().encode(shape["encoding"])


def workbook(lines):
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def read(content, zone="Europe/Berlin"):
    file = SourceFile(name="table", content=content, measures=MEASURES, timezone=zone)
    assert Entries().recognises(file)
    return [row for row in Entries().read(file) if not isinstance(row, Remark)]


def said(rows):
    """What the rows say; an amount of whatever unit in minutes."""
    assert {row.unit for row in rows} <= {"minutes", ""}
    return Counter((row.person, row.day, row.amount) for row in rows)


@settings(deadline=None)
@given(rows, shapes())
def test_every_shape_of_a_table_has_the_same_entries(table, shape):
    found = read(written(shape, table))

    assert all(isinstance(row, EntryRow) for row in found)
    assert said(found) == Counter((person, day, minutes * 1000) for person, day, minutes in table)


CELLS = st.sampled_from(
    [
        *["12", "12,5", "1.5 h", "5 km", "", "N/A", "-3", "many", "0", "1:15", "900 steps", "1,234"],
        *["2027-01-05", "5 Jan 2027", "1/13/2027", "4/5/2027", "30.02.2027", "ann@x.org", "nobody"],
        *["Total", "#REF!", "=1+1", '"'],
    ]
)


@settings(deadline=None)
@given(st.lists(st.lists(CELLS, min_size=5, max_size=5), max_size=8), shapes())
def test_every_row_has_one_verdict_and_no_amount_a_wrong_unit(table, shape):
    lines = [[shape["heads"][name] for name in shape["columns"]], ["ann@x.org"] * 5, *table]
    text = io.StringIO()
    csv.writer(text, delimiter=shape["delimiter"], lineterminator=shape["newline"]).writerows(lines)
    file = SourceFile(name="t.csv", content=text.getvalue().encode(shape["encoding"]), measures=MEASURES)

    options = {
        "who": shape["heads"]["who"],
        "date": shape["heads"]["day"],
        "amount": shape["heads"]["amount"],
    }
    found = [row for row in Entries(**options).read(file) if not isinstance(row, Remark)]

    assert [row.line for row in found] == list(range(2, len(table) + 3))
    assert all(isinstance(row, EntryRow | Rejected | Skipped) for row in found)
    # A cell that names its own unit keeps it; hours become minutes in the import, exactly.
    assert {row.unit for row in found if isinstance(row, EntryRow)} <= {"minutes", "hours", ""}


seconds = st.integers(0, 364 * 86_400)
answers = st.lists(st.tuples(people, seconds, st.integers(1, 59)), min_size=1, max_size=6)


@settings(deadline=None)
@given(answers, st.sampled_from(STAMPS), st.sampled_from(STAMPS))
def test_a_stamp_is_the_same_instant_to_the_minute_in_every_notation(table, first, second):
    def read_as(notation, unit):
        lines = [
            f'"{notation.format(NEW_YEAR + timedelta(seconds=second // unit * unit))}",{person},{minutes}'
            for person, second, minutes in table
        ]
        content = "\n".join(["Timestamp,Email Address,Minutes", *lines]) + "\n"
        return [
            (row.person, row.logged.replace(second=0), row.amount) for row in read(content.encode(), "UTC")
        ]

    whole = read_as(first, 1)
    assert whole == read_as(second, 60)
    assert [logged.tzinfo for _, logged, _ in whole] == [UTC] * len(table)
