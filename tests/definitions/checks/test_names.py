from __future__ import annotations

from ..edited import edited, errors, errors_in


def test_a_strangers_rule_is_held_to_the_names_of_the_file():
    rain = "  - {rule: acme.rain, goal: good_dya, points: 5, rainy_days: [week 1]}\n\npeople:\n"
    assert errors(("\npeople:\n", rain)) == [
        "83:29: there is no goal 'good_dya' in this file. Did you mean 'good_day'?"
    ]


def test_a_condition_and_a_list_of_rules_name_what_exists():
    found = errors(
        ("members met good_week]", "members met best_week]"),
        ("    ranking: sum\n", "    ranking: sum\n    of_rules: [minutes, week_bonos]\n"),
    )
    assert found == [
        "99:15: there is no goal 'best_week' in this file. Did you mean 'good_week'?",
        "114:25: there is no rule 'week_bonos' in this file. Did you mean 'week_bonus'?",
    ]


def test_a_weekly_goal_is_no_daily_goal():
    assert errors(("meeting: good_day", "meeting: good_week")) == [
        "41:14: there is no daily goal 'good_week' in this file. Did you mean 'good_day'?"
    ]


def test_a_file_without_boards_says_that_it_has_none():
    text = edited()
    before, _, rest = text.partition("boards:\n")
    without = before + "prizes:\n" + rest.partition("prizes:\n")[2]
    assert "107:12: there is no board 'team_table' in this file. It has no board at all." in errors_in(
        without
    )
