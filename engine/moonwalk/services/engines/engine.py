"""What an engine is, how one is named, and the one that needs nothing: this process."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from moonwalk.definitions.engine_names import LOCAL, PROCESSES, scheduler_of
from moonwalk.scoring.facts import EntryFacts
from moonwalk.scoring.membership import Membership
from moonwalk.scoring.people import BLOCK_SIZE
from moonwalk.scoring.score import Scored
from moonwalk.scoring.shards import Place, ShardScores, Task, put_together, shards
from moonwalk.services.engines.choice import Progress, no_progress
from moonwalk.services.engines.packing import packed, unpacked
from moonwalk.services.errors import EngineFailed
from moonwalk.services.processes import MOST_PROCESSES, score_here


class Engine(Protocol):
    """Scores a challenge in full. Every engine answers with the same bytes."""

    @property
    def name(self) -> str:
        """Its name, as the settings have it."""

    def score(
        self, task: Task, membership: Membership, entries: EntryFacts, progress: Progress = no_progress
    ) -> Scored:
        """Return everyone's scores. RuleFailed where a rule fails, EngineFailed where the engine does."""


@dataclass(frozen=True, slots=True)
class Local:
    """This process; others beside it only for very many people and a rule without a vectorised form."""

    name: str = LOCAL

    def score(
        self, task: Task, membership: Membership, entries: EntryFacts, progress: Progress = no_progress
    ) -> Scored:
        """Return everyone's scores, block by block."""
        return score_here(task.plan, membership, entries, task.codes, task.last_day, progress)


@dataclass(frozen=True, slots=True)
class Processes:
    """Several processes on this computer. `size` is how many people are in a shard."""

    processes: int = 0
    size: int = BLOCK_SIZE
    name: str = PROCESSES

    def score(
        self, task: Task, membership: Membership, entries: EntryFacts, progress: Progress = no_progress
    ) -> Scored:
        """Return everyone's scores, shard by shard."""
        from moonwalk.services.engines.pool import in_processes
        from moonwalk.services.engines.work import OtherCode, score_packed

        parcels = Parcels(task, membership, entries, progress, self.size)
        answers = in_processes(self.count, partial(score_packed, packed_or_refused(task)), parcels.sent())
        try:
            return parcels.scored(answers)
        except OtherCode as error:
            raise EngineFailed(
                f"Code was installed while a challenge was scored: {error}. Nothing was changed. Try again."
            ) from error

    @property
    def count(self) -> int:
        """How many processes there are to be: one for each core, unless it was said."""
        return self.processes or min(os.cpu_count() or 1, MOST_PROCESSES)


def packed_or_refused(task: Task) -> bytes:
    """Return what all shards have in common, packed. EngineFailed where code of a plugin cannot be sent."""
    from moonwalk.services.engines.work import packed_task

    try:
        return packed_task(task)
    except TypeError as error:
        raise EngineFailed(
            f"A rule of this challenge cannot be sent to another process: {error}. Nothing was changed. "
            f"Score it in this one: --engine {LOCAL}"
        ) from error


class Parcels:
    """The shards of a challenge on their way: packed one after the other, and put together as they come back.

    Each shard is known by its number until its scores are there.
    """

    def __init__(
        self, task: Task, membership: Membership, entries: EntryFacts, progress: Progress, size: int
    ) -> None:
        self._task, self._membership, self._progress = task, membership, progress
        self._shards = shards(task, membership, entries, size)
        self._places: list[Place] = []

    def sent(self) -> Iterator[bytes]:
        """Yield the shards in order, packed."""
        for shard in self._shards:
            self._places.append(Place(shard.rows, shard.teams))
            yield packed(shard)

    def scored(self, answers: Iterable[bytes]) -> Scored:
        """Return everyone's scores from packed ones, which come in the order of the shards."""
        return self.put_together(enumerate(answers))

    def put_together(self, answers: Iterable[tuple[int, bytes]]) -> Scored:
        """Return everyone's scores from packed ones in any order, each with the number of its shard."""
        return put_together(self._task, self._membership, self._unpacked(answers))

    def _unpacked(self, answers: Iterable[tuple[int, bytes]]) -> Iterator[tuple[Place, ShardScores]]:
        done = 0
        for number, answer in answers:
            place = self._places[number]
            yield place, unpacked(answer)
            done += len(place.rows)
            self._progress(done, len(self._membership.people))


def engine_called(name: str) -> Engine:
    """Return the engine of a name that settings may have; what it needs is loaded when it is used."""
    if name == LOCAL:
        return Local()
    if name == PROCESSES:
        return Processes()
    from moonwalk.services.engines.cluster import Cluster

    return Cluster(name, scheduler_of(name))
