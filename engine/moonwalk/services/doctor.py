"""A page about the health of a workspace: what is well, what should be looked at, what is wrong."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final, Literal
from zoneinfo import ZoneInfo, available_timezones

from moonwalk.definitions.engine_names import LOCAL
from moonwalk.registry import PluginReport
from moonwalk.scoring.calendar import moment
from moonwalk.services.backups.encryption import is_encrypted
from moonwalk.services.backups.placing import WORK
from moonwalk.services.backups.restore import ASIDE
from moonwalk.services.challenges import can_be_closed
from moonwalk.services.channels import Channel, ChannelUnusable, channels_of, strange_folders
from moonwalk.services.checking_in.link_messages import links_missing
from moonwalk.services.checking_in.tokens import KEY_FILE, key_of
from moonwalk.services.errors import Refused
from moonwalk.services.launched import NotScored, accept_command, changed_sentence, launched, names
from moonwalk.services.roster.forgetting import brought_back, held_open, older_backups
from moonwalk.services.verification import shown_head, verify
from moonwalk.services.wording import counted
from moonwalk.services.workspace import DATABASE, FILE_NAME, Workspace
from moonwalk.store import backups, decisions, locations, outbox, people

State = Literal["well", "note", "wrong"]

BACKUP_DAYS: Final = 7
"""After so many days without a backup it is time for one."""

_LEAST_ROOM: Final = 200 * 2**20
_TICK_HOURS: Final = 24
_COMMAND: Final = re.compile("(?:moonwalk|pip) [a-z]+")


@dataclass(frozen=True, slots=True)
class Finding:
    """How one thing is, in a sentence, and what to do about it, if anything."""

    topic: str
    state: State
    says: str
    todo: str = ""


@dataclass(frozen=True, slots=True)
class HealthReport:
    """Everything that was looked at; the state is the worst of theirs."""

    state: State
    findings: tuple[Finding, ...]


def examine(ws: Workspace) -> HealthReport:
    """Look at everything in a workspace that may need attention. Nothing is changed."""
    findings: list[Finding] = []
    for topic, look in _LOOKS:
        try:
            findings += look(ws)
        except Refused as refused:
            findings.append(Finding(topic, "wrong", refused.message))
        except OSError as error:
            findings.append(Finding(topic, "wrong", f"It could not be looked at: {error.strerror or error}."))
    states = {finding.state for finding in findings}
    worst: State = "wrong" if "wrong" in states else "note" if "note" in states else "well"
    return HealthReport(worst, tuple(findings))


def reminder(ws: Workspace) -> str:
    """Return what the organiser should see to: people who are not erased everywhere, and an old backup."""
    forgetting = "somebody who was forgotten is not erased everywhere" if ws.is_forgetting() else ""
    return ", ".join(filter(None, (forgetting, backup_reminder(ws))))


def backup_reminder(ws: Workspace) -> str:
    """Return what to say where it is time for a backup; nothing where the last one is new enough."""
    with ws.database() as db:
        newest = backups.newest(db)
        if newest is None:
            # Before anything was imported there is nothing to lose.
            return "no backup yet" if db.value("SELECT count(*) FROM entry") else ""
    days = (ws.now() - moment(newest.at)).days
    return f"last backup {days} days ago" if days >= BACKUP_DAYS else ""


def _database(ws: Workspace) -> Iterator[Finding]:
    path = ws.folder / DATABASE
    with ws.database():
        size = path.stat().st_size
    yield Finding("database", "well", f"It opens, and has {size / 2**20:.1f} MB.")
    warning = locations.warning(ws.folder)
    if warning:
        yield Finding("database", "wrong", warning)
    if os.name == "posix" and path.stat().st_mode & 0o077:
        todo = f"chmod 600 {path}"
        yield Finding("database", "note", f"Others on this computer may read {path}.", todo)


def _data(ws: Workspace) -> Iterator[Finding]:
    report = verify(ws)
    faults = report.faults
    if report.chain is not None:
        says = f"The head of the chain is {shown_head(report.chain.head)}. {report.chain.begun}"
        yield Finding("chain", "well", says, "Write it down: 'moonwalk verify --head' compares.")
    if not faults:
        yield Finding("data", "well", "It is whole, and what is kept of scores is what the entries come to.")
    else:
        sentence = f"{counted(len(faults), 'fault')}. The first: {faults[0].says}"
        yield Finding("data", "wrong", sentence, "moonwalk verify")


def _backup(ws: Workspace) -> Iterator[Finding]:
    with ws.database() as db:
        newest = backups.newest(db)
        there = [record for record in backups.kept(db) if os.path.exists(record.file)]  # noqa: PTH110
    reminder = backup_reminder(ws)
    if newest is None:
        yield Finding("backup", "note" if reminder else "well", "There is no backup.", "moonwalk backup FILE")
        return
    sealed = " (encrypted)" if is_encrypted(Path(newest.file)) else ""
    made = f"The last one was made on {moment(newest.at):%Y-%m-%d %H:%M} UTC: {newest.file}{sealed}"
    if reminder:
        yield Finding("backup", "note", f"{made}. That is long ago.", "moonwalk backup FILE")
    elif newest.file not in [record.file for record in there]:
        yield Finding("backup", "note", f"{made}, which is no longer there.", "moonwalk backup FILE")
    else:
        readable = "" if sealed else " Whoever can read that file can read everything in it: see --encrypt."
        yield Finding("backup", "well", f"{made}.{readable}")
    for folder in sorted(ws.folder.glob(f"{ASIDE}-*")):
        says = f"What was there before a restore is still in {folder.name}, with everyone's data."
        yield Finding("backup", "note", says, f"Delete {folder} once nobody needs it.")


def _forgetting(ws: Workspace) -> Iterator[Finding]:
    held = held_open(ws)
    for reason in held:
        says = f"Somebody who was forgotten is not erased everywhere yet. {reason}"
        yield Finding("forgetting", "wrong", says, "moonwalk plugins")
    with ws.database() as db:
        older, back = older_backups(db), brought_back(db)
    for says in older:
        yield Finding("forgetting", "note", says)
    for person in back:
        says = f"{person} may have been forgotten before, and came back with a backup."
        yield Finding("forgetting", "wrong", says, f"moonwalk people forget {person} --reason WHY")
    if not held and not older and not back:
        yield Finding("forgetting", "well", "Nobody who was forgotten is in a backup, or waits to be erased.")


def _room(ws: Workspace) -> Iterator[Finding]:
    free = shutil.disk_usage(ws.folder).free
    # A backup needs a copy of the database besides its file; so does bringing it up to a new version.
    needed = max(_LEAST_ROOM, 3 * (ws.folder / DATABASE).stat().st_size)
    state: State = "well" if free >= needed else "wrong"
    says = f"{free / 2**30:.1f} GB are free."
    yield Finding("disk", state, says, "" if state == "well" else f"Free {needed / 2**30:.1f} GB.")


def _zones(ws: Workspace) -> Iterator[Finding]:
    zones = len(available_timezones())
    try:
        ZoneInfo(ws.settings.timezone or "UTC")
    except (KeyError, ValueError, OSError):
        zones = 0
    if zones > 1:
        yield Finding("time zones", "well", f"{zones} time zones are known.")
    else:
        yield Finding("time zones", "wrong", "Time zones are missing.", "pip install --upgrade tzdata")


def failing_plugins(ws: Workspace) -> tuple[PluginReport, ...]:
    """Return the plugins that should work and do not, or not wholly."""
    return tuple(
        report
        for report in ws.plugins.reports
        if report.state not in ("active", *_LEFT_OUT) or (report.state == "active" and report.problems)
    )


def _plugins(ws: Workspace) -> Iterator[Finding]:
    active = sum(report.state == "active" for report in ws.plugins.reports)
    failed = failing_plugins(ws)
    for report in failed:
        reason = report.problems[0] if report.problems else report.state
        yield Finding("plugins", "wrong", f"{report.name}: {reason}", "moonwalk plugins")
    if not failed:
        disabled = [f"'{report.name}'" for report in ws.plugins.reports if report.state == "disabled"]
        out = f" Disabled: {', '.join(disabled)}." if disabled else ""
        yield Finding("plugins", "well", f"{counted(active, 'plugin works', 'plugins work')}.{out}")


def _engine(ws: Workspace) -> Iterator[Finding]:
    """Tries the engine that the settings name, where that is not this process, which needs no trial."""
    name = ws.settings.engine
    if name == LOCAL:
        return
    # Only who has chosen another engine waits until what it needs is loaded.
    from moonwalk.services.engines.report import try_engines

    [row] = try_engines(ws.plugins, name, name).engines
    if row.ready:
        says = f"{name} scores made-up people as this process does ({row.says})."
        yield Finding("engine", "well", says)
    else:
        says = f"The settings name {name}, which cannot be used: {row.says}"
        yield Finding("engine", "wrong", says, "moonwalk engines")


def _challenges(ws: Workspace) -> Iterator[Finding]:
    with ws.database() as db:
        launched_names = names(db)
        for name in launched_names:
            try:
                launch = launched(ws, db, name)
            except NotScored as reason:
                # Most reasons end with the very command that helps.
                todo = "" if _COMMAND.search(str(reason)) else "moonwalk plugins"
                yield Finding("challenges", "wrong", f"'{name}' is not scored: {reason}", todo)
                continue
            if can_be_closed(db, launch, ws.instant()):
                says = f"'{name}' is over, and nothing can be logged for it any more."
                yield Finding("challenges", "note", says, f"moonwalk close {name}")
            if launch.changes:
                says = f"'{name}': {changed_sentence(launch.changes)}"
                yield Finding("challenges", "note", says, accept_command(name))
    if launched_names:
        says = f"{counted(len(launched_names), 'challenge was', 'challenges were')} launched."
        yield Finding("challenges", "well", says)


def _messages(ws: Workspace) -> Iterator[Finding]:
    day = timedelta(hours=_TICK_HOURS) // timedelta(milliseconds=1)
    with ws.database() as db:
        number_of = outbox.counts(db)
        overdue = db.value(
            "SELECT count(*) FROM message WHERE state IN ('pending', 'sending') AND aside IS NULL "
            "AND due_at < ?",
            (ws.instant() - day,),
        )
        strangers = [who for who in ws.settings.organisers if people.find(db, who) is None]
    if strangers:
        says = f"The settings name organisers who are not on the roster: {', '.join(strangers)}."
        yield Finding("messages", "note", says, "moonwalk people list")
    dead, waiting = number_of.get("dead", 0), number_of.get("pending", 0)
    if dead:
        says = f"{counted(dead, 'message')} could not be delivered."
        yield Finding("messages", "note", says, "moonwalk outbox")
    if overdue:
        says = f"{counted(overdue, 'message has', 'messages have')} been due for more than a day."
        yield Finding("messages", "note", says, "moonwalk tick")
    if not dead and not overdue:
        yield Finding("messages", "well", f"{waiting} are waiting for their time.")


def _channels(ws: Workspace) -> Iterator[Finding]:
    find = channels_of(ws)
    if not ws.channels:
        yield Finding("channels", "note", "The settings name no channels, so nobody is sent anything.")
    for name in ws.channels:
        try:
            channel = find(name)
        except ChannelUnusable as reason:
            says = f"Nothing is sent by '{name}', its messages wait. {reason}"
            yield Finding("channels", "wrong", says, f"Mend {FILE_NAME}, then: moonwalk doctor")
            continue
        yield Finding("channels", "well", f"'{name}' can be used.{_where_kept(channel)}")
        for doubt in channel.doubts():
            yield Finding("channels", "note", f"'{name}': {doubt}", f"Think about {FILE_NAME}.")
        yield from _resting(ws, name)
    for place in strange_folders(ws):
        says = f"{place} belongs to no channel that is installed, and may hold messages to people."
        yield Finding("channels", "note", says, f"Look through {place}; delete what nobody needs.")
    with ws.database() as db:
        for says in links_missing(ws, db):
            yield Finding("channels", "wrong", says, f"Mend {FILE_NAME}, then: moonwalk doctor")


def _links(ws: Workspace) -> Iterator[Finding]:
    if (ws.folder / KEY_FILE).exists():
        key_of(ws, make=False)
        yield Finding("links", "well", "The key of people's personal links can be used.")


def _resting(ws: Workspace, name: str) -> Iterator[Finding]:
    with ws.database() as db:
        resting = outbox.resting(db, name, ws.instant())
    if resting is not None:
        until, why = resting
        says = f"'{name}' sends nothing until {moment(until):%Y-%m-%d %H:%M} UTC: {why}"
        yield Finding("channels", "wrong", says, f"moonwalk channels test {name}")


def _where_kept(channel: Channel) -> str:
    kept = f" Its secrets are in {' and '.join(map(str, channel.kept_in))}." if channel.kept_in else ""
    if os.name != "posix" and any(reference.file for reference in channel.kept_in):
        return f"{kept} On Windows, whoever may open the folder can read the file: keep it in your own."
    return kept


def _clock(ws: Workspace) -> Iterator[Finding]:
    now = ws.instant()
    with ws.database() as db:
        newest = max((decision.at for decision in decisions.newest(db, 100)), default=0)
        ahead = [name for name, until in db.rows("SELECT challenge, until FROM tick") if until > now]
    if newest > now:
        says = (
            f"The newest decision is of {moment(newest):%Y-%m-%d %H:%M} UTC, and it is now "
            f"{ws.now():%Y-%m-%d %H:%M} UTC: the clock is wrong now, or was wrong then."
        )
        yield Finding("clock", "wrong", says, "Have the system set its clock from network time.")
    if ahead:
        says = f"Messages of {', '.join(ahead)} count as sent until a moment that is still to come."
        yield Finding(
            "clock",
            "wrong",
            says,
            "Set the clock; the next 'moonwalk tick' puts it right, and sends nothing twice.",
        )
    if newest <= now and not ahead:
        yield Finding("clock", "well", f"It is {ws.now():%Y-%m-%d %H:%M} UTC, after all that was decided.")


def _left_over(ws: Workspace) -> Iterator[Finding]:
    begun = [path.name for path in (ws.folder / WORK).glob("*") if path.is_dir()]
    if begun:
        says = "A backup or restore is under way, or was killed."
        yield Finding("backup", "note", says, "The next backup or restore clears up after it.")


_LEFT_OUT: Final = ("disabled", "not allowed", "not approved")

Look = Callable[[Workspace], Iterator[Finding]]

_LOOKS: Final[tuple[tuple[str, Look], ...]] = (
    ("database", _database),
    ("data", _data),
    ("backup", _backup),
    ("backup", _left_over),
    ("forgetting", _forgetting),
    ("disk", _room),
    ("time zones", _zones),
    ("plugins", _plugins),
    ("engine", _engine),
    ("challenges", _challenges),
    ("channels", _channels),
    ("links", _links),
    ("messages", _messages),
    ("clock", _clock),
)
