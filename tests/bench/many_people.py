"""Very many people on a cluster of Dask on this computer, one of whose workers is killed half-way.

Run it: python tests/bench/many_people.py [people] [workers] [memory of a worker, such as 2GB]

The facts are made up in memory, so that no database of that size has to be written first. Both ways have to
come to the same boards, byte by byte. Seconds and memory are printed by stage.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from moonwalk.definitions import read_challenge
from moonwalk.scoring.facts import FOREVER, NEVER, EntryFacts, MembershipFacts, PauseFacts
from moonwalk.scoring.membership import Membership, build_membership
from moonwalk.scoring.plan import Plan
from moonwalk.scoring.score import Scored
from moonwalk.scoring.shards import Task
from moonwalk.services.creation import FLAGSHIP, template_text
from moonwalk.services.engines.cluster import Cluster
from moonwalk.services.engines.engine import Engine, Local
from moonwalk.services.engines.report import digest_of
from moonwalk.services.planning import plan_of
from moonwalk.services.rule_trial import A_MONDAY
from moonwalk.services.simulation.seasons import codes_of
from moonwalk.services.workspace import load_plugins

PEOPLE, WORKERS, MEMORY = 1_200_000, 4, "2GB"
TEAM_SIZE = 7
TWICE = 0.012
"""How often somebody logs twice on a day: with it, 1.2 million people have 34 million entries."""


def main() -> None:
    """Prints the stages."""
    people, workers, memory = asked()
    begun = time.perf_counter()
    plan = flagship()
    membership, entries = everyone(plan, people), logged(plan, people)
    task = Task(plan, codes_of(plan), plan.calendar.length - 1)
    print_stage(f"{people:,} people and {len(entries):,} entries made up", begun)
    here = in_stages("one process", Local(), task, membership, entries)
    there = on_cluster(task, membership, entries, workers, memory)
    if here != there:
        raise SystemExit("The boards differ.")
    print("The boards are the same, byte by byte.")


def asked() -> tuple[int, int, str]:
    """How many people and workers, and the memory of each worker."""
    people, workers, memory = [*sys.argv[1:], *("", "", "")][:3]
    return int(people or PEOPLE), int(workers or WORKERS), memory or MEMORY


def flagship() -> Plan:
    """The plan of the flagship, at its end."""
    plugins = load_plugins(frozenset())
    text = template_text(plugins, FLAGSHIP).encode()
    challenge = read_challenge(text, f"{FLAGSHIP}.yaml", plugins, A_MONDAY).challenge
    assert challenge is not None
    plan = plan_of(challenge, plugins, 1)
    return replace(plan, context=replace(plan.context, as_of=plan.calendar.ends))


def everyone(plan: Plan, people: int) -> Membership:
    """Teams of seven, from the first day to the last."""
    person = np.arange(1, people + 1, dtype=np.int32)
    team = (person - 1) // TEAM_SIZE + 1
    whole, nobody = np.zeros(people, np.int32), np.zeros(0, np.int32)
    names = {number: f"Team {number}" for number in range(1, int(team[-1]) + 1)}
    facts = MembershipFacts(person, team, whole, np.full(people, FOREVER, np.int32), names)
    after = plan.calendar.all_closed + 1
    return build_membership(plan.calendar, facts, PauseFacts(nobody, nobody, nobody), after)


def logged(plan: Plan, people: int) -> EntryFacts:
    """An entry of everyone for every day, now and then a second, in the order in which days come in."""
    chance = np.random.default_rng(28)
    days = plan.calendar.length
    second = np.flatnonzero(chance.random(people * days) < TWICE)
    at = np.sort(np.concatenate((np.arange(people * days), second)))
    day, person = np.divmod(at, people)
    count = len(at)
    ends = np.array([plan.calendar.day_ends(each) for each in plan.calendar.dates], np.int64)
    on = ends[day] - chance.integers(1, 86_400_000, count)
    return EntryFacts(
        id=chance.integers(-(1 << 62), 1 << 62, count),
        person=(person + 1).astype(np.int32),
        day=day.astype(np.int32),
        kind=chance.integers(0, min(2, len(plan.activities)), count).astype(np.int16),
        source=np.zeros(count, np.int16),
        amount=chance.integers(1, 30, count) * 1000,
        logged=on,
        on_time=on,
        replaced=np.full(count, NEVER, np.int64),
        void=np.zeros(count, np.bool_),
    )


def in_stages(name: str, engine: Engine, task: Task, membership: Membership, entries: EntryFacts) -> str:
    """The digest of scores and boards, and how long each stage takes by an engine."""
    begun = time.perf_counter()
    scored = engine.score(task, membership, entries, halfway_hook(engine))
    print_stage(f"{name}: scored", begun)
    begun = time.perf_counter()
    digest = digest_of(scored) + boards(scored)
    print_stage(f"{name}: {len(task.plan.boards)} boards", begun)
    return digest


def boards(scored: Scored) -> str:
    """The first fifty rows of every board, as text."""
    teams = tuple(map(str, range(len(scored.people.membership.teams))))
    people = tuple(map(str, range(len(scored.people.membership.people))))
    made = [scored.standings(board.name, teams, people) for board in scored.plan.boards]
    return repr([[board.row(at) for at in range(min(50, len(board)))] for board in made])


def halfway_hook(engine: Engine) -> Callable[[int, int], None]:
    """What is told how far an engine is: it kills a worker of a cluster when half of the people are done."""
    if not isinstance(engine, Cluster):
        return lambda done, of: None
    with engine.connected() as client:
        pids = list(client.run(os.getpid).values())

    def tell(done: int, of: int) -> None:
        if pids and done >= of / 2:
            os.kill(pids.pop(), signal.SIGKILL)
            pids.clear()
            print(f"  one worker killed after {done:,} people")

    return tell


def on_cluster(task: Task, membership: Membership, entries: EntryFacts, workers: int, memory: str) -> str:
    """The digest by a cluster that is begun for it."""
    from distributed import LocalCluster

    begun = time.perf_counter()
    with LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        memory_limit=memory,
        dashboard_address=":0",
        silence_logs=50,
    ) as made:
        engine = Cluster("dask://here", made.scheduler_address)
        print_stage(f"cluster of {workers}, {memory} each: begun", begun)
        digest = in_stages("cluster", engine, task, membership, entries)
        with engine.connected() as client:
            peaks = ", ".join(f"{peak:.0f}" for peak in client.run(peak_megabytes).values())
        print(f"  peak of the workers that are left: {peaks} MB")
    return digest


def print_stage(what: str, begun: float) -> None:
    """A stage, its seconds, and the most memory that this process has held so far."""
    print(
        f"{what:48} {time.perf_counter() - begun:8.1f} s   peak here {peak_megabytes():6.0f} MB", flush=True
    )


def peak_megabytes() -> float:
    """The most memory that the process in which this runs has held; 0 where the system does not tell."""
    # Not `getrusage`, by which a process also had what the one held that began it.
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main()
