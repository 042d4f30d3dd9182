from __future__ import annotations

import pytest

from moonwalk.definitions import print_full
from moonwalk.definitions.describe import rules_in_words

from ..edited import edited, errors, errors_in, read, sound
from ..installed import WITH_STRANGERS

DRAW = "    given: by raffle\n    goal: good_week\n    most_tickets: 4\n"


def test_a_badge_must_be_given_by_some_rule():
    found = errors((DRAW, "    given: by badge\n    badge: Gold\n"))
    assert any(
        one.endswith("no rule of this file gives the badge 'Gold'. Remove the prize, or give it 'by goal'.")
        for one in found
    )


def test_a_badge_is_known_from_the_rule_that_gives_it():
    hour = ("rules:\n", "rules:\n  - {rule: milestone, every: 1 hour, badge: Hour}\n")
    assert errors(hour, (DRAW, "    given: by badge\n    badge: Hour\n")) == []
    (found,) = errors(hour, (DRAW, "    given: by badge\n    badge: Hours\n"))
    assert found.endswith("no rule of this file gives the badge 'Hours'. Did you mean 'Hour'?")


def test_a_prize_has_only_the_keys_of_its_way():
    assert errors(("    given: by raffle\n", "    given: by goal\n")) == [
        (
            "125:5: there is no key 'most_tickets' in a prize given by goal. "
            "There are: what, given, needs, only_when, wins, goal, period."
        )
    ]


@pytest.mark.parametrize("seen_by", ["own row", "organisers"])
def test_the_first_of_a_board_that_people_do_not_see_whole_win_nothing_by_it(seen_by):
    (found,) = errors(("board: team_table", "board: my_points"), ("seen_by: own row", f"seen_by: {seen_by}"))
    assert found.startswith(f"120:12: the board 'my_points' is seen by '{seen_by}'")
    assert errors(("board: team_table", "board: my_points"), ("    seen_by: own row\n", "")) == []


def test_needs_without_teams_are_needs_of_nobody():
    text = edited((DRAW, f"{DRAW}    needs: [at least 3 members]\n"))
    assert errors_in(text) == []
    before, _, rest = text.partition("teams:\n")
    without = before + rest[rest.index("boards:\n") :]
    without = without.replace("ranks: teams", "ranks: people").replace(
        "    place_needs: [at least 3 members]\n", ""
    )
    assert "'needs' speaks of a team's members, and there are no teams in this file." in " ".join(
        errors_in(without)
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("board: team_table", "board: nowhere", "there is no board 'nowhere'"),
        ("board: team_table", "board: team_table\n    places: 0", "'places' cannot be 0"),
        ("most_tickets: 4", "most_tickets: 0", "'most_tickets' cannot be 0"),
        ("    goal: good_week\n    most", "    goal: best_week\n    most", "there is no goal 'best_week'"),
        ("    goal: good_week\n    most_tickets: 4", "    board: team_table", "'goal' is missing"),
        ("most_tickets: 4", "board: team_table", "there is no key 'board' in a prize given by raffle"),
    ],
)
def test_a_prize_that_nobody_can_win_is_an_error(old, new, said):
    assert any(said in found for found in errors((old, new)))


ON_A_BOARD = "    given: by raffle on a board\n    board: team_table\n"


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ("", []),
        ("    at_least: 12.5\n", []),
        (
            "    at_least: 12.5 points\n",
            ["125:15: '12.5 points' is not a decimal number. Write for example 1.2."],
        ),
        ("    at_least: 66,6\n", ["125:15: '66,6' is not a decimal number. Write 66.6."]),
        (
            "    most_tickets: 4\n",
            [
                (
                    "125:5: there is no key 'most_tickets' in a prize given by raffle on a board. "
                    "There are: what, given, needs, only_when, wins, board, at_least."
                )
            ],
        ),
    ],
)
def test_a_raffle_on_a_board_has_a_least_score_and_nothing_else(keys, says):
    assert errors((DRAW, ON_A_BOARD + keys)) == says


def test_a_raffle_on_a_board_of_own_rows_is_answered_with_one_for_a_goal_of_points():
    (found,) = errors((DRAW, ON_A_BOARD.replace("team_table", "my_points")))
    assert "a prize would tell everyone of somebody who has so much on it." in found
    assert found.endswith("or give the prize 'by raffle' for a goal of points, such as 'reach: 50 points'.")


def test_a_raffle_on_a_board_names_one_and_is_printed():
    (found,) = errors((DRAW, "    given: by raffle on a board\n"))
    assert "'board' is missing" in found
    text = rules_in_words(sound((DRAW, f"{ON_A_BOARD}    at_least: 12.5\n")), WITH_STRANGERS)
    assert "by raffle among those with a place on 'Teams' and at least 12.5, one ticket each" in " ".join(
        text.split()
    )


def test_a_goal_that_whoever_wins_has_met_is_read_printed_and_said():
    draw = (DRAW, f"{DRAW}    only_when: good_day\n    period: each month\n")
    challenge = sound(draw)
    assert read(print_full(challenge, WITH_STRANGERS)).challenge == challenge
    words = " ".join(rules_in_words(challenge, WITH_STRANGERS).split())
    assert "Only for people who met 'a good day' in that month." in words


def test_what_is_met_once_cannot_be_asked_for_each_week():
    far = ("goals:\n", "goals:\n  far: {label: far, each: challenge, reach: 500 minutes}\n")
    weekly = (DRAW, f"{DRAW}    only_when: far\n    period: each week\n")
    (message,) = errors(far, weekly)
    assert message.endswith("Name a goal with 'each: day' or 'each: week'.")
    assert errors(far, (DRAW, f"{DRAW}    only_when: far\n")) == []
