from __future__ import annotations

from datetime import date
from typing import ClassVar

import pytest

from moonwalk.api import DuringPolicy
from moonwalk.api.fields import DailyGoal, WeeklyGoal
from moonwalk.definitions import read_challenge

from ..edited import edited, said
from ..installed import STRANGERS, PaysNothing, plugins_with

RULES = "rules:\n"


class Named(PaysNothing):
    """On some days only."""

    name: ClassVar[str] = "named"
    during_policy: ClassVar[DuringPolicy] = "named days"


class Weeks(PaysNothing):
    """By whole weeks."""

    name: ClassVar[str] = "by_weeks"
    during_policy: ClassVar[DuringPolicy] = "whole weeks"


class Always(PaysNothing):
    """All the time."""

    name: ClassVar[str] = "always"
    during_policy: ClassVar[DuringPolicy] = "whole challenge"


class Daily(PaysNothing):
    """With {goal}."""

    name: ClassVar[str] = "daily"
    goal: DailyGoal


class Weekly(PaysNothing):
    """With {goal}."""

    name: ClassVar[str] = "weekly"
    goal: WeeklyGoal


OURS = plugins_with(**STRANGERS, ours=(Named, Weeks, Always, Daily, Weekly))


def errors(rule: str) -> list[str]:
    text = edited((RULES, f"{RULES}  - {rule}\n"))
    problems = read_challenge(text.encode(), "x.yaml", OURS, date(2027, 1, 4)).problems
    return [said(problem).partition(": ")[2] for problem in problems if problem.severity == "error"]


@pytest.mark.parametrize(
    "rule",
    [
        "{rule: named, during: [week 2, week 3 Wednesday, 2027-01-20]}",
        "{rule: by_weeks}",
        "{rule: by_weeks, during: [week 1, weeks 3 to 4]}",
        "{rule: always}",
        "{rule: daily, goal: good_day}",
        "{rule: weekly, goal: good_week}",
    ],
)
def test_what_fits_is_not_refused(rule):
    assert errors(rule) == []


@pytest.mark.parametrize("rule", ["{rule: named}", "{rule: named, during: []}"])
def test_a_rule_for_some_days_must_say_which(rule):
    assert errors(rule) == [
        (
            "'named' does not say on which days. "
            "Add for example 'during: [week 2 Wednesday, 2027-03-17]', or 'during: [week 1]'."
        )
    ]


@pytest.mark.parametrize("period", ["every Wednesday", "week 2 Monday", "2027-01-11 to 2027-01-17"])
def test_a_rule_by_weeks_cannot_be_divided(period):
    assert errors(f"{{rule: by_weeks, during: [week 1, {period}]}}") == [
        f"'by_weeks' goes by whole weeks, and '{period}' is not one. Write for example 'weeks 2 to 3'."
    ]


def test_a_rule_for_the_whole_challenge_takes_no_days_out():
    assert errors("{rule: always, during: [week 1]}") == [
        "'always' lasts from the first day to the last. Remove 'during'."
    ]


def test_a_goal_that_is_met_too_seldom_or_too_often_does_not_fit():
    assert errors("{rule: daily, goal: good_week}") == [
        "'good_week' is a goal of each week, and 'daily' needs one of each day. There are: good_day."
    ]
    assert errors("{rule: weekly, goal: good_day}") == [
        "'good_day' is a goal of each day, and 'weekly' needs one of each week. There are: good_week."
    ]
    assert errors("{rule: weekly, goal: nowhere}") == [
        "there is no goal 'nowhere' in this file. There are: good_day, good_week."
    ]
