"""Who is told what, and when: in people's own time zones, once, and never too late."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moonwalk.api.fields import ClockTime
from moonwalk.api.notices import NoticeContext, PersonInfo, WeekInfo
from moonwalk.testing import check_declaration
from moonwalk_plugins.notices import (
    ChallengeStarts,
    WeekClosesSoon,
    WeeklyRecap,
    first_after,
    instant,
    last_before,
    moonwalk_notices,
)

BERLIN = ZoneInfo("Europe/Berlin")
STARTS = date(2026, 3, 9)  # a Monday; Berlin's clocks go forward on Sunday 29 March
EVERY_DAY = tuple(range(7))


def utc(*when):
    return datetime(*when, tzinfo=UTC)


def instants(first, last):
    """Instants from `first` to `last`, both without their zone as hypothesis wants them."""
    return st.datetimes(first.replace(tzinfo=None), last.replace(tzinfo=None), timezones=st.just(UTC))


def week(number):
    first = STARTS + timedelta(days=7 * (number - 1))
    closes = datetime(first.year, first.month, first.day, 12, 0, tzinfo=BERLIN) + timedelta(days=8)
    return WeekInfo(
        number=number,
        first=first,
        last=first + timedelta(days=6),
        closes=closes.astimezone(UTC),
        theme="Longer strides",
    )


def moment(since, now, people=None, weeks=4):
    people = people or (
        PersonInfo(
            id="7",
            first_name="Ann",
            team="Reds",
            timezone="Europe/Berlin",
            points={1: 46, 3: 5},
            days={1: 4, 3: 1},
        ),
    )
    return NoticeContext(
        since=since, now=now, title="Walk Backward", about="", timezone="Europe/Berlin",
        weeks=tuple(week(number) for number in range(1, weeks + 1)), people=tuple(people),
    )  # fmt: skip


def all_of(trigger, at=None, people=None):
    return list(trigger.notices(moment(utc(2026, 1, 1), utc(2027, 1, 1), people), at))


def rendered(trigger, notice):
    return re.sub(r"\{(\w+)\}", lambda found: notice.values[found[1]], f"{trigger.subject}\n{trigger.text}")


@pytest.mark.parametrize("trigger", moonwalk_notices())
def test_each_trigger_is_declared_well_and_fills_every_word_it_promises(trigger):
    check_declaration(trigger())
    assert set(re.findall(r"\{(\w+)\}", trigger.subject + trigger.text)) <= set(trigger.placeholders)
    for notice in all_of(trigger()):
        assert set(notice.values) == set(trigger.placeholders)


def test_the_start_is_told_on_the_first_day_at_eight_in_the_zone_of_each_person():
    people = [
        PersonInfo(id="7", first_name="Ann", team="", timezone="Europe/Berlin"),
        PersonInfo(id="8", first_name="Bob", team="", timezone="Pacific/Auckland"),
        PersonInfo(id="9", first_name="Cid", team="", timezone=""),
        PersonInfo(id="10", first_name="Dan", team="", timezone="Mars/Olympus"),
    ]

    due = {notice.person: notice.due for notice in all_of(ChallengeStarts(), people=people)}

    assert due == {
        "7": utc(2026, 3, 9, 7, 0),
        "8": utc(2026, 3, 8, 19, 0),
        "9": utc(2026, 3, 9, 7, 0),
        "10": utc(2026, 3, 9, 7, 0),
    }


def test_the_start_waits_for_a_weekday_that_was_asked_for():
    [notice] = all_of(ChallengeStarts(), ClockTime(days=(2,), hour=9, minute=30))

    assert notice.due == utc(2026, 3, 11, 8, 30)
    assert notice.key == "challenge_starts/week-1"


def test_a_week_closes_soon_a_day_ahead_unless_a_time_is_given():
    assert [notice.due for notice in all_of(WeekClosesSoon())][:2] == [
        utc(2026, 3, 16, 11, 0),
        utc(2026, 3, 23, 11, 0),
    ]
    assert [notice.due for notice in all_of(WeekClosesSoon(), ClockTime(days=(1,), hour=9, minute=0))][
        :2
    ] == [
        utc(2026, 3, 17, 8, 0),
        utc(2026, 3, 24, 8, 0),
    ]


def test_a_time_after_the_close_means_the_week_before_and_the_notice_is_void_at_the_close():
    notice = all_of(WeekClosesSoon(), ClockTime(days=(1,), hour=13, minute=0))[0]

    assert notice.due == utc(2026, 3, 10, 12, 0)
    assert notice.expires == week(1).closes


def test_nobody_who_has_logged_every_day_is_asked_for_more():
    people = [
        PersonInfo(id="7", first_name="Ann", team="", timezone="", days={1: 7}),
        PersonInfo(id="8", first_name="Bob", team="", timezone="", days={1: 6}),
    ]

    first_week = [
        notice for notice in all_of(WeekClosesSoon(), people=people) if notice.key.endswith("week-1")
    ]

    assert [notice.person for notice in first_week] == ["8"]


def test_the_recap_comes_on_the_wednesday_after_the_close_and_is_old_news_within_days():
    notices = all_of(WeeklyRecap())

    assert [notice.key for notice in notices] == [f"weekly_recap/week-{number}" for number in (1, 2, 3, 4)]
    # The third is sent after the clocks went forward: nine in Berlin is seven in UTC.
    assert [notice.due for notice in notices][:3] == [
        utc(2026, 3, 18, 8, 0),
        utc(2026, 3, 25, 8, 0),
        utc(2026, 4, 1, 7, 0),
    ]
    assert all(notice.due < notice.expires < notice.due + timedelta(days=7) for notice in notices)


def test_the_recap_says_the_week_in_numbers_and_what_is_open_now():
    first, *_, last = (rendered(WeeklyRecap, notice) for notice in all_of(WeeklyRecap()))

    assert "In week 1 (Longer strides) you were active on 4 days and earned 46 points." in first
    assert "week 2 (Longer strides), which can be logged until Tuesday 12:00 (Europe/Berlin)" in first
    assert "last week of Walk Backward. Thank you" in last


def test_the_recap_can_tell_what_level_and_badges_somebody_holds():
    people = [
        PersonInfo(id="7", first_name="Ann", team="", timezone="", badges={1: ("Gold", "Hour")}),
        PersonInfo(id="8", first_name="Bob", team="", timezone=""),
    ]
    words = {one.person: one.values for one in all_of(WeeklyRecap(), people=people) if one.key.endswith("-1")}

    assert (words["7"]["level"], words["7"]["badge"]) == ("Gold and Hour", "Gold and Hour")
    assert words["8"]["level"] == "no badge yet"


def test_one_day_is_one_day():
    third = all_of(WeeklyRecap())[2]

    assert "on 1 day and earned 5 points" in third.values["in_numbers"]


@pytest.mark.parametrize("trigger", [WeekClosesSoon, WeeklyRecap])
def test_nobody_is_told_that_they_did_nothing(trigger):
    text = rendered(
        trigger, all_of(trigger(), people=[PersonInfo(id="8", first_name="", team="", timezone="")])[0]
    )

    assert "Hello there" in text
    assert not re.search(r"\b(0|no|none|nothing|not|missed|zero)\b", text.split("\n\n")[1])


@pytest.mark.parametrize("trigger", [trigger() for trigger in moonwalk_notices()])
@given(cuts=st.lists(instants(utc(2026, 3, 1), utc(2026, 4, 20)), max_size=6))
def test_however_the_ticks_fall_everything_is_told_once_and_within_its_tick(trigger, cuts):
    ticks = [utc(2026, 1, 1), *sorted(cuts), utc(2027, 1, 1)]

    told = []
    for since, now in pairwise(ticks):
        notices = list(trigger.notices(moment(since, now), None))
        assert all(since < notice.due <= now for notice in notices)
        told += notices

    assert sorted(told, key=lambda notice: notice.due) == all_of(trigger)
    assert len({(notice.person, notice.key) for notice in told}) == len(told)


def test_a_challenge_without_weeks_has_nothing_to_tell():
    for trigger in moonwalk_notices():
        assert list(trigger().notices(moment(utc(2026, 1, 1), utc(2027, 1, 1), weeks=0), None)) == []


def test_a_time_that_the_clock_skips_falls_as_much_later_and_one_that_comes_twice_is_the_first():
    half_past_two = ClockTime(days=EVERY_DAY, hour=2, minute=30)

    assert instant(date(2026, 3, 29), half_past_two, BERLIN) == utc(2026, 3, 29, 1, 30)
    assert instant(date(2026, 10, 25), half_past_two, BERLIN) == utc(2026, 10, 25, 0, 30)


@given(
    instants(utc(2020, 1, 1), utc(2030, 1, 1)),
    st.sampled_from(["Europe/Berlin", "Pacific/Apia", "Australia/Lord_Howe", "Africa/Cairo", "Etc/GMT+12"]),
    st.sampled_from([EVERY_DAY, (0, 1, 2, 3, 4), (2,), (6,)]),
    st.integers(0, 23),
    st.integers(0, 59),
)
def test_the_moments_before_and_after_an_instant_lie_on_either_side_within_nine_days(
    when, zone, days, hour, minute
):
    at = ClockTime(days=days, hour=hour, minute=minute)

    before, after = last_before(when, at, ZoneInfo(zone)), first_after(when, at, ZoneInfo(zone))

    assert before < when <= after
    assert after - before <= timedelta(days=8)


def unclosed(number, later=None):
    """A week whose days close so many days later, or else all at the end of the four weeks."""
    over = datetime.combine(week(number).last + timedelta(days=1), datetime.min.time(), BERLIN)
    end = datetime.combine(week(4).last + timedelta(days=3), datetime.min.time(), BERLIN)
    first, last = (
        (end, end) if later is None else (over + timedelta(days=each) for each in (later - 6, later))
    )
    return replace(
        week(number),
        closes=last.astimezone(UTC),
        over=over.astimezone(UTC),
        first_closes=first.astimezone(UTC),
    )


def unclosed_notices(trigger, later=None, people=None):
    context = moment(utc(2026, 1, 1), utc(2027, 1, 1), people)
    weeks = tuple(unclosed(number, later) for number in range(1, 5))
    return list(trigger.notices(replace(context, weeks=weeks), None))


def test_where_all_days_stay_open_one_reminder_comes_before_the_end():
    [notice] = unclosed_notices(WeekClosesSoon())

    assert notice.key == "week_closes_soon/week-4"
    assert notice.due == unclosed(4).closes - timedelta(hours=24)
    assert notice.values["deadline"] == "Wednesday, 2026-04-08 00:00 (Europe/Berlin)"


def test_only_who_has_logged_every_day_of_every_open_week_is_not_reminded():
    every = dict.fromkeys(range(1, 5), 7)
    people = [
        PersonInfo(id="7", first_name="Ann", team="", timezone="", days=every),
        PersonInfo(id="8", first_name="Bob", team="", timezone="", days={**every, 2: 6}),
    ]

    assert [notice.person for notice in unclosed_notices(WeekClosesSoon(), people=people)] == ["8"]


def test_where_days_close_by_themselves_a_reminder_comes_before_the_first_of_a_week():
    first, second, *_ = unclosed_notices(WeekClosesSoon(), 8)

    assert first.due == unclosed(1, 8).over + timedelta(days=1)
    assert first.values["deadline"] == "Wednesday, 2026-03-18 00:00 (Europe/Berlin)"
    assert second.due == first.due + timedelta(days=7)


@pytest.mark.parametrize("later", [None, 8])
def test_a_recap_comes_when_the_week_is_over_and_says_that_it_may_change(later):
    notices = unclosed_notices(WeeklyRecap(), later)

    assert [notice.due for notice in notices[:2]] == [utc(2026, 3, 18, 8), utc(2026, 3, 25, 8)]
    assert "earned 46 points so far." in notices[0].values["in_numbers"]
