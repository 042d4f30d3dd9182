"""Totals of people and teams up to a day, brought up to date row by row as entries come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from moonwalk.scoring.facts import Int32Array, Int64Array, day_sums, with_rows
from moonwalk.scoring.plan import NOTHING, Absence


@dataclass(frozen=True, slots=True)
class TotalsKey:
    """What totals are over: days up to `last` (an index) and some rules by id (none: all).

    Shares are of the days before `begun`. `paused` and `missed` are what such days count as; paused days that
    count are days like any other.
    """

    last: int
    # Not always `last` + 1: people in the east log for a day that has not begun for the rest, and
    # counting it as missed would lower everybody's share.
    begun: int
    rules: tuple[str, ...] = ()
    paused: Absence = NOTHING
    missed: Absence = NOTHING


@dataclass(frozen=True, eq=False)
class PersonTotals:
    """Totals by person: points, active (0 or 1), days as a member, days logged, times each goal was met.

    `paused_days` are those of the days as a member that the person paused.
    """

    points: Int64Array
    active: Int64Array
    member_days: Int64Array
    paused_days: Int64Array
    logged_days: Int64Array
    met: Mapping[str, Int64Array]

    def with_rows(self, rows: Int64Array, fresh: PersonTotals) -> PersonTotals:
        """Return the totals with those of some people replaced."""
        return PersonTotals(
            with_rows(self.points, rows, fresh.points),
            with_rows(self.active, rows, fresh.active),
            with_rows(self.member_days, rows, fresh.member_days),
            with_rows(self.paused_days, rows, fresh.paused_days),
            with_rows(self.logged_days, rows, fresh.logged_days),
            {goal: with_rows(values, rows, fresh.met[goal]) for goal, values in self.met.items()},
        )


@dataclass(frozen=True, slots=True)
class TeamTotalsKey:
    """What totals are over: days up to `last` (an index) and some rules by id (none: all).

    Days as a member, logged and paused ones are of the days before `begun`.
    """

    last: int
    begun: int
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class TeamTotals:
    """Totals by team of its members: points, days as a member, logged, paused and active ones, goals met."""

    points: Int64Array
    member_days: Int64Array
    logged_days: Int64Array
    active_days: Int64Array
    paused_days: Int64Array
    met: Mapping[str, Int64Array]

    def with_rows(self, rows: Int64Array, fresh: TeamTotals) -> TeamTotals:
        """Return the totals with those of some teams replaced."""
        return TeamTotals(
            with_rows(self.points, rows, fresh.points),
            with_rows(self.member_days, rows, fresh.member_days),
            with_rows(self.logged_days, rows, fresh.logged_days),
            with_rows(self.active_days, rows, fresh.active_days),
            with_rows(self.paused_days, rows, fresh.paused_days),
            {goal: with_rows(values, rows, fresh.met[goal]) for goal, values in self.met.items()},
        )


def total_until(
    parts: Mapping[str, Int32Array], days: slice, rules: tuple[str, ...], people: int
) -> Int64Array:
    """Add up the points of some rules (none named: all) on these days, for each person."""
    total = np.zeros(people, np.int64)
    for rule, points in parts.items():
        if not rules or rule in rules:
            total += day_sums(points[:, days])
    return total
