from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from moonwalk.services.boards.board import show_board
from moonwalk.services.creation import create_workspace
from moonwalk.services.errors import Refused
from moonwalk.services.workspace import DATABASE, clock, find_workspace, open_workspace

from ..workspaces import MONDAY, at


def test_a_workspace_is_found_from_any_folder_below_it(empty):
    below = empty.folder / "challenges" / "drafts"
    below.mkdir()

    assert find_workspace(below) == empty.folder.resolve()
    assert find_workspace(empty.folder) == empty.folder.resolve()


def test_where_there_is_none_the_way_to_one_is_shown(tmp_path):
    with pytest.raises(Refused, match=r"no moonwalk\.yaml.*moonwalk init"):
        find_workspace(tmp_path)


def test_every_problem_of_the_settings_is_told_with_its_line(empty):
    empty.file("moonwalk.yaml", "name: Test\ntimezone: Berlin\nchanels: [file]\n")

    with pytest.raises(Refused, match="Nothing was changed") as refused:
        open_workspace(empty.folder)

    assert [(one.place.line, "Europe/Berlin" in one.message) for one in refused.value.problems] == [
        (2, True),
        (3, False),
    ]


def test_the_day_is_that_of_the_workspaces_time_zone(empty):
    assert open_workspace(empty.folder, at(1, 22, 59)).today() == MONDAY
    assert open_workspace(empty.folder, at(1, 23, 1)).today() > MONDAY


def test_without_a_moment_the_clock_runs(empty):
    before = datetime.now(UTC)

    assert before <= open_workspace(empty.folder).now() <= datetime.now(UTC)


def test_the_pulse_changes_with_every_fact_and_with_nothing_else(lanes):
    ws = lanes.ws
    before = ws.pulse()
    lanes.board()

    assert ws.pulse() == before
    lanes.log("p01")
    assert ws.pulse() != before


def test_plugins_that_the_settings_do_without_are_not_loaded(empty):
    empty.file("moonwalk.yaml", "plugins:\n  without: [streaks]\n")

    states = {report.name: report.state for report in empty.ws.plugins.reports}

    assert states["streaks"] == "disabled"
    assert states["goals"] == "active"


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda path: path.unlink(), "There is no database"),
        (lambda path: path.write_bytes(b"\x93NUMPY" + bytes(range(256)) * 40), "not a Moonwalk database"),
        (lambda path: path.write_bytes(b""), "not a Moonwalk database"),
        (lambda path: path.write_bytes(path.read_bytes()[:9000]), "damaged"),
    ],
)
def test_a_database_that_cannot_be_used_is_told_and_left_alone(lanes, spoil, told):
    path = lanes.folder / DATABASE
    spoil(path)
    before = path.read_bytes() if path.exists() else None

    with pytest.raises(Refused, match=told):
        lanes.board()

    assert (path.read_bytes() if path.exists() else None) == before


def test_a_new_workspace_holds_the_flagship_and_no_facts(tmp_path):
    folder = create_workspace(tmp_path / "work", timezone="Europe/Lisbon")

    assert [path.name for path in (folder / "challenges").iterdir()] == ["walk-backward.yaml"]
    assert open_workspace(folder).settings.timezone == "Europe/Lisbon"
    assert open_workspace(folder).settings.name == "work"
    assert not any(open_workspace(folder).pulse()[0])


def test_a_workspace_is_never_made_over_another(lanes):
    before = lanes.dump()

    with pytest.raises(Refused, match="already"):
        create_workspace(lanes.folder)

    assert lanes.dump() == before


def test_files_that_are_there_already_stay_when_a_workspace_is_made(tmp_path):
    folder = tmp_path / "work"
    (folder / "challenges").mkdir(parents=True)
    (folder / "challenges" / "walk-backward.yaml").write_text("mine", encoding="utf-8")

    create_workspace(folder)

    assert (folder / "challenges" / "walk-backward.yaml").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    "name",
    [
        "Acme: Berlin #1",
        "2024",
        "yes",
        "null",
        "[x]",
        "{a}",
        "*star",
        "'q",
        'say "hi"',
        "a\\b",
        "x" * 200,
        "日本",
    ],
)
def test_a_workspace_may_be_called_anything(tmp_path, name):
    folder = create_workspace(tmp_path / "work", name)

    assert open_workspace(folder).settings.name == name[:60]


def test_a_name_cannot_write_further_settings(tmp_path):
    folder = create_workspace(tmp_path / "work", "x\nplugins:\n  without: [streaks]")

    assert open_workspace(folder).settings.without == ()


def test_a_time_zone_that_is_none_makes_no_workspace(tmp_path):
    with pytest.raises(Refused, match=r"there is no time zone 'Berlin'\. Did you mean 'Europe/Berlin'"):
        create_workspace(tmp_path / "work", timezone="Berlin")

    assert not (tmp_path / "work" / "moonwalk.yaml").exists()


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    tmp_path.joinpath("file").write_text("x", encoding="utf-8")

    with pytest.raises(Refused, match="cannot be made"):
        create_workspace(tmp_path / "file" / "work")


def test_a_copied_workspace_is_a_workspace(lanes, tmp_path):
    shutil.copytree(lanes.folder, tmp_path / "copy")

    assert open_workspace(tmp_path / "copy", lanes.now).pulse() == lanes.ws.pulse()


def test_the_pulse_changes_when_a_deadline_passes(day6):
    ws = day6.ws
    show_board(ws, "lanes")
    before = ws.pulse()
    later = replace(ws, now=clock(at(9, 11)), live=ws.live)

    assert later.pulse() != before
    show_board(later, "lanes")
    assert later.pulse() == before
