from __future__ import annotations

import pytest

from moonwalk.definitions import read_file, rules_in_words

from .edited import GOOD, sound
from .installed import THIS_VERSION, WITH_STRANGERS


def page(*changes: tuple[str, str]) -> str:
    return rules_in_words(sound(*changes), THIS_VERSION)


def test_the_page_has_a_chapter_for_everything_a_participant_would_ask():
    headings = [line[3:] for line in page().splitlines() if line.startswith("## ")]
    assert headings == [
        "When",
        "What you can log",
        "Goals",
        "What it earns",
        "Teams",
        "Boards",
        "Prizes",
        "Week by week",
        "Safety",
        "Privacy",
    ]


def test_rules_are_said_with_labels_and_reasons():
    said = page()
    assert "- Good week: 20 points each time 'a good week' is met." in said
    assert "  The cap rises slowly, so nobody gains from overdoing it." in said
    assert "good_week" not in said
    assert "backward_walk" not in said


def test_goals_are_said_with_their_amounts():
    said = " ".join(page().split())
    assert (
        "- A good day: Walked backward on a day, at least 5 minutes in week 1, "
        "8 minutes in week 2, 10 minutes in weeks 3 to 4."
    ) in said
    assert "- A good week: 4 of 7 days with a good day." in said


@pytest.mark.parametrize(
    ("each", "asks", "said"),
    [
        ("week", "within: 30 to 60 minutes", "Walked backward in a week, from 30 to 60 minutes; "),
        ("week", "within: 0 to 60 minutes", "from 0 to 60 minutes, and more than nothing; met when the week"),
        ("day", "within: 5 to 6 minutes", "Walked backward on a day, from 5 to 6 minutes."),
        (
            "day",
            "own_target: {lowest: 5 minutes, highest: 1 hour, unless_chosen: 9 minutes}",
            "at least your own target; choose from 5 minutes to 1 hour, or it is 9 minutes.",
        ),
        ("day", "all_of: [good_day, other]", "'a good day' and 'another day' on a day."),
        ("day", "any_of: [good_day, other]", "'a good day' or 'another day' on a day."),
        ("day", "any_of: [good_day]", "'a good day' on a day."),
    ],
)
def test_every_form_of_a_goal_is_said(each, asks, said):
    other = "  other: {label: another day, each: day, reach: 9 minutes}\n"
    goal = f"  new: {{label: a new goal, each: {each}, {asks}}}\n"
    found = " ".join(page(("goals:\n", f"goals:\n{other}{goal}")).split())
    assert f"- A new goal: {said}" in found or said in found


def test_what_a_paused_day_counts_as_is_said():
    assert "A paused day does not count." in " ".join(page().split())
    averages = page(("  personal: 7 days\n", "  personal: 7 days\n  a_paused_day: counts as own average\n"))
    assert "A paused day counts as the average of your days before it." in " ".join(averages.split())


def test_who_wins_between_equals_is_said():
    assert "Between equals: participation, then met 'a good week', then improvement, then shared" in page()


def test_a_rule_for_some_days_says_which():
    said = page(("    label: Minutes\n", "    label: Minutes\n    during: [week 2]\n"))
    assert "During week 2." in " ".join(said.split())


def test_lines_fit_on_paper():
    for path in GOOD:
        challenge = read_file(path, WITH_STRANGERS).challenge
        if challenge:
            assert all(len(line) <= 90 for line in rules_in_words(challenge, WITH_STRANGERS).splitlines())


def test_a_name_that_is_a_common_word_is_left_where_the_sentence_would_suffer():
    said = page(
        ("  good_week:\n", "  points:\n"),
        ("goal: good_week\n    points: 20", "goal: points\n    points: 20"),
        ("met good_week]", "met points]"),
        ("met good_week,", "met points,"),
        ("    goal: good_week\n    most", "    goal: points\n    most"),
    )
    assert "20 points each time points is met." in said


def test_an_activity_called_like_a_word_of_a_sentence_leaves_the_sentence_alone():
    changes = (
        ("  my_own_version:\n    label: My own version\n", "  each:\n    label: My own version\n"),
        ("    points: 20\n", "    points: {week 1: 1, weeks 2 to 4: 20}\n"),
    )
    said = page(*changes)
    assert "1 point in week 1, 20 points in weeks 2 to 4 each time 'a good week' is met." in " ".join(
        said.split()
    )


def test_a_rule_that_compares_teams_calls_the_board_by_its_label():
    league = "    - {rule: fixtures, compare: weekly_form}\n    - rule: full_house\n"
    form = "  weekly_form: {label: Form, ranks: teams, ranking: mean, of_rules: [minutes]}\n  my_points:\n"
    told = page(("    - rule: full_house\n", league), ("  my_points:\n", form))

    assert "as on the board 'Form'" in " ".join(told.split())


def test_rules_and_columns_are_called_by_what_people_call_them():
    text = page(
        (
            "    cap_per_day: 25 points\n",
            "    cap_per_day: 25 points\n    of_rules: [minutes, comeback, week_bonus]\n",
        ),
        ("  - rule: comeback\n    label: Welcome back\n", "  - rule: comeback\n    id: back_again\n"),
        ("of_rules: [minutes, comeback", "of_rules: [minutes, back_again"),
        ("    ranking: mean\n", "    ranking: mean\n    of_rules: [back_again]\n    split_by: cost_centre\n"),
    )
    words = " ".join(text.split())

    assert "from 'Minutes' and 'back again' and 'Good week'" in words
    assert "Only points for: back again." in words
    assert "Places are given within each cost centre." in words
    assert "back_again" not in words
    assert "cost_centre" not in words
    assert "week_bonus" not in words


@pytest.mark.parametrize(
    ("until", "sentence"),
    [
        ("the end of the challenge", "Every day can be logged until 72 hours after the end (Europe/Berlin)."),
        (
            "8 days later",
            (
                "A day can be logged until the end of the day 8 days later (Europe/Berlin); what is still "
                "open at the end, at least until 72 hours after it."
            ),
        ),
    ],
)
def test_the_rules_say_until_when_days_can_be_logged(until, sentence):
    said = page(("log_until: Tuesday 12:00", f"log_until: {until}"))

    assert sentence in " ".join(said.split())


@pytest.mark.parametrize(
    ("each", "days", "sentence"),
    [
        ("challenge", "20 of 28", "20 of 28 days of the whole challenge with a good day."),
        ("week", "80% of own days", "80% of your own days in a week, rounded up, with a good day."),
        (
            "challenge",
            "66.6% of own days",
            "66.6% of your own days in the whole challenge, rounded up, with a good day.",
        ),
    ],
)
def test_a_goal_says_on_how_many_of_which_days(each, days, sentence):
    old = "    each: week\n    days: 4 of 7\n"
    said = page((old, f"    each: {each}\n    days: {days}\n"))

    assert f"- A good week: {sentence}" in " ".join(said.split())
