"""The attack: everything that others are shown, added and subtracted in every way, to single people out.

A published figure is a sum of entries. What can be worked out from several is their linear combinations;
one that only entries of a single person (or of fewer people than a group may have) are left in singles them
out. The attacker is taken to know who was in which row when, and who logged on which day: everything but
the amounts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations

import numpy as np

PRIME = 2_147_483_647


@dataclass(frozen=True)
class Entry:
    """What somebody did, as long as it is known and has not been replaced (instants in ms)."""

    person: str
    day: date
    amount: int
    known: int
    replaced: int = 1 << 62


@dataclass
class Seen:
    """The figures that an attacker has seen: which entries each is the sum of, and what it said."""

    entries: list[Entry]
    sums: dict[tuple[object, ...], frozenset[int]] = field(default_factory=dict)

    def add(self, name: tuple[object, ...], of: Iterable[int]) -> None:
        """A figure, by the numbers of the entries that it is the sum of."""
        self.sums[name] = frozenset(of)

    def matrix(self) -> np.ndarray:
        """A row for each figure that is the sum of anything, a column for each entry."""
        rows = sorted({tuple(sorted(entries)) for entries in self.sums.values() if entries})
        table = np.zeros((len(rows), len(self.entries)), np.int64)
        for at, entries in enumerate(rows):
            table[at, list(entries)] = 1
        return table

    def singled_out(self, smallest: int) -> list[frozenset[str]]:
        """Every person, and every set of people who stand in the same figures, that figures single out."""
        table = self.matrix()
        if not len(table):
            return []
        owners = np.array([entry.person for entry in self.entries])
        whole = rank(table)
        people = sorted(set(owners[table.any(axis=0)].tolist()))
        suspects = [frozenset({who}) for who in people]
        small = [group for group in alike(table, owners, people) if len(group) < smallest]
        suspects += [group for group in small if len(group) > 1]
        suspects += [one | other for one, other in combinations(small[:12], 2) if len(one | other) < smallest]
        return [who for who in suspects if rank(table[:, ~np.isin(owners, list(who))]) < whole]


def alike(table: np.ndarray, owners: np.ndarray, people: list[str]) -> list[frozenset[str]]:
    """People by the figures in which they have anything."""
    groups: dict[bytes, set[str]] = {}
    for who in people:
        groups.setdefault(table[:, owners == who].any(axis=1).tobytes(), set()).add(who)
    return [frozenset(group) for group in groups.values()]


def rank(table: np.ndarray) -> int:
    """The rank of a matrix modulo a large prime."""
    # Columns that are the same add nothing, and there are many: people who stand in the same figures.
    left = np.unique(table, axis=1) % PRIME
    found = 0
    for column in range(left.shape[1]):
        nonzero = np.flatnonzero(left[found:, column])
        if not len(nonzero):
            continue
        at = found + int(nonzero[0])
        left[[found, at]] = left[[at, found]]
        left[found] = left[found] * pow(int(left[found, column]), PRIME - 2, PRIME) % PRIME
        others = np.flatnonzero(left[:, column])
        others = others[others != found]
        left[others] = (left[others] - left[others, column][:, None] * left[found]) % PRIME
        found += 1
        if found == len(left):
            break
    return found


def shown_sum(entries: list[Entry], of: Iterable[int]) -> int:
    """What a figure that is the sum of entries says."""
    return sum(entries[number].amount for number in of)


def known_at(
    entries: list[Entry], last: date, first: date, moment: int, where: Mapping[int, str], row: str
) -> list[int]:
    """The entries of a row, by number, that counted up to a day as known at a moment."""
    return [
        number
        for number, entry in enumerate(entries)
        if first <= entry.day <= last and entry.known <= moment < entry.replaced and where.get(number) == row
    ]
