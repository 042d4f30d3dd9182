"""One member a day stands for the whole team, drawn so that nobody can choose who.

The member is drawn whose lot, mixed with the day, is the largest number. This is rendezvous hashing (Thaler
and Ravishankar, 1996): each member's number depends on nobody else, so whoever joins or leaves changes only
the days that they win or would have won. The mixing is the finaliser of SplitMix64 (Steele, Lea and Flood,
2014), on 64 bits.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from moonwalk.api import (
    Advice,
    Award,
    AwardPeriod,
    ChallengeFacts,
    Context,
    Inputs,
    Rule,
    Status,
    TeamRule,
    TeamTimeline,
    hookimpl,
)
from moonwalk.api.arrays import Bounds, RemainingDays, TeamGrid
from moonwalk.api.fields import DailyGoal, Points
from moonwalk.api.language import Catalogue

_STEP: Final = 0x9E3779B97F4A7C15
_FIRST: Final = 0xBF58476D1CE4E5B9
_SECOND: Final = 0x94D049BB133111EB
_BITS: Final = 0xFFFFFFFFFFFFFFFF

_TEXTS: Final = Catalogue(__name__)


class Representative(TeamRule):
    """One member, drawn each day, stands for the team: {lose_points} points go if they miss {goal}.

    Drawn from the members who could take part on the day; whoever pauses is not. A day that can still be
    logged is not missed. The draw follows from the challenge's seed and the members' ids, so it is the
    same whenever it is looked at, and a correction of the roster leaves the days of the others alone.
    After the collaborative arm of STEP UP, where a miss cost the team 10 points.
    """

    name: ClassVar[str] = "representative"
    award_period: ClassVar[AwardPeriod] = AwardPeriod.DAY
    inputs: ClassVar[frozenset[Inputs]] = frozenset({Inputs.TEAM, Inputs.LOT})
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
                yield Award(
                    day=day.date,
                    points=-lost,
                    reason=_TEXTS.gettext("the member drawn for this day missed: {goal}").format(goal=label),
                )

    def grid_points(self, team_grid: TeamGrid, context: Context) -> NDArray[np.int64]:
        """The vectorised form of `awards`: points, teams x days."""
        grid, points = team_grid.grid, np.zeros((team_grid.team_count, len(team_grid.grid.week)), np.int64)
        missed = (grid.status == Status.DUE) & ~grid.met[self.goal]
        could = (grid.status <= Status.OPEN) & (team_grid.team >= 0)
        for day in range(points.shape[1]):
            rows = np.flatnonzero(could[:, day])
            team, number = team_grid.team[rows, day], mixed_lots(team_grid.lots[rows], day)
            largest = np.zeros(team_grid.team_count, np.uint64)
            # Unbuffered: several members have the same team, and plain indexing would keep the last of them.
            np.maximum.at(largest, team, number)
            drawn = number == largest[team]
            lost = team[drawn & missed[rows, day]]
            points[lost, day] = -self.lose_points.at(int(grid.week[day]))
        return points

    def grid_bounds(self, remaining: RemainingDays, context: Context) -> Bounds:
        """From every day missed to none of them."""
        return Bounds(lower=-remaining.on_open_days(self.lose_points), upper=remaining.zeros())


def mixed(lot: int, day: int) -> int:
    """A member's number on a day (an index): the largest of a team is drawn."""
    bits = (lot + (day + 1) * _STEP) & _BITS
    bits = ((bits ^ (bits >> 30)) * _FIRST) & _BITS
    bits = ((bits ^ (bits >> 27)) * _SECOND) & _BITS
    return bits ^ (bits >> 31)


def mixed_lots(lots: NDArray[np.uint64], day: int) -> NDArray[np.uint64]:
    """The vectorised form of `mixed`, for many members."""
    # Arrays of 64 bits drop what does not fit, as `& _BITS` does above.
    bits = lots + np.array([((day + 1) * _STEP) & _BITS], np.uint64)
    bits = (bits ^ (bits >> np.uint64(30))) * np.array([_FIRST], np.uint64)
    bits = (bits ^ (bits >> np.uint64(27))) * np.array([_SECOND], np.uint64)
    return bits ^ (bits >> np.uint64(31))


@hookimpl
def moonwalk_rules() -> list[type[Rule]]:
    """The rule that draws a member."""
    return [Representative]
