"""Boards of weeks, months, named periods and ranges of days: which days are meant, and who led on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from moonwalk.scoring.calendar import Calendar
from moonwalk.scoring.periods import Stretch, between, recurring, stretches
from moonwalk.scoring.plan import BoardPlan, Plan, Recurring
from moonwalk.scoring.standings import Standings
from moonwalk.services.errors import Refused
from moonwalk.services.score_cache import ScoredChallenge
from moonwalk.services.views import Finality, PeriodRow, Range


def scored_within(scored_challenge: ScoredChallenge, stretch: Stretch | None) -> ScoredChallenge:
    """Return the scores of these days alone, or all of them where none are named."""
    if stretch is None:
        return scored_challenge
    scored = scored_challenge.scored.within(stretch, scored_challenge.team_ids)
    return replace(scored_challenge, scored=scored)


def begun_stretches(plan: Plan, board: BoardPlan) -> tuple[Stretch, ...]:
    """Return those stretches of a board that have begun, in order; the first also before it has."""
    return _begun(stretches(plan.calendar, board), plan.today)


def begun_recurring(scored_challenge: ScoredChallenge, period: Recurring) -> tuple[Stretch, ...]:
    """Return the weeks or months that have begun, in order; none for the whole challenge."""
    plan = scored_challenge.scored.plan
    return _begun(recurring(plan.calendar, period), plan.today)


def begun_periods(scored_challenge: ScoredChallenge, board: BoardPlan) -> tuple[Stretch, ...]:
    """Return the periods of a board that have begun; weeks, where it is over the whole challenge."""
    if not board.is_whole:
        return begun_stretches(scored_challenge.scored.plan, board)
    return begun_recurring(scored_challenge, "each week")


def _begun(every: Sequence[Stretch], today: int) -> tuple[Stretch, ...]:
    return tuple(stretch for at, stretch in enumerate(every) if not at or stretch.first <= today)


def stretch_shown(
    plan: Plan, last_day: int, board: BoardPlan | None, days: Range | None
) -> tuple[Stretch, ...]:
    """Return the stretches that a board is about, the one to show last; none for the whole challenge.

    Refused for days outside the challenge, and where none of the days has begun by `last_day` (an index).
    """
    if days is None:
        return () if board is None else begun_stretches(plan, board)
    calendar = plan.calendar
    last_begun = calendar.dates[min(max(last_day, 0), calendar.length - 1)]
    first, last = days.first or calendar.starts, days.last or last_begun
    if first > last:
        raise Refused(f"{first} comes after {last}. Name the earlier day with --from.")
    if not calendar.starts <= first <= last_begun:
        raise Refused(
            f"{first} is not among the days that have begun, {calendar.starts} to {last_begun}. Name one of "
            "these with --from."
        )
    if last > calendar.ends:
        raise Refused(f"{last} comes after the last day, {calendar.ends}. Name an earlier day with --to.")
    return (_named(calendar, between(calendar, first, last)),)


def stretch_of(
    scored_challenge: ScoredChallenge, board: BoardPlan, days: Range | None = None
) -> Stretch | None:
    """Return the days whose rows a board shows, the latest that have begun; None for the whole challenge.

    Refused as `stretch_shown` refuses days.
    """
    scored = scored_challenge.scored
    shown = stretch_shown(scored.plan, scored.last_day, board, days)
    return shown[-1] if shown else None


def _named(calendar: Calendar, stretch: Stretch) -> Stretch:
    """Call a range that is a week or month of the challenge by its name."""
    named = (*recurring(calendar, "each week"), *recurring(calendar, "each month"))
    return next((part for part in named if np.array_equal(part.days, stretch.days)), stretch)


def days_of(calendar: Calendar, stretch: Stretch) -> Range:
    """Return the first and the last day of a stretch."""
    return Range(calendar.dates[stretch.first], calendar.dates[stretch.last])


def state_of(calendar: Calendar, stretch: Stretch, now: int) -> Finality:
    """Return whether what somebody has on these days may still change."""
    return "final" if now > stretch.closes(calendar) else "provisional"


def leaders(stretch: str, standings: Standings, names: Sequence[str], state: Finality) -> PeriodRow:
    """Return who is first on a board of some days; nobody without a score."""
    places = standings.place[~np.isnan(standings.place)]
    if not len(places):
        return PeriodRow(stretch, (), "", state)
    rows = np.flatnonzero(standings.place == places.min()).tolist()
    first = standings.row(rows[0])
    if standings.shown[rows[0]] <= 0:
        return PeriodRow(stretch, (), "", state)
    return PeriodRow(stretch, tuple(names[int(standings.order[row])] for row in rows), first.shown, state)


def day_within(calendar: Calendar, stretch: Stretch, day: date) -> date:
    """Return the day to date a board of some days with: none after its last."""
    return min(day, calendar.dates[stretch.last])
