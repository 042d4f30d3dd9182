"""What changed one row's score between two moments, and what separates two rows of a board."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from moonwalk.scoring.asking import RuleFailed
from moonwalk.scoring.boards import ScoreSnapshot, scores_in
from moonwalk.scoring.facts import BoolArray, Int16Array, Int32Array, Int64Array, Scalar, days_until
from moonwalk.scoring.plan import BoardPlan, Plan
from moonwalk.scoring.teams import TeamScores

PointArray = TypeVar("PointArray", Int32Array, Int64Array)


@dataclass(frozen=True, slots=True)
class RowState:
    """A row of a board at one of the two moments that are compared."""

    plan: Plan
    board: BoardPlan
    snapshot: ScoreSnapshot
    row: int

    def score(self, snapshot: ScoreSnapshot) -> Fraction | None:
        """Return the row's score if everyone had the points of this snapshot; None where it has none."""
        scores = scores_in(self.plan, self.board, snapshot)
        return scores.exact(self.row)


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a score and what it is made of, exact: `by_rule`, `others` and `size` add up to `whole`.

    `by_rule` is from the row's own points by rule id, `others` from the points of everybody else, where the
    ranking looks at them; `size` from members, their days and logs, and whatever else the ranking does.
    """

    whole: Fraction
    by_rule: Mapping[str, Fraction]
    others: Fraction
    size: Fraction


def change(before: RowState, after: RowState) -> Change | None:
    """Return what changed the score; None where there was or is none."""
    then, now = before.score(before.snapshot), after.score(after.snapshot)
    if then is None or now is None:
        return None
    whole = now - then
    own, all_rows = _EarlierPoints.own(before, after), _EarlierPoints.all(before, after)
    # What-if boards with the members of today: the row's points as before, everybody's as before, and one
    # for each rule. Asking the ranking itself needs no knowledge of its formula.
    kept, everyone = _score(after, own.snapshot(())), _score(after, all_rows.snapshot(()))
    if kept is not None and everyone is not None:
        with_rule = {rule: _score(after, own.snapshot((rule,))) for rule in own.rules}
        parts = {rule: score - kept for rule, score in with_rule.items() if score is not None}
        # Only shares that add up to the score are given. Where the ranking is not a sum they do not; then
        # bonuses alone have a share, and `size` takes the rest.
        if len(parts) == len(with_rule) and kept + sum(parts.values(), Fraction(0)) == now:
            return Change(whole, parts, kept - everyone, everyone - then)
    bonus = _bonus(before, after)
    return Change(whole, bonus, Fraction(0), whole - sum(bonus.values(), Fraction(0)))


@dataclass(frozen=True)
class _EarlierPoints:
    """The later snapshot, and beside it the points that some rows had before."""

    after: RowState
    people: Mapping[str, Int32Array]
    points: Mapping[str, Int64Array]
    bonus: Mapping[str, Int64Array]

    @classmethod
    def own(cls, before: RowState, after: RowState) -> _EarlierPoints:
        """Return them for the row itself: the person, or the team with everyone who was ever in it."""
        if after.board.ranks == "people":
            return cls._of(before, after, np.array([after.row]), np.zeros(0, np.int64))
        teams = np.array([after.row], np.int64)
        return cls._of(before, after, after.snapshot.people.membership.members_of(teams), teams)

    @classmethod
    def all(cls, before: RowState, after: RowState) -> _EarlierPoints:
        """Return them for everybody."""
        people, teams = after.snapshot.people, after.snapshot.teams
        return cls._of(before, after, np.arange(len(people.membership.people)), np.arange(len(teams.people)))

    @classmethod
    def _of(cls, before: RowState, after: RowState, people: Int64Array, teams: Int64Array) -> _EarlierPoints:
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
        """Return everyone with the earlier points, except for those of the rules in `fresh`."""
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
    now: Mapping[str, NDArray[Scalar]],
    then: Mapping[str, NDArray[Scalar]],
    rows: Int64Array,
    matched: Int64Array,
    before: RowState,
) -> dict[str, NDArray[Scalar]]:
    """Return the arrays with these rows as they were: 0 where there was no such row, or no such rule."""
    earlier = {}
    for rule, values in now.items():
        old = values.copy()
        old[rows] = values.dtype.type(0)
        if rule in then:
            there = matched >= 0
            # Days that were not looked at then had no points then, whatever the arrays hold for them.
            days = np.arange(values.shape[1]) <= before.snapshot.last_day
            old[rows[there]] = np.where(days, then[rule][matched[there]], values.dtype.type(0))
        earlier[rule] = old
    return earlier


def _matched(numbers: Int32Array, wanted: Int32Array) -> Int64Array:
    """Return the row of each wanted number among the ascending ones, -1 for those that are not there."""
    if not len(numbers):
        return np.full(len(wanted), -1, np.int64)
    # `searchsorted` answers with the length for numbers beyond the last.
    at = np.minimum(np.searchsorted(numbers, wanted), len(numbers) - 1)
    return np.where(numbers[at] == wanted, at, -1).astype(np.int64)


def _chosen(now: Mapping[str, Any], then: Mapping[str, Any], fresh: Collection[str]) -> dict[str, Any]:
    return {rule: values if rule in fresh else then[rule] for rule, values in now.items()}


def _score(state: RowState, snapshot: ScoreSnapshot) -> Fraction | None:
    try:
        return state.score(snapshot)
    except RuleFailed:
        # A ranking may refuse points that nobody ever had; then there is no breakdown, but still a score.
        return None


def _bonus(before: RowState, after: RowState) -> dict[str, Fraction]:
    """Return what the team's own bonuses changed, which are added after every ranking."""
    if after.board.ranks == "people" or not after.board.ranking.adds_team_bonus:
        return {}
    wanted = after.board.of_rules
    rules = [rule for rule in after.snapshot.teams.bonus if not wanted or rule in wanted]
    return {rule: Fraction(_bonus_of(after, rule) - _bonus_of(before, rule)) for rule in rules}


def _bonus_of(state: RowState, rule: str) -> int:
    points = state.snapshot.teams.bonus.get(rule)
    return 0 if points is None else int(points[state.row, days_until(state.snapshot.last_day)].sum())


@dataclass(frozen=True, slots=True)
class ScorePair:
    """An exact number of the first row, and of the second."""

    first: Fraction
    second: Fraction

    @property
    def gap(self) -> Fraction:
        """How much more the first has."""
        return self.first - self.second

    def less(self, other: ScorePair) -> ScorePair:
        """Return what is left of both without the numbers of another pair."""
        return ScorePair(self.first - other.first, self.second - other.second)


ZERO: Final = ScorePair(Fraction(0), Fraction(0))


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Two scores by rule id or by week, exact: `by_key` and `rest` add up to `whole`.

    `rest` is what the ranking itself adds: 0 where it only adds up and divides.
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
        """Return their scores if everyone had the points of this snapshot; None if either has none."""
        scores = scores_in(self.plan, self.board, snapshot)
        first, second = scores.exact(self.first), scores.exact(self.second)
        return None if first is None or second is None else ScorePair(first, second)

    def scores_with(self, rules: Collection[str], days: BoolArray) -> ScorePair | None:
        """Return their scores from the points of some rules and days; None also where the ranking fails."""
        try:
            return self.scores(keep_points(self.snapshot, rules, days))
        except RuleFailed:
            return None


def by_rule(pair: RowPair) -> Breakdown | None:
    """Return the scores by rule; where the ranking does more than add up, bonuses only."""
    rules = rules_of(pair)
    everywhere = np.ones(pair.plan.calendar.length, np.bool_)
    shares = {rule: pair.scores_with((rule,), everywhere) for rule in rules}
    bonus = {
        rule: _bonus_difference(pair, (rule,), everywhere)
        for rule in rules
        if rule in pair.snapshot.teams.bonus
    }
    return _breakdown(pair, shares, bonus)


def by_week(pair: RowPair, week: Int16Array | None = None) -> Breakdown | None:
    """Return the scores by challenge week; where the ranking does more than add up, bonuses only.

    `week` has the number of each day's week, where the plan is of a part that begins later than in week 1.
    """
    rules, week = rules_of(pair), pair.plan.calendar.week if week is None else week
    weeks = np.unique(week[days_until(pair.snapshot.last_day)]).tolist()
    shares = {str(number): pair.scores_with(rules, week == number) for number in weeks}
    bonus = {str(number): _bonus_difference(pair, rules, week == number) for number in weeks}
    return _breakdown(pair, shares, bonus)


def by_size(pair: RowPair) -> Fraction | None:
    """Return how much of the difference is there because the two are not of the same size.

    It is what the first has more than it would with the members, days and logs of the second.
    """
    if pair.board.ranks != "teams":
        return None
    same = replace(pair.snapshot, teams=_resized(pair.snapshot.teams, pair.first, pair.second))
    whole, alike = pair.scores(pair.snapshot), pair.scores(same)
    return None if whole is None or alike is None else whole.gap - alike.gap


def rules_of(pair: RowPair) -> tuple[str, ...]:
    """Return the ids of the rules whose points a board counts, in the plan's order."""
    bonus = pair.snapshot.teams.bonus if pair.board.ranks == "teams" else {}
    known, wanted = {*pair.snapshot.people.points, *bonus}, pair.board.of_rules
    return tuple(rule for rule in pair.plan.rules if rule in known and (not wanted or rule in wanted))


def keep_points(snapshot: ScoreSnapshot, rules: Collection[str], days: BoolArray) -> ScoreSnapshot:
    """Return everyone with the points of some rules and days only; membership and logs stay."""
    return replace(
        snapshot,
        people=snapshot.people.with_points(_FilteredPoints(snapshot.people.points, rules, days)),
        teams=replace(
            snapshot.teams,
            points=_FilteredPoints(snapshot.teams.points, rules, days),
            bonus=_FilteredPoints(snapshot.teams.bonus, rules, days),
        ),
    )


@dataclass(frozen=True, eq=False)
class _FilteredPoints(Mapping[str, PointArray]):
    """The points of some rules and days, computed when a ranking asks for them."""

    points: Mapping[str, PointArray]
    rules: Collection[str]
    days: BoolArray

    def __getitem__(self, rule: str) -> PointArray:
        values = self.points[rule]
        if rule not in self.rules:
            # A zero of the right shape that takes no memory; a breakdown asks for one board for each rule
            # and week.
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
    # What the ranking gives for no points at all is not owed to any rule, so each share is counted from
    # there.
    bare = pair.scores_with((), np.ones(pair.plan.calendar.length, np.bool_))
    known = [share for share in shares.values() if share is not None]
    if bare is not None and len(known) == len(shares):
        by_key = {key: share.less(bare) for key, share in zip(shares, known, strict=True)}
        # The shares are right if taking all of them away leaves what the ranking gives for no points.
        if _left(whole, by_key.values()) == bare:
            return Breakdown(whole, by_key, bare)
    return Breakdown(whole, dict(bonus), _left(whole, bonus.values()))


def _left(whole: ScorePair, parts: Iterable[ScorePair]) -> ScorePair:
    for part in parts:
        whole = whole.less(part)
    return whole


def _bonus_difference(pair: RowPair, rules: Iterable[str], days: BoolArray) -> ScorePair:
    if pair.board.ranks != "teams" or not pair.board.ranking.adds_team_bonus:
        return ZERO
    known = pair.snapshot.teams.bonus
    until = days & (np.arange(len(days)) <= pair.snapshot.last_day)

    def of(row: int) -> Fraction:
        return Fraction(sum(int(known[rule][row, until].sum()) for rule in rules if rule in known))

    return ScorePair(of(pair.first), of(pair.second))


def _resized(teams: TeamScores, row: int, like: int) -> TeamScores:
    """Return the teams with one having the members and logged days of another."""

    def copied(values: Int64Array) -> Int64Array:
        resized = values.copy()
        resized[row] = resized[like]
        return resized

    return replace(
        teams,
        roster=copied(teams.roster),
        due=copied(teams.due),
        paused=copied(teams.paused),
        active_due=copied(teams.active_due),
        logged=copied(teams.logged),
        people=copied(teams.people),
        active=copied(teams.active),
    )
