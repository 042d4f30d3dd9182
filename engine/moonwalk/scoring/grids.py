"""The grid that fast rules see, and the same days of one person as a timeline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.days import Day, Entry, Progress, Status, Timeline
from moonwalk.api.grid import Grid
from moonwalk.scoring.amounts import at_rate
from moonwalk.scoring.frame import Frame
from moonwalk.scoring.goals import Goals
from moonwalk.scoring.own_average import averaged
from moonwalk.scoring.plan import Plan

Amounts = Mapping[str, NDArray[np.int64]]
Entries = Mapping[int, Sequence[Entry]]

_STATUSES: Final = tuple(Status)


def build_grid(plan: Plan, frame: Frame, raw: Amounts, amounts: Amounts) -> Grid:
    """Many people's days. `raw` are amounts before `counts_as`, `amounts` with it."""
    seen, counted = averaged(plan, frame, amounts)
    goals = Goals(plan, seen, counted)
    met = goals.met()
    return Grid(
        week=plan.calendar.week,
        status=seen.status,
        amounts=counted,
        met=met,
        logged=_any([values > 0 for values in raw.values()], frame),
        logged_of={name: values > 0 for name, values in amounts.items()},
        # Each timeline asks again, so what was worked out once is kept.
        have=cache(lambda goal: goals.have(plan.goal(goal), met)),
        need=cache(lambda goal: goals.need(plan.goal(goal))),
    )


def changed(plan: Plan, grid: Grid, added: Amounts, stand: Mapping[str, NDArray[np.bool_]]) -> Grid:
    """The grid with amounts added, which flow on to what they count as, and goals that stand as met."""
    amounts = dict(grid.amounts)
    for name, more in added.items():
        activity = plan.activity(name)
        before, after = grid.amounts[name], grid.amounts[name] + more
        amounts[name] = amounts[name] + more
        if activity.target != name:
            # As if it had been logged so: the whole amount is converted, and rounded down once.
            flown = at_rate(after, activity.rate) - at_rate(before, activity.rate)
            amounts[activity.target] = amounts[activity.target] + flown
    met = {goal: flags | stand[goal] if goal in stand else flags for goal, flags in grid.met.items()}
    return replace(grid, amounts=amounts, met=met)


def timeline(
    plan: Plan, grid: Grid, row: int, entries: Entries | None = None, before: tuple[Day, ...] = ()
) -> Timeline:
    """One person's days, from a row of the grid; `entries` are those that count, by day index."""
    # Lists of one row: taking numbers from arrays one by one is five times as slow.
    amounts = {name: values[row].tolist() for name, values in grid.amounts.items()}
    met = {name: flags[row].tolist() for name, flags in grid.met.items()}
    progress = {
        goal.name: [
            Progress(have, need)
            for have, need in zip(
                grid.have(goal.name)[row].tolist(), grid.need(goal.name)[row].tolist(), strict=True
            )
        ]
        for goal in plan.goals
    }
    days = (
        Day(
            date=plan.calendar.dates[index],
            index=index,
            week=index // 7 + 1,
            status=_STATUSES[status],
            amounts=MappingProxyType({name: values[index] for name, values in amounts.items()}),
            met=frozenset([name for name, flags in met.items() if flags[index]]),
            progress=MappingProxyType({name: steps[index] for name, steps in progress.items()}),
            entries=tuple((entries or {}).get(index, ())),
        )
        for index, status in enumerate(grid.status[row].tolist())
    )
    return Timeline(tuple(days), before)


def _any(flags: Sequence[NDArray[np.bool_]], frame: Frame) -> NDArray[np.bool_]:
    found = np.zeros(frame.status.shape, np.bool_)
    for one in flags:
        found |= one
    return found
