"""What members have done so far in a period: of one team in plain Python, of all teams in arrays."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from moonwalk.api import ConditionValue, Context, Crowd, Each, Status, TeamDay

Flags: TypeAlias = NDArray[np.bool_]


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

    def holds(self, need: ConditionValue, each: Each) -> bool:
        """Whether a condition holds today; how often members logged only on the period's last day."""
        if self.today is None:
            return False
        if need.asks == "logged" and not ends_period(self.today.index, each, self.context):
            return False
        present = [member.number for member in self.today.members if member.status <= Status.OPEN]
        return need.holds(len(present), sum(self._matches(need, each, number) for number in present))

    def _matches(self, need: ConditionValue, each: Each, number: int) -> bool:
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
class CrowdSoFar:
    """The same for every team at once."""

    crowd: Crowd
    context: Context

    def holds(self, need: ConditionValue, each: Each) -> Flags:
        """Whether a condition holds, teams x days."""
        present = self.crowd.grid.status <= Status.OPEN
        members = self.crowd.count(present)
        if need.asks == "members":
            return np.asarray(members >= (need.count or 0))
        matching = self.crowd.count(present & self._matches(need, each))
        if need.count is not None:
            enough = matching >= need.count
        else:
            share = need.share if need.share is not None else Fraction(1)
            enough = matching * share.denominator >= members * share.numerator
        last = self._last_days(each) if need.asks == "logged" else np.ones(members.shape[1], np.bool_)
        return np.asarray(enough & (members > 0) & last)

    def _matches(self, need: ConditionValue, each: Each) -> Flags:
        grid = self.crowd.grid
        if need.asks == "met":
            met = self._same_team(grid.met[need.goal].astype(np.int64), self.context.goals[need.goal].each)
            return np.asarray(met > 0)
        logged = self._same_team(grid.logged.astype(np.int64), each)
        if need.days is not None:
            return np.asarray(logged >= need.days)
        could = self._same_team((grid.status <= Status.OPEN).astype(np.int64), each)
        share = need.day_share if need.day_share is not None else Fraction(0)
        return np.asarray((could > 0) & (logged * share.denominator >= could * share.numerator))

    def _same_team(self, values: NDArray[np.int64], each: Each) -> NDArray[np.int64]:
        """Running sums within the period, of the days spent in the team of the day."""
        if each == "day":
            return values
        team, found = self.crowd.team, np.empty_like(values)
        stays = bool((team == team[:, :1]).all())
        starts = self.crowd.grid.week_starts if each == "week" else (0,)
        for first, last in zip(starts, (*starts[1:], values.shape[1]), strict=True):
            if stays:
                np.cumsum(values[:, first:last], axis=1, out=found[:, first:last])
                continue
            for day in range(first, last):
                here = team[:, first : day + 1] == team[:, day : day + 1]
                found[:, day] = (values[:, first : day + 1] * here).sum(axis=1)
        return found

    def _last_days(self, each: Each) -> Flags:
        days = range(len(self.crowd.grid.week))
        return np.array([ends_period(day, each, self.context) for day in days], np.bool_)


def ends_period(day: int, each: Each, context: Context) -> bool:
    """Whether a day (an index) is the last of its period."""
    last = day == context.days - 1
    return last or each == "day" or (each == "week" and day % 7 == 6)
