"""From entries that may count to amounts a day: people x days for each activity, in thousandths."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from moonwalk.scoring.plan import ActivityPlan, Plan
from moonwalk.scoring.verdicts import BASELINE_DAYS, Judged, Verdict, above_limit

Amounts = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Settled:
    """Final verdicts and what they add up to. `raw` is by activity, before `counts_as`."""

    judged: Judged
    raw: Mapping[str, Amounts]


def settle(plan: Plan, judged: Judged, shape: tuple[int, int]) -> Settled:
    """Adds up what counts: within a source as the activity says, between sources the largest.

    Entries that lose, or that bring a day above the activity's limit, get their verdict here.
    """
    verdict = judged.verdict.copy()
    raw: dict[str, Amounts] = {}
    days = shape[1]
    cell = judged.row * days + judged.entries.day
    for index, activity in enumerate(plan.activities):
        chosen = np.flatnonzero((verdict == Verdict.COUNTED) & (judged.activity == index))
        day = _Day(activity, judged, cell[chosen], chosen, verdict, shape[0] * days)
        raw[activity.name] = day.total().reshape(shape)
    return Settled(replace(judged, verdict=verdict), raw)


def settle_baseline(plan: Plan, settled: Settled) -> Settled:
    """The same for the days before day 1 that `judge` kept as a baseline: column -1 is the last of them."""
    judged = settled.judged
    people = next((len(values) for values in settled.raw.values()), 0)
    taken = (judged.verdict == Verdict.BASELINE) & (judged.row >= 0) & ~above_limit(plan, judged)
    verdict = np.where(taken, Verdict.COUNTED, Verdict.OUTSIDE).astype(np.int8)
    moved = replace(judged.entries, day=judged.entries.day + BASELINE_DAYS)
    return settle(plan, replace(judged, entries=moved, verdict=verdict), (people, BASELINE_DAYS))


def converted(plan: Plan, raw: Mapping[str, Amounts]) -> dict[str, Amounts]:
    """Amounts with `counts_as` applied: an activity that stands for itself holds all that counts as it.

    A converted day is rounded down to a whole thousandth.
    """
    amounts = dict(raw)
    for activity in plan.activities:
        if activity.target == activity.name:
            continue
        amounts[activity.target] = amounts[activity.target] + at_rate(raw[activity.name], activity.rate)
    return amounts


def at_rate(amounts: Amounts, rate: Fraction) -> Amounts:
    """Amounts in the unit that they count as, each rounded down to a whole thousandth."""
    return amounts if rate == 1 else amounts * rate.numerator // rate.denominator


@dataclass(frozen=True, eq=False)
class _Day:
    """One activity's candidates: `at` are their places among all entries, `cell` their person and day."""

    activity: ActivityPlan
    judged: Judged
    cell: NDArray[np.int64]
    at: NDArray[np.int64]
    verdict: NDArray[np.int8]
    cells: int

    def total(self) -> Amounts:
        """The day's amounts by cell, with the losers' verdicts written into `verdict`."""
        if self.activity.same_day != "add":
            self._refuse_single()
            self._keep_one_entry()
        ranks = np.flatnonzero(np.bincount(self.judged.rank[self.at]))
        if len(ranks) <= 1 or self.activity.devices == "add":
            return self._limited(self.at, self.cell)
        return self._largest(ranks)

    def _limited(self, at: NDArray[np.int64], cell: NDArray[np.int64]) -> Amounts:
        kept = self.verdict[at] == Verdict.COUNTED
        at, cell = at[kept], cell[kept]
        total = self._sum(at, cell)
        limit = self.activity.reject_day_above
        if limit is None or not (total > limit).any():
            return total
        above = np.flatnonzero((total > limit)[cell])
        self._refuse_above(limit, at[above], cell[above])
        kept = self.verdict[at] == Verdict.COUNTED
        return self._sum(at[kept], cell[kept])

    def _sum(self, at: NDArray[np.int64], cell: NDArray[np.int64]) -> Amounts:
        # Sums stay far below 2**53 thousandths, so adding in doubles is exact.
        amounts = self.judged.entries.amount[at].astype(np.float64)
        return np.bincount(cell, weights=amounts, minlength=self.cells).astype(np.int64)

    def _refuse_above(self, limit: int, at: NDArray[np.int64], cell: NDArray[np.int64]) -> None:
        """Takes entries in the order they were logged, refusing each that would pass the limit."""
        entries = self.judged.entries
        order = np.lexsort((entries.id[at], entries.on_time[at], cell))
        so_far: dict[int, int] = {}
        for place in order:
            entry, day = int(at[place]), int(cell[place])
            total = so_far.get(day, 0) + int(entries.amount[entry])
            if total > limit:
                self.verdict[entry] = Verdict.IMPLAUSIBLE
            else:
                so_far[day] = total

    def _refuse_single(self) -> None:
        """Where one entry stands for the day, refuses each that alone passes the limit."""
        limit = self.activity.reject_day_above
        if limit is not None:
            above = self.judged.entries.amount[self.at] > limit
            self.verdict[self.at[above]] = Verdict.IMPLAUSIBLE

    def _keep_one_entry(self) -> None:
        """Within a source and day, the latest or the largest entry counts; the others get their verdict."""
        kept = self.verdict[self.at] == Verdict.COUNTED
        at, cell = self.at[kept], self.cell[kept]
        entries, rank = self.judged.entries, self.judged.rank[at]
        # A correction stands where the entry did that it corrects, however late someone makes it.
        latest = (entries.id[at], entries.logged[at], entries.on_time[at])
        keys = (*latest, entries.amount[at]) if self.activity.same_day == "largest" else latest
        order = np.lexsort((*keys, rank, cell))
        cell, source = cell[order], rank[order]
        followed = (cell[:-1] == cell[1:]) & (source[:-1] == source[1:])
        self.verdict[at[order[:-1][followed]]] = Verdict.ANOTHER_ENTRY

    def _largest(self, ranks: NDArray[np.int64]) -> Amounts:
        """The largest source's amounts; of equal ones the first by name. The others' entries lose."""
        rank = self.judged.rank[self.at]
        best = np.zeros(self.cells, np.int64)
        winner = np.full(self.cells, -1, np.int16)
        for source in ranks:
            at, cell = self.at[rank == source], self.cell[rank == source]
            amounts = self._limited(at, cell)
            # Only where the source has an entry: an entry of nothing must not lose to no entry at all.
            there = np.zeros(self.cells, np.bool_)
            there[cell[self.verdict[at] == Verdict.COUNTED]] = True
            wins = there & ((amounts > best) | (winner < 0))
            best[wins], winner[wins] = amounts[wins], source
        loses = (rank != winner[self.cell]) & (self.verdict[self.at] == Verdict.COUNTED)
        self.verdict[self.at[loses]] = Verdict.ANOTHER_SOURCE
        return best
