"""A challenge's file as an editor has it: kept byte by byte, or refused with the file as it was."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from moonwalk.definitions.yaml_parser import MOST_BYTES
from moonwalk.services.editing import UnsavedText, check_text, keep_unsaved, open_file, save_file
from moonwalk.services.errors import Refused

from ..workspaces import Lanes

NAME = "walk-backward"


@pytest.fixture
def path(empty: Lanes) -> Path:
    return empty.ws.challenges / f"{NAME}.yaml"


@pytest.mark.parametrize(
    "data",
    [
        b"a: 1\n",
        b"a: 1",
        b"",
        b"a: 1\r\nb: 2\r\n\r\n",
        codecs.BOM_UTF8 + b"a: 1\r\n",
        "a: Ștefan \N{RIGHT-TO-LEFT OVERRIDE}\N{NO-BREAK SPACE} \U0001f9a6\n".encode(),
        b"\ta:\t1\n",
    ],
)
def test_a_file_that_is_opened_and_saved_has_the_same_bytes(data: bytes, path: Path, empty: Lanes) -> None:
    path.write_bytes(data)
    file = open_file(empty.ws, NAME)
    assert not file.remark
    saved = save_file(empty.ws, file, f"{file.text}# more")
    assert path.read_bytes() == data + b"# more"
    assert save_file(empty.ws, saved.file, file.text).file.stamp == file.stamp
    assert path.read_bytes() == data


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"a: 1\nb: \x1b[31m\n", f"{NAME}.yaml:2:4: the control character U+001B"),
        ("a: 1\N{LINE SEPARATOR}\n".encode(), "U+2028"),
        (b"a: 1\rb: 2\n", "U+000D"),
        (b"a: \xff\n", f"{NAME}.yaml:1: the file is not UTF-8 text"),
        ("a: 1\n".encode("utf-16"), "not UTF-8 text"),
        (b"#" * (MOST_BYTES + 1), "larger than 256 KB"),
    ],
)
def test_a_file_that_could_not_be_kept_is_refused_and_left(
    data: bytes, reason: str, path: Path, empty: Lanes
) -> None:
    path.write_bytes(data)
    with pytest.raises(Refused) as refused:
        open_file(empty.ws, NAME)
    assert reason in str(refused.value)
    assert path.read_bytes() == data


def test_lines_that_end_in_two_ways_are_told(path: Path, empty: Lanes) -> None:
    path.write_bytes(b"a: 1\r\nb: 2\r\nc: 3\n")
    file = open_file(empty.ws, NAME)
    assert "saving gives all of them" in file.remark
    assert not save_file(empty.ws, file, file.text).file.remark
    assert path.read_bytes() == b"a: 1\r\nb: 2\r\nc: 3\r\n"


def test_a_disk_that_fails_leaves_the_old_file_and_no_other(
    path: Path, empty: Lanes, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = path.read_bytes()
    file = open_file(empty.ws, NAME)

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("moonwalk.services.editing.os.fsync", full)
    with pytest.raises(Refused, match="No space left on device"):
        save_file(empty.ws, file, "a: 1\n")
    assert path.read_bytes() == before
    assert not list(path.parent.glob(".*"))


def test_a_text_that_was_never_saved_is_offered_until_the_file_says_the_same(
    path: Path, empty: Lanes
) -> None:
    file = open_file(empty.ws, NAME)
    keep_unsaved(file, "a: 1\n")
    assert open_file(empty.ws, NAME).unsaved == "a: 1\n"
    path.write_bytes(b"a: 1\n")
    assert open_file(empty.ws, NAME).unsaved is None
    path.with_name(f".{NAME}.unsaved").write_bytes(b"{")
    assert open_file(empty.ws, NAME).unsaved is None


def test_what_is_kept_while_a_save_goes_on_is_not_offered_again(path: Path, empty: Lanes) -> None:
    unsaved, file = UnsavedText(), open_file(empty.ws, NAME)
    unsaved.keep(file, "a: 1\n")
    assert open_file(empty.ws, NAME).unsaved == "a: 1\n"
    saved = unsaved.save(empty.ws, file, "a: 2\n", over=False).file
    unsaved.keep(file, "a: 1\n")  # by a check that began before the save
    assert open_file(empty.ws, NAME).unsaved is None
    unsaved.keep(saved, "a: 3\n")
    assert open_file(empty.ws, NAME).unsaved == "a: 3\n"
    unsaved.drop(saved)
    unsaved.keep(saved, "a: 3\n")
    assert open_file(empty.ws, NAME).unsaved is None


def test_a_text_is_checked_as_its_file_would_be(path: Path, empty: Lanes) -> None:
    file = open_file(empty.ws, NAME)
    good = check_text(empty.ws, file, file.text)
    assert not good.errors
    assert good.sheet.startswith("Walk Backward\n====")
    bad = check_text(empty.ws, file, f"{file.text}\nnothing: 1\n")
    assert [str(problem).split(": ")[0] for problem in bad.problems if problem.severity == "error"] == [
        f"{path}:{file.text.count(chr(10)) + 2}:1"
    ]
    assert not bad.sheet
