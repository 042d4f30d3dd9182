"""Whether each entry counts, and if not, why not. The first verdict that applies is given."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.days import Status
from moonwalk.scoring.facts import NEVER, EntryFacts
from moonwalk.scoring.frame import Frame
from moonwalk.scoring.plan import Plan

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

    activity: NDArray[np.int16]
    source_rank: NDArray[np.int16]


@dataclass(frozen=True, eq=False)
class Judged:
    """Entries that a challenge knows the activity of, with their verdicts.

    `row` is the person's row in the frame (-1: no member), `activity` the index in the plan.
    """

    entries: EntryFacts
    row: NDArray[np.int64]
    activity: NDArray[np.int16]
    rank: NDArray[np.int16]
    verdict: NDArray[np.int8]


def judge(plan: Plan, frame: Frame, entries: EntryFacts, codes: Codes, last_day: int) -> Judged:
    """Verdicts that need one entry only; `last_day` is the index of the last day that is looked at.

    What depends on other entries of the day (limits, sources) is settled by `amounts.settle`.
    """
    activity = codes.activity[entries.kind]
    if (activity < 0).any():
        known = activity >= 0
        entries, activity = only(entries, known), activity[known]
    row = frame.rows(entries.person)
    calendar = plan.calendar
    end = min(calendar.length - 1, last_day)
    inside = (entries.day >= 0) & (entries.day <= end)
    day = np.where(inside, entries.day, 0)
    closes = calendar.closes[day]
    status = np.full(len(row), Status.ABSENT, np.int8)
    status[row >= 0] = frame.status[row[row >= 0], day[row >= 0]]
    verdict = np.zeros(len(entries), np.int8)
    too_much = _above_limit(plan, entries, activity)
    verdict[too_much | (entries.on_time < calendar.begins[day])] = Verdict.IMPLAUSIBLE
    verdict[entries.on_time > closes] = Verdict.LATE
    verdict[(status == Status.PAUSED) | (status == Status.EXCUSED)] = Verdict.PAUSED
    verdict[status == Status.ABSENT] = Verdict.NOT_A_MEMBER
    verdict[~inside | (calendar.kinds[day] == Status.OFF)] = Verdict.OUTSIDE
    if plan.reads_baseline:
        verdict[(entries.day < 0) & (entries.day >= -BASELINE_DAYS)] = Verdict.BASELINE
    verdict[entries.void] = Verdict.VOID
    verdict[(entries.replaced <= closes) | (~inside & (entries.replaced != NEVER))] = Verdict.SUPERSEDED
    return Judged(entries, row, activity, codes.source_rank[entries.source], verdict)


def above_limit(plan: Plan, judged: Judged) -> NDArray[np.bool_]:
    """Which entries are above what their activity takes from one entry."""
    return _above_limit(plan, judged.entries, judged.activity)


def _above_limit(plan: Plan, entries: EntryFacts, activity: NDArray[np.int16]) -> NDArray[np.bool_]:
    limits = [NEVER if one.reject_entry_above is None else one.reject_entry_above for one in plan.activities]
    return entries.amount > np.array(limits, np.int64)[activity]


def only(entries: EntryFacts, which: NDArray[np.bool_] | NDArray[np.int64]) -> EntryFacts:
    """Some of the entries."""
    return EntryFacts(
        id=entries.id[which],
        person=entries.person[which],
        day=entries.day[which],
        kind=entries.kind[which],
        source=entries.source[which],
        amount=entries.amount[which],
        logged=entries.logged[which],
        on_time=entries.on_time[which],
        replaced=entries.replaced[which],
        void=entries.void[which],
    )
