"""A full score with rules in processes of their own, beside the same score in one process.

Run it with the folder of a workspace that `bench.py --build` has made: `bench.py` does.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

APART = {"one rule": ("comeback",), "every rule": None}
HEAD = ("rules apart", "people", "here s", "apart s", "ratio", "at most")
MOST = 1.5
ROUNDS = 5


def measured(company: Path, now: Any, challenge: str, names: tuple[str, ...] | None) -> dict[str, float]:
    """The seconds of a full score here and with these rules apart (None: all), each the fastest of a few."""
    from moonwalk.services import scores
    from moonwalk.services.launched import NOW, Cutoff, cutoff_of, launched
    from moonwalk.services.workspace import open_workspace

    ws = open_workspace(company, now)
    with ws.database() as db:
        launch = launched(ws, db, challenge)
        apart = replace(launch, plan=_with_rules_apart(launch.plan, names))
        cutoff: Cutoff = cutoff_of(ws, launch.plan.calendar, NOW)

        def score(which: Any) -> Callable[[], object]:
            return lambda: scores.scored_from_facts(db, which, "", 0, cutoff)

        here, there = score(launch), score(apart)
        there()
        taken: dict[str, list[float]] = {"here": [], "apart": []}
        for _ in range(ROUNDS):
            taken["here"].append(_seconds(here))
            taken["apart"].append(_seconds(there))
    return {name: min(seconds) for name, seconds in taken.items()}


def _with_rules_apart(plan: Any, names: tuple[str, ...] | None) -> Any:
    kinds = ("day_rules", "person_rules", "adjustment_rules", "team_rules", "league_rules", "company_rules")
    processes: dict[str, Any] = {}
    return replace(
        plan,
        **{
            kind: tuple(
                replace(rule, adapter=_apart(rule.adapter, processes))
                if names is None or rule.adapter.name in names
                else rule
                for rule in getattr(plan, kind)
            )
            for kind in kinds
        },
    )


def _apart(adapter: Any, processes: dict[str, Any]) -> Any:
    """The same rule in a process of its plugin's."""
    from moonwalk.registry.isolation.client import PluginProcess

    declared = adapter.declared
    if declared.plugin not in processes:
        processes[declared.plugin] = PluginProcess(declared.plugin, declared.module, declared.module)
    return type(adapter)(replace(declared, process=processes[declared.plugin]), adapter.config)


def _seconds(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began
