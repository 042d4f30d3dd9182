"""A column that a challenge names arrives with the roster, or the challenge is refused."""

from __future__ import annotations

import pytest

from moonwalk.services.drafts import check_file
from moonwalk.services.errors import Refused
from moonwalk.services.files import ImportRequest
from moonwalk.services.launch import launch
from moonwalk.services.roster.named_columns import columns_in_folder
from moonwalk.services.roster.people import import_people
from moonwalk.services.roster.privacy import export_person

from ...workspaces import LANES, MONDAY, at

SPLIT = LANES.replace("ranking: sum}", "ranking: sum, split_by: sex}")
RANKED = LANES.replace(
    "  people: {", "  grades: {label: Grades, ranks: roster column, column: grade, ranking: sum}\n  people: {"
)
ONLY = LANES.replace("  take_part: everyone on the roster\n", "  only_where: {grade: [a]}\n")
FORMED = LANES.replace("from the roster\n", "from the roster\n  column: bench\n")
PLACED = LANES.replace("  take_part: everyone on the roster\n", "  not_placed: {role: [organiser]}\n")
ROSTER = "id,name,team,Sex,Grade,Bench,Role,Notes\n" + "".join(
    f"p{number},Ann {number},Reds,f,a,Ants,organiser,hush\n" for number in range(1, 4)
)
CASES = [
    (SPLIT, "sex", "the board 'people' would be empty"),
    (RANKED, "grade", "the board 'grades' would be empty"),
    (ONLY, "grade", "nobody could take part"),
    (FORMED, "bench", "nobody would have a team"),
]


ASKS = LANES.replace("  take_part: everyone on the roster\n", "  only_where: {grade: [ A , aa]}\n").replace(
    "from the roster\n", "from the roster\n  captains: {role: [orgnaiser]}\n"
)


def kept(lanes) -> dict[str, str]:
    return export_person(lanes.ws, "p1")["roster"]


def problems(lanes):
    return check_file(
        lanes.folder / "challenges" / "lanes.yaml", lanes.ws.plugins, columns_in_folder(lanes.folder)
    )


@pytest.mark.parametrize(("text", "column", "_"), CASES)
def test_what_a_challenge_file_names_is_kept(empty, text, column, _):
    empty.challenge(text)
    empty.people(ROSTER)

    assert set(kept(empty)) == {"team", column}
    assert not problems(empty).failed
    launch(empty.ws, "lanes", MONDAY)


@pytest.mark.parametrize(("text", "column", "effect"), CASES)
def test_what_an_earlier_roster_did_not_bring_is_a_problem_until_it_is_imported_again(
    empty, text, column, effect
):
    empty.people(ROSTER)
    empty.challenge(text)

    (problem,) = [one for one in problems(empty).problems if one.severity == "error"]
    assert f"no roster so far has a value in the column '{column}', so {effect}" in problem.message
    assert "moonwalk people import FILE" in problem.message
    assert problem.place.line
    with pytest.raises(Refused, match="Nothing was changed") as refused:
        launch(empty.ws, "lanes", MONDAY)
    assert problem in refused.value.problems

    empty.people(ROSTER)
    assert kept(empty)[column]
    launch(empty.ws, "lanes", MONDAY)


def test_nicknames_are_kept_where_people_are_named_by_them_and_missed_otherwise(empty):
    named = ROSTER.replace("Notes", "Nickname")
    empty.people(named)
    assert set(kept(empty)) == {"team"}
    empty.challenge(LANES.replace("organisers_see: entries", "names: nickname"))
    (warning,) = [each for each in problems(empty).problems if "nickname" in each.message]
    assert "'nickname', so people would be named by their initials" in warning.message
    empty.people(named)

    assert kept(empty) == {"team": "Reds", "nickname": "hush"}
    assert not any("nickname" in each.message for each in problems(empty).problems)


def test_who_takes_no_place_is_worth_a_warning(empty):
    empty.people(ROSTER)
    empty.challenge(PLACED)

    assert "everyone would take a place" in str(problems(empty).problems)
    assert any("'role'" in warning.message for warning in launch(empty.ws, "lanes", MONDAY).warnings)


def test_without_a_roster_nothing_is_known_of_columns_and_the_first_one_says_what_it_lacks(empty):
    empty.challenge(SPLIT)
    assert not problems(empty).failed
    launch(empty.ws, "lanes", MONDAY)

    report = empty.people("id,name,team\np1,Ann,Reds\n")

    assert any(
        "No roster so far has a value in the column 'sex', which 'lanes' needs" in remark
        for remark in report.remarks
    )
    assert not any("'sex'" in remark for remark in empty.people(ROSTER).remarks)


def test_a_column_without_any_value_is_none(empty):
    empty.people(ROSTER.replace(",f,", ",N/A,"))
    empty.challenge(SPLIT)
    empty.people(ROSTER.replace(",f,", ",N/A,"))

    assert problems(empty).failed


def test_what_was_launched_is_kept_when_its_file_is_gone_or_names_something_else(empty):
    empty.challenge(SPLIT)
    empty.people(ROSTER)
    launch(empty.ws, "lanes", MONDAY)
    empty.challenge(RANKED)
    empty.now = at(2)
    empty.people(ROSTER.replace(",f,", ",m,"))
    assert kept(empty)["sex"] == "m"

    (empty.folder / "challenges" / "lanes.yaml").unlink()
    empty.people(ROSTER.replace(",f,", ",d,"))

    assert kept(empty)["sex"] == "d"
    assert "grade" not in kept(empty)


def test_a_file_with_problems_names_its_columns_all_the_same(empty):
    empty.challenge(SPLIT.replace("rule: per_unit", "rule: per_units"))
    empty.challenge("- no: challenge\n", "rubbish")
    empty.people(ROSTER)

    assert kept(empty)["sex"] == "f"


def test_what_looks_private_is_said_where_a_challenge_names_it(empty):
    empty.challenge(SPLIT)

    remarks = " ".join(empty.people(ROSTER).remarks)

    assert "'Sex': this looks private" in remarks
    assert "Left out, because no challenge needs to know it: 'Grade', 'Bench', 'Role', 'Notes'." in remarks


def test_the_organiser_keeps_more_by_an_option(empty):
    path = empty.file("roster.csv", ROSTER)
    import_people(empty.ws, ImportRequest(path=path, options={"keep": "grade, Bench"}))

    assert set(kept(empty)) == {"team", "grade", "bench"}
    with pytest.raises(Refused, match=r"'Graad', which is not there\. It has: 'id'.*Nothing was imported"):
        import_people(empty.ws, ImportRequest(path=path, options={"keep": "Graad"}))


def test_captains_that_no_roster_has_are_a_warning_and_take_nobody_the_team(empty):
    empty.people(ROSTER)
    empty.challenge(LANES.replace("from the roster\n", "from the roster\n  captains: {role: [captain]}\n"))
    (problem,) = [each for each in problems(empty).problems if "'role'" in each.message]
    assert problem.severity == "warning"
    assert "so nobody would be a captain" in problem.message
    assert not problems(empty).failed


def test_what_is_said_to_keep_a_column_for_an_amendment_keeps_it(empty):
    empty.challenge(LANES)
    empty.people(ROSTER)
    launch(empty.ws, "lanes", MONDAY)
    empty.challenge(LANES.replace("from the roster\n", "from the roster\n  captains: {role: [organiser]}\n"))
    (problem,) = [each for each in problems(empty).problems if "'role'" in each.message]
    assert problem.message.endswith("moonwalk people import FILE -o keep=role")
    path = empty.file("roster.csv", ROSTER)
    import_people(empty.ws, ImportRequest(path=path, options={"keep": "role"}))
    assert not [each for each in problems(empty).problems if "'role'" in each.message]


def test_a_value_that_nobody_has_is_a_warning_with_what_there_is(empty):
    empty.challenge(ASKS)
    empty.people(ROSTER)

    first, second = (problem for problem in problems(empty).problems if "nobody on" in problem.message)
    assert first.severity == second.severity == "warning"
    assert first.message == "nobody on the roster has 'aa' in the column 'grade'. Did you mean 'a'?"
    assert second.message.endswith("has 'orgnaiser' in the column 'role'. Did you mean 'organiser'?")
    lines = ASKS.splitlines()
    assert lines[first.place.line - 1][first.place.column - 1 :].startswith("aa]")
    assert lines[second.place.line - 1][second.place.column - 1 :].startswith("orgnaiser]")
