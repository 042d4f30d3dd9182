from __future__ import annotations

import io
import json

import pytest

from moonwalk.cli.commands import import_
from moonwalk.cli.commands.import_ import progress_shown

from ...running import Shell
from ...workspaces import at, day


@pytest.fixture
def shell(lanes):
    """Commands on the lanes."""
    return Shell(lanes)


@pytest.fixture
def brought(lanes):
    """A file with two good rows and one that is rejected."""
    lanes.now = at(3)
    return lanes.file(
        "week.csv",
        f"id,date,activity,minutes\np01,{day(1)},walk,9\np02,{day(1)},walk,8\nzz,{day(1)},walk,1\n",
    )


def test_an_import_is_listed_undone_and_listed_as_undone(shell, brought):
    shell("import", brought, code=1)
    (listed,) = json.loads(shell("imports", "--json").stdout)
    assert (listed["file"], listed["rows"], listed["new"], listed["state"]) == ("week.csv", 3, 2, "in")
    number = listed["id"]
    assert "week.csv" in shell("imports").stdout
    assert shell("imports", "--csv").stdout.splitlines()[0].startswith("id,when,who,file,rows,new")

    rehearsed = shell("imports", "undo", number, "--reason", "wrong week", "--dry-run")
    assert "Entries taken out: 2. Older entries that count again: 0." in rehearsed.stderr
    assert "dry run: nothing was changed" in rehearsed.stderr
    done = json.loads(shell("imports", "undo", number, "--reason", "wrong week", "--json").stdout)

    assert (done["taken_out"], done["restored"], done["dry_run"]) == (2, 0, False)
    (listed,) = json.loads(shell("imports", "--json").stdout)
    assert (listed["state"], listed["undone"]) == ("undone", "wrong week")
    assert "undone: wrong week" in shell("imports").stdout
    assert "taken back already" in shell("imports", "undo", number, "--reason", "x", code=1).stderr
    assert "There is no import 99" in shell("imports", "undo", 99, "--reason", "x", code=1).stderr


def test_what_was_corrected_by_hand_is_named(shell, brought):
    shell("import", brought, code=1)
    [entry] = json.loads(shell("entries", "--of", "p01", "--json").stdout)
    shell("entries", "correct", entry["id"], "--amount", "11", "--reason", "typo")
    (listed,) = json.loads(shell("imports", "--json").stdout)

    said = shell("imports", "undo", listed["id"], "--reason", "wrong week").stderr

    assert "Entries taken out: 1." in said
    assert f"by hand since, and left as they are: {entry['id']}." in said


def test_rejected_rows_go_to_a_file(shell, lanes, brought):
    out = lanes.folder / "out.csv"
    said = shell("import", brought, "--rejected", out, code=1)

    assert f"Rejected rows written to {out}: 1." in said.stderr
    assert "zz" in out.read_text(encoding="utf-8-sig")
    assert "There is a file" in shell("import", brought, "--rejected", out, code=1).stderr


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("large", "as_json", "terminal", "shown"),
    [
        (True, False, True, True),
        (False, False, True, False),
        (True, True, True, False),
        (True, False, False, False),
    ],
)
def test_progress_is_shown_for_large_files_on_a_terminal_alone(
    brought, monkeypatch, large, as_json, terminal, shown
):
    monkeypatch.setattr(import_, "_LARGE", 1 if large else 10**9)
    monkeypatch.setattr(import_, "_BETWEEN", 0)
    stream = Terminal() if terminal else io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)

    with progress_shown(brought, as_json) as progress:
        progress("read", 5000, None)
        progress("landed", 5000, 20_000)

    assert ("5,000 rows read" in stream.getvalue()) is shown
    assert ("of 20,000" in stream.getvalue()) is shown


def test_a_file_that_is_missing_is_told_and_not_looked_at(lanes, shell):
    assert "There is no file" in shell("import", lanes.folder / "none.csv", code=1).stderr
