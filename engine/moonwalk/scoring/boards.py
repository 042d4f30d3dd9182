"""A board of teams, people or groups from their scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from moonwalk.api.arrays import Scores
from moonwalk.api.teams import DayTotals, MemberTotals, Summaries
from moonwalk.api.timeline import Status
from moonwalk.scoring.arrays import BoolArray, Int32Array, Int64Array
from moonwalk.scoring.eligibility import ineligible_groups, ineligible_people
from moonwalk.scoring.membership import group_summaries, value_on_day
from moonwalk.scoring.people import PeopleScores
from moonwalk.scoring.person_totals import TotalsKey
from moonwalk.scoring.plan import BoardPlan, Plan
from moonwalk.scoring.rules import RuleFailed
from moonwalk.scoring.standings import Section, Standings, Tiebreak, by_id, joined, stand, tiebreak_lots
from moonwalk.scoring.teams import TeamScores, attribute_days, can_take_part, team_on_day, team_summaries


def team_members(
    plan: Plan, people: PeopleScores, seen_on: int, last_day: int, rules: tuple[str, ...]
) -> MemberTotals:
    """Everyone who was in a team by a day, with the points and days they brought it.

    Whoever moved counts in each of the teams. `seen_on` is the day whose teams decide where points belong.
    """
    days, begun = slice(0, max(last_day + 1, 0)), slice(0, max(min(last_day, plan.today) + 1, 0))
    attribution, teams = (
        attribute_days(plan, people.membership, people.logged, seen_on),
        len(people.membership.teams),
    )
    earning, member = attribution.points[:, days], attribution.member[:, begun]
    earned = people.of_rules(rules)[:, days]
    could = can_take_part(plan, people.membership, attribution)[:, begun]
    home = np.maximum(earning.max(axis=1, initial=-1), member.max(axis=1, initial=-1))
    moved = _elsewhere(earning, home) | _elsewhere(member, home)
    stay, move = np.flatnonzero(~moved & (home >= 0)), np.flatnonzero(moved)
    own = np.where(earning[stay] >= 0, earned[stay], 0).sum(axis=1)
    own_due = ((member[stay] >= 0) & could[stay]).sum(axis=1)
    pairs = np.unique(np.concatenate((_pairs(earning[move], teams), _pairs(member[move], teams))))
    return MemberTotals.of(
        np.concatenate((home[stay].astype(np.int64), pairs % max(teams, 1))),
        teams,
        np.concatenate((own, _sums(pairs, earning[move], earned[move], teams))),
        np.concatenate((own_due, _sums(pairs, member[move], could[move], teams))),
    )


def _elsewhere(team: Int32Array, home: Int32Array) -> BoolArray:
    """Whose days belong to more than one team."""
    return np.asarray(((team >= 0) & (team != home[:, None])).any(axis=1))


def _pairs(team: Int32Array, teams: int) -> Int64Array:
    """The pair of person and team that each cell belongs to, as one number."""
    rows, days = np.nonzero(team >= 0)
    return np.asarray(rows * teams + team[rows, days])


def _sums(pairs: Int64Array, team: Int32Array, values: Int64Array | BoolArray, teams: int) -> Int64Array:
    """The values of each pair, added up; far below 2**53, so doubles are exact."""
    at = np.searchsorted(pairs, _pairs(team, teams))
    sums = np.bincount(at, values[team >= 0], len(pairs))
    return sums.astype(np.int64)


# Shares are compared to nine decimals: finer than any two shares of fewer than 30,000 days can be close.
_FINE = 10**9


@dataclass(frozen=True, eq=False)
class ScoreSnapshot:
    """Everyone on a board: their ids, their scores, and the last day that is looked at.

    The scores were made on the day `seen_on`, as whose teams stood members are counted.
    """

    team_ids: tuple[str, ...]
    person_ids: tuple[str, ...]
    people: PeopleScores
    teams: TeamScores
    last_day: int
    seen_on: int


def build_board(plan: Plan, board: BoardPlan, snapshot: ScoreSnapshot) -> Standings:
    """A board's standings up to `field.last_day`. RuleFailed where the ranking does not answer.

    A board that is split is one for each value: each is ranked and numbered by itself.
    """
    summaries, sections = summaries_of(plan, board, snapshot), sections_of(plan, board, snapshot)
    scores = scores_of(plan, board, summaries, sections)
    ties, reasons = tiebreaks_of(plan, board, snapshot, summaries), _ineligible(plan, board, snapshot)
    decimals, numbering = board.ranking.decimals, board.numbering
    if sections is None:
        return stand(summaries.ids, scores, decimals, ties, reasons, numbering)
    alphabet = by_id(summaries.ids)
    boards = [
        stand(
            tuple([summaries.ids[row] for row in section.rows.tolist()]),
            scores.only(section.rows),
            decimals,
            [Tiebreak(tie.name, tie.values[section.rows]) for tie in ties],
            [reasons[row] for row in section.rows.tolist()],
            numbering,
            alphabet[section.rows],
        )
        for section in sections
    ]
    empty = stand((), scores.only(np.zeros(0, np.int64)), decimals, [], (), numbering)
    return joined(replace(empty, ids=summaries.ids, scores=scores, not_placed=reasons), sections, boards)


def sections_of(plan: Plan, board: BoardPlan, snapshot: ScoreSnapshot) -> tuple[Section, ...] | None:
    """The rows of each value by which a board is split, in the order of values; None where it is not split.

    A team or group stands where most of its present members do, the first by name of several.
    """
    if not board.split_by:
        return None
    column = snapshot.people.membership.columns[board.split_by]
    value = column.of
    if board.ranks != "people":
        value = column.most_of(members_now(plan, board, snapshot), _count(board, snapshot))
    found = (Section(label, np.flatnonzero(value == index)) for index, label in enumerate(column.labels))
    return tuple(section for section in found if len(section.rows))


def summaries_of(plan: Plan, board: BoardPlan, snapshot: ScoreSnapshot) -> Summaries:
    """What a board ranks, up to the last day."""
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
    """The row of a board that each person belongs to on the last day, -1 for none."""
    membership = snapshot.people.membership
    if board.ranks == "teams":
        return team_on_day(plan, membership, snapshot.last_day)
    if board.ranks == "roster column":
        return value_on_day(membership.columns[board.column], membership, snapshot.last_day)
    return np.arange(len(membership.people), dtype=np.int32)


def person_summaries(plan: Plan, board: BoardPlan, snapshot: ScoreSnapshot) -> Summaries:
    """People as a ranking sees them: one member each, no bonus."""
    people, last = snapshot.people, max(snapshot.last_day, -1)
    span = TotalsKey(last, max(min(last, plan.today), -1) + 1, board.of_rules)
    has = people.totals(span)
    one = np.ones(len(has.points), np.int64)

    def make_days() -> DayTotals:
        days = slice(0, last + 1)
        there = people.membership.status[:, days] != Status.ABSENT
        total = people.of_rules(board.of_rules)[:, days]
        return DayTotals(
            points=total,
            roster=there.astype(np.int64),
            due=people.membership.countable[:, days].astype(np.int64),
        )

    return Summaries(
        ids=snapshot.person_ids,
        points=has.points,
        bonus=np.zeros_like(one),
        people=one,
        active=has.active,
        member_days=has.member_days,
        days=int((plan.calendar.statuses[: span.begun] == Status.DUE).sum()),
        logged_days=has.logged_days,
        active_days=has.member_days * has.active,
        met=has.met,
        make_days=make_days,
        make_members=lambda: MemberTotals.of(np.arange(len(one)), len(one), has.points, has.member_days),
    )


def scores_in(plan: Plan, board: BoardPlan, snapshot: ScoreSnapshot) -> Scores:
    """The score of each row of a board. RuleFailed where the ranking does not answer."""
    return scores_of(plan, board, summaries_of(plan, board, snapshot), sections_of(plan, board, snapshot))


def scores_of(
    plan: Plan, board: BoardPlan, summaries: Summaries, sections: Sequence[Section] | None = None
) -> Scores:
    """Every row's exact score, with its bonus. RuleFailed where the ranking does not answer.

    Each of the `parts` of a split board is ranked by itself; a row of none of them has no score.
    """
    if sections is None:
        return _scores(plan, board, summaries)
    rows = [section.rows for section in sections]
    return Scores.joined(len(summaries), rows, [_scores(plan, board, summaries.only(one)) for one in rows])


def _scores(plan: Plan, board: BoardPlan, summaries: Summaries) -> Scores:
    try:
        scores = board.ranking.scores(summaries, plan.context)
    except Exception as failure:
        raise RuleFailed(board.name, board.at, str(failure) or type(failure).__name__) from failure
    # A team's own bonus is added after the aggregate.
    return scores.plus(summaries.bonus) if board.ranking.takes_bonus else scores


def tiebreaks_of(
    plan: Plan, board: BoardPlan, snapshot: ScoreSnapshot, summaries: Summaries
) -> list[Tiebreak]:
    """The board's tie rules that can part rows, in the order in which they are asked."""
    return [
        _tiebreak(plan, board, snapshot, summaries, name) for name in board.ties if name != "shared place"
    ]


def _tiebreak(
    plan: Plan, board: BoardPlan, snapshot: ScoreSnapshot, summaries: Summaries, name: str
) -> Tiebreak:
    if name == "lot":
        return Tiebreak(name, tiebreak_lots(plan.context.seed, board.name, summaries.ids))
    if name == "participation":
        return Tiebreak(name, _share(summaries.logged_days, summaries.member_days))
    if name == "improvement":
        return Tiebreak(name, _improvement(plan, snapshot, summaries))
    goal = name.removeprefix("met ")
    return Tiebreak(name, _share(summaries.met[goal], summaries.member_days))


def _share(section: Int64Array, whole: Int64Array) -> Int64Array:
    below = np.maximum(whole, 1)
    units, rest = np.divmod(section, below)
    return np.where(whole > 0, units * _FINE + rest * _FINE // below, 0)


def _improvement(plan: Plan, snapshot: ScoreSnapshot, summaries: Summaries) -> Int64Array:
    """The points per membership day of the last full week, less those of the first week.

    0 where there is nothing to compare: in the first weeks, and for who was away in one of the two.
    """
    weeks = min(snapshot.last_day + 1, plan.calendar.length) // 7
    if weeks < 2:
        return np.zeros(len(summaries), np.int64)
    days = summaries.by_day

    def of_week(values: Int64Array, week: int) -> Int64Array:
        return np.asarray(values[:, 7 * (week - 1) : 7 * week].sum(axis=1))

    then, now = of_week(days.due, 1), of_week(days.due, weeks)
    # One fraction, so that equal improvements are equal numbers.
    return _share(of_week(days.points, weeks) * then - of_week(days.points, 1) * now, then * now)


def _ineligible(plan: Plan, board: BoardPlan, snapshot: ScoreSnapshot) -> Sequence[str]:
    if board.ranks == "people":
        return ineligible_people(plan, snapshot.people.membership)
    now = members_now(plan, board, snapshot)
    return ineligible_groups(plan, board, snapshot.people, now, _count(board, snapshot), snapshot.last_day)


def _count(board: BoardPlan, snapshot: ScoreSnapshot) -> int:
    """How many rows a board of teams or groups has."""
    if board.ranks == "roster column":
        return len(snapshot.people.membership.columns[board.column])
    return len(snapshot.team_ids)
