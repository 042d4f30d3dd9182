"""Many people scored a block at a time: they are independent, and a block's arrays stay small.

A company at once would hold every step's arrays for everyone; by blocks that memory is that of a block.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from moonwalk.scoring.facts import EntryFacts
from moonwalk.scoring.frame import Frame
from moonwalk.scoring.people import PeopleScores
from moonwalk.scoring.verdicts import only

PEOPLE: Final = 8192
"""People of a block: four weeks of their amounts fit into the cache of a core."""

Kind = TypeVar("Kind", bound=np.generic)
ScoreBlock = Callable[[Frame, EntryFacts], PeopleScores]


def score_in_blocks(frame: Frame, entries: EntryFacts, score: ScoreBlock, size: int = PEOPLE) -> PeopleScores:
    """Everyone of a frame, as `score` scores the people of one block of this size from their entries."""
    if len(frame.people) <= size:
        return score(frame, entries)
    whole: PeopleScores | None = None
    for rows, ours in _blocks(frame, entries, size):
        part = score(frame.only(rows), ours)
        whole = whole or _room(frame, part)
        _put(whole, rows, part)
    return whole or score(frame, entries)


def _room(frame: Frame, part: PeopleScores) -> PeopleScores:
    """Scores of everyone, yet to be filled: of the same rules and goals as one block's."""

    def like(values: NDArray[Kind]) -> NDArray[Kind]:
        return np.empty((len(frame.people), *values.shape[1:]), values.dtype)

    return PeopleScores(
        frame,
        {rule: like(points) for rule, points in part.points.items()},
        like(part.logged),
        {goal: like(flags) for goal, flags in part.met.items()},
    )


def _put(whole: PeopleScores, rows: slice, part: PeopleScores) -> None:
    whole.logged[rows] = part.logged
    for rule, points in part.points.items():
        whole.points[rule][rows] = points
    for goal, flags in part.met.items():
        whole.met[goal][rows] = flags


def _blocks(frame: Frame, entries: EntryFacts, size: int) -> Iterator[tuple[slice, EntryFacts]]:
    """The rows of each block and its entries, in the order they had. Who is no member is in none."""
    row = frame.rows(entries.person)
    for first in range(0, len(frame.people), size):
        rows = slice(first, min(first + size, len(frame.people)))
        yield rows, only(entries, np.flatnonzero((row >= rows.start) & (row < rows.stop)))
