"""What a worker does, in whatever process it is: it checks its code, and scores the shard that it is sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Final

from moonwalk import __version__
from moonwalk.registry import PluginCode, code_of_plugin, find_plugins
from moonwalk.registry.discovery import FIRST_PARTY, FoundPlugin
from moonwalk.scoring.plan import Plan
from moonwalk.scoring.shards import Shard, Task, score_shard
from moonwalk.services.engines.packing import packed, unpacked

ENGINE: Final = "moonwalk"
"""The name by which the engine itself is compared, beside the plugins."""


class OtherCode(Exception):
    """A worker has other code than it was asked to work with: a sentence for each difference."""


def code_here(names: Iterable[str]) -> dict[str, PluginCode]:
    """Return the code of the engine and of plugins by name, as it is installed where this runs.

    Of those that are not there, nothing is returned. None of it is run.
    """
    wanted = set(names)
    plugins = [plugin for plugin in find_plugins() if plugin.name in wanted]
    engine = FoundPlugin(ENGINE, "moonwalk", FIRST_PARTY, __version__, lambda: None)
    return {plugin.name: code_of_plugin(plugin) for plugin in (engine, *plugins)}


def plugins_of(plan: Plan) -> frozenset[str]:
    """Return the names of the plugins whose code a plan asks."""
    rules = {rule.adapter.declared.plugin for rule in plan.rules.values()}
    return frozenset(rules | {board.ranking.declared.plugin for board in plan.boards})


def files_of(plan: Plan) -> frozenset[str]:
    """Return the names of the plugins that a plan asks and that are files of a workspace on this computer."""
    boards = (board.ranking.declared for board in plan.boards)
    declared = (*(rule.adapter.declared for rule in plan.rules.values()), *boards)
    return frozenset(each.plugin for each in declared if each.process is not None and each.process.is_file)


def differences(wanted: Mapping[str, PluginCode], there: Mapping[str, PluginCode]) -> Iterator[str]:
    """Yield a sentence for each plugin, and for the engine, whose code is not there or is another."""
    for name, code in sorted(wanted.items()):
        what = "Moonwalk itself" if name == ENGINE else f"the plugin '{name}'"
        other = there.get(name)
        if other is None:
            yield f"{what} is {code.label} here, and is missing there"
        elif other != code:
            yield f"{what} is {code.label} here, and {other.label} there"


def score_packed(task: bytes, shard: bytes) -> bytes:
    """Return the scores of a shard, all of it packed. OtherCode, or RuleFailed where a rule fails."""
    return packed(score_shard(_task_of(task), _shard_of(shard)))


def packed_task(task: Task) -> bytes:
    """Return what all shards have in common, and the code of it. TypeError where it cannot be sent."""
    code = code_here(plugins_of(task.plan))
    # Packed twice: the code is compared before anything of the plan is made again, which would import it.
    return packed((tuple(sorted(code.items())), packed(task)))


@lru_cache(1)
def _task_of(data: bytes) -> Task:
    code, plan = unpacked(data)
    _check(code)
    task: Task = unpacked(plan)
    return task


@cache
def _check(code: tuple[tuple[str, PluginCode], ...]) -> None:
    wanted = dict(code)
    if sentences := list(differences(wanted, code_here(wanted))):
        raise OtherCode("; ".join(sentences))


def _shard_of(data: bytes) -> Shard:
    shard: Shard = unpacked(data)
    return shard
