"""Each format is recognised by its own source and by no other, in any order of columns, by any name."""

from __future__ import annotations

import csv
import io
import time
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moonwalk.api import FieldError
from moonwalk.api.files import EntryRow, Measure, Rejected, SourceFile
from moonwalk.testing import check_declaration
from moonwalk_plugins.sheets.entries import Entries
from moonwalk_plugins.sheets.roster import Roster
from moonwalk_plugins.trackers import moonwalk_sources

from .samples import SAMPLES, entries, reordered, total, verdicts

SOURCES = {source.name: source for source in moonwalk_sources()}
PHONES = {"health_auto_export", "health_connect", "shortcut"}
TABLES = sorted(
    SAMPLES.keys() - {"apple_health", "fitbit_account", "fitbit_takeout", "polar", "polar_json"} - PHONES
)
WORKOUTS = {"garmin_activities", "polar", "polar_json", "strava", "zepp_sport"}
NAMELESS = sorted(SAMPLES.keys() - {"fitbit_daily"})
# Their headers are also those of a list of entries, which gives way: Polar has Name beside Date and Duration,
# Fitbit has Id beside ActivityDate.
ALSO_ENTRIES = {"polar", "fitbit_daily"}


def read(source, **changes):
    sample = SAMPLES[source]
    options = {"who": "ann"} if source != "fitbit_daily" else {}
    options |= changes.pop("options", {})
    return list(SOURCES[source](**options).read(sample.file(**changes)))


def test_every_source_has_a_sample_and_is_declared_well():
    assert SOURCES.keys() == SAMPLES.keys()
    for source in SOURCES.values():
        check_declaration(source())
        assert source.device


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_a_format_is_recognised_by_its_own_source_alone(name):
    file = SAMPLES[name].file()
    assert [other for other in SOURCES if SOURCES[other]().recognises(file)] == [name]


@pytest.mark.parametrize("name", sorted(SAMPLES.keys() - ALSO_ENTRIES))
def test_no_table_of_entries_or_people_claims_it(name):
    file = SAMPLES[name].file()
    assert not Entries().recognises(file)
    assert not Roster().recognises(file)


@pytest.mark.parametrize("name", TABLES)
def test_the_order_of_columns_and_the_name_of_the_file_change_nothing(name):
    skip = 1 if name == "samsung_health" else 0
    # The day of a file without dates is in its name.
    file = {"text": reordered(SAMPLES[name].text, skip)} | (
        {} if name == "google_fit_day" else {"name": "export (2).csv"}
    )
    assert [other for other in SOURCES if SOURCES[other]().recognises(SAMPLES[name].file(**file))] == [name]
    assert read(name, **file) == read(name)


@settings(max_examples=60, deadline=None)
@given(
    name=st.sampled_from(TABLES),
    shuffle=st.randoms(use_true_random=False),
    delimiter=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le"]),
    newline=st.sampled_from(["\n", "\r\n"]),
)
def test_the_same_table_in_any_shape_has_the_same_rows(name, shuffle, delimiter, encoding, newline):
    rows = list(csv.reader(io.StringIO(SAMPLES[name].text)))
    skip = 1 if name == "samsung_health" else 0
    order = list(range(len(rows[-1])))
    shuffle.shuffle(order)
    table = [*rows[:skip], *([row[at] for at in order] for row in rows[skip:])]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=newline).writerows(table)
    file = replace(SAMPLES[name].file(), content=out.getvalue().encode(encoding))
    assert [other for other in SOURCES if SOURCES[other]().recognises(file)] == [name]
    changed = list(SOURCES[name](who="ann").read(file))
    before = read(name, options={"who": "ann"})
    assert entries(changed) == entries(before)
    assert verdicts(changed) == verdicts(before)


@pytest.mark.parametrize("name", TABLES)
def test_saved_as_a_workbook_it_has_the_same_entries(name):
    book = openpyxl.Workbook()
    for cells in csv.reader(io.StringIO(SAMPLES[name].text)):
        book.active.append(cells)
    content = io.BytesIO()
    book.save(content)
    file = replace(SAMPLES[name].file(), content=content.getvalue())
    assert [other for other in SOURCES if SOURCES[other]().recognises(file)] == [name]
    rows = entries(SOURCES[name](who="ann").read(file))
    before = entries(read(name, options={"who": "ann"}))
    assert [replace(row, line=0) for row in rows] == [replace(row, line=0) for row in before]


@pytest.mark.parametrize("name", TABLES)
def test_a_column_that_names_people_makes_it_a_table_of_several(name):
    if name == "fitbit_daily":
        return
    lines = SAMPLES[name].text.replace("two\nlines", "lines").splitlines()
    skip = 1 if name == "samsung_health" else 0
    table = [f"Email,{lines[skip]}", *(f"a@b.example,{line}" for line in lines[skip + 1 :])]
    file = SAMPLES[name].file(text="\n".join([*lines[:skip], *table]))
    assert [other for other in SOURCES if SOURCES[other]().recognises(file)] == []


@pytest.mark.parametrize(
    "header",
    [
        "name,date,steps",
        "id,date,steps",
        "date,steps,minutes",
        "date,value,unit",
        "date,activity,minutes",
        "Start,Finish,Minutes",
        "Title,Date,Time",
        "timestamp,steps",
        "",
    ],
)
def test_other_tables_are_left_alone(header):
    file = SourceFile(name="Activities.csv", content=f"{header}\n1,2,3\n".encode())
    claimed = [name for name in SOURCES if SOURCES[name]().recognises(file)]
    assert claimed == []


@pytest.mark.parametrize("name", NAMELESS)
def test_without_who_the_file_is_refused_with_the_way_out(name):
    with pytest.raises(FieldError, match=r"say whose file this is: -o who=ID"):
        list(SOURCES[name]().read(SAMPLES[name].file()))


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_rows_are_those_of_the_person_named(name):
    rows = entries(read(name, options={"who": "ann"}))
    assert {row.person for row in rows} == {"ann"}
    assert total(rows) > 0


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_what_the_challenges_do_not_measure_is_never_an_amount(name):
    water = (Measure(activity="water", label="Water", unit="glasses"),)
    if name in WORKOUTS:
        assert not entries(read(name, measures=water))
    else:
        with pytest.raises(FieldError, match=r"water \(glasses\)"):
            read(name, measures=water)


@pytest.mark.parametrize("name", TABLES)
def test_every_line_has_one_verdict(name):
    text = SAMPLES[name].text.replace("two\nlines", "lines")
    rows = read(name, text=f"{text}\nnonsense\n")
    skip = 2 if name == "samsung_health" else 1
    assert sum(verdicts(rows)) == len(text.splitlines()) + 2 - skip
    lines = [row.line for row in rows if isinstance(row, EntryRow | Rejected)]
    assert lines == sorted(lines)


@pytest.mark.parametrize("name", TABLES)
def test_a_wrong_date_costs_its_row_only(name):
    if name == "google_fit_day":
        return
    sample = SAMPLES[name]
    text = sample.text.replace("two\nlines", "lines")
    before = entries(read(name, text=text))
    line = before[-1].line
    lines = text.splitlines()
    for day in ("Jan 5", "01/05/2027", "4/13/2016", "05-Jan-2027", "2027-01-05", "2027-01-19", "2027-01-04"):
        if day in lines[line - 1]:
            lines[line - 1] = lines[line - 1].replace(day, "37-37-2027")
            break
    after = read(name, text="\n".join(lines))
    assert entries(after) == before[:-1] or len(entries(after)) == len(before) - 1
    assert [row.line for row in after if isinstance(row, Rejected)] == [line]


@pytest.mark.parametrize("name", sorted(SAMPLES))
@pytest.mark.parametrize(
    "data", [b"", b"\x00" * 300, b"\xff\xfe\x00", b"[]", b"{}", b"<HealthData>", b"PK\x03\x04"]
)
def test_any_bytes_are_refused_or_rejected_and_never_fail(name, data):
    file = SourceFile(name=SAMPLES[name].name, content=data, measures=SAMPLES[name].measures)
    source = SOURCES[name](who="ann")
    source.recognises(file)
    try:
        rows = list(source.read(file))
    except FieldError:
        return
    assert not entries(rows)


def test_to_explain_a_file_it_is_not_read_to_its_end(tmp_path):
    path = tmp_path / "activities.csv"
    head, row = (
        "Activity Type,Date,Favorite,Title,Distance,Calories,Time",
        "Running,2027-01-05 10:00:00,,x,1.5,9,0:09",
    )
    path.write_text(f"{head}\n" + f"{row}\n" * 400_000)
    file = SourceFile(name="Activities.csv", content=path)
    source = SOURCES["garmin_activities"]()
    assert source.recognises(file)

    began = time.process_time()
    assert list(source.explain(file))
    assert time.process_time() - began < 0.3
