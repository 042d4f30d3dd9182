"""The shapes that other programs rely on."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from datetime import date

import pytest

from moonwalk.services.workspace import DATABASE

from ...workspaces import day


def answer(shell, *arguments, code=0):
    return json.loads(shell(*arguments, "--json", code=code).stdout)


def test_a_board_has_the_documented_shape(shell):
    found = answer(shell, "board", "lanes", "--for", "organisers")

    keys = (
        "challenge board as_of state stale published unit deadline remarks period earlier together rows for "
        "overtake"
    )
    assert list(found) == keys.split()
    assert list(found["overtake"]) == ["leader", "certain", "can", "decided", "why_not_known"]
    assert (found["challenge"], found["board"], found["state"]) == ("lanes", "table", "provisional")
    assert date.fromisoformat(found["as_of"]) == day(6)
    for row in found["rows"]:
        assert list(row) == [
            "place",
            "tied",
            "id",
            "name",
            "score",
            "members",
            "active",
            "moved",
            "group",
            "not_placed",
        ]
        kinds = {name: type(value) for name, value in row.items()}
        assert kinds["place"] is int
        assert kinds["tied"] is bool
        assert (kinds["members"], kinds["active"]) == (int, int)
        assert kinds["moved"] in (int, type(None))


def test_whole_scores_are_integers_and_others_the_shown_decimal(shell):
    assert {
        type(row["score"]) for row in answer(shell, "board", "lanes", "--for", "organisers", "people")["rows"]
    } == {int}
    shown = {row["score"] for row in answer(shell, "board", "lanes", "--for", "organisers")["rows"]}
    assert all(isinstance(score, str) and score.count(".") == 1 for score in shown)


def test_why_has_the_documented_shape_and_adds_up(shell):
    shell.lanes.log("p02", "12.5", on=day(-9))
    found = answer(shell, "why", "lanes", "p02")

    assert {"challenge", "who", "total", "awards", "entries"} <= set(found)
    assert (found["challenge"], found["who"]) == ("lanes", "p02")
    assert found["total"] == sum(award["points"] for award in found["awards"])
    ids = {entry["id"] for entry in found["entries"]}
    for award in found["awards"]:
        assert list(award) == ["day", "points", "rule", "reason", "at", "entries", "badge"]
        assert set(award["entries"]) <= ids
        file, line = award["at"].split(":")[:2]
        assert file == "lanes.yaml"
        assert int(line) > 1
    for entry in found["entries"]:
        assert list(entry) == [
            "id",
            "day",
            "activity",
            "amount",
            "unit",
            "source",
            "verdict",
            "reason",
            "counted",
        ]
    [outside] = [entry for entry in found["entries"] if entry["verdict"] == "outside"]
    assert (outside["amount"], outside["counted"], outside["unit"]) == (12.5, 0, "minutes")


def test_the_points_of_why_are_the_boards_for_everyone(shell):
    for row in answer(shell, "board", "lanes", "--for", "organisers", "people")["rows"]:
        assert answer(shell, "why", "lanes", row["id"])["total"] == row["score"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("entries",),
        ("people", "list"),
        ("people", "list", "--challenge", "lanes"),
        ("teams", "list", "lanes"),
        ("outbox",),
        ("plugins",),
        ("rules",),
        ("rules", "streak"),
        ("templates",),
        ("tick",),
        ("tick", "--dry-run"),
        ("check", "lanes"),
        ("prizes", "lanes", "--for", "organisers"),
        ("log", "p01", "12", "walk"),
    ],
    ids=" ".join,
)
def test_every_command_that_prints_data_prints_nothing_but_json(shell, arguments):
    result = shell(*arguments, "--json")

    assert json.loads(result.stdout) is not None


@pytest.mark.parametrize(
    "arguments", [("board", "lanes", "--for", "organisers"), ("entries",), ("people", "list")], ids=" ".join
)
def test_every_table_has_a_csv_with_the_columns_of_its_json(shell, arguments):
    rows = answer(shell, *arguments)
    rows = rows["rows"] if isinstance(rows, dict) else rows
    head, *cells = csv.reader(io.StringIO(shell(*arguments, "--csv").stdout, newline=""))

    assert head == list(rows[0])
    assert len(cells) == len(rows)


def test_names_like_formulas_are_made_plain_in_csv_and_left_alone_in_json(shell):
    shell.lanes.people('id,name,team\np01,"=HYPERLINK(""http://x"")",North\np02,@import,North\n')

    names = {row["id"]: row["name"] for row in answer(shell, "people", "list")}
    rows = csv.reader(io.StringIO(shell("people", "list", "--csv").stdout, newline=""))
    cells = {row[0]: row[1] for row in rows}

    for who in ("p01", "p02"):
        assert cells[who] == f"'{names[who]}"


def test_an_import_reports_every_row_in_json(shell):
    path = shell.lanes.file("x.csv", f"id,date,activity,minutes\np01,{day(6)},walk,3\nzz,{day(6)},walk,3\n")
    found = answer(shell, "import", path, code=1)

    assert (found["rows"], found["accepted"], found["new"]) == (2, 1, 1)
    assert [row["line"] for row in found["rejected"]] == [3]
    assert found["committed"] is True


def test_a_launch_and_a_draw_tell_what_they_did_in_json(shell):
    shell("new", "spring", "--from", "walk-backward")
    done = answer(shell, "launch", "spring", "--start", "2027-04-05")
    drawn = answer(shell, "teams", "draw", "spring")

    assert (done["challenge"], done["starts"], done["ends"], done["people"]) == (
        "spring",
        "2027-04-05",
        "2027-05-02",
        12,
    )
    assert drawn["placed"] == 12
    assert sum(len(team["members"]) for team in drawn["teams"]) == 12


@pytest.mark.parametrize("spoil", ["garbage", "missing", "newer", "folder", "settings"])
def test_every_command_tells_what_is_wrong_with_a_workspace_and_leaves_it(shell, spoil):
    path = shell.lanes.folder / DATABASE
    match spoil:
        case "garbage":
            path.write_bytes(b"\x00\xff" * 4000)
        case "missing":
            path.unlink()
        case "newer":
            newer = sqlite3.connect(path)
            newer.execute("PRAGMA user_version = 999")
            newer.close()
        case "folder":
            path.unlink()
            path.mkdir()
        case "settings":
            shell.lanes.file("moonwalk.yaml", "timezone: [\n")
    for arguments in (
        ("board", "lanes", "--for", "organisers"),
        ("why", "lanes", "p01"),
        ("entries",),
        ("people", "list"),
        ("log", "p01", "1", "walk"),
        ("tick",),
        ("outbox",),
        ("teams", "list", "lanes"),
        ("launch", "lanes"),
        ("import", shell.lanes.file("x.csv", "id,date,activity,minutes\n")),
    ):
        result = shell(*arguments, code=1)
        assert result.stderr.strip()
        assert result.stdout == ""
