"""Fitbit's daily activity file."""

from dataclasses import replace
from datetime import date

import pytest

from moonwalk.api import FieldError
from moonwalk.api.files import EntryRow, Measure, Rejected, Remark, Skipped, SourceFile
from moonwalk.testing import check_declaration
from moonwalk_plugins.sheets.entries import Entries
from moonwalk_plugins.sheets.roster import Roster
from moonwalk_plugins.trackers.fitbit import FitbitDaily

from .samples import SAMPLES, entries

ROWS = (
    "1001,4/12/2016,13162,8.5,1985",
    "1001,4/13/2016,0,0,1500",
    '1002,4/12/2016,"1,117",0.7,1797',
    "1002,12/4/2016,13162.00,8.5,1776",
)


def file(*rows, who="Id"):
    lines = [f"{who},ActivityDate,TotalSteps,TotalDistance,Calories", *rows]
    return SourceFile(
        name="dailyActivity_merged.csv", content="".join(line + "\r\n" for line in lines).encode()
    )


def test_it_is_declared_well_as_a_device_that_brings_whole_days():
    check_declaration(FitbitDaily())
    assert (FitbitDaily.device, FitbitDaily.whole_days, FitbitDaily.brings) == (True, True, "entries")


@pytest.mark.parametrize("who", ["Id", "Customer Id"])
def test_both_names_of_the_first_column_are_known_and_a_list_of_entries_gives_way(who):
    assert FitbitDaily().recognises(file(*ROWS, who=who))
    assert Entries.general
    assert not FitbitDaily.general
    assert not Roster().recognises(file(*ROWS, who=who))


def test_dates_have_the_month_first_by_format_even_where_nothing_settles_it():
    found = list(FitbitDaily().read(file(*ROWS)))

    assert [(row.person, row.day, row.amount) for row in found] == [
        ("1001", date(2016, 4, 12), 13_162_000),
        ("1001", date(2016, 4, 13), 0),
        ("1002", date(2016, 4, 12), 1_117_000),
        ("1002", date(2016, 12, 4), 13_162_000),
    ]
    assert {(row.activity, row.unit) for row in found} == {("steps", "steps")}


def test_a_day_of_no_steps_is_an_entry_of_nothing_and_a_missing_one_is_skipped():
    found = list(
        FitbitDaily().read(file("1001,4/12/2016,0,0,0", "1001,4/13/2016,--,0,0", "1001,4/14/2016,,0,0"))
    )

    assert [type(row) for row in found] == [EntryRow, Skipped, Skipped]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("1001,13/4/2016,5,0,0", "month 13"),
        (",4/13/2016,5,0,0", "no id"),
        ("1001,4/13/2016,-5,0,0", "negative"),
        ("1001,4/13/2016", "cells"),
    ],
)
def test_a_row_that_cannot_be_right_is_rejected_with_its_line(row, why):
    [found] = FitbitDaily().read(file(row))

    assert isinstance(found, Rejected)
    assert found.line == 2
    assert why in found.reason


def test_another_file_read_as_this_one_is_rejected_row_by_row():
    found = list(FitbitDaily().read(SourceFile(name="x", content=b"Id,Steps\n1,2\n")))

    assert isinstance(found[0], Remark)
    assert isinstance(found[1], Rejected)


def measured(unit):
    measure = Measure(activity="active", label="Active", unit=unit)
    return replace(SAMPLES["fitbit_daily"].file(), measures=(measure,))


@pytest.mark.parametrize(
    ("unit", "amounts"),
    [("minutes", [38_000, 40_000]), ("km", [8500, 6970]), ("metres", [8_500_000, 6_970_000])],
)
def test_minutes_and_distances_are_taken_where_they_are_measured(unit, amounts):
    rows = entries(FitbitDaily().read(measured(unit)))
    assert [(row.amount, row.unit) for row in rows] == [(amount, unit) for amount in amounts]


def test_distances_may_be_in_miles():
    rows = list(FitbitDaily(distances="miles").read(measured("km")))
    assert [row.amount for row in entries(rows)] == [13_679, 11_217]
    assert isinstance(rows[0], Remark)


def test_dates_saved_again_in_several_shapes_are_all_read_month_first():
    rows = entries(FitbitDaily().read(file("1,04/12/2016,1,0,0", "1,4/13/2016,2,0,0", "1,2016-04-14,3,0,0")))
    assert [row.day.day for row in rows] == [12, 13, 14]


def test_one_person_may_be_named_for_a_file_of_one_id_and_for_no_other():
    rows = entries(FitbitDaily(who="ann").read(file(*ROWS[:2])))
    assert {row.person for row in rows} == {"ann"}
    with pytest.raises(FieldError, match="the days of 2 people"):
        list(FitbitDaily(who="ann").read(file(*ROWS)))
