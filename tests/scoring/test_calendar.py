"""Days, weeks and deadlines: time zones, clock changes, leap days, short weeks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.scoring.facts import Member, member_facts, pause_facts

from moonwalk.api import Status
from moonwalk.api.fields import ClockTime
from moonwalk.api.values import DaysLater, EndOfChallenge
from moonwalk.scoring.calendar import Calendar, milliseconds, moment
from moonwalk.scoring.membership import build_membership

NOON = ClockTime(days=(1,), hour=12, minute=0)


def at(text: str) -> int:
    return milliseconds(datetime.fromisoformat(text))


def test_a_week_closes_on_the_first_deadline_after_its_last_day():
    calendar = Calendar(date(2027, 1, 4), 28, "Europe/Berlin")

    assert calendar.week_closes(1) == at("2027-01-12T12:00+01:00")
    assert calendar.closes[0] == calendar.closes[6] == calendar.week_closes(1)
    assert calendar.closes[7] == calendar.week_closes(2)


def test_a_week_that_starts_on_a_wednesday_closes_a_week_after_its_last_tuesday():
    calendar = Calendar(date(2027, 1, 6), 28, "Europe/Berlin")

    assert calendar.last_day_of_week(1) == date(2027, 1, 12)
    assert calendar.week_closes(1) == at("2027-01-19T12:00+01:00")


def test_the_last_week_stays_open_for_the_grace():
    calendar = Calendar(date(2027, 1, 4), 28, "Europe/Berlin")

    assert calendar.week_closes(4) == at("2027-02-04T00:00+01:00")


def test_the_last_week_never_closes_before_its_deadline():
    calendar = Calendar(date(2027, 1, 4), 28, "Europe/Berlin", final_grace=timedelta(hours=1))

    assert calendar.week_closes(4) == at("2027-02-02T12:00+01:00")


def test_a_deadline_is_told_by_the_wall_clock_across_a_clock_change():
    calendar = Calendar(date(2027, 3, 22), 28, "Europe/Berlin")

    # The clock goes forward on Sunday, 28 March, the last day of week 1.
    assert calendar.week_closes(1) == at("2027-03-30T12:00+02:00")


def test_grace_is_in_hours_that_pass_across_a_clock_change():
    # The last day is Saturday, 27 March; the night after the next one has an hour less.
    calendar = Calendar(
        date(2027, 3, 21), 7, "Europe/Berlin", log_until=ClockTime(days=(6,), hour=0, minute=0)
    )

    assert calendar.week_closes(1) == at("2027-03-28T00:00+01:00") + 72 * 3_600_000
    assert moment(calendar.week_closes(1)) == datetime.fromisoformat("2027-03-31T01:00+02:00")


def test_a_deadline_in_the_hour_that_is_left_out_comes_an_hour_later_by_the_clock():
    calendar = Calendar(
        date(2027, 3, 15), 14, "Europe/Berlin", log_until=ClockTime(days=(6,), hour=2, minute=30)
    )

    assert calendar.week_closes(1) == at("2027-03-28T03:30+02:00")


def test_a_day_ends_where_midnight_does_not_exist():
    calendar = Calendar(date(2026, 4, 20), 7, "Africa/Cairo")

    assert calendar.day_ends(date(2026, 4, 23)) == at("2026-04-23T22:00+00:00")


def test_a_day_of_twenty_three_hours_is_one_day():
    calendar = Calendar(date(2027, 3, 22), 28, "Europe/Berlin")
    ends = [calendar.day_ends(day) for day in (date(2027, 3, 27), date(2027, 3, 28), date(2027, 3, 29))]

    assert [(two - one) / 3_600_000 for one, two in pairwise(ends)] == [23, 24]


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2027-01-04T22:59:59+00:00", date(2027, 1, 4)),
        ("2027-01-04T23:00:00+00:00", date(2027, 1, 5)),
    ],
)
def test_today_is_the_challenges_own(now, day):
    assert Calendar(date(2027, 1, 4), 28, "Europe/Berlin").today(at(now)) == day


def test_a_civil_day_lasts_fifty_hours_on_earth():
    calendar = Calendar(date(2026, 6, 1), 7, "UTC")

    assert calendar.begins[0] == at("2026-05-31T10:00+00:00")
    assert calendar.latest_day(at("2026-05-31T09:59:59+00:00")) == date(2026, 5, 31)
    assert calendar.latest_day(at("2026-05-31T10:00+00:00")) == date(2026, 6, 1)


def test_the_twenty_ninth_of_february_is_a_day_like_any_other():
    calendar = Calendar(date(2028, 2, 28), 7, "UTC")

    assert calendar.dates[:3] == (date(2028, 2, 28), date(2028, 2, 29), date(2028, 3, 1))
    assert calendar.ends == date(2028, 3, 5)
    assert Calendar(date(2027, 2, 28), 7, "UTC").dates[1] == date(2027, 3, 1)


def test_weeks_are_the_challenges_own_and_never_those_of_the_year():
    calendar = Calendar(date(2026, 12, 28), 14, "UTC")

    assert [day.isocalendar().week for day in calendar.dates[::7]] == [53, 1]
    assert calendar.week.tolist() == [1] * 7 + [2] * 7


def test_a_challenge_of_one_day_is_one_week():
    calendar = Calendar(date(2027, 1, 7), 1, "UTC")

    assert (calendar.weeks, calendar.ends, calendar.week.tolist()) == (1, date(2027, 1, 7), [1])
    assert calendar.closes[0] == at("2027-01-12T12:00+00:00")


def test_ten_days_are_two_weeks_and_the_second_is_short():
    calendar = Calendar(date(2027, 1, 4), 10, "UTC")

    assert calendar.weeks == 2
    assert calendar.week.tolist() == [1] * 7 + [2] * 3
    assert calendar.last_day_of_week(2) == date(2027, 1, 13)
    assert calendar.week_closes(2) == at("2027-01-19T12:00+00:00")


def test_days_off_come_before_days_that_count_for_nobody():
    excused = frozenset({date(2027, 1, 6), date(2027, 1, 9)})
    calendar = Calendar(date(2027, 1, 4), 7, "UTC", workdays_only=True, excused=excused)

    due, out, off = int(Status.DUE), int(Status.EXCUSED), int(Status.OFF)
    assert calendar.statuses.tolist() == [due, due, out, due, due, off, off]


def test_a_days_index_counts_from_day_one():
    calendar = Calendar(date(2027, 1, 4), 28, "UTC")

    assert [calendar.index(day) for day in (date(2027, 1, 3), date(2027, 1, 4), calendar.ends)] == [-1, 0, 27]


@given(st.integers(-10, 40), st.integers(0, 86_400_000), st.floats(0, 1))
def test_no_day_changes_before_the_next_boundary(days, within, share):
    calendar = Calendar(date(2027, 3, 22), 14, "Europe/Berlin")
    now = milliseconds(datetime(2027, 3, 22, tzinfo=UTC)) + days * 86_400_000 + within
    boundary = calendar.next_boundary(now)
    then = now + int((boundary - 1 - now) * share)

    assert boundary > now
    assert calendar.latest_day(then) == calendar.latest_day(now)
    one, other = (
        build_membership(calendar, member_facts(Member(1)), pause_facts(), when) for when in (now, then)
    )
    assert one.status.tolist() == other.status.tolist()


def test_at_the_deadline_itself_a_day_is_still_open():
    calendar = Calendar(date(2027, 1, 4), 14, "UTC")
    closes = calendar.week_closes(1)

    for now, status in ((closes - 1, Status.OPEN), (closes, Status.OPEN), (closes + 1, Status.DUE)):
        assert build_membership(calendar, member_facts(Member(1)), pause_facts(), now).status[0, 0] == status
    assert calendar.next_boundary(closes) == closes + 1


def test_all_days_may_stay_open_until_the_grace_after_the_end_is_over():
    calendar = Calendar(date(2027, 1, 4), 10, "Europe/Berlin", log_until=EndOfChallenge())

    assert set(calendar.closes.tolist()) == {at("2027-01-17T00:00+01:00")} == {calendar.all_closed}
    assert [calendar.week_closes(week) for week in (1, 2)] == [calendar.all_closed] * 2
    none = replace(calendar, final_grace=timedelta(0))
    assert none.all_closed == at("2027-01-14T00:00+01:00")


def test_a_day_may_close_so_many_days_later_each_by_itself():
    calendar = Calendar(date(2027, 1, 4), 28, "Europe/Berlin", log_until=DaysLater(days=8))

    assert calendar.closes[0] == at("2027-01-13T00:00+01:00")
    assert calendar.closes[5] == at("2027-01-18T00:00+01:00")
    assert calendar.week_closes(1) == at("2027-01-19T00:00+01:00")


def test_a_day_that_closes_days_later_does_so_at_a_midnight_across_a_clock_change():
    # The clock goes forward on Sunday, 28 March.
    calendar = Calendar(date(2027, 3, 22), 28, "Europe/Berlin", log_until=DaysLater(days=6))

    assert calendar.closes[0] == at("2027-03-29T00:00+02:00")


def test_days_that_are_open_at_the_end_stay_open_for_the_grace():
    calendar = Calendar(date(2027, 1, 4), 14, "UTC", log_until=DaysLater(days=2))

    assert calendar.closes[11] == at("2027-01-18T00:00+00:00") == calendar.day_ends(calendar.ends)
    assert [int(instant) for instant in calendar.closes[12:]] == [at("2027-01-21T00:00+00:00")] * 2
    longer = replace(calendar, log_until=DaysLater(days=5))
    assert longer.closes[13] == at("2027-01-23T00:00+00:00")


def test_a_day_that_had_closed_before_the_launch_has_the_grace_after_it():
    launched = at("2027-01-08T09:00+00:00")
    calendar = Calendar(date(2027, 1, 4), 14, "UTC", log_until=DaysLater(days=1), launched=launched)

    grace = 72 * 3_600_000
    assert [int(instant) for instant in calendar.closes[:3]] == [launched + grace] * 3
    assert calendar.closes[3] == at("2027-01-09T00:00+00:00")


def test_a_week_is_closed_when_its_last_day_is_or_where_all_stay_open_when_it_is_over():
    by_day = Calendar(date(2027, 1, 4), 28, "UTC", log_until=DaysLater(days=2))
    at_the_end = replace(by_day, log_until=EndOfChallenge())

    for now, weeks in (("2027-01-13T00:00", 0), ("2027-01-13T00:01", 1), ("2027-02-20T00:00", 4)):
        assert by_day.closed_weeks(at(f"{now}+00:00")) == weeks
    for now, weeks in (("2027-01-10T23:59", 0), ("2027-01-11T00:00", 1), ("2027-02-02T00:00", 3)):
        assert at_the_end.closed_weeks(at(f"{now}+00:00")) == weeks
    assert at_the_end.closed_weeks(at_the_end.all_closed + 1) == 4


@pytest.mark.parametrize("until", [DaysLater(days=2), EndOfChallenge()])
def test_days_that_close_by_themselves_are_open_until_then_and_results_change_after(until):
    calendar = Calendar(date(2027, 1, 4), 14, "UTC", log_until=until)
    closes = int(calendar.closes[3])

    for now, status in ((closes, Status.OPEN), (closes + 1, Status.DUE)):
        assert build_membership(calendar, member_facts(Member(1)), pause_facts(), now).status[0, 3] == status
    assert calendar.next_boundary(closes) == closes + 1
