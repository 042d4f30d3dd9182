"""Several processes, where it pays: a rule without a vectorised form takes a call for each person."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from moonwalk.scoring.facts import EntryFacts
from moonwalk.scoring.membership import Membership
from moonwalk.scoring.people import Block, MapBlocks, PeopleScores, ScoreBlock
from moonwalk.scoring.plan import Plan
from moonwalk.scoring.score import Scored, score
from moonwalk.scoring.verdicts import Codes

FEWEST_PEOPLE: Final = 100_000
"""For fewer people a new process hardly saves more than it takes to begin.

Measured with one simple rule on two cores: 50,000 people take 1.96 s in two processes, 1.85 s in one.
"""

MOST_PROCESSES: Final = 8


def score_here(
    plan: Plan,
    membership: Membership,
    entries: EntryFacts,
    codes: Codes,
    last_day: int,
    progress: Callable[[int, int], None],
) -> Scored:
    """Return everyone's scores from the facts, worked out here, with other processes where it pays.

    `progress` is told after each block how many people of how many are scored. RuleFailed where a rule does
    not answer.
    """
    people = len(membership.people)
    work = counting(work_for(plan, people), people, progress)
    return score(plan, membership, entries, codes, last_day, work)


def counting(map_blocks: MapBlocks, people: int, progress: Callable[[int, int], None]) -> MapBlocks:
    """Score blocks as `map_blocks` does, and tell after each how many of the people are done."""

    def work(score_block: ScoreBlock, blocks: Iterable[Block]) -> Iterator[PeopleScores]:
        done = 0
        for scored in map_blocks(score_block, blocks):
            yield scored
            done += len(scored.membership.people)
            progress(done, people)

    return work


def work_for(plan: Plan, people: int, cores: int | None = None) -> MapBlocks:
    """Choose how to score this many people with these rules: in turn, or in several processes."""
    rules = (*plan.day_rules, *plan.person_rules, *plan.adjustment_rules)
    processes = min(cores or os.cpu_count() or 1, MOST_PROCESSES)
    slow = any(not rule.adapter.is_vectorised for rule in rules)
    return several(processes) if slow and people >= FEWEST_PEOPLE and processes > 1 else map


def several(processes: int) -> MapBlocks:
    """Score blocks in several processes, or in turn where a plugin's code cannot be sent to one."""
    # What begins processes is loaded only where some are begun.
    import pickle

    from moonwalk.services.engines.pool import in_processes

    def work(score: ScoreBlock, blocks: Iterable[Block]) -> Iterator[PeopleScores]:
        try:
            pickle.dumps(score)
        except (pickle.PicklingError, AttributeError, TypeError, OSError, ValueError):
            return iter(map(score, blocks))
        return in_processes(processes, score, blocks)

    return work
