"""The order of a board, taken over from the board before it: rows that changed move, the rest stay."""

from __future__ import annotations

from typing import Final

import numpy as np

from moonwalk.scoring.facts import Int64Array

_MOST_MOVES: Final = 64
"""Moving one row costs about a hundredth of sorting 50,000, so many moves cost more than a sort."""


def sorted_rows(keys: Int64Array, alphabet: Int64Array) -> Int64Array:
    """Return the rows in the order of a board: by falling keys (keys x rows), the first one first.

    Rows that are equal in all of them stand in the order of `alphabet`.
    """
    # `lexsort` takes the last key first and sorts upwards, hence reversed and negated. The id comes last,
    # so that the order never depends on that of the rows.
    return np.lexsort((alphabet, *(-key for key in reversed(keys))))


def reordered_rows(
    order: Int64Array, keys_before: Int64Array, keys: Int64Array, alphabet: Int64Array
) -> Int64Array:
    """Return what `sorted_rows` does, given the order of the same rows by their keys before.

    Where no key has changed, that is the very array of the order before.
    """
    changed = np.flatnonzero((keys != keys_before).any(axis=0))
    if not len(changed):
        return order
    if len(changed) > _MOST_MOVES:
        return sorted_rows(keys, alphabet)
    stays = np.ones(keys.shape[1], np.bool_)
    stays[changed] = False
    staying = order[stays[order]]
    # In their own order, because rows that go to the same gap keep the order in which they are inserted.
    moving = changed[sorted_rows(keys[:, changed], alphabet[changed])]
    rising = -keys[0][staying]
    gaps = [_gap(staying, rising, keys, alphabet, row) for row in moving.tolist()]
    return np.insert(staying, gaps, moving)


def _gap(staying: Int64Array, rising: Int64Array, keys: Int64Array, alphabet: Int64Array, row: int) -> int:
    """Return the position before which a row belongs; `rising` is the first key of `staying`, negated."""
    first, last = _range(rising, -int(keys[0, row]))
    # Each further key narrows the stretch of rows that are equal in all keys before it.
    for key in keys[1:]:
        if first == last:
            return first
        begin, end = _range(-key[staying[first:last]], -int(key[row]))
        first, last = first + begin, first + end
    return first + int(np.searchsorted(alphabet[staying[first:last]], alphabet[row]))


def _range(rising: Int64Array, value: int) -> tuple[int, int]:
    """Return where a value begins and ends in numbers that rise."""
    return int(np.searchsorted(rising, value)), int(np.searchsorted(rising, value, "right"))
