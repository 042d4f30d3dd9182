"""Challenges that have been launched: their text as launched, read again with today's plugins."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from moonwalk.definitions import read_launched
from moonwalk.registry import PluginFailure
from moonwalk.scoring.facts import NEVER
from moonwalk.scoring.plan import Plan
from moonwalk.services.errors import Refused
from moonwalk.services.live import Launched
from moonwalk.services.planning import plan_of
from moonwalk.services.workspace import Workspace
from moonwalk.store import launches, people
from moonwalk.store.database import Reader
from moonwalk.store.launches import LaunchRecord


class NotScored(Exception):
    """A challenge cannot be scored now: a rule is missing or failed. Its last good results stay."""


def names(db: Reader) -> tuple[str, ...]:
    """The names of all challenges that were ever launched."""
    return launches.names(db)


def launch_of(db: Reader, name: str) -> LaunchRecord:
    """The launch that applies. Refused where the challenge was never launched."""
    record = launches.newest(db, name, NEVER)
    if record is None:
        known = names(db)
        hint = f"Launched so far: {', '.join(known)}." if known else "Nothing has been launched so far."
        raise Refused(f"The challenge '{name}' has not been launched. {hint}")
    return record


def launched(ws: Workspace, db: Reader, name: str) -> Launched:
    """A launched challenge, read and planned. NotScored where its text no longer loads."""
    record = launch_of(db, name)
    launch = ws.live.launched(name)
    if launch is None or launch.record != record:
        launch = _read(ws, name, record)
        ws.live.keep_launched(name, launch)
    return replace(launch, plan=_with_time_zones(ws, db, launch.plan))


def _read(ws: Workspace, name: str, record: LaunchRecord) -> Launched:
    path = f"{name}.yaml"
    reading = read_launched(record.text, path, ws.plugins, record.starts)
    if reading.challenge is None:
        errors = [problem for problem in reading.problems if problem.severity == "error"]
        raise NotScored(str(errors[0]))
    try:
        plan = plan_of(reading.challenge, ws.plugins, record.seed, record.launched_at)
    except PluginFailure as failure:
        raise NotScored(str(failure)) from failure
    return Launched(record, reading.challenge, plan)


def _with_time_zones(ws: Workspace, db: Reader, plan: Plan) -> Plan:
    """The plan with the time zones that people live in."""
    calendar = plan.calendar
    zone_names = {calendar.zone, ws.settings.timezone, *people.timezones(db)}
    zones = tuple(sorted(zone for zone in zone_names if _exists(zone)))
    return plan if zones == calendar.zones else replace(plan, calendar=replace(calendar, zones=zones))


def _exists(zone: str) -> bool:
    try:
        return bool(zone and ZoneInfo(zone))
    except (KeyError, ValueError, OSError):
        return False
