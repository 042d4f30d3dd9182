"""A challenge goes live: its text as it stands, with its first day, its seed and its members."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from moonwalk.api.problems import Problem
from moonwalk.definitions import Challenge
from moonwalk.scoring.facts import NEVER
from moonwalk.services.deadlines import deadlines
from moonwalk.services.drafts import problems_of_strangers, read_draft
from moonwalk.services.dry_run import operator, transaction
from moonwalk.services.errors import Refused
from moonwalk.services.launch_preview import LaunchPreview, preview_of
from moonwalk.services.launch_remarks import remarks_at_launch
from moonwalk.services.planning import calendar_of, plan_of, team_remarks
from moonwalk.services.plugin_pins import pins_of
from moonwalk.services.roster.enrolment import Registrar
from moonwalk.services.roster.named_columns import columns_of_roster
from moonwalk.services.workspace import Workspace
from moonwalk.store import decisions, entries, launches, memberships, pins
from moonwalk.store.database import Reader, Transaction
from moonwalk.store.decisions import Decision
from moonwalk.store.launches import LaunchRecord, seed_sha256

_SEED_BITS: Final = 63
"""Too many to find the seed by trying all, and as many as a column of the store holds."""


@dataclass(frozen=True, slots=True)
class LaunchReport:
    """What went live. `warnings` are the file's, `remarks` what is still to do, `deadlines` when weeks close.

    `deadlines` say until when its days can be logged.

    `seed_sha256` commits to the seed of all draws: anyone who noted it can check it once the seed is shown.
    Of a rehearsal, which changed nothing, there is a `preview` and no seed. `moved_from` is the first day
    that was launched before, where the dates were moved.
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
    preview: LaunchPreview | None = None
    moved_from: date | None = None


def check_scorable(ws: Workspace, challenge: Challenge, not_done: str = "It was not launched.") -> None:
    """Refused where scoring made-up people by the challenge fails."""
    problems = problems_of_strangers(challenge, ws.plugins)
    faults = tuple(problem for problem in problems if problem.severity == "error")
    if faults:
        raise Refused(f"'{challenge.name}' cannot be scored. {not_done} Fix this first:", faults)


def launch(
    ws: Workspace, name: str, starts: date | None = None, seed: int | None = None, *, dry_run: bool = False
) -> LaunchReport:
    """Launches a challenge file of the workspace; `starts` replaces the first day that it may name.

    The seed of its draws is chosen by chance; giving one repeats the draws of a rehearsal. Refused where
    the file has problems, it names columns in which the roster has nothing, the challenge was launched
    before, or an activity of the same name is measured in another unit elsewhere. A dry run does everything,
    looks at the first days, and undoes it.
    """
    with ws.database() as db:
        _check_new(db, name)
        roster = columns_of_roster(db)
    challenge, warnings = read_draft(ws, name, starts, roster)
    check_scorable(ws, challenge)
    calendar = calendar_of(challenge, ws.instant())
    seed = secrets.randbits(_SEED_BITS) if seed is None else seed
    plan_of(challenge, ws.plugins, seed)
    at = ws.instant()
    with ws.database() as db, transaction(db, dry_run) as tx:
        # Another program may have launched it in the meantime.
        _check_new(tx, name)
        check_units(tx, challenge)
        detail = {"starts": calendar.starts.isoformat(), "seed_sha256": seed_sha256(seed)}
        decision = decisions.record(tx, Decision(at, operator(), "launch", name, detail=detail))
        record = LaunchRecord(name, challenge.text, calendar.starts, seed, at, ws.plugins.versions())
        launches.add(tx, record, decision)
        for pin in pins_of(challenge, ws.plugins):
            pins.add(tx, pin, decision)
        for activity in challenge.activities.values():
            entries.kind_number(tx, activity.name, activity.unit)
        Registrar(tx, challenge, at, decision).enrol()
        report = report_of(ws, tx, challenge, record, warnings)
        return with_preview(ws, tx, report) if dry_run else report


def report_of(
    ws: Workspace,
    tx: Transaction,
    challenge: Challenge,
    record: LaunchRecord,
    warnings: tuple[Problem, ...] = (),
) -> LaunchReport:
    """What a launch comes to that has been written in this transaction."""
    calendar = calendar_of(challenge, record.launched_at)
    members = memberships.current(tx, challenge.name, NEVER)
    in_teams = {member.team for member in members if member.team is not None}
    remarks = remarks_at_launch(tx, challenge, calendar, record.launched_at, members)
    return LaunchReport(
        challenge=challenge.name,
        title=challenge.title,
        starts=calendar.starts,
        ends=calendar.ends,
        people=len({member.person for member in members}),
        teams=len(in_teams),
        seed_sha256=seed_sha256(record.seed),
        warnings=warnings,
        remarks=(*remarks, *team_remarks(ws, challenge, len(in_teams))),
        deadlines=deadlines(calendar),
    )


def with_preview(ws: Workspace, tx: Transaction, report: LaunchReport) -> LaunchReport:
    """The report of a rehearsal. It has no seed: a launch draws another one."""
    return replace(report, seed_sha256="", preview=preview_of(ws, tx, report.challenge))


def _check_new(db: Reader, name: str) -> None:
    record = launches.newest(db, name, NEVER)
    if record is not None:
        raise Refused(
            f"'{name}' was launched before, to start on {record.starts}. Nothing was changed. "
            f"Until its first day it can be given another one (moonwalk launch {name} --start DATE), or "
            f"taken back (moonwalk withdraw {name}). "
            f"To run it again, start another file from it: moonwalk new OTHER-NAME --from {name}"
        )


def check_units(tx: Reader, challenge: Challenge) -> None:
    """Refused where an activity of the same name is measured in another unit elsewhere in the workspace."""
    known = {kind.activity: kind.unit for kind in entries.kinds(tx)}
    for activity in challenge.activities.values():
        unit = known.get(activity.name, activity.unit)
        if unit != activity.unit:
            raise Refused(
                f"'{activity.name}' is measured in {unit} in this workspace, and in {activity.unit} in "
                f"'{challenge.name}'. Nothing was changed. Use the same unit, or another name for it."
            )
