"""Imports listed, and taken back as a whole."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from moonwalk.scoring.calendar import moment
from moonwalk.services.closures import Closures
from moonwalk.services.dry_run import operator, transaction
from moonwalk.services.errors import Refused
from moonwalk.services.undo_history import UndoHistory
from moonwalk.services.views import ImportRow, UndoReport
from moonwalk.services.work import tell
from moonwalk.services.workspace import Workspace
from moonwalk.store import decisions, entries, imports, undo
from moonwalk.store.database import Database, Transaction
from moonwalk.store.decisions import Decision
from moonwalk.store.ids import show_id
from moonwalk.store.imports import ImportSummary

_BATCH: Final = 3000
_PAUSE: Final = 0.01
_NAMED: Final = 20


def list_imports(ws: Workspace, most: int = 50) -> tuple[ImportRow, ...]:
    """The newest imports of entries, newest first."""
    with ws.database() as db:
        again = _done_again(db)
        return tuple(
            _row(ws, summary, summary.record.no in again) for summary in imports.of_entries(db, most)
        )


def _done_again(db: Database) -> Mapping[int, int]:
    """The imports that were taken back and done again, each with the decision that brought it."""
    history = UndoHistory.read(db)
    return {
        number: decision
        for decision, number in imports.of_decisions(db).items()
        if decision in history.undone.values() and history.undo_of(decision) is None
    }


def _row(ws: Workspace, summary: ImportSummary, is_again: bool) -> ImportRow:
    record, end = summary.record, summary.end
    is_undone = bool(summary.undone_by) and not is_again
    return ImportRow(
        id=record.no,
        when=moment(summary.at).astimezone(ws.zone),
        who=summary.who,
        file=record.file,
        rows=record.rows,
        new=end.added if end else 0,
        changed=end.changed if end else 0,
        rejected=end.rejected if end else record.rejected,
        skipped=end.skipped if end else record.skipped,
        state="undone" if is_undone else "in" if end else "broken off",
        undone=summary.undone_for if is_undone else "",
    )


@dataclass
class _Tally:
    """What has been taken back so far, and what stays."""

    taken_out: int = 0
    restored: int = 0
    staying: dict[str, int] = field(default_factory=lambda: {"by hand": 0, "replaced": 0})
    ids: dict[str, list[str]] = field(default_factory=lambda: {"by hand": [], "replaced": []})

    def stays(self, fate: str, entry: int) -> None:
        """Counts an entry that stays, and keeps the ids of the first."""
        self.staying[fate] += 1
        if len(self.ids[fate]) < _NAMED:
            self.ids[fate].append(show_id(entry))


def undo_import(ws: Workspace, number: int, reason: str, dry_run: bool = False) -> UndoReport:
    """Takes an import back. What it added is voided, and what it replaced counts again.

    Entries that were corrected by hand since, or that a later import replaced, stay. Refused where there is
    no such import, or it was taken back before.
    """
    if not reason.strip():
        raise Refused("Taking an import back needs a reason. Nothing was changed. Say why: --reason TEXT")
    with ws.database() as db:
        summary = imports.find(db, number)
        if summary is None:
            raise Refused(f"There is no import {number}. Nothing was changed. 'moonwalk imports' lists them.")
        decision = _done_again(db).get(number)
        if decision is not None:
            raise Refused(
                f"Import {number} was taken back and done again. Nothing was changed. To take it back: "
                f"moonwalk undo {decision}"
            )
        if summary.undone_by and not _anything_left(db, number):
            raise Refused(
                f"Import {number} was taken back already, by {summary.undone_by}: {summary.undone_for}. "
                "Nothing was changed."
            )
        _check_open(ws, db, number)
        tally = _Tally()
        decided = Decision(ws.instant(), operator(), "imports undo", str(number), reason.strip())
        _take_back(db, number, decided, tally, dry_run)
    return UndoReport(
        id=number,
        file=summary.record.file,
        taken_out=tally.taken_out,
        restored=tally.restored,
        by_hand=tally.staying["by hand"],
        by_hand_ids=tuple(tally.ids["by hand"]),
        replaced=tally.staying["replaced"],
        replaced_ids=tuple(tally.ids["replaced"]),
        dry_run=dry_run,
    )


def _check_open(ws: Workspace, db: Database, number: int) -> None:
    """Refused where the import brought entries of a challenge that is closed."""
    closures = Closures.read(ws, db)
    if not closures.closed:
        return
    activities, after = {kind.no: kind.activity for kind in entries.kinds(db)}, 0
    while batch := undo.brought(db, number, after, _BATCH):
        for entry in batch:
            day = date.fromisoformat(entry.content.day)
            reason = closures.reason(entry.person, activities[entry.content.kind], day)
            if reason:
                raise Refused(f"Import {number} was not taken back. {reason} Nothing was changed.")
        after = batch[-1].no


def _anything_left(db: Database, number: int) -> bool:
    """Whether an undo was broken off."""
    after = 0
    while batch := undo.brought(db, number, after, _BATCH):
        if any(entry.fate == "stands" for entry in batch):
            return True
        after = batch[-1].no
    return False


def _take_back(db: Database, number: int, decided: Decision, tally: _Tally, dry_run: bool) -> None:
    """Takes an import back batch by batch, between which others read and write."""
    after, decision = 0, 0
    while True:
        with transaction(db, dry_run) as tx:
            # First of all, so that an import which is still on its way stops.
            if not decision or dry_run:
                decision = decisions.record(tx, decided)
                if not imports.is_undone(tx, number):
                    imports.undo(tx, number, decision)
            last = _batch(tx, number, after, decision, decided, tally)
        tell("taken back", tally.taken_out + tally.restored)
        if last is None:
            return
        after = last
        time.sleep(_PAUSE)


def _batch(
    tx: Transaction, number: int, after: int, decision: int, decided: Decision, tally: _Tally
) -> int | None:
    """Takes the next entries back; the number of the last, None where they were all."""
    batch = undo.brought(tx, number, after, _BATCH)
    reversals = []
    for entry in batch:
        if entry.fate in tally.staying:
            tally.stays(entry.fate, entry.id)
        elif entry.fate == "stands":
            reversals.append(undo.reversal(tx, entry, decided.at, decided.why))
    entries.add(tx, reversals, decision, number)
    tally.taken_out += sum(row.void for row in reversals)
    tally.restored += sum(not row.void for row in reversals)
    return batch[-1].no if len(batch) == _BATCH else None
