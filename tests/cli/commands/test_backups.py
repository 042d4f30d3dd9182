"""Backup, restore, verify and doctor as people type them."""

from __future__ import annotations

import contextlib
import json
import os
import sys

import pytest
from click.testing import CliRunner

from moonwalk.cli import build
from moonwalk.services.backups.encryption import is_encrypted
from moonwalk.services.workspace import DATABASE
from moonwalk.store.database import connect
from moonwalk.store.schema import TRIGGERS

from ...running import OURS, environment, run


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


def test_a_restore_forgets_again_whoever_was_forgotten_since(shell, tmp_path):
    shell("backup", tmp_path / "a.zip")
    shell("people", "forget", "p02", "--reason", "asked", "--yes")
    put_back = shell("restore", tmp_path / "a.zip").stderr
    assert "Forgotten since the backup, so forgotten again: p02." in put_back
    assert "The forgetting of 1 person that was begun earlier is finished." in put_back
    assert "11 people" in shell("verify").stderr
    assert "a.zip" in shell("doctor").stdout.partition("forgetting")[2]


SECRET = "walking backward is fun"


def with_passphrase(shell, *arguments, code=0, secret=SECRET):
    result = CliRunner(env={**dict.fromkeys(OURS), "MOONWALK_PASSPHRASE": secret}).invoke(
        build(), [*shell.options, *map(str, arguments)]
    )
    assert result.exit_code == code, result.stderr
    assert SECRET not in result.stdout + result.stderr
    return result


# Another test makes a key as it is made for people.
@pytest.mark.usefixtures("cheap_keys")
def test_an_encrypted_backup_takes_its_passphrase_from_a_variable_or_a_file(shell, tmp_path):
    file, secret = tmp_path / "a.zip.enc", tmp_path / "secret"
    secret.write_text(f"{SECRET}\n", encoding="utf-8")
    secret.chmod(0o600)
    with_passphrase(shell, "backup", file)
    shell("log", "p01", "40", "walk")

    assert f"{file} was made on 2027-03-06" in shell("verify", file, "--passphrase-file", secret).stderr
    assert "the passphrase is wrong" in with_passphrase(shell, "verify", file, code=1, secret="x").stderr
    assert "the passphrase is wrong" in with_passphrase(shell, "restore", file, code=1, secret="x").stderr
    assert "no terminal to ask for it" in shell("restore", file, code=1).stderr
    assert "no terminal to ask for it" in shell("backup", tmp_path / "b", "--encrypt", code=1).stderr
    with_passphrase(shell, "restore", file)
    assert "54 entries" in shell("verify").stderr
    shell("backup", tmp_path / "c.zip", "--passphrase-file", secret)
    assert "c.zip (encrypted)" in shell("doctor").stdout
    assert is_encrypted(tmp_path / "c.zip")


@pytest.mark.skipif(os.name != "posix", reason="modes mean nothing there")
def test_a_passphrase_that_others_can_read_is_refused(shell, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text(SECRET, encoding="utf-8")
    secret.chmod(0o644)
    refused = shell("backup", tmp_path / "a.zip", "--passphrase-file", secret, code=1)
    assert "chmod 600" in refused.stderr
    assert not (tmp_path / "a.zip").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is a POSIX thing")
def test_a_passphrase_is_typed_twice_and_seen_by_nobody(shell, tmp_path):
    import pty

    file = tmp_path / "a.zip"
    pid, terminal = pty.fork()
    if not pid:
        os.execve(
            sys.executable,
            [sys.executable, "-m", "moonwalk", *shell.options, "backup", str(file), "--encrypt"],
            environment(),
        )
    shown = b""
    for question in (b"Passphrase of the backup: ", b"The same again: "):
        while question not in shown:
            shown += os.read(terminal, 1000)
        shown = b""
        os.write(terminal, f"{SECRET}\n".encode())
    with contextlib.suppress(OSError):
        while data := os.read(terminal, 1000):
            shown += data
    assert os.waitpid(pid, 0)[1] == 0, shown
    os.close(terminal)
    assert SECRET.encode() not in shown
    with_passphrase(shell, "verify", file)


def test_a_backup_is_tried_out(shell, tmp_path):
    shell("backup", tmp_path / "a.zip")
    assert "All is well: 12 people, 54 entries." in shell("verify", tmp_path / "a.zip").stderr
    (tmp_path / "a.zip").write_bytes(b"PK")
    assert "is not a sound backup" in shell("verify", tmp_path / "a.zip", code=1).stderr
    assert "There is no backup" in shell("verify", tmp_path / "none.zip", code=1).stderr
    shell("verify", tmp_path / "a.zip", "--accept", "x", code=2)


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
            ["INSERT INTO own_target VALUES (1, 'lanes', 999, 'x', 1, '2027-03-01', 1, 1, NULL)"],
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
