"""What is kept about a person, and that a forgotten one is gone."""

import pytest

from moonwalk.services.boards.board import show_board
from moonwalk.services.errors import Refused
from moonwalk.services.notifications import tick
from moonwalk.services.roster.privacy import export_person, forget_person
from moonwalk.services.why.person import explain
from moonwalk.services.workspace import open_workspace
from moonwalk.store import entry_arrays, entry_snapshot


@pytest.fixture
def played(demo):
    return demo.ws


def test_everything_about_a_person_is_exported(played):
    found = export_person(played, "e003")

    assert (found["id"], found["name"]) == ("e003", "Zoë Verhoeven")
    assert found["memberships"][0]["team"] == "Reverse Gear"
    assert len(found["entries"]) == len(explain(played, "walk-backward", "e003").entries)
    assert found["roster"]["team"] == "Reverse Gear"


def test_a_forgotten_person_is_in_no_file_of_the_workspace(played, monkeypatch):
    monkeypatch.setattr(entry_arrays, "SMALLEST", 1)
    show_board(played, "walk-backward", as_of=played.now().date())
    assert list((played.folder / entry_snapshot.FOLDER).iterdir())
    tick(played)
    words = [b"Verhoeven", "Zoë".encode(), b"zoe.verhoeven"]

    done = forget_person(played, "e003", "asked for it")

    assert done.problems == ()
    roster = {"roster.csv"}
    assert list((played.folder / entry_snapshot.FOLDER).iterdir()) == []
    for path in played.folder.rglob("*"):
        if path.is_file() and path.name not in roster:
            data = path.read_bytes()
            assert not [word for word in words if word in data], path
    with pytest.raises(Refused, match="nobody with the id 'e003'"):
        export_person(played, "e003")


def test_nobody_is_forgotten_by_a_part_of_a_name(played):
    with pytest.raises(Refused, match="Nothing was changed"):
        forget_person(played, "Zoë", "asked for it")

    assert export_person(played, "e003")["name"] == "Zoë Verhoeven"


def test_the_others_keep_their_points_when_somebody_is_forgotten(played):
    before = {row.id: row.score for row in show_board(played, "walk-backward", "my_points").rows}

    forget_person(played, "e003", "asked for it")

    fresh = open_workspace(played.folder, played.now())
    for ws in (played, fresh):
        after = {row.id: row.score for row in show_board(ws, "walk-backward", "my_points").rows}
        assert after == {one: score for one, score in before.items() if one != "e003"}
