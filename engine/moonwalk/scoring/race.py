"""Who can still overtake the first of a board, on all days of a challenge or on some of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from moonwalk.scoring.attribution import team_on_day
from moonwalk.scoring.boards import ScoreSnapshot, scores_of, summaries_of
from moonwalk.scoring.day_maximum import NoProjection
from moonwalk.scoring.eligibility import groups_without_eligible_member
from moonwalk.scoring.facts import FOREVER, Int64Array
from moonwalk.scoring.leagues import with_league_bonus
from moonwalk.scoring.periods import Stretch
from moonwalk.scoring.plan import BoardPlan, Plan
from moonwalk.scoring.projections import SomeDays, open_weeks, project_teams
from moonwalk.scoring.score import Scored, score_from_people
from moonwalk.scoring.standings import Standings, rounded
from moonwalk.scoring.teams import TeamScores


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


def race(scored: Scored, name: str, standings: Standings, now: int, stretch: Stretch | None = None) -> Race:
    """Return a board's race at an instant (ms), assuming that today's members stay.

    With `stretch`, the race on these days alone, of which `standings` are. NoProjection where it is not
    known.
    """
    # Shares are projected to the end, so the limit of days that have begun must not hold them back.
    plan = replace(scored.plan, today=FOREVER)
    board = plan.board(name)
    is_open = open_weeks(plan, now)
    days = np.ones_like(is_open) if stretch is None else stretch.days
    is_over = stretch is not None and not (is_open & days).any()
    _check_kind(board)
    if is_over:
        return _decided(plan, board, standings)
    if plan.earlier:
        raise NoProjection("an amendment applies from a day on, and some days are scored by an earlier text")
    leader = _leader(standings)
    _check(plan, board)
    end = _At.the_end(plan, scored, standings.ids, stretch)
    members, bonus = project_teams(plan, scored.people, end.teams, is_open, board.of_rules, end.part)
    least = _shown(end.plan, board, end.snapshot, members.least, bonus.least)
    most = _shown(end.plan, board, end.snapshot, members.most, bonus.most)
    # A team none of whose members takes a place is shown, but can never be first.
    membership = end.snapshot.people.membership
    then = team_on_day(end.plan, membership, end.snapshot.last_day)
    may = np.ones(len(most), np.bool_)
    may[[leader, *groups_without_eligible_member(end.plan, membership, then, len(most))]] = False
    # Compared as shown, since places are given on what is shown; level counts, because tiebreaks may
    # still turn.
    rows = np.flatnonzero(may & (most >= least[leader]))
    contenders = rows[np.argsort(-most[rows], kind="stable")]
    return Race(leader, least, most, tuple(contenders.tolist()), plan.decimals_of(board))


def _check_kind(board: BoardPlan) -> None:
    if board.ranks != "teams":
        raise NoProjection("this is only checked for boards that rank teams")
    if board.split_by:
        raise NoProjection("the board is split, and each part of it has a first place")


def _decided(plan: Plan, board: BoardPlan, standings: Standings) -> Race:
    """Return the race on days that are over. NoProjection where a rule may still change what they brought."""
    for rule in plan.rules.values():
        if rule.adapter.later_days_may_change and (not board.of_rules or rule.id in board.of_rules):
            raise NoProjection(f"the rule '{rule.label}' may still change what earlier days have brought")
    shown = np.zeros(len(standings.ids), np.int64)
    shown[standings.order] = standings.shown
    return Race(_leader(standings), shown, shown, (), plan.decimals_of(board))


def _leader(standings: Standings) -> int:
    placed = np.flatnonzero(~np.isnan(standings.place))
    if not len(placed):
        raise NoProjection("nobody has a place yet")
    return int(standings.order[placed[0]])


def _check(plan: Plan, board: BoardPlan) -> None:
    if not board.ranking.monotone:
        raise NoProjection("this ranking may give a lower score for more points, or uses more than points")
    if plan.teams.leave_out_silent:
        raise NoProjection("members who log nothing are left out, and who will still log is unknown")
    if any(need.day_share is not None for need in board.place_needs):
        raise NoProjection(
            "a team may still lose its place: how often members logged is only checked at the end"
        )


@dataclass(frozen=True, eq=False)
class _At:
    """What is compared once all days are over: `snapshot` is by `plan`, that of the part if there is one.

    `teams` are those of the whole challenge.
    """

    plan: Plan
    snapshot: ScoreSnapshot
    teams: TeamScores
    part: SomeDays | None

    @classmethod
    def the_end(cls, plan: Plan, scored: Scored, ids: tuple[str, ...], stretch: Stretch | None) -> _At:
        """Return the teams with the sizes that they have at the end if their members stay."""
        whole, membership = plan.calendar.length - 1, scored.people.membership
        last = whole if stretch is None else max(stretch.last, scored.last_day)
        now, then = team_on_day(plan, membership, scored.last_day), team_on_day(plan, membership, last)
        # Sizes differ only if somebody leaves, joins or moves on a day that is known already; otherwise
        # nothing is scored again.
        end = scored if np.array_equal(now, then) else score_from_people(plan, scored.people, last)
        teams = with_league_bonus(end.league(ids, end.last_day))
        if stretch is None:
            return cls(plan, ScoreSnapshot(ids, (), scored.people, teams, last, last), teams, None)
        within = replace(end, plan=plan).within(stretch, ids, stretch.last)
        snapshot = ScoreSnapshot(ids, (), within.people, within.teams, within.last_day, within.last_day)
        return cls(within.plan, snapshot, teams, SomeDays(stretch, within))


def _shown(
    plan: Plan, board: BoardPlan, end: ScoreSnapshot, points: Int64Array, bonus: Int64Array
) -> Int64Array:
    summaries = replace(summaries_of(plan, board, end), points=points, bonus=bonus)
    return rounded(scores_of(plan, board, summaries), plan.decimals_of(board))
