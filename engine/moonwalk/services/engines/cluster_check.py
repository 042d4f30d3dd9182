"""Whether the workers of a cluster are there, and have the code of this computer: asked before any work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from moonwalk.registry import PluginCode
from moonwalk.services.engines.engine import Engine
from moonwalk.services.engines.work import code_here, differences
from moonwalk.services.errors import EngineFailed

if TYPE_CHECKING:
    from distributed import Client

_COMPARED: Final = ("python", "numpy", "distributed", "moonwalk")
"""What has to be of the same version everywhere, also where the scheduler is, which reads what is sent."""

_MOST_SAID: Final = 3
"""Workers of which it is said what is wrong; most often it is the same with all."""


@dataclass(frozen=True, slots=True)
class WorkerRow:
    """A worker: its address, its threads, and the memory that it may take, in bytes (0: no limit)."""

    address: str
    threads: int
    memory: int


@dataclass(frozen=True, slots=True)
class Workers:
    """The workers of a cluster."""

    rows: tuple[WorkerRow, ...]

    @property
    def threads(self) -> int:
        """How many shards can be scored at the same time."""
        return sum(row.threads for row in self.rows)


def workers_of(client: Client) -> Workers:
    """Return the workers that a scheduler has now, by address."""
    # A negative number asks for all of them.
    known = client.scheduler_info(n_workers=-1)["workers"]
    rows = (
        WorkerRow(address, int(worker["nthreads"]), int(worker["memory_limit"] or 0))
        for address, worker in sorted(known.items())
    )
    return Workers(tuple(rows))


def check_workers(engine: Engine, client: Client, wanted: Mapping[str, PluginCode]) -> Workers:
    """Return the workers, all of which have the code of this computer. EngineFailed otherwise."""
    workers = workers_of(client)
    if not workers.rows:
        raise EngineFailed(
            f"The engine {engine.name} has a scheduler, but no workers. Nothing was changed. Start some, as "
            "docs/engines.md says."
        )
    versions: Any = client.get_versions(packages=["moonwalk"])
    sentences = list(differing_versions(versions))
    if not sentences:
        there = client.run(code_here, list(wanted))
        sentences = [
            f"On {address}, {sentence}."
            for address, code in sorted(there.items())
            for sentence in differences(wanted, code)
        ]
    if sentences:
        more = len(sentences) - _MOST_SAID
        rest = f" And {more} more." if more > 0 else ""
        raise EngineFailed(
            f"The engine {engine.name} has other code than this computer. Nothing was changed. "
            f"{' '.join(sentences[:_MOST_SAID])}{rest} Install there what is installed here, and "
            "restart the workers."
        )
    return workers


def differing_versions(versions: Mapping[str, Any]) -> Iterator[str]:
    """Yield a sentence for each version that is not that of this computer, by what Dask says of all."""
    here = versions["client"]["packages"]
    everywhere = {"the scheduler": versions["scheduler"], **versions["workers"]}
    for where, said in everywhere.items():
        packages = said["packages"]
        for package in _COMPARED:
            mine, other = _series(package, here[package]), _series(package, packages.get(package))
            if mine != other:
                there = f"is {other} on {where}" if other else f"is missing on {where}"
                yield f"{package} is {mine} here and {there}."


def _series(package: str, version: str | None) -> str | None:
    """The part of a version that has to be the same: of Python, and of NumPy, its first two numbers."""
    if version is None or package not in ("python", "numpy"):
        return version
    return ".".join(version.split(".")[:2])
