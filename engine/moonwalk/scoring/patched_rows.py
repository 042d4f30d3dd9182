"""Arrays by name, of which a few rows differ from those of other arrays: nothing is copied for them.

One entry changes the points of one person. To copy the points of everyone for it takes longer than to score
that person, and what is looked at next is mostly that row and those of the same team. So the rows that
differ are kept beside the arrays, and a whole array is made when somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from moonwalk.scoring.facts import Int64Array, distinct

Scalar = TypeVar("Scalar", bound=np.generic)

_MOST: Final = 64
"""With more rows that differ, new arrays are made: to look each of them up takes its time as well."""


class PatchedRows(Mapping[str, NDArray[Scalar]], Generic[Scalar]):
    """The arrays of `base`, but for `rows` (ascending): those are in `fresh`, for each name that differs."""

    def __init__(
        self,
        base: Mapping[str, NDArray[Scalar]],
        rows: Int64Array,
        fresh: Mapping[str, NDArray[Scalar]],
    ) -> None:
        self.base, self.rows, self.fresh = base, rows, fresh
        self._whole: dict[str, NDArray[Scalar]] = {}

    def __getitem__(self, name: str) -> NDArray[Scalar]:
        if name not in self.fresh:
            return self.base[name]
        whole = self._whole.get(name)
        if whole is None:
            whole = self.base[name].copy()
            whole[self.rows] = self.fresh[name]
            # Two threads may both make one: they are the same.
            self._whole[name] = whole
        return whole

    def __iter__(self) -> Iterator[str]:
        return iter(self.base)

    def __len__(self) -> int:
        return len(self.base)

    def of_rows(self, name: str, rows: Int64Array) -> NDArray[Scalar]:
        """Return some rows of an array."""
        values = self.base[name][rows]
        if name in self.fresh:
            at = np.minimum(np.searchsorted(self.rows, rows), len(self.rows) - 1)
            differs = self.rows[at] == rows
            values[differs] = self.fresh[name][at[differs]]
        return values

    def settled(self) -> Mapping[str, NDArray[Scalar]]:
        """Return what to build upon: the arrays that have been made, otherwise those of `base`."""
        return {**self.base, **self._whole} if self._whole else self.base


def rows_of(arrays: Mapping[str, NDArray[Scalar]], rows: Int64Array | slice) -> dict[str, NDArray[Scalar]]:
    """Return some rows of each array, by name."""
    if isinstance(arrays, PatchedRows) and not isinstance(rows, slice):
        return {name: arrays.of_rows(name, rows) for name in arrays}
    return {name: values[rows] for name, values in arrays.items()}


def with_rows_of(
    arrays: Mapping[str, NDArray[Scalar]], rows: Int64Array, fresh: Mapping[str, NDArray[Scalar]]
) -> Mapping[str, NDArray[Scalar]]:
    """Return the arrays with these rows (ascending) replaced; the very same ones where nothing differs."""
    before = rows_of(arrays, rows)
    differing = [name for name in arrays if not np.array_equal(before[name], fresh[name])]
    if not differing:
        return arrays
    patched = arrays if isinstance(arrays, PatchedRows) else PatchedRows(arrays, rows[:0], {})
    every = distinct(np.concatenate((patched.rows, rows)))
    at = np.searchsorted(every, rows)
    values = {name: patched.of_rows(name, every) for name in (*differing, *patched.fresh)}
    for name in differing:
        values[name][at] = fresh[name]
    after = PatchedRows(patched.settled(), every, values)
    return after if len(every) <= _MOST else dict(after)
