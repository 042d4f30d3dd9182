from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from moonwalk.definitions import read_file
from moonwalk.registry import load

FOLDER = Path(__file__).parents[2] / "challenges"
SHIPPED = sorted(FOLDER.glob("*.yaml"))
MONDAY = date(2027, 1, 4)


@pytest.fixture(scope="module")
def plugins():
    return load(frozenset())


def test_there_are_challenges_to_choose_from():
    assert {"walk-backward", "side-step", "steps"} < {path.stem for path in SHIPPED}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
@pytest.mark.parametrize("starts", [None, MONDAY], ids=["as a template", "with a first day"])
def test_every_shipped_challenge_loads_without_a_remark(path, starts, plugins):
    reading = read_file(path, plugins, starts)
    assert [str(problem) for problem in reading.problems] == []
    assert reading.challenge is not None
    assert reading.challenge.name == path.stem
    assert reading.challenge.schedule.starts == starts


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_rule_has_a_label_for_the_people_who_earn_by_it(path, plugins):
    challenge = read_file(path, plugins).challenge
    assert all(rule.label for rule in challenge.paying_rules)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_library_offers_every_shipped_challenge(path, plugins):
    assert path in [file for folder in plugins.folders() for file in folder.glob("*.yaml")]


def test_no_board_of_the_flagship_shows_one_persons_points_to_another(plugins):
    challenge = read_file(FOLDER / "walk-backward.yaml", plugins).challenge
    shown = {board.ranks for board in challenge.boards.values() if board.seen_by == "everyone"}
    assert shown == {"teams"}
    assert challenge.privacy.people_see == "own points"
