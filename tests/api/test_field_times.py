from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moonwalk.api import FieldError
from moonwalk.api.field_times import ClockTimeKind, DateKind, PeriodKind, WeekdayKind
from moonwalk.api.values import WEEKDAYS, ClockTime, FileDay, PeriodValue


def refused(kind, text: str) -> str:
    with pytest.raises(FieldError) as caught:
        kind.parse(text)
    return str(caught.value)


def answer(kind, text: str) -> str:
    try:
        return str(kind.parse(text))
    except FieldError as wrong:
        return str(wrong)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("04.01.2027", "2027-01-04 or 2027-04-01? Year, month, day leaves no doubt."),
        ("4/1/27", "2027-01-04 or 2027-04-01? Year, month, day leaves no doubt."),
        ("31.12.2027", "2027-12-31?"),
        ("05.05.2027", "2027-05-05?"),
        ("2027/01/04", "2027-01-04?"),
        ("2027-1-4", "2027-01-04?"),
        ("2027-W01-1", "2027-01-04?"),
        ("2027-01-04 00:00", "2027-01-04?"),
        ("4 January 2027", "2027-01-04?"),
        ("Jan 4, 2027", "2027-01-04?"),
    ],
)
def test_a_date_in_another_notation_is_answered_with_what_it_can_mean(text, meant):
    assert refused(DateKind(), text) == f"'{text}' is not a date. Did you mean {meant}"


def test_a_day_that_the_calendar_does_not_have_is_no_date():
    assert (
        refused(DateKind(), "2027-02-30")
        == "2027-02-30 is not a day of the calendar. That month ends on 2027-02-28."
    )
    assert refused(DateKind(), "soon") == "'soon' is not a date. Write year, month and day: 2027-01-04."
    assert DateKind().parse("2028-02-29") == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Tues 12pm", "Tuesday 12:00"),
        ("Tue 12am", "Tuesday 00:00"),
        ("Tuesday 9:00", "Tuesday 09:00"),
        ("tuesday 12:00", "Tuesday 12:00"),
        ("Teusday 12:00", "Tuesday 12:00"),
        ("Sunday 24:00", "Monday 00:00"),
        ("noon of Friday at 12", "Friday 12:00"),
    ],
)
def test_a_deadline_in_another_notation_is_answered_with_what_it_can_mean(text, meant):
    assert refused(ClockTimeKind(single=True), text) == f"'{text}' is not a deadline. Did you mean '{meant}'?"


@pytest.mark.parametrize("text", ["12:00", "Tuesday", "every day 12:00", "Tuesday 25:00", "Tuesday 12:61"])
def test_a_deadline_is_a_weekday_and_a_time(text):
    assert refused(ClockTimeKind(single=True), text).endswith("Write a day and a time: 'Tuesday 12:00'.")


def test_a_time_may_be_on_several_days():
    assert ClockTimeKind().parse("workdays 16:00") == ClockTime(days=(0, 1, 2, 3, 4), hour=16, minute=0)
    assert refused(ClockTimeKind(), "weekdays 4pm").endswith("Did you mean 'workdays 16:00'?")
    assert refused(ClockTimeKind(), "daily 9:30").endswith("Did you mean 'every day 09:30'?")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("week 3 Wed", "Did you mean 'week 3 Wednesday'?"),
        ("weeks 2-4", "Did you mean 'weeks 2 to 4'?"),
        ("week 2 to 4", "Did you mean 'weeks 2 to 4'?"),
        ("Wednesdays", "Did you mean 'every Wednesday'?"),
        ("2027-01-18 - 2027-01-22", "Did you mean '2027-01-18 to 2027-01-22'?"),
        ("18.01.2027", "Did you mean 2027-01-18?"),
        ("Easter", "Write a date, 'week 3', 'weeks 2 to 4', 'week 3 Wednesday', or 'every Wednesday'."),
    ],
)
def test_a_period_in_another_notation_is_answered_with_what_it_can_mean(text, meant):
    assert refused(PeriodKind(), text) == f"'{text}' is not a period. {meant}"


def test_a_period_runs_forward():
    assert refused(PeriodKind(), "2027-01-18 to 2027-01-12") == (
        "'2027-01-18 to 2027-01-12' ends before it begins. Write the earlier day first."
    )


days = st.one_of(
    st.dates(date(2000, 1, 1), date(2100, 1, 1)).map(lambda day: FileDay(day=day)),
    st.builds(FileDay, day=st.none(), week=st.integers(1, 99), weekday=st.integers(0, 6)),
)
periods = st.one_of(
    st.builds(PeriodValue, first=days),
    st.tuples(st.integers(1, 50), st.integers(51, 99)).map(lambda weeks: PeriodValue(weeks=weeks)),
    st.integers(0, 6).map(lambda day: PeriodValue(every=day)),
)


@given(periods)
def test_what_a_period_shows_is_read_again(period):
    assert PeriodKind().parse(PeriodKind().show(period)) == period


@given(st.sampled_from(WEEKDAYS), st.times())
def test_what_a_deadline_shows_is_read_again(day, time):
    text = f"{day} {time:%H:%M}"
    assert ClockTimeKind(single=True).show(ClockTimeKind(single=True).parse(text)) == text


@given(st.text(alphabet="0123456789-: weks to Monday", max_size=24))
def test_the_schema_accepts_what_the_parser_accepts(text):
    for kind in (DateKind(), ClockTimeKind(), PeriodKind()):
        try:
            kind.parse(text)
        except FieldError:
            continue
        assert re.search(kind.schema()["pattern"], text)


@given(st.text(max_size=60))
def test_any_text_is_read_or_answered(text):
    for kind in (DateKind(), ClockTimeKind(), ClockTimeKind(single=True), PeriodKind()):
        assert answer(kind, text).isprintable()


def test_a_weekday_is_written_out():
    assert [WeekdayKind().parse(name) for name in WEEKDAYS] == list(range(7))
    assert [WeekdayKind().show(number) for number in range(7)] == list(WEEKDAYS)
    assert refused(WeekdayKind(), "sat") == "'sat' is not a weekday. Did you mean 'Saturday'?"
    assert not WeekdayKind().is_value(7)
