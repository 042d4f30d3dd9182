"""How often the page answers: so many requests at once and in the long run, for each link and each address.

Several processes may serve one workspace. They count together, in a small file that all of them have mapped.
What is in it says nothing of anybody: a link or an address stands there as a hash under a key that is
overwritten every ten minutes. Two processes that count at the very same moment may lose one request, which
is why there are no locks.
"""

from __future__ import annotations

import os
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import blake2b
from mmap import mmap
from pathlib import Path
from struct import Struct
from time import monotonic
from typing import Final, Protocol


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests at once, and so many a second in the long run."""

    burst: float
    a_second: float

    def left(self, left: float, seconds: float) -> float:
        """What is left of it some seconds after so much was left."""
        return min(self.burst, left + seconds * self.a_second)


class Counter(Protocol):
    """Counts the requests of many, each by a name, against a rate."""

    def take(self, name: str) -> bool:
        """Whether one more is within the rate; it counts if it is."""

    def is_spent(self, name: str) -> bool:
        """Whether nothing is left; nothing is counted by asking."""


@dataclass
class Buckets:
    """How much each of many has left of a rate. The ones that asked last are remembered, in memory only."""

    rate: Rate
    clock: Callable[[], float] = monotonic
    most: int = 20_000
    _left: OrderedDict[bytes, tuple[float, float]] = field(default_factory=OrderedDict)

    def take(self, name: str) -> bool:
        """Whether one more is within the rate; it counts if it is."""
        key, now = _digest(name), self.clock()
        left, since = self._left.pop(key, (self.rate.burst, now))
        left = self.rate.left(left, now - since)
        allowed = left >= 1
        self._left[key] = (left - 1 if allowed else left, now)
        if len(self._left) > self.most:
            self._left.popitem(last=False)
        return allowed

    def is_spent(self, name: str) -> bool:
        """Whether nothing is left; nothing is counted by asking."""
        left, since = self._left.get(_digest(name), (self.rate.burst, self.clock()))
        return self.rate.left(left, self.clock() - since) < 1


_MAGIC: Final = b"MWRATES1"
_HEADER: Final = Struct("<8sd32s")
"""What the file is, when its key was made, and the key."""

_BUCKET: Final = Struct("<Qdd")
"""Whose it is (a hash), what is left, and since when: seconds of a clock that all programs share."""

_SETS: Final = 4096
_WAYS: Final = 4
"""A name may stand in one of so many places; the one that asked longest ago makes room."""

_TABLE_BYTES: Final = _SETS * _WAYS * _BUCKET.size
_TABLES: Final = 4
_KEY_SECONDS: Final = 600.0


class SharedFile:
    """The file in which several processes count, mapped into memory. OSError where it cannot be."""

    def __init__(self, path: Path, clock: Callable[[], float] = monotonic) -> None:
        size = _HEADER.size + _TABLES * _TABLE_BYTES
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        handle = os.open(path, flags, 0o600)
        with os.fdopen(handle, "r+b") as file:
            if os.fstat(handle).st_size < size:
                file.truncate(size)
            self.data = mmap(handle, size)
        self._clock = clock

    def now(self) -> float:
        """The moment, in seconds."""
        return self._clock()

    def key(self) -> bytes:
        """The key of the hashes; it is made anew where it is old, or of the time before a restart."""
        magic, made, key = _HEADER.unpack_from(self.data, 0)
        if magic != _MAGIC:
            self.data[:] = bytes(len(self.data))
        if magic != _MAGIC or not 0 <= self.now() - made < _KEY_SECONDS:
            key = secrets.token_bytes(32)
            _HEADER.pack_into(self.data, 0, _MAGIC, self.now(), key)
        return bytes(key)

    def close(self) -> None:
        """Let go of the file."""
        self.data.close()


@dataclass(frozen=True)
class SharedBuckets:
    """How much each of many has left of a rate, counted in a table of a file that several processes share."""

    rate: Rate
    file: SharedFile
    table: int

    def take(self, name: str) -> bool:
        """Whether one more is within the rate; it counts if it is."""
        place, owner, left = self._bucket(name)
        allowed = left >= 1
        _BUCKET.pack_into(self.file.data, place, owner, left - 1 if allowed else left, self.file.now())
        return allowed

    def is_spent(self, name: str) -> bool:
        """Whether nothing is left; nothing is counted by asking."""
        return self._bucket(name)[2] < 1

    def _bucket(self, name: str) -> tuple[int, int, float]:
        """Where a name is counted, its hash, and what it has left."""
        digest = blake2b(name.encode(errors="replace"), key=self.file.key(), digest_size=16).digest()
        owner, now = int.from_bytes(digest[:8], "little"), self.file.now()
        begins = int.from_bytes(digest[8:], "little") % _SETS * _WAYS * _BUCKET.size
        first = _HEADER.size + self.table * _TABLE_BYTES + begins
        oldest, oldest_since = first, float("inf")
        for place in range(first, first + _WAYS * _BUCKET.size, _BUCKET.size):
            whose, left, since = _BUCKET.unpack_from(self.file.data, place)
            # What lies ahead is of the time before a restart, or was being written: as if it were not there.
            if whose == owner and since <= now:
                return place, owner, self.rate.left(max(left, 0.0), now - since)
            if since > now or since < oldest_since:
                oldest, oldest_since = place, since if since <= now else -1.0
        return oldest, owner, self.rate.burst


def _digest(name: str) -> bytes:
    """A hash, so that no link is kept, nor an address."""
    return blake2b(name.encode(errors="replace"), digest_size=16).digest()


_OF_LINKS: Final = Rate(40, 1)

# A whole company may come from one address, in the minutes after everybody got a message.
_OF_ADDRESSES: Final = Rate(2_000, 200)

# No link can be guessed. This is so that trying costs us little, and old links of many do not lock their
# colleagues out.
_OF_FAILURES: Final = Rate(600, 10)

# A code is short, so trying has to be slow; people at one kiosk mistype one now and then.
_OF_GUESSES: Final = Rate(10, 0.1)


def _counted_here(rate: Rate) -> Callable[[], Counter]:
    return lambda: Buckets(rate)


@dataclass(frozen=True)
class Limits:
    """How often the page answers a link, an address, and an address that comes by links that do not work.

    `guesses` are codes at a kiosk that are nobody's, by address.
    """

    links: Counter = field(default_factory=_counted_here(_OF_LINKS))
    addresses: Counter = field(default_factory=_counted_here(_OF_ADDRESSES))
    failures: Counter = field(default_factory=_counted_here(_OF_FAILURES))
    guesses: Counter = field(default_factory=_counted_here(_OF_GUESSES))


def shared_limits(file: SharedFile) -> Limits:
    """The limits as all processes count them that have mapped a file."""
    rates = (_OF_LINKS, _OF_ADDRESSES, _OF_FAILURES, _OF_GUESSES)
    return Limits(*(SharedBuckets(rate, file, table) for table, rate in enumerate(rates)))
