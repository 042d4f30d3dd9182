"""Cached totals: arrays that were computed once, with the fingerprint of what they were computed from."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from moonwalk.store.database import Reader, Transaction

_KINDS: Final = "biuf"
"""Truth values, whole numbers, floating-point numbers: what can be stored as bytes and read anywhere."""


def save(tx: Transaction, challenge: str, fingerprint: str, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Replaces the cached totals of a challenge."""
    forget(tx, challenge)
    tx.run_many(
        "INSERT INTO cached_total (challenge, name, fingerprint, data) VALUES (?, ?, ?, ?)",
        [(challenge, name, fingerprint, _packed(array)) for name, array in arrays.items()],
    )


def load(db: Reader, challenge: str) -> tuple[str, Mapping[str, NDArray[Any]]] | None:
    """The fingerprint and the arrays (read-only) last saved; None where there are none."""
    rows = db.rows("SELECT name, fingerprint, data FROM cached_total WHERE challenge = ?", (challenge,))
    fingerprints = {fingerprint for _, fingerprint, _ in rows}
    if len(fingerprints) != 1:
        return None
    try:
        return fingerprints.pop(), {name: _unpacked(data) for name, _, data in rows}
    except (ValueError, TypeError, KeyError):
        return None


def forget(tx: Transaction, challenge: str) -> None:
    """Drops the cached totals of a challenge."""
    tx.run("DELETE FROM cached_total WHERE challenge = ?", (challenge,))


def _packed(array: NDArray[Any]) -> bytes:
    if array.dtype.kind not in _KINDS:
        raise TypeError(f"arrays of {array.dtype} are not cached")
    plain = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
    header = json.dumps({"dtype": plain.dtype.str, "shape": array.shape})
    return header.encode() + b"\n" + plain.tobytes()


def _unpacked(data: bytes) -> NDArray[Any]:
    end = data.index(b"\n")
    header = json.loads(data[:end])
    dtype, shape = np.dtype(header["dtype"]), tuple(header["shape"])
    if dtype.kind not in _KINDS or math.prod(shape) * dtype.itemsize != len(data) - end - 1:
        raise ValueError("not an array of this shape")
    return np.frombuffer(data, dtype=dtype, offset=end + 1).reshape(shape)
