from __future__ import annotations

from datetime import timedelta

import pytest

from moonwalk.services.errors import Refused
from moonwalk.services.journal import journal
from moonwalk.services.launch import launch
from moonwalk.services.overview import participants
from moonwalk.services.roster.several import leave_several, move_several, pause_several
from moonwalk.services.undo import undo

from ...workspaces import DRAWN, MONDAY, PEOPLE, roster

CHALLENGE = "drawn"


@pytest.fixture
def drawn(empty):
    empty.people(roster([one[:2] for one in PEOPLE]).replace(",team", ""))
    empty.challenge(DRAWN.rstrip() + "\npauses: {personal: 3 days}\n", CHALLENGE)
    launch(empty.ws, CHALLENGE, MONDAY)
    return empty


def test_several_are_moved_paused_and_taken_out_each_by_one_decision_that_one_undo_takes_back(drawn):
    ws = drawn.ws
    ids = [person.id for person in participants(ws, CHALLENGE)]
    three, before = ids[:3], drawn.dump()

    rehearsed = move_several(ws, CHALLENGE, three, "Newcomers", dry_run=True)
    assert drawn.dump() == before
    assert move_several(ws, CHALLENGE, three, "Newcomers") == rehearsed
    assert [person.team for person in participants(ws, CHALLENGE)[:3]] == ["Newcomers"] * 3
    again = move_several(ws, CHALLENGE, ids[2:4], "Newcomers", dry_run=True)
    assert (again.ids, len(again.left_out)) == ((ids[3],), 1)

    pause_several(ws, CHALLENGE, three, MONDAY, MONDAY)
    some = pause_several(ws, CHALLENGE, ids[2:4], MONDAY, MONDAY + timedelta(days=1))
    assert some.ids == (ids[3],)
    assert "has a pause on some of these days already." in some.left_out[0]
    assert "Nothing was changed" not in some.left_out[0]
    leave_several(ws, CHALLENGE, three)
    assert len(participants(ws, CHALLENGE)) == len(ids) - 3
    with pytest.raises(Refused, match="Nothing was changed"):
        leave_several(ws, CHALLENGE, ["nobody"])

    rows = journal(ws, 4)
    assert [row.what for row in rows] == [
        "Took 3 people out of 'drawn'.",
        f"Paused 1 person in 'drawn' from {MONDAY} to {MONDAY + timedelta(days=1)}.",
        f"Paused 3 people in 'drawn' from {MONDAY} to {MONDAY}.",
        "Put 3 people into the team Newcomers, in 'drawn'.",
    ]
    assert [len(row.people) for row in rows] == [3, 0, 0, 3]
    for row in rows:
        undo(ws, int(row.id))
    assert [person.id for person in participants(ws, CHALLENGE)] == ids
    assert {person.team for person in participants(ws, CHALLENGE)} == {""}
    assert "Paused" not in " ".join(pause_several(ws, CHALLENGE, three, MONDAY, MONDAY).left_out)
