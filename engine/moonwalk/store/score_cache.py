"""Cached scores, and the counters that tell whether the facts behind them have changed."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moonwalk.store.chain import newest_link
from moonwalk.store.database import Reader, Transaction
from moonwalk.store.kept_reads import kept


class Counters(NamedTuple):
    """The highest number of each table of facts, and how often rows that may change were changed.

    Facts are only added, except by an erasure, which is counted as well; so equal counters mean equal facts.
    """

    people: int
    attributes: int
    teams: int
    launches: int
    memberships: int
    pauses: int
    own_targets: int
    entries: int
    kinds: int
    sources: int
    decisions: int
    messages: int
    deliveries: int
    erasures: int
    changes: int


_TABLES: Final = (
    "person",
    "attribute",
    "team",
    "launch",
    "membership",
    "pause",
    "own_target",
    "entry",
    "kind",
    "source",
    "decision",
    "message",
    "delivery",
    "erasure",
)
_HIGHEST: Final = "(SELECT coalesce(max(no), 0) FROM {table})"
_CHANGES: Final = "(SELECT coalesce(sum(count), 0) FROM change)"
_READ: Final = "SELECT " + ", ".join([*(_HIGHEST.format(table=table) for table in _TABLES), _CHANGES])


@kept
def read(db: Reader) -> Counters:
    """The counters now; a few microseconds, however many facts there are."""
    return Counters(*(db.row(_READ) or ()))


_BINDING: Final = "sha256"
_EARLIER_BINDING: Final = '"digest": '

_KINDS: Final = "biuf"
"""Truth values, whole numbers, floating-point numbers: what can be stored as bytes and read anywhere."""


def save(tx: Transaction, challenge: str, fingerprint: str, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Replaces the cached totals of a challenge. They are bound to the facts that the chain ends with."""
    forget(tx, challenge)
    packed = {name: _packed(array) for name, array in arrays.items()}
    newest = newest_link(tx)
    link, head = (0, b"") if newest is None else (newest.no, newest.head)
    bound = {
        "of": fingerprint,
        "link": link,
        "head": head.hex(),
        _BINDING: _digest(head, challenge, fingerprint, packed),
    }
    tx.run_many(
        "INSERT INTO cached_total (challenge, name, fingerprint, data) VALUES (?, ?, ?, ?)",
        [(challenge, name, json.dumps(bound), data) for name, data in packed.items()],
    )


def load(db: Reader, challenge: str) -> tuple[str, Mapping[str, NDArray[Any]]] | None:
    """The fingerprint and the arrays (read-only) last saved; None where there are none to be believed.

    Those that were changed since are not, nor are those of facts that the chain no longer vouches for.
    """
    rows = db.rows(
        "SELECT name, fingerprint, data FROM cached_total WHERE challenge = ? ORDER BY name", (challenge,)
    )
    fingerprints = {fingerprint for _, fingerprint, _ in rows}
    if len(fingerprints) != 1:
        return None
    try:
        bound = json.loads(fingerprints.pop())
        fingerprint, head = str(bound["of"]), bytes.fromhex(bound["head"])
        stored = db.value("SELECT head FROM link WHERE no = ?", (bound["link"],))
        packed = {name: data for name, _, data in rows}
        if (stored or b"") != head or _digest(head, challenge, fingerprint, packed) != bound[_BINDING]:
            return None
        return fingerprint, {name: _unpacked(data) for name, data in packed.items()}
    except (ValueError, TypeError, KeyError):
        return None


def is_altered(db: Reader, challenge: str) -> bool:
    """Whether there are cached totals of a challenge that are not to be believed.

    Those that an earlier version bound in another way are as good as none.
    """
    fingerprints = db.rows("SELECT DISTINCT fingerprint FROM cached_total WHERE challenge = ?", (challenge,))
    ours = [text for (text,) in fingerprints if _EARLIER_BINDING not in text]
    return bool(ours) and load(db, challenge) is None


def _digest(head: bytes, challenge: str, fingerprint: str, packed: Mapping[str, bytes]) -> str:
    # Processors compute this digest themselves, twice as fast as others; it is a third of reading.
    digest = sha256(b"moonwalk cache" + head)
    for text in (challenge, fingerprint, *(f"{name} {len(data)}" for name, data in sorted(packed.items()))):
        digest.update(f"{len(text)} {text}".encode())
    for _, data in sorted(packed.items()):
        digest.update(data)
    return digest.hexdigest()


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
