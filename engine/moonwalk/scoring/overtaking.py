"""Whether the first place of a board of teams can still be overtaken, and by whom."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from moonwalk.scoring.arrays import Int64Array
from moonwalk.scoring.boards import ScoreSnapshot, scores_of, summaries_of
from moonwalk.scoring.eligibility import groups_without_eligible_member
from moonwalk.scoring.facts import FOREVER
from moonwalk.scoring.leagues import with_league_bonus
from moonwalk.scoring.plan import BoardPlan, Plan
from moonwalk.scoring.projections import NoProjection, open_weeks, project_teams
from moonwalk.scoring.score import Scored, score_from_people
from moonwalk.scoring.standings import Standings, rounded
from moonwalk.scoring.teams import team_on_day


@dataclass(frozen=True, eq=False)
class Race:
    """The end of a board as far as it is certain: rounded scores by team, as they would be shown.

    `leader` is a team's row; `contenders` are the rows of those that can still come level with it or pass
    it.
    """

    leader: int
    least: Int64Array
    most: Int64Array
    contenders: tuple[int, ...]
    decimals: int

    @property
    def decided(self) -> bool:
        """Whether nobody can take the first place any more."""
        return not self.contenders


def race(scored: Scored, name: str, standings: Standings, now: int) -> Race:
    """Return a board's race at an instant (ms), assuming that today's members stay.

    NoProjection where it is not known.
    """
    # Shares are projected to the end, so the limit of days that have begun must not hold them back.
    plan = replace(scored.plan, today=FOREVER)
    board = plan.board(name)
    if board.ranks != "teams":
        raise NoProjection("only boards of teams are looked at")
    if board.split_by:
        raise NoProjection("the board is split, and each part of it has a first place")
    leader = _leader(standings)
    _check_projectable(plan, board)
    in_open_week = open_weeks(plan, now)
    end = _at_the_end(plan, scored, standings.ids)
    members, bonus = project_teams(plan, scored.people, end.teams, in_open_week, board.of_rules)
    least = _shown(plan, board, end, members.least, bonus.least)
    most = _shown(plan, board, end, members.most, bonus.most)
    membership = scored.people.membership
    then = team_on_day(plan, membership, plan.calendar.length - 1)
    # A team none of whose members takes a place is shown, but can never be first.
    never = {leader, *groups_without_eligible_member(plan, membership, then, len(most))}
    # Compared as shown, since places are given on what is shown; level counts, because tiebreaks may
    # still turn.
    contenders = [row for row in range(len(most)) if row not in never and most[row] >= least[leader]]
    contenders.sort(key=lambda row: (-int(most[row]), row))
    return Race(leader, least, most, tuple(contenders), board.ranking.decimals)


def _leader(standings: Standings) -> int:
    placed = np.flatnonzero(~np.isnan(standings.place))
    if not len(placed):
        raise NoProjection("nobody has a place yet")
    return int(standings.order[placed[0]])


def _check_projectable(plan: Plan, board: BoardPlan) -> None:
    if not board.ranking.monotone:
        raise NoProjection("this ranking may give less for more points, or looks at more than points")
    if plan.teams.leave_out_silent:
        raise NoProjection("who logs nothing is left out, and nobody knows who still will")
    if any(need.day_share is not None for need in board.place_needs):
        raise NoProjection("a team may still lose its place: how often members log is asked at the end")


def _at_the_end(plan: Plan, scored: Scored, ids: tuple[str, ...]) -> ScoreSnapshot:
    """Return the teams with the sizes that they have at the end if their members stay."""
    last, membership = plan.calendar.length - 1, scored.people.membership
    now, then = team_on_day(plan, membership, scored.last_day), team_on_day(plan, membership, last)
    # Sizes differ only if somebody leaves, joins or moves on a day that is known already; otherwise
    # nothing is scored again.
    end = scored if np.array_equal(now, then) else score_from_people(plan, scored.people, last)
    teams = with_league_bonus(end.league(ids, end.last_day))
    return ScoreSnapshot(ids, (), scored.people, teams, last, last)


def _shown(
    plan: Plan, board: BoardPlan, end: ScoreSnapshot, points: Int64Array, bonus: Int64Array
) -> Int64Array:
    summaries = replace(summaries_of(plan, board, end), points=points, bonus=bonus)
    return rounded(scores_of(plan, board, summaries), board.ranking.decimals)
