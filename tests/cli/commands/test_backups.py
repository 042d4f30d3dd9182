"""Backup, restore, verify and doctor as people type them."""

from __future__ import annotations

import json

import pytest

from moonwalk.services.workspace import DATABASE
from moonwalk.store.database import connect
from moonwalk.store.schema import TRIGGERS

from ...running import run


def test_a_workspace_is_saved_and_put_back(shell, tmp_path):
    made = json.loads(shell("backup", tmp_path / "a.zip", "--json").stdout)
    shell("log", "p01", "40", "walk")
    assert shell("verify").stderr.startswith("All is well: 12 people, 55 entries.")

    put_back = json.loads(shell("restore", tmp_path / "a.zip", "--json").stdout)

    assert put_back["counts"] == made["counts"]
    assert put_back["aside"]
    assert shell("verify").stderr.startswith("All is well: 12 people, 54 entries.")
    assert "It was read back and is sound." in shell("backup", tmp_path / "b.zip").stderr
    assert "What was there before is in" in shell("restore", tmp_path / "b.zip").stderr


def test_a_backup_is_put_in_a_new_folder_from_anywhere(shell, tmp_path):
    shell("backup", tmp_path / "a.zip")
    result = run("restore", tmp_path / "a.zip", "--into", tmp_path / "new")
    assert result.exit_code == 0
    assert "54 entries" in result.stderr
    refused = run("restore", tmp_path / "none.zip", "--into", tmp_path / "other")
    assert (refused.exit_code, (tmp_path / "other").exists()) == (1, False)


def altered(shell, *statements: str) -> list[str]:
    """Alters the database with another program's means; the faults that are named."""
    tables = connect(shell.lanes.folder / DATABASE)
    tables.execute("PRAGMA foreign_keys = OFF")
    tables.execute("PRAGMA ignore_check_constraints = ON")
    for statement in statements:
        tables.execute(statement)
    tables.close()
    result = shell("verify", "--json", code=1)
    return [f"{fault['check']}: {fault['says']}" for fault in json.loads(result.stdout)["faults"]]


def without(*triggers: str) -> tuple[list[str], list[str]]:
    return [f"DROP TRIGGER {name}" for name in triggers], [TRIGGERS[name] for name in triggers]


def test_every_alteration_is_named(shell):
    drop, create = without("entry_is_never_removed")
    named = altered(shell, *drop, "DELETE FROM entry WHERE no = 3", *create)
    assert any(fault.startswith("numbers: Of 54 rows of entry, 1 are missing") for fault in named)
    assert any(fault.startswith("imports: Import 2 (first.csv) brought 54 entries") for fault in named)


@pytest.mark.parametrize(
    ("statements", "fault"),
    [
        (["DROP TRIGGER entry_is_never_changed"], "schema: The trigger 'entry_is_never_changed' is missing."),
        (
            [
                "DROP TRIGGER entry_is_never_changed",
                "CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry WHEN 0 BEGIN SELECT 1; END",
            ],
            "schema: The trigger 'entry_is_never_changed' was changed",
        ),
        (["CREATE TABLE more (x INTEGER)"], "schema: There is a table 'more'"),
        (
            ["INSERT INTO own_target VALUES (1, 'lanes', 999, 'x', 1, '2027-03-01', 1, 1)"],
            "references: Row 1",
        ),
        (["INSERT INTO import_undo VALUES (5, 1, 1)"], "numbers: Of 5 rows of import_undo, 4 are missing."),
    ],
)
def test_each_kind_of_fault_is_named(shell, statements, fault):
    assert any(named.startswith(fault) for named in altered(shell, *statements))


def test_kept_scores_that_are_not_what_entries_come_to_are_named(shell):
    from moonwalk.services import scores

    ws = shell.lanes.ws
    with ws.database() as db:
        scores.store_totals(db, scores.current(ws, db, "lanes"))
    shell("verify")
    (name, data) = row_of(ws, "points/")
    spoilt = data[:-1] + bytes([data[-1] ^ 1])
    with ws.database() as db, db.write() as tx:
        tx.run("UPDATE cached_total SET data = ? WHERE name = ?", (spoilt, name))
    (fault,) = json.loads(shell("verify", "--json", code=1).stdout)["faults"]
    assert fault["check"] == "caches"


def row_of(ws, start: str) -> tuple[str, bytes]:
    with ws.database() as db:
        return db.row("SELECT name, data FROM cached_total WHERE name LIKE ? || '%'", (start,))


def test_a_file_that_is_no_database_is_a_fault(shell):
    shell.lanes.file(DATABASE, b"nonsense" * 1000)
    (fault,) = json.loads(shell("verify", "--json", code=1).stdout)["faults"]
    assert "is not a Moonwalk database" in fault["says"]
    report = json.loads(shell("doctor", "--json", code=1).stdout)
    assert report["state"] == "wrong"


def test_the_doctor_says_what_is_well_and_what_to_do(shell, tmp_path):
    report = json.loads(shell("doctor", "--json").stdout)
    states = {finding["topic"]: finding["state"] for finding in report["findings"]}
    assert states.pop("backup") == report["state"] == "note"
    assert set(states.values()) == {"well"}
    shell("backup", tmp_path / "a.zip")
    assert "note" not in shell("doctor").stdout
    (tmp_path / "a.zip").unlink()
    assert "which is no longer there" in shell("doctor").stdout


def test_the_doctor_notices_a_clock_that_is_wrong(shell):
    shell.lanes.now = shell.lanes.now.replace(year=2020)
    report = json.loads(shell("doctor", "--json", code=1).stdout)
    assert [one["topic"] for one in report["findings"] if one["state"] == "wrong"] == ["clock"]
