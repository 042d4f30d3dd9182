"""People's days as rules see them: the grid of many people, the timeline of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache, cached_property
from types import MappingProxyType
from typing import Final

import numpy as np

from moonwalk.api.arrays import Grid
from moonwalk.api.timeline import Day, Entry, Progress, Status, Timeline
from moonwalk.scoring.absence import fill_absent_days
from moonwalk.scoring.facts import BoolArray, Int64Array
from moonwalk.scoring.goals import Goals
from moonwalk.scoring.membership import Membership
from moonwalk.scoring.plan import Plan
from moonwalk.scoring.verdicts import BASELINE_DAYS, Settled, Verdict, at_rate, converted, settle_baseline

AmountsByActivity = Mapping[str, Int64Array]


EntriesByDay = Mapping[int, Sequence[Entry]]


_STATUSES: Final = tuple(Status)


_NO_PROGRESS: Final[Mapping[str, Progress]] = MappingProxyType({})


def build_grid(
    plan: Plan, membership: Membership, raw: AmountsByActivity, amounts: AmountsByActivity
) -> Grid:
    """Return people's days as rules see them. `raw` are amounts before `counts_as`, `amounts` with it."""
    # From the raw amounts: what somebody logged, not what conversions or averages make of it.
    logged = _any_of([values > 0 for values in raw.values()], membership)
    members, counted = fill_absent_days(plan, membership, amounts, logged)
    goals = Goals(plan, members, counted)
    met = goals.met()
    return Grid(
        week=plan.calendar.week,
        status=members.status,
        amounts=counted,
        met=met,
        logged=logged,
        logged_of={name: values > 0 for name, values in amounts.items()},
        # Computed on demand, since few rules look at progress; kept, since each timeline asks again.
        have=cache(lambda goal: goals.have(plan.goal(goal), met)),
        need=cache(lambda goal: goals.need(plan.goal(goal))),
    )


def _any_of(flags: Sequence[BoolArray], membership: Membership) -> BoolArray:
    combined = np.zeros(membership.status.shape, np.bool_)
    for activity_flags in flags:
        combined |= activity_flags
    return combined


def apply_changes(plan: Plan, grid: Grid, added: AmountsByActivity, stand: Mapping[str, BoolArray]) -> Grid:
    """Return the grid with amounts added and goals that count as met.

    `added` amounts also reach the activity that theirs counts as; `stand` holds the days that stand for a
    goal.
    """
    amounts = dict(grid.amounts)
    for name, more in added.items():
        activity = plan.activity(name)
        before, after = grid.amounts[name], grid.amounts[name] + more
        amounts[name] = amounts[name] + more
        if activity.target != name:
            # As if the whole amount had been logged: converting the addition alone would round down twice.
            flown = at_rate(after, activity.rate) - at_rate(before, activity.rate)
            amounts[activity.target] = amounts[activity.target] + flown
    # Added amounts do not meet goals: a doubled day pays more, but the goal still asks for what was done.
    # Only a day that stands for a missed one changes that.
    met = {goal: flags | stand[goal] if goal in stand else flags for goal, flags in grid.met.items()}
    return replace(grid, amounts=amounts, met=met)


def timeline(
    plan: Plan, grid: Grid, row: int, entries: EntriesByDay | None = None, before: tuple[Day, ...] = ()
) -> Timeline:
    """Return one person's days from a row of the grid; `entries` are those that count, by day index."""
    # Lists, because reading numbers from an array one at a time is five times as slow.
    amounts = {name: values[row].tolist() for name, values in grid.amounts.items()}
    met = {name: flags[row].tolist() for name, flags in grid.met.items()}
    progress = {goal.name: _progress(grid, goal.name, row) for goal in plan.goals}
    days = (
        Day(
            date=plan.calendar.dates[index],
            index=index,
            week=index // 7 + 1,
            status=_STATUSES[status],
            # Read-only: a rule that wrote into a day would change what the rules after it see.
            amounts=MappingProxyType({name: values[index] for name, values in amounts.items()}),
            met=frozenset([name for name, flags in met.items() if flags[index]]),
            progress=MappingProxyType({name: steps[index] for name, steps in progress.items()}),
            entries=tuple((entries or {}).get(index, ())),
        )
        for index, status in enumerate(grid.status[row].tolist())
    )
    return Timeline(days=tuple(days), before=before)


def _progress(grid: Grid, goal: str, row: int) -> list[Progress]:
    """How far a goal is, day by day; nothing is needed on a grid that does not know, of days to come."""
    have, need = grid.have(goal), grid.need(goal)
    if not have.size:
        return [Progress(have=0, need=0)] * grid.shape[1]
    return [
        Progress(have=done, need=wanted)
        for done, wanted in zip(have[row].tolist(), need[row].tolist(), strict=True)
    ]


@dataclass(frozen=True, eq=False)
class CountedEntries:
    """The entries that count, by person, in the order in which they were logged.

    `settled` and `membership` are of the same people as the grids that timelines are made from.
    """

    plan: Plan
    settled: Settled
    membership: Membership

    def timeline(self, grid: Grid, row: int) -> Timeline:
        """Return a person's days: those of the grid with entries, and those before if a rule reads them."""
        return timeline(self.plan, grid, row, self.of(row), self._before(row))

    def with_days_before(self, grid: Grid) -> Grid:
        """Return the grid with the amounts before day 1, if a rule reads them."""
        return replace(grid, before=self._baseline) if self.plan.reads_baseline else grid

    def of(self, row: int) -> Mapping[int, tuple[Entry, ...]]:
        """Return a person's entries by day index; `row` is the person's row in the membership."""
        # Sorted once for everybody, each person is a slice; a mask for each person would read all entries
        # of the company each time.
        first, last = np.searchsorted(self._rows, [row, row + 1])
        by_day: dict[int, tuple[Entry, ...]] = {}
        for at in self._order[first:last].tolist():
            day = int(self.settled.judged.entries.day[at])
            by_day[day] = (*by_day.get(day, ()), self._entry(at))
        return by_day

    def _before(self, row: int) -> tuple[Day, ...]:
        if not self.plan.reads_baseline:
            return ()
        starts = self.plan.calendar.starts
        return tuple(
            Day(
                date=starts + timedelta(days=index),
                index=index,
                week=index // 7 + 1,
                status=self.plan.calendar.status_on(starts + timedelta(days=index)),
                amounts=MappingProxyType(
                    {name: int(values[row, index]) for name, values in self._baseline.items()}
                ),
                progress=_NO_PROGRESS,
            )
            for index in range(-BASELINE_DAYS, 0)
        )

    @cached_property
    def _baseline(self) -> Mapping[str, Int64Array]:
        calendar = self.plan.calendar
        dates = [calendar.starts + timedelta(days=index) for index in range(-BASELINE_DAYS, 0)]
        off = np.array([calendar.status_on(day) is Status.OFF for day in dates], np.bool_)
        amounts_before = converted(self.plan, settle_baseline(self.plan, self.settled).raw)
        # Nothing counts on a day off in the challenge, so a baseline with weekends would be too high to beat.
        return {name: np.where(off, 0, amounts) for name, amounts in amounts_before.items()}

    @cached_property
    def _order(self) -> Int64Array:
        judged = self.settled.judged
        at = np.flatnonzero(judged.verdict == Verdict.COUNTED)
        entries = judged.entries
        # By instant and then by id, never by the order of the facts: rules that depend on the order of
        # entries must not depend on the order of imports.
        return at[np.lexsort((entries.id[at], entries.logged[at], entries.day[at], judged.row[at]))]

    @cached_property
    def _rows(self) -> Int64Array:
        return self.settled.judged.row[self._order]

    def _entry(self, at: int) -> Entry:
        judged = self.settled.judged
        activity = self.plan.activities[int(judged.activity[at])]
        return Entry(
            id=str(int(judged.entries.id[at])), activity=activity.name, amount=int(judged.entries.amount[at])
        )
