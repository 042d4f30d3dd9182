from __future__ import annotations

from datetime import date

import pytest

from moonwalk.definitions import read_challenge

from ..edited import edited, errors, sound, warnings
from ..installed import WITH_STRANGERS

LABEL = "    label: Minutes\n"


def during(period: str) -> tuple[str, str]:
    return LABEL, f"{LABEL}    during: [{period}]\n"


def test_a_rule_that_never_applies_is_an_error():
    assert errors(during("2027-06-01 to 2027-06-09")) == [
        (
            "58:14: '2027-06-01 to 2027-06-09' is outside the challenge, "
            "which runs from 2027-02-01 to 2027-02-28. Change it, or remove it."
        )
    ]


def test_a_period_may_reach_beyond_the_challenge():
    assert sound(during("2027-01-20 to 2027-02-05")).rules[0].during


def test_a_week_beyond_the_last_does_not_exist():
    assert errors(during("week 5 Monday")) == [
        "58:14: 'week 5 Monday' is beyond the last week: the challenge has 4 weeks."
    ]


def test_a_period_from_a_date_to_a_weekday_must_run_forward():
    (found,) = errors(during("2027-02-20 to week 1 Friday"))
    assert found.endswith("ends before it begins. Write the earlier day first.")


def test_a_holiday_outside_the_challenge_is_only_doubted():
    (found,) = warnings(("everyone: [2027-02-10]", "everyone: [2027-12-25]"))
    assert found.startswith("'2027-12-25' is outside the challenge")


def test_the_day_given_at_launch_decides_what_is_outside():
    text = edited(during("2027-06-09")).encode()
    assert read_challenge(text, "x.yaml", WITH_STRANGERS, date(2027, 6, 7)).challenge
    assert not read_challenge(text, "x.yaml", WITH_STRANGERS).challenge


@pytest.mark.parametrize("day", ["9999-12-20", "0001-01-01", "1999-12-31", "2098-01-01"])
def test_a_first_day_at_the_end_of_time_is_refused(day):
    assert errors(("starts: 2027-02-01", f"starts: {day}")) == [
        f"9:11: {day} is too far away. Write a year between 2000 and 2097."
    ]


def test_a_period_at_the_end_of_time_is_outside():
    (found,) = errors(during("9999-12-30 to week 4 Monday"))
    assert found.endswith("ends before it begins. Write the earlier day first.")
