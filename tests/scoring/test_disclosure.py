"""Which rows may be published, on small boards that one reckons by hand: three people are enough."""

from __future__ import annotations

import numpy as np
import pytest

from moonwalk.scoring.disclosure import ACTIVE, TOTAL, Grouping, Novelty, countable, publishable

KEYS = "ABCDE"


def grouping(board, rows, settled=None, measures=(TOTAL,), keys=None):
    """A letter for the row of each person, `-` for none; in `settled` a `-` for who is in several."""
    row = np.array([KEYS.find(letter) for letter in rows], np.int32)
    alone = np.array([letter != "-" for letter in settled or "x" * len(rows)], np.bool_)
    return Grouping(board, tuple(keys or sorted(set(rows) - {"-"})), row, alone, measures)


def of(people):
    """Whether each person is in a set: an `x`."""
    return np.array([letter == "x" for letter in people], np.bool_)


def novelty(present, fresh=None, **others):
    """Of the total, and of other measures: who has any, and who has something new."""
    everything = {TOTAL: (present, fresh or present), **others}
    return Novelty(
        {name: of(both[0]) for name, both in everything.items()},
        {name: of(both[1]) for name, both in everything.items()},
    )


def shown(groupings, news, smallest=3):
    """The letters of the rows of each board that may be published."""
    allowed = publishable(groupings, news, smallest)
    return {
        each.board: "".join(key for key, out in zip(each.keys, allowed[each.board], strict=True) if out)
        for each in groupings
    }


@pytest.mark.parametrize(
    ("rows", "present", "fresh", "out"),
    [
        ("AAABB", "xxxxx", "xxxxx", "A"),  # three are enough, two are not
        ("AAABBB", "xxxxxx", "xxxxx-", "A"),  # two of B have something new, though three have anything
        ("AAABBB", "xxx---", "xxx---", "A"),  # of B there is nothing to publish
        ("AAABBB", "---xxx", "---xxx", "B"),
        ("AAAABBB", "xxxxxxx", "xxx-xxx", "AB"),  # enough have something new, not everybody has
        ("AAA--", "xxxxx", "xxxxx", "A"),  # who is in no row is in no figure
        ("AAABBB", "xxxxxx", "------", ""),
    ],
)
def test_a_row_is_published_when_enough_people_have_something_new(rows, present, fresh, out):
    assert shown([grouping("teams", rows)], novelty(present, fresh)) == {"teams": out}


def test_a_row_in_which_nobody_stands_has_no_figure():
    assert shown([grouping("teams", "AAA", keys="AB")], novelty("xxx")) == {"teams": "A"}


def test_a_board_without_rows_publishes_nothing():
    assert shown([grouping("teams", "---"), grouping("all", "AAA")], novelty("xxx")) == {
        "teams": "",
        "all": "A",
    }


def test_who_is_in_several_rows_is_not_counted_among_those_of_one():
    rows = grouping("teams", "AAABBBB", settled="xx-xxx-")

    assert shown([rows], novelty("xxxxxxx")) == {"teams": "B"}


def test_a_board_whose_figures_are_made_of_nothing_known_is_not_published():
    assert shown([grouping("best", "AAA", measures=())], novelty("xxx")) == {"best": ""}


def test_every_measure_of_a_board_needs_enough_people():
    both = [grouping("teams", "AAABBBCCC", measures=(TOTAL, ACTIVE))]

    # Of C nobody has ever been active, which tells nobody apart.
    assert shown(both, novelty("x" * 9, **{ACTIVE: ("xxxxx----", "xxxxx----")})) == {"teams": "AC"}


def test_nothing_is_left_over_of_everyone_beside_rows_that_are_shown():
    everyone, teams = grouping("all", "AAAAAAAA"), grouping("teams", "AAABBBCC")

    # Everyone less A and B would be the two of C.
    assert shown([everyone, teams], novelty("x" * 8)) == {"all": "A", "teams": ""}
    # What came first stays, and the later board is held back.
    assert shown([teams, everyone], novelty("x" * 8)) == {"teams": "AB", "all": ""}


def test_enough_people_may_be_left_over():
    boards = [grouping("all", "AAAAAAAAA"), grouping("teams", "AAABBBCCC"), grouping("sites", "AAABBB---")]

    # Beside the sites, everyone less both is C again, of whom there are three.
    assert shown(boards, novelty("x" * 9)) == {"all": "A", "teams": "ABC", "sites": "AB"}


def test_a_row_is_held_back_only_where_something_is_left_over_beside_it():
    halves, teams = grouping("halves", "AAAAAABBBBB"), grouping("teams", "AAABBBCCCDD")

    # D has two people; of B of the halves they would be left over beside C, while A has nobody left over.
    assert shown([halves, teams], novelty("x" * 11)) == {"halves": "AB", "teams": "AB"}


def test_boards_that_measure_different_things_do_not_concern_each_other():
    everyone, teams = grouping("all", "AAAAAAAA", measures=(ACTIVE,)), grouping("teams", "AAABBBCC")

    assert shown([everyone, teams], novelty("x" * 8, **{ACTIVE: ("x" * 8, "x" * 8)})) == {
        "all": "A",
        "teams": "AB",
    }


def test_a_board_that_shows_nothing_holds_nothing_back():
    few, teams = grouping("few", "AABBCCDD"), grouping("teams", "AAABBBCC")

    assert shown([few, teams], novelty("x" * 8)) == {"few": "", "teams": "AB"}


def test_beside_another_grouping_everybody_with_a_figure_has_to_be_in_one_row():
    teams = grouping("teams", "AAAABBBB", settled="xxx-xxxx")
    sites = grouping("sites", "AAAABBBB", keys=("N", "S"))

    assert shown([teams, sites], novelty("x" * 8)) == {"teams": "AB", "sites": ""}
    # One who has no points at all may be anywhere.
    assert shown([teams, sites], novelty("xxx-xxxx")) == {"teams": "AB", "sites": "NS"}
    # Boards with the same rows are not taken apart by each other.
    again = grouping("again", "AAAABBBB", settled="xxx-xxxx")
    assert shown([teams, again], novelty("x" * 8)) == {"teams": "AB", "again": "AB"}


def test_groupings_are_alike_where_rows_and_people_are():
    teams = grouping("teams", "AAB")

    assert teams.groups_like(grouping("again", "AAB"))
    assert not teams.groups_like(grouping("again", "ABB"))
    assert not teams.groups_like(grouping("again", "AAB", keys=("N", "S")))


def counted(columns, pieces, smallest=3):
    """The letters of the rows of each column that may say how many of their people are in sets."""
    groupings = [grouping(str(number), rows, measures=()) for number, rows in enumerate(columns)]
    allowed = countable(groupings, {name: of(people) for name, people in pieces.items()}, smallest)
    return [
        "".join(key for key, out in zip(each.keys, allowed[each.board], strict=True) if out)
        for each in groupings
    ]


@pytest.mark.parametrize(
    ("inside", "without", "out"),
    [
        ("xxx---", "---xxx", "A"),
        ("xx----", "--xxxx", ""),  # two can be counted off
        ("xxxx--", "----xx", ""),  # two did not, and are left over
        ("xxxxxx", "------", "A"),  # nobody is left over
    ],
)
def test_everyone_is_counted_where_enough_are_in_a_figure_and_left_over_of_it(inside, without, out):
    assert counted(["AAAAAA"], {"joined": inside, "others": without}) == [out]


def test_of_a_column_the_smallest_rows_are_held_back_until_enough_are_left_over():
    # C has two people. With B held back beside it, six are left over of everyone.
    assert counted(["A" * 11, "AAAAABBBBCC"], {"joined": "x" * 11}) == ["A", "A"]
    assert counted(["A" * 11, "AAAABBBBBCC"], {"joined": "x" * 11}) == ["A", "B"]
    assert counted(["A" * 9, "AAABBBCCC"], {"joined": "x" * 9}) == ["A", "ABC"]


def test_without_a_figure_of_everyone_nothing_is_left_over():
    # One did not join, so everyone is not told; of B nobody is left over.
    pieces = {"joined": "xxxx-xxx", "others": "----x---"}

    assert counted(["A" * 8, "AAAAABBB"], pieces) == ["", "B"]


def test_who_is_in_no_row_that_is_shown_is_on_no_side_of_a_cut():
    # One did not join, so nothing is told of everyone, nor of C, in which that one and two others are.
    pieces = {"joined": "xxxxxxxx-", "others": "--------x"}

    assert counted(["A" * 9, "AAABBBCCC", "AAABBBCCC"], pieces) == ["", "AB", "AB"]


def test_a_row_of_the_second_column_in_which_nobody_stands_is_not_shown():
    columns = [
        grouping(str(number), "AAA", measures=(), keys=keys) for number, keys in enumerate(("A", "A", "AB"))
    ]
    allowed = countable(columns, {"joined": of("xxx")}, 3)

    assert [rows.tolist() for rows in allowed.values()] == [[True], [True], [True, False]]


def test_a_second_column_is_shown_where_no_cut_is_narrow():
    # Each row of one column has three people or none of each row of the other.
    assert counted(["A" * 12, "A" * 6 + "B" * 6, "AAABBBAAABBB"], {"joined": "x" * 12}) == ["A", "AB", "AB"]
    # A of the sites less A of the departments is one person.
    assert counted(["A" * 8, "AAAABBBB", "AAABBBBB"], {"joined": "x" * 8}) == ["A", "AB", ""]
    # Along with the first column, the second says nothing new.
    assert counted(["A" * 8, "AAAABBBB", "AAAABBBB"], {"joined": "x" * 8}) == ["A", "AB", "AB"]


def test_a_row_of_the_second_column_with_few_of_a_set_is_held_back():
    pieces = {"joined": "xxxx----", "others": "----xxxx"}

    # Two of A joined, and two of B; where nobody did, nobody is told.
    assert counted(["A" * 8, "A" * 8, "AABBAABB"], pieces) == ["A", "A", ""]
    assert counted(["A" * 8, "A" * 8, "AAAABBBB"], pieces) == ["A", "A", "AB"]


def test_rows_at_a_narrow_cut_are_held_back_first_and_the_others_stay():
    # One of A of the first column is in B of the second, which is held back. That one would still be what
    # is left of A of the first less A and D of the second; so the smallest row goes, too.
    first = "A" * 10 + "B" * 9
    second = "A" * 6 + "B" + "D" * 3 + "B" * 5 + "C" * 4

    assert counted(["A" * 19, first, second], {"joined": "x" * 19}) == ["A", "AB", "AC"]


def test_a_third_column_needs_enough_people_in_every_combination_of_rows():
    pieces = {"joined": "x" * 12}
    assert counted(["A" * 12, "A" * 6 + "B" * 6, "AAABBB" * 2, "A" * 12], pieces) == ["A", "AB", "AB", "A"]

    # No cut of these two columns is narrow, but each combination of their rows has two people.
    assert counted(["A" * 8, "AAAABBBB", "AABB" * 2, "A" * 8], {"joined": "x" * 8}) == ["A", "AB", "AB", ""]


def test_few_people_in_any_combination_of_rows_hold_all_of_a_third_column_back():
    # The first two rows of both columns have three people in each combination, the others two.
    first, second = "A" * 6 + "B" * 6 + "CCCCDDDD", "AAABBB" * 2 + "CCDD" * 2
    third = "A" * 12 + "B" * 8

    assert counted(["A" * 20, first, second, third], {"joined": "x" * 20}) == ["A", "ABCD", "ABCD", ""]


def test_a_single_person_in_a_combination_of_rows_is_too_few():
    assert counted(["AAAA", "AABB", "ABAB", "AAAA"], {"joined": "xxxx"}, smallest=2) == ["A", "AB", "AB", ""]
    assert counted(["AAAA", "AABB", "ABAB", "AAAA"], {"joined": "xxxx"}, smallest=1) == ["A", "AB", "AB", "A"]


def test_a_combination_of_rows_may_have_nobody_of_a_set():
    pieces = {"joined": "xxx---xxx---", "others": "---xxx---xxx"}

    assert counted(["A" * 12, "A" * 6 + "B" * 6, "AAABBB" * 2, "A" * 12], pieces) == ["A", "AB", "AB", "A"]


@pytest.mark.parametrize(("few", "out"), [(3, "A"), (2, ""), (1, "")])
def test_a_third_column_is_shown_where_no_two_columns_have_few_in_common_of_any_set(few, out):
    # Of those who joined, so few are in the first row of both columns, and three in each other combination.
    cells = {"AA": few, "AB": 3, "BA": 3, "BB": 3}
    rows = [cell for cell, number in cells.items() for _ in range(number)]
    rows += [cell for cell in cells for _ in range(3)]
    first, second = ("".join(cell[at] for cell in rows) for at in (0, 1))
    third = "".join("A" if cell == "BB" else "-" for cell in rows)
    joined = "x" * (few + 9) + "-" * 12
    pieces = {"joined": joined, "others": joined.translate(str.maketrans("x-", "-x"))}

    assert counted(["A" * len(rows), first, second, third], pieces) == ["A", "AB", "AB", out]
