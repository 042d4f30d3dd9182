"""A backup holds the whole workspace, and comes back whole or not at all."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import zipfile
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256

import pytest

from moonwalk.services.attention import needs
from moonwalk.services.backups.archive import MANIFEST
from moonwalk.services.backups.backup import back_up
from moonwalk.services.backups.restore import restore
from moonwalk.services.doctor import backup_reminder, examine
from moonwalk.services.errors import Refused
from moonwalk.services.import_profiles import PROFILES
from moonwalk.services.roster.forgetting import carry_on
from moonwalk.services.roster.privacy import forget_person
from moonwalk.services.verification import verify
from moonwalk.services.workspace import DATABASE, FILE_NAME
from moonwalk.store import backups, entries, people, tombstones
from moonwalk.store.copying import opened_unguarded
from moonwalk.store.database import Database

from ...workspaces import Lanes, launched

OF_BACKUPS = ("cached_total", "lease", "backup", "decision")

CRASH = """
import os, sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("PRAGMA journal_mode = " + sys.argv[2])
db.execute("PRAGMA cache_size = 10")
db.execute("PRAGMA wal_autocheckpoint = 0")
db.execute("BEGIN IMMEDIATE")
db.execute("UPDATE person SET name = 'spoilt'")
db.execute(
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) "
    "INSERT INTO tick SELECT 'a' || i, 1 FROM n"
)
if sys.argv[2] == "wal":
    db.execute("COMMIT")
os._exit(9)
"""


def files_of(folder) -> dict[str, bytes]:
    """The settings, challenges, messages and profiles."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for part in (FILE_NAME, PROFILES, "challenges", "messages")
        for path in [folder / part, *(folder / part).rglob("*")]
        if path.is_file()
    }


@pytest.fixture
def full(day6):
    """A workspace with a file of every kind."""
    day6.file(PROFILES, "{}\n")
    (day6.folder / "messages" / "p01").mkdir(parents=True)
    day6.file("messages/p01/hello.txt", "hello")
    return day6


@pytest.fixture
def saved(full, tmp_path):
    """A backup of it."""
    return back_up(full.ws, tmp_path / "saved.zip").file


def test_a_backup_comes_back_as_it_was(full, tmp_path):
    before, files, points = full.dump(OF_BACKUPS), files_of(full.folder), full.points()
    report = back_up(full.ws, tmp_path / "saved.zip")
    assert report.sha256 == sha256(report.file.read_bytes()).hexdigest()
    full.log("p01", "40")
    full.file("messages/p01/later.txt", "later")
    (full.folder / "challenges" / "lanes.yaml").unlink()
    later, files_later = full.dump(), files_of(full.folder)

    restored = restore(report.file, full.folder, full.now)

    assert full.dump(OF_BACKUPS) == before
    assert files_of(full.folder) == files
    assert full.points() == points
    assert verify(full.ws).faults == ()
    aside = Lanes(restored.aside, full.now)
    assert (aside.dump(), files_of(aside.folder)) == (later, files_later)


def test_a_backup_comes_back_in_a_new_folder(full, saved, tmp_path):
    report = restore(saved, tmp_path / "new" / "place", full.now)
    assert report.aside is None
    assert Lanes(report.folder, full.now).points() == full.points()
    with full.database() as here, Lanes(report.folder, full.now).database() as there:
        assert backups.identity(here) == backups.identity(there)


def test_any_program_can_read_a_backup(full, saved, tmp_path):
    with zipfile.ZipFile(saved) as archive:
        manifest = json.loads(archive.read(MANIFEST))
        archive.extractall(tmp_path / "by hand")
    for name, member in manifest["members"].items():
        data = (tmp_path / "by hand" / name).read_bytes()
        assert (len(data), sha256(data).hexdigest()) == (member["size"], member["sha256"])
    assert {FILE_NAME, PROFILES, DATABASE, "messages/p01/hello.txt"} < set(manifest["members"])
    with Database.open(tmp_path / "by hand" / DATABASE) as db:
        assert backups.identity(db) == manifest["identity"]


@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_what_a_crash_left_is_not_rolled_into_what_is_restored(full, saved, mode):
    before = full.dump(OF_BACKUPS)
    full.log("p01", "40")
    with full.database() as db:
        names = db.rows("SELECT name FROM person")
    crash = [sys.executable, "-c", CRASH, full.folder / DATABASE, mode]
    assert subprocess.run(crash, check=False).returncode == 9
    assert len(list(full.folder.glob(f"{DATABASE}-*"))) >= 1

    report = restore(saved, full.folder, full.now)

    assert full.dump(OF_BACKUPS) == before
    assert verify(full.ws).faults == ()
    with opened_unguarded(report.aside / DATABASE) as db:
        assert (db.rows("SELECT name FROM person") == names) == (mode == "delete")


def test_a_database_that_cannot_be_opened_is_put_aside_as_it_is(full, saved):
    before = full.dump(OF_BACKUPS)
    full.file(DATABASE, b"nonsense" * 1000)
    report = restore(saved, full.folder, full.now)
    assert full.dump(OF_BACKUPS) == before
    assert (report.aside / DATABASE).read_bytes() == b"nonsense" * 1000


def refused(path, full, reason: str) -> None:
    """A backup is refused, and nothing is changed."""
    before = full.dump(()), files_of(full.folder), sorted(full.folder.iterdir())
    with pytest.raises(Refused, match=reason):
        restore(path, full.folder, full.now)
    # The lock stays; everything else that was begun is gone.
    left = [path for path in full.folder.iterdir() if path.name != ".moonwalk"]
    assert (full.dump(()), files_of(full.folder)) == before[:2]
    assert sorted(left) == [path for path in before[2] if path.name != ".moonwalk"]
    assert {path.name for path in (full.folder / ".moonwalk").glob("*")} <= {"lock"}
    with pytest.raises(Refused):
        restore(path, full.folder / "elsewhere", full.now)
    assert not (full.folder / "elsewhere").exists()


@pytest.mark.parametrize("part", [0, 1, 100, 5000, -1, -30])
def test_a_truncated_backup_is_refused(full, saved, part):
    saved.write_bytes(saved.read_bytes()[:part])
    refused(saved, full, "is not a sound backup")


def test_a_flipped_bit_is_refused_or_changes_nothing(full, saved, tmp_path):
    data, dice = saved.read_bytes(), random.Random(5)
    before, files = full.dump(OF_BACKUPS), files_of(full.folder)
    count = 0
    for number in range(60):
        spoilt = bytearray(data)
        spoilt[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        saved.write_bytes(bytes(spoilt))
        place = Lanes(tmp_path / f"place{number}", full.now)
        with suppress(Refused):
            restore(saved, place.folder, full.now)
        if place.folder.exists():
            assert (place.dump(OF_BACKUPS), files_of(place.folder)) == (before, files)
        else:
            count += 1
    assert count > 40


def rewritten(saved, change) -> None:
    """Writes a backup anew, with a change to its members by name."""
    with zipfile.ZipFile(saved) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(members.pop(MANIFEST))
    change(manifest, members)
    for name, data in members.items():
        manifest["members"][name] = {"size": len(data), "sha256": sha256(data).hexdigest()}
    with zipfile.ZipFile(saved, "w") as archive:
        for name, data in {**members, MANIFEST: json.dumps(manifest).encode()}.items():
            archive.writestr(name, data)


@pytest.mark.parametrize(
    "name", ["../x", "/x", "challenges/../../x", "C:/x", "challenges\\..\\x", "x.py", "challenges//x", "."]
)
def test_a_backup_that_leads_out_of_the_folder_is_refused(full, saved, name):
    rewritten(saved, lambda manifest, members: members.update({name: b"x"}))
    refused(saved, full, "is not a sound backup")


def test_a_backup_of_a_newer_program_is_refused(full, saved):
    rewritten(saved, lambda manifest, members: manifest.update(schema=999))
    refused(saved, full, "was made by a newer Moonwalk")


def test_a_database_of_a_newer_program_is_refused_whatever_the_manifest_says(full, saved, tmp_path):
    def change(manifest, members):
        path = tmp_path / "newer.db"
        path.write_bytes(members[DATABASE])
        with Database.open(path) as db:
            db.rows("PRAGMA user_version = 999")
        members[DATABASE] = path.read_bytes()

    rewritten(saved, change)
    refused(saved, full, "was written by a newer Moonwalk")


def test_a_database_of_another_workspace_is_refused(full, saved):
    rewritten(saved, lambda manifest, members: manifest.update(identity="0" * 32))
    refused(saved, full, "its database is another one's")


def test_a_workspace_in_use_is_left_alone(full, saved):
    with full.database() as db, db.write() as tx:
        tx.run("INSERT INTO tick VALUES ('x', 1)")
        with pytest.raises(Refused, match="Another program is using"):
            restore(saved, full.folder, full.now)
    restore(saved, full.folder, full.now)


def test_a_backup_is_made_while_others_write(full, tmp_path):
    with full.database() as db, db.write() as tx:
        tx.run("INSERT INTO tick VALUES ('x', 1)")
        ws = full.ws
        copy = tmp_path / "copy.db"
        program = "import sys; from pathlib import Path; from moonwalk.store.copying import copy_to; "
        program += "copy_to(Path(sys.argv[1]), Path(sys.argv[2]))"
        subprocess.run([sys.executable, "-c", program, ws.folder / DATABASE, copy], check=True, timeout=60)
    with Database.open(copy) as db:
        assert db.value("SELECT count(*) FROM tick WHERE challenge = 'x'") == 0


def test_a_damaged_database_is_not_backed_up(full, tmp_path):
    with full.database() as db:
        db.rows("DROP INDEX entry_of_person")
    with pytest.raises(Refused, match="The index 'entry_of_person' is missing"):
        back_up(full.ws, tmp_path / "saved.zip")
    assert list(tmp_path.glob("*.zip")) == list(tmp_path.glob(".*.part")) == []


def test_an_existing_file_is_never_overwritten(full, saved):
    data = saved.read_bytes()
    with pytest.raises(Refused, match="already"):
        back_up(full.ws, saved)
    assert saved.read_bytes() == data


def test_only_the_newest_backups_of_this_workspace_are_kept(full, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    stranger = folder / "lanes-20200101-000000.zip"
    shutil.copy(back_up(launched(tmp_path / "other").ws, tmp_path / "strange.zip").file, stranger)
    (folder / "lanes-20200101-000001.zip").write_bytes(b"no backup")
    by_name = back_up(full.ws, folder / "by-name.zip").file
    made = []
    for _ in range(4):
        full.now += timedelta(hours=1)
        made.append(back_up(full.ws, folder, keep=2).file)
    names = {path.name for path in folder.iterdir()}
    assert names == {stranger.name, "lanes-20200101-000001.zip", by_name.name, made[2].name, made[3].name}
    with full.database() as db:
        assert {record.file for record in backups.kept(db)} == {str(path) for path in (by_name, *made[2:])}


def test_a_reminder_comes_a_week_after_the_last_backup(full, tmp_path):
    assert backup_reminder(full.ws) == "no backup yet"
    back_up(full.ws, tmp_path / "saved.zip")
    assert backup_reminder(full.ws) == ""
    full.now += timedelta(days=8)
    assert backup_reminder(full.ws) == "last backup 8 days ago"


def test_who_was_forgotten_since_is_forgotten_again(full, tmp_path):
    with full.database() as db:
        name = people.find(db, "p02").name
    full.file("messages/p01/hello.txt", f"hello from {name}")
    saved = back_up(full.ws, tmp_path / "saved.zip").file
    full.log("p01", "40")
    forget_person(full.ws, "p02", "asked")

    report = restore(saved, full.folder, full.now)

    assert (report.erased, report.back) == (("p02",), ())
    with full.database() as db:
        assert people.find(db, "p02") is None
        assert [each.id for each in tombstones.pending(db)] == ["p02"]
        assert entries.of_person(db, people.find(db, "p01").no)
    assert verify(full.ws).faults == ()
    carry_on(full.ws)
    assert not full.ws.is_forgetting()
    assert name.encode() not in (full.folder / DATABASE).read_bytes()
    assert restore(saved, full.folder, full.now).erased == ("p02",)


def test_nobody_is_erased_where_a_number_may_be_somebody_elses(full, saved, tmp_path):
    full.log("p01", "40")
    later = back_up(full.ws, tmp_path / "later.zip").file
    restore(saved, full.folder, full.now)
    full.log("p03", "40")
    forget_person(full.ws, "p02", "asked")

    report = restore(later, full.folder, full.now)

    assert (report.erased, report.back) == ((), ("p02",))
    with full.database() as db:
        assert people.find(db, "p02") is not None
    says = "p02 may have been forgotten before, and came back with a backup"
    assert says in {item.message for item in needs(full.ws, ())}
    assert f"{says}." in {finding.says for finding in examine(full.ws).findings}
    forget_person(full.ws, "p02", "asked")
    assert says not in {item.message for item in needs(full.ws, ())}
