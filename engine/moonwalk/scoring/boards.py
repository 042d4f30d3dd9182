"""A board of teams, people or groups: what it ranks, their scores, tiebreaks and places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from moonwalk.api.arrays import DayTotals, MemberTotals, Scores
from moonwalk.api.teams import BoardResults, Summaries
from moonwalk.api.timeline import Status
from moonwalk.scoring.absence import counted_days
from moonwalk.scoring.asking import RuleFailed
from moonwalk.scoring.attribution import attribute_days, can_take_part, team_on_day
from moonwalk.scoring.eligibility import ineligible_groups, ineligible_people
from moonwalk.scoring.facts import LONGEST, BoolArray, Int32Array, Int64Array, days_until, distinct
from moonwalk.scoring.membership import value_on_day
from moonwalk.scoring.people import PeopleScores
from moonwalk.scoring.plan import BoardPlan, Plan
from moonwalk.scoring.roster_columns import group_summaries
from moonwalk.scoring.standings import Section, Standings, Tiebreak, by_id, joined, stand
from moonwalk.scoring.teams import TeamScores, team_summaries
from moonwalk.scoring.tiebreaks import tiebreaks_of
from moonwalk.scoring.totals import TotalsKey


@dataclass(frozen=True, eq=False)
class ScoreSnapshot:
    """Everyone's ids and scores as a board sees them at the end of `last_day` (an index).

    `seen_on` is the day on which the scores were made; its teams decide where points belong.
    """

    team_ids: tuple[str, ...]
    person_ids: tuple[str, ...]
    people: PeopleScores
    teams: TeamScores
    last_day: int
    seen_on: int


def build_board(
    plan: Plan,
    board: BoardPlan,
    snapshot: ScoreSnapshot,
    only: BoolArray | None = None,
    before: Standings | None = None,
) -> Standings:
    """Return a board's standings up to `snapshot.last_day`. RuleFailed where the ranking does not answer.

    A board that is split is one for each value: each is ranked and numbered by itself. With `only`, the
    other rows are as if they were not there, as are those that take no place where the board says so.
    `before` may be the board as it was, which saves sorting where few rows have changed.
    """
    summaries, sections = summaries_of(plan, board, snapshot), sections_of(plan, board, snapshot)
    if only is not None:
        whole = sections or (Section("", np.arange(len(summaries))),)
        kept = (Section(section.label, section.rows[only[section.rows]]) for section in whole)
        sections = tuple(section for section in kept if len(section.rows))
    scores = scores_of(plan, board, summaries, sections)
    ties = tiebreaks_of(plan, board, snapshot.last_day, summaries)
    reasons = _ineligible(plan, board, snapshot)
    decimals, numbering = plan.decimals_of(board), board.numbering
    if sections is None:
        return stand(summaries.ids, scores, decimals, ties, reasons, numbering, before=before)
    # Sorted once for the whole board; each section takes its rows from it.
    alphabet = by_id(summaries.ids)
    boards = [
        stand(
            tuple([summaries.ids[row] for row in section.rows.tolist()]),
            scores.take(section.rows),
            decimals,
            [Tiebreak(tie.name, tie.values[section.rows]) for tie in ties],
            [reasons[row] for row in section.rows.tolist()],
            numbering,
            alphabet[section.rows],
        )
        for section in sections
    ]
    # Where nobody has a value there is no section, and this board without rows is the answer.
    empty = stand((), scores.take(np.zeros(0, np.int64)), decimals, [], (), numbering)
    every = replace(empty, ids=summaries.ids, alphabet=alphabet, scores=scores, not_placed=reasons)
    return joined(every, sections, boards)


def sections_of(plan: Plan, board: BoardPlan, snapshot: ScoreSnapshot) -> tuple[Section, ...] | None:
    """Return the rows of each part of a board that take part, in order; None where all rows are one part."""
    parts = _parts_of(plan, board, snapshot)
    if not board.leaves_out:
        return parts
    fits = np.array([not reason for reason in _ineligible(plan, board, snapshot)], np.bool_)
    parts = (Section("", np.arange(len(fits))),) if parts is None else parts
    kept = (Section(part.label, part.rows[fits[part.rows]]) for part in parts)
    return tuple(part for part in kept if len(part.rows))


def _parts_of(plan: Plan, board: BoardPlan, snapshot: ScoreSnapshot) -> tuple[Section, ...] | None:
    """Return the rows of each value by which a board is split, in the order of values; None if not split.

    A team or group belongs to the value that most of its present members have, the first by name of
    several.
    """
    if not board.split_by:
        return None
    column = snapshot.people.membership.columns[board.split_by]
    value = column.of
    if board.ranks != "people":
        value = column.most_of(members_now(plan, board, snapshot), _count(board, snapshot))
    sections = (Section(label, np.flatnonzero(value == index)) for index, label in enumerate(column.labels))
    return tuple(section for section in sections if len(section.rows))


def summaries_of(plan: Plan, board: BoardPlan, snapshot: ScoreSnapshot) -> Summaries:
    """Return what a board ranks, up to the last day. RuleFailed where a board that it names fails."""
    rows = _rows_of(plan, board, snapshot)
    if not board.compares:
        return rows
    named = {name: _results(plan, plan.board(name), snapshot) for name in board.compares}
    return replace(rows, on_boards=named)


def _results(plan: Plan, board: BoardPlan, snapshot: ScoreSnapshot) -> BoardResults:
    """Return how every row stands on a board, numbered 1 2 2 4 whatever people see."""
    standings = build_board(plan, replace(board, numbering="standard"), snapshot)
    place = np.zeros(len(standings.ids), np.int64)
    place[standings.order] = np.nan_to_num(standings.place).astype(np.int64)
    sharing = np.bincount(place, minlength=len(place) + 1)[place]
    sharing[place == 0] = 0
    return BoardResults(
        label=board.label,
        scores=standings.scores,
        place=place,
        sharing=sharing,
        placed=int((place > 0).sum()),
    )


def _rows_of(plan: Plan, board: BoardPlan, snapshot: ScoreSnapshot) -> Summaries:
    if board.ranks == "teams":
        make_members = partial(
            team_members, plan, snapshot.people, snapshot.seen_on, snapshot.last_day, board.of_rules
        )
        return team_summaries(
            plan, snapshot.teams, snapshot.last_day, board.of_rules, snapshot.team_ids, make_members
        )
    people = person_summaries(plan, board, snapshot)
    if board.ranks == "people":
        return people
    return group_summaries(
        snapshot.people.membership.columns[board.column], members_now(plan, board, snapshot), people
    )


def members_now(plan: Plan, board: BoardPlan, snapshot: ScoreSnapshot) -> Int32Array:
    """Return the row of a board that each person belongs to on the last day, -1 for none."""
    membership = snapshot.people.membership
    if board.ranks == "teams":
        return team_on_day(plan, membership, snapshot.last_day)
    if board.ranks == "roster column":
        return value_on_day(membership.columns[board.column], membership, snapshot.last_day)
    return np.arange(len(membership.people), dtype=np.int32)


def person_summaries(plan: Plan, board: BoardPlan, snapshot: ScoreSnapshot) -> Summaries:
    """Return people as a ranking sees them: one member each, no bonus."""
    people, last = snapshot.people, max(snapshot.last_day, -1)
    begun = max(min(last, plan.today), -1) + 1
    key = TotalsKey(last, begun, board.of_rules, plan.a_paused_day, plan.a_missed_day)
    totals = people.totals(key)
    single = np.ones(len(totals.points), np.int64)

    def make_days() -> DayTotals:
        days = slice(0, last + 1)
        there = people.membership.status[:, days] != Status.ABSENT
        total = people.of_rules(board.of_rules)[:, days]
        return DayTotals(
            points=total,
            roster=there.astype(np.int64),
            due=counted_days(plan, people.membership)[:, days].astype(np.int64),
        )

    return Summaries(
        ids=snapshot.person_ids,
        points=totals.points,
        bonus=np.zeros_like(single),
        people=single,
        active=totals.active,
        member_days=totals.member_days,
        days=int((plan.calendar.statuses[: key.begun] == Status.DUE).sum()),
        logged_days=totals.logged_days,
        active_days=totals.member_days * totals.active,
        paused_days=totals.paused_days,
        met=totals.met,
        make_days=make_days,
        make_members=lambda: MemberTotals.from_members(
            np.arange(len(single)), len(single), totals.points, totals.member_days
        ),
    )


def team_members(
    plan: Plan, people: PeopleScores, seen_on: int, last_day: int, rules: tuple[str, ...]
) -> MemberTotals:
    """Return everyone who was in a team by a day, with the points and days they brought it.

    Whoever moved counts in each of the teams. `seen_on` is the day whose teams decide where points belong.
    """
    days, begun = days_until(last_day), days_until(min(last_day, plan.today))
    attribution, teams = (
        attribute_days(plan, people.membership, people.logged, seen_on),
        len(people.membership.teams),
    )
    earning, counting = attribution.points[:, days], attribution.member[:, begun]
    earned = people.of_rules(rules)[:, days]
    eligible = can_take_part(plan, people.membership, attribution)[:, begun]
    # Nearly everyone has one team, which the maximum over days finds, as -1 is no team. Only the few
    # whose days belong to several take the slower way of pairs.
    home = np.maximum(earning.max(axis=1, initial=-1), counting.max(axis=1, initial=-1))
    moved = _elsewhere(earning, home) | _elsewhere(counting, home)
    stay, move = np.flatnonzero(~moved & (home >= 0)), np.flatnonzero(moved)
    own = np.where(earning[stay] >= 0, earned[stay], 0).sum(axis=1)
    own_due = ((counting[stay] >= 0) & eligible[stay]).sum(axis=1)
    # Points and days may belong to different teams, so a pair counts if either is there.
    pairs = distinct(np.concatenate((_pairs(earning[move], teams), _pairs(counting[move], teams))))
    return MemberTotals.from_members(
        np.concatenate((home[stay].astype(np.int64), pairs % max(teams, 1))),
        teams,
        np.concatenate((own, _sums(pairs, earning[move], earned[move], teams))),
        np.concatenate((own_due, _sums(pairs, counting[move], eligible[move], teams))),
    )


def _elsewhere(team: Int32Array, home: Int32Array) -> BoolArray:
    """Return whose days belong to a team other than `home`."""
    return np.asarray(((team >= 0) & (team != home[:, None])).any(axis=1))


def _pairs(team: Int32Array, teams: int) -> Int64Array:
    """Return the pair of person and team that each cell belongs to, as one number."""
    rows, days = np.nonzero(team >= 0)
    return np.asarray(rows * teams + team[rows, days])


def _sums(pairs: Int64Array, team: Int32Array, values: Int64Array | BoolArray, teams: int) -> Int64Array:
    """Add up the values of each pair."""
    at = np.searchsorted(pairs, _pairs(team, teams))
    # `bincount` adds as doubles; the points of one person stay far below 2**53.
    sums = np.bincount(at, values[team >= 0], len(pairs))
    return sums.astype(np.int64)


def scores_in(plan: Plan, board: BoardPlan, snapshot: ScoreSnapshot) -> Scores:
    """Return the score of each row of a board. RuleFailed where the ranking does not answer."""
    return scores_of(plan, board, summaries_of(plan, board, snapshot), sections_of(plan, board, snapshot))


def reason_of(plan: Plan, board: BoardPlan, snapshot: ScoreSnapshot, row: int) -> str:
    """Return how a row's score comes about in the ranking's own words; "" where it says nothing."""
    rows, sections = summaries_of(plan, board, snapshot), sections_of(plan, board, snapshot)
    own = np.arange(len(rows))
    for section in sections or ():
        own = section.rows if row in section.rows else own
    at = int(np.flatnonzero(own == row)[0])
    try:
        return board.ranking.reason(rows.take(own), at, plan.context)
    except Exception as failure:
        raise _ranking_failed(board, failure) from failure


def _ranking_failed(board: BoardPlan, failure: Exception) -> RuleFailed:
    cause = str(failure) or type(failure).__name__
    return RuleFailed(board.name, board.at, cause, "the ranking of the board")


def scores_of(
    plan: Plan, board: BoardPlan, summaries: Summaries, sections: Sequence[Section] | None = None
) -> Scores:
    """Return every row's exact score, with its bonus. RuleFailed where the ranking does not answer.

    Each section of a split board is ranked by itself; a row of no section has no score.
    """
    if sections is None:
        return _scores(plan, board, summaries)
    rows = [section.rows for section in sections]
    return Scores.combined(
        len(summaries), rows, [_scores(plan, board, summaries.take(of_section)) for of_section in rows]
    )


def _scores(plan: Plan, board: BoardPlan, summaries: Summaries) -> Scores:
    try:
        scores = board.ranking.scores(summaries, plan.context)
    except Exception as failure:
        raise _ranking_failed(board, failure) from failure
    # After the ranking, or a mean would divide what the team earned as a team by its members.
    if not board.ranking.adds_team_bonus:
        return scores
    scores = scores.plus(summaries.bonus) if summaries.bonus.any() else scores
    return _in_points(scores, 10**plan.context.point_decimals)


def _in_points(scores: Scores, per_point: int) -> Scores:
    """Return scores of so many parts of a point as scores in points."""
    if per_point == 1:
        return scores
    # Where the denominator would leave 64 bits, parts are rounded down to steps far finer than what is shown.
    long = scores.denominators > LONGEST // per_point
    return Scores(
        numerators=np.where(long, scores.numerators // per_point, scores.numerators),
        denominators=np.where(long, scores.denominators, scores.denominators * per_point),
    )


def _ineligible(plan: Plan, board: BoardPlan, snapshot: ScoreSnapshot) -> Sequence[str]:
    if board.ranks == "people":
        return ineligible_people(plan, snapshot.people.membership)
    now = members_now(plan, board, snapshot)
    return ineligible_groups(plan, board, snapshot.people, now, _count(board, snapshot), snapshot.last_day)


def _count(board: BoardPlan, snapshot: ScoreSnapshot) -> int:
    """Return how many rows a board of teams or groups has."""
    if board.ranks == "roster column":
        return len(snapshot.people.membership.columns[board.column])
    return len(snapshot.team_ids)
