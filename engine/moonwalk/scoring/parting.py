"""What parts two rows of a board: their exact difference by rule, by week, by size, and the tie rules."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from moonwalk.scoring.boards import Field, scores_in
from moonwalk.scoring.plan import BoardPlan, Plan
from moonwalk.scoring.scorers import RuleFailed
from moonwalk.scoring.teams import TeamScores

Days = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Both:
    """An exact figure of the first row, and of the second."""

    first: Fraction
    second: Fraction

    @property
    def gap(self) -> Fraction:
        """How much more the first has."""
        return self.first - self.second

    def less(self, other: Both) -> Both:
        """What is left of both without the other figures."""
        return Both(self.first - other.first, self.second - other.second)


NOTHING: Final = Both(Fraction(0), Fraction(0))


@dataclass(frozen=True, slots=True)
class Parts:
    """Two scores and their parts by rule id or by week, exact: `parts` and `rest` add up to `whole`.

    `rest` is what the ranking itself makes of the figures: 0 where it only adds up and divides.
    """

    whole: Both
    parts: Mapping[str, Both]
    rest: Both


@dataclass(frozen=True, slots=True)
class Pair:
    """Two rows of a board."""

    plan: Plan
    board: BoardPlan
    field: Field
    first: int
    second: int

    def scores(self, field: Field) -> Both | None:
        """Their scores if everyone had the figures of this field; None where one of them has none."""
        scores = scores_in(self.plan, self.board, field)
        first, second = scores.exact(self.first), scores.exact(self.second)
        return None if first is None or second is None else Both(first, second)

    def scores_with(self, rules: Collection[str], days: Days) -> Both | None:
        """The same if only the points of some rules and days were there; None also where that fails."""
        try:
            return self.scores(only(self.field, rules, days))
        except RuleFailed:
            return None


def by_rule(pair: Pair) -> Parts | None:
    """The scores by rule. Where the ranking does more than add up, only the bonuses are told."""
    rules = rules_of(pair)
    everywhere = np.ones(pair.plan.calendar.length, np.bool_)
    shares = {rule: pair.scores_with((rule,), everywhere) for rule in rules}
    bonus = {rule: _bonus(pair, (rule,), everywhere) for rule in rules if rule in pair.field.teams.bonus}
    return _parts(pair, shares, bonus)


def by_week(pair: Pair) -> Parts | None:
    """The same by challenge week."""
    rules, week = rules_of(pair), pair.plan.calendar.week
    last = min(pair.field.last_day, pair.plan.calendar.length - 1)
    weeks = range(1, int(week[last]) + 1 if last >= 0 else 1)
    shares = {str(number): pair.scores_with(rules, week == number) for number in weeks}
    bonus = {str(number): _bonus(pair, rules, week == number) for number in weeks}
    return _parts(pair, shares, bonus)


def by_size(pair: Pair) -> Fraction | None:
    """How much of the difference is there because the two are not of the same size.

    It is what the first has more than it would have with the members, their days and logs of the second.
    """
    if pair.board.ranks != "teams":
        return None
    same = replace(pair.field, teams=_resized(pair.field.teams, pair.first, pair.second))
    whole, alike = pair.scores(pair.field), pair.scores(same)
    return None if whole is None or alike is None else whole.gap - alike.gap


def rules_of(pair: Pair) -> tuple[str, ...]:
    """The ids of the rules whose points a board counts, in the plan's order."""
    bonus = pair.field.teams.bonus if pair.board.ranks == "teams" else {}
    known, wanted = {*pair.field.people.points, *bonus}, pair.board.of_rules
    return tuple(rule for rule in pair.plan.rules if rule in known and (not wanted or rule in wanted))


def only(field: Field, rules: Collection[str], days: Days) -> Field:
    """Everyone with the points of some rules and days only; who was there and what was logged stays."""
    return replace(
        field,
        people=field.people.with_points(_Only(field.people.points, rules, days)),
        teams=replace(
            field.teams,
            points=_Only(field.teams.points, rules, days),
            bonus=_Only(field.teams.bonus, rules, days),
        ),
    )


Whole = TypeVar("Whole", NDArray[np.int32], NDArray[np.int64])


@dataclass(frozen=True, eq=False)
class _Only(Mapping[str, Whole]):
    """The points of some rules and days, made when a ranking asks: few look at each of many people."""

    points: Mapping[str, Whole]
    rules: Collection[str]
    days: Days

    def __getitem__(self, rule: str) -> Whole:
        values = self.points[rule]
        if rule not in self.rules:
            return np.broadcast_to(values.dtype.type(0), values.shape)
        return values if self.days.all() else values * self.days.astype(values.dtype)

    def __iter__(self) -> Iterator[str]:
        return iter(self.points)

    def __len__(self) -> int:
        return len(self.points)


def _parts(pair: Pair, shares: Mapping[str, Both | None], bonus: Mapping[str, Both]) -> Parts | None:
    whole = pair.scores(pair.field)
    if whole is None:
        return None
    bare = pair.scores_with((), np.ones(pair.plan.calendar.length, np.bool_))
    told = [share for share in shares.values() if share is not None]
    if bare is not None and len(told) == len(shares):
        found = {key: share.less(bare) for key, share in zip(shares, told, strict=True)}
        if _left(whole, found.values()) == bare:
            return Parts(whole, found, bare)
    return Parts(whole, dict(bonus), _left(whole, bonus.values()))


def _left(whole: Both, parts: Iterable[Both]) -> Both:
    for part in parts:
        whole = whole.less(part)
    return whole


def _bonus(pair: Pair, rules: Iterable[str], days: Days) -> Both:
    if pair.board.ranks != "teams" or not pair.board.ranking.takes_bonus:
        return NOTHING
    known = pair.field.teams.bonus
    until = days & (np.arange(len(days)) <= pair.field.last_day)

    def of(row: int) -> Fraction:
        return Fraction(sum(int(known[rule][row, until].sum()) for rule in rules if rule in known))

    return Both(of(pair.first), of(pair.second))


def _resized(teams: TeamScores, row: int, like: int) -> TeamScores:
    """The same with one team having the members and logged days of another."""

    def copied(values: NDArray[np.int64]) -> NDArray[np.int64]:
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
