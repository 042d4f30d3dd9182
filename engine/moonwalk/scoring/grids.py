"""The grid that fast rules see, and the same days of one person as a timeline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.days import Day, Entry, Progress, Status, Timeline
from moonwalk.api.grid import Grid
from moonwalk.scoring.frame import Frame
from moonwalk.scoring.goals import Goals
from moonwalk.scoring.plan import Plan

Amounts = Mapping[str, NDArray[np.int64]]
Entries = Mapping[int, Sequence[Entry]]


def build_grid(plan: Plan, frame: Frame, raw: Amounts, amounts: Amounts) -> Grid:
    """Many people's days. `raw` are amounts before `counts_as`, `amounts` with it."""
    goals = Goals(plan, frame, amounts)
    met = goals.met()
    return Grid(
        week=plan.calendar.week,
        status=frame.status,
        amounts=amounts,
        met=met,
        logged=_any([values > 0 for values in raw.values()], frame),
        logged_of={name: values > 0 for name, values in amounts.items()},
        # Each timeline asks again, so what was worked out once is kept.
        have=cache(lambda goal: goals.have(plan.goal(goal), met)),
        need=cache(lambda goal: goals.need(plan.goal(goal))),
    )


def changed(grid: Grid, added: Amounts, met: Mapping[str, NDArray[np.bool_]]) -> Grid:
    """The grid with amounts added and goals met as given."""
    amounts = {name: values + added.get(name, 0) for name, values in grid.amounts.items()}
    return replace(grid, amounts=amounts, met=met)


def timeline(
    plan: Plan, grid: Grid, row: int, entries: Entries | None = None, before: tuple[Day, ...] = ()
) -> Timeline:
    """One person's days, from a row of the grid; `entries` are those that count, by day index."""
    goals = [(goal.name, grid.have(goal.name)[row], grid.need(goal.name)[row]) for goal in plan.goals]
    days = []
    for index, day in enumerate(plan.calendar.dates):
        progress = {name: Progress(int(have[index]), int(need[index])) for name, have, need in goals}
        days.append(_day(grid, row, index, day, progress, tuple((entries or {}).get(index, ()))))
    return Timeline(tuple(days), before)


def _day(
    grid: Grid, row: int, index: int, day: date, progress: Mapping[str, Progress], entries: tuple[Entry, ...]
) -> Day:
    return Day(
        date=day,
        index=index,
        week=int(grid.week[index]),
        status=Status(int(grid.status[row, index])),
        amounts={name: int(values[row, index]) for name, values in grid.amounts.items()},
        met=frozenset(name for name, flags in grid.met.items() if flags[row, index]),
        progress=progress,
        entries=entries,
    )


def _any(flags: Sequence[NDArray[np.bool_]], frame: Frame) -> NDArray[np.bool_]:
    found = np.zeros(frame.status.shape, np.bool_)
    for one in flags:
        found |= one
    return found
