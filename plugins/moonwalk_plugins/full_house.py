"""Points for a team when enough of its members met a goal: it takes the team, not the champion."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import ClassVar, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from moonwalk.api import (
    Award,
    AwardPeriod,
    Context,
    GoalPeriod,
    Rule,
    Status,
    TeamDay,
    TeamRule,
    TeamTimeline,
    hookimpl,
)
from moonwalk.api.arrays import Bounds, RemainingDays, TeamGrid
from moonwalk.api.fields import Condition, ConditionValue, Points
from moonwalk.api.language import Catalogue

_TEXTS: Final = Catalogue(__name__)

Flags: TypeAlias = NDArray[np.bool_]


class FullHouse(TeamRule):
    """{points} points to the team when {needs}.

    Conditions count the members on the roster of the day; whoever pauses is in neither number. With a
    daily goal it can pay every day, otherwise once a week, on the day on which it first holds. How
    often members logged is asked on the period's last day.
    """

    name: ClassVar[str] = "full_house"
    award_period: ClassVar[AwardPeriod] = AwardPeriod.WEEK

    needs: tuple[Condition, ...]
    points: Points

    def award_period_of(self, context: Context) -> AwardPeriod:
        """As often as its most frequent goal; without goals, once a week."""
        return AwardPeriod(self._each(context))

    def sentence(self) -> str:
        """The sentence with all its conditions."""
        said = _TEXTS.gettext("{points} points to the team when {needs}.")
        return self.in_words(said, needs=self._reason())

    def awards(self, team: TeamTimeline, context: Context) -> Iterator[Award]:
        """An award for each period in which all conditions held on some day."""
        each, so_far = self._each(context), MembersSoFar(context)
        period, paid = -1, False
        for day in team.days:
            now = {"day": day.index, "week": day.week, "challenge": 0}[each]
            if now != period:
                period, paid = now, False
            so_far.begin(day)
            if paid or not all(so_far.holds(need, each) for need in self.needs):
                continue
            paid = True
            yield Award(day=day.date, points=self.points.at(day.week), reason=self._reason())

    def grid_points(self, team_grid: TeamGrid, context: Context) -> NDArray[np.int64]:
        """The vectorised form of `awards`: points, teams x days."""
        each, so_far = self._each(context), TeamGridSoFar(team_grid, context)
        holds: Flags = np.ones((team_grid.team_count, len(team_grid.grid.week)), np.bool_)
        for need in self.needs:
            holds &= so_far.holds(need, each)
        starts = {
            "day": tuple(range(len(team_grid.grid.week))),
            "week": team_grid.grid.week_starts,
            "challenge": (0,),
        }[each]
        # Only the first day of a period pays. A condition that held may fail again when somebody joins, and
        # hold once more, so it is not enough to look at where it begins to hold.
        paid = np.zeros_like(holds)
        for first, last in zip(starts, (*starts[1:], len(team_grid.grid.week)), strict=True):
            earlier = np.zeros(team_grid.team_count, np.bool_)
            for day in range(first, last):
                paid[:, day] = holds[:, day] & ~earlier
                earlier |= holds[:, day]
        points = np.array(self.points.by_day(int(week) for week in team_grid.grid.week), np.int64)
        return np.where(paid, points, 0)

    def grid_bounds(self, remaining: RemainingDays, context: Context) -> Bounds:
        """Nothing, or once in each period that is open and not paid yet."""
        each, days = self._each(context), remaining.on_open_days(self.points)
        if each == "day":
            return Bounds(lower=remaining.zeros(), upper=days)
        if each == "week":
            return Bounds(lower=remaining.zeros(), upper=days, weekly_upper=remaining.weekly_max(days))
        once = np.where(remaining.has_paid, 0, days.max(axis=1, initial=0))
        return Bounds(
            lower=remaining.zeros(), upper=days, weekly_upper=remaining.weekly_max(days), total_upper=once
        )

    def _each(self, context: Context) -> GoalPeriod:
        named = {context.goals[need.goal].each for need in self.needs if need.goal}
        if "day" in named:
            return "day"
        return "challenge" if named == {"challenge"} else "week"

    def _reason(self) -> str:
        said, *others = self.text_of("needs").split(", ")
        for other in others:
            said = _TEXTS.fill("{first} and {second}", first=said, second=other)
        return said


@dataclass
class MembersSoFar:
    """One team's members, day by day: who met what in the week and challenge, who logged how often."""

    context: Context
    today: TeamDay | None = None
    met: dict[str, set[tuple[int, int]]] = field(default_factory=dict)
    logged: Counter[tuple[int, str, int]] = field(default_factory=Counter)
    could: Counter[tuple[int, str, int]] = field(default_factory=Counter)

    def begin(self, day: TeamDay) -> None:
        """Takes another day into account."""
        self.today = day
        for member in day.members:
            for goal in member.met:
                self.met.setdefault(goal, set()).add((member.number, self._period(goal, day)))
            for each, period in (("day", day.index), ("week", day.week), ("challenge", 0)):
                key = (member.number, each, period)
                self.logged[key] += member.logged
                self.could[key] += member.status <= Status.OPEN

    def holds(self, need: ConditionValue, each: GoalPeriod) -> bool:
        """Whether a condition holds today; how often members logged only on the period's last day."""
        if self.today is None:
            return False
        if need.asks == "logged" and not ends_period(self.today.index, each, self.context):
            return False
        present = [member.number for member in self.today.members if member.status <= Status.OPEN]
        return need.holds(len(present), sum(self._matches(need, each, number) for number in present))

    def _matches(self, need: ConditionValue, each: GoalPeriod, number: int) -> bool:
        if self.today is None or need.asks == "members":
            return True
        if need.asks == "met":
            return (number, self._period(need.goal, self.today)) in self.met.get(need.goal, set())
        period = {"day": self.today.index, "week": self.today.week, "challenge": 0}[each]
        logged, could = self.logged[number, each, period], self.could[number, each, period]
        if need.days is not None:
            return logged >= need.days
        return could > 0 and Fraction(logged, could) >= (need.day_share or 0)

    def _period(self, goal: str, day: TeamDay) -> int:
        return {"day": day.index, "week": day.week, "challenge": 0}[self.context.goals[goal].each]


@dataclass(frozen=True, eq=False)
class TeamGridSoFar:
    """What `MembersSoFar` knows, of every team at once and in arrays."""

    team_grid: TeamGrid
    context: Context

    def holds(self, need: ConditionValue, each: GoalPeriod) -> Flags:
        """Whether a condition holds, teams x days."""
        present = self.team_grid.grid.status <= Status.OPEN
        members = self.team_grid.count_members(present)
        if need.asks == "members":
            return np.asarray(members >= (need.count or 0))
        matching = self.team_grid.count_members(present & self._matches(need, each))
        if need.count is not None:
            enough = matching >= need.count
        else:
            share = need.share if need.share is not None else Fraction(1)
            enough = matching * share.denominator >= members * share.numerator
        last = self._last_days(each) if need.asks == "logged" else np.ones(members.shape[1], np.bool_)
        return np.asarray(enough & (members > 0) & last)

    def _matches(self, need: ConditionValue, each: GoalPeriod) -> Flags:
        grid = self.team_grid.grid
        if need.asks == "met":
            met = self._same_team(grid.met[need.goal].astype(np.int64), self.context.goals[need.goal].each)
            return np.asarray(met > 0)
        logged = self._same_team(grid.logged.astype(np.int64), each)
        if need.days is not None:
            return np.asarray(logged >= need.days)
        could = self._same_team((grid.status <= Status.OPEN).astype(np.int64), each)
        share = need.day_share if need.day_share is not None else Fraction(0)
        return np.asarray((could > 0) & (logged * share.denominator >= could * share.numerator))

    def _same_team(self, values: NDArray[np.int64], each: GoalPeriod) -> NDArray[np.int64]:
        """Running sums within the period, of the days spent in the team of the day."""
        if each == "day":
            return values
        team, sums = self.team_grid.team, np.empty_like(values)
        # Most often nobody changes teams, and a plain running sum will do. Otherwise each day looks back over
        # its period and counts the days spent in the team of that day.
        stays = bool((team == team[:, :1]).all())
        starts = self.team_grid.grid.week_starts if each == "week" else (0,)
        for first, last in zip(starts, (*starts[1:], values.shape[1]), strict=True):
            if stays:
                np.cumsum(values[:, first:last], axis=1, out=sums[:, first:last])
                continue
            for day in range(first, last):
                here = team[:, first : day + 1] == team[:, day : day + 1]
                sums[:, day] = (values[:, first : day + 1] * here).sum(axis=1)
        return sums

    def _last_days(self, each: GoalPeriod) -> Flags:
        days = range(len(self.team_grid.grid.week))
        return np.array([ends_period(day, each, self.context) for day in days], np.bool_)


def ends_period(day: int, each: GoalPeriod, context: Context) -> bool:
    """Whether a day (an index) is the last of its period."""
    last = day == context.days - 1
    return last or each == "day" or (each == "week" and day % 7 == 6)


@hookimpl
def moonwalk_rules() -> list[type[Rule]]:
    """The rule that pays a full house."""
    return [FullHouse]
