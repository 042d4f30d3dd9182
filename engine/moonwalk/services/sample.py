"""A sample company in the middle of the flagship challenge."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Final

from moonwalk.registry import Registry
from moonwalk.scoring.calendar import milliseconds
from moonwalk.services.creation import FLAGSHIP, create_workspace
from moonwalk.services.drafts import draft_path, read_draft
from moonwalk.services.dry_run import operator
from moonwalk.services.errors import Refused
from moonwalk.services.launch import launch
from moonwalk.services.notifications import tick
from moonwalk.services.roster.people import import_people
from moonwalk.services.simulator import simulate
from moonwalk.services.workspace import Workspace, open_workspace
from moonwalk.store import decisions, entries, people
from moonwalk.store.decisions import Decision
from moonwalk.store.entries import NewEntry

SEED: Final = 48
"""With the same seed and day the same people walk the same minutes."""


def build_sample(folder: Path, now: datetime) -> Path:
    """Makes a workspace with 48 people in 8 teams who have played until `now`; returns the folder.

    The challenge began on the Monday two weeks before this week's, so its third week is on. Refused
    where the folder has a workspace.
    """
    today = now.astimezone(UTC).date()
    starts = today - timedelta(days=today.weekday() + 14)
    before = datetime.combine(starts - timedelta(days=7), time(9), UTC)
    create_workspace(folder, "Acme", "Europe/Berlin")
    earlier = open_workspace(folder, before)
    _take_teams_from_roster(earlier)
    import_people(earlier, sample_roster(earlier.plugins))
    launch(earlier, FLAGSHIP, starts, SEED)
    tick(earlier)
    _play(open_workspace(folder, now), starts)
    return folder


def sample_roster(plugins: Registry) -> Path:
    """The roster of the sample company: beside the ready-made challenges, or in a checkout's examples."""
    for folder in (folder for plugin, folder in plugins.packs() if plugins.is_first_party(plugin)):
        for place in (folder.parent, folder.parent / "examples"):
            roster = place / "acme" / "roster.csv"
            if roster.is_file():
                return roster
    raise Refused("The sample company's roster is missing from this installation. Install Moonwalk again.")


def _take_teams_from_roster(ws: Workspace) -> None:
    """The flagship's teams are drawn; this company's have names already, in its roster."""
    path = draft_path(ws, FLAGSHIP)
    text = path.read_text(encoding="utf-8").replace("formed: drawn", "formed: from the roster")
    path.write_text(text, encoding="utf-8", newline="\n")


def _play(ws: Workspace, starts: date) -> None:
    """Adds what the simulated people logged, each entry as known at the instant it was logged."""
    challenge, _ = read_draft(ws, FLAGSHIP)
    with ws.database() as db, db.write() as tx:
        numbers = {person.id: person.no for person in people.all_people(tx)}
        names = tuple(challenge.activities)
        length, zone = challenge.schedule.length_days, challenge.schedule.timezone
        logged = simulate(tuple(numbers), starts, ws.now(), length, zone, SEED, names)
        decided = Decision(ws.instant(), operator(), "demo", "a sample company's entries")
        decision = decisions.record(tx, decided)
        source = entries.source_number(tx, "manual", False)
        kinds = {
            name: entries.kind_number(tx, name, activity.unit)
            for name, activity in challenge.activities.items()
        }
        rows = [
            NewEntry(
                numbers[activity_log.person],
                activity_log.day,
                kinds[activity_log.activity],
                source,
                activity_log.minutes * 1000,
                milliseconds(activity_log.logged),
            )
            for activity_log in logged
        ]
        entries.add(tx, rows, decision)
