"""Many people's days as dense arrays: what the fast form of a rule sees."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Whole: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Grid:
    """The same as `Timeline` for many people; every array is people x days unless said otherwise.

    `week` is the challenge week of each day (days). `status` holds `Status` numbers. `amounts` are
    thousandths of the activity's unit. `met` is true on the day a goal was met, a week's goal on the
    day it was reached. `have` and `need` give a goal's progress and are worked out when asked for.
    `before` holds the 28 days before day 1 (people x 28; the last column is the day before day 1), for
    rules that read `BASELINE`; it is empty for all others.
    """

    week: NDArray[np.int16]
    status: NDArray[np.int8]
    amounts: Mapping[str, Whole]
    met: Mapping[str, Flags]
    logged: Flags
    logged_of: Mapping[str, Flags] = field(default_factory=dict)
    have: Callable[[str], Whole] = field(default=lambda goal: np.zeros((0, 0), np.int64))
    need: Callable[[str], Whole] = field(default=lambda goal: np.zeros((0, 0), np.int64))
    before: Mapping[str, Whole] = field(default_factory=dict)

    @property
    def shape(self) -> tuple[int, int]:
        """(people, days)."""
        people, days = self.status.shape
        return people, days

    @cached_property
    def week_starts(self) -> tuple[int, ...]:
        """The index of each week's first day."""
        return tuple(int(index) for index in np.flatnonzero(np.diff(self.week, prepend=0)))


@dataclass(frozen=True, eq=False)
class Crowd:
    """A grid and the team of each person on each day (people x days; -1 is no team).

    `lots` is a number of 64 bits for each person, for rules that read lots; else empty.
    """

    grid: Grid
    team: NDArray[np.int32]
    teams: int
    lots: NDArray[np.uint64] = field(default_factory=lambda: np.zeros(0, np.uint64))

    def count(self, which: Flags) -> Whole:
        """How many members each team has for whom `which` (people x days) holds; teams x days."""
        days = self.team.shape[1]
        chosen = which & (self.team >= 0)
        flat = (self.team * days + np.arange(days, dtype=np.int32))[chosen]
        counts = np.bincount(flat, minlength=self.teams * days)
        return counts.reshape(self.teams, days).astype(np.int64, copy=False)
