"""Lists of workouts: types matched to activities, amounts in their units, days where the person is."""

from __future__ import annotations

import csv
from datetime import date
from fractions import Fraction

import pytest

from moonwalk.api import FieldError
from moonwalk.api.files import Measure, Rejected, Remark, Skipped
from moonwalk_plugins.trackers import moonwalk_sources
from moonwalk_plugins.trackers.sports import sport_of

from .samples import RIDE, SAMPLES, WALK, entries, verdicts

SOURCES = {source.name: source for source in moonwalk_sources()}
SWIM = Measure(activity="swim", label="Swimming", unit="metres")


def read(source, *measures, file=None, **options):
    chosen = SAMPLES[source].file(**(file or {}), **({"measures": measures} if measures else {}))
    return list(SOURCES[source](**({"who": "ann"} | options)).read(chosen))


def amounts(rows):
    return [(row.day.isoformat(), row.activity, row.unit, row.amount) for row in entries(rows)]


def half_up(value):
    return int(value + Fraction(1, 2))


def test_strava_s_exact_columns_are_taken_and_the_day_is_that_of_the_person():
    rows = read("strava", file={"timezone": "Europe/Berlin"})
    assert amounts(rows) == [
        ("2027-01-04", "walk", "minutes", half_up(Fraction(1834, 60) * 1000)),
        ("2027-01-06", "cycling", "km", 12500),
    ]
    assert [row.answer for row in entries(rows)] == ["501", "502"]
    assert {row.logged for row in entries(rows)} == {None}
    assert any("Europe/Berlin" in row.text for row in rows if isinstance(row, Remark))
    there = read("strava", file={"timezone": "Europe/Berlin"}, zone="America/Los_Angeles")
    assert [row.day for row in entries(there)] == [date(2027, 1, 3), date(2027, 1, 5)]


def test_strava_s_sum_is_that_of_the_last_column_of_each_name():
    cells = list(csv.reader(SAMPLES["strava"].text.splitlines(keepends=True)))
    at = len(cells[0]) - 1 - cells[0][::-1].index("Distance")
    metres = sum(Fraction(row[at]) for row in cells[1:] if row[3] in ("Walk", "Ride"))
    walk = Measure(activity="walk", label="", unit="metres")
    ride = Measure(activity="ride", label="", unit="metres")
    assert sum(row.amount for row in entries(read("strava", walk, ride))) == metres * 1000


GERMAN_STRAVA = (
    "Aktivitäts-ID,Aktivitätsdatum,Name der Aktivität,Aktivitätsart,Verstrichene Zeit,Distanz,Dateiname,"
    "Verstrichene Zeit,Bewegungszeit,Distanz\n"
    '7,"09.01.2027, 15:24:49",Runde,Spaziergang,3700,"9,44",a.gpx,3700.0,3600.0,9440.5\n'
    '8,"10.01.2027, 15:24:49",Rad,Radfahrt,3700,"19,4",a.gpx,3700.0,,19400.0\n'
)
OLD_STRAVA = (
    "id,date,name,type,description,elapsed_time,distance,commute,gear,filename\n"
    "7,2027-01-09 15:24:49,Lunch,Walk,,3600,9440.5,false,,a.gpx\n"
    "8,2027-01-10 15:24:49,Home,Ride,,3700,19400.0,false,,b.gpx\n"
)


@pytest.mark.parametrize(("text", "hours"), [(GERMAN_STRAVA, 60_000), (OLD_STRAVA, 60_000)])
def test_other_headers_of_strava_are_known(text, hours):
    assert SOURCES["strava"]().recognises(SAMPLES["strava"].file(text=text))
    assert amounts(read("strava", file={"text": text})) == [
        ("2027-01-09", "walk", "minutes", hours),
        ("2027-01-10", "cycling", "km", 19400),
    ]


def test_distances_as_shown_are_in_km_but_in_metres_for_swimming():
    text = (
        "Aktivitäts-ID,Aktivitätsdatum,Name der Aktivität,Aktivitätsart,Dateiname,Distanz\n"
        '1,"09.01.2027, 15:24:49",a,Radfahrt,a,"9,44"\n2,"09.01.2027, 16:24:49",b,Schwimmen,a,"750"\n'
    )
    rows = read("strava", RIDE, SWIM, file={"text": text})
    assert amounts(rows) == [("2027-01-09", "cycling", "km", 9440), ("2027-01-09", "swim", "metres", 750_000)]


def test_garmin_s_times_are_local_and_its_numbers_by_the_column():
    rows = read("garmin_activities", WALK, RIDE, SWIM, file={"timezone": "America/Los_Angeles"})
    assert amounts(rows) == [
        ("2027-01-04", "walk", "minutes", half_up(Fraction(28905, 600) * 1000)),
        ("2027-01-05", "cycling", "km", 10250),
        ("2027-01-06", "swim", "metres", 1_000_000),
    ]
    paces = Measure(activity="walk", label="Walk", unit="steps")
    rows = read("garmin_activities", paces)
    assert amounts(rows) == [("2027-01-04", "walk", "steps", 5_210_000)]


GARMIN_HEADERS = {
    "German": (
        "Aktivitätstyp,Datum,Favorit,Titel,Distanz,Kalorien,Zeit,Ø Herzfrequenz,Zeit in Bewegung",
        "Gehen",
        "Radfahren",
    ),
    "Danish": (
        "Aktivitetstype,Dato,Favorit,Titel,Distance,Kalorier,Tid,Gennemsnitlig puls,Maks. puls",
        "Gang",
        "Cykling",
    ),
}


@pytest.mark.parametrize("language", sorted(GARMIN_HEADERS))
def test_garmin_in_other_languages(language):
    header, walk, ride = GARMIN_HEADERS[language]
    text = (
        f'{header}\n{walk},2027-01-04 09:00:00,Nein,Ort,"4,23","200","00:22:07","100","--"\n'
        f'{ride},2027-01-05 09:00:00,Nein,Ort,"1.012,5","200","01:00:00","100","--"\n'
    )
    rows = read("garmin_activities", file={"text": text})
    assert SOURCES["garmin_activities"]().recognises(SAMPLES["garmin_activities"].file(text=text))
    assert amounts(rows) == [
        ("2027-01-04", "walk", "minutes", half_up(Fraction(1327, 60) * 1000)),
        ("2027-01-05", "cycling", "km", 1_012_500),
    ]


def test_garmin_in_miles_and_yards():
    rows = read("garmin_activities", RIDE, SWIM, distances="miles")
    assert amounts(rows) == [
        ("2027-01-05", "cycling", "km", 16496),
        ("2027-01-06", "swim", "metres", 914_400),
    ]


def test_saved_again_by_a_spreadsheet_a_workout_keeps_its_name():
    text = SAMPLES["garmin_activities"].text
    for day in "456":
        for minute in ("17:06:03", "08:00:00", "12:00:00"):
            text = text.replace(f"2027-01-0{day} {minute}", f"1/{day}/2027 {minute[:5]}")
    before, after = (
        entries(read("garmin_activities")),
        entries(read("garmin_activities", file={"text": text}, dates="month first")),
    )
    assert [row.answer for row in after] == [row.answer for row in before]
    assert after == before


def test_zepp_counts_seconds_and_metres_and_skips_what_no_number_names():
    rows = read("zepp_sport", file={"timezone": "Europe/Berlin"})
    assert amounts(rows) == [
        ("2027-01-04", "walk", "minutes", 30_567),
        ("2027-01-06", "cycling", "km", 12500),
    ]
    [skipped] = [row for row in rows if isinstance(row, Skipped)]
    assert "'type 17' is none of the activities measured" in skipped.reason
    assert "-o activity=NAME" in skipped.reason


def test_polar_s_samples_are_no_workouts():
    rows = read("polar")
    assert amounts(rows) == [("2027-01-05", "walk", "minutes", half_up(Fraction(2710, 60) * 1000))]
    assert verdicts(rows) == (1, 0, 3)


def test_polar_s_exercises_count_one_by_one():
    assert amounts(read("polar_json")) == [
        ("2027-01-05", "walk", "minutes", 45_175),
        ("2027-01-05", "cycling", "km", 7491),
    ]


@pytest.mark.parametrize(
    ("named", "sport"),
    [
        ("Ride", "ride"),
        ("VirtualRide", "ride"),
        ("Radfahren", "ride"),
        ("bike_km", "ride"),
        ("Cycling (minutes)", "ride"),
        ("Gåtur", "walk"),
        ("ROAD_BIKING", "ride"),
        ("TREADMILL_RUNNING", "run"),
        ("Laufen", "run"),
        ("Lap Swimming", "swim"),
        ("WeightTraining", "strength"),
        ("backward_walk", ""),
        ("Walked backward", ""),
        ("E-Bike Ride", "ebike"),
        ("Workout", ""),
        ("", ""),
    ],
)
def test_sports_have_many_names(named, sport):
    assert sport_of(named) == sport


def test_a_type_that_is_no_activity_is_skipped_and_can_be_said_to_be_one():
    rows = read("strava", Measure(activity="exercise", label="Exercise", unit="minutes"))
    assert verdicts(rows) == (0, 0, 3)
    rows = read("strava", Measure(activity="exercise", label="Exercise", unit="minutes"), activity="exercise")
    assert [row.amount for row in entries(rows)] == [30_567, 60_000, 30_000]
    with pytest.raises(FieldError, match="no running challenge measures 'gym'"):
        read("strava", activity="gym")
    backward = Measure(activity="backward_walk", label="Walked backward", unit="minutes")
    assert verdicts(read("strava", backward)) == (0, 0, 3)


def test_a_type_named_like_an_activity_counts_for_it_before_its_synonyms():
    club = Measure(activity="club", label="yoga", unit="minutes")
    ride = Measure(activity="ride", label="To work", unit="km")
    assert [row.activity for row in entries(read("strava", ride, RIDE, club))] == ["ride", "club"]


def test_two_activities_of_one_sport_in_one_kind_of_unit_are_never_chosen_between():
    other = Measure(activity="bike", label="Bicycle", unit="miles")
    rows = read("strava", RIDE, other)
    assert not entries(rows)
    assert any("cycling or bike" in row.reason for row in rows if isinstance(row, Skipped))


def test_one_workout_may_count_in_km_and_in_minutes():
    long = Measure(activity="long_walk", label="walk", unit="km")
    rows = entries(read("strava", WALK, long))
    assert [(row.activity, row.unit, row.amount, row.answer) for row in rows] == [
        ("walk", "minutes", 30_567, "501"),
        ("long_walk", "km", 2462, "501/long_walk"),
    ]


def test_an_activity_in_a_unit_that_the_file_lacks_is_skipped_with_the_reason():
    rows = read("zepp_sport", Measure(activity="walk", label="Walk", unit="steps"))
    assert not entries(rows)
    assert any(
        "walk (steps), and the file has only durations" in row.reason
        for row in rows
        if isinstance(row, Skipped)
    )


@pytest.mark.parametrize(
    ("cell", "verdict"),
    [
        ("later", Rejected),
        ("31:24", Rejected),
        ("-1:00:00", Rejected),
        ("--", Skipped),
        ("00:00:00", Skipped),
    ],
)
def test_a_duration_that_cannot_be_right_costs_its_row_only(cell, verdict):
    text = (
        SAMPLES["garmin_activities"]
        .text.replace('"00:48:10.5"', f'"{cell}"')
        .replace('"00:40:00","00:50:00"', '"--","--"')
    )
    rows = read("garmin_activities", file={"text": text})
    assert next(row.line for row in rows if isinstance(row, verdict)) == 2
    assert [row.line for row in entries(rows)] == [3]


def test_workouts_that_begin_in_the_same_minute_keep_apart():
    line = "Walking,2027-01-04 17:06:03,false,a,1.0,1,00:10:00,--,--,--,--,--\n"
    text = SAMPLES["garmin_activities"].text.splitlines()[0] + "\n" + line + line.replace(":03", ":40")
    assert [row.answer for row in entries(read("garmin_activities", file={"text": text}))] == [
        "2027-01-04T17:06",
        "2027-01-04T17:06 #2",
    ]


def test_a_zone_that_does_not_exist_is_refused():
    with pytest.raises(FieldError, match="'Mars/Base' is not a time zone"):
        read("strava", zone="Mars/Base")
