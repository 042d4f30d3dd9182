"""Every engine comes to the same bytes; what one cannot do, it says."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import ClassVar

import pytest
from tests.scoring.challenges import a_challenge, entry
from tests.scoring.facts import CODES, Member, entry_facts, member_facts, pause_facts
from tests.scoring.scoring import assert_same

from moonwalk.api import PersonRule
from moonwalk.api.problems import FieldError
from moonwalk.definitions.engine_names import EngineKind, scheduler_of
from moonwalk.registry import PluginCode, adapt
from moonwalk.registry.isolation.client import PluginProcess
from moonwalk.scoring.asking import RuleFailed
from moonwalk.scoring.membership import build_membership
from moonwalk.scoring.shards import Task
from moonwalk.services.engines import cluster_check, engine, pool, work
from moonwalk.services.engines.choice import EngineChoice
from moonwalk.services.engines.cluster import Cluster
from moonwalk.services.engines.engine import Local, Processes, engine_called
from moonwalk.services.errors import EngineFailed


def company(people=9):
    plan = a_challenge()
    members = member_facts(*(Member(person, 1 + person // 4) for person in range(people)), Member(7, 3, 2))
    membership = build_membership(plan.calendar, members, pause_facts(), 0)
    entries = entry_facts(tuple(entry(one, day, 5 + one) for one in range(people) for day in range(5)))
    return Task(plan, CODES, plan.calendar.length), membership, entries


def test_processes_score_as_this_one_does_and_say_how_far_they_are():
    steps = []
    scored = Processes(2, size=4).score(*company(), lambda done, of: steps.append((done, of)))

    assert scored.people.total.sum() > 0
    assert_same(scored, Local().score(*company()))
    assert steps[-1] == (9, 9)
    assert len(steps) == 3


def test_a_worker_with_other_code_scores_nothing(monkeypatch):
    task = company()[0]
    monkeypatch.setattr(work, "code_here", lambda names: {work.ENGINE: PluginCode("moonwalk", "0", "abc")})
    asked = work.packed_task(task)
    monkeypatch.undo()

    with pytest.raises(work.OtherCode, match=r"Moonwalk itself is moonwalk 0 \(abc\) here, and moonwalk 0.1"):
        work.score_packed(asked, b"")


def test_a_plugin_that_is_not_there_is_named():
    acme = {"acme": PluginCode("moonwalk-acme", "1.2", "0123456789abcdef")}
    sentences = list(work.differences(acme, work.code_here(["acme"])))
    assert sentences == ["the plugin 'acme' is moonwalk-acme 1.2 (0123456789ab) here, and is missing there"]
    assert not list(work.differences(work.code_here(["streaks"]), work.code_here(["streaks"])))


def test_a_rule_that_cannot_be_sent_is_left_to_this_process():
    task, *facts = company()
    with pytest.raises(EngineFailed, match=r"cannot be sent to another process.*--engine local"):
        Processes(2).score(replace(task, plan=replace(task.plan, context=lambda: None)), *facts)


def test_the_engine_of_the_settings_is_for_many_people_and_a_named_one_for_any(monkeypatch):
    class Elsewhere:
        name = "elsewhere"

        def score(self, *_):
            raise EngineFailed("It is not there.")

    monkeypatch.setattr(engine, "engine_called", lambda name: Elsewhere())
    task, membership, entries = company()
    asked = (task.plan, membership, entries, CODES, task.last_day)

    assert_same(EngineChoice("processes").score(*asked), Local().score(task, membership, entries))
    with pytest.raises(EngineFailed, match="It is not there"):
        EngineChoice("processes", always=True).score(*asked)


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("dask://ten", "tcp://ten:8786"),
        ("dask://10.0.0.7:9000/", "tcp://10.0.0.7:9000"),
        ("dask+tls://[::1]:9", "tls://[::1]:9"),
    ],
)
def test_a_scheduler_is_named_by_its_host_and_port(name, address):
    assert EngineKind().parse(name) == name
    assert scheduler_of(name) == address
    assert engine_called(name).address == address


@pytest.mark.parametrize("name", ["proceses", "dask:/ten", "tcp://ten:1", "dask://ten:0", "", "LOCAL"])
def test_what_is_no_engine_is_refused_with_those_there_are(name):
    with pytest.raises(FieldError, match="Write local, processes or dask://HOST:8786"):
        EngineKind().parse(name)


def test_without_dask_its_engine_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(EngineFailed, match=r"dask://ten needs Dask.*pip install 'moonwalk\[dask\]'"):
        Cluster("dask://ten", "tcp://ten:8786").score(*company())


def test_a_plugin_that_is_a_file_of_the_workspace_is_not_for_a_cluster(tmp_path):
    task, *facts = company()
    mine = PluginProcess("mine", "mine", str(tmp_path / "mine.py"))
    first = task.plan.person_rules[0]
    adapter = type(first.adapter)(replace(first.adapter.declared, plugin="mine", process=mine))
    task = replace(task, plan=replace(task.plan, person_rules=(replace(first, adapter=adapter),)))
    with pytest.raises(EngineFailed, match="cannot have 'mine', a file of this workspace"):
        Cluster("dask://ten", "tcp://ten:8786").score(task, *facts)


def test_code_that_changes_meanwhile_is_told(monkeypatch):
    monkeypatch.setattr(pool, "in_processes", lambda count, score, shards: map(score, shards))
    monkeypatch.setattr(work, "score_packed", changed)
    with pytest.raises(
        EngineFailed, match=r"Code was installed while a challenge was scored: it is new\. Nothing"
    ):
        Processes(2).score(*company())


def changed(task, shard):
    raise work.OtherCode("it is new")


def test_other_versions_are_told_apart_where_they_matter():
    here = {"python": "3.11.2.final.0", "numpy": "2.1.0", "distributed": "2026.8.0", "moonwalk": "0.1.0"}
    versions = {
        "client": {"packages": here},
        "scheduler": {"packages": {**here, "python": "3.13.0.final.0"}},
        "workers": {
            "tcp://a:1": {"packages": {**here, "python": "3.11.9.final.0", "numpy": "2.1.3"}},
            "tcp://b:1": {"packages": {**here, "numpy": "1.26.0", "moonwalk": None}},
        },
    }
    assert list(cluster_check.differing_versions(versions)) == [
        "python is 3.11 here and is 3.13 on the scheduler.",
        "numpy is 2.1 here and is 1.26 on tcp://b:1.",
        "moonwalk is 0.1.0 here and is missing on tcp://b:1.",
    ]


def test_a_rule_that_fails_elsewhere_is_named_as_it_is_here():
    task, membership, entries = company()
    failing = replace(task.plan.person_rules[0], adapter=adapt(Failing))
    task = replace(task, plan=replace(task.plan, person_rules=(failing,)))
    with pytest.raises(RuleFailed) as here:
        Local().score(task, membership, entries)
    with pytest.raises(RuleFailed) as there:
        work.score_packed(
            work.packed_task(task), next(engine.Parcels(task, membership, entries, print, 4).sent())
        )
    assert str(there.value) == str(here.value)


class Failing(PersonRule):
    """It never answers."""

    name: ClassVar[str] = "failing"

    def awards(self, timeline, context):
        raise ZeroDivisionError("no")
