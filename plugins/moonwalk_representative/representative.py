"""A team loses points on a day on which the member drawn for it missed the goal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from moonwalk.api import (
    Advice,
    Award,
    Bounds,
    ChallengeFacts,
    Context,
    Crowd,
    DailyGoal,
    Grain,
    Outlook,
    Points,
    Reads,
    Status,
    TeamRule,
    TeamTimeline,
)
from moonwalk_representative.draw import mixed, mixed_lots


class Representative(TeamRule):
    """One member, drawn each day, stands for the team: {lose_points} points go if they miss {goal}.

    Drawn from the members who could take part on the day; whoever pauses is not. A day that can still be
    logged is not missed. The draw follows from the challenge's seed and the members' ids, so it is the
    same whenever it is looked at, and a correction of the roster leaves the days of the others alone.
    After the collaborative arm of STEP UP, where a miss cost the team 10 points.
    """

    name: ClassVar[str] = "representative"
    grain: ClassVar[Grain] = Grain.DAY
    reads: ClassVar[frozenset[Reads]] = frozenset({Reads.TEAM, Reads.LOT})
    advises: ClassVar[tuple[str, ...]] = ("pressure_on_one",)

    goal: DailyGoal
    lose_points: Points

    def advice(self, challenge: ChallengeFacts) -> Iterator[Advice]:
        """That everyone pays for one."""
        yield Advice(
            name="pressure_on_one",
            text="each day the whole team pays for what one member misses, and in a small team it is soon "
            "known who. With 'rule: shared_days' one member's strong week makes up for another's.",
        )

    def awards(self, team: TeamTimeline, context: Context) -> Iterator[Award]:
        """A negative award for each day on which the drawn member missed; it does not say who that was."""
        label = context.goals[self.goal].label
        for day in team.days:
            could = [member for member in day.members if member.status <= Status.OPEN]
            if not could:
                continue
            drawn = max(could, key=lambda member: mixed(member.lot, day.index))
            if drawn.status is Status.DUE and self.goal not in drawn.met:
                lost = self.lose_points.at(day.week)
                yield Award(day.date, -lost, f"whoever stood for the team on this day missed: {label}")

    def grid_points(self, crowd: Crowd, context: Context) -> NDArray[np.int64]:
        """The same for all teams: teams x days."""
        grid, points = crowd.grid, np.zeros((crowd.teams, len(crowd.grid.week)), np.int64)
        missed = (grid.status == Status.DUE) & ~grid.met[self.goal]
        could = (grid.status <= Status.OPEN) & (crowd.team >= 0)
        for day in range(points.shape[1]):
            rows = np.flatnonzero(could[:, day])
            team, number = crowd.team[rows, day], mixed_lots(crowd.lots[rows], day)
            largest = np.zeros(crowd.teams, np.uint64)
            np.maximum.at(largest, team, number)
            drawn = number == largest[team]
            lost = team[drawn & missed[rows, day]]
            points[lost, day] = -self.lose_points.at(int(grid.week[day]))
        return points

    def grid_bounds(self, outlook: Outlook, context: Context) -> Bounds:
        """From every day missed to none of them."""
        return Bounds(-outlook.on_open_days(self.lose_points), outlook.nothing())
