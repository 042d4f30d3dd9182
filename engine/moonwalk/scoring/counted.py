"""One person's days with the entries that count, as rules get to see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.days import Day, Entry, Progress, Status, Timeline
from moonwalk.api.grid import Grid
from moonwalk.scoring.amounts import Amounts, Settled, converted, settle_baseline
from moonwalk.scoring.grids import timeline
from moonwalk.scoring.plan import Plan
from moonwalk.scoring.verdicts import BASELINE_DAYS, Verdict

_NOTHING: Final[Mapping[str, Progress]] = MappingProxyType({})


@dataclass(frozen=True, eq=False)
class CountedEntries:
    """Looked up by person; in the order they were logged, whatever the order of the facts.

    `settled` is of the same people as the grids that timelines are made from.
    """

    plan: Plan
    settled: Settled

    def timeline(self, grid: Grid, row: int) -> Timeline:
        """A person's days: those of the grid, with entries, and those before if a rule reads them."""
        return timeline(self.plan, grid, row, self.of(row), self._before(row))

    def with_days_before(self, grid: Grid) -> Grid:
        """The grid with the days before day 1, if a rule reads them."""
        return replace(grid, before=self._baseline) if self.plan.reads_baseline else grid

    def of(self, row: int) -> Mapping[int, tuple[Entry, ...]]:
        """A person's entries by day index; `row` is the person's row in the frame."""
        first, last = np.searchsorted(self._rows, [row, row + 1])
        found: dict[int, tuple[Entry, ...]] = {}
        for at in self._order[first:last].tolist():
            day = int(self.settled.judged.entries.day[at])
            found[day] = (*found.get(day, ()), self._entry(at))
        return found

    def _before(self, row: int) -> tuple[Day, ...]:
        if not self.plan.reads_baseline:
            return ()
        starts = self.plan.calendar.starts
        return tuple(
            Day(
                date=starts + timedelta(days=index),
                index=index,
                week=index // 7 + 1,
                status=self.plan.calendar.kind(starts + timedelta(days=index)),
                amounts=MappingProxyType(
                    {name: int(values[row, index]) for name, values in self._baseline.items()}
                ),
                progress=_NOTHING,
            )
            for index in range(-BASELINE_DAYS, 0)
        )

    @cached_property
    def _baseline(self) -> Mapping[str, Amounts]:
        calendar = self.plan.calendar
        dates = [calendar.starts + timedelta(days=index) for index in range(-BASELINE_DAYS, 0)]
        off = np.array([calendar.kind(day) is Status.OFF for day in dates], np.bool_)
        found = converted(self.plan, settle_baseline(self.plan, self.settled).raw)
        # On a day off nothing counts, before the challenge as little as in it.
        return {name: np.where(off, 0, amounts) for name, amounts in found.items()}

    @cached_property
    def _order(self) -> NDArray[np.int64]:
        judged = self.settled.judged
        at = np.flatnonzero(judged.verdict == Verdict.COUNTED)
        entries = judged.entries
        return at[np.lexsort((entries.id[at], entries.logged[at], entries.day[at], judged.row[at]))]

    @cached_property
    def _rows(self) -> NDArray[np.int64]:
        return self.settled.judged.row[self._order]

    def _entry(self, at: int) -> Entry:
        judged = self.settled.judged
        activity = self.plan.activities[int(judged.activity[at])]
        return Entry(str(int(judged.entries.id[at])), activity.name, int(judged.entries.amount[at]))
