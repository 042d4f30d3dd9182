"""Whether each entry counts, and the amounts a day that those which count add up to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.timeline import Status
from moonwalk.scoring.arrays import BoolArray, Int16Array, Int64Array
from moonwalk.scoring.facts import NEVER, EntryFacts
from moonwalk.scoring.membership import Membership
from moonwalk.scoring.plan import ActivityPlan, Plan

BASELINE_DAYS = 28
"""How far before day 1 entries are kept as a baseline."""


class Verdict(IntEnum):
    """What became of an entry in one challenge."""

    COUNTED = 0
    SUPERSEDED = 1
    VOID = 2
    BASELINE = 3
    OUTSIDE = 4
    NOT_A_MEMBER = 5
    PAUSED = 6
    LATE = 7
    IMPLAUSIBLE = 8
    ANOTHER_SOURCE = 9
    ANOTHER_ENTRY = 10


@dataclass(frozen=True, eq=False)
class Codes:
    """What the store's numbers mean to a challenge.

    `activity[kind]` is the index of the kind's activity in the plan, -1 for what the challenge does not
    know; `source_rank[source]` orders sources by name, so that the order of imports changes nothing.
    """

    activity: Int16Array
    source_rank: Int16Array


@dataclass(frozen=True, eq=False)
class Judged:
    """Entries that a challenge knows the activity of, with their verdicts.

    `row` is the person's row in the frame (-1: no member), `activity` the index in the plan.
    """

    entries: EntryFacts
    row: Int64Array
    activity: Int16Array
    rank: Int16Array
    verdict: NDArray[np.int8]


def judge(plan: Plan, membership: Membership, entries: EntryFacts, codes: Codes, last_day: int) -> Judged:
    """Verdicts that need one entry only; `last_day` is the index of the last day that is looked at.

    What depends on other entries of the day (limits, sources) is settled by `amounts.settle`.
    """
    activity = codes.activity[entries.kind]
    if (activity < 0).any():
        known = activity >= 0
        entries, activity = only(entries, known), activity[known]
    row = membership.rows(entries.person)
    calendar = plan.calendar
    end = min(calendar.length - 1, last_day)
    inside = (entries.day >= 0) & (entries.day <= end)
    day = np.where(inside, entries.day, 0)
    closes = calendar.closes[day]
    status = np.full(len(row), Status.ABSENT, np.int8)
    status[row >= 0] = membership.status[row[row >= 0], day[row >= 0]]
    verdict = np.zeros(len(entries), np.int8)
    too_much = _above_limit(plan, entries, activity)
    verdict[too_much | (entries.on_time < calendar.begins[day])] = Verdict.IMPLAUSIBLE
    verdict[entries.on_time > closes] = Verdict.LATE
    verdict[(status == Status.PAUSED) | (status == Status.EXCUSED)] = Verdict.PAUSED
    verdict[status == Status.ABSENT] = Verdict.NOT_A_MEMBER
    verdict[~inside | (calendar.statuses[day] == Status.OFF)] = Verdict.OUTSIDE
    if plan.reads_baseline:
        verdict[(entries.day < 0) & (entries.day >= -BASELINE_DAYS)] = Verdict.BASELINE
    verdict[entries.void] = Verdict.VOID
    verdict[(entries.replaced <= closes) | (~inside & (entries.replaced != NEVER))] = Verdict.SUPERSEDED
    return Judged(entries, row, activity, codes.source_rank[entries.source], verdict)


def above_limit(plan: Plan, judged: Judged) -> BoolArray:
    """Which entries are above what their activity takes from one entry."""
    return _above_limit(plan, judged.entries, judged.activity)


def _above_limit(plan: Plan, entries: EntryFacts, activity: Int16Array) -> BoolArray:
    limits = [NEVER if one.reject_entry_above is None else one.reject_entry_above for one in plan.activities]
    return entries.amount > np.array(limits, np.int64)[activity]


def only(entries: EntryFacts, rows: BoolArray | Int64Array) -> EntryFacts:
    """Some of the entries."""
    return EntryFacts(
        id=entries.id[rows],
        person=entries.person[rows],
        day=entries.day[rows],
        kind=entries.kind[rows],
        source=entries.source[rows],
        amount=entries.amount[rows],
        logged=entries.logged[rows],
        on_time=entries.on_time[rows],
        replaced=entries.replaced[rows],
        void=entries.void[rows],
    )


@dataclass(frozen=True, eq=False)
class Settled:
    """Final verdicts and what they add up to. `raw` is by activity, before `counts_as`."""

    judged: Judged
    raw: Mapping[str, Int64Array]


def settle(plan: Plan, judged: Judged, shape: tuple[int, int]) -> Settled:
    """Adds up what counts: within a source as the activity says, between sources the largest.

    Entries that lose, or that bring a day above the activity's limit, get their verdict here.
    """
    verdict = judged.verdict.copy()
    raw: dict[str, Int64Array] = {}
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


def converted(plan: Plan, raw: Mapping[str, Int64Array]) -> dict[str, Int64Array]:
    """Int64Array with `counts_as` applied: an activity that stands for itself holds all that counts as it.

    A converted day is rounded down to a whole thousandth.
    """
    amounts = dict(raw)
    for activity in plan.activities:
        if activity.target == activity.name:
            continue
        amounts[activity.target] = amounts[activity.target] + at_rate(raw[activity.name], activity.rate)
    return amounts


def at_rate(amounts: Int64Array, rate: Fraction) -> Int64Array:
    """Int64Array in the unit that they count as, each rounded down to a whole thousandth."""
    return amounts if rate == 1 else amounts * rate.numerator // rate.denominator


@dataclass(frozen=True, eq=False)
class _Day:
    """One activity's candidates: `at` are their places among all entries, `cell` their person and day."""

    activity: ActivityPlan
    judged: Judged
    cell: Int64Array
    at: Int64Array
    verdict: NDArray[np.int8]
    cells: int

    def total(self) -> Int64Array:
        """The day's amounts by cell, with the losers' verdicts written into `verdict`."""
        if self.activity.same_day != "add":
            self._refuse_single()
            self._keep_one_entry()
        ranks = np.flatnonzero(np.bincount(self.judged.rank[self.at]))
        if len(ranks) <= 1 or self.activity.devices == "add":
            return self._limited(self.at, self.cell)
        return self._largest(ranks)

    def _limited(self, at: Int64Array, cell: Int64Array) -> Int64Array:
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

    def _sum(self, at: Int64Array, cell: Int64Array) -> Int64Array:
        # Sums stay far below 2**53 thousandths, so adding in doubles is exact.
        amounts = self.judged.entries.amount[at].astype(np.float64)
        return np.bincount(cell, weights=amounts, minlength=self.cells).astype(np.int64)

    def _refuse_above(self, limit: int, at: Int64Array, cell: Int64Array) -> None:
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

    def _largest(self, ranks: Int64Array) -> Int64Array:
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
