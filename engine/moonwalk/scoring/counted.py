"""The entries that count, as rules get to see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.days import Entry
from moonwalk.scoring.amounts import Settled
from moonwalk.scoring.plan import Plan
from moonwalk.scoring.verdicts import Verdict


@dataclass(frozen=True, eq=False)
class CountedEntries:
    """Looked up by person; in the order they were logged, whatever the order of the facts."""

    plan: Plan
    settled: Settled

    def of(self, row: int) -> Mapping[int, tuple[Entry, ...]]:
        """A person's entries by day index; `row` is the person's row in the frame."""
        first, last = np.searchsorted(self._rows, [row, row + 1])
        found: dict[int, tuple[Entry, ...]] = {}
        for at in self._order[first:last].tolist():
            day = int(self.settled.judged.entries.day[at])
            found[day] = (*found.get(day, ()), self._entry(at))
        return found

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
