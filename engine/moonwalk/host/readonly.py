"""What plugin code is given: the same values, which it cannot write to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from types import MappingProxyType
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from moonwalk.api import (
    Crowd,
    Day,
    DayTotals,
    Field,
    FieldWeek,
    Grid,
    MemberTotals,
    Outlook,
    Reads,
    Scores,
    Summaries,
    Timeline,
)

Number = TypeVar("Number", bound=np.generic)
Value = TypeVar("Value")


def view(array: NDArray[Number]) -> NDArray[Number]:
    """The array, refusing to be changed."""
    seen = array.view()
    seen.flags.writeable = False
    return seen


def mapping(given: Mapping[str, Value]) -> Mapping[str, Value]:
    """The mapping, refusing to be changed."""
    return MappingProxyType(dict(given))


def views(arrays: Mapping[str, NDArray[Number]]) -> Mapping[str, NDArray[Number]]:
    """Each of them, refusing to be changed."""
    return MappingProxyType({name: view(array) for name, array in arrays.items()})


def grid(given: Grid, reads: frozenset[Reads]) -> Grid:
    """The grid with arrays that refuse to be changed, and only those that a rule declares to read."""
    return Grid(
        week=view(given.week),
        status=view(given.status),
        amounts=views(given.amounts),
        met=views(given.met),
        logged=view(given.logged),
        logged_of=views(given.logged_of),
        have=lambda goal: view(given.have(goal)),
        need=lambda goal: view(given.need(goal)),
        before=views(given.before if Reads.BASELINE in reads else {}),
    )


def crowd(given: Crowd) -> Crowd:
    """The crowd with arrays that refuse to be changed."""
    return replace(given, grid=grid(given.grid, frozenset()), team=view(given.team), lots=view(given.lots))


def outlook(given: Outlook) -> Outlook:
    """The outlook with arrays that refuse to be changed."""
    columns: dict[str, Any] = {
        name: view(getattr(given, name)) for name in ("week", "status", "open", "still", "paid")
    }
    most = {name: None if values is None else view(values) for name, values in given.most.items()}
    return replace(given, most=MappingProxyType(most), **columns)


def summaries(given: Summaries) -> Summaries:
    """The summaries with arrays that refuse to be changed."""
    columns: dict[str, Any] = {
        name: view(getattr(given, name))
        for name in ("points", "bonus", "people", "active", "member_days", "logged_days", "active_days")
    }
    return replace(
        given,
        met=views(given.met),
        make_days=lambda: DayTotals(*_views_of(given.by_day)),
        make_members=lambda: MemberTotals(*_views_of(given.members)),
        **columns,
    )


def _views_of(given: DayTotals | MemberTotals) -> list[NDArray[np.int64]]:
    return [view(getattr(given, one.name)) for one in fields(given)]


def field(given: Field) -> Field:
    """All teams with arrays that refuse to be changed."""
    return Field(summaries(given.teams), tuple(_week(week) for week in given.weeks))


def _week(given: FieldWeek) -> FieldWeek:
    scores = {
        name: Scores(view(one.numerators), view(one.denominators)) for name, one in given.scores.items()
    }
    return replace(given, there=view(given.there), scores=MappingProxyType(scores))


def timeline(given: Timeline, reads: frozenset[Reads]) -> Timeline:
    """The days, without those before day 1 where the rule does not declare that it reads them."""
    days, before = _days(given.days), _days(given.before if Reads.BASELINE in reads else ())
    return given if days is given.days and before is given.before else Timeline(days, before)


def _days(given: tuple[Day, ...]) -> tuple[Day, ...]:
    """Days with mappings that refuse to be changed; those that scoring makes have such already."""
    if all(_is_readonly(day.amounts) and _is_readonly(day.progress) for day in given):
        return given
    return tuple(replace(day, amounts=mapping(day.amounts), progress=mapping(day.progress)) for day in given)


def _is_readonly(given: Mapping[str, Any]) -> bool:
    return isinstance(given, MappingProxyType)
