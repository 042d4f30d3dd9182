"""Who is drawn on a day: the member whose lot, mixed with the day, is the largest number.

This is rendezvous hashing (Thaler and Ravishankar, 1996): each member's number depends on nobody else, so
whoever joins or leaves changes only the days that they win or would have won. The mixing is the finaliser
of SplitMix64 (Steele, Lea and Flood, 2014), on 64 bits.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

_STEP: Final = 0x9E3779B97F4A7C15
_FIRST: Final = 0xBF58476D1CE4E5B9
_SECOND: Final = 0x94D049BB133111EB
_BITS: Final = 0xFFFFFFFFFFFFFFFF


def mixed(lot: int, day: int) -> int:
    """A member's number on a day (an index): the largest of a team is drawn."""
    bits = (lot + (day + 1) * _STEP) & _BITS
    bits = ((bits ^ (bits >> 30)) * _FIRST) & _BITS
    bits = ((bits ^ (bits >> 27)) * _SECOND) & _BITS
    return bits ^ (bits >> 31)


def mixed_lots(lots: NDArray[np.uint64], day: int) -> NDArray[np.uint64]:
    """The same for many members; arrays of 64 bits leave out what does not fit, as meant."""
    bits = lots + np.array([((day + 1) * _STEP) & _BITS], np.uint64)
    bits = (bits ^ (bits >> np.uint64(30))) * np.array([_FIRST], np.uint64)
    bits = (bits ^ (bits >> np.uint64(27))) * np.array([_SECOND], np.uint64)
    return bits ^ (bits >> np.uint64(31))
