"""Entries from a file: every row accounted for, the same file twice changes nothing."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from moonwalk.registry import SourceAdapter
from moonwalk.scoring.facts import Int32Array
from moonwalk.services.dry_run import operator, transaction
from moonwalk.services.errors import Refused
from moonwalk.services.files import (
    FileContext,
    ImportedFile,
    ImportExplanation,
    ImportRequest,
    explain_import,
    read_import,
    requested,
)
from moonwalk.services.imports.landing import Landing
from moonwalk.services.imports.rejected_rows import check_new, write_rejected
from moonwalk.services.imports.staging import Progress, RowReader, Verdicts, stage
from moonwalk.services.imports.undo import undo_import
from moonwalk.services.imports.verdict_remarks import remarks_on
from moonwalk.services.loggable_activities import Loggable, loggable, measures_of
from moonwalk.services.views import ImportReport
from moonwalk.services.work import Stopped, stop_asked, tell
from moonwalk.services.workspace import Workspace
from moonwalk.store import decisions, entries, imports, score_cache
from moonwalk.store.database import Database, Reader, Transaction
from moonwalk.store.decisions import Decision
from moonwalk.store.errors import StoreError
from moonwalk.store.imports import ImportEnd, ImportRecord
from moonwalk.store.landing import Trail
from moonwalk.store.staging import Staging

FIRST_BATCH: Final = 5000
"""The rows of the first batch; a file that has no more lands all together."""

_SMALLEST_BATCH: Final = 500
_LARGEST_BATCH: Final = 20_000
_SECONDS: Final = 0.2
"""What a batch should take: others wait for as long."""

_PAUSE: Final = 0.01
"""Seconds between batches, in which whoever waits gets a turn: they ask every few milliseconds."""


def import_entries(
    ws: Workspace,
    file: Path | ImportRequest,
    dry_run: bool = False,
    progress: Progress = tell,
    rejected_to: Path | None = None,
) -> ImportReport:
    """Brings in a file's entries. Rows that cannot be used are rejected, each with its line and reason.

    The good rows of a small file land all together, those of a large one in batches, between which others
    read and write; one that is broken off goes on where it stopped when the file is imported again. A dry
    run does everything and undoes it. `rejected_to` is a new file that gets the rejected rows of a table,
    each with its reason.
    """
    request = replace(requested(file), dry_run=dry_run)
    if rejected_to is not None:
        check_new(rejected_to)
    with ws.database() as db:
        known = loggable(ws, db)
        if not known.units:
            raise Refused(
                "No challenge has been launched, so there is nothing to log entries for. "
                "Nothing was imported. Launch one first: moonwalk launch NAME"
            )
        imported = read_import(ws, request, "entries", entries_context(ws, known))
        staging, verdicts = Staging(db, imported.adapter.name), Verdicts()
        if rejected_to is not None:
            verdicts.rejected.most = sys.maxsize
        erasures = score_cache.read(db).erasures
        adapter = imported.adapter
        stage(imported.rows, RowReader(ws, db, known, adapter), staging, verdicts, progress)
        landing = Landing(staging, adapter.name, imported.name, adapter.whole_days, verdicts, erasures)
        detail = {"sha256": imported.digest, "source": adapter.name, "options": dict(adapter.config)}
        decided = Decision(ws.instant(), operator(), "import", imported.name, detail=detail)
        record = _record(imported, landing)
        run = _Run(ws, db, adapter, landing, record, decided, dry_run, progress)
        run.broken_off = imports.broken_off(db, record, decisions.shown(detail))
        try:
            report = run.report(tuple(run.land(known)))
        except Stopped:
            run.take_back()
            raise
    if rejected_to is None:
        return report
    said = write_rejected(imported.file, report.rejected, verdicts.first_line, rejected_to)
    return replace(report, remarks=(*report.remarks, said))


def entries_context(ws: Workspace, known: Loggable) -> FileContext:
    """What a source of entries may know: the zone of times without one, and what the challenges measure."""
    zones = [launch.plan.calendar.zone for launch in known.challenges]
    timezone = ws.settings.timezone or next(iter(zones), "")
    return FileContext(timezone=timezone, measures=measures_of(known))


def explain_entries(ws: Workspace, request: ImportRequest) -> ImportExplanation:
    """What each column of a file of entries would be taken for; nothing is imported."""
    with ws.database() as db:
        context = entries_context(ws, loggable(ws, db))
    return explain_import(ws, request, "entries", context)


def _record(file: ImportedFile, landing: Landing) -> ImportRecord:
    """The import as it is written down before its rows land."""
    rejected, skipped = landing.verdicts.rejected.count, landing.verdicts.skipped.count
    accepted = len(landing.staging)
    return ImportRecord(file.name, file.digest, accepted + rejected + skipped, accepted, rejected, skipped)


@dataclass
class _Run:
    """One file on its way from the staging table into the entries. `broken_off` is what was begun before."""

    ws: Workspace
    db: Database
    adapter: SourceAdapter
    landing: Landing
    record: ImportRecord
    decided: Decision
    dry_run: bool
    progress: Progress
    broken_off: ImportRecord | None = None
    earlier: tuple[int, int] = (0, 0)
    trail: Trail | None = None

    def land(self, known: Loggable) -> Iterator[str]:
        """Brings the staged rows in, batch by batch; what is to be said about them."""
        order = self.landing.staging.order()
        start, size = 0, FIRST_BATCH
        if self.broken_off and not self.dry_run:
            self.earlier = imports.landed(self.db, self.broken_off.no)
            yield (
                f"The import of this file was broken off earlier; {sum(self.earlier)} of its entries were in "
                "already, and the others followed."
            )
        self.progress("landed", 0, len(order))
        while True:
            began = time.monotonic()
            end = self.landing.staging.end_of_batch(order, start, size)
            with self._batch(start, len(order)) as tx:
                self._take(tx, order[start:end], end == len(order))
                if self.dry_run and end - start == len(order):
                    yield from self._remarks(tx, known, self.landing.staging.people())
            self.progress("landed", end, len(order))
            if end == len(order):
                break
            if stop_asked().is_set():
                raise Stopped
            size = _next_size(size, time.monotonic() - began)
            start = end
            time.sleep(_PAUSE)
        total, people = len(order), self.landing.staging.people()
        # What is not needed any more makes room for what the remarks are made from.
        del order
        self.landing.staging.close()
        if not self.dry_run:
            yield from self._remarks(self.db, known, people)
        elif total > FIRST_BATCH:
            yield "How many of the accepted rows would count was not worked out: there are too many."

    def take_back(self) -> None:
        """Takes out again what has landed of an import that was stopped. Stopped, with what that was."""
        if self.trail is None or self.dry_run:
            return
        done = undo_import(self.ws, self.trail.import_no, "stopped while it ran")
        raise Stopped(
            f"Stopped. The {done.taken_out:,} entries of {done.file} that were in by then were taken out "
            "again: everything counts as before."
        )

    @contextmanager
    def _batch(self, done: int, total: int) -> Iterator[Transaction]:
        """A transaction, whose failure says what is in already."""
        try:
            with transaction(self.db, self.dry_run) as tx:
                yield tx
        except StoreError as error:
            if not done or self.dry_run:
                raise
            raise StoreError(
                f"{error.message.replace('Nothing was changed. ', '')} {done} of the {total} good rows of "
                f"{self.record.file} are in. Import the file again to go on from there: no row counts twice."
            ) from error

    def _take(self, tx: Transaction, numbers: Int32Array, last: bool) -> None:
        if self.trail is None or self.dry_run:
            self.trail = self._begun(tx)
        elif imports.is_undone(tx, self.trail.import_no):
            raise StoreError("The import was undone while it ran. It was stopped.")
        self.landing.take(tx, self.trail, numbers)
        if last:
            imports.finish(tx, self.trail.import_no, self.trail.at, self._end())

    def _begun(self, tx: Transaction) -> Trail:
        """The import as the entries refer to it: a new one, or the one that was broken off."""
        source = entries.source_number(tx, self.adapter.name, self.adapter.device)
        before = self.broken_off
        # Another program may have gone on with it, or taken it back, since it was looked up.
        if before and not imports.is_finished(tx, before.no) and not imports.is_undone(tx, before.no):
            number, decision = before.no, before.decision
        else:
            self.earlier = (0, 0)
            decision = decisions.record(tx, self.decided)
            number = imports.add(tx, self.record, decision)
        return Trail(source, decision, number, self.decided.at, self.record.sha256)

    def _end(self) -> ImportEnd:
        rejected, skipped = self.landing.verdicts.rejected.count, self.landing.verdicts.skipped.count
        added, changed = self.earlier
        return ImportEnd(
            accepted=self.record.rows - rejected - skipped,
            rejected=rejected,
            skipped=skipped,
            added=added + self.landing.new,
            changed=changed + self.landing.changed,
        )

    def _remarks(self, db: Reader, known: Loggable, people: Sequence[int]) -> Iterator[str]:
        return remarks_on(db, known.challenges, self.landing.ids, people, self.decided.at)

    def report(self, remarks: Iterable[str]) -> ImportReport:
        """What became of every row."""
        verdicts, end = self.landing.verdicts, self._end()
        return ImportReport(
            file=self.record.file,
            source=self.adapter.name,
            brings="entries",
            rows=self.record.rows,
            accepted=end.accepted,
            new=self.landing.new,
            same=end.accepted - self.landing.new - self.landing.changed,
            changed=self.landing.changed,
            rejected=verdicts.rejected.by_line(),
            skipped=verdicts.skipped.by_line(),
            remarks=(*verdicts.remarks, *remarks),
            dry_run=self.dry_run,
            committed=not self.dry_run,
            rejected_more=verdicts.rejected.more,
            skipped_more=verdicts.skipped.more,
        )


def _next_size(size: int, seconds: float) -> int:
    """The rows of the next batch, so that it takes as long as a batch should."""
    wanted = size * _SECONDS / max(seconds, 0.001)
    return int(min(max(wanted, size / 2, _SMALLEST_BATCH), 2 * size, _LARGEST_BATCH))
