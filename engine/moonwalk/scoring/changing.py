"""What changed a row's score between two looks: its own points by rule, the others, its size."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from moonwalk.scoring.boards import Field, scores_in
from moonwalk.scoring.plan import BoardPlan, Plan
from moonwalk.scoring.scorers import RuleFailed

Kind = TypeVar("Kind", bound=np.generic)
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Side:
    """A row of a board as one of the two looks sees it."""

    plan: Plan
    board: BoardPlan
    field: Field
    row: int

    def score(self, field: Field) -> Fraction | None:
        """The row's score if everyone had the figures of this field; None where it has none."""
        scores = scores_in(self.plan, self.board, field)
        return scores.exact(self.row)


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a score and what it is made of, exact: `parts`, `others` and `size` add up to `whole`.

    `parts` are the row's own points by rule id, `others` the points of everybody else, where the ranking
    looks at them; `size` what members, their days and logs have done, and whatever else the ranking does.
    """

    whole: Fraction
    parts: Mapping[str, Fraction]
    others: Fraction
    size: Fraction


def change(before: Side, after: Side) -> Change | None:
    """What changed the score; None where there was or is none."""
    then, now = before.score(before.field), after.score(after.field)
    if then is None or now is None:
        return None
    whole = now - then
    own, all_rows = _Old.own(before, after), _Old.all(before, after)
    kept, everyone = _score(after, own.field(())), _score(after, all_rows.field(()))
    if kept is not None and everyone is not None:
        told = {rule: _score(after, own.field((rule,))) for rule in own.rules}
        parts = {rule: score - kept for rule, score in told.items() if score is not None}
        if len(parts) == len(told) and kept + sum(parts.values(), Fraction(0)) == now:
            return Change(whole, parts, kept - everyone, everyone - then)
    bonus = _bonus(before, after)
    return Change(whole, bonus, Fraction(0), whole - sum(bonus.values(), Fraction(0)))


@dataclass(frozen=True)
class _Old:
    """The later figures, and beside them the points that some rows had before."""

    after: Side
    people: Mapping[str, NDArray[np.int32]]
    points: Mapping[str, NDArray[np.int64]]
    bonus: Mapping[str, NDArray[np.int64]]

    @classmethod
    def own(cls, before: Side, after: Side) -> _Old:
        """For the row itself: the team with everyone who was ever in it, or the person."""
        if after.board.ranks == "people":
            return cls._of(before, after, np.array([after.row]), np.zeros(0, np.int64))
        teams = np.array([after.row], np.int64)
        return cls._of(before, after, after.field.people.frame.members_of(teams), teams)

    @classmethod
    def all(cls, before: Side, after: Side) -> _Old:
        """For everybody."""
        people, teams = after.field.people, after.field.teams
        return cls._of(before, after, np.arange(len(people.frame.people)), np.arange(len(teams.people)))

    @classmethod
    def _of(cls, before: Side, after: Side, people: Rows, teams: Rows) -> _Old:
        then, now = before.field, after.field
        of_people = _matched(then.people.frame.people, now.people.frame.people[people])
        of_teams = _matched(then.people.frame.teams, now.people.frame.teams[teams])
        return cls(
            after,
            _replaced(now.people.points, then.people.points, people, of_people, before),
            _replaced(now.teams.points, then.teams.points, teams, of_teams, before),
            _replaced(now.teams.bonus, then.teams.bonus, teams, of_teams, before),
        )

    @property
    def rules(self) -> tuple[str, ...]:
        """The ids of all rules that the board counts, in the plan's order."""
        bonus = self.bonus if self.after.board.ranks == "teams" else {}
        known, wanted = {*self.people, *bonus}, self.after.board.of_rules
        return tuple(
            rule for rule in self.after.plan.rules if rule in known and (not wanted or rule in wanted)
        )

    def field(self, fresh: Collection[str]) -> Field:
        """Everyone with the earlier points, but for those of some rules."""
        now = self.after.field
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
    rows: Rows,
    matched: Rows,
    before: Side,
) -> dict[str, NDArray[Kind]]:
    """The arrays with these rows as they were: nothing where there was no such row, or no such rule."""
    found = {}
    for rule, values in now.items():
        old = values.copy()
        old[rows] = values.dtype.type(0)
        if rule in then:
            there = matched >= 0
            days = np.arange(values.shape[1]) <= before.field.last_day
            old[rows[there]] = np.where(days, then[rule][matched[there]], values.dtype.type(0))
        found[rule] = old
    return found


def _matched(numbers: NDArray[np.int32], wanted: NDArray[np.int32]) -> Rows:
    """The row of each wanted number among the ascending ones, -1 for those that are not there."""
    if not len(numbers):
        return np.full(len(wanted), -1, np.int64)
    at = np.minimum(np.searchsorted(numbers, wanted), len(numbers) - 1)
    return np.where(numbers[at] == wanted, at, -1).astype(np.int64)


def _chosen(now: Mapping[str, Any], then: Mapping[str, Any], fresh: Collection[str]) -> dict[str, Any]:
    return {rule: values if rule in fresh else then[rule] for rule, values in now.items()}


def _score(side: Side, field: Field) -> Fraction | None:
    try:
        return side.score(field)
    except RuleFailed:
        return None


def _bonus(before: Side, after: Side) -> dict[str, Fraction]:
    """What the team's own bonuses changed, which the engine adds after every ranking."""
    if after.board.ranks == "people" or not after.board.ranking.takes_bonus:
        return {}
    wanted = after.board.of_rules
    rules = [rule for rule in after.field.teams.bonus if not wanted or rule in wanted]
    return {rule: Fraction(_bonus_of(after, rule) - _bonus_of(before, rule)) for rule in rules}


def _bonus_of(side: Side, rule: str) -> int:
    points = side.field.teams.bonus.get(rule)
    return 0 if points is None else int(points[side.row, : max(side.field.last_day + 1, 0)].sum())
