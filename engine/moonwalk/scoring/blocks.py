"""Many people scored a block at a time: they are independent, and a block's arrays stay small.

A company at once would hold every step's arrays for everyone; by blocks that memory is that of a block.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from moonwalk.scoring.facts import EntryFacts
from moonwalk.scoring.frame import Frame
from moonwalk.scoring.people import PeopleScores
from moonwalk.scoring.verdicts import only

PEOPLE: Final = 8192
"""People of a block: four weeks of their amounts fit into the cache of a core."""


@dataclass(frozen=True, eq=False)
class Block:
    """Some of the people of a challenge, and all entries they have."""

    frame: Frame
    entries: EntryFacts


ScoreBlock: TypeAlias = Callable[[Block], PeopleScores]
Work: TypeAlias = Callable[[ScoreBlock, Iterable[Block]], Iterable[PeopleScores]]
"""What scores blocks: in turns (`map`), or several at a time. Results come in the order of the blocks."""


def score_in_blocks(whole: Block, score: ScoreBlock, work: Work = map, size: int = PEOPLE) -> PeopleScores:
    """Everyone of a challenge, as `score` scores the people of one block of this size."""
    people = len(whole.frame.people)
    if people <= size:
        return score(whole)
    room: PeopleScores | None = None
    for first, part in zip(range(0, people, size), work(score, blocks(whole, size)), strict=True):
        room = room or _room(whole.frame, part)
        _put(room, slice(first, min(first + size, people)), part)
    return room or score(whole)


def blocks(whole: Block, size: int = PEOPLE) -> Iterator[Block]:
    """The blocks of a challenge, their entries in the order they had. Who is no member is in none."""
    if len(whole.frame.people) <= size:
        yield whole
        return
    row = whole.frame.rows(whole.entries.person)
    for first in range(0, len(whole.frame.people), size):
        rows = slice(first, first + size)
        yield Block(
            whole.frame.only(rows), only(whole.entries, np.flatnonzero((row >= first) & (row < first + size)))
        )


def _room(frame: Frame, part: PeopleScores) -> PeopleScores:
    """Scores of everyone, yet to be filled: of the same rules and goals as one block's."""

    def like(values: NDArray[Any]) -> NDArray[Any]:
        return np.empty((len(frame.people), *values.shape[1:]), values.dtype)

    arrays: dict[str, Any] = {}
    for name, value in _arrays(part):
        named = isinstance(value, Mapping)
        arrays[name] = {key: like(one) for key, one in value.items()} if named else like(value)
    return PeopleScores(frame=frame, **arrays)


def _put(room: PeopleScores, rows: slice, part: PeopleScores) -> None:
    for name, value in _arrays(part):
        into = getattr(room, name)
        if isinstance(value, Mapping):
            for key, one in value.items():
                into[key][rows] = one
        else:
            into[rows] = value


def _arrays(scores: PeopleScores) -> Iterator[tuple[str, Any]]:
    """All that scores hold by person and day: an array, or arrays by rule or goal."""
    names = (one.name for one in fields(scores) if one.name not in ("frame", "kept"))
    return ((name, getattr(scores, name)) for name in names)
