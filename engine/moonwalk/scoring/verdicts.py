"""Whether each entry counts, and the amounts a day that those which count add up to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.timeline import Status
from moonwalk.scoring.facts import NEVER, BoolArray, EntryFacts, Int16Array, Int64Array
from moonwalk.scoring.membership import Membership
from moonwalk.scoring.plan import ActivityPlan, Plan

BASELINE_DAYS = 28
"""How many days before day 1 are kept as a baseline."""


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

    `activity[kind]` is the index in the plan of the activity that a kind measures, -1 for one that the
    challenge does not have. `source_rank[source]` is a source's place by name.
    """

    activity: Int16Array
    # By name and not by number: numbers follow the order of imports, and two workspaces with the same
    # entries must agree on which of two equal sources counts.
    source_rank: Int16Array


@dataclass(frozen=True, eq=False)
class Judged:
    """Entries whose activity the challenge has, with their verdicts.

    `row` is the person's row in the membership (-1: no member), `activity` the index in the plan, `rank`
    the place of the source.
    """

    entries: EntryFacts
    row: Int64Array
    activity: Int16Array
    rank: Int16Array
    verdict: NDArray[np.int8]


@dataclass(frozen=True, eq=False)
class Settled:
    """Final verdicts, and the amounts that they add up to, by activity and before `counts_as`."""

    judged: Judged
    raw: Mapping[str, Int64Array]


def judge(plan: Plan, membership: Membership, entries: EntryFacts, codes: Codes, last_day: int) -> Judged:
    """Return the verdicts that need one entry only. `last_day` is the index of the last day included.

    What depends on other entries of the day (limits of a day, several sources) is decided by `settle`.
    """
    activity = codes.activity[entries.kind]
    if (activity < 0).any():
        known = activity >= 0
        entries, activity = only(entries, known), activity[known]
    row = membership.rows(entries.person)
    calendar = plan.calendar
    end = min(calendar.length - 1, last_day)
    inside = (entries.day >= 0) & (entries.day <= end)
    # Days outside look up day 1 and are overruled below: an index into the calendar has to be a valid
    # one.
    day = np.where(inside, entries.day, 0)
    closes = calendar.closes[day]
    status = _status_of(membership, row, day)
    verdict = np.zeros(len(entries), np.int8)
    too_much = _above_limit(plan, entries, activity)
    # Each line overrules those before it, so what is written last is what people are told first: that an
    # entry was withdrawn or replaced matters more than that it was late as well.
    verdict[too_much | (entries.on_time < calendar.begins[day])] = Verdict.IMPLAUSIBLE
    verdict[entries.on_time > closes] = Verdict.LATE
    verdict[(status == Status.PAUSED) | (status == Status.EXCUSED)] = Verdict.PAUSED
    verdict[status == Status.ABSENT] = Verdict.NOT_A_MEMBER
    verdict[~inside | (calendar.statuses == Status.OFF)[day]] = Verdict.OUTSIDE
    # Only a rule that reads it makes the time before day 1 worth keeping; otherwise such entries are
    # simply outside.
    if plan.reads_baseline:
        verdict[(entries.day < 0) & (entries.day >= -BASELINE_DAYS)] = Verdict.BASELINE
    verdict[entries.void] = Verdict.VOID
    # A correction replaces only if it was on time itself. Outside the challenge there is no deadline to
    # miss. Few are ever corrected, so deadlines are compared for those alone.
    corrected = np.flatnonzero(entries.replaced != NEVER)
    replaced = (entries.replaced[corrected] <= closes[corrected]) | ~inside[corrected]
    verdict[corrected[replaced]] = Verdict.SUPERSEDED
    return Judged(entries, row, activity, codes.source_rank[entries.source], verdict)


def _status_of(membership: Membership, row: Int64Array, day: NDArray[np.int32]) -> NDArray[np.int8]:
    """Return what the day of each entry is to its person; ABSENT for people who are no members."""
    if not (row < 0).any():
        # One index is looked up four times as fast as a pair of them.
        of_day: NDArray[np.int8] = membership.status.ravel()[row * membership.status.shape[1] + day]
        return of_day
    status = np.full(len(row), Status.ABSENT, np.int8)
    status[row >= 0] = membership.status[row[row >= 0], day[row >= 0]]
    return status


def above_limit(plan: Plan, judged: Judged) -> BoolArray:
    """Return which entries exceed what their activity accepts from a single entry."""
    return _above_limit(plan, judged.entries, judged.activity)


def _above_limit(plan: Plan, entries: EntryFacts, activity: Int16Array) -> BoolArray:
    # No amount reaches NEVER, so activities without a limit need no mask of their own.
    limits = [
        NEVER if known.reject_entry_above is None else known.reject_entry_above for known in plan.activities
    ]
    limit = np.array(limits, np.int64)
    if entries.amount.max(initial=0) <= limit.min(initial=NEVER):
        return np.zeros(len(entries), np.bool_)
    return np.asarray(entries.amount > limit[activity])


def settle(plan: Plan, judged: Judged, shape: tuple[int, int]) -> Settled:
    """Add up what counts: within a source as the activity says, between sources the largest.

    Entries that lose, or that take a day above the activity's limit, get their verdict here. `shape` is
    (people, days).
    """
    verdict = judged.verdict.copy()
    raw: dict[str, Int64Array] = {}
    days = shape[1]
    # One number for person and day, so that a whole company is added up by a single `bincount`. Entries
    # of non-members have a negative one, but never the verdict that would have them looked at.
    cell = judged.row * days + judged.entries.day
    for index, activity in enumerate(plan.activities):
        chosen = np.flatnonzero((verdict == Verdict.COUNTED) & (judged.activity == index))
        day = _ActivityDays(activity, judged, cell[chosen], chosen, verdict, shape[0] * days)
        raw[activity.name] = day.total().reshape(shape)
    return Settled(replace(judged, verdict=verdict), raw)


def settle_within(plan: Plan, settled: Settled, days: int) -> Settled:
    """Settle again what counted and was logged within some days after its day; the rest is late."""
    judged, people = settled.judged, next((len(values) for values in settled.raw.values()), 0)
    counted = np.flatnonzero(judged.verdict == Verdict.COUNTED)
    over = plan.calendar.over_everywhere(days)
    late = counted[judged.entries.on_time[counted] > over[judged.entries.day[counted]]]
    verdict = judged.verdict.copy()
    verdict[late] = Verdict.LATE
    return settle(plan, replace(judged, verdict=verdict), (people, plan.calendar.length))


def settle_baseline(plan: Plan, settled: Settled) -> Settled:
    """Settle the days that `judge` kept as a baseline; the last column is the day before day 1."""
    judged = settled.judged
    people = next((len(values) for values in settled.raw.values()), 0)
    taken = (judged.verdict == Verdict.BASELINE) & (judged.row >= 0) & ~above_limit(plan, judged)
    # Everything else is set aside, also what counted in the challenge: these verdicts serve the baseline
    # alone and are not shown to anybody.
    verdict = np.where(taken, Verdict.COUNTED, Verdict.OUTSIDE).astype(np.int8)
    moved = replace(judged.entries, day=judged.entries.day + BASELINE_DAYS)
    return settle(plan, replace(judged, entries=moved, verdict=verdict), (people, BASELINE_DAYS))


def converted(plan: Plan, raw: Mapping[str, Int64Array]) -> dict[str, Int64Array]:
    """Return amounts with `counts_as` applied: an activity's amount includes all that counts as it.

    A converted day is rounded down to a whole thousandth.
    """
    amounts = dict(raw)
    for activity in plan.activities:
        if activity.target == activity.name:
            continue
        amounts[activity.target] = amounts[activity.target] + at_rate(raw[activity.name], activity.rate)
    return amounts


def at_rate(amounts: Int64Array, rate: Fraction) -> Int64Array:
    """Return amounts in the unit that they count as, each rounded down to a whole thousandth."""
    # Multiplied before it is divided, or 1 at a rate of 3/2 would be 0 instead of 1. An entry is at most
    # 10**12, so a numerator of nine million still fits 64 bits.
    return amounts if rate == 1 else amounts * rate.numerator // rate.denominator


def only(entries: EntryFacts, rows: BoolArray | Int64Array) -> EntryFacts:
    """Return some of the entries, in the order of `rows`."""
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
class _ActivityDays:
    """Candidates of one activity: `at` are their places among all entries, `cell` their person and day."""

    activity: ActivityPlan
    judged: Judged
    cell: Int64Array
    at: Int64Array
    verdict: NDArray[np.int8]
    cells: int

    def total(self) -> Int64Array:
        """Return the amount of each cell, and write the verdicts of losing entries into `verdict`."""
        if self.activity.same_day != "add":
            self._refuse_single()
            self._keep_one_entry()
        # Where all entries come from one source there is nothing to compare.
        ranks = np.flatnonzero(np.bincount(self.judged.rank[self.at]))
        if len(ranks) <= 1 or self.activity.devices == "add":
            return self._limited(self.at, self.cell)
        return self._largest(ranks)

    def _limited(self, at: Int64Array, cell: Int64Array) -> Int64Array:
        kept = self.verdict[at] == Verdict.COUNTED
        at, cell = at[kept], cell[kept]
        total = self._sum(at, cell)
        # Entries are only taken one by one where a day is above the limit, which is rare; the rest stays
        # in arrays.
        limit = self.activity.reject_day_above
        if limit is None or not (total > limit).any():
            return total
        above = np.flatnonzero((total > limit)[cell])
        self._refuse_above(limit, at[above], cell[above])
        kept = self.verdict[at] == Verdict.COUNTED
        return self._sum(at[kept], cell[kept])

    def _sum(self, at: Int64Array, cell: Int64Array) -> Int64Array:
        # `bincount` adds weights as doubles. An entry is at most 10**12, so sums are exact up to 9,000
        # entries of that size on one day (2**53).
        amounts = self.judged.entries.amount[at].astype(np.float64)
        return np.bincount(cell, weights=amounts, minlength=self.cells).astype(np.int64)

    def _refuse_above(self, limit: int, at: Int64Array, cell: Int64Array) -> None:
        """Refuse each entry that would take its day past the limit, earliest `on_time` first."""
        entries = self.judged.entries
        # The id settles equal instants, so that the verdicts do not depend on the order of import. An
        # entry that is too large is skipped, and a smaller one after it may still fit.
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
        """Refuse each entry that alone passes the limit, where one entry stands for the day."""
        limit = self.activity.reject_day_above
        # Before the largest is chosen: a slip of the finger must not push out the plausible entry and
        # then be refused itself, leaving the day empty.
        if limit is not None:
            above = self.judged.entries.amount[self.at] > limit
            self.verdict[self.at[above]] = Verdict.IMPLAUSIBLE

    def _keep_one_entry(self) -> None:
        """Keep the latest or the largest entry of each source and day, and give the others their verdict."""
        kept = self.verdict[self.at] == Verdict.COUNTED
        at, cell = self.at[kept], self.cell[kept]
        entries, rank = self.judged.entries, self.judged.rank[at]
        # By `on_time` first: a correction takes the place of the entry that it corrects, however
        # late it is made.
        latest = (entries.id[at], entries.logged[at], entries.on_time[at])
        keys = (*latest, entries.amount[at]) if self.activity.same_day == "largest" else latest
        order = np.lexsort((*keys, rank, cell))
        cell, source = cell[order], rank[order]
        followed = (cell[:-1] == cell[1:]) & (source[:-1] == source[1:])
        # Sorted ascending, the last of each source and day is the one to keep; all that are followed
        # lose.
        self.verdict[at[order[:-1][followed]]] = Verdict.ANOTHER_ENTRY

    def _largest(self, ranks: Int64Array) -> Int64Array:
        """Return the amounts of the largest source of each cell; of equal ones the first by name."""
        rank = self.judged.rank[self.at]
        best = np.zeros(self.cells, np.int64)
        winner = np.full(self.cells, -1, np.int16)
        # Ranks ascend, and a later source has to be strictly larger to win: that makes equal ones fall to
        # the first by name.
        for source in ranks:
            at, cell = self.at[rank == source], self.cell[rank == source]
            # Each source is held to the limit by itself, since only one of them will count.
            amounts = self._limited(at, cell)
            # Only where the source has an entry: an entry of nothing must not lose to no entry at all.
            there = np.zeros(self.cells, np.bool_)
            there[cell[self.verdict[at] == Verdict.COUNTED]] = True
            wins = there & ((amounts > best) | (winner < 0))
            best[wins], winner[wins] = amounts[wins], source
        loses = (rank != winner[self.cell]) & (self.verdict[self.at] == Verdict.COUNTED)
        self.verdict[self.at[loses]] = Verdict.ANOTHER_SOURCE
        return best
