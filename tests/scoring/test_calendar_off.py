"""Days off at the end of a week keep nothing open where each day closes by itself."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from moonwalk.api.values import DaysLater, EndOfChallenge
from moonwalk.scoring.calendar import Calendar, moment

MONDAY = date(2027, 1, 4)


def calendar(log_until, length: int = 14) -> Calendar:
    return Calendar(MONDAY, length, "UTC", workdays_only=True, log_until=log_until)


@pytest.mark.parametrize("later", [2, 3, 8])
def test_a_weekend_that_does_not_count_closes_with_the_friday_before_it(later):
    closes = calendar(DaysLater(days=later)).settles

    for friday in (4, 11):
        assert len(set(closes[friday : friday + 3].tolist())) == 1
    assert closes[0] < closes[4]


def test_all_is_closed_when_the_last_day_that_counts_is():
    # Friday, 15 January, closes at the end of Saturday; the Sunday after it is the challenge's last day.
    assert moment(calendar(DaysLater(days=1)).all_closed) == datetime(2027, 1, 17, tzinfo=UTC)


def test_a_challenge_that_begins_with_days_off_opens_with_the_first_that_counts():
    saturday = Calendar(date(2027, 1, 2), 9, "UTC", workdays_only=True, log_until=DaysLater(days=1))

    assert saturday.settles[0] == saturday.settles[1] == saturday.settles[2]


def test_days_off_alone_and_other_deadlines_stay_as_they_are():
    weekend = Calendar(date(2027, 1, 2), 2, "UTC", workdays_only=True, log_until=DaysLater(days=1))
    assert len(weekend.settles) == 2
    until_the_end = calendar(EndOfChallenge()).settles
    assert len(set(until_the_end.tolist())) == 1
