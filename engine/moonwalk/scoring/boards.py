"""A board of teams, people or groups from their scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.arrays import DayTotals, MemberTotals, Scores
from moonwalk.api.teams import Summaries
from moonwalk.api.timeline import Status
from moonwalk.scoring.eligibility import unplaced_groups, unplaced_people
from moonwalk.scoring.membership import group_summaries, present_in
from moonwalk.scoring.people import PeopleScores
from moonwalk.scoring.person_totals import Span
from moonwalk.scoring.plan import BoardPlan, Plan
from moonwalk.scoring.scorers import RuleFailed
from moonwalk.scoring.standings import Part, Standings, Tiebreak, by_id, joined, lots, stand
from moonwalk.scoring.teams import TeamScores, places, present, takes_part, team_summaries

Whole = NDArray[np.int64]


def team_members(
    plan: Plan, people: PeopleScores, seen_on: int, last_day: int, rules: tuple[str, ...]
) -> MemberTotals:
    """Everyone who was in a team by a day, with the points and days they brought it.

    Whoever moved counts in each of the teams. `seen_on` is the day whose teams decide where points belong.
    """
    days, begun = slice(0, max(last_day + 1, 0)), slice(0, max(min(last_day, plan.today) + 1, 0))
    where, teams = places(plan, people.frame, people.logged, seen_on), len(people.frame.teams)
    earning, member = where.points[:, days], where.member[:, begun]
    earned = people.of_rules(rules)[:, days]
    could = takes_part(plan, people.frame, where)[:, begun]
    home = np.maximum(earning.max(axis=1, initial=-1), member.max(axis=1, initial=-1))
    moved = _elsewhere(earning, home) | _elsewhere(member, home)
    stay, move = np.flatnonzero(~moved & (home >= 0)), np.flatnonzero(moved)
    own = np.where(earning[stay] >= 0, earned[stay], 0).sum(axis=1)
    own_due = ((member[stay] >= 0) & could[stay]).sum(axis=1)
    pairs = np.unique(np.concatenate((_pairs(earning[move], teams), _pairs(member[move], teams))))
    return MemberTotals.from_members(
        np.concatenate((home[stay].astype(np.int64), pairs % max(teams, 1))),
        teams,
        np.concatenate((own, _sums(pairs, earning[move], earned[move], teams))),
        np.concatenate((own_due, _sums(pairs, member[move], could[move], teams))),
    )


def _elsewhere(team: NDArray[np.int32], home: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Whose days belong to more than one team."""
    return np.asarray(((team >= 0) & (team != home[:, None])).any(axis=1))


def _pairs(team: NDArray[np.int32], teams: int) -> Whole:
    """The pair of person and team that each cell belongs to, as one number."""
    rows, days = np.nonzero(team >= 0)
    return np.asarray(rows * teams + team[rows, days])


def _sums(pairs: Whole, team: NDArray[np.int32], values: Whole | NDArray[np.bool_], teams: int) -> Whole:
    """The values of each pair, added up; far below 2**53, so doubles are exact."""
    at = np.searchsorted(pairs, _pairs(team, teams))
    sums = np.bincount(at, values[team >= 0], len(pairs))
    return sums.astype(np.int64)


# Shares are compared to nine decimals: finer than any two shares of fewer than 30,000 days can be close.
_FINE = 10**9


@dataclass(frozen=True, eq=False)
class Field:
    """Everyone on a board: their ids, their scores, and the last day that is looked at.

    The scores were made on the day `seen_on`, as whose teams stood members are counted.
    """

    team_ids: tuple[str, ...]
    person_ids: tuple[str, ...]
    people: PeopleScores
    teams: TeamScores
    last_day: int
    seen_on: int


def board(plan: Plan, which: BoardPlan, field: Field) -> Standings:
    """A board's standings up to `field.last_day`. RuleFailed where the ranking does not answer.

    A board that is split is one for each value: each is ranked and numbered by itself.
    """
    summaries, parts = summaries_of(plan, which, field), parts_of(plan, which, field)
    scores = scores_of(plan, which, summaries, parts)
    ties, reasons = tiebreaks_of(plan, which, field, summaries), _unplaced(plan, which, field)
    decimals, numbering = which.ranking.decimals, which.numbering
    if parts is None:
        return stand(summaries.ids, scores, decimals, ties, reasons, numbering)
    alphabet = by_id(summaries.ids)
    boards = [
        stand(
            tuple([summaries.ids[row] for row in part.rows.tolist()]),
            scores.take(part.rows),
            decimals,
            [Tiebreak(tie.name, tie.values[part.rows]) for tie in ties],
            [reasons[row] for row in part.rows.tolist()],
            numbering,
            alphabet[part.rows],
        )
        for part in parts
    ]
    empty = stand((), scores.take(np.zeros(0, np.int64)), decimals, [], (), numbering)
    return joined(replace(empty, ids=summaries.ids, scores=scores, not_placed=reasons), parts, boards)


def parts_of(plan: Plan, which: BoardPlan, field: Field) -> tuple[Part, ...] | None:
    """The rows of each value by which a board is split, in the order of values; None where it is not split.

    A team or group stands where most of its present members do, the first by name of several.
    """
    if not which.split_by:
        return None
    column = field.people.frame.columns[which.split_by]
    value = column.of
    if which.ranks != "people":
        value = column.most_of(members_now(plan, which, field), _count(which, field))
    found = (Part(label, np.flatnonzero(value == index)) for index, label in enumerate(column.labels))
    return tuple(part for part in found if len(part.rows))


def summaries_of(plan: Plan, which: BoardPlan, field: Field) -> Summaries:
    """What a board ranks, up to the last day."""
    if which.ranks == "teams":
        make_members = partial(
            team_members, plan, field.people, field.seen_on, field.last_day, which.of_rules
        )
        return team_summaries(plan, field.teams, field.last_day, which.of_rules, field.team_ids, make_members)
    people = person_summaries(plan, which, field)
    if which.ranks == "people":
        return people
    return group_summaries(field.people.frame.columns[which.column], members_now(plan, which, field), people)


def members_now(plan: Plan, which: BoardPlan, field: Field) -> NDArray[np.int32]:
    """The row of a board that each person belongs to on the last day, -1 for none."""
    frame = field.people.frame
    if which.ranks == "teams":
        return present(plan, frame, field.last_day)
    if which.ranks == "roster column":
        return present_in(frame.columns[which.column], frame, field.last_day)
    return np.arange(len(frame.people), dtype=np.int32)


def person_summaries(plan: Plan, which: BoardPlan, field: Field) -> Summaries:
    """People as a ranking sees them: one member each, no bonus."""
    people, last = field.people, max(field.last_day, -1)
    span = Span(last, max(min(last, plan.today), -1) + 1, which.of_rules)
    has = people.figures(span)
    one = np.ones(len(has.points), np.int64)

    def make_days() -> DayTotals:
        days = slice(0, last + 1)
        there = people.frame.status[:, days] != Status.ABSENT
        total = people.of_rules(which.of_rules)[:, days]
        return DayTotals(
            points=total, roster=there.astype(np.int64), due=people.frame.countable[:, days].astype(np.int64)
        )

    return Summaries(
        ids=field.person_ids,
        points=has.points,
        bonus=np.zeros_like(one),
        people=one,
        active=has.active,
        member_days=has.member_days,
        days=int((plan.calendar.kinds[: span.begun] == Status.DUE).sum()),
        logged_days=has.logged_days,
        active_days=has.member_days * has.active,
        met=has.met,
        make_days=make_days,
        make_members=lambda: MemberTotals.from_members(
            np.arange(len(one)), len(one), has.points, has.member_days
        ),
    )


def scores_in(plan: Plan, which: BoardPlan, field: Field) -> Scores:
    """The score of each row of a board. RuleFailed where the ranking does not answer."""
    return scores_of(plan, which, summaries_of(plan, which, field), parts_of(plan, which, field))


def scores_of(
    plan: Plan, which: BoardPlan, summaries: Summaries, parts: Sequence[Part] | None = None
) -> Scores:
    """Every row's exact score, with its bonus. RuleFailed where the ranking does not answer.

    Each of the `parts` of a split board is ranked by itself; a row of none of them has no score.
    """
    if parts is None:
        return _scores(plan, which, summaries)
    rows = [part.rows for part in parts]
    return Scores.combined(len(summaries), rows, [_scores(plan, which, summaries.take(one)) for one in rows])


def _scores(plan: Plan, which: BoardPlan, summaries: Summaries) -> Scores:
    try:
        scores = which.ranking.scores(summaries, plan.context)
    except Exception as failure:
        raise RuleFailed(which.name, which.at, str(failure) or type(failure).__name__) from failure
    # A team's own bonus is added after the aggregate.
    return scores.plus(summaries.bonus) if which.ranking.adds_team_bonus else scores


def tiebreaks_of(plan: Plan, which: BoardPlan, field: Field, summaries: Summaries) -> list[Tiebreak]:
    """The board's tie rules that can part rows, in the order in which they are asked."""
    return [_tiebreak(plan, which, field, summaries, name) for name in which.ties if name != "shared place"]


def _tiebreak(plan: Plan, which: BoardPlan, field: Field, summaries: Summaries, name: str) -> Tiebreak:
    if name == "lot":
        return Tiebreak(name, lots(plan.context.seed, which.name, summaries.ids))
    if name == "participation":
        return Tiebreak(name, _share(summaries.logged_days, summaries.member_days))
    if name == "improvement":
        return Tiebreak(name, _improvement(plan, field, summaries))
    goal = name.removeprefix("met ")
    return Tiebreak(name, _share(summaries.met[goal], summaries.member_days))


def _share(part: NDArray[np.int64], whole: NDArray[np.int64]) -> NDArray[np.int64]:
    below = np.maximum(whole, 1)
    units, rest = np.divmod(part, below)
    return np.where(whole > 0, units * _FINE + rest * _FINE // below, 0)


def _improvement(plan: Plan, field: Field, summaries: Summaries) -> NDArray[np.int64]:
    """The points per membership day of the last full week, less those of the first week.

    0 where there is nothing to compare: in the first weeks, and for who was away in one of the two.
    """
    weeks = min(field.last_day + 1, plan.calendar.length) // 7
    if weeks < 2:
        return np.zeros(len(summaries), np.int64)
    days = summaries.by_day

    def of_week(values: NDArray[np.int64], week: int) -> NDArray[np.int64]:
        return np.asarray(values[:, 7 * (week - 1) : 7 * week].sum(axis=1))

    then, now = of_week(days.due, 1), of_week(days.due, weeks)
    # One fraction, so that equal improvements are equal numbers.
    return _share(of_week(days.points, weeks) * then - of_week(days.points, 1) * now, then * now)


def _unplaced(plan: Plan, which: BoardPlan, field: Field) -> Sequence[str]:
    if which.ranks == "people":
        return unplaced_people(plan, field.people.frame)
    now = members_now(plan, which, field)
    return unplaced_groups(plan, which, field.people, now, _count(which, field), field.last_day)


def _count(which: BoardPlan, field: Field) -> int:
    """How many rows a board of teams or groups has."""
    if which.ranks == "roster column":
        return len(field.people.frame.columns[which.column])
    return len(field.team_ids)
