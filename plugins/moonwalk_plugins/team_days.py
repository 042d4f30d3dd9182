"""Points for a team for what its members reach, each by themselves or together; nobody else has them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from moonwalk.api import Award, AwardPeriod, Context, DuringPolicy, Rule, TeamRule, TeamTimeline, hookimpl
from moonwalk.api.arrays import Bounds, RemainingDays, TeamGrid
from moonwalk.api.fields import DailyGoal, Days, Goal, Points
from moonwalk.api.language import Catalogue

_TEXTS: Final = Catalogue(__name__)


class SharedDays(TeamRule):
    """{points} points to the team when its members together have {together} with {goal} in a week.

    Every day with the goal counts for the team in which the member was on that day. Paid once a week,
    on the day on which enough days are there; a short week or a pause asks for no fewer. As Carrot's
    Step Together does for pairs: ten goal days between two people in seven days.
    """

    name: ClassVar[str] = "shared_days"
    award_period: ClassVar[AwardPeriod] = AwardPeriod.WEEK
    during_policy: ClassVar[DuringPolicy] = "whole weeks"

    goal: DailyGoal
    together: Days
    points: Points

    def awards(self, team: TeamTimeline, context: Context) -> Iterator[Award]:
        """An award on the day of each week on which the count reaches `together`."""
        label = context.goals[self.goal].label
        for week, days in groupby(team.days, key=lambda day: day.week):
            count = 0
            for day in days:
                before = count
                count += sum(self.goal in member.met for member in day.members)
                if before < self.together <= count:
                    yield Award(
                        day=day.date,
                        points=self.points.at(week),
                        reason=_TEXTS.gettext("{days} days together with: {goal}").format(
                            days=count, goal=label
                        ),
                    )

    def grid_points(self, team_grid: TeamGrid, context: Context) -> NDArray[np.int64]:
        """The vectorised form of `awards`: points, teams x days."""
        counts = team_grid.count_members(team_grid.grid.met[self.goal])
        points = np.zeros_like(counts)
        starts = team_grid.grid.week_starts
        for first, last in zip(starts, (*starts[1:], counts.shape[1]), strict=True):
            so_far = np.cumsum(counts[:, first:last], axis=1)
            before = so_far - counts[:, first:last]
            # Counts never fall within a week, so the goal is crossed on one day at most.
            reached = (before < self.together) & (so_far >= self.together)
            points[:, first:last] = reached * self.points.at(int(team_grid.grid.week[first]))
        return points

    def grid_bounds(self, remaining: RemainingDays, context: Context) -> Bounds:
        """Nothing, or once in each week that is open."""
        days = remaining.on_open_days(self.points)
        return Bounds(lower=remaining.zeros(), upper=days, weekly_upper=remaining.weekly_max(days))


class EachMember(TeamRule):
    """{points} points to the team each time one of its members meets {goal}.

    The team's alone: no member has them. They count for the team in which the member is on that day.
    """

    name: ClassVar[str] = "each_member"
    award_period: ClassVar[AwardPeriod] = AwardPeriod.WEEK

    goal: Goal
    points: Points

    def awards(self, team: TeamTimeline, context: Context) -> Iterator[Award]:
        """An award on each day on which members met the goal, for all of them together."""
        label = context.goals[self.goal].label
        for day in team.days:
            count = sum(self.goal in member.met for member in day.members)
            if count:
                said = _TEXTS.ngettext("{count} member met: {goal}", "{count} members met: {goal}", count)
                points, reason = self.points.at(day.week) * count, said.format(count=count, goal=label)
                yield Award(day=day.date, points=points, reason=reason)

    def grid_points(self, team_grid: TeamGrid, context: Context) -> NDArray[np.int64]:
        """The vectorised form of `awards`: points, teams x days."""
        rate = np.array(self.points.by_day(int(week) for week in team_grid.grid.week), np.int64)
        return team_grid.count_members(team_grid.grid.met[self.goal]) * rate

    def grid_bounds(self, remaining: RemainingDays, context: Context) -> Bounds:
        """From nobody to every member in each period that is open."""
        days, each = remaining.on_open_days(self.points) * remaining.members, context.goals[self.goal].each
        if each == "day":
            return Bounds(lower=remaining.zeros(), upper=days)
        weeks = remaining.weekly_max(days)
        once = days.max(axis=1, initial=0) if each == "challenge" else None
        return Bounds(lower=remaining.zeros(), upper=days, weekly_upper=weeks, total_upper=once)


@hookimpl
def moonwalk_rules() -> list[type[Rule]]:
    """The rules that pay a team for what its members reach."""
    return [EachMember, SharedDays]
