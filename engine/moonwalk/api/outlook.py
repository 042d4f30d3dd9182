"""What can still happen: the days that can be logged, and how much rules can still pay for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.grid import Flags, Grid, Whole
from moonwalk.api.weekly import ByWeek


@dataclass(frozen=True, eq=False)
class Bounds:
    """Between what a rule's points end up, given that all days that are open may turn out any way.

    `least` and `most` hold for each day, people x days (teams x days, for a rule of teams); what stands on
    days of weeks that are closed is not looked at. `most_a_week` (people x weeks) and `most_in_all` (people)
    say more where the days' most cannot all come together; None: as the days add up.
    """

    least: Whole
    most: Whole
    most_a_week: Whole | None = None
    most_in_all: Whole | None = None


@dataclass(frozen=True, eq=False)
class Outlook:
    """Many people's days, of which some weeks can still be logged, the days to come among them.

    `week` is the challenge week of each day (days); `status` holds `Status` numbers, people x days. `open`
    says which days can still be logged, and `still` which days lie in a week that is open (days). `most`
    is the most of an activity that can count on a day, in thousandths, None where nothing bounds it.
    `paid` says whether the rule that is asked has brought anything in the weeks that are closed (people).
    For a rule of teams each row is a team, and all days of an open week are open.
    """

    week: NDArray[np.int16]
    status: NDArray[np.int8]
    open: Flags
    still: Flags
    paid: Flags
    most: Mapping[str, Whole | None] = field(default_factory=dict)

    @property
    def shape(self) -> tuple[int, int]:
        """(people, days)."""
        people, days = self.open.shape
        return people, days

    @cached_property
    def week_starts(self) -> tuple[int, ...]:
        """The index of each week's first day."""
        return tuple(int(index) for index in np.flatnonzero(np.diff(self.week, prepend=0)))

    def nothing(self) -> Whole:
        """Zeros, people x days."""
        return np.zeros(self.shape, np.int64)

    def on_open_days(self, points: ByWeek[int]) -> Whole:
        """These points on each day that can still be logged, people x days."""
        by_day = np.array(points.by_day(int(week) for week in self.week), np.int64)
        return np.where(self.open, by_day, 0)

    def once_a_week(self, days: Whole) -> Whole:
        """The largest day of each week, people x weeks."""
        return np.maximum.reduceat(days, self.week_starts, axis=1)

    def blank(self, goal: str) -> Grid:
        """The days as a grid on which nothing was logged and the goal never met."""
        nobody = np.zeros(self.shape, np.bool_)
        return Grid(self.week, self.status, {}, {goal: nobody}, nobody)
