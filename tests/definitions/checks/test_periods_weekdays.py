from __future__ import annotations

import pytest

from ..edited import errors

RULES = "rules:\n"
WORKDAYS = ("counted_days: every day", "counted_days: workdays")
SHARE = ("days: 4 of 7", "days: 4 of 5")
PAID = ("paid_days: first 5 of 7", "paid_days: first 5 of 5")


def said(rule: str, *others: tuple[str, str]) -> list[str]:
    found = errors((RULES, f"{RULES}  - {rule}\n"), *others)
    return [message.partition(": ")[2] for message in found]


@pytest.mark.parametrize(
    ("rule", "day"),
    [
        ("{rule: makeup, goal: good_day, weekdays: [Friday, Saturday]}", "Saturday"),
        ("{rule: makeup, goal: good_day, weekdays: [Sunday]}", "Sunday"),
        ("{rule: goal_met, id: more, goal: good_day, points: 1, during: [every Sunday]}", "Sunday"),
    ],
)
def test_a_rule_for_a_day_off_is_refused(rule, day):
    assert said(rule, WORKDAYS, SHARE, PAID) == [
        (f"nothing counts on a {day} here. Remove it, or write 'counted_days: every day' under 'schedule'.")
    ]
    assert said(rule) == []


@pytest.mark.parametrize(
    "rule",
    [
        "{rule: makeup, goal: good_day, weekdays: [Friday]}",
        "{rule: goal_met, id: more, goal: good_day, points: 1, during: [every Friday, week 2]}",
    ],
)
def test_a_rule_for_a_workday_is_not(rule):
    assert said(rule, WORKDAYS, SHARE, PAID) == []
