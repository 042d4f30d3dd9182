"""The file channel: safe names, whole files, the same file for the same message."""

import errno
import os
import re
import stat
import string
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moonwalk.api.notices import Delivered, Message, Never, Retry
from moonwalk.testing import check_declaration
from moonwalk_plugins.files import File, hidden, key_of, slug

CREATED = datetime(2026, 1, 14, 8, 0, tzinfo=UTC)
MESSAGE = Message(
    key="walk/7/weekly_recap/week-1",
    recipient="7",
    recipient_name="Zoë",
    subject="Week 1",
    text="Hello Zoë,\n\nwell done.",
    created=CREATED,
)


def files(folder):
    return sorted(path for path in Path(folder).rglob("*.txt") if path.is_file())


def folder_of(root, recipient):
    return root / hidden(key_of(root), recipient)


def test_a_message_becomes_a_text_file_in_the_folder_of_its_person(tmp_path):
    check_declaration(File())

    assert isinstance(File().deliver(MESSAGE, str(tmp_path)), Delivered)

    [path] = files(tmp_path)
    assert path.parent == folder_of(tmp_path, "7")
    assert path.suffix == ".txt"
    assert path.read_bytes().decode("utf-8") == (
        "To: Zoë (7)\nDate: 2026-01-14 08:00 UTC\nSubject: Week 1\n\nHello Zoë,\n\nwell done.\n"
    )


def test_nobody_else_can_read_a_message_and_its_name_says_nothing(tmp_path):
    root = tmp_path / "messages"
    for recipient in ("anna.bell", "7"):
        File().deliver(replace(MESSAGE, recipient=recipient, key=f"walk/{recipient}"), str(root))

    everything = [root, *root.rglob("*")]
    if os.name != "nt":
        assert {path.stat().st_mode & 0o777 for path in everything if path.is_dir()} == {0o700}
        assert {path.stat().st_mode & 0o777 for path in everything if path.is_file()} == {0o600}
    assert not [path for path in everything if "bell" in str(path.relative_to(tmp_path))]
    assert len({path.parent for path in files(root)}) == 2
    # The same id has another name in another folder.
    assert hidden(key_of(root), "7") != hidden(key_of(tmp_path / "other"), "7")


@pytest.mark.skipif(os.name == "nt", reason="folders cannot be synced there")
def test_a_message_is_on_the_disk_with_its_name_before_it_is_called_delivered(tmp_path, monkeypatch):
    root, done = tmp_path / "messages", []
    rename, sync = Path.replace, os.fsync

    def synced(handle):
        done.append(os.fstat(handle).st_ino)
        sync(handle)

    def renamed(path, target):
        done.append(target.name)
        return rename(path, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", renamed)
    assert isinstance(File().deliver(MESSAGE, str(root)), Delivered)

    [path] = files(root)
    named = done.index(path.name)
    assert done[named - 1] == path.stat().st_ino
    above = (path.parent, root, tmp_path, tmp_path.parent)
    assert done[named + 1 :] == [folder.stat().st_ino for folder in above]


@pytest.mark.skipif(os.name == "nt", reason="folders cannot be synced there")
def test_a_disk_that_does_not_take_the_name_is_tried_again(tmp_path, monkeypatch):
    sync = os.fsync

    def failing(handle):
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EIO, "Input/output error")
        sync(handle)

    key_of(tmp_path)
    monkeypatch.setattr(os, "fsync", failing)
    outcome = File().deliver(MESSAGE, str(tmp_path))
    assert isinstance(outcome, Retry)
    assert "Input/output error" in outcome.reason


def test_a_forgotten_person_has_no_folder_not_even_under_an_older_name(tmp_path):
    File().deliver(MESSAGE, str(tmp_path))
    File().deliver(replace(MESSAGE, recipient="8"), str(tmp_path))
    (tmp_path / "7").mkdir()

    File().forget("7", str(tmp_path))

    assert not (tmp_path / "7").exists()
    assert [path.parent for path in files(tmp_path)] == [folder_of(tmp_path, "8")]
    File().forget("7", str(tmp_path / "nowhere"))
    assert not (tmp_path / "nowhere").exists()


def test_the_same_message_twice_is_the_same_file_and_another_one_is_another(tmp_path):
    for message in (MESSAGE, MESSAGE, replace(MESSAGE, key="walk/7/weekly_recap/week-2")):
        File().deliver(message, str(tmp_path))

    assert len(files(tmp_path)) == 2


@pytest.mark.parametrize(
    "recipient", ["../../outside", "/etc", "..", "", "C:\\temp", "a\0b", "x" * 500, "con"]
)
def test_no_recipient_leads_out_of_the_folder(tmp_path, recipient):
    root = tmp_path / "messages"

    File().deliver(replace(MESSAGE, recipient=recipient), str(root))

    assert [path.parent.parent for path in files(tmp_path)] == [root]


@pytest.mark.skipif(os.name == "nt", reason="links need special rights on Windows")
def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    root, outside = tmp_path / "messages", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    folder_of(root, "7").symlink_to(outside, target_is_directory=True)

    outcome = File().deliver(MESSAGE, str(root))

    assert isinstance(outcome, Never)
    assert files(outside) == []


def test_a_folder_that_cannot_be_written_is_tried_again_with_the_reason(tmp_path):
    folder_of(tmp_path, "7").write_text("in the way", encoding="utf-8")

    outcome = File().deliver(MESSAGE, str(tmp_path))

    assert isinstance(outcome, Retry)
    assert "File exists" in outcome.reason or "exist" in outcome.reason.lower()


def test_a_failure_half_way_leaves_the_old_file_and_no_remains(tmp_path, monkeypatch):
    File().deliver(MESSAGE, str(tmp_path))
    before = [path.read_text(encoding="utf-8") for path in files(tmp_path)]

    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    outcome = File().deliver(replace(MESSAGE, text="another"), str(tmp_path))

    assert isinstance(outcome, Retry)
    assert "No space left" in outcome.reason
    assert [path.read_text(encoding="utf-8") for path in files(tmp_path)] == before


def test_control_characters_do_not_reach_the_file(tmp_path):
    File().deliver(replace(MESSAGE, subject="a\nBcc: b\x1b", text="x\x1b[2Jy"), str(tmp_path))

    text = files(tmp_path)[0].read_text(encoding="utf-8")
    assert "\x1b" not in text
    assert "Subject: a Bcc: b\n" in text


@pytest.mark.parametrize("name", ["con", "aux", "NUL", "com1", "lpt9", "PRN", "com0"])
def test_the_names_of_devices_are_not_used(name):
    assert re.fullmatch(rf"{name.lower()}-[0-9a-f]{{10}}", slug(name))


def test_a_plain_id_is_its_own_name():
    assert slug("007") == "007"
    assert slug("ann_bell-2") == "ann_bell-2"


@pytest.mark.parametrize(
    ("one", "other"), [("A7", "a7"), ("a.b", "a-b"), ("Zoë", "zoe"), ("x" * 99, "x" * 98)]
)
def test_names_that_differ_stay_apart_even_where_case_is_ignored(one, other):
    assert slug(one).lower() != slug(other).lower()


@given(st.text())
def test_every_name_is_safe_and_no_other_text_is_given_it(text):
    name = slug(text)

    assert 0 < len(name) <= 71
    assert set(name) <= set(string.ascii_lowercase + string.digits + "-_")
    assert slug(name) != name or name == text
