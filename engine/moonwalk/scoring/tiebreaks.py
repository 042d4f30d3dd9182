"""Tie rules: whole numbers that separate rows of a board whose scores are equal, the larger one first."""

from __future__ import annotations

from typing import Final

import numpy as np

from moonwalk.api.teams import Summaries
from moonwalk.scoring.facts import LONGEST, Int64Array
from moonwalk.scoring.plan import BoardPlan, Plan
from moonwalk.scoring.standings import Tiebreak, tiebreak_lots

# Shares are compared to nine decimals. Two different shares of fewer than 30,000 days differ by more than
# 1/30,000**2, which is just above 1e-9, so none are taken for equal.
_FINE: Final = 10**9

_EXACT: Final = 2**52
"""A quotient of two numbers below it, rounded down, is the same in doubles as in whole numbers."""


def tiebreaks_of(plan: Plan, board: BoardPlan, last_day: int, summaries: Summaries) -> list[Tiebreak]:
    """Return the tie rules of a board that can separate rows, in the order in which they apply."""
    return [
        _tiebreak(plan, board, last_day, summaries, name) for name in board.ties if name != "shared place"
    ]


def _tiebreak(plan: Plan, board: BoardPlan, last_day: int, summaries: Summaries, name: str) -> Tiebreak:
    # With the name of the board, so that the same team does not win the draw on each of them.
    if name == "lot":
        return Tiebreak(name, tiebreak_lots(plan.context.seed, board.name, summaries.ids))
    if name == "participation":
        # Nobody can log on a paused day, so it lowers no share, even where it counts.
        return Tiebreak(name, _share(summaries.logged_days, summaries.member_days - summaries.paused_days))
    if name == "improvement":
        return Tiebreak(name, _improvement(plan, last_day, summaries))
    goal = name.removeprefix("met ")
    return Tiebreak(name, _share(summaries.met[goal], summaries.member_days))


def _share(part: Int64Array, whole: Int64Array) -> Int64Array:
    """Return the share of `part` in `whole` in units of 1e-9, rounded down; 0 of nothing.

    It has to be below 9e9, as shares of days and points of a day are.
    """
    below = np.maximum(whole, 1)
    largest = np.abs(part).max(initial=0)
    if largest < _EXACT // _FINE and below.max(initial=1) < _EXACT:
        # As doubles, a third of the time: a quotient that is no whole number is at least 1 / `below` away
        # from one, and the rounding of the division is less.
        share = part * float(_FINE)
        share /= below
        np.floor(share, out=share)
        share[whole <= 0] = 0
        return share.astype(np.int64)
    if largest < LONGEST // _FINE:
        return np.where(whole > 0, part * _FINE // below, 0)
    if part.dtype != object and below.max(initial=1) < LONGEST // _FINE:
        # Split first, since `part * 10**9` may leave 64 bits where points stand in the numerator.
        units, rest = np.divmod(part, below)
        return np.where(whole > 0, units * _FINE + rest * _FINE // below, 0)
    # Days of two weeks, multiplied, of a group of 14,000 people or more: few rows, and numbers of any size.
    exact = part.astype(object) * _FINE // below.astype(object)
    return np.where(whole > 0, exact, 0).astype(np.int64)


def _improvement(plan: Plan, last_day: int, summaries: Summaries) -> Int64Array:
    """Return the points per membership day of the last full week, less those of the first week.

    0 where there is nothing to compare: in the first weeks, and for people who were away in one of the two.
    """
    weeks = min(last_day + 1, plan.calendar.length) // 7
    if weeks < 2:
        return np.zeros(len(summaries), np.int64)
    days = summaries.by_day

    def of_week(values: Int64Array, week: int) -> Int64Array:
        return np.asarray(values[:, 7 * (week - 1) : 7 * week].sum(axis=1))

    then, now = of_week(days.due, 1), of_week(days.due, weeks)
    later, first = of_week(days.points, weeks), of_week(days.points, 1)
    if _most(later, first) * _most(then, now) >= LONGEST // 2:
        later, first = later.astype(object), first.astype(object)
    # One fraction: rounding each week by itself could make equal improvements differ by one.
    return _share(later * then - first * now, then * now)


def _most(*values: Int64Array) -> int:
    return max(int(np.abs(each).max(initial=0)) for each in values)
