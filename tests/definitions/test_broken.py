from __future__ import annotations

import pytest

from moonwalk.definitions import read_file

from .edited import HERE, said
from .installed import WITH_STRANGERS

BROKEN = sorted((HERE / "broken").glob("*.yaml"))


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_challenge_is_answered_with_every_place_and_a_way_out(path):
    expected = path.with_suffix(".txt").read_text(encoding="utf-8").splitlines()
    reading = read_file(path, WITH_STRANGERS)
    assert [said(problem) for problem in reading.problems if problem.severity == "error"] == expected
    assert reading.challenge is None


def test_there_are_twenty_three_kinds_of_broken_challenges():
    assert [path.stem[:2] for path in BROKEN] == [f"{number:02}" for number in range(1, 24)]


def test_a_message_is_printed_as_path_line_column_message():
    path = HERE / "broken" / "06-tab.yaml"
    (problem,) = read_file(path, WITH_STRANGERS).problems
    assert str(problem) == f"{path}:11:1: a tab; YAML indents with spaces. Put two spaces for each step."
