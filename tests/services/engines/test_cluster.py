"""A cluster of Dask on this computer: two workers in processes of their own."""

from __future__ import annotations

import os
from concurrent.futures import CancelledError

import pytest
from hypothesis import Phase, given, settings
from tests.scoring.facts import CODES, entry_facts
from tests.scoring.histories import histories
from tests.scoring.scoring import TIMES, assert_same, membership_of, scored
from tests.services.engines.test_engines import company

from moonwalk.registry import PluginCode
from moonwalk.scoring.shards import Task
from moonwalk.services.engines import cluster
from moonwalk.services.engines.cluster import Cluster
from moonwalk.services.engines.engine import Local
from moonwalk.services.errors import EngineFailed

distributed = pytest.importorskip("distributed", reason="Dask is not installed")
KilledWorker = distributed.scheduler.KilledWorker


@pytest.fixture(scope="module")
def address():
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        dashboard_address=":0",
        memory_limit=0,
        silence_logs=50,
    ) as made:
        yield made.scheduler_address


def test_random_challenges_come_to_the_same_bytes(address):
    engine = Cluster("dask://here", address, size=2)

    @settings(max_examples=max(2, round(7 * TIMES)), phases=[Phase.generate], deadline=None, database=None)
    @given(histories(people=9))
    def each(history):
        task = Task(history.plan, CODES, history.last_day)
        elsewhere = engine.score(task, membership_of(history), entry_facts(history.lines))
        assert_same(elsewhere, scored(history))

    each()


def test_workers_with_other_plugins_are_named_before_any_work(address, monkeypatch):
    here = {"streaks": PluginCode("moonwalk", "9.9", "0123456789abcdef")}
    monkeypatch.setattr(cluster, "code_here", lambda names: here)
    with pytest.raises(EngineFailed) as failure:
        Cluster("dask://here", address).score(*company())
    said = str(failure.value)
    assert said.startswith(
        "The engine dask://here has other code than this computer. Nothing was changed. On tcp"
    )
    assert "the plugin 'streaks' is moonwalk 9.9 (0123456789ab) here, and moonwalk 0.1.0" in said


def test_a_scheduler_that_is_not_there_is_named():
    with pytest.raises(EngineFailed, match=r"dask://nobody cannot be reached at tcp://127.0.0.1:9\. Not"):
        Cluster("dask://nobody", "tcp://127.0.0.1:9", seconds=0.1).workers()


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (
            KilledWorker("score_packed", None, 3),
            "lost several workers over the same people. Nothing was changed.",
        ),
        (
            CancelledError(),
            "was lost while it was at work. Nothing was changed. Start it as docs/engines.md says",
        ),
    ],
)
def test_what_a_cluster_gives_up_is_told_in_words(address, error, says):
    with pytest.raises(EngineFailed) as failure, Cluster("dask://here", address).connected():
        raise error
    assert str(failure.value).startswith(f"The engine dask://here {says}")


def test_what_a_lost_worker_was_at_is_done_by_another(address):
    engine = Cluster("dask://here", address, size=1)
    with engine.connected() as client:
        pids = list(client.run(os.getpid).values())
    left = []

    def end_one(done, of):
        if pids:
            os.kill(pids.pop(), 9)
            pids.clear()
        left.append(of - done)

    assert_same(engine.score(*company(), end_one), Local().score(*company()))
    assert left == sorted(left, reverse=True)
    assert left[-1] == 0
