"""What separates two rows of a board, and what changed one row's score between two moments."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from moonwalk.scoring.arrays import BoolArray, Int32Array, Int64Array
from moonwalk.scoring.boards import ScoreSnapshot, scores_in
from moonwalk.scoring.plan import BoardPlan, Plan
from moonwalk.scoring.rules import RuleFailed
from moonwalk.scoring.teams import TeamScores

Kind = TypeVar("Kind", bound=np.generic)


@dataclass(frozen=True, slots=True)
class RowState:
    """A row of a board as one of the two looks sees it."""

    plan: Plan
    board: BoardPlan
    snapshot: ScoreSnapshot
    row: int

    def score(self, snapshot: ScoreSnapshot) -> Fraction | None:
        """The row's score if everyone had the figures of this field; None where it has none."""
        scores = scores_in(self.plan, self.board, snapshot)
        return scores.exact(self.row)


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a score and what it is made of, exact: `parts`, `others` and `size` add up to `whole`.

    `parts` are the row's own points by rule id, `others` the points of everybody else, where the ranking
    looks at them; `size` what members, their days and logs have done, and whatever else the ranking does.
    """

    whole: Fraction
    by_rule: Mapping[str, Fraction]
    others: Fraction
    size: Fraction


def change(before: RowState, after: RowState) -> Change | None:
    """What changed the score; None where there was or is none."""
    then, now = before.score(before.snapshot), after.score(after.snapshot)
    if then is None or now is None:
        return None
    whole = now - then
    own, all_rows = _Old.own(before, after), _Old.all(before, after)
    kept, everyone = _score(after, own.snapshot(())), _score(after, all_rows.snapshot(()))
    if kept is not None and everyone is not None:
        told = {rule: _score(after, own.snapshot((rule,))) for rule in own.rules}
        parts = {rule: score - kept for rule, score in told.items() if score is not None}
        if len(parts) == len(told) and kept + sum(parts.values(), Fraction(0)) == now:
            return Change(whole, parts, kept - everyone, everyone - then)
    bonus = _bonus(before, after)
    return Change(whole, bonus, Fraction(0), whole - sum(bonus.values(), Fraction(0)))


@dataclass(frozen=True)
class _Old:
    """The later figures, and beside them the points that some rows had before."""

    after: RowState
    people: Mapping[str, Int32Array]
    points: Mapping[str, Int64Array]
    bonus: Mapping[str, Int64Array]

    @classmethod
    def own(cls, before: RowState, after: RowState) -> _Old:
        """For the row itself: the team with everyone who was ever in it, or the person."""
        if after.board.ranks == "people":
            return cls._of(before, after, np.array([after.row]), np.zeros(0, np.int64))
        teams = np.array([after.row], np.int64)
        return cls._of(before, after, after.snapshot.people.membership.members_of(teams), teams)

    @classmethod
    def all(cls, before: RowState, after: RowState) -> _Old:
        """For everybody."""
        people, teams = after.snapshot.people, after.snapshot.teams
        return cls._of(before, after, np.arange(len(people.membership.people)), np.arange(len(teams.people)))

    @classmethod
    def _of(cls, before: RowState, after: RowState, people: Int64Array, teams: Int64Array) -> _Old:
        then, now = before.snapshot, after.snapshot
        people_alternatives = _matched(then.people.membership.people, now.people.membership.people[people])
        team_alternatives = _matched(then.people.membership.teams, now.people.membership.teams[teams])
        return cls(
            after,
            _replaced(now.people.points, then.people.points, people, people_alternatives, before),
            _replaced(now.teams.points, then.teams.points, teams, team_alternatives, before),
            _replaced(now.teams.bonus, then.teams.bonus, teams, team_alternatives, before),
        )

    @property
    def rules(self) -> tuple[str, ...]:
        """The ids of all rules that the board counts, in the plan's order."""
        bonus = self.bonus if self.after.board.ranks == "teams" else {}
        known, wanted = {*self.people, *bonus}, self.after.board.of_rules
        return tuple(
            rule for rule in self.after.plan.rules if rule in known and (not wanted or rule in wanted)
        )

    def snapshot(self, fresh: Collection[str]) -> ScoreSnapshot:
        """Everyone with the earlier points, but for those of some rules."""
        now = self.after.snapshot
        return replace(
            now,
            people=now.people.with_points(_chosen(now.people.points, self.people, fresh)),
            teams=replace(
                now.teams,
                points=_chosen(now.teams.points, self.points, fresh),
                bonus=_chosen(now.teams.bonus, self.bonus, fresh),
            ),
        )


def _replaced(
    now: Mapping[str, NDArray[Kind]],
    then: Mapping[str, NDArray[Kind]],
    rows: Int64Array,
    matched: Int64Array,
    before: RowState,
) -> dict[str, NDArray[Kind]]:
    """The arrays with these rows as they were: nothing where there was no such row, or no such rule."""
    found = {}
    for rule, values in now.items():
        old = values.copy()
        old[rows] = values.dtype.type(0)
        if rule in then:
            there = matched >= 0
            days = np.arange(values.shape[1]) <= before.snapshot.last_day
            old[rows[there]] = np.where(days, then[rule][matched[there]], values.dtype.type(0))
        found[rule] = old
    return found


def _matched(numbers: Int32Array, wanted: Int32Array) -> Int64Array:
    """The row of each wanted number among the ascending ones, -1 for those that are not there."""
    if not len(numbers):
        return np.full(len(wanted), -1, np.int64)
    at = np.minimum(np.searchsorted(numbers, wanted), len(numbers) - 1)
    return np.where(numbers[at] == wanted, at, -1).astype(np.int64)


def _chosen(now: Mapping[str, Any], then: Mapping[str, Any], fresh: Collection[str]) -> dict[str, Any]:
    return {rule: values if rule in fresh else then[rule] for rule, values in now.items()}


def _score(side: RowState, snapshot: ScoreSnapshot) -> Fraction | None:
    try:
        return side.score(snapshot)
    except RuleFailed:
        return None


def _bonus(before: RowState, after: RowState) -> dict[str, Fraction]:
    """What the team's own bonuses changed, which the engine adds after every ranking."""
    if after.board.ranks == "people" or not after.board.ranking.takes_bonus:
        return {}
    wanted = after.board.of_rules
    rules = [rule for rule in after.snapshot.teams.bonus if not wanted or rule in wanted]
    return {rule: Fraction(_bonus_of(after, rule) - _bonus_of(before, rule)) for rule in rules}


def _bonus_of(side: RowState, rule: str) -> int:
    points = side.snapshot.teams.bonus.get(rule)
    return 0 if points is None else int(points[side.row, : max(side.snapshot.last_day + 1, 0)].sum())


@dataclass(frozen=True, slots=True)
class ScorePair:
    """An exact figure of the first row, and of the second."""

    first: Fraction
    second: Fraction

    @property
    def gap(self) -> Fraction:
        """How much more the first has."""
        return self.first - self.second

    def less(self, other: ScorePair) -> ScorePair:
        """What is left of both without the other figures."""
        return ScorePair(self.first - other.first, self.second - other.second)


ZERO: Final = ScorePair(Fraction(0), Fraction(0))


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Two scores and their parts by rule id or by week, exact: `parts` and `rest` add up to `whole`.

    `rest` is what the ranking itself makes of the figures: 0 where it only adds up and divides.
    """

    whole: ScorePair
    by_key: Mapping[str, ScorePair]
    rest: ScorePair


@dataclass(frozen=True, slots=True)
class RowPair:
    """Two rows of a board."""

    plan: Plan
    board: BoardPlan
    snapshot: ScoreSnapshot
    first: int
    second: int

    def scores(self, snapshot: ScoreSnapshot) -> ScorePair | None:
        """Their scores if everyone had the figures of this field; None where one of them has none."""
        scores = scores_in(self.plan, self.board, snapshot)
        first, second = scores.exact(self.first), scores.exact(self.second)
        return None if first is None or second is None else ScorePair(first, second)

    def scores_with(self, rules: Collection[str], days: BoolArray) -> ScorePair | None:
        """The same if only the points of some rules and days were there; None also where that fails."""
        try:
            return self.scores(only(self.snapshot, rules, days))
        except RuleFailed:
            return None


def by_rule(pair: RowPair) -> Breakdown | None:
    """The scores by rule. Where the ranking does more than add up, only the bonuses are told."""
    rules = rules_of(pair)
    everywhere = np.ones(pair.plan.calendar.length, np.bool_)
    shares = {rule: pair.scores_with((rule,), everywhere) for rule in rules}
    bonus = {
        rule: _bonus_difference(pair, (rule,), everywhere)
        for rule in rules
        if rule in pair.snapshot.teams.bonus
    }
    return _breakdown(pair, shares, bonus)


def by_week(pair: RowPair) -> Breakdown | None:
    """The same by challenge week."""
    rules, week = rules_of(pair), pair.plan.calendar.week
    last = min(pair.snapshot.last_day, pair.plan.calendar.length - 1)
    weeks = range(1, int(week[last]) + 1 if last >= 0 else 1)
    shares = {str(number): pair.scores_with(rules, week == number) for number in weeks}
    bonus = {str(number): _bonus_difference(pair, rules, week == number) for number in weeks}
    return _breakdown(pair, shares, bonus)


def by_size(pair: RowPair) -> Fraction | None:
    """How much of the difference is there because the two are not of the same size.

    It is what the first has more than it would have with the members, their days and logs of the second.
    """
    if pair.board.ranks != "teams":
        return None
    same = replace(pair.snapshot, teams=_resized(pair.snapshot.teams, pair.first, pair.second))
    whole, alike = pair.scores(pair.snapshot), pair.scores(same)
    return None if whole is None or alike is None else whole.gap - alike.gap


def rules_of(pair: RowPair) -> tuple[str, ...]:
    """The ids of the rules whose points a board counts, in the plan's order."""
    bonus = pair.snapshot.teams.bonus if pair.board.ranks == "teams" else {}
    known, wanted = {*pair.snapshot.people.points, *bonus}, pair.board.of_rules
    return tuple(rule for rule in pair.plan.rules if rule in known and (not wanted or rule in wanted))


def only(snapshot: ScoreSnapshot, rules: Collection[str], days: BoolArray) -> ScoreSnapshot:
    """Everyone with the points of some rules and days only; who was there and what was logged stays."""
    return replace(
        snapshot,
        people=snapshot.people.with_points(_Only(snapshot.people.points, rules, days)),
        teams=replace(
            snapshot.teams,
            points=_Only(snapshot.teams.points, rules, days),
            bonus=_Only(snapshot.teams.bonus, rules, days),
        ),
    )


PointArray = TypeVar("PointArray", Int32Array, Int64Array)


@dataclass(frozen=True, eq=False)
class _Only(Mapping[str, PointArray]):
    """The points of some rules and days, made when a ranking asks: few look at each of many people."""

    points: Mapping[str, PointArray]
    rules: Collection[str]
    days: BoolArray

    def __getitem__(self, rule: str) -> PointArray:
        values = self.points[rule]
        if rule not in self.rules:
            return np.broadcast_to(values.dtype.type(0), values.shape)
        return values if self.days.all() else values * self.days.astype(values.dtype)

    def __iter__(self) -> Iterator[str]:
        return iter(self.points)

    def __len__(self) -> int:
        return len(self.points)


def _breakdown(
    pair: RowPair, shares: Mapping[str, ScorePair | None], bonus: Mapping[str, ScorePair]
) -> Breakdown | None:
    whole = pair.scores(pair.snapshot)
    if whole is None:
        return None
    bare = pair.scores_with((), np.ones(pair.plan.calendar.length, np.bool_))
    told = [share for share in shares.values() if share is not None]
    if bare is not None and len(told) == len(shares):
        found = {key: share.less(bare) for key, share in zip(shares, told, strict=True)}
        if _left(whole, found.values()) == bare:
            return Breakdown(whole, found, bare)
    return Breakdown(whole, dict(bonus), _left(whole, bonus.values()))


def _left(whole: ScorePair, parts: Iterable[ScorePair]) -> ScorePair:
    for part in parts:
        whole = whole.less(part)
    return whole


def _bonus_difference(pair: RowPair, rules: Iterable[str], days: BoolArray) -> ScorePair:
    if pair.board.ranks != "teams" or not pair.board.ranking.takes_bonus:
        return ZERO
    known = pair.snapshot.teams.bonus
    until = days & (np.arange(len(days)) <= pair.snapshot.last_day)

    def of(row: int) -> Fraction:
        return Fraction(sum(int(known[rule][row, until].sum()) for rule in rules if rule in known))

    return ScorePair(of(pair.first), of(pair.second))


def _resized(teams: TeamScores, row: int, like: int) -> TeamScores:
    """The same with one team having the members and logged days of another."""

    def copied(values: Int64Array) -> Int64Array:
        found = values.copy()
        found[row] = found[like]
        return found

    return replace(
        teams,
        roster=copied(teams.roster),
        due=copied(teams.due),
        active_due=copied(teams.active_due),
        logged=copied(teams.logged),
        people=copied(teams.people),
        active=copied(teams.active),
    )
