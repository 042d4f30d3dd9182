"""A team for those whom the roster gives none."""

from __future__ import annotations

from moonwalk.services.launch import launch

from ...workspaces import LANES, MONDAY, PEOPLE, Lanes, at, fresh, roster

OPEN = LANES.replace("  size: 3 to 5 people\n", "  size: 3 to 5 people\n  open_team: Lone walkers\n")
SOME = tuple((who, name, "" if who in ("p04", "p12") else team) for who, name, team in PEOPLE)


def begun(folder, rows=SOME) -> tuple[Lanes, tuple[str, ...]]:
    lanes = fresh(folder)
    lanes.challenge(OPEN)
    lanes.people(roster(rows))
    remarks = launch(lanes.ws, "lanes", MONDAY).remarks
    lanes.now = at(3)
    return lanes, remarks


def members(lanes: Lanes) -> dict[str, int]:
    return {row.name: row.members for row in lanes.board("table").rows}


def test_those_without_a_team_are_in_the_open_one_whatever_its_size(tmp_path):
    lanes, remarks = begun(tmp_path / "w")
    assert members(lanes) == {"North": 3, "South": 4, "West": 3, "Lone walkers": 2}
    assert not [remark for remark in remarks if "Lone walkers" in remark or "without a team" in remark]


def test_who_gets_a_team_leaves_the_open_one_and_who_joins_without_one_comes_in(tmp_path):
    lanes, _ = begun(tmp_path / "w")
    rows = tuple((who, name, "North" if who == "p04" else team) for who, name, team in SOME)
    lanes.people(roster((*rows, ("p13", "Mia Noor", ""))))
    assert members(lanes) == {"North": 4, "South": 4, "West": 3, "Lone walkers": 2}


def test_who_loses_a_team_in_the_roster_keeps_it(tmp_path):
    lanes, _ = begun(tmp_path / "w")
    lanes.people(roster(tuple((who, name, "" if who == "p01" else team) for who, name, team in SOME)))
    assert members(lanes)["North"] == 3


def test_without_any_team_in_the_roster_nobody_is_put_into_the_open_one(tmp_path):
    lanes, remarks = begun(tmp_path / "w", tuple((who, name, "") for who, name, _ in PEOPLE))
    assert members(lanes) == {}
    assert any("12 people without a team yet" in remark for remark in remarks)
