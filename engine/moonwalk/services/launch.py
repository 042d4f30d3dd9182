"""A challenge goes live: its text as it stands, with its first day, its seed and its members."""

from __future__ import annotations

import hashlib
import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from moonwalk.api.problems import Problem
from moonwalk.api.values import DaysLater
from moonwalk.definitions import Challenge
from moonwalk.scoring.calendar import Calendar, moment
from moonwalk.scoring.facts import NEVER
from moonwalk.services.boards.remarks import launch_remarks
from moonwalk.services.deadlines import closing_moment, deadlines
from moonwalk.services.drafts import problems_of_strangers, read_draft
from moonwalk.services.dry_run import operator
from moonwalk.services.errors import Refused
from moonwalk.services.planning import calendar_of, plan_of, team_remarks
from moonwalk.services.plugin_pins import pins_of
from moonwalk.services.roster.enrolment import Registrar, unknown_values
from moonwalk.services.roster.named_columns import columns_of_roster
from moonwalk.services.roster.teams import team_remedy
from moonwalk.services.wording import counted
from moonwalk.services.workspace import Workspace
from moonwalk.store import decisions, entries, launches, memberships, people, pins
from moonwalk.store.database import Reader, Transaction
from moonwalk.store.decisions import Decision
from moonwalk.store.launches import LaunchRecord
from moonwalk.store.memberships import MembershipRecord

_SHOWN: Final = 5
"""Of many teams, so many are named."""

_MORNING: Final = 6

_SEED_BITS: Final = 63
"""Too many to find the seed by trying all, and as many as a column of the store holds."""


@dataclass(frozen=True, slots=True)
class LaunchReport:
    """What went live. `warnings` are the file's, `remarks` what is still to do, `deadlines` when weeks close.

    `deadlines` say until when its days can be logged.

    `seed_sha256` commits to the seed of all draws: anyone who noted it can check it once the seed is shown.
    """

    challenge: str
    title: str
    starts: date
    ends: date
    people: int
    teams: int
    seed_sha256: str
    warnings: tuple[Problem, ...]
    remarks: tuple[str, ...]
    deadlines: tuple[str, ...]


def _check_scorable(ws: Workspace, challenge: Challenge) -> None:
    faults = problems_of_strangers(challenge, ws.plugins)
    if faults:
        raise Refused(f"'{challenge.name}' cannot be scored. It was not launched. Fix this first:", faults)


def launch(ws: Workspace, name: str, starts: date | None = None, seed: int | None = None) -> LaunchReport:
    """Launches a challenge file of the workspace; `starts` replaces the first day that it may name.

    The seed of its draws is chosen by chance; giving one repeats the draws of a rehearsal. Refused where
    the file has problems, it names columns in which the roster has nothing, the challenge was launched
    before, or an activity of the same name is measured in another unit elsewhere.
    """
    with ws.database() as db:
        _check_new(db, name)
        roster = columns_of_roster(db)
    challenge, warnings = read_draft(ws, name, starts, roster)
    _check_scorable(ws, challenge)
    calendar = calendar_of(challenge, ws.instant())
    seed = secrets.randbits(_SEED_BITS) if seed is None else seed
    plan_of(challenge, ws.plugins, seed)
    at = ws.instant()
    with ws.database() as db, db.write() as tx:
        # Another program may have launched it in the meantime.
        _check_new(tx, name)
        _check_units(tx, challenge)
        detail = {"starts": calendar.starts.isoformat(), "seed_sha256": seed_sha256(seed)}
        decision = decisions.record(tx, Decision(at, operator(), "launch", name, detail=detail))
        record = LaunchRecord(name, challenge.text, calendar.starts, seed, at, ws.plugins.versions())
        launches.add(tx, record, decision)
        for pin in pins_of(challenge, ws.plugins):
            pins.add(tx, pin, decision)
        for activity in challenge.activities.values():
            entries.kind_number(tx, activity.name, activity.unit)
        Registrar(tx, challenge, at, decision).enrol()
        members = memberships.current(tx, name, NEVER)
        remarks = (*_late(calendar, at), *_at_night(tx, calendar, members), *_remarks(tx, challenge))
    in_teams = {member.team for member in members if member.team is not None}
    remarks = (*remarks, *team_remarks(ws, challenge, len(in_teams)))
    return LaunchReport(
        challenge=name,
        title=challenge.title,
        starts=calendar.starts,
        ends=calendar.ends,
        people=len({member.person for member in members}),
        teams=len(in_teams),
        seed_sha256=seed_sha256(seed),
        warnings=warnings,
        remarks=remarks,
        deadlines=deadlines(calendar),
    )


def seed_sha256(seed: int) -> str:
    """The SHA-256 of a seed, written in decimal digits: told at the launch, the seed only after the end."""
    return hashlib.sha256(str(seed).encode()).hexdigest()


def _check_new(db: Reader, name: str) -> None:
    record = launches.newest(db, name, NEVER)
    if record is not None:
        raise Refused(
            f"'{name}' was launched before, to start on {record.starts}. Nothing was changed. "
            f"To run it again, start another file from it: moonwalk new OTHER-NAME --from {name}"
        )


def _check_units(tx: Transaction, challenge: Challenge) -> None:
    known = {kind.activity: kind.unit for kind in entries.kinds(tx)}
    for activity in challenge.activities.values():
        unit = known.get(activity.name, activity.unit)
        if unit != activity.unit:
            raise Refused(
                f"'{activity.name}' is measured in {unit} in this workspace, and in {activity.unit} in "
                f"'{challenge.name}'. Nothing was changed. Use the same unit, or another name for it."
            )


def _late(calendar: Calendar, now: int) -> Iterator[str]:
    """What a launch after the first day means, which may also be a slip in the year."""
    today = calendar.today(now)
    if calendar.starts < today:
        first = "day" if isinstance(calendar.log_until, DaysLater) else "week"
        until = closing_moment(calendar, calendar.starts)
        yield (
            f"It began on {calendar.starts}, {(today - calendar.starts).days} days ago. What was done since "
            f"can be logged, for its first {first} until {until}."
        )


def _at_night(tx: Transaction, calendar: Calendar, members: Sequence[MembershipRecord]) -> Iterator[str]:
    """Time zones of people in which the first week closes between midnight and six."""
    joined, closes = {member.person for member in members}, calendar.week_closes(1)
    by_zone = Counter(
        person.timezone for person in people.all_people(tx) if person.timezone and person.no in joined
    )
    for zone, count in sorted(by_zone.items()):
        local = moment(closes).astimezone(ZoneInfo(zone))
        if zone != calendar.zone and local.hour < _MORNING:
            yield (
                f"When week 1 closes, it is {local:%H:%M} at night in {zone}, where "
                f"{counted(count, 'person lives', 'people live')}."
            )


def _remarks(tx: Transaction, challenge: Challenge) -> Iterator[str]:
    section, name = challenge.people, challenge.name
    if not people.all_people(tx):
        yield "The roster is empty: moonwalk people import FILE."
    else:
        yield from unknown_values(tx, section.only_where, "only_where")
    members = memberships.current(tx, name, NEVER)
    if section.take_part == "those who sign up" and not members:
        yield f"Nobody has signed up yet: moonwalk people join {name} WHO"
    elif not members:
        yield "Nobody takes part yet. People added to the roster will take part."
    yield from launch_remarks(tx, challenge, (member.person for member in members))
    yield from _sizes(tx, challenge, members)


def _sizes(tx: Transaction, challenge: Challenge, members: Sequence[MembershipRecord]) -> Iterator[str]:
    """People without a team, and teams that are smaller or larger than the challenge wants."""
    if challenge.teams is None:
        return
    team_of = {member.person: member.team for member in members}
    without = sum(team is None for team in team_of.values())
    if without:
        yield f"{counted(without, 'person', 'people')} without a team yet: {team_remedy(challenge)}"
    size, sizes = challenge.teams.size, Counter(team for team in team_of.values() if team is not None)
    named = {team.no: team.name for team in memberships.all_teams(tx)}
    odd = sorted(
        f"{named[team]} has {count}"
        for team, count in sizes.items()
        if not size.smallest <= count <= size.largest and named[team] != challenge.teams.open_team
    )
    if odd:
        more = f", and {len(odd) - _SHOWN} others" if len(odd) > _SHOWN else ""
        yield f"The challenge asks for teams of {size}; {', '.join(odd[:_SHOWN])}{more}."
