"""A rule's plain form, lifted to arrays: what its fast form must agree with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from moonwalk.api import Adjust, Award, Change, Context, DayRule, Grain, PersonRule, TeamRule, Timeline
from moonwalk.testing.grids import Roster

LARGEST = 10**9


def points_by_day(awards: Iterable[Award], context: Context) -> list[int]:
    """The points of each day up to `as_of`; AssertionError for an award that is not in order.

    Points must be whole, the day one of the challenge that is not after `as_of`, the reason a text.
    """
    days = [0] * ((context.as_of - context.starts).days + 1)
    for award in awards:
        index = (award.day - context.starts).days
        assert type(award.points) is int, f"points must be a whole number (int): {award!r}"
        assert abs(award.points) < LARGEST, f"points out of all proportion: {award!r}"
        assert 0 <= index < len(days), f"the day is before day 1 or after {context.as_of}: {award!r}"
        assert isinstance(award.reason, str), f"the reason must be text: {award!r}"
        assert award.reason.strip(), f"an award needs a reason: {award!r}"
        days[index] += award.points
    return days


def person_points(
    rule: PersonRule | DayRule, timelines: Sequence[Timeline], context: Context
) -> NDArray[np.int64]:
    """Points from `awards`, people x days."""
    return np.array([points_by_day(rule.awards(one, context), context) for one in timelines], np.int64)


def person_badges(rule: PersonRule, timelines: Sequence[Timeline], context: Context) -> NDArray[np.int16]:
    """The number in `badges()`, from 1, of the badge given on each day, people x days."""
    given = np.zeros((len(timelines), len(timelines[0].days)), np.int16)
    for row, one in enumerate(timelines):
        for award in rule.awards(one, context):
            if award.badge:
                given[row, (award.day - context.starts).days] = badge_number(rule, award)
    return given


def badge_number(rule: PersonRule, award: Award) -> int:
    """The number of an award's badge; AssertionError where the rule does not name it."""
    names = rule.badges()
    assert not award.badge or award.badge in names, f"{award.badge!r} is none of badges(): {award!r}"
    return names.index(award.badge) + 1 if award.badge else 0


def team_points(rule: TeamRule, roster: Roster, context: Context) -> NDArray[np.int64]:
    """Points from `awards`, teams x days."""
    return np.array([points_by_day(rule.awards(team, context), context) for team in roster.teams()], np.int64)


def adjusted_points(
    rule: Adjust,
    people: Sequence[Mapping[str, Sequence[Award]]],
    grains: Mapping[str, Grain],
    context: Context,
) -> NDArray[np.int64]:
    """Points from `adjustments`, people x days."""
    rows = [points_by_day(rule.adjustments(awards, grains, context), context) for awards in people]
    return np.array(rows, np.int64)


def added_amounts(
    rule: DayRule, timelines: Sequence[Timeline], context: Context
) -> dict[str, NDArray[np.int64]]:
    """Thousandths added by `changes`: by activity, people x days."""
    shape = (len(timelines), len(timelines[0].days))
    added: dict[str, NDArray[np.int64]] = {}
    for row, day, change in _changes(rule, timelines, context):
        if change.amount:
            added.setdefault(change.activity, np.zeros(shape, np.int64))[row, day] += change.amount
    return added


def stand_ins(rule: DayRule, timelines: Sequence[Timeline], context: Context) -> dict[str, NDArray[np.bool_]]:
    """The days that `changes` lets stand as met: by goal, people x days."""
    shape = (len(timelines), len(timelines[0].days))
    found: dict[str, NDArray[np.bool_]] = {}
    for row, day, change in _changes(rule, timelines, context):
        if change.stands_for:
            found.setdefault(change.stands_for, np.zeros(shape, np.bool_))[row, day] = True
    return found


def _changes(
    rule: DayRule, timelines: Sequence[Timeline], context: Context
) -> Iterator[tuple[int, int, Change]]:
    for row, one in enumerate(timelines):
        for change in rule.changes(one, context):
            assert change.reason.strip(), f"a change needs a reason: {change!r}"
            yield row, (change.day - context.starts).days, change
