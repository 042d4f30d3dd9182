"""What plugin code is given, in a form that it cannot change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from types import MappingProxyType
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from moonwalk.api import BoardResults, Day, Inputs, League, LeagueWeek, Summaries, Timeline
from moonwalk.api.arrays import DayTotals, Grid, MemberTotals, RemainingDays, Scores, TeamGrid

Number = TypeVar("Number", bound=np.generic)
Value = TypeVar("Value")


def view(array: NDArray[Number]) -> NDArray[Number]:
    """The array, refusing to be changed."""
    seen = array.view()
    seen.flags.writeable = False
    return seen


def mapping(values: Mapping[str, Value]) -> Mapping[str, Value]:
    """The mapping, refusing to be changed."""
    return MappingProxyType(dict(values))


def views(arrays: Mapping[str, NDArray[Number]]) -> Mapping[str, NDArray[Number]]:
    """Each of them, refusing to be changed."""
    return MappingProxyType({name: view(array) for name, array in arrays.items()})


def grid(original: Grid, reads: frozenset[Inputs]) -> Grid:
    """The grid with arrays that refuse to be changed, and only those that a rule declares to read."""
    return Grid(
        week=view(original.week),
        status=view(original.status),
        amounts=views(original.amounts),
        met=views(original.met),
        logged=view(original.logged),
        logged_of=views(original.logged_of),
        have=lambda goal: view(original.have(goal)),
        need=lambda goal: view(original.need(goal)),
        before=views(original.before if Inputs.BASELINE in reads else {}),
    )


def team_grid(original: TeamGrid) -> TeamGrid:
    """The team grid with arrays that refuse to be changed."""
    return replace(
        original, grid=grid(original.grid, frozenset()), team=view(original.team), lots=view(original.lots)
    )


_REMAINING: Final = ("week", "status", "open", "in_open_week", "has_paid", "members")


def remaining(original: RemainingDays) -> RemainingDays:
    """The remaining days with arrays that refuse to be changed."""
    columns: dict[str, Any] = {name: view(getattr(original, name)) for name in _REMAINING}
    most = {name: None if values is None else view(values) for name, values in original.max_amounts.items()}
    return replace(original, max_amounts=MappingProxyType(most), **columns)


def summaries(original: Summaries) -> Summaries:
    """The summaries with arrays that refuse to be changed."""
    columns: dict[str, Any] = {
        name: view(getattr(original, name))
        for name in (
            "points",
            "bonus",
            "people",
            "active",
            "member_days",
            "logged_days",
            "active_days",
            "paused_days",
        )
    }
    return replace(
        original,
        met=views(original.met),
        make_days=lambda: DayTotals(**_views_of(original.by_day)),
        make_members=lambda: MemberTotals(**_views_of(original.members)),
        on_boards=MappingProxyType({name: _results(board) for name, board in original.on_boards.items()}),
        **columns,
    )


def _results(original: BoardResults) -> BoardResults:
    scores = Scores(
        numerators=view(original.scores.numerators), denominators=view(original.scores.denominators)
    )
    return replace(original, scores=scores, place=view(original.place), sharing=view(original.sharing))


def _views_of(totals: DayTotals | MemberTotals) -> dict[str, NDArray[np.int64]]:
    return {column.name: view(getattr(totals, column.name)) for column in fields(totals)}


def league(original: League) -> League:
    """All teams with arrays that refuse to be changed."""
    return League(teams=summaries(original.teams), weeks=tuple(_week(week) for week in original.weeks))


def _week(week: LeagueWeek) -> LeagueWeek:
    scores = {
        name: Scores(numerators=view(board.numerators), denominators=view(board.denominators))
        for name, board in week.scores.items()
    }
    return replace(week, present=view(week.present), scores=MappingProxyType(scores))


def timeline(original: Timeline, reads: frozenset[Inputs]) -> Timeline:
    """The days, without those before day 1 where the rule does not declare that it reads them."""
    days, before = _days(original.days), _days(original.before if Inputs.BASELINE in reads else ())
    return (
        original
        if days is original.days and before is original.before
        else Timeline(days=days, before=before)
    )


def _days(days: tuple[Day, ...]) -> tuple[Day, ...]:
    """Days with mappings that refuse to be changed; those that scoring makes have such already."""
    if all(_is_readonly(day.amounts) and _is_readonly(day.progress) for day in days):
        return days
    return tuple(replace(day, amounts=mapping(day.amounts), progress=mapping(day.progress)) for day in days)


def _is_readonly(values: Mapping[str, Any]) -> bool:
    return isinstance(values, MappingProxyType)
