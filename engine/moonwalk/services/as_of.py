"""Which days of a challenge are looked at, and what was known of them."""

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
    """Two clocks. `as_of` is the last day that is looked at, `known_at` when it was known what was known.

    With a day alone it is what was known at its end; with `known_at` alone, the days that had begun then.
    """

    as_of: date | None = None
    known_at: When | None = None


NOW: Final = AsOf()


@dataclass(frozen=True, slots=True)
class Sight:
    """A look at a challenge: `now` is the clock, `known_at` the last instant that is known (both ms).

    `as_of` is the last day that is looked at, None for all that have begun.
    """

    now: int
    known_at: int
    as_of: date | None = None


def sight_of(ws: Workspace, calendar: Calendar, look: AsOf = NOW) -> Sight:
    """What a look sees of a challenge. Refused for what is to come, and for what was before it."""
    now = ws.instant()
    if look.as_of is not None:
        _check_day(calendar, look.as_of, now)
    if look.known_at is not None:
        return _known_sight(calendar, look.as_of, instant_of(ws, calendar, look.known_at), look.known_at)
    if look.as_of is None:
        return Sight(now, NEVER)
    end = min(calendar.day_ends(look.as_of) - 1, now)
    return Sight(end, end, look.as_of)


def day_shown(calendar: Calendar, day: date) -> date:
    """The day that answers are dated with: day 1 before a challenge has begun, its last when it has ended."""
    return min(max(day, calendar.starts), calendar.ends)


def finality(calendar: Calendar, now: int) -> Finality:
    """Whether figures at an instant (ms) may still change: final once the last week is closed."""
    return "final" if now > int(calendar.closes[-1]) else "provisional"


def instant_of(ws: Workspace, calendar: Calendar, when: When) -> int:
    """A moment as an instant (ms), the end of a day as seen in the challenge. Refused for one to come."""
    now = ws.instant()
    if not isinstance(when, datetime):
        _check_day(calendar, when, now)
        return min(calendar.day_ends(when) - 1, now)
    instant = milliseconds(when if when.tzinfo else when.replace(tzinfo=ws.zone))
    if instant > now:
        raise Refused(f"{_said(when)} is still to come: now is {_said(ws.now())}. Name an earlier moment.")
    return instant


def looks_between(ws: Workspace, calendar: Calendar, since: When, look: AsOf) -> tuple[AsOf, AsOf]:
    """An earlier look and the later one that it is compared with.

    A day since when is seen from its end. With a moment the same days are looked at, as they were known
    then. Refused where the one is not before the other.
    """
    until = sight_of(ws, calendar, look)
    if not isinstance(since, datetime):
        before = AsOf(as_of=since)
    else:
        begun = calendar.latest_day(instant_of(ws, calendar, since))
        before = AsOf(None if look.as_of is None else min(look.as_of, begun), since)
    sight = sight_of(ws, calendar, before)
    days = [calendar.latest_day(each.now) if each.as_of is None else each.as_of for each in (sight, until)]
    if sight.now > until.now or days[0] > days[1]:
        raise Refused(f"{said(before)} is not before {said(look)}. Name an earlier moment with --since.")
    return before, look


def said(look: AsOf) -> str:
    """A look in words: "now", "the end of 2027-01-11"."""
    if look.known_at is None:
        return "now" if look.as_of is None else _said(look.as_of)
    known = _said(look.known_at)
    return known if look.as_of is None else f"{look.as_of} as known at {known}"


def _known_sight(calendar: Calendar, as_of: date | None, instant: int, when: When) -> Sight:
    if instant < calendar.launched:
        launch_day = _said(moment(calendar.launched))
        raise Refused(f"At {_said(when)} nothing was known yet: the challenge was launched on {launch_day}.")
    if as_of is not None and as_of > calendar.latest_day(instant):
        raise Refused(f"At {_said(when)} the day {as_of} was still to come. Name an earlier day.")
    return Sight(instant, instant, as_of)


def _check_day(calendar: Calendar, day: date, now: int) -> None:
    if day > calendar.latest_day(now):
        raise Refused(f"{day} is still to come: today is {calendar.today(now)}. Name an earlier day.")
    if day < calendar.starts:
        raise Refused(f"{day} is before the first day, {calendar.starts}. Name a later day.")


def _said(when: When) -> str:
    if not isinstance(when, datetime):
        return f"the end of {when}"
    return f"{when:%Y-%m-%d %H:%M} {when:%Z}".strip()
