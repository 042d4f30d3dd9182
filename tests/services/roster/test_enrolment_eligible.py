from __future__ import annotations

import pytest

from moonwalk.services.errors import Refused
from moonwalk.services.launch import launch
from moonwalk.services.roster.people import list_people
from moonwalk.services.roster.sign_ups import join, leave
from moonwalk.services.why.person import explain

from ...workspaces import LANES, MONDAY, PEOPLE, at, copied, day, fresh, roster

ONLY = LANES.replace(
    "  take_part: everyone on the roster\n",
    "  only_where:\n    site: [Berlin, Pune]\n    grade: [a]\n",
)
SITES = {"p01": "Berlin", "p02": " BERLIN ", "p03": "Pune", "p04": "Paris"}


def rows(sites=SITES, grade: str = "A", **more: str) -> str:
    """Four people with their sites; `more` are further columns, the same for all."""
    lines = [(*one, sites[one[0]], grade, *more.values()) for one in PEOPLE[:4]]
    return roster(lines, ("site", "grade", *more))


@pytest.fixture(scope="module")
def only_once(tmp_path_factory):
    lanes = fresh(tmp_path_factory.mktemp("only") / "work")
    lanes.challenge(ONLY)
    lanes.people(rows())
    assert launch(lanes.ws, "lanes", MONDAY).remarks == ()
    return lanes


@pytest.fixture
def only(only_once, tmp_path):
    return copied(only_once, tmp_path / "work")


def members(lanes) -> list[str]:
    return [row.id for row in list_people(lanes.ws, "lanes")]


def counts(lanes, who: str, days) -> list[int]:
    """On which days entries count, however late it is."""
    lanes.entries(
        "id,date,activity,minutes\n" + "".join(f"{who},{day(each)},walk,{each}\n" for each in days),
        f"{who}.csv",
    )
    told = explain(lanes.ws, "lanes", who).entries
    return sorted((one.day - MONDAY).days + 1 for one in told if one.verdict == "counted")


def test_only_who_matches_in_every_column_takes_part_whatever_the_case(only):
    assert members(only) == ["p01", "p02", "p03"]


def test_who_comes_to_match_joins_that_day_and_who_no_longer_does_leaves(only):
    only.now = at(4)
    done = only.people(rows({**SITES, "p01": "Paris", "p04": "pune"}))
    assert "Lanes: 1 joined, 1 left." in done.remarks
    assert only.people(rows({**SITES, "p01": "Paris", "p04": "pune"})).remarks == done.remarks[:-1]
    only.now = at(8)

    assert counts(only, "p01", range(1, 9)) == [1, 2, 3]
    assert counts(only, "p04", range(1, 9)) == [4, 5, 6, 7, 8]


def test_who_matches_again_has_a_gap_and_on_the_same_day_none(only):
    only.now = at(4)
    only.people(rows({**SITES, "p01": "Paris", "p02": "Paris"}))
    only.people(rows({**SITES, "p02": "Paris"}))
    only.now = at(7)
    only.people(rows())
    only.people(rows())

    assert counts(only, "p01", range(1, 8)) == [1, 2, 3, 4, 5, 6, 7]
    assert counts(only, "p02", range(1, 8)) == [1, 2, 3, 7]


@pytest.mark.parametrize("end", ["", str(day(7))])
def test_days_of_work_hold_beside_it(only, end):
    only.now = at(4)
    only.people(rows({**SITES, "p01": "Paris"}, end=end))
    only.now = at(6)
    only.people(rows(end=end))
    only.people(rows(end=end))
    only.now = at(8)

    assert counts(only, "p01", range(1, 9)) == [1, 2, 3, 6, 7] + ([8] if not end else [])


def test_a_last_day_that_is_taken_back_leaves_no_gap(only):
    only.now = at(5)
    only.people(rows(end=str(day(3))))
    only.now = at(7)
    only.people(rows(end=""))

    assert counts(only, "p01", range(1, 8)) == [1, 2, 3, 4, 5, 6, 7]


def test_before_the_start_a_change_is_from_day_1(only):
    only.now = at(-2)
    only.people(rows({**SITES, "p01": "Paris", "p04": "Pune"}))
    assert members(only) == ["p02", "p03", "p04"]
    only.now = at(3)
    only.people(rows({**SITES, "p01": "Paris", "p04": "Pune"}))
    assert members(only) == ["p02", "p03", "p04"]

    only.people(rows({**SITES, "p04": "Pune"}))

    assert counts(only, "p01", range(1, 4)) == [3]
    assert counts(only, "p04", range(1, 4)) == [1, 2, 3]


def test_who_does_not_match_cannot_sign_up_and_is_told_why(only):
    with pytest.raises(
        Refused, match="'lanes' is for people with site: Berlin, Pune; grade: a, and Dev Egan"
    ):
        join(only.ws, "lanes", "p04")


def test_who_left_by_choice_stays_out_when_they_match_again(only):
    only.now = at(3)
    leave(only.ws, "lanes", "p01")
    only.now = at(4)
    only.people(rows({**SITES, "p01": "Paris"}))
    only.now = at(6)
    only.people(rows())

    assert counts(only, "p01", range(1, 7)) == [1, 2]


def test_a_sign_up_stands_while_somebody_does_not_match(empty):
    empty.challenge(ONLY.replace("people:\n", "people:\n  take_part: those who sign up\n"))
    empty.people(rows())
    launch(empty.ws, "lanes", MONDAY)
    join(empty.ws, "lanes", "p01")
    empty.now = at(3)
    empty.people(rows({**SITES, "p01": "Paris"}))
    with pytest.raises(Refused, match="is for people with"):
        join(empty.ws, "lanes", "p01")
    empty.now = at(5)
    empty.people(rows())

    assert members(empty) == ["p01"]
    assert counts(empty, "p01", range(1, 6)) == [1, 2, 5]


def test_a_value_that_nobody_has_is_told_at_the_launch(empty):
    empty.challenge(ONLY.replace("[Berlin, Pune]", "[Berlin, Pume]"))
    empty.people(rows({**SITES, "p01": "Pune", "p02": "Pune"}))

    *values, nobody = launch(empty.ws, "lanes", MONDAY).remarks

    assert values == [
        "Nobody's 'site' is 'Berlin', which 'only_where' asks for.",
        "Nobody's 'site' is 'Pume', which 'only_where' asks for. Did you mean 'Pune'?",
    ]
    assert nobody == "Nobody takes part yet. People added to the roster will take part."


def test_a_column_that_no_roster_has_is_refused_at_the_launch(empty):
    empty.challenge(ONLY.replace("grade:", "grades:"))
    empty.people(rows().replace("grade", "site code"))

    with pytest.raises(Refused, match="has problems") as refused:
        launch(empty.ws, "lanes", MONDAY)

    assert "in the column 'grades', so nobody could take part" in str(refused.value.problems)
