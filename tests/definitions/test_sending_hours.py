"""When a message may be sent, on the clocks of people anywhere."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from moonwalk.api.sending_hours import SendingHours
from moonwalk.definitions import Sending, read_settings

OFFICE = SendingHours(time(8), time(20))
BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [
    ZoneInfo(name)
    for name in (
        "UTC",
        "Europe/Berlin",
        "America/New_York",
        "America/Santiago",
        "Asia/Kolkata",
        "Australia/Lord_Howe",
        "Africa/Cairo",
        "Pacific/Chatham",
        "Pacific/Kiritimati",
        "Pacific/Apia",
    )
]
QUARTERS = 4 * 24


def in_berlin(*parts: int, fold: int = 0) -> datetime:
    return datetime(*parts, tzinfo=BERLIN, fold=fold)


@pytest.mark.parametrize(
    ("due", "goes"),
    [
        pytest.param((2027, 1, 4, 8, 0), (2027, 1, 4, 8, 0), id="on the dot"),
        pytest.param((2027, 1, 4, 7, 59), (2027, 1, 4, 8, 0), id="early"),
        pytest.param((2027, 1, 4, 20, 0), (2027, 1, 5, 8, 0), id="in the evening"),
        pytest.param((2027, 1, 8, 21, 0), (2027, 1, 11, 8, 0), id="over the weekend"),
        pytest.param(
            (2027, 3, 25, 20, 0), (2027, 3, 30, 8, 0), id="over Easter, and the change to summer time"
        ),
    ],
)
def test_what_is_due_waits_for_the_next_open_hour(due, goes):
    hours = SendingHours(time(8), time(20), holidays=frozenset({date(2027, 3, 26), date(2027, 3, 29)}))
    assert hours.next_from(in_berlin(*due), BERLIN) == in_berlin(*goes).astimezone(UTC)


def test_an_hour_that_comes_twice_opens_when_it_first_comes_and_is_closed_before_it_comes_again():
    hours = SendingHours(time(2, 30), time(20), "every day")
    assert hours.next_from(in_berlin(2027, 10, 31, 1), BERLIN) == in_berlin(2027, 10, 31, 2, 30).astimezone(
        UTC
    )
    again = in_berlin(2027, 10, 31, 2, 10, fold=1)
    opens = in_berlin(2027, 10, 31, 2, 30, fold=1).astimezone(UTC)
    assert hours.next_from(again, BERLIN) == opens


def test_an_opening_that_the_clocks_jump_over_comes_with_the_hour_after_it():
    hours = SendingHours(time(2, 30), time(20), "every day")
    assert hours.next_from(in_berlin(2027, 3, 28, 1), BERLIN) == in_berlin(2027, 3, 28, 3, 30).astimezone(UTC)


@st.composite
def sending_hours(draw):
    opens = draw(st.integers(0, QUARTERS - 5))
    closes = draw(st.integers(opens + 4, QUARTERS - 1))
    first = date(2026, 1, 1)
    holidays = draw(st.frozensets(st.dates(first, date(2027, 12, 31)), max_size=5))
    days = draw(st.sampled_from(["workdays", "every day"]))
    return SendingHours(of_day(opens), of_day(closes), days, holidays)


def of_day(quarter: int) -> time:
    return time(quarter // 4, 15 * (quarter % 4))


@given(
    sending_hours(),
    st.integers(0, 730 * QUARTERS).map(lambda quarter: datetime(2026, 1, 1, tzinfo=UTC) + quarter * STEP),
    st.sampled_from(ZONES),
)
@example(OFFICE, datetime(2011, 12, 30, 7, tzinfo=UTC), ZoneInfo("Pacific/Apia"))
@example(
    SendingHours(time(0), time(1), "every day"), datetime(2027, 4, 30, tzinfo=UTC), ZoneInfo("Africa/Cairo")
)
def test_it_goes_out_as_soon_as_it_may_and_never_when_it_may_not(hours, due, zone):
    goes = hours.next_from(due, zone)
    assert goes >= due
    assert hours.suit(goes, zone)
    local = goes.astimezone(zone)
    assert hours.earliest <= local.time() < hours.latest
    assert local.date() not in hours.holidays
    assert hours.days == "every day" or local.weekday() < 5
    assert hours.next_from(goes, zone) == goes
    earlier = hours.last_until(due, zone)
    assert earlier <= due
    assert hours.suit(earlier, zone)
    # The quarters of an hour in between: only one that follows a jump of the clocks may have been open.
    waited = [due + step * STEP for step in range(min((goes - due) // STEP, 12 * QUARTERS))]
    open_ones = [moment for moment in waited if hours.suit(moment, zone)]
    assert all(jumped(moment, zone) and goes - moment <= timedelta(hours=25) for moment in open_ones)


STEP = timedelta(minutes=15)


def jumped(moment: datetime, zone: ZoneInfo) -> bool:
    hour = timedelta(hours=1)
    offsets = [(moment + change).astimezone(zone).utcoffset() for change in (-hour, timedelta())]
    return offsets[0] < offsets[1]


def test_the_settings_say_the_hours(tmp_path):
    path = tmp_path / "moonwalk.yaml"
    path.write_text("sending:\n  earliest: 09:00\n  holidays: [2026-12-25]\n", encoding="utf-8")
    settings, problems = read_settings(path)
    assert problems == ()
    assert settings.sending == Sending(
        SendingHours(time(9), time(20), "workdays", frozenset({date(2026, 12, 25)}))
    )


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        ("{earliest: 20:00, latest: 08:00}", "less than an hour of the same day"),
        ("{earliest: 8}", "'8' is not a time of day"),
        ("{erliest: 09:00}", "Did you mean 'earliest'?"),
        ("{holidays: [2026-02-30]}", "2026-02-30 is not a day of the calendar"),
    ],
)
def test_a_mistake_in_the_hours_is_answered_at_its_place(tmp_path, written, answer):
    path = tmp_path / "moonwalk.yaml"
    path.write_text(f"name: Acme\nsending: {written}\n", encoding="utf-8")
    settings, (problem,) = read_settings(path)
    assert settings is None
    assert answer in problem.message
    assert problem.place.line == 2
