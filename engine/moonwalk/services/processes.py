"""Several processes, where it pays: a rule without a vectorised form takes a call for each person."""

from __future__ import annotations

import os
import pickle
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from moonwalk.scoring.people import Block, MapBlocks, PeopleScores, ScoreBlock
from moonwalk.scoring.plan import Plan

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

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
    """Score blocks in several processes, or in turn where the system or a plugin's code does not allow it."""

    def work(score: ScoreBlock, blocks: Iterable[Block]) -> Iterator[PeopleScores]:
        # Hardly any company is so large that these are worth loading.
        import multiprocessing
        from concurrent.futures import ProcessPoolExecutor

        try:
            pickle.dumps(score)
            pool = ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"), _leave_keys)
        except (pickle.PicklingError, AttributeError, TypeError, OSError, ValueError):
            yield from map(score, blocks)
            return
        with pool:
            yield from _in_pool(pool, processes, score, blocks)

    return work


def _in_pool(
    pool: ProcessPoolExecutor, processes: int, score: ScoreBlock, blocks: Iterable[Block]
) -> Iterator[PeopleScores]:
    waiting: deque[tuple[Block, Future[PeopleScores] | None]] = deque()
    for block in blocks:
        waiting.append((block, _submitted(pool, score, block)))
        # So many at once that nobody waits; all of them would hold a second copy of the facts.
        if len(waiting) > 2 * processes:
            yield _answer(score, *waiting.popleft())
    while waiting:
        yield _answer(score, *waiting.popleft())


def _submitted(pool: ProcessPoolExecutor, score: ScoreBlock, block: Block) -> Future[PeopleScores] | None:
    try:
        return pool.submit(score, block)
    except (_broken(), OSError):
        return None


def _answer(score: ScoreBlock, block: Block, future: Future[PeopleScores] | None) -> PeopleScores:
    """What a process answered; a block whose process was ended is scored here."""
    try:
        if future is not None:
            return future.result()
    except (_broken(), OSError):
        pass
    return score(block)


def _broken() -> type[Exception]:
    """What a pool raises whose process was ended."""
    from concurrent.futures.process import BrokenProcessPool

    return BrokenProcessPool


def _leave_keys() -> None:
    """Leaves Ctrl-C to the process that somebody sits at."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
