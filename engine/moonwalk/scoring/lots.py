"""Lots: a number for each person, by which people are drawn. Nobody chooses it, and anyone can check it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def lots_of(seed: int, challenge: str, ids: Sequence[str]) -> NDArray[np.uint64]:
    """Each person's lot in a challenge: the first 64 bits of SHA-256 over `seed/challenge/id`."""
    return np.array([_lot(f"{seed}/{challenge}/{one}") for one in ids], np.uint64)


def no_lots() -> NDArray[np.uint64]:
    """What there is where no rule draws."""
    return np.zeros(0, np.uint64)


def _lot(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
