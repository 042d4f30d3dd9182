from __future__ import annotations

import pytest

from ..edited import edited, errors, errors_in, warnings

DAILY = "    reject_day_above: 90 minutes\n"


@pytest.mark.parametrize("key", ["points: 1\n", "points: 20\n"])
def test_points_that_no_board_could_add_up_are_an_error(key):
    (found,) = errors((key, "points: 999999999\n"))
    assert found.endswith(
        "999999999 points for one thing are more than any board can add up. Write at most 1000000."
    )
    assert errors((key, "points: 1000000\n")) == []


@pytest.mark.parametrize("days", ["29 days", "1000 days"])
def test_a_row_longer_than_the_challenge_is_in_vain(days):
    (found,) = warnings(("every: 3 days", f"every: {days}"))
    assert found == f"the challenge has 28 days, so 'every: {days}' is never reached."
    assert warnings(("every: 3 days", "every: 28 days")) == []


def test_a_challenge_without_a_workday_is_an_error():
    weekend = (
        ("starts: 2027-02-01", "starts: 2027-02-06"),
        ("length: 4 weeks", "length: 2 days"),
        ("counted_days: every day", "counted_days: workdays"),
    )
    assert any("none of its days is a workday" in one for one in errors(*weekend))
    longer = (*weekend[:1], ("length: 4 weeks", "length: 3 days"), weekend[2])
    assert not any("workday," in one for one in errors(*longer))


@pytest.mark.parametrize("pause", ["weeks 1 to 4", "2027-02-01 to 2027-02-28"])
def test_a_challenge_of_days_off_is_an_error(pause):
    text = edited()
    before, _, rest = text.partition("  everyone: [")
    assert rest
    changed = f"{before}  everyone: [{pause}]\n{rest.partition(chr(10))[2]}"
    assert any("every day is a day off for everyone" in one for one in errors_in(changed))


@pytest.mark.parametrize("key", ["reject_entry_above", "reject_day_above"])
def test_a_limit_of_nothing_is_an_error(key):
    found = errors((f"{key}: ", f"{key}: 0 minutes # "))
    assert any(one.endswith(f"'{key}' cannot be 0: nothing could be logged.") for one in found)


ALONE = """\
moonwalk: 1
challenge: Steps
schedule: {starts: 2027-03-01, length: 2 weeks, timezone: Europe/Berlin}
activities: {steps: {label: Steps, unit: steps, reject_day_above: 9000 steps}}
goals: {good_day: {label: a good day, each: day, reach: {week 1: 8000 steps, week 2: 10000 steps}}}
rules: [{rule: goal_met, goal: good_day, points: 5}]
"""


def test_a_daily_goal_above_what_a_day_may_have_is_an_error():
    (found,) = errors_in(ALONE)
    assert found == (
        "4:67: a day above 9000 steps is refused, so the goal 'good_day' of 10000 steps could never be met. "
        "Raise the one or lower the other."
    )
    assert errors_in(ALONE.replace("10000", "9000")) == []


def test_where_another_activity_counts_too_both_together_may_reach_the_goal():
    assert errors((DAILY, "    reject_day_above: 9 minutes\n")) == []
