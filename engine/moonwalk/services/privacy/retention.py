"""The end of entries: `keep_entries` after a challenge is final they go, and its results are kept instead."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import date, timedelta
from typing import Final

from moonwalk.scoring.verdicts import BASELINE_DAYS
from moonwalk.services.boards.board import show_board
from moonwalk.services.dry_run import operator
from moonwalk.services.errors import PluginFailed
from moonwalk.services.launched import NotScored, launched, names
from moonwalk.services.privacy.publications import publications
from moonwalk.services.score_cache import Launched
from moonwalk.services.views import BoardView
from moonwalk.services.workspace import Workspace
from moonwalk.store import decisions, entry_snapshot, retention
from moonwalk.store.database import Database
from moonwalk.store.decisions import Decision
from moonwalk.store.retention import RetentionRecord

_DAY: Final = timedelta(days=1) // timedelta(milliseconds=1)


def carry_out(ws: Workspace, db: Database) -> tuple[str, ...]:
    """Publish what is due, and end the keeping of entries; what was done, or what kept it from being done.

    The results of a challenge are kept first: its boards, with a hash in a decision of the chain. An entry
    goes once no launched challenge needs it any longer. Doing it again changes nothing.
    """
    said: list[str] = []
    for name in names(db):
        if retention.of_challenge(db, name) is None:
            # Fixed as soon as a week has closed; why a challenge is not scored is said by its messages.
            with suppress(NotScored):
                publications(ws, db, name)
            said += _end(ws, db, name)
    said += _remove(ws, db)
    return tuple(said)


def due_on(launch: Launched) -> int:
    """The instant (ms) from which the entries of a challenge are not kept any longer."""
    return int(launch.plan.calendar.closes[-1]) + launch.challenge.privacy.keep_entries * _DAY


def _end(ws: Workspace, db: Database, name: str) -> Iterator[str]:
    try:
        launch = launched(ws, db, name)
        if ws.instant() <= due_on(launch):
            return
        boards = {board: show_board(ws, name, board) for board in launch.challenge.boards}
    except (NotScored, PluginFailed) as reason:
        yield f"The entries of '{name}' are due to go, but its results cannot be kept: {reason}"
        return
    calendar = launch.plan.calendar
    results = {board: json.dumps(asdict(_unnamed(view)), default=str) for board, view in boards.items()}
    text = json.dumps(results, ensure_ascii=False, sort_keys=True)
    first = calendar.starts - timedelta(days=BASELINE_DAYS)
    digest = hashlib.sha256(text.encode()).hexdigest()
    with db.write() as tx:
        if retention.of_challenge(tx, name) is not None:
            return
        detail = {"results": digest, "first": str(first), "last": str(calendar.ends)}
        decided = Decision(ws.instant(), operator(), "retention", name, "keep_entries", detail)
        number = decisions.record(tx, decided)
        retention.add(tx, RetentionRecord(name, first, calendar.ends, text), number)
    yield f"'{name}' is closed for good: its results are kept (SHA-256 {digest[:16]})."


def _unnamed(view: BoardView) -> BoardView:
    """A board without rows of people: what is kept for good tells nothing of single people."""
    return replace(view, rows=(), total=0, earlier=()) if view.ranks == "people" else view


def _remove(ws: Workspace, db: Database) -> Iterator[str]:
    """Remove the entries of days that only challenges need whose results are kept."""
    ended = retention.ended(db)
    if not ended:
        return
    yield from _remove_rows(ws, db, ended)
    # Also where an earlier tick could not.
    with suppress(OSError):
        entry_snapshot.remove_stale(db)


def _remove_rows(ws: Workspace, db: Database, ended: frozenset[str]) -> Iterator[str]:
    needed = []
    for name in set(names(db)) - ended:
        try:
            calendar = launched(ws, db, name).plan.calendar
        except NotScored:
            return
        needed.append((calendar.starts - timedelta(days=BASELINE_DAYS), calendar.ends))
    for name in sorted(ended):
        record = retention.of_challenge(db, name)
        if record is None:
            continue
        for first, last in _free(record.first, record.last, needed):
            if retention.count_between(db, first, last):
                with db.write() as tx:
                    count = retention.remove_between(tx, first, last)
                yield f"{count} entries from {first} to {last} were removed, as 'keep_entries' says."


def _free(first: date, last: date, needed: list[tuple[date, date]]) -> Iterator[tuple[date, date]]:
    """The stretches of days from first to last that are not needed."""
    for begin, end in sorted(needed):
        if end < first or begin > last:
            continue
        if begin > first:
            yield first, begin - timedelta(days=1)
        first = max(first, end + timedelta(days=1))
    if first <= last:
        yield first, last
