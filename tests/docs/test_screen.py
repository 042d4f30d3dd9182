"""Every ask of the screen names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

from moonwalk.tui.workers import PATIENCE

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "screen.md").read_text(encoding="utf-8")
ASKS = re.findall(r"^\| (\d+) \| (.+) \| (.+) \|$", TEXT, re.MULTILINE)
HELD_BY = re.compile(r"`([\w/]+\.py)` `(test_\w+)`")


def test_there_are_all_asks_in_their_order():
    assert [int(number) for number, _, _ in ASKS] == list(range(1, 22))


def test_each_is_held_by_tests_that_exist():
    for number, _, held_by in ASKS:
        tests = HELD_BY.findall(held_by)
        assert ", ".join(f"`{file}` `{name}`" for file, name in tests) == held_by, number
        for file, name in tests:
            text = (ROOT / "tests" / file).read_text(encoding="utf-8")
            assert re.search(rf"^(async )?def {name}\(", text, re.MULTILINE), (file, name)


def test_the_patience_is_the_one_that_is_named():
    assert f"after {PATIENCE} seconds" in TEXT
