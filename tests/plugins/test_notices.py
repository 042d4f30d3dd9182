"""Who is told what, and when: in people's own time zones, once, and never too late."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moonwalk.api.fields import ClockTime
from moonwalk.api.notices import EntryNews, GoalMet, NoticeContext, PersonInfo, TeamPlaces, WeekInfo
from moonwalk.api.sending_hours import SendingHours
from moonwalk.testing import check_declaration
from moonwalk_plugins.notices import (
    ChallengeAnnounced,
    ChallengeStarts,
    ChallengeStartsTomorrow,
    EntryCorrected,
    EntryRejected,
    FinalResults,
    GoalMetNotice,
    LastWeek,
    Milestone,
    NewLeader,
    Nudge,
    OrganiserDigest,
    Overtaken,
    QuietDays,
    StreakAtRisk,
    WeekClosesSoon,
    WeeklyRecap,
    WelcomeBack,
    moonwalk_notices,
)
from moonwalk_plugins.notices.instants import first_after, instant, last_before

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
        launched=utc(2026, 3, 2, 10, 0), closed=utc(2026, 4, 8, 22, 0), safe_places=("A dry, level track",),
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
        (end, end) if later is None else (over + timedelta(days=max(each, 0)) for each in (later - 6, later))
    )
    return replace(
        week(number),
        closes=last.astimezone(UTC),
        over=over.astimezone(UTC),
        first_closes=first.astimezone(UTC),
        open_days=later,
    )


def unclosed_notices(trigger, later=None, people=None):
    context = moment(utc(2026, 1, 1), utc(2027, 1, 1), people)
    weeks = tuple(unclosed(number, later) for number in range(1, 5))
    return list(trigger.notices(replace(context, weeks=weeks), None))


def test_where_all_days_stay_open_one_reminder_comes_before_the_end():
    [notice] = unclosed_notices(WeekClosesSoon())

    assert notice.key == "week_closes_soon/week-4"
    assert notice.due == unclosed(4).closes - timedelta(hours=24)
    assert notice.values["deadline"] == "Tuesday, 7 April 2026, end of the day (Europe/Berlin)"


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
    assert first.values["deadline"] == "Tuesday, 17 March 2026, end of the day (Europe/Berlin)"
    assert second.due == first.due + timedelta(days=7)


@pytest.mark.parametrize(
    ("later", "language", "deadline"),
    [
        (3, "en", "3 days after each day, end of the day (Europe/Berlin)"),
        (1, "de", "1 Tag nach dem jeweiligen Tag, 24:00 Uhr (Europe/Berlin)"),
        (6, "en", "Sunday, 15 March 2026, end of the day (Europe/Berlin)"),
    ],
)
def test_where_days_close_before_their_week_is_over_no_moment_is_said_for_all_of_them(
    later, language, deadline
):
    person = PersonInfo(id="7", first_name="Ann", team="", timezone="", language=language)
    (first, *_) = unclosed_notices(WeekClosesSoon(), later, [person])

    assert first.values["deadline"] == deadline


@pytest.mark.parametrize(
    ("zone", "language", "deadline"),
    [
        ("Asia/Tokyo", "en", "Tuesday 20:00 (Asia/Tokyo; Tuesday 12:00 in Europe/Berlin)"),
        ("Asia/Tokyo", "de", "Dienstag, 20:00 Uhr (Asia/Tokyo; in Europe/Berlin: Dienstag, 12:00 Uhr)"),
        ("America/New_York", "en", "Tuesday 07:00 (America/New_York; Tuesday 12:00 in Europe/Berlin)"),
        ("Europe/Vienna", "en", "Tuesday 12:00 (Europe/Berlin)"),
        ("", "en", "Tuesday 12:00 (Europe/Berlin)"),
        ("Nowhere/Else", "en", "Tuesday 12:00 (Europe/Berlin)"),
    ],
)
def test_a_deadline_is_on_the_clock_of_its_reader_with_the_challenges_beside_it(zone, language, deadline):
    reader = PersonInfo(id="7", first_name="Ann", team="", timezone=zone, language=language)

    first, *_ = WeekClosesSoon().notices(moment(utc(2026, 1, 1), utc(2027, 1, 1), [reader]), None)

    assert first.values["deadline"] == deadline


def test_a_day_that_ends_for_the_challenge_may_be_another_one_where_its_reader_is():
    tokyo = PersonInfo(id="7", first_name="Ann", team="", timezone="Asia/Tokyo")

    first, *_ = unclosed_notices(WeekClosesSoon(), 8, [tokyo])

    there, here = "Wednesday, 18 March 2026, 08:00", "Tuesday, 17 March 2026, end of the day"
    assert first.values["deadline"] == f"{there} (Asia/Tokyo; {here} in Europe/Berlin)"


@pytest.mark.parametrize("later", [None, 8])
def test_a_recap_comes_when_the_week_is_over_and_says_that_it_may_change(later):
    notices = unclosed_notices(WeeklyRecap(), later)

    assert [notice.due for notice in notices[:2]] == [utc(2026, 3, 18, 8), utc(2026, 3, 25, 8)]
    assert "earned 46 points so far." in notices[0].values["in_numbers"]


DUE = tuple(STARTS + timedelta(days=ahead) for ahead in range(28))


def person(**facts):
    defaults = {"id": "7", "first_name": "Ann", "team": "Reds", "timezone": "Europe/Berlin", "due_days": DUE}
    return PersonInfo(**{**defaults, **facts})


def told(trigger, **facts):
    return all_of(trigger, people=[person(**facts)])


@pytest.mark.parametrize(
    ("trigger", "due", "expires"),
    [
        (ChallengeAnnounced(), utc(2026, 3, 3, 8, 0), utc(2026, 3, 8, 23, 0)),
        (ChallengeStartsTomorrow(), utc(2026, 3, 8, 15, 0), utc(2026, 3, 8, 23, 0)),
        (ChallengeStarts(), utc(2026, 3, 9, 7, 0), utc(2026, 3, 10, 7, 0)),
        (LastWeek(), utc(2026, 3, 30, 6, 0), utc(2026, 3, 31, 6, 0)),
        (FinalResults(), utc(2026, 4, 9, 8, 0), utc(2026, 4, 16, 8, 0)),
    ],
)
def test_what_comes_once_in_a_challenge_has_its_time_and_its_end(trigger, due, expires):
    [notice] = told(trigger, days={1: 4}, points={1: 46})

    assert (notice.due, notice.expires) == (due, expires)
    assert notice.key.startswith(trigger.name)


def test_a_launch_on_the_last_day_before_the_start_is_not_announced_too_late():
    context = replace(moment(utc(2026, 1, 1), utc(2027, 1, 1)), launched=utc(2026, 3, 8, 20, 0))

    assert not list(ChallengeAnnounced().notices(context, None))


def test_a_prompt_names_day_time_and_place_and_comes_further_and_further_apart():
    notices = told(Nudge(), logged_days=(STARTS,))

    assert [notice.key for notice in notices] == [f"nudge/2026-03-{day}" for day in (12, 16, 23)]
    assert "it is Thursday" in rendered(Nudge, notices[0])
    assert "How about 13:00 today? A good place: A dry, level track." in rendered(Nudge, notices[0])
    assert notices[0].expires == utc(2026, 3, 12, 23, 0)


def test_nobody_is_prompted_on_a_day_off_or_when_they_have_logged_it():
    assert not told(Nudge(), logged_days=(STARTS,), due_days=DUE[:2])
    assert not told(Nudge(), logged_days=DUE)


def test_a_silence_is_answered_once_and_not_while_somebody_pauses():
    first, second = told(QuietDays(), logged_days=(STARTS, DUE[12]))
    [after_pause] = told(QuietDays(), logged_days=(STARTS,), due_days=(*DUE[:3], *DUE[14:]))

    assert (first.key, first.due) == ("quiet_days/since-2026-03-09", utc(2026, 3, 14, 9, 0))
    assert second.key == "quiet_days/since-2026-03-21"
    assert after_pause.due == utc(2026, 3, 23, 9, 0)
    assert not told(QuietDays(after="40 days"), logged_days=(STARTS,))


@pytest.mark.parametrize(
    ("logged", "due_days", "welcomed"),
    [
        ((0, 3), DUE, True),
        ((0, 2), DUE, False),
        ((0, 3), (DUE[0], DUE[2], DUE[3]), False),
        ((3,), DUE, False),
        ((0, 1), DUE, False),
    ],
)
def test_a_return_after_two_missed_days_is_welcomed_and_a_first_day_is_none(logged, due_days, welcomed):
    context = moment(
        utc(2026, 3, 12, 9, 0),
        utc(2026, 3, 12, 19, 0),
        [person(logged_days=tuple(DUE[at] for at in logged), due_days=due_days)],
    )
    notices = list(WelcomeBack().notices(context, None))

    assert [notice.key for notice in notices] == ["welcome_back/2026-03-12"] * welcomed
    # What was logged days later is no return to be welcomed at once.
    later = replace(context, now=utc(2026, 3, 15, 9, 0))
    assert not list(WelcomeBack().notices(later, None))


def test_a_milestone_is_what_no_week_had_before():
    first, second = told(Milestone(), badges={1: ("Silver",), 2: ("Silver", "Hour"), 3: ("Silver",)})

    assert (first.values["badge"], first.key) == ("Silver", "milestone/week-1")
    assert (second.values["badge"], second.key) == ("Hour", "milestone/week-2")
    assert first.due == utc(2026, 3, 18, 9, 0)


def test_the_result_adds_all_weeks_up_and_thanks_those_with_none():
    [some] = told(FinalResults(), days={1: 4, 2: 1}, points={1: 1046, 2: 5})
    [none] = told(FinalResults())

    assert "In all, you were active on 5 days and earned 1,051 points." in rendered(FinalResults, some)
    assert "fresh start" in rendered(FinalResults, none)


@pytest.mark.parametrize("trigger", [trigger() for trigger in moonwalk_notices()])
def test_every_value_is_in_the_language_of_its_reader(trigger):
    facts = {"badges": {1: ("Gold",)}, "days": {1: 1}, "points": {1: 1}, "logged_days": (STARTS,)}
    german = told(trigger, language="de", first_name="", **facts)
    english = told(trigger, language="en", first_name="", **facts)

    assert [(notice.key, notice.due) for notice in german] == [(notice.key, notice.due) for notice in english]
    for notice in german:
        assert notice.values["first_name"] == "du"
        assert notice.values["deadline"].endswith(" Uhr (Europe/Berlin)")


def test_a_hostile_name_stands_as_it_is_in_every_value():
    hostile = "{deadline} {0} <!channel> [x](http://x)"
    for trigger in moonwalk_notices():
        for notice in told(trigger(), first_name=hostile, days={1: 1}, logged_days=(STARTS,)):
            assert notice.values["first_name"] == hostile


def published(*places):
    """What was published after each of the first weeks."""
    return tuple(
        TeamPlaces(week=number, at=week(number).closes, places=each) for number, each in enumerate(places, 1)
    )


def about_teams(trigger, *places, **facts):
    context = moment(utc(2026, 1, 1), utc(2027, 1, 1), [person(**facts)])
    return list(trigger.notices(replace(context, team_places=published(*places)), None))


def test_a_team_hears_who_went_past_and_others_do_not():
    before, now = {"Reds": 1.0, "Blues": 2.0, "Greens": 3.0}, {"Reds": 3.0, "Blues": 1.0, "Greens": 2.0}
    [notice] = about_teams(Overtaken(), before, now)

    assert (notice.key, notice.due) == ("overtaken/week-2", utc(2026, 3, 25, 10, 0))
    assert "Blues and Greens are ahead of Reds now." in rendered(Overtaken, notice)
    assert set(notice.values) == set(Overtaken.placeholders)
    assert not about_teams(Overtaken(), before, now, team="Blues")
    assert not about_teams(Overtaken(), before, now, team="")
    assert not about_teams(Overtaken(), before, {"Blues": 1.0})


def test_a_new_leader_is_told_of_once_a_week_and_not_after_the_last():
    reds, blues = {"Reds": 1.0, "Blues": 2.0}, {"Reds": 2.0, "Blues": 1.0}
    equal = {"Reds": 1.0, "Blues": 1.0}

    assert [notice.key for notice in about_teams(NewLeader(), reds, blues, blues, reds)] == [
        "new_leader/week-2"
    ]
    assert not about_teams(NewLeader(), reds, equal)
    assert not about_teams(NewLeader(), equal, blues)
    [notice] = about_teams(NewLeader(), reds, blues, language="de")
    assert (notice.values["leader"], set(notice.values)) == ("Blues", set(NewLeader.placeholders))


@pytest.mark.parametrize(("days_later", "told_of"), [(0, 1), (2, 1), (3, 0)])
def test_a_goal_that_was_met_is_told_while_it_is_news(days_later, told_of):
    goals = (
        GoalMet(name="good_week", label="a good week", each="week", day=DUE[3]),
        GoalMet(name="lot", label="a lot", each="challenge", day=DUE[20]),
    )
    now = instant(DUE[3] + timedelta(days=days_later), ClockTime(days=EVERY_DAY, hour=20, minute=0), BERLIN)
    notices = list(GoalMetNotice().notices(moment(utc(2026, 3, 1), now, [person(goals=goals)]), None))

    assert [notice.key for notice in notices] == ["goal_met/good_week/week-1"] * told_of
    assert all(notice.values["goal"] == "a good week" for notice in notices)


def test_a_row_of_days_is_spoken_of_at_3_7_and_14_days_and_never_in_between():
    logged = DUE[:9]
    due = [told(StreakAtRisk(), logged_days=logged[:days], due_days=DUE) for days in range(10)]

    assert [days for days, notices in enumerate(due) if notices] == [3, 7]
    assert "7 days in a row. How about 18:00 today?" in rendered(StreakAtRisk, due[7][0])


FRIDAY_NOON = utc(2026, 3, 13, 12, 0)


def news(what, **more):
    return EntryNews(
        what=what, at=FRIDAY_NOON, day=date(2026, 3, 12), activity="Walk", amount="12 minutes", **more
    )


@pytest.mark.parametrize(
    ("rule", "item", "language", "line"),
    [
        (
            EntryRejected(),
            news("rejected", verdict="late"),
            "en",
            "Thursday, 12 March 2026: 12 minutes, Walk: it came after",
        ),
        (EntryRejected(), news("rejected", verdict="paused"), "de", "du hattest an diesem Tag Pause"),
        (EntryCorrected(), news("corrected", now="2 minutes", reason="typo"), "en", "is 2 minutes now: typo"),
        (EntryCorrected(), news("voided", reason="twice"), "en", "counts no longer: twice"),
    ],
)
def test_what_became_of_an_entry_is_told_once_on_the_next_morning(rule, item, language, line):
    due = told(rule, news=(item,), language=language)
    other = EntryCorrected() if isinstance(rule, EntryRejected) else EntryRejected()

    assert [notice.due for notice in due] == [utc(2026, 3, 14, 8, 0)]
    assert line in due[0].values["entries"]
    assert not told(other, news=(item,))


def crowd(number, **more):
    return tuple(
        PersonInfo(
            id=f"p{at}", first_name="Kim", team="North", timezone="Europe/Berlin", due_days=DUE,
            logged_days=DUE[:2] if at % 2 else (), days={1: 2} if at % 2 else {}, **more,
        )
        for at in range(number)
    )  # fmt: skip


def test_organisers_are_told_how_many_take_part_and_never_of_a_few():
    boss = PersonInfo(id="hr", first_name="Sam", team="", timezone="Europe/Berlin")
    context = moment(utc(2026, 3, 16, 0, 0), utc(2026, 3, 17, 0, 0))
    [many] = OrganiserDigest().notices(replace(context, people=crowd(8), organisers=(boss,)), None)
    [few] = OrganiserDigest().notices(replace(context, people=crowd(4), organisers=(boss,)), None)

    assert (many.person, many.due) == ("hr", utc(2026, 3, 16, 7, 30))
    assert many.values["in_numbers"] == (
        "In week 1 (Longer strides) 4 of 8 people were active, on 8 days in all."
    )
    assert many.values["attention"] == "8 people have logged nothing for five days."
    assert few.values["in_numbers"] == "So few people take part that no numbers are given."


def test_a_recap_goes_to_teams_as_published_and_to_organisers_in_numbers():
    boss = PersonInfo(id="hr", first_name="Sam", team="", timezone="Europe/Berlin", language="de")
    places = (TeamPlaces(week=1, at=week(1).closes, places={"North": 2.0, "South": 1.0}),)
    context = replace(
        moment(utc(2026, 3, 17, 0, 0), utc(2026, 3, 19, 0, 0)),
        people=crowd(6), organisers=(boss,), team_places=places,
    )  # fmt: skip
    of_teams = list(WeeklyRecap().notices(replace(context, to="teams"), None))
    [of_all] = WeeklyRecap().notices(replace(context, to="organisers"), None)

    assert len(of_teams) == 6
    assert of_teams[0].key == "weekly_recap/teams/week-1"
    assert of_teams[0].values["in_numbers"] == (
        "After week 1 (Longer strides) your team North is in place 2 of 2."
    )
    assert of_all.values["in_numbers"].startswith("In Woche 1 (Longer strides) waren 3 von 6 Personen aktiv")


def test_a_reminder_goes_out_before_the_hours_that_would_come_too_late():
    office = SendingHours(time(8), time(20))
    closes = replace(week(1), closes=utc(2026, 3, 15, 21, 0))  # a Sunday evening
    context = replace(moment(utc(2026, 3, 9), utc(2026, 3, 20)), weeks=(closes,), people=crowd(1))

    [usual] = WeekClosesSoon().notices(context, None)
    [early] = WeekClosesSoon().notices(replace(context, hours=office), None)

    assert usual.due == utc(2026, 3, 14, 21, 0)
    assert early.due == utc(2026, 3, 13, 18, 0)  # Friday, an hour before the last one ends
