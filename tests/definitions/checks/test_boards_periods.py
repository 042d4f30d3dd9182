"""Boards and prizes of weeks, months and named periods: what cannot be meant, and the way out of it."""

from __future__ import annotations

import pytest

from moonwalk.definitions import print_full

from ..edited import edited, errors, errors_in, read, sound
from ..installed import WITH_STRANGERS

OWN = "    seen_by: own row\n"
MONTHLY = "    period: each month\n"
GROUPS = (
    "others see figures of groups only as they add up week by week: from those of single days or weeks, what "
    "one person did could be worked out. Write 'seen_by: organisers' here; who wins a prize on this board is "
    "told to all."
)
PRIZES = (
    "    most_tickets: 4\n",
    "    most_tickets: 4\n  medal: {what: A medal, given: by goal, goal: good_week, wins: once}\n",
)


def test_a_board_is_over_one_kind_of_days():
    assert errors((OWN, f"{OWN}{MONTHLY}    during: [week 1]\n")) == [
        (
            "116:5: a board is over the days of 'during', or over months by themselves. Keep one, and make a "
            "second board of the other."
        )
    ]


@pytest.mark.parametrize("days", ["period: each week", "during: [weeks 1 to 2]"])
def test_figures_of_groups_by_period_are_for_organisers(days):
    ranking = "    ranking: mean\n"
    assert errors((ranking, f"{ranking}    {days}\n")) == [f"108:5: {GROUPS}"]
    board = (ranking, f"{ranking}    {days}\n    seen_by: organisers\n")
    assert not [message for message in errors(board) if "108:" in message]


@pytest.mark.parametrize(
    ("days", "message"),
    [
        ("period: weekly", "115:13: 'weekly' is not one of: the whole challenge, each week, each month."),
        (
            "period: [each week]",
            "115:13: 'period' is one value, not a list. Write one of: the whole challenge",
        ),
        ("period: each weeks", "115:13: 'each weeks' is not one of: "),
        ("during: week 1", "115:13: 'during' is a list: write [week 1], or one item per line with '- '."),
        ("during: [week 9]", "115:14: 'week 9' is beyond the last week: the challenge has 4 weeks."),
        ("during: [January]", "115:14: 'January' is not a period"),
        (
            "periods: each week",
            "115:5: there is no key 'periods' in a board with 'sum'. Did you mean 'period'?",
        ),
    ],
)
def test_periods_as_people_write_them(days, message):
    [error] = errors((OWN, f"{OWN}    {days}\n"))
    assert error.startswith(message), error


def test_winning_once_needs_a_prize_that_is_given_more_than_once():
    [error] = errors(PRIZES)
    assert error.endswith(
        "'wins' has no effect here: the prize is given only once. Remove it, or give the prize "
        "'period: each week'."
    )
    old, new = PRIZES
    assert not errors((old, new.replace("wins: once", "wins: once, period: each week")))


def test_winning_once_on_a_board_of_the_whole_challenge():
    old, _ = PRIZES
    new = f"{old}  vase: {{what: A vase, given: by place, board: teams, wins: once}}\n"
    assert any(
        "the prize is given only once. Remove it, or give the board of the prize 'period: each week'."
        in error
        for error in errors((old, new.replace("board: teams", f"board: {main_board()}")))
    )


def main_board():
    return next(iter(sound().boards))


def test_what_is_written_is_printed_and_read_again():
    old, new = PRIZES
    new = new.replace("wins: once", "wins: once, period: each month")
    challenge = sound((OWN, f"{OWN}{MONTHLY}"), (old, new))
    again = read(print_full(challenge, WITH_STRANGERS)).challenge

    assert again == challenge
    assert challenge.prizes["medal"].period == "each month"
    assert not errors_in(edited())


def test_a_league_compares_by_a_board_of_the_whole_challenge():
    league = (
        "  rules:\n",
        "  rules:\n    - {rule: fixtures, compare: of_week}\n",
    )
    text = edited()
    at = text.index("teams:\n  formed")
    text = text[:at] + text[at:].replace(*league, 1)
    text = text.replace(
        "boards:\n",
        "boards:\n  of_week: {label: Week, ranks: teams, ranking: mean, of_rules: [minutes], "
        "period: each week, seen_by: organisers}\n",
        1,
    )
    assert any("is over a part of the challenge" in message for message in errors_in(text)), errors_in(text)
