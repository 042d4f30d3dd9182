"""Until when days can be logged, in words: at the launch, on the screen, and for an entry that is late."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from moonwalk.api.values import DaysLater, EndOfChallenge
from moonwalk.scoring.calendar import Calendar, milliseconds
from moonwalk.services.challenges import list_challenges
from moonwalk.services.deadlines import closing_rule, deadlines, next_deadline
from moonwalk.services.launch import launch

from ..workspaces import LANES, MONDAY, at

WEEKLY = Calendar(date(2027, 1, 4), 10, "Europe/Berlin")
BY_DAY = replace(WEEKLY, log_until=DaysLater(days=3))
AT_THE_END = replace(WEEKLY, log_until=EndOfChallenge())
ZONE = "(Europe/Berlin)"


def instant(text: str) -> int:
    return milliseconds(datetime.fromisoformat(f"{text}+01:00"))


def test_every_deadline_of_a_challenge_is_said_with_its_date():
    assert deadlines(WEEKLY) == (
        f"2027-01-04 to 2027-01-10 can be logged until Tuesday, 2027-01-12 12:00 {ZONE}",
        f"2027-01-11 to 2027-01-13 can be logged until Tuesday, 2027-01-19 12:00 {ZONE}",
    )
    assert deadlines(AT_THE_END) == (
        f"2027-01-04 to 2027-01-13 can be logged until Sunday, 2027-01-17 00:00 {ZONE}",
    )
    assert deadlines(BY_DAY) == (
        (
            "2027-01-04 to 2027-01-10 can be logged until the end of the day 3 days later: 2027-01-04 until "
            f"Friday, 2027-01-08 00:00 {ZONE}, 2027-01-10 until Thursday, 2027-01-14 00:00 {ZONE}"
        ),
        f"2027-01-11 to 2027-01-13 can be logged until Sunday, 2027-01-17 00:00 {ZONE}",
    )


def test_days_that_had_closed_before_the_launch_are_said_apart():
    late = replace(BY_DAY, launched=instant("2027-01-09T09:00"))

    assert deadlines(late)[:2] == (
        f"2027-01-04 to 2027-01-05 can be logged until Tuesday, 2027-01-12 09:00 {ZONE}",
        (
            "2027-01-06 to 2027-01-10 can be logged until the end of the day 3 days later: 2027-01-06 until "
            f"Sunday, 2027-01-10 00:00 {ZONE}, 2027-01-10 until Thursday, 2027-01-14 00:00 {ZONE}"
        ),
    )


@pytest.mark.parametrize(
    ("calendar", "day", "rule"),
    [
        (WEEKLY, 4, "a week closes on the first Tuesday 12:00 after its last day"),
        (BY_DAY, 4, "a day stays open until the end of the day 3 days later"),
        (BY_DAY, 12, "the last days stay open until 72 hours after the end of the challenge"),
        (AT_THE_END, 4, "every day stays open until 72 hours after the end of the challenge"),
        (
            replace(BY_DAY, launched=instant("2027-01-09T09:00")),
            4,
            "what had closed before the launch stayed open for 72 hours after it",
        ),
    ],
)
def test_the_rule_behind_a_deadline_is_said(calendar, day, rule):
    assert closing_rule(calendar, date(2027, 1, day)) == rule


def test_of_the_days_that_have_begun_those_are_named_that_close_next():
    assert next_deadline(WEEKLY, instant("2027-01-02T12:00")) is None
    assert str(next_deadline(WEEKLY, instant("2027-01-06T12:00"))) == (
        f"2027-01-04 to 2027-01-06 can be logged until Tuesday, 2027-01-12 12:00 {ZONE}"
    )
    assert str(next_deadline(BY_DAY, instant("2027-01-09T12:00"))) == (
        f"2027-01-06 can be logged until Sunday, 2027-01-10 00:00 {ZONE}"
    )
    assert str(next_deadline(AT_THE_END, AT_THE_END.all_closed)).endswith(f"Sunday, 2027-01-17 00:00 {ZONE}")
    assert next_deadline(AT_THE_END, AT_THE_END.all_closed + 1) is None


def with_until(lanes, until: str):
    lanes.challenge(LANES.replace("log_until: Tuesday 12:00", f"log_until: {until}"))
    lanes.people()
    return launch(lanes.ws, "lanes", MONDAY)


@pytest.mark.parametrize(
    ("until", "lines"), [("Tuesday 12:00", 2), ("8 days later", 3), ("the end of the challenge", 1)]
)
def test_a_launch_says_until_when_its_days_can_be_logged(empty, until, lines):
    done = with_until(empty, until)

    assert len(done.deadlines) == lines
    assert done.deadlines[0].startswith("2027-03-01 to ")


def test_days_are_logged_until_the_end_and_not_a_minute_longer(empty):
    with_until(empty, "the end of the challenge")
    empty.now = at(12, 22, 59)
    assert empty.log("p01", on=MONDAY).verdict == "counted"
    assert list_challenges(empty.ws)[0].state == "closing"
    assert "Saturday, 2027-03-13 00:00" in str(list_challenges(empty.ws)[0].deadline)
    assert empty.board().state == "provisional"

    empty.now = at(12, 23, 1)
    late = empty.log("p02", on=MONDAY)

    assert late.verdict == "late"
    assert late.reason.endswith("every day stays open until 48 hours after the end of the challenge")
    assert empty.board().state == "final"
    assert (list_challenges(empty.ws)[0].deadline, empty.board().deadline) == (None, "")


def test_each_day_is_logged_until_days_later_and_the_last_ones_for_the_grace(empty):
    with_until(empty, "2 days later")
    empty.now = at(3, 22, 59)
    assert empty.log("p01", on=MONDAY).verdict == "counted"
    empty.now = at(3, 23, 1)
    assert empty.log("p02", on=MONDAY).verdict == "late"
    assert empty.log("p02", on=MONDAY + timedelta(days=1)).verdict == "counted"
    empty.now = at(12, 12)
    assert empty.log("p03", on=MONDAY + timedelta(days=9)).verdict == "counted"
    assert empty.log("p03", on=MONDAY + timedelta(days=7)).verdict == "late"


@pytest.mark.parametrize(
    ("until", "day", "moved"),
    [
        ("the end of the challenge", 8, True),
        ("the end of the challenge", 7, False),
        ("2 days later", 9, False),
    ],
)
def test_places_have_moved_since_the_last_week_that_is_closed_or_over(empty, until, day, moved):
    with_until(empty, until)
    empty.now = at(day)
    empty.log("p01", on=MONDAY)

    assert {row.moved is not None for row in empty.board("people").rows} == {moved}
