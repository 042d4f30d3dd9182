"""Which engines there are, and whether each scores a thousand made-up people as this process does."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from hashlib import blake2b
from typing import Final

import numpy as np

from moonwalk.definitions import read_challenge
from moonwalk.definitions.engine_names import LOCAL, NAMED, scheduler_of
from moonwalk.registry import Registry
from moonwalk.scoring.facts import EntryFacts
from moonwalk.scoring.membership import Membership
from moonwalk.scoring.people import PeopleScores
from moonwalk.scoring.score import Scored
from moonwalk.scoring.shards import Task
from moonwalk.scoring.teams import TeamScores
from moonwalk.services.creation import FLAGSHIP, template_text
from moonwalk.services.engines.choice import FEWEST_PEOPLE
from moonwalk.services.engines.engine import Engine, Local, Processes, engine_called
from moonwalk.services.errors import EngineFailed, Refused
from moonwalk.services.planning import plan_of
from moonwalk.services.rule_trial import A_MONDAY
from moonwalk.services.simulation.company import made_up_company
from moonwalk.services.simulation.seasons import codes_of, season_entries, season_membership
from moonwalk.services.wording import counted

PEOPLE: Final = 1000
_SEED: Final = 1

HERE: Final = (
    "Scored on this computer whatever the engine: new entries, which concern their people and teams only; "
    "comparisons (board --compare), previews of launches, amendments and other code, rehearsals; and, unless "
    f"--engine is given, challenges of fewer than {FEWEST_PEOPLE:,} people."
)
"""What no other engine does."""


@dataclass(frozen=True, slots=True)
class EngineRow:
    """An engine: `ready`, or `not ready` for the reason that `says` gives.

    `seconds` is how long the made-up people took by it, with all that it took to begin; None where it is
    not ready. `chosen` says that the settings name it.
    """

    name: str
    chosen: bool
    ready: bool
    says: str
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class EnginesReport:
    """The engines that were tried, how many made-up people tried them, and what is done here anyway."""

    engines: tuple[EngineRow, ...]
    people: int
    here: str

    @property
    def all_ready(self) -> bool:
        """Whether each can be used."""
        return all(row.ready for row in self.engines)


def try_engines(plugins: Registry, chosen: str = LOCAL, named: str = "") -> EnginesReport:
    """Try engines on a made-up company: the named one, or else those of this computer and the chosen one.

    `chosen` is that of the settings. Refused where the ready challenge that they play is not installed.
    """
    names = (named,) if named else tuple(dict.fromkeys((*NAMED, chosen)))
    made_up = _made_up(plugins)
    expected = digest_of(Local().score(*made_up))
    rows = tuple(_tried(engine_called(name), name == chosen, made_up, expected) for name in names)
    return EnginesReport(rows, PEOPLE, HERE)


def _tried(
    engine: Engine, chosen: bool, made_up: tuple[Task, Membership, EntryFacts], expected: str
) -> EngineRow:
    begun = time.perf_counter()
    try:
        scored = engine.score(*made_up)
        seconds = time.perf_counter() - begun
        if digest_of(scored) != expected:
            raise EngineFailed("Its scores differ from those of this process. Do not use it.")
        return EngineRow(engine.name, chosen, True, _what(engine), round(seconds, 2))
    except EngineFailed as failure:
        return EngineRow(engine.name, chosen, False, failure.message)


def _what(engine: Engine) -> str:
    """What an engine consists of, in words."""
    if engine.name == LOCAL:
        return "this process"
    if isinstance(engine, Processes):
        return f"{counted(engine.count, 'process', 'processes')} on {counted(os.cpu_count() or 1, 'core')}"
    from moonwalk.services.engines.cluster import Cluster

    workers = Cluster(engine.name, scheduler_of(engine.name)).workers()
    memory = sum(row.memory for row in workers.rows) / 1e9
    limit = f", {memory:.1f} GB together" if all(row.memory for row in workers.rows) else ""
    return f"{counted(len(workers.rows), 'worker')}, {counted(workers.threads, 'thread')}{limit}"


def _made_up(plugins: Registry) -> tuple[Task, Membership, EntryFacts]:
    """Return a ready challenge with people who have played it to its end."""
    text = template_text(plugins, FLAGSHIP)
    challenge = read_challenge(text.encode(), f"{FLAGSHIP}.yaml", plugins, A_MONDAY).challenge
    if challenge is None:
        raise Refused(f"The ready challenge '{FLAGSHIP}' cannot be read. 'moonwalk plugins' says why.")
    plan = plan_of(challenge, plugins, _SEED)
    plan = replace(plan, context=replace(plan.context, as_of=plan.calendar.ends))
    company = made_up_company(challenge, plan, PEOPLE)
    task = Task(plan, codes_of(plan), plan.calendar.length - 1)
    return (
        task,
        season_membership(plan, company, FLAGSHIP),
        season_entries(plan, company, "typical", _SEED, 1),
    )


def digest_of(scored: Scored) -> str:
    """Return letters for all that scores hold, byte by byte."""
    digest = blake2b(digest_size=16)
    parts: tuple[PeopleScores | TeamScores, ...] = (scored.people, scored.teams, *scored.weeks)
    for scores in parts:
        for known in fields(scores):
            value = getattr(scores, known.name)
            arrays = value.items() if isinstance(value, Mapping) else ((known.name, value),)
            for name, array in arrays:
                if isinstance(array, np.ndarray):
                    digest.update(f"{known.name} {name} {array.dtype.str} {array.shape}\n".encode())
                    digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()
