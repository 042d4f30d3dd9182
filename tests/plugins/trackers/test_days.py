"""Files of days, and those that are added up by day: totals equal to a sum made another way."""

from __future__ import annotations

import csv
import json
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from moonwalk.api import FieldError
from moonwalk.api.files import Measure, Rejected, Remark, Skipped
from moonwalk_plugins.trackers import moonwalk_sources

from .samples import DAILY, KM, MINUTES, MINUTES_OF_STEPS, SAMPLES, STEPS, entries, total, verdicts

SOURCES = {source.name: source for source in moonwalk_sources()}


def read(source, *measures, file=None, **options):
    chosen = SAMPLES[source].file(**(file or {}), **({"measures": measures} if measures else {}))
    return list(SOURCES[source](**({"who": "ann"} | options)).read(chosen))


def by_day(rows):
    days = Counter()
    for row in entries(rows):
        days[row.day.isoformat()] += row.amount
    return dict(days)


def table(name, skip=0):
    return list(csv.DictReader(SAMPLES[name].text.splitlines()[skip:]))


@pytest.mark.parametrize(
    ("source", "column", "skip"),
    [
        ("daily_steps", "steps", 0),
        ("withings", "value", 0),
        ("zepp_daily", "steps", 0),
        ("google_fit", "Step count", 0),
    ],
)
def test_steps_of_plain_tables_are_the_sum_of_the_column(source, column, skip):
    rows = read(source)
    assert total(rows) == 1000 * sum(int(row[column] or 0) for row in table(source, skip))
    assert {(row.activity, row.unit) for row in entries(rows)} == {("steps", "steps")}


def test_dates_of_a_day_s_list_are_read_in_every_shape():
    assert by_day(read("daily_steps")) == {day: 1000 * steps for day, steps in DAILY}
    assert by_day(read("qs_access")) == {"2027-01-04": 38_000, "2027-01-05": 1_204_000}
    assert by_day(read("garmin_steps")) == {"2027-01-04": 2_727_000, "2027-01-05": 10_011_000}


@pytest.mark.parametrize("month", ["Nov", "November", "nov.", "NOV"])
def test_qs_access_adds_hours_up_to_days(month):
    hours = [f"11-{month}-2026 {hour:02}:00,11-{month}-2026 {hour:02}:59,{hour * 10}.0" for hour in range(24)]
    rows = read("qs_access", file={"text": "\n".join(["Start,Finish,Steps (count)", *hours])})
    assert by_day(rows) == {"2026-11-11": 1000 * sum(hour * 10 for hour in range(24))}
    assert verdicts(rows) == (1, 0, 23)


def test_minutes_and_distances_are_taken_where_they_are_measured():
    assert by_day(read("google_fit", MINUTES)) == {"2027-01-04": 51_000, "2027-01-05": 85_000}
    # 2613.55 m are 2.61355 km, and half a metre is rounded up.
    assert by_day(read("google_fit", KM)) == {"2027-01-04": 2614, "2027-01-05": 3990}
    assert by_day(read("zepp_daily", KM)) == {"2027-01-04": 6200, "2027-01-05": 3805}
    assert by_day(read("samsung_health", KM)) == {"2027-01-04": 6001, "2027-01-05": 5000}


def test_a_row_may_count_for_several_activities():
    rows = read("google_fit", STEPS, MINUTES, KM)
    first = [(row.activity, row.unit, row.amount) for row in entries(rows) if row.line == 2]
    assert first == [("steps", "steps", 3_952_000), ("active", "minutes", 51_000), ("way", "km", 2614)]
    assert [row.line for row in rows if isinstance(row, Skipped)] == [4]


def test_durations_of_a_sport_are_those_of_the_sport():
    walk = Measure(activity="walking", label="Walking", unit="minutes")
    run = Measure(activity="run", label="Running", unit="hours")
    rows = entries(read("google_fit", walk, run))
    assert [(row.activity, row.amount) for row in rows if row.line == 2] == [("walking", 40_206), ("run", 17)]


@pytest.mark.parametrize(
    ("activity", "unit"),
    [("backward_walk", "minutes"), ("swim", "minutes"), ("swim", "km"), ("cycling", "steps")],
)
def test_all_movement_is_not_taken_for_a_sport_unless_asked_for(activity, unit):
    measure = Measure(activity=activity, label=activity, unit=unit)
    with pytest.raises(FieldError, match=f"-o activity={activity}"):
        read("google_fit", measure)
    assert total(read("google_fit", measure, activity=activity)) > 0


def test_of_two_activities_in_steps_the_organiser_says_which():
    other = Measure(activity="paces", label="Paces", unit="steps")
    with pytest.raises(FieldError, match="steps or paces"):
        read("daily_steps", STEPS, other)
    assert {row.activity for row in entries(read("daily_steps", STEPS, other, activity="paces"))} == {"paces"}
    counted = Measure(activity="paces", label="Paces", unit="steps", own=False)
    assert {row.activity for row in entries(read("daily_steps", STEPS, counted))} == {"steps"}
    with pytest.raises(FieldError, match="no running challenge measures 'dance'"):
        read("daily_steps", STEPS, activity="dance")


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        ("2027-01-04,-5", Rejected),
        ("2027-01-04,many", Rejected),
        ("2027-01-04,9999999999999", Rejected),
        ("04/05/2027,12", Rejected),
        (",12", Rejected),
        ("2027-01-04,", Skipped),
        ("2027-01-04,--", Skipped),
        ("Total,12", Skipped),
    ],
)
def test_a_row_that_cannot_be_right_is_rejected_and_an_empty_one_skipped(row, verdict):
    rows = read("daily_steps", file={"text": f"date,steps\n{row}\n2027-01-05,7\n"})
    assert by_day(rows) == {"2027-01-05": 7000}
    assert [type(each) for each in rows if not entries([each])] == [verdict]


def test_the_order_of_day_and_month_can_be_said():
    rows = read("daily_steps", file={"text": "date,steps\n04/05/2027,12\n"}, dates="day first")
    assert entries(rows)[0].day == date(2027, 5, 4)


def test_samsung_counts_only_the_row_of_all_devices():
    rows = read("samsung_health")
    assert by_day(rows) == {"2027-01-04": 8_000_000, "2027-01-05": 6_500_000}
    [skipped] = [row for row in rows if isinstance(row, Skipped)]
    assert (skipped.line, "source_type 0" in skipped.reason) == (4, True)


def test_samsung_s_long_names_of_columns_are_known():
    head, names, *rows = SAMPLES["samsung_health"].text.splitlines()
    long = ",".join(f"{head.split(',')[0]}.{name}" if name else "" for name in names.split(","))
    text = "\n".join([head, long, *rows])
    assert SOURCES["samsung_health"]().recognises(SAMPLES["samsung_health"].file(text=text))
    assert by_day(read("samsung_health", file={"text": text})) == by_day(read("samsung_health"))


def test_the_day_of_a_google_fit_file_is_in_its_name_or_said():
    assert by_day(read("google_fit_day")) == {"2027-01-04": 411_000}
    with pytest.raises(FieldError, match="-o on_day="):
        read("google_fit_day", file={"name": "day.csv"})
    assert by_day(read("google_fit_day", file={"name": "day.csv"}, on_day="2027-01-09")) == {
        "2027-01-09": 411_000
    }


def test_the_sections_of_a_fitbit_account_are_told_apart():
    rows = read("fitbit_account")
    assert by_day(rows) == {f"2027-01-{day:02}": 731_000 * day for day in range(1, 32)}
    assert sum(verdicts(rows)) == len(SAMPLES["fitbit_account"].text.splitlines()) - 1
    assert total(read("fitbit_account", MINUTES)) == 1000 * sum(2 * day + 2 for day in range(1, 32))
    assert total(read("fitbit_account", KM)) == sum(250 * day for day in range(1, 32))
    miles = read("fitbit_account", KM, distances="miles")
    assert entries(miles)[3].amount == 1609


def expected_minutes(shift):
    days = Counter()
    for item in MINUTES_OF_STEPS:
        day, hour = int(item["dateTime"][3:5]), int(item["dateTime"][9:11]) + shift
        days[f"2027-01-{day + hour // 24:02}"] += 1000 * int(item["value"])
    return {day: steps for day, steps in days.items() if steps}


@pytest.mark.parametrize(
    ("zone", "shift"), [("UTC", 0), ("Europe/Berlin", 1), ("America/Los_Angeles", -8), ("Asia/Tokyo", 9)]
)
def test_minutes_in_utc_belong_to_the_day_where_the_person_is(zone, shift):
    assert by_day(read("fitbit_takeout", file={"timezone": zone})) == expected_minutes(shift)
    assert by_day(read("fitbit_takeout", zone=zone)) == expected_minutes(shift)
    assert by_day(read("fitbit_takeout", zone=zone, stamps="local")) == expected_minutes(0)


def test_two_files_have_all_of_the_day_that_lies_in_both():
    half = [json.dumps(MINUTES_OF_STEPS[:180]), json.dumps(MINUTES_OF_STEPS[180:])]
    parts = [entries(read("fitbit_takeout", file={"text": text}, zone="Europe/Berlin")) for text in half]
    whole = entries(read("fitbit_takeout", zone="Europe/Berlin"))
    assert sorted((row.answer, row.amount) for part in parts for row in part) == sorted(
        (row.answer, row.amount) for row in whole
    )
    assert len({row.answer for row in whole}) == len(whole)


def test_values_that_are_no_steps_are_rejected_one_by_one():
    values = [
        {"dateTime": "01/04/27 08:00:00", "value": value} for value in ("5", "x", {"bpm": 60}, None, "-1")
    ]
    values += [{"value": "5"}, 7, {"dateTime": "37/04/27 08:00:00", "value": "1"}]
    rows = read("fitbit_takeout", file={"text": json.dumps(values)})
    assert (by_day(rows), verdicts(rows)[1]) == ({"2027-01-04": 5000}, 7)
    with pytest.raises(FieldError, match="cut off"):
        read("fitbit_takeout", file={"text": json.dumps(values)[:-9]})


def test_a_file_of_other_values_is_not_taken_for_steps():
    assert not SOURCES["fitbit_takeout"]().recognises(
        SAMPLES["fitbit_takeout"].file(name="calories-2027-01-04.json")
    )


def test_of_two_devices_the_one_that_counted_more_is_taken_each_day():
    rows = read("google_health")
    assert by_day(rows) == {"2027-01-04": 60_000, "2027-01-05": 44_000}
    assert verdicts(rows) == (2, 0, 2)
    assert "'Tracker' counted more than 'Phone Health Kit'" in next(
        row.reason for row in rows if isinstance(row, Skipped)
    )


def test_files_of_other_amounts_with_the_same_header_are_told_apart_by_name():
    withings, garmin = SAMPLES["withings"], SAMPLES["garmin_steps"]
    for name in ("aggregates_calories_earned.csv", "aggregates_elevation.csv"):
        assert not SOURCES["withings"]().recognises(withings.file(name=name))
    assert not SOURCES["garmin_steps"]().recognises(garmin.file(name="Intensity Minutes.csv"))
    rows = read("withings", KM, file={"name": "aggregates_distance.csv"})
    assert by_day(rows) == {"2027-01-05": 611, "2027-01-04": 10_204}
    with pytest.raises(FieldError, match="it has distances"):
        read("withings", STEPS, file={"name": "aggregates_distance.csv"})


@pytest.mark.parametrize(("decimals", "metres"), [("comma", 1117), ("point", 1_117_000)])
def test_what_a_comma_means_can_be_said_where_nothing_settles_it(decimals, metres):
    text = 'Date,Move Minutes count,Distance (m),Step count\n2027-01-04,1,"1,117",3\n'
    way = Measure(activity="way", label="Way", unit="metres")
    assert verdicts(read("google_fit", way, file={"text": text})) == (0, 1, 0)
    assert by_day(read("google_fit", way, file={"text": text}, decimals=decimals)) == {"2027-01-04": metres}


def test_what_each_column_is_taken_for_can_be_seen():
    uses = {use.header: use for use in SOURCES["google_fit"]().explain(SAMPLES["google_fit"].file())}
    assert uses["Date"].used_as == "day"
    assert uses["Step count"].used_as == "amount, steps in steps"
    assert uses["Step count"].samples == ("3952", "5885", "")
    assert (uses["Distance (m)"].used_as, uses["Min speed (m/s)"].used_as) == ("", "")
    assert uses["Distance (m)"].why == "distance in metres, which no challenge measures"
    assert not list(SOURCES["google_fit"]().explain(SAMPLES["daily_steps"].file(text="a,b\n1,2\n")))


def test_minutes_that_only_stand_in_for_steps_are_left_out_where_the_file_has_steps():
    names = ("wheels", "own")
    wheels, own = (Measure(activity=name, label=name, unit="minutes", own=False) for name in names)
    sent = b'{"days": [{"date": "2027-03-01", "steps": 8342, "minutes": 40}]}'
    file = replace(SAMPLES["daily_steps"].file(measures=(STEPS, wheels, own)), content=sent)
    rows = list(SOURCES["shortcut"](who="ann").read(file))
    assert [(row.activity, row.amount) for row in entries(rows)] == [(STEPS.activity, 8_342_000)]
    said = "Durations, if it has any, are left out, since they may be wheels or own; "
    assert f"{said}say which: -o activity=wheels" in [row.text for row in rows if isinstance(row, Remark)]
    rows = list(SOURCES["shortcut"](who="ann", activity="wheels").read(file))
    assert not [row for row in rows if isinstance(row, Remark) and "left out" in row.text]
    assert [(row.activity, row.amount) for row in entries(rows)] == [("wheels", 40_000)]
    with pytest.raises(FieldError, match="may be wheels or own"):
        list(SOURCES["shortcut"](who="ann").read(replace(file, measures=(wheels, own))))
