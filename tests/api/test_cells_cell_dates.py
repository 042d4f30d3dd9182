"""Days: read where there is one reading, refused with both where there are two."""

from contextlib import suppress
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moonwalk.api import FieldError
from moonwalk.api.files import date_order_of, read_date, read_instant


@pytest.mark.parametrize(
    "cell",
    [
        *("2016-04-12", "2016/04/12", "2016-4-12", "12.4.2016", "12.04.2016 15:36"),
        *("2016-04-12T23:59:00+02:00", "2016-04-12 03:06:44 PM", " 2016-04-12\u00a000:00:00.000 "),
    ],
)
def test_a_day_with_one_reading_needs_no_order(cell):
    assert read_date(cell) == date(2016, 4, 12)


def test_a_day_with_two_readings_is_refused_with_both():
    with pytest.raises(FieldError, match=r"2016-12-04 or as 2016-04-12"):
        read_date("4/12/2016")


def test_a_day_that_reads_the_same_both_ways_is_read():
    assert read_date("5/5/2016") == date(2016, 5, 5)


def test_the_order_of_the_column_decides():
    assert read_date("4/12/2016", "month first") == date(2016, 4, 12)
    assert read_date("4/12/2016 15:36", "day first") == date(2016, 12, 4)


def test_a_day_that_does_not_follow_the_order_is_refused():
    with pytest.raises(FieldError, match="month 13"):
        read_date("13/4/2016", "month first")


@pytest.mark.parametrize(
    ("column", "order"),
    [
        (["4/12/2016", "4/13/2016"], "month first"),
        (["4/12/2016", "13/4/2016 8:00"], "day first"),
        (["4-12-2016", "13-4-2016"], "day first"),
        (["4/12/2016", "5/5/2016", "2016-04-30", "31.1.2016", "rubbish"], None),
        (["4/13/2016", "13/4/2016"], None),
        ([], None),
    ],
)
def test_one_number_above_twelve_settles_a_column_unless_another_contradicts(column, order):
    assert date_order_of(column) == order


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("4/12/16", "can be read as 2016-12-04 or as 2016-04-12"),
        ("27/1/26", "two digits"),
        ("Mar 31st of 2026", "not a date"),
        ("32 Jan 2027", "not a day of the calendar"),
        ("42472", "bare number"),
        ("20160412", "bare number"),
        ("2016-02-30", "not a day of the calendar"),
        ("31/31/2016", "not a day"),
        ("0016-04-12", "cannot be right"),
        ("2016-W15-2", "not a date"),
        ("１２.4.2016", "not a date"),
        ("yesterday", "not a date"),
        ("", "not a date"),
        ("2016-04/12", "not a date"),
    ],
)
def test_what_is_no_day_is_refused_with_the_reason(cell, why):
    with pytest.raises(FieldError, match=why):
        read_date(cell)


@pytest.mark.parametrize(
    ("cell", "instant"),
    [
        ("2020/10/30 3:08:44 PM GMT+1", datetime(2020, 10, 30, 14, 8, 44, tzinfo=UTC)),
        ("2020-10-30T15:08:44Z", datetime(2020, 10, 30, 15, 8, 44, tzinfo=UTC)),
        ("2020-10-30 12:30 am -0530", datetime(2020, 10, 30, 6, 0, tzinfo=UTC)),
        ("2020-10-30 15:08", None),
        ("2020-10-30", None),
    ],
)
def test_an_instant_needs_a_time_and_a_zone(cell, instant):
    assert read_instant(cell) == instant


def test_a_given_zone_makes_an_instant_of_a_local_time():
    berlin = ZoneInfo("Europe/Berlin")

    assert read_instant("2026-07-01 10:00", zone=berlin) == datetime(2026, 7, 1, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize("cell", ["2020-10-30 25:00Z", "2020-10-30 13:00 PM", "2020-10-30 10:00 +99:00"])
def test_a_time_that_no_clock_shows_is_refused(cell):
    with pytest.raises(FieldError):
        read_instant(cell)


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.sampled_from("-/"))
def test_every_day_is_read_back_in_either_order(day, mark):
    assert read_date(day.isoformat()) == day
    assert read_date(f"{day.day}{mark}{day.month}{mark}{day.year}", "day first") == day
    assert read_date(f"{day.month}{mark}{day.day}{mark}{day.year}", "month first") == day


@given(st.text(st.sampled_from("0123456789-/.: TZ+apm") | st.characters(), max_size=24))
def test_a_cell_is_a_day_or_refused_and_nothing_else(cell):
    for read in (read_date, read_instant):
        with suppress(FieldError):
            read(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "Jul 14, 2020, 10:36:55 PM",
        "July 14, 2020",
        "Tuesday, July 14, 2020",
        "14 July 2020",
        "14-Jul-2020 00:00",
        "14. Juli 2020",
        "14 juil. 2020 22:36",
        "14 de julio de 2020",
        "14/jul/2020",
        "14. juli 2020, 10:36:55",
        "7/14/20 11:00:22",
        "14.7.20",
    ],
)
def test_months_have_names_in_many_languages_and_years_two_digits(cell):
    assert read_date(cell) == date(2020, 7, 14)


def test_a_column_settles_years_of_two_digits():
    order = date_order_of(["7/2/20 11:00:22", "7/14/20 11:00:22"])

    assert read_date("7/2/20 11:00:22", order) == date(2020, 7, 2)
    assert read_date("07/10/83", "month first") == date(1983, 7, 10)
    assert date_order_of(["25/1/27"]) is None


@pytest.mark.parametrize(
    ("cell", "hour"),
    [
        ("2027/01/05 3:45:01 PM CET", 14),
        ("2027/01/05 3:45:01 PM MEZ", 14),
        ("2027/01/05 10:45:01 AM EST", 15),
        ("2027/01/05 3:45:01 PM GMT+1", 14),
        ("Jan 5, 2027, 3:45:01 PM (CET)", 14),
        ("2027-01-05T14:45:01Z", 14),
        ("2027/01/05 8:15:01 PM IST", 14),
        ("2027/01/05 8:45:01 AM CST", 14),
    ],
)
def test_letters_of_a_zone_are_read_where_they_mean_one(cell, hour):
    zones = {"IST": ZoneInfo("Asia/Kolkata"), "CST": ZoneInfo("America/Chicago")}

    assert read_instant(cell, None, zones.get(cell[-3:], UTC)).hour == hour


@pytest.mark.parametrize("letters", ["CST", "IST", "BST", "XYZ"])
def test_letters_that_mean_several_zones_are_refused(letters):
    with pytest.raises(FieldError, match=f"'{letters}' may mean more than one time zone"):
        read_instant(f"2027/01/05 3:45:01 PM {letters}", None, ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    "cell", ["5-Jan-27", "05-Jan-27", "5 Jan 27", "Tue 5 Jan 27", "5-Jan-27 10:15", "5. Januar 27"]
)
def test_a_year_of_two_digits_behind_the_name_of_a_month_is_a_year(cell):
    assert read_date(cell) == date(2027, 1, 5)


@pytest.mark.parametrize("cell", ["5 Jan", "5 Jan 7", "27-Jan-5", "5-Jan-027"])
def test_what_has_no_year_behind_the_name_of_its_month_is_no_day(cell):
    with pytest.raises(FieldError, match="is not a date"):
        read_date(cell)
