from __future__ import annotations

import os
from itertools import islice

from moonwalk.cli.watching import SavedFiles

from ..running import start


def test_files_that_are_saved_or_added_are_told_once(tmp_path):
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    old.write_text("a", encoding="utf-8")
    looks = iter(
        [
            lambda: None,
            lambda: None,
            lambda: old.write_text("ab", encoding="utf-8"),
            lambda: None,
            lambda: new.write_text("", encoding="utf-8"),
            lambda: new.write_text("c", encoding="utf-8"),
            lambda: old.unlink(),
            lambda: (old.write_text("ab", encoding="utf-8"), os.utime(old, ns=(1, 1))),
        ]
    )

    def paths():
        next(looks)()
        return [old, new]

    assert list(islice(SavedFiles(paths, 0), 3)) == [(old,), (new,), (old,)]


def test_check_says_at_each_save_what_is_wrong_now(lanes):
    lines = []
    file = lanes.folder / "challenges" / "lanes.yaml"
    watching = start("-w", lanes.folder, "check", "lanes", "--watch")
    try:
        for text in (None, "moonwalk: 1\n", file.read_text(encoding="utf-8")):
            if text is not None:
                file.write_text(text, encoding="utf-8")
            # Each check ends with its count on stderr.
            lines.append(watching.stderr.readline().decode().strip().rpartition(": ")[2])
    finally:
        watching.kill()
        watching.communicate()

    first, broken, mended = lines
    assert first == mended
    assert first.startswith("no errors")
    assert broken.startswith("4 errors")


def test_one_answer_and_many_are_not_asked_for_at_once(shell):
    assert "Choose one of them" in shell("check", "--watch", "--json", code=2).stderr
