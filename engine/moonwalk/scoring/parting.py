"""What parts two rows of a board: their exact difference by rule, by week, by size, and the tie rules."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from moonwalk.scoring.boards import Field, scores_of, summaries_of
from moonwalk.scoring.plan import BoardPlan, Plan
from moonwalk.scoring.scorers import RuleFailed
from moonwalk.scoring.teams import TeamScores

Key = TypeVar("Key")
Days = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Parts:
    """A difference and its parts by rule id or by week, exact: `parts` and `rest` add up to `whole`.

    `rest` is what the ranking itself makes of the figures: 0 where it only adds up and divides.
    """

    whole: Fraction
    parts: Mapping[str, Fraction]
    rest: Fraction


@dataclass(frozen=True, slots=True)
class Pair:
    """Two rows of a board."""

    plan: Plan
    board: BoardPlan
    field: Field
    first: int
    second: int

    def gap(self, field: Field) -> Fraction | None:
        """The first row's score less the second's; None where one of them has none."""
        scores = scores_of(self.plan, self.board, summaries_of(self.plan, self.board, field))
        first, second = scores.exact(self.first), scores.exact(self.second)
        return None if first is None or second is None else first - second

    def gap_with(self, rules: Collection[str], days: Days) -> Fraction | None:
        """The same if only the points of some rules and days were there; None also where that fails."""
        try:
            return self.gap(only(self.field, rules, days))
        except RuleFailed:
            return None


def by_rule(pair: Pair) -> Parts | None:
    """The difference by rule. Where the ranking does more than add up, only what bonuses part is told."""
    rules = rules_of(pair)
    everywhere = np.ones(pair.plan.calendar.length, np.bool_)
    shares = {rule: pair.gap_with((rule,), everywhere) for rule in rules}
    bonus = {rule: _bonus(pair, (rule,), everywhere) for rule in rules if rule in pair.field.teams.bonus}
    return _parts(pair, shares, bonus)


def by_week(pair: Pair) -> Parts | None:
    """The same by challenge week."""
    rules, week = rules_of(pair), pair.plan.calendar.week
    last = min(pair.field.last_day, pair.plan.calendar.length - 1)
    weeks = range(1, int(week[last]) + 1 if last >= 0 else 1)
    shares = {str(number): pair.gap_with(rules, week == number) for number in weeks}
    bonus = {str(number): _bonus(pair, rules, week == number) for number in weeks}
    return _parts(pair, shares, bonus)


def by_size(pair: Pair) -> Fraction | None:
    """How much of the difference is there because the two are not of the same size.

    It is what the first has more than it would have with the members, their days and logs of the second.
    """
    whole, teams = pair.gap(pair.field), pair.field.teams
    if whole is None or pair.board.ranks != "teams":
        return None
    same = replace(pair.field, teams=_resized(teams, pair.first, pair.second))
    alike = pair.gap(same)
    return None if alike is None else whole - alike


def rules_of(pair: Pair) -> tuple[str, ...]:
    """The ids of the rules whose points a board counts."""
    known = (*pair.field.people.points, *(pair.field.teams.bonus if pair.board.ranks == "teams" else ()))
    return tuple(rule for rule in known if not pair.board.of_rules or rule in pair.board.of_rules)


def only(field: Field, rules: Collection[str], days: Days) -> Field:
    """Everyone with the points of some rules and days only; who was there and what was logged stays."""
    return replace(
        field,
        people=replace(field.people, points=_kept(field.people.points, rules, days)),
        teams=replace(
            field.teams,
            points=_kept(field.teams.points, rules, days),
            bonus=_kept(field.teams.bonus, rules, days),
        ),
    )


Whole = TypeVar("Whole", NDArray[np.int32], NDArray[np.int64])


def _kept(points: Mapping[str, Whole], rules: Collection[str], days: Days) -> dict[str, Whole]:
    whole = bool(days.all())
    kept: dict[str, Whole] = {}
    for rule, values in points.items():
        if rule not in rules:
            # Not one number is copied, however many people there are.
            kept[rule] = np.broadcast_to(values.dtype.type(0), values.shape)
        else:
            kept[rule] = values if whole else values * days.astype(values.dtype)
    return kept


def _parts(pair: Pair, shares: Mapping[str, Fraction | None], bonus: Mapping[str, Fraction]) -> Parts | None:
    whole = pair.gap(pair.field)
    if whole is None:
        return None
    bare = pair.gap_with((), np.ones(pair.plan.calendar.length, np.bool_))
    told = [share for share in shares.values() if share is not None]
    if bare is not None and len(told) == len(shares):
        found = {key: share - bare for key, share in zip(shares, told, strict=True)}
        if sum(found.values(), bare) == whole:
            return Parts(whole, found, bare)
    return Parts(whole, dict(bonus), whole - sum(bonus.values(), Fraction(0)))


def _bonus(pair: Pair, rules: Iterable[str], days: Days) -> Fraction:
    if pair.board.ranks != "teams" or not pair.board.ranker.takes_bonus:
        return Fraction(0)
    until = np.arange(len(days)) <= pair.field.last_day
    total = 0
    for rule in rules:
        if rule in pair.field.teams.bonus:
            points = pair.field.teams.bonus[rule]
            gap = points[pair.first] - points[pair.second]
            total += int(gap[days & until].sum())
    return Fraction(total)


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
