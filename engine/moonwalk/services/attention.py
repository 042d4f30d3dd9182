"""What an organiser should see to today, most urgent first, each with what deals with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from moonwalk.scoring.calendar import moment
from moonwalk.services.challenges import list_challenges
from moonwalk.services.doctor import backup_reminder, failing_plugins
from moonwalk.services.imports.undo import list_imports
from moonwalk.services.overview import QUIET_DAYS, Overview, overview, quiet_people
from moonwalk.services.roster.forgetting import brought_back
from moonwalk.services.views import Attention, ChallengeRow, Topic
from moonwalk.services.wording import counted
from moonwalk.services.workspace import Workspace
from moonwalk.store import outbox

ORDER: Final[tuple[Topic, ...]] = (
    "safety",
    "plugins",
    "definition",
    "messages",
    "closing",
    "imports",
    "entries",
    "people",
    "quiet",
)
"""What may be lost comes before what is late, and both before what can wait."""

_HOURS_LEFT: Final = 24
_IMPORT_DAYS: Final = 3


@dataclass(frozen=True, slots=True)
class Today:
    """What needs attention in the whole workspace, and how each challenge that runs does."""

    attention: tuple[Attention, ...]
    running: tuple[Overview, ...]


def today(ws: Workspace) -> Today:
    """Return everything that answers whether all is well today."""
    with ws.opened() as held:
        rows = list_challenges(held)
        running = tuple(overview(held, row.name) for row in rows if row.state in ("running", "closing"))
        return Today(needs(held, rows), running)


def needs(ws: Workspace, rows: Iterable[ChallengeRow]) -> tuple[Attention, ...]:
    """Return what needs attention in these challenges and in the workspace, most urgent first."""
    rows = tuple(rows)
    with ws.opened() as held:
        items = [
            replace(item, challenge=row.name, title=row.title or row.name)
            for row in rows
            for item in (*row.attention, *_of_challenge(held, row))
        ]
        items += _of_workspace(held, rows)
    return tuple(sorted(items, key=lambda item: ORDER.index(item.topic)))


def _of_challenge(ws: Workspace, row: ChallengeRow) -> Iterator[Attention]:
    if row.deadline is not None and row.deadline.closes - ws.now() < timedelta(hours=_HOURS_LEFT):
        sentence = (
            f"{row.deadline.days} can be logged until {row.deadline.closes:%A %H:%M} ({row.deadline.zone})"
        )
        yield Attention(sentence, f"moonwalk people list --challenge {row.name} --quiet 1", "entries")
    if row.state == "running" and row.day > QUIET_DAYS:
        quiet = quiet_people(ws, row.name)
        if quiet:
            sentence = f"{counted(quiet, 'person has', 'people have')} logged nothing for {QUIET_DAYS} days"
            remedy = f"moonwalk people list --challenge {row.name} --quiet {QUIET_DAYS}"
            yield Attention(f"{sentence} or more", remedy, "quiet")


def _of_workspace(ws: Workspace, rows: tuple[ChallengeRow, ...]) -> Iterator[Attention]:
    title = ws.settings.name or ws.folder.resolve().name
    if ws.is_forgetting():
        sentence = "somebody who was forgotten is not erased everywhere"
        yield Attention(sentence, "moonwalk doctor", "safety", title=title)
    with ws.database() as db:
        back = brought_back(db)
    for person in back:
        sentence = f"{person} may have been forgotten before, and came back with a backup"
        yield Attention(sentence, f"moonwalk people forget {person} --reason WHY", "safety", title=title)
    reminder = backup_reminder(ws)
    if reminder:
        yield Attention(reminder, "moonwalk backup FILE", "safety", title=title)
    failing = failing_plugins(ws)
    if failing:
        named = ", ".join(report.name for report in failing[:3])
        sentence = f"{counted(len(failing), 'plugin does', 'plugins do')} not work: {named}"
        yield Attention(sentence, "moonwalk plugins", "plugins", title=title)
    yield from _of_messages(ws, rows, title)
    for record in list_imports(ws, 20):
        if record.state == "in" and record.rejected and ws.now() - record.when < timedelta(days=_IMPORT_DAYS):
            rows_of = counted(record.rejected, "row was", "rows were")
            sentence = f"{rows_of} rejected in the import of {record.file}"
            yield Attention(sentence, "moonwalk imports", "imports", title=title)


def _of_messages(ws: Workspace, rows: tuple[ChallengeRow, ...], title: str) -> Iterator[Attention]:
    with ws.database() as db:
        failed, held = outbox.counts(db).get("dead", 0), outbox.held(db)
        resting = {name: outbox.resting(db, name, ws.instant()) for name in ws.channels}
        marks = {row.name: outbox.last(db, row.name) for row in rows if row.state in ("running", "closing")}
    if failed:
        sentence = f"{counted(failed, 'message')} could not be delivered"
        yield Attention(sentence, "moonwalk outbox", "messages", title=title)
    titles = {row.name: row.title or row.name for row in rows}
    for challenge, number in held.items():
        sentence = f"{counted(number, 'message')} to its people wait until you have looked at them"
        remedy = f"moonwalk outbox approve {challenge}"
        yield Attention(sentence, remedy, "messages", challenge, titles.get(challenge, challenge))
    for name, rest in resting.items():
        if rest is not None:
            until, why = moment(rest[0]), rest[1].rstrip(".")
            sentence = f"'{name}' sends nothing until {until:%Y-%m-%d %H:%M} UTC: {why}"
            yield Attention(sentence, f"moonwalk channels test {name}", "messages", title=title)
    if not ws.channels:
        return
    for row in rows:
        if row.name not in marks:
            continue
        sentence = _overdue(ws, marks[row.name])
        if sentence:
            yield Attention(sentence, "moonwalk tick", "messages", row.name, row.title or row.name)


def _overdue(ws: Workspace, mark: int | None) -> str:
    """What to say of messages that were last sent until a moment (ms); nothing where that is not long ago."""
    if mark is None:
        return "no messages have been sent yet"
    days = (ws.now() - moment(mark)).days
    if days < -1:
        return f"messages count as sent until {moment(mark):%Y-%m-%d %H:%M} UTC, which is still to come"
    if days <= 0:
        return ""
    return "messages were last sent yesterday" if days == 1 else f"messages were last sent {days} days ago"
