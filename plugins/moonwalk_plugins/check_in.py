"""Points for checking in: what counts is that something was logged, not how much."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from moonwalk.api import Award, AwardPeriod, Context, PersonRule, Rule, Timeline, hookimpl
from moonwalk.api.arrays import Bounds, Grid, RemainingDays
from moonwalk.api.fields import Activity, Points
from moonwalk.api.language import Catalogue

_TEXTS: Final = Catalogue(__name__)


class CheckIn(PersonRule):
    """{points} points for a day with an entry.

    points * the number of activities with an amount that day. What counts as another activity is that
    other, so each is counted once, whichever way it was done; `of_activities` names those that count.
    """

    name: ClassVar[str] = "check_in"
    award_period: ClassVar[AwardPeriod] = AwardPeriod.DAY

    points: Points
    of_activities: tuple[Activity, ...] = ()

    def sentence(self) -> str:
        """The sentence, and which activities count."""
        names = tuple(dict.fromkeys(self.of_activities))
        if not names:
            said = _TEXTS.gettext("{points} points for a day with an entry, each activity once a day.")
        elif len(names) == 1:
            said = _TEXTS.gettext("{points} points for a day with an entry of {activities}.")
        else:
            said = _TEXTS.gettext("{points} points for a day with an entry of {activities}, each once a day.")
        return self.in_words(said, activities=", ".join(names))

    def awards(self, timeline: Timeline, context: Context) -> Iterator[Award]:
        """An award for each day on which one of the activities has an amount."""
        names = self._counting(context)
        for day in timeline.days:
            done = [name for name in names if day.amounts.get(name, 0) > 0]
            if done:
                labels = ", ".join(context.label(name) for name in done)
                entries = tuple(
                    dict.fromkeys(entry for name in done for entry in day.entries_of(name, context.counts_as))
                )
                yield Award(
                    day=day.date,
                    points=self.points.at(day.week) * len(done),
                    # A paused or missed day may count as an amount that nobody logged.
                    reason=_TEXTS.gettext("you logged: {activities}").format(activities=labels)
                    if entries
                    else labels,
                    entries=entries,
                )

    def grid_points(self, grid: Grid, context: Context) -> NDArray[np.int64]:
        """The vectorised form of `awards`: points, people x days."""
        logged = np.zeros(grid.shape, np.int64)
        for name in self._counting(context):
            logged += grid.amounts[name] > 0
        return logged * np.array(self.points.by_day(int(week) for week in grid.week), np.int64)

    def grid_bounds(self, remaining: RemainingDays, context: Context) -> Bounds:
        """From nothing to every activity that counts on each open day."""
        return Bounds(
            lower=remaining.zeros(), upper=len(self._counting(context)) * remaining.on_open_days(self.points)
        )

    def _counting(self, context: Context) -> tuple[str, ...]:
        """The activities that count: those that stand for themselves, or those named.

        One that counts as another that is named as well is that other, and counts no second time.
        """
        counts_as = context.counts_as
        if not self.of_activities:
            return tuple(name for name in context.units if counts_as.get(name, name) == name)
        named = dict.fromkeys(self.of_activities)
        return tuple(
            name for name in named if counts_as.get(name, name) == name or counts_as[name] not in named
        )


@hookimpl
def moonwalk_rules() -> list[type[Rule]]:
    """The rule that pays for a day with an entry."""
    return [CheckIn]
