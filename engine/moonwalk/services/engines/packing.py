"""What travels between processes and machines as bytes: its arrays in as few as hold every value.

Facts and scores are mostly small numbers in wide arrays, for which far fewer bytes are enough. Nothing is
lost: arrays have their own types again when they arrive.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

_SMALLEST: Final = 64
"""Arrays of fewer values are sent as they are."""

_SPARSE: Final = 16
"""Where at most one value in so many differs from the largest, only those are sent."""

_UNSIGNED: Final = (np.uint8, np.uint16, np.uint32)


def packed(value: object) -> bytes:
    """Return a value of ours, such as a shard or its scores, as bytes. TypeError where it cannot be sent."""
    file = io.BytesIO()
    try:
        _Packer(file, protocol=5).dump(value)
    except (pickle.PicklingError, AttributeError) as error:
        raise TypeError(str(error)) from error
    return file.getvalue()


def unpacked(data: bytes) -> Any:
    """Return what was packed. The bytes have to be our own: they may name any function."""
    # Only what `packed` made comes here: from processes of ours, and from a cluster that the operator trusts.
    return pickle.loads(data)  # noqa: S301


class _Packer(pickle.Pickler):
    def reducer_override(self, value: object) -> Any:
        """Return how an array is made again, and what of; everything else is sent as always."""
        if type(value) is not np.ndarray or value.size < _SMALLEST or value.dtype.kind not in "biu":
            return NotImplemented
        return _reduced(value)


def _reduced(array: NDArray[Any]) -> tuple[Callable[..., NDArray[Any]], tuple[Any, ...]]:
    kind, shape = array.dtype.str, array.shape
    if array.dtype.kind == "b":
        return _flags, (shape, np.packbits(array).tobytes())
    lowest, highest = int(array.min()), int(array.max())
    if lowest == highest:
        return _constant, (kind, shape, highest)
    if len(shape) == 2 and (array == array[:, :1]).all():
        return _rows, (kind, shape, np.ascontiguousarray(array[:, 0]))
    if highest - lowest > np.iinfo(np.uint32).max:
        others = np.flatnonzero(array != highest)
        if len(others) * _SPARSE > array.size:
            return _plain, (kind, shape, array.tobytes())
        return _sparse, (kind, shape, highest, others, array.ravel()[others])
    narrow = next(each for each in _UNSIGNED if highest - lowest <= np.iinfo(each).max)
    # A difference beyond the type wraps around, and the narrow type, then of as many bits, means it as it is.
    above = (array - array.dtype.type(lowest)).astype(narrow)
    return _above, (kind, shape, lowest, np.dtype(narrow).str, above.tobytes())


def _flags(shape: tuple[int, ...], bits: bytes) -> NDArray[Any]:
    count = int(np.prod(shape))
    return np.unpackbits(np.frombuffer(bits, np.uint8), count=count).view(np.bool_).reshape(shape)


def _constant(kind: str, shape: tuple[int, ...], value: int) -> NDArray[Any]:
    return np.full(shape, value, np.dtype(kind))


def _rows(kind: str, shape: tuple[int, ...], first: NDArray[Any]) -> NDArray[Any]:
    return np.repeat(first, shape[1]).reshape(shape).astype(np.dtype(kind), copy=False)


def _plain(kind: str, shape: tuple[int, ...], data: bytes) -> NDArray[Any]:
    # A copy, since what is read from bytes could not be written into.
    return np.frombuffer(data, np.dtype(kind)).reshape(shape).copy()


def _sparse(
    kind: str, shape: tuple[int, ...], value: int, at: NDArray[Any], others: NDArray[Any]
) -> NDArray[Any]:
    array = _constant(kind, shape, value)
    array.ravel()[at] = others
    return array


def _above(kind: str, shape: tuple[int, ...], lowest: int, narrow: str, data: bytes) -> NDArray[Any]:
    made = np.frombuffer(data, np.dtype(narrow)).astype(np.dtype(kind))
    made += made.dtype.type(lowest)
    return made.reshape(shape)
