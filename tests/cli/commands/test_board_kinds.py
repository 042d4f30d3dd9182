"""Places on every kind of board, as the command prints them: people, teams, groups, split or not."""

from __future__ import annotations

import json
from itertools import product

import pytest

from moonwalk.services.launch import launch

from ...running import Shell
from ...workspaces import LANES, MONDAY, at, copied, fresh, roster

NUMBERINGS = {
    "standard": [1, 2, 2, 4],
    "dense": [1, 2, 2, 3],
    "modified": [1, 3, 3, 4],
    "ordinal": [1, 2, 3, 4],
    "fractional": [1, 2.5, 2.5, 4],
}
KINDS = {
    "people": "ranks: people",
    "teams": "ranks: teams, place_needs: [at least 1 members]",
    "groups": "ranks: roster column, column: department, place_needs: [at least 1 members]",
}
WAYS = {"whole": "", "split": ", split_by: country"}
RANKINGS = ("sum", "mean", "mean_at_time", "daily_mean_sum", "mean_active")


def boards(ties: str, ranking: str = "sum") -> str:
    lines = [
        f"  {kind}_{way}_{numbering}: {{label: L, {said}, ranking: {ranking}, numbering: {numbering}, "
        f"ties: {ties}{more}}}"
        for (kind, said), (way, more), numbering in product(KINDS.items(), WAYS.items(), NUMBERINGS)
    ]
    return "boards:\n" + "\n".join(lines) + "\n"


def text(ties: str, ranking: str = "sum") -> str:
    said = LANES[: LANES.index("boards:")]
    said = said.replace("people:\n", "people:\n  not_placed: {role: [organiser]}\n", 1)
    return said.replace("size: 3 to 5 people", "size: 1 to 5 people") + boards(ties, ranking)


def company(folder, points, ties="[shared place]", ranking="sum"):
    """Each person is a team and a department; the last one organises, and stands among them with 9."""
    lanes = fresh(folder)
    lanes.challenge(text(ties, ranking))
    people = [
        (f"p{number}", f"Person {number}", f"S{number}", f"D{number}", "Norway", "staff")
        for number in range(len(points))
    ]
    people.append(("p9", "Boss", "S9", "D9", "norway", "Organiser"))
    lanes.people(roster(people, ("department", "country", "role")))
    launch(lanes.ws, "lanes", MONDAY)
    lanes.now = at(1, 20)
    for number, amount in enumerate(points):
        if amount:
            lanes.log(f"p{number}", str(amount))
    lanes.log("p9", "9")
    return lanes


def shown(lanes, board, *more):
    answer = json.loads(Shell(lanes)("board", "lanes", board, "--json", "--for", "organisers", *more).stdout)
    return [(row["place"], row["tied"], row["id"]) for row in answer["rows"] if not row["not_placed"]]


@pytest.fixture(scope="module")
def ten_eight_eight_five(tmp_path_factory):
    return company(tmp_path_factory.mktemp("golden") / "work", (10, 8, 8, 5))


@pytest.mark.parametrize(("kind", "way", "numbering"), [*product(KINDS, WAYS, NUMBERINGS)])
def test_ten_eight_eight_five_in_each_numbering_on_each_kind(ten_eight_eight_five, kind, way, numbering):
    rows = shown(ten_eight_eight_five, f"{kind}_{way}_{numbering}")

    assert [place for place, _, _ in rows] == NUMBERINGS[numbering]
    assert [tied for _, tied, _ in rows] == [False, True, True, False]


@pytest.mark.parametrize(("kind", "way"), [*product(KINDS, WAYS)])
def test_who_takes_no_place_is_shown_among_the_others_and_says_why(ten_eight_eight_five, kind, way):
    answer = json.loads(
        Shell(ten_eight_eight_five)(
            "board", "lanes", f"{kind}_{way}_standard", "--json", "--for", "organisers"
        ).stdout
    )
    reasons = [(row["place"], row["not_placed"]) for row in answer["rows"]]

    why = "role is Organiser" if kind == "people" else "its members take no place"
    assert reasons == [(1, ""), (None, why), (2, ""), (2, ""), (4, "")]
    assert {row["group"] for row in answer["rows"]} == {"Norway" if way == "split" else ""}


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ((8, 8, 8, 5), [1, 1, 1, 4]),
        ((10, 5, 5, 5), [1, 2, 2, 2]),
        ((10, 8, 8, 8), [1, 2, 2, 2]),
        ((7, 7, 7, 7), [1, 1, 1, 1]),
        ((0, 0, 0, 0), [1, 1, 1, 1]),
    ],
)
def test_three_and_four_share_a_place_on_each_kind(tmp_path, points, expected):
    lanes = company(tmp_path / "work", points)

    for kind, way in product(KINDS, WAYS):
        assert [place for place, _, _ in shown(lanes, f"{kind}_{way}_standard")] == expected, (kind, way)


@pytest.mark.parametrize("points", [(8, 8, 8, 5), (10, 5, 5, 5)])
def test_a_lot_parts_three_on_each_kind_and_says_so(tmp_path, points):
    lanes = company(tmp_path / "work", points, "[participation, lot]")

    for kind, way in product(KINDS, WAYS):
        board = f"{kind}_{way}_standard"
        assert [(place, tied) for place, tied, _ in shown(lanes, board)] == [(n, False) for n in (1, 2, 3, 4)]
        assert Shell(lanes)("board", "lanes", board).stdout.count("by lot") == 3


@pytest.mark.parametrize("ranking", RANKINGS)
def test_places_are_given_on_what_is_shown_whatever_the_ranking(tmp_path, ranking):
    lanes = company(tmp_path / "work", (10, 8, 8, 5), ranking=ranking)

    for kind, way in product(KINDS, WAYS):
        rows = shown(lanes, f"{kind}_{way}_standard")
        assert [place for place, _, _ in rows] == [1, 2, 2, 4], (kind, way)


def test_a_board_of_nobody_of_one_and_of_people_without_a_team(tmp_path):
    lanes = fresh(tmp_path / "work")
    lanes.challenge(text("[shared place]"))
    launch(lanes.ws, "lanes", MONDAY)
    lanes.now = at(2)
    for kind, way in product(KINDS, WAYS):
        assert shown(lanes, f"{kind}_{way}_standard") == []
        assert Shell(lanes)("board", "lanes", f"{kind}_{way}_standard").stdout.count("\n") == 1
    one = roster([("p1", "Only One", "", "D1", "", "")], ("department", "country", "role"))
    lanes.people(one)
    lanes.now = at(2, 20)
    lanes.log("p1", "12")

    assert shown(lanes, "people_whole_standard") == [(1, False, "p1")]
    assert shown(lanes, "teams_whole_standard") == []
    assert shown(lanes, "groups_whole_standard") == [(1, False, "d1")]
    assert shown(lanes, "groups_split_standard") == []
    said = Shell(lanes)("board", "lanes", "groups_split_standard").stderr
    assert "Nobody has a value in the roster's column 'country', so this board is empty." in said


def test_a_team_that_everyone_has_left_keeps_its_points_and_takes_no_place(ten_eight_eight_five, tmp_path):
    lanes = copied(ten_eight_eight_five, tmp_path / "work")
    lanes.now = at(2, 10)
    rows = [
        (f"p{n}", f"Person {n}", "S1" if n == 0 else f"S{n}", f"D{n}", "Norway", "staff") for n in range(4)
    ]
    lanes.people(roster(rows, ("department", "country", "role")))
    answer = json.loads(
        Shell(lanes)("board", "lanes", "teams_whole_standard", "--json", "--for", "organisers").stdout
    )
    left = next(row for row in answer["rows"] if row["id"] == "S0")

    assert (left["score"], left["members"], left["place"]) == (10, 0, None)
    assert left["not_placed"] == "needs at least 1 members"
    # Nobody is there who could say to which country it belongs.
    assert "S0" not in {one for _, _, one in shown(lanes, "teams_split_standard")}
    assert "1 team without a 'country' in the roster: not on this board." in (
        Shell(lanes)("board", "lanes", "teams_split_standard").stderr
    )
