"""Who meets whom: a round robin by the circle method, in an order that is drawn."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray


# The same teams are asked for again after each entry.
@lru_cache(maxsize=8)
def drawn_order(seed: int, ids: tuple[str, ...]) -> tuple[int, ...]:
    """The rows of the teams in the order of their lots, SHA-256 over `seed/fixtures/id`.

    A team that comes or goes leaves the order of the others as it is.
    """
    lots = [hashlib.sha256(f"{seed}/fixtures/{one}".encode()).digest() for one in ids]
    return tuple(sorted(range(len(ids)), key=lots.__getitem__))


def pairs(order: Sequence[int], turn: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The two sides of each match of a round; -1 on the right is no opponent.

    The first of the order stays where it is and the others turn around it, so that in as many rounds as
    there are others each team meets every other once. With an odd number one team is out in each round.
    """
    circle = np.array([*order, *([-1] if len(order) % 2 else [])], np.int64)
    circle[1:] = np.roll(circle[1:], turn)
    half = len(circle) // 2
    left, right = circle[:half], circle[half:][::-1]
    return np.where(left < 0, right, left), np.where(left < 0, left, right)


def rounds_needed(teams: int) -> int:
    """How many rounds it takes until everyone has met everyone."""
    return max(teams - 1 + teams % 2, 0)
