"""Rules and rankings in processes of their own score as they do in ours, on every shipped challenge."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from moonwalk.definitions import read_file
from moonwalk.registry import loaded
from moonwalk.registry.isolation.client import PluginProcess
from moonwalk.services.rule_trial import A_MONDAY, trial_scores, trial_standings
from moonwalk.services.workspace import load_plugins

CHALLENGES = sorted((Path(__file__).parents[2] / "challenges").glob("*.yaml"))


@pytest.fixture
def plugins(monkeypatch):
    """The installed plugins in this process, and all of them, ours among them, in processes of their own."""
    here, processes = load_plugins(frozenset()), []

    def process_of(installed, note=None):
        processes.append(PluginProcess(installed.name, installed.module, installed.entry))
        return processes[-1]

    monkeypatch.setattr(loaded, "process_of", process_of)
    there = load_plugins(frozenset())
    assert there.rule("goals.goal_met").is_isolated
    yield here, there
    for process in processes:
        process.close()


@pytest.mark.parametrize("path", CHALLENGES, ids=lambda path: path.stem)
def test_a_challenge_is_scored_as_in_this_process(path, plugins):
    scored = []
    for registry in plugins:
        reading = read_file(path, registry, A_MONDAY)
        assert reading.challenge is not None
        scored.append(trial_scores(reading.challenge, registry))
    here, there = scored

    # Nothing is equal to nothing: people of whom no entry counts would prove nothing.
    assert here.people.logged.any()
    assert any(points.any() for points in here.people.points.values())
    assert there.people.points.keys() == here.people.points.keys()
    for rule, points in here.people.points.items():
        assert np.array_equal(points, there.people.points[rule]), rule
    assert np.array_equal(here.teams.total, there.teams.total)
    assert here.progress() == there.progress()
    for board in reading.challenge.boards:
        ours, theirs = trial_standings(here, board), trial_standings(there, board)
        for column in ("order", "shown", "place"):
            assert np.array_equal(getattr(ours, column), getattr(theirs, column), equal_nan=True), board
