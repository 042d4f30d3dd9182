"""Goals of points, and rules with a condition: what cannot be meant, and the way out of it."""

from __future__ import annotations

import pytest

from moonwalk.definitions import print_full, rules_in_words

from ..edited import edited, errors, errors_in, read, sound, warnings
from ..installed import WITH_STRANGERS

RULES, GOALS, TEAM = "rules:\n", "goals:\n", "    - rule: full_house\n"
RICH = (GOALS, "goals:\n  rich: {label: rich, each: week, reach: 40 points}\n")
PAYS = (RULES, "rules:\n  - {rule: goal_met, id: richly, goal: rich, points: 5}\n")


def rule(text: str) -> tuple[str, str]:
    return RULES, f"rules:\n  - {{{text}}}\n"


def goal(text: str) -> tuple[str, str]:
    return GOALS, f"goals:\n  rich: {{label: rich, {text}}}\n"


def with_way_out(found: list[str], message: str) -> None:
    """One error says this, after its place."""
    assert len(found) == 1, found
    assert found[0].partition(": ")[2] == message


def test_a_goal_of_points_is_read_printed_and_said():
    change = goal("each: week, reach: {week 1: 35 points, weeks 2 to 4: 40 points}, of_rules: [minutes]")
    challenge = sound(
        change, PAYS, ("  - rule: comeback\n", "  - rule: comeback\n    only_when: good_week\n")
    )

    assert challenge.goals["rich"].of_points
    assert challenge.goals["rich"].activity is None
    assert read(print_full(challenge, WITH_STRANGERS)).challenge == challenge
    words = " ".join(rules_in_words(challenge, WITH_STRANGERS).split())
    assert "at least 35 points in week 1, 40 points in weeks 2 to 4 in a week, of: " in words
    assert "Only in weeks in which you met 'a good week'." in words


def test_a_goal_of_all_points_says_which_these_are():
    words = " ".join(rules_in_words(sound(RICH, PAYS), WITH_STRANGERS).split())
    assert "at least 40 points in a week, of rules that ask for no goal of points." in words


def test_rules_for_some_are_read_printed_and_said():
    challenge = sound(rule("rule: check_in, points: 1, only_where: {site: [Bern, Rome], status: [new]}"))
    assert read(print_full(challenge, WITH_STRANGERS)).challenge == challenge
    words = " ".join(rules_in_words(challenge, WITH_STRANGERS).split())
    assert "Only for people with site: Bern or Rome; status: new." in words


def test_goals_for_some_are_read_printed_and_said():
    challenge = sound(goal("each: week, reach: 40 points, only_where: {site: [Bern]}"), PAYS)
    assert read(print_full(challenge, WITH_STRANGERS)).challenge == challenge
    assert "; for people with site: Bern." in " ".join(rules_in_words(challenge, WITH_STRANGERS).split())


def test_rules_for_what_is_logged_soon_are_read_printed_and_said():
    challenge = sound(rule("rule: check_in, points: 1, only_logged: within 2 days"))
    assert read(print_full(challenge, WITH_STRANGERS)).challenge == challenge
    words = " ".join(rules_in_words(challenge, WITH_STRANGERS).split())
    assert "Only for what is logged within 2 days." in words


def test_what_is_logged_soon_asks_for_no_points_and_for_days_that_stay_open_longer():
    asks = rule("rule: goal_met, id: richly, goal: rich, points: 5, only_logged: the same day")
    with_way_out(
        errors(RICH, asks),
        "'rich' asks for points, and 'only_logged' looks at what is logged. Remove it, or name a goal of "
        "what people do.",
    )
    soon = rule("rule: check_in, id: soon, points: 1, only_logged: within 2 days")
    (doubt,) = warnings(("log_until: Tuesday 12:00", "log_until: 2 days later"), soon)
    assert doubt.startswith(
        "'log_until' closes each day 2 days later, so nothing counts that is logged later"
    )
    assert warnings(("log_until: Tuesday 12:00", "log_until: 3 days later"), soon) == []


def test_no_goal_of_points_rests_on_itself():
    with_way_out(
        errors(goal("each: week, reach: 40 points, of_rules: [richly]"), PAYS),
        "'richly' asks for the goal 'rich', which rests on points, so 'rich' would rest on itself. Name "
        "rules that ask for no goal of points.",
    )
    over = "each: week, reach: 40 points, of_rules: [minutes, over]"
    late = rule("rule: per_unit, id: over, points: 1, per: 1 minute, only_when: rich")
    assert "'over' asks for the goal 'rich'" in errors(goal(over), late, PAYS)[0]


def test_a_goal_made_of_one_of_points_rests_on_points_too():
    change = (
        GOALS,
        (
            "goals:\n  rich: {label: rich, each: week, reach: 40 points, of_rules: [richly]}\n"
            "  both: {label: both, each: week, all_of: [rich, good_week]}\n"
        ),
    )
    pays = (RULES, "rules:\n  - {rule: goal_met, id: richly, goal: both, points: 5}\n")
    assert "'richly' asks for the goal 'both', which rests on points" in errors(change, pays)[0]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            goal("each: week, reach: {week 1: 40 points, weeks 2 to 4: 40 minutes}"),
            "this goal asks for points, and '40 minutes' is in minutes. Write points for each week.",
        ),
        (
            goal("each: week, reach: 40 points, of_rules: [full_house]"),
            "'full_house' does not pay people, and people meet goals. Remove it.",
        ),
        (
            goal("each: week, reach: 40 minutes, of_rules: [minutes]"),
            (
                "'of_rules' has no effect here: the goal asks for no points. Write for example 'reach: 40 "
                "points', or remove it."
            ),
        ),
        (goal("each: week, reach: 0 points"), "a goal of 0 is met by doing nothing. Write a larger amount."),
        (
            goal("each: week, reach: 40 points, of_rules: [minuts]"),
            "there is no rule 'minuts' in this file. Did you mean 'minutes'?",
        ),
        (
            goal("each: week, reach: 40points"),
            "'40points' is not an amount with its unit. Did you mean '40 points'?",
        ),
    ],
)
def test_goals_of_points_as_people_write_them(change, message):
    with_way_out(errors(change, PAYS), message)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            rule("rule: makeup, goal: rich, weekdays: [Sunday]"),
            "'rich' is a goal of each week, and 'makeup' needs one of each day. There are: good_day.",
        ),
        (
            rule("rule: bonus_days, multiply_by: 2, only_when: rich"),
            (
                "'rich' rests on points, and 'bonus_days' changes what points are paid for. Name a goal "
                "of what people do."
            ),
        ),
        (
            rule("rule: check_in, points: 1, only_when: good_dya"),
            "there is no goal 'good_dya' in this file. Did you mean 'good_day'?",
        ),
        (
            rule("rule: check_in, points: 1, only_when: [good_day]"),
            "'only_when' is one value, not a list. Write one value, without '- ' and brackets.",
        ),
        (
            rule("rule: check_in, points: 1, only_where: {site: []}"),
            "no value of 'site' is asked for, so it would be for nobody. Write one, or remove the column.",
        ),
        (
            (TEAM, f"{TEAM}      only_when: good_day\n"),
            "'only_when' speaks of one person, and this rule pays teams. Remove it.",
        ),
        (
            (TEAM, f"{TEAM}      only_where: {{site: [Bern]}}\n"),
            "'only_where' speaks of one person, and this rule pays teams. Remove it.",
        ),
    ],
)
def test_conditions_of_rules_as_people_write_them(change, message):
    with_way_out(errors(RICH, change, PAYS), message)


def test_an_extra_day_stands_for_no_points():
    change = (GOALS, "goals:\n  rich: {label: rich, each: day, reach: 4 points}\n")
    with_way_out(
        errors(change, rule("rule: makeup, goal: rich, weekdays: [Sunday]")),
        "'rich' rests on points, and 'makeup' changes what points are paid for. "
        "Name a goal of what people do.",
    )


def test_a_goal_of_the_whole_challenge_is_no_condition():
    text = edited(
        (GOALS, "goals:\n  far: {label: far, each: challenge, reach: 500 minutes}\n"),
        rule("rule: check_in, points: 1, only_when: far"),
    )
    (message,) = errors_in(text)
    assert message.endswith(
        "'far' is met once in the whole challenge, and would change what closed weeks have paid. Name a goal "
        "with 'each: day' or 'each: week', or use 'rule: goal_met'."
    )


def test_a_rule_of_whole_weeks_has_a_goal_of_weeks():
    bank = "rule: bank, goal: good_day, points: 70, lose_points: 10, only_when: {goal}"
    assert errors(rule(bank.format(goal="good_week"))) == []
    found = errors(rule(bank.format(goal="good_day")))
    assert not found or found[0].endswith("Name a goal with 'each: week'.")


def test_bonus_days_need_days_or_a_goal():
    assert errors(rule("rule: bonus_days, multiply_by: 2, only_when: good_day")) == []
    assert "does not say on which days" in errors(rule("rule: bonus_days, multiply_by: 2"))[0]


def test_points_need_a_rule_that_pays_for_what_people_do():
    text = """\
moonwalk: 1
challenge: Nothing
schedule: {length: 1 week, timezone: UTC}
activities: {walk: {label: Walk, unit: minutes}}
goals: {rich: {label: rich, each: week, reach: 40 points}}
rules: [{rule: goal_met, goal: rich, points: 5}]
"""
    assert any("there are no points that this goal could count" in message for message in errors_in(text))


def test_where_an_activity_is_measured_in_points_a_goal_asks_for_that():
    text = """\
moonwalk: 1
challenge: Darts
schedule: {length: 1 week, timezone: UTC}
activities: {darts: {label: Darts, unit: points}}
goals: {rich: {label: rich, each: week, reach: 40 points}}
rules: [{rule: goal_met, goal: rich, points: 5}]
"""
    challenge = read(text).challenge
    assert challenge is not None, errors_in(text)
    assert challenge.goals["rich"].activity == "darts"
