"""Points to a team on the day on which its conditions first hold, once a day, week or challenge."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, TypeAlias

import numpy as np
from numpy.typing import NDArray

from moonwalk.api import (
    Award,
    Bounds,
    Condition,
    Context,
    Crowd,
    Each,
    Grain,
    Outlook,
    Points,
    TeamRule,
    TeamTimeline,
)
from moonwalk_full_house.members import CrowdSoFar, MembersSoFar

Flags: TypeAlias = NDArray[np.bool_]


class FullHouse(TeamRule):
    """{points} points to the team when {needs}.

    Conditions count the members on the roster of the day; whoever pauses is in neither number. With a
    daily goal it can pay every day, otherwise once a week, on the day on which it first holds. How
    often members logged is asked on the period's last day.
    """

    name: ClassVar[str] = "full_house"
    grain: ClassVar[Grain] = Grain.WEEK

    needs: tuple[Condition, ...]
    points: Points

    def grain_of(self, context: Context) -> Grain:
        """As often as its most frequent goal; without goals, once a week."""
        return Grain(self._each(context))

    def sentence(self) -> str:
        """The sentence with all its conditions."""
        return super().sentence().replace(", ", " and ")

    def awards(self, team: TeamTimeline, context: Context) -> Iterator[Award]:
        """An award for each period in which all conditions held on some day."""
        each, so_far = self._each(context), MembersSoFar(context)
        period, paid = -1, False
        for day in team.days:
            now = {"day": day.index, "week": day.week, "challenge": 0}[each]
            if now != period:
                period, paid = now, False
            so_far.begin(day)
            if paid or not all(so_far.holds(need, each) for need in self.needs):
                continue
            paid = True
            yield Award(day.date, self.points.at(day.week), self._reason())

    def grid_points(self, crowd: Crowd, context: Context) -> NDArray[np.int64]:
        """The same for all teams: teams x days."""
        each, so_far = self._each(context), CrowdSoFar(crowd, context)
        holds: Flags = np.ones((crowd.teams, len(crowd.grid.week)), np.bool_)
        for need in self.needs:
            holds &= so_far.holds(need, each)
        starts = {
            "day": tuple(range(len(crowd.grid.week))),
            "week": crowd.grid.week_starts,
            "challenge": (0,),
        }[each]
        paid = np.zeros_like(holds)
        for first, last in zip(starts, (*starts[1:], len(crowd.grid.week)), strict=True):
            earlier = np.zeros(crowd.teams, np.bool_)
            for day in range(first, last):
                paid[:, day] = holds[:, day] & ~earlier
                earlier |= holds[:, day]
        points = np.array(self.points.by_day(int(week) for week in crowd.grid.week), np.int64)
        return np.where(paid, points, 0)

    def grid_bounds(self, outlook: Outlook, context: Context) -> Bounds:
        """Nothing, or once in each period that is open and not paid yet."""
        each, days = self._each(context), outlook.on_open_days(self.points)
        if each == "day":
            return Bounds(outlook.nothing(), days)
        if each == "week":
            return Bounds(outlook.nothing(), days, outlook.once_a_week(days))
        once = np.where(outlook.paid, 0, days.max(axis=1, initial=0))
        return Bounds(outlook.nothing(), days, outlook.once_a_week(days), once)

    def _each(self, context: Context) -> Each:
        named = {context.goals[need.goal].each for need in self.needs if need.goal}
        if "day" in named:
            return "day"
        return "challenge" if named == {"challenge"} else "week"

    def _reason(self) -> str:
        return self.shown("needs").replace(", ", " and ")
