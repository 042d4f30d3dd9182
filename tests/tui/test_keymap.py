"""Keys that an organiser chose: read from a file, checked, and shown where keys are shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from moonwalk.tui.keymap import Keymap, read_keymap, write_choices

from ..workspaces import Lanes
from .driving import LARGE, SMALL, Drive, driven


def keymap_of(folder: Path, *lines: str) -> Keymap:
    file = folder / "keys.txt"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_keymap(file)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("log.open l", "Write an action, a colon and its keys, such as 'log.open: l'."),
        ("log.opens: l", "There is no action 'log.opens'."),
        ("log.open: wheel", "'wheel' is no key. Write a letter, or a name such as f6, ctrl+l or pageup."),
        ("job.columns: x", "'x' is typed into a field there. Choose a key such as f6 or ctrl+l."),
        ("go.open: x", "'Go to' keeps g, which other keys follow everywhere."),
    ],
)
def test_a_line_that_is_not_understood_does_not_hold_and_says_why(
    line: str, said: str, tmp_path: Path
) -> None:
    keymap = keymap_of(tmp_path, "# mine", "", "rules.sheet: S", line)
    assert keymap.chosen == {"rules.sheet": ("S",)}
    assert keymap.problems == (f"{tmp_path / 'keys.txt'}:4: {said} This line does not hold.",)


def test_no_key_comes_to_mean_two_things_at_one_place(tmp_path: Path) -> None:
    keymap = keymap_of(tmp_path, "log.open: d", "board.course: k")
    assert not keymap.chosen
    first, second = keymap.problems
    assert "'k' is also the key of 'Up' (table.up), so that 'Course' keeps c. Choose another key" in first
    assert (
        f"{tmp_path / 'keys.txt'}:1: 'd' is also the key of 'Do' (jobs.open), so that 'Log' keeps a" in second
    )
    swapped = keymap_of(tmp_path, "board.why: c", "board.course: w", "log.open: f6 L")
    assert swapped.problems == ()
    assert swapped.chosen == {"board.why": ("c",), "board.course": ("w",), "log.open": ("f6", "L")}


def test_a_file_that_was_written_to_choose_from_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "new" / "keys.txt"
    assert read_keymap(file).problems == ()
    write_choices(file)
    assert not read_keymap(file).chosen
    every = file.read_text(encoding="utf-8").replace("\n# ", "\n")
    wrong = "\n".join(keymap_of(tmp_path, every).problems)
    assert "There is no action" not in wrong
    assert "is no key" not in wrong
    file.write_bytes(b"\xff\xfe\xff")
    (problem,) = read_keymap(file).problems
    assert "cannot be read (it is not text in UTF-8), so all keys are the usual ones." in problem


def said(drive: Drive) -> str:
    return " ".join(drive.frame.replace("▌", " ").split())


async def test_chosen_keys_work_in_place_of_the_usual_ones_and_are_shown(acme: Lanes, tmp_path: Path) -> None:
    keymap = keymap_of(
        tmp_path, "log.open: f6", "table.down: n", "go.prizes: y", "jobs.backup: Y", "nonsense"
    )
    async with driven(acme, LARGE, keymap=keymap) as drive:
        assert "Of the keys that you chose, 1 line does not hold." in said(drive)
        drive.app.clear_notifications()
        assert "F6 Log" in drive.frame.split("\n")[-1]
        await drive.press("enter", "a", "j")
        assert "Log an entry" not in drive.frame
        table = drive.app.screen.table  # type: ignore[attr-defined]
        assert table.position == 0
        await drive.press("n")
        assert table.position == 1
        await drive.press("question_mark")
        assert "F6" in drive.frame
        assert "or j" not in drive.frame
        await drive.press("escape", "g")
        assert "y Prizes" in drive.frame
        await drive.press("y")
        assert "Prizes" in drive.frame.splitlines()[0]
        await drive.press("d")
        assert "Y Back up" in drive.frame
        await drive.press("escape", "g", "c", "end")
        assert "4 other keys, 1 line does not hold" in drive.frame
        await drive.resize(SMALL)
        assert "Write an action, a colon and its keys" in said(drive)
        await drive.press("f6")
        assert "Log an entry" in drive.frame
