"""Totals of each team up to a day, brought up to date team by team as entries come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from moonwalk.scoring.facts import Int64Array, with_rows


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
