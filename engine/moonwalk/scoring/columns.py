"""A column of the roster: which people have the same value in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Number = TypeVar("Number", np.int64, np.bool_)


def value_key(text: str) -> str:
    """By what values are compared: small letters, single blanks."""
    return " ".join(text.split()).casefold()


@dataclass(frozen=True, eq=False)
class RosterColumn:
    """Values in the order of their keys, each as most people have it; `of` is a person's, -1 for blank."""

    keys: tuple[str, ...]
    labels: tuple[str, ...]
    of: NDArray[np.int32]

    @classmethod
    def of_values(cls, values: Sequence[str]) -> RosterColumn:
        """From the value of each person; a blank one is none."""
        spelt: dict[str, Counter[str]] = {}
        for value, count in Counter(values).items():
            if value.strip():
                spelt.setdefault(value_key(value), Counter())[" ".join(value.split())] += count
        keys = sorted(spelt)
        at = {key: index for index, key in enumerate(keys)}
        codes = {value: at.get(value_key(value), -1) for value in set(values)}
        labels = [min(spelt[key].items(), key=lambda found: (-found[1], found[0]))[0] for key in keys]
        return cls(tuple(keys), tuple(labels), np.array([codes[value] for value in values], np.int32))

    def __len__(self) -> int:
        return len(self.keys)

    def only(self, rows: Whole | slice) -> RosterColumn:
        """That of some of the people; the values stay."""
        return RosterColumn(self.keys, self.labels, self.of[rows])

    def sums(self, values: NDArray[Number]) -> Whole:
        """What the people of each value add up to, along the first axis; who has none adds nothing."""
        order, starts = self._by_value
        sums = np.zeros((len(self), *values.shape[1:]), np.int64)
        somebody = np.flatnonzero(np.diff(starts))
        if len(somebody):
            # The last value ends where the people do.
            sums[somebody] = np.add.reduceat(values[order], starts[somebody], axis=0, dtype=np.int64)
        return sums

    @cached_property
    def _by_value(self) -> tuple[Whole, Whole]:
        """The people who have a value, in the order of values, and where each value begins and ends."""
        order = np.argsort(self.of, kind="stable")[int((self.of < 0).sum()) :]
        return order, np.searchsorted(self.of[order], np.arange(len(self) + 1))

    def most_of(self, group: NDArray[np.int32], groups: int) -> NDArray[np.int32]:
        """The value that most people of each group have, the first by name of several; -1 where none has any.

        `group` is the group of each person, -1 for none.
        """
        if not len(self):
            return np.full(groups, -1, np.int32)
        chosen = (group >= 0) & (self.of >= 0)
        cell = group[chosen].astype(np.int64) * len(self) + self.of[chosen]
        counts = np.bincount(cell, minlength=groups * len(self)).reshape(groups, len(self))
        most = np.where(counts.any(axis=1), counts.argmax(axis=1), -1)
        return most.astype(np.int32)
