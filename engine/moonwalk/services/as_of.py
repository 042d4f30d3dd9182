"""As of: which days of a challenge a query includes, and from when its knowledge is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from moonwalk.scoring.calendar import Calendar, milliseconds, moment
from moonwalk.scoring.facts import NEVER
from moonwalk.services.errors import Refused
from moonwalk.services.views import Finality
from moonwalk.services.workspace import Workspace

When = date | datetime
"""A moment; a day stands for its end. Without a zone it is in the workspace's."""


@dataclass(frozen=True, slots=True)
class AsOf:
    """A bitemporal query. `day`: last challenge day included. `known_at`: ignore facts recorded after it.

    A `day` alone means what was known at its end; `known_at` alone, the days that had begun then.
    """

    day: date | None = None
    known_at: When | None = None


NOW: Final = AsOf()


@dataclass(frozen=True, slots=True)
class Cutoff:
    """A query resolved for one challenge: `now` is the clock, `known_at` the last known instant (both ms).

    `day` is the last day included, None for all that have begun.
    """

    now: int
    known_at: int
    day: date | None = None


def cutoff_of(ws: Workspace, calendar: Calendar, as_of: AsOf = NOW) -> Cutoff:
    """Resolve a query for a challenge. Refused for days and moments to come, and for those before it."""
    now = ws.instant()
    if as_of.day is not None:
        _check_day(calendar, as_of.day, now)
    if as_of.known_at is not None:
        return _cutoff_when_known(
            calendar, as_of.day, instant_of(ws, calendar, as_of.known_at), as_of.known_at
        )
    if as_of.day is None:
        # Not `now`: facts that are recorded while this is computed must not be left out.
        return Cutoff(now, NEVER)
    # A day ends in the zone where it ends last; one that has not ended yet is seen as it stands now.
    end = min(calendar.day_ends(as_of.day) - 1, now)
    return Cutoff(end, end, as_of.day)


def day_shown(calendar: Calendar, day: date) -> date:
    """Return the day to date an answer with: day 1 before the challenge begins, its last day once it "
    "is over."""
    return min(max(day, calendar.starts), calendar.ends)


def finality(calendar: Calendar, now: int) -> Finality:
    """Return whether figures at an instant (ms) may still change: they are final once the last week is "
    "closed."""
    return "final" if now > int(calendar.closes[-1]) else "provisional"


def instant_of(ws: Workspace, calendar: Calendar, when: When) -> int:
    """Return a moment as an instant (ms); a day stands for its end. Refused for a moment to come."""
    now = ws.instant()
    if not isinstance(when, datetime):
        _check_day(calendar, when, now)
        return min(calendar.day_ends(when) - 1, now)
    instant = milliseconds(when if when.tzinfo else when.replace(tzinfo=ws.zone))
    if instant > now:
        raise Refused(
            f"{_when_text(when)} is still to come: now is {_when_text(ws.now())}. Name an earlier moment."
        )
    return instant


def as_of_pair(ws: Workspace, calendar: Calendar, since: When, as_of: AsOf) -> tuple[AsOf, AsOf]:
    """Return the query of an earlier state, and the later one to compare it with.

    A day `since` means its end. A moment means the days of the later query as they were known then.
    Refused where `since` is not before the later query.
    """
    until = cutoff_of(ws, calendar, as_of)
    if not isinstance(since, datetime):
        before = AsOf(day=since)
    else:
        begun = calendar.latest_day(instant_of(ws, calendar, since))
        before = AsOf(None if as_of.day is None else min(as_of.day, begun), since)
    cutoff = cutoff_of(ws, calendar, before)
    days = [calendar.latest_day(each.now) if each.day is None else each.day for each in (cutoff, until)]
    if cutoff.now > until.now or days[0] > days[1]:
        raise Refused(
            f"{as_of_text(before)} is not before {as_of_text(as_of)}. Name an earlier moment with --since."
        )
    return before, as_of


def as_of_text(as_of: AsOf) -> str:
    """Return a query in words: "now", "the end of 2027-01-11"."""
    if as_of.known_at is None:
        return "now" if as_of.day is None else _when_text(as_of.day)
    known = _when_text(as_of.known_at)
    return known if as_of.day is None else f"{as_of.day} as known at {known}"


def _cutoff_when_known(calendar: Calendar, as_of: date | None, instant: int, when: When) -> Cutoff:
    if instant < calendar.launched:
        launch_day = _when_text(moment(calendar.launched))
        raise Refused(
            f"At {_when_text(when)} nothing was known yet: the challenge was launched on {launch_day}."
        )
    if as_of is not None and as_of > calendar.latest_day(instant):
        raise Refused(f"At {_when_text(when)} the day {as_of} was still to come. Name an earlier day.")
    return Cutoff(instant, instant, as_of)


def _check_day(calendar: Calendar, day: date, now: int) -> None:
    if day > calendar.latest_day(now):
        raise Refused(f"{day} is still to come: today is {calendar.today(now)}. Name an earlier day.")
    if day < calendar.starts:
        raise Refused(f"{day} is before the first day, {calendar.starts}. Name a later day.")


def _when_text(when: When) -> str:
    if not isinstance(when, datetime):
        return f"the end of {when}"
    return f"{when:%Y-%m-%d %H:%M} {when:%Z}".strip()
