"""Launched challenges, read again with today's plugins, and the point in time they are viewed from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from moonwalk.definitions import Challenge, read_launched, read_outline
from moonwalk.registry import PluginFailure, load
from moonwalk.scoring.calendar import Calendar, milliseconds, moment
from moonwalk.scoring.facts import NEVER
from moonwalk.scoring.plan import EarlierPlan, Plan
from moonwalk.services.errors import Refused
from moonwalk.services.planning import plan_of
from moonwalk.services.plugin_pins import CodeChange, code_changes, pinned_names
from moonwalk.services.score_cache import Launched
from moonwalk.services.views import Finality
from moonwalk.services.workspace import Workspace
from moonwalk.store import closings, launches, people, pins, retention
from moonwalk.store.database import Reader
from moonwalk.store.launches import LaunchRecord
from moonwalk.store.pins import PinRecord

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
    """Return the day to date an answer with: never before day 1, nor after the last day."""
    return min(max(day, calendar.starts), calendar.ends)


def finality(calendar: Calendar, now: int) -> Finality:
    """Return whether figures at an instant (ms) may still change, which ends when the last week closes."""
    return "final" if now > calendar.all_closed else "provisional"


def instant_of(ws: Workspace, calendar: Calendar, when: When) -> int:
    """Return a moment as an instant (ms); a day stands for its end. Refused for a moment to come."""
    now = ws.instant()
    if not isinstance(when, datetime):
        _check_day(calendar, when, now)
        return min(calendar.day_ends(when) - 1, now)
    instant = milliseconds(when if when.tzinfo else when.replace(tzinfo=ws.zone))
    if instant > now:
        raise Refused(
            f"{_when_text(when)} is still in the future: it is now {_when_text(ws.now())}. Name an "
            "earlier moment."
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
        raise Refused(f"At {_when_text(when)}, {as_of} was still in the future. Name an earlier day.")
    return Cutoff(instant, instant, as_of)


def _check_day(calendar: Calendar, day: date, now: int) -> None:
    if day > calendar.latest_day(now):
        raise Refused(f"{day} is still in the future: today is {calendar.today(now)}. Name an earlier day.")
    if day < calendar.starts:
        raise Refused(f"{day} is before the first day, {calendar.starts}. Name a later day.")


def _when_text(when: When) -> str:
    if not isinstance(when, datetime):
        return f"the end of {when}"
    return f"{when:%Y-%m-%d %H:%M} {when:%Z}".strip()


class NotScored(Exception):
    """A challenge cannot be scored now: a rule is missing or failed. Its last good results stay."""


def names(db: Reader) -> tuple[str, ...]:
    """The names of all challenges that were ever launched."""
    return launches.names(db)


def check_kept(db: Reader, name: str) -> None:
    """Raise NotScored for a challenge whose entries are not kept any longer."""
    if retention.of_challenge(db, name) is not None:
        raise NotScored(
            "It is over, and its entries were removed as 'keep_entries' says. Its boards are kept as results."
        )


def launch_of(db: Reader, name: str) -> LaunchRecord:
    """The launch that applies. Refused where the challenge was never launched."""
    record = launches.newest(db, name, NEVER)
    if record is None:
        known = names(db)
        hint = f"Launched so far: {', '.join(known)}." if known else "Nothing has been launched so far."
        raise Refused(f"The challenge '{name}' has not been launched. {hint}")
    return record


def has_begun(ws: Workspace, db: Reader, name: str) -> bool:
    """Whether the first day of a launched challenge has begun for anybody who may take part."""
    launch = outlined(ws, db, name)
    if launch is None:
        # A text that no version here can read has dates all the same.
        return latest_day_anywhere(ws) >= launch_of(db, name).starts
    return ws.instant() >= int(launch.plan.calendar.begins[0])


def latest_day_anywhere(ws: Workspace) -> date:
    """The latest civil day that it is anywhere on Earth."""
    return (ws.now().astimezone(UTC) + timedelta(hours=14)).date()


def launched(ws: Workspace, db: Reader, name: str, *, accepted: bool = True) -> Launched:
    """A launched challenge, read and planned. NotScored where its text no longer loads.

    In a strict workspace also where the code of its plugins has changed, unless not only accepted code is
    asked for.
    """
    record, pinned = launch_of(db, name), pins.of_challenge(db, name)
    kept = launch = ws.live.launched(name)
    if launch is None or launch.record != record or launch.pins != pinned:
        launch = _read(ws, record, pinned)
    plan = _with_time_zones(ws, db, launch.plan)
    if plan is not launch.plan:
        launch = replace(launch, plan=plan)
    if launch is not kept:
        # With its time zones, which seldom change: what is worked out from a plan is kept with it.
        ws.live.keep_launched(name, launch)
    if accepted and launch.changes and ws.settings.policy == "strict":
        raise NotScored(
            f"{changed_sentence(launch.changes)} This workspace is strict. {accept_command(name)}"
        )
    frozen = closings.closed(db).get(name, NEVER)
    return replace(launch, frozen=frozen)


def as_known(ws: Workspace, db: Reader, launch: Launched, known_at: int) -> Launched:
    """A launched challenge by the text that applied at an instant (ms). NotScored where it does not load."""
    record = launches.newest(db, launch.record.challenge, known_at)
    if record is None or record.no == launch.record.no:
        return launch
    return amended(ws, db, launch, record)


def amended(ws: Workspace, db: Reader, launch: Launched, record: LaunchRecord) -> Launched:
    """A launched challenge by another text of its own. NotScored where that does not load."""
    other = _read(ws, record, launch.pins)
    return replace(
        other, plan=_with_time_zones(ws, db, other.plan), changes=launch.changes, frozen=launch.frozen
    )


def changed_sentence(changes: Sequence[CodeChange]) -> str:
    """What has changed since somebody took responsibility for it."""
    return f"Code has changed: {'; '.join(change.sentence for change in changes)}."


def accept_command(name: str) -> str:
    """The commands with which an organiser looks at changed code, and accepts it."""
    return (
        f"To see what it changes: moonwalk plugins accept {name} --dry-run. "
        f'To accept it: moonwalk plugins accept {name} --reason "..."'
    )


def _read(ws: Workspace, record: LaunchRecord, pinned: Mapping[str, PinRecord]) -> Launched:
    path = f"{record.challenge}.yaml"
    challenge, plan = _planned(ws, record, record.text, path, pinned)
    earlier = []
    for part in record.earlier:
        # Its lines are others than those of the file as it is now.
        before = _planned(ws, record, part.text, f"{path} before {part.until}", pinned)[1]
        earlier.append(EarlierPlan(before, plan.calendar.index(part.until)))
    plan = replace(plan, earlier=tuple(earlier)) if earlier else plan
    return Launched(record, challenge, plan, pinned, code_changes(pinned, ws.plugins))


def _planned(
    ws: Workspace, record: LaunchRecord, text: str, path: str, pinned: Mapping[str, PinRecord]
) -> tuple[Challenge, Plan]:
    reading = read_launched(text, path, ws.plugins, record.starts, pinned_names(pinned))
    if reading.challenge is None:
        errors = [problem for problem in reading.problems if problem.severity == "error"]
        raise NotScored(str(errors[0]))
    try:
        return reading.challenge, plan_of(reading.challenge, ws.plugins, record.seed, record.launched_at)
    except PluginFailure as failure:
        raise NotScored(str(failure)) from failure


def outlined(ws: Workspace, db: Reader, name: str) -> Launched | None:
    """A launched challenge without its rules, boards and notices; None where even that cannot be read.

    What a person tells the program is judged and stored by it before any plugin is asked.
    """
    record = launch_of(db, name)
    challenge = read_outline(record.text, f"{name}.yaml", record.starts)
    if challenge is None:
        return None
    plan = plan_of(challenge, load(installed=()), record.seed, record.launched_at)
    return Launched(record, challenge, _with_time_zones(ws, db, plan))


def _with_time_zones(ws: Workspace, db: Reader, plan: Plan) -> Plan:
    """The plan with the time zones that people live in."""
    calendar = plan.calendar
    zone_names = {calendar.zone, ws.settings.timezone, *people.timezones(db)}
    zones = tuple(sorted(zone for zone in zone_names if _exists(zone)))
    if zones == calendar.zones:
        return plan
    earlier = tuple(replace(part, plan=_with_time_zones(ws, db, part.plan)) for part in plan.earlier)
    return replace(plan, calendar=replace(calendar, zones=zones), earlier=earlier)


def _exists(zone: str) -> bool:
    try:
        return bool(zone and ZoneInfo(zone))
    except (KeyError, ValueError, OSError):
        return False
