"""Boards that look at the roster: of departments, split by site, with people who take no place."""

from __future__ import annotations

import pytest

from moonwalk.services.boards.alternatives import overtake
from moonwalk.services.boards.board import show_board
from moonwalk.services.boards.prizes import show_prizes
from moonwalk.services.errors import Refused
from moonwalk.services.launch import launch
from moonwalk.services.workspace import open_workspace

from ...workspaces import LANES, MONDAY, PEOPLE, at, copied, day, fresh, roster, scored_challenge

BOARDS = """\
boards:
  table: {label: Teams, ranks: teams, ranking: sum, ties: [shared place]}
  people: {label: Everyone, ranks: people, ranking: sum, seen_by: organisers}
  departments: {label: Departments, ranks: roster column, column: department, ranking: mean}
  sites:
    label: Teams by site
    ranks: teams
    ranking: shrunk
    split_by: site
  everyone_by_site: {label: People by site, ranks: people, ranking: sum, split_by: site, numbering: dense}
  league: {label: Shares, ranks: roster column, column: department, ranking: participation}
prizes:
  cup: {what: A cup, given: by place, board: departments}
  best_of_site: {what: A mug, given: by place, board: sites}
"""
TEXT = (
    LANES[: LANES.index("boards:")]
    + BOARDS
    + "people:\n  not_placed: {role: [organiser]}\n"
    + "privacy: {smallest_group: 3}\n"
)
TEXT = TEXT.replace("people:\n  take_part: everyone on the roster\n", "", 1)

#           department, site, role
VALUES = {
    "p01": ("Sales", "Bern", "Organiser "),
    "p02": ("Sales", "Bern", ""),
    "p03": ("sales", "Bern", ""),
    "p04": ("Research", "Rome", ""),
    "p05": ("Research", "Rome", ""),
    "p06": ("Research", "Rome", ""),
    "p07": ("", "Bern", ""),
    "p08": ("Sales ", "Rome", ""),
    "p09": ("Post", "Bern", "organiser"),
    "p10": ("Post", "", "ORGANISER"),
    "p11": ("", "", "organiser"),
    "p12": ("", "", "organiser"),
}


def the_roster(**changes):
    values = VALUES | changes
    return roster(tuple((*one, *values[one[0]]) for one in PEOPLE), ("department", "site", "role"))


@pytest.fixture(scope="module")
def company_once(tmp_path_factory):
    lanes = fresh(tmp_path_factory.mktemp("company") / "work")
    lanes.challenge(TEXT)
    lanes.people(the_roster())
    launch(lanes.ws, "lanes", MONDAY)
    lanes.now = at(2)
    for number, (who, *_) in enumerate(PEOPLE, 1):
        lanes.log(who, str(number))
    return lanes


@pytest.fixture
def company(company_once, tmp_path):
    return copied(company_once, tmp_path / "work")


def rows(view):
    return [(row.group, row.place, row.name, row.score, row.not_placed) for row in view.rows]


def test_people_with_one_value_are_a_row_however_they_write_it(company):
    view = company.board("departments")

    # Research is 4 + 5 + 6, Sales 1 + 2 + 3 + 8 points of two days each; Post is two, who take no place.
    assert rows(view) == [
        ("", None, "Post", "9.5", "its members take no place"),
        ("", 1, "Research", "5.0", ""),
        ("", 2, "Sales", "3.5", ""),
    ]
    assert [(row.id, row.members, row.active) for row in view.rows] == [
        ("post", 2, 2),
        ("research", 3, 3),
        ("sales", 4, 4),
    ]
    assert (view.ranks, view.column, view.total) == ("roster column", "department", 3)


def test_who_has_no_value_is_counted_in_a_remark_and_small_groups_are_pointed_out(company):
    left_out, few = company.board("departments").remarks

    assert left_out == "3 people without a 'department' in the roster: not on this board."
    assert few.startswith("Fewer than 3 people ('smallest_group') share these values")
    assert "Post (2)" in few


def test_teams_stand_at_the_site_of_most_of_their_present_members(company):
    view = company.board("sites")

    # North has three people in Bern; of South two are in Rome and one in Bern; West has one person in Bern.
    assert [(row.group, row.place, row.name) for row in view.rows] == [
        ("Bern", None, "West"),
        ("Bern", 1, "North"),
        ("Rome", 1, "South"),
    ]
    assert view.rows[0].not_placed == "its members take no place"
    assert view.rows[2].score == "6.5"
    assert view.split_by == "site"


def test_a_mean_of_everyone_is_of_everyone_in_that_part(company):
    # Alone in Rome, South's own mean is everyone's: nothing pulls it.
    (south,) = [row for row in company.board("sites").rows if row.group == "Rome"]

    assert south.score == "6.5"


def test_people_are_placed_within_their_site(company):
    view = company.board("everyone_by_site")

    assert [(row.group, row.place, row.id) for row in view.rows] == [
        ("Bern", None, "p09"),
        ("Bern", 1, "p07"),
        ("Bern", 2, "p03"),
        ("Bern", 3, "p02"),
        ("Bern", None, "p01"),
        ("Rome", 1, "p08"),
        ("Rome", 2, "p06"),
        ("Rome", 3, "p05"),
        ("Rome", 4, "p04"),
    ]
    assert view.rows[0].not_placed == "role is organiser"
    assert view.remarks[0] == "3 people without a 'site' in the roster: not on this board."


def test_the_top_and_the_neighbours_are_those_of_each_part(company):
    def part(**asked):
        return [(row.group, row.id) for row in company.board("everyone_by_site", **asked).rows]

    assert part(top=2) == [("Bern", "p09"), ("Bern", "p07"), ("Rome", "p08"), ("Rome", "p06")]
    assert part(around="p08", top=2) == [("Rome", "p08"), ("Rome", "p06")]
    assert part(around="p01", top=2) == [("Bern", "p02"), ("Bern", "p01")]
    with pytest.raises(Refused, match="not on this board"):
        part(around="p10")


def test_organisers_take_no_place_and_shift_nobody(company):
    found = {row.id: row.place for row in company.board("people").rows}

    assert [who for who, place in found.items() if place is None] == ["p12", "p11", "p10", "p09", "p01"]
    assert found["p08"] == 1
    table = {row.name: (row.place, row.not_placed) for row in company.board("table").rows}
    assert table == {
        "West": (None, "its members take no place"),
        "South": (1, ""),
        "North": (2, ""),
    }


def test_a_team_that_takes_no_place_overtakes_nobody(company):
    bounded = TEXT.replace("counts_as: walk\n", "counts_as: walk\n    reject_day_above: 90 minutes\n")
    bounded = bounded.replace("unit: steps\n", "unit: steps\n    reject_day_above: 20000 steps\n")
    company.challenge(bounded.replace("challenge: Lanes", "challenge: Bounded"), "bounded")
    launch(company.ws, "bounded", MONDAY)
    race = overtake(company.ws, "bounded", "table")

    assert race.why_not_known == ""
    assert [one.name for one in (race.leader, *race.can)] == ["South", "North"]


def test_who_moves_to_another_department_moves_on_the_board_and_not_in_the_past(company):
    before = company.board("departments")
    company.now = at(3)
    company.people(the_roster(p08=("Research", "Rome", "")))
    after = company.board("departments")

    assert {row.name: row.members for row in after.rows} == {"Post": 2, "Research": 4, "Sales": 3}
    # Research has 23 points of four people by three days of ten: members count by days, so does the mean.
    assert {row.name: row.score for row in after.rows}["Research"] == "5.8"
    assert rows(company.board("departments", as_of=day(2))) == rows(before)


def test_a_change_of_the_roster_is_seen_by_a_program_that_runs(company):
    ws = company.ws
    kept = scored_challenge(ws)
    assert scored_challenge(ws) is kept
    company.people(the_roster(p08=("Research", "Rome", "")))

    assert scored_challenge(ws) is not kept
    columns = scored_challenge(ws).scored.people.membership.columns
    assert columns["department"].labels == ("Post", "Research", "Sales")
    assert columns["department"].sums(columns["department"].of >= 0).tolist() == [2, 4, 3]


def test_places_gained_are_told_on_every_kind_of_board(company):
    company.now = at(9, 20)
    for who in ("p02", "p03"):
        company.log(who, "60")
        company.log(who, "30", on=day(8))
    company.log("p04", "20")

    def moved(board):
        return {row.name: row.moved for row in company.board(board).rows}

    assert moved("departments") == {"Post": None, "Research": -1, "Sales": 1}
    assert moved("sites") == {"West": None, "North": 0, "South": 0}
    bern = [(row.id, row.moved) for row in company.board("everyone_by_site").rows if row.group == "Bern"]
    assert bern == [("p03", 1), ("p02", 1), ("p09", None), ("p07", -2), ("p01", None)]


def test_places_gained_are_whole_where_places_are_not(company):
    halves = TEXT.replace("numbering: dense", "numbering: fractional, ties: [shared place]")
    company.challenge(halves.replace("challenge: Lanes", "challenge: Halves"), "halves")
    launch(company.ws, "halves", MONDAY)
    company.log("p05", "1")
    places = {row.id: row.place for row in company.board("everyone_by_site", "halves").rows}
    company.now = at(9, 20)
    company.log("p05", "10")
    moved = {row.id: row.moved for row in company.board("everyone_by_site", "halves").rows}

    assert [places[who] for who in ("p08", "p05", "p06", "p04")] == [1, 2.5, 2.5, 4]
    assert [moved[who] for who in ("p08", "p05", "p06", "p04")] == [-1, 1, -1, 0]


def test_a_share_is_shown_in_percent(company):
    view = company.board("league")

    assert view.unit == "%"
    assert {row.score for row in view.rows} == {"100.0"}


def test_a_prize_goes_to_the_first_of_each_part(company):
    cup, mug = show_prizes(company.ws, "lanes").prizes

    assert (cup.to, [(row.id, row.name) for row in cup.winners]) == ("groups", [("research", "Research")])
    assert [(row.name, row.why) for row in cup.missed] == [("Post", "its members take no place")]
    assert [(row.group, row.name) for row in mug.winners] == [("Bern", "North"), ("Rome", "South")]


def test_a_column_that_no_roster_has_leaves_an_empty_board_that_says_so(tmp_path):
    lanes = fresh(tmp_path / "work")
    lanes.challenge(TEXT)
    launch(lanes.ws, "lanes", MONDAY)
    report = lanes.people()
    lanes.now = at(2)

    assert lanes.board("departments").rows == ()
    assert lanes.board("departments").remarks == (
        "Nobody has a value in the roster's column 'department', so this board is empty.",
    )
    assert lanes.board("sites").rows == ()
    assert lanes.board("sites").remarks == (
        "Nobody has a value in the roster's column 'site', so this board is empty.",
    )
    told = "\n".join(report.remarks)
    for column in ("department", "site", "role"):
        assert f"No roster so far has a value in the column '{column}', which 'lanes' needs" in told


def test_a_launch_points_out_small_groups(company, tmp_path):
    lanes = fresh(tmp_path / "other")
    lanes.challenge(TEXT)
    lanes.people(the_roster())
    told = launch(lanes.ws, "lanes", MONDAY).remarks

    (few,) = [remark for remark in told if remark.startswith("Board 'departments'")]
    assert few == (
        "Board 'departments': Fewer than 3 people ('smallest_group') share these values of "
        "'department': Post (2). A figure about so few people says a lot about each of them: show this "
        "board to "
        "organisers only."
    )


def test_a_stale_board_keeps_its_parts(company):
    whole = company.board("everyone_by_site")
    ws = open_workspace(company.folder, company.now, frozenset({"streaks"}))

    assert show_board(ws, "lanes", "everyone_by_site").rows == whole.rows
    top = show_board(ws, "lanes", "everyone_by_site", top=1)
    assert [(row.group, row.id) for row in top.rows] == [("Bern", "p09"), ("Rome", "p08")]
    assert top.remarks == whole.remarks
