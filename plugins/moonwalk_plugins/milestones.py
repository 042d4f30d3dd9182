"""Points and badges for how far somebody has come."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar, Final

import numpy as np
from numpy.typing import NDArray
from pydantic import model_validator

from moonwalk.api import (
    Advice,
    Award,
    AwardPeriod,
    ChallengeFacts,
    Context,
    PersonRule,
    Rule,
    Timeline,
    Trait,
    hookimpl,
)
from moonwalk.api.amount_words import amount_text
from moonwalk.api.arrays import Bounds, Grid, RemainingDays
from moonwalk.api.fields import Activity, Amount, Badge, ByWeek, Logs, Points, Whole
from moonwalk.api.language import Catalogue

_TEXTS: Final = Catalogue(__name__)


class Milestone(PersonRule):
    """{points} points at every {every}.

    points * (floor(S / every) - floor(S of the day before / every)), S being the sum of all days of the
    challenge so far: a day that passes several milestones pays for each. An entry that comes late may move
    a milestone to an earlier day.
    """

    name: ClassVar[str] = "milestone"
    award_period: ClassVar[AwardPeriod] = AwardPeriod.DAY
    advises: ClassVar[tuple[str, ...]] = ("no_cap",)

    activity: Activity
    every: Amount
    points: Points = ByWeek(always=0)
    badge: Badge | None = None

    @model_validator(mode="after")
    def _gives_something(self) -> Milestone:
        if not self.badge and not any(self.points.values()):
            raise ValueError("a milestone needs 'points', 'badge', or both.")
        return self

    def advice(self, challenge: ChallengeFacts) -> Iterator[Advice]:
        """That it pays for ever, where nothing caps points."""
        if any(self.points.values()) and not challenge.others_with(Trait.CAPS_POINTS):
            yield Advice(
                name="no_cap",
                text=f"'{challenge.rule.id}' pays without end, so overdoing it wins. Add a rule 'limit', or "
                "give badges.",
            )

    def sentence(self) -> str:
        """What each milestone brings."""
        if not self.badge:
            said = _TEXTS.gettext("{points} points at every {every}, all days added up.")
        elif any(self.points.values()):
            said = _TEXTS.gettext(
                "{points} points and the badge '{badge}' at every {every}, all days added up."
            )
        else:
            said = _TEXTS.gettext("The badge '{badge}' at every {every}, all days added up.")
        return self.in_words(said)

    def badges(self) -> tuple[str, ...]:
        """The one badge, where there is one."""
        return (self.badge,) if self.badge else ()

    def awards(self, timeline: Timeline, context: Context) -> Iterator[Award]:
        """An award on each day that passes a milestone."""
        unit = context.unit(self.activity)
        every, total = self.every.thousandths(unit), 0
        for day in timeline.days:
            before = total // every
            total += day.amounts[self.activity]
            passed = total // every - before
            if passed:
                reason = self._reason(total // every * every, passed, unit)
                entries = day.entries_of(self.activity, context.counts_as)
                yield Award(
                    day=day.date,
                    points=self.points.at(day.week) * passed,
                    reason=reason,
                    entries=entries,
                    badge=self.badge or "",
                )

    def grid_points(self, grid: Grid, context: Context) -> NDArray[np.int64]:
        """The vectorised form of `awards`: points, people x days."""
        return self._passed(grid, context) * np.array(
            self.points.by_day(int(week) for week in grid.week), np.int64
        )

    def grid_badges(self, grid: Grid, context: Context) -> NDArray[np.int16] | None:
        """The badge on each day that passes a milestone."""
        return (self._passed(grid, context) > 0).astype(np.int16) if self.badge else None

    def grid_bounds(self, remaining: RemainingDays, context: Context) -> Bounds | None:
        """From nothing to all milestones within what may be logged, however near the first one is."""
        points, most = remaining.on_open_days(self.points), remaining.max_amounts[self.activity]
        if most is None:
            return Bounds(lower=remaining.zeros(), upper=points) if not points.any() else None
        every = self.every.thousandths(context.unit(self.activity))
        passed = np.where(remaining.open, most * every.denominator // every.numerator + 1, 0)
        in_all = most.sum(axis=1) * every.denominator // every.numerator + 1
        return Bounds(
            lower=remaining.zeros(), upper=passed * points, total_upper=in_all * points.max(axis=1, initial=0)
        )

    def _passed(self, grid: Grid, context: Context) -> NDArray[np.int64]:
        """How many milestones each day passes."""
        every = self.every.thousandths(context.unit(self.activity))
        total = np.cumsum(grid.amounts[self.activity], axis=1)
        return np.diff(total * every.denominator // every.numerator, axis=1, prepend=0)

    @staticmethod
    def _reason(reached: Fraction, passed: int, unit: str) -> str:
        said = (
            _TEXTS.gettext("{amount} in all, {count} milestones at once")
            if passed > 1
            else _TEXTS.gettext("{amount} in all")
        )
        return said.format(amount=amount_text(int(reached), unit), count=passed)


class PersonalBest(PersonRule):
    """{points} points for your best day so far.

    points where the day's amount is more than that of every day before it, once `after` days before it have
    an amount, and at most `per_week` times a week. Best days that are not paid raise the bar as well. This
    rewards doing more and more: think twice where overdoing does harm.
    """

    name: ClassVar[str] = "personal_best"
    award_period: ClassVar[AwardPeriod] = AwardPeriod.DAY

    activity: Activity
    points: Points
    per_week: Whole = 1
    after: Logs = 5

    def sentence(self) -> str:
        """The sentence, from when on, and how often."""
        if self.after:
            begins = _TEXTS.ngettext(
                "{points} points for your best day so far, once you have logged on {days} day;",
                "{points} points for your best day so far, once you have logged on {days} days;",
                self.after,
            )
        else:
            begins = _TEXTS.gettext("{points} points for your best day so far;")
        often = _TEXTS.fill_counted(
            "at most once a week.", "at most {times} times a week.", self.per_week, times=self.per_week
        )
        return f"{self.in_words(begins, days=self.after)} {often}"

    def awards(self, timeline: Timeline, context: Context) -> Iterator[Award]:
        """An award on each best day, zero once the week's are used up."""
        best, logged, unit = 0, 0, context.unit(self.activity)
        for week, days in timeline.weeks():
            paid = 0
            for day in days:
                amount = day.amounts[self.activity]
                if amount > best and logged >= self.after:
                    paid += 1
                    points = self.points.at(week) if paid <= self.per_week else 0
                    reason = self._best_day(amount_text(amount, unit), is_paid=paid <= self.per_week)
                    entries = day.entries_of(self.activity, context.counts_as)
                    yield Award(day=day.date, points=points, reason=reason, entries=entries)
                best, logged = max(best, amount), logged + (amount > 0)

    def grid_bounds(self, remaining: RemainingDays, context: Context) -> Bounds:
        """From nothing to as many best days as pay in each week that is open."""
        days = remaining.on_open_days(self.points)
        return Bounds(
            lower=remaining.zeros(), upper=days, weekly_upper=self.per_week * remaining.weekly_max(days)
        )

    def _best_day(self, amount: str, *, is_paid: bool) -> str:
        if is_paid:
            return _TEXTS.gettext("your best day: {amount}").format(amount=amount)
        said = _TEXTS.ngettext(
            "your best day: {amount}; paid at most once a week",
            "your best day: {amount}; paid at most {times} times a week",
            self.per_week,
        )
        return said.format(amount=amount, times=self.per_week)

    def grid_points(self, grid: Grid, context: Context) -> NDArray[np.int64]:
        """The vectorised form of `awards`: points, people x days."""
        amounts = grid.amounts[self.activity]
        # One day later, so that a day is compared with the days before it and not with itself.
        before = np.zeros_like(amounts)
        before[:, 1:] = np.maximum.accumulate(amounts, axis=1)[:, :-1]
        logged = np.zeros_like(amounts)
        logged[:, 1:] = np.cumsum(amounts > 0, axis=1)[:, :-1]
        best = (amounts > before) & (logged >= self.after)
        points = np.array(self.points.by_day(int(week) for week in grid.week), np.int64)
        starts = grid.week_starts
        for first, last in zip(starts, (*starts[1:], best.shape[1]), strict=True):
            week = best[:, first:last]
            # A view of `best`: numbers the best days of the week and drops those beyond the paid ones.
            week &= np.cumsum(week, axis=1) <= self.per_week
        return np.where(best, points, 0)


@hookimpl
def moonwalk_rules() -> list[type[Rule]]:
    """The rules that look at all of a person's days so far."""
    return [Milestone, PersonalBest]
