"""Points for going on: days in a row, and coming back after a miss."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from moonwalk.api import Award, AwardPeriod, Context, PersonRule, Rule, Status, Timeline, Trait, hookimpl
from moonwalk.api.arrays import Bounds, Grid, RemainingDays
from moonwalk.api.fields import DailyGoal, Days, Points, Whole
from moonwalk.api.language import Catalogue

_TEXTS: Final = Catalogue(__name__)


class Streak(PersonRule):
    """{points} points for every {every} in a row with {goal}.

    A goal day adds one to the row; a missed day ends it, unless a freeze is left: it keeps the row as it
    is. Freezes are for the whole challenge and are not spent where there is no row. Days that cannot be
    missed (open, paused, off, excused) change nothing. Freezes work as Duolingo's do:
    automatic, and there before the miss.
    """

    name: ClassVar[str] = "streak"
    award_period: ClassVar[AwardPeriod] = AwardPeriod.DAY

    goal: DailyGoal
    every: Days
    points: Points
    freezes: Whole = 0

    def sentence(self) -> str:
        """The sentence, and how many missed days a row survives."""
        if not self.freezes:
            return f"{super().sentence()} {_TEXTS.gettext('A missed day ends the streak.')}"
        survives = _TEXTS.ngettext(
            "The streak survives one missed day in the whole challenge.",
            "The streak survives {days} missed days in the whole challenge.",
            self.freezes,
        )
        return f"{super().sentence()} {survives.format(days=self.freezes)}"

    def awards(self, timeline: Timeline, context: Context) -> Iterator[Award]:
        """An award on each day that completes another `every` days of a row."""
        row, still_open, freezes = 0, 0, self.freezes
        for day in timeline.days:
            if self.goal in day.met:
                row += 1
                if row % self.every == 0:
                    entries = tuple(entry.id for entry in day.entries)
                    yield Award(
                        day=day.date,
                        points=self.points.at(day.week),
                        reason=_row_text(row, still_open),
                        entries=entries,
                    )
            elif day.missed and row and freezes:
                freezes -= 1
            elif day.missed:
                row = still_open = 0
            elif row and day.status is Status.OPEN:
                still_open += 1

    def grid_points(self, grid: Grid, context: Context) -> NDArray[np.int64]:
        """The vectorised form of `awards`: points, people x days."""
        people, days = grid.shape
        points = np.zeros((people, days), np.int64)
        row = np.zeros(people, np.int64)
        freezes = np.full(people, self.freezes, np.int64)
        # Day by day: whether a miss ends the row depends on the freezes that earlier misses have left.
        for day in range(days):
            met = grid.met[self.goal][:, day]
            missed = ~met & (grid.status[:, day] == Status.DUE)
            frozen = missed & (row > 0) & (freezes > 0)
            freezes -= frozen
            row = np.where(met, row + 1, np.where(missed & ~frozen, 0, row))
            points[:, day] = np.where(met & (row % self.every == 0), self.points.at(int(grid.week[day])), 0)
        return points

    def grid_bounds(self, remaining: RemainingDays, context: Context) -> Bounds:
        """From no row to the longest that is possible, which may have begun before."""
        days = remaining.on_open_days(self.points)
        rows = (remaining.open.sum(axis=1) + self.every - 1) // self.every
        return Bounds(lower=remaining.zeros(), upper=days, total_upper=rows * days.max(axis=1, initial=0))


def _row_text(row: int, still_open: int) -> str:
    """How long a row is, and that it rests on days that nobody has missed yet, where it does."""
    said = _TEXTS.ngettext("{days} day in a row", "{days} days in a row", row).format(days=row)
    if not still_open:
        return said
    provisional = _TEXTS.ngettext(
        "{row}; provisional, since a day in between can still be logged",
        "{row}; provisional, since {open} days in between can still be logged",
        still_open,
    )
    return provisional.format(row=said, open=still_open)


class Comeback(PersonRule):
    """{points} points for coming back after {after_missed} missed.

    Pays on the first day with the goal after exactly so many missed days of the same week, at
    most once a week, and only to those who had met the goal before. Every week starts afresh:
    otherwise leaving out the last day of a full week would earn a point or two on Monday. A day that a
    freeze saved was missed all the same; days that cannot be missed (open, paused, off, excused) change
    nothing. After the megastudy of gym visits (Milkman et al., Nature 2021), where a bonus for coming
    back after one missed workout did best of 54 programmes.
    """

    name: ClassVar[str] = "comeback"
    award_period: ClassVar[AwardPeriod] = AwardPeriod.DAY
    traits: ClassVar[frozenset[Trait]] = frozenset({Trait.PAYS_FOR_RETURN})

    goal: DailyGoal
    points: Points
    after_missed: Days = 1

    def sentence(self) -> str:
        """The sentence, and how often it pays."""
        often = _TEXTS.gettext("At most once a week, for days missed in that week.")
        return f"{super().sentence()} {often}"

    def awards(self, timeline: Timeline, context: Context) -> Iterator[Award]:
        """An award on each day of coming back."""
        missed, began, paid_week = 0, False, 0
        week = 0
        for day in timeline.days:
            missed, week = (missed, week) if day.week == week else (0, day.week)
            if self.goal in day.met:
                if began and missed == self.after_missed and day.week != paid_week:
                    said = _TEXTS.ngettext("back after a missed day", "back after {days} missed days", missed)
                    entries = tuple(entry.id for entry in day.entries)
                    yield Award(
                        day=day.date,
                        points=self.points.at(day.week),
                        reason=said.format(days=missed),
                        entries=entries,
                    )
                    paid_week = day.week
                missed, began = 0, True
            elif day.missed:
                missed += 1

    def grid_points(self, grid: Grid, context: Context) -> NDArray[np.int64]:
        """The vectorised form of `awards`: points, people x days."""
        people, days = grid.shape
        points = np.zeros((people, days), np.int64)
        missed, paid_week = np.zeros(people, np.int64), np.zeros(people, np.int64)
        began = np.zeros(people, np.bool_)
        for day in range(days):
            week = int(grid.week[day])
            if day in grid.week_starts:
                missed = np.zeros(people, np.int64)
            met = grid.met[self.goal][:, day]
            pays = met & began & (missed == self.after_missed) & (paid_week != week)
            points[:, day] = np.where(pays, self.points.at(week), 0)
            paid_week = np.where(pays, week, paid_week)
            missed = np.where(met, 0, missed + (grid.status[:, day] == Status.DUE))
            began |= met
        return points

    def grid_bounds(self, remaining: RemainingDays, context: Context) -> Bounds:
        """Nothing, or once in each week that is open."""
        days = remaining.on_open_days(self.points)
        return Bounds(lower=remaining.zeros(), upper=days, weekly_upper=remaining.weekly_max(days))


@hookimpl
def moonwalk_rules() -> list[type[Rule]]:
    """The rules that pay for going on."""
    return [Comeback, Streak]
