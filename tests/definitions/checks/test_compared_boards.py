"""Boards by other boards, and boards without those that take no place: read, printed, said, and refused."""

from __future__ import annotations

from moonwalk.definitions import print_full, rules_in_words

from ..edited import errors, read, sound
from ..installed import WITH_STRANGERS

BOARDS = "boards:\n"
SHARE = "  there: {label: There, ranks: teams, ranking: participation, of: own days, goal: good_day}\n"


def boards(*lines: str) -> tuple[str, str]:
    return BOARDS, BOARDS + SHARE + "".join(f"  {line}\n" for line in lines)


def overall(keys: str, name: str = "overall") -> str:
    return f"{name}: {{label: Overall, ranks: teams, ranking: composite, seen_by: organisers, {keys}}}"


def words_of(challenge) -> str:
    return " ".join(rules_in_words(challenge, WITH_STRANGERS).split())


def test_a_board_by_other_boards_is_read_printed_and_said_with_their_labels():
    challenge = sound(
        boards(overall("of_boards: {team_table: 60%, there: 40%}, without_place: do not take part"))
    )
    assert read(print_full(challenge, WITH_STRANGERS)).challenge == challenge
    words = words_of(challenge)
    assert "60% of the rank points on 'Teams' + 40% of the rank points on 'There'." in words
    assert "The share of one's own days with 'a good day'." in words
    assert "Those without a place do not take part." in words


def test_boards_may_rest_on_boards_that_rest_on_others_but_not_in_a_circle():
    one, two = overall("of_boards: {team_table: 100%}", "one"), overall("of_boards: {one: 100%}", "two")
    assert errors(boards(one, two)) == []
    (message,) = errors(
        boards(overall("of_boards: {two: 100%}", "one"), overall("of_boards: {there: 50%, one: 50%}", "two"))
    )[:1]
    assert message.endswith(
        "'two' rests on this board itself, so it would go in a circle. Name boards that rank by points."
    )


def test_boards_of_parts_and_split_boards_have_no_single_place():
    week = "week: {label: Week, ranks: teams, ranking: mean, period: each week, seen_by: organisers}"
    (message,) = errors(boards(week, overall("of_boards: {week: 100%}")))
    assert message.endswith("Name a board without 'period' and 'during'; this board may have them.")
    assert errors(boards(overall("of_boards: {there: 100%}, period: each week"))) == []
    split = "split: {label: Sites, ranks: teams, ranking: mean, split_by: site}"
    (message,) = errors(boards(split, overall("of_boards: {split: 100%}")))
    assert message.endswith("Name a board without 'split_by' and 'inside'.")
    (message,) = errors(boards(overall("of_boards: {there: 100%}, split_by: site")))
    assert message.endswith("'split_by' has no effect here: the board ranks by other boards. Remove it.")


def test_a_league_compares_points():
    league = (
        "    - rule: full_house\n",
        "    - {rule: fixtures, compare: overall}\n    - rule: full_house\n",
    )
    found = errors(boards(overall("of_boards: {there: 100%}")), league)
    assert any(
        "'overall' ranks by other boards, and 'fixtures' compares points." in message for message in found
    )
