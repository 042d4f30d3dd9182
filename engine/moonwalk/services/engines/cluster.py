"""A cluster of `dask.distributed` as an engine: shards go to its scheduler, and their scores come back.

The cluster is the operator's: it is started and ended with Dask's own commands. Facts travel with the work,
and are kept nowhere; a worker that is lost costs the shards that it was at, which the scheduler gives to
another.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from moonwalk.scoring.facts import EntryFacts
from moonwalk.scoring.membership import Membership
from moonwalk.scoring.people import BLOCK_SIZE
from moonwalk.scoring.score import Scored
from moonwalk.scoring.shards import Task
from moonwalk.services.engines.choice import Progress, no_progress
from moonwalk.services.engines.cluster_check import Workers, check_workers, workers_of
from moonwalk.services.engines.engine import Parcels, packed_or_refused
from moonwalk.services.engines.work import OtherCode, code_here, files_of, plugins_of, score_packed
from moonwalk.services.errors import EngineFailed

if TYPE_CHECKING:
    from distributed import Client, Future

_CONNECTED_WITHIN: Final = 10
"""Seconds within which a scheduler has to answer."""

_WAITING: Final = 15
"""Seconds without any answer after which the workers are counted."""

_AHEAD: Final = 3
"""Shards sent for each thread of a worker: so many that none waits, so few that memory is bounded."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster by the address of its scheduler.

    `size` is how many people are in a shard, and `seconds` how long the scheduler may take to answer.
    """

    name: str
    address: str
    size: int = BLOCK_SIZE
    seconds: float = _CONNECTED_WITHIN

    def score(
        self, task: Task, membership: Membership, entries: EntryFacts, progress: Progress = no_progress
    ) -> Scored:
        """Return everyone's scores, shard by shard."""
        if files := files_of(task.plan):
            names = ", ".join(f"'{name}'" for name in sorted(files))
            raise EngineFailed(self._says(f"cannot have {names}, a file of this workspace", _PACKAGE))
        data = packed_or_refused(task)
        parcels = Parcels(task, membership, entries, progress, self.size)
        with self.connected() as client:
            workers = check_workers(self, client, code_here(plugins_of(task.plan)))
            return parcels.put_together(self._answers(client, workers, data, parcels.sent()))

    def workers(self) -> Workers:
        """Return what is there. EngineFailed where the scheduler cannot be reached, or Dask is missing."""
        with self.connected() as client:
            return workers_of(client)

    @contextmanager
    def connected(self) -> Iterator[Client]:
        """Give the way to the scheduler, and close it. EngineFailed where anything about it goes wrong."""
        try:
            import dask

            # What it logs about a lost connection is said below, once and in words.
            dask.config.set({"logging.distributed": "critical"})
            from distributed import Client
            from distributed.scheduler import KilledWorker
        except ImportError as error:
            raise EngineFailed(self._says("needs Dask, which is not installed", _INSTALL)) from error
        reached = False
        try:
            with warnings.catch_warnings():
                # Differing versions are told by `check_workers`; a shard is as large as it is meant to be.
                warnings.simplefilter("ignore")
                # Neither this nor `wait` below is annotated by Dask.
                client = Client(self.address, timeout=self.seconds, set_as_default=False)  # type: ignore[no-untyped-call]
                reached = True
                with client:
                    yield client
        except KilledWorker as error:
            raise EngineFailed(self._says("lost several workers over the same people", _MEMORY)) from error
        except (CancelledError, OSError) as error:
            what = "was lost while it was at work" if reached else f"cannot be reached at {self.address}"
            raise EngineFailed(self._says(what, _START.format(self.name))) from error

    def _says(self, what: str, todo: str) -> str:
        return f"The engine {self.name} {what}. Nothing was changed. {todo}"

    def _answers(
        self, client: Client, workers: Workers, data: bytes, shards: Iterator[bytes]
    ) -> Iterator[tuple[int, bytes]]:
        """Yield the scores of shards in the order in which they come, each with the number of its shard."""
        waiting: dict[Future[bytes], int] = {}
        ahead = _AHEAD * max(workers.threads, 1)
        for number, shard in enumerate(shards):
            waiting[self._begun(client, data, shard)] = number
            if len(waiting) >= ahead:
                yield from self._done(client, waiting)
        while waiting:
            yield from self._done(client, waiting)

    def _begun(self, client: Client, data: bytes, shard: bytes) -> Future[bytes]:
        # Impure, so that nothing is hashed: no two shards are the same.
        return client.submit(score_packed, data, shard, pure=False)

    def _done(self, client: Client, waiting: dict[Future[bytes], int]) -> Iterator[tuple[int, bytes]]:
        """Wait until some are done, and yield them. EngineFailed where nobody is left to do any."""
        from distributed import wait

        while True:
            try:
                with client.as_current():
                    answered = wait(list(waiting), _WAITING, "FIRST_COMPLETED")  # type: ignore[no-untyped-call]
                break
            except TimeoutError:
                if not workers_of(client).rows:
                    raise EngineFailed(self._says("has no workers left", _START.format(self.name))) from None
        for future in answered.done:
            number = waiting.pop(future)
            try:
                answer: bytes = future.result()
            except OtherCode as error:
                raise EngineFailed(self._says(f"has a worker with other code: {error}", _SAME)) from error
            yield number, answer
            future.release()


_INSTALL: Final = "Install it: pip install 'moonwalk[dask]'"
_START: Final = "Start it as docs/engines.md says, and look at it with: moonwalk engines --engine {}"
_MEMORY: Final = "Most likely they had too little memory. Give each worker more, or start fewer on a machine."
_PACKAGE: Final = "Make it a package and install it on every machine: moonwalk plugins new NAME"
_SAME: Final = "Install there what is installed here, and restart the workers."
