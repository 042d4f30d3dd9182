"""Several processes, where it pays: a rule without a vectorised form takes a call for each person."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterable, Iterator
from typing import Final

from moonwalk.scoring.people import Block, MapBlocks, PeopleScores, ScoreBlock
from moonwalk.scoring.plan import Plan
from moonwalk.services.engines.pool import in_processes

FEWEST_PEOPLE: Final = 100_000
"""For fewer people a new process hardly saves more than it takes to begin.

Measured with one simple rule on two cores: 50,000 people take 1.96 s in two processes, 1.85 s in one.
"""

MOST_PROCESSES: Final = 8


def work_for(plan: Plan, people: int, cores: int | None = None) -> MapBlocks:
    """Choose how to score this many people with these rules: in turn, or in several processes."""
    rules = (*plan.day_rules, *plan.person_rules, *plan.adjustment_rules)
    processes = min(cores or os.cpu_count() or 1, MOST_PROCESSES)
    slow = any(not rule.adapter.is_vectorised for rule in rules)
    return several(processes) if slow and people >= FEWEST_PEOPLE and processes > 1 else map


def several(processes: int) -> MapBlocks:
    """Score blocks in several processes, or in turn where a plugin's code cannot be sent to one."""

    def work(score: ScoreBlock, blocks: Iterable[Block]) -> Iterator[PeopleScores]:
        try:
            pickle.dumps(score)
        except (pickle.PicklingError, AttributeError, TypeError, OSError, ValueError):
            return iter(map(score, blocks))
        return in_processes(processes, score, blocks)

    return work
