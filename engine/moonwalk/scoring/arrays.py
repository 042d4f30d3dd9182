"""Names for the arrays that scoring works on, and what is done with any of them."""

from __future__ import annotations

from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

BoolArray: TypeAlias = NDArray[np.bool_]
Int16Array: TypeAlias = NDArray[np.int16]
Int32Array: TypeAlias = NDArray[np.int32]
Int64Array: TypeAlias = NDArray[np.int64]

Scalar = TypeVar("Scalar", bound=np.generic)


def with_rows(values: NDArray[Scalar], rows: Int64Array, fresh: NDArray[Scalar]) -> NDArray[Scalar]:
    """Return a copy of the array with these rows replaced, or the array itself where nothing differs."""
    # One new entry leaves most arrays as they are, and copying those of a large company would take most
    # of the time of a rescore. Callers may rely on identity: nobody writes into an array once it is made.
    if np.array_equal(values[rows], fresh):
        return values
    replaced = values.copy()
    replaced[rows] = fresh
    return replaced


def days_until(last_day: int) -> slice:
    """Return the days up to an index, both ends included; no day for an index before day 1."""
    # Without the maximum a last day of -2 would make a slice that counts from the end of the challenge.
    return slice(0, max(last_day + 1, 0))
