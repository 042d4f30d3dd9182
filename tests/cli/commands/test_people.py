"""Signing up, leaving, and teams that members form, as people type it."""

from __future__ import annotations

import json

import pytest

from ...running import Shell
from ...workspaces import LANES, MONDAY, at, day

OURS = LANES.replace("everyone on the roster", "those who sign up").replace(
    "formed: from the roster", "formed: by the members"
)


@pytest.fixture
def ours(empty):
    shell = Shell(empty)
    empty.challenge(OURS)
    empty.people()
    assert (
        "Nobody has signed up yet: moonwalk people join lanes WHO"
        in shell("launch", "lanes", "--start", MONDAY).stderr
    )
    return shell


def test_from_the_sign_up_to_the_team_and_out_again(ours):
    def said(*arguments: object) -> str:
        return ours(*arguments).stderr.strip()

    joined = "Ada Bell takes part in 'lanes', in the team Herons."
    assert said("people", "join", "lanes", "ada", "--team", "Herons") == joined
    assert said("people", "join", "lanes", "p01") == f"As before: {joined}"
    ours.lanes.now = at(4)
    assert said("people", "join", "lanes", "p02") == f"Ben Cole takes part in 'lanes' from {day(4)} on."
    assert said("teams", "put", "lanes", "p02", "herons") == "Ben Cole is in the team Herons."
    assert said("teams", "put", "lanes", "p02", "Herons") == "Ben Cole is in the team Herons as before."
    assert said("teams", "put", "lanes", "p02", "Wrens") == "Ben Cole is in the team Wrens, which is new."
    assert said("people", "leave", "lanes", "p01").startswith(
        f"Ada Bell takes part in 'lanes' until {day(3)}"
    )
    told = json.loads(ours("people", "join", "lanes", "p01", "--from", day(8), "--json").stdout)
    assert told["days"] == [[None, str(day(3))], [str(day(8)), None]]


def test_a_list_is_told_row_by_row_and_ends_with_1_where_some_are_refused(ours):
    path = ours.lanes.file("list.csv", "email,name,team\n,Ada Bell,Herons\n,Nobody,Herons\n")

    done = ours("people", "join", "lanes", "--file", path, code=1)

    assert "list.csv:3: there is nobody 'Nobody' on the roster" in done.stdout
    assert "1 accepted (1 new" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("p01", "--file", "x.csv"),
        ("p01", "--dry-run"),
        ("--file", "x.csv", "--team", "Herons"),
        ("p01", "--from", "tomorrow"),
    ],
)
def test_a_call_that_says_too_little_or_too_much_is_a_usage_error(ours, arguments):
    assert "Error:" in ours("people", "join", "lanes", *arguments, code=2).stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("people", "join", "lanes", "nobody"), "There is nobody 'nobody' on the roster."),
        (("people", "join", "nope", "p01"), "There is no challenge 'nope'"),
        (("people", "leave", "lanes", "p01"), "does not take part in 'lanes'"),
        (("people", "leave", "lanes", "p01", "--from", "2031-01-01"), "is not a day of 'lanes'"),
        (("people", "join", "lanes", "--file", "no.csv"), "There is no file no.csv"),
        (("teams", "put", "lanes", "p01", "Herons"), "does not take part in 'lanes' now"),
        (("teams", "put", "lanes", "p01", " "), "does not take part"),
    ],
)
def test_what_cannot_be_is_refused_with_a_way_out_and_leaves_no_trace(ours, arguments, told):
    before = ours.lanes.dump()

    assert told in ours(*arguments, code=1).stderr
    assert ours.lanes.dump() == before
