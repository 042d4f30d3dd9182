"""A missed day can be made up for, within its week."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Final

import numpy as np
from numpy.typing import NDArray
from pydantic import field_validator

from moonwalk.api import (
    Advice,
    ChallengeFacts,
    Change,
    Context,
    DayRule,
    Rule,
    Status,
    Timeline,
    Trait,
    hookimpl,
)
from moonwalk.api.arrays import Grid
from moonwalk.api.fields import DailyGoal, Weekday, Whole
from moonwalk.api.language import Catalogue, plain_day

_TEXTS: Final = Catalogue(__name__)

_WEEK: Final = 7


class Makeup(DayRule):
    """An extra day on {weekdays} stands in for a missed one.

    Each day on one of `weekdays` with the goal lets the earliest missed day of the same week, other than
    these weekdays, stand as met: for all rules that look at days. Weekly goals still count the days on
    which it was really met. A day that can still be logged is not missed, so nothing stands in for it.
    """

    name: ClassVar[str] = "makeup"
    # A Saturday changes what the Wednesday before it is worth.
    later_days_may_change: ClassVar[bool] = True
    monotone: ClassVar[bool] = True
    advises: ClassVar[tuple[str, ...]] = ("made_up_comebacks",)

    goal: DailyGoal
    weekdays: tuple[Weekday, ...]
    per_week: Whole = 1

    @field_validator("weekdays")
    @classmethod
    def _leave_days_to_make_up(cls, days: tuple[int, ...]) -> tuple[int, ...]:
        if len(set(days)) < len(days):
            raise ValueError("a weekday appears twice. Keep one.")
        if len(days) == _WEEK:
            raise ValueError("every weekday is an extra day here, so none is left to be made up for.")
        return days

    def advice(self, challenge: ChallengeFacts) -> Iterator[Advice]:
        """That an extra day takes the points for coming back."""
        for other in challenge.others_with(Trait.PAYS_FOR_RETURN):
            if other.goal == self.goal:
                yield Advice(
                    name="made_up_comebacks",
                    text="a missed day that is made up for is no longer missed, so people who came back "
                    f"after it lose the points of '{other.name}': an extra day may cost more than it earns. "
                    "Keep one of the two.",
                )
                return

    def sentence(self) -> str:
        """The sentence, how often, and for what it does not stand."""
        days, *others = self.text_of("weekdays").split(", ")
        for other in others:
            days = _TEXTS.fill("{first} or {second}", first=days, second=other)
        said = (
            _TEXTS.fill(
                "An extra day on {weekdays} with {goal} stands in for a missed one of the same week.",
                weekdays=days,
                goal=self.goal,
            ),
            _TEXTS.fill_counted(
                "Once a week at most.", "At most {times} times a week.", self.per_week, times=self.per_week
            ),
            _TEXTS.gettext("Weekly goals count the days on which it was really met."),
        )
        return " ".join(said)

    def changes(self, timeline: Timeline, context: Context) -> Iterator[Change]:
        """The missed days that stand as met, each with the extra day that stands in."""
        for _, days in timeline.weeks():
            extra = [day for day in days if self._is_extra(day.date.weekday()) and self.goal in day.met]
            missed = [
                day
                for day in days
                if day.missed and self.goal not in day.met and not self._is_extra(day.date.weekday())
            ]
            for day, other in zip(missed, extra[: self.per_week], strict=False):
                reason = _TEXTS.gettext("{day} stands in for this day").format(day=plain_day(other.date))
                yield Change(day=day.date, reason=reason, counts_as_met=self.goal)

    def grid_met(self, grid: Grid, context: Context) -> dict[str, NDArray[np.bool_]]:
        """The vectorised form of `changes`: the days that stand as met, people x days."""
        met = grid.met[self.goal]
        first = context.starts.weekday()
        extra = np.array([self._is_extra((first + day) % _WEEK) for day in range(grid.shape[1])], np.bool_)
        missed = (grid.status == Status.DUE) & ~met & ~extra
        stand = np.zeros(grid.shape, np.bool_)
        starts = grid.week_starts
        for begin, end in zip(starts, (*starts[1:], grid.shape[1]), strict=True):
            days = slice(begin, end)
            times = np.minimum((met & extra)[:, days].sum(axis=1), self.per_week)
            # The running count numbers the missed days of the week, so the earliest are made up for first.
            stand[:, days] = missed[:, days] & (np.cumsum(missed[:, days], axis=1) <= times[:, None])
        return {self.goal: stand}

    def _is_extra(self, weekday: int) -> bool:
        return weekday in self.weekdays


@hookimpl
def moonwalk_rules() -> list[type[Rule]]:
    """The rule that lets one day stand in for another."""
    return [Makeup]
