"""An encrypted backup opens with its passphrase only, and says so in a sentence where it does not."""

from __future__ import annotations

import os
import random
import sys
from datetime import timedelta

import pytest

from moonwalk.services.backups import encryption
from moonwalk.services.backups.archive import check_archive
from moonwalk.services.backups.backup import PARTS, back_up
from moonwalk.services.backups.encryption import decrypted, encrypt, is_encrypted
from moonwalk.services.backups.restore import rehearse, restore
from moonwalk.services.errors import Refused
from moonwalk.services.roster.privacy import forget_person
from moonwalk.services.verification import verify
from moonwalk.services.workspace import DATABASE
from moonwalk.store import backups

from ...workspaces import Lanes
from .test_backup_and_restore import OF_BACKUPS, files_of

SECRET = "walking backward is fun"


pytestmark = pytest.mark.usefixtures("cheap_keys")


@pytest.fixture
def saved(day6, tmp_path):
    return back_up(day6.ws, tmp_path / "saved.zip.enc", passphrase=SECRET).file


def test_an_encrypted_backup_comes_back_as_it_was(day6, tmp_path):
    before, files = day6.dump(OF_BACKUPS), files_of(day6.folder)
    report = back_up(day6.ws, tmp_path / "saved.zip.enc", passphrase=SECRET)
    day6.log("p01", "40")

    restore(report.file, day6.folder, day6.now, SECRET)

    assert (day6.dump(OF_BACKUPS), files_of(day6.folder)) == (before, files)
    assert verify(day6.ws).faults == ()
    assert is_encrypted(report.file)
    if os.name == "posix":
        assert report.file.stat().st_mode & 0o777 == 0o600


def test_nothing_of_anybody_can_be_read_in_it(day6, saved):
    data = saved.read_bytes()
    with day6.database() as db:
        words = {word for row in db.rows("SELECT id, name FROM person") for word in row}
    # Shorter ones, such as ids of three letters, are in any 100 KB of chance now and then.
    long = {word.encode() for word in (*words, "manifest.json", DATABASE) if len(word.encode()) > 5}
    assert len(long) > 5
    assert not [word for word in long if word in data]
    assert list((day6.folder / ".moonwalk").iterdir()) == [day6.folder / ".moonwalk" / "lock"]


def refused(path, lanes: Lanes, passphrase: str, reason: str) -> None:
    before = lanes.dump(()), files_of(lanes.folder)
    for folder in (lanes.folder, lanes.folder / "elsewhere"):
        with pytest.raises(Refused, match=reason):
            restore(path, folder, lanes.now, passphrase)
    assert (lanes.dump(()), files_of(lanes.folder)) == before
    assert not (lanes.folder / "elsewhere").exists()
    assert {path.name for path in (lanes.folder / ".moonwalk").iterdir()} == {"lock"}


def test_a_wrong_passphrase_changes_nothing(day6, saved):
    refused(
        saved, day6, SECRET.upper(), "the passphrase is wrong, or the file was truncated or altered. Nothing"
    )
    refused(saved, day6, "", "is encrypted. Nothing was changed. Give the passphrase")


@pytest.mark.parametrize("part", [25, 38, 100, 300, -1, -20_000])
def test_a_truncated_one_changes_nothing(day6, saved, part):
    saved.write_bytes(saved.read_bytes()[:part])
    refused(saved, day6, SECRET, "truncated or altered")


def test_a_flipped_bit_anywhere_changes_nothing(day6, saved, tmp_path):
    data, dice = saved.read_bytes(), random.Random(6)
    for at in (*range(22, 60), *(dice.randrange(len(data)) for _ in range(40))):
        spoilt = bytearray(data)
        spoilt[at] ^= 1 << dice.randrange(8)
        saved.write_bytes(bytes(spoilt))
        with pytest.raises(Refused, match="Nothing was changed"):
            check_archive(saved, PARTS, SECRET)


def test_a_passphrase_is_the_same_however_its_letters_are_composed(day6, tmp_path):
    back_up(day6.ws, tmp_path / "a.enc", passphrase="cafe\u0301 au lait bitte")
    assert check_archive(tmp_path / "a.enc", PARTS, "caf\u00e9 au lait bitte").counts["person"] == 12


def test_a_short_passphrase_is_refused(day6, tmp_path):
    with pytest.raises(Refused, match="too short: it has 5 letters"):
        back_up(day6.ws, tmp_path / "a.enc", passphrase="short")
    assert not (tmp_path / "a.enc").exists()


def test_without_the_library_it_is_said_how_to_install_it(day6, saved, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "cryptography", None)
    with pytest.raises(Refused, match=r"pip install 'moonwalk\[encryption\]'"):
        back_up(day6.ws, tmp_path / "a.enc", passphrase=SECRET)
    refused(saved, day6, SECRET, r"pip install 'moonwalk\[encryption\]'")
    assert back_up(day6.ws, tmp_path / "plain.zip").counts["person"] == 12


def test_only_the_newest_are_kept_whatever_their_passphrases(day6, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    stranger = folder / "lanes-20200101-000000.zip.enc"
    made = []
    for number in range(3):
        day6.now += timedelta(hours=1)
        made.append(back_up(day6.ws, folder, keep=2, passphrase=f"{SECRET} {number}").file)
        if not number:
            stranger.write_bytes(made[0].read_bytes())
    assert {path.name for path in folder.iterdir()} == {stranger.name, made[1].name, made[2].name}
    assert all(path.name.endswith(".zip.enc") for path in made)
    with day6.database() as db:
        assert {record.file for record in backups.kept(db)} == {str(path) for path in made[1:]}


def test_who_was_forgotten_since_is_forgotten_again(day6, saved):
    forget_person(day6.ws, "p02", "asked")
    assert restore(saved, day6.folder, day6.now, SECRET).erased == ("p02",)


@pytest.mark.parametrize("passphrase", ["", SECRET])
def test_a_backup_is_tried_out_without_touching_anything(day6, tmp_path, passphrase):
    file = back_up(day6.ws, tmp_path / "saved", passphrase=passphrase).file
    before = day6.dump(())
    made, report = rehearse(file, day6.now, passphrase)
    assert made.startswith(f"{day6.now:%Y-%m-%d}")
    assert (report.faults, report.counts["person"]) == ((), 12)
    assert day6.dump(()) == before


def test_a_large_backup_is_sealed_in_pieces_none_of_which_can_be_moved_or_left_out(tmp_path):
    plain, sealed = tmp_path / "plain", tmp_path / "sealed"
    size = encryption._PIECE
    for length in (0, 1, size - 1, size, size + 1, 3 * size):
        plain.write_bytes(random.Random(length).randbytes(length))
        encrypt(plain, sealed, SECRET, cost=14)
        with decrypted(sealed, SECRET) as opened:
            assert opened.read() == plain.read_bytes()
    data = sealed.read_bytes()
    head, piece = encryption._HEADER, size + encryption._TAG
    one, two, three = (data[head + piece * n : head + piece * (n + 1)] for n in range(3))
    for pieces in (
        (one, two),
        (one, three),
        (two, one, three),
        (one, two, three, three),
        (one, two, three[:-1]),
    ):
        sealed.write_bytes(data[:head] + b"".join(pieces))
        with pytest.raises(Refused, match="truncated or altered"):
            decrypted(sealed, SECRET)


@pytest.mark.parametrize("cost", [0, 13, 21, 255])
def test_a_header_that_would_take_for_ever_is_refused(day6, saved, cost):
    data = bytearray(saved.read_bytes())
    data[len(encryption.MAGIC)] = cost
    saved.write_bytes(bytes(data))
    refused(saved, day6, SECRET, "not a sound backup")
