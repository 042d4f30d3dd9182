"""The example numbers of every rule, from a file and a table of entries through the real commands.

The week of most examples is 5 0 12 25 0 8 40 minutes. A row of `EXAMPLES` is a challenge of its own, with
a person of its own; `points` are all points by day.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from tests.running import run

MONDAY = date(2027, 1, 4)
WEEK = "5 0 12 25 0 8 40"
NONE = "0 0 0 0 0 0 0"
AT_FIRST = "2026-12-01T12:00:00+00:00"
LONG_AFTER = "2027-06-01T12:00:00+00:00"
LEVELS = "levels: [Blue, Bronze, Silver, Gold, Platinum], begin: Silver"
DAILY = "good_day: {label: a good day, each: day, reach: 5 minutes}"
GOOD_WEEK = f"{DAILY}\n  good_week: {{label: a good week, each: week, days: 4 of 7, meeting: good_day}}"


@dataclass(frozen=True)
class Example:
    """`rules` and `goals` as YAML; `days` are minutes from day 1, `before` those up to the day before it.

    `points` and `badges` are all that the rules give, in the order of days.
    """

    name: str
    rules: str
    points: str
    goals: str = ""
    days: str = WEEK
    before: str = ""
    length: str = "1 week"
    more: str = ""
    badges: str = ""


EXAMPLES = (
    Example(
        "per_unit_with_a_cap",
        "{rule: per_unit, points: 1, per: 1 minute, cap_per_day: 20 minutes}",
        "5 0 12 20 0 8 20",  # 65
    ),
    Example("check_in", "{rule: check_in, points: 1}", "1 0 1 1 0 1 1"),
    Example(
        "all_or_nothing",
        "{rule: goal_met, goal: ten, points: 5}",
        "0 0 5 5 0 0 5",  # 15
        "ten: {label: ten minutes, each: day, reach: 10 minutes}",
    ),
    Example(
        "tiers",
        "{rule: tiers, pays: {5 minutes: 1, 10 minutes: 2, 20 minutes: 3}}",
        "1 0 2 3 0 1 3",  # 10
    ),
    Example(
        "a_range",
        "{rule: goal_met, goal: between, points: 5}",
        "0 0 5 5 0 5 0",
        "between: {label: in between, each: day, within: 8 to 25 minutes}",
    ),
    Example(
        "bands",
        """
  - rule: bands
    bands:
      - {up_to: 10 minutes, points: 1, per: 1 minute}
      - {up_to: 20 minutes, points: 1, per: 2 minutes}
      - {up_to: 30 minutes, points: 1, per: 4 minutes}""",
        "5 0 11 16 0 8 17",  # 57; 57.75 before each day is rounded down
    ),
    Example(
        "four_days_of_seven",
        "{rule: goal_met, goal: good_week, points: 20}",
        "0 0 0 0 0 20 0",
        GOOD_WEEK,
    ),
    Example(
        "four_days_in_proportion",
        "{rule: goal_met, goal: good_week, points: 20, partly: in proportion}",
        "5 0 5 5 0 5 0",
        GOOD_WEEK,
    ),
    Example(
        "a_weekly_total",
        "{rule: goal_met, goal: sixty, points: 10}",
        "0 0 0 0 0 0 10",
        "sixty: {label: an hour in all, each: week, reach: 60 minutes}",
    ),
    Example("a_row_without_freeze", "{rule: streak, goal: good_day, every: 3 days, points: 10}", NONE, DAILY),
    Example(
        "a_row_with_a_freeze",
        "{rule: streak, goal: good_day, every: 3 days, points: 10, freezes: 1}",
        "0 0 0 10 0 0 0",
        DAILY,
    ),
    Example(
        "coming_back_once_a_week",
        "{rule: comeback, goal: good_day, points: 5}",
        "0 0 5 0 0 0 0",
        DAILY,
    ),
    Example(
        "a_bank",
        "{rule: bank, goal: good_day, points: 70, lose_points: 10}",
        "70 -10 0 0 -10 0 0",  # 50
        DAILY,
    ),
    Example(
        "a_best_day",
        "{rule: personal_best, points: 3}",
        f"{NONE} 0 3 0 0 0 0 0",
        days=f"{WEEK} 40 41 50 0 0 0 0",
        length="2 weeks",
    ),
    Example("milestones", "{rule: milestone, every: 20 minutes, points: 5}", "0 0 0 10 0 0 10"),
    Example("a_badge", "{rule: milestone, every: 20 minutes, badge: Score}", NONE, badges="Score Score"),
    Example(
        "levels_up_and_down",
        f"{{rule: levels, goal: good_week, {LEVELS}}}",
        " ".join([NONE] * 4),
        GOOD_WEEK,
        days="5 5 5 5 5 0 0  5 5 5 5 0 0 0  5 5 5 0 0 0 0  5 5 5 5 5 5 0",
        length="4 weeks",
        badges="Silver Gold Platinum Gold Platinum",
    ),
    Example(
        "levels_never_below_the_first",
        f"{{rule: levels, goal: good_week, {LEVELS}}}",
        " ".join([NONE] * 4),
        GOOD_WEEK,
        days="5 0 0 0 0 0 0  5 5 0 0 0 0 0  5 5 5 0 0 0 0  5 5 5 5 0 0 0",
        length="4 weeks",
        badges="Silver Bronze Blue Blue Bronze",
    ),
    Example(
        "an_extra_day_at_the_weekend",
        """
  - {rule: streak, goal: good_day, every: 3 days, points: 10}
  - {rule: makeup, goal: good_day, weekdays: [Saturday, Sunday]}""",
        "0 0 10 0 0 0 0",
        DAILY,
    ),
    Example(
        "improvement",
        "{rule: improvement, target: 50%, points: 20, floor: 5 minutes}",
        "0 0 0 0 0 0 11",  # 90 / 7 over a base of 10: 20 * 0.2857 / 0.5 = 11.4
        before="10 10 10 10 0 0 0",
    ),
    Example(
        "a_day_that_counts_twice",
        """
  - {rule: per_unit, points: 1, per: 1 minute, cap_per_day: 20 minutes}
  - {rule: bonus_days, during: [week 1 Wednesday, week 1 Sunday], multiply_by: 2}""",
        "5 0 20 20 0 8 20",
    ),
    Example(
        "a_limit",
        """
  - {rule: per_unit, points: 1, per: 1 minute}
  - {rule: limit, cap_per_day: 20 points, cap_per_week: 60 points}""",
        "5 0 12 20 0 8 15",
    ),
    Example(
        "a_paused_day_breaks_no_row",
        "{rule: streak, goal: good_day, every: 3 days, points: 10}",
        "0 0 0 10 0 0 0",
        DAILY,
        more="pauses: {everyone: [week 1 Tuesday]}",
    ),
)


def text(example: Example) -> str:
    rules = example.rules if "\n" in example.rules else f"\n  - {example.rules}"
    goals = f"goals:\n  {example.goals}\n" if example.goals else ""
    return (
        f"moonwalk: 1\nchallenge: {example.name}\n"
        f"schedule: {{starts: {MONDAY}, length: {example.length}, timezone: Europe/Berlin}}\n"
        f"activities:\n  walk: {{label: Walked, unit: minutes}}\n{goals}rules:{rules}\n{example.more}\n"
    )


def entries() -> dict[date, list[str]]:
    """All entries by the Sunday of their week, when they are brought in: the next week may be too late."""
    by_week: dict[date, list[str]] = {}
    for number, example in enumerate(EXAMPLES):
        before, days = example.before.split(), example.days.split()
        for index, minutes in enumerate([*before, *days], -len(before)):
            day = MONDAY + timedelta(days=index)
            if minutes != "0":
                rows = by_week.setdefault(day + timedelta(days=6 - day.weekday()), [])
                rows.append(f"p{number},{day},walk,{minutes}")
    return dict(sorted(by_week.items()))


@pytest.fixture(scope="module")
def why(tmp_path_factory):
    """What `moonwalk why --json` says of an example's person."""
    folder = tmp_path_factory.mktemp("golden") / "work"
    assert run("init", folder, "--timezone", "Europe/Berlin").exit_code == 0

    def command(*arguments: object, now: str = LONG_AFTER) -> str:
        ran = run("-w", folder, "--now", now, *arguments)
        assert ran.exit_code == 0, ran.output
        return ran.stdout

    people = ["id,name", *(f"p{number},Person {number}" for number, _ in enumerate(EXAMPLES))]
    (folder / "people.csv").write_text("\n".join(people) + "\n", encoding="utf-8")
    command("people", "import", folder / "people.csv", now=AT_FIRST)
    for example in EXAMPLES:
        (folder / "challenges" / f"{example.name}.yaml").write_text(text(example), encoding="utf-8")
        command("launch", example.name, now=AT_FIRST)
    for sunday, rows in entries().items():
        file = folder / f"{sunday}.csv"
        file.write_text("\n".join(["id,date,activity,minutes", *rows]) + "\n", encoding="utf-8")
        command("import", file, now=f"{sunday}T21:00:00+00:00")

    def ask(example: Example):
        return json.loads(command("why", example.name, f"p{EXAMPLES.index(example)}", "--json"))

    return ask


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_an_example_pays_what_the_vocabulary_says(example, why):
    found, paid = why(example), [0] * len(example.points.split())
    for award in found["awards"]:
        paid[(date.fromisoformat(award["day"]) - MONDAY).days] += award["points"]
    assert " ".join(map(str, paid)) == example.points, found["awards"]
    assert found["total"] == sum(paid)
    assert " ".join(award["badge"] for award in found["awards"] if award["badge"]) == example.badges
