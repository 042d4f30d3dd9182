"""What parts two rows of a board, adding up to the gap that the board shows."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest

from moonwalk.services.errors import PluginFailed, Refused
from moonwalk.services.launch import launch
from moonwalk.services.why.gap import gaps_text, part
from moonwalk.services.why.views import shown
from moonwalk.services.workspace import open_workspace

from ...workspaces import LANES, MONDAY, PEOPLE, day, roster
from .test_team import rankings


def assert_adds_up(found, board):
    rows = {row.id: row for row in board.rows}
    for side in ("first", "second"):
        seen = getattr(found, side)
        assert (seen.shown, seen.place) == (rows[seen.id].score, rows[seen.id].place)
        if found.difference is None:
            continue
        for parts, rest in ((found.rules, found.rest), (found.weeks, found.weeks_rest)):
            told = sum((getattr(one, side) for one in parts), getattr(rest, side))
            assert told == seen.score
            assert shown(told, found.board.decimals) == seen.shown
    if found.difference is not None:
        assert found.difference == found.first.score - found.second.score
        assert sum((one.gap for one in found.rules), found.rest.gap) == found.difference
    assert found.words


@pytest.mark.parametrize("board", ["team_table", "my_points"])
def test_every_row_of_the_sample_company_is_parted_from_the_one_above(sample_once, board):
    view = sample_once.board(board, "walk-backward")
    ws = sample_once.ws

    for above, row in list(pairwise(view.rows))[:12]:
        found = part(ws, "walk-backward", row.id)
        assert (found.first.id, found.second.id) == (row.id, above.id)
        assert_adds_up(found, view)
        assert found.rest.gap == found.weeks_rest.gap == 0


def test_the_first_row_is_parted_from_the_one_below(day6):
    first, second, *_ = day6.board().rows

    assert part(day6.ws, "lanes", first.name).second.id == second.id


def test_every_ranking_that_is_installed_parts_its_rows_to_what_its_board_shows(day6):
    day6.challenge(LANES.replace("boards:\n", "boards:\n" + "".join(rankings(day6)), 1), "all")
    launch(day6.ws, "all", MONDAY)
    ws = day6.ws

    for name, _ in day6.board(challenge="all").boards:
        board = day6.board(name, "all")
        kind = "person" if board.ranks == "people" else "team"
        for above, row in list(pairwise(board.rows))[:3]:
            assert_adds_up(part(ws, "all", row.id, above.id, kind=kind, board=name), board)


def test_the_words_say_who_is_ahead_by_how_much_and_from_what(lanes):
    lanes.now = lanes.now.replace(month=3, day=3)
    for who in ("p01", "p02", "p03", "p04"):
        lanes.log(who, "20", on=day(1))
    lanes.log("p05", "8", on=day(1))

    words = part(lanes.ws, "lanes", "South", "North").words

    assert words == "North is ahead of South by 18.0: 18.0 from minutes."
    assert part(lanes.ws, "lanes", "North", "South").words == words


def test_a_smaller_team_is_told_what_its_size_brings(lanes):
    lanes.people(roster([("p04", "Dev Egan", "South")]))
    lanes.now = lanes.now.replace(month=3, day=3)
    for who in ("p01", "p05"):
        lanes.log(who, "30", on=day(1))
    found = part(lanes.ws, "lanes", "North", "South")

    assert found.size == Fraction(30, 3) - Fraction(30, 5)
    assert "North counts as 3 members, South as 5: North has 4.0 more than it would have" in found.words


def ties_of(lanes, *ties):
    text = LANES.replace("ties: [shared place]", f"ties: [{', '.join(ties)}]")
    lanes.challenge(text, "tied")
    launch(lanes.ws, "tied", MONDAY)
    lanes.now = lanes.now.replace(month=3, day=3)
    lanes.log("p01", "20", on=day(1))
    for minutes, each in (("9", 1), ("11", 2)):
        lanes.log("p05", minutes, on=day(each))
    return part(lanes.ws, "tied", "North", "South")


def test_of_equal_rows_the_tie_rules_are_told_up_to_the_one_that_decides(lanes):
    found = ties_of(lanes, "met good_day", "participation", "lot")

    assert [(one.tie, one.decided) for one in found.ties] == [
        ("met good_day", False),
        ("participation", True),
    ]
    assert found.words == (
        "North and South are level on 5.0. The tie is broken by participation (8.3% against 16.7%). "
        "met good_day (8.3% against 8.3%) is equal."
    )


def test_a_lot_and_a_shared_place_are_told_as_such(lanes):
    found = ties_of(lanes, "met good_day", "lot")
    assert {found.ties[1].first, found.ties[1].second} == {"drawn first", "drawn later"}


def test_rows_that_nothing_parts_share_the_place(lanes):
    found = ties_of(lanes, "improvement", "shared place")
    assert found.words.endswith("and share the place.")
    assert [one.decided for one in found.ties] == [False]


def test_a_row_without_a_place_says_why(day6):
    day6.people(roster([("p20", "New One", "East")]))

    assert "East takes no place: needs at least 3 members." in part(day6.ws, "lanes", "East", "North").words


def test_before_the_first_day_there_is_nothing_to_part(lanes):
    found = part(lanes.ws, "lanes", "North", "South")

    assert (found.difference, found.rules, found.ties) == (None, (), ())
    assert "no score yet" in found.words


@pytest.mark.parametrize(
    ("who", "against", "told"),
    [
        ("North", "north", "cannot be compared with North"),
        (
            "North",
            "p01",
            "can be compared with another team only. There is no team 'p01'",
        ),
        (
            "p01",
            "North",
            "Ada Bell is a person and can .* another person only. There is nobody",
        ),
    ],
)
def test_what_cannot_be_compared_is_refused(day6, who, against, told):
    with pytest.raises(Refused, match=told):
        part(day6.ws, "lanes", who, against)


def test_who_does_not_take_part_is_not_on_the_board(day6):
    day6.now = day6.now.replace(day=20)
    day6.people(roster([("p77", "Zed Late", "North")]))

    with pytest.raises(Refused, match="Zed Late is not on the board 'people'"):
        part(day6.ws, "lanes", "p77")


def test_without_its_plugin_nothing_is_explained_and_nothing_lost(day6):
    ws = open_workspace(day6.folder, day6.now, frozenset({"rankings"}))

    with pytest.raises(PluginFailed, match="No entry is lost"):
        part(ws, "lanes", "North")


def test_on_a_board_that_is_split_the_row_above_is_on_the_same_part_of_it(day6):
    sites = [
        (who, name, team, "Oslo" if who in ("p01", "p06", "p11") else "Rome") for who, name, team in PEOPLE
    ]
    day6.people(roster(sites, ("site",)))
    day6.challenge(
        LANES.replace("ranks: people, ranking: sum}", "ranks: people, ranking: sum, split_by: site}"), "split"
    )
    launch(day6.ws, "split", MONDAY)
    board = day6.board("people", "split")

    for site in ("Oslo", "Rome"):
        rows = [row for row in board.rows if row.group == site]
        for at, row in enumerate(rows):
            found = part(day6.ws, "split", row.id, board="people")
            assert found.second.id == rows[at - 1 if at else 1].id
            assert_adds_up(found, board)


def test_parts_that_do_not_come_to_the_whole_as_they_are_shown_say_so():
    thirds = [(Fraction(1, 3), "a"), (Fraction(1, 3), "b"), (Fraction(1, 3), "c")]

    assert gaps_text(thirds, 1) == "0.3 from a, 0.3 from b, 0.3 from c, before rounding"
    assert gaps_text(thirds[:1], 1) == "0.3 from a"
