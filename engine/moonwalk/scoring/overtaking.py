"""Whether the first place of a board of teams can still be overtaken."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from moonwalk.scoring.boards import Field, scores_of, summaries_of
from moonwalk.scoring.facts import FOREVER
from moonwalk.scoring.leagues import with_field_bonus
from moonwalk.scoring.outlooks import NotSaid, open_weeks
from moonwalk.scoring.plan import BoardPlan, Plan
from moonwalk.scoring.reach import teams_reach
from moonwalk.scoring.score import Scored, scored_from
from moonwalk.scoring.standings import Standings, rounded
from moonwalk.scoring.teams import present
from moonwalk.scoring.unplaced import without_a_placed_member

Whole = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Race:
    """The end of a board as far as it is certain: rounded scores by team, as they would be shown.

    `leader` is a team's row; `can` are the rows of those that can still come level with it or pass it.
    """

    leader: int
    least: Whole
    most: Whole
    can: tuple[int, ...]
    decimals: int

    @property
    def decided(self) -> bool:
        """Whether nobody can take the first place any more."""
        return not self.can


def race(scored: Scored, board: str, standings: Standings, now: int) -> Race:
    """A board's race at an instant (ms), today's members taken to stay. NotSaid where it cannot be said."""
    plan = replace(scored.plan, today=FOREVER)
    which = plan.board(board)
    if which.ranks != "teams":
        raise NotSaid("only boards of teams are looked at")
    if which.split_by:
        raise NotSaid("the board is split, and each part of it has a first place")
    leader = _leader(standings)
    _check(plan, which)
    still = open_weeks(plan, now)
    end = _at_the_end(plan, scored, standings.ids)
    members, bonus = teams_reach(plan, scored.people, end.teams, still, which.of_rules)
    least = _shown(plan, which, end, members.least, bonus.least)
    most = _shown(plan, which, end, members.most, bonus.most)
    frame = scored.people.frame
    then = present(plan, frame, plan.calendar.length - 1)
    never = {leader, *without_a_placed_member(plan, frame, then, len(most))}
    can = [row for row in range(len(most)) if row not in never and most[row] >= least[leader]]
    can.sort(key=lambda row: (-int(most[row]), row))
    return Race(leader, least, most, tuple(can), which.ranking.decimals)


def _leader(standings: Standings) -> int:
    placed = np.flatnonzero(~np.isnan(standings.place))
    if not len(placed):
        raise NotSaid("nobody has a place yet")
    return int(standings.order[placed[0]])


def _check(plan: Plan, which: BoardPlan) -> None:
    if not which.ranking.more_is_never_less:
        raise NotSaid("this ranking may give less for more points, or looks at more than points")
    if plan.teams.leave_out_silent:
        raise NotSaid("who logs nothing is left out, and nobody knows who still will")
    if any(need.day_share is not None for need in which.place_needs):
        raise NotSaid("a team may still lose its place: how often members log is asked at the end")


def _at_the_end(plan: Plan, scored: Scored, ids: tuple[str, ...]) -> Field:
    """The teams with the sizes that they have at the end, if their members stay."""
    last, frame = plan.calendar.length - 1, scored.people.frame
    now, then = present(plan, frame, scored.last_day), present(plan, frame, last)
    end = scored if np.array_equal(now, then) else scored_from(plan, scored.people, last)
    teams = with_field_bonus(end.league(ids, end.last_day))
    return Field(ids, (), scored.people, teams, last, last)


def _shown(plan: Plan, which: BoardPlan, end: Field, points: Whole, bonus: Whole) -> Whole:
    summaries = replace(summaries_of(plan, which, end), points=points, bonus=bonus)
    return rounded(scores_of(plan, which, summaries), which.ranking.decimals)
