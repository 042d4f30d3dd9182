"""People with the same value in a roster column, as boards compare them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.days import Status
from moonwalk.api.teams import Summaries
from moonwalk.api.totals import DayTotals, MemberTotals
from moonwalk.scoring.columns import RosterColumn
from moonwalk.scoring.frame import Frame


def present_in(column: RosterColumn, frame: Frame, last_day: int) -> NDArray[np.int32]:
    """The value of each person who is a member on a day, -1 for who is none or has none."""
    day = min(max(last_day, 0), frame.status.shape[1] - 1)
    return np.where(frame.status[:, day] != Status.ABSENT, column.of, np.int32(-1))


def group_summaries(column: RosterColumn, now: NDArray[np.int32], people: Summaries) -> Summaries:
    """Groups as a ranking sees them: their people's figures added up, no bonus.

    `now` is the group of who is there on the last day. Whoever has left keeps their points in it.
    """
    there = np.flatnonzero(column.of >= 0)

    def make_days() -> DayTotals:
        days = people.by_day
        return DayTotals(column.sums(days.points), column.sums(days.roster), column.sums(days.due))

    def make_members() -> MemberTotals:
        rows = column.of[there].astype(np.int64)
        return MemberTotals.of(rows, len(column), people.points[there], people.member_days[there])

    points = column.sums(people.points)
    return Summaries(
        ids=column.keys,
        points=points,
        bonus=np.zeros_like(points),
        people=column.sums(now >= 0),
        active=column.sums((now >= 0) & (people.active > 0)),
        member_days=column.sums(people.member_days),
        days=people.days,
        logged_days=column.sums(people.logged_days),
        active_days=column.sums(people.active_days),
        met={goal: column.sums(counts) for goal, counts in people.met.items()},
        make_days=make_days,
        make_members=make_members,
    )
